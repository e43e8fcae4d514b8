"""A paper as a value: none of its parts is blank."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from mingpai.auction.papers import PaperKind
from mingpai.kernel.outcome import InvariantBroken
from mingpai.papers.basis import Basis
from mingpai.papers.make import make
from mingpai.papers.model import (
    TITLES,
    Document,
    Paragraph,
    Section,
    Table,
    checked,
    foot_of,
)


@pytest.fixture
def paper(bases: Mapping[PaperKind, Basis], key: bytes) -> Document:
    """Return a paper with an addressee, paragraphs and a table."""
    return make(PaperKind.PRIORITY_NOTICE, bases[PaperKind.PRIORITY_NOTICE], key=key)


def test_everything_on_a_paper_is_looked_at(paper: Document) -> None:
    """The texts of a paper are all that it prints but its footer, in their order."""
    texts = list(paper.texts())
    assert texts[:4] == [paper.court, paper.title, paper.number, paper.addressee]
    assert texts[-1] == paper.dated
    public = replace(paper, addressee=None)
    assert [one for one in texts if one != paper.addressee] == list(public.texts())


@pytest.mark.parametrize(
    "changes",
    [
        {"court": " "},
        {"title": "____"},
        {"addressee": ""},
        {"dated": ""},
        {"signature": ()},
        {"signature": ("",)},
        {"sections": ()},
        {"sections": (Section(None, ()),)},
        {"sections": (Section("", (Paragraph("一"),)),)},
        {"sections": (Section("一", (Paragraph("None"),)),)},
        {"sections": (Section("一", (Table(()),)),)},
        {"sections": (Section("一", (Table((("户名", ""),)),)),)},
    ],
)
def test_no_paper_has_a_blank(paper: Document, changes: dict[str, object]) -> None:
    """A paper with an empty part anywhere breaks before it is a paper."""
    assert checked(paper) is paper
    with pytest.raises(InvariantBroken):
        checked(replace(paper, **changes))


def test_the_foot_names_the_round_once_there_is_one(paper: Document) -> None:
    """A paper from before the first round names none."""
    assert foot_of(paper) == "优先购买权通知书 · disposal/2026-0001"
    assert foot_of(replace(paper, round=2)).endswith(" · 第2轮")


def test_every_kind_has_a_title_of_its_own() -> None:
    """No two kinds are called alike."""
    assert set(TITLES) == set(PaperKind)
    assert len({one.zh for one in TITLES.values()}) == len(PaperKind)
