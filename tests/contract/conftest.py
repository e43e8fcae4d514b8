"""What each port's contract is held against: the fake in memory and every real adapter."""

import hashlib
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mingpai.adapters.memory import MemoryEntryStore, MemoryJournal, MemorySubjects
from mingpai.adapters.postgres_store import PostgresEntryStore
from mingpai.adapters.postgres_subjects import PostgresSubjects
from mingpai.kernel.ids import StreamId
from mingpai.ports import Batch, EntryStore, Head, NewEntry, SubjectStore

REAL = [
    pytest.param("embedded_server", marks=pytest.mark.database, id="embedded"),
    pytest.param("debian_server", marks=pytest.mark.database, id="debian15"),
]


@pytest.fixture(params=["memory", *REAL])
def open_store(request: pytest.FixtureRequest) -> Iterator[Callable[[], EntryStore]]:
    """Return a maker of stores that all stand over one journal, empty at first."""
    if request.param == "memory":
        journal = MemoryJournal()
        yield lambda: MemoryEntryStore(journal)
        return
    server: Any = request.getfixturevalue(request.param)
    dsns = server.fresh()
    opened: list[PostgresEntryStore] = []

    def make() -> EntryStore:
        opened.append(PostgresEntryStore(dsns.journal))
        return opened[-1]

    yield make
    for store in opened:
        store.close()
    server.drop(dsns)


@pytest.fixture
def store(open_store: Callable[[], EntryStore]) -> EntryStore:
    """Return one store over an empty journal."""
    return open_store()


@pytest.fixture(params=["memory", *REAL])
def subjects(request: pytest.FixtureRequest) -> Iterator[SubjectStore]:
    """Return an empty subject store."""
    if request.param == "memory":
        yield MemorySubjects()
        return
    server: Any = request.getfixturevalue(request.param)
    dsns = server.fresh()
    opened = PostgresSubjects(dsns.subjects)
    yield opened
    opened.close()
    server.drop(dsns)


@pytest.fixture
def batch_at() -> Callable[..., Batch]:
    """Return a maker of batches that fit a head."""

    def make(head: Head, *entries: NewEntry) -> Batch:
        chosen = entries or (NewEntry(b"leaf", StreamId("disposal/1")),)
        leaves = b"".join(entry.leaf for entry in chosen)
        return Batch(
            batch_id=os.urandom(16),
            epoch=head.epoch,
            first=head.size,
            entries=chosen,
            root=hashlib.sha256(head.root + leaves).digest(),
            receipt_root=hashlib.sha256(leaves).digest(),
            signature=b"s" * 64,
        )

    return make
