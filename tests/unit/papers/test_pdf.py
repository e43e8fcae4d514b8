"""A paper as PDF: the same bytes each time, the same text as the page."""

import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from mingpai.auction.papers import PaperKind
from mingpai.papers.basis import Basis
from mingpai.papers.check import check_code
from mingpai.papers.font import Font, readers_font
from mingpai.papers.make import make
from mingpai.papers.model import Document, foot_of
from mingpai.papers.pdf import MADE_UP, Unprintable, lacking, print_pdf

pytestmark = pytest.mark.slow

PRINT_AGAIN = """
import hashlib, sys
from pathlib import Path
import msgspec
from mingpai.papers.font import embedded_font, readers_font
from mingpai.papers.model import Document
from mingpai.papers.pdf import print_pdf
paper = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Document)
font = embedded_font(Path(sys.argv[2]).read_bytes()) if len(sys.argv) > 2 else readers_font()
print(hashlib.sha256(print_pdf(paper, font)).hexdigest())
"""
EMBEDDED = pytest.param("zenhei", marks=pytest.mark.strangers)


@pytest.fixture
def font(request: pytest.FixtureRequest) -> Font:
    """Return the font that a test names: the reader's, or one that is embedded."""
    named: Font = request.getfixturevalue(getattr(request, "param", "plain"))
    return named


@pytest.fixture
def plain() -> Font:
    """Return the font that is not embedded."""
    return readers_font()


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _pages(data: bytes) -> list[str]:
    """Return what a stranger's reader finds on each page, without spaces."""
    return [_squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(data)).pages]


def _fonts(data: bytes) -> Iterator[Any]:
    """Yield every font that a page of a PDF names."""
    for page in PdfReader(io.BytesIO(data)).pages:
        resources: Any = page["/Resources"]
        yield from (one.get_object() for one in resources["/Font"].values())


def _body(paper: Document, data: bytes) -> str:
    """Return the text of all pages without their feet."""
    foot = _squeezed(foot_of(paper))
    return "".join(page[: page.rindex(foot)] for page in _pages(data))


@pytest.mark.parametrize("font", ["plain", EMBEDDED], indirect=True)
@pytest.mark.parametrize("kind", PaperKind)
def test_the_pdf_holds_the_text_of_the_paper(
    kind: PaperKind, font: Font, bases: Mapping[PaperKind, Basis], key: bytes
) -> None:
    """A stranger's reader finds every text of the paper, and the same paper is the same bytes."""
    paper = make(kind, bases[kind], key=key)
    data = print_pdf(paper, font)
    assert data == print_pdf(paper, font)
    pages = _pages(data)
    found = _body(paper, data)
    for text in paper.texts():
        assert _squeezed(text) in found
    assert _squeezed(MADE_UP) in found
    for at, page in enumerate(pages, 1):
        assert check_code(paper) in page
        assert paper.nonce in page
        assert f"第{at}页，共{len(pages)}页" in page


@pytest.mark.strangers
@pytest.mark.parametrize("kind", PaperKind)
def test_a_pdf_brings_every_font_that_it_names(
    kind: PaperKind, zenhei: Font, bases: Mapping[PaperKind, Basis], key: bytes
) -> None:
    """In a font that is embedded, nothing is left to the reader, and only what is used is there."""
    data = print_pdf(make(kind, bases[kind], key=key), zenhei)
    fonts = list(_fonts(data))
    assert fonts
    for one in fonts:
        assert "WenQuanYiZenHei" in one["/BaseFont"]
        assert "/ToUnicode" in one
        assert one["/FontDescriptor"]["/FontFile2"].get_object().get_data()
    assert len(data) < 400_000


