"""Proves who may refuse: rank, force on the day, and what the notice of the sale says."""

from datetime import date

import pytest
from msgspec.structs import replace

from mingpai.kernel.ids import ArticleId
from mingpai.law.articles import article_of
from mingpai.law.authority import Article, Rank, Standing, Weight, may_refuse, weigh

DAY = date(2026, 5, 26)


def _of_rank(rank: Rank) -> Article:
    return replace(article_of(ArticleId("FS2016-18:20.2")), rank=rank)


def test_ranks_are_ordered() -> None:
    """A statute is stronger than an interpretation, and so on down to the proposal."""
    ranks = list(Rank)
    assert [rank.order for rank in ranks] == [0, 1, 2, 3, 4]
    assert Rank.STATUTE.is_stronger_than(Rank.JUDICIAL_INTERPRETATION)
    assert Rank.LOCAL_RULE.is_stronger_than(Rank.PROPOSAL)
    assert not Rank.PROPOSAL.is_stronger_than(Rank.PROPOSAL)


@pytest.mark.parametrize("standing", Standing)
@pytest.mark.parametrize("rank", [Rank.STATUTE, Rank.JUDICIAL_INTERPRETATION])
def test_statutes_and_interpretations_refuse(rank: Rank, standing: Standing) -> None:
    """A statute or judicial interpretation may refuse, whatever the notice says."""
    assert may_refuse(rank, standing)
    assert weigh(_of_rank(rank), on=DAY, standing=standing) is Weight.REFUSES


@pytest.mark.parametrize("rank", [Rank.NORMATIVE_DOCUMENT, Rank.LOCAL_RULE])
def test_documents_refuse_only_where_the_notice_repeats_them(rank: Rank) -> None:
    """A normative document or local rule binds a bidder only where the notice repeats it."""
    assert not may_refuse(rank)
    assert weigh(_of_rank(rank), on=DAY) is Weight.ALERTS
    assert may_refuse(rank, Standing.REPEATED)
    assert weigh(_of_rank(rank), on=DAY, standing=Standing.REPEATED) is Weight.REFUSES


@pytest.mark.parametrize("rank", [Rank.NORMATIVE_DOCUMENT, Rank.LOCAL_RULE])
def test_documents_yield_to_the_panel(rank: Rank) -> None:
    """A normative document yields to a published decision of the court's panel."""
    assert not may_refuse(rank, Standing.OVERRULED)
    assert weigh(_of_rank(rank), on=DAY, standing=Standing.OVERRULED) is Weight.ALERTS


@pytest.mark.parametrize("standing", Standing)
def test_a_proposal_only_alerts(standing: Standing) -> None:
    """A proposal may raise an alert and never refuses, even where a notice repeats it."""
    motion = article_of(ArticleId("MOTION-2022:0"))
    assert not may_refuse(Rank.PROPOSAL, standing)
    assert weigh(motion, on=DAY, standing=standing) is Weight.ALERTS


def test_an_unverified_article_says_so() -> None:
    """Whoever is refused by an article that was never read is told so."""
    recalled = article_of(ArticleId("FMC2017-455:0"))
    weight = weigh(recalled, on=DAY, standing=Standing.REPEATED)
    assert weight is Weight.REFUSES_UNVERIFIED


@pytest.mark.parametrize(
    ("day", "weight"),
    [
        (date(2017, 5, 31), Weight.NONE),
        (date(2017, 6, 1), Weight.REFUSES),
        (date(2025, 12, 31), Weight.REFUSES),
        (date(2026, 1, 1), Weight.NONE),
    ],
)
def test_an_article_out_of_force_does_nothing(day: date, weight: Weight) -> None:
    """Before its first day and after its last an article can neither refuse nor alert."""
    assert weigh(article_of(ArticleId("CSL-2016:21")), on=day) is weight


def test_a_rank_that_does_not_exist_refuses_nobody() -> None:
    """What is no rank is our own fault, and never taken for one that may refuse."""
    with pytest.raises(AssertionError):
        may_refuse("decree")  # type: ignore[arg-type]
