"""A leaf is the canonical bytes of its entry, and nothing else is read as one."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from mingpai.journal.entry import (
    MAX_ENTRY_BYTES,
    Entry,
    decode_entry,
    encode_entry,
    parse_entry,
    seal_context,
    sealed_body,
)
from mingpai.kernel.canon import MAX_INTEGER, b64url, canonical

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.integers(0, MAX_INTEGER)
INSTANTS = st.datetimes(timezones=st.just(UTC))
ENTRIES = st.builds(
    Entry,
    actor=TEXT,
    at=INSTANTS,
    body=st.builds(lambda value: Raw(canonical(value)), st.dictionaries(st.just("n"), NUMBERS)),
    cause=st.none() | NUMBERS,
    command_id=st.none() | TEXT,
    epoch=NUMBERS,
    kind=TEXT,
    law=st.none() | TEXT,
    received_at=INSTANTS,
    receiver=TEXT,
    seq=NUMBERS,
    source=TEXT,
    stream=TEXT,
    v=NUMBERS,
    ver=NUMBERS,
)
type_of_maker = Callable[..., Entry]


@given(ENTRIES)
def test_a_leaf_is_read_as_the_entry_it_was(entry: Entry) -> None:
    """Both readers return the entry that was written."""
    leaf = encode_entry(entry)
    assert decode_entry(leaf) == entry
    assert parse_entry(leaf) == entry


@given(ENTRIES)
def test_a_leaf_is_canonical_json(entry: Entry) -> None:
    """A second implementation of RFC 8785 writes the same bytes."""
    leaf = encode_entry(entry)
    assert rfc8785.dumps(json.loads(leaf)) == leaf


def test_an_entry_must_fit_into_a_bundle(entry_at: type_of_maker) -> None:
    """An entry of 65,535 bytes is written and read, one more byte is refused by both."""
    spare = MAX_ENTRY_BYTES - len(encode_entry(entry_at(0, body=Raw(b'""'))))
    longest = entry_at(0, body=Raw(b'"' + b"x" * spare + b'"'))
    leaf = encode_entry(longest)
    assert len(leaf) == MAX_ENTRY_BYTES
    assert parse_entry(leaf) == longest
    with pytest.raises(ValueError, match="attach by digest"):
        encode_entry(entry_at(0, body=Raw(b'"' + b"x" * (spare + 1) + b'"')))
    with pytest.raises(ValueError, match="attach by digest"):
        parse_entry(leaf.replace(b'"xx', b'"xxx', 1))


CHANGES: list[tuple[bytes, bytes]] = [
    (b'"actor":"A0001",', b""),
    (b'"v":1', b'"v":1,"w":1'),
    (b'"v":1', b'"v":1.0'),
    (b'"v":1', b'"v":"1"'),
    (b'"v":1', b'"v": 1'),
    (b'"v":1', b'"v":-1'),
    (b'"seq":7', b'"seq":-7'),
    (b'"epoch":3', b'"epoch":-3'),
    (b'"cause":null', b'"cause":-1'),
    (b'"seq":7', b'"seq":9007199254740992'),
    (b'"seq":7', b'"seq":07'),
    (b'"seq":7', b'"seq":null'),
    (b'"amount_fen":8', b'"amount_fen":8.0'),
    (b'"amount_fen":8', b'"amount_fen":0.5'),
    (b'"amount_fen":8', b'"b":1,"a":2'),
    (b'"amount_fen":8', b'"amount_fen":' + b"[" * 50_000 + b"]" * 50_000),
    (b'"amount_fen":8', b'"\xe4\xbb\xb7":8'),
    (b'"A0001"', b'"A0001\xff"'),
    (b'"A0001"', b'"\\u0041\\u0030001"'),
    (b"02:00:01Z", b"02:00:01+00:00"),
    (b"02:00:01Z", b"10:00:01+08:00"),
    (b"02:00:01Z", b"02:00:01.000Z"),
    (b"02:00:01Z", b"02:00:01"),
    (b"02:00:01Z", b"25:00:01Z"),
    (b"02:00:00.125000Z", b"10:00:00.125000+08:00"),
    (b"02:00:00.125000Z", b"02:00:00.125Z"),
]


@pytest.mark.parametrize(("old", "new"), CHANGES)
def test_what_is_not_exactly_an_entry_is_refused(
    entry_at: type_of_maker, old: bytes, new: bytes
) -> None:
    """A missing, unknown, repeated, negative, floating or otherwise spelled field is refused."""
    leaf = encode_entry(entry_at(7))
    changed = leaf.replace(old, new, 1)
    assert changed != leaf
    with pytest.raises(ValueError, match=r".+"):
        parse_entry(changed)


@pytest.mark.parametrize("leaf", [b"", b"null", b"[]", b"{}", b"\x00" * 40, b"{" * 70_000])
def test_bytes_that_are_no_entry_are_refused(leaf: bytes) -> None:
    """Empty, binary or hostile bytes are a ValueError."""
    with pytest.raises(ValueError, match="no entry"):
        parse_entry(leaf)


def test_the_own_reader_refuses_unknown_fields(entry_at: type_of_maker) -> None:
    """Even a leaf from our own store has exactly the fields of an entry."""
    leaf = encode_entry(entry_at(7)).replace(b'"v":1', b'"v":1,"w":1')
    with pytest.raises(ValueError, match="unknown field"):
        decode_entry(leaf)


def test_an_instant_of_another_zone_is_written_with_its_offset(entry_at: type_of_maker) -> None:
    """An entry whose instants are not UTC writes a leaf that no stranger accepts."""
    shanghai = timezone(timedelta(hours=8))
    leaf = encode_entry(entry_at(7, at=datetime(2026, 5, 26, 10, tzinfo=shanghai)))
    with pytest.raises(ValueError, match="not in UTC"):
        parse_entry(leaf)


def test_a_seal_is_a_commitment_to_its_place_and_its_body() -> None:
    """The sealed body is the digest of context, nonce and body; the context names the place."""
    nonce, body = b"n" * 16, b'{"secret":1}'
    context = seal_context(kind="supervision.alert_raised", seq=12)
    assert context == "mingpai/sealed@v1\nsupervision.alert_raised\n12\n"
    digest = hashlib.sha256(context.encode() + nonce + body).digest()
    found = sealed_body("supervision.alert_raised", seq=12, nonce=nonce, body=body)
    assert found == canonical({"commit": b64url(digest)})
    assert found != sealed_body("supervision.alert_raised", seq=13, nonce=nonce, body=body)
    assert found != sealed_body("supervision.case_opened", seq=12, nonce=nonce, body=body)
