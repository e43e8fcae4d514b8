"""What is said to whoever is refused before a round."""

import re
from datetime import date
from string import Formatter

import pytest

from mingpai.auction.codes import Code, Reason
from mingpai.auction.preparation.notice_reasons import NOTICE_REASONS
from mingpai.auction.preparation.reasons import REASONS
from mingpai.law.articles import article_of
from mingpai.law.authority import Weight, weigh

CODES = list(Code)
EVERY = pytest.mark.parametrize(("code", "reason"), list(REASONS.items()), ids=list(REASONS))


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_code_of_this_part_has_its_reason() -> None:
    """The tables have the codes of the two groups of this part and none besides."""
    first, last = CODES.index(Code.ALREADY_OPEN), CODES.index(Code.INSTANT_MISPLACED)
    assert set(REASONS) == set(CODES[first : last + 1])
    assert NOTICE_REASONS.items() <= REASONS.items()


@EVERY
def test_every_reason_rests_on_what_may_refuse(code: Code, reason: Reason) -> None:
    """Each article is described, in force, read, and of a rank that may refuse by itself."""
    del code
    assert weigh(article_of(reason.article), on=date(2026, 5, 25)) is Weight.REFUSES


@EVERY
def test_both_languages_say_the_same(code: Code, reason: Reason) -> None:
    """Both texts hold the same facts, and the advice holds none that the text does not."""
    del code
    assert _names(reason.zh) == _names(reason.en)
    assert _names(reason.next_zh) | _names(reason.next_en) <= _names(reason.zh)


@EVERY
def test_no_text_repeats_a_figure_of_the_law(code: Code, reason: Reason) -> None:
    """The law's values are dated: none stands in a text."""
    for text in (reason.zh, reason.next_zh, reason.en, reason.next_en):
        assert not re.search(r"%|百分之|小时|\bhours?\b", text)
        bare = re.sub(
            r"法\S+?〔\d+〕\d+号|2026-05-26T10:00:00\+08:00|从 1 至|from 1 to|1 至", "", text
        )
        assert not re.search(r"\d", bare), code
