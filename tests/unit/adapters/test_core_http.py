"""How the pages' process asks the core: answers, refusals, lost answers, and a busy core."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import msgspec
import pytest

from mingpai.accounts.model import SessionId
from mingpai.adapters.core_http import CoreOverHttp
from mingpai.affairs.core import CoreBusy
from mingpai.auction.commands import CloseRound
from mingpai.hall.wire import Answered, encode
from mingpai.kernel.ids import StreamId
from mingpai.ports import PortError
from mingpai.service.orders import Order, read_order

SECRET = b"\x01" * 32
ORDER = Order(StreamId("disposal/2026-0001"), "court/sh-xuhui", "k1", CloseRound(1))
ANSWER = Answered(0, "taken", datetime(2026, 5, 26, tzinfo=UTC), "receipt", seq=7)
Answers = Callable[[httpx.Request], httpx.Response]


class Core:
    """The other end: gives one answer after the other, and keeps what it was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        """Keep the answers."""
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer."""
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def answered(status: int = 201, **changes: Any) -> httpx.Response:
    """Return an answer of the service."""
    fields = {name: getattr(ANSWER, name) for name in ANSWER.__struct_fields__}
    return httpx.Response(status, content=encode(Answered(**{**fields, **changes})))


def problem(status: int, code: str, **headers: str) -> httpx.Response:
    """Return a problem."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, content=msgspec.json.encode({"code": code}), headers=named)


def give(core: Core, work: str = "order") -> Any:
    """Give the order, or tell of a sign-out."""

    async def ask() -> Any:
        transport = httpx.MockTransport(core)
        address = "http://127.0.0.1:1"
        async with CoreOverHttp(address, SECRET, transport=transport, pauses_s=(0, 0)) as one:
            if work == "order":
                return await one.order(ORDER)
            return await one.sign_out(SessionId("s1"))

    return asyncio.run(ask())


def test_an_order_goes_out_under_the_shared_secret() -> None:
    """The other end reads the order that was given, and its answer comes back whole."""
    core = Core(answered())
    assert give(core) == ANSWER
    (request,) = core.asked
    assert request.url.path == "/orders"
    assert request.headers["authorization"] == f"Bearer {SECRET.hex()}"
    assert read_order(request.content) == ORDER


@pytest.mark.parametrize("status", [409, 422, 429, 503])
def test_a_signed_refusal_is_an_answer(status: int) -> None:
    """Whatever its status, what the service signed comes back as it is."""
    refused = answered(status, outcome="refused", code="round_not_current", facts={"round": 2})
    found = give(Core(refused))
    assert (found.outcome, found.code, found.facts) == (
        "refused",
        "round_not_current",
        {"round": 2},
    )


@pytest.mark.parametrize(
    "lost", [httpx.ConnectError("x"), httpx.ReadTimeout("x"), problem(503, "service_stopping")]
)
def test_a_lost_answer_is_asked_for_under_the_same_key(lost: Any) -> None:
    """The very same order goes out again, until there is an answer."""
    core = Core(lost, lost, answered())
    assert give(core) == ANSWER
    assert len({request.content for request in core.asked}) == 1
    assert len(core.asked) == 3


@pytest.mark.parametrize(
    ("lost", "why"),
    [(httpx.ConnectError("x"), "ConnectError"), (problem(503, "service_stopping"), "stopping")],
)
def test_without_any_answer_the_same_may_be_asked_later(lost: Any, why: str) -> None:
    """After the last try it is a failure that says so, and that trying again is safe."""
    core = Core(lost)
    with pytest.raises(PortError, match=why) as told:
        give(core)
    assert told.value.retry_is_safe
    assert len(core.asked) == 3


@pytest.mark.parametrize(
    ("answer", "after_s"),
    [
        (problem(503, "not_looked_at", retry_after="7"), 7),
        (problem(429, "too_many"), 1),
    ],
)
def test_what_was_not_looked_at_is_busy(answer: httpx.Response, after_s: int) -> None:
    """It is not sent again at once: the seconds to wait are told."""
    core = Core(answer)
    with pytest.raises(CoreBusy) as told:
        give(core)
    assert told.value.retry_after_s == after_s
    assert len(core.asked) == 1


@pytest.mark.parametrize(
    "answer", [problem(401, "not_from_the_pages"), httpx.Response(502, content=b"<html>")]
)
def test_what_is_no_answer_of_the_service_is_a_failure(answer: httpx.Response) -> None:
    """A wrong secret, or somebody else at the address: nothing is believed."""
    with pytest.raises(PortError, match=str(answer.status_code)) as told:
        give(Core(answer))
    assert not told.value.retry_is_safe


def test_somebody_elses_busy_page_is_a_failure() -> None:
    """A 503 without a code of ours says nothing of the order."""
    with pytest.raises(PortError, match="503"):
        give(Core(httpx.Response(503, content=b"<html>")))


def test_a_sign_out_is_told() -> None:
    """The session's name goes out; what is no success is a failure."""
    core = Core(httpx.Response(201, content=b"{}"))
    assert give(core, "sign out") is None
    (request,) = core.asked
    assert (request.url.path, request.content) == ("/sign-outs", b'{"session":"s1"}')
    with pytest.raises(PortError, match="401"):
        give(Core(problem(401, "not_from_the_pages")), "sign out")
