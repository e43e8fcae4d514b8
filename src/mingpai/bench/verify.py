"""`bench verify`: a whole export verified; leaves per second of SHA-256 tree and folds, one core.

The SM3 tree is verified too and timed apart. The journal is made up (`bench.sample_journal`). The
baseline is the plainest check of the same files that proves anything at all: read each bundle,
parse each leaf with the standard library, and hash the tree level by level; no canonical form, no
signature, no auction.
"""

import hashlib
import json
import tempfile
import time
from pathlib import Path

from mingpai.bench.report import Report, Run, repeat, summed_up
from mingpai.bench.sample_journal import Size, new_source, write_sample
from mingpai.commands.export import write_export
from mingpai.commands.verify import examine
from mingpai.journal.tiles import bundle_places, decode_bundle
from mingpai.kernel.outcome import ensure

LOTS = 200
BIDS_PER_LOT = 1_000
RUNS = 3


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

        def run() -> Run:
            report = examine(str(folder))
            ensure(report.is_valid, "the sample verifies")
            return Run(report.leaves_per_s, _baseline(folder, size))

        runs = repeat(run, RUNS)
    return summed_up(
        "verify",
        "leaves_per_s",
        runs,
        baseline_is="json.loads and SHA-256 of the same leaves, nothing else",
        target=">= 200,000/s (SHA-256 tree and folds)",
    )
