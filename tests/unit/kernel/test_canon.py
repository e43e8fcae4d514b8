"""The bytes that are hashed are those of RFC 8785, and nothing outside our subset has any."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

import msgspec
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from mingpai.kernel.canon import (
    MAX_INTEGER,
    NotCanonical,
    b64url,
    canonical,
    canonical_struct,
    commitment,
    parse_b64url,
    parse_canonical,
)

OUTSIDE = {"french.json", "weird.json", "values.json"}
"""Keys beyond ASCII, which RFC 8785 orders by UTF-16 code unit, and fractions."""
VECTORS = [f"{n}.json" for n in ("arrays", "french", "structures", "unicode", "values", "weird")]

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
SCALARS = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXT
KEYS = st.text(st.characters(max_codepoint=127))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_the_bytes_are_those_of_rfc_8785(value: object) -> None:
    """On the whole subset the bytes equal those of a second implementation."""
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


@given(VALUES)
def test_canonical_bytes_are_read_back(value: object) -> None:
    """What is written is read back as the same data."""
    assert parse_canonical(canonical(value)) == value


@pytest.mark.parametrize("name", VECTORS)
def test_each_published_vector_has_equal_bytes_or_is_refused(
    shared_data: Callable[[str], Path], name: str
) -> None:
    """A vector within the subset comes out byte for byte; one outside it is refused."""
    folder = shared_data("jcs-rfc8785")
    given = json.loads((folder / "input" / name).read_text("utf-8"))
    expected = (folder / "output" / name).read_bytes()
    if _is_outside(given):
        with pytest.raises(NotCanonical):
            canonical(given)
    else:
        assert canonical(given) == expected
    wanted = json.loads(expected)
    if name in OUTSIDE:
        with pytest.raises(NotCanonical):
            parse_canonical(expected)
    else:
        assert parse_canonical(expected) == wanted
        assert canonical(wanted) == expected


def _is_outside(value: object) -> bool:
    """Say, by another way than the code under test, whether a value lies outside the subset."""
    if isinstance(value, dict):
        return any(not key.isascii() or _is_outside(item) for key, item in value.items())
    if isinstance(value, list):
        return any(_is_outside(item) for item in value)
    return isinstance(value, float) or (isinstance(value, int) and abs(value) > MAX_INTEGER)


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        float("inf"),
        MAX_INTEGER + 1,
        -MAX_INTEGER - 1,
        b"bytes",
        {1, 2},
        {"价": 1},
        {1: "a"},
        "\ud800",
        {"a": ["\udfff"]},
        (1, [2.5]),
        MappingProxyType({"a": 1}),
        object(),
    ],
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    """Fractions, large integers, other types, other keys and lone surrogates are refused."""
    with pytest.raises(NotCanonical):
        canonical(value)


def test_nesting_has_a_limit() -> None:
    """Thirty-two levels are written, one more is refused; hostile depth too, while reading."""
    value: object = 0
    for _ in range(32):
        value = [value]
    assert canonical(value) == b"[" * 32 + b"0" + b"]" * 32
    with pytest.raises(NotCanonical, match="nested"):
        canonical([value])
    with pytest.raises(NotCanonical):
        parse_canonical(b"[" * 100_000 + b"]" * 100_000)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a": 1}',
        b'{"a":1}\n',
        b'"\\u0041"',
        b'"\\/"',
        b"-0",
        b"1.0",
        b"1e2",
        b"01",
        b"9007199254740992",
        b"123456789012345678901234567890",
        b"NaN",
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b"\xef\xbb\xbf1",
    ],
)
def test_another_spelling_is_refused(data: bytes) -> None:
    """Every text that is not exactly the canonical one is refused while reading."""
    with pytest.raises(NotCanonical):
        parse_canonical(data)


class Pair(msgspec.Struct):
    """A struct whose fields are not in the order of their names."""

    b: int
    a: str


def test_a_struct_is_written_in_the_order_of_names() -> None:
    """A struct has the bytes of the object with the same fields."""
    assert canonical_struct(Pair(1, "x")) == canonical({"a": "x", "b": 1}) == b'{"a":"x","b":1}'


@given(st.binary())
def test_base64url_is_read_as_it_is_written(data: bytes) -> None:
    """What is written without padding is read back, and no other spelling exists."""
    text = b64url(data)
    assert parse_b64url(text) == data
    assert "=" not in text
    with pytest.raises(NotCanonical):
        parse_b64url(text + "=")


@pytest.mark.parametrize("text", ["A", "AB", "AA=", "A+", "A/", "é", "A A", "AA\n", "AAAAA"])
def test_other_base64url_is_refused(text: str) -> None:
    """Wrong length, loose bits, padding, the other alphabet and spaces are refused."""
    with pytest.raises(NotCanonical, match="base64url"):
        parse_b64url(text)


def test_a_commitment_binds_context_nonce_and_body() -> None:
    """The commitment is the digest of all three in order, and changes with each."""
    expected = b64url(hashlib.sha256(b"c" + b"n" * 16 + b"body").digest())
    found = commitment(context="c", nonce=b"n" * 16, body=b"body")
    assert found == expected
    assert len(found) == 43
    others = {
        commitment(context="d", nonce=b"n" * 16, body=b"body"),
        commitment(context="c", nonce=b"m" * 16, body=b"body"),
        commitment(context="c", nonce=b"n" * 16, body=b"bodx"),
    }
    assert found not in others
    assert len(others) == 3
