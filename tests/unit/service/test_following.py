"""Followers in the core's own process: they wake, they report, they can be settled."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from types import ModuleType
from typing import Any

import pytest

from mingpai.adapters.keys_file import FileKeyRing
from mingpai.adapters.memory import FixedClock, MemoryEntryStore, MemoryJournal
from mingpai.service import following as module
from mingpai.service import retinue
from mingpai.service.core import Core
from mingpai.service.following import Around, InProcess


@pytest.fixture
def parts(court: ModuleType, ring: FileKeyRing) -> Any:
    """Return the parts of a core over a journal with one lot."""
    journal, clock = MemoryJournal(), FixedClock(court.NOTICE)
    made = court.memory_parts(ring, clock, court.new_cell(ring), journal)

    async def play() -> None:
        async with Core(made) as core:
            await court.publish(core, [1], bidders=3)

    asyncio.run(play())
    journal.positions.clear()
    return made


@asynccontextmanager
async def following(parts: Any) -> AsyncIterator[InProcess]:
    """Run followers that find nothing to record."""

    async def record(alert: object) -> None:
        del alert

    with ThreadPoolExecutor(1) as pool:
        followers = InProcess(
            Around(
                parts.reading,
                pool,
                parts.ring,
                parts.origin,
                parts.registry,
                parts.domains,
                record,
            )
        )
        await followers.begin()
        task = asyncio.create_task(followers.run())
        try:
            yield followers
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def until(done: Callable[[], object]) -> None:
    """Wait until something has happened that tells nobody."""
    async with asyncio.timeout(5):
        while not done():  # noqa: ASYNC110 - what is watched is done by another thread
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("page", [4, 1000])
def test_followers_keep_to_the_end_and_wake_again(
    parts: Any, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    """They take page after page, sign at the end, sleep, and go on when the journal has grown."""
    monkeypatch.setattr(module, "PATIENCE_S", 0.001)
    monkeypatch.setattr(retinue, "PAGE", page)
    journal = parts.reading.journal
    held_back = journal.rows[-2:]
    del journal.rows[-2:]

    async def play() -> None:
        async with following(parts) as followers:
            await until(lambda: followers.note)
            first = followers.note
            journal.rows += held_back
            followers.grown(len(journal.rows))
            await until(lambda: followers.note != first)
            assert journal.positions["sm3"][0] == len(journal.rows)

    asyncio.run(play())


def test_settled_followers_have_taken_everything(parts: Any) -> None:
    """After `settle` the head is over all entries, and a snapshot of them can be kept."""
    journal = parts.reading.journal
    journal.snapshots.clear()

    async def play() -> None:
        async with following(parts) as followers:
            await followers.settle()
            assert journal.positions["sm3"][0] == len(journal.rows)
            assert str(len(journal.rows)).encode() in followers.note
            await followers.keep_snapshot()

    asyncio.run(play())
    assert list(journal.snapshots) == [len(journal.rows)]


def test_a_restart_has_the_note_at_once(parts: Any) -> None:
    """The head that was signed last is known before anything is followed."""

    async def play() -> None:
        async with following(parts) as followers:
            await followers.settle()
            note = followers.note
        store = MemoryEntryStore(parts.reading.journal)
        with ThreadPoolExecutor(1) as pool:
            again = InProcess(
                Around(store, pool, parts.ring, parts.origin, parts.registry, parts.domains, print)  # type: ignore[arg-type] # never called
            )
            await again.begin()
        assert again.note == note

    asyncio.run(play())
