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
from mingpai.service.watch import Record, Watch, put_on_record


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

    def record(self, core: Core) -> Record:
        """Return what puts alerts on record."""
        return lambda alert: put_on_record(alert, core.sequencer, self.clock)

    def alerts(self) -> int:
        """Return how many alerts are on record."""
        kinds = [decode_entry(row.stored.leaf).kind for row in self.journal.rows]
        return kinds.count("supervision.alert_raised")


@pytest.fixture
def hall(court: ModuleType, ring: FileKeyRing) -> Hall:
    """Return a hall in which nothing has happened."""
    return Hall(court, ring)


async def nobody_else_follows(core: Core) -> None:
    """End the core's own followers."""
    assert core._behind is not None
    core._behind.cancel()
    await asyncio.gather(core._behind, return_exceptions=True)


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


def test_the_watch_starts_again_at_the_oldest_open_disposal(hall: Hall) -> None:
    """Saved is the opening of the oldest disposal that is not over, though its round has closed."""

    async def play() -> None:
        async with hall.core() as core:
            await hall.odd_bids(core)
        position = hall.journal.positions["watch"][0]
        kinds = [decode_entry(row.stored.leaf).kind for row in hall.journal.rows]
        assert position == kinds.index("auction.disposal_opened")
        hall.clock.move_to(hall.court.CLOSES)
        async with hall.core() as core:
            await core.clockwork.tick()
            await core.settle()
        assert hall.journal.positions["watch"][0] == position
        assert hall.alerts() == 3

    asyncio.run(play())


def test_what_was_found_stays_until_it_is_on_record(hall: Hall) -> None:
    """Cut off while raising, or raising twice at once: nothing is lost, nothing there twice."""

    async def play() -> None:
        async with hall.core() as core:
            await hall.odd_bids(core)
            await nobody_else_follows(core)
            watch = Watch(core.parts.reading, core.archive)
            watch.take(core.parts.reading.read(0, limit=99))
            cut_off = asyncio.create_task(watch.flush(hall.record(core)))
            await asyncio.sleep(0)
            cut_off.cancel()
            await asyncio.gather(cut_off, return_exceptions=True)
            watch.rest()
            assert hall.journal.positions.get("watch", (0,))[0] < len(hall.journal.rows)
            await asyncio.gather(*(watch.flush(hall.record(core)) for _ in range(3)))
            assert not watch.found
            assert hall.alerts() == 3

    asyncio.run(play())


def test_a_watch_whose_sequencer_ends_keeps_what_it_found(hall: Hall) -> None:
    """Where an alert cannot be put on record it is not forgotten."""

    async def play() -> None:
        async with hall.core() as core:
            await hall.odd_bids(core)
            await nobody_else_follows(core)
            watch = Watch(core.parts.reading, core.archive)
            watch.take(core.parts.reading.read(0, limit=99))
            found = list(watch.found)
            await core.sequencer.stop()
            with pytest.raises(Stopped):
                await watch.flush(hall.record(core))
            assert list(watch.found) == found

    asyncio.run(play())
