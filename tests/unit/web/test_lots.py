"""The views of lots."""

import pytest
from msgspec.structs import replace

from mingpai.adapters.memory import FixedClock
from mingpai.auction.model import Stage
from mingpai.demo.rehearsal import Rehearsal
from mingpai.service.projections import LotBoard
from mingpai.web.lots import BadQuery, Wanted, list_view, lot_view, parse_wanted
from mingpai.web.renderer import Renderer
from mingpai.web.site import Site


def test_a_query_is_read_strictly() -> None:
    """Known fields are taken without spaces around them; anything else is refused by name."""
    assert parse_wanted({"q": " flat ", "state": "bidding"}) == Wanted(q="flat", state="bidding")
    for wrong in ({"x": "1"}, {"state": "sold"}, {"live": "1"}, {"q": "x" * 61}):
        with pytest.raises(BadQuery):
            parse_wanted(wrong)


def test_bidding_lots_come_first(rehearsal: Rehearsal, english: Renderer) -> None:
    """While bidding runs the lots that run stand at the top, each group by number."""
    notice = rehearsal.board.lots()[0].notice
    assert notice is not None
    site = replace(rehearsal.site, clock=FixedClock(notice.opens_at))
    lines = list_view(site, Wanted(), english)["lines"]
    stages = [line.stage is Stage.BIDDING for line in lines]
    assert stages == sorted(stages, reverse=True)
    numbers = [line.number for line in lines if line.stage is Stage.BIDDING]
    assert numbers == sorted(numbers)


def test_an_empty_board_is_a_view_too(site: Site, english: Renderer) -> None:
    """Before the first entry there is an empty list, whatever is asked for."""
    empty = replace(site, board=LotBoard(None))  # type: ignore[arg-type]
    view = list_view(empty, Wanted(court="court/none"), english)
    assert (view["lines"], view["lots"], view["is_filtered"]) == ([], 0, True)
    assert lot_view(empty, "2026-0001", english) is None


def test_a_lot_without_bids_has_no_curve(site: Site, english: Renderer) -> None:
    """A lot that was passed in shows its terms, no curve, and its refusal to be confirmed."""
    view = lot_view(site, "2026-0005", english)
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
