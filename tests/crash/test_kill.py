"""Kill -9 of the service, its database or its followers: nothing lost, nothing twice, no fork."""

import asyncio
import base64
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest

from mingpai import bootstrap
from mingpai.adapters.clock import DrivenClock
from mingpai.commands.export import write_export
from mingpai.commands.verify import examine
from mingpai.journal.checkpoint import parse_checkpoint
from mingpai.journal.entry import decode_entry
from mingpai.journal.merkle import SHA256, Head, consistency_proof, root_of, verify_consistency
from mingpai.journal.notes import open_note, parse_vkey_line, verifier_for
from mingpai.journal.receipt import parse_receipt, verify_receipt

pytestmark = [pytest.mark.slow, pytest.mark.database]

CHILD = Path(__file__).with_name("killed_core.py")
SEED = 20260526
ROUNDS = ("core", "followers", "postgres", "core", "both", "core")


def begin(data: Path, court: ModuleType) -> None:
    """Make a service and open a lot in it."""
    bootstrap.create(data, court.CONFIG)

    async def publish() -> None:
        with bootstrap.opened(data) as service:
            async with service.core(DrivenClock(court.NOTICE)) as core:
                await court.publish(core, [1], bidders=3)

    asyncio.run(publish())


def end(data: Path, court: ModuleType) -> None:
    """Start once more, without any kill, and let the lot close."""

    async def close() -> None:
        clock = DrivenClock(court.OPENS + timedelta(hours=12))
        with bootstrap.opened(data) as service:
            async with service.core(clock) as core:
                clock.advance_to(court.CLOSES)
                await core.clockwork.tick()

    asyncio.run(close())


def kill_postgres(data: Path) -> None:
    """Kill the database's first process; its others notice and go."""
    pid = int((data / "postgres" / "cluster" / "postmaster.pid").read_text().split("\n", 1)[0])
    os.kill(pid, signal.SIGKILL)


def followers_of(pid: int) -> list[int]:
    """Return the processes that follow the journal for a core."""
    children: list[str] = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        children += listed.read_text().split()
    return [int(one) for one in children if is_follower(int(one))]


def is_follower(pid: int) -> bool:
    """Say whether a process is there, and follows a journal."""
    try:
        return b"follow" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def wait_until(done: Callable[[], object]) -> None:
    """Wait for something that happens in other processes."""
    deadline = time.monotonic() + 10
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def one_round(work: Path, data: Path, began: float, *, what: str, after_s: float) -> None:
    """Start the service under load and kill it, its database, both, or first its followers.

    Whatever is killed, no follower outlives its core.
    """
    child = subprocess.Popen(
        [sys.executable, str(CHILD), str(work), str(data), str(began)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert child.stdout is not None
        assert child.stderr is not None
        line = child.stdout.readline()
        assert line == "ready\n", child.stderr.read()
        time.sleep(after_s)
        assert child.poll() is None, child.stderr.read()
        wait_until(lambda: followers_of(child.pid))
        followers = followers_of(child.pid)
        if what == "followers":
            os.kill(followers[0], signal.SIGKILL)
            wait_until(lambda: set(followers_of(child.pid)) - set(followers))
            followers += followers_of(child.pid)
        if what in ("postgres", "both"):
            kill_postgres(data)
            if what == "postgres":
                time.sleep(0.5)  # the service waits to hear what became of its batch
                assert child.poll() is None, child.stderr.read()
    finally:
        child.kill()
        child.communicate()
    wait_until(lambda: not any(is_follower(one) for one in followers))


def check(work: Path, data: Path) -> int:
    """Hold journal, export and published heads against what was acknowledged; return how many."""
    lines = [line.split(" ") for line in (work / "known").read_text().split("\n")[:-1]]
    assert {reason for _, _, reason, _ in lines} == {"-"}
    with bootstrap.opened(data) as service:
        stored = service.reading.read(0, limit=10**9)
        notes = [note for _, note in service.reading.checkpoints()]
        last = service.cell.read()
        written = write_export(work / "export", service.source)
        ring = service.ring
    report = examine(str(work / "export"), vkey=parse_vkey_line(ring.log.vkey))
    assert report.is_valid, report.problems
    assert (report.size, report.auctions_recomputed) == (written.size, 1)
    assert written.size == len(stored)
    # none lost
    receipts = verifier_for(parse_vkey_line(ring.receipts.vkey))
    for _, seq, _, text in lines:
        receipt = parse_receipt(base64.b64decode(text).decode())
        assert verify_receipt(receipt, [receipts]).seq == int(seq)
        assert stored[int(seq)].leaf == receipt.leaf
    # none twice
    entries = [decode_entry(one.leaf) for one in stored]
    assert [entry.seq for entry in entries] == list(range(len(entries)))
    ids = Counter(entry.command_id for entry in entries if entry.command_id is not None)
    assert max(ids.values()) == 1
    bids = sum(entry.kind == "auction.bid_placed" for entry in entries)
    assert len({number for number, *_ in lines}) <= bids
    # no fork
    assert last is not None
    hashes = [SHA256.leaf(one.leaf) for one in stored]
    whole = Head(len(hashes), root_of(hashes, SHA256))
    log = verifier_for(parse_vkey_line(ring.log.vkey))
    for note in {*notes, last}:
        checkpoint = parse_checkpoint(open_note(note.decode(), [log]).text)
        head = Head(checkpoint.size, checkpoint.root)
        proof = consistency_proof(
            head.size,
            whole.size,
            lambda level, index: root_of(hashes[index << level : (index + 1) << level], SHA256),
            SHA256,
        )
        verify_consistency(proof, old=head, new=whole, tree=SHA256)
    assert len(notes) > len(ROUNDS)
    return len(lines)


@pytest.mark.rule("K17")
def test_killed_again_and_again_it_keeps_every_word(tmp_path: Path, court: ModuleType) -> None:
    """Six kills at random moments under load: each receipt still proves, each bid is there once."""
    data = tmp_path / "data"
    work = tmp_path / "work"
    work.mkdir()
    begin(data, court)
    chance, began = random.Random(SEED), time.time()
    for what in ROUNDS:
        one_round(work, data, began, what=what, after_s=chance.uniform(0.1, 1.2))
    end(data, court)
    assert check(work, data) > 100
