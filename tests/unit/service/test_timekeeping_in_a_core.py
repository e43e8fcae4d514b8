"""A core whose clock jumps: what closes, what stands still, and what a stranger says of it."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai import house
from mingpai.adapters.keys_file import FileKeyRing
from mingpai.adapters.memory import MemoryEntryStore, MemoryJournal
from mingpai.auction.stops.model import StopGround
from mingpai.commands.export import write_export
from mingpai.commands.verify import examine
from mingpai.events import registry
from mingpai.house import ClockChecked, ClockJumped, ClockReference, ClockState, TimeSourceKind
from mingpai.journal.entry import decode_entry
from mingpai.journal.notes import parse_vkey_line
from mingpai.law.platforms import OUR_HALL, sandbox_list
from mingpai.service import timekeeping as module
from mingpai.service.core import Core
from mingpai.service.export import Source
from mingpai.service.reception import Reception
from mingpai.service.timekeeping import SETTLE, Reading

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
MS = timedelta(milliseconds=1)
ZERO = timedelta(0)


class TwoClocks:
    """A clock that can be checked: the service's time and a wall clock, each set by the test."""

    def __init__(self, at: datetime) -> None:
        """Let both show `at`."""
        self.shown = at
        self.ahead = ZERO
        self.followed = 0

    def now(self) -> datetime:
        """Return the service's time."""
        return self.shown

    def seconds_until(self, instant: datetime) -> float:
        """Return a short while: the test moves on."""
        return 0.0 if instant <= self.shown else 0.01

    def reading(self) -> Reading:
        """Return both."""
        return Reading(self.shown, self.shown + self.ahead)

    def follow(self) -> None:
        """Take the wall clock's time."""
        self.followed += 1
        self.shown += max(ZERO, self.ahead)
        self.ahead = min(ZERO, self.ahead)

    def run(self, passed: timedelta) -> None:
        """Let both run on."""
        self.shown += passed


