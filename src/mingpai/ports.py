"""Ports: what the service needs from the world, each with its whole contract.

An adapter implements a port and is named for its technology; `mingpai.bootstrap` alone knows
which is used. The memory adapters in `adapters.memory` police these contracts in tests.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from mingpai.kernel.ids import StreamId, SubjectId


class PortError(Exception):
    """A port could not serve. The text says what was attempted; nothing was changed by it.

    `retry_is_safe`: the same call may be made again as it is.
    """

    def __init__(self, attempted: str, *, retry_is_safe: bool) -> None:
        """Keep what was attempted and whether trying again can do harm."""
        super().__init__(attempted)
        self.retry_is_safe = retry_is_safe


class FateUnknown(PortError):
    """A write was sent and no answer came: it may have been kept. Settle before going on."""

    def __init__(self, attempted: str) -> None:
        """Say what was attempted; such a write is never simply tried again."""
        super().__init__(attempted, retry_is_safe=False)


class Fenced(PortError):
    """Another sequencer has opened a newer epoch, or the head moved. Stop; nothing was written."""

    def __init__(self, attempted: str) -> None:
        """Say what was attempted; a fenced writer never becomes the current one again."""
        super().__init__(attempted, retry_is_safe=False)


class Head(Struct, frozen=True):
    """Where the journal ends: the row on which every append does its compare-and-swap.

    `root` is the RFC 6962 SHA-256 root over all leaves; `batch_id` names the last batch.
    """

    size: int
    epoch: int
    root: bytes
    batch_id: bytes


class NewEntry(Struct, frozen=True, gc=False):
    """One entry to be stored: its leaf bytes and what lies beside the leaf.

    `stream` serves reading one thing's history. `command_id` is unique over the journal (or
    None); `fingerprint` is a keyed digest of the command's content, to tell a retry from a
    reuse. `nonce` and `sealed` are the opening of a restricted kind's commitment.
    """

    leaf: bytes
    stream: StreamId
    command_id: bytes | None = None
    fingerprint: bytes | None = None
    nonce: bytes | None = None
    sealed: bytes | None = None


class StoredEntry(Struct, frozen=True, gc=False):
    """One entry as read back. Sequence numbers begin at 0 and have no gaps."""

    seq: int
    leaf: bytes
    nonce: bytes | None = None
    sealed: bytes | None = None


class StoredCommand(Struct, frozen=True, gc=False):
    """What is known of a command that reached the journal."""

    command_id: bytes
    seq: int
    fingerprint: bytes


class Batch(Struct, frozen=True):
    """What one transaction writes: entries `first` onwards, their receipts' signature, the head.

    `receipt_root` is the RFC 6962 root over this batch's leaf hashes alone; `signature` the
    signed statement over (origin, epoch, first, size, receipt_root), see `journal.receipt`.
    """

    batch_id: bytes
    epoch: int
    first: int
    entries: Sequence[NewEntry]
    root: bytes
    receipt_root: bytes
    signature: bytes


class StoredBatch(Struct, frozen=True):
    """A batch as read back, without its entries."""

    batch_id: bytes
    epoch: int
    first: int
    size: int
    receipt_root: bytes
    signature: bytes


class Snapshot(Struct, frozen=True):
    """The state that the first `size` entries lead to, as bytes that only the service reads."""

    size: int
    root: bytes
    body: bytes


class EntryStore(Protocol):
    """The journal's entries and head.

    Durable: when `append` returns, the batch survives the loss of the process and of the
    machine's power. Atomic: a batch is there as a whole or not at all. Ordered: sequence
    numbers are gap-free from 0. One writer: `open_epoch` fences every earlier one. Safe to be
    called from one thread at a time; a second store object for reading may run beside it.
    Entries and batches are never changed or deleted; an adapter refuses both.
    """

    def open_epoch(self) -> Head:
        """Fence every earlier writer and return the head with the new epoch.

        Raises: PortError (safe to retry: an epoch may be skipped).
        """
        ...

    def head(self) -> Head:
        """Return the head as committed now."""
        ...

    def append(self, batch: Batch) -> None:
        """Write a batch if the head is still (batch.first, batch.epoch), else write nothing.

        Requires: `open_epoch` on this same object. Raises: Fenced where the head or the epoch
        differs, or this object never opened one; FateUnknown where the connection was
        lost after the write was sent; PortError where nothing was written; ValueError where a
        command id already stands in the journal.
        """
        ...

    def settle(self, batch_id: bytes) -> bool:
        """After FateUnknown: say whether the batch was kept.

        Reconnects, waits for the old connection's transaction to end (it locks the head row), and
        voids whatever that connection left unread, so the answer is final.
        Raises: PortError (safe to retry).
        """
        ...

    def read(self, first: int, *, limit: int) -> list[StoredEntry]:
        """Return up to `limit` committed entries from `first` on, in order."""
        ...

    def read_stream(self, stream: StreamId) -> list[StoredEntry]:
        """Return every entry of one stream, in order."""
        ...

    def commands_among(self, command_ids: Sequence[bytes]) -> list[StoredCommand]:
        """Return those of the given commands that reached the journal, in any order."""
        ...

    def batch_of(self, seq: int) -> StoredBatch | None:
        """Return the batch that holds entry `seq`."""
        ...

    def save_snapshot(self, snapshot: Snapshot) -> None:
        """Keep a snapshot; older ones may be dropped once it is durable."""
        ...

    def latest_snapshot(self, *, at_most: int) -> Snapshot | None:
        """Return the newest snapshot whose size is not above `at_most`."""
        ...

    def save_checkpoint(self, size: int, note: bytes) -> None:
        """Keep a published checkpoint (a signed note); the same again is no error."""
        ...

    def checkpoints(self) -> list[tuple[int, bytes]]:
        """Return every published checkpoint, smallest first."""
        ...

    def latest_checkpoint(self) -> tuple[int, bytes] | None:
        """Return the largest published checkpoint, if there is one."""
        ...

    def save_hashes(self, tree: str, level: int, first_tile: int, tiles: Sequence[bytes]) -> None:
        """Keep full tiles (8,192 bytes each) of the tree `sha256` or `sm3`; same again is fine."""
        ...

    def hashes(self, tree: str, level: int, tile: int) -> bytes | None:
        """Return a full tile, if it is kept."""
        ...

    def save_position(self, follower: str, *, position: int, state: bytes) -> None:
        """Keep how far a follower of the journal has come and what it needs to go on."""
        ...

    def position(self, follower: str) -> tuple[int, bytes] | None:
        """Return what `save_position` kept last for this follower, if anything."""
        ...

    def wait_beyond(self, size: int, *, timeout_s: int) -> int:
        """Wait until the journal is larger than `size` or time is up; return its size."""
        ...

    def close(self) -> None:
        """Release the connection."""
        ...


class CheckpointCell(Protocol):
    """The last signed tree head, outside the database and its backups.

    One value, changed only by compare-and-swap, durable when `swap` returns. The guard against
    a database restored from a backup: the service does not start below it.
    """

    def read(self) -> bytes | None:
        """Return the last checkpoint note, or None where none was ever written."""
        ...

    def swap(self, *, old: bytes | None, new: bytes) -> None:
        """Replace `old` by `new`. Raises: Fenced where the cell does not hold `old`."""
        ...


class Clock(Protocol):
    """The time source of one process."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC, never before an earlier answer."""
        ...

    def seconds_until(self, instant: datetime) -> float:
        """Return how many real seconds to wait until this clock shows `instant` (0 if past)."""
        ...


