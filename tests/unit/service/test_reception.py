"""What comes in: bids as bytes, orders of offices, each stamped on arrival."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from mingpai.adapters.memory import FixedClock
from mingpai.auction.commands import CloseRound, PlaceBid
from mingpai.kernel.ids import StreamId
from mingpai.kernel.outcome import Refused
from mingpai.service.reception import Reception
from mingpai.service.requests import Request

NOON = datetime(2026, 5, 26, 4, 0, tzinfo=UTC)
LOT = StreamId("disposal/2026-0001")
GOOD = b'{"lot":"disposal/2026-0001","round":1,"code":"A1234","price_fen":100,"key":"k1"}'


class Spy:
    """A sequencer that only remembers what it was given."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.submitted: list[Request] = []
        self.refused: list[tuple[Request, Refused]] = []

    def submit(self, request: Request) -> "asyncio.Future[Any]":
        """Remember a command."""
        self.submitted.append(request)
        return asyncio.get_running_loop().create_future()

    def refuse(self, request: Request, refused: Refused) -> "asyncio.Future[Any]":
        """Remember junk."""
        self.refused.append((request, refused))
        return asyncio.get_running_loop().create_future()


def taken(data: bytes) -> Spy:
    """Send bytes to a lot and return what became of them."""

    async def send() -> Spy:
        spy = Spy()
        Reception(spy, FixedClock(NOON)).bid(data, lot=LOT, actor="A1234", sender="here")  # type: ignore[arg-type]
        return spy

    return asyncio.run(send())


def test_a_bid_is_stamped_on_arrival_and_keeps_its_senders_key() -> None:
    """A well-formed bid is queued with the clock's time, the session's code and the key."""
    (request,) = taken(GOOD).submitted
    assert isinstance(request.command, PlaceBid)
    assert (request.received_at, request.actor, request.key) == (NOON, "A1234", "k1")


def test_what_is_no_bid_goes_to_the_junk_desk() -> None:
    """Malformed bytes are refused under their sender and never queued."""
    spy = taken(GOOD.replace(b"100", b"NaN"))
    ((request, refused),) = spy.refused
    assert (request.sender, refused.code, spy.submitted) == ("here", "price_nan", [])


def test_an_order_is_stamped_and_keyed() -> None:
    """An office's order is queued with the clock's time and the office's own key."""

    async def order() -> Spy:
        spy = Spy()
        reception = Reception(spy, FixedClock(NOON))  # type: ignore[arg-type]
        reception.order(CloseRound(1), stream=LOT, actor="court/a", key="o1")
        return spy

    (request,) = asyncio.run(order()).submitted
    assert (request.stream, request.actor, request.key) == (LOT, "court/a", "o1")
    assert request.received_at == NOON
