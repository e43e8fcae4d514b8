"""Terms that supervision watches: when one is over, what begins and what ends it.

A term is over by the law's own counting; supervision speaks up when anything that reaches the
journal shows that it is. What is recorded only after its term had ended is given a day, so that
what followed it can be recorded as well. Where to look next: `law.periods` (the counting),
`supervision.detector` (who keeps open terms).
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar, cast

from msgspec import Struct

from mingpai.kernel.moments import SHANGHAI
from mingpai.law.book import LAWS
from mingpai.law.calendar import CALENDAR
from mingpai.law.periods import term_of_days, term_of_hours
from mingpai.law.timeline import Dated, NoValueInForce, Timeline
from mingpai.supervision.events import Facts

T = TypeVar("T")

LATE_RECORD = timedelta(days=1)
"""What is recorded after its term had ended is watched so much longer. A reading."""
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_MOMENT = timedelta(microseconds=1)


class Until(Struct, frozen=True, gc=False):
    """The end of a term: as it is told, and the first instant at which it is over."""

    text: str
    over_at: datetime
    verified: bool = True


class Begin(Struct, frozen=True, gc=False):
    """A term begins, or begins anew under the same key. `since`: the entry it rests on."""

    key: str
    until: Until
    since: int
    facts: Facts = ()


class End(Struct, frozen=True, gc=False):
    """What the term was for was done, on a day or at an instant."""

    key: str
    at: date | datetime


class Drop(Struct, frozen=True, gc=False):
    """A term, or with None every term of the rule, is of no more interest."""

    key: str | None = None


class OpenTerm(Struct, frozen=True, gc=False):
    """A term that runs. `lapses_at`: from when on supervision says that it is over."""

    key: str
    until: Until
    since: int
    lapses_at: datetime
    facts: Facts = ()


def opened(begun: Begin, *, received_at: datetime) -> OpenTerm:
    """Return the term that begins with an entry received at `received_at`."""
    over_at = begun.until.over_at
    lapses_at = over_at if over_at > received_at else received_at + LATE_RECORD
    return OpenTerm(begun.key, begun.until, begun.since, lapses_at, begun.facts)


def is_late(term: OpenTerm, at: date | datetime) -> bool:
    """Say whether what was done at `at` was done after the end of the term."""
    return instant_of(at) >= term.until.over_at


def instant_of(at: date | datetime) -> datetime:
    """Return an instant as it is, and of a day its first instant in Shanghai, in UTC."""
    if isinstance(at, datetime):
        return at
    return datetime.combine(at, time(), SHANGHAI).astimezone(UTC)


def in_force(timeline: Timeline[T], *, on: date) -> Dated[T] | None:
    """Return the value in force on a day, or None: then nothing is said under this rule."""
    try:
        return LAWS.dated(timeline, on=on)
    except NoValueInForce:
        return None


def until_day(last: date, *, verified: bool = True) -> Until:
    """Return the end of a term whose last day, which still belongs to it, is `last`."""
    return Until(last.isoformat(), instant_of(last + _DAY), verified)


def until_instant(last: datetime, *, verified: bool = True) -> Until:
    """Return the end of a term whose last instant, which still belongs to it, is `last`."""
    return Until(last.isoformat(), last + _MOMENT, verified)


def days_from(first: date, timeline: Timeline[int], *, law_of: date) -> Until | None:
    """Return the end of a term in days, under the law of the day `law_of`; None: none in force."""
    dated = in_force(timeline, on=law_of)
    if dated is None:
        return None
    term = term_of_days(first, dated.value, calendar=CALENDAR)
    return until_day(term.last, verified=dated.verified and term.verified)


def hours_from(
    begins_at: datetime, timeline: Timeline[int] | Timeline[timedelta], *, law_of: date
) -> Until | None:
    """Return the end of a term in hours, under the law of the day `law_of`; None: none in force.

    Some of the law's values are whole hours and some durations.
    """
    dated = in_force(cast("Timeline[int | timedelta]", timeline), on=law_of)
    if dated is None:
        return None
    value = dated.value
    hours = value // _HOUR if isinstance(value, timedelta) else value
    return until_instant(term_of_hours(begins_at, hours), verified=dated.verified)
