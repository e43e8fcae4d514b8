"""Where a journal is damaged is named: the entry, batch or checkpoint, and what to do."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.adapters.memory import MemoryEntryStore, MemoryJournal
from mingpai.bench.sample_journal import BEGIN, Size, new_source, write_sample
from mingpai.commands.damage import first_damage, told_where
from mingpai.commands.due import due
from mingpai.commands.output import Wrong
from mingpai.commands.why import why
from mingpai.journal.notes import sign_note
from mingpai.kernel.outcome import InvariantBroken
from mingpai.ports import Head, StoredEntry
from mingpai.service.export import Source

Change = Callable[[MemoryJournal], None]


@pytest.fixture
def journal() -> MemoryJournal:
    """Return what a journal in memory is kept in."""
    return MemoryJournal()


@pytest.fixture
def damaged(tmp_path: Path, journal: MemoryJournal) -> Source:
    """Return a journal of one lot, to be damaged."""
    made = replace(new_source(tmp_path / "keys"), store=MemoryEntryStore(journal))
    write_sample(made, Size(lots=1, bids_per_lot=30))
    return made


def with_leaf(seq: int, old: bytes, new: bytes) -> Change:
    """Return a change of one leaf."""

    def change(journal: MemoryJournal) -> None:
        row = journal.rows[seq]
        assert old in row.stored.leaf
        leaf = row.stored.leaf.replace(old, new, 1)
        journal.rows[seq] = replace(row, stored=replace(row.stored, leaf=leaf))

    return change


def with_stored(place: int, /, **changes: Any) -> Change:
    """Return a change of what is stored of an entry."""

    def change(journal: MemoryJournal) -> None:
        row = journal.rows[place]
        journal.rows[place] = replace(row, stored=replace(row.stored, **changes))

    return change


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (with_stored(7, leaf=b"{"), "entry 7 cannot be read"),
        (with_stored(7, leaf=b"\xff" * 9), "entry 7 cannot be read"),
        (with_stored(7, seq=8), "entry 7 is missing"),
        (with_leaf(7, b'"seq":7', b'"seq":9'), "entry 7 says that it is entry 9"),
        (with_leaf(7, b'"kind":"auction.', b'"kind":"auktion.'), "entry 7 is of a kind"),
        (with_leaf(7, b'"stream":"disposal/', b'"stream":"nobody/'), "entry 7 stands in a stream"),
        (with_leaf(7, b'"v":1,', b'"v":2,'), "one of the entries 0 to"),
    ],
)
def test_the_first_damaged_entry_is_named(
    damaged: Source, journal: MemoryJournal, change: Change, place: str
) -> None:
    """Whatever was done to entry 7, it is entry 7 that is named, or the batch it was signed in."""
    assert first_damage(damaged) == ""
    change(journal)
    assert first_damage(damaged).startswith(place)


def test_a_head_or_batch_that_does_not_fit_is_named(damaged: Source) -> None:
    """A missing head, one that says another size, a batch that is gone: each is told."""
    inner: Any = damaged.store
    size = inner.head().size

    class Altered:
        def __init__(self, **changed: Any) -> None:
            self.changed = changed

        def __getattr__(self, name: str) -> Any:
            return self.changed.get(name) or getattr(inner, name)

    def no_head() -> Head:
        raise IndexError

    def no_batch(_seq: int) -> None:
        return None

    longer = replace(inner.head(), size=size + 5)
    for changed, told in (
        (Altered(head=no_head), "head is missing"),
        (Altered(head=lambda: longer), f"the head says {size + 5} entries"),
        (Altered(batch_of=no_batch), "entry 0 is in no batch"),
    ):
        assert told in first_damage(replace(damaged, store=changed))


@pytest.mark.parametrize("origin", ["mingpai.example/other", ""])
def test_a_checkpoint_of_somebody_else_is_named(damaged: Source, origin: str) -> None:
    """A published note by another key, of another journal, or that is none: each is told."""
    store = damaged.store
    size = store.head().size + 1
    text = f"{origin or damaged.origin}\n{size if origin else size + 1}\n{'A' * 43}=\n"
    store.save_checkpoint(size, sign_note(text, [damaged.ring.log]).encode())
    assert f"over {size} entries is of another" in first_damage(damaged)
    store.save_checkpoint(1, b"no note")
    assert "over 1 entries cannot be used" in first_damage(damaged)


def test_what_reading_raises_becomes_one_line(damaged: Source, journal: MemoryJournal) -> None:
    """An error of damage is turned into its place; without damage only what must be is."""
    claim = "a claim"
    with (
        pytest.raises(Wrong, match="this does not hold: a claim; keep everything"),
        told_where(damaged),
    ):
        raise InvariantBroken(claim)
    with pytest.raises(KeyError), told_where(damaged):
        raise KeyError
    with_stored(3, leaf=b"{")(journal)
    with pytest.raises(Wrong, match=r"damaged: entry 3 .*operating.md"), told_where(damaged):
        raise KeyError


def test_no_command_reads_over_a_gap(damaged: Source, journal: MemoryJournal) -> None:
    """An entry that is gone is noticed by what lists duties and by what explains an entry."""
    with_stored(7, seq=8)(journal)
    with pytest.raises(InvariantBroken, match="entry 7 is in the journal"):
        due(damaged, None, now=BEGIN, as_json=True)
    with pytest.raises(InvariantBroken, match="entry 7 is in the journal"):
        why(damaged, 7, as_json=True)


def test_a_restricted_entry_that_was_changed_is_named(
    damaged: Source, journal: MemoryJournal
) -> None:
    """What lies beside a leaf is held against it."""

    def is_sealed(stored: StoredEntry) -> bool:
        return stored.sealed is not None

    seq = next(seq for seq, row in enumerate(journal.rows) if is_sealed(row.stored))
    with_stored(seq, sealed=b"{}")(journal)
    assert first_damage(damaged).startswith(f"entry {seq}: what lies beside the leaf")
