"""Claims about counting the tree again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingpai.audit import treecount
from mingpai.audit.treecount import TreeCount
from mingpai.journal import merkle
from mingpai.journal.tiles import WIDTH, TilePlace, TileStack


def leaves_of(size: int) -> list[bytes]:
    """Return so many leaves."""
    return [b"leaf %d" % n for n in range(size)]


def counted(size: int, hashing: treecount.Hashing) -> tuple[bytes, dict[TilePlace, bytes]]:
    """Return root and tiles, counted."""
    tiles: dict[TilePlace, bytes] = {}
    tree = TreeCount(hashing, tiles.__setitem__)
    leaves = leaves_of(size)
    for first in range(0, size, WIDTH):
        tree.add(leaves[first : first + WIDTH])
    assert tree.size == size
    return tree.finish(), tiles


@pytest.mark.parametrize("size", [0, 1, 2, 3, 255, 256, 257, 511, 512, 700, 65_536, 65_537, 66_000])
def test_both_programs_build_the_same_tree(size: int) -> None:
    """The count and the journal's own tree agree on every tile and on the root."""
    hashes = [merkle.SHA256.leaf(leaf) for leaf in leaves_of(size)]
    stack = TileStack(merkle.SHA256)
    expected = dict(stack.add(hashes))
    expected |= dict(stack.partial())
    root, tiles = counted(size, treecount.SHA256)
    assert root == merkle.root_of(hashes, merkle.SHA256)
    assert tiles == expected


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 600))
def test_both_programs_agree_under_sm3(size: int) -> None:
    """The same holds for the root under SM3."""
    hashes = [merkle.SM3.leaf(leaf) for leaf in leaves_of(size)]
    assert counted(size, treecount.SM3)[0] == merkle.root_of(hashes, merkle.SM3)


def test_the_sm3_tree_needs_no_check() -> None:
    """Without a check the tree is built all the same."""
    tree = TreeCount(treecount.SM3)
    tree.add([b"a"])
    assert tree.finish() == merkle.SM3.leaf(b"a")
