"""PostgreSQL dies, or its answer is lost, while entries are appended: nothing lost, none twice."""

import hashlib
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from mingpai.adapters.embedded_postgres import EmbeddedPostgres
from mingpai.adapters.postgres_schema import Dsns
from mingpai.adapters.postgres_store import PostgresEntryStore
from mingpai.kernel.ids import StreamId
from mingpai.ports import Batch, FateUnknown, Head, NewEntry, PortError

pytestmark = pytest.mark.database

STREAM = StreamId("disposal/1")
Stores = Callable[..., PostgresEntryStore]


def batch_at(head: Head, count: int = 8) -> Batch:
    """Return a batch whose leaves say where they stand."""
    entries = [NewEntry(b"%d" % seq, STREAM) for seq in range(head.size, head.size + count)]
    root = hashlib.sha256(head.root + b"".join(entry.leaf for entry in entries)).digest()
    return Batch(os.urandom(16), head.epoch, head.size, entries, root, b"q" * 32, b"s" * 64)


def after(batch: Batch) -> Head:
    return Head(
        size=batch.first + len(batch.entries),
        epoch=batch.epoch,
        root=batch.root,
        batch_id=batch.batch_id,
    )


def settled(store: PostgresEntryStore, batch_id: bytes) -> bool:
    """Ask until the store can say; the server may still be recovering."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return store.settle(batch_id)
        except PortError as failed:
            if not failed.retry_is_safe or time.monotonic() > deadline:
                raise
            time.sleep(0.05)


class Appender:
    """Appends in its own thread as the service would, and knows what was acknowledged."""

    def __init__(self, store: PostgresEntryStore) -> None:
        """Open an epoch."""
        self.store = store
        self.head = store.open_epoch()
        self.unknown = 0
        self.refused = 0
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self) -> None:
        """Append until told to end."""
        while not self.ending.is_set():
            batch = batch_at(self.head)
            try:
                self.store.append(batch)
            except FateUnknown:
                self.unknown += 1
                if settled(self.store, batch.batch_id):
                    self.head = after(batch)
            except PortError as failed:
                if not failed.retry_is_safe:
                    raise
                self.refused += 1
                time.sleep(0.05)
            else:
                self.head = after(batch)

    def end(self) -> None:
        """Stop appending and hold the journal against what was acknowledged."""
        self.ending.set()
        self.thread.join(timeout=60)
        assert not self.thread.is_alive()
        assert self.store.head() == self.head
        leaves = [entry.leaf for entry in self.store.read(0, limit=10**9)]
        assert leaves == [b"%d" % seq for seq in range(self.head.size)]


def backend_of(store: PostgresEntryStore) -> int:
    connection = store._connection
    assert connection is not None
    return connection.info.backend_pid


def cut(store: PostgresEntryStore) -> None:
    """Cut the store's connection on our side only; what was sent stays with the server."""
    connection = store._connection
    assert connection is not None
    with socket.socket(fileno=os.dup(connection.pgconn.socket)) as ours:
        ours.shutdown(socket.SHUT_RDWR)


def test_a_killed_backend_leaves_neither_gap_nor_repetition(fresh_store: Stores) -> None:
    """Kill -9 of the process that serves the append, five times: every entry once, in order."""
    appender = Appender(fresh_store())
    appender.thread.start()
    for _ in range(5):
        time.sleep(0.3)
        connection = appender.store._connection
        if connection is not None and not connection.closed:
            try:
                os.kill(connection.info.backend_pid, signal.SIGKILL)
            except (ProcessLookupError, psycopg.OperationalError):
                continue
    time.sleep(0.3)
    appender.end()
    assert appender.unknown + appender.refused >= 1
    assert appender.head.size > 0


