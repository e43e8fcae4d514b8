"""What an event changes. Checks nothing: an event is a fact that was decided before."""

from datetime import datetime

from msgspec.structs import replace

from mingpai.auction.events import (
    BidderQualified,
    BidPlaced,
    CommandRefused,
    ConfirmationPublished,
    DisposalOpened,
    FilingRefused,
    PersonBarred,
    PriorityConfirmed,
    RoundAnnounced,
    RoundPassedIn,
    RoundSold,
)
from mingpai.auction.model import Bidder, Book, Disposal, Phase, Round, Terms
from mingpai.kernel.event import Event
from mingpai.kernel.outcome import InvariantBroken, ensure
from mingpai.law.book import law_on


def evolve(state: Disposal, event: Event) -> Disposal:
    """Return the disposal after `event`.

    Raises: InvariantBroken for an event that is none of a disposal's.
    """
    if type(event) is BidPlaced:
        return _bid_placed(state, event)
    if type(event) is CommandRefused or type(event) is FilingRefused:
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
        state.case_id,
        state.property_id,
        state.property_class,
        state.court,
        state.platform,
        (changed,) if len(rounds) == 1 else (*rounds[:-1], changed),
        state.barred,
        state.priorities,
    )


def _rare(state: Disposal, event: Event) -> Disposal:
    match event:
        case DisposalOpened():
            return Disposal(
                id=state.id,
                case_id=event.case_id,
                property_id=event.property_id,
                property_class=event.property_class,
                court=event.court,
                platform=event.platform,
            )
        case RoundAnnounced():
            return replace(state, rounds=(*state.rounds, _announced(event)))
        case PriorityConfirmed(token, rank):
            return replace(state, priorities={**state.priorities, token: rank})
        case PersonBarred(token, ground):
            return replace(state, barred={**state.barred, token: ground})
        case _:
            return _on_round(state, event)


def _on_round(state: Disposal, event: Event) -> Disposal:
    ensure(state.rounds, "an event of a round needs a round")
    current = state.rounds[-1]
    match event:
        case BidderQualified():
            bidder = Bidder(event.code, event.token, event.standing, event.rank)
            changed = replace(current, bidders={**current.bidders, event.code: bidder})
        case RoundSold(closed_at=closed_at):
            changed = _closed(current, Phase.CLOSED_SOLD, closed_at)
        case RoundPassedIn(closed_at=closed_at):
            changed = _closed(current, Phase.CLOSED_UNSOLD, closed_at)
        case ConfirmationPublished():
            changed = replace(current, is_confirmed=True)
        case _:
            msg = f"{type(event).__name__} is no event of a disposal"
            raise InvariantBroken(msg)
    return _with_round(state, changed)


def _announced(event: RoundAnnounced) -> Round:
    terms = Terms(
        number=event.round,
        kind=event.kind,
        announced_on=event.announced_on,
        reference_price_fen=event.reference_price_fen,
        start_price_fen=event.start_price_fen,
        step_fen=event.step_fen,
        deposit_fen=event.deposit_fen,
        opens_at=event.opens_at,
        closes_at=event.closes_at,
        step_rule=event.step_rule,
        law=law_on(event.announced_on),
    )
    return Round(terms=terms, book=Book(closes_at=event.closes_at), bidders={})


def _closed(current: Round, phase: Phase, closed_at: datetime) -> Round:
    return replace(current, phase=phase, closed_at=closed_at)
