"""The fakes' own part: failures on order. What they keep is held by tests/contract."""

import hashlib
from typing import Any

import pytest

from mingpai.adapters.memory import MemoryCell, MemoryEntryStore
from mingpai.kernel.ids import StreamId
from mingpai.ports import Batch, FateUnknown, Head, NewEntry, PortError, Snapshot


def batch_at(head: Head) -> Batch:
    entry = NewEntry(b"leaf", StreamId("disposal/1"))
    return Batch(b"b%d" % head.size, head.epoch, head.size, [entry], b"r", b"q", b"s")


def test_a_lost_append_is_unknown_and_not_written() -> None:
    """`lost`: FateUnknown, settle says no, and the same place can be written after it."""
    store = MemoryEntryStore()
    head = store.open_epoch()
    store.fail_next("append", "lost")
    with pytest.raises(FateUnknown):
        store.append(batch_at(head))
    assert store.settle(b"b0") is False
    store.append(batch_at(head))
    assert store.head().size == 1


def test_a_kept_append_is_unknown_and_written() -> None:
    """`kept`: FateUnknown, settle says yes, and the journal goes on behind it."""
    store = MemoryEntryStore()
    head = store.open_epoch()
    store.fail_next("append", "kept")
    with pytest.raises(FateUnknown):
        store.append(batch_at(head))
    assert store.settle(b"b0") is True
    store.append(batch_at(store.head()))
    assert store.head().size == 2


def test_a_refused_append_may_be_made_again() -> None:
    """`refused`: PortError, safe to retry, nothing written."""
    store = MemoryEntryStore()
    head = store.open_epoch()
    store.fail_next("append", "refused")
    with pytest.raises(PortError) as caught:
        store.append(batch_at(head))
    assert caught.value.retry_is_safe
    assert store.head().size == 0
    store.append(batch_at(head))


@pytest.mark.parametrize("fate", ["lost", "kept", "refused"])
@pytest.mark.parametrize(
    "write",
    ["open_epoch", "settle", "save_snapshot", "save_checkpoint", "save_hashes", "save_position"],
)
def test_every_other_write_fails_safely(write: str, fate: str) -> None:
    """Writes that may be made twice report a PortError that is safe to retry, and then work."""
    store = MemoryEntryStore()
    store.open_epoch()
    calls: dict[str, Any] = {
        "open_epoch": store.open_epoch,
        "settle": lambda: store.settle(b"x"),
        "save_snapshot": lambda: store.save_snapshot(Snapshot(1, b"r", b"b")),
        "save_checkpoint": lambda: store.save_checkpoint(1, b"n"),
        "save_hashes": lambda: store.save_hashes("sm3", 0, 0, [bytes(8192)]),
        "save_position": lambda: store.save_position("f", position=1, state=b""),
    }
    store.fail_next(write, fate)  # type: ignore[arg-type]
    with pytest.raises(PortError) as caught:
        calls[write]()
    assert caught.value.retry_is_safe
    calls[write]()
    store.append(batch_at(store.open_epoch()))


def test_a_cell_can_lose_or_keep_a_swap() -> None:
    """The cell's swap can fail either way, too."""
    cell = MemoryCell()
    cell.fail_next("swap", "lost")
    with pytest.raises(FateUnknown):
        cell.swap(old=None, new=b"one")
    assert cell.read() is None
    cell.fail_next("swap", "kept")
    with pytest.raises(FateUnknown):
        cell.swap(old=None, new=b"one")
    assert cell.read() == b"one"


def test_an_empty_journals_root_is_that_of_rfc_6962() -> None:
    """The fake begins where the real one does."""
    assert MemoryEntryStore().head().root == hashlib.sha256().digest()
