"""What a command about a stop leads to, or the one reason why not. Checks in a fixed order.

暂缓, 中止, the platform's emergency stop and 撤回 are four things: who may, on which ground, for
how long, and what ends it. 撤销 lies in `auction.settlement`. A resumption that comes late is a
breach and happens all the same. Where to look next: `stops.duties`, `auction.codes` (the order).
"""

from datetime import UTC, date, timedelta
from typing import assert_never

from msgspec.structs import replace

from mingpai.auction.asked import Asked, Decision, not_a_paper, not_by_court, not_yet
from mingpai.auction.model import Disposal, Round
from mingpai.auction.objections.model import ObjectionKind
from mingpai.auction.objections.terms import claim_in_the_way
from mingpai.auction.preparation.draft import timing_of
from mingpai.auction.preparation.guards import LAST_YEAR, malformed_instants, seizure_lapsed
from mingpai.auction.preparation.money_guards import price_carries
from mingpai.auction.preparation.telling import registrants_told
from mingpai.auction.preparation.term_guards import seizure_ends
from mingpai.auction.refusals import Code, refused
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
from mingpai.auction.stops.events import (
    BiddingResumed,
    BiddingStopped,
    CauseEnded,
    EmergencyReported,
    RoundWithdrawn,
)
from mingpai.auction.stops.model import (
    GROUNDS,
    ROUND_ALONE,
    Stop,
    StopGround,
    StopKind,
    WithdrawalGround,
)
from mingpai.auction.stops.running import left_ms, running_round
from mingpai.kernel.moments import local_date, print_local
from mingpai.kernel.outcome import Refused
from mingpai.law.parameters import HIGHER_COURT_STOP_MONTHS
from mingpai.law.periods import term_of_months
from mingpai.law.timeline import NoValueInForce

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
"""Refusals tell of bidding time in seconds: what was given rounded down, what is due up."""


def decide_stop(state: Disposal, command: StopCommand, asked: Asked) -> Decision:
    """Return what follows from a command of this part."""
    try:
        return _decide(state, command, asked)
    except NoValueInForce:
        return refused(Code.NO_LAW_IN_FORCE)


def _decide(state: Disposal, command: StopCommand, asked: Asked) -> Decision:
    match command:
        case DeferBidding():
            return _defer(state, command, asked)
        case StayBidding():
            return _stay(state, command, asked)
        case SuspendInEmergency():
            return _suspend(state, command, asked)
        case ReportEmergency():
            return _report(state, command, asked)
        case RecordCauseEnded():
            return _cause_ended(state, command, asked)
        case ResumeBidding():
            return _resume(state, command, asked)
        case WithdrawRound():
            return _withdraw(state, command, asked)
        case _:
            assert_never(command)


# Standing still -------------------------------------------------------------------------------


def _defer(state: Disposal, command: DeferBidding, asked: Asked) -> Decision:
    """Defer by a decision with a term (暂缓), or give one that runs a new and longer term.

    Source: 第二十八条第一款, 第三十六条 (K33).
    """
    wrong = (
        not_by_court(state, asked)
        or not_a_paper(command.reason, *_given(command.approval))
        or _not_stoppable(state, asked, defers=True)
        or _not_of_kind(StopKind.DEFERMENT, command.ground)
        or _term_wrong(state.rounds[-1], command, asked)
    )
    if wrong is not None:
        return wrong
    stopped = _stopped(state.rounds[-1], StopKind.DEFERMENT, command, asked)
    return (replace(stopped, until=command.until, approval=command.approval),)


def _stay(state: Disposal, command: StayBidding, asked: Asked) -> Decision:
    """Stay by a ruling until the cause ends (中止). Source: 第二十八条第一款 (K33)."""
    wrong = (
        not_by_court(state, asked)
        or not_a_paper(command.reason)
        or _not_stoppable(state, asked)
        or _not_of_kind(StopKind.STAY, command.ground)
    )
    if wrong is not None:
        return wrong
    return (_stopped(state.rounds[-1], StopKind.STAY, command, asked),)


