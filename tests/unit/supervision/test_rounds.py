"""How a round lies: which one of the ladder, on what price, when moved, and what a stop leaves."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.model import RoundKind
from mingpai.auction.preparation.events import NoticeCorrected
from mingpai.auction.preparation.model import PriceBasis
from mingpai.auction.stops.events import BiddingResumed, BiddingStopped
from mingpai.auction.stops.model import StopGround, StopKind
from mingpai.law.content import Effect, NoticeField
from mingpai.supervision.lot import Lot, filed
from mingpai.supervision.lot_evolve import after
from mingpai.supervision.rounds import (
    auction_of,
    basis_of,
    has_begun,
    is_put_elsewhere,
    left_at,
    restarts_term,
)


@pytest.fixture
def announced(events: Any) -> Lot:
    """Return a lot whose first auction was announced."""
    return after(after(Lot(), events.seen(0, events.opened())), events.seen(1, events.announced()))


def _corrected(events: Any, **changes: Any) -> NoticeCorrected:
    corrected = NoticeCorrected(
        round=1,
        field=NoticeField.CONTACT,
        effect=Effect.CORRECTED,
        document="paper",
        on=date(2026, 4, 22),
        opens_at=events.OPENS,
        closes_at=events.CLOSES,
    )
    return replace(corrected, **changes)


def _stop(at: datetime, left_ms: int | None = None) -> BiddingStopped:
    return BiddingStopped(1, at, StopKind.STAY, StopGround.BANKRUPTCY, "paper", left_ms)


def test_a_rerun_counts_as_what_it_repeats(events: Any, announced: Lot) -> None:
    """A re-auction is the round before it; of nothing known it is a first auction."""
    rerun = replace(events.announced(), kind=RoundKind.RERUN)
    assert auction_of(rerun, Lot()) is auction_of(rerun, announced) is RoundKind.AUCTION_1
    second = after(announced, events.seen(2, replace(events.announced(), kind=RoundKind.AUCTION_2)))
    assert auction_of(rerun, second) is RoundKind.AUCTION_2


def test_a_later_round_rests_on_what_the_first_did(events: Any) -> None:
    """Only a first auction says itself what its price rests on."""
    lot = filed(Lot(), first_basis=PriceBasis.EQUITY_COST)
    first, second = events.announced(), replace(events.announced(), kind=RoundKind.AUCTION_2)
    assert basis_of(first, lot) is PriceBasis.REFERENCE
    assert basis_of(second, lot) is PriceBasis.EQUITY_COST
    assert basis_of(second, Lot()) is PriceBasis.REFERENCE


def test_a_correction_is_what_its_field_makes_it(events: Any) -> None:
    """A field that asks for the whole term asks for it whatever the entry says."""
    assert not restarts_term(_corrected(events))
    assert restarts_term(_corrected(events, effect=Effect.TERM_RESTARTS))
    assert restarts_term(_corrected(events, field=NoticeField.DEFECTS))


def test_what_has_begun_is_not_put_elsewhere(events: Any, announced: Lot) -> None:
    """Another opening counts before the first, and after a stop that came before it."""
    later = _corrected(events, opens_at=events.OPENS + timedelta(days=1))
    hour = timedelta(hours=1)
    before, since = events.OPENS - hour, events.OPENS + hour

    def is_moved(lot: Lot, at: datetime, event: NoticeCorrected = later) -> bool:
        return is_put_elsewhere(events.seen(9, event, at), event, lot)

    assert is_moved(announced, before)
    assert not is_moved(announced, before, _corrected(events))
    assert not is_moved(announced, since)
    assert not is_moved(Lot(), before)
    stopped_before = after(announced, events.seen(2, _stop(before), before))
    stopped_since = after(announced, events.seen(2, _stop(since), since))
    assert is_moved(stopped_before, since)
    assert not is_moved(stopped_since, since + hour)
    with_bid = after(announced, events.seen(2, events.bid("A", 1000), since))
    assert not is_moved(with_bid, before)
    over = after(announced, events.seen(2, events.passed_in(), events.CLOSES))
    assert not is_moved(over, before)


def test_a_stop_leaves_what_was_left(events: Any, announced: Lot) -> None:
    """Understated time is what follows from the close; a second stop keeps that of the first."""
    facts, book = announced.round, announced.book
    assert facts is not None
    assert book is not None
    at = events.OPENS + timedelta(hours=2)
    left = timedelta(hours=22)
    assert left_at(_stop(at), facts, book) == left_at(_stop(at, 1000), facts, book) == left
    assert left_at(_stop(events.OPENS - timedelta(hours=1)), facts, book) is None
    assert left_at(_stop(events.CLOSES), facts, book) is None
    stopped = after(announced, events.seen(2, _stop(at), at)).round
    assert stopped is not None
    assert left_at(_stop(at + left, 5), stopped, book) == left


def test_bidding_that_began_has_begun(events: Any, announced: Lot) -> None:
    """Not before its opening nor while a stop before it stands, and ever after once it did."""
    hour = timedelta(hours=1)
    facts = announced.round
    assert facts is not None
    assert not has_begun(facts, events.OPENS - hour)
    assert has_begun(facts, events.OPENS)
    before, since = _stop(events.OPENS - hour), _stop(events.OPENS + hour)
    resumed = BiddingResumed(
        1, events.OPENS + timedelta(days=3), events.CLOSES + timedelta(days=3), "paper"
    )
    for stop, is_begun in ((before, False), (since, True), (replace(before, left_ms=1), True)):
        stopped = after(announced, events.seen(2, stop, stop.at))
        again = after(stopped, events.seen(3, resumed, events.OPENS + 2 * hour))
        for lot in (stopped, again):
            assert lot.round is not None
            assert has_begun(lot.round, events.OPENS + 3 * hour) is is_begun


def test_a_stop_before_the_hour_of_a_resumption_leaves_all_of_it(
    events: Any, announced: Lot
) -> None:
    """Bidding had begun, and goes on for as long as the resumption gave."""
    at, days = events.OPENS + timedelta(hours=2), timedelta(days=3)
    stopped = after(announced, events.seen(2, _stop(at), at))
    resumed = BiddingResumed(1, events.OPENS + days, events.CLOSES + days, "paper")
    again = after(stopped, events.seen(3, resumed, at))
    assert again.round is not None
    assert again.book is not None
    left = left_at(_stop(events.OPENS + timedelta(days=1)), again.round, again.book)
    assert left == timedelta(hours=24)
