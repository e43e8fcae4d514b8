"""第八十五条 of the Civil Procedure Law: how terms are counted, in hours, days and months.

The hour or day on which a term begins is not counted; a term whose last day is a day off runs to
the next working day. Owns the counting alone: which term runs when is known to its caller. Days
are days in Shanghai. Where to look next: `law.calendar`, `law.notice`.
"""

import calendar as gregorian
from datetime import date, datetime, timedelta

from msgspec import Struct

from mingpai.kernel.outcome import ensure
from mingpai.law.calendar import Calendar

_MONTHS = 12


class Term(Struct, frozen=True):
    """The last day of a term. `verified`: the days off of every year it rests on were read."""

    last: date
    verified: bool

    def is_over(self, today: date) -> bool:
        """Say whether the term has run out. Its last day still belongs to it."""
        return today > self.last


def term_of_days(first: date, days: int, *, calendar: Calendar) -> Term:
    """Return the term of `days` that begins on the day `first`, which is not counted itself.

    Requires: days >= 1. Raises: InvariantBroken if that does not hold.
    Source: 民事诉讼法（2023年修正）第八十五条 (in force from 2024-01-01).
    """
    ensure(days >= 1, "a term has at least one day")
    return _ending(first + timedelta(days=days), calendar)


def term_of_months(first: date, months: int, *, calendar: Calendar) -> Term:
    """Return the term of `months` that begins on the day `first`.

    Requires: months >= 1. Raises: InvariantBroken if that does not hold.
    Source: 民事诉讼法（2023年修正）第八十五条 (in force from 2024-01-01).
    """
    ensure(months >= 1, "a term has at least one month")
    return _ending(add_months(first, months), calendar)


def term_of_hours(begins_at: datetime, hours: int) -> datetime:
    """Return when a term of hours is over: exactly `hours` after the instant it begins at.

    The article does not count the hour in which a term begins and so would end up to an hour
    later; a term by which money must go back or a danger be told is read strictly here. No day
    off moves it.
    Units: aware UTC instants. Requires: hours >= 1. Raises: InvariantBroken otherwise.
    Source: 民事诉讼法（2023年修正）第八十五条; the strictness is a reading.
    """
    ensure(hours >= 1, "a term has at least one hour")
    return begins_at + timedelta(hours=hours)


def add_months(day: date, months: int) -> date:
    """Return the same day of the month `months` later, or that month's last day if it has none."""
    years, month = divmod(day.month - 1 + months, _MONTHS)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, gregorian.monthrange(year, month)[1]))


def days_between(*, since: date, until: date) -> int:
    """Return how many calendar days `until` lies after `since`; negative where it lies before."""
    return (until - since).days


def full_days_are_over(*, since: date, days: int, today: date) -> bool:
    """Say whether `days` whole days have passed by the beginning of `today`.

    The day of `since` is not counted: of an act on the 1st five whole days are over on the 7th.
    """
    return days_between(since=since, until=today) > days


def _ending(last: date, calendar: Calendar) -> Term:
    moved = calendar.next_working_day(last)
    verified = calendar.is_verified(last.year) and calendar.is_verified(moved.year)
    return Term(last=moved, verified=verified)
