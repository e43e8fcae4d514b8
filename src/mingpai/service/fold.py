"""State from the journal: the one fold that start, snapshots and replay share.

Reads committed entries in order, rebuilds the tree's frontier and each open stream's state.
Must not decide anything. Where to look next: `service.start`.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from mingpai.journal.entry import decode_entry
from mingpai.journal.merkle import SHA256, Frontier
from mingpai.kernel.event import Event
from mingpai.kernel.ids import StreamId
from mingpai.kernel.outcome import InvariantBroken, ensure
from mingpai.ports import Snapshot, StoredEntry
from mingpai.service.archive import Archive
from mingpai.service.domains import Domain, State, domain_of

_MAC_BYTES = 32
_SHAPE_BYTES = 16


class _Saved(Struct, frozen=True):
    """A snapshot's body: the frontier's hashes and each open stream's state, by domain.

    `shape` is a digest of the form of the states. Read into another form they would not fail but
    lose whatever the form then did not know.
    """

    hashes: list[bytes]
    states: dict[str, msgspec.Raw]
    shape: bytes = b""


class OldSnapshot(InvariantBroken):
    """A snapshot that this service made and this version cannot read: fold from nothing."""


class Fold:
    """The state that a prefix of the journal leads to; grows entry by entry."""

    def __init__(self, archive: Archive, domains: Mapping[str, Domain], *, secret: bytes) -> None:
        """Begin with the empty journal."""
        self.frontier = Frontier(SHA256)
        self.states: dict[StreamId, State] = {}
        self._archive = archive
        self._domains = domains
        self._secret = secret

    @property
    def size(self) -> int:
        """How many entries have been taken."""
        return self.frontier.size

    def take(self, stored: Sequence[StoredEntry]) -> None:
        """Take the next entries. Raises: InvariantBroken for a gap or an entry out of place."""
        taken = 0
        try:
            for one in stored:
                self._take_one(one, self.size + taken)
                taken += 1
        finally:  # an entry that cannot be read leaves the fold whole, up to the one before it
            self.frontier.extend(SHA256.leaves([one.leaf for one in stored[:taken]]))

    def _take_one(self, one: StoredEntry, seq: int) -> None:
        """Take one entry into the states; the tree follows page by page."""
        ensure(one.seq == seq, "sequence numbers have no gap")
        entry = decode_entry(one.leaf)
        ensure(entry.seq == one.seq, "a leaf carries its own sequence number")
        stream = StreamId(entry.stream)
        domain = self._domains[domain_of(stream)]
        state = self.states.get(stream)
        event = self._archive.event(entry, one)
        if state is None:
            state = self._earlier(stream, domain, event, before=one.seq)
        state = domain.evolve(state, event)
        self.states[stream] = state
        if domain.is_settled(state):
            del self.states[stream]

    def _earlier(self, stream: StreamId, domain: Domain, event: Event, *, before: int) -> State:
        """Return the state of a stream that is not in memory: new, or settled and loaded again."""
        state = domain.initial(stream)
        if not domain.begins(event):
            for old in self._archive.events(stream, before=before):
                state = domain.evolve(state, old)
        return state

    def snapshot(self) -> Snapshot:
        """Return this state as bytes, under a keyed digest that only this service can make."""
        encoder = msgspec.msgpack.Encoder()
        saved = _Saved(
            hashes=self.frontier.to_hashes(),
            states={s: msgspec.Raw(encoder.encode(state)) for s, state in self.states.items()},
            shape=self._shape(),
        )
        body = encoder.encode(saved)
        return Snapshot(self.size, self.frontier.root(), self._mac(body) + body)

    def restore(self, snapshot: Snapshot) -> None:
        """Begin from a snapshot instead of from nothing.

        Raises: InvariantBroken where it was not made by this service or does not fit its root;
        OldSnapshot where another version of this program made it.
        """
        mac, body = snapshot.body[:_MAC_BYTES], snapshot.body[_MAC_BYTES:]
        ensure(hmac.compare_digest(mac, self._mac(body)), "the snapshot was made by this service")
        try:
            saved = msgspec.msgpack.decode(body, type=_Saved)
            _check_shape(saved, self._shape(), snapshot.size)
            states: dict[StreamId, State] = {
                StreamId(stream): msgspec.msgpack.decode(
                    raw, type=self._domains[domain_of(stream)].state_type
                )
                for stream, raw in saved.states.items()
            }
        except (msgspec.DecodeError, KeyError) as error:
            msg = f"the snapshot at {snapshot.size} cannot be read by this version"
            raise OldSnapshot(msg) from error
        self.frontier = Frontier.from_hashes(SHA256, snapshot.size, saved.hashes)
        ensure(self.frontier.root() == snapshot.root, "the snapshot's hashes lead to its root")
        self.states = states

    def _shape(self) -> bytes:
        """Return a digest of the form of every domain's state."""
        forms = [
            msgspec.json.schema(domain.state_type) for _, domain in sorted(self._domains.items())
        ]
        text = msgspec.json.encode(forms, order="sorted")
        return hashlib.blake2b(text, digest_size=_SHAPE_BYTES).digest()

    def _mac(self, body: bytes) -> bytes:
        return hashlib.blake2b(body, key=self._secret, digest_size=_MAC_BYTES).digest()


def _check_shape(saved: _Saved, shape: bytes, size: int) -> None:
    """Raise OldSnapshot where a snapshot's states have another form than today's."""
    if saved.shape != shape:
        msg = f"the snapshot at {size} holds states of another form"
        raise OldSnapshot(msg)
