"""A dump of the whole database, and its return into a new one."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from psycopg.conninfo import make_conninfo

from mingpai.adapters import postgres_dump
from mingpai.adapters.postgres_schema import Dsns
from mingpai.adapters.postgres_store import PostgresEntryStore
from mingpai.adapters.postgres_subjects import PostgresSubjects
from mingpai.kernel.ids import StreamId
from mingpai.ports import Batch, NewEntry, PortError

pytestmark = pytest.mark.database

Maker = Callable[[], Dsns]
Stores = Callable[..., PostgresEntryStore]


def append(store: PostgresEntryStore, count: int) -> None:
    """Append so many entries."""
    head = store.open_epoch()
    entries = [NewEntry(b"leaf %d" % n, StreamId("disposal/1")) for n in range(count)]
    root, mark = b"r" * 32, b"q" * 32
    store.append(Batch(os.urandom(16), head.epoch, head.size, entries, root, mark, b"s" * 64))


def test_a_dump_comes_back_with_everything_and_can_be_written_to(
    fresh_dsns: Maker, fresh_store: Stores, tmp_path: Path
) -> None:
    """Entries, head and subjects return, the roles may do what they could, and work goes on."""
    old, new = fresh_dsns(), fresh_dsns()
    append(fresh_store(old.journal), 3)
    subjects = PostgresSubjects(old.subjects)
    subject = subjects.enrol({"name": "张三"})
    subjects.close()
    postgres_dump.dump(old.admin, tmp_path / "dump")
    postgres_dump.restore(new.admin, tmp_path / "dump")
    store, before = fresh_store(new.journal), fresh_store(old.journal)
    assert store.head() == before.head()
    assert store.read(0, limit=9) == before.read(0, limit=9)
    back = PostgresSubjects(new.subjects)
    assert back.fields(subject) == {"name": "张三"}
    back.close()
    append(store, 2)
    assert store.head().size == 5


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


@pytest.mark.parametrize("damage", ["missing", "text", "cut"])
def test_a_dump_that_cannot_be_read_changes_nothing(
    fresh_dsns: Maker, fresh_store: Stores, tmp_path: Path, damage: str
) -> None:
    """A damaged dump is refused as a whole: what was there before is still there."""
    source, target = fresh_dsns(), fresh_dsns()
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
