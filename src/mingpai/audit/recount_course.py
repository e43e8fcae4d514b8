"""What changes the course of a round from outside, counted again from public entries.

The platform it is on; outsiders' claims; stops, what was left of the time, their end and the
resumption; withdrawals.
Source: 法释〔2016〕18号 第四, 五, 二十, 二十八, 三十六条; 法释〔2004〕16号 第十四, 十七, 十九条.
Where to look next: `audit.recount` (who counts), `audit.recount_settled` (what follows a round).
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import assert_never

from mingpai.auction.objections.events import ObjectionDecided, ObjectionFiled, SuitDecided
from mingpai.auction.objections.model import ObjectionKind, Outcome
from mingpai.auction.preparation.events import PlatformAssigned
from mingpai.auction.stops.events import (
    BiddingResumed,
    BiddingStopped,
    CauseEnded,
    EmergencyReported,
    RoundWithdrawn,
    StopEvent,
)
from mingpai.auction.stops.model import (
    COVERED_REASON,
    GROUNDS,
    ROUND_ALONE,
    StopKind,
    WithdrawalGround,
)
from mingpai.audit.counts import LotCount, RoundCount
from mingpai.audit.leaves import Leaf
from mingpai.audit.recount_notice import LAST_YEAR
from mingpai.audit.report import Fault
from mingpai.kernel.ids import OfficeId, well_formed
from mingpai.kernel.moments import local_date
from mingpai.law.platforms import NATIONAL, PlatformList, sandbox_list

Found = Iterator[tuple[Fault, str]]
_LISTS: Mapping[str, PlatformList] = {
    f"{one.name}/{one.version}": one for one in (NATIONAL, sandbox_list())
}
_MS = timedelta(milliseconds=1)


# The platform ---------------------------------------------------------------------------------


def platform_faults(leaf: Leaf, *, platform: str, named: str, journal_list: str | None) -> Found:
    """Say whether a platform stood that day on the journal's own list (第四条, 第五条)."""
    if journal_list is not None and named.split("/", 1)[0] != journal_list:
        yield Fault.PLATFORM_WRONG, f"list {named!r:.60}, the journal's is {journal_list!r:.60}"
    platforms = _LISTS.get(named)
    if platforms is None:
        yield Fault.PLATFORM_WRONG, f"{named!r:.60} is no known list of platforms"
    elif not platforms.is_listed(OfficeId(platform), on=local_date(leaf.received_at)):
        yield Fault.PLATFORM_WRONG, f"{platform!r:.60} is not on {named}"


def assigned(
    leaf: Leaf, event: PlatformAssigned, lot: LotCount, *, journal_list: str | None
) -> Found:
    """Count the platform that a lot is on: put there by the court, on the day it says."""
    if leaf.actor != lot.opened.court:
        yield Fault.ACTOR_WRONG, "put on a platform not by the court"
    if not well_formed("office", event.platform):
        yield Fault.ACTOR_WRONG, f"{event.platform!r:.60} is no office"
    if event.on != local_date(leaf.received_at):
        yield Fault.PLATFORM_WRONG, "the assignment does not bear its day"
    yield from platform_faults(
        leaf, platform=event.platform, named=event.platform_list, journal_list=journal_list
    )
    lot.platform = event.platform


# Claims ---------------------------------------------------------------------------------------

AboutClaim = ObjectionFiled | ObjectionDecided | SuitDecided


def claimed(event: AboutClaim, lot: LotCount) -> None:
    """Count an outsider's claim and the last word on it; who withdraws leaves the one before."""
    if isinstance(event, ObjectionFiled):
        if event.kind is ObjectionKind.OUTSIDER_CLAIM:
            lot.claims[event.number] = None
    elif event.number in lot.claims and event.outcome is not Outcome.WITHDRAWN:
        lot.claims[event.number] = event.outcome


# Stops ----------------------------------------------------------------------------------------


