"""Proves how terms are counted: hours, days, months, over holidays and out of known years."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.kernel.outcome import InvariantBroken
from mingpai.law.calendar import CALENDAR
from mingpai.law.periods import (
    Term,
    add_months,
    days_between,
    full_days_are_over,
    term_of_days,
    term_of_hours,
    term_of_months,
)

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_a_term_of_days(row: tuple[str, ...]) -> None:
    """A term of days ends where the table says, and says whether its holidays were read."""
    first, days, last, verified = row
    found = term_of_days(day(first), int(days), calendar=CALENDAR)
    assert found == Term(last=day(last), verified=verified == "yes")


def test_a_term_of_months(row: tuple[str, ...]) -> None:
    """A term of months ends on the same day of the month, or the next working day."""
    first, months, last, verified = row
    found = term_of_months(day(first), int(months), calendar=CALENDAR)
    assert found == Term(last=day(last), verified=verified == "yes")


def test_months_are_added(row: tuple[str, ...]) -> None:
    """A month without that day has its last day in its place."""
    first, months, expected = row
    assert add_months(day(first), int(months)) == day(expected)


@pytest.mark.rule("K06")
def test_full_days(row: tuple[str, ...]) -> None:
    """Whole days are over only once the last of them has ended; the first day does not count."""
    since, days, today, over = row
    found = full_days_are_over(since=day(since), days=int(days), today=day(today))
    assert found is (over == "yes")


def test_hours_are_exact() -> None:
    """A term of hours ends to the second, day off or not."""
    begins_at = datetime(2026, 9, 30, 10, 0, 1, tzinfo=UTC)
    assert term_of_hours(begins_at, 24) == datetime(2026, 10, 1, 10, 0, 1, tzinfo=UTC)
    assert term_of_hours(begins_at, 1) == datetime(2026, 9, 30, 11, 0, 1, tzinfo=UTC)


def test_the_last_day_belongs_to_the_term() -> None:
    """A term is over on the day after its last day, not before."""
    term = Term(last=date(2026, 6, 5), verified=True)
    assert not term.is_over(date(2026, 6, 5))
    assert term.is_over(date(2026, 6, 6))


def test_days_between_are_signed() -> None:
    """Days are counted between two dates in either direction."""
    assert days_between(since=date(2026, 2, 27), until=date(2026, 3, 1)) == 2
    assert days_between(since=date(2026, 3, 1), until=date(2026, 2, 27)) == -2


def test_a_term_of_nothing_is_none() -> None:
    """Nothing is counted that has no length."""
    with pytest.raises(InvariantBroken, match="at least one day"):
        term_of_days(date(2026, 1, 1), 0, calendar=CALENDAR)
    with pytest.raises(InvariantBroken, match="at least one month"):
        term_of_months(date(2026, 1, 1), 0, calendar=CALENDAR)
    with pytest.raises(InvariantBroken, match="at least one hour"):
        term_of_hours(datetime(2026, 1, 1, tzinfo=UTC), 0)


@given(DAYS, st.integers(1, 400))
def test_no_term_ends_early_or_on_a_day_off(first: date, days: int) -> None:
    """A term is never shorter than its days and never ends on a day off."""
    term = term_of_days(first, days, calendar=CALENDAR)
    assert days_between(since=first, until=term.last) >= days
    assert not CALENDAR.is_day_off(term.last)
    assert not full_days_are_over(since=first, days=days, today=term.last) or (
        days_between(since=first, until=term.last) > days
    )
