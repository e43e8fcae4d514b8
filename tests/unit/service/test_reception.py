"""What comes in: bids as bytes, orders of offices, each stamped on arrival, within a budget."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest

from mingpai.adapters.clock import DrivenClock
from mingpai.adapters.keys_file import FileKeyRing
from mingpai.adapters.memory import FixedClock, MemoryJournal
from mingpai.auction.commands import CloseRound, PlaceBid
from mingpai.kernel.ids import StreamId
from mingpai.kernel.outcome import Refused
from mingpai.service import reception as module
from mingpai.service.budgets import LIMITS, Limits, Rate
from mingpai.service.core import Core
from mingpai.service.reception import Reception
from mingpai.service.requests import Request
from mingpai.service.sequencer import Overloaded

NOON = datetime(2026, 5, 26, 4, 0, tzinfo=UTC)
LOT = StreamId("disposal/2026-0001")
GOOD = b'{"lot":"disposal/2026-0001","round":1,"code":"A1234","price_fen":100,"key":"k1"}'
BAD = GOOD.replace(b"100", b"NaN")
HOLDERS = ("A1234", "A0001", "A0002")


class Holders:
    """A domain that knows who holds a code, and nothing else."""

    def record(self, state: object, command: Any, refused: Refused, *, actor: str) -> object:
        """Return something for a holder's bid."""
        del refused
        return state if command.code == actor and actor in HOLDERS else None


class Spy:
    """A sequencer that only remembers what it was given."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.submitted: list[Request] = []
        self.refused: list[tuple[Request, Refused]] = []
        self.turned: list[tuple[str, str, int]] = []
        self.waiting = 0
        self.domains = {"disposal": Holders()}

    def state(self, stream: StreamId) -> object:
        """Know one lot."""
        return "open" if stream == LOT else None

    def submit(self, request: Request) -> "asyncio.Future[Any]":
        """Remember a command."""
        self.submitted.append(request)
        return asyncio.get_running_loop().create_future()

    def refuse(self, request: Request, refused: Refused) -> "asyncio.Future[Any]":
        """Remember junk."""
        self.refused.append((request, refused))
        return asyncio.get_running_loop().create_future()

    def turn_away(
        self, request: Request, code: str, *, retry_after_ms: int
    ) -> "asyncio.Future[Any]":
        """Remember whom nothing was signed for."""
        self.turned.append((request.actor, code, retry_after_ms))
        return asyncio.get_running_loop().create_future()

    @property
    def codes(self) -> list[str]:
        """What the signed refusals say."""
        return [refused.code for _, refused in self.refused]


def played(play: Callable[[Reception, Spy, FixedClock], None], limits: Limits = LIMITS) -> Spy:
    """Play something at a counter and return what became of it."""

    async def run() -> Spy:
        spy, clock = Spy(), FixedClock(NOON)
        play(Reception(spy, clock, limits), spy, clock)  # type: ignore[arg-type]
        return spy

    return asyncio.run(run())


def taken(data: bytes) -> Spy:
    """Send bytes to a lot and return what became of them."""
    return played(lambda counter, *_: counter.bid(data, lot=LOT, actor="A1234", sender="here"))


def test_a_bid_is_stamped_on_arrival_and_keeps_its_senders_key() -> None:
    """A well-formed bid is queued with the clock's time, the session's code and the key."""
    (request,) = taken(GOOD).submitted
    assert isinstance(request.command, PlaceBid)
    assert (request.received_at, request.actor, request.key) == (NOON, "A1234", "k1")


def test_what_is_no_bid_goes_to_the_junk_desk() -> None:
    """Malformed bytes are refused under their sender and never queued."""
    spy = taken(BAD)
    ((request, refused),) = spy.refused
    assert (request.sender, refused.code, spy.submitted) == ("here", "price_nan", [])


def test_an_order_is_stamped_and_keyed() -> None:
    """An office's order is queued with the clock's time and the office's own key."""
    spy = played(
        lambda counter, *_: counter.order(CloseRound(1), stream=LOT, actor="court/a", key="o1")
    )
    (request,) = spy.submitted
    assert (request.stream, request.actor, request.key) == (LOT, "court/a", "o1")
    assert request.received_at == NOON


