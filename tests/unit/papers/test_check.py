"""The digests and the check code of a paper."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mingpai.auction.papers import CHECK_CODE, PaperKind
from mingpai.papers.basis import Basis
from mingpai.papers.check import (
    canonical_bytes,
    check_code,
    digest,
    printed_code,
    read_check_code,
    with_nonce,
)
from mingpai.papers.font import readers_font
from mingpai.papers.html import print_html
from mingpai.papers.make import make
from mingpai.papers.model import Document
from mingpai.papers.pdf import print_pdf

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@pytest.fixture
def paper(bases: Mapping[PaperKind, Basis], key: bytes) -> Document:
    """Return a confirmation."""
    return make(PaperKind.CONFIRMATION, bases[PaperKind.CONFIRMATION], key=key)


def test_both_forms_carry_the_code_of_the_value(paper: Document) -> None:
    """The code is that of the value, which holds no code, so that both forms can print it."""
    code = check_code(paper)
    assert CHECK_CODE.fullmatch(code)
    assert code.encode() not in canonical_bytes(paper)
    assert printed_code(print_html(paper)) == printed_code(print_pdf(paper, readers_font())) == code
    assert printed_code(b"1001-2345-6789-0123") is None


def test_another_paper_has_another_code(paper: Document) -> None:
    """Any change of a paper changes its code."""
    others = [
        replace(paper, number=f"{paper.number}之二"),
        replace(paper, round=2),
        replace(paper, nonce=""),
        replace(paper, signature=paper.signature[:1]),
        replace(paper, made_up=not paper.made_up),
    ]
    assert len({check_code(one) for one in (paper, *others)}) == 1 + len(others)


def test_a_nonce_is_known_to_whoever_has_the_key_alone(paper: Document) -> None:
    """The same paper under the same key has the same nonce; another key or paper another."""
    assert with_nonce(paper, b"key") == with_nonce(with_nonce(paper, b"other"), b"key")
    nonces = {
        with_nonce(paper, b"key").nonce,
        with_nonce(paper, b"other").nonce,
        with_nonce(replace(paper, addressee="丙某"), b"key").nonce,
    }
    assert len(nonces) == 3
    assert all(len(one) == 22 for one in nonces)


@given(st.text(DIGITS, min_size=16, max_size=16))
def test_a_code_is_read_as_people_type_it(digits: str) -> None:
    """Small letters, spaces, other dashes, O for 0 and I or L for 1 make no difference."""
    groups = [digits[at : at + 4] for at in range(0, 16, 4)]
    code = "-".join(groups)
    assert read_check_code(code) == code
    assert read_check_code(" ".join(groups).lower()) == code
    assert read_check_code("－".join(groups)) == code
    assert read_check_code(code.replace("0", "O").replace("1", "l")) == code


@pytest.mark.parametrize("text", ["", "7K2M", "7K2M-0QXA-93TB-HJ5U", "7K2M-0QXA-93TB-HJ5C-1", "中"])
def test_what_is_no_code_is_told(text: str) -> None:
    """Another length or letter is an error that shows how a code is written."""
    with pytest.raises(ValueError, match="7K2M-0QXA-93TB-HJ5C"):
        read_check_code(text)


def test_a_digest_is_that_of_the_journal() -> None:
    """SHA-256 in base64url, as digests stand in entries."""
    assert digest(b"") == "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
