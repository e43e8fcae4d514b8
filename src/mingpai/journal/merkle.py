"""RFC 6962 Merkle trees, over SHA-256 and over SM3: roots, inclusion and consistency proofs.

A tree of n leaves splits at the largest power of two below n. `Frontier` holds only the perfect
subtrees to the left, so appending costs one hash on average and memory does not grow.
Source: RFC 6962 section 2.1; proofs are verified as in RFC 9162 section 2.1.3.2 and 2.1.4.2.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from hmac import compare_digest
from typing import TypeVar

from cryptography.hazmat.primitives import hashes as _hashes
from msgspec import Struct

from mingpai.journal.errors import VerificationError
from mingpai.kernel.outcome import ensure

HASH_BYTES = 32

_LEAF = b"\x00"
_NODE = b"\x01"

_sha256 = hashlib.sha256


class TreeHash(Struct, frozen=True):
    """A hash function as RFC 6962 uses it: leaves and nodes in separate domains.

    `leaves` and `nodes` do the same for many at once, faster: for each leaf, and for each two
    neighbours of a level (a last one without a neighbour is left out).
    """

    name: str
    empty: bytes
    leaf: Callable[[bytes], bytes]
    node: Callable[[bytes, bytes], bytes]
    leaves: Callable[[Iterable[bytes]], list[bytes]]
    nodes: Callable[[Sequence[bytes]], list[bytes]]


def _sm3_behind(prefix: bytes) -> Callable[[bytes], bytes]:
    """Return SM3 behind a prefix; copying a begun state is faster than beginning a new one."""
    begun = _hashes.Hash(_hashes.SM3())
    begun.update(prefix)

    def digest(data: bytes) -> bytes:
        going_on = begun.copy()
        going_on.update(data)
        return going_on.finalize()

    return digest


_sm3_leaf = _sm3_behind(_LEAF)
_sm3_node = _sm3_behind(_NODE)


def _pairs(level: Sequence[bytes]) -> Iterable[tuple[bytes, bytes]]:
    return zip(level[::2], level[1::2], strict=False)


SHA256 = TreeHash(
    name="sha256",
    empty=_sha256(b"").digest(),
    leaf=lambda data: _sha256(_LEAF + data).digest(),
    node=lambda left, right: _sha256(_NODE + left + right).digest(),
    leaves=lambda leaves: [_sha256(_LEAF + data).digest() for data in leaves],
    nodes=lambda level: [_sha256(_NODE + a + b).digest() for a, b in _pairs(level)],
)
SM3 = TreeHash(
    name="sm3",
    empty=_sm3_behind(b"")(b""),
    leaf=_sm3_leaf,
    node=lambda left, right: _sm3_node(left + right),
    leaves=lambda leaves: [_sm3_leaf(data) for data in leaves],
    nodes=lambda level: [_sm3_node(a + b) for a, b in _pairs(level)],
)

_Node = TypeVar("_Node", bytes, str)
ReadNode = Callable[[int, int], bytes]
"""(level, index) -> hash of the perfect subtree over leaves index << level and 2**level on."""


class Head(Struct, frozen=True):
    """Size and root of a tree."""

    size: int
    root: bytes


class Frontier:
    """The perfect subtrees that a growing tree ends with, largest first. Append-only."""

    __slots__ = ("_hashes", "_node", "size", "tree")

    def __init__(self, tree: TreeHash) -> None:
        """Begin with the empty tree."""
        self.tree = tree
        self.size = 0
        self._hashes: list[bytes] = []
        self._node = tree.node

    @classmethod
    def from_hashes(cls, tree: TreeHash, size: int, hashes: Sequence[bytes]) -> "Frontier":
        """Go on from `to_hashes` of a tree of `size` leaves. Raises: InvariantBroken on misfit."""
        ensure(len(hashes) == size.bit_count(), "one hash for each bit of the size")
        ensure(all(len(one) == HASH_BYTES for one in hashes), "each hash has 32 bytes")
        frontier = cls(tree)
        frontier.size = size
        frontier._hashes = list(hashes)
        return frontier

    def to_hashes(self) -> list[bytes]:
        """Return the perfect subtrees' hashes, largest first: all that is needed to go on."""
        return list(self._hashes)

    def copy(self) -> "Frontier":
        """Return an independent frontier of the same tree."""
        return Frontier.from_hashes(self.tree, self.size, self._hashes)

    def append(self, leaf_hash: bytes) -> None:
        """Add one leaf."""
        size, stack = self.size, self._hashes
        carried = leaf_hash
        while size & 1:
            carried = self._node(stack.pop(), carried)
            size >>= 1
        stack.append(carried)
        self.size += 1

    def extend(self, leaf_hashes: Sequence[bytes]) -> None:
        """Add many leaves, level by level: the same as `append` for each, in half the time."""
        size, stack, level = self.size, self._hashes, leaf_hashes
        ends: list[bytes] = []
        while level:
            if size & 1:
                level = [stack.pop(), *level]
            if len(level) & 1:
                ends.append(level[-1])
            level = self.tree.nodes(level)
            size >>= 1
        stack.extend(reversed(ends))
        self.size += len(leaf_hashes)

    def root(self) -> bytes:
        """Return the root of the tree as it is now."""
        if not self._hashes:
            return self.tree.empty
        root = self._hashes[-1]
        for left in reversed(self._hashes[:-1]):
            root = self._node(left, root)
        return root


