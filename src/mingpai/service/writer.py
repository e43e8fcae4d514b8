"""The one write path: turn what was decided into a batch, commit it, and know its fate.

Owns the frontier of the tree and the head as last committed. Must not know what an event means
or why it was decided. Where to look next: `service.sequencer` (who calls), `journal.receipt`.
"""

import os
import threading
from collections.abc import Sequence
from datetime import datetime

import structlog
from msgspec import Raw, Struct

from mingpai.journal.entry import Entry, encode_entry, sealed_body
from mingpai.journal.merkle import SHA256, Frontier, levels_of
from mingpai.journal.receipt import BatchStatement, ReceiptMaker, print_statement
from mingpai.kernel.canon import b64url, canonical_struct
from mingpai.kernel.event import Event, Registry, Visibility
from mingpai.kernel.ids import StreamId
from mingpai.kernel.outcome import ensure
from mingpai.ports import Batch, EntryStore, FateUnknown, Head, KeyRing, NewEntry, PortError

_log = structlog.get_logger(__name__)

ENVELOPE_VERSION = 1
SETTLE_PAUSE_S = 0.2
_BATCH_ID_BYTES = 16
_NONCE_BYTES = 16


class Draft(Struct, frozen=True, gc=False):
    """An event that was decided and waits for its place in the journal."""

    stream: StreamId
    event: Event
    actor: str
    received_at: datetime
    receiver: str
    source: str
    law: str | None
    cause: int | None
    command_id: bytes | None
    fingerprint: bytes | None


class SignedBatch(Struct, frozen=True):
    """A batch with its tree after it, ready to be committed; nothing of it is known outside yet.

    `receipts` makes the receipt of each of its entries.
    """

    batch: Batch
    frontier: Frontier
    receipts: ReceiptMaker


class Writer:
    """Builds, signs and commits batches in order. Used by one sequencer at a time.

    `commit` blocks on the database and may run in another thread; nothing else here does.
    """

    def __init__(self, store: EntryStore, ring: KeyRing, origin: str, registry: Registry) -> None:
        """Keep what is needed; `begin` takes the journal over."""
        self._store = store
        self.ring = ring
        self.registry = registry
        self.origin = origin
        self.stopping = threading.Event()
        self.head = Head(size=0, epoch=0, root=SHA256.empty, batch_id=b"")
        self.frontier = Frontier(SHA256)

    @property
    def secret(self) -> bytes:
        """What keys the digests of commands."""
        return self.ring.command_secret

    def committed(self) -> tuple[int, bytes]:
        """Return size and root of the journal as last committed."""
        return self.head.size, self.head.root

    def begin(self, head: Head, frontier: Frontier) -> None:
        """Go on from a head that was read back and a frontier that leads to it.

        Raises: InvariantBroken where the two disagree: the store was altered.
        """
        ensure(frontier.size == head.size, "the frontier has the size of the journal")
        ensure(frontier.root() == head.root, "the leaves lead to the root in the head")
        self.head = head
        self.frontier = frontier

    def sign(
        self, drafts: Sequence[Draft], *, at: datetime, after: SignedBatch | None = None
    ) -> SignedBatch:
        """Give each draft its sequence number and leaf; sign the batch's statement.

        `after` is a batch that is not committed yet and that this one follows; the store takes
        this one only where it took that one. Requires: at least one draft, in order of arrival.
        """
        ensure(drafts, "a batch holds at least one entry")
        first = self.head.size if after is None else after.batch.first + len(after.batch.entries)
        frontier = (self.frontier if after is None else after.frontier).copy()
        entries = [self._entry(seq, draft, at) for seq, draft in enumerate(drafts, first)]
        leaves = [entry.leaf for entry in entries]
        hashes = SHA256.leaves(leaves)
        frontier.extend(hashes)
        levels = levels_of(hashes, SHA256)
        statement = BatchStatement(
            origin=self.origin,
            epoch=self.head.epoch,
            first=first,
            size=len(entries),
            root=levels[-1][0],
        )
        note, signature = print_statement(statement, self.ring.receipts)
        batch = Batch(
            batch_id=os.urandom(_BATCH_ID_BYTES),
            epoch=self.head.epoch,
            first=first,
            entries=entries,
            root=frontier.root(),
            receipt_root=statement.root,
            signature=signature,
        )
        return SignedBatch(
            batch, frontier, ReceiptMaker(leaves, note, self.ring.receipts.vkey, levels)
        )

    def _entry(self, seq: int, draft: Draft, at: datetime) -> NewEntry:
        kind = self.registry.by_class[type(draft.event)]
        body = canonical_struct(draft.event)
        nonce = sealed = None
        if kind.visibility is Visibility.RESTRICTED:
            nonce, sealed = os.urandom(_NONCE_BYTES), body
            body = sealed_body(kind.name, seq=seq, nonce=nonce, body=sealed)
        leaf = encode_entry(
            Entry(
                actor=draft.actor,
                at=at,
                body=Raw(body),
                cause=draft.cause,
                command_id=None if draft.command_id is None else b64url(draft.command_id),
                epoch=self.head.epoch,
                kind=kind.name,
                law=draft.law,
                received_at=draft.received_at,
                receiver=draft.receiver,
                seq=seq,
                source=draft.source,
                stream=draft.stream,
                v=ENVELOPE_VERSION,
                ver=kind.version,
            )
        )
        return NewEntry(leaf, draft.stream, draft.command_id, draft.fingerprint, nonce, sealed)

    def commit(self, signed: SignedBatch) -> bool:
        """Commit a batch and say whether it was kept. Blocks; runs off the event loop.

        Where the answer was lost, the head row is asked until it is known; the caller keeps the
        state from before the batch until then. Where it was not written, a pause comes before
        the answer, so that a database that is away is not asked all the time.
        Raises: Fenced where another sequencer took over; PortError where it is stopping.
        """
        batch = signed.batch
        try:
            self._store.append(batch)
        except FateUnknown as lost:
            _log.warning("fate of a batch unknown", attempted=str(lost), first=batch.first)
            return self._settle(batch.batch_id)
        except PortError as failed:
            if not failed.retry_is_safe:
                raise
            _log.warning("a batch was not written", attempted=str(failed), first=batch.first)
            if self.stopping.wait(SETTLE_PAUSE_S):
                raise
            return False
        return True

    def _settle(self, batch_id: bytes) -> bool:
        """Ask until the store can say whether the batch was kept; there is no other way on."""
        while True:
            try:
                return self._store.settle(batch_id)
            except PortError as failed:
                if not failed.retry_is_safe:
                    raise
                if self.stopping.wait(SETTLE_PAUSE_S):
                    raise FateUnknown(str(failed)) from failed

    def advance(self, signed: SignedBatch) -> None:
        """Take a committed batch as the journal's end."""
        batch = signed.batch
        ensure(batch.first == self.head.size, "batches follow one another without a gap")
        self.head = Head(
            size=batch.first + len(batch.entries),
            epoch=batch.epoch,
            root=batch.root,
            batch_id=batch.batch_id,
        )
        self.frontier = signed.frontier
