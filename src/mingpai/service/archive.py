"""Reads back what the journal holds: a stream's events, and the answer to an old command."""

from collections.abc import Iterable

from mingpai.journal.entry import Entry, decode_entry, sealed_body
from mingpai.journal.receipt import BatchStatement, ReceiptMaker, note_of
from mingpai.kernel.canon import parse_b64url
from mingpai.kernel.event import Event, Registry, Visibility
from mingpai.kernel.ids import StreamId
from mingpai.kernel.outcome import InvariantBroken, ensure
from mingpai.ports import EntryStore, StoredCommand, StoredEntry
from mingpai.service.answers import Answer
from mingpai.service.domains import Domain


class Archive:
    """A reading view of the journal. Blocks on the store; run it off the event loop."""

    def __init__(self, store: EntryStore, registry: Registry, *, origin: str, vkey: str) -> None:
        """Keep the store and the registry that says how old events are read today."""
        self._store = store
        self._registry = registry
        self._origin = origin
        self._vkey = vkey

    def event(self, entry: Entry, stored: StoredEntry) -> Event:
        """Return an entry's event, opened where it is restricted.

        Raises: InvariantBroken, naming the entry, where the opening of a restricted entry is
        missing or is not what its leaf commits to, or where the body cannot be read.
        """
        kind = self._registry.by_name.get(entry.kind)
        body: bytes = bytes(entry.body)
        if kind is not None and kind.visibility is Visibility.RESTRICTED:
            body = _opened(entry, stored)
        try:
            return self._registry.decode(name=entry.kind, version=entry.ver, body=body)
        except ValueError as error:
            msg = f"entry {entry.seq}: its body cannot be read: {error}"
            raise InvariantBroken(msg) from error

    def events(self, stream: StreamId, *, before: int | None = None) -> list[Event]:
        """Return the events of one stream in order, up to entry `before` (excluded) if given."""
        stored = self._store.read_stream(stream)
        if before is not None:
            stored = [one for one in stored if one.seq < before]
        return [self.event(entry, one) for entry, one in _decoded(stored)]

    def commands(self, stream: StreamId) -> list[StoredCommand]:
        """Return every command of one stream that reached the journal."""
        entries = [decode_entry(one.leaf) for one in self._store.read_stream(stream)]
        ids = [parse_b64url(entry.command_id) for entry in entries if entry.command_id is not None]
        return self._store.commands_among(ids)

    def answer(self, seq: int, domain: Domain) -> Answer:
        """Build the answer that the command recorded in entry `seq` was given.

        Requires: `seq` is the first entry of a command that reached the journal.
        """
        batch = self._store.batch_of(seq)
        ensure(batch is not None, "every entry belongs to a batch")
        if batch is None:
            raise LookupError(seq)
        stored = self._store.read(batch.first, limit=batch.size)
        index = seq - batch.first
        (entry, _), *_rest = _decoded(stored[index : index + 1])
        events = self._of_command(stored[index:])
        refused = domain.refused_by(events[0])
        note = note_of(
            BatchStatement(self._origin, batch.epoch, batch.first, batch.size, batch.receipt_root),
            signature=batch.signature,
            vkey=self._vkey,
        )
        proof = ReceiptMaker([one.leaf for one in stored], note, self._vkey)
        return Answer(entry.received_at, seq, refused, events, proof, index, repeated=True)

    def _of_command(self, stored: list[StoredEntry]) -> tuple[Event, ...]:
        """Return the events that one command led to: its entry and those without an id after it."""
        decoded = list(_decoded(stored))
        first = decoded[0][0]
        found = [self.event(*decoded[0])]
        for entry, one in decoded[1:]:
            follows = entry.command_id is None and entry.cause == first.seq
            if not follows or entry.stream != first.stream:
                break
            found.append(self.event(entry, one))
        return tuple(found)


def _opened(entry: Entry, stored: StoredEntry) -> bytes:
    """Return the body of a restricted entry, held against the commitment in its leaf.

    Twice, once writing and once reading back: what lies beside the leaf is in no tree.
    """
    nonce, body = stored.nonce, stored.sealed
    if nonce is None or body is None:
        msg = f"entry {entry.seq}: a restricted entry keeps its body and nonce beside the leaf"
        raise InvariantBroken(msg)
    promised = sealed_body(entry.kind, seq=entry.seq, nonce=nonce, body=body)
    if promised != bytes(entry.body):
        msg = f"entry {entry.seq}: what lies beside the leaf is not what the leaf commits to"
        raise InvariantBroken(msg)
    return body


def _decoded(stored: Iterable[StoredEntry]) -> Iterable[tuple[Entry, StoredEntry]]:
    for one in stored:
        yield decode_entry(one.leaf), one