@pytest.mark.parametrize("font", ["plain", EMBEDDED], indirect=True)
def test_another_process_prints_the_same_bytes(
    font: Font,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    bases: Mapping[PaperKind, Basis],
    key: bytes,
) -> None:
    """A paper printed here and in two other processes, each with its own hashes, is the same."""
    paper = make(PaperKind.NOTICE, bases[PaperKind.NOTICE], key=key)
    file = tmp_path / "paper.json"
    file.write_bytes(msgspec.json.encode(paper))
    more = [str(request.getfixturevalue("zenhei_file"))] if font.is_embedded else []
    printed = {
        subprocess.run(
            [sys.executable, "-c", PRINT_AGAIN, str(file), *more],
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert printed == {hashlib.sha256(print_pdf(paper, font)).hexdigest()}


def test_a_pdf_without_a_font_names_the_readers_alone(
    bases: Mapping[PaperKind, Basis], key: bytes
) -> None:
    """Where none is embedded, every page asks for the one Chinese font that readers bring."""
    data = print_pdf(make(PaperKind.NOTICE, bases[PaperKind.NOTICE], key=key), readers_font())
    assert {one["/BaseFont"] for one in _fonts(data)} == {"/STSong-Light"}


def test_what_a_pdf_says_of_itself_is_fixed(bases: Mapping[PaperKind, Basis], key: bytes) -> None:
    """Title, author and check code stand in its head; nothing in it depends on the hour."""
    paper = make(PaperKind.NOTICE, bases[PaperKind.NOTICE], key=key)
    about = PdfReader(io.BytesIO(print_pdf(paper, readers_font()))).metadata
    assert about is not None
    assert about.title == f"{paper.title} {paper.number}"
    assert about.author == paper.court
    assert str(about["/CreationDate"]).startswith("D:2000")


@pytest.mark.parametrize("font", ["plain", EMBEDDED], indirect=True)
def test_a_long_paper_goes_on_over_pages(
    font: Font, bases: Mapping[PaperKind, Basis], key: bytes
) -> None:
    """However long a particular is, in a paragraph or in a table, nothing of it is cut off."""
    basis = bases[PaperKind.CONFIRMATION]
    long = replace(basis.given, property="样本路8号，" * 1_000)
    paper = make(PaperKind.CONFIRMATION, replace(basis, given=long), key=key)
    data = print_pdf(paper, font)
    assert len(_pages(data)) > 5
    assert _body(paper, data).count("样本路8号，") == 2_000


def test_a_real_paper_is_not_called_made_up(bases: Mapping[PaperKind, Basis], key: bytes) -> None:
    """The mark of a sandbox stands on its papers alone."""
    real = replace(bases[PaperKind.NOTICE], made_up=False)
    data = print_pdf(make(PaperKind.NOTICE, real, key=key), readers_font())
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
        assert f"丁{character}" in "".join(_pages(print_pdf(paper, readers_font())))
        return
    with pytest.raises(Unprintable, match=character) as caught:
        print_pdf(paper, readers_font())
    assert caught.value.characters == (character,)


def test_a_control_is_named_by_its_number_alone(
    bases: Mapping[PaperKind, Basis], key: bytes
) -> None:
    """What a terminal could not show is told as a number; tabs and line breaks are spaces."""
    basis = bases[PaperKind.CONFIRMATION]
    given = replace(basis.given, buyer="丁\x07某")
    paper = make(PaperKind.CONFIRMATION, replace(basis, given=given), key=key)
    with pytest.raises(Unprintable, match=r": U\+0007$"):
        print_pdf(paper, readers_font())
    spaced = replace(basis.given, buyer="丁\t某\n")
    paper = make(PaperKind.CONFIRMATION, replace(basis, given=spaced), key=key)
    assert "丁某" in "".join(_pages(print_pdf(paper, readers_font())))


@pytest.mark.strangers
def test_a_font_that_lacks_a_character_prints_nothing(
    zenhei: Font, bases: Mapping[PaperKind, Basis], key: bytes
) -> None:
    """What an embedded font lacks is named before anything is printed, the font with it."""
    basis = bases[PaperKind.CONFIRMATION]
    given = replace(basis.given, buyer="丁𬀩")
    paper = make(PaperKind.CONFIRMATION, replace(basis, given=given), key=key)
    assert lacking(paper, zenhei) == ("𬀩",)
    with pytest.raises(Unprintable, match=r"WenQuanYiZenHei .*𬀩 \(U\+2C029\)"):
        print_pdf(paper, zenhei)


@pytest.mark.parametrize(
    "kind", [PaperKind.NOTICE, PaperKind.CONFIRMATION, PaperKind.DEFAULT_DECISION]
)
def test_no_page_holds_a_signature_alone(
    kind: PaperKind, bases: Mapping[PaperKind, Basis], key: bytes
) -> None:
    """However long the property's name is, some of the text stands on the page of the signature."""
    for more in range(0, 400, 50):
        given = replace(bases[kind].given, property="样本路" + "八" * more)
        paper = make(kind, replace(bases[kind], given=given), key=key)
        signed = _squeezed("".join((*paper.signature, paper.dated)))
        foot = _squeezed(foot_of(paper))
        (page,) = (one for one in _pages(print_pdf(paper, readers_font())) if signed + foot in one)
        assert not page.startswith(signed)


def test_markup_in_a_particular_is_text(bases: Mapping[PaperKind, Basis], key: bytes) -> None:
    """What looks like the layout's own tags is printed as it stands."""
    basis = bases[PaperKind.CONFIRMATION]
    given = replace(basis.given, buyer="<b>丁&某</b>")
    paper = make(PaperKind.CONFIRMATION, replace(basis, given=given), key=key)
    assert "<b>丁&某</b>" in "".join(_pages(print_pdf(paper, readers_font())))
