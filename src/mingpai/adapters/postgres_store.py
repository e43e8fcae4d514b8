"""The journal's entries in PostgreSQL: the port `EntryStore` over one connection.

Owns the statements on schema `journal`. Must not know what is inside a leaf. Where to look
next: `adapters.migrations` (the tables), `adapters.postgres_schema` (who may do what).

A batch is one statement: it moves the head if the head is where the batch begins, and writes
batch and entries only if it did. So it costs one round trip, and is atomic by itself.

An answer that was lost leaves a question: the server may still have the statement in its hands
or even unread in its socket, where no row lock shows it. Therefore the head carries a `fence`,
a number that a statement must name and that `settle` raises under the row lock: whatever the
old connection left behind is void from then on, and the answer `settle` gives is final.
"""

import contextlib
import struct
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import psycopg
from psycopg import errors, pq

from mingpai.adapters.entry_checks import check_batch, check_tiles
from mingpai.kernel.ids import StreamId
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

CHANNEL = "mingpai_journal"
"""Where each append says the journal's new size."""
_SNAPSHOTS_KEPT = 3
_LONGEST_NAP_S = 1.0
_POLL_S = 0.1
_DEAD_AFTER_MS = 20_000
_APPEND_NAME = b"append"
_COMMAND_INDEX = "entry_command"
_LAST_WORDS = frozenset({"FATAL", "PANIC"})
"""With what severities a server says that it ends the connection."""

_APPEND = b"""
WITH moved AS (
    UPDATE journal.head SET size = $1 + $2, root = $4, batch_id = $5
    WHERE size = $1 AND epoch = $3 AND fence = $6 RETURNING size
), batch AS (
    INSERT INTO journal.batch (first, size, epoch, batch_id, receipt_root, signature)
    SELECT $1, $2, $3, $5, $7, $8 FROM moved
), entries AS (
    INSERT INTO journal.entry (seq, leaf, stream, command_id, fingerprint, nonce, sealed)
    SELECT $1 + place - 1, leaf, stream, command_id, fingerprint, nonce, sealed
    FROM moved, unnest($9::bytea[], $10::text[], $11::bytea[], $12::bytea[], $13::bytea[],
        $14::bytea[]) WITH ORDINALITY
        AS entry (leaf, stream, command_id, fingerprint, nonce, sealed, place)
)
SELECT pg_notify('mingpai_journal', size::text) FROM moved"""

# PostgreSQL's numbers for the types of the parameters above and of array elements.
_INT8, _INT4, _BYTEA, _TEXT, _BYTEA_ARRAY, _TEXT_ARRAY = 20, 23, 17, 25, 1001, 1009
_APPEND_TYPES = [
    *(_INT8, _INT4, _INT8, _BYTEA, _BYTEA, _INT8, _BYTEA, _BYTEA),
    *(_BYTEA_ARRAY, _TEXT_ARRAY, _BYTEA_ARRAY, _BYTEA_ARRAY, _BYTEA_ARRAY, _BYTEA_ARRAY),
]
_ALL_BINARY = [pq.Format.BINARY] * len(_APPEND_TYPES)

_pack_int8 = struct.Struct("!q").pack
_pack_int4 = struct.Struct("!i").pack
_pack_array_head = struct.Struct("!iiIii").pack
_NULL = b"\xff\xff\xff\xff"

_Answer = TypeVar("_Answer")
_Connection = psycopg.Connection[tuple[Any, ...]]


