"""Writes an export: everything a stranger needs to verify the journal, as static files.

At exactly the size of the newest published checkpoint, page by page, so that memory does not
grow with the journal. Nothing is shown before all of it is written (`Sink.finish`). Where to look
next: `audit.verify`, which reads it, and `adapters.export_folder`, the sink.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from typing import Protocol

from msgspec import Struct

from mingpai.auction.events import BidPlaced
from mingpai.audit.leaves import LeafReader
from mingpai.audit.manifest import FILES, MANIFEST, FileMark, Manifest, print_files, print_manifest
from mingpai.audit.recount import Recount
from mingpai.audit.report import Problems
from mingpai.audit.tables import BIDS, BIDS_HEADER, LOTS, LOTS_HEADER, bid_row, csv_lines, lot_lines
from mingpai.audit.verify import CHECKPOINT, POLICY, SM3_CHECKPOINT
from mingpai.journal.checkpoint import (
    SM3_SUFFIX,
    Checkpoint,
    parse_checkpoint,
    print_checkpoint,
)
from mingpai.journal.merkle import SHA256, SM3, Frontier
from mingpai.journal.notes import open_note, parse_vkey_line, sign_note, verifier_for
from mingpai.journal.policy import NONE, Policy, print_policy
from mingpai.journal.tiles import WIDTH, TilePlace, TileStack, encode_bundle
from mingpai.kernel.event import Registry
from mingpai.kernel.outcome import ensure
from mingpai.ports import EntryStore, KeyRing

PAGE = 16 * WIDTH
"""Entries read at once, a whole number of bundles: some megabytes."""


class Sink(Protocol):
    """Where an export's files go. Nothing is visible before `finish`."""

    def append(self, path: str, piece: bytes) -> None:
        """Add bytes to the end of a file, which begins empty. Raises: OSError."""
        ...

    def finish(self) -> None:
        """Make all files visible at once. Raises: OSError."""
        ...


class Source(Struct, frozen=True):
    """What is exported: a store for reading, the keys that sign, and the kinds of events."""

    store: EntryStore
    ring: KeyRing
    origin: str
    registry: Registry


class Exported(Struct, frozen=True):
    """What was written; the keys are a contract (commands reference)."""

    size: int
    root: str
    files: int


class NothingPublished(LookupError):
    """There is no checkpoint yet, so there is nothing that an export could be of."""


class _Marked:
    """Passes files on to the sink and remembers what their bytes come to."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._open: dict[str, tuple[int, hashlib._Hash]] = {}
        self.marks: dict[str, FileMark] = {}

    def write(self, path: str, data: bytes) -> None:
        """Write a whole file."""
        self._sink.append(path, data)
        self.marks[path] = FileMark(hashlib.sha256(data).digest(), len(data))

    def append(self, path: str, piece: bytes) -> None:
        """Add to a file that grows."""
        length, digest = self._open.get(path, (0, hashlib.sha256()))
        digest.update(piece)
        self._open[path] = (length + len(piece), digest)
        self.marks[path] = FileMark(digest.digest(), length + len(piece))
        self._sink.append(path, piece)


def export(source: Source, sink: Sink) -> Exported:
    """Write an export at the newest published checkpoint and say what it holds.

    Raises: NothingPublished before the first checkpoint; InvariantBroken where the store does
    not lead to the checkpoint that was published; PortError; OSError from the sink.
    """
    note = newest_checkpoint(source)
    checkpoint = _opened(note, source)
    out = _Marked(sink)
    sm3 = _write_entries(source, checkpoint, out)
    out.write(CHECKPOINT, note)
    out.write(SM3_CHECKPOINT, sign_note(print_checkpoint(sm3), [source.ring.sm2]).encode())
    out.write(POLICY, print_policy(policy_of(source.ring)).encode())
    files = print_files(out.marks)
    manifest = Manifest(
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=checkpoint.root,
        count=len(out.marks),
        listed=hashlib.sha256(files).digest(),
    )
    sink.append(FILES, files)
    sink.append(MANIFEST, sign_note(print_manifest(manifest), [source.ring.log]).encode())
    sink.finish()
    root = base64.b64encode(checkpoint.root).decode()
    return Exported(size=checkpoint.size, root=root, files=len(out.marks) + 2)


def newest_checkpoint(source: Source) -> bytes:
    """Return the note that was published last. Raises: NothingPublished."""
    published = source.store.latest_checkpoint()
    if published is None:
        msg = (
            "no checkpoint was published yet, so there is nothing to export; "
            "`mingpai init` publishes the first when it opens the journal"
        )
        raise NothingPublished(msg)
    return published[1]


def policy_of(ring: KeyRing) -> Policy:
    """Return the policy that the log itself states: its two keys, and no witness yet."""
    keys = tuple(parse_vkey_line(signer.vkey) for signer in (ring.log, ring.sm2))
    return Policy(keys, {}, {}, NONE)


def _opened(note: bytes, source: Source) -> Checkpoint:
    """Read back our own checkpoint, as strictly as anybody else's."""
    verifier = verifier_for(parse_vkey_line(source.ring.log.vkey))
    checkpoint = parse_checkpoint(open_note(note.decode(), [verifier]).text)
    ensure(checkpoint.origin == source.origin, "the checkpoint is of this journal")
    return checkpoint


