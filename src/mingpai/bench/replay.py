"""`bench replay`: a journal of a million entries folded from nothing, and ready from a snapshot.

On the real PostgreSQL. `p50_ms` and `p99_ms` are how long a start takes from a snapshot with a
tail of 50,000 entries (three starts). The baseline reads the same entries and folds nothing.
"""

import time

from mingpai import bootstrap
from mingpai.bench.report import Report, Run, summed_up
from mingpai.bench.sample_journal import Size, write_sample
from mingpai.bench.settings import fresh_service
from mingpai.commands.replay import fold_again
from mingpai.kernel.outcome import ensure
from mingpai.service.archive import Archive
from mingpai.service.fold import Fold
from mingpai.service.start import PAGE, advance

LOTS = 1_000
BIDS_PER_LOT = 1_150
TAIL = 50_000
STARTS = 3


def _read_only(service: bootstrap.Service, size: int) -> float:
    begun = time.perf_counter()
    seen = 0
    while seen < size:
        seen += len(service.reading.read(seen, limit=PAGE))
    return size / (time.perf_counter() - begun)


def _new_fold(service: bootstrap.Service) -> Fold:
    vkey = service.ring.receipts.vkey
    archive = Archive(service.reading, service.registry, origin=service.origin, vkey=vkey)
    return Fold(archive, service.domains, secret=service.ring.command_secret)


def _start_ms(service: bootstrap.Service, size: int) -> float:
    begun = time.perf_counter()
    fold = _new_fold(service)
    snapshot = service.reading.latest_snapshot(at_most=size)
    ensure(snapshot is not None, "a snapshot was kept")
    if snapshot is not None:
        fold.restore(snapshot)
    advance(service.reading, fold, to=size)
    return (time.perf_counter() - begun) * 1000


def bench_replay() -> Report:
    """Return folded entries per second beside reading alone; delays are starts from a snapshot."""
    with fresh_service() as service:
        size = write_sample(service.source, Size(lots=LOTS, bids_per_lot=BIDS_PER_LOT))
        replayed = fold_again(service.source, service.domains, to=None)
        ensure(replayed.root_matches, "the journal folds to its root")
        fold = _new_fold(service)
        advance(service.reading, fold, to=max(0, size - TAIL))
        service.reading.save_snapshot(fold.snapshot())
        starts = [_start_ms(service, size) for _ in range(STARTS)]
        run = Run(replayed.entries_per_s, _read_only(service, size), starts)
    return summed_up(
        "replay",
        "entries_per_s",
        [run],
        baseline_is=f"reading the same {size} entries and folding nothing",
        target="ready from a snapshot in <= 5 s",
    )
