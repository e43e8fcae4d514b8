"""The core's counter over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from mingpai.auction.commands import BarPerson
from mingpai.auction.model import Ground
from mingpai.hall.counter import Counter, counter
from mingpai.hall.problems import MEDIA_TYPE
from mingpai.kernel.ids import LotToken
from mingpai.kernel.outcome import InvariantBroken
from mingpai.service import reception as reception_module
from mingpai.service.budgets import LIMITS
from mingpai.service.orders import Order, print_order
from mingpai.service.reception import Reception
from mingpai.service.sequencer import Overloaded, Stopped

Opened = Callable[..., Any]
SECRET = b"pages".ljust(32, b".")
SITE = "http://127.0.0.1:8000"


@asynccontextmanager
async def asking(hall: Any, reception: Any = None) -> AsyncIterator[Any]:
    """Hold a client of a counter."""
    clock = hall.core.parts.clock
    at = reception or Reception(hall.core.sequencer, clock, LIMITS)
    parts = Counter(at, hall.tickets, clock, SECRET, (SITE,), hall.door.sign_out)
    transport = httpx.ASGITransport(counter(parts))
    async with httpx.AsyncClient(transport=transport, base_url="http://core") as one:
        yield one


def problem(answer: Any, status: int, code: str) -> None:
    """Hold an answer to be a problem of this status and code."""
    assert answer.headers["content-type"] == MEDIA_TYPE
    found = answer.json()
    assert (answer.status_code, found["status"], found["code"]) == (status, status, code)
    assert found["article"].startswith("FS2016-18:")


def bearer(text: str) -> dict[str, str]:
    """Return the header that shows a ticket or a secret."""
    return {"Authorization": f"Bearer {text}"}


class Failing:
    """A reception that cannot take anything in."""

    limits = LIMITS

    def __init__(self, error: Exception) -> None:
        """Keep what is raised."""
        self.error = error

    def bid(self, *_: Any, **__: Any) -> "asyncio.Future[Any]":
        """Fail later, as the service does."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        future.set_exception(self.error)
        return future

    order = bid


def test_a_bid_over_http_is_answered_as_over_a_socket(opened: Opened) -> None:
    """201 for a bid that was taken, 409 for one refused on its merits, 422 for what is no bid."""

    async def work() -> None:
        async with opened() as hall, asking(hall) as client:
            shown = bearer(hall.ticket(1))
            taken = await client.post("/bids", content=hall.bid(1, 0, "k1"), headers=shown)
            assert (taken.status_code, taken.json()["outcome"]) == (201, "taken")
            refused = await client.post("/bids", content=hall.bid(1, 0, "k2"), headers=shown)
            assert (refused.status_code, refused.json()["code"]) == (409, "bid_not_higher")
            junk = await client.post("/bids", content=b"{", headers=shown)
            assert (junk.status_code, junk.json()["code"]) == (422, "not_json")
            socket = await hall.inside(1)
            socket.say(hall.bid(1, 0, "k1"))
            again = await socket.hear()
            assert again["receipt"] == taken.json()["receipt"]

    asyncio.run(work())


@pytest.mark.parametrize("shown", [{}, bearer("nothing"), {"Authorization": "Basic x"}])
def test_nobody_bids_without_a_ticket(opened: Opened, shown: dict[str, str]) -> None:
    """401, and nothing else happens."""

    async def work() -> None:
        async with opened() as hall, asking(hall) as client:
            size = hall.core.writer.head.size
            answer = await client.post("/bids", content=hall.bid(1, 0, "k1"), headers=shown)
            problem(answer, 401, "ticket_wrong")
            assert hall.core.writer.head.size == size

    asyncio.run(work())


def test_a_bid_too_long_is_not_read(opened: Opened) -> None:
    """A body beyond all bounds is refused by the server."""

    async def work() -> None:
        async with opened() as hall, asking(hall) as client:
            shown = bearer(hall.ticket(1))
            answer = await client.post("/bids", content=b"x" * 100_000, headers=shown)
            problem(answer, 413, "content_too_long")

    asyncio.run(work())


