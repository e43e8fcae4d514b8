"""Claims about the made-up journal."""

from collections import Counter
from pathlib import Path

from mingpai.bench.sample_journal import Size, new_source, write_sample
from mingpai.journal.entry import decode_entry


def test_a_sample_holds_what_it_promises(tmp_path: Path) -> None:
    """A sample has sales, a lot that passes in, refusals and a match; the same each time."""
    source = new_source(tmp_path / "keys")
    size = write_sample(source, Size(lots=7, bids_per_lot=40))
    kinds = Counter(decode_entry(e.leaf).kind for e in source.store.read(0, limit=10_000))
    assert sum(kinds.values()) == size == source.store.head().size
    assert kinds["auction.round_sold"] == 6
    assert kinds["auction.round_passed_in"] == 1
    assert kinds["auction.command_refused"] == 12
    assert kinds["auction.bid_placed"] == 6 * (40 - 2 + 3)
    again = new_source(tmp_path / "more")
    assert write_sample(again, Size(lots=7, bids_per_lot=40)) == size
