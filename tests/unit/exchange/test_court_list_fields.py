"""The cells of a court's list: exact amounts, Chinese days and hours, ids and digests."""

import contextlib
import hashlib
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.exchange.court_list_fields import (
    is_blank,
    plain,
    read_amount,
    read_case,
    read_count,
    read_day,
    read_digest,
    read_instant,
    read_length,
    read_price,
    read_property,
    read_text,
)
from mingpai.exchange.court_list_problems import Bad, Trouble
from mingpai.kernel.canon import b64url
from mingpai.kernel.ids import well_formed
from mingpai.kernel.money import MAX_FEN, print_yuan

DIGEST = hashlib.sha256(b"report").digest()


def trouble_of(read: Callable[..., object], *arguments: str) -> Trouble:
    """Return what a reader says is wrong."""
    with pytest.raises(Bad) as raised:
        read(*arguments)
    return raised.value.trouble


def test_blank_cells_are_known() -> None:
    """Nothing, and the signs that lists write for nothing, are blank; zero is not."""
    assert all(map(is_blank, ("", "  ", "-", "—", "/", "无", "暂无 ")))
    assert not any(map(is_blank, ("0", "null", "无锡")))
    assert plain(" １２（ａ） ") == "12(a)"
    assert read_text(" 某路 ") == "某路"


@pytest.mark.parametrize(
    ("text", "unit", "fen"),
    [
        ("11,787,511.00", "", 1_178_751_100),
        ("１１，７８７，５１１．００元", "", 1_178_751_100),
        ("1178.7511万元", "", 1_178_751_100),
        ("1178.751100", "万元", 1_178_751_100),
        ("0.117875万", "亿元", 117_875),
        ("5元", "万元", 500),
        ("￥85000.0", "", 8_500_000),
        ("人民币 12 元整", "", 1200),
        ("1.5亿元", "", 15_000_000_000),
        ("90071992547409.91", "", MAX_FEN),
        ("0", "", 0),
    ],
)
def test_amounts_are_exact(text: str, unit: str, fen: int) -> None:
    """Separators, units and full-width digits lead to the exact amount; the cell's unit wins."""
    assert read_amount(text, unit) == fen


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("nan", Trouble.AMOUNT_NOT_A_NUMBER),
        ("-Infinity", Trouble.AMOUNT_NOT_A_NUMBER),
        ("NULL", Trouble.AMOUNT_NOT_A_NUMBER),
        ("-5", Trouble.AMOUNT_NEGATIVE),
        ("（100.00）", Trouble.AMOUNT_NEGATIVE),
        ("0.30000000000000004", Trouble.AMOUNT_DECIMALS),
        ("1.0000001万元", Trouble.AMOUNT_DECIMALS),
        ("90071992547409.92", Trouble.AMOUNT_TOO_LARGE),
        ("9" * 5000, Trouble.AMOUNT_TOO_LARGE),
        ("1e5", Trouble.AMOUNT_MALFORMED),
        ("1,78.00", Trouble.AMOUNT_MALFORMED),
        ("0123", Trouble.AMOUNT_MALFORMED),
        ("壹佰元", Trouble.AMOUNT_MALFORMED),
        ("10-20万", Trouble.AMOUNT_MALFORMED),
        ("约100", Trouble.AMOUNT_MALFORMED),
        ("5美元", Trouble.AMOUNT_MALFORMED),
    ],
)
def test_amounts_that_are_none(text: str, trouble: Trouble) -> None:
    """Negative, endless, inexact and oversized amounts are each told by a code of their own."""
    assert trouble_of(read_amount, text) is trouble


def test_a_price_is_more_than_nothing() -> None:
    """Zero is an amount and no price."""
    assert trouble_of(read_price, "0.00") is Trouble.AMOUNT_ZERO
    assert read_price("0.01") == 1