def test_without_limits_a_script_is_never_held_up() -> None:
    """A program of ours on a clock that stands still sends what it likes, junk too."""

    async def run() -> Spy:
        spy = Spy()
        counter = Reception(spy, FixedClock(NOON))  # type: ignore[arg-type]
        for actor in ("A1234", "A9999"):
            for _ in range(500):
                counter.bid(GOOD, lot=LOT, actor=actor)
                counter.bid(BAD, lot=LOT, actor=actor)
        return spy

    spy = asyncio.run(run())
    assert (len(spy.submitted), len(spy.refused), spy.turned) == (1_000, 1_000, [])


# Budgets -------------------------------------------------------------------------------------


def test_over_a_codes_budget_is_a_signed_refusal_that_names_it() -> None:
    """The twenty-first bid at once is refused: which limit, and when the same may come again."""

    def send(counter: Reception, _spy: Spy, clock: FixedClock) -> None:
        for _ in range(21):
            counter.bid(GOOD, lot=LOT, actor="A1234", sender="here")
        clock.move_by(timedelta(milliseconds=100))
        counter.bid(GOOD, lot=LOT, actor="A1234", sender="here")

    spy = played(send)
    ((request, refused),) = spy.refused
    assert (request.sender, request.received_at, refused.code) == ("here", NOON, "too_many")
    assert refused.facts == {"per_second": 10, "burst": 20, "retry_after_ms": 100}
    assert len(spy.submitted) == 21


def test_who_does_not_heed_is_told_to_wait_and_nothing_is_signed() -> None:
    """After ten signed refusals none is signed until a second of silence; bids within go on."""

    def send(counter: Reception, _spy: Spy, clock: FixedClock) -> None:
        for _ in range(1_000):
            counter.bid(GOOD, lot=LOT, actor="A1234")
            clock.move_by(timedelta(milliseconds=10))

    spy = played(send)
    assert set(spy.codes) == {"too_many"}
    assert LIMITS.told.burst <= len(spy.refused) <= LIMITS.told.burst + 2
    assert set(spy.turned) == {("A1234", "too_many", 1_000)}
    assert len(spy.submitted) in range(118, 121)  # what ten a second and the burst come to


def test_one_codes_flood_takes_nothing_from_another() -> None:
    """While one code floods, another of the same lot and address has its whole budget."""

    def send(counter: Reception, _spy: Spy, _clock: FixedClock) -> None:
        for _ in range(500):
            counter.bid(GOOD, lot=LOT, actor="A0001", sender="here")
        for _ in range(LIMITS.code.burst):
            counter.bid(GOOD, lot=LOT, actor="A0002", sender="here")

    spy = played(send)
    assert [request.actor for request in spy.submitted].count("A0002") == 20


def test_what_is_no_bid_has_a_smaller_budget() -> None:
    """A code that sends no bids is told what is wrong ten times at once, then that it is enough."""

    def send(counter: Reception, _spy: Spy, _clock: FixedClock) -> None:
        for _ in range(12):
            counter.bid(BAD, lot=LOT, actor="A1234")
        counter.bid(GOOD, lot=LOT, actor="A1234")

    spy = played(send)
    assert spy.codes == ["price_nan"] * 10 + ["too_many"] * 2
    assert spy.refused[-1][1].facts["per_second"] == LIMITS.junk.per_s
    assert len(spy.submitted) == 1


