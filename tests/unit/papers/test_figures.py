"""Amounts and days as a court writes them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.kernel.money import MAX_FEN
from mingpai.kernel.outcome import InvariantBroken
from mingpai.papers.figures import amount, day, in_capitals, moment, signed_day, span

# The People's Bank's own examples first, then every place where a zero may stand.
CAPITALS = [
    (140_950, "壹仟肆佰零玖元伍角"),
    (600_714, "陆仟零柒元壹角肆分"),
    (168_032, "壹仟陆佰捌拾元叁角贰分"),
    (10_700_053, "壹拾万柒仟元伍角叁分"),
    (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
    (32_504, "叁佰贰拾伍元零肆分"),
    (0, "零元整"),
    (1, "壹分"),
    (10, "壹角"),
    (99, "玖角玖分"),
    (100, "壹元整"),
    (1_000, "壹拾元整"),
    (1_001_000, "壹万零壹拾元整"),
    (1_010_000, "壹万零壹佰元整"),
    (1_100_000, "壹万壹仟元整"),
    (100_000_100, "壹佰万零壹元整"),
    (100_100_000, "壹佰万壹仟元整"),
    (123_450_000, "壹佰贰拾叁万肆仟伍佰元整"),
    (10_000_000_000, "壹亿元整"),
    (10_000_000_100, "壹亿零壹元整"),
    (10_001_000_000, "壹亿零壹万元整"),
    (10_100_000_000, "壹亿零壹佰万元整"),
    (11_000_000_000, "壹亿壹仟万元整"),
    (100_000_000_000_000, "壹万亿元整"),
    (MAX_FEN, "玖拾万零柒佰壹拾玖亿玖仟贰佰伍拾肆万柒仟肆佰零玖元玖角壹分"),
]
_DIGITS = {digit: at for at, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
_UNITS = {"拾": 10, "佰": 100, "仟": 1_000, "万": 10_000, "亿": 100_000_000}


def _read(text: str) -> int:
    """Read capitals back, in another way than they are written."""
    yuan, _, rest = text.rpartition("元") if "元" in text else ("", "", text)
    total, pending = 0, 0
    parts: list[int] = []
    for character in yuan:
        if character in _DIGITS:
            pending = _DIGITS[character]
            continue
        unit = _UNITS[character]
        if unit < 10_000:
            parts.append(pending * unit)
        else:
            small = sum(one for one in parts if one < unit) + pending
            parts = [one for one in parts if one >= unit] + [small * unit]
        pending = 0
    total = (sum(parts) + pending) * 100
    for digit, unit in zip(rest[::2], rest[1::2], strict=False):
        if digit in _DIGITS and unit in "角分":
            total += _DIGITS[digit] * (10 if unit == "角" else 1)
    if rest.startswith("零"):
        total += _DIGITS[rest[1]]
    return total


@pytest.mark.parametrize(("fen", "text"), CAPITALS)
def test_amounts_are_written_in_capitals(fen: int, text: str) -> None:
    """Capital figures follow the bank's rules on zeros, 角, 分 and 整."""
    assert in_capitals(fen) == text


@given(st.integers(0, MAX_FEN))
def test_capitals_read_back_as_the_amount(fen: int) -> None:
    """No two amounts are written alike: what is written reads back as what was meant."""
    assert _read(in_capitals(fen)) == fen


def test_nothing_below_nothing_is_written() -> None:
    """A negative amount has no capitals."""
    with pytest.raises(InvariantBroken):
        in_capitals(-1)


def test_an_amount_is_written_both_ways() -> None:
    """An amount stands in figures and, beside them, in capitals."""
    assert amount(7_000_000) == "70,000.00元（人民币柒万元整）"


@pytest.mark.parametrize(
    ("second", "text"),
    [
        (0, "2026年5月25日10时"),
        (60, "2026年5月25日10时1分"),
        (61, "2026年5月25日10时1分1秒"),
        (1, "2026年5月25日10时0分1秒"),
    ],
)
def test_an_instant_is_that_of_a_clock_in_shanghai(second: int, text: str) -> None:
    """An instant is written as local time, as precisely as it is given."""
    at = datetime(2026, 5, 25, 2, 0, tzinfo=UTC) + timedelta(seconds=second)
    assert moment(at) == text


@pytest.mark.parametrize(
    ("when", "text"),
    [
        (date(2026, 5, 25), "二〇二六年五月二十五日"),
        (date(2026, 10, 10), "二〇二六年十月十日"),
        (date(2030, 12, 31), "二〇三〇年十二月三十一日"),
        (date(2027, 1, 20), "二〇二七年一月二十日"),
        (date(2027, 11, 11), "二〇二七年十一月十一日"),
    ],
)
def test_a_paper_is_dated_in_characters(when: date, text: str) -> None:
    """The day below a signature stands in Chinese numerals."""
    assert signed_day(when) == text


def test_a_day_and_a_span_stand_in_a_sentence() -> None:
    """A day is written in figures; a span in hours and minutes, without what is none of it."""
    assert day(date(2026, 5, 5)) == "2026年5月5日"
    assert [span(timedelta(minutes=some)) for some in (5, 60, 1_445)] == [
        "5分钟",
        "1小时",
        "24小时5分钟",
    ]
    with pytest.raises(InvariantBroken):
        span(timedelta(seconds=59))