class PostgresEntryStore:
    """`ports.EntryStore` in PostgreSQL 15 or later, embedded or not.

    `dsn` must be that of the journal's role. Connects at the first call and again after a
    connection was lost. Reading, and saving what may be saved twice, is tried once more by
    itself after a lost connection; an append never is.
    """

    def __init__(self, dsn: str) -> None:
        """Keep how to connect; nothing is opened yet."""
        self._dsn = dsn
        self._connection: _Connection | None = None
        self._append_is_prepared = False
        self._listens = False
        self._epoch: int | None = None
        self._fence = 0

    # Connection ------------------------------------------------------------------------------

    def _open(self, attempted: str) -> _Connection:
        if self._connection is not None and not self._connection.closed:
            return self._connection
        self.close()
        try:
            self._connection = psycopg.connect(
                self._dsn,
                autocommit=True,
                application_name="mingpai journal",
                connect_timeout=10,
                tcp_user_timeout=_DEAD_AFTER_MS,  # a host that vanished is noticed, not waited for
            )
        except psycopg.Error as error:
            msg = f"{attempted}: no connection to the database: {_one_line(error)}"
            raise PortError(msg, retry_is_safe=True) from error
        return self._connection

    def close(self) -> None:
        """Release the connection; the next call opens another."""
        if self._connection is not None:
            with contextlib.suppress(psycopg.Error):
                self._connection.close()
        self._connection = None
        self._append_is_prepared = self._listens = False

    def _ask(self, attempted: str, work: Callable[[_Connection], _Answer]) -> _Answer:
        """Do what may be done twice; once more where the connection was lost."""
        try:
            return work(self._open(attempted))
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            if self._connection is not None and not self._connection.closed:
                raise _failure(attempted, error) from error
        except psycopg.Error as error:
            raise _failure(attempted, error) from error
        try:
            return work(self._open(attempted))
        except psycopg.Error as error:
            raise _failure(attempted, error) from error

    def _rows(self, attempted: str, question: str, values: Sequence[object]) -> list[Any]:
        def work(connection: _Connection) -> list[Any]:
            with connection.cursor(binary=True) as cursor:
                return cursor.execute(question.encode(), values).fetchall()

        return self._ask(attempted, work)

    def _save(self, attempted: str, statement: str, values: Sequence[object]) -> int:
        """Run a statement that may be run twice; return how many rows it wrote."""
        return self._ask(attempted, lambda c: c.execute(statement.encode(), values).rowcount)

    # Head and appending ----------------------------------------------------------------------

    def open_epoch(self) -> Head:
        """Fence every earlier writer and return the head with the new epoch."""
        rows = self._rows(
            "open an epoch",
            "UPDATE journal.head SET epoch = epoch + 1, fence = fence + 1"
            " RETURNING size, epoch, root, batch_id, fence",
            (),
        )
        *head, self._fence = rows[0]
        opened = Head(*head)
        self._epoch = opened.epoch
        return opened

    def head(self) -> Head:
        """Return the head as committed now."""
        question = "SELECT size, epoch, root, batch_id FROM journal.head"
        return Head(*self._rows("read the head", question, ())[0])

    def append(self, batch: Batch) -> None:
        """Write a batch if the head is still where it begins, else write nothing."""
        check_batch(batch)
        attempted = f"append {len(batch.entries)} entries from {batch.first}"
        if batch.epoch != self._epoch:
            msg = f"{attempted}: epoch {batch.epoch} is not the one opened here ({self._epoch})"
            raise Fenced(msg)
        values = _values_of(batch, fence=self._fence)
        pgconn = self._prepared(attempted)
        try:
            result = pgconn.exec_prepared(_APPEND_NAME, values, _ALL_BINARY, pq.Format.BINARY)
        except psycopg.Error as error:
            self.close()
            msg = f"{attempted}: {_one_line(error)}"
            raise FateUnknown(msg) from error
        if result.status != pq.ExecStatus.TUPLES_OK:
            self._say_why_not(attempted, result)
        if not result.ntuples:
            msg = f"{attempted}: the head is elsewhere; another sequencer took the journal over"
            raise Fenced(msg)

    def _prepared(self, attempted: str) -> pq.abc.PGconn:
        """Return a connection that knows the statement. Nothing of a batch was sent yet."""
        connection = self._open(attempted)
        if not self._append_is_prepared:
            try:
                result = connection.pgconn.prepare(_APPEND_NAME, _APPEND, _APPEND_TYPES)
            except psycopg.Error as error:
                self.close()
                raise _failure(attempted, error) from error
            if result.status != pq.ExecStatus.COMMAND_OK:
                refused = errors.error_from_result(result)
                self.close()
                raise _failure(attempted, refused)
            self._append_is_prepared = True
        return connection.pgconn

    def _say_why_not(self, attempted: str, result: pq.abc.PGresult) -> None:
        """Raise what the server's answer means: kept or not is certain only if it is still there.

        A server that is being shut down may say so after it has committed.
        """
        error = errors.error_from_result(result)
        pgconn = None if self._connection is None else self._connection.pgconn
        is_there = pgconn is not None and pgconn.status == pq.ConnStatus.OK
        if not is_there or error.diag.severity_nonlocalized in _LAST_WORDS:
            self.close()
            msg = f"{attempted}: {_one_line(error)}"
            raise FateUnknown(msg) from error
        if isinstance(error, errors.UniqueViolation):
            if error.diag.constraint_name == _COMMAND_INDEX:
                msg = f"{attempted}: a command of this batch already stands in the journal"
                raise ValueError(msg) from error
            msg = f"{attempted}: {_one_line(error)}; the tables contradict the head"
            raise PortError(msg, retry_is_safe=False) from error
        raise _failure(attempted, error) from error

    def settle(self, batch_id: bytes) -> bool:
        """After FateUnknown: say whether the batch was kept. Final, see the module's docstring."""
        attempted = "settle the fate of a batch"
        self.close()

        def work(connection: _Connection) -> tuple[bool, int | None]:
            with connection.transaction():
                # 1. Wait for whoever is writing now.
                connection.execute("SELECT 1 FROM journal.head FOR UPDATE")
                # 2. Make void what our old connection has not begun yet, while we are current.
                row = connection.execute(
                    "UPDATE journal.head SET fence = fence + 1 WHERE epoch = %s RETURNING fence",
                    [self._epoch],
                ).fetchone()
                # 3. Only now is the answer final.
                kept = connection.execute(
                    "SELECT 1 FROM journal.batch WHERE batch_id = %s", [batch_id]
                ).fetchone()
            return kept is not None, None if row is None else int(row[0])

        kept, fence = self._ask(attempted, work)
        if fence is not None:
            self._fence = fence
        return kept

    # Reading ---------------------------------------------------------------------------------

    def read(self, first: int, *, limit: int) -> list[StoredEntry]:
        """Return up to `limit` committed entries from `first` on, in order."""
        rows = self._rows(
            f"read {limit} entries from {first}",
            "SELECT seq, leaf, nonce, sealed FROM journal.entry"
            " WHERE seq >= %s ORDER BY seq LIMIT %s",
            (first, limit),
        )
        return [StoredEntry(*row) for row in rows]

    def read_stream(self, stream: StreamId) -> list[StoredEntry]:
        """Return every entry of one stream, in order."""
        rows = self._rows(
            f"read stream {stream}",
            "SELECT seq, leaf, nonce, sealed FROM journal.entry WHERE stream = %s ORDER BY seq",
            (stream,),
        )
        return [StoredEntry(*row) for row in rows]

    def commands_among(self, command_ids: Sequence[bytes]) -> list[StoredCommand]:
        """Return those of the given commands that reached the journal, in any order."""
        rows = self._rows(
            f"look for {len(command_ids)} commands",
            "SELECT command_id, seq, fingerprint FROM journal.entry"
            " WHERE command_id = ANY(%s::bytea[])",
            (list(command_ids),),
        )
        return [StoredCommand(*row) for row in rows]

    def batch_of(self, seq: int) -> StoredBatch | None:
        """Return the batch that holds entry `seq`."""
        rows = self._rows(
            f"find the batch of entry {seq}",
            "SELECT batch_id, epoch, first, size, receipt_root, signature FROM journal.batch"
            " WHERE first <= %s ORDER BY first DESC LIMIT 1",
            (seq,),
        )
        found = StoredBatch(*rows[0]) if rows else None
        return found if found is not None and seq < found.first + found.size else None

    # Beside the entries ----------------------------------------------------------------------

    def save_snapshot(self, snapshot: Snapshot) -> None:
        """Keep a snapshot and drop all but the newest few."""

        def work(connection: _Connection) -> None:
            with connection.transaction():
                connection.execute(
                    "INSERT INTO journal.snapshot (size, root, body) VALUES (%b, %b, %b)"
                    " ON CONFLICT (size) DO UPDATE SET root = excluded.root, body = excluded.body",
                    [snapshot.size, snapshot.root, snapshot.body],
                )
                connection.execute(
                    "DELETE FROM journal.snapshot WHERE size < (SELECT min(size) FROM (SELECT size"
                    " FROM journal.snapshot ORDER BY size DESC LIMIT %s) AS newest)",
                    [_SNAPSHOTS_KEPT],
                )

        self._ask(f"save the snapshot of {snapshot.size} entries", work)

    def latest_snapshot(self, *, at_most: int) -> Snapshot | None:
        """Return the newest snapshot whose size is not above `at_most`."""
        rows = self._rows(
            "read the latest snapshot",
            "SELECT size, root, body FROM journal.snapshot"
            " WHERE size <= %s ORDER BY size DESC LIMIT 1",
            (at_most,),
        )
        return Snapshot(*rows[0]) if rows else None

    def save_checkpoint(self, size: int, note: bytes) -> None:
        """Keep a published checkpoint; the same again is no error, another of its size is."""
        attempted = f"save the checkpoint of {size} entries"
        written = self._save(
            attempted,
            "INSERT INTO journal.checkpoint (size, note) VALUES (%b, %b) ON CONFLICT DO NOTHING",
            (size, note),
        )
        if not written:
            question = "SELECT note FROM journal.checkpoint WHERE size = %s"
            if self._rows(attempted, question, (size,)) != [(note,)]:
                msg = f"{attempted}: another one of that size was published before"
                raise ValueError(msg)

    def checkpoints(self) -> list[tuple[int, bytes]]:
        """Return every published checkpoint, smallest first."""
        question = "SELECT size, note FROM journal.checkpoint ORDER BY size"
        return self._rows("read the checkpoints", question, ())

    def latest_checkpoint(self) -> tuple[int, bytes] | None:
        """Return the largest published checkpoint, if there is one."""
        question = "SELECT size, note FROM journal.checkpoint ORDER BY size DESC LIMIT 1"
        rows = self._rows("read the latest checkpoint", question, ())
        return rows[0] if rows else None

    def save_hashes(self, tree: str, level: int, first_tile: int, tiles: Sequence[bytes]) -> None:
        """Keep full tiles of a tree; the same again is fine, others in their place are refused."""
        check_tiles(tree, tiles)
        attempted = f"save {len(tiles)} tiles of {tree} at level {level}"
        values = (tree, level, first_tile, list(tiles))
        written = self._save(
            attempted,
            "INSERT INTO journal.hash_tile (tree, level, tile, hashes)"
            " SELECT %s, %s, %s + place - 1, hashes"
            " FROM unnest(%s::bytea[]) WITH ORDINALITY AS given (hashes, place)"
            " ON CONFLICT DO NOTHING",
            values,
        )
        if written < len(tiles):
            rows = self._rows(
                attempted,
                "SELECT count(*) FROM journal.hash_tile AS kept"
                " WHERE kept.tree = %s AND kept.level = %s AND EXISTS (SELECT 1 FROM"
                " (SELECT %s + place - 1 AS tile, hashes FROM unnest(%s::bytea[])"
                " WITH ORDINALITY AS listed (hashes, place)) AS given"
                " WHERE given.tile = kept.tile AND given.hashes = kept.hashes)",
                values,
            )
            if rows[0][0] != len(tiles):
                msg = f"{attempted}: other hashes stand there; a published tree never changes"
                raise ValueError(msg)

    def hashes(self, tree: str, level: int, tile: int) -> bytes | None:
        """Return a full tile, if it is kept."""
        rows = self._rows(
            f"read tile {tile} of {tree} at level {level}",
            "SELECT hashes FROM journal.hash_tile WHERE tree = %s AND level = %s AND tile = %s",
            (tree, level, tile),
        )
        return rows[0][0] if rows else None

    def save_position(self, follower: str, *, position: int, state: bytes) -> None:
        """Keep how far a follower of the journal has come and what it needs to go on."""
        self._save(
            f"save the position of {follower}",
            "INSERT INTO journal.follower (name, position, state) VALUES (%b, %b, %b)"
            " ON CONFLICT (name) DO UPDATE"
            " SET position = excluded.position, state = excluded.state",
            (follower, position, state),
        )

    def position(self, follower: str) -> tuple[int, bytes] | None:
        """Return what `save_position` kept last for this follower, if anything."""
        question = "SELECT position, state FROM journal.follower WHERE name = %s"
        rows = self._rows(f"read the position of {follower}", question, (follower,))
        return rows[0] if rows else None

    # Waiting ---------------------------------------------------------------------------------

    def wait_beyond(self, size: int, *, timeout_s: int) -> int:
        """Wait until the journal is larger than `size` or time is up; return its size.

        Woken by the append itself; the head is looked at from time to time all the same,
        because a server in recovery or behind a pooler wakes nobody.
        """
        deadline = time.monotonic() + timeout_s
        while True:
            woken = self._ask("listen for new entries", self._listen)
            reached = self.head().size
            left_s = deadline - time.monotonic()
            if reached > size or left_s <= 0:
                return reached
            self._ask("wait for new entries", lambda c: _nap(c, left_s, woken=woken))  # noqa: B023 - called at once

    def _listen(self, connection: _Connection) -> bool:
        """Ask to be woken; say whether that works here."""
        if not self._listens:
            try:
                connection.execute(f"LISTEN {CHANNEL}")
            except (errors.FeatureNotSupported, errors.ReadOnlySqlTransaction):
                return False
            self._listens = True
        return True


