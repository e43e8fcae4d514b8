"""Kill -9 in the last second of a lot, with bidders on it, of each part of the hall in turn.

One service sells lots of our hall one after the other, four for each seed, on a clock that goes a
thousand times faster between the closes and as it should around them. In the last second of each
of the four another part is killed, in an order and at an instant that the seed draws. Nothing that
was acknowledged is lost, a retry counts once, a stranger finds the export whole, and every lot ends
by a published rule: sold to its last bidder, or, where the core was gone in its last minutes,
stopped and reported (第二十八条).
"""

import asyncio
import importlib.util
import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from mingpai import bootstrap
from mingpai.adapters.clock import DrivenClock
from mingpai.auction.events import BidPlaced, RoundSold
from mingpai.journal.notes import parse_vkey_line, verifier_for
from mingpai.journal.receipt import parse_receipt, verify_receipt
from mingpai.kernel.ids import StreamId
from mingpai.service.archive import Archive

pytestmark = [pytest.mark.slow, pytest.mark.database]

FIRST_SEED = 20260526
SEEDS = 10
"""Of the gate; `make soak` plays a hundred: tests/soak/test_hall_chaos.py."""
PARTS = ["core", "web", "edge", "postgres"]
FAST = 1_000
EVERY = timedelta(minutes=16)
EXTENSION = timedelta(minutes=5)
SECOND = timedelta(seconds=1)


