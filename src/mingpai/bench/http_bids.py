"""`bench http-bids`: 200 bidders over HTTP on one lot, the way that is left where no socket opens.

The core's counter on its web server, followers and a PostgreSQL with fsync on; every bid is
answered with its signed receipt after it is durable. The baseline in the same run, by the same
clients, is the usual view of a web framework with one row lock a bid (`bench.web_view`).
"""

import asyncio
import socket
import time

import msgspec
from msgspec.structs import replace

from mingpai import bootstrap
from mingpai.bench.bidders import Figures, Task
from mingpai.bench.hall_load import HOST, OpenHall, client, open_hall
from mingpai.bench.hot_lot import usual
from mingpai.bench.report import Report, Run, summed_up
from mingpai.bench.settings import fresh_service
from mingpai.hall.counter import Counter, counter
from mingpai.service.budgets import Limits, Rate
from mingpai.service.reception import Reception
from mingpai.serving.listening import listening

BIDDERS = 200
SECONDS = 6.0
RUNS = 3
_MUCH = Rate(per_s=100_000, burst=1_000_000)
_GENEROUS = Limits(code=_MUCH, junk=_MUCH, told=_MUCH, strangers=_MUCH)
"""No client here is held to a rate: what is measured is what the counter can take."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


async def _at_the_counter(hall: OpenHall, task: Task) -> tuple[Figures, float]:
    """Return what clients of the counter saw, and this process's microseconds for each answer."""
    door, port = hall.door, _free_port()
    reception = Reception(hall.core.sequencer, door.clock, _GENEROUS)
    parts = Counter(
        reception, door.tickets, door.clock, b"bench".ljust(32), (), sign_out=lambda _: None
    )
    async with listening(counter(parts), host=HOST, port=port):
        begun = time.process_time()
        out = await client(
            "mingpai.bench.http_bidders", replace(task, url=f"http://{HOST}:{port}/bids")
        )
        spent = time.process_time() - begun
    figures = msgspec.json.decode(out, type=Figures)
    return figures, spent * 1e6 / max(1, figures.answered)


async def _run(service: bootstrap.Service) -> tuple[Figures, float, Figures]:
    async with open_hall(service, lots=1, bidders=BIDDERS) as hall:
        task = hall.task(seconds=SECONDS)
        ours, cost_us = await _at_the_counter(hall, task)
    return ours, cost_us, await usual(service.dsns.admin, task)


def bench_http_bids() -> Report:
    """Return acknowledged, durable, receipted bids per second over HTTP beside the usual view's."""
    runs, shares, costs = [], [], []
    for _ in range(RUNS):
        with fresh_service() as service:
            ours, cost_us, base = asyncio.run(_run(service))
        runs.append(Run(ours.answered / ours.took_s, base.answered / base.took_s, ours.delays_ms))
        shares.append(ours.taken / max(1, ours.answered))
        costs.append(cost_us)
    report = summed_up(
        "http-bids",
        "bids_per_s",
        runs,
        baseline_is="a web framework's view, one row lock a bid, the same clients",
        target="none is named; the fallback of hot-lot",
    )
    figures = {"taken_share": round(min(shares), 3), "core_us_a_bid": round(min(costs), 1)}
    return replace(report, figures=figures)
