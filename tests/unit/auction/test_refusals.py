"""Every refusal has an article, a rank that may refuse, words in two languages, and a test."""

import re
from pathlib import Path
from string import Formatter

import pytest

from mingpai.auction.refusals import REASONS, Code, Reason, explain, is_transient, refused
from mingpai.kernel.ids import well_formed
from mingpai.law.articles import article_of
from mingpai.law.authority import Rank, may_refuse

WEAKER = {(Code.PREPAYMENT_NOT_CONFIRMED, Rank.NORMATIVE_DOCUMENT)}
"""Refusals by a source that binds only where the notice repeats it."""

EVERY = pytest.mark.parametrize(("code", "reason"), list(REASONS.items()), ids=list(REASONS))
TESTS = Path(__file__).parents[2]


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_code_has_a_reason() -> None:
    """The table and the enum name the same codes."""
    assert set(REASONS) == set(Code)


@EVERY
def test_every_reason_rests_on_a_source_that_may_refuse(code: Code, reason: Reason) -> None:
    """Each article is of a statute or a judicial interpretation; none is a mere proposal."""
    assert well_formed("article", reason.article)
    article = article_of(reason.article)
    is_weaker = (code, article.rank) in WEAKER
    assert may_refuse(article.rank) or (is_weaker and reason.by_notice)


@EVERY
def test_every_reason_has_words_in_both_languages(code: Code, reason: Reason) -> None:
    """Both languages say what was wrong and what to do next, with the same facts."""
    del code
    for text in (reason.zh, reason.next_zh):
        assert re.search(r"[\u4e00-\u9fff]", text)
        assert text.endswith("。")
    for text in (reason.en, reason.next_en):
        assert re.fullmatch(r"[ -~]+\.", text)
    assert _names(reason.zh) == _names(reason.en)


@EVERY
def test_a_reading_is_not_a_notice(code: Code, reason: Reason) -> None:
    """A refusal rests on words, on a reading or on the notice, and says which."""
    del code
    assert not (reason.reading and reason.by_notice)


@EVERY
def test_every_code_is_proved_by_a_test(code: Code, reason: Reason) -> None:
    """Each code is named as an expected outcome in a unit test of this package.

    Those that the service gives are proved with the service.
    """
    del reason
    if code in {Code.ID_REUSED, Code.REPEATED, Code.TOO_MANY, Code.OVERLOADED}:
        return
    twins = [
        path for path in Path(__file__).parent.rglob("test_*.py") if path.name != "test_refusals.py"
    ]
    assert any(f'"{code.value}"' in path.read_text(encoding="utf-8") for path in twins)


def test_a_refusal_carries_article_and_facts() -> None:
    """What is refused names its article and figures, and whether waiting may help."""
    refusal = refused(Code.BID_BEFORE_OPENING, early_by_ms=5)
    assert (refusal.article, refusal.facts) == ("FS2016-18:20.2", {"early_by_ms": 5})
    assert refusal.transient
    assert is_transient("bid_before_opening")
    assert not is_transient("bid_below_step")
    assert not is_transient("no such code")


def test_a_refusal_is_explained_with_its_facts() -> None:
    """The words hold the figures, in the language asked for."""
    facts = refused(Code.BID_BELOW_STEP, price_fen=12, least_fen=34).facts
    for language in ("zh", "en"):
        words = explain("bid_below_step", facts, language=language)
        assert words is not None
        assert "0.12" in words.text
        assert "0.34" in words.next


def test_an_old_refusal_without_a_fact_is_still_explained() -> None:
    """A fact that is not there is shown as a question mark; a foreign code as nothing."""
    words = explain("bid_below_step", {}, language="en")
    assert words is not None
    assert "?" in words.text
    assert explain("no such code", {}, language="zh") is None


def test_money_is_told_in_yuan() -> None:
    """A fact in fen is read in yuan, in both languages; what is no amount is not guessed at."""
    facts = {"price_fen": 333_200, "least_fen": 1_234_567_89}
    chinese = explain("bid_below_step", facts, language="zh")
    english = explain("bid_below_step", facts, language="en")
    assert chinese is not None
    assert english is not None
    assert "3,332.00 元" in chinese.text
    assert "1,234,567.89 yuan" in english.next
    for none in (-5, True, "12", None):
        words = explain("bid_below_step", facts | {"price_fen": none}, language="en")
        assert words is not None
        assert words.text.startswith("? yuan")


def test_whether_a_listing_was_verified_is_told_in_words() -> None:
    """No `True` and no `False` reaches a reader."""
    facts = {"platform": "platform/x", "platform_list": "national/2019"}
    for language, is_verified, said in (
        ("zh", True, "已经核实"),
        ("zh", False, "尚未核实"),
        ("en", True, "is verified"),
        ("en", False, "is not verified"),
    ):
        words = explain(
            "platform_not_listed",
            facts | {"verified": is_verified},
            language=language,  # type: ignore[arg-type]
        )
        assert words is not None
        assert said in words.text


@EVERY
def test_no_text_repeats_a_figure_of_the_law(code: Code, reason: Reason) -> None:
    """What a share or a time must be comes from the facts, for the law's values are dated."""
    del code
    for text in (reason.zh, reason.next_zh, reason.en, reason.next_en):
        assert not re.search(r"%|百分之|小时|\bhours?\b", text)
