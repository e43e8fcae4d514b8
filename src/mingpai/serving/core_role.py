"""The core as a process of its own: sequencer, bidders' door, and the counter over HTTP."""

import asyncio
from pathlib import Path

from mingpai import bootstrap
from mingpai.adapters.clock import SystemClock
from mingpai.hall.counter import Counter, counter
from mingpai.hall.door import Door
from mingpai.hall.tickets import TicketOffice
from mingpai.service.budgets import LIMITS
from mingpai.service.reception import Reception
from mingpai.serving.listening import listening
from mingpai.serving.setup import Setup


async def run_core(setup: Setup, ready: asyncio.Event) -> None:
    """Serve until cancelled. Raises: what a core raises; CannotListen."""
    clock, tickets = SystemClock(), TicketOffice(setup.tickets_secret)
    with bootstrap.opened(Path(setup.folder)) as service:
        async with service.core(clock) as core:
            bootstrap.settle_process()
            where = setup.addresses
            reception = Reception(core.sequencer, clock, LIMITS)
            door = Door(reception, tickets, clock, host=where.host, port=where.door)
            parts = Counter(
                reception, tickets, clock, setup.pages_secret, (where.site,), door.sign_out
            )
            async with door, listening(counter(parts), host=where.host, port=where.counter):
                ready.set()
                await core.failed()
