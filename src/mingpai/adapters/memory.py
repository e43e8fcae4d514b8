"""Adapters that keep everything in memory: fakes that police the ports' contracts in tests.

Strict where a real adapter might forgive: an entry never changes, an epoch is opened before
anything is appended, a fenced writer stays fenced. Any write can be told to fail, either lost
or kept although it reported failure. Keeps nothing when the process ends.
"""

import hashlib
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from mingpai.adapters.entry_checks import check_batch, check_tiles
from mingpai.adapters.subject_tokens import (
    commitment_of,
    new_subject_id,
    new_subject_key,
    token_of,
)
from mingpai.kernel.ids import StreamId, SubjectId
from mingpai.ports import (
    Batch,
    FateUnknown,
    Fenced,
    Head,
    PortError,
    Snapshot,
    StoredBatch,
    StoredCommand,
    StoredEntry,
)

Fate = Literal["lost", "kept", "refused"]
"""What becomes of a write that reports failure.

`lost`: FateUnknown, not written. `kept`: FateUnknown, written. `refused`: PortError, not
written, may be tried again.
"""

_EMPTY_ROOT = hashlib.sha256().digest()


class Faults:
    """The failures that are to come: at most one per kind of write, and only once."""

    def __init__(self) -> None:
        """Begin without any."""
        self._next: dict[str, Fate] = {}

    def fail_next(self, write: str, fate: Fate) -> None:
        """Let the next write of this name (a method of the port) fail in this way."""
        self._next[write] = fate

    def before(self, write: str) -> Fate | None:
        """Raise where the write must not happen; return the fate that `after` shall report."""
        fate = self._next.pop(write, None)
        if fate == "lost":
            raise FateUnknown(f"{write}: lost on purpose")  # noqa: EM102, TRY003 - one place
        if fate == "refused":
            raise PortError(f"{write}: refused on purpose", retry_is_safe=True)  # noqa: EM102, TRY003 - one place
        return fate

    @staticmethod
    def after(write: str, fate: Fate | None) -> None:
        """Raise where the write happened and is to be reported as unknown."""
        if fate == "kept":
            raise FateUnknown(f"{write}: kept, though it reports failure")  # noqa: EM102, TRY003 - one place


class _Row(Struct, frozen=True):
    stored: StoredEntry
    stream: StreamId


class MemoryJournal:
    """What stores share: the counterpart of a database. Outlives any store over it."""

    def __init__(self) -> None:
        """Begin with an empty journal."""
        self.grown = threading.Condition()
        self.head = Head(size=0, epoch=0, root=_EMPTY_ROOT, batch_id=b"")
        self.fence = 0
        self.rows: list[_Row] = []
        self.by_command: dict[bytes, StoredCommand] = {}
        self.batches: list[StoredBatch] = []
        self.snapshots: dict[int, Snapshot] = {}
        self.checkpoints: dict[int, bytes] = {}
        self.hashes: dict[tuple[str, int, int], bytes] = {}
        self.positions: dict[str, tuple[int, bytes]] = {}


