"""Proves that every numbered item of 法释〔2016〕18号 is there, each with two summaries."""

import re

import pytest

from mingpai.law import articles_2016_18
from mingpai.law.articles_2016_18_items import ARTICLES

NUMBERS = {
    *(article.partition(":")[2] for article, _, _ in ARTICLES),
    *(number for number, _, _ in articles_2016_18.ARTICLES if ".0." in number),
}


@pytest.mark.parametrize(("article", "items"), [(13, 11), (14, 7), (31, 6), (34, 4), (35, 4)])
def test_each_item_is_there(article: int, items: int) -> None:
    """The eleven, seven, six, four and four items stand in one table or the other, once."""
    expected = {f"{article}.0.{number}" for number in range(1, items + 1)}
    assert {number for number in NUMBERS if number.startswith(f"{article}.")} == expected


def test_each_summary_is_one_sentence_in_its_language() -> None:
    """Every item has one sentence in Chinese and one in English, of at most 100 characters."""
    for article, zh, en in ARTICLES:
        assert article.startswith("FS2016-18:")
        assert zh.endswith("。"), article
        assert zh.count("。") == 1, article
        assert re.search("[a-zA-Z]", zh) is None, article
        assert en.endswith("."), article
        assert en.isascii(), article
        assert len(en) <= 100, article
