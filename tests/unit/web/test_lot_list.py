"""The list of lots."""

from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.adapters.memory import FixedClock
from mingpai.auction.model import Phase, PropertyClass, RoundKind, Stage
from mingpai.demo.rehearsal import Rehearsal
from mingpai.kernel.ids import CaseId
from mingpai.service.projections import LotBoard
from mingpai.web import lot_list
from mingpai.web.lot_list import (
    BadQuery,
    Wanted,
    list_view,
    parse_wanted,
    query_of,
    read_prices,
    region,
)
from mingpai.web.lots import lot_view
from mingpai.web.regions import ELSEWHERE
from mingpai.web.renderer import Renderer
from mingpai.web.site import Site


class Board:
    """A board with one lot in another province."""

    def __init__(self, site: Site) -> None:
        """Keep the lots of the day, the first one moved."""
        first, *others = site.board.lots()
        moved = replace(first.opened, case_id=CaseId("2026-SH0104-ZH-7"))
        self._lots = [replace(first, opened=moved), *others]

    def lots(self) -> list[Any]:
        """Return the lots."""
        return self._lots


def numbers(site: Site, renderer: Renderer, **asked: str) -> list[str]:
    """Return the numbers of the lots that a question finds, as they stand."""
    return [line.number for line in list_view(site, parse_wanted(asked), renderer)["lines"]]


def test_a_query_is_read_strictly() -> None:
    """Known fields are taken without spaces around them; anything else is refused by name."""
    assert parse_wanted({"q": " flat ", "state": "bidding"}) == Wanted(q="flat", state="bidding")
    wrong = {
        "x": "1",
        "state": "sold",
        "live": "1",
        "q": "x" * 61,
        "least": "1" * 25,
        "most": "1" * 25,
        "kind": "horse",
        "round": "third",
        "sort": "random",
        "page": "0",
    }
    for name, text in wrong.items():
        with pytest.raises(BadQuery, match=f"^{name}$"):
            parse_wanted({name: text})


def test_bidding_lots_come_first(rehearsal: Rehearsal, english: Renderer) -> None:
    """While bidding runs the lots that run stand at the top, each group by number."""
    notice = rehearsal.board.lots()[0].notice
    assert notice is not None
    site = replace(rehearsal.site, clock=FixedClock(notice.opens_at))
    lines = list_view(site, Wanted(), english)["lines"]
    stages = [line.stage is Stage.BIDDING for line in lines]
    assert stages == sorted(stages, reverse=True)
    found = [line.number for line in lines if line.stage is Stage.BIDDING]
    assert found == sorted(found)


def test_an_empty_board_is_a_view_too(site: Site, english: Renderer) -> None:
    """Before the first entry there is an empty list, whatever is asked for."""
    empty = replace(site, board=LotBoard(None))  # type: ignore[arg-type]
    view = list_view(empty, Wanted(court="court/none"), english)
    assert (view["lines"], view["lots"], view["is_filtered"]) == ([], 0, True)
    assert (view["page"], view["pages"]) == (1, 1)
    assert lot_view(empty, "2026-0001", english) is None


def test_figures_count_how_rounds_closed(rehearsal: Rehearsal, english: Renderer) -> None:
    """Sold and passed in are counted by the last round, whatever was done since."""
    view = list_view(rehearsal.site, Wanted(), english)
    heads = rehearsal.board.lots()
    struck = sum(head.current.phase is Phase.ANNULLED for head in heads if head.current)
    assert view["sold"] + view["passed_in"] + struck == view["lots"] == len(heads)
    states = next(one for one in view["filters"] if one.name == "state")
    assert [choice.value for choice in states.choices] == [
        stage.value for stage in Stage if stage is not Stage.UNOPENED
    ]


