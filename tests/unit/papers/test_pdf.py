"""A paper as PDF: the same bytes each time, the same text as the page."""

import io
from collections.abc import Mapping

import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from mingpai.auction.papers import PaperKind
from mingpai.papers.basis import Basis
from mingpai.papers.check import check_code
from mingpai.papers.make import make
from mingpai.papers.model import Document, foot_of
from mingpai.papers.pdf import MADE_UP, Unprintable, print_pdf


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _pages(data: bytes) -> list[str]:
    """Return what a stranger's reader finds on each page, without spaces."""
    return [_squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(data)).pages]


def _body(paper: Document, data: bytes) -> str:
    """Return the text of all pages without their feet."""
    foot = _squeezed(foot_of(paper))
    return "".join(page[: page.rindex(foot)] for page in _pages(data))


@pytest.mark.parametrize("kind", PaperKind)
def test_the_pdf_holds_the_text_of_the_paper(
    kind: PaperKind, bases: Mapping[PaperKind, Basis], key: bytes
) -> None:
    """A stranger's reader finds every text of the paper, and the same paper is the same bytes."""
    paper = make(kind, bases[kind], key=key)
    data = print_pdf(paper)
    assert data == print_pdf(paper)
    pages = _pages(data)
    found = _body(paper, data)
    for text in paper.texts():
        assert _squeezed(text) in found
    assert _squeezed(MADE_UP) in found
    for at, page in enumerate(pages, 1):
        assert check_code(paper) in page
        assert paper.nonce in page
        assert f"第{at}页，共{len(pages)}页" in page


def test_what_a_pdf_says_of_itself_is_fixed(bases: Mapping[PaperKind, Basis], key: bytes) -> None:
    """Title, author and check code stand in its head; nothing in it depends on the hour."""
    paper = make(PaperKind.NOTICE, bases[PaperKind.NOTICE], key=key)
    about = PdfReader(io.BytesIO(print_pdf(paper))).metadata
    assert about is not None
    assert about.title == f"{paper.title} {paper.number}"
    assert about.author == paper.court
    assert str(about["/CreationDate"]).startswith("D:2000")


def test_a_long_paper_goes_on_over_pages(bases: Mapping[PaperKind, Basis], key: bytes) -> None:
    """However long a particular is, in a paragraph or in a table, nothing of it is cut off."""
    basis = bases[PaperKind.CONFIRMATION]
    long = replace(basis.given, property="样本路8号，" * 1_000)
    paper = make(PaperKind.CONFIRMATION, replace(basis, given=long), key=key)
    data = print_pdf(paper)
    assert len(_pages(data)) > 5
    assert _body(paper, data).count("样本路8号，") == 2_000


def test_a_real_paper_is_not_called_made_up(bases: Mapping[PaperKind, Basis], key: bytes) -> None:
    """The mark of a sandbox stands on its papers alone."""
    real = replace(bases[PaperKind.NOTICE], made_up=False)
    data = print_pdf(make(PaperKind.NOTICE, real, key=key))
    assert not any(_squeezed(MADE_UP) in page for page in _pages(data))


@pytest.mark.parametrize("character", ["𬀩", "é", "😀", "鿿"])
def test_a_character_without_a_form_is_named(
    character: str, bases: Mapping[PaperKind, Basis], key: bytes
) -> None:
    """A name with a character that the font lacks is refused by it, never printed with a gap."""
    basis = bases[PaperKind.CONFIRMATION]
    given = replace(basis.given, buyer=f"丁{character}")
    paper = make(PaperKind.CONFIRMATION, replace(basis, given=given), key=key)
    if character == "é":  # the font has the accented letters of pinyin
        assert f"丁{character}" in "".join(_pages(print_pdf(paper)))
        return
    with pytest.raises(Unprintable, match=character) as caught:
        print_pdf(paper)
    assert caught.value.characters == (character,)


def test_markup_in_a_particular_is_text(bases: Mapping[PaperKind, Basis], key: bytes) -> None:
    """What looks like the layout's own tags is printed as it stands."""
    basis = bases[PaperKind.CONFIRMATION]
    given = replace(basis.given, buyer="<b>丁&某</b>")
    paper = make(PaperKind.CONFIRMATION, replace(basis, given=given), key=key)
    assert "<b>丁&某</b>" in "".join(_pages(print_pdf(paper)))
