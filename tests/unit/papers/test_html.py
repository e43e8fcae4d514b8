"""A paper as HTML: recorded pages of every kind, and what a page never does.

The pages of `tests/golden/papers` are of one invented disposal and say so on their face.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from mingpai.auction.papers import PaperKind
from mingpai.papers.basis import Basis
from mingpai.papers.check import check_code
from mingpai.papers.html import print_html
from mingpai.papers.make import make
from mingpai.papers.pdf import MADE_UP

GOLDEN = Path(__file__).parents[2] / "golden" / "papers"


@pytest.mark.parametrize("kind", PaperKind)
def test_a_page_is_as_recorded(
    kind: PaperKind, bases: Mapping[PaperKind, Basis], key: bytes
) -> None:
    """The same paper is the same page to the byte, today as when it was recorded."""
    page = print_html(make(kind, bases[kind], key=key))
    assert page == (GOLDEN / f"{kind.value}.html").read_bytes()


def test_every_recorded_page_is_of_a_kind() -> None:
    """There is a page for each kind and none besides, and each says that it is made up."""
    files = sorted(GOLDEN.iterdir())
    assert {path.name for path in files} == {f"{kind.value}.html" for kind in PaperKind}
    assert all(MADE_UP in path.read_text(encoding="utf-8") for path in files)


def test_a_page_is_markup_of_ours_alone(bases: Mapping[PaperKind, Basis], key: bytes) -> None:
    """What a court fills in is text, whatever it looks like; a page runs no script."""
    basis = bases[PaperKind.CONFIRMATION]
    given = replace(basis.given, buyer="<script>alert(1)</script>有限公司")
    page = print_html(make(PaperKind.CONFIRMATION, replace(basis, given=given), key=key)).decode()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;有限公司" in page


def test_a_page_stands_alone(bases: Mapping[PaperKind, Basis], key: bytes) -> None:
    """It is in Chinese, loads nothing, has rules for print, and carries code and nonce."""
    paper = make(PaperKind.NOTICE, bases[PaperKind.NOTICE], key=key)
    page = print_html(paper).decode()
    assert page.startswith('<!doctype html>\n<html lang="zh-CN">')
    assert "@media print" in page
    assert check_code(paper) in page
    assert paper.nonce in page
    assert "src=" not in page
    assert "url(" not in page


def test_a_real_paper_is_not_called_made_up(bases: Mapping[PaperKind, Basis], key: bytes) -> None:
    """The mark of a sandbox stands on its papers alone."""
    real = replace(bases[PaperKind.NOTICE], made_up=False)
    assert MADE_UP not in print_html(make(PaperKind.NOTICE, real, key=key)).decode()