def test_classes_and_rounds_divide_the_lots(site: Site, english: Renderer) -> None:
    """Each lot is found under exactly one class, and under at most one kind of round."""
    everything = numbers(site, english)
    by_class = [one for kind in PropertyClass for one in numbers(site, english, kind=kind.value)]
    assert sorted(by_class) == sorted(everything)
    by_round = [one for kind in RoundKind for one in numbers(site, english, round=kind.value)]
    announced = [head for head in site.board.lots() if head.notice is not None]
    assert len(by_round) == len(set(by_round)) == len(announced)


def test_a_region_is_offered_where_lots_are(site: Site, chinese: Renderer) -> None:
    """Only provinces with lots are choices; what no id names stands under a choice of its own."""
    moved = replace(site, board=Board(site))
    view = list_view(moved, Wanted(), chinese)
    regions = next(one for one in view["filters"] if one.name == "region").choices
    assert (regions[0].value, regions[0].text) == ("SH", "上海")
    assert regions[1].value == ELSEWHERE
    (one,) = list_view(moved, Wanted(region="SH"), chinese)["lines"]
    assert region(one) == "SH"
    with pytest.raises(BadQuery, match="region"):
        list_view(moved, Wanted(region="GD"), chinese)


def test_prices_are_a_range_of_what_stands(site: Site, english: Renderer) -> None:
    """The price that stands counts, before a bid the start price; both ends belong to the range."""
    line = next(one for one in list_view(site, Wanted(), english)["lines"] if one.head.bids)
    price = f"{line.price_fen // 100}.{line.price_fen % 100:02d}"
    assert line.number in numbers(site, english, least=price, most=price)
    over = f"{line.price_fen // 100 + 1}"
    assert line.number not in numbers(site, english, least=over)
    assert line.number not in numbers(site, english, most="0.01")
    assert numbers(site, english, least="0") == [
        one.number for one in list_view(site, Wanted(), english)["lines"] if one.price_fen
    ]


def test_an_amount_that_cannot_be_read_is_told_and_left_out(site: Site, english: Renderer) -> None:
    """A mistyped end of the range narrows nothing and is named; so is a range that runs back."""
    view = list_view(site, Wanted(least="ten", sort="cheap"), english)
    assert (view["wrong"], view["found"]) == ({"least"}, view["lots"])
    back = read_prices(Wanted(least="20", most="10"))
    assert (back.wrong, back.least_fen, back.most_fen) == ({"most"}, 2_000, None)


def test_the_list_has_orders(site: Site, english: Renderer) -> None:
    """By price, by bids, by close: each order is kept, and what has no price stands last."""
    view = list_view(site, Wanted(sort="cheap"), english)["lines"]
    cheap = [one.price_fen for one in view if one.price_fen]
    assert cheap == sorted(cheap)
    dear = [one.price_fen for one in list_view(site, Wanted(sort="dear"), english)["lines"]]
    assert dear == sorted(dear, reverse=True)
    bids = [one.head.bids for one in list_view(site, Wanted(sort="bids"), english)["lines"]]
    assert bids == sorted(bids, reverse=True)
    assert len(numbers(site, english, sort="closes")) == len(dear)


def test_a_long_list_has_pages(
    site: Site, english: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages follow on without a gap, keep the question, and one beyond the last is the last."""
    monkeypatch.setattr(lot_list, "PAGE", 7)
    whole = list_view(site, Wanted(), english)
    pages = whole["pages"]
    assert pages == -(-whole["lots"] // 7) >= 3
    seen = []
    for page in range(1, pages + 1):
        view = list_view(site, Wanted(sort="dear", page=str(page)), english)
        seen += [one.number for one in view["lines"]]
        assert (view["before"] is None) == (page == 1)
        assert (view["after"] is None) == (page == pages)
        assert view["after"] is None or view["after"]["sort"] == "dear"
    assert len(seen) == len(set(seen)) == whole["lots"]
    assert list_view(site, Wanted(page="999"), english)["page"] == pages


def test_a_question_is_an_address() -> None:
    """What is asked comes back as it was read, without what is empty."""
    asked = {"q": "flat", "kind": "movable", "page": "2"}
    assert dict(query_of(parse_wanted(asked))) == asked
