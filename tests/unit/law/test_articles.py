"""Proves that every article is found by its id and carries its instrument's rank and dates."""

from datetime import date

import pytest

from mingpai.kernel.ids import ArticleId, well_formed
from mingpai.law.articles import ARTICLES, UnknownArticle, article_of
from mingpai.law.authority import Rank
from mingpai.law.instruments import INSTRUMENTS


@pytest.mark.parametrize("number", range(1, 39))
def test_each_article_of_the_provisions(number: int) -> None:
    """Each of the 38 articles is an interpretation in force from 2017-01-01, and was read."""
    article = article_of(ArticleId(f"FS2016-18:{number}"))
    assert article.number == str(number)
    assert article.rank is Rank.JUDICIAL_INTERPRETATION
    assert article.verified
    assert not article.in_force_on(date(2016, 12, 31))
    assert article.in_force_on(date(2017, 1, 1))


def test_every_article_is_well_formed_and_described() -> None:
    """Every article has a well-formed id, a known instrument and both summaries."""
    for article in ARTICLES.values():
        assert well_formed("article", article.id)
        instrument = INSTRUMENTS[article.instrument]
        assert article.rank is instrument.rank
        assert instrument.verified or not article.verified
        assert article.summary_zh.endswith("。")
        assert article.summary_en.endswith(".")


def test_every_instrument_is_used() -> None:
    """No instrument stands in the table that no article belongs to."""
    assert {article.instrument for article in ARTICLES.values()} == set(INSTRUMENTS)


def test_an_unknown_article_is_an_error() -> None:
    """An article that nobody summarised cannot be relied on."""
    with pytest.raises(UnknownArticle, match="FS2016-18:39"):
        article_of(ArticleId("FS2016-18:39"))


def test_what_is_known_by_memory_is_marked() -> None:
    """An article can be unverified though others of its instrument were read; these are all."""
    unread = {one.id for one in ARTICLES.values() if not one.verified}
    assert {one for one in unread if INSTRUMENTS[ARTICLES[one].instrument].verified} == {
        "CPL-2023:87", "CPL-2023:89", "CPL-2023:90", "CPL-2023:91", "CPL-2023:95",
        "CIVIL-CODE:1045",
    }  # fmt: skip


@pytest.mark.parametrize(
    "article",
    [
        "FS2004-16:6", "FS2018-15:14", "FS1998-15:77", "CPL-2023:236", "CPLI-2022:509",
        "FS2021-18:5", "FS2021-20:12", "FS2014-13:12", "FS2015-10:31", "COMPANY-2023:85",
        "PIPL:47", "DSL:40", "NDR-2024:16", "COMCRYPTO-2023:38", "AML-2022:24", "FCR-2024:8",
    ],
)  # fmt: skip
def test_articles_of_every_field_are_described(article: str) -> None:
    """What the checks of the legal reference cite can be cited here, and was read."""
    assert article_of(ArticleId(article)).verified