def _suspend(state: Disposal, command: SuspendInEmergency, asked: Asked) -> Decision:
    """Let the platform stop first in an emergency. Source: 第二十八条第二款 (K35)."""
    wrong = (
        _not_by_platform(state, asked)
        or not_a_paper(command.reason)
        or _not_stoppable(state, asked)
        or _not_an_emergency(command.ground)
    )
    if wrong is not None:
        return wrong
    return (_stopped(state.rounds[-1], StopKind.EMERGENCY, command, asked),)


def _stopped(
    current: Round,
    kind: StopKind,
    command: DeferBidding | StayBidding | SuspendInEmergency,
    asked: Asked,
) -> BiddingStopped:
    return BiddingStopped(
        round=current.terms.number,
        at=asked.now,
        kind=kind,
        ground=command.ground,
        reason=command.reason,
        left_ms=left_ms(current, asked),
    )


def _given(optional: str) -> tuple[str, ...]:
    return (optional,) if optional else ()


def _not_by_platform(state: Disposal, asked: Asked) -> Refused | None:
    """Return why an act of the platform is none: unopened, over, or somebody else asks."""
    if state.court is None:
        return refused(Code.NOT_OPEN)
    if state.platform is None or asked.actor != state.platform:
        return refused(Code.NOT_THIS_PLATFORM)
    if state.file.ending is not None:
        return refused(Code.DISPOSAL_OVER, ending=state.file.ending.value)
    return None


def _not_stoppable(state: Disposal, asked: Asked, *, defers: bool = False) -> Refused | None:
    """Return why bidding cannot be stopped: none runs, or it stands still already.

    Only the court may put a stop of its own in the place of one that awaits its order, and give a
    deferment that runs another term.
    """
    current = running_round(state, asked)
    if current is None:
        return refused(Code.NO_ROUND_RUNS)
    stop = current.stop
    if stop is None or (asked.actor == state.court and stop.awaits_order):
        return None
    if defers and stop.runs_on(asked.today):
        return None
    return refused(Code.STOPPED_ALREADY, kind=stop.kind.value, since=print_local(stop.since))


def _not_of_kind(kind: StopKind, ground: StopGround) -> Refused | None:
    if ground in GROUNDS[kind]:
        return None
    return refused(Code.GROUND_NOT_OF_KIND, ground=ground.value, kind=kind.value)


def _not_an_emergency(ground: StopGround) -> Refused | None:
    if ground in GROUNDS[StopKind.EMERGENCY]:
        return None
    return refused(Code.NOT_AN_EMERGENCY, ground=ground.value)


def _term_wrong(current: Round, command: DeferBidding, asked: Asked) -> Refused | None:
    """Check the last day of a deferment: ahead, and for a higher court within its usual term.

    Of a new term in place of one that runs, all of the time together.

    "Normally" leaves room: with the approval on file the term may be longer.
    Source: 法释〔1998〕15号 第七十七条.
    """
    until, today = command.until, asked.today
    begun, first = _deferred_since(current, today)
    if until < first or until.year > LAST_YEAR:
        last = f"{LAST_YEAR}-12-31"
        return _outside_term(command, first=first.isoformat(), last=last, is_verified=True)
    if command.ground is not StopGround.HIGHER_COURT or command.approval:
        return None
    setting = asked.setting
    months = setting.laws.dated(HIGHER_COURT_STOP_MONTHS, on=current.terms.announced_on)
    term = term_of_months(begun, months.value, calendar=setting.calendar)
    if until <= term.last:
        return None
    is_verified = months.verified and term.verified
    return _outside_term(
        command, first=first.isoformat(), last=term.last.isoformat(), is_verified=is_verified
    )


def _deferred_since(current: Round, today: date) -> tuple[date, date]:
    """Return the day from which a deferment counts, and the first day on which it may end.

    One that follows another counts from when bidding stood still, and must end after it.
    """
    stop = current.stop
    if stop is None or stop.until is None:
        return today, today
    return local_date(stop.since), stop.until + _DAY


def _outside_term(command: DeferBidding, *, first: str, last: str, is_verified: bool) -> Refused:
    doubt = {} if is_verified else {"verified": False}
    return refused(
        Code.DEFERMENT_TERM_WRONG,
        until=command.until.isoformat(),
        first=first,
        last=last,
        **doubt,
    )


