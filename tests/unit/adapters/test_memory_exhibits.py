"""Exhibits in memory: the contract is in tests/contract; here, what is the fake's own."""

from mingpai.adapters.memory_exhibits import MemoryExhibits
from mingpai.kernel.ids import StreamId


def test_nothing_is_there_at_first() -> None:
    """A new store shows nothing."""
    assert MemoryExhibits().of_lot(StreamId("disposal/1")) == []
