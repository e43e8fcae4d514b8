"""The tree of an export again: tiles, roots and the head, from leaves taken tile by tile.

A second program beside `journal.merkle` and `journal.tiles`, written for whole tiles, so that an
error in the one is not repeated in the other. Holds one open tile for each level.
Source: RFC 6962 section 2.1; C2SP tlog-tiles.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

from cryptography.hazmat.primitives import hashes as _hashes

from mingpai.journal.merkle import HASH_BYTES
from mingpai.journal.tiles import TILE_BYTES, TilePlace

PAIR_BYTES = 2 * HASH_BYTES

_sha256 = hashlib.sha256


class Hashing:
    """A hash function over many leaves, or many nodes, at once; hashes stand side by side."""

    __slots__ = ("_many", "empty")

    def __init__(self, many: Callable[[bytes, Iterable[bytes]], bytes]) -> None:
        """Keep what hashes each part behind a prefix and joins the hashes."""
        self._many = many
        self.empty = many(b"", [b""])

    def leaves(self, leaves: Sequence[bytes]) -> bytes:
        """Return the leaf hashes, joined."""
        return self._many(b"\x00", leaves)

    def root(self, hashes: bytes) -> bytes:
        """Return the root over joined hashes. Requires: at least one."""
        while len(hashes) > HASH_BYTES:
            whole = len(hashes) - len(hashes) % PAIR_BYTES
            pairs = [hashes[at : at + PAIR_BYTES] for at in range(0, whole, PAIR_BYTES)]
            hashes = self._many(b"\x01", pairs) + hashes[whole:]
        return hashes


def _sha256_many(prefix: bytes, parts: Iterable[bytes]) -> bytes:
    return b"".join([_sha256(prefix + part).digest() for part in parts])


def _sm3_many(prefix: bytes, parts: Iterable[bytes]) -> bytes:
    """Copy a begun state for each part, which is twice as fast as a new one."""
    begun = _hashes.Hash(_hashes.SM3())
    begun.update(prefix)
    found = []
    for part in parts:
        digest = begun.copy()
        digest.update(part)
        found.append(digest.finalize())
    return b"".join(found)


SHA256 = Hashing(_sha256_many)
SM3 = Hashing(_sm3_many)


def _unchecked(_place: TilePlace, _tile: bytes) -> None:
    """Check nothing: the SM3 tree has no tiles."""


class TreeCount:
    """Builds every tile and the root; each tile is given to `check` once it is full, or last."""

    def __init__(
        self, hashing: Hashing, check: Callable[[TilePlace, bytes], None] = _unchecked
    ) -> None:
        """Begin with the empty tree."""
        self._hashing = hashing
        self._check = check
        self._levels: list[bytes] = []
        self._full: list[int] = []
        self.size = 0

    def add(self, leaves: Sequence[bytes]) -> None:
        """Take the leaves of the next tile; only the last may be less than a tile."""
        self.size += len(leaves)
        self._take(0, self._hashing.leaves(leaves))

    def _take(self, level: int, hashes: bytes) -> None:
        if level == len(self._levels):
            self._levels.append(b"")
            self._full.append(0)
        held = self._levels[level] + hashes
        if len(held) < TILE_BYTES:
            self._levels[level] = held
            return
        self._check(TilePlace(level, self._full[level]), held)
        self._full[level] += 1
        self._levels[level] = b""
        self._take(level + 1, self._hashing.root(held))

    def finish(self) -> bytes:
        """Have the partial tiles checked and return the root."""
        rest = b""
        for level, held in enumerate(self._levels):
            if held:
                width = len(held) // HASH_BYTES
                self._check(TilePlace(level, self._full[level], width), held)
            if held or rest:
                rest = self._hashing.root(held + rest)
        return rest or self._hashing.empty
