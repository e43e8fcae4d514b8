"""Offline proofs of single entries (`.tlog-proof`) at the newest published checkpoint.

Hashes come from tiles that `TileKeeper` has kept; what is not kept yet is computed from the
entries, so that a proof never waits for a follower. Where to look next: `journal.proof`.
"""

from collections.abc import Sequence

from mingpai.journal.checkpoint import parse_checkpoint
from mingpai.journal.merkle import SHA256, inclusion_proof
from mingpai.journal.notes import open_note, parse_vkey_line, verifier_for
from mingpai.journal.proof import Extra, Proof
from mingpai.journal.tiles import WIDTH, NodeReader, TilePlace, tile_root
from mingpai.kernel.outcome import ensure
from mingpai.ports import EntryStore, StoredEntry
from mingpai.service.export import Source, newest_checkpoint

TREE = "sha256"


class NotCovered(LookupError):
    """The entry does not exist, or is newer than the newest published checkpoint."""


def entry_proof(source: Source, seq: int) -> Proof:
    """Return the proof that entry `seq` stands in the tree of the newest checkpoint.

    Raises: NothingPublished; NotCovered; PortError; InvariantBroken where the store is broken.
    """
    note = newest_checkpoint(source).decode()
    vkey = source.ring.log.vkey
    opened = open_note(note, [verifier_for(parse_vkey_line(vkey))])
    size = parse_checkpoint(opened.text).size
    if not 0 <= seq < size:
        msg = f"entry {seq} is not among the {size} entries of the newest checkpoint"
        raise NotCovered(msg)
    nodes = NodeReader(StoredTiles(source.store), size, SHA256)
    path = inclusion_proof(seq, size, nodes, SHA256)
    (stored,) = source.store.read(seq, limit=1)
    return Proof(Extra(stored.leaf.decode(), vkey), seq, tuple(path), note)


class StoredTiles:
    """Reads tiles from what is kept, or computes them from what lies below, down to entries."""

    def __init__(self, store: EntryStore) -> None:
        """Keep the store; remembers each tile for the life of this object."""
        self._store = store
        self._known: dict[TilePlace, bytes] = {}

    def read(self, place: TilePlace) -> bytes:
        """Return a tile's bytes."""
        tile = self._known.get(place)
        if tile is None:
            tile = self._kept(place) or self.computed(place)
            self._known[place] = tile
        return tile

    def _kept(self, place: TilePlace) -> bytes | None:
        if place.width < WIDTH:
            return None
        return self._store.hashes(TREE, place.level, place.number)

    def computed(self, place: TilePlace) -> bytes:
        """Return a tile from the tiles below it, or from entries."""
        first = place.number * WIDTH
        if place.level == 0:
            page = self._store.read(first, limit=place.width)
            ensure(len(page) == place.width, f"entries {first} and on are in the store")
            return b"".join(SHA256.leaf(one.leaf) for one in page)
        below = (TilePlace(place.level - 1, first + n) for n in range(place.width))
        return b"".join(tile_root(self.read(one), SHA256) for one in below)


class TileKeeper:
    """A follower that keeps every full tile of the SHA-256 tree. See `service.followers`.

    Keeps no more than one open tile in memory, and is saved at whole tiles only.
    """

    name = "tiles"

    def __init__(self, store: EntryStore) -> None:
        """Go on from the last full tile that is kept."""
        self._store = store
        self._open: list[bytes] = []
        saved = store.position(self.name)
        self.position = self._saved = 0 if saved is None else saved[0]

    def take(self, stored: Sequence[StoredEntry]) -> None:
        """Keep the tiles that these entries fill."""
        for one in stored:
            self._open.append(SHA256.leaf(one.leaf))
            self.position += 1
            if len(self._open) == WIDTH:
                number = self.position // WIDTH - 1
                self._keep(TilePlace(0, number), b"".join(self._open))
                self._open = []

    def _keep(self, place: TilePlace, tile: bytes) -> None:
        """Keep a tile, and the one above it where this is its last part."""
        self._store.save_hashes(TREE, place.level, place.number, [tile])
        above, part = divmod(place.number, WIDTH)
        if part == WIDTH - 1:
            higher = TilePlace(place.level + 1, above)
            self._keep(higher, StoredTiles(self._store).computed(higher))

    def rest(self) -> None:
        """Remember how far all full tiles are kept."""
        whole = self.position - self.position % WIDTH
        if whole > self._saved:
            self._store.save_position(self.name, position=whole, state=b"")
            self._saved = whole
