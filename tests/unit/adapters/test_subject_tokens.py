"""The exact bytes of tokens and commitments, which entries refer to for ten years."""

import hashlib
import hmac

import pytest

from mingpai.adapters.subject_tokens import (
    commitment_of,
    new_subject_id,
    new_subject_key,
    token_of,
)
from mingpai.kernel.canon import parse_b64url

KEY = bytes(range(32))


def test_a_token_is_what_it_has_always_been() -> None:
    """Half of HMAC-SHA256 over a context and the purpose: a fixed example."""
    whole = hmac.new(KEY, "token\n法院/1".encode(), hashlib.sha256).digest()
    assert parse_b64url(token_of(KEY, purpose="法院/1")) == whole[:16]
    assert token_of(KEY, purpose="disposal/1") == "pytu96axWu5JBVVu21cudw"


def test_a_commitment_is_what_it_has_always_been() -> None:
    """HMAC-SHA256 over a context, the field's name and its value: a fixed example."""
    whole = hmac.new(KEY, b"commit\nname\nx\ny", hashlib.sha256).digest()
    assert parse_b64url(commitment_of(KEY, field="name", value="x\ny")) == whole
    assert (
        commitment_of(KEY, field="name", value="x") == "BWwBu7RXXRzYimopiMmkV63wqc1ADlWp-mJTQu42V98"
    )


def test_a_field_name_cannot_pass_for_a_value() -> None:
    """A line break in a field's name is refused: two pairs would have one commitment."""
    with pytest.raises(ValueError, match="line break"):
        commitment_of(KEY, field="name\nx", value="y")


def test_ids_and_keys_are_random() -> None:
    """No two are alike, an id has 22 characters and a key 32 bytes."""
    assert len({new_subject_id() for _ in range(100)}) == 100
    assert len(new_subject_id()) == 22
    assert len({new_subject_key() for _ in range(100)}) == 100
    assert len(new_subject_key()) == 32
