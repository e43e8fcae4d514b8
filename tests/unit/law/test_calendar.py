"""Proves which days are days off, and that a year whose notice is missing says so."""

from datetime import date, timedelta

import pytest

from mingpai.kernel.outcome import InvariantBroken
from mingpai.law.calendar import CALENDAR, Calendar, HolidayYear


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]


def a_year(**changed: object) -> HolidayYear:
    told: dict[str, object] = {
        "year": 2030,
        "notice": "",
        "off": ((date(2030, 1, 1), date(2030, 1, 2)),),
        "worked": (date(2030, 1, 5),),
        "verified": False,
    }
    return HolidayYear(**(told | changed))  # type: ignore[arg-type] # a table of fields


@pytest.mark.parametrize(
    ("year", "worked"),
    [(2024, 251), (2025, 248), (2026, 248)],
)
def test_working_days_of_a_year(year: int, worked: int) -> None:
    """Each year that is entered has the working days that its notice leaves."""
    assert CALENDAR.is_known(year)
    assert CALENDAR.is_verified(year)
    assert sum(not CALENDAR.is_day_off(day) for day in days_of(year)) == worked


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2025, 1, 28), True),
        (date(2025, 1, 27), False),
        (date(2025, 1, 26), False),
        (date(2025, 10, 8), True),
        (date(2025, 10, 11), False),
        (date(2024, 2, 9), False),
        (date(2024, 6, 10), True),
        (date(2026, 6, 19), True),
        (date(2026, 6, 22), False),
        (date(2026, 5, 9), False),
        (date(2026, 5, 10), True),
    ],
)
def test_single_days(day: date, off: bool) -> None:  # noqa: FBT001 - a column
    """Holidays and weekends are off; a weekend day worked in place of another is not."""
    assert CALENDAR.is_day_off(day) is off


def test_a_year_that_is_not_entered() -> None:
    """Of an unknown year only weekends and fixed holidays are known, and it is not verified."""
    assert not CALENDAR.is_known(2028)
    assert not CALENDAR.is_verified(2028)
    weekdays_off = [day for day in days_of(2028) if day.weekday() < 5 and CALENDAR.is_day_off(day)]
    assert weekdays_off == [
        date(2028, 5, 1),
        date(2028, 5, 2),
        date(2028, 10, 2),
        date(2028, 10, 3),
    ]


def test_labour_day_has_two_days_since_2025() -> None:
    """Without any notice 2 May is a working day until 2024 and a holiday from 2025 on."""
    found = [Calendar().is_day_off(date(year, 5, 2)) for year in (2023, 2024, 2025, 2028)]
    assert found == [False, False, True, True]


def test_a_year_entered_but_not_read() -> None:
    """A year entered from memory is known and not verified."""
    calendar = Calendar((a_year(),))
    assert calendar.is_known(2030)
    assert not calendar.is_verified(2030)


def test_a_calendar_holds_the_days_of_its_years() -> None:
    """Both ends of a span are off, and a weekend day that is worked is none."""
    calendar = Calendar((a_year(), a_year(year=2031, off=(), worked=())))
    off = [date(2030, 1, 1), date(2030, 1, 2), date(2030, 1, 6)]
    worked = [date(2030, 1, 3), date(2030, 1, 4), date(2030, 1, 5), date(2030, 1, 7)]
    assert [calendar.is_day_off(day) for day in (*off, *worked)] == [True] * 3 + [False] * 4
    assert calendar.next_working_day(date(2030, 1, 1)) == date(2030, 1, 3)


def test_a_working_day_stays() -> None:
    """The next working day of a working day is itself."""
    assert CALENDAR.next_working_day(date(2026, 5, 26)) == date(2026, 5, 26)
    assert CALENDAR.next_working_day(date(2026, 10, 1)) == date(2026, 10, 8)


@pytest.mark.parametrize(
    ("years", "said"),
    [
        ((a_year(), a_year()), "twice"),
        ((a_year(worked=(date(2030, 1, 3),)),), "no plain weekend day"),
        ((a_year(off=((date(2030, 1, 5), date(2030, 1, 5)),)),), "no plain weekend day"),
        ((a_year(off=((date(2030, 1, 2), date(2030, 1, 1)),)),), "end before they begin"),
    ],
)
def test_a_muddled_calendar_is_refused(years: tuple[HolidayYear, ...], said: str) -> None:
    """A year twice, a weekday worked in place of another, or a span turned round: none is taken."""
    with pytest.raises(InvariantBroken, match=said):
        Calendar(years)