def stop_course(leaf: Leaf, event: StopEvent, lot: LotCount) -> Found:
    """Count what lets bidding stand still or go on, or ends a round without a result."""
    match event:
        case BiddingStopped():
            return _stopped(leaf, event, lot)
        case EmergencyReported() | CauseEnded():
            return _noted(leaf, event, lot)
        case BiddingResumed():
            return _resumed(leaf, event, lot)
        case RoundWithdrawn():
            return _withdrawn(leaf, event, lot)
        case _:
            assert_never(event)


def _running(lot: LotCount, number: int) -> RoundCount | None:
    """Return the round of this number, if it has no result and nothing struck it."""
    current = lot.current
    if current is None or current.notice.round != number:
        return None
    return current if current.result is None and current.undone is None else None


def _standing(lot: LotCount, number: int) -> RoundCount | None:
    current = _running(lot, number)
    return None if current is None or current.stopped is None else current


def _stopped(leaf: Leaf, event: BiddingStopped, lot: LotCount) -> Found:
    """Count a stop: by court or platform, of a round that runs, with the time left as it was."""
    is_emergency = event.kind is StopKind.EMERGENCY
    by = lot.platform if is_emergency else lot.opened.court
    if leaf.actor != by:
        yield Fault.ACTOR_WRONG, f"a stop ({event.kind}) not by {by}"
    if event.ground not in GROUNDS[event.kind]:
        yield Fault.STOP_WRONG, f"a stop ({event.kind}) on the ground {event.ground}"
    if event.at != leaf.received_at:
        yield Fault.STOP_WRONG, f"stopped at {event.at}, arrived {leaf.received_at}"
    if event.kind is StopKind.DEFERMENT and (
        event.until is None or event.until < local_date(leaf.received_at)
    ):
        yield Fault.STOP_WRONG, "a deferment without a term that lies ahead"
    current = _running(lot, event.round)
    if current is None:
        yield Fault.STOP_WRONG, "stopped though no such round runs"
        return
    earlier = current.stopped
    if earlier is None:
        yield from _time_left(leaf, event, current)
        current.since = local_date(leaf.received_at)
    elif is_emergency or not (_awaits_order(earlier) or _goes_on(leaf, event, current)):
        yield Fault.STOP_WRONG, "stopped though it stood still already"
    elif event.left_ms != earlier.left_ms:
        yield Fault.STOP_WRONG, "a second stop that changes the time left"
    current.stopped, current.cause_ended = event, None
    current.emergency = current.emergency or is_emergency


def _awaits_order(stop: BiddingStopped) -> bool:
    """Say whether the court's own stop is to follow: on the platform's, or on a covered debt."""
    return stop.kind is StopKind.EMERGENCY or stop.reason == COVERED_REASON


def _goes_on(leaf: Leaf, event: BiddingStopped, current: RoundCount) -> bool:
    """Say whether a deferment that still runs gets a new and longer term (暂缓)."""
    earlier, today = current.stopped, local_date(leaf.received_at)
    last = None if earlier is None or current.cause_ended is not None else earlier.until
    return last is not None and event.until is not None and today <= last < event.until


def _time_left(leaf: Leaf, event: BiddingStopped, current: RoundCount) -> Found:
    opens_at = current.opens_at
    has_begun = current.begun or leaf.received_at >= opens_at
    left = (current.closes_at - max(leaf.received_at, opens_at)) // _MS if has_begun else None
    if leaf.received_at >= current.closes_at:
        yield Fault.STOP_WRONG, "stopped after its close"
    if event.left_ms != left:
        yield Fault.STOP_WRONG, f"{event.left_ms} ms left, counted {left}"


