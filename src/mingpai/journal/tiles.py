"""Tiles and entry bundles: the journal as static files that anybody may mirror.

A tile holds up to 256 hashes; level 0 are leaf hashes, each higher level the roots of full tiles
below. An entry bundle holds the entries of one level-0 tile. Only what a tree of the given size
needs is ever named: full tiles, and the one partial tile at each level's end.
Source: C2SP tlog-tiles v0.1.0.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from msgspec import Struct

from mingpai.journal.errors import VerificationError
from mingpai.journal.merkle import HASH_BYTES, TreeHash, root_of
from mingpai.kernel.outcome import ensure

WIDTH = 256
TILE_BYTES = WIDTH * HASH_BYTES
_GROUP = 1000
_LENGTH_BYTES = 2
ENTRIES = "entries"


class TilePlace(Struct, frozen=True, order=True):
    """Which tile: its level (or -1 for the entry bundle), its number and how full it is."""

    level: int
    number: int
    width: int = WIDTH

    def path(self) -> str:
        """Return the path under the log's prefix."""
        level = ENTRIES if self.level < 0 else str(self.level)
        rest, groups = self.number, [f"{self.number % _GROUP:03d}"]
        while rest := rest // _GROUP:
            groups.append(f"x{rest % _GROUP:03d}")
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{'/'.join(reversed(groups))}{partial}"


def tile_places(size: int) -> Iterator[TilePlace]:
    """Yield every hash tile of a tree of `size` leaves, level by level."""
    level, count = 0, size
    while count:
        full, rest = divmod(count, WIDTH)
        for number in range(full):
            yield TilePlace(level, number)
        if rest:
            yield TilePlace(level, full, rest)
        level, count = level + 1, full


def bundle_places(size: int) -> Iterator[TilePlace]:
    """Yield every entry bundle of a log of `size` entries."""
    full, rest = divmod(size, WIDTH)
    for number in range(full):
        yield TilePlace(-1, number)
    if rest:
        yield TilePlace(-1, full, rest)


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Return an entry bundle: each entry behind its 16-bit length. Requires: entries fit."""
    return b"".join(len(entry).to_bytes(_LENGTH_BYTES, "big") + entry for entry in entries)


def decode_bundle(data: bytes, *, width: int) -> list[bytes]:
    """Read an entry bundle of `width` entries. Raises: VerificationError where it is not that."""
    entries: list[bytes] = []
    at, end = 0, len(data)
    while at < end:
        begin = at + _LENGTH_BYTES
        at = begin + (data[at] << 8 | data[at + 1] if begin <= end else end)
        if at > end:
            msg = "the entry bundle is cut off"
            raise VerificationError(msg)
        entries.append(data[begin:at])
    if len(entries) != width:
        msg = f"the entry bundle holds {len(entries)} entries instead of {width}"
        raise VerificationError(msg)
    return entries


def tile_root(tile: bytes, tree: TreeHash) -> bytes:
    """Return the root over a full tile's hashes."""
    ensure(len(tile) == TILE_BYTES, "only a full tile is hashed upward")
    return root_of([tile[i : i + HASH_BYTES] for i in range(0, TILE_BYTES, HASH_BYTES)], tree)


class TileStack:
    """Builds tiles from leaf hashes as they come; memory grows with the height only."""

    def __init__(self, tree: TreeHash) -> None:
        """Begin with the empty log."""
        self._tree = tree
        self._levels: list[list[bytes]] = []
        self._full: list[int] = []
        self.size = 0

    def add(self, leaf_hashes: Sequence[bytes]) -> list[tuple[TilePlace, bytes]]:
        """Take the hashes of the next leaves; return the tiles that became full."""
        self.size += len(leaf_hashes)
        done: list[tuple[TilePlace, bytes]] = []
        for hashed in leaf_hashes:
            self._push(0, hashed, done)
        return done

    def _push(self, level: int, hashed: bytes, done: list[tuple[TilePlace, bytes]]) -> None:
        if level == len(self._levels):
            self._levels.append([])
            self._full.append(0)
        open_tile = self._levels[level]
        open_tile.append(hashed)
        if len(open_tile) == WIDTH:
            done.append((TilePlace(level, self._full[level]), b"".join(open_tile)))
            self._full[level] += 1
            root = root_of(open_tile, self._tree)
            self._levels[level] = []
            self._push(level + 1, root, done)

    def partial(self) -> list[tuple[TilePlace, bytes]]:
        """Return the partial tile of each level that the present size needs."""
        return [
            (TilePlace(level, self._full[level], len(hashes)), b"".join(hashes))
            for level, hashes in enumerate(self._levels)
            if hashes
        ]


class TileReader(Protocol):
    """Where tiles are read from."""

    def read(self, place: TilePlace) -> bytes:
        """Return the tile's bytes. Raises: KeyError where there is none."""
        ...


class NodeReader:
    """Answers (level, index) from tiles: a node is a root over part of one tile."""

    def __init__(self, tiles: TileReader, size: int, tree: TreeHash) -> None:
        """Keep where tiles come from and the size that says how full each is."""
        self._tiles = tiles
        self._size = size
        self._tree = tree

    def __call__(self, level: int, index: int) -> bytes:
        """Return the hash of the perfect subtree over leaves index << level and 2**level on.

        Raises: KeyError where a tile is missing, VerificationError where it has another length.
        """
        tile_level, within = divmod(level, 8)
        first = index << within
        number, offset = divmod(first, WIDTH)
        count = self._size >> (8 * tile_level)
        width = min(WIDTH, count - number * WIDTH)
        ensure(offset + (1 << within) <= width, "the subtree lies in the tree")
        place = TilePlace(tile_level, number, width)
        tile = self._tiles.read(place)
        if len(tile) != width * HASH_BYTES:
            msg = f"{place.path()} has {len(tile)} bytes instead of {width * HASH_BYTES}"
            raise VerificationError(msg)
        hashes = [
            tile[i * HASH_BYTES : (i + 1) * HASH_BYTES]
            for i in range(offset, offset + (1 << within))
        ]
        return root_of(hashes, self._tree)
