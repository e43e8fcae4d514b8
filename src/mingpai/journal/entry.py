"""One entry of the journal: its envelope, its canonical bytes, and how a body is sealed.

Fields stand in the order of their names, which is the order of canonical JSON (RFC 8785).
Source: design note, section 3; formats note A2.
"""

from datetime import UTC, datetime

import msgspec
from msgspec import Raw, Struct

from mingpai.kernel.canon import NotCanonical, canonical_struct, commitment, parse_canonical
from mingpai.kernel.event import Sealed

MAX_ENTRY_BYTES = 65_535
"""An entry bundle gives each entry a 16-bit length (C2SP tlog-tiles)."""

_SEAL_CONTEXT = "mingpai/sealed@v1"


class Entry(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The envelope and body of one entry.

    `at` is when it was decided, `received_at` when its cause entered the service, both UTC.
    `cause` is the sequence number of the entry it follows from. `source` tells our hall from a
    platform's feed; `law` is the version of the rules it was decided under.
    """

    actor: str
    at: datetime
    body: Raw
    cause: int | None
    command_id: str | None
    epoch: int
    kind: str
    law: str | None
    received_at: datetime
    receiver: str
    seq: int
    source: str
    stream: str
    v: int
    ver: int


_decode = msgspec.json.Decoder(Entry).decode
_encode = msgspec.json.Encoder().encode


def encode_entry(entry: Entry) -> bytes:
    """Return the leaf: canonical bytes. Requires: a body in canonical bytes.

    Raises: ValueError where the leaf is longer than an entry bundle can hold.
    """
    leaf = _encode(entry)
    if len(leaf) > MAX_ENTRY_BYTES:
        msg = f"an entry of {len(leaf)} bytes is over {MAX_ENTRY_BYTES}: attach by digest instead"
        raise ValueError(msg)
    return leaf


def decode_entry(leaf: bytes) -> Entry:
    """Read a leaf that was written by this service.

    Raises: ValueError (msgspec.ValidationError) where it has not the shape of an entry.
    """
    return _decode(leaf)


def parse_entry(leaf: bytes) -> Entry:
    """Read a leaf of unknown origin: shape, exact canonical bytes, UTC instants, size.

    Whether the kind is known, and the body of its shape, is for whoever knows the kinds.
    Raises: ValueError saying what is wrong.
    """
    try:
        parse_canonical(leaf)
        entry = _decode(leaf)
    except (NotCanonical, msgspec.DecodeError) as error:
        msg = f"no entry: {error}"
        raise ValueError(msg) from error
    if entry.at.tzinfo is not UTC or entry.received_at.tzinfo is not UTC:
        msg = "an entry, but its instants are not in UTC"
        raise ValueError(msg)
    if encode_entry(entry) != leaf:
        msg = "an entry, but its instants are not written as the journal writes them"
        raise ValueError(msg)
    if min(entry.seq, entry.epoch, entry.v, entry.ver, entry.cause or 0) < 0:
        msg = "an entry, but with a negative number"
        raise ValueError(msg)
    return entry


def seal_context(*, kind: str, seq: int) -> str:
    """Return the context that binds a commitment to its place in the journal."""
    return f"{_SEAL_CONTEXT}\n{kind}\n{seq}\n"


def sealed_body(kind: str, *, seq: int, nonce: bytes, body: bytes) -> bytes:
    """Return the body of a restricted kind's leaf: a commitment in place of what happened."""
    context = seal_context(kind=kind, seq=seq)
    return canonical_struct(Sealed(commitment(context=context, nonce=nonce, body=body)))