def test_over_the_limit_is_429_with_a_receipt_and_a_time(opened: Opened) -> None:
    """Whoever sends too much is told when to come back, and gets that signed."""

    async def work() -> None:
        async with opened() as hall, asking(hall) as client:
            shown = bearer(hall.ticket(1))
            answers = [
                await client.post("/bids", content=hall.bid(1, n, f"k{n}"), headers=shown)
                for n in range(LIMITS.code.burst + 1)
            ]
            last = answers[-1]
            assert (last.status_code, last.json()["code"]) == (429, "too_many")
            assert int(last.headers["Retry-After"]) >= 1
            assert last.json()["receipt"].startswith("mingpai/receipt@v1")

    asyncio.run(work())


@pytest.mark.parametrize(
    ("error", "code"),
    [(Overloaded(retry_after_ms=1_500), "not_looked_at"), (Stopped("over"), "service_stopping")],
)
def test_a_service_that_cannot_answer_says_when_to_come_back(
    opened: Opened, error: Exception, code: str
) -> None:
    """Nothing was done, and nothing is signed: 503 with a time, whether it is full or stops."""

    async def work() -> None:
        async with opened() as hall, asking(hall, Failing(error)) as client:
            shown = bearer(hall.ticket(1))
            answer = await client.post("/bids", content=hall.bid(1, 0, "k1"), headers=shown)
            problem(answer, 503, code)
            assert answer.headers["Retry-After"] == "2"

    asyncio.run(work())


