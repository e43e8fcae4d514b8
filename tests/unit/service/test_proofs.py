"""Claims about offline proofs of entries."""

from typing import Any

import pytest

from mingpai.adapters.memory import MemoryEntryStore
from mingpai.bench.sample_journal import Size, new_source, write_sample
from mingpai.journal.merkle import SHA256
from mingpai.journal.notes import parse_vkey_line, verifier_for
from mingpai.journal.proof import parse_proof, print_proof, verify_proof
from mingpai.journal.tiles import TilePlace, TileStack
from mingpai.ports import StoredEntry
from mingpai.service.export import Source
from mingpai.service.proofs import TREE, NotCovered, StoredTiles, TileKeeper, entry_proof


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """Return a journal of a few tiles."""
    made = new_source(tmp_path_factory.mktemp("proofs") / "keys")
    write_sample(made, Size(lots=3, bids_per_lot=300))
    return made


def verified(source: Source, seq: int) -> int:
    """Prove an entry, print, read and verify the proof; return what it proves."""
    proof = parse_proof(print_proof(entry_proof(source, seq)))
    found = verify_proof(proof, [verifier_for(parse_vkey_line(source.ring.log.vkey))])
    assert proof.extra is not None
    assert proof.extra.entry.encode() == source.store.read(seq, limit=1)[0].leaf
    return found.seq


def test_each_entry_can_be_proven(source: Source) -> None:
    """A proof of the first, the last and entries at tile borders is verified by the log's key."""
    size = source.store.head().size
    for seq in (0, 1, 255, 256, 511, 512, size - 2, size - 1):
        assert verified(source, seq) == seq


def test_what_is_not_covered_cannot_be_proven(source: Source) -> None:
    """An entry beyond the newest checkpoint, or none, has no proof yet."""
    for seq in (-1, source.store.head().size):
        with pytest.raises(NotCovered):
            entry_proof(source, seq)


def follow(keeper: TileKeeper, store: Any, *, page: int) -> None:
    """Give a keeper all entries."""
    while stored := store.read(keeper.position, limit=page):
        keeper.take(stored)
    keeper.rest()


def test_kept_tiles_are_those_of_the_tree(source: Source) -> None:
    """The follower keeps every full tile, whatever the pages, and takes up where it was."""
    store = MemoryEntryStore()
    store.journal.rows = source.store.journal.rows  # type: ignore[attr-defined]
    keeper = TileKeeper(store)
    keeper.take(store.read(0, limit=300))
    keeper.rest()
    assert store.position("tiles") == (256, b"")
    follow(TileKeeper(store), store, page=100)
    stack = TileStack(SHA256)
    leaves = [SHA256.leaf(one.leaf) for one in store.read(0, limit=10_000)]
    for place, tile in stack.add(leaves):
        assert store.hashes(TREE, place.level, place.number) == tile
    keeper = TileKeeper(store)
    keeper.rest()
    assert keeper.position % 256 == 0


def test_a_proof_from_kept_tiles_is_the_same(source: Source) -> None:
    """A proof does not depend on whether tiles were kept."""
    before = entry_proof(source, 300)
    follow(TileKeeper(source.store), source.store, page=1000)
    assert entry_proof(source, 300) == before


class _Many:
    """A store of 65,537 equal entries, without keeping them."""

    def __init__(self) -> None:
        """Keep tiles and position as the memory store does."""
        self._inner = MemoryEntryStore()
        self._inner.journal.rows = []

    def read(self, first: int, *, limit: int) -> list[Any]:
        """Return the entries asked for."""
        last = min(first + limit, 65_537)
        return [StoredEntry(seq, b"x") for seq in range(first, last)]

    def __getattr__(self, name: str) -> Any:
        """Do all else as the memory store does."""
        return getattr(self._inner, name)


@pytest.mark.slow
def test_higher_tiles_are_kept_too() -> None:
    """When 256 tiles are full the tile above them is kept."""
    store: Any = _Many()
    follow(TileKeeper(store), store, page=5000)
    higher = store.hashes(TREE, 1, 0)
    assert higher == StoredTiles(store).computed(TilePlace(1, 0))
