"""`bench append`: durable bids on one hot lot, 256 senders waiting, in one process.

Through the real sequencer with all its followers on, into a real PostgreSQL with fsync on; every
bid is lawful and answered with a receipt after its commit. The baseline on the same server is the
usual way: one transaction a bid under SELECT ... FOR UPDATE (`bench.row_lock`).
"""

import asyncio
import time
from datetime import UTC, datetime, timedelta

from mingpai import bootstrap
from mingpai.auction.commands import PlaceBid
from mingpai.bench.report import Report, Run, summed_up
from mingpai.bench.row_lock import row_lock_rate
from mingpai.bench.settings import COURT, LOT, NOTICE, OPENS, START, STEP, code_of, fresh_service
from mingpai.bench.settings import preparations as prepared
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import ensure
from mingpai.service.core import Core
from mingpai.service.requests import Request

SENDERS = 256
SECONDS = 5.0
RUNS = 3


class ShiftedClock:
    """The system's clock, set to a day of the bench's lot; goes at its usual speed."""

    def __init__(self, at: datetime) -> None:
        """Begin at `at`."""
        self._shift = at - datetime.now(UTC)
        self._last = at

    def now(self) -> datetime:
        """Return the present instant of the bench's day."""
        self._last = max(self._last, datetime.now(UTC) + self._shift)
        return self._last

    def move_to(self, instant: datetime) -> None:
        """Jump forward."""
        self._shift += max(instant - self.now(), timedelta(0))

    def seconds_until(self, instant: datetime) -> float:
        """Return the seconds until `instant`."""
        return max(0.0, (instant - self.now()).total_seconds())


class _Load:
    """The senders: each bids the next price as soon as its last bid was answered."""

    def __init__(self, core: Core, clock: ShiftedClock) -> None:
        self._core = core
        self._clock = clock
        self._price = START
        self.delays_ms: list[float] = []

    async def prepare(self) -> None:
        """Publish the lot, hand out the codes, and jump into the bidding."""
        for command in prepared(SENDERS):
            await self._core.sequencer.submit(Request(LOT, COURT, command, self._clock.now()))
        self._clock.move_to(OPENS + timedelta(minutes=1))

    async def send(self, number: int, until: float) -> None:
        """Bid until the time is over."""
        code, sent = code_of(number), 0
        submit, clock = self._core.sequencer.submit, self._clock
        while (begun := time.perf_counter()) < until:
            self._price += STEP
            sent += 1
            bid = PlaceBid(LOT, 1, code, Fen(self._price))
            answer = await submit(Request(LOT, code, bid, clock.now(), f"{number}-{sent}"))
            ensure(answer.refused is None, "every bid is lawful")
            self.delays_ms.append((time.perf_counter() - begun) * 1000)


async def _run(service: bootstrap.Service) -> tuple[float, list[float]]:
    clock = ShiftedClock(NOTICE)
    async with service.core(clock) as core:
        bootstrap.settle_process()
        load = _Load(core, clock)
        await load.prepare()
        begun = time.perf_counter()
        await asyncio.gather(*(load.send(n, begun + SECONDS) for n in range(SENDERS)))
        took = time.perf_counter() - begun
        ensure(core.writer.head.size > len(load.delays_ms), "every bid is an entry")
    return len(load.delays_ms) / took, load.delays_ms


def bench_append() -> Report:
    """Return acknowledged durable bids per second beside the row lock's."""
    runs = []
    for _ in range(RUNS):
        with fresh_service() as service:
            baseline, _delays = row_lock_rate(service.dsns.admin, seconds=SECONDS)
            ours, delays = asyncio.run(_run(service))
        runs.append(Run(ours, baseline, delays))
    return summed_up(
        "append",
        "bids_per_s",
        runs,
        baseline_is="one transaction a bid, SELECT FOR UPDATE, 32 clients, same server",
        target=">= 30,000/s with p99 <= 20 ms",
    )