def test_a_full_service_answers_503_with_a_receipt(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where too many wait, beyond the two a second that are always judged, that is signed too."""
    monkeypatch.setattr(reception_module, "ROOM_FOR_ALL", 0)

    async def work() -> None:
        async with opened() as hall, asking(hall) as client:
            shown = bearer(hall.ticket(1))
            found = [
                await client.post("/bids", content=hall.bid(1, n, f"k{n}"), headers=shown)
                for n in range(LIMITS.floor.burst + 1)
            ]
            assert [one.status_code for one in found] == [201] * LIMITS.floor.burst + [503]
            last = found[-1]
            assert (last.json()["code"], last.json()["type"]) == ("overloaded", "answer")
            assert int(last.headers["Retry-After"]) >= 1
            assert last.json()["receipt"].startswith("mingpai/receipt@v1")

    asyncio.run(work())


def test_whoever_goes_on_in_spite_of_it_gets_nothing_signed(opened: Opened) -> None:
    """Beyond the signed answers of "too many" there is a pause, told as a problem."""

    async def work() -> None:
        async with opened() as hall, asking(hall) as client:
            shown = bearer(hall.ticket(1))
            sent = LIMITS.code.burst + LIMITS.told.burst + 1
            for number in range(sent):
                answer = await client.post(
                    "/bids", content=hall.bid(1, number, f"k{number}"), headers=shown
                )
            problem(answer, 503, "not_looked_at")
            assert answer.headers["Retry-After"] == "1"

    asyncio.run(work())


def test_each_address_has_its_own_budget_of_what_is_no_bid(opened: Opened) -> None:
    """Whoever holds no code of the lot is counted by his address, and by no other's."""

    async def work() -> None:
        async with opened() as hall, asking(hall) as client:
            stranger = bearer(hall.ticket(9))  # no such code was given out
            senders = []
            refuse = hall.core.sequencer.refuse

            def spy(request: Any, refused: Any) -> Any:
                senders.append(request.sender)
                return refuse(request, refused)

            hall.core.sequencer.refuse = spy
            await client.post("/bids", content=b"{", headers=stranger)
            other = httpx.ASGITransport(client._transport.app, client=("198.51.100.7", 1))
            async with httpx.AsyncClient(transport=other, base_url="http://core") as second:
                await second.post("/bids", content=b"{", headers=stranger)
            assert len(set(senders)) == 2
            assert not any("127" in one or "198" in one for one in senders)

    asyncio.run(work())


def test_a_counter_for_strangers_has_limits(opened: Opened) -> None:
    """A reception without limits never stands behind a counter."""

    async def work() -> None:
        async with opened() as hall:
            with pytest.raises(InvariantBroken):
                async with asking(hall, hall.door.reception):
                    pass

    asyncio.run(work())


def test_whoever_signs_out_is_out_everywhere(opened: Opened) -> None:
    """The pages tell it: his sockets end, and his tickets are worth nothing any more."""

    async def work() -> None:
        async with opened() as hall, asking(hall) as client:
            inside = await hall.inside(1, session="one")
            said = {"session": "one"}
            for wrong in ({}, bearer(hall.ticket(1))):
                answer = await client.post("/sign-outs", json=said, headers=wrong)
                problem(answer, 401, "not_from_the_pages")
            shown = bearer(SECRET.hex())
            problem(
                await client.post("/sign-outs", json={"who": 1}, headers=shown),
                422,
                "order_malformed",
            )
            assert (await client.post("/sign-outs", json=said, headers=shown)).status_code == 201
            assert (await inside.hear())["code"] == "signed_out"
            old = bearer(hall.ticket(1, session="one"))
            problem(
                await client.post("/bids", content=hall.bid(1, 0, "k1"), headers=old),
                401,
                "ticket_wrong",
            )
            new = bearer(hall.ticket(1, session="two"))
            answer = await client.post("/bids", content=hall.bid(1, 0, "k1"), headers=new)
            assert answer.status_code == 201

    asyncio.run(work())


def test_only_the_pages_send_orders(opened: Opened) -> None:
    """An order needs the pages' secret; with it, it is decided like any command."""

    async def work() -> None:
        async with opened() as hall, asking(hall) as client:
            command = BarPerson(LotToken("x" * 22), Ground.DEFAULTER)
            data = print_order(Order(hall.lot, hall.court.COURT, "key-1", command))
            for wrong in ({}, bearer("0" * 64), bearer(hall.ticket(1))):
                answer = await client.post("/orders", content=data, headers=wrong)
                problem(answer, 401, "not_from_the_pages")
            shown = bearer(SECRET.hex())
            first = await client.post("/orders", content=data, headers=shown)
            again = await client.post("/orders", content=data, headers=shown)
            assert (first.status_code, again.json()["repeated"]) == (201, True)
            other = print_order(Order(hall.lot, "court/other", "key-2", command))
            refused = await client.post("/orders", content=other, headers=shown)
            assert (refused.status_code, refused.json()["code"]) == (409, "not_this_court")

    asyncio.run(work())


def test_a_malformed_order_is_told_what_is_wrong(opened: Opened) -> None:
    """422 with the reason."""

    async def work() -> None:
        async with opened() as hall, asking(hall) as client:
            answer = await client.post("/orders", content=b"{", headers=bearer(SECRET.hex()))
            problem(answer, 422, "order_malformed")
            by_the_service = {
                "stream": hall.lot,
                "actor": "clockwork",
                "key": "k",
                "command": "CloseRound",
                "body": {},
            }
            answer = await client.post("/orders", json=by_the_service, headers=bearer(SECRET.hex()))
            problem(answer, 422, "order_malformed")

    asyncio.run(work())


def test_a_browser_may_send_bids_from_our_pages_alone(opened: Opened) -> None:
    """The pages' own origin may show a ticket here; another site's page may not."""

    async def work() -> None:
        async with opened() as hall, asking(hall) as client:
            for origin, allowed in ((SITE, SITE), ("http://evil.example", None)):
                asked = {
                    "Origin": origin,
                    "Access-Control-Request-Method": "POST",
                    "Access-Control-Request-Headers": "authorization",
                }
                answer = await client.options("/bids", headers=asked)
                assert answer.headers.get("access-control-allow-origin") == allowed
            refused = await client.post("/bids", content=b"{", headers={"Origin": SITE})
            assert refused.headers["access-control-allow-origin"] == SITE

    asyncio.run(work())
