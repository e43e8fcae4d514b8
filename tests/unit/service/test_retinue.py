"""The retinue: each page is read once, whoever stands where."""

import asyncio
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from mingpai.adapters.keys_file import FileKeyRing
from mingpai.adapters.memory import FixedClock, MemoryEntryStore, MemoryJournal
from mingpai.journal.checkpoint import parse_checkpoint
from mingpai.journal.merkle import SM3, root_of
from mingpai.journal.notes import parse_vkey_line
from mingpai.ports import StoredEntry
from mingpai.service import retinue as module
from mingpai.service.core import Core
from mingpai.service.retinue import Retinue

Open = Callable[[], Retinue]


class Counting(MemoryEntryStore):
    """A store that notes what was read."""

    def __init__(self, journal: MemoryJournal) -> None:
        """Begin with nothing."""
        super().__init__(journal)
        self.reads: list[int] = []

    def read(self, first: int, *, limit: int) -> list[StoredEntry]:
        """Note from where."""
        self.reads.append(first)
        return super().read(first, limit=limit)


@pytest.fixture
def store(court: ModuleType, ring: FileKeyRing) -> Counting:
    """Return a store over a journal with some lots, and nothing saved by any follower."""
    journal, clock = MemoryJournal(), FixedClock(court.NOTICE)

    async def play() -> None:
        async with Core(court.memory_parts(ring, clock, court.new_cell(ring), journal)) as core:
            await court.publish(core, [1, 2, 3], bidders=3)

    asyncio.run(play())
    for kept in (journal.positions, journal.snapshots, journal.hashes):
        kept.clear()  # type: ignore[attr-defined] # three dicts of different kinds
    return Counting(journal)


@pytest.fixture
def opened(court: ModuleType, ring: FileKeyRing, store: Counting) -> Open:
    """Return what makes a retinue over the store, as after a restart."""
    parts: Any = court.memory_parts(ring, FixedClock(court.NOTICE), court.new_cell(ring), None)
    return lambda: Retinue(store, ring, parts.origin, parts.registry, parts.domains)


def test_a_page_is_read_once_for_all(
    store: Counting, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four followers, each page once; a page that is not full is the last."""
    monkeypatch.setattr(module, "PAGE", 10)
    retinue, size = opened(), len(store.journal.rows)
    fulls = 0
    while retinue.take_page():
        fulls += 1
    assert store.reads == list(range(0, size + 1, 10))
    assert (fulls, retinue.position, retinue.committed()) == (size // 10, size, size)


def test_whoever_is_behind_is_given_what_the_others_have(store: Counting, opened: Open) -> None:
    """The watch begins again at the oldest open lot, the SM3 tree where it was: both come right."""
    opened().catch_up()
    again = opened()
    assert again.position < again.sm3.position == len(store.journal.rows)
    note = again.sm3.note
    again.catch_up()
    assert (again.position, again.sm3.note) == (len(store.journal.rows), note)


def test_what_was_caught_up_is_signed_and_kept(
    store: Counting, opened: Open, ring: FileKeyRing
) -> None:
    """The SM3 head is over all entries, and a snapshot is kept when it is asked for."""
    retinue, size = opened(), len(store.journal.rows)
    retinue.catch_up()
    retinue.keep_snapshot()
    assert list(store.journal.snapshots) == [size]
    signed = retinue.sm3.note.decode().partition("\n\n")[0] + "\n"
    leaves = [SM3.leaf(row.stored.leaf) for row in store.journal.rows]
    assert parse_checkpoint(signed).root == root_of(leaves, SM3)
    assert parse_vkey_line(ring.sm2.vkey).name in retinue.sm3.note.decode()
    assert opened()._snapshots.position == size
