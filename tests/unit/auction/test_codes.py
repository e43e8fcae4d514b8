"""Codes are stable words, and articles are written in one form."""

from mingpai.auction.codes import Code, article
from mingpai.kernel.ids import well_formed


def test_a_code_is_its_own_name() -> None:
    """Each code is its name in small letters, so that log, receipt and source agree."""
    for code in Code:
        assert code.value == code.name.lower()


def test_articles_are_well_formed() -> None:
    """An article down to its paragraph is an id of the journal."""
    assert article("20.2") == "FS2016-18:20.2"
    assert well_formed("article", article("20.2"))