async def until(done: Callable[[], object]) -> None:
    """Wait until something has happened that tells nobody."""
    async with asyncio.timeout(5):
        while not done():  # noqa: ASYNC110 - what is watched is done by another task
            await asyncio.sleep(0.002)


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at the clocks all the time."""
    monkeypatch.setattr(module, "EVERY_S", 0.001)


class Hall:
    """A core of our hall over a journal in memory, with a clock that can be checked."""

    def __init__(self, court: ModuleType, ring: FileKeyRing) -> None:
        """Begin at the notice."""
        self.court, self.ring = court, ring
        self.journal = MemoryJournal()
        self.cell = court.new_cell(ring)
        self.clock = TwoClocks(court.NOTICE)

    def core(self) -> Core:
        """Return a core."""
        return Core(self.court.memory_parts(self.ring, self.clock, self.cell, self.journal))

    def events(self, kind: str) -> list[tuple[str, Any]]:
        """Return streams and bodies of one kind."""
        found, known = [], registry()
        for row in self.journal.rows:
            one = decode_entry(row.stored.leaf)
            if one.kind == kind:
                body = known.decode(name=one.kind, version=one.ver, body=bytes(one.body))
                found.append((one.stream, body))
        return found

    def problems(self, folder: Path) -> list[Any]:
        """Return what a stranger finds wrong with an export."""
        source = Source(MemoryEntryStore(self.journal), self.ring, self.court.ORIGIN, registry())
        write_export(folder, source)
        return examine(str(folder), vkey=parse_vkey_line(self.ring.log.vkey)).problems


@pytest.fixture
def hall(court: ModuleType, ring: FileKeyRing, monkeypatch: pytest.MonkeyPatch) -> Hall:
    """Return a hall under a sandbox list, which names it."""
    monkeypatch.setattr(court, "PLATFORM", OUR_HALL)
    monkeypatch.setattr(court, "NATIONAL", sandbox_list())
    monkeypatch.setattr(court, "CONFIG", replace(court.CONFIG, is_sandbox=True))
    return Hall(court, ring)


@pytest.mark.rule("K35")
@pytest.mark.parametrize("ahead", [3 * MINUTE, -HOUR])
def test_a_jump_stops_closing_and_the_last_minutes_alone(
    hall: Hall, tmp_path: Path, ahead: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two minutes before a close that lot stops and is reported; others go on and close later."""
    court, clock = hall.court, hall.clock
    closes, later = court.CLOSES, court.CLOSES + 2 * HOUR
    first, second = court.lot(1), court.lot(2)

    async def play() -> None:
        async with hall.core() as core:
            await court.publish(core, [1], bidders=1)
            monkeypatch.setattr(court, "CLOSES", later)
            await court.publish(core, [2], bidders=1)
            reception = Reception(core.sequencer, clock)

            async def bid(lot: Any) -> str | None:
                data = court.bid(lot, 1, court.price(1), "a-bid")
                refused = (await reception.bid(data, lot=lot, actor=court.code(1))).refused
                return None if refused is None else refused.code

            clock.shown = closes - 2 * MINUTE
            clock.ahead = ahead
            await until(lambda: hall.events("auction.emergency_reported"))
            assert (await bid(first), await bid(second)) == ("bidding_stopped", None)
            clock.ahead = ZERO
            await asyncio.sleep(0.02)
            clock.run(SETTLE)
            await until(lambda: hall.events("house.clock_checked")[-1][1].state == "agrees")
            clock.shown = later
            await core.clockwork.tick()
            await core.settle()

    asyncio.run(play())
    ((stream, stopped),) = hall.events("auction.bidding_stopped")
    assert (stream, stopped.ground) == (first, StopGround.SYSTEM_FAILURE)
    assert (stopped.at, stopped.left_ms) == (closes - 2 * MINUTE, 120_000)
    ((_, jumped),) = hall.events("house.clock_jumped")
    assert jumped == ClockJumped(ClockReference.WALL, ahead // MS, 500)
    reason = house.clock_reason(jumped, lot=first, number=1)
    assert stopped.reason == house.paper_digest(reason)
    assert [stream for stream, _ in hall.events("auction.round_sold")] == [second]
    assert hall.problems(tmp_path / "export") == []


def test_what_was_held_is_closed_once_the_clocks_agree(hall: Hall, tmp_path: Path) -> None:
    """A close that had come when the jump was found waits for its end, and then stands."""
    court, clock = hall.court, hall.clock

    async def play() -> None:
        async with hall.core() as core:
            await court.publish(core, [1], bidders=1)
            clock.shown, clock.ahead = court.CLOSES, HOUR
            await core.clockwork.tick()
            await until(lambda: hall.events("house.clock_jumped"))
            assert hall.events("auction.round_passed_in") == []
            clock.ahead = ZERO
            await asyncio.sleep(0.02)
            clock.run(SETTLE)
            await until(lambda: hall.events("auction.round_passed_in"))

    asyncio.run(play())
    assert hall.events("auction.bidding_stopped") == []
    assert hall.problems(tmp_path / "export") == []


def test_a_source_that_is_wrong_from_the_start(hall: Hall) -> None:
    """A core that begins beside a source of another time says so before it closes anything."""

    class Wrong:
        kind = TimeSourceKind.SNTP

        def ask(self) -> datetime:
            """Say that it is an hour later."""
            return hall.clock.now() + HOUR

    async def play() -> None:
        parts = hall.core().parts
        async with Core(replace(parts, time_source=Wrong())) as core:
            assert core.timekeeper is not None
            assert not core.timekeeper.may_close()
            await until(lambda: hall.events("house.clock_checked"))

    asyncio.run(play())
    assert [one for _, one in hall.events("house.clock_jumped")] == [
        ClockJumped(ClockReference.SOURCE, 3_600_000, 500)
    ]
    assert [one for _, one in hall.events("house.clock_checked")] == [
        ClockChecked(TimeSourceKind.SNTP, ClockState.DIFFER, 500, 3_600_000)
    ]


def test_that_no_source_is_configured_is_published(hall: Hall) -> None:
    """Each start says that nothing but the machine's own clocks was asked."""

    async def play() -> None:
        for _ in range(2):
            async with hall.core():
                pass

    asyncio.run(play())
    said = ClockChecked(TimeSourceKind.NONE, ClockState.AGREES, 500)
    assert [one for _, one in hall.events("house.clock_checked")] == [said, said]
