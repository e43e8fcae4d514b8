"""Days off in China, as dated data: public holidays and the weekend days worked in their place.

The General Office of the State Council orders each year by a notice of its own, so a year is
known only once its notice is entered here. In a year that is not, only weekends and the holidays
with a fixed date count, and every result that rests on such a year says that it is not verified.
Must not know what a term is. Where to look next: `law.periods`.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct

from mingpai.kernel.outcome import ensure

_DAY = timedelta(days=1)
_SATURDAY = 5


class HolidayYear(Struct, frozen=True):
    """What one notice orders. `off`: spans of days off, both ends included. `worked`: 调休.

    `verified`: the notice was read.
    """

    year: int
    notice: str
    off: tuple[tuple[date, date], ...]
    worked: tuple[date, ...]
    verified: bool


def _year(year: int, notice: str, *, off: str, worked: str) -> HolidayYear:
    """Read a year from texts such as `2-10/2-17 6-10` and `2-4 2-18`."""

    def day(text: str) -> date:
        month, _, number = text.partition("-")
        return date(year, int(month), int(number))

    spans = (span.partition("/") for span in off.split())
    return HolidayYear(
        year=year,
        notice=notice,
        off=tuple((day(first), day(last or first)) for first, _, last in spans),
        worked=tuple(day(text) for text in worked.split()),
        verified=True,
    )


_FIXED = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
"""Holidays with a fixed date: New Year, Labour Day, three of the National Day."""
_FIXED_FROM_2025 = ((5, 2),)
"""The second day of Labour Day, since the decree was amended."""
_AMENDED = 2025


class Calendar:
    """Which days are days off. Never changed once made."""

    def __init__(self, years: Sequence[HolidayYear] = ()) -> None:
        """Enter the years. Raises: InvariantBroken where one is entered twice, or is muddled."""
        self._years = {one.year: one for one in years}
        ensure(len(self._years) == len(years), "a year stands twice in the calendar")
        self._off = {day for one in years for span in one.off for day in _days(span)}
        self._worked = {day for one in years for day in one.worked}
        for one in years:
            ensure(
                all(day.weekday() >= _SATURDAY and day not in self._off for day in one.worked),
                f"{one.year}: a day worked in place of another is no plain weekend day",
            )

    def is_known(self, year: int) -> bool:
        """Say whether the notice of a year is entered."""
        return year in self._years

    def is_verified(self, year: int) -> bool:
        """Say whether the notice of a year is entered and was read."""
        return self.is_known(year) and self._years[year].verified

    def is_day_off(self, day: date) -> bool:
        """Say whether nobody need work on a day: a holiday, or a weekend day that is not worked.

        Source: 民事诉讼法（2023年修正）第八十五条, which moves a term by days off of the law;
        that weekends are such days is settled practice.
        """
        if day in self._worked:
            return False
        return day.weekday() >= _SATURDAY or day in self._off or self._is_fixed(day)

    def next_working_day(self, day: date) -> date:
        """Return `day`, or the first working day after it where it is a day off."""
        while self.is_day_off(day):
            day += _DAY
        return day

    def _is_fixed(self, day: date) -> bool:
        if self.is_known(day.year):
            return False
        fixed = _FIXED if day.year < _AMENDED else _FIXED + _FIXED_FROM_2025
        return (day.month, day.day) in fixed


def _days(span: tuple[date, date]) -> Iterator[date]:
    first, last = span
    ensure(first <= last, f"the days off from {first} end before they begin")
    for number in range((last - first).days + 1):
        yield first + number * _DAY


CALENDAR = Calendar(
    (
        _year(
            2024,
            "国办发明电〔2023〕7号",
            off="1-1 2-10/2-17 4-4/4-6 5-1/5-5 6-10 9-15/9-17 10-1/10-7",
            worked="2-4 2-18 4-7 4-28 5-11 9-14 9-29 10-12",
        ),
        _year(
            2025,
            "国办发明电〔2024〕12号",
            off="1-1 1-28/2-4 4-4/4-6 5-1/5-5 5-31/6-2 10-1/10-8",
            worked="1-26 2-8 4-27 9-28 10-11",
        ),
        _year(
            2026,
            "国务院办公厅2025年11月4日通知",
            off="1-1/1-3 2-15/2-23 4-4/4-6 5-1/5-5 6-19/6-21 9-25/9-27 10-1/10-7",
            worked="1-4 2-14 2-28 5-9 9-20 10-10",
        ),
    )
)
"""2024 to 2026, each read in the notice as the official press printed it in full."""
