"""Tiles and bundles have the paths, widths and bytes that any reader of such logs expects."""

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.journal.errors import VerificationError
from mingpai.journal.merkle import SHA256, Frontier, consistency_proof, inclusion_proof, root_of
from mingpai.journal.tiles import (
    TILE_BYTES,
    WIDTH,
    NodeReader,
    TilePlace,
    TileStack,
    bundle_places,
    decode_bundle,
    encode_bundle,
    tile_places,
    tile_root,
)
from mingpai.kernel.outcome import InvariantBroken

LEAVES = [SHA256.leaf(b"%d" % n) for n in range(66_100)]
SIZES = st.integers(0, 1100)
LARGE = [65_535, 65_536, 65_537, 66_048, 66_100]
PLACES = st.builds(
    TilePlace, st.integers(-1, 63), st.integers(0, 10**15 - 1), st.integers(1, WIDTH)
)


class Shelf:
    """Tiles in memory."""

    def __init__(self, tiles: dict[TilePlace, bytes]) -> None:
        """Keep them."""
        self.tiles = tiles

    def read(self, place: TilePlace) -> bytes:
        """Return one."""
        return self.tiles[place]


@cache
def tiles_of(size: int) -> dict[TilePlace, bytes]:
    stack = TileStack(SHA256)
    done = dict(stack.add(LEAVES[:size]))
    assert stack.size == size
    return done | dict(stack.partial())


@cache
def plain_node(level: int, index: int) -> bytes:
    return root_of(LEAVES[index << level : (index + 1) << level], SHA256)


@pytest.mark.parametrize(
    ("place", "path"),
    [
        (TilePlace(0, 0), "tile/0/000"),
        (TilePlace(0, 273, 112), "tile/0/273.p/112"),
        (TilePlace(1, 1234067), "tile/1/x001/x234/067"),
        (TilePlace(63, 1000, 1), "tile/63/x001/000.p/1"),
        (TilePlace(-1, 999, 255), "tile/entries/999.p/255"),
    ],
)
def test_a_path_has_groups_of_three_and_no_height(place: TilePlace, path: str) -> None:
    """The published examples of paths are printed."""
    assert place.path() == path


def test_the_tiles_of_seventy_thousand_leaves() -> None:
    """The widths for the size of the formats note are as written there."""
    places = list(tile_places(70_000))
    assert places[:2] == [TilePlace(0, 0), TilePlace(0, 1)]
    assert places[-4:] == [
        TilePlace(0, 273, 112),
        TilePlace(1, 0),
        TilePlace(1, 1, 17),
        TilePlace(2, 0, 1),
    ]
    assert len(places) == 277
    bundles = list(bundle_places(70_000))
    assert bundles[-1] == TilePlace(-1, 273, 112)
    assert len(bundles) == 274
    assert list(tile_places(0)) == list(bundle_places(0)) == []
    assert list(bundle_places(256)) == [TilePlace(-1, 0)]


@given(SIZES | st.sampled_from(LARGE))
def test_exactly_the_wanted_tiles_are_built(size: int) -> None:
    """Full and partial tiles together are those that the size calls for, of the right length."""
    tiles = tiles_of(size)
    assert set(tiles) == set(tile_places(size))
    assert all(len(tile) == 32 * place.width for place, tile in tiles.items())


def test_tiles_come_out_the_same_however_leaves_come_in() -> None:
    """Leaves added one by one fill the same tiles as leaves added together."""
    stack = TileStack(SHA256)
    done = [made for leaf in LEAVES[:700] for made in stack.add([leaf])]
    assert dict(done) | dict(stack.partial()) == tiles_of(700)


@given(st.data(), SIZES.filter(bool) | st.sampled_from(LARGE))
def test_proofs_read_from_tiles_are_those_of_the_tree(data: st.DataObject, size: int) -> None:
    """Inclusion and growth proven from tiles equal those proven from all leaves."""
    index = data.draw(st.integers(0, size - 1))
    nodes = NodeReader(Shelf(tiles_of(size)), size, SHA256)

    def plain(level: int, index: int) -> bytes:
        return plain_node(level, index)

    assert inclusion_proof(index, size, nodes, SHA256) == inclusion_proof(
        index, size, plain, SHA256
    )
    assert consistency_proof(index + 1, size, nodes, SHA256) == consistency_proof(
        index + 1, size, plain, SHA256
    )


def test_a_node_outside_the_tree_is_never_read() -> None:
    """Asking for a subtree that is not whole at this size is our fault."""
    nodes = NodeReader(Shelf(tiles_of(300)), 300, SHA256)
    for level, index in ((0, 300), (1, 150), (8, 1), (9, 0), (16, 0)):
        with pytest.raises(InvariantBroken):
            nodes(level, index)


def test_a_damaged_or_missing_tile_proves_nothing() -> None:
    """A tile of another length is refused with its path; a missing one is a KeyError."""
    tiles = dict(tiles_of(300))
    tiles[TilePlace(0, 0)] = tiles[TilePlace(0, 0)][:-1]
    with pytest.raises(VerificationError, match="tile/0/000 has 8191 bytes"):
        NodeReader(Shelf(tiles), 300, SHA256)(0, 0)
    with pytest.raises(KeyError):
        NodeReader(Shelf({}), 300, SHA256)(0, 0)


def test_only_a_full_tile_is_hashed_upward() -> None:
    """A full tile's root is the subtree's; of a partial one it is never asked."""
    tile = b"".join(LEAVES[:WIDTH])
    assert len(tile) == TILE_BYTES
    assert tile_root(tile, SHA256) == root_of(LEAVES[:WIDTH], SHA256)
    with pytest.raises(InvariantBroken):
        tile_root(tile[:-32], SHA256)


def test_partial_tiles_hold_what_the_frontier_needs() -> None:
    """The tree's root can be built from its tiles alone."""
    size = 66_100
    tiles = tiles_of(size)
    frontier = Frontier(SHA256)
    for place in tile_places(size):
        if place.level == 0:
            for n in range(place.width):
                frontier.append(tiles[place][32 * n : 32 * (n + 1)])
    assert frontier.root() == root_of(LEAVES[:size], SHA256)


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_is_read_as_it_was_written(entries: list[bytes]) -> None:
    """Entries of any length, none included, come back in order."""
    assert decode_bundle(encode_bundle(entries), width=len(entries)) == entries


def cut_off(bundle: bytes) -> bytes:
    return bundle[:-1]


def half_a_length(bundle: bytes) -> bytes:
    return bundle + b"\x00"


def without_its_entry(bundle: bytes) -> bytes:
    return bundle + b"\x00\x05abcd"


def one_more(bundle: bytes) -> bytes:
    return bundle + b"\x00\x01a"


def emptied(_bundle: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("damage", [cut_off, half_a_length, without_its_entry, one_more, emptied])
def test_a_damaged_bundle_is_refused(damage: Callable[[bytes], bytes]) -> None:
    """A bundle that is cut off, or holds another number of entries, is refused."""
    bundle = encode_bundle([b"one", b"", b"three"])
    with pytest.raises(VerificationError, match="bundle"):
        decode_bundle(damage(bundle), width=3)


def test_an_entry_has_at_most_a_sixteen_bit_length() -> None:
    """The longest entry is written and read, a longer one cannot be."""
    longest = b"x" * 65_535
    assert decode_bundle(encode_bundle([longest]), width=1) == [longest]
    with pytest.raises(OverflowError):
        encode_bundle([longest + b"x"])
