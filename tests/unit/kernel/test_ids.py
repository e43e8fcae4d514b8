"""Identifiers have one form each and nothing else passes."""

import pytest

from mingpai.kernel.ids import parse_id, well_formed

GOOD = [
    ("article", "FS2016-18:20.2"),
    ("article", "PL2021:1254"),
    ("case", "2026-0001"),
    ("property", "P1"),
    ("stream", "disposal/2026-0001"),
    ("bidding code", "A0001"),
    ("office", "court/sh-xuhui"),
    ("rule", "K01"),
    ("rule", "K50"),
    ("lot token", "A" * 22),
]
BAD = [
    ("article", "FS2016-18"),
    ("article", "FS2016-18:20.2.1.1"),
    ("case", "-1"),
    ("case", "a" * 49),
    ("property", "p 1"),
    ("stream", "Disposal/1"),
    ("stream", "disposal/1\n"),
    ("bidding code", "A１２３４"),
    ("office", "court/Shanghai"),
    ("rule", "K00"),
    ("rule", "K51"),
    ("lot token", "A" * 21),
    ("rule", None),
    ("rule", 1),
]


@pytest.mark.parametrize(("kind", "text"), GOOD)
def test_a_well_formed_id_is_returned_as_it_is(kind: str, text: str) -> None:
    """An id of the right form is read as itself."""
    assert parse_id(kind, text) == text


@pytest.mark.parametrize(("kind", "text"), BAD)
def test_an_ill_formed_id_is_refused_by_name(kind: str, text: object) -> None:
    """What has another form is refused, and the refusal names the kind and the form."""
    assert not well_formed(kind, text)
    with pytest.raises(ValueError, match=f"is no {kind} id: it must have the form"):
        parse_id(kind, text)
