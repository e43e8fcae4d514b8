"""Instants are UTC, read strictly; the law's dates are those of Shanghai."""

from datetime import UTC, date, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.kernel.moments import local_date, parse_instant, print_instant, print_local

INSTANTS = st.datetimes(timezones=st.just(UTC))


@given(INSTANTS)
def test_an_instant_is_read_as_it_is_written(instant: datetime) -> None:
    """What is written is read back as the same instant."""
    assert parse_instant(print_instant(instant)) == instant


@given(INSTANTS)
def test_instants_are_written_as_leaves_hold_them(instant: datetime) -> None:
    """A printed instant has the bytes that the canonical encoder writes."""
    assert msgspec.json.encode(instant).decode() == f'"{print_instant(instant)}"'


def test_an_offset_is_turned_into_utc() -> None:
    """Ten o'clock in Shanghai is two o'clock UTC."""
    read = parse_instant("2026-05-26T10:00:00+08:00")
    assert read == datetime(2026, 5, 26, 2, tzinfo=UTC)
    assert read.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-05-26",
        "2026-05-26T10:00:00",
        "2026-05-26 10:00:00Z",
        "2026-05-26T10:00Z",
        "2026-05-26T10:00:00.1234567Z",
        "2026-05-26T10:00:00Z\n",
        "２026-05-26T10:00:00Z",
        "2026-02-30T10:00:00Z",
        "2026-05-26T24:30:00Z",
        "2026-05-26T10:00:60Z",
        "2026-05-26T10:00:00+24:00",
        "0001-01-01T00:00:00+08:00",
        "9999-12-31T23:59:59-08:00",
    ],
)
def test_what_is_no_instant_is_refused(text: str) -> None:
    """A wrong form, calendar date, time of day, offset or year is refused as a ValueError."""
    with pytest.raises(ValueError, match=r".+"):
        parse_instant(text)


def test_the_day_is_that_of_shanghai() -> None:
    """An instant late in a UTC day falls on the next day in Shanghai."""
    instant = datetime(2026, 5, 26, 16, tzinfo=UTC)
    assert local_date(instant) == date(2026, 5, 27)
    assert local_date(instant - timedelta(microseconds=1)) == date(2026, 5, 26)


def test_a_clock_in_shanghai_is_shown_with_its_offset() -> None:
    """A local instant names the offset, whatever zone it came in."""
    instant = datetime(2026, 5, 26, 4, tzinfo=timezone(timedelta(hours=2)))
    assert print_local(instant) == "2026-05-26T10:00:00+08:00"
