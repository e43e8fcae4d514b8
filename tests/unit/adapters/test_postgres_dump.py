"""A dump of the whole database, and its return into a new one."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from mingpai.adapters import postgres_dump
from mingpai.adapters.postgres_schema import NEWEST, Dsns
from mingpai.adapters.postgres_store import PostgresEntryStore
from mingpai.adapters.postgres_subjects import PostgresSubjects
from mingpai.kernel.ids import StreamId
from mingpai.ports import Batch, NewEntry, PortError

pytestmark = pytest.mark.database

ROWS = (
    "INSERT INTO subjects.subject (id, key) VALUES ('s1', 'k')",
    "INSERT INTO subjects.account VALUES ('s1', 'zhang', 'judge', NULL, NULL, 'zh', now())",
    "INSERT INTO subjects.session VALUES ('t', 'd', 's1', 'x', 'y', now(), now(), now(), now())",
    "INSERT INTO subjects.tries VALUES ('k', 1, now())",
    "INSERT INTO subjects.spent VALUES ('d', now())",
    "INSERT INTO subjects.day_secret VALUES ('2026-05-25', 's')",
)
"""An account that is signed in."""

Maker = Callable[[], Dsns]
Stores = Callable[..., PostgresEntryStore]


def append(store: PostgresEntryStore, count: int) -> None:
    """Append so many entries."""
    head = store.open_epoch()
    entries = [NewEntry(b"leaf %d" % n, StreamId("disposal/1")) for n in range(count)]
    root, mark = b"r" * 32, b"q" * 32
    store.append(Batch(os.urandom(16), head.epoch, head.size, entries, root, mark, b"s" * 64))


@pytest.fixture
def fresh(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Dsns]]:
    """Return a maker of empty databases on the server of a name, dropped after the test."""
    made: list[tuple[Any, Dsns]] = []

    def make(name: str) -> Dsns:
        server: Any = request.getfixturevalue(f"{name}_server")
        made.append((server, server.fresh()))
        return made[-1][1]

    yield make
    for server, dsns in made:
        server.drop(dsns)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("embedded", "embedded"),
        ("debian", "debian"),
        ("debian", "embedded"),
        ("embedded", "debian"),
    ],
)
def test_a_dump_comes_back_with_everything_and_can_be_written_to(
    fresh: Callable[[str], Dsns], fresh_store: Stores, tmp_path: Path, source: str, target: str
) -> None:
    """From any server into any other all returns, the roles may do what they could, work goes on.

    Roles stay apart: the journal's role sees no person and can change no entry.
    """
    old, new = fresh(source), fresh(target)
    append(fresh_store(old.journal), 3)
    subjects = PostgresSubjects(old.subjects)
    subject = subjects.enrol({"name": "张三\nSET transaction_timeout = 0;"})
    subjects.close()
    usual = os.umask(0)
    try:
        postgres_dump.dump(old.admin, tmp_path / "dump")
    finally:
        os.umask(usual)
    assert (tmp_path / "dump").stat().st_mode & 0o777 == 0o600
    assert postgres_dump.restore(new.admin, tmp_path / "dump") == 3
    with psycopg.connect(new.journal) as connection:
        for question in ("SELECT * FROM subjects.field", "DELETE FROM journal.entry"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(question.encode())
            connection.rollback()
    store, before = fresh_store(new.journal), fresh_store(old.journal)
    assert store.head() == before.head()
    assert store.read(0, limit=9) == before.read(0, limit=9)
    back = PostgresSubjects(new.subjects)
    assert back.fields(subject) == {"name": "张三\nSET transaction_timeout = 0;"}
    back.close()
    append(store, 2)
    assert store.head().size == 5


@pytest.mark.parametrize("server", ["embedded", "debian"])
def test_a_dump_of_the_first_step_goes_over_newer_tables(
    fresh: Callable[[str], Dsns], fresh_store: Stores, tmp_path: Path, server: str
) -> None:
    """A dump from before accounts replaces everything; the newer tables are made anew, empty."""
    old, new = fresh(server), fresh(server)
    append(fresh_store(old.journal), 3)
    with psycopg.connect(old.admin) as connection:
        rows = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'subjects'"
            " AND tablename NOT IN ('subject', 'field')"
        ).fetchall()
        for (table,) in rows:
            connection.execute(f"DROP TABLE subjects.{table} CASCADE".encode())
        connection.execute("UPDATE journal.alembic_version SET version_num = '0001'")
    subjects = PostgresSubjects(new.subjects)
    subjects.enrol({"name": "李四"})
    subjects.close()
    postgres_dump.dump(old.admin, tmp_path / "dump")
    assert postgres_dump.restore(new.admin, tmp_path / "dump") == 3
    with psycopg.connect(new.admin) as connection:
        step = connection.execute("SELECT version_num FROM journal.alembic_version").fetchone()
        assert step == (NEWEST,)
        for table in ("subject", "account", "session"):
            counted = connection.execute(f"SELECT count(*) FROM subjects.{table}".encode())
            assert counted.fetchone() == (0,)


@pytest.mark.parametrize("server", ["embedded", "debian"])
def test_no_sign_in_comes_back(fresh: Callable[[str], Dsns], tmp_path: Path, server: str) -> None:
    """Accounts come back; sign-ins, tries, spent codes and the secrets of days do not."""
    old, new = fresh(server), fresh(server)
    with psycopg.connect(old.admin) as connection:
        for statement in ROWS:
            connection.execute(statement.encode())
    postgres_dump.dump(old.admin, tmp_path / "dump")
    postgres_dump.restore(new.admin, tmp_path / "dump")
    with psycopg.connect(new.admin) as connection:
        kept = {
            table: connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
            for table in ("subjects.account", *postgres_dump.NOT_DUMPED)
        }
    assert kept == {"subjects.account": (1,)} | dict.fromkeys(postgres_dump.NOT_DUMPED, (0,))


def test_a_database_with_entries_is_not_replaced(
    fresh_dsns: Maker, fresh_store: Stores, tmp_path: Path
) -> None:
    """Restoring over entries is refused and leaves them as they are."""
    dsns = fresh_dsns()
    append(fresh_store(dsns.journal), 1)
    postgres_dump.dump(dsns.admin, tmp_path / "dump")
    with pytest.raises(PortError, match="the database holds 1 entries"):
        postgres_dump.restore(dsns.admin, tmp_path / "dump")
    assert fresh_store(dsns.journal).head().size == 1


@pytest.mark.parametrize("server", ["embedded", "debian"])
@pytest.mark.parametrize("damage", ["missing", "text", "cut"])
def test_a_dump_that_cannot_be_read_changes_nothing(
    fresh: Callable[[str], Dsns], fresh_store: Stores, tmp_path: Path, damage: str, server: str
) -> None:
    """A damaged dump is refused as a whole: what was there before is still there."""
    source, target = fresh("embedded"), fresh(server)
    append(fresh_store(source.journal), 200)
    dump = tmp_path / "dump"
    if damage == "text":
        dump.write_bytes(b"no dump at all")
    elif damage == "cut":
        postgres_dump.dump(source.admin, dump)
        data = dump.read_bytes()
        dump.write_bytes(data[: len(data) // 2])
    with pytest.raises(PortError, match="pg_restore"):
        postgres_dump.restore(target.admin, dump)
    store = fresh_store(target.journal)
    assert store.head().size == 0
    append(store, 1)


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Without a server both ways end in a PortError and leave no half dump to be trusted."""
    nowhere = make_conninfo(host=str(tmp_path), dbname="none", user="nobody", password="secret")
    with pytest.raises(PortError, match="pg_dump") as failed:
        postgres_dump.dump(nowhere, tmp_path / "dump")
    assert "secret" not in str(failed.value)
    with pytest.raises(PortError):
        postgres_dump.restore(nowhere, tmp_path / "dump")


