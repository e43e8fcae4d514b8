"""The contract of `service.following.Following`, kept in the core's process and in a child's."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from mingpai import bootstrap
from mingpai.adapters import sm2_libcrypto
from mingpai.adapters.clock import DrivenClock
from mingpai.adapters.memory import MemoryJournal
from mingpai.journal.checkpoint import parse_checkpoint
from mingpai.journal.entry import decode_entry
from mingpai.journal.merkle import SM3, root_of
from mingpai.journal.notes import open_note, parse_vkey_line, verifier_for
from mingpai.ports import StoredEntry
from mingpai.service.core import Core
from mingpai.service.reception import Reception

ALERT = "supervision.alert_raised"


class Place:
    """Where a journal lies, and how a core is started over it, again and again."""

    def __init__(self, start: Callable[[Any], Any], ring: Any) -> None:
        """Keep both."""
        self.start = start
        self.ring = ring


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.database)])
def place(
    request: pytest.FixtureRequest, tmp_path: Path, court: ModuleType, ring: Any
) -> Iterator[Place]:
    """Return a journal in memory with followers in the process, or one in a folder."""
    if request.param == "memory":
        journal, cell = MemoryJournal(), court.new_cell(ring)
        yield Place(lambda clock: Core(court.memory_parts(ring, clock, cell, journal)), ring)
        return
    bootstrap.create(tmp_path / "data", court.CONFIG)
    with bootstrap.opened(tmp_path / "data") as service:
        yield Place(service.core, service.ring)


async def odd_bids(core: Core, court: ModuleType, clock: DrivenClock) -> None:
    """Open a lot and let two bidders outbid themselves."""
    await court.publish(core, [1], bidders=3)
    clock.advance_to(court.OPENS)
    reception, lot = Reception(core.sequencer, clock), court.lot(1)
    for step, number in enumerate((1, 1, 2, 2)):
        data = court.bid(lot, number, court.price(step), f"k{step}")
        assert (await reception.bid(data, lot=lot, actor=court.code(number))).refused is None


async def read(core: Core) -> list[StoredEntry]:
    """Return all entries, read where the core reads."""
    loop, store = asyncio.get_running_loop(), core.parts.reading
    return await loop.run_in_executor(core._pool, lambda: store.read(0, limit=10**6))


async def alerts(core: Core) -> int:
    """Return how many alerts are on record."""
    return [decode_entry(one.leaf).kind for one in await read(core)].count(ALERT)


def test_settled_followers_have_recorded_and_signed_everything(
    place: Place, court: ModuleType
) -> None:
    """Each alert is on record once, also after a restart, and the SM3 head is over all entries."""
    key = parse_vkey_line(place.ring.sm2.vkey)
    verifier = verifier_for(key, sm2=sm2_libcrypto.verify)

    async def story() -> None:
        clock = DrivenClock(court.NOTICE)
        async with place.start(clock) as core:
            await odd_bids(core, court, clock)
            await core.settle()
            assert await alerts(core) == 2
        async with place.start(clock) as core:
            assert parse_checkpoint(open_note(core.sm3.note.decode(), [verifier]).text).size
            await core.settle()
            assert await alerts(core) == 2
            head = parse_checkpoint(open_note(core.sm3.note.decode(), [verifier]).text)
            leaves = [SM3.leaf(one.leaf) for one in await read(core)]
            assert (head.size, head.root) == (len(leaves), root_of(leaves, SM3))

    asyncio.run(story())


def test_alerts_come_by_themselves_and_an_end_keeps_a_snapshot(
    place: Place, court: ModuleType
) -> None:
    """An odd bid is on record soon though nobody asks; a stop leaves a snapshot at the end."""

    async def story() -> None:
        clock = DrivenClock(court.NOTICE)
        async with place.start(clock) as core:
            await odd_bids(core, court, clock)
            size = core.writer.head.size
            async with asyncio.timeout(10):
                while core.writer.head.size < size + 2:  # noqa: ASYNC110 - what is watched tells nobody
                    await asyncio.sleep(0.02)
            assert await alerts(core) == 2
        reading = core.parts.reading
        snapshot = reading.latest_snapshot(at_most=10**6)
        assert snapshot is not None
        assert snapshot.size == reading.head().size

    asyncio.run(story())
