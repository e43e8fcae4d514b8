"""The views of lots."""

from typing import Any

from msgspec.structs import replace

from mingpai.adapters.memory import FixedClock
from mingpai.auction.events import RoundPassedIn, RoundSold
from mingpai.auction.model import Phase, Stage
from mingpai.auction.preparation.events import PlatformAssigned, PriceFixed, RoundAnnounced
from mingpai.auction.settlement.events import SetOffAwarded
from mingpai.auction.stops.events import BiddingResumed, BiddingStopped, RoundWithdrawn
from mingpai.demo.catalogue import ITEMS
from mingpai.demo.rehearsal import Rehearsal
from mingpai.kernel.ids import StreamId
from mingpai.service.archive import Archive
from mingpai.service.projections import LotBoard
from mingpai.web.lots import LOT, lot_view
from mingpai.web.renderer import Renderer
from mingpai.web.site import Site

PASSED_IN = "2026-0021"
"""Nobody registered, and a confirmation was asked for all the same."""


def number_of(plot: str) -> str:
    """Return the number of the first lot that has a plot."""
    return f"2026-{1 + next(n for n, item in enumerate(ITEMS) if item.plot == plot):04d}"


def site_after(rehearsal: Rehearsal, plot: str, kind: type) -> Site:
    """Return the site as it stood just after the last step of a kind in a lot's life."""
    record = rehearsal.board.lot(StreamId(LOT + number_of(plot)))
    assert record is not None
    step = [row for row in record.steps if isinstance(row.event, kind)][-1]
    source = rehearsal.source
    vkey = source.ring.receipts.vkey
    board = LotBoard(Archive(source.store, source.registry, origin=source.origin, vkey=vkey))
    board.take(source.store.read(0, limit=step.seq + 1))
    return replace(rehearsal.site, board=board, clock=FixedClock(step.received_at))


def view_after(rehearsal: Rehearsal, plot: str, kind: type, renderer: Renderer) -> dict[str, Any]:
    """Return a lot's view as it stood just after the last step of a kind in its life."""
    view = lot_view(site_after(rehearsal, plot, kind), number_of(plot), renderer)
    assert view is not None
    return view


def test_a_lot_without_bids_has_no_curve(site: Site, english: Renderer) -> None:
    """A lot that was passed in shows its terms, no curve, and its refusal to be confirmed."""
    view = lot_view(site, PASSED_IN, english)
    assert view is not None
    assert (view["curve"], view["bids"]) == (None, ())
    assert [line.told.code for line in view["refusals"]] == ["not_sold"]


def test_the_deposit_is_told_as_a_share(site: Site, english: Renderer) -> None:
    """The share of the start price is cut to a tenth of a percent, never rounded up."""
    view = lot_view(site, "2026-0001", english)
    assert view is not None
    notice = view["notice"]
    share = notice.deposit_fen * 1000 // notice.start_price_fen
    assert view["deposit_percent"] == f"{share // 10}.{share % 10}"


def test_a_lot_that_stands_still_says_so(rehearsal: Rehearsal, english: Renderer) -> None:
    """A stop is told with kind and ground in words; the lot has no close, and its price stands."""
    view = view_after(rehearsal, "emergency", BiddingStopped, english)
    assert view["stop"].kind == "Emergency stop by the platform"
    assert view["stop"].ground == "the system failed"
    assert view["line"].stage is Stage.STOPPED
    assert view["line"].closes_at is None
    assert view["overtime"].total_seconds() == 0
    assert view["curve"] is not None
    assert view_after(rehearsal, "emergency", BiddingResumed, english)["stop"] is None


def test_a_resumed_lot_closes_as_announced_anew(rehearsal: Rehearsal, english: Renderer) -> None:
    """The close from which extensions count is that of the resumption; earlier bids are drawn."""
    view = view_after(rehearsal, "deferred", RoundSold, english)
    resumed = next(s.row.event for s in view["steps"] if isinstance(s.row.event, BiddingResumed))
    assert view["scheduled"] == resumed.closes_at
    assert view["overtime"] == view["head"].closes_at - resumed.closes_at
    assert str(view["curve"]).count("<circle") == len(view["bids"])


def test_of_a_sale_the_first_bid_sets_the_close(rehearsal: Rehearsal, english: Renderer) -> None:
    """A 变卖 is scheduled by its notice until the first bid, which sets its close."""
    before = view_after(rehearsal, "three_rounds", RoundAnnounced, english)
    assert before["scheduled"] == before["notice"].closes_at
    assert before["line"].round_kind == "sale after two auctions"
    after = view_after(rehearsal, "three_rounds", RoundSold, english)
    first = after["bids"][-1]
    assert after["scheduled"] == first.closes_at < before["scheduled"]


def test_earlier_rounds_are_told(rehearsal: Rehearsal, english: Renderer) -> None:
    """Each earlier round is listed with its kind and what came of it."""
    view = view_after(rehearsal, "three_rounds", RoundSold, english)
    told = [(one.kind, one.outcome) for one in view["earlier"]]
    assert told == [("first auction", "passed in"), ("second auction", "passed in")]
    again = view_after(rehearsal, "defaulted", RoundAnnounced, english)
    assert [one.outcome for one in again["earlier"]] == ["buyer defaulted"]
    assert (again["bidders"], again["curve"]) == (0, None)
    assert len(again["bids"]) == again["earlier"][0].round.book.bids


def test_the_life_of_a_lot_is_told_step_by_step(rehearsal: Rehearsal, english: Renderer) -> None:
    """The steps stand newest first, each with the entry that holds it."""
    view = lot_view(rehearsal.site, number_of("home_to_its_end"), english)
    assert view is not None
    seqs = [step.row.seq for step in view["steps"]]
    assert seqs == sorted(seqs, reverse=True)
    names = [step.name for step in view["steps"]]
    assert names[0] == "Proceeds paid out"
    assert names[-1] == "Opened by the court"
    assert view["ending"] == "the proceeds were paid out"
    assert not view["is_set_off"]


def test_a_set_off_and_a_withdrawal_are_told(rehearsal: Rehearsal, english: Renderer) -> None:
    """Who takes it in kind, and what was withdrawn, is told beside the failed round."""
    taken = view_after(rehearsal, "set_off", SetOffAwarded, english)
    assert taken["is_set_off"]
    assert taken["phase"] is Phase.CLOSED_UNSOLD
    failed = view_after(rehearsal, "nobody_bids", RoundPassedIn, english)
    assert (failed["is_set_off"], failed["ending"]) == (False, "")
    over = view_after(rehearsal, "nobody_bids", RoundWithdrawn, english)
    assert over["ending"] == "withdrawn"


def test_a_lot_without_platform_or_notice_has_a_page(
    rehearsal: Rehearsal, english: Renderer
) -> None:
    """Before the notice a lot shows how far it is, and neither terms nor a close."""
    priced = view_after(rehearsal, "contest", PriceFixed, english)
    assert (priced["line"].stage, priced["line"].platform) == (Stage.PRICED, "")
    assert (priced["notice"], priced["terms"], priced["scheduled"]) == (None, None, None)
    assert priced["deposit_percent"] == priced["line"].round_kind == ""
    assigned = view_after(rehearsal, "contest", PlatformAssigned, english)
    assert assigned["line"].stage is Stage.ASSIGNED
