"""What a stop, its end and a withdrawal change."""

from datetime import date, timedelta
from typing import Any

import pytest

from mingpai.auction.model import Phase
from mingpai.auction.stops.events import (
    BiddingResumed,
    BiddingStopped,
    CauseEnded,
    EmergencyReported,
    RoundWithdrawn,
)
from mingpai.auction.stops.evolve import evolve_stop
from mingpai.auction.stops.model import StopGround, StopKind, WithdrawalGround
from mingpai.kernel.outcome import InvariantBroken

PAPER = "A" * 43


def stopped(course: Any, kind: StopKind = StopKind.EMERGENCY, *, hours: int = 1) -> BiddingStopped:
    """Return a stop so many hours after the opening."""
    at = course.OPENS + timedelta(hours=hours)
    return BiddingStopped(1, at, kind, StopGround.SYSTEM_FAILURE, PAPER, left_ms=5, until=at.date())


def test_a_stop_keeps_what_was_left(course: Any) -> None:
    """Book, bidders and terms stay as they were; the time that was left is kept beside them."""
    before = course.bid().current
    after = course.happened(stopped(course)).current
    assert (after.terms, after.book, after.bidders) == (before.terms, before.book, before.bidders)
    assert after.phase is Phase.STOPPED
    assert course.stop.left == timedelta(milliseconds=5)
    assert course.stop.until == date(2026, 5, 25)


def test_a_stop_in_place_of_another_stands_since_the_first(course: Any) -> None:
    """The court's stop takes over since when bidding stands still, and what was reported."""
    first = stopped(course)
    course.happened(first, EmergencyReported(1, first.at, PAPER))
    course.happened(stopped(course, StopKind.STAY, hours=2))
    assert (course.stop.kind, course.stop.since) == (StopKind.STAY, first.at)
    assert course.stop.reported_at == first.at


def test_a_resumption_moves_the_hours_and_nothing_else(course: Any) -> None:
    """Price, leader, bids and extensions stand; opening and close are the new ones."""
    before = course.bid(closes_at=course.CLOSES + timedelta(minutes=5)).current.book
    assert before.extensions == 1
    opens_at = course.CLOSES + timedelta(days=3)
    closes_at = opens_at + timedelta(hours=1)
    course.happened(stopped(course), CauseEnded(1, date(2026, 5, 26), PAPER))
    assert course.stop.cause_ended_on == date(2026, 5, 26)
    after = course.happened(BiddingResumed(1, opens_at, closes_at, PAPER)).current
    assert (after.terms.opens_at, after.terms.closes_at) == (opens_at, closes_at)
    assert (after.book.price_fen, after.book.leader) == (before.price_fen, before.leader)
    assert (after.book.closes_at, after.book.bids, after.book.extensions) == (closes_at, 1, 1)
    assert (after.phase, after.stop) == (Phase.PUBLISHED, None)


def test_bidding_that_was_stopped_has_begun_since_it_first_opened(course: Any) -> None:
    """However often it is moved; what was stopped before its opening has not."""
    assert not course.current.has_begun
    course.happened(stopped(course))
    assert course.current.has_begun
    later = course.CLOSES + timedelta(days=3)
    for days in (0, 5):
        opens_at = later + timedelta(days=days)
        course.happened(BiddingResumed(1, opens_at, opens_at + timedelta(hours=1), PAPER))
        assert (course.current.has_begun, course.current.begun_at) == (True, course.OPENS)
        course.happened(stopped(course))


def test_bidding_that_had_not_begun_has_not(course: Any) -> None:
    """Stopped before it opened and resumed, it begins when its hour comes."""
    early = BiddingStopped(1, course.NOTICE, StopKind.STAY, StopGround.BANKRUPTCY, PAPER)
    course.happened(early, BiddingResumed(1, course.OPENS, course.CLOSES, PAPER))
    assert (course.current.has_begun, course.current.begun_at) == (False, None)


def test_an_emergency_stays_to_be_reported_whoever_took_it_over(course: Any) -> None:
    """Since the platform's own stop; of a stop that the court ordered there is nothing."""
    first = stopped(course)
    course.happened(first, stopped(course, StopKind.STAY, hours=2))
    assert course.stop.emergency_at == first.at
    course.happened(BiddingResumed(1, course.CLOSES, course.CLOSES, PAPER))
    course.happened(stopped(course, StopKind.STAY))
    assert course.stop.emergency_at is None


def test_a_withdrawal_touches_its_round_alone(course: Any) -> None:
    """The earlier round stays as it ended; a disposal without a round has none to change."""
    at = course.CLOSES
    withdrawn = RoundWithdrawn(2, at, WithdrawalGround.PRICE_LAPSED, PAPER)
    course.passed_in().announced().happened(withdrawn)
    assert [one.phase for one in course.state.rounds] == [Phase.CLOSED_UNSOLD, Phase.WITHDRAWN]
    course.happened(RoundWithdrawn(0, at, WithdrawalGround.SETTLEMENT, PAPER))
    assert [one.phase for one in course.state.rounds] == [Phase.CLOSED_UNSOLD, Phase.WITHDRAWN]


def test_what_cannot_have_happened_is_a_fault(make_course: Any) -> None:
    """A stop without a round, and an end of what never stood still, stop the process."""
    with pytest.raises(InvariantBroken):
        make_course().opened().happened(stopped(make_course))
    for event in (
        CauseEnded(1, date(2026, 5, 26), PAPER),
        EmergencyReported(1, make_course.OPENS, PAPER),
    ):
        with pytest.raises(InvariantBroken):
            make_course().opened().announced().happened(event)


def test_what_is_no_event_of_a_stop_changes_nothing(course: Any) -> None:
    """An event of another part, sent here, is a fault of ours."""
    with pytest.raises(AssertionError):
        evolve_stop(course.state, object())  # type: ignore[arg-type]
