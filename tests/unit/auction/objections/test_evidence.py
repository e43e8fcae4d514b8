"""For each ground of annulment: what bears on it, where it stands, and what is missing."""

from datetime import date
from typing import Any

import pytest

from mingpai.auction.events import KINDS, BidPlaced, CommandRefused, PersonBarred
from mingpai.auction.model import Ground
from mingpai.auction.objections.evidence import Bearing, collect, evidence_wanted
from mingpai.auction.preparation.events import DocumentServed
from mingpai.auction.preparation.model import Paper
from mingpai.auction.settlement.model import AnnulmentGround
from mingpai.auction.stops.events import BiddingStopped
from mingpai.auction.stops.model import StopGround, StopKind
from mingpai.kernel.ids import ArticleId, BiddingCode
from mingpai.kernel.money import Fen
from mingpai.law.articles import article_of
from mingpai.law.service import Method

PAPER = "A" * 43
EVERY = pytest.mark.parametrize("ground", list(AnnulmentGround))


@EVERY
def test_every_ground_asks_for_something_that_only_others_can_file(ground: AnnulmentGround) -> None:
    """No ground is made out by the journal alone; what must come from outside is named."""
    wanted = evidence_wanted(ground)
    assert any(item.is_outside for item in wanted)
    assert any(not item.is_outside for item in wanted)
    assert len({item.name for item in wanted}) == len(wanted)


@EVERY
def test_every_item_says_why_in_both_languages(ground: AnnulmentGround) -> None:
    """Each names events that a disposal knows, and tells a clerk what they show."""
    known = {kind.body for kind in KINDS}
    for item in evidence_wanted(ground):
        assert item.zh.endswith("。")
        assert item.en.isascii()
        assert set(item.kinds) <= known


@EVERY
def test_a_pack_names_its_item_of_the_article(ground: AnnulmentGround) -> None:
    """Each ground is one of the six items, in the order of the article."""
    pack = collect(ground, ())
    number = list(AnnulmentGround).index(ground) + 1
    assert (pack.ground, pack.article) == (ground, f"FS2016-18:31.0.{number}")
    assert article_of(pack.article)
    assert (pack.held, pack.missing) == ((), evidence_wanted(ground))


def test_both_sides_are_looked_for() -> None:
    """A misdescription is disproved by what the buyer saw, as well as proved by what was there."""
    bearings = {item.bearing for item in evidence_wanted(AnnulmentGround.MISDESCRIPTION)}
    assert bearings == set(Bearing)


def test_evidence_is_found_by_its_sequence_numbers(docket: Any) -> None:
    """Each entry is named once for each item it bears on; what is not there is missing."""
    bid = BidPlaced(1, BiddingCode("A0001"), Fen(7_000_000), 0, docket.CLOSES)
    stop = BiddingStopped(1, docket.OPENS, StopKind.EMERGENCY, StopGround.SYSTEM_FAILURE, PAPER)
    refusal = CommandRefused(
        "PlaceBid", "A0001", "bid_after_close", ArticleId("FS2016-18:20.2"), ()
    )
    barred = PersonBarred(docket.token("1"), Ground.DEFAULTER)
    entries = iter([(3, bid), (5, stop), (8, bid), (9, refusal), (11, barred)])
    pack = collect(AnnulmentGround.SYSTEM_FAILURE, entries)
    held = {one.item.name: one.seqs for one in pack.held}
    assert held == {"stops": (5,), "course_of_bidding": (3, 8), "refusals": (9,)}
    missing = [item.name for item in pack.missing]
    assert missing == ["objections", "system_log", "harm_done"]


def test_papers_served_are_evidence_of_their_kind_alone(docket: Any) -> None:
    """The notice to a party shows who was told; a ruling that was served does not."""
    day, token = date(2026, 4, 10), docket.token("debtor")
    told, ruling = (
        DocumentServed(paper, token, Method.DIRECT, day, day, PAPER)
        for paper in (Paper.PARTY_NOTICE, Paper.SALE_RULING)
    )
    pack = collect(AnnulmentGround.UNEQUAL_CONDITIONS, [(1, told), (2, ruling)])
    assert [(one.item.name, one.seqs) for one in pack.held] == [("who_was_told", (1,))]