def test_what_a_server_refuses_is_told_and_undone(
    fresh: Callable[[str], Dsns], fresh_store: Stores, tmp_path: Path
) -> None:
    """Where psql meets a statement that fails, its reason is told and nothing is changed."""
    old, new = fresh("embedded"), fresh("debian")
    append(fresh_store(old.journal), 3)
    with psycopg.connect(old.admin) as connection:
        connection.execute(
            "CREATE FUNCTION journal.newer() RETURNS text LANGUAGE sql"
            " BEGIN ATOMIC SELECT JSON_SERIALIZE('{}'); END"
        )
    postgres_dump.dump(old.admin, tmp_path / "dump")
    with pytest.raises(PortError, match=r"psql: .*ERROR"):
        postgres_dump.restore(new.admin, tmp_path / "dump")
    assert fresh_store(new.journal).head().size == 0


def test_a_server_newer_than_every_program_is_told_what_to_install(
    fresh_dsns: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the wheel's programs nor the system's are new enough: the package is named."""
    dsns = fresh_dsns()
    monkeypatch.setattr(postgres_dump, "_wheel", lambda: None)
    monkeypatch.setattr(postgres_dump, "_own", lambda _: None)
    with pytest.raises(PortError, match="install postgresql-client-"):
        postgres_dump.dump(dsns.admin, tmp_path / "dump")
    assert not (tmp_path / "dump").exists()
