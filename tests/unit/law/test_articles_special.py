"""Proves that articles on property, priority, crimes and local rules have two summaries each."""

from mingpai.kernel.ids import ArticleId
from mingpai.law.articles_special import ARTICLES, NOT_READ
from mingpai.law.instruments import instrument_of


def test_each_summary_is_one_sentence_in_its_language() -> None:
    """Every article has one sentence in Chinese and one in English, of at most 100 characters."""
    for article, zh, en in ARTICLES:
        instrument_of(ArticleId(article))
        assert zh.endswith("。"), article
        assert zh.count("。") == 1, article
        assert en.endswith("."), article
        assert en.isascii(), article
        assert len(en) <= 100, article


def test_the_articles_of_an_instrument_stand_together() -> None:
    """Each instrument is one block, its articles in order of number."""
    blocks: list[str] = []
    numbers: list[tuple[int, ...]] = []
    for article, _, _ in ARTICLES:
        instrument, _, number = article.partition(":")
        here = tuple(int(part) for part in number.split("."))
        if not blocks or blocks[-1] != instrument:
            assert instrument not in blocks, instrument
            blocks.append(instrument)
        else:
            assert numbers[-1] < here, article
        numbers.append(here)


def test_what_was_not_read_is_there() -> None:
    """Every article that is marked as not read stands in the table."""
    assert {article for article, _, _ in ARTICLES} >= NOT_READ
