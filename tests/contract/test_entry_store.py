"""The contract of `ports.EntryStore`, in memory and on every PostgreSQL."""

import os
import threading
import time
from collections.abc import Callable

import pytest

from mingpai.kernel.ids import StreamId
from mingpai.ports import (
    Batch,
    EntryStore,
    Fenced,
    Head,
    NewEntry,
    Snapshot,
    StoredCommand,
    StoredEntry,
)

A, B = StreamId("disposal/a"), StreamId("disposal/b")
Open = Callable[[], EntryStore]
BatchAt = Callable[..., Batch]


def after(head: Head, batch: Batch) -> Head:
    return Head(
        size=batch.first + len(batch.entries),
        epoch=head.epoch,
        root=batch.root,
        batch_id=batch.batch_id,
    )


def numbered(count: int, *, start: int = 0, stream: StreamId = A) -> list[NewEntry]:
    return [NewEntry(b"leaf %d" % n, stream) for n in range(start, start + count)]


def test_an_empty_journal_has_the_root_of_the_empty_tree(store: EntryStore) -> None:
    """A new journal has size 0, epoch 0 and SHA-256 of nothing as its root."""
    head = store.head()
    assert (head.size, head.epoch, head.batch_id) == (0, 0, b"")
    assert head.root.hex().startswith("e3b0c44298fc1c14")


def test_each_epoch_is_newer_than_all_before(open_store: Open) -> None:
    """Opening an epoch raises the number in the head and changes nothing else."""
    first, second = open_store(), open_store()
    assert first.open_epoch().epoch == 1
    assert second.open_epoch().epoch == 2
    assert first.head().epoch == 2
    assert first.head().size == 0


def test_what_was_appended_is_read_back_by_anyone(open_store: Open, batch_at: BatchAt) -> None:
    """Entries come back byte for byte, in order, numbered from 0, to another store object too."""
    writing, reading = open_store(), open_store()
    head = writing.open_epoch()
    one = batch_at(
        head,
        NewEntry(b"\x00\xff plain", A),
        NewEntry(b"sealed", B, nonce=b"n" * 16, sealed=b'{"who":"x"}'),
        NewEntry(b"commanded", A, command_id=b"c" * 16, fingerprint=b"f" * 32),
    )
    writing.append(one)
    two = batch_at(after(head, one), NewEntry(b"last", B))
    writing.append(two)
    assert reading.read(0, limit=10) == [
        StoredEntry(0, b"\x00\xff plain"),
        StoredEntry(1, b"sealed", b"n" * 16, b'{"who":"x"}'),
        StoredEntry(2, b"commanded"),
        StoredEntry(3, b"last"),
    ]
    assert reading.read(1, limit=2) == reading.read(0, limit=10)[1:3]
    assert reading.read(4, limit=2) == []
    assert reading.head() == after(after(head, one), two)


def test_a_stream_is_read_alone_and_in_order(store: EntryStore, batch_at: BatchAt) -> None:
    """`read_stream` gives that stream's entries and no others."""
    store.append(
        batch_at(store.open_epoch(), *(NewEntry(b"%d" % n, (A, B)[n % 2]) for n in range(6)))
    )
    assert [entry.leaf for entry in store.read_stream(B)] == [b"1", b"3", b"5"]
    assert store.read_stream(StreamId("disposal/none")) == []


def test_a_head_that_moved_refuses_the_batch_and_keeps_nothing(
    store: EntryStore, batch_at: BatchAt
) -> None:
    """A batch for another place in the journal is Fenced and leaves no trace."""
    head = store.open_epoch()
    batch = batch_at(head)
    store.append(batch)
    with pytest.raises(Fenced):
        store.append(batch_at(head))
    with pytest.raises(Fenced):
        store.append(batch_at(Head(5, head.epoch, head.root, b"")))
    assert store.head() == after(head, batch)
    assert len(store.read(0, limit=9)) == 1


def test_a_newer_epoch_fences_the_older_writer_for_ever(
    open_store: Open, batch_at: BatchAt
) -> None:
    """After another store opened an epoch, the earlier one can write nothing any more."""
    older, newer = open_store(), open_store()
    old_head = older.open_epoch()
    new_head = newer.open_epoch()
    for head in (old_head, new_head):
        with pytest.raises(Fenced):
            older.append(batch_at(head))
    newer.append(batch_at(new_head))
    assert newer.head().size == 1
    assert older.settle(b"never written") is False
    newer.append(batch_at(newer.head()))  # the old one's settling did not disturb it


def test_nobody_appends_without_an_epoch_of_his_own(open_store: Open, batch_at: BatchAt) -> None:
    """A store that opened no epoch is Fenced even with the right numbers."""
    head = open_store().open_epoch()
    with pytest.raises(Fenced):
        open_store().append(batch_at(head))