def _write_entries(source: Source, checkpoint: Checkpoint, out: _Marked) -> Checkpoint:
    """Write bundles, tiles and tables; return the head of the SM3 tree over the same leaves."""
    problems = Problems()
    reader, recount = LeafReader(source.registry, problems), Recount(problems)
    stack, tree, sm3 = TileStack(SHA256), Frontier(SHA256), Frontier(SM3)
    out.append(BIDS, BIDS_HEADER)
    for first, leaves in _pages(source.store, checkpoint.size):
        _write_bundles(first, leaves, out)
        hashes = [SHA256.leaf(leaf) for leaf in leaves]
        for hashed, data in zip(hashes, leaves, strict=True):
            tree.append(hashed)
            sm3.append(SM3.leaf(data))
        _write_tiles(stack.add(hashes), out)
        read = reader.read(first, leaves)
        for leaf in read:
            recount.take(leaf)
        bids = [bid_row(leaf, leaf.body) for leaf in read if isinstance(leaf.body, BidPlaced)]
        out.append(BIDS, csv_lines(bids))
    _write_tiles(stack.partial(), out)
    out.write(LOTS, LOTS_HEADER + lot_lines(recount.lots))
    ensure(tree.root() == checkpoint.root, "the entries lead to the published checkpoint")
    return Checkpoint(checkpoint.origin + SM3_SUFFIX, checkpoint.size, sm3.root())


def _pages(store: EntryStore, size: int) -> Iterator[tuple[int, list[bytes]]]:
    """Yield the leaves below `size`, page by page, each with its first sequence number."""
    for first in range(0, size, PAGE):
        wanted = min(PAGE, size - first)
        leaves: list[bytes] = []
        while len(leaves) < wanted:
            page = store.read(first + len(leaves), limit=wanted - len(leaves))
            ensure(page, f"entry {first + len(leaves)} is in the store")
            leaves += [one.leaf for one in page]
        yield first, leaves


def _write_bundles(first: int, leaves: Sequence[bytes], out: _Marked) -> None:
    for start in range(0, len(leaves), WIDTH):
        part = leaves[start : start + WIDTH]
        place = TilePlace(-1, (first + start) // WIDTH, len(part))
        out.write(place.path(), encode_bundle(part))


def _write_tiles(tiles: Sequence[tuple[TilePlace, bytes]], out: _Marked) -> None:
    for place, tile in tiles:
        out.write(place.path(), tile)
