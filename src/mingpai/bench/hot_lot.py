"""`bench hot-lot`: 500 bidders over WebSockets on one lot, in a process of their own.

The core with its door, followers and a PostgreSQL with fsync on; every bid is answered with its
signed receipt after it is durable. The baseline in the same run, by as many clients over HTTP, is
the usual view of a web framework with one row lock a bid (`bench.web_view`).
"""

import asyncio

import msgspec
from msgspec.structs import replace

from mingpai import bootstrap
from mingpai.bench.bidders import Figures, Task
from mingpai.bench.hall_load import client, measured, open_hall
from mingpai.bench.report import Report, Run, summed_up
from mingpai.bench.settings import fresh_service
from mingpai.bench.web_view import viewed

BIDDERS = 500
SECONDS = 6.0
RUNS = 3


async def usual(dsn: str, task: Task) -> Figures:
    """Let as many clients bid through the usual view over HTTP."""
    async with viewed(dsn, sorted(set(task.lots))) as url:
        out = await client("mingpai.bench.http_bidders", replace(task, url=url))
    return msgspec.json.decode(out, type=Figures)


async def _run(service: bootstrap.Service) -> tuple[Figures, float, Figures]:
    async with open_hall(service, lots=1, bidders=BIDDERS) as hall:
        task = hall.task(seconds=SECONDS)
        ours, cost_us = await measured(task)
    return ours, cost_us, await usual(service.dsns.admin, task)


def bench_hot_lot() -> Report:
    """Return acknowledged, durable, receipted bids per second beside the usual view's."""
    runs, shares, costs, clients = [], [], [], []
    for _ in range(RUNS):
        with fresh_service() as service:
            ours, cost_us, base = asyncio.run(_run(service))
        runs.append(Run(ours.answered / ours.took_s, base.answered / base.took_s, ours.delays_ms))
        shares.append(ours.taken / max(1, ours.answered))
        costs.append(cost_us)
        clients.append(ours.peak_mib)
    report = summed_up(
        "hot-lot",
        "bids_per_s",
        runs,
        baseline_is="a web framework's view, one row lock a bid, as many clients over HTTP",
        target=">= 15,000/s with p99 <= 50 ms, at least 80 % of them taken",
    )
    figures = {
        "taken_share": round(min(shares), 3),
        "core_us_a_bid": round(min(costs), 1),
        "clients_mib": round(max(clients), 1),
    }
    return replace(report, figures=figures)
