"""The clockwork: what is due appears at its time, once, and not before."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from mingpai.adapters.clock import DrivenClock
from mingpai.kernel.ids import StreamId
from mingpai.service import clockwork as module
from mingpai.service.clockwork import Clockwork

HOUR = timedelta(hours=1)


async def until(done: Callable[[], object]) -> None:
    """Wait until something has happened that tells nobody."""
    async with asyncio.timeout(5):
        while not done():  # noqa: ASYNC110 - what is watched is done by another thread
            await asyncio.sleep(0.005)


def clockwork(bench: Any, sequencer: Any) -> Clockwork:
    return Clockwork(sequencer, bench.domains, bench.clock)


def test_what_is_due_is_carried_out_at_its_time_and_once(bench: Any) -> None:
    """Nothing before the time, the consequence at it, nothing a second time."""

    async def play() -> None:
        async with bench.running() as sequencer:
            works = clockwork(bench, sequencer)
            await sequencer.submit(bench.count(5))
            await works.tick()
            assert bench.counted() == [5]
            bench.clock.move_by(HOUR)
            await works.tick()
            await works.tick()
        assert bench.counted() == [5, 1000]
        assert bench.entries()[-1].actor == "clockwork"

    asyncio.run(play())


def test_what_came_due_while_nothing_ran_is_made_up_for(bench: Any) -> None:
    """A stream that was open at a stop is finished after the next start."""

    async def play() -> None:
        async with bench.running() as sequencer:
            await sequencer.submit(bench.count(5))
        bench.clock.move_by(2 * HOUR)
        async with bench.reopen().running() as sequencer:
            await clockwork(bench, sequencer).tick()
        assert bench.counted() == [5, 1000]

    asyncio.run(play())


def test_a_later_time_waits_for_its_turn(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Postponed, it fires at the later time only; no longer due, never; earlier, earlier."""
    when = {"tally/1": HOUR, "tally/2": HOUR}
    domain = bench.domains["tally"]
    old_due = type(domain).due

    def due(state: Any) -> Any:
        for _, command in old_due(domain, state):
            stream = "tally/1" if state.to < 100 else "tally/2"
            if stream in when:
                yield bench.NOON + when[stream], command

    monkeypatch.setattr(domain, "due", due)

    async def play() -> None:
        second = StreamId("tally/2")
        async with bench.running() as sequencer:
            works = clockwork(bench, sequencer)
            await sequencer.submit(bench.count(5))
            await sequencer.submit(bench.count(105, stream=second))
            when["tally/1"] = 3 * HOUR
            await sequencer.submit(bench.count(6))
            del when["tally/2"]
            await sequencer.submit(bench.count(106, stream=second))
            bench.clock.move_by(HOUR)
            await works.tick()
            assert bench.counted() == [5, 6]
            when["tally/1"] = 2 * HOUR
            await sequencer.submit(bench.count(7))
            bench.clock.move_by(HOUR)
            await works.tick()
            assert bench.counted() == [5, 6, 7, 1000]
            bench.clock.move_by(HOUR)
            await works.tick()
        assert bench.counted() == [5, 6, 7, 1000]

    asyncio.run(play())


def test_a_stream_that_left_memory_is_not_due(bench: Any) -> None:
    """What is no longer in memory when its time comes was settled by something else."""

    async def play() -> None:
        async with bench.running() as sequencer:
            works = clockwork(bench, sequencer)
            await sequencer.submit(bench.count(5))
            del sequencer._streams[bench.STREAM]
            bench.clock.move_by(HOUR)
            await works.tick()
        assert bench.counted() == [5]

    asyncio.run(play())


def test_it_runs_by_itself(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Running, it wakes for what becomes due and for the minute's junk, which becomes an entry."""
    monkeypatch.setattr(module, "JUNK_EVERY", timedelta(minutes=1))
    bench.clock = DrivenClock(bench.NOON)

    async def play() -> None:
        async with bench.running() as sequencer:
            task = asyncio.create_task(clockwork(bench, sequencer).run())
            await asyncio.sleep(0.02)
            await sequencer.submit(bench.count(5))
            await sequencer.submit(bench.count(6, actor="Z9999"))
            bench.clock.advance_to(bench.NOON + HOUR)
            await until(lambda: len(bench.entries()) == 3)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        assert bench.counted() == [5, 1000]
        assert "house.junk_counted" in {entry.kind for entry in bench.entries()}

    asyncio.run(play())


def test_what_is_due_is_held_while_it_may_not_be_closed(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is carried out while it may not be; junk is counted; then it is, and at once."""
    monkeypatch.setattr(module, "HELD_S", 0.001)
    monkeypatch.setattr(module, "JUNK_EVERY", timedelta(minutes=1))
    bench.clock = DrivenClock(bench.NOON)
    asked: list[bool] = []
    allowed: list[bool] = []

    def may_close() -> bool:
        asked.append(True)
        return bool(allowed)

    async def play() -> None:
        async with bench.running() as sequencer:
            works = Clockwork(sequencer, bench.domains, bench.clock, may_close=may_close)
            task = asyncio.create_task(works.run())
            await sequencer.submit(bench.count(5))
            await sequencer.submit(bench.count(6, actor="Z9999"))
            await asyncio.sleep(0.01)
            assert asked == []  # nothing is due
            bench.clock.advance_to(bench.NOON + HOUR)
            await until(lambda: len(asked) > 2)
            await until(lambda: len(bench.entries()) == 2)
            await works.tick()
            assert bench.counted() == [5]
            allowed.append(True)
            works.look_again()
            await until(lambda: bench.counted() == [5, 1000])
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    asyncio.run(play())
