"""Each write of the append path, lost, kept though it failed, or refused; then a new start.

Whatever failed and however: no acknowledged act is lost, none is there twice, and every tree head
that was ever published is a prefix of what the journal holds in the end.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from mingpai.adapters.keys_file import FileKeyRing
from mingpai.adapters.memory import FixedClock, MemoryCell, MemoryEntryStore, MemoryJournal
from mingpai.commands.export import write_export
from mingpai.commands.verify import examine
from mingpai.events import registry
from mingpai.journal.checkpoint import parse_checkpoint
from mingpai.journal.entry import decode_entry
from mingpai.journal.merkle import SHA256, Head, consistency_proof, root_of, verify_consistency
from mingpai.journal.notes import open_note, parse_vkey_line, verifier_for
from mingpai.ports import PortError
from mingpai.service import followers
from mingpai.service.answers import Answer
from mingpai.service.core import Core
from mingpai.service.export import Source
from mingpai.service.reception import Reception
from mingpai.service.sequencer import Stopped

pytestmark = pytest.mark.slow

WRITES = [
    ("store", "open_epoch"),
    ("store", "append"),
    ("store", "settle"),
    ("reading", "save_checkpoint"),
    ("reading", "save_snapshot"),
    ("reading", "save_position"),
    ("cell", "swap"),
]
FAULTS = [(*write, fate) for write in WRITES for fate in ("lost", "kept", "refused")]


class Run:
    """One journal and cell over several starts, and all that was ever acknowledged."""

    def __init__(self, court: ModuleType, ring: FileKeyRing) -> None:
        """Begin with what `init` leaves."""
        self.court = court
        self.ring = ring
        self.journal = MemoryJournal()
        self.cell: MemoryCell = court.new_cell(ring)
        self.clock = FixedClock(court.NOTICE)
        self.heads: list[bytes] = []
        self.acknowledged: list[Answer] = []
        self.sent = 0

    def core(self, fault: tuple[str, str, str] | None = None) -> Core:
        """Return a core over the journal; `fault` is what is to fail, where, and how."""
        parts = self.court.memory_parts(self.ring, self.clock, self.cell, self.journal)
        if fault is not None:
            place, write, fate = fault
            getattr(parts, place).fail_next(write, fate)
            if write == "settle":  # asked only where an append was lost or kept
                parts.store.fail_next("append", "kept" if fate == "kept" else "lost")
        return Core(parts)

    async def bids(self, core: Core, count: int) -> None:
        """Send bids for the lot, all at once; keep what is acknowledged."""
        reception = Reception(core.sequencer, self.clock)
        lot = self.court.lot(1)
        futures = []
        for _ in range(count):
            self.sent += 1
            price = self.court.price(self.sent)
            data = self.court.bid(lot, 1 + self.sent % 3, price, f"k{self.sent}")
            futures.append(reception.bid(data, lot=lot, actor=self.court.code(1 + self.sent % 3)))
        for answer in await asyncio.gather(*futures, return_exceptions=True):
            if isinstance(answer, Answer):
                self.acknowledged.append(answer)
            else:
                assert isinstance(answer, Stopped)

    def publish_seen(self) -> None:
        """Keep the head that everybody can see now."""
        note = self.cell.read()
        if note is not None:
            self.heads.append(note)


def check_whole(run: Run) -> None:
    """Hold the journal against every answer and every head that was ever given."""
    leaves = [row.stored.leaf for row in run.journal.rows]
    entries = [decode_entry(leaf) for leaf in leaves]
    # None lost: each acknowledged answer's receipt proves the entry that stands at its number.
    for answer in run.acknowledged:
        found = run.court.proved(answer, run.ring)
        assert answer.seq is not None
        assert leaves[answer.seq] == answer.receipt().leaf
        assert found.entry == entries[answer.seq]
    # None twice: each command once, each price once, numbers without a gap.
    ids = Counter(entry.command_id for entry in entries if entry.command_id is not None)
    assert not ids or max(ids.values()) == 1
    assert [entry.seq for entry in entries] == list(range(len(entries)))
    # No fork: every head that was published is a prefix of the journal.
    verifier = verifier_for(parse_vkey_line(run.ring.log.vkey))
    hashes = [SHA256.leaf(leaf) for leaf in leaves]
    whole = Head(len(hashes), root_of(hashes, SHA256))
    notes = set(run.journal.checkpoints.values()) | set(run.heads)
    assert len(notes) > 1
    for note in notes:
        checkpoint = parse_checkpoint(open_note(note.decode(), [verifier]).text)
        head = Head(checkpoint.size, checkpoint.root)
        proof = consistency_proof(head.size, whole.size, node_in(hashes), SHA256)
        verify_consistency(proof, old=head, new=whole, tree=SHA256)


def node_in(hashes: list[bytes]) -> Callable[[int, int], bytes]:
    """Return how to find an inner node over these leaf hashes."""
    return lambda level, index: root_of(hashes[index << level : (index + 1) << level], SHA256)


async def first_day(run: Run) -> None:
    """Open the journal and a lot with three bidders; a quiet start."""
    async with run.core() as core:
        await run.court.publish(core, [1], bidders=3)
    run.clock.move_to(run.court.OPENS)
    run.publish_seen()


async def crash(run: Run, fault: tuple[str, str, str]) -> None:
    """Run under load until what is to fail has failed, and leave as a killed process does."""
    core = run.core(fault)
    with contextlib.suppress(PortError, Stopped):
        await core.start()
        await run.bids(core, 40)
        with contextlib.suppress(PortError):
            await core.settle()
        run.publish_seen()
        await run.bids(core, 40)
    assert not getattr(core.parts, fault[0]).faults._next  # what was to fail has failed
    await core._release()  # no farewell: nothing is published, saved or carried out any more
    run.publish_seen()


async def last_day(run: Run) -> None:
    """Start again, send everything once more under the same keys, close the lot."""
    async with run.core() as core:
        again, run.sent = run.sent, 0
        await run.bids(core, again)
        await run.bids(core, 20)
        run.clock.move_to(run.court.CLOSES)
        await core.clockwork.tick()
        await core.settle()
        run.publish_seen()


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let snapshots be taken all the time."""
    monkeypatch.setattr(followers, "SNAPSHOT_EVERY", 10)


@pytest.mark.rule("K17")
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault[1]}-{fault[2]}")
def test_a_write_that_fails_loses_nothing_repeats_nothing_and_forks_nothing(
    court: ModuleType, ring: FileKeyRing, tmp_path: Path, fault: Any
) -> None:
    """Fail, start again, send all again: each bid is there once, and every receipt still proves."""
    run = Run(court, ring)

    async def play() -> None:
        await first_day(run)
        await crash(run, fault)
        await last_day(run)

    asyncio.run(play())
    check_whole(run)
    entries = [decode_entry(row.stored.leaf) for row in run.journal.rows]
    bids = [entry for entry in entries if entry.kind == "auction.bid_placed"]
    assert len(bids) == run.sent
    assert "auction.round_sold" in {entry.kind for entry in entries}
    # And a stranger says the same, from an export alone.
    source = Source(MemoryEntryStore(run.journal), ring, court.ORIGIN, registry())
    write_export(tmp_path / "export", source)
    report = examine(str(tmp_path / "export"), vkey=parse_vkey_line(ring.log.vkey))
    assert report.is_valid, report.problems
    assert (report.size, report.auctions_recomputed) == (len(entries), 1)
