"""Which round runs, what is left of its time, and the stop that a record brings."""

from datetime import timedelta
from typing import Any

from mingpai.auction.asked import Asked
from mingpai.auction.stops.events import BiddingResumed
from mingpai.auction.stops.model import StopGround, StopKind
from mingpai.auction.stops.running import left_ms, running_round, stop_by_record

MS = timedelta(milliseconds=1)
DAY = timedelta(days=1)


def _asked(course: Any, now: Any) -> Asked:
    return Asked(course.COURT, now, course.setting)


def test_a_round_runs_until_its_close_though_no_timer_ran(course: Any, make_course: Any) -> None:
    """At the close it is over; without a notice, or with a result, none runs."""
    assert running_round(make_course().opened().state, _asked(course, course.OPENS)) is None
    assert running_round(course.state, _asked(course, course.CLOSES - MS)) is course.current
    assert running_round(course.state, _asked(course, course.CLOSES)) is None
    course.passed_in()
    assert running_round(course.state, _asked(course, course.OPENS)) is None


def test_what_is_left_is_counted_from_the_opening_on(course: Any) -> None:
    """Before it nothing is used; a stop that stands keeps what was left, or that nothing was."""
    assert left_ms(course.current, _asked(course, course.NOTICE)) is None
    assert left_ms(course.current, _asked(course, course.CLOSES - DAY / 2)) == DAY // 2 // MS
    early = course.state
    course.suspended(now=course.NOTICE)
    assert left_ms(course.current, _asked(course, course.OPENS)) is None
    course.state = early
    course.suspended()
    assert left_ms(course.current, _asked(course, course.CLOSES - MS)) == DAY // MS


def test_between_a_resumption_and_its_hour_all_that_it_gave_is_left(course: Any) -> None:
    """Bidding had begun, so that it is no longer said that nothing was used."""
    course.suspended()
    opens_at = course.CLOSES + DAY
    course.happened(BiddingResumed(1, opens_at, opens_at + DAY / 2, course.PAPER))
    assert left_ms(course.current, _asked(course, course.CLOSES)) == DAY // 2 // MS
    assert left_ms(course.current, _asked(course, opens_at + DAY / 4)) == DAY // 4 // MS


def test_a_record_stops_a_round_that_runs_and_no_other(course: Any, make_course: Any) -> None:
    """With the paper that says why; what stands still already stays as it is."""
    asked = _asked(course, course.OPENS)
    opened, paper = make_course().opened().state, course.PAPER
    assert stop_by_record(opened, asked, StopGround.OBJECTION, paper) is None
    stop = stop_by_record(course.state, asked, StopGround.OBJECTION, course.PAPER)
    assert stop is not None
    assert (stop.kind, stop.ground, stop.reason) == (
        StopKind.STAY,
        StopGround.OBJECTION,
        course.PAPER,
    )
    assert (stop.round, stop.at, stop.left_ms) == (1, course.OPENS, DAY // MS)
    course.suspended()
    assert stop_by_record(course.state, asked, StopGround.OBJECTION, paper) is None