def root_of(leaf_hashes: Sequence[bytes], tree: TreeHash) -> bytes:
    """Return the root over `leaf_hashes`, level by level."""
    if not leaf_hashes:
        return tree.empty
    level = leaf_hashes
    while len(level) > 1:
        level = _next_level(level, tree)
    return level[0]


def _next_level(level: Sequence[bytes], tree: TreeHash) -> list[bytes]:
    """Pair the nodes of a level; a last one without a partner rises as it is (RFC 6962 shape)."""
    above = tree.nodes(level)
    if len(level) % 2:
        above.append(level[-1])
    return above


def levels_of(leaf_hashes: Sequence[bytes], tree: TreeHash) -> list[Sequence[bytes]]:
    """Return every level from the leaves to the root, for many paths in one small tree."""
    levels: list[Sequence[bytes]] = [leaf_hashes]
    while len(levels[-1]) > 1:
        levels.append(_next_level(levels[-1], tree))
    return levels


def path_in(levels: Sequence[Sequence[_Node]], index: int) -> list[_Node]:
    """Return the inclusion path of leaf `index`, from its sibling upward. Needs `levels_of`.

    Nodes may be hashes, or what each of them is printed as.
    """
    ensure(0 <= index < len(levels[0]), "the index lies in the tree")
    path: list[_Node] = []
    for level in levels[:-1]:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        index >>= 1
    return path


def _subtree_root(first: int, last: int, read_node: ReadNode, tree: TreeHash) -> bytes:
    """Return the root over leaves [first, last), from perfect subtrees. Iterative."""
    parts: list[bytes] = []
    while first < last:
        width = last - first
        level = width.bit_length() - 1
        if first:
            level = min(level, (first & -first).bit_length() - 1)
        parts.append(read_node(level, first >> level))
        first += 1 << level
    root = parts.pop()
    while parts:
        root = tree.node(parts.pop(), root)
    return root


def inclusion_proof(index: int, size: int, read_node: ReadNode, tree: TreeHash) -> list[bytes]:
    """Return the path that proves leaf `index` in the tree of `size` leaves (RFC 6962 2.1.1)."""
    ensure(0 <= index < size, "the index lies in the tree")
    path: list[bytes] = []
    first, last = 0, size
    while last - first > 1:
        split = first + (1 << ((last - first - 1).bit_length() - 1))
        if index < split:
            path.append(_subtree_root(split, last, read_node, tree))
            last = split
        else:
            path.append(_subtree_root(first, split, read_node, tree))
            first = split
    return path[::-1]


def consistency_proof(old: int, new: int, read_node: ReadNode, tree: TreeHash) -> list[bytes]:
    """Return the nodes that prove the tree of `old` leaves a prefix of `new` (RFC 6962 2.1.2).

    For whoever kept an older checkpoint, such as a witness before it signs a newer one; `read_node`
    may read published tiles. An export holds a single checkpoint, so that `audit.verify` has none
    to hold against another.
    """
    ensure(0 < old <= new, "an old tree is not empty and not larger than the new one")
    proof: list[bytes] = []
    first, last = 0, new
    whole = True
    while old != last:
        split = first + (1 << ((last - first - 1).bit_length() - 1))
        if old <= split:
            proof.append(_subtree_root(split, last, read_node, tree))
            last = split
        else:
            proof.append(_subtree_root(first, split, read_node, tree))
            first = split
            whole = False
    if not whole:
        proof.append(_subtree_root(first, last, read_node, tree))
    return proof[::-1]


