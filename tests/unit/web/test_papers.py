"""Receipts and proofs that anybody may take home."""

import pytest

from mingpai.audit.papers import check_paper
from mingpai.journal.notes import parse_vkey_line
from mingpai.web.papers import NoSuchPaper
from mingpai.web.site import Site


@pytest.mark.parametrize("seq", [0, 17, 900])
def test_any_entry_has_both_papers(seq: int, site: Site) -> None:
    """The receipt and the proof of any entry are valid and name it, restricted ones too."""
    papers = site.papers
    for text, vkey in (
        (papers.receipt(seq), papers.receipts_vkey),
        (papers.proof(seq), papers.log_vkey),
    ):
        paper = check_paper(text, parse_vkey_line(vkey))
        assert (paper.valid, paper.seq) == (True, seq)


@pytest.mark.parametrize("seq", [-1, 10**9, 2**60])
def test_an_entry_that_is_not_there_has_no_paper(seq: int, site: Site) -> None:
    """A number outside of the journal is refused, however large."""
    with pytest.raises(NoSuchPaper):
        site.papers.receipt(seq)
    with pytest.raises(NoSuchPaper):
        site.papers.proof(seq)