@given(st.integers(0, MAX_FEN))
def test_an_amount_is_the_inverse_of_its_print(fen: int) -> None:
    """Every amount that we print is read back as itself, in yuan and moved to ten thousands."""
    assert read_amount(print_yuan(fen)) == fen
    whole, part = divmod(fen, 1_000_000)
    assert read_amount(f"{whole}.{part:06d}", "万元") == fen


@pytest.mark.parametrize(
    "text",
    [
        "2019年4月23日",
        "2019年04月23日（星期二）",
        "2019/4/23",
        "2019-04-23",
        "2019.4.23",
        "20190423",
        "二〇一九年四月二十三日",
        "２０１９－０４－２３",
        "2019-04-23 10:00:00",
        "2019年4月23日10时",
    ],
)
def test_days_are_read(text: str) -> None:
    """A day is read in every way that courts write one."""
    assert read_day(text) == date(2019, 4, 23)


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("2019年4月23日10时", 10, 0),
        ("2019年4月23日10时整", 10, 0),
        ("2019年4月23日十时三十分", 10, 30),
        ("二〇一九年四月二十三日二十二时五分", 22, 5),
        ("2019年4月23日上午9点", 9, 0),
        ("2019年4月23日下午2时半", 14, 30),
        ("2019/4/23 14:05", 14, 5),
        ("2019-04-23T14:05:00+08:00", 14, 5),
        ("2019-04-23T06:05:00Z", 14, 5),
        ("20190423 14:05:00", 14, 5),
        ("2019-04-23 中午12:00", 12, 0),
        ("2019-04-23 下午14:00", 14, 0),
    ],
)
def test_times_are_those_of_shanghai(text: str, hour: int, minute: int) -> None:
    """A time without an offset is a clock's in Shanghai; one with an offset is that instant."""
    wanted = datetime(2019, 4, 23, hour, minute, tzinfo=UTC) - timedelta(hours=8)
    assert read_instant(text) == wanted


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("2019年2月29日", Trouble.DAY_IMPOSSIBLE),
        ("2019-13-01", Trouble.DAY_IMPOSSIBLE),
        ("2019-04-23 24:00", Trouble.DAY_IMPOSSIBLE),
        ("1989-12-31", Trouble.DAY_OUT_OF_RANGE),
        ("2100-01-01", Trouble.DAY_OUT_OF_RANGE),
        ("43578", Trouble.DAY_MALFORMED),
        ("1657245600000", Trouble.DAY_MALFORMED),
        ("2019年4月", Trouble.DAY_MALFORMED),
        ("2019-04/23", Trouble.DAY_MALFORMED),
        ("2019年四十十月1日", Trouble.DAY_MALFORMED),
        ("昨天", Trouble.DAY_MALFORMED),
    ],
)
def test_days_that_are_none(text: str, trouble: Trouble) -> None:
    """A day that does not exist, a number and a part of a day are each told apart."""
    assert trouble_of(read_day, text) is trouble


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("2019-04-23", Trouble.TIME_WITHOUT_HOUR),
        ("2019-04-23 上午12:00", Trouble.TIME_AMBIGUOUS),
        ("2019-04-23 上午14:00", Trouble.TIME_AMBIGUOUS),
        ("2019-04-23 中午11:00", Trouble.TIME_AMBIGUOUS),
        ("2019-04-23T10:00:00+99:00", Trouble.DAY_IMPOSSIBLE),
        ("10:00", Trouble.TIME_MALFORMED),
        ("2019-04-2310:00", Trouble.TIME_MALFORMED),
    ],
)
def test_times_that_are_none(text: str, trouble: Trouble) -> None:
    """A day without an hour, and an hour that may be two, are no instant."""
    assert trouble_of(read_instant, text) is trouble


@given(st.integers(0, 40_000), st.integers(0, 86_399))
def test_a_day_and_an_hour_are_read_in_every_form(days: int, seconds: int) -> None:
    """Whatever the time, its forms lead to one instant and one day."""
    when = datetime(1990, 1, 1, tzinfo=UTC) + timedelta(days=days, seconds=seconds)
    forms = (
        "%Y-%m-%d %H:%M:%S",
        "%Y年%m月%d日%H时%M分%S秒",
        "%Y/%m/%d %H:%M:%S",
        "%Y%m%d %H:%M:%S",
    )
    assert len({read_instant(when.strftime(form)) for form in forms}) == 1
    assert {read_day(when.strftime(form)) for form in forms} == {when.date()}


