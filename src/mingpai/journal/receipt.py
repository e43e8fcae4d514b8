"""Receipts: what a sender gets at once, one signature for all that were answered together.

A batch statement is a signed note over (origin, epoch, first, size, root of the batch's leaf
hashes), by the receipts key. A receipt is one leaf, its path in the batch, and that note; with
the key it proves arrival time, sequence number, outcome and reason without the service. Junk is
answered the same way, under another context line and without a sequence number.
Source: design note, section 3 ("Answer").
"""

import base64
from binascii import b2a_base64
from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from mingpai.journal.checkpoint import decode_hash, parse_size
from mingpai.journal.entry import Entry, parse_entry
from mingpai.journal.errors import VerificationError
from mingpai.journal.merkle import (
    SHA256,
    levels_of,
    path_in,
    root_from_inclusion,
)
from mingpai.journal.notes import (
    Note,
    NoteSigner,
    SignatureLine,
    Verifier,
    open_note,
    parse_vkey_line,
    print_note,
    utf8,
)
from mingpai.kernel.canon import NotCanonical, parse_canonical
from mingpai.kernel.moments import parse_instant, print_instant
from mingpai.kernel.outcome import ensure

BATCH_CONTEXT = "mingpai/batch@v1"
REFUSALS_CONTEXT = "mingpai/refusals@v1"
RECEIPT_HEADER = "mingpai/receipt@v1"
RECEIPTS_SUFFIX = "/receipts"
"""What follows the origin in the name of the key that signs receipts."""
MAX_PATH = 64
_STATEMENT_LINES = 6


class BatchStatement(Struct, frozen=True):
    """What is signed for a batch of entries. `root` is over the batch's leaf hashes alone."""

    origin: str
    epoch: int
    first: int
    size: int
    root: bytes


class RefusalsStatement(Struct, frozen=True):
    """What is signed for junk that was answered together at the instant `at`; no entries."""

    origin: str
    epoch: int
    at: datetime
    size: int
    root: bytes


def _check_origin(origin: str) -> None:
    ensure(origin and "\n" not in origin, "an origin is one line")


def batch_text(statement: BatchStatement) -> str:
    """Print the statement's note text; the inverse of `parse_batch_text`."""
    _check_origin(statement.origin)
    root = base64.b64encode(statement.root).decode()
    return (
        f"{BATCH_CONTEXT}\n{statement.origin}\n{statement.epoch}\n"
        f"{statement.first}\n{statement.size}\n{root}\n"
    )


def _statement_lines(text: str, context: str) -> tuple[str, str, str, str, bytes]:
    lines = text.split("\n")
    if len(lines) != _STATEMENT_LINES + 1 or lines[-1] or lines[0] != context or not lines[1]:
        msg = f"no statement: six lines beginning with {context} are wanted"
        raise VerificationError(msg)
    return lines[1], lines[2], lines[3], lines[4], decode_hash(lines[5], "statement root")


def parse_batch_text(text: str) -> BatchStatement:
    """Read a batch statement strictly. Raises: VerificationError."""
    origin, epoch, first, size, root = _statement_lines(text, BATCH_CONTEXT)
    return BatchStatement(origin, parse_size(epoch), parse_size(first), parse_size(size), root)


def refusals_text(statement: RefusalsStatement) -> str:
    """Print the statement's note text; the inverse of `parse_refusals_text`."""
    _check_origin(statement.origin)
    root = base64.b64encode(statement.root).decode()
    return (
        f"{REFUSALS_CONTEXT}\n{statement.origin}\n{statement.epoch}\n"
        f"{print_instant(statement.at)}\n{statement.size}\n{root}\n"
    )


def parse_refusals_text(text: str) -> RefusalsStatement:
    """Read a statement over junk strictly. Raises: VerificationError."""
    origin, epoch, at, size, root = _statement_lines(text, REFUSALS_CONTEXT)
    try:
        instant = parse_instant(at)
    except ValueError as error:
        raise VerificationError(str(error)) from error
    if print_instant(instant) != at:
        msg = "the statement's instant is not in the form the journal writes"
        raise VerificationError(msg)
    return RefusalsStatement(origin, parse_size(epoch), instant, parse_size(size), root)


