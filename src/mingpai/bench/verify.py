"""`bench verify`: a whole export verified; leaves per second of SHA-256 tree and folds.

In two processes where there are two cores, and in one in the same run (`one_process`), a line of
its own on standard error. The SM3 tree is verified too and timed apart: beside another process it
is taken off only as far as that one had to wait for it. The memory is that of both processes, with
what they share counted twice. The journal is made up (`bench.sample_journal`). The
baseline is the plainest check of the same files that proves anything at all: read each bundle,
parse each leaf with the standard library, and hash the tree level by level; no canonical form, no
signature, no auction.
"""

import hashlib
import json
import resource
import statistics
import tempfile
import time
from pathlib import Path

from msgspec.structs import replace

from mingpai.audit.meaning import Aside, in_line
from mingpai.bench.report import Report, Run, peak_mib, summed_up
from mingpai.bench.sample_journal import Size, new_source, write_sample
from mingpai.commands.export import write_export
from mingpai.commands.output import progress
from mingpai.commands.verify import examine
from mingpai.journal.tiles import bundle_places, decode_bundle
from mingpai.kernel.outcome import ensure

LOTS = 200
BIDS_PER_LOT = 1_000
RUNS = 3


class Beside(Run, frozen=True):
    """One run, and its rate in one process; `processes` says how many the other rate took."""

    one_process: float = 0.0
    processes: int = 1


def _ours(folder: Path, aside: Aside | None = None) -> tuple[float, int]:
    """Return verified leaves per second, and how many processes it took."""
    report = examine(str(folder), aside=aside)
    ensure(report.is_valid, "the sample verifies")
    return report.leaves_per_s, report.processes


def _peak_of_children_mib() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _baseline(folder: Path, size: int) -> float:
    begun = time.perf_counter()
    level: list[bytes] = []
    for place in bundle_places(size):
        for leaf in decode_bundle((folder / place.path()).read_bytes(), width=place.width):
            json.loads(leaf)
            level.append(hashlib.sha256(b"\x00" + leaf).digest())
    while len(level) > 1:
        above = [
            hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest()
            for i in range(0, len(level) - 1, 2)
        ]
        level = above + level[len(above) * 2 :]
    return size / (time.perf_counter() - begun)


def bench_verify() -> Report:
    """Return verified leaves per second beside the plainest check."""
    with tempfile.TemporaryDirectory(prefix="mingpai-bench-") as scratch:
        source = new_source(Path(scratch) / "keys")
        size = write_sample(source, Size(lots=LOTS, bids_per_lot=BIDS_PER_LOT))
        folder = Path(scratch) / "export"
        write_export(folder, source)

        def run() -> Beside:
            alone, _ = _ours(folder, in_line)
            ours, processes = _ours(folder)
            baseline = round(_baseline(folder, size), 1)
            return Beside(ours, baseline, one_process=alone, processes=processes)

        runs = [run() for _ in range(RUNS)]
    report = summed_up(
        "verify",
        "leaves_per_s",
        runs,
        baseline_is="json.loads and SHA-256 of the same leaves, nothing else",
        target=">= 200,000/s (SHA-256 tree and folds)",
    )
    alone = statistics.median(run.one_process for run in runs)
    of_child = _peak_of_children_mib() if runs[0].processes > 1 else 0.0
    progress(
        f"verify: processes: {runs[0].processes}, of {peak_mib():,.0f} and {of_child:,.0f} MiB; "
        f"in one process {alone:,.0f} leaves_per_s"
    )
    return replace(report, peak_mib=round(peak_mib() + of_child, 1), runs=runs)
