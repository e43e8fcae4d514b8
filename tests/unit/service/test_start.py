"""Start: what is read back must be what was published, or nothing starts."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.adapters.memory import FixedClock, MemoryCell
from mingpai.journal.checkpoint import Checkpoint, print_checkpoint
from mingpai.journal.entry import decode_entry
from mingpai.journal.merkle import SHA256
from mingpai.journal.notes import parse_vkey_line, sign_note, verifier_for
from mingpai.kernel.outcome import InvariantBroken
from mingpai.service import start as module
from mingpai.service.fold import OldSnapshot
from mingpai.service.start import (
    StartRefused,
    advance,
    cell_checkpoint,
    check_clock,
    new_fold,
    read_back,
)


def fill(bench: Any, count: int) -> None:
    """Put so many entries into the journal."""

    async def play() -> None:
        async with bench.running() as sequencer:
            await asyncio.gather(*(sequencer.submit(bench.count(n + 1)) for n in range(count)))

    asyncio.run(play())


def head_at(bench: Any, size: int) -> Checkpoint:
    """Return the head over the first entries."""
    fold = bench.fold()
    fold.take(bench.store.read(0, limit=size))
    return Checkpoint(bench.origin, size, fold.frontier.root())


def test_snapshot_plus_tail_is_all_that_is_read(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the newest snapshot that the cell vouches for, only what follows is read."""
    monkeypatch.setattr(module, "PAGE", 7)
    fill(bench, 50)
    for size in (10, 30, 45):
        fold = bench.fold()
        fold.take(bench.store.read(0, limit=size))
        bench.store.save_snapshot(fold.snapshot())
    reads: list[int] = []
    read = bench.store.read

    def counted(first: int, *, limit: int) -> Any:
        reads.append(first)
        return read(first, limit=limit)

    checkpoint = head_at(bench, 40)
    monkeypatch.setattr(bench.store, "read", counted)
    fold = bench.fold()
    read_back(bench.store, fold, head=bench.store.head(), checkpoint=checkpoint)
    assert min(reads) == 30  # the snapshot at 45 is newer than what was published
    assert fold.states == {bench.STREAM: bench.Tally(50)}
    assert fold.frontier.root() == bench.journal.head.root


def test_a_database_older_than_the_cell_is_refused(bench: Any) -> None:
    """A head beyond the journal's end was published: others have seen entries that are gone."""
    fill(bench, 5)
    checkpoint = replace(head_at(bench, 5), size=6)
    with pytest.raises(StartRefused, match="older than the cell"):
        read_back(bench.store, bench.fold(), head=bench.store.head(), checkpoint=checkpoint)


def test_another_root_than_the_published_one_is_refused(bench: Any) -> None:
    """Entries that do not lead to the published root were altered."""
    fill(bench, 5)
    checkpoint = replace(head_at(bench, 5), root=b"x" * 32)
    with pytest.raises(StartRefused, match="altered"):
        read_back(bench.store, bench.fold(), head=bench.store.head(), checkpoint=checkpoint)


def test_a_changed_leaf_is_found(bench: Any) -> None:
    """One byte of one old entry changed in the database: no start."""
    fill(bench, 5)
    checkpoint = head_at(bench, 5)
    row = bench.journal.rows[2]
    leaf = row.stored.leaf.replace(b"A0001", b"A0002")
    bench.journal.rows[2] = replace(row, stored=replace(row.stored, leaf=leaf))
    with pytest.raises(StartRefused, match="altered"):
        read_back(bench.store, bench.fold(), head=bench.store.head(), checkpoint=checkpoint)


def test_entries_after_the_checkpoint_must_lead_to_the_head(bench: Any) -> None:
    """What nobody has seen yet is held against the head itself."""
    fill(bench, 5)
    head = replace(bench.store.head(), root=b"x" * 32)
    with pytest.raises(InvariantBroken, match="lead to the head"):
        read_back(bench.store, bench.fold(), head=head, checkpoint=head_at(bench, 3))


def test_an_empty_cell_beside_a_journal_is_refused(bench: Any) -> None:
    """A cell that is gone cannot vouch for anything; with an empty journal there is nothing to."""
    read_back(bench.store, bench.fold(), head=bench.store.head(), checkpoint=None)
    fill(bench, 1)
    with pytest.raises(StartRefused, match="the checkpoint cell is empty"):
        read_back(bench.store, bench.fold(), head=bench.store.head(), checkpoint=None)


def test_the_cells_note_must_be_the_logs_own(bench: Any) -> None:
    """A note by another key, or no note at all, is refused; an empty cell is none."""
    verifier = verifier_for(parse_vkey_line(bench.ring.log.vkey))
    cell = MemoryCell()
    assert cell_checkpoint(cell, verifier) is None
    good = Checkpoint(bench.origin, 0, SHA256.empty)
    text = print_checkpoint(good)
    for note in (sign_note(text, [bench.ring.receipts]).encode(), b"\xff", b"nothing"):
        bad = MemoryCell()
        bad.swap(old=None, new=note)
        with pytest.raises(StartRefused, match="no checkpoint of this log"):
            cell_checkpoint(bad, verifier)
    cell.swap(old=None, new=sign_note(text, [bench.ring.log]).encode())
    assert cell_checkpoint(cell, verifier) == good


def test_a_missing_entry_is_a_fault(bench: Any) -> None:
    """Where the store has fewer entries than its head says, nothing goes on."""
    fill(bench, 3)
    fold = new_fold(bench.archive(), bench.domains, secret=bench.ring.command_secret)
    with pytest.raises(InvariantBroken, match="entry 3 is missing"):
        advance(bench.store, fold, to=4)


def test_a_clock_before_the_last_entry_is_refused(bench: Any) -> None:
    """Times in the journal never go back, so a clock that was set back starts nothing."""
    fill(bench, 3)
    head = bench.store.head()
    last = decode_entry(bench.store.read(2, limit=1)[0].leaf).at
    with pytest.raises(StartRefused, match="clock"):
        check_clock(bench.store, head, FixedClock(last - timedelta(microseconds=1)))
    check_clock(bench.store, head, FixedClock(last))


def test_an_empty_journal_takes_any_clock(bench: Any) -> None:
    """Where nothing was recorded yet, no clock is too early."""
    check_clock(bench.store, bench.store.head(), FixedClock(datetime(2000, 1, 1, tzinfo=UTC)))


def test_a_snapshot_of_another_version_is_passed_over(bench: Any) -> None:
    """What this service sealed and this version cannot read is no reason not to start."""
    fill(bench, 4)
    fold = bench.fold()
    fold.take(bench.store.read(0, limit=2))
    body = b"\xc1 not of this version"
    old = replace(fold.snapshot(), body=fold._mac(body) + body)
    bench.store.save_snapshot(old)
    again = bench.fold()
    with pytest.raises(OldSnapshot):
        again.restore(old)
    read_back(bench.store, again, head=bench.store.head(), checkpoint=head_at(bench, 4))
    assert again.states == {bench.STREAM: bench.Tally(4)}
