"""Terms: when one is over, and when supervision says so."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mingpai.law.parameters import (
    INCIDENT_HOURS_ORGAN,
    PAYOUT_WITHIN_DAYS,
    REFUND_HOURS,
    RULING_WITHIN_DAYS,
)
from mingpai.supervision.terms import (
    LATE_RECORD,
    Begin,
    days_from,
    hours_from,
    in_force,
    instant_of,
    is_late,
    opened,
    until_day,
    until_instant,
)

DAY = date(2026, 5, 25)
NOON = datetime(2026, 5, 25, 4, 0, tzinfo=UTC)


def test_the_last_day_belongs_to_the_term() -> None:
    """A term in days is over with the first instant of the next day in Shanghai."""
    term = opened(Begin("x", until_day(DAY), 0), received_at=NOON)
    assert term.until.over_at == datetime(2026, 5, 25, 16, 0, tzinfo=UTC)
    assert not is_late(term, DAY)
    assert is_late(term, DAY + timedelta(days=1))
    assert not is_late(term, term.until.over_at - timedelta(microseconds=1))


def test_the_last_instant_belongs_to_the_term() -> None:
    """A term in hours is over a microsecond after its last instant."""
    term = opened(Begin("x", until_instant(NOON), 0), received_at=NOON)
    assert not is_late(term, NOON)
    assert is_late(term, NOON + timedelta(microseconds=1))


def test_what_is_recorded_late_is_given_a_day() -> None:
    """A term that was over when it was recorded lapses a day after the record, not at once."""
    late = opened(Begin("x", until_day(DAY - timedelta(days=9)), 0), received_at=NOON)
    assert late.lapses_at == NOON + LATE_RECORD
    in_time = opened(Begin("x", until_day(DAY), 0), received_at=NOON)
    assert in_time.lapses_at == in_time.until.over_at


def test_a_day_begins_in_shanghai() -> None:
    """The first instant of a day is that of Shanghai."""
    assert instant_of(DAY) == datetime(2026, 5, 24, 16, 0, tzinfo=UTC)
    assert instant_of(NOON) == NOON


def test_terms_are_those_of_the_law() -> None:
    """A term of days moves past a day off; an unread value or calendar is told as such."""
    ruling = days_from(date(2026, 6, 9), RULING_WITHIN_DAYS, law_of=DAY)
    assert ruling is not None
    assert (ruling.text, ruling.verified) == ("2026-06-22", True)
    payout = days_from(DAY, PAYOUT_WITHIN_DAYS, law_of=DAY)
    assert payout is not None
    assert not payout.verified
    refund = hours_from(NOON, REFUND_HOURS, law_of=DAY)
    assert refund is not None
    assert (refund.text, refund.verified) == ("2026-05-26T04:00:00+00:00", True)
    incident = hours_from(NOON, INCIDENT_HOURS_ORGAN, law_of=DAY)
    assert incident is not None
    assert (incident.text, incident.verified) == ("2026-05-25T06:00:00+00:00", False)


@pytest.mark.parametrize("year", [2000, 2016])
def test_before_the_law_there_is_no_term(year: int) -> None:
    """Where no value is in force nothing is counted."""
    day = date(year, 1, 1)
    assert in_force(REFUND_HOURS, on=day) is None
    assert days_from(day, RULING_WITHIN_DAYS, law_of=day) is None
    assert hours_from(NOON, REFUND_HOURS, law_of=day) is None
