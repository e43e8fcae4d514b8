"""The offline proof of one entry: `c2sp.org/tlog-proof@v1`.

Header, an optional `extra` line, the index, the path from the leaf's sibling upward, an empty
line, and the checkpoint verbatim. Our `extra` carries the entry itself and the key it claims, so
that the file alone says what it proves; the key is worth nothing unless the reader knows it.
Source: C2SP tlog-proof.
"""

import base64
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from mingpai.journal.checkpoint import Checkpoint, decode_hash, parse_checkpoint, parse_size
from mingpai.journal.entry import Entry, parse_entry
from mingpai.journal.errors import VerificationError
from mingpai.journal.merkle import SHA256, Head, verify_inclusion
from mingpai.journal.notes import Verifier, decode_base64, open_note, utf8
from mingpai.kernel.canon import NotCanonical, canonical, parse_canonical

HEADER = "c2sp.org/tlog-proof@v1"
MAX_PATH = 63


class Extra(Struct, frozen=True, forbid_unknown_fields=True):
    """What our `extra` line holds: the entry as text, and the log's key as the file claims it."""

    entry: str
    vkey: str


class Proof(Struct, frozen=True):
    """A proof file as read; nothing is verified."""

    extra: Extra | None
    index: int
    path: tuple[bytes, ...]
    checkpoint: str


def print_proof(proof: Proof) -> str:
    """Print a proof file; the inverse of `parse_proof`."""
    extra = ""
    if proof.extra is not None:
        body = canonical({"entry": proof.extra.entry, "vkey": proof.extra.vkey})
        extra = f"extra {base64.b64encode(body).decode()}\n"
    path = "".join(f"{base64.b64encode(one).decode()}\n" for one in proof.path)
    return f"{HEADER}\n{extra}index {proof.index}\n{path}\n{proof.checkpoint}"


def parse_proof(data: str) -> Proof:
    """Read a proof file strictly. Raises: VerificationError."""
    head, blank, checkpoint = data.partition("\n\n")
    lines = head.split("\n")
    if not blank or lines[0] != HEADER:
        msg = f"no proof: it begins with {HEADER} and ends with a checkpoint"
        raise VerificationError(msg)
    lines.pop(0)
    extra = _parse_extra(lines.pop(0)) if lines and lines[0].startswith("extra ") else None
    if not lines or not lines[0].startswith("index ") or len(lines) > MAX_PATH + 1:
        msg = "the proof has no index line, or too many hashes"
        raise VerificationError(msg)
    return Proof(
        extra=extra,
        index=parse_size(lines[0].removeprefix("index ")),
        path=tuple(decode_hash(line, "proof path") for line in lines[1:]),
        checkpoint=checkpoint,
    )


def _parse_extra(line: str) -> Extra:
    body = decode_base64(line.removeprefix("extra "), "proof extra")
    try:
        return msgspec.convert(parse_canonical(body), Extra)
    except (NotCanonical, msgspec.ValidationError) as error:
        msg = f"the proof's extra line is not one of this journal: {error}"
        raise VerificationError(msg) from error


class ProvenEntry(Struct, frozen=True):
    """An entry that was proven to stand in the tree of a checkpoint."""

    seq: int
    entry: Entry
    checkpoint: Checkpoint


def verify_proof(proof: Proof, verifiers: Sequence[Verifier]) -> ProvenEntry:
    """Verify with keys the caller trusts. Raises: VerificationError.

    Steps: 1 the checkpoint by a known key; 2 the log that it names is among those that signed, not
    its witnesses alone; 3 the entry is one and says this index; 4 its leaf hash stands at the
    index of the checkpoint's tree.
    """
    # 1
    opened = open_note(proof.checkpoint, verifiers)
    checkpoint = parse_checkpoint(opened.text)
    # 2
    if all(line.name != checkpoint.origin for line in opened.verified):
        msg = f"the checkpoint is not signed by its own log, {checkpoint.origin!r:.60}"
        raise VerificationError(msg)
    # 3
    if proof.extra is None:
        msg = "the proof does not say which entry it proves"
        raise VerificationError(msg)
    leaf = utf8(proof.extra.entry, "entry")
    try:
        entry = parse_entry(leaf)
    except ValueError as error:
        raise VerificationError(str(error)) from error
    if entry.seq != proof.index:
        msg = f"the entry says {entry.seq}, the proof says index {proof.index}"
        raise VerificationError(msg)
    # 4
    head = Head(checkpoint.size, checkpoint.root)
    verify_inclusion(
        proof.path, index=proof.index, leaf_hash=SHA256.leaf(leaf), head=head, tree=SHA256
    )
    return ProvenEntry(proof.index, entry, checkpoint)
