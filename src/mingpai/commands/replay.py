"""`mingpai replay`: the state again, from the journal alone, and how long that takes."""

import base64
import resource
import sys
import time
from collections.abc import Mapping

from msgspec import Struct

from mingpai.commands.output import DONE, WRONG, Unusable, print_json, say
from mingpai.journal.checkpoint import Checkpoint
from mingpai.service.archive import Archive
from mingpai.service.domains import Domain
from mingpai.service.export import Source
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

    Raises: Unusable where there is no such entry; PortError; InvariantBroken.
    """
    replayed = fold_again(source, domains, to=to, published=published)
    if as_json:
        print_json(replayed)
    else:
        say(
            f"{replayed.entries} entries, {replayed.entries_per_s} entries/s, "
            f"{replayed.peak_mib} MiB, root {replayed.root}"
        )
    return DONE if replayed.root_matches else WRONG


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
    head = source.store.head()
    size = head.size if to is None else to + 1
    if not 0 <= size <= head.size or (to is not None and to < 0):
        msg = f"--to {to}: the journal has entries 0 to {head.size - 1}"
        raise Unusable(msg)
    ring = source.ring
    archive = Archive(source.store, source.registry, origin=source.origin, vkey=ring.receipts.vkey)
    fold = new_fold(archive, domains, secret=ring.command_secret)
    begun = time.perf_counter()
    is_as_published = True
    if published is not None and published.size <= size:
        advance(source.store, fold, to=published.size)
        is_as_published = fold.frontier.root() == published.root
    advance(source.store, fold, to=size)
    took = time.perf_counter() - begun
    root = fold.frontier.root()
    return Replayed(
        entries=size,
        entries_per_s=int(size / took) if took > 0 else 0,
        peak_mib=_peak_mib(),
        root=base64.b64encode(root).decode(),
        root_matches=is_as_published and (size < head.size or root == head.root),
        open_streams=len(fold.states),
    )


def _peak_mib() -> int:
    """Return the most memory that this process ever held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak >> 20 if sys.platform == "darwin" else peak >> 10
