"""Kill -9 of the core in the last minutes of a lot of our hall, on the real database."""

import asyncio
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai import bootstrap
from mingpai.adapters.clock import DrivenClock
from mingpai.commands.export import write_export
from mingpai.commands.verify import examine
from mingpai.journal.entry import Entry, decode_entry
from mingpai.journal.notes import parse_vkey_line
from mingpai.law.platforms import OUR_HALL
from mingpai.service.reception import Reception

pytestmark = [pytest.mark.slow, pytest.mark.database]

CHILD = Path(__file__).with_name("killed_core.py")
ALIVE_S = 2.5
"""Long enough for a sign of life or two."""
STARTS_WITHIN = timedelta(seconds=12)
"""How long before its end a core is started."""
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def ours(court: ModuleType, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return a court that sells on our hall, under a sandbox list."""
    monkeypatch.setattr(court, "PLATFORM", OUR_HALL)
    monkeypatch.setattr(court, "CONFIG", replace(court.CONFIG, is_sandbox=True))
    return court


def begin(data: Path, court: ModuleType) -> None:
    """Make a service and open a lot in it."""
    bootstrap.create(data, court.CONFIG)

    async def publish() -> None:
        with bootstrap.opened(data) as service:
            async with service.core(DrivenClock(court.NOTICE)) as core:
                await court.publish(core, [1], bidders=3)

    asyncio.run(publish())


def kill_at(work: Path, data: Path, court: ModuleType, at: datetime) -> datetime:
    """Run a core under load, kill it when its clock shows `at`, and return a moment after that."""
    starts = at - STARTS_WITHIN
    # What the child takes for the first start of all: its clock then shows an hour of bidding.
    began = time.time() - (starts - court.OPENS - 60 * MINUTE).total_seconds()
    dies = time.time() + STARTS_WITHIN.total_seconds()
    child = subprocess.Popen(
        [sys.executable, str(CHILD), str(work), str(data), str(began)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        left_s = dies - time.time()
        assert left_s > ALIVE_S, "too slow a machine for this test"
        time.sleep(left_s)
        assert child.poll() is None
    finally:
        child.kill()
        child.communicate()
    return at + SECOND


def restart(data: Path, court: ModuleType, at: datetime) -> str | None:
    """Start at `at`, bid once, do what is due; return why the bid was refused."""
    lot, clock = court.lot(1), DrivenClock(at)
    bid = court.bid(lot, 1, court.price(900_000), f"the-key-of-{at.timestamp():.0f}")

    async def play() -> str | None:
        with bootstrap.opened(data) as service:
            async with service.core(clock) as core:
                reception = Reception(core.sequencer, clock)
                answer = await reception.bid(bid, lot=lot, actor=court.code(1))
                await core.clockwork.tick()
        return None if answer.refused is None else answer.refused.code

    return asyncio.run(play())


def entries(data: Path, folder: Path) -> list[Entry]:
    """Return the journal's entries, after a stranger found its export whole."""
    with bootstrap.opened(data) as service:
        stored = service.reading.read(0, limit=10**9)
        written = write_export(folder, service.source)
        vkey = service.ring.log.vkey
    report = examine(str(folder), vkey=parse_vkey_line(vkey))
    assert report.is_valid, report.problems
    assert report.size == written.size == len(stored)
    return [decode_entry(one.leaf) for one in stored]


def of_kind(found: list[Entry], kind: str) -> list[Any]:
    """Return the entries of one kind."""
    return [one for one in found if one.kind == kind]


@pytest.mark.rule("K35")
def test_killed_in_the_last_minutes_a_lot_is_stopped_and_reported(
    tmp_path: Path, ours: ModuleType
) -> None:
    """Its next start stops it since it died, takes no bid, closes nothing, and all is verified."""
    data, work = tmp_path / "data", tmp_path / "work"
    work.mkdir()
    begin(data, ours)
    died = kill_at(work, data, ours, ours.CLOSES - 5 * MINUTE + 3 * SECOND)
    assert restart(data, ours, died + 20 * SECOND) == "bidding_stopped"
    assert restart(data, ours, died + 60 * MINUTE) == "bidding_stopped"
    found = entries(data, tmp_path / "export")
    (stopped,) = of_kind(found, "auction.bidding_stopped")
    (reported,) = of_kind(found, "auction.emergency_reported")
    (restarted,) = of_kind(found, "house.core_restarted")
    last_bid = of_kind(found, "auction.bid_placed")[-1]
    assert last_bid.received_at <= last_bid.at <= stopped.received_at <= died
    assert died - stopped.received_at < 5 * SECOND  # by a sign of life, not by chance
    assert (stopped.actor, stopped.cause) == (OUR_HALL, restarted.seq)
    assert reported.received_at == died + 20 * SECOND
    assert not of_kind(found, "auction.round_sold")


def test_killed_long_before_the_close_nothing_is_stopped(tmp_path: Path, ours: ModuleType) -> None:
    """A restart outside of the last minutes leaves a lot as it is, and it closes in its time."""
    data, work = tmp_path / "data", tmp_path / "work"
    work.mkdir()
    begin(data, ours)
    died = kill_at(work, data, ours, ours.OPENS + 120 * MINUTE)
    assert restart(data, ours, died + 20 * SECOND) is None
    assert restart(data, ours, ours.CLOSES - 6 * MINUTE) == "bid_not_higher"
    found = entries(data, tmp_path / "export")
    assert not of_kind(found, "auction.bidding_stopped")
    assert not of_kind(found, "house.core_restarted")