def _check_hashes(hashes: Sequence[bytes], what: str) -> None:
    for one in hashes:
        if len(one) != HASH_BYTES:
            msg = f"{what}: a hash of {len(one)} bytes instead of {HASH_BYTES}"
            raise VerificationError(msg)


def root_from_inclusion(
    path: Sequence[bytes], *, index: int, size: int, leaf_hash: bytes, tree: TreeHash
) -> bytes:
    """Return the root that an inclusion path leads to. Raises: VerificationError on misfit."""
    if not 0 <= index < size:
        msg = f"index {index} lies outside a tree of {size} leaves"
        raise VerificationError(msg)
    _check_hashes([leaf_hash, *path], "inclusion proof")
    inner = (index ^ (size - 1)).bit_length()
    border = (index >> inner).bit_count()
    if len(path) != inner + border:
        msg = f"an inclusion proof of {len(path)} hashes instead of {inner + border}"
        raise VerificationError(msg)
    root = leaf_hash
    for level, sibling in enumerate(path[:inner]):
        root = tree.node(sibling, root) if index >> level & 1 else tree.node(root, sibling)
    for sibling in path[inner:]:
        root = tree.node(sibling, root)
    return root


def verify_inclusion(
    path: Sequence[bytes], *, index: int, leaf_hash: bytes, head: Head, tree: TreeHash
) -> None:
    """Check that a leaf stands at `index` of the tree with `head`. Raises: VerificationError."""
    _check_hashes([head.root], "root")
    found = root_from_inclusion(path, index=index, size=head.size, leaf_hash=leaf_hash, tree=tree)
    if not compare_digest(found, head.root):
        msg = "the inclusion proof leads to another root"
        raise VerificationError(msg)


def verify_consistency(proof: Sequence[bytes], *, old: Head, new: Head, tree: TreeHash) -> None:
    """Check that the old tree is a prefix of the new one. Raises: VerificationError.

    The other half of `consistency_proof`, and for the same readers. Decided explicitly: nothing
    can be proven from an empty tree (old size 0 is refused), and equal sizes need equal roots of
    32 bytes and an empty proof.
    """
    if not 0 < old.size <= new.size:
        msg = f"no consistency between sizes {old.size} and {new.size}"
        raise VerificationError(msg)
    _check_hashes([old.root, new.root, *proof], "consistency proof")
    if old.size == new.size:
        if proof or not compare_digest(old.root, new.root):
            msg = "the same size needs the same root and an empty proof"
            raise VerificationError(msg)
        return
    _verify_growth(proof, old, new, tree)


def _verify_growth(proof: Sequence[bytes], old: Head, new: Head, tree: TreeHash) -> None:
    """Recompute both roots from one path (RFC 9162 section 2.1.4.2)."""
    path = list(proof)
    if old.size & (old.size - 1) == 0:
        path.insert(0, old.root)
    if not path:
        msg = "an empty consistency proof between different sizes"
        raise VerificationError(msg)
    fn, sn = old.size - 1, new.size - 1
    while fn & 1:
        fn >>= 1
        sn >>= 1
    old_root = new_root = path[0]
    for one in path[1:]:
        if sn == 0:
            msg = "the consistency proof is too long"
            raise VerificationError(msg)
        if fn & 1 or fn == sn:
            old_root = tree.node(one, old_root)
            new_root = tree.node(one, new_root)
            while fn and not fn & 1:
                fn >>= 1
                sn >>= 1
        else:
            new_root = tree.node(new_root, one)
        fn >>= 1
        sn >>= 1
    if sn:
        msg = "the consistency proof is too short"
        raise VerificationError(msg)
    if not compare_digest(old_root, old.root) or not compare_digest(new_root, new.root):
        msg = "the consistency proof leads to other roots"
        raise VerificationError(msg)
