"""`mingpai bench NAME`: one benchmark beside its baseline in the same run."""

from collections.abc import Callable

from mingpai.bench.append import bench_append
from mingpai.bench.engine import bench_engine
from mingpai.bench.hot_lot import bench_hot_lot
from mingpai.bench.http_bids import bench_http_bids
from mingpai.bench.quiet import bench_quiet
from mingpai.bench.referee import bench_referee
from mingpai.bench.replay import bench_replay
from mingpai.bench.report import Report
from mingpai.bench.start import bench_start
from mingpai.bench.verify import bench_verify
from mingpai.bench.watchers import bench_watchers
from mingpai.commands.output import DONE, Unusable, print_json, say

BENCHMARKS: dict[str, Callable[[], Report]] = {
    "engine": bench_engine,
    "append": bench_append,
    "verify": bench_verify,
    "referee": bench_referee,
    "replay": bench_replay,
    "hot-lot": bench_hot_lot,
    "quiet": bench_quiet,
    "watchers": bench_watchers,
    "http-bids": bench_http_bids,
    "start": bench_start,
}


def bench(name: str, *, as_json: bool) -> int:
    """Run one benchmark and print its figures. Raises: Unusable for an unknown name."""
    work = BENCHMARKS.get(name)
    if work is None:
        msg = f"bench: {name!r:.30} is none; there are {', '.join(BENCHMARKS)}"
        raise Unusable(msg)
    report = work()
    if as_json:
        print_json(report)
        return DONE
    say(f"{report.name}: {report.ours:,.0f} {report.unit} (median; target {report.target})")
    say(f"  baseline: {report.baseline:,.0f} ({report.baseline_is}); ratio {report.ratio}")
    if report.p50_ms is not None:
        say(f"  p50 {report.p50_ms} ms, p99 {report.p99_ms} ms")
    if report.bids_p99_ms is not None:
        say(f"  bids meanwhile: p99 {report.bids_p99_ms} ms")
    for what, value in report.figures.items():
        say(f"  {what}: {value:,}")
    say(f"  peak {report.peak_mib:,.0f} MiB, {report.cores} cores, {len(report.runs)} runs")
    return DONE
