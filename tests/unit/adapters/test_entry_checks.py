"""What every store refuses before it writes. Both stores are held to it in tests/contract."""

import pytest

from mingpai.adapters.entry_checks import TILE_BYTES, check_batch, check_tiles
from mingpai.kernel.ids import StreamId
from mingpai.ports import Batch, NewEntry

STREAM = StreamId("disposal/1")
WHOLE = NewEntry(b"x", STREAM, command_id=b"c", fingerprint=b"f", nonce=b"n", sealed=b"s")


def batch_of(*entries: NewEntry) -> Batch:
    return Batch(b"b", 1, 40, entries, b"r", b"q", b"s")


def test_whole_entries_pass() -> None:
    """Entries with both halves of a pair, or with none, are right."""
    check_batch(batch_of(WHOLE, NewEntry(b"x", STREAM)))


def test_the_entry_at_fault_is_named() -> None:
    """The error says which sequence number lacks half of a pair."""
    with pytest.raises(ValueError, match="entry 41: a command id"):
        check_batch(batch_of(WHOLE, NewEntry(b"x", STREAM, command_id=b"c")))
    with pytest.raises(ValueError, match="entry 40: a nonce"):
        check_batch(batch_of(NewEntry(b"x", STREAM, sealed=b"s")))


def test_only_full_tiles_of_known_trees_pass() -> None:
    """Both trees, full tiles, any number of them; nothing else."""
    check_tiles("sha256", [])
    check_tiles("sm3", [bytes(TILE_BYTES)] * 2)
    with pytest.raises(ValueError, match="no tree"):
        check_tiles("sha1", [])
    with pytest.raises(ValueError, match="full tile"):
        check_tiles("sm3", [bytes(TILE_BYTES), bytes(TILE_BYTES - 1)])
