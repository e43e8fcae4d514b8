"""What a benchmark prints: its own rate, the baseline's, and the spread of the runs."""

import os
import resource
import statistics
from collections.abc import Callable, Sequence

from msgspec import Struct

RUNS = 5


class Run(Struct, frozen=True):
    """One run: rates of ours and of the baseline, and the delays seen in it (milliseconds)."""

    ours: float
    baseline: float
    delays_ms: Sequence[float] = ()


class Report(Struct, frozen=True):
    """The figures of one benchmark; the keys are a contract (commands reference).

    `figures` are further ones that this benchmark has: memory of other processes, shares.
    """

    name: str
    unit: str
    ours: float
    baseline: float
    ratio: float
    p50_ms: float | None
    p99_ms: float | None
    bids_p99_ms: float | None
    peak_mib: float
    cores: int
    runs: list[Run]
    baseline_is: str
    target: str
    figures: dict[str, float] = {}


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` (0 to 1) of the values lie; nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def peak_mib() -> float:
    """Return the largest memory this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def summed_up(
    name: str, unit: str, runs: Sequence[Run], *, baseline_is: str, target: str
) -> Report:
    """Return medians over the runs; delays are those of the median run."""
    ours = statistics.median(run.ours for run in runs)
    baseline = statistics.median(run.baseline for run in runs)
    delays = min(runs, key=lambda run: abs(run.ours - ours)).delays_ms
    return Report(
        name=name,
        unit=unit,
        ours=round(ours, 1),
        baseline=round(baseline, 1),
        ratio=round(ours / baseline, 2) if baseline else 0.0,
        p50_ms=round(percentile(delays, 0.5), 3) if delays else None,
        p99_ms=round(percentile(delays, 0.99), 3) if delays else None,
        bids_p99_ms=None,
        peak_mib=round(peak_mib(), 1),
        cores=len(os.sched_getaffinity(0)),
        runs=[Run(round(run.ours, 1), round(run.baseline, 1)) for run in runs],
        baseline_is=baseline_is,
        target=target,
    )


def repeat(work: Callable[[], Run], times: int = RUNS) -> list[Run]:
    """Run a benchmark several times, ours and baseline side by side in each."""
    return [work() for _ in range(times)]
