"""What is said to whoever is refused a stop, its end or a withdrawal."""

from typing import Any

from mingpai.auction.refusals import explain
from mingpai.auction.stops.commands import StayBidding
from mingpai.auction.stops.model import StopGround
from mingpai.auction.stops.reasons import REASONS
from mingpai.law.articles import article_of
from mingpai.law.authority import may_refuse


def test_every_reason_rests_on_an_article_that_may_refuse() -> None:
    """Each article is known and of a source that binds."""
    assert all(may_refuse(article_of(reason.article).rank) for reason in REASONS.values())


def test_waiting_alone_mends_none_of_them() -> None:
    """Whoever is refused here must do something else first."""
    assert not any(reason.transient for reason in REASONS.values())


def test_a_refusal_is_told_with_its_figures(course: Any) -> None:
    """The words name what was asked and what is lawful, in both languages."""
    wrong = course.refusal(StayBidding(StopGround.AGREED_SECURITY, "A" * 43))
    for language in ("zh", "en"):
        words = explain(wrong.code, wrong.facts, language=language)
        assert words is not None
        assert "agreed_security" in words.text
        assert "?" not in words.text