def test_two_writers_at_once_leave_one_line(open_store: Open, batch_at: BatchAt) -> None:
    """Two threads that fight for the journal write no number twice and leave no gap."""
    stores = [open_store(), open_store()]
    barrier = threading.Barrier(2)

    def work(mine: EntryStore) -> None:
        barrier.wait()
        for _ in range(20):
            head = mine.open_epoch()
            try:
                for _ in range(3):
                    batch = batch_at(head, *numbered(3))
                    mine.append(batch)
                    head = after(head, batch)
            except Fenced:
                continue

    threads = [threading.Thread(target=work, args=(one,)) for one in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entries = stores[0].read(0, limit=1000)
    assert [entry.seq for entry in entries] == list(range(stores[0].head().size))


def test_a_command_reaches_the_journal_once(store: EntryStore, batch_at: BatchAt) -> None:
    """A command id that stands in the journal is refused, with everything in its batch."""
    head = store.open_epoch()
    known = NewEntry(b"one", A, command_id=b"c" * 16, fingerprint=b"f" * 32)
    first = batch_at(head, known)
    store.append(first)
    head = after(head, first)
    with pytest.raises(ValueError, match="already stands"):
        store.append(batch_at(head, NewEntry(b"innocent", A), known))
    assert store.head() == head
    twice = NewEntry(b"two", A, command_id=b"d" * 16, fingerprint=b"f" * 32)
    with pytest.raises(ValueError, match="already stands"):
        store.append(batch_at(head, twice, twice))
    assert store.head().size == 1
    store.append(batch_at(head, NewEntry(b"next", A)))  # and the store still works


def test_commands_are_found_by_their_ids(store: EntryStore, batch_at: BatchAt) -> None:
    """What is known of commands can be asked for in bulk; an unknown id is left out."""
    ids = [os.urandom(16) for _ in range(5)]
    entries = [NewEntry(b"x", A, command_id=one, fingerprint=one * 2) for one in ids]
    store.append(batch_at(store.open_epoch(), NewEntry(b"plain", A), *entries))
    expected = [StoredCommand(one, seq, one * 2) for seq, one in enumerate(ids, 1)]
    found = store.commands_among([ids[4], b"unknown", ids[0], ids[4]])
    assert sorted(found, key=lambda command: command.seq) == [expected[0], expected[4]]
    assert store.commands_among([]) == []


@pytest.mark.parametrize(
    "entry",
    [
        NewEntry(b"x", A, command_id=b"c"),
        NewEntry(b"x", A, fingerprint=b"f"),
        NewEntry(b"x", A, nonce=b"n"),
        NewEntry(b"x", A, sealed=b"s"),
    ],
)
def test_halves_of_pairs_are_refused(store: EntryStore, batch_at: BatchAt, entry: NewEntry) -> None:
    """A command id without fingerprint, or a nonce without body, is a caller's fault."""
    with pytest.raises(ValueError, match="come together"):
        store.append(batch_at(store.open_epoch(), entry))
    assert store.head().size == 0


def test_an_empty_batch_is_refused(store: EntryStore) -> None:
    """A batch holds at least one entry."""
    head = store.open_epoch()
    with pytest.raises(ValueError, match="at least one"):
        store.append(Batch(b"b" * 16, head.epoch, 0, (), b"r", b"q", b"s"))


def test_the_batch_of_an_entry_is_found(store: EntryStore, batch_at: BatchAt) -> None:
    """Each entry leads to the batch it was committed in, and to nothing beyond the head."""
    head = store.open_epoch()
    first = batch_at(head, *numbered(3))
    store.append(first)
    second = batch_at(after(head, first), *numbered(2))
    store.append(second)
    for seq, batch in ((0, first), (2, first), (3, second), (4, second)):
        found = store.batch_of(seq)
        assert found is not None
        assert (found.batch_id, found.epoch, found.first, found.size) == (
            batch.batch_id,
            batch.epoch,
            batch.first,
            len(batch.entries),
        )
        assert (found.receipt_root, found.signature) == (batch.receipt_root, batch.signature)
    assert store.batch_of(5) is None


def test_settle_tells_kept_from_lost(store: EntryStore, batch_at: BatchAt) -> None:
    """`settle` is true for a batch in the journal, false for any other, and work goes on."""
    head = store.open_epoch()
    kept = batch_at(head)
    store.append(kept)
    assert store.settle(kept.batch_id) is True
    assert store.settle(b"never written") is False
    later = batch_at(after(head, kept))
    store.append(later)
    assert store.settle(kept.batch_id) is True
    assert store.settle(later.batch_id) is True


def test_a_large_batch_of_large_entries_is_kept(store: EntryStore, batch_at: BatchAt) -> None:
    """A thousand entries, some of the largest size that a leaf may have, fit one batch."""
    entries = [NewEntry(os.urandom(65_535 if n % 100 == 0 else 300), A) for n in range(1000)]
    store.append(batch_at(store.open_epoch(), *entries))
    assert [one.leaf for one in store.read(0, limit=1000)] == [one.leaf for one in entries]


def test_snapshots_are_found_by_size(store: EntryStore) -> None:
    """The newest snapshot not above a size is found; the same size again replaces it."""
    assert store.latest_snapshot(at_most=10**9) is None
    for size in (10, 20):
        store.save_snapshot(Snapshot(size, b"r" * 32, b"body %d" % size))
    store.save_snapshot(Snapshot(20, b"R" * 32, b"again"))
    assert store.latest_snapshot(at_most=19) == Snapshot(10, b"r" * 32, b"body 10")
    assert store.latest_snapshot(at_most=20) == Snapshot(20, b"R" * 32, b"again")
    assert store.latest_snapshot(at_most=9) is None


def test_the_newest_snapshot_survives_the_clearing_of_old_ones(store: EntryStore) -> None:
    """However many snapshots were saved, the newest is there."""
    for size in range(12):
        store.save_snapshot(Snapshot(size, b"r", b"b"))
    assert store.latest_snapshot(at_most=100) == Snapshot(11, b"r", b"b")


def test_a_published_checkpoint_stays_what_it_is(store: EntryStore) -> None:
    """The same again is no error; another one of its size is refused; the largest leads."""
    assert store.latest_checkpoint() is None
    store.save_checkpoint(7, b"seven")
    store.save_checkpoint(3, b"three")
    store.save_checkpoint(7, b"seven")
    with pytest.raises(ValueError, match="of that size"):
        store.save_checkpoint(7, b"other")
    assert store.checkpoints() == [(3, b"three"), (7, b"seven")]
    assert store.latest_checkpoint() == (7, b"seven")


def test_hash_tiles_are_kept_and_never_changed(store: EntryStore) -> None:
    """Full tiles come back; the same again is fine, other hashes in their place are refused."""
    tiles = [bytes([n]) * 8192 for n in range(4)]
    store.save_hashes("sha256", 0, 5, tiles[:2])
    store.save_hashes("sha256", 0, 5, tiles[:3])
    store.save_hashes("sm3", 0, 5, tiles[3:])
    assert store.hashes("sha256", 0, 6) == tiles[1]
    assert store.hashes("sha256", 0, 7) == tiles[2]
    assert store.hashes("sm3", 0, 5) == tiles[3]
    assert store.hashes("sha256", 1, 5) is None
    with pytest.raises(ValueError, match="other hashes"):
        store.save_hashes("sha256", 0, 6, [tiles[3]])
    assert store.hashes("sha256", 0, 6) == tiles[1]
    with pytest.raises(ValueError, match="no tree"):
        store.save_hashes("md5", 0, 0, tiles)
    with pytest.raises(ValueError, match="8192"):
        store.save_hashes("sm3", 0, 0, [b"short"])


def test_a_followers_position_is_the_last_one_saved(store: EntryStore) -> None:
    """Each follower has one position and state, replaced at each save."""
    assert store.position("watch") is None
    store.save_position("watch", position=1, state=b"one")
    store.save_position("watch", position=2, state=b"\x00two")
    store.save_position("sm3", position=9, state=b"")
    assert store.position("watch") == (2, b"\x00two")
    assert store.position("sm3") == (9, b"")


def test_waiting_ends_when_the_journal_grows(open_store: Open, batch_at: BatchAt) -> None:
    """Who waits beyond a size is woken by an append from elsewhere, well before time is up."""
    writing, waiting = open_store(), open_store()
    head = writing.open_epoch()
    seen: list[tuple[int, float]] = []

    def wait() -> None:
        size = waiting.wait_beyond(0, timeout_s=20)
        seen.append((size, time.monotonic()))

    thread = threading.Thread(target=wait)
    thread.start()
    time.sleep(0.2)
    appended = time.monotonic()
    writing.append(batch_at(head, *numbered(3)))
    thread.join(timeout=20)
    ((size, woken),) = seen
    assert size == 3
    assert woken - appended < 0.8
    assert waiting.wait_beyond(2, timeout_s=20) == 3  # already beyond: no waiting


def test_waiting_ends_when_time_is_up(store: EntryStore) -> None:
    """Where nothing comes, the size that stands is returned after the given time."""
    began = time.monotonic()
    assert store.wait_beyond(0, timeout_s=1) == 0
    assert 0.9 <= time.monotonic() - began < 5


def test_a_store_may_be_closed_and_used_again(store: EntryStore, batch_at: BatchAt) -> None:
    """Closing releases the connection and loses nothing."""
    head = store.open_epoch()
    store.close()
    batch = batch_at(head)
    store.append(batch)
    store.close()
    assert store.head() == after(head, batch)