@pytest.mark.parametrize("lot", [LOT, "disposal/2026-0002", "nowhere/1", "\ud800"], ids=ascii)
def test_strangers_are_held_by_their_address(lot: str) -> None:
    """Who holds no code of the lot gets little, whatever codes, lots and bytes he makes up."""

    def send(counter: Reception, _spy: Spy, _clock: FixedClock) -> None:
        data = GOOD.replace(b"disposal/2026-0001", lot.encode("utf-8", "replace"))
        for number in range(300):
            stream = StreamId(lot)
            counter.bid(data, lot=stream, actor=f"B{number:04d}", sender="robot")
        counter.bid(GOOD, lot=LOT, actor="A1234", sender="robot")

    spy = played(send)
    judged = [request for request in spy.submitted if request.actor != "A1234"]
    malformed = [code for code in spy.codes if code != "too_many"]
    assert len(judged) + len(malformed) == LIMITS.junk.burst
    assert spy.codes.count("too_many") == LIMITS.told.burst
    assert len(spy.turned) == 300 - LIMITS.junk.burst - LIMITS.told.burst
    assert spy.submitted[-1].actor == "A1234"


def test_a_thousand_addresses_together_have_a_bound() -> None:
    """A flood from everywhere has so many signatures and no more; a code of the lot is served."""

    def send(counter: Reception, _spy: Spy, _clock: FixedClock) -> None:
        for number in range(6_000):
            counter.bid(BAD, lot=LOT, actor="A9999", sender=f"robot {number}")
        counter.bid(GOOD, lot=LOT, actor="A1234", sender="robot 1")

    spy = played(send)
    assert len(spy.refused) == LIMITS.strangers.burst
    assert len(spy.turned) == 6_000 - LIMITS.strangers.burst
    assert len(spy.submitted) == 1


def test_an_office_has_a_budget_of_its_own_for_all_lots() -> None:
    """A court publishes forty lots at once; a thousand would have to wait, another's do not."""

    def send(counter: Reception, _spy: Spy, _clock: FixedClock) -> None:
        for number in range(2_001):
            stream = StreamId(f"disposal/2026-{number % 40:04d}")
            counter.order(CloseRound(1), stream=stream, actor="court/a", key=f"k{number}")
        counter.order(CloseRound(1), stream=LOT, actor="court/b", key="k")

    spy = played(send)
    ((request, refused),) = spy.refused
    assert (request.actor, refused.code, request.key) == ("court/a", "too_many", "k2000")
    assert refused.facts["per_second"] == LIMITS.office.per_s
    assert len(spy.submitted) == 2_001


def test_orders_and_bids_under_a_code_share_its_budget() -> None:
    """Who objects under his code and bids under it has one limit for both."""

    def send(counter: Reception, _spy: Spy, _clock: FixedClock) -> None:
        for number in range(10):
            counter.order(CloseRound(1), stream=LOT, actor="A1234", key=f"k{number}")
            counter.bid(GOOD, lot=LOT, actor="A1234")
        counter.order(CloseRound(1), stream=LOT, actor="A1234", key="k")

    assert played(send).codes == ["too_many"]


# Room ----------------------------------------------------------------------------------------


def test_when_too_many_wait_two_a_second_of_a_code_are_judged() -> None:
    """Overloaded, each code has its floor; more of it hears when its next is taken."""

    def send(counter: Reception, spy: Spy, clock: FixedClock) -> None:
        spy.waiting = module.ROOM_FOR_ALL
        for _ in range(40):  # four bids a second from each of two codes, for ten seconds
            counter.bid(GOOD, lot=LOT, actor="A0001")
            counter.bid(GOOD, lot=LOT, actor="A0002")
            clock.move_by(timedelta(milliseconds=250))

    spy = played(send)
    assert [one.actor for one in spy.submitted].count("A0001") in (20, 21)
    assert [one.actor for one in spy.submitted].count("A0002") in (20, 21)
    _, refused = spy.refused[0]
    assert (refused.code, refused.transient) == ("overloaded", True)
    assert refused.facts == {"waiting": module.ROOM_FOR_ALL, "retry_after_ms": 250}


def test_the_floor_has_an_end_before_memory_has() -> None:
    """Where even the room of the floor is taken a code hears so; a signed answer, no exception."""

    def send(counter: Reception, spy: Spy, _clock: FixedClock) -> None:
        spy.waiting = module.ROOM_FOR_FLOOR
        counter.bid(GOOD, lot=LOT, actor="A0001")
        counter.order(CloseRound(1), stream=LOT, actor="court/a", key="k")

    spy = played(send)
    assert spy.codes == ["overloaded"] * 2
    assert all(refused.facts["retry_after_ms"] == 1_000 for _, refused in spy.refused)
    assert spy.submitted == []