class MemoryEntryStore:
    """`ports.EntryStore` over a `MemoryJournal`; several stores may share one journal."""

    def __init__(self, journal: MemoryJournal | None = None) -> None:
        """Open a journal, or a new one of its own."""
        self.journal = MemoryJournal() if journal is None else journal
        self.faults = Faults()
        self._epoch: int | None = None
        self._fence = 0

    def fail_next(self, write: str, fate: Fate) -> None:
        """Let the next call of the method `write` fail in this way."""
        self.faults.fail_next(write, fate)

    def open_epoch(self) -> Head:
        """Fence every earlier writer and return the head with the new epoch."""
        journal = self.journal
        fate = self._before_safe_write("open_epoch")
        with journal.grown:
            old = journal.head
            journal.fence += 1
            head = Head(old.size, old.epoch + 1, old.root, old.batch_id)
            journal.head = head
            if fate is None:
                self._epoch, self._fence = head.epoch, journal.fence
        self._after_safe_write("open_epoch", fate)
        return head

    def head(self) -> Head:
        """Return the head as committed now."""
        return self.journal.head

    def append(self, batch: Batch) -> None:
        """Write a batch if the head is still where it begins, else write nothing."""
        check_batch(batch)
        journal = self.journal
        attempted = f"append {len(batch.entries)} entries from {batch.first}"
        if batch.epoch != self._epoch:
            msg = f"{attempted}: epoch {batch.epoch} is not the one opened here ({self._epoch})"
            raise Fenced(msg)
        fate = self.faults.before("append")
        with journal.grown:
            at = (journal.head.size, journal.head.epoch, journal.fence)
            if at != (batch.first, batch.epoch, self._fence):
                msg = f"{attempted}: the head is elsewhere; another sequencer took it over"
                raise Fenced(msg)
            self._refuse_repeated(attempted, batch)
            self._write(batch)
            journal.grown.notify_all()
        self.faults.after("append", fate)

    def _refuse_repeated(self, attempted: str, batch: Batch) -> None:
        seen: set[bytes] = set()
        for entry in batch.entries:
            if entry.command_id is None:
                continue
            if entry.command_id in self.journal.by_command or entry.command_id in seen:
                msg = f"{attempted}: a command of this batch already stands in the journal"
                raise ValueError(msg)
            seen.add(entry.command_id)

    def _write(self, batch: Batch) -> None:
        journal = self.journal
        for seq, entry in enumerate(batch.entries, batch.first):
            stored = StoredEntry(seq, entry.leaf, entry.nonce, entry.sealed)
            journal.rows.append(_Row(stored, entry.stream))
            if entry.command_id is not None and entry.fingerprint is not None:
                known = StoredCommand(entry.command_id, seq, entry.fingerprint)
                journal.by_command[entry.command_id] = known
        size = len(batch.entries)
        journal.batches.append(
            StoredBatch(
                batch.batch_id,
                batch.epoch,
                batch.first,
                size,
                batch.receipt_root,
                batch.signature,
            )
        )
        journal.head = Head(batch.first + size, batch.epoch, batch.root, batch.batch_id)

    def settle(self, batch_id: bytes) -> bool:
        """After FateUnknown: say whether the batch was kept."""
        fate = self._before_safe_write("settle")
        with self.journal.grown:
            if self.journal.head.epoch == self._epoch:
                self.journal.fence += 1
                self._fence = self.journal.fence
            kept = any(batch.batch_id == batch_id for batch in self.journal.batches)
        self._after_safe_write("settle", fate)
        return kept

    def read(self, first: int, *, limit: int) -> list[StoredEntry]:
        """Return up to `limit` committed entries from `first` on, in order."""
        return [row.stored for row in self.journal.rows[first : first + limit]]

    def read_stream(self, stream: StreamId) -> list[StoredEntry]:
        """Return every entry of one stream, in order."""
        return [row.stored for row in self.journal.rows if row.stream == stream]

    def commands_among(self, command_ids: Sequence[bytes]) -> list[StoredCommand]:
        """Return those of the given commands that reached the journal, in any order."""
        known = self.journal.by_command
        return [known[wanted] for wanted in dict.fromkeys(command_ids) if wanted in known]

    def batch_of(self, seq: int) -> StoredBatch | None:
        """Return the batch that holds entry `seq`."""
        for batch in self.journal.batches:
            if batch.first <= seq < batch.first + batch.size:
                return batch
        return None

    def save_snapshot(self, snapshot: Snapshot) -> None:
        """Keep a snapshot."""
        fate = self._before_safe_write("save_snapshot")
        self.journal.snapshots[snapshot.size] = snapshot
        self._after_safe_write("save_snapshot", fate)

    def latest_snapshot(self, *, at_most: int) -> Snapshot | None:
        """Return the newest snapshot whose size is not above `at_most`."""
        sizes = [size for size in self.journal.snapshots if size <= at_most]
        return self.journal.snapshots[max(sizes)] if sizes else None

    def save_checkpoint(self, size: int, note: bytes) -> None:
        """Keep a published checkpoint; the same again is no error, another of its size is."""
        fate = self._before_safe_write("save_checkpoint")
        if self.journal.checkpoints.setdefault(size, note) != note:
            msg = f"save the checkpoint of {size} entries: another of that size was published"
            raise ValueError(msg)
        self._after_safe_write("save_checkpoint", fate)

    def checkpoints(self) -> list[tuple[int, bytes]]:
        """Return every published checkpoint, smallest first."""
        return sorted(self.journal.checkpoints.items())

    def latest_checkpoint(self) -> tuple[int, bytes] | None:
        """Return the largest published checkpoint, if there is one."""
        return max(self.journal.checkpoints.items(), default=None)

    def save_hashes(self, tree: str, level: int, first_tile: int, tiles: Sequence[bytes]) -> None:
        """Keep full tiles of a tree; the same again is fine, others in their place are refused."""
        check_tiles(tree, tiles)
        fate = self._before_safe_write("save_hashes")
        kept = self.journal.hashes
        given = {(tree, level, first_tile + n): tile for n, tile in enumerate(tiles)}
        if any(kept.get(place, tile) != tile for place, tile in given.items()):
            msg = f"save tiles of {tree} at level {level}: other hashes stand there"
            raise ValueError(msg)
        kept.update(given)
        self._after_safe_write("save_hashes", fate)

    def hashes(self, tree: str, level: int, tile: int) -> bytes | None:
        """Return a full tile, if it is kept."""
        return self.journal.hashes.get((tree, level, tile))

    def save_position(self, follower: str, *, position: int, state: bytes) -> None:
        """Keep how far a follower of the journal has come and what it needs to go on."""
        fate = self._before_safe_write("save_position")
        self.journal.positions[follower] = (position, state)
        self._after_safe_write("save_position", fate)

    def position(self, follower: str) -> tuple[int, bytes] | None:
        """Return what `save_position` kept last for this follower, if anything."""
        return self.journal.positions.get(follower)

    def wait_beyond(self, size: int, *, timeout_s: int) -> int:
        """Wait until the journal is larger than `size` or time is up; return its size."""
        journal = self.journal
        with journal.grown:
            journal.grown.wait_for(lambda: journal.head.size > size, timeout=timeout_s)
            return journal.head.size

    def close(self) -> None:
        """Release nothing: the journal outlives the store."""

    def _before_safe_write(self, write: str) -> Fate | None:
        """Let a write fail that may be made twice: lost or kept, it is a PortError, safe again."""
        try:
            return self.faults.before(write)
        except FateUnknown as lost:
            raise PortError(str(lost), retry_is_safe=True) from lost

    def _after_safe_write(self, write: str, fate: Fate | None) -> None:
        try:
            self.faults.after(write, fate)
        except FateUnknown as unknown:
            raise PortError(str(unknown), retry_is_safe=True) from unknown


