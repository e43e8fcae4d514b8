"""The emergency stop of our own failures: what is stopped, since when, and what never is."""

import asyncio
import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from mingpai import house
from mingpai.adapters.keys_file import FileKeyRing
from mingpai.adapters.memory import FixedClock, MemoryEntryStore, MemoryJournal
from mingpai.auction.model import Phase, Round
from mingpai.auction.stops.commands import RecordCauseEnded, ResumeBidding, SuspendInEmergency
from mingpai.auction.stops.events import BiddingStopped, EmergencyReported
from mingpai.auction.stops.model import StopGround, StopKind
from mingpai.commands.export import write_export
from mingpai.commands.verify import examine
from mingpai.events import registry
from mingpai.journal.entry import Entry, decode_entry
from mingpai.journal.notes import parse_vkey_line
from mingpai.kernel.ids import StreamId
from mingpai.kernel.outcome import Refused
from mingpai.law.platforms import OUR_HALL, sandbox_list
from mingpai.service.clockwork import Clockwork
from mingpai.service.core import Core
from mingpai.service.export import Source
from mingpai.service.freeze import (
    LIFE,
    Freezer,
    Outage,
    in_last_minutes,
    last_sign,
    leave_sign,
    stops_after,
)
from mingpai.service.reception import Reception
from mingpai.service.requests import Request
from mingpai.service.sequencer import Overloaded

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
MOMENT = timedelta(microseconds=1)
PAPER = house.paper_digest("a paper")


class Hall:
    """A journal with two lots of our hall, over several starts of a core."""

    def __init__(self, court: ModuleType, ring: FileKeyRing) -> None:
        """Publish the lots; the first has three bidders."""
        self.court = court
        self.ring = ring
        self.journal = MemoryJournal()
        self.cell = court.new_cell(ring)
        self.clock = FixedClock(court.NOTICE)
        self.store = MemoryEntryStore(self.journal)

    def core(self) -> Core:
        """Return a core over the journal."""
        return Core(self.court.memory_parts(self.ring, self.clock, self.cell, self.journal))

    async def begin(self, *numbers: int) -> None:
        """Publish lots and stop in good order."""
        async with self.core() as core:
            await self.court.publish(core, numbers, bidders=2)

    async def until(self, at: datetime) -> None:
        """Let a core be alive, as its sign says, until `at`, and then die."""
        core = self.core()
        await core.start()
        self.clock.move_to(at)
        leave_sign(self.store, self.clock)
        await core._release()

    async def restart(self, at: datetime) -> None:
        """Start again at `at`, let everything that is due be done, and stop."""
        self.clock.move_to(at)
        async with self.core() as core:
            await core.clockwork.tick()

    def entries(self) -> list[Entry]:
        """Return all entries."""
        return [decode_entry(row.stored.leaf) for row in self.journal.rows]

    def events(self, kind: str) -> list[Any]:
        """Return the bodies of one kind, in order."""
        found = (entry for entry in self.entries() if entry.kind == kind)
        known = registry()
        return [known.decode(name=one.kind, version=one.ver, body=bytes(one.body)) for one in found]

    def problems(self, folder: Path) -> list[Any]:
        """Return what a stranger finds wrong with an export."""
        source = Source(MemoryEntryStore(self.journal), self.ring, self.court.ORIGIN, registry())
        write_export(folder, source)
        report = examine(str(folder), vkey=parse_vkey_line(self.ring.log.vkey))
        assert report.tree_valid
        return report.problems


@pytest.fixture
def hall(court: ModuleType, ring: FileKeyRing, monkeypatch: pytest.MonkeyPatch) -> Hall:
    """Return a hall under a sandbox list, which names it."""
    monkeypatch.setattr(court, "PLATFORM", OUR_HALL)
    monkeypatch.setattr(court, "NATIONAL", sandbox_list())
    monkeypatch.setattr(court, "CONFIG", replace(court.CONFIG, is_sandbox=True))
    return Hall(court, ring)


STOPPED, REPORTED = "auction.bidding_stopped", "auction.emergency_reported"
RESTARTED = "house.core_restarted"


