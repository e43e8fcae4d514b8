"""Proves that every instrument is told apart and cited as a lawyer cites it."""

import re

import pytest

from mingpai.kernel.ids import ArticleId
from mingpai.law.authority import Rank
from mingpai.law.instruments import (
    INSTRUMENTS,
    UnknownInstrument,
    cite,
    cite_in_english,
    instrument_of,
)

LAST_ARTICLE = 1260
"""The longest law cited, the Civil Code, ends with this article."""


@pytest.mark.parametrize(
    ("article", "cited"),
    [
        ("FS2016-18:20.2", "法释〔2016〕18号第二十条第二款"),
        ("FS2016-18:1", "法释〔2016〕18号第一条"),
        ("FS2016-18:10.2", "法释〔2016〕18号第十条第二款"),
        ("FS2016-18:11", "法释〔2016〕18号第十一条"),
        ("FS2016-18:14.0.2", "法释〔2016〕18号第十四条第二项"),
        ("FS2016-18:35.1.2", "法释〔2016〕18号第三十五条第一款第二项"),
        ("COMPANY-2023:85", "《中华人民共和国公司法（2023年修订）》第八十五条"),
        ("CIVIL-CODE:305", "《中华人民共和国民法典》第三百零五条"),
        ("CIVIL-CODE:727", "《中华人民共和国民法典》第七百二十七条"),
        ("CIVIL-CODE:1000", "《中华人民共和国民法典》第一千条"),
        ("CIVIL-CODE:1010", "《中华人民共和国民法典》第一千零一十条"),
        ("CIVIL-CODE:1200", "《中华人民共和国民法典》第一千二百条"),
        ("FA2024-238:0", "法〔2024〕238号"),
    ],
)
def test_citation_in_chinese(article: str, cited: str) -> None:
    """An article is cited by number, or by title where it has none, down to the item."""
    assert cite(ArticleId(article)) == cited


def test_numerals_are_distinct() -> None:
    """No two articles of one law are cited alike."""
    cited = {cite(ArticleId(f"CIVIL-CODE:{number}")) for number in range(1, LAST_ARTICLE + 1)}
    assert len(cited) == LAST_ARTICLE


@pytest.mark.parametrize(
    ("article", "cited"),
    [
        ("FS2016-18:20.2", "法释〔2016〕18号 art. 20 para. 2"),
        ("FS2016-18:14.0.2", "法释〔2016〕18号 art. 14 item 2"),
        ("CIVIL-CODE:727", "Civil Code art. 727"),
    ],
)
def test_citation_in_english(article: str, cited: str) -> None:
    """The same article is cited for an English reader."""
    assert cite_in_english(ArticleId(article)) == cited


def test_an_unknown_instrument_is_an_error() -> None:
    """An article of an instrument that nobody entered cannot be cited."""
    with pytest.raises(UnknownInstrument, match="NO-SUCH"):
        instrument_of(ArticleId("NO-SUCH:1"))


@pytest.mark.parametrize(
    "text", ["", "FS2016-18", "FS2016-18:", "fs2016-18:1", "FS2016-18:1.2.3.4"]
)
def test_a_malformed_article_id_is_an_error(text: str) -> None:
    """What has not the form of an article id cites nothing."""
    with pytest.raises(ValueError, match="article id"):
        cite(ArticleId(text))


def test_the_rank_of_each_instrument() -> None:
    """Interpretations, normative documents and local rules are not mistaken for one another."""
    ranks = {one.id: one.rank for one in INSTRUMENTS.values()}
    for name, rank in ranks.items():
        if re.match(r"FS\d{4}-", name) or name == "CPLI-2022":
            assert rank is Rank.JUDICIAL_INTERPRETATION, name
        if re.match(r"(FA|FF|FMC)\d{4}-", name):
            assert rank is Rank.NORMATIVE_DOCUMENT, name
    assert ranks["MOTION-2022"] is Rank.PROPOSAL
    assert ranks["SHANGHAI-2018"] is Rank.LOCAL_RULE


def test_what_was_never_read_is_marked() -> None:
    """Texts known at second hand are marked so; those read in full are not."""
    unread = {one.id for one in INSTRUMENTS.values() if not one.verified}
    assert unread == {
        "COURTS-2018",
        "FF2016-23",
        "CSL-2025",
        "CAC-2025",
        "FA2024-238",
        "FMC2017-455",
        "FF2017-6",
        "SHANGHAI-2018",
        "JIAYU-2024",
        "MOTION-2022",
    }


def test_no_instrument_ends_before_it_begins() -> None:
    """Every instrument was in force for at least a day."""
    for one in INSTRUMENTS.values():
        assert one.in_force_to is None or one.in_force_from <= one.in_force_to, one.id


def test_a_recalled_number_is_marked() -> None:
    """A number that was not read stands only where there is a number, and is marked."""
    recalled = {one.id for one in INSTRUMENTS.values() if not one.number_verified}
    assert recalled == {
        "FS2021-20", "FS2015-6", "FS2014-13", "FS2015-10", "FS1998-15", "FS2011-21",
        "FS2023-13", "FS2021-12", "FS2017-10",
    }  # fmt: skip
    assert all(INSTRUMENTS[one].number for one in recalled)
