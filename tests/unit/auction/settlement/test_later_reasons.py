"""What is said of set-off, title, distribution and other ends."""

from mingpai.auction.codes import Code
from mingpai.auction.refusals import explain
from mingpai.auction.settlement.later_reasons import LATER_REASONS


def test_a_clerk_reads_what_is_missing_and_what_to_do() -> None:
    """The words hold the figures in yuan and name the next step."""
    facts = {"price_fen": 700_000_00, "failed_fen": 700_000_00}
    for language, word in (("zh", "提高"), ("en", "offer more")):
        words = explain("price_not_above_failed", facts, language=language)  # type: ignore[arg-type]
        assert words is not None
        assert "700,000.00" in words.text
        assert word in words.next


def test_whoever_is_refused_by_an_unread_source_is_told() -> None:
    """The term to answer comes from a document we know at second hand, and the words say so."""
    words = explain("answer_term_runs", {"last": "2026-06-05", "verified": False}, language="en")
    assert words is not None
    assert "not verified" in words.text
    assert LATER_REASONS[Code.ANSWER_TERM_RUNS].reading
