"""An open hall for benchmarks."""

import asyncio

import pytest

from mingpai.bench.hall_load import measured, open_hall
from mingpai.bench.settings import fresh_service

pytestmark = [pytest.mark.slow, pytest.mark.database]


def test_clients_of_an_open_hall_bid_on_every_lot() -> None:
    """Each bidder has a ticket for each lot; the bids are taken and cost this process some time."""

    async def work() -> None:
        with fresh_service() as service:
            async with open_hall(service, lots=3, bidders=2) as hall:
                size = hall.core.writer.head.size
                task = hall.task(seconds=0.3)
                assert len(task.tickets) == len(set(task.tickets)) == 6
                figures, cost_us = await measured(task)
                assert figures.taken > 0
                assert cost_us > 0
                assert hall.core.writer.head.size >= size + figures.taken
                bids = {lot: hall.core.sequencer.state(lot) for lot in hall.lots}
                assert all(state is not None for state in bids.values())

    asyncio.run(work())