def _noted(leaf: Leaf, event: EmergencyReported | CauseEnded, lot: LotCount) -> Found:
    """Count the platform's report of its stop, or the court's record that the cause ended."""
    is_report = isinstance(event, EmergencyReported)
    if leaf.actor != (lot.platform if is_report else lot.opened.court):
        yield Fault.ACTOR_WRONG, f"{type(event).__name__} by {leaf.actor!r:.40}"
    current = _standing(lot, event.round)
    if current is None or current.stopped is None or current.since is None:
        yield Fault.STOP_WRONG, f"{type(event).__name__} though nothing stood still"
    elif isinstance(event, EmergencyReported):
        if event.at != leaf.received_at or not current.emergency:
            yield Fault.STOP_WRONG, "the report of what was no emergency, or of another time"
    elif current.cause_ended is not None:
        yield Fault.STOP_WRONG, "the cause ended a second time"
    else:
        if not current.since <= event.on <= local_date(leaf.received_at):
            yield Fault.STOP_WRONG, f"the cause ended on {event.on}, which is no such day"
        current.cause_ended = event.on


def _resumed(leaf: Leaf, event: BiddingResumed, lot: LotCount) -> Found:
    """Count a resumption: by the court, ahead, with at least the time left and a full cycle."""
    if leaf.actor != lot.opened.court:
        yield Fault.ACTOR_WRONG, "resumed by somebody else than the court"
    current = _standing(lot, event.round)
    if current is None or current.stopped is None:
        yield Fault.STOP_WRONG, "resumed though nothing stood still"
        return
    if not all(1 < at.year < LAST_YEAR for at in (event.opens_at, event.closes_at)):
        yield Fault.OUT_OF_RANGE, "resumed at a time beyond any calendar in use"
        return
    stop, today = current.stopped, local_date(leaf.received_at)
    if current.cause_ended is None and (stop.until is None or stop.until >= today):
        yield Fault.STOP_WRONG, "resumed while the cause of the stop went on"
    if event.opens_at <= leaf.received_at:
        yield Fault.STOP_WRONG, "resumed at a time that was not ahead"
    if event.opens_at < current.opens_at:
        yield Fault.STOP_WRONG, "resumed before the hour that was published"
    if event.closes_at - event.opens_at < _least(current, stop):
        yield Fault.STOP_WRONG, "resumed with less time than was left"
    current.stopped = current.since = current.cause_ended = None
    current.begun, current.emergency = current.begun or stop.left_ms is not None, False
    current.moved(opens_at=event.opens_at, closes_at=event.closes_at)


def _least(current: RoundCount, stop: BiddingStopped) -> timedelta:
    """Return the least bidding time of a resumption: what was left, or all where none was used.

    A reading of 第二十条第二款: never less than a whole cycle of extension.
    """
    if stop.left_ms is not None:
        return max(stop.left_ms * _MS, current.extension)
    if current.begun or current.run is not None:
        return max(current.closes_at - current.opens_at, current.extension)
    return current.window


def _withdrawn(leaf: Leaf, event: RoundWithdrawn, lot: LotCount) -> Found:
    """Count a withdrawal (撤回): by the court, before the close; or of the lot as a whole."""
    if leaf.actor != lot.opened.court:
        yield Fault.ACTOR_WRONG, "withdrawn by somebody else than the court"
    if event.at != leaf.received_at:
        yield Fault.STOP_WRONG, f"withdrawn at {event.at}, arrived {leaf.received_at}"
    is_whole = event.ground not in ROUND_ALONE
    lot.over = lot.over or is_whole
    is_for_claim = event.ground is WithdrawalGround.OUTSIDER_CLAIM_UPHELD
    if is_for_claim and Outcome.UPHELD not in lot.claims.values():
        yield Fault.STOP_WRONG, "withdrawn for an outsider's claim that nobody upheld"
    current = lot.current
    if not event.round:
        if not is_whole:
            yield Fault.STOP_WRONG, f"no round to withdraw ({event.ground})"
        if current is not None and (_running(lot, current.notice.round) or current.holds_sale):
            yield Fault.ROUND_WRONG, "withdrawn beside a round that runs or was sold"
        return
    running = _running(lot, event.round)
    if running is None:
        yield Fault.STOP_WRONG, "withdrawn though no such round runs"
        return
    if running.stopped is None and leaf.received_at >= running.closes_at:
        yield Fault.STOP_WRONG, "withdrawn after its close"
    running.undone, running.undone_at = event, leaf.received_at
    running.stopped = None