def test_an_office_is_heard_while_bids_are_turned_away() -> None:
    """Who stops a sale is queued in an overload; a stranger and a code's third bid are not."""

    def send(counter: Reception, spy: Spy, _clock: FixedClock) -> None:
        spy.waiting = module.ROOM_FOR_FLOOR - 1
        counter.order(CloseRound(1), stream=LOT, actor="court/a", key="k")
        counter.bid(GOOD, lot=LOT, actor="B0001", sender="robot")
        for number in range(3):
            counter.order(CloseRound(1), stream=LOT, actor="A0001", key=f"k{number}")

    spy = played(send)
    assert [request.actor for request in spy.submitted] == ["court/a", "A0001", "A0001"]
    assert spy.codes == ["overloaded"] * 2


# With a real core ----------------------------------------------------------------------------


def test_too_many_and_overloaded_are_proved_by_their_receipts(
    court: ModuleType, ring: FileKeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both answers are signed, without a number, with their figures; the journal holds neither."""
    journal, clock = MemoryJournal(), DrivenClock(court.NOTICE)
    parts = court.memory_parts(ring, clock, court.new_cell(ring), journal)
    limits = Limits(code=Rate(per_s=10, burst=3))

    async def play() -> None:
        async with Core(parts) as core:
            await court.publish(core, [1], bidders=1)
            clock.advance_to(court.OPENS)
            counter, lot, code = (
                Reception(core.sequencer, clock, limits),
                court.lot(1),
                court.code(1),
            )
            size = journal.head.size

            def bid(step: int) -> "asyncio.Future[Any]":
                data = court.bid(lot, 1, court.price(step), f"k{step}")
                return counter.bid(data, lot=lot, actor=code)

            answers = [await bid(step) for step in range(4)]
            assert [answer.seq for answer in answers] == [size, size + 1, size + 2, None]
            over = court.proved(answers[3], ring).answer
            assert over["code"] == "too_many"
            assert over["facts"] == {"burst": 3, "per_second": 10, "retry_after_ms": 100}
            clock.advance_to(court.OPENS + timedelta(milliseconds=100))
            assert (await bid(3)).seq == size + 3  # the same again, under the same key
            clock.advance_to(court.OPENS + timedelta(seconds=9))
            monkeypatch.setattr(module, "ROOM_FOR_ALL", 0)
            busy = [await bid(step) for step in (4, 5, 6)]
            assert [answer.seq for answer in busy] == [size + 4, size + 5, None]
            full = court.proved(busy[2], ring).answer
            assert (full["code"], full["facts"]["retry_after_ms"]) == ("overloaded", 500)
            assert journal.head.size == size + 6

    asyncio.run(play())


def test_a_sender_beyond_the_last_bound_hears_it_by_exception(
    court: ModuleType, ring: FileKeyRing
) -> None:
    """Nothing is signed for him, everything he sent is counted, and his bids within go on."""
    journal, clock = MemoryJournal(), DrivenClock(court.NOTICE)
    parts = court.memory_parts(ring, clock, court.new_cell(ring), journal)

    async def play() -> None:
        async with Core(parts) as core:
            await court.publish(core, [1], bidders=1)
            clock.advance_to(court.OPENS)
            counter, lot = Reception(core.sequencer, clock, LIMITS), court.lot(1)
            data = court.bid(lot, 1, court.price(0), "k")
            futures = [counter.bid(data, lot=lot, actor=court.code(1)) for _ in range(100)]
            told = await asyncio.gather(*futures, return_exceptions=True)
            assert [isinstance(one, Overloaded) for one in told] == [False] * 30 + [True] * 70
            (counted,) = core.sequencer.junk_counts(until=court.OPENS + timedelta(minutes=1))
            assert {one.code: one.count for one in counted.counts} == {"too_many": 80}

    asyncio.run(play())
