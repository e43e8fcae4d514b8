"""Proves that all 38 articles of 法释〔2016〕18号 are there, each with two summaries."""

import re

from mingpai.law.articles_2016_18 import ARTICLES

NUMBERS = [number for number, _, _ in ARTICLES]


def test_every_article_is_there_once() -> None:
    """Articles 1 to 38 stand in order, and no number stands twice."""
    assert [number for number in NUMBERS if "." not in number] == [str(n) for n in range(1, 39)]
    assert len(set(NUMBERS)) == len(NUMBERS)


def test_each_paragraph_follows_its_article() -> None:
    """A paragraph or item stands behind the article that it belongs to."""
    article = ""
    for number in NUMBERS:
        if "." not in number:
            article = number
        assert number.partition(".")[0] == article


def test_each_summary_is_one_sentence_in_its_language() -> None:
    """Every article has one sentence in Chinese and at most two short ones in English."""
    for number, zh, en in ARTICLES:
        assert zh.endswith("。"), number
        assert zh.count("。") == 1, number
        assert re.search("[a-zA-Z]", zh) is None, number
        assert en.endswith("."), number
        assert en.isascii(), number
        assert len(en) <= 100, number
