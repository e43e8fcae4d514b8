"""The watch: each flag is on record once, whatever is cut off or run again."""

import asyncio
from types import ModuleType
from typing import Any

import pytest

from mingpai.adapters.keys_file import FileKeyRing
from mingpai.adapters.memory import FixedClock, MemoryJournal
from mingpai.journal.entry import decode_entry
from mingpai.service.core import Core
from mingpai.service.reception import Reception
from mingpai.service.sequencer import Stopped
from mingpai.service.watch import Watch


class Hall:
    """A lot with three bidders over one journal in memory, and cores to sell it through."""

    def __init__(self, court: ModuleType, ring: FileKeyRing) -> None:
        """Begin with an empty journal."""
        self.court = court
        self.ring = ring
        self.journal = MemoryJournal()
        self.cell = court.new_cell(ring)
        self.clock = FixedClock(court.NOTICE)

    def core(self) -> Core:
        """Return a core that has not started."""
        return Core(self.court.memory_parts(self.ring, self.clock, self.cell, self.journal))

    async def bid(self, core: Core, number: int, step: int) -> Any:
        """Place a bid."""
        reception, lot = Reception(core.sequencer, self.clock), self.court.lot(1)
        data = self.court.bid(lot, number, self.court.price(step), f"k{step}")
        return await reception.bid(data, lot=lot, actor=self.court.code(number))

    async def odd_bids(self, core: Core) -> None:
        """Open the lot and bid oddly: twice over oneself, once by far."""
        await self.court.publish(core, [1], bidders=3)
        self.clock.move_to(self.court.OPENS)
        for number, step in ((1, 0), (1, 1), (2, 2), (2, 3), (3, 50)):
            answer = await self.bid(core, number, step)
            assert answer.refused is None

    def alerts(self) -> int:
        """Return how many alerts are on record."""
        kinds = [decode_entry(row.stored.leaf).kind for row in self.journal.rows]
        return kinds.count("supervision.alert_raised")


@pytest.fixture
def hall(court: ModuleType, ring: FileKeyRing) -> Hall:
    """Return a hall in which nothing has happened."""
    return Hall(court, ring)


def test_alerts_are_raised_once_also_after_a_restart(hall: Hall) -> None:
    """Three odd bids, three alerts; the next start reads the open lot again and adds none."""

    async def play() -> None:
        async with hall.core() as core:
            await hall.odd_bids(core)
            await core.settle()
            assert hall.alerts() == 3
        for _ in range(2):
            async with hall.core() as core:
                await core.settle()
        assert hall.alerts() == 3
        async with hall.core() as core:
            await hall.bid(core, 3, 51)
        assert hall.alerts() == 4

    asyncio.run(play())


def test_the_watch_starts_again_at_the_oldest_open_lot(hall: Hall) -> None:
    """Saved is the announcement of the oldest lot that is still open; after its close, the end."""

    async def play() -> None:
        async with hall.core() as core:
            await hall.odd_bids(core)
        position = hall.journal.positions["watch"][0]
        announced = [decode_entry(row.stored.leaf).kind for row in hall.journal.rows]
        assert position == announced.index("auction.round_announced")
        hall.clock.move_to(hall.court.CLOSES)
        async with hall.core() as core:
            await core.clockwork.tick()
            await core.settle()
        assert hall.journal.positions["watch"][0] == len(hall.journal.rows)
        assert hall.alerts() == 3

    asyncio.run(play())


def test_what_was_found_stays_until_it_is_on_record(hall: Hall) -> None:
    """Cut off while raising, or raising twice at once: nothing is lost, nothing there twice."""

    async def play() -> None:
        async with hall.core() as core:
            await hall.odd_bids(core)
            for task in core._tasks:  # so that nobody else follows
                task.cancel()
            await asyncio.gather(*core._tasks, return_exceptions=True)
            watch = Watch(core.parts.reading, core.archive, hall.clock)
            watch.take(core.parts.reading.read(0, limit=99))
            cut_off = asyncio.create_task(watch.flush(core.sequencer))
            await asyncio.sleep(0)
            cut_off.cancel()
            await asyncio.gather(cut_off, return_exceptions=True)
            watch.rest()
            assert hall.journal.positions.get("watch", (0,))[0] < len(hall.journal.rows)
            await asyncio.gather(*(watch.flush(core.sequencer) for _ in range(3)))
            assert not watch._found
            assert hall.alerts() == 3

    asyncio.run(play())


def test_a_watch_whose_sequencer_ends_keeps_what_it_found(hall: Hall) -> None:
    """Where an alert cannot be put on record it is not forgotten."""

    async def play() -> None:
        async with hall.core() as core:
            await hall.odd_bids(core)
            for task in core._tasks:
                task.cancel()
            await asyncio.gather(*core._tasks, return_exceptions=True)
            watch = Watch(core.parts.reading, core.archive, hall.clock)
            watch.take(core.parts.reading.read(0, limit=99))
            found = list(watch._found)
            await core.sequencer.stop()
            with pytest.raises(Stopped):
                await watch.flush(core.sequencer)
            assert list(watch._found) == found

    asyncio.run(play())
