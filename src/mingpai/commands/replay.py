"""`mingpai replay`: the state again, from the journal alone, and how long that takes.

Where to look next: `commands.damage` (where a journal that cannot be replayed is damaged).
"""

import base64
import resource
import sys
import time
from collections.abc import Mapping

from msgspec import Struct

from mingpai.commands.damage import DAMAGE, OTHER_ROOT, SYMPTOMS, first_damage, line_of, said
from mingpai.commands.output import (
    DONE,
    WRONG,
    Unusable,
    failure,
    labelled,
    print_json,
    progress,
    say,
)
from mingpai.journal.checkpoint import Checkpoint
from mingpai.service.archive import Archive
from mingpai.service.domains import Domain
from mingpai.service.export import Source
from mingpai.service.fold import Fold
from mingpai.service.start import advance, new_fold


class Replayed(Struct, frozen=True):
    """What a replay came to; the keys are a contract (commands reference)."""

    entries: int
    entries_per_s: int
    peak_mib: int
    root: str
    root_matches: bool
    open_streams: int


def replay(
    source: Source,
    domains: Mapping[str, Domain],
    *,
    to: int | None = None,
    published: Checkpoint | None = None,
    as_json: bool = False,
) -> int:
    """Fold the journal up to and including entry `to` (default: the last) and print the figures.

    A journal that is damaged is folded as far as it goes; where the damage is stands on standard
    error. Raises: Unusable where there is no such entry; PortError.
    """
    replayed, place = _as_far_as_it_goes(source, domains, to=to, published=published)
    if as_json:
        print_json(replayed)
    else:
        _tell(replayed)
    if place:
        progress(failure(line_of(place)))
    return DONE if replayed.root_matches else WRONG


def _tell(done: Replayed) -> None:
    zh, en = (
        ("与日志头和检查点相符", "as head and checkpoint say")
        if done.root_matches
        else ("与日志头或检查点不符", "NOT AS HEAD AND CHECKPOINT SAY")
    )
    say(labelled("条目 entries", f"{done.entries}"))
    say(labelled("速度 speed", f"{done.entries_per_s} entries/s, {done.peak_mib} MiB"))
    say(labelled("根 root", f"{done.root} ({zh} {en})"))


def _as_far_as_it_goes(
    source: Source, domains: Mapping[str, Domain], *, to: int | None, published: Checkpoint | None
) -> tuple[Replayed, str]:
    """Return what a replay came to, and where the journal is damaged if it is."""
    fold = _fold(source, domains)
    begun = time.perf_counter()
    try:
        replayed = _folded(source, fold, to=to, published=published)
    except SYMPTOMS as error:
        place = first_damage(source)
        if not place and not isinstance(error, DAMAGE):
            raise
        took = time.perf_counter() - begun
        return _replayed(fold, took=took, matches=False), place or said(error)
    return replayed, "" if replayed.root_matches else first_damage(source) or OTHER_ROOT


def fold_again(
    source: Source,
    domains: Mapping[str, Domain],
    *,
    to: int | None,
    published: Checkpoint | None = None,
) -> Replayed:
    """Fold the journal; hold the tree against the head and the last published checkpoint.

    Raises: Unusable.
    """
    return _folded(source, _fold(source, domains), to=to, published=published)


def _fold(source: Source, domains: Mapping[str, Domain]) -> Fold:
    ring = source.ring
    archive = Archive(source.store, source.registry, origin=source.origin, vkey=ring.receipts.vkey)
    return new_fold(archive, domains, secret=ring.command_secret)


def _folded(
    source: Source, fold: Fold, *, to: int | None, published: Checkpoint | None
) -> Replayed:
    head = source.store.head()
    size = head.size if to is None else to + 1
    if not 0 <= size <= head.size or (to is not None and to < 0):
        msg = f"--to {to}: the journal has entries 0 to {head.size - 1}; one of them is wanted"
        raise Unusable(msg)
    begun = time.perf_counter()
    is_as_published = True
    if published is not None and published.size <= size:
        advance(source.store, fold, to=published.size)
        is_as_published = fold.frontier.root() == published.root
    advance(source.store, fold, to=size)
    took = time.perf_counter() - begun
    is_as_head = size < head.size or fold.frontier.root() == head.root
    return _replayed(fold, took=took, matches=is_as_published and is_as_head)


def _replayed(fold: Fold, *, took: float, matches: bool) -> Replayed:
    return Replayed(
        entries=fold.size,
        entries_per_s=int(fold.size / took) if took > 0 else 0,
        peak_mib=_peak_mib(),
        root=base64.b64encode(fold.frontier.root()).decode(),
        root_matches=matches,
        open_streams=len(fold.states),
    )


def _peak_mib() -> int:
    """Return the most memory that this process ever held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak >> 20 if sys.platform == "darwin" else peak >> 10