def test_a_sign_of_life_is_the_newest_that_can_be_trusted(court: ModuleType) -> None:
    """A sign after the last entry counts; one before it, of the future, or rubbish does not."""
    store, clock = MemoryEntryStore(), FixedClock(court.OPENS)
    entry, now = court.OPENS - MINUTE, court.OPENS + MINUTE

    def last() -> datetime:
        return last_sign(store, last_entry=entry, now=now)

    assert last() == entry
    leave_sign(store, clock)
    assert last() == court.OPENS
    clock.move_by(2 * MINUTE)
    leave_sign(store, clock)
    assert last() == entry
    store.save_position(LIFE, position=0, state=b"rubbish")
    assert last() == entry
    leave_sign(store, FixedClock(entry - MINUTE))
    assert last() == entry


@pytest.mark.rule("K35")
def test_a_restart_in_the_last_minutes_stops_and_reports(hall: Hall, tmp_path: Path) -> None:
    """Dead for a minute, two before the close: stopped since it died, told why, and reported."""
    closes, died = hall.court.CLOSES, hall.court.CLOSES - 3 * MINUTE
    starts = closes - 2 * MINUTE

    async def play() -> None:
        await hall.begin(1)
        await hall.until(died)
        await hall.restart(starts)
        await hall.restart(closes + MINUTE)

    asyncio.run(play())
    (restarted,) = hall.events(RESTARTED)
    assert (restarted.alive_at, restarted.started_at) == (died, starts)
    (stopped,), (reported,) = hall.events(STOPPED), hall.events(REPORTED)
    assert (stopped.kind, stopped.ground) == (StopKind.EMERGENCY, StopGround.CORE_RESTARTED)
    assert (stopped.at, stopped.left_ms) == (died, 180_000)
    lot = hall.court.lot(1)
    reason = house.restart_reason(restarted, lot=lot, number=1)
    assert stopped.reason == house.paper_digest(reason)
    told = house.stop_report(lot=lot, number=1, since=died, reason=stopped.reason)
    assert (reported.at, reported.report) == (starts, house.paper_digest(told))
    assert {one.actor for one in hall.entries() if one.kind in (STOPPED, REPORTED)} == {OUR_HALL}
    order = [one.kind for one in hall.entries()]
    assert order.index("house.core_restarted") < order.index(STOPPED) < order.index(REPORTED)
    assert "auction.round_passed_in" not in order
    assert hall.problems(tmp_path / "export") == []


@pytest.mark.rule("K35")
def test_a_close_that_came_while_nothing_ran_is_stopped_first(hall: Hall, tmp_path: Path) -> None:
    """Dead from an hour before the close until an hour after it: stopped, with that hour left."""
    closes, died = hall.court.CLOSES, hall.court.CLOSES - 60 * MINUTE

    async def play() -> None:
        await hall.begin(1, 2)
        await hall.until(died)
        await hall.restart(closes + 30 * MINUTE)

    asyncio.run(play())
    stopped = hall.events(STOPPED)
    assert [(one.at, one.left_ms) for one in stopped] == [(died, 3_600_000)] * 2
    assert len(hall.events(REPORTED)) == 2
    assert hall.events("auction.round_passed_in") == []
    assert hall.problems(tmp_path / "export") == []


def test_outside_of_the_last_minutes_nothing_is_stopped(hall: Hall, tmp_path: Path) -> None:
    """Back a moment before the last five minutes begin: nothing is said, and the lot closes."""
    closes = hall.court.CLOSES

    async def play() -> None:
        await hall.begin(1)
        await hall.until(closes - 60 * MINUTE)
        await hall.restart(closes - 5 * MINUTE - MOMENT)
        async with hall.core() as core:
            hall.clock.move_to(closes)
            await core.clockwork.tick()

    asyncio.run(play())
    assert (hall.events(STOPPED), hall.events(RESTARTED)) == ([], [])
    assert len(hall.events("auction.round_passed_in")) == 1
    assert hall.problems(tmp_path / "export") == []


def test_the_last_minutes_begin_five_minutes_before_the_close(hall: Hall) -> None:
    """Back at the very instant at which the last five minutes begin, a lot is stopped."""

    async def play() -> None:
        await hall.begin(1)
        await hall.restart(hall.court.CLOSES - 5 * MINUTE)

    asyncio.run(play())
    assert len(hall.events(STOPPED)) == 1


