"""The tree of an export again: tiles, roots and the head, from leaves taken tile by tile.

A second program beside `journal.merkle` and `journal.tiles`, written for whole tiles, so that an
error in the one is not repeated in the other. Holds one open tile for each level.
Source: RFC 6962 section 2.1; C2SP tlog-tiles.
"""

import hashlib
from collections.abc import Callable, Sequence

from cryptography.hazmat.primitives import hashes as _hashes

from mingpai.journal.tiles import WIDTH, TilePlace

HashMany = Callable[[Sequence[bytes]], list[bytes]]
_sha256 = hashlib.sha256


class Hashing:
    """A hash function over many leaves, or many pairs, at once."""

    __slots__ = ("empty", "leaves", "pairs")

    def __init__(self, *, empty: bytes, leaves: HashMany, pairs: HashMany) -> None:
        """Keep both; `pairs` hashes neighbours and leaves out a last one without a partner."""
        self.empty = empty
        self.leaves = leaves
        self.pairs = pairs

    def root(self, hashes: Sequence[bytes]) -> bytes:
        """Return the root over hashes. Requires: at least one."""
        while len(hashes) > 1:
            above = self.pairs(hashes)
            if len(hashes) % 2:
                above.append(hashes[-1])
            hashes = above
        return hashes[0]


def _sha256_leaves(leaves: Sequence[bytes]) -> list[bytes]:
    return [_sha256(b"\x00" + leaf).digest() for leaf in leaves]


def _sha256_pairs(hashes: Sequence[bytes]) -> list[bytes]:
    each = iter(hashes)
    return [
        _sha256(b"\x01" + left + right).digest() for left, right in zip(each, each, strict=False)
    ]


def _sm3_many(prefix: bytes, parts: Sequence[bytes]) -> list[bytes]:
    """Hash each part behind a prefix; copying a begun state is twice as fast as a new one."""
    begun = _hashes.Hash(_hashes.SM3())
    begun.update(prefix)
    found = []
    for part in parts:
        digest = begun.copy()
        digest.update(part)
        found.append(digest.finalize())
    return found


def _sm3_leaves(leaves: Sequence[bytes]) -> list[bytes]:
    return _sm3_many(b"\x00", leaves)


def _sm3_pairs(hashes: Sequence[bytes]) -> list[bytes]:
    each = iter(hashes)
    return _sm3_many(b"\x01", [left + right for left, right in zip(each, each, strict=False)])


SHA256 = Hashing(empty=_sha256(b"").digest(), leaves=_sha256_leaves, pairs=_sha256_pairs)
SM3 = Hashing(empty=_sm3_many(b"", [b""])[0], leaves=_sm3_leaves, pairs=_sm3_pairs)


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
        self._levels: list[list[bytes]] = []
        self._full: list[int] = []
        self.size = 0

    def add(self, leaves: Sequence[bytes]) -> None:
        """Take the leaves of the next tile; only the last may be less than a tile."""
        self.size += len(leaves)
        self._take(0, self._hashing.leaves(leaves))

    def _take(self, level: int, hashes: Sequence[bytes]) -> None:
        if level == len(self._levels):
            self._levels.append([])
            self._full.append(0)
        held = self._levels[level]
        held += hashes
        if len(held) >= WIDTH:
            self._check(TilePlace(level, self._full[level], len(held)), b"".join(held))
            self._full[level] += 1
            self._levels[level] = []
            self._take(level + 1, [self._hashing.root(held)])

    def finish(self) -> bytes:
        """Have the partial tiles checked and return the root."""
        rest: list[bytes] = []
        for level, held in enumerate(self._levels):
            if held:
                self._check(TilePlace(level, self._full[level], len(held)), b"".join(held))
            if held or rest:
                rest = [self._hashing.root([*held, *rest])]
        return rest[0] if rest else self._hashing.empty