def test_a_killed_server_comes_back_with_all_that_was_acknowledged(tmp_path: Path) -> None:
    """Kill -9 of the server under load, then a new start: what was answered is there, once."""
    server = EmbeddedPostgres(tmp_path / "db")
    store = PostgresEntryStore(server.start().journal)
    try:
        appender = Appender(store)
        appender.thread.start()
        for _ in range(2):
            time.sleep(0.4)
            pid = server.pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            server.stop()
            server.start()
        time.sleep(0.4)
        appender.end()
        assert appender.unknown >= 1
    finally:
        store.close()
        server.stop()


def test_an_append_that_the_server_has_not_read_yet_is_void_once_settled(
    fresh_store: Stores,
) -> None:
    """Settled as not kept, a batch still unread in the server's socket never gets in later."""
    store = fresh_store()
    head = store.open_epoch()
    first = batch_at(head)
    store.append(first)  # so that the statement is prepared
    backend = backend_of(store)
    caught: list[BaseException] = []
    late = batch_at(after(first))

    def append() -> None:
        try:
            store.append(late)
        except FateUnknown as error:
            caught.append(error)

    os.kill(backend, signal.SIGSTOP)
    try:
        thread = threading.Thread(target=append)
        thread.start()
        time.sleep(0.3)
        cut(store)
        thread.join(timeout=10)
        assert len(caught) == 1
        assert store.settle(late.batch_id) is False
    finally:
        os.kill(backend, signal.SIGCONT)
    time.sleep(0.5)  # time for the old backend to carry out what it had received
    assert store.head() == after(first)
    again = batch_at(after(first))
    store.append(again)
    assert store.head() == after(again)


def test_settling_waits_for_an_append_that_is_under_way(
    fresh_store: Stores, fresh_dsns: Callable[[], Dsns]
) -> None:
    """While the server still works on the batch, settle waits, and then answers that it is kept."""
    dsns = fresh_dsns()
    store = fresh_store(dsns.journal)
    head = store.open_epoch()
    batch = batch_at(head)
    with psycopg.connect(dsns.journal) as holding:
        holding.execute("SELECT 1 FROM journal.head FOR UPDATE")
        caught: list[BaseException] = []

        def append() -> None:
            try:
                store.append(batch)
            except FateUnknown as error:
                caught.append(error)

        thread = threading.Thread(target=append)
        thread.start()
        time.sleep(0.3)
        cut(store)
        thread.join(timeout=10)
        assert len(caught) == 1
        answers: list[bool] = []
        settling = threading.Thread(target=lambda: answers.append(store.settle(batch.batch_id)))
        settling.start()
        settling.join(timeout=0.5)
        assert settling.is_alive()  # it waits for the one before it
        holding.rollback()
        settling.join(timeout=10)
    assert answers == [True]
    assert store.head() == after(batch)


def test_reading_goes_on_by_itself_after_a_lost_connection(
    fresh_store: Stores, fresh_dsns: Callable[[], Dsns]
) -> None:
    """What may be done twice is: a terminated connection is replaced without the caller's help."""
    dsns = fresh_dsns()
    store = fresh_store(dsns.journal)
    batch = batch_at(store.open_epoch())
    store.append(batch)
    with psycopg.connect(dsns.admin) as admin:
        admin.execute("SELECT pg_terminate_backend(%s)", [backend_of(store)])
    time.sleep(0.1)
    assert store.head() == after(batch)
    assert len(store.read(0, limit=100)) == len(batch.entries)


def test_without_a_server_every_call_says_so(tmp_path: Path) -> None:
    """No server at all: a PortError that names the attempt and may be tried again."""
    store = PostgresEntryStore(f"host={tmp_path} dbname=none user=nobody")
    for call in (
        store.open_epoch,
        store.head,
        lambda: store.settle(b"b"),
        lambda: store.read(0, limit=1),
        lambda: store.wait_beyond(0, timeout_s=1),
    ):
        with pytest.raises(PortError, match="no connection to the database") as caught:
            call()
        assert caught.value.retry_is_safe
        assert not isinstance(caught.value, FateUnknown)