# While it stands still ------------------------------------------------------------------------


def _standing(state: Disposal) -> tuple[Round, Stop] | Refused:
    current = state.current
    if current is None or current.stop is None:
        return refused(Code.NOT_STOPPED)
    return current, current.stop


def _report(state: Disposal, command: ReportEmergency, asked: Asked) -> Decision:
    """Record the platform's report to the court, of a stop that the court has taken over as well.

    Source: 第二十八条第二款 (K35).
    """
    wrong = _not_by_platform(state, asked) or not_a_paper(command.report)
    if wrong is not None:
        return wrong
    standing = _standing(state)
    if isinstance(standing, Refused):
        return standing
    current, stop = standing
    if stop.emergency_at is None:
        return refused(Code.NOT_AN_EMERGENCY, ground=stop.ground.value)
    if stop.reported_at is not None:
        return refused(Code.REPORTED_ALREADY, at=print_local(stop.reported_at))
    return (EmergencyReported(current.terms.number, asked.now, command.report),)


def _cause_ended(state: Disposal, command: RecordCauseEnded, asked: Asked) -> Decision:
    """Record when the cause of a stop ended, once: the days to resume are counted from it."""
    wrong = not_by_court(state, asked) or not_a_paper(command.proof) or not_yet(command.on, asked)
    if wrong is not None:
        return wrong
    standing = _standing(state)
    if isinstance(standing, Refused):
        return standing
    current, stop = standing
    since = local_date(stop.since)
    if command.on < since:
        return refused(Code.DAY_BEFORE_CAUSE, day=command.on.isoformat(), cause=since.isoformat())
    if stop.cause_ended_on is not None:
        return refused(Code.CAUSE_ENDED_ALREADY, day=stop.cause_ended_on.isoformat())
    return (CauseEnded(current.terms.number, command.on, command.proof),)


# Going on -------------------------------------------------------------------------------------


def _resume(state: Disposal, command: ResumeBidding, asked: Asked) -> Decision:
    """Let bidding go on at a time that lies ahead, with enough time. Source: 第二十八条第四款.

    More than the days of the law after the cause ended is late, and not refused (K34).
    """
    wrong = (
        not_by_court(state, asked)
        or not_a_paper(command.announcement)
        or malformed_instants(command.opens_at, command.closes_at)
    )
    if wrong is not None:
        return wrong
    standing = _standing(state)
    if isinstance(standing, Refused):
        return standing
    current, stop = standing
    wrong = (
        _in_the_way(state, asked, command)
        or _price_lapsed(state, command, asked)
        or _cause_goes_on(stop, asked)
        or _too_soon(current, command, asked)
        or _too_short(current, stop, command)
    )
    if wrong is not None:
        return wrong
    return (
        BiddingResumed(
            round=current.terms.number,
            opens_at=command.opens_at.astimezone(UTC),
            closes_at=command.closes_at.astimezone(UTC),
            announcement=command.announcement,
        ),
        *registrants_told(current, command.announcement),
    )


def _in_the_way(state: Disposal, asked: Asked, command: ResumeBidding) -> Refused | None:
    """Return what forbids to sell at all: seizure, claim, a price that fell, a debt covered.

    Source: 民诉法解释（2022年修正）第四百八十五条 (K39); 第三十六条第二款; 法释〔2018〕15号
    第二十二条; 法释〔2004〕16号 第十四条.
    """
    filed = state.file.preparation
    until = filed.seizure_until
    if until is not None:
        closes_on = local_date(command.closes_at)
        wrong = seizure_lapsed(state, asked.today) or seizure_ends(until, closes_on=closes_on)
        if wrong is not None:
            return wrong
    claim = claim_in_the_way(state, asked)
    if claim is not None:
        return refused(Code.OUTSIDER_CLAIM_OPEN, objection=claim.number)
    if filed.fell_in == state.rounds[-1].terms.number:
        return refused(Code.PRICE_FOUND_WRONG)
    is_covered = filed.claims is not None and filed.claims.must_stop
    return refused(Code.DEBT_COVERED) if is_covered else None


