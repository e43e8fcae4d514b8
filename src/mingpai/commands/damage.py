"""Says where a journal is damaged, for every command that reads one.

What a command meets first is often far from the damage: a root that does not fit says nothing of
where. So when reading fails the whole journal is gone through once more, and the first entry, batch
or checkpoint that is wrong is named. Knows the store, not the commands.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import DecodeError

from mingpai import bootstrap
from mingpai.commands.output import Wrong
from mingpai.journal.checkpoint import parse_checkpoint
from mingpai.journal.entry import decode_entry
from mingpai.journal.errors import VerificationError
from mingpai.journal.merkle import SHA256, root_of
from mingpai.journal.notes import open_note, parse_vkey_line, verifier_for
from mingpai.kernel.event import Registry
from mingpai.kernel.outcome import InvariantBroken
from mingpai.ports import EntryStore, StoredEntry
from mingpai.service.archive import Archive
from mingpai.service.catalogue import DISPOSAL, HOUSE, SUPERVISION
from mingpai.service.domains import domain_of
from mingpai.service.export import Source

DAMAGE = (InvariantBroken, VerificationError, DecodeError)
"""What reading a damaged journal raises."""
SYMPTOMS = (*DAMAGE, ValueError, LookupError, AttributeError, TypeError)
"""What it may raise besides: taken for damage only where damage is then found."""
OTHER_ROOT = "its entries do not lead to the root in its head, or to the one that was published"
KEEP = "keep everything as it is and restore the newest backup elsewhere (docs/operating.md)"
_DOMAINS = frozenset({DISPOSAL, HOUSE, SUPERVISION})
_PAGE = 5_000


@contextmanager
def reading(folder: Path | None) -> Iterator[bootstrap.Service]:
    """Open a service's folder for reading, the default one if none is named.

    Raises: what `bootstrap.opened_for_reading` does; Wrong, naming the place, where what is read
    turns out to be damaged.
    """
    with bootstrap.opened(bootstrap.place_to_read(folder)) as service, told_where(service.source):
        bootstrap.held_against_cell(service)
        yield service


@contextmanager
def told_where(source: Source) -> Iterator[None]:
    """Turn what reading a damaged journal raises into one line that names the place.

    Raises: Wrong; anything else as it came.
    """
    try:
        yield
    except SYMPTOMS as error:
        place = first_damage(source)
        if not place and not isinstance(error, DAMAGE):
            raise
        raise Wrong(line_of(place or said(error))) from error


def said(error: Exception) -> str:
    """Return what an error of reading says in itself: a broken invariant states what should be."""
    return f"this does not hold: {error}" if isinstance(error, InvariantBroken) else str(error)


def line_of(place: str) -> str:
    """Return the line for damage at a place: what is wrong, where, and what to do."""
    return f"the journal is damaged: {place}; {KEEP}"


def first_damage(source: Source) -> str:
    """Return the first thing in a journal that is wrong by itself; nothing where none is."""
    return (
        _damaged_head(source.store)
        or _damaged_entry(source)
        or _damaged_batch(source.store)
        or _damaged_checkpoint(source)
    )


def _damaged_head(store: EntryStore) -> str:
    try:
        size = store.head().size
        last = store.read(size - 1, limit=2) if size else store.read(0, limit=1)
    except LookupError:
        return "the journal's head is missing"
    if len(last) != min(size, 1):
        return f"the head says {size} entries, which are not those in the database"
    return ""


def _damaged_entry(source: Source) -> str:
    """Return the first entry that is missing or cannot be read."""
    archive = Archive(
        source.store, source.registry, origin=source.origin, vkey=source.ring.receipts.vkey
    )
    seq = 0
    while page := source.store.read(seq, limit=_PAGE):
        for stored in page:
            if stored.seq != seq:
                return f"entry {seq} is missing"
            wrong = _wrong_with(stored, archive, source.registry)
            if wrong:
                return wrong
            seq += 1
    return ""


def _wrong_with(stored: StoredEntry, archive: Archive, registry: Registry) -> str:
    try:
        entry = decode_entry(stored.leaf)
    except ValueError as error:
        return f"entry {stored.seq} cannot be read: {error}"
    if entry.seq != stored.seq:
        return f"entry {stored.seq} says that it is entry {entry.seq}"
    if entry.kind not in registry.by_name:
        return f"entry {stored.seq} is of a kind that this program does not know"
    if domain_of(entry.stream) not in _DOMAINS:
        return f"entry {stored.seq} stands in a stream that nothing owns"
    try:
        archive.event(entry, stored)
    except InvariantBroken as error:
        return str(error)
    return ""


def _damaged_batch(store: EntryStore) -> str:
    """Return the first batch whose entries are not those that were signed when it was written."""
    seq, size = 0, store.head().size
    while seq < size:
        batch = store.batch_of(seq)
        if batch is None or batch.first != seq or batch.size < 1:
            return f"entry {seq} is in no batch"
        entries = store.read(seq, limit=batch.size)
        hashes = SHA256.leaves([one.leaf for one in entries])
        if root_of(hashes, SHA256) != batch.receipt_root:
            last = seq + batch.size - 1
            span = f"entry {seq} is" if last == seq else f"one of the entries {seq} to {last} is"
            return f"{span} not what was signed when it was written"
        seq += batch.size
    return ""


def _damaged_checkpoint(source: Source) -> str:
    """Return the first published checkpoint that this log did not sign."""
    verifier = verifier_for(parse_vkey_line(source.ring.log.vkey))
    for size, note in source.store.checkpoints():
        try:
            said = parse_checkpoint(open_note(note.decode(), [verifier]).text)
        except ValueError as error:
            return f"the published checkpoint over {size} entries cannot be used: {error}"
        if (said.origin, said.size) != (source.origin, size):
            return f"the published checkpoint over {size} entries is of another journal or size"
    return ""
