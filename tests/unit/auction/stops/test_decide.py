"""The stops that are not one: who may, when, on which ground, for how long, and how it goes on."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.asked import Asked
from mingpai.auction.model import Phase
from mingpai.auction.settlement.events import DisposalEnded
from mingpai.auction.settlement.model import Ending
from mingpai.auction.stops.commands import (
    DeferBidding,
    RecordCauseEnded,
    ReportEmergency,
    ResumeBidding,
    StayBidding,
    StopCommand,
    SuspendInEmergency,
    WithdrawRound,
)
from mingpai.auction.stops.events import BiddingStopped, RoundWithdrawn
from mingpai.auction.stops.model import COVERED_REASON, StopGround, StopKind, WithdrawalGround
from mingpai.auction.stops.running import stop_by_record
from mingpai.law.book import LawBook
from mingpai.law.parameters import HIGHER_COURT_STOP_MONTHS
from mingpai.law.timeline import Timeline

PAPER = "A" * 43
MS = timedelta(milliseconds=1)
SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
)
UNTIL = date(2026, 6, 10)
DEFER = DeferBidding(StopGround.AGREED_SECURITY, UNTIL, PAPER)
STAY = StayBidding(StopGround.BANKRUPTCY, PAPER)
EMERGENCY = SuspendInEmergency(StopGround.SYSTEM_FAILURE, PAPER)
WITHDRAW = WithdrawRound(WithdrawalGround.SETTLEMENT, PAPER)
CAUSE = RecordCauseEnded(date(2026, 5, 25), PAPER)


def resume(opens_at: datetime, time: timedelta) -> ResumeBidding:
    """Return the order to resume at an instant, for so long."""
    return ResumeBidding(opens_at, opens_at + time, PAPER)


# Four things that are not one -----------------------------------------------------------------


@pytest.mark.rule("K33")
def test_trap_17_four_stops_are_four_things(course: Any) -> None:
    """A term, a cause, a platform's alarm and the end of a round: none of them undoes a sale."""
    deferred = course.ask(DEFER)[0]
    stayed = course.ask(STAY)[0]
    suspended = course.ask(EMERGENCY)[0]
    withdrawn = course.ask(WITHDRAW)[0]
    assert (deferred.kind, deferred.until) == (StopKind.DEFERMENT, UNTIL)
    assert (stayed.kind, stayed.until) == (StopKind.STAY, None)
    assert (suspended.kind, suspended.until) == (StopKind.EMERGENCY, None)
    assert type(withdrawn) is RoundWithdrawn
    phases = [
        type(course)().opened().announced().happened(event).current.phase
        for event in (deferred, stayed, suspended, withdrawn)
    ]
    assert phases == [Phase.STOPPED, Phase.STOPPED, Phase.STOPPED, Phase.WITHDRAWN]
    sold = type(course)().opened().announced().sold()
    for command in (DEFER, STAY, EMERGENCY):
        assert sold.code_of(command, now=sold.CLOSES) == "no_round_runs"
    assert sold.code_of(WITHDRAW, now=sold.CLOSES) == "withdrawal_too_late"


@pytest.mark.rule("K33")
@pytest.mark.parametrize("command", [DEFER, STAY, EMERGENCY])
def test_the_reason_is_part_of_the_stop(course: Any, command: Any) -> None:
    """No stop without the digest of its published reason, and no text in its place."""
    assert course.code_of(replace(command, reason="因故")) == "paper_malformed"
    assert course.ask(command)[0].reason == PAPER


