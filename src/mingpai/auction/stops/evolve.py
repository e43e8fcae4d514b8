"""What a stop, its end or a withdrawal changes. Checks nothing: it was decided before."""

from datetime import datetime, timedelta
from typing import assert_never

from msgspec.structs import replace

from mingpai.auction.model import Book, Disposal, Phase, Round
from mingpai.auction.settlement.model import Ending
from mingpai.auction.stops.events import (
    BiddingResumed,
    BiddingStopped,
    CauseEnded,
    EmergencyReported,
    RoundWithdrawn,
    StopEvent,
)
from mingpai.auction.stops.model import ROUND_ALONE, Stop, StopKind
from mingpai.kernel.outcome import InvariantBroken, ensure


def evolve_stop(state: Disposal, event: StopEvent) -> Disposal:
    """Return the disposal after a stop, its end, or a withdrawal."""
    if isinstance(event, RoundWithdrawn):
        return _withdrawn(state, event)
    ensure(state.rounds, "a stop needs a round")
    current = state.rounds[-1]
    return replace(state, rounds=(*state.rounds[:-1], _round_after(current, event)))


def _round_after(
    current: Round, event: BiddingStopped | EmergencyReported | CauseEnded | BiddingResumed
) -> Round:
    match event:
        case BiddingStopped():
            return replace(current, phase=Phase.STOPPED, stop=_stop(event, current.stop))
        case EmergencyReported(at=at):
            return replace(current, stop=replace(_standing(current), reported_at=at))
        case CauseEnded(on=day):
            return replace(current, stop=replace(_standing(current), cause_ended_on=day))
        case BiddingResumed(opens_at=opens_at, closes_at=closes_at):
            book = current.book
            moved = Book(
                closes_at, book.price_fen, book.leader, book.leader_rank, book.bids, book.extensions
            )
            terms = replace(current.terms, opens_at=opens_at, closes_at=closes_at)
            begun_at = current.begun_at
            if begun_at is None and current.has_begun:
                begun_at = current.terms.opens_at
            return replace(
                current,
                phase=Phase.PUBLISHED,
                stop=None,
                book=moved,
                terms=terms,
                begun_at=begun_at,
            )
        case _:
            assert_never(event)


def _standing(current: Round) -> Stop:
    stop = current.stop
    if stop is None:
        msg = "what ends or reports a stop needs one"
        raise InvariantBroken(msg)
    return stop


def _stop(event: BiddingStopped, earlier: Stop | None) -> Stop:
    """Return the stop; one in place of an earlier one stands still since that one."""
    left = None if event.left_ms is None else timedelta(milliseconds=event.left_ms)
    return Stop(
        kind=event.kind,
        ground=event.ground,
        since=event.at if earlier is None else earlier.since,
        reason=event.reason,
        left=left,
        until=event.until,
        reported_at=None if earlier is None else earlier.reported_at,
        emergency_at=_emergency_at(event, earlier),
    )


def _emergency_at(event: BiddingStopped, earlier: Stop | None) -> datetime | None:
    """Return since when the platform's own stop is to be reported, whoever has taken it over."""
    if event.kind is StopKind.EMERGENCY:
        return event.at
    return None if earlier is None else earlier.emergency_at


def _withdrawn(state: Disposal, event: RoundWithdrawn) -> Disposal:
    rounds = state.rounds
    if event.round:
        ended = replace(rounds[-1], phase=Phase.WITHDRAWN, stop=None, closed_at=event.at)
        rounds = (*rounds[:-1], ended)
    if event.ground in ROUND_ALONE:
        return replace(state, rounds=rounds)
    return replace(state, rounds=rounds, file=replace(state.file, ending=Ending.WITHDRAWN))