class MemoryCell:
    """`ports.CheckpointCell` in memory."""

    def __init__(self) -> None:
        """Begin with nothing in it."""
        self._note: bytes | None = None
        self.faults = Faults()

    def fail_next(self, write: str, fate: Fate) -> None:
        """Let the next call of `swap` fail in this way."""
        self.faults.fail_next(write, fate)

    def read(self) -> bytes | None:
        """Return the last checkpoint note, or None where none was ever written."""
        return self._note

    def swap(self, *, old: bytes | None, new: bytes) -> None:
        """Replace `old` by `new`."""
        fate = self.faults.before("swap")
        if self._note != old:
            msg = "swap the checkpoint cell: it holds another checkpoint than was expected"
            raise Fenced(msg)
        self._note = new
        self.faults.after("swap", fate)


class MemorySubjects:
    """`ports.SubjectStore` in memory."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._keys: dict[SubjectId, bytes] = {}
        self._fields: dict[SubjectId, dict[str, str]] = {}

    def enrol(self, fields: dict[str, str]) -> SubjectId:
        """Create a subject with its own key and keep its fields."""
        subject = new_subject_id()
        self._keys[subject] = new_subject_key()
        self._fields[subject] = dict(fields)
        return subject

    def fields(self, subject: SubjectId) -> dict[str, str]:
        """Return the fields of a subject."""
        return dict(self._fields[subject])

    def token(self, subject: SubjectId, *, purpose: str) -> str:
        """Return the subject's token for one purpose."""
        return token_of(self._keys[subject], purpose=purpose)

    def commit(self, subject: SubjectId, *, field: str) -> str:
        """Return a keyed commitment to one field's value."""
        value = self._fields[subject][field]
        return commitment_of(self._keys[subject], field=field, value=value)

    def erase(self, subject: SubjectId) -> None:
        """Destroy the subject's key and fields. Raises: KeyError if unknown or erased."""
        del self._keys[subject]
        del self._fields[subject]


class FixedClock:
    """`ports.Clock` whose time moves only when it is told to."""

    def __init__(self, at: datetime) -> None:
        """Stand at `at`, an aware instant."""
        self._at = at

    def now(self) -> datetime:
        """Return the instant at which the clock stands."""
        return self._at

    def seconds_until(self, instant: datetime) -> float:
        """Return how long a clock that ran would take to show `instant`."""
        return max(0.0, (instant - self._at).total_seconds())

    def move_to(self, instant: datetime) -> None:
        """Move on. Raises: ValueError for a move into the past."""
        if instant < self._at:
            msg = f"a clock does not go back from {self._at} to {instant}"
            raise ValueError(msg)
        self._at = instant

    def move_by(self, step: timedelta) -> None:
        """Move on by `step`."""
        self.move_to(self._at + step)