class Signer(Protocol):
    """A key that signs and never leaves its place."""

    @property
    def vkey(self) -> str:
        """The verification key as a C2SP vkey line."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return the signature over `message`, as the key's type defines it, without key id."""
        ...


class KeyRing(Protocol):
    """The service's keys. A secret is never logged, printed or exported."""

    @property
    def log(self) -> Signer:
        """Signs checkpoints (Ed25519)."""
        ...

    @property
    def receipts(self) -> Signer:
        """Signs batch statements (Ed25519, a key of its own)."""
        ...

    @property
    def sm2(self) -> Signer:
        """Signs the SM3 tree's checkpoints (SM2 with SM3)."""
        ...

    @property
    def command_secret(self) -> bytes:
        """32 bytes: keys the digests that stand for clients' idempotency keys and contents."""
        ...


class SubjectStore(Protocol):
    """Persons and companies, apart from the journal. A vault will replace what is behind it.

    Each subject has a random id and a key of its own; what leaves this store is a token for one
    purpose or a keyed commitment, neither of which can be joined across purposes without the
    key, and both of which mean nothing once the key is destroyed.
    """

    def enrol(self, fields: dict[str, str]) -> SubjectId:
        """Create a subject with its own key and keep its fields. Returns the new id."""
        ...

    def fields(self, subject: SubjectId) -> dict[str, str]:
        """Return the fields of a subject. Raises: KeyError if unknown or erased."""
        ...

    def token(self, subject: SubjectId, *, purpose: str) -> str:
        """Return the subject's token for one purpose: 22 characters of base64url.

        Deterministic per subject and purpose. Raises: KeyError if unknown or erased.
        """
        ...

    def commit(self, subject: SubjectId, *, field: str) -> str:
        """Return a keyed commitment to one field's value, in base64url.

        Raises: KeyError if the subject or the field is unknown or erased.
        """
        ...

    def erase(self, subject: SubjectId) -> None:
        """Destroy the subject's key and fields; tokens and commitments become meaningless.

        Raises: KeyError if unknown or erased.
        """
        ...
