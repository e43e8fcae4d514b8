"""What things are called on a page."""

import pytest

from mingpai.auction.model import PropertyClass, Stage, StepRule
from mingpai.auction.refusals import REASONS
from mingpai.kernel.ids import ArticleId
from mingpai.law.authority import Rank
from mingpai.supervision.register import RULES
from mingpai.web.captions import Language
from mingpai.web.texts import translations
from mingpai.web.words import (
    class_name,
    fact,
    flag_name,
    ground,
    rank_name,
    reason_of,
    stage_name,
    step_rule_name,
    told,
)

LANGUAGES: tuple[Language, ...] = ("zh", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_has_a_name(language: Language) -> None:
    """Every stage, class, step rule and rank has a name, and every flag that can be raised."""
    texts = translations(language)
    assert all(stage_name(one, texts) for one in Stage)
    assert all(class_name(one, texts) for one in PropertyClass)
    assert all(step_rule_name(one, texts) for one in StepRule)
    assert all(rank_name(one, texts) for one in Rank)
    assert all(flag_name(rule.name, texts) != rule.name for rule in RULES)
    assert flag_name("new_rule", texts) == "new_rule"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_is_told_with_its_ground(language: Language) -> None:
    """Every code of the auction has a text, an article and its marks in both languages."""
    for code, reason in REASONS.items():
        said = told(code.value, reason.article, {}, language, translations(language))
        assert said.text
        assert said.ground.id == reason.article
        assert (said.is_reading, said.is_by_notice) == (reason.reading, reason.by_notice)


def test_a_code_that_is_not_ours_speaks_for_itself() -> None:
    """An unknown code is shown as it is."""
    said = told("journal_already_open", ArticleId("FS2016-18:8"), {}, "en", translations("en"))
    assert (said.text, said.next, reason_of("journal_already_open")) == (
        "journal_already_open",
        "",
        None,
    )


def test_an_article_is_cited_in_the_readers_language() -> None:
    """An article is cited as lawyers of the language do, with its rank."""
    article = ArticleId("FS2016-18:20.2")
    assert ground(article, "zh", translations("zh")).cited == "法释〔2016〕18号第二十条第二款"
    assert ground(article, "en", translations("en")).cited.endswith("art. 20 para. 2")
    assert ground(article, "en", translations("en")).rank == "judicial interpretation"


def test_facts_are_told_in_words() -> None:
    """An amount is written as money; what is not known is shown as it is."""
    assert fact("raise_fen", 2_000, "en", translations("en")) == (
        "raise",
        "20.00\N{NO-BREAK SPACE}yuan",
    )
    assert fact("code", "A1234", "zh", translations("zh")) == ("代码", "A1234")
    assert fact("else", 3, "zh", translations("zh")) == ("else", "3")
