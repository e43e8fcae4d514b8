"""Each field of a bid log: what is read, and what each wrong text is called."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.exchange.bidlog_fields import (
    Bad,
    read_auction,
    read_bidder,
    read_price,
    read_seq,
    read_time,
    read_won,
)
from mingpai.exchange.bidlog_problems import Trouble
from mingpai.kernel.moments import SHANGHAI
from mingpai.kernel.money import MAX_FEN, print_yuan


@pytest.mark.parametrize("text", ["14534399.94", "14,534,399.94"])
def test_prices_in_both_writings(text: str) -> None:
    """A price with or without separators is the same number of fen."""
    assert read_price(text) == 1_453_439_994


@given(st.integers(1, MAX_FEN))
def test_every_price_is_read_back(price_fen: int) -> None:
    """Every amount that can be written is read without loss."""
    assert read_price(print_yuan(price_fen)) == price_fen


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", Trouble.PRICE_MISSING),
        ("NaN", Trouble.PRICE_NOT_A_NUMBER),
        ("-inf", Trouble.PRICE_NOT_A_NUMBER),
        ("null", Trouble.PRICE_NOT_A_NUMBER),
        ("-5", Trouble.PRICE_NEGATIVE),
        ("−5.00", Trouble.PRICE_NEGATIVE),
        ("0", Trouble.PRICE_ZERO),
        ("0.00", Trouble.PRICE_ZERO),
        ("1.234", Trouble.PRICE_DECIMALS),
        ("1,000.000", Trouble.PRICE_DECIMALS),
        ("90071992547409.92", Trouble.PRICE_TOO_LARGE),
        ("9" * 40, Trouble.PRICE_TOO_LARGE),
        ("1e6", Trouble.PRICE_MALFORMED),
        ("007", Trouble.PRICE_MALFORMED),
        ("1,00,000", Trouble.PRICE_MALFORMED),
        ("１００", Trouble.PRICE_MALFORMED),
        ("100元", Trouble.PRICE_MALFORMED),
        ("1.", Trouble.PRICE_MALFORMED),
    ],
)
def test_each_wrong_price_has_a_name(text: str, trouble: Trouble) -> None:
    """A price that is none is refused under a code of its own, never rounded or guessed."""
    with pytest.raises(Bad) as refused:
        read_price(text)
    assert refused.value.trouble is trouble


@pytest.mark.parametrize(
    "text", ["2026-05-26 10:22:18", "2026年05月26日 10:22:18", "2026-05-26 10:22:18.000"]
)
def test_times_in_both_writings(text: str) -> None:
    """A time is that of a clock in Shanghai, in either writing, and is kept in UTC."""
    assert read_time(text) == datetime(2026, 5, 26, 2, 22, 18, tzinfo=UTC)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2999, 12, 31, 23, 59, 59)))  # noqa: DTZ001 - a clock's face
def test_every_time_is_read_back(local: datetime) -> None:
    """Every second of a thousand years is read without loss, in both writings."""
    local = local.replace(microsecond=0, tzinfo=SHANGHAI)
    assert read_time(f"{local:%Y-%m-%d %H:%M:%S}") == local
    assert read_time(f"{local:%Y年%m月%d日 %H:%M:%S}") == local


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", Trouble.TIME_MISSING),
        ("2026-02-30 10:00:00", Trouble.TIME_IMPOSSIBLE),
        ("2026年02月30日 10:00:00", Trouble.TIME_IMPOSSIBLE),
        ("2026-05-26 25:61:00", Trouble.TIME_IMPOSSIBLE),
        ("2026-05-26 24:00:00", Trouble.TIME_IMPOSSIBLE),
        ("2026-05-26 10:00:60", Trouble.TIME_IMPOSSIBLE),
        ("1999-12-31 23:59:59", Trouble.TIME_OUT_OF_RANGE),
        ("3000-01-01 00:00:00", Trouble.TIME_OUT_OF_RANGE),
        ("2026-W22-2 10:22:18", Trouble.TIME_MALFORMED),
        ("2026-05-26 10:22+08", Trouble.TIME_MALFORMED),
        ("2026-05-26T10:22:18", Trouble.TIME_MALFORMED),
        ("2026-05-26 10:22", Trouble.TIME_MALFORMED),
        ("2026/05/26 10:22:18", Trouble.TIME_MALFORMED),
        ("2026-05-26 1:22:18", Trouble.TIME_MALFORMED),
        ("2026-05-26 10:22:1８", Trouble.TIME_MALFORMED),
        ("2026-o5-26 10:22:18", Trouble.TIME_MALFORMED),
        ("2026年05月26号 10:22:18", Trouble.TIME_MALFORMED),
        ("yesterday", Trouble.TIME_MALFORMED),
    ],
)
def test_each_wrong_time_has_a_name(text: str, trouble: Trouble) -> None:
    """A time that does not exist, or is written otherwise, is refused under its own code."""
    with pytest.raises(Bad) as refused:
        read_time(text)
    assert refused.value.trouble is trouble


def test_the_other_fields() -> None:
    """Status, bidder, number and auction are read as they stand."""
    assert read_won("成交")
    assert not read_won("出局")
    assert read_bidder("Z14-2_0*") == "Z14-2_0*"
    assert read_seq("074") == 74
    assert read_auction("SZ-宝安 1") == "SZ-宝安 1"


@pytest.mark.parametrize("text", ["", "领先", "成交 ", "sold"])
def test_an_unknown_status(text: str) -> None:
    """A row is 成交 or 出局 and nothing else."""
    with pytest.raises(Bad, match="status_unknown"):
        read_won(text)


@pytest.mark.parametrize("text", ["", "A 1", "x" * 33, "张三", 'A"1'])
def test_a_malformed_bidder(text: str) -> None:
    """A bidder is a short code, never a name or free text."""
    with pytest.raises(Bad, match="bidder_malformed"):
        read_bidder(text)


@pytest.mark.parametrize("text", ["", "-1", "1.5", "1e3", "1234567890", "１"])
def test_a_malformed_number(text: str) -> None:
    """A row's number is a whole number of at most nine digits."""
    with pytest.raises(Bad, match="seq_malformed"):
        read_seq(text)


@pytest.mark.parametrize("text", ["", "x" * 65, "a\u200bb"])
def test_a_malformed_auction(text: str) -> None:
    """An auction's id is short and printable."""
    with pytest.raises(Bad, match="auction_malformed"):
        read_auction(text)
