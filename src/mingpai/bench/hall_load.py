"""What the benchmarks of the hall share: a core with an open door, and clients beside it.

The core and its door run in the caller's process, followers, database and clients in processes of
their own. The door has no limits of a sender: what is measured is what the core can take.
"""

import asyncio
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from mingpai import bootstrap
from mingpai.bench.append import ShiftedClock
from mingpai.bench.bidders import Figures, Task
from mingpai.bench.settings import COURT, NOTICE, OPENS, START, STEP, code_of, preparations
from mingpai.hall.door import PATH, Door
from mingpai.hall.tickets import Ticket, TicketOffice
from mingpai.kernel.ids import BiddingCode, StreamId
from mingpai.kernel.outcome import InvariantBroken
from mingpai.service.core import Core
from mingpai.service.reception import Reception
from mingpai.service.requests import Request

HOST = "127.0.0.1"
_LIMIT = 2**28
"""Bytes of one line of figures."""


class OpenDoor(Door):
    """A door without limits, for clients of ours."""

    takes_unlimited = True


class OpenHall(Struct, frozen=True):
    """A core with its door open, and a ticket for each bidder of each lot."""

    core: Core
    door: Door
    lots: Sequence[StreamId]
    bidders: int

    def task(self, *, seconds: float, every_s: float = 0.0) -> Task:
        """Return what clients are told: each bidder on each lot bids for so long."""
        until = self.door.clock.now() + timedelta(hours=1)
        pairs = [(lot, code_of(number)) for lot in self.lots for number in range(self.bidders)]
        return Task(
            url=f"ws://{HOST}:{self.door.port}{PATH.decode()}",
            tickets=[self._ticket(lot, code, until) for lot, code in pairs],
            lots=[str(lot) for lot, _ in pairs],
            codes=[str(code) for _, code in pairs],
            start_fen=START,
            step_fen=STEP,
            seconds=seconds,
            every_s=every_s,
        )

    def _ticket(self, lot: StreamId, code: BiddingCode, until: datetime) -> str:
        return self.door.tickets.issue(Ticket(lot, code, "bench", until))


@asynccontextmanager
async def open_hall(
    service: bootstrap.Service, *, lots: int, bidders: int
) -> AsyncIterator[OpenHall]:
    """Publish lots, let bidders have codes, and open the door a minute after bidding began."""
    clock = ShiftedClock(NOTICE)
    streams = [StreamId(f"disposal/bench-{number}") for number in range(1, lots + 1)]
    async with service.core(clock) as core:
        for stream in streams:
            orders = [Request(stream, COURT, one, clock.now()) for one in preparations(bidders)]
            await asyncio.gather(*(core.sequencer.submit(order) for order in orders))
        clock.move_to(OPENS + timedelta(minutes=1))
        await core.settle()
        reception = Reception(core.sequencer, clock)
        tickets = TicketOffice(b"bench".ljust(32))
        async with OpenDoor(reception, tickets, clock, host=HOST, port=0) as door:
            bootstrap.settle_process()
            yield OpenHall(core, door, streams, bidders)


def piped(child: Process) -> tuple[asyncio.StreamWriter, asyncio.StreamReader]:
    """Return the two pipes of a process that was started with both."""
    if child.stdin is None or child.stdout is None:
        msg = "a client has pipes"
        raise InvariantBroken(msg)
    return child.stdin, child.stdout


async def client(module: str, task: Struct) -> bytes:
    """Run clients in a process of their own and return the line that they print."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", module), stdin=PIPE, stdout=PIPE, limit=_LIMIT
    )
    out, _ = await child.communicate(msgspec.json.encode(task) + b"\n")
    return out


async def load(task: Task) -> Figures:
    """Run bidders in a process of their own and return what they saw."""
    return msgspec.json.decode(await client("mingpai.bench.bidders", task), type=Figures)


async def measured(task: Task) -> tuple[Figures, float]:
    """Run bidders, and return with their figures this process's microseconds for each answer."""
    begun = time.process_time()
    figures = await load(task)
    return figures, (time.process_time() - begun) * 1e6 / max(1, figures.answered)
