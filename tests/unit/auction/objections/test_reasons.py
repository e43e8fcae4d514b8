"""What is said to whoever is refused a filing, a decision or a step after it."""

from typing import Any

from mingpai.auction.codes import Code
from mingpai.auction.objections.commands import FileReview
from mingpai.auction.objections.model import ObjectionKind
from mingpai.auction.objections.reasons import REASONS
from mingpai.auction.refusals import explain
from mingpai.law.articles import article_of
from mingpai.law.authority import may_refuse


def test_every_reason_rests_on_an_article_that_may_refuse() -> None:
    """Each article is known and of a source that binds."""
    assert all(may_refuse(article_of(reason.article).rank) for reason in REASONS.values())


def test_only_what_the_court_owes_first_helps_by_waiting() -> None:
    """A decision, its service and its outcome may come; whatever else must be changed."""
    assert {code for code, reason in REASONS.items() if reason.transient} == {
        Code.NOT_DECIDED,
        Code.DECISION_NOT_SERVED,
        Code.OBJECTION_NOT_CARRIED_OUT,
    }


def test_whoever_is_late_is_told_the_last_day(docket: Any) -> None:
    """Served when, until when, and which day was too late, in both languages."""
    docket.filed(ObjectionKind.CONDUCT).decided()
    day = docket.OPENS.date().replace(month=6)
    late = docket.refusal(FileReview(1, day, docket.PAPER), now=docket.OPENS.replace(month=7))
    for language in ("zh", "en"):
        words = explain(late.code, late.facts, language=language)
        assert words is not None
        assert "2026-05-25" in words.text
        assert "2026-06-04" in words.text
