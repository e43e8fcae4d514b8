"""Ten thousand junk bids a second for a minute, on a real database, beside honest bidders.

The flood comes from a process of its own clock: it sends what is due each five milliseconds,
whether or not the earlier was answered, as strangers do. Half of it comes from a few addresses
that never heed an answer, half from so many that each alone is within its budget.
"""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from mingpai.adapters.clock import DrivenClock
from mingpai.adapters.keys_file import FileKeyRing
from mingpai.adapters.memory import MemoryCell
from mingpai.adapters.postgres_schema import Dsns
from mingpai.adapters.postgres_store import PostgresEntryStore
from mingpai.ports import Clock
from mingpai.service.budgets import LIMITS
from mingpai.service.core import Core
from mingpai.service.reception import Reception
from mingpai.service.sequencer import Overloaded

pytestmark = [pytest.mark.slow, pytest.mark.database, pytest.mark.timeout(300)]

PER_S = 10_000
SECONDS = 60
QUIET_S = 15
TICK_S = 0.005
HONEST_EACH_S = 0.02
WARM_UP = 50
BIDDERS = 6
"""So many that fifty bids a second are within the budget of each."""
LOUD, QUIET = 20, 20_000
"""Addresses that flood, and addresses of which each sends once in four seconds."""


def p99(times_s: list[float]) -> float:
    """Return the value that one in a hundred exceeds, without the first ones."""
    ordered = sorted(times_s[WARM_UP:])
    return ordered[len(ordered) * 99 // 100]


class Honest:
    """Bidders who raise, one after the other, fifty times a second."""

    def __init__(self, reception: Reception, court: ModuleType) -> None:
        """Begin at the start price."""
        self._reception = reception
        self._court = court
        self._steps = itertools.count()

    async def bid_for(self, seconds: float) -> list[float]:
        """Bid until time is up; return how long each answer took."""
        court, lot, times = self._court, self._court.lot(1), []
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            step = next(self._steps)
            number = 1 + step % BIDDERS
            begun = time.perf_counter()
            data = court.bid(lot, number, court.price(step), f"k{step}")
            answer = await self._reception.bid(data, lot=lot, actor=court.code(number))
            times.append(time.perf_counter() - begun)
            assert answer.refused is None, answer.refused
            await asyncio.sleep(HONEST_EACH_S)
        return times


class Flood:
    """Strangers who send junk at a steady rate and listen to every answer."""

    def __init__(self, reception: Reception, court: ModuleType) -> None:
        """Prepare what is sent."""
        self._reception = reception
        self._court = court
        unknown = court.bid(court.lot(1), 9999, court.price(1), "k1")
        self._kinds = itertools.cycle([b"{", unknown, b'{"price_fen": NaN}', unknown, b"\xff"])
        self.sent = 0
        self.codes: Counter[str] = Counter()

    def _take(self, future: "asyncio.Future[Any]") -> None:
        if isinstance(future.exception(), Overloaded):
            self.codes["turned away"] += 1
            return
        answer = future.result()
        assert answer.seq is None
        assert answer.refused is not None
        self.codes[str(answer.refused.code)] += 1

    async def send_for(self, seconds: float) -> None:
        """Send until time is up."""
        lot, actor = self._court.lot(1), self._court.code(9999)
        begun = time.monotonic()
        while (passed := time.monotonic() - begun) < seconds:
            while self.sent < passed * PER_S:
                self.sent += 1
                of_quiet = f"web {LOUD + self.sent % QUIET}"
                sender = of_quiet if self.sent % 2 else f"web {self.sent % LOUD}"
                data = next(self._kinds)
                future = self._reception.bid(data, lot=lot, actor=actor, sender=sender)
                future.add_done_callback(self._take)
            await asyncio.sleep(TICK_S)


def test_a_flood_leaves_honest_bidders_in_peace(
    court: ModuleType,
    ring: FileKeyRing,
    fresh_dsns: Callable[[], Dsns],
) -> None:
    """600,000 junk bids in a minute: some entries, and honest p99 within twice the quiet one.

    Nothing honest is turned away, and of the junk no more is signed than its budgets say.
    """
    dsns, cell = fresh_dsns(), court.new_cell(ring)

    async def publish() -> None:
        parts = parts_of(DrivenClock(court.NOTICE))
        async with Core(parts) as core:
            await court.publish(core, [1], bidders=BIDDERS)

    def parts_of(clock: Clock) -> object:
        store, reading = PostgresEntryStore(dsns.journal), PostgresEntryStore(dsns.journal)
        return court.parts(ring, clock, cell, store, reading)

    async def play() -> tuple[list[float], list[float], Flood, int]:
        clock = court.RunningClock(court.OPENS)
        async with Core(parts_of(clock)) as core:
            reception = Reception(core.sequencer, clock, LIMITS)
            honest, flood = Honest(reception, court), Flood(reception, court)
            quiet = await honest.bid_for(QUIET_S)
            before = core.writer.head.size
            loud, _ = await asyncio.gather(honest.bid_for(SECONDS), flood.send_for(SECONDS))
            await asyncio.sleep(0.5)
            grown = core.writer.head.size - before - len(loud)
            return quiet, loud, flood, grown

    assert isinstance(cell, MemoryCell)
    asyncio.run(publish())
    quiet, loud, flood, grown = asyncio.run(play())
    figures = f"quiet p99 {p99(quiet) * 1e3:.1f} ms, in the flood {p99(loud) * 1e3:.1f} ms"
    print(f"{flood.sent} junk bids, {grown} entries, {figures}, {flood.codes}")  # noqa: T201 - what a soak is for
    assert flood.sent >= PER_S * SECONDS * 9 // 10
    assert flood.codes.total() == flood.sent
    signed = flood.sent - flood.codes["turned away"]
    assert flood.codes["turned away"] > flood.sent // 2
    assert signed <= LIMITS.strangers.burst + LIMITS.strangers.per_s * (SECONDS + 1)
    assert grown <= 2 * 65 + 20  # each minute's senders and the others, and what else is due
    assert p99(loud) <= 2 * p99(quiet), figures