def _load() -> Any:
    place = Path(__file__).with_name("hall_under_load.py")
    spec = importlib.util.spec_from_file_location("mingpai_hall_under_load", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


load = _load()


class Stage:
    """The lots, the clock, and what each bidder knows."""

    def __init__(
        self, work: Path, court: ModuleType, monkeypatch: pytest.MonkeyPatch, *, lots: int
    ) -> None:
        """Make the service; its clock stands well before the first close and goes on from there."""
        self.court = court
        self.lots = [court.lot(number) for number in range(1, lots + 1)]
        self.data = work / "data"
        load.put_lots_on_our_hall(court, monkeypatch, closes_in=timedelta(hours=12))
        first: datetime = court.CLOSES
        self.closes = [first + EVERY * number for number in range(lots)]
        bootstrap.create(self.data, court.CONFIG)
        asyncio.run(self._publish(monkeypatch))
        self.clock = load.PacedClock(work / load.CLOCK)
        self.clock.set((time.time(), (first - EVERY / 2).timestamp(), 1))
        self.bidders = [[load.Bidder(court, lot, one) for one in (1, 2, 3)] for lot in self.lots]

    async def _publish(self, monkeypatch: pytest.MonkeyPatch) -> None:
        court = self.court
        with bootstrap.opened(self.data) as service:
            async with service.core(DrivenClock(court.NOTICE)) as core:
                for number, closes in enumerate(self.closes, start=1):
                    monkeypatch.setattr(court, "CLOSES", closes)
                    await court.publish(core, [number], bidders=3)

    async def wind_to(self, instant: datetime) -> None:
        """Let the clock run fast until an instant, and as it should from there."""
        begins = time.time() + 0.2
        shown = self.clock.at(begins)
        ends = begins + (instant - shown).total_seconds() / FAST
        pieces = [(begins, shown.timestamp(), FAST), (ends, instant.timestamp(), 1)]
        self.clock.set(*pieces)
        await self.wait_for(instant)

    async def wait_for(self, instant: datetime) -> None:
        """Wait until the clock shows an instant."""
        while True:
            if self.clock.now() >= instant:
                break
            await asyncio.sleep(0.005)


async def play(stage: Stage, hall: Any, seeds: Sequence[int]) -> list[str]:
    """Sell every lot, and kill a part in the last second of each; return which."""
    loop, office = asyncio.get_running_loop(), load.office()
    chances = [random.Random(seed) for seed in seeds]
    order = [(part, chance) for chance in chances for part in chance.sample(PARTS, len(PARTS))]
    for bidders, closes, (part, chance) in zip(stage.bidders, stage.closes, order, strict=True):
        while not any(bidder.known for bidder in bidders):  # a core that is not back is not awaited
            await load.bid_until(bidders, hall, office, ends=loop.time() + 0.5)
            await load.until_answered(bidders, hall, office)
        await stage.wind_to(closes - 3 * SECOND)
        pid = await asyncio.to_thread(hall.pid_of, part)
        await stage.wait_for(closes - 1.2 * SECOND)
        bidding = asyncio.create_task(load.bid_until(bidders, hall, office, ends=loop.time() + 2.0))
        await stage.wait_for(closes - chance.uniform(-0.2, 0.9) * SECOND)
        load.kill_9(pid)
        await bidding
        await load.until_answered(bidders, hall, office)
    await stage.wind_to(stage.closes[-1] + 3 * EXTENSION)
    await asyncio.sleep(1.0)
    return [part for part, _ in order]


def hold_to_its_rule(lot: StreamId, found: list[Any], events: list[Any], part: str) -> None:
    """Hold the end of a lot to what is published: sold to the last bidder, or stopped."""
    kinds = [entry.kind for entry in found if entry.stream == lot]
    sold = [event for event in events if isinstance(event, RoundSold)]
    if sold:
        last = [event for event in events if isinstance(event, BidPlaced)][-1]
        assert (sold[0].code, sold[0].price_fen) == (last.code, last.price_fen)
        return
    assert part in {"core", "postgres"}, (part, kinds[-3:])
    assert kinds.count("auction.bidding_stopped") == kinds.count("auction.emergency_reported") == 1
    assert any(entry.kind == "house.core_restarted" for entry in found)


def play_and_hold(
    work: Path, court: ModuleType, monkeypatch: pytest.MonkeyPatch, seeds: Sequence[int]
) -> None:
    """Play the lots of some seeds in one service, and hold all that was told to what is kept."""
    stage = Stage(work, court, monkeypatch, lots=len(PARTS) * len(seeds))
    with load.serving(stage.data) as hall:
        parts = asyncio.run(play(stage, hall, seeds))
        assert hall.stop() == 0
    found = load.entries(stage.data, work / "export")
    by_seq = {entry.seq: entry for entry in found}
    with bootstrap.opened(stage.data) as service:
        vkey, origin = service.ring.receipts.vkey, service.origin
        archive = Archive(service.reading, service.registry, origin=origin, vkey=vkey)
        events = [list(archive.events(lot)) for lot in stage.lots]
    verifier = verifier_for(parse_vkey_line(vkey))
    for lot, part, happened, bidders in zip(stage.lots, parts, events, stage.bidders, strict=True):
        hold_to_its_rule(lot, found, happened, part)
        for bidder in bidders:
            assert bidder.known.keys() == bidder.sent.keys()
            for told in bidder.known.values():
                proved = verify_receipt(parse_receipt(told["receipt"]), [verifier])
                assert proved.seq == told["seq"]
                if told["seq"] is not None:
                    entry = by_seq[told["seq"]]
                    assert (entry.stream, entry.actor) == (bidder.lot, court.code(bidder.number))
    kept = [entry.command_id for entry in found if entry.kind == "auction.bid_placed"]
    assert len(kept) == len(set(kept)) > len(parts) * 3
    assert any(entry.kind == "auction.bidding_stopped" for entry in found)
    assert datetime.now(UTC) < stage.closes[0]  # on its own clock, not the system's


@pytest.mark.timeout(600)
def test_killed_in_the_last_second_nothing_is_lost_and_every_lot_ends_by_a_rule(
    tmp_path: Path, court: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each part dies in the last second of ten lots: every bid has one answer, and it holds."""
    play_and_hold(tmp_path, court, monkeypatch, range(FIRST_SEED, FIRST_SEED + SEEDS))
