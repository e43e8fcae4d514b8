"""`mingpai serve` as processes: what is killed comes back, and nothing outlives the parent."""

import asyncio
import importlib.util
import os
import signal
import socket
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.database]


def _load() -> Any:
    place = Path(__file__).with_name("hall_under_load.py")
    spec = importlib.util.spec_from_file_location("mingpai_hall_under_load", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


load = _load()
PARTS = ("core", "web", "edge", "postgres")


@pytest.fixture
def data(tmp_path: Path, court: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a service with a lot of our hall that closes tomorrow."""
    load.put_lots_on_our_hall(court, monkeypatch, closes_in=timedelta(hours=12))
    load.begin(tmp_path / "data", court, lots=1, bidders=3)
    return tmp_path / "data"


def bidders(court: ModuleType) -> list[Any]:
    """Return the three bidders."""
    return [load.Bidder(court, court.lot(1), number) for number in (1, 2, 3)]


def hold_against(data: Path, folder: Path, those: list[Any]) -> list[Any]:
    """Hold every answer against the journal: there, and once. Returns the entries."""
    found = load.entries(data, folder)
    by_seq = {entry.seq: entry for entry in found}
    for bidder in those:
        assert not bidder.waiting
        assert bidder.known.keys() == bidder.sent.keys()
        for told in bidder.known.values():
            if told["seq"] is None:  # of refusals on the merits a code puts some a minute on record
                assert told["outcome"] == "refused", told
                continue
            entry = by_seq[told["seq"]]
            assert entry.kind == {"taken": "auction.bid_placed"}.get(
                told["outcome"], "auction.command_refused"
            )
    kept = [entry.command_id for entry in found if entry.kind == "auction.bid_placed"]
    assert len(kept) == len(set(kept))
    assert kept
    return found


def test_whatever_is_killed_comes_back_and_nothing_is_lost(
    data: Path, tmp_path: Path, court: ModuleType
) -> None:
    """Kill -9 of each part under load: it comes back, every bid is answered, once, and all holds.

    Long before a close nothing is stopped. SIGTERM ends the whole with status 0.
    """
    those = bidders(court)
    with load.serving(data) as hall:
        pids = [hall.process.pid]

        async def play() -> None:
            loop = asyncio.get_running_loop()
            office = load.office()
            await load.bid_until(those, hall, office, ends=loop.time() + 1.0)
            for part in PARTS:
                killed = hall.kill(part)
                await load.bid_until(those, hall, office, ends=loop.time() + 1.5)
                assert not load.is_alive(killed)
            await load.until_answered(those, hall, office)

        asyncio.run(play())
        pids += [hall.pid_of(part) for part in PARTS]
        load.until(lambda: _answers(hall.where.site))
        assert hall.stop() == 0
    assert not any(load.is_alive(pid) for pid in pids)
    assert "Traceback" not in hall.said(), hall.said()
    found = hold_against(data, tmp_path / "export", those)
    assert not [entry for entry in found if entry.kind == "auction.bidding_stopped"]


def _answers(site: str) -> bool:
    try:
        return httpx.get(site, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def test_no_child_outlives_its_parent(data: Path, tmp_path: Path, court: ModuleType) -> None:
    """Kill -9 of the parent ends every role; the next start takes the database back, all there."""
    those = bidders(court)
    office = load.office()
    with load.serving(data) as hall:
        pids = [hall.pid_of(part) for part in ("core", "web", "edge")]

        async def play() -> None:
            ends = asyncio.get_running_loop().time() + 1.0
            await load.bid_until(those, hall, office, ends=ends)
            hall.process.kill()
            await load.until_outside(those)

        asyncio.run(play())
        hall.process.wait()
        load.until(lambda: not any(load.is_alive(pid) for pid in pids))
    with load.serving(data, port=hall.port) as again:
        asyncio.run(load.until_answered(those, again, office))
        assert again.stop() == 0
    hold_against(data, tmp_path / "export", those)


def test_a_port_that_is_taken_is_told_in_one_line(data: Path) -> None:
    """Status 2, one line, no traceback, and no process."""
    with socket.socket() as taken:
        taken.bind((load.HOST, 0))
        taken.listen()
        hall = load.Hall(data, port=int(taken.getsockname()[1]) - 2)
        assert hall.process.wait(load.PATIENCE_S) == 2
    (line,) = hall.said().splitlines()
    assert str(taken) not in line
    assert "name another" in line
    hall.log.close()


def test_the_parts_run_apart(data: Path, court: ModuleType) -> None:
    """Each role under a parent of its own: a bid at the core's door, pages and edge from theirs."""
    port = load.four_free_ports()
    those = bidders(court)
    with (
        load.serving(data, port=port, role="core") as core,
        load.serving(data, port=port, role="web") as web,
        load.serving(data, port=port, role="edge") as edge,
    ):
        for part, role in ((core, "core"), (web, "web"), (edge, "edge")):
            part.pid_of(role)
            assert len(load.children_of(part.process.pid)) in {1, 2}  # one of them has the database
        load.until(lambda: _answers(core.where.site))

        async def play() -> None:
            office = load.office()
            ends = asyncio.get_running_loop().time() + 0.5
            await load.bid_until(those, core, office, ends=ends)
            await load.until_answered(those, core, office)

        asyncio.run(play())
        assert all(bidder.known for bidder in those)
        os.kill(web.process.pid, signal.SIGTERM)
        assert web.process.wait(load.PATIENCE_S) == 0
