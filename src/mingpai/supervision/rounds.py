"""How a round lies: which one of the ladder, on what price, when moved, and what a stop leaves.

Reads what is known of a lot and one event; changes nothing. Where to look next:
`supervision.lot_evolve` (what becomes of a lot), `supervision.rules` (who asks).
"""

from datetime import datetime, timedelta

from mingpai.auction.model import RoundKind
from mingpai.auction.preparation.events import NoticeCorrected, RoundAnnounced
from mingpai.auction.preparation.model import PriceBasis
from mingpai.auction.stops.events import BiddingResumed, BiddingStopped
from mingpai.law.content import Effect, effect_of
from mingpai.supervision.lot import Book, Lot, RoundFacts
from mingpai.supervision.seen import Seen


def auction_of(event: RoundAnnounced, lot: Lot) -> RoundKind:
    """Return which round of the ladder a notice is for; a re-auction counts as what it repeats."""
    if event.kind is not RoundKind.RERUN:
        return event.kind
    return RoundKind.AUCTION_1 if lot.round is None else lot.round.auction


def basis_of(event: RoundAnnounced, lot: Lot) -> PriceBasis:
    """Return what the price of a round rests on: its own ground, or that of the first before it."""
    is_first = auction_of(event, lot) is RoundKind.AUCTION_1
    inherited = None if is_first else lot.file.first_basis
    return event.basis if inherited is None else inherited


def restarts_term(event: NoticeCorrected) -> bool:
    """Say whether the term of a notice begins anew by a correction, whatever it calls itself.

    Which fields ask for it is a reading (see `law.content`).
    """
    is_light = effect_of(event.field) is Effect.CORRECTED
    return event.effect is Effect.TERM_RESTARTS or not is_light


def is_put_elsewhere(seen: Seen, event: NoticeCorrected | BiddingResumed, lot: Lot) -> bool:
    """Say whether an event puts a round to another opening, before any bidding on it began."""
    facts, book = lot.round, lot.book
    if facts is None or book is None or book.bids or event.opens_at == facts.opens_at:
        return False
    return facts.is_running and not has_begun(facts, seen.received_at)


def has_begun(facts: RoundFacts, at: datetime) -> bool:
    """Say whether bidding on a round had begun by an instant.

    While it stands still it does not begin, and once it had begun it has, whatever the hour at
    which it is to go on.
    """
    return facts.has_begun or (facts.stop is None and at >= facts.opens_at)


def left_at(event: BiddingStopped, facts: RoundFacts, book: Book) -> timedelta | None:
    """Return the bidding time that a stop leaves: what is told, or what follows where it is more.

    A stop in another's place finds what was left at the first, and one between a resumption and
    its hour all that the resumption gave.
    """
    told = None if event.left_ms is None else timedelta(milliseconds=event.left_ms)
    known = facts.left if facts.stop is not None else None
    if facts.stop is None and event.at < book.closes_at and has_begun(facts, event.at):
        known = book.closes_at - max(event.at, facts.opens_at)
    return max((one for one in (told, known) if one is not None), default=None)
