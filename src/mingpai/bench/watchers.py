"""`bench watchers`: 10,000 screens on one lot that gets 100 bids a second.

Measured is how long the longest waiting bid of each frame took to each screen, and what the bids
themselves waited meanwhile. The edge is the role of `mingpai serve` in its process; watchers are
in two processes. The baseline in the same run has the edge in the core's own event loop, and as
many screens: what the processes apart are for.
"""

import asyncio
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mingpai import bootstrap
from mingpai.adapters.postgres_store import PostgresEntryStore
from mingpai.bench.bidders import Figures
from mingpai.bench.hall_load import HOST, OpenHall, load, open_hall, piped
from mingpai.bench.report import Report, Run, percentile, summed_up
from mingpai.bench.settings import LOT, fresh_service
from mingpai.bench.watching import READY, Seen, Watching
from mingpai.hall.edge import Edge
from mingpai.service.board_keeper import BoardKeeper
from mingpai.service.followers import catch_up
from mingpai.service.projections import LotBoard
from mingpai.serving.setup import Addresses, PublicKeys, Setup, encode_setup

WATCHERS = 10_000
PROCESSES = 2
BIDDERS = 20
EVERY_S = 0.01
SECONDS = 8.0
RUNS = 1
_LIMIT = 2**30


class Course(Struct, frozen=True):
    """What one way of showing came to: delays of screens, of bids, and memory of processes."""

    screens_ms: list[float]
    bids: Figures
    gone: int
    edge_mib: float
    watchers_mib: float


async def _begun(module: str, line: bytes) -> Process:
    """Start a process of ours, tell it its line, and wait until it is ready."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", module), stdin=PIPE, stdout=PIPE, limit=_LIMIT
    )
    told, said = piped(child)
    told.write(line + b"\n")
    while await said.readline() != READY:
        pass
    return child


@asynccontextmanager
async def apart(service: bootstrap.Service, _hall: OpenHall) -> AsyncIterator[tuple[int, int]]:
    """Show from a process of its own; give the port and the process's number."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    ring = service.ring
    setup = Setup(
        "edge",
        Addresses(HOST, 0, 0, 0, port),
        service.origin,
        PublicKeys(ring.log.vkey, ring.receipts.vkey, ring.sm2.vkey),
        journal_dsn=service.dsns.journal,
    )
    child = await _begun("mingpai.serving.child", encode_setup(setup))
    try:
        yield port, child.pid
    finally:
        piped(child)[0].close()
        await child.wait()


@asynccontextmanager
async def together(service: bootstrap.Service, hall: OpenHall) -> AsyncIterator[tuple[int, int]]:
    """Show from the core's own process and event loop: the baseline."""
    edge = Edge(hall.door.clock, host=HOST, port=0)
    board = LotBoard(hall.core.archive, edge.screens.hear)
    store = PostgresEntryStore(service.dsns.journal)
    await asyncio.to_thread(catch_up, board, store)
    keeper = BoardKeeper(board, store)
    keeper.start()
    async with edge:
        showing = asyncio.create_task(edge.run())
        try:
            yield edge.port, 0
        finally:
            showing.cancel()
            await asyncio.to_thread(keeper.stop)


def _peak_mib(pid: int) -> float:
    """Return the largest memory a process has held, or 0 for this one."""
    if not pid:
        return 0.0
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(found.split()[1]) / 1024


Show = Callable[[bootstrap.Service, OpenHall], AbstractAsyncContextManager[tuple[int, int]]]
"""A way of showing: gives the port of the screens, and the number of its process."""


async def _course(hall: OpenHall, port: int, pid: int) -> Course:
    watching = Watching(f"ws://{HOST}:{port}/watch?lot={LOT}", WATCHERS // PROCESSES)
    line = msgspec.json.encode(watching)
    screens = [await _begun("mingpai.bench.watching", line) for _ in range(PROCESSES)]
    bids = await load(hall.task(seconds=SECONDS, every_s=EVERY_S))
    await asyncio.sleep(1.0)
    edge_mib = _peak_mib(pid)
    seen = []
    for child in screens:
        out, _ = await child.communicate(b"")
        seen.append(msgspec.json.decode(out, type=Seen))
    delays = [
        (at - min(bids.sent_at[price] for price in frame.prices)) * 1000
        for one in seen
        for frame in one.frames
        for at in frame.at
        if all(price in bids.sent_at for price in frame.prices)
    ]
    peak = max(one.peak_mib for one in seen)
    return Course(delays, bids, sum(one.gone for one in seen), edge_mib, peak)


async def _run(service: bootstrap.Service, show: Show) -> Course:
    async with (
        open_hall(service, lots=1, bidders=BIDDERS) as hall,
        show(service, hall) as (port, pid),
    ):
        return await _course(hall, port, pid)


def _courses() -> Iterator[Course]:
    for show in (apart, together):
        with fresh_service() as service:
            yield asyncio.run(_run(service, show))


def bench_watchers() -> Report:
    """Return how long the slowest hundredth of screens waited for a bid, in milliseconds."""
    runs, courses = [], []
    for _ in range(RUNS):
        ours, base = _courses()
        worst = percentile(ours.screens_ms, 0.99), percentile(base.screens_ms, 0.99)
        runs.append(Run(*worst, ours.screens_ms))
        courses.append((ours, base))
    report = summed_up(
        "watchers",
        "ms_p99",
        runs,
        baseline_is="the same screens served by the core's own process and event loop",
        target=f"each of {WATCHERS:,} screens within 400 ms p99, bids p99 <= 20 ms meanwhile",
    )
    ours, base = courses[-1]
    figures = {
        "screens": float(WATCHERS),
        "screens_lost": float(ours.gone),
        "baseline_bids_p99_ms": round(percentile(base.bids.delays_ms, 0.99), 1),
        "edge_mib": round(ours.edge_mib, 1),
        "watchers_mib": round(ours.watchers_mib, 1),
        "clients_mib": round(ours.bids.peak_mib, 1),
    }
    bids_ms = round(percentile(ours.bids.delays_ms, 0.99), 3)
    return replace(report, bids_p99_ms=bids_ms, figures=figures)
