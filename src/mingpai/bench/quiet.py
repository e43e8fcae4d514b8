"""`bench quiet`: 1,000 bids a second over 500 lots, each lot with a bidder of its own.

The usual day: what one bidder waits for his answer when nobody crowds. The baseline in the same
run, at the same pace, is the usual view of a web framework (`bench.web_view`).
"""

import asyncio

from mingpai import bootstrap
from mingpai.bench.bidders import Figures
from mingpai.bench.hall_load import load, open_hall
from mingpai.bench.hot_lot import usual
from mingpai.bench.report import Report, Run, percentile, summed_up
from mingpai.bench.settings import fresh_service

LOTS = 500
EVERY_S = 0.001
SECONDS = 6.0
RUNS = 3


async def _run(service: bootstrap.Service) -> tuple[Figures, Figures]:
    async with open_hall(service, lots=LOTS, bidders=1) as hall:
        task = hall.task(seconds=SECONDS, every_s=EVERY_S)
        ours = await load(task)
    return ours, await usual(service.dsns.admin, task)


def bench_quiet() -> Report:
    """Return the delay of the median bid, in milliseconds, beside the usual view's."""
    runs = []
    for _ in range(RUNS):
        with fresh_service() as service:
            ours, base = asyncio.run(_run(service))
        runs.append(
            Run(percentile(ours.delays_ms, 0.5), percentile(base.delays_ms, 0.5), ours.delays_ms)
        )
    return summed_up(
        "quiet",
        "ms_p50",
        runs,
        baseline_is="the same bids at the same pace through a web framework's view over HTTP",
        target="p50 <= 2 ms and p99 <= 10 ms at 1,000 bids/s over 500 lots",
    )
