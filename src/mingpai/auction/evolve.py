"""What an event changes. Checks nothing: an event is a fact that was decided before.

Here: bids, codes, and the end of a round. Where to look next: the `evolve` of `preparation`,
`stops`, `settlement` and `objections`.
"""

from datetime import datetime, timedelta

from msgspec.structs import replace

from mingpai.auction.events import (
    BidderQualified,
    BidPlaced,
    CommandRefused,
    ConfirmationPublished,
    FilingRefused,
    PersonBarred,
    PriorityConfirmed,
    RoundPassedIn,
    RoundSold,
)
from mingpai.auction.model import Bidder, Book, Disposal, Ground, Keeper, Phase, Round
from mingpai.auction.objections.events import ObjectionEvent
from mingpai.auction.objections.evolve import evolve_objection
from mingpai.auction.papers import PaperIssued
from mingpai.auction.preparation.events import PreparationEvent
from mingpai.auction.preparation.evolve import evolve_preparation
from mingpai.auction.presence import HallEntered, NoticeAcknowledged
from mingpai.auction.settlement.events import SettlementEvent
from mingpai.auction.settlement.evolve import evolve_settlement
from mingpai.auction.settlement.model import Settlement
from mingpai.auction.stops.events import StopEvent
from mingpai.auction.stops.evolve import evolve_stop
from mingpai.kernel.event import Event
from mingpai.kernel.ids import LotToken
from mingpai.kernel.moments import local_date
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import InvariantBroken, ensure

_CHANGES_NOTHING = frozenset(
    {CommandRefused, FilingRefused, PaperIssued, NoticeAcknowledged, HallEntered}
)


def evolve(state: Disposal, event: Event) -> Disposal:
    """Return the disposal after `event`.

    Raises: InvariantBroken for an event that is none of a disposal's.
    """
    if type(event) is BidPlaced:
        return _bid_placed(state, event)
    if type(event) in _CHANGES_NOTHING:
        return state
    return _rare(state, event)


def _bid_placed(state: Disposal, event: BidPlaced) -> Disposal:
    """Replace the book and nothing else; positional, because this is the hot path."""
    current = state.rounds[-1]
    book = current.book
    moved = event.closes_at > book.closes_at
    return _with_round(
        state,
        Round(
            current.terms,
            Book(
                event.closes_at,
                event.price_fen,
                event.code,
                event.rank,
                book.bids + 1,
                book.extensions + 1 if moved else book.extensions,
            ),
            current.bidders,
        ),
    )


def _with_round(state: Disposal, changed: Round) -> Disposal:
    rounds = state.rounds
    return Disposal(
        state.id,
        state.file,
        (changed,) if len(rounds) == 1 else (*rounds[:-1], changed),
        state.barred,
        state.priorities,
    )


def _rare(state: Disposal, event: Event) -> Disposal:
    if isinstance(event, PreparationEvent):
        return evolve_preparation(state, event)
    if isinstance(event, StopEvent):
        return evolve_stop(state, event)
    if isinstance(event, SettlementEvent):
        return evolve_settlement(state, event)
    if isinstance(event, ObjectionEvent):
        return evolve_objection(state, event)
    match event:
        case PriorityConfirmed(token, rank):
            return replace(state, priorities={**state.priorities, token: rank})
        case PersonBarred(token, ground):
            return _barred(state, token, ground)
        case _:
            return _on_round(state, event)


def _barred(state: Disposal, token: LotToken, ground: Ground) -> Disposal:
    """Bar a person, and with him every code of the last round behind which he stands.

    Whoever may not bid may not have others bid for him, nor bid for them (第三十四条).
    """
    barred = replace(state, barred={**state.barred, token: ground})
    current = state.current
    if current is None:
        return barred
    bidders = {
        code: replace(one, bar=ground) if token in one.everybody else one
        for code, one in current.bidders.items()
    }
    return _with_round(barred, replace(current, bidders=bidders))


def _on_round(state: Disposal, event: Event) -> Disposal:
    ensure(state.rounds, "an event of a round needs a round")
    current = state.rounds[-1]
    match event:
        case BidderQualified():
            return _with_round(state, _qualified(current, event))
        case RoundSold():
            sold = _with_round(state, _closed(current, Phase.CLOSED_SOLD, event.closed_at))
            owed = _owed(state.file.settlement, current, event)
            return replace(sold, file=replace(sold.file, settlement=owed))
        case RoundPassedIn(closed_at=closed_at):
            return _with_round(state, _closed(current, Phase.CLOSED_UNSOLD, closed_at))
        case ConfirmationPublished():
            return _with_round(state, replace(current, is_confirmed=True))
        case _:
            msg = f"{type(event).__name__} is no event of a disposal"
            raise InvariantBroken(msg)


def _qualified(current: Round, event: BidderQualified) -> Round:
    bidder = Bidder(
        code=event.code,
        token=event.token,
        standing=event.standing,
        rank=event.rank,
        paid_fen=event.paid_fen,
        agent=event.agent,
        joint=event.joint,
        claim_fen=event.claim_fen or Fen(0),
        held_by=event.held_by,
        qualified_on=event.on,
    )
    return replace(current, bidders={**current.bidders, event.code: bidder})


def _closed(current: Round, phase: Phase, closed_at: datetime) -> Round:
    return replace(current, phase=phase, closed_at=closed_at)


def _owed(before: Settlement, current: Round, event: RoundSold) -> Settlement:
    """Return what the buyer owes: the price, to which what he paid in counts (第二十三条).

    The balance is due so many days after the day of the close as the notice said (第二十五条). A
    full prepayment may leave nothing to pay: it is paid at once where the court holds it, and
    else once the platform forwards it. What earlier rounds still owe is kept.
    """
    buyer = current.bidders.get(event.code)
    days = current.terms.balance_days
    paid_fen = Fen(0) if buyer is None else buyer.paid_fen
    closed_on = local_date(event.closed_at)
    is_covered = paid_fen >= event.price_fen
    is_with_court = buyer is not None and buyer.held_by is Keeper.COURT
    is_there = is_covered and is_with_court
    kept = before.carried()
    is_forwarded = paid_fen and not is_with_court
    return replace(
        kept,
        buyer=None if buyer is None else buyer.token,
        code=event.code,
        price_fen=event.price_fen,
        deposit_fen=paid_fen,
        balance_due_on=closed_on + timedelta(days=days) if days else None,
        paid_fen=paid_fen,
        covered_on=closed_on if is_covered else None,
        paid_on=closed_on if is_there else None,
        to_forward={**kept.to_forward, event.round: paid_fen} if is_forwarded else kept.to_forward,
    )
