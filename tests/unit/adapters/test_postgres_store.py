"""What PostgreSQL itself keeps anybody from doing to the journal. The rest is tests/contract."""

from collections.abc import Callable

import psycopg
import pytest
from psycopg import errors

from mingpai.adapters.postgres_schema import Dsns
from mingpai.adapters.postgres_store import PostgresEntryStore
from mingpai.kernel.ids import StreamId
from mingpai.ports import Batch, FateUnknown, NewEntry, PortError

pytestmark = pytest.mark.database

WRITTEN = ("entry", "batch", "checkpoint", "hash_tile")
CHANGES = ("UPDATE journal.{} SET {} = {}", "DELETE FROM journal.{}", "TRUNCATE journal.{}")
KEYS = {"entry": "seq", "batch": "first", "checkpoint": "size", "hash_tile": "tile"}


@pytest.fixture
def dsns(fresh_dsns: Callable[[], Dsns]) -> Dsns:
    """Return a journal with one batch, one checkpoint and one tile in it."""
    made = fresh_dsns()
    store = PostgresEntryStore(made.journal)
    head = store.open_epoch()
    entry = NewEntry(b"leaf", StreamId("disposal/1"))
    store.append(Batch(b"b" * 16, head.epoch, 0, [entry], b"r" * 32, b"q" * 32, b"s" * 64))
    store.save_checkpoint(1, b"note")
    store.save_hashes("sm3", 0, 0, [bytes(8192)])
    store.close()
    return made


@pytest.mark.parametrize("table", WRITTEN)
@pytest.mark.parametrize("change", CHANGES)
def test_the_journals_role_may_not_change_what_is_written(
    dsns: Dsns, table: str, change: str
) -> None:
    """UPDATE, DELETE and TRUNCATE are beyond the rights of the role that appends."""
    statement = change.format(table, KEYS[table], KEYS[table])
    with psycopg.connect(dsns.journal) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(statement.encode())


@pytest.mark.parametrize("table", WRITTEN)
@pytest.mark.parametrize("change", CHANGES)
def test_the_owner_is_refused_too(dsns: Dsns, table: str, change: str) -> None:
    """Even the administrator cannot change an entry without first removing the guard."""
    statement = change.format(table, KEYS[table], KEYS[table])
    with (
        psycopg.connect(dsns.admin) as connection,
        pytest.raises(errors.RestrictViolation, match="only added to"),
    ):
        connection.execute(statement.encode())


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("journal", "SELECT * FROM subjects.subject"),
        ("journal", "SELECT * FROM subjects.field"),
        ("subjects", "SELECT * FROM journal.entry"),
        ("subjects", "SELECT * FROM journal.head"),
        ("subjects", "DELETE FROM subjects.subject"),
        ("journal", "DELETE FROM journal.head"),
        ("journal", "INSERT INTO journal.head VALUES (2, 0, 0, 0, '', '')"),
        ("journal", "ALTER TABLE journal.entry DISABLE TRIGGER ALL"),
        ("journal", "CREATE TABLE journal.mine (n integer)"),
        ("journal", "CREATE TABLE public.mine (n integer)"),
    ],
)
def test_each_role_sees_its_own_schema_only(dsns: Dsns, role: str, statement: str) -> None:
    """The journal's role sees no person, the subjects' role no entry; neither makes tables."""
    with (
        psycopg.connect(getattr(dsns, role)) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


def test_tables_that_contradict_the_head_stop_the_writer(dsns: Dsns) -> None:
    """Where an entry stands beyond the head, an append is a PortError that is not to be retried."""
    with psycopg.connect(dsns.admin) as connection:
        connection.execute("INSERT INTO journal.entry (seq, leaf, stream) VALUES (1, 'x', 'y')")
    store = PostgresEntryStore(dsns.journal)
    head = store.open_epoch()
    entry = NewEntry(b"leaf", StreamId("disposal/1"))
    batch = Batch(b"c" * 16, head.epoch, 1, [entry], b"r" * 32, b"q" * 32, b"s" * 64)
    with pytest.raises(PortError, match="contradict") as caught:
        store.append(batch)
    assert not caught.value.retry_is_safe
    assert not isinstance(caught.value, FateUnknown)
    assert store.head().size == 1
    store.close()


def test_an_append_that_the_server_rejects_changes_nothing(dsns: Dsns) -> None:
    """A statement that PostgreSQL turns down with the connection intact was not carried out."""
    store = PostgresEntryStore(dsns.journal)
    head = store.open_epoch()
    with psycopg.connect(dsns.admin, autocommit=True) as connection:
        connection.execute("REVOKE INSERT ON journal.entry FROM mingpai_journal")
    entry = NewEntry(b"leaf", StreamId("disposal/1"))
    batch = Batch(b"c" * 16, head.epoch, 1, [entry], b"r" * 32, b"q" * 32, b"s" * 64)
    with pytest.raises(PortError, match="permission denied"):
        store.append(batch)
    assert store.head().size == 1
    store.close()
