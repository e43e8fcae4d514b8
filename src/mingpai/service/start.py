"""Start: read the journal back, hold it against the checkpoint cell, take it over.

Snapshot plus tail: time to start does not grow with history. Refuses rather than guesses: a
journal shorter than the cell says, or with another root, has been restored or altered.
"""

from collections.abc import Mapping
from datetime import datetime

import structlog

from mingpai.journal.checkpoint import Checkpoint, parse_checkpoint
from mingpai.journal.entry import decode_entry
from mingpai.journal.errors import VerificationError
from mingpai.journal.notes import Verifier, open_note
from mingpai.kernel.moments import print_instant
from mingpai.kernel.outcome import ensure
from mingpai.ports import CheckpointCell, Clock, EntryStore, Head, Snapshot
from mingpai.service.archive import Archive
from mingpai.service.domains import Domain
from mingpai.service.fold import Fold, OldSnapshot

_log = structlog.get_logger(__name__)

PAGE = 5_000
"""Entries read at once: some megabytes."""


class NotReady(Exception):
    """The data folder is not that of a service, or not a new one; the text says what to do."""


class StartRefused(Exception):
    """The journal and the checkpoint cell disagree; the text says how and what to do."""


def cell_checkpoint(cell: CheckpointCell, verifier: Verifier) -> Checkpoint | None:
    """Return the last published tree head, verified with the log's own key.

    Raises: StartRefused where the cell holds something that this log never signed.
    """
    note = cell.read()
    if note is None:
        return None
    try:
        return parse_checkpoint(open_note(note.decode(), [verifier]).text)
    except (VerificationError, UnicodeDecodeError) as error:
        msg = f"the checkpoint cell holds no checkpoint of this log ({error}); restore the cell"
        raise StartRefused(msg) from error


def read_back(store: EntryStore, fold: Fold, *, head: Head, checkpoint: Checkpoint | None) -> None:
    """Bring `fold` from a snapshot, or from nothing, to the head, checking it against the cell.

    Raises: StartRefused where the journal is smaller than the cell's checkpoint or leads to
    another root; InvariantBroken where the store contradicts itself.
    """
    if checkpoint is None:
        if head.size:
            msg = (
                f"the journal holds {head.size} entries but the checkpoint cell is empty; "
                "bring the cell back from where it is kept (docs/operating.md), never delete it"
            )
            raise StartRefused(msg)
        return
    if head.size < checkpoint.size:
        msg = (
            f"the journal holds {head.size} entries, but a checkpoint over {checkpoint.size} was "
            "published: the database is older than the cell. Restore the newest database; "
            "entries that others have seen must not be written anew"
        )
        raise StartRefused(msg)
    snapshot = store.latest_snapshot(at_most=checkpoint.size)
    if snapshot is not None:
        restore(fold, snapshot)
    advance(store, fold, to=checkpoint.size)
    if fold.frontier.root() != checkpoint.root:
        msg = (
            f"the first {checkpoint.size} entries do not lead to the root that was published: "
            "the journal was altered. Keep everything as it is and verify the last export"
        )
        raise StartRefused(msg)
    advance(store, fold, to=head.size)
    ensure(fold.frontier.root() == head.root, "the entries lead to the head's root")


def restore(fold: Fold, snapshot: Snapshot) -> None:
    """Begin from a snapshot; from nothing where another version of this program made it."""
    try:
        fold.restore(snapshot)
    except OldSnapshot as old:
        _log.warning("a snapshot is of no use to this version", reason=str(old))


def check_clock(store: EntryStore, head: Head, clock: Clock) -> datetime | None:
    """Refuse to start with a clock that stands before the journal's last entry; return its time.

    Times in the journal never go back; a clock that was set back would make it contradict itself.
    Raises: StartRefused saying both times.
    """
    if not head.size:
        return None
    last = decode_entry(store.read(head.size - 1, limit=1)[0].leaf).at
    now = clock.now()
    if now < last:
        msg = (
            f"the clock shows {print_instant(now)}, but the journal's last entry is of "
            f"{print_instant(last)}; set the machine's clock right and start again"
        )
        raise StartRefused(msg)
    return last


def advance(store: EntryStore, fold: Fold, *, to: int) -> None:
    """Take entries until the fold has `to` of them."""
    while fold.size < to:
        page = store.read(fold.size, limit=min(PAGE, to - fold.size))
        ensure(page, f"entry {fold.size} is missing from the store")
        fold.take(page)


def new_fold(archive: Archive, domains: Mapping[str, Domain], *, secret: bytes) -> Fold:
    """Return the fold of an empty journal."""
    return Fold(archive, domains, secret=secret)