@pytest.mark.parametrize(
    ("ground", "kinds"),
    [
        (StopGround.AGREED_SECURITY, {StopKind.DEFERMENT}),
        (StopGround.HIGHER_COURT, {StopKind.DEFERMENT}),
        (StopGround.OBJECTION, {StopKind.DEFERMENT, StopKind.STAY}),
        (StopGround.OUTSIDER_CLAIM, {StopKind.DEFERMENT, StopKind.STAY}),
        (StopGround.APPLICANT_AGREED, {StopKind.STAY}),
        (StopGround.PARTY_DIED_OR_ENDED, {StopKind.STAY}),
        (StopGround.BANKRUPTCY, {StopKind.STAY}),
        (StopGround.OTHER_CPL_267, {StopKind.STAY}),
        (StopGround.SYSTEM_FAILURE, {StopKind.EMERGENCY}),
        (StopGround.SECURITY_DANGER, {StopKind.EMERGENCY}),
        (StopGround.CORE_RESTARTED, {StopKind.EMERGENCY}),
    ],
)
def test_each_ground_belongs_to_its_stop(
    course: Any, ground: StopGround, kinds: set[StopKind]
) -> None:
    """A ground carries only the stop that the law gives it."""
    asked = {
        StopKind.DEFERMENT: (replace(DEFER, ground=ground), "ground_not_of_kind"),
        StopKind.STAY: (replace(STAY, ground=ground), "ground_not_of_kind"),
        StopKind.EMERGENCY: (replace(EMERGENCY, ground=ground), "not_an_emergency"),
    }
    for kind, (command, code) in asked.items():
        if kind in kinds:
            assert course.ask(command)[0].ground is ground
        else:
            assert course.code_of(command) == code


# Who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [DEFER, STAY, CAUSE, resume(datetime.fromisoformat("2026-06-01T02:00Z"), DAY), WITHDRAW],
)
def test_only_the_court_stops_resumes_and_withdraws(course: Any, command: StopCommand) -> None:
    """The platform cannot decide for the court, nor can anybody before or after the disposal."""
    assert course.code_of(command, actor=course.PLATFORM) == "not_this_court"
    assert type(course)().code_of(command) == "not_open"
    over = course.happened(DisposalEnded(Ending.RETURNED, PAPER))
    assert over.code_of(command) == "disposal_over"


@pytest.mark.parametrize("command", [EMERGENCY, ReportEmergency(PAPER)])
def test_only_the_platform_stops_in_an_emergency(course: Any, command: StopCommand) -> None:
    """Not the court, not another platform, not on what is unopened or over."""
    for actor in (course.COURT, "platform/other", "A0001"):
        assert course.code_of(command, actor=actor) == "not_this_platform"
    assert type(course)().code_of(command, actor=course.PLATFORM) == "not_open"
    unassigned = replace(course.state, file=replace(course.state.file, platform=None))
    kept, course.state = course.state, unassigned
    assert course.code_of(command, actor=course.PLATFORM) == "not_this_platform"
    course.state = kept
    over = course.happened(DisposalEnded(Ending.RETURNED, PAPER))
    assert over.code_of(command, actor=course.PLATFORM) == "disposal_over"


# When -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [DEFER, STAY, EMERGENCY])
def test_a_round_can_be_stopped_from_its_notice_to_its_close(course: Any, command: Any) -> None:
    """Before the opening no time is left to count; at the close it is too late."""
    assert course.ask(command, now=course.NOTICE)[0].left_ms is None
    assert course.ask(command, now=course.OPENS)[0].left_ms == DAY // MS
    assert course.ask(command, now=course.CLOSES - MS)[0].left_ms == 1
    assert course.code_of(command, now=course.CLOSES) == "no_round_runs"
    assert course.passed_in().code_of(command, now=course.CLOSES) == "no_round_runs"


@pytest.mark.parametrize("command", [DEFER, STAY, EMERGENCY])
def test_nothing_runs_before_a_notice(make_course: Any, command: Any) -> None:
    """Without a round there is nothing to stop."""
    assert make_course().opened().code_of(command) == "no_round_runs"


@pytest.mark.parametrize("first", [DEFER, STAY, EMERGENCY])
@pytest.mark.parametrize("second", [DEFER, STAY, EMERGENCY])
def test_nothing_stops_twice_but_for_the_court_after_the_platform(
    course: Any, first: Any, second: Any
) -> None:
    """Only an emergency stop may be replaced, and only by a stop of the court's own.

    A deferment that runs gets another term, if that is a longer one.
    """
    course.do(first)
    later = course.OPENS + HOUR
    if first is second is DEFER:
        assert course.code_of(second, now=later) == "deferment_term_wrong"
    elif first is EMERGENCY and second is not EMERGENCY:
        event = course.do(second, now=later)
        assert event.left_ms == DAY // MS
        assert (course.stop.kind, course.stop.since) == (event.kind, course.OPENS)
    else:
        assert course.code_of(second, now=later) == "stopped_already"


def test_the_court_takes_over_a_stop_before_the_opening(course: Any) -> None:
    """What had not begun when the platform stopped has not begun for the court either."""
    course.suspended(now=course.NOTICE)
    assert course.do(DEFER, now=course.OPENS + HOUR).left_ms is None