def print_statement(statement: BatchStatement, signer: NoteSigner) -> tuple[str, bytes]:
    """Sign a batch statement; return the whole note and the bare signature to be stored."""
    text = batch_text(statement)
    signature = signer.sign(text.encode())
    return note_of(statement, signature=signature, vkey=signer.vkey), signature


def note_of(statement: BatchStatement, *, signature: bytes, vkey: str) -> str:
    """Return the signed note for a statement whose signature was stored."""
    key = parse_vkey_line(vkey)
    line = SignatureLine(key.name, key.key_id, signature)
    return print_note(Note(batch_text(statement), (line,)))


class Receipt(Struct, frozen=True):
    """One answer with its proof. `leaf` is an entry, or the bytes of an answer to junk.

    `vkey` is the key that the file claims; it is worth nothing unless the reader knows it.
    """

    leaf: bytes
    index: int
    path: tuple[bytes, ...]
    note: str
    vkey: str


class ReceiptMaker:
    """Makes receipts of one batch; the batch's nodes are computed once, when first asked for.

    `levels` are those of the batch's tree (`merkle.levels_of`), where the maker has them already.
    """

    __slots__ = ("_levels", "_lines", "leaves", "note", "vkey")

    def __init__(
        self,
        leaves: Sequence[bytes],
        note: str,
        vkey: str,
        levels: Sequence[Sequence[bytes]] | None = None,
    ) -> None:
        """Keep what all receipts of the batch share; nothing is computed yet."""
        self.leaves = leaves
        self.note = note
        self.vkey = vkey
        self._levels = levels
        self._lines: list[list[str]] | None = None

    def receipt(self, index: int) -> Receipt:
        """Return the receipt of the batch's leaf `index`."""
        path = tuple(path_in(self._nodes(), index))
        return Receipt(self.leaves[index], index, path, self.note, self.vkey)

    def printed(self, index: int) -> str:
        """Return the receipt of leaf `index` as a file; what `print_receipt` makes of it.

        Each node of the batch is put into base64 once, however many receipts it stands in.
        """
        lines = self._lines
        if lines is None:
            lines = self._lines = [[_line(node) for node in level] for level in self._nodes()]
        path = "".join(path_in(lines, index))
        return _file(self.leaves[index], index, path, note=self.note, vkey=self.vkey)

    def _nodes(self) -> Sequence[Sequence[bytes]]:
        if self._levels is None:
            self._levels = levels_of(SHA256.leaves(self.leaves), SHA256)
        return self._levels


def sign_refusals(
    answers: Sequence[bytes], *, origin: str, epoch: int, at: datetime, signer: NoteSigner
) -> ReceiptMaker:
    """Sign one statement over answers to junk; each answer is canonical bytes."""
    ensure(answers, "a statement covers at least one answer")
    levels = levels_of(SHA256.leaves(answers), SHA256)
    text = refusals_text(RefusalsStatement(origin, epoch, at, len(answers), levels[-1][0]))
    key = parse_vkey_line(signer.vkey)
    line = SignatureLine(key.name, key.key_id, signer.sign(text.encode()))
    return ReceiptMaker(answers, print_note(Note(text, (line,))), signer.vkey, levels)


def print_receipt(receipt: Receipt) -> str:
    """Print a receipt as a file; the inverse of `parse_receipt`."""
    path = "".join([_line(one) for one in receipt.path])
    return _file(receipt.leaf, receipt.index, path, note=receipt.note, vkey=receipt.vkey)


def _line(node: bytes) -> str:
    """Return a hash as a line of its own."""
    return b2a_base64(node).decode()