def _nap(connection: _Connection, left_s: float, *, woken: bool) -> None:
    """Sleep until the journal grows, or for a short while."""
    if not woken:
        time.sleep(min(left_s, _POLL_S))
        return
    for _ in connection.notifies(timeout=min(left_s, _LONGEST_NAP_S), stop_after=1):
        pass


def _values_of(batch: Batch, *, fence: int) -> list[bytes]:
    """Return the statement's values, in PostgreSQL's binary form."""
    entries = batch.entries
    return [
        _pack_int8(batch.first),
        _pack_int4(len(entries)),
        _pack_int8(batch.epoch),
        batch.root,
        batch.batch_id,
        _pack_int8(fence),
        batch.receipt_root,
        batch.signature,
        _array([entry.leaf for entry in entries]),
        _array([entry.stream.encode() for entry in entries], element=_TEXT),
        _array([entry.command_id for entry in entries]),
        _array([entry.fingerprint for entry in entries]),
        _array([entry.nonce for entry in entries]),
        _array([entry.sealed for entry in entries]),
    ]


def _array(items: Sequence[bytes | None], *, element: int = _BYTEA) -> bytes:
    """Write an array in PostgreSQL's binary form: ten times as fast as the driver's own way."""
    parts = [_pack_array_head(1, None in items, element, len(items), 1)]
    for item in items:
        if item is None:
            parts.append(_NULL)
        else:
            parts += (_pack_int4(len(item)), item)
    return b"".join(parts)


def _failure(attempted: str, error: psycopg.Error) -> PortError:
    """Return what an error of the driver means for a caller; the transaction is undone."""
    safe = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return PortError(f"{attempted}: {_one_line(error)}", retry_is_safe=safe)


def _one_line(error: psycopg.Error) -> str:
    return " ".join(str(error).split())