# The term of a deferment ----------------------------------------------------------------------


def test_a_deferment_has_a_term_that_lies_ahead(course: Any) -> None:
    """Its last day is today or later, and within the years of all notices."""
    today = date(2026, 5, 25)
    for until in (today, date(2999, 12, 31)):
        assert course.ask(replace(DEFER, until=until))[0].until == until
    for until in (today - DAY, date(3000, 1, 1), date.max, date.min):
        refusal = course.refusal(replace(DEFER, until=until))
        assert refusal.code == "deferment_term_wrong"
        assert refusal.facts["first"] == "2026-05-25"
        assert "verified" not in refusal.facts


def test_a_higher_court_defers_for_three_months_as_a_rule(course: Any) -> None:
    """Three months to the day; longer only with the approval on file, which the act names."""
    command = replace(DEFER, ground=StopGround.HIGHER_COURT)
    longest, longer = date(2026, 8, 25), date(2026, 8, 26)
    assert course.ask(replace(command, until=longest))[0].until == longest
    refusal = course.refusal(replace(command, until=longer))
    assert (refusal.code, refusal.article) == ("deferment_term_wrong", "FS1998-15:77")
    assert refusal.facts == {"until": "2026-08-26", "first": "2026-05-25", "last": "2026-08-25"}
    approved = replace(command, until=longer, approval=PAPER)
    assert course.ask(approved)[0].approval == PAPER
    assert course.code_of(replace(approved, approval="yes")) == "paper_malformed"


def test_a_term_beyond_the_known_holidays_is_told_as_unverified(make_course: Any) -> None:
    """Where the days off of a year were not read, the refusal says so."""
    late = make_course().opened().announced(closes_at=datetime.fromisoformat("2027-01-01T00:00Z"))
    command = DeferBidding(StopGround.HIGHER_COURT, date(2027, 6, 1), PAPER)
    refusal = late.refusal(command, now=datetime.fromisoformat("2026-12-20T00:00Z"))
    assert refusal.facts["verified"] is False


def test_no_law_in_force_is_said(make_course: Any) -> None:
    """A day on which the law has no such value decides nothing."""
    amended = Timeline(
        HIGHER_COURT_STOP_MONTHS.name,
        [replace(one, from_=date(2030, 1, 1)) for one in HIGHER_COURT_STOP_MONTHS.values],
    )
    course = make_course(LawBook([amended])).opened().announced()
    command = replace(DEFER, ground=StopGround.HIGHER_COURT)
    assert course.code_of(command) == "no_law_in_force"


# The emergency stop ---------------------------------------------------------------------------


@pytest.mark.rule("K35")
def test_an_emergency_stop_is_reported_once(course: Any) -> None:
    """The report is on record with its hour; a second is refused, and so is one of nothing."""
    report = ReportEmergency(PAPER)
    assert course.code_of(report, actor=course.PLATFORM) == "not_stopped"
    course.suspended()
    assert course.code_of(ReportEmergency(""), actor=course.PLATFORM) == "paper_malformed"
    at = course.OPENS + MINUTE
    assert course.do(report, actor=course.PLATFORM, now=at).at == at
    assert course.stop.reported_at == at
    assert course.code_of(report, actor=course.PLATFORM) == "reported_already"


@pytest.mark.rule("K35")
def test_an_emergency_that_the_court_took_over_is_reported(course: Any) -> None:
    """That the court's own order followed within the hour takes neither duty nor right away."""
    course.suspended().do(DEFER)
    assert course.duties()["report_emergency"].since == course.OPENS
    course.do(ReportEmergency(PAPER), actor=course.PLATFORM)
    assert "report_emergency" not in course.duties()
    assert course.code_of(ReportEmergency(PAPER), actor=course.PLATFORM) == "reported_already"


def test_a_stop_of_the_court_is_not_reported_by_the_platform(course: Any) -> None:
    """There is no emergency to report in what the court decided."""
    course.do(DEFER)
    assert course.code_of(ReportEmergency(PAPER), actor=course.PLATFORM) == "not_an_emergency"


def test_only_the_court_lifts_the_platforms_stop(course: Any) -> None:
    """The platform cannot resume what it stopped."""
    course.suspended()
    order = resume(course.OPENS + HOUR, DAY)
    assert course.code_of(order, actor=course.PLATFORM) == "not_this_court"


