"""What each event changes, and that nothing else changes."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from mingpai.auction.commands import BarPerson, ConfirmPriority
from mingpai.auction.events import (
    BidderQualified,
    BidPlaced,
    CommandRefused,
    FilingRefused,
    RoundPassedIn,
    RoundSold,
)
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal, Ground, Phase, RoundKind, Standing
from mingpai.kernel.event import Event
from mingpai.kernel.ids import ArticleId
from mingpai.kernel.outcome import InvariantBroken


class Stranger(Event, frozen=True, gc=False):
    """An event of another domain."""


def test_a_notice_begins_a_round_under_the_law_of_its_day(lot: Any) -> None:
    """A round carries its terms and the law of the day of its notice."""
    current = lot.state.current
    assert current.terms.kind is RoundKind.AUCTION_1
    assert current.terms.announced_on == date(2026, 4, 20)
    assert current.terms.law.extension == timedelta(minutes=5)
    assert current.book.closes_at == current.terms.closes_at == lot.CLOSES


def test_old_states_stay_as_they_were(lot: Any) -> None:
    """An event makes a new state; the one before it can still be decided on."""
    before = lot.state
    lot.do(BarPerson(lot.token(4), Ground.DEFAULTER))
    lot.do(ConfirmPriority(lot.token(5), 1))
    lot.qualify(6)
    lot.place(1, lot.START)
    assert (before.barred, before.priorities) == ({}, {})
    assert len(before.current.bidders) == 3
    assert before.current.book.bids == 0


def test_what_is_recorded_of_persons_stays(lot: Any) -> None:
    """Bars and priorities are kept by token through bids and the close."""
    lot.do(BarPerson(lot.token(4), Ground.DEFAULTER))
    lot.do(ConfirmPriority(lot.token(5), 1))
    lot.place(1, lot.START)
    lot.close()
    assert lot.state.barred == {lot.token(4): Ground.DEFAULTER}
    assert lot.state.priorities == {lot.token(5): 1}


def test_a_bar_reaches_the_codes_of_the_round(lot: Any, empty_lot: Any) -> None:
    """Each code behind which he stands is marked, no other, and a bid leaves the mark."""
    lot.do(BarPerson(lot.token(2), Ground.COURT_STAFF))
    lot.place(1, lot.START)
    marks = {code: one.bar for code, one in lot.state.current.bidders.items()}
    assert marks == {"A0001": None, "A0002": Ground.COURT_STAFF, "A0003": None}
    empty_lot.open().do(BarPerson(lot.token(2), Ground.COURT_STAFF))
    assert empty_lot.state.current is None


def test_only_a_moved_close_counts_as_an_extension(lot: Any) -> None:
    """Bids are counted all, extensions only where the close moved."""
    lot.place(1, lot.START)
    lot.place(2, lot.START + lot.STEP, now=lot.CLOSES - timedelta(seconds=1))
    assert (lot.state.current.book.bids, lot.state.current.book.extensions) == (2, 1)


def test_results_are_kept_with_their_instant(lot: Any) -> None:
    """A result sets phase and close; the confirmation adds to it."""
    lot.place(1, lot.START)
    lot.close()
    current = lot.state.current
    assert (current.phase, current.closed_at) == (Phase.CLOSED_SOLD, lot.CLOSES)
    assert not current.is_confirmed
    lot.confirm()
    assert lot.state.current.is_confirmed


def test_a_sale_is_folded_without_knowing_the_buyer(lot: Any) -> None:
    """From public entries nobody sees who holds a code, nor what he paid in: nothing is made up."""
    event = RoundSold(1, lot.code(9), lot.START, 1, lot.CLOSES)
    done = evolve(lot.state, event).file.settlement
    assert (done.code, done.price_fen) == (lot.code(9), lot.START)
    assert (done.buyer, done.deposit_fen, done.paid_fen, done.paid_on) == (None, 0, 0, None)


def test_a_bidder_is_kept_with_all_that_qualified_him(lot: Any) -> None:
    """As what he bids, what he paid in, who bids for him and who bids with him."""
    event = BidderQualified(
        round=1,
        code=lot.code(7),
        token=lot.token(7),
        standing=Standing.PRIORITY,
        rank=2,
        paid_fen=lot.DEPOSIT,
        agent=lot.token(8),
        joint=(lot.token(9),),
    )
    bidder = evolve(lot.state, event).current.bidders[lot.code(7)]
    assert (bidder.code, bidder.token) == (event.code, event.token)
    assert (bidder.standing, bidder.rank) == (Standing.PRIORITY, 2)
    assert (bidder.paid_fen, bidder.agent) == (lot.DEPOSIT, lot.token(8))
    assert bidder.joint == (lot.token(9),)


def test_a_round_without_bids_is_closed_unsold(lot: Any) -> None:
    """Passed in: no leader, no price."""
    lot.close()
    assert lot.state.current.phase is Phase.CLOSED_UNSOLD


@pytest.mark.parametrize("kind", [CommandRefused, FilingRefused])
def test_refusals_change_nothing(lot: Any, kind: Any) -> None:
    """A refusal on record leaves the very same state."""
    event = kind("PlaceBid", "A0001", "bid_below_step", ArticleId("FS2016-18:20.1"), ())
    assert evolve(lot.state, event) is lot.state


def test_only_the_last_round_changes(lot: Any) -> None:
    """With several rounds an event concerns the last, and the others stay as they are."""
    first = lot.state.rounds[0]
    state = msgspec.structs.replace(lot.state, rounds=(first, first))
    event = BidPlaced(1, lot.code(1), lot.START, 0, lot.CLOSES)
    rounds = evolve(state, event).rounds
    assert rounds[0] is first
    assert rounds[1].book.price_fen == lot.START


def test_strangers_and_orphans_are_our_fault(lot: Any) -> None:
    """An event of another domain, or of a round that is not there, breaks an invariant."""
    with pytest.raises(InvariantBroken, match="Stranger"):
        evolve(lot.state, Stranger())
    with pytest.raises(InvariantBroken, match="round"):
        evolve(Disposal("disposal/1"), RoundPassedIn(1, lot.CLOSES))


def test_a_state_survives_a_snapshot(lot: Any) -> None:
    """A state read back from its JSON is equal, so a start may begin from a snapshot."""
    lot.place(1, lot.START)
    lot.close()
    stored = msgspec.json.encode(lot.state)
    assert msgspec.json.decode(stored, type=Disposal) == lot.state