def test_another_platforms_lot_is_never_stopped_by_us(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lot that is sold elsewhere closes as before, whatever became of our core meanwhile."""
    monkeypatch.setattr(hall.court, "PLATFORM", "platform/gongpai")

    async def play() -> None:
        await hall.begin(1)
        await hall.restart(hall.court.CLOSES - MINUTE)
        await hall.restart(hall.court.CLOSES + MINUTE)

    asyncio.run(play())
    assert hall.events(STOPPED) == []
    assert len(hall.events("auction.round_passed_in")) == 1


def test_a_round_that_closed_while_the_core_was_alive(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not closed yet at the crash: stopped, unless an entry of after its close is on record."""
    closes, court = hall.court.CLOSES, hall.court

    async def never(_: Clockwork) -> None:
        await asyncio.Event().wait()

    async def play() -> None:
        await hall.begin(1, 2)
        with monkeypatch.context() as patched:
            patched.setattr(Clockwork, "run", never)
            core = hall.core()
            await core.start()
        hall.clock.move_to(closes)
        late = Reception(core.sequencer, hall.clock).bid(
            court.bid(court.lot(2), 1, court.price(1), "late"), lot=court.lot(2), actor="A0001"
        )
        assert (await late).refused is not None
        await core._release()
        await hall.restart(closes + SECOND)

    asyncio.run(play())
    streams = {one.stream: one for one in hall.entries() if one.kind == STOPPED}
    assert list(streams) == [court.lot(1)]
    (stopped,) = hall.events(STOPPED)
    assert (stopped.at, stopped.left_ms) == (closes - MOMENT, 0)
    passed_in = [one.stream for one in hall.entries() if one.kind == "auction.round_passed_in"]
    assert passed_in == [court.lot(2)]
    assert hall.problems(tmp_path / "export") == []


def test_a_planned_stop_in_the_last_minutes_warns(hall: Hall) -> None:
    """Whoever stops the service then is told which lots its next start will stop."""

    async def play() -> None:
        await hall.begin(1)
        async with hall.core():
            hall.clock.move_to(hall.court.CLOSES - MINUTE)

    with capture_logs() as logs:
        asyncio.run(play())
    (warned,) = [one for one in logs if "last minutes" in one["event"]]
    assert warned["lots"] == [hall.court.lot(1)]
    kept = hall.store.position(LIFE)
    assert kept is not None
    assert kept[1] == b"2026-05-26T01:59:00Z"


@pytest.mark.rule("K34")
def test_only_the_court_resumes_with_a_whole_cycle_ahead(hall: Hall, tmp_path: Path) -> None:
    """The platform cannot; less than five minutes or a time that is not ahead is refused."""
    closes, court = hall.court.CLOSES, hall.court
    again = closes + 60 * MINUTE

    async def play() -> list[Refused | None]:
        await hall.begin(1)
        await hall.until(closes - MINUTE)
        hall.clock.move_to(closes)
        async with hall.core() as core:
            numbers = itertools.count()

            async def order(command: Any, actor: str) -> Refused | None:
                now, key = hall.clock.now(), f"order-after-{next(numbers)}"
                request = Request(court.lot(1), actor, command, received_at=now, key=key)
                return (await core.sequencer.submit(request)).refused

            whole = ResumeBidding(again, again + 5 * MINUTE, PAPER)
            said = [
                await order(whole, court.COURT),
                await order(RecordCauseEnded(court.CLOSES.date(), PAPER), court.COURT),
                await order(whole, OUR_HALL),
                await order(ResumeBidding(again, again + 5 * MINUTE - SECOND, PAPER), court.COURT),
                await order(ResumeBidding(closes, closes + 5 * MINUTE, PAPER), court.COURT),
                await order(whole, court.COURT),
            ]
            hall.clock.move_to(again + 5 * MINUTE)
            await core.clockwork.tick()
        return said

    said = [None if one is None else one.code for one in asyncio.run(play())]
    assert said == [
        "cause_not_ended",
        None,
        "not_this_court",
        "time_left_too_short",
        "resumes_too_soon",
        None,
    ]
    assert len(hall.events("auction.round_passed_in")) == 1
    assert hall.problems(tmp_path / "export") == []


def test_what_a_core_had_no_time_to_report_is_reported(hall: Hall, tmp_path: Path) -> None:
    """Dead between a stop of its own and the report, the next start reports; others' stops wait."""
    court = hall.court

    async def play() -> None:
        await hall.begin(1, 2)
        core = hall.core()
        await core.start()
        hall.clock.move_to(court.OPENS)
        for number, ground in ((1, StopGround.CORE_RESTARTED), (2, StopGround.SECURITY_DANGER)):
            command = SuspendInEmergency(ground, PAPER)
            request = Request(court.lot(number), OUR_HALL, command, received_at=hall.clock.now())
            assert (await core.sequencer.submit(request)).refused is None
        await core._release()
        for _ in range(2):
            await hall.restart(court.OPENS + MINUTE)

    asyncio.run(play())
    reported = [one.stream for one in hall.entries() if one.kind == REPORTED]
    assert reported == [court.lot(1)]
    assert hall.events(RESTARTED) == []
    assert hall.problems(tmp_path / "export") == []


def test_only_rounds_that_run_count(hall: Hall) -> None:
    """What stands still, has a result, was never announced or is no lot is in no last minutes."""

    async def play() -> dict[StreamId, Any]:
        await hall.begin(1)
        async with hall.core() as core:
            return core.sequencer.open_states

    states = asyncio.run(play())
    lot, by = hall.court.lot(1), hall.court.CLOSES
    assert [stream for stream, _ in in_last_minutes(states, by=by)] == [lot]
    disposal = states[lot]
    current: Round = disposal.current
    for phase in set(Phase) - {Phase.PUBLISHED}:
        changed = replace(disposal, rounds=(replace(current, phase=phase),))
        assert list(in_last_minutes({lot: changed}, by=by)) == []
    unannounced = replace(disposal, rounds=())
    assert list(in_last_minutes({lot: unannounced}, by=by)) == []
    assert stops_after(Outage(2, by, by), {}, hall.store) == []


class _Asked:
    """Stands for a sequencer: keeps what it was asked, and answers as it is told."""

    def __init__(self, states: dict[StreamId, Any]) -> None:
        self.open_states = states
        self.asked: list[Request] = []
        self.futures: list[asyncio.Future[Any]] = []

    def submit(self, request: Request) -> asyncio.Future[Any]:
        """Keep it."""
        self.asked.append(request)
        self.futures.append(asyncio.get_running_loop().create_future())
        return self.futures[-1]


def _kinds(asked: _Asked) -> Iterator[str]:
    return (type(one.command).__name__ for one in asked.asked)


def test_a_jump_stops_each_round_once_and_none_that_has_closed(hall: Hall) -> None:
    """While clocks differ: stop and report at once, once for a close, and again if lost."""
    jumped = house.ClockJumped(house.ClockReference.WALL, 3_600_000, 500)
    closes = hall.court.CLOSES

    async def play() -> None:
        await hall.begin(1)
        async with hall.core() as core:
            states = core.sequencer.open_states
        asked: Any = _Asked(states)
        freezer = Freezer(asked, hall.clock)
        hall.clock.move_to(closes - 60 * MINUTE)
        assert list(freezer.for_jump(jumped, hall.clock.now())) == []
        assert len(list(freezer.for_jump(jumped, closes - 5 * MINUTE))) == 2
        assert list(freezer.for_jump(jumped, closes)) == []
        assert list(_kinds(asked)) == ["SuspendInEmergency", "ReportEmergency"]
        stop = asked.asked[0]
        assert (stop.actor, stop.received_at) == (OUR_HALL, hall.clock.now())
        reason = house.clock_reason(jumped, lot=stop.stream, number=1)
        assert stop.command.reason == house.paper_digest(reason)
        assert stop.command.ground is StopGround.SYSTEM_FAILURE
        asked.futures[0].set_exception(Overloaded())
        asked.futures[1].cancel()
        await asyncio.sleep(0)
        assert len(list(freezer.for_jump(jumped, closes))) == 2
        for future in asked.futures[2:]:
            future.set_result(None)
        await asyncio.sleep(0)
        hall.clock.move_to(closes)
        assert list(freezer.for_jump(jumped, closes)) == []
        assert asked.futures[0].exception() is not None

    asyncio.run(play())


def test_events_of_a_stop_are_what_they_say(hall: Hall) -> None:
    """The kinds that this suite looks for are those of the auction."""
    by_class = registry().by_class
    assert by_class[BiddingStopped].name == STOPPED
    assert by_class[EmergencyReported].name == REPORTED
    assert hall.clock.now() == hall.court.NOTICE