@given(st.text(max_size=40))
def test_no_text_is_an_exception_of_another_kind(text: str) -> None:
    """Whatever stands in a cell, a reader gives a value or says what is wrong."""
    readers = (read_amount, read_price, read_day, read_instant, read_length, read_count)
    for read in (*readers, read_case, read_property, read_digest):
        with contextlib.suppress(Bad):
            read(text)


@pytest.mark.parametrize(
    ("text", "unit", "length"),
    [
        ("5分钟", "", timedelta(minutes=5)),
        ("5分钟/次", "", timedelta(minutes=5)),
        ("5", "分钟", timedelta(minutes=5)),
        ("300秒", "分钟", timedelta(minutes=5)),
        ("24个小时", "", timedelta(days=1)),
        ("60天", "", timedelta(days=60)),
    ],
)
def test_lengths_have_a_unit(text: str, unit: str, length: timedelta) -> None:
    """A length of time takes its unit from the cell, else from the column's name."""
    assert read_length(text, unit) == length


def test_lengths_and_counts_that_are_none() -> None:
    """A bare number has no length, and half a bid is no count."""
    assert trouble_of(read_length, "5") is Trouble.LENGTH_MALFORMED
    assert trouble_of(read_length, "很久") is Trouble.LENGTH_MALFORMED
    assert trouble_of(read_count, "1.5") is Trouble.COUNT_MALFORMED
    assert (read_count("24.0"), read_count("3次")) == (24, 3)


@pytest.mark.parametrize(
    ("text", "case_id"),
    [
        ("（2026）沪0104执1234号", "2026-SH0104-Z-1234"),
        ("(2019)川0105执恢 77号", "2019-SC0105-ZH-77"),
        ("〔2020〕最高法执监1号", "2020-ZGF-ZJ-1"),
        ("（2026）沪0104执1234号之二", "2026-SH0104-Z-1234-2"),
        ("2026-hu0104-zhi-1", "2026-hu0104-zhi-1"),
        ("（2026）沪0104执001号", "2026-SH0104-Z-1"),
        ("（2026）沪0104执0010号之二", "2026-SH0104-Z-10-2"),
        ("2026-SH0104-Z-001", "2026-SH0104-Z-001"),
    ],
)
def test_case_numbers_become_ids(text: str, case_id: str) -> None:
    """A case number is written in letters and digits; an id stays as it is."""
    assert read_case(text) == case_id
    assert well_formed("case", case_id)


@pytest.mark.parametrize(
    "text", ["（2014）浦执字第1234号", "（2026）某0104执1号", "（2026）沪0104执000号", "执1号", ""]
)
def test_case_numbers_that_are_none(text: str) -> None:
    """Old forms and places that are none are told and not guessed."""
    assert trouble_of(read_case, text) is Trouble.CASE_MALFORMED


def test_properties_and_digests() -> None:
    """An id that a spreadsheet made a number is that id; a digest has 32 bytes in either form."""
    assert (read_property("12.0"), read_property("012")) == ("12", "012")
    assert trouble_of(read_property, "一号") is Trouble.ID_MALFORMED
    assert read_digest(DIGEST.hex().upper()) == read_digest(b64url(DIGEST)) == b64url(DIGEST)
    for text in ("", "abc", DIGEST.hex()[:-1], b64url(DIGEST[:-1])):
        assert trouble_of(read_digest, text) is Trouble.DIGEST_MALFORMED


@given(st.from_regex(re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,47}", re.ASCII), fullmatch=True))
def test_ids_stay_as_they_are(text: str) -> None:
    """An id that is well formed is read as itself."""
    assert read_case(text) == text