def _file(leaf: bytes, index: int, path: str, *, note: str, vkey: str) -> str:
    ensure(b"\n" not in leaf, "a leaf in canonical form is one line")
    return f"{RECEIPT_HEADER}\nkey {vkey}\nindex {index}\n{path}leaf {leaf.decode()}\n\n{note}"


def parse_receipt(data: str) -> Receipt:
    """Read a receipt file strictly; nothing is verified. Raises: VerificationError."""
    head, blank, note = data.partition("\n\n")
    lines = head.split("\n")
    if not blank or len(lines) < 4 or lines[0] != RECEIPT_HEADER:  # noqa: PLR2004 - fixed lines
        msg = f"no receipt: it begins with {RECEIPT_HEADER}, a key, an index and a leaf"
        raise VerificationError(msg)
    key, index, *path, leaf = lines[1:]
    if not key.startswith("key ") or not index.startswith("index ") or not leaf.startswith("leaf "):
        msg = "the receipt's lines are not key, index, path, leaf"
        raise VerificationError(msg)
    if len(path) > MAX_PATH:
        msg = f"the receipt's path has {len(path)} hashes"
        raise VerificationError(msg)
    return Receipt(
        leaf=utf8(leaf.removeprefix("leaf "), "leaf"),
        index=parse_size(index.removeprefix("index ")),
        path=tuple(decode_hash(one, "path") for one in path),
        note=note,
        vkey=key.removeprefix("key "),
    )


class VerifiedReceipt(Struct, frozen=True):
    """What a receipt proves: the entry at `seq`, or for junk the answer (and no number)."""

    seq: int | None
    entry: Entry | None
    answer: dict[str, object] | None
    origin: str


def verify_receipt(receipt: Receipt, verifiers: Sequence[Verifier]) -> VerifiedReceipt:
    """Verify a receipt with keys the caller trusts. Raises: VerificationError.

    Steps: 1 the note by a known key; 2 that key signs receipts of the journal that the statement
    names; 3 the path leads from the leaf to the signed root; 4 the leaf is what its place says:
    the entry numbered first + index, or an answer to junk.
    """
    # 1
    opened = open_note(receipt.note, verifiers)
    # 2
    statement = _statement_in(opened.text)
    signer = statement.origin + RECEIPTS_SUFFIX
    if all(line.name != signer for line in opened.verified):
        msg = f"the statement speaks for {statement.origin!r:.60}, but {signer} has not signed it"
        raise VerificationError(msg)
    # 3
    root = root_from_inclusion(
        receipt.path,
        index=receipt.index,
        size=statement.size,
        leaf_hash=SHA256.leaf(receipt.leaf),
        tree=SHA256,
    )
    if root != statement.root:
        msg = "the receipt's path leads to another root than the signed one"
        raise VerificationError(msg)
    # 4
    if isinstance(statement, RefusalsStatement):
        return VerifiedReceipt(None, None, _answer_in(receipt.leaf), statement.origin)
    return _entry_receipt(receipt, statement)


def _statement_in(text: str) -> BatchStatement | RefusalsStatement:
    if text.startswith(f"{REFUSALS_CONTEXT}\n"):
        return parse_refusals_text(text)
    return parse_batch_text(text)


def _entry_receipt(receipt: Receipt, statement: BatchStatement) -> VerifiedReceipt:
    try:
        entry = parse_entry(receipt.leaf)
    except ValueError as error:
        raise VerificationError(str(error)) from error
    seq = statement.first + receipt.index
    if entry.seq != seq or entry.epoch != statement.epoch:
        msg = f"the leaf says entry {entry.seq}, its place says {seq}"
        raise VerificationError(msg)
    return VerifiedReceipt(seq, entry, None, statement.origin)


def _answer_in(leaf: bytes) -> dict[str, object]:
    try:
        answer = parse_canonical(leaf)
        return msgspec.convert(answer, dict[str, object])
    except (NotCanonical, msgspec.ValidationError) as error:
        msg = f"the answer is not canonical: {error}"
        raise VerificationError(msg) from error
