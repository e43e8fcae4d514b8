"""Every refusal after a round has its words and an article that may refuse."""

import re
from string import Formatter

import pytest

from mingpai.auction.codes import Code, Reason
from mingpai.auction.settlement.reasons import REASONS
from mingpai.law.articles import article_of
from mingpai.law.authority import may_refuse

FIRST, LAST = Code.NOTHING_SOLD, Code.ENDING_NOT_ALLOWED
EVERY = pytest.mark.parametrize(("code", "reason"), list(REASONS.items()), ids=list(REASONS))


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_table_is_that_of_its_group() -> None:
    """Every code of the group has a reason here, and no other code has one."""
    codes = list(Code)
    assert set(REASONS) == set(codes[codes.index(FIRST) : codes.index(LAST) + 1])


@EVERY
def test_the_article_is_known_and_may_refuse(code: Code, reason: Reason) -> None:
    """No document below a judicial interpretation refuses anybody here."""
    del code
    assert may_refuse(article_of(reason.article).rank)


@EVERY
def test_both_languages_hold_the_same_facts(code: Code, reason: Reason) -> None:
    """What is said holds the same figures in both, and ends as a sentence does."""
    del code
    assert _names(reason.zh) == _names(reason.en)
    for text in (reason.zh, reason.next_zh):
        assert text.endswith("。")
    for text in (reason.en, reason.next_en):
        assert re.fullmatch(r"[ -~]+\.", text)


def test_only_waiting_helps_where_it_says_so() -> None:
    """What may succeed unchanged later waits for a day, a paper, or somebody's act."""
    assert {code.value for code, reason in REASONS.items() if reason.transient} == {
        "not_failed",
        "not_in_default",
        "shortfall_not_known",
        "answer_term_runs",
        "balance_not_paid",
        "deposit_not_forwarded",
        "disposal_not_over",
        "self_disposal_not_now",
        "eligibility_not_reviewed",
        "approval_missing",
        "confirmation_missing",
        "not_ruled",
        "title_not_passed",
        "plan_term_runs",
        "plan_under_objection",
    }