# The end of the cause -------------------------------------------------------------------------


def test_the_end_of_a_cause_is_recorded_once_and_not_ahead(course: Any) -> None:
    """The five days run from it, so it is neither invented, nor moved, nor of nothing."""
    now = course.OPENS + DAY
    assert course.code_of(CAUSE) == "not_stopped"
    course.do(STAY)
    assert course.code_of(replace(CAUSE, proof=""), now=now) == "paper_malformed"
    assert course.code_of(replace(CAUSE, on=date(2026, 5, 27)), now=now) == "day_lies_ahead"
    assert course.code_of(replace(CAUSE, on=date(2026, 5, 24)), now=now) == "day_before_cause"
    course.do(CAUSE, now=now)
    assert course.stop.cause_ended_on == date(2026, 5, 25)
    later = replace(CAUSE, on=date(2026, 5, 26))
    assert course.code_of(later, now=now) == "cause_ended_already"


def test_a_stop_names_the_round_and_the_instant(course: Any) -> None:
    """What a stop says can be recounted: which round, when, how much was left."""
    at = course.OPENS + 90 * SECOND
    event = course.ask(STAY, now=at)[0]
    assert event == BiddingStopped(
        round=1,
        at=at,
        kind=StopKind.STAY,
        ground=StopGround.BANKRUPTCY,
        reason=PAPER,
        left_ms=86_310_000,
    )


def test_what_is_no_command_about_a_stop_never_ends_in_a_decision(course: Any) -> None:
    """A command of another part, sent here, is a fault of ours."""
    with pytest.raises(AssertionError):
        course.ask(object())


# A new term, and a stop that follows a record ---------------------------------------------------


def test_a_deferment_that_runs_gets_a_longer_term(course: Any) -> None:
    """Only by the court, while it runs; bidding stands still since the first, with its time."""
    course.do(DEFER)
    longer = replace(DEFER, until=date(2026, 6, 11))
    assert course.code_of(longer, now=course.OPENS + 17 * DAY) == "stopped_already"
    event = course.do(longer, now=course.OPENS + 16 * DAY)
    assert (event.until, event.left_ms) == (date(2026, 6, 11), DAY // MS)
    assert (course.stop.since, course.stop.until) == (course.OPENS, date(2026, 6, 11))
    same = course.refusal(longer, now=course.OPENS + 16 * DAY)
    assert same.code == "deferment_term_wrong"
    assert same.facts["first"] == "2026-06-12"
    assert course.code_of(STAY, now=course.OPENS + HOUR) == "stopped_already"
    course.do(RecordCauseEnded(course.OPENS.date(), PAPER))
    assert course.code_of(replace(longer, until=date(2026, 7, 1))) == "stopped_already"


def test_terms_of_a_higher_court_count_together(course: Any) -> None:
    """Three months from when bidding stood still, however often the court decides anew."""
    higher = DeferBidding(StopGround.HIGHER_COURT, date(2026, 6, 10), PAPER)
    course.do(higher)
    later = course.OPENS + 10 * DAY
    refusal = course.refusal(replace(higher, until=date(2026, 8, 26)), now=later)
    assert refusal.code == "deferment_term_wrong"
    assert (refusal.facts["first"], refusal.facts["last"]) == ("2026-06-11", "2026-08-25")
    course.do(replace(higher, until=date(2026, 8, 25)), now=later)
    course.do(replace(higher, until=date(2026, 9, 30), approval=PAPER), now=later)


def test_the_courts_ruling_follows_a_stop_by_record(course: Any) -> None:
    """The record of a covered debt has stopped the round; the ruling keeps the time left."""
    asked = Asked(course.COURT, course.OPENS, course.setting)
    stop = stop_by_record(course.state, asked, StopGround.DEBT_COVERED, COVERED_REASON)
    assert stop is not None
    course.happened(stop)
    assert course.code_of(EMERGENCY, now=course.OPENS + HOUR) == "stopped_already"
    ruling = StayBidding(StopGround.DEBT_COVERED, PAPER)
    event = course.do(ruling, now=course.OPENS + HOUR)
    assert event.left_ms == DAY // MS
    assert course.code_of(ruling, now=course.OPENS + HOUR) == "stopped_already"
