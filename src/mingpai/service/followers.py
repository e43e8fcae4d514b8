"""Followers: what is computed from committed entries, off the write path, and can be redone.

Each keeps how far it came in the store and goes on from there after a restart; taking the same
entries twice changes nothing. Here: the SM3 tree with its own signed head, and snapshots.
Where to look next: `service.watch` (the flags), `service.proofs` (the tiles), `service.retinue`
(all of them together).
"""

from collections.abc import Sequence
from typing import Protocol

import msgspec
from msgspec import Struct

from mingpai.journal.checkpoint import Checkpoint, print_checkpoint
from mingpai.journal.merkle import SM3, Frontier
from mingpai.journal.notes import sign_note
from mingpai.ports import EntryStore, Signer, StoredEntry
from mingpai.service.fold import Fold

PAGE = 1_000
"""Entries a follower takes at once: some hundred kilobytes, and some hundredths of a second."""
SNAPSHOT_EVERY = 100_000
"""Entries between two snapshots: what a start has to read again at most takes about a second."""


class Follower(Protocol):
    """Something that takes committed entries in order, each at least once."""

    @property
    def name(self) -> str:
        """Under which its position is kept."""
        ...

    @property
    def position(self) -> int:
        """The next entry to take."""
        ...

    def take(self, stored: Sequence[StoredEntry]) -> None:
        """Take the next entries. Blocks; runs off the event loop."""
        ...

    def rest(self) -> None:
        """Do what is to be done when all committed entries have been taken, and save."""
        ...


def take_page(follower: Follower, store: EntryStore) -> int:
    """Give a follower one page of what is committed; return how many entries it held."""
    page = store.read(follower.position, limit=PAGE)
    if page:
        follower.take(page)
    return len(page)


def catch_up(follower: Follower, store: EntryStore) -> None:
    """Give a follower all that is committed and let it rest."""
    while take_page(follower, store):
        pass
    follower.rest()


class _Sm3State(Struct, frozen=True):
    hashes: list[bytes]
    note: bytes


def kept_sm3_note(store: EntryStore) -> bytes:
    """Return the head of the SM3 tree that was signed last; nothing where none was."""
    saved = store.position(Sm3Tree.name)
    return b"" if saved is None else msgspec.msgpack.decode(saved[1], type=_Sm3State).note


class Sm3Tree:
    """The same leaves under SM3, with a head of its own signed with SM2.

    A three-line checkpoint has no room for a second root, hence the origin `<origin>/sm3`.
    """

    name = "sm3"

    def __init__(self, store: EntryStore, signer: Signer, origin: str) -> None:
        """Go on from what was saved."""
        self._store = store
        self._signer = signer
        self._origin = origin
        self.note = b""
        self.frontier = Frontier(SM3)
        saved = store.position(self.name)
        if saved is not None:
            position, body = saved
            state = msgspec.msgpack.decode(body, type=_Sm3State)
            self.frontier = Frontier.from_hashes(SM3, position, state.hashes)
            self.note = state.note

    @property
    def position(self) -> int:
        """The next entry to take."""
        return self.frontier.size

    def take(self, stored: Sequence[StoredEntry]) -> None:
        """Add each leaf."""
        self.frontier.extend(SM3.leaves([one.leaf for one in stored]))

    def rest(self) -> None:
        """Sign a head over all that was taken and keep it."""
        saved = self._store.position(self.name)
        if saved is not None and saved[0] == self.position:
            return
        head = Checkpoint(f"{self._origin}/sm3", self.position, self.frontier.root())
        self.note = sign_note(print_checkpoint(head), [self._signer]).encode()
        body = msgspec.msgpack.encode(_Sm3State(self.frontier.to_hashes(), self.note))
        self._store.save_position(self.name, position=self.position, state=body)


class Snapshotter:
    """Folds the journal a second time, behind the sequencer, and keeps the fold now and then.

    The sequencer never stops to write a snapshot, and the fold is the one that a start uses.
    """

    name = "snapshot"

    def __init__(self, store: EntryStore, fold: Fold, *, saved_at: int) -> None:
        """Go on from `fold`, which is its own copy."""
        self._store = store
        self._fold = fold
        self._saved_at = saved_at

    @property
    def position(self) -> int:
        """The next entry to take."""
        return self._fold.size

    def take(self, stored: Sequence[StoredEntry]) -> None:
        """Fold the next entries; keep a snapshot when enough have come."""
        self._fold.take(stored)
        if self._fold.size - self._saved_at >= SNAPSHOT_EVERY:
            self.save()

    def rest(self) -> None:
        """Do nothing: a snapshot is due by number of entries, not by quiet."""

    def save(self) -> None:
        """Keep a snapshot of what was folded so far."""
        if self._fold.size > self._saved_at:
            self._store.save_snapshot(self._fold.snapshot())
            self._saved_at = self._fold.size