def _price_lapsed(state: Disposal, command: ResumeBidding, asked: Asked) -> Refused | None:
    """Return why an auction that has not begun cannot open so late: its price carries no more.

    Source: 法释〔2018〕15号 第二十七条第三款 (K37).
    """
    current = state.rounds[-1]
    if current.has_begun:
        return None
    timing = timing_of(
        state, current, asked, opens_at=command.opens_at, closes_at=command.closes_at
    )
    return next(price_carries(timing), None)


def _cause_goes_on(stop: Stop, asked: Asked) -> Refused | None:
    """Return why bidding may not resume yet: the term runs, or no end of the cause is on file."""
    if stop.cause_ended_on is not None or (stop.until is not None and stop.until < asked.today):
        return None
    until = "" if stop.until is None else stop.until.isoformat()
    return refused(Code.CAUSE_NOT_ENDED, kind=stop.kind.value, until=until)


def _too_soon(current: Round, command: ResumeBidding, asked: Asked) -> Refused | None:
    """Check that the time lies ahead, and no earlier than was published: opening or resumption."""
    published = current.terms.opens_at
    if command.opens_at > asked.now and command.opens_at >= published:
        return None
    return refused(
        Code.RESUMES_TOO_SOON,
        opens_at=print_local(command.opens_at),
        earliest=print_local(max(asked.now, published)),
    )


def _too_short(current: Round, stop: Stop, command: ResumeBidding) -> Refused | None:
    """Check the time that is given: all that was left, and at least one whole extension cycle.

    A buyer of an exchange's lot lost the last nineteen seconds to a clock that stood still, and
    the sale with them: every bidder must have the whole cycle. A reading of 第二十条第二款.
    """
    given, least = command.closes_at - command.opens_at, _least(current, stop)
    if given >= least:
        return None
    return refused(Code.TIME_LEFT_TOO_SHORT, given_s=given // _SECOND, least_s=-(-least // _SECOND))


def _least(current: Round, stop: Stop) -> timedelta:
    """Return how much bidding time a resumption must give at the least.

    Where bidding had not begun it is a whole window, of a 变卖 the period that was published.
    """
    terms, book = current.terms, current.book
    if stop.left is not None:
        return max(stop.left, terms.law.extension)
    if current.begun_at is not None or terms.run is not None:
        return max(book.closes_at - terms.opens_at, terms.law.extension)
    return terms.law.bidding_window_min


# 撤回 ------------------------------------------------------------------------------------------


def _withdraw(state: Disposal, command: WithdrawRound, asked: Asked) -> Decision:
    """End a round without a result, before its close; or the disposal where none runs.

    Source: 法释〔2004〕16号 第十四, 十七, 十九条.
    """
    wrong = (
        not_by_court(state, asked)
        or not_a_paper(command.decision)
        or _nothing_to_withdraw(state, command, asked)
        or _claim_not_upheld(state, command)
    )
    if wrong is not None:
        return wrong
    current = running_round(state, asked)
    number = 0 if current is None else current.terms.number
    return (RoundWithdrawn(number, asked.now, command.ground, command.decision),)


def _claim_not_upheld(state: Disposal, command: WithdrawRound) -> Refused | None:
    """Refuse to withdraw for an outsider's claim that nobody upheld (法释〔2004〕16号 第十七条)."""
    if command.ground is not WithdrawalGround.OUTSIDER_CLAIM_UPHELD:
        return None
    is_upheld = any(
        one.kind is ObjectionKind.OUTSIDER_CLAIM and one.is_upheld for one in state.file.objections
    )
    return None if is_upheld else refused(Code.CLAIM_NOT_UPHELD)


def _nothing_to_withdraw(state: Disposal, command: WithdrawRound, asked: Asked) -> Refused | None:
    if running_round(state, asked) is not None:
        return None
    current = state.current
    if current is not None and (current.is_running or state.file.settlement.is_sold):
        return refused(Code.WITHDRAWAL_TOO_LATE, closed_at=print_local(current.book.closes_at))
    if command.ground in ROUND_ALONE:
        return refused(Code.NO_ROUND_RUNS)
    return None
