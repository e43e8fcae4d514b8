"""Every bad bid again, over a socket and over HTTP of a served core: told alike, and never lost."""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest
from picows import WSMsgType

from mingpai import bootstrap
from mingpai.demo.faults import FORMS, wrong_bytes
from mingpai.journal.notes import parse_vkey_line, verifier_for
from mingpai.journal.receipt import parse_receipt, verify_receipt

pytestmark = [pytest.mark.slow, pytest.mark.database]

OPEN, AHEAD, OVER, STAYED, FRESH, NEVER_MADE = 1, 2, 3, 4, 5, 9
LEADER, BARRED, UNKNOWN = 10, 12, 99
SENDERS = (3, 4, 5, 6, 7, 8)
"""Who sends what has not the form of a bid: each little of it, for its budget is small."""
_Made = Callable[[Any], bytes]


def _form(fault: str) -> _Made:
    """Return how a bid is made whose form is wrong in this way."""

    def make(served: Any) -> bytes:
        price = served.court.price(0)
        good = served.bid(3, "form").replace(b'": ', b'":').replace(b', "', b',"')
        return wrong_bytes(fault, good, price_fen=price)

    return make


def _changed(**changed: Any) -> _Made:
    return lambda served: bytes(served.bid(3, "form", **changed))


FORM: Mapping[str, _Made] = {
    **{fault: _form(fault) for fault in FORMS},
    "field_missing": lambda served: json.dumps(
        {"lot": served.court.lot(OPEN), "price_fen": served.court.price(0)}
    ).encode(),
    "lot_malformed": _changed(lot="../etc"),
    "bid_for_other_lot": _changed(lot="disposal/2026-0002"),
    "round_malformed": _changed(round=0),
}
"""What is no bid, by the code that refuses it: no entry, 422, a receipt."""


def top(served: Any) -> int:
    """Return the price that stands on the open lot."""
    return int(served.court.price(100))


MERITS: Mapping[str, tuple[int, int, Callable[[Any], dict[str, Any]]]] = {
    "bid_not_higher": (3, OPEN, lambda served: {"price_fen": top(served)}),
    "bid_below_step": (4, OPEN, lambda served: {"price_fen": top(served) + 1}),
    "not_your_code": (5, OPEN, lambda served: {"code": served.court.code(LEADER)}),
    "bid_for_other_lot": (6, OPEN, lambda _: {"round": 2}),
    "code_unknown": (UNKNOWN, OPEN, lambda _: {}),
    "code_barred_defaulter": (BARRED, OPEN, lambda served: {"price_fen": top(served) * 2}),
    "bid_before_opening": (3, AHEAD, lambda _: {}),
    "bid_after_close": (3, OVER, lambda _: {}),
    "bidding_stopped": (3, STAYED, lambda _: {}),
    "lot_not_published": (3, NEVER_MADE, lambda _: {}),
    "bid_below_start_price": (4, FRESH, lambda served: {"price_fen": served.court.price(0) - 1}),
}
"""What is refused on its merits, by its code: who sends it, about which lot, with what changed."""


async def over_socket(served: Any, number: int, lot: int, data: bytes) -> dict[str, Any]:
    """Send a bid through the door; the connection stays."""
    socket = await served.inside(number, lot)
    socket.say(data)
    told = await socket.hear()
    await asyncio.sleep(0.05)
    assert not socket.transport.is_disconnected
    socket.leave()
    assert told is not None
    assert (told["type"], told["frame"]) == ("answer", 1), told
    return dict(told)


def over_http(served: Any, number: int, lot: int, data: bytes) -> tuple[int, dict[str, Any]]:
    """Send a bid to the counter."""
    shown = {"Authorization": f"Bearer {served.ticket(number, lot)}"}
    answer = httpx.post(f"{served.where.bids}/bids", content=data, headers=shown)
    assert answer.headers["content-type"] == "application/json"
    return answer.status_code, answer.json()


def proves(served: Any, told: dict[str, Any], code: str) -> None:
    """Hold an answer's receipt to be signed and to say what the answer says."""
    ring = bootstrap.keys_of(served.hall.data, bootstrap.read_config(served.hall.data))
    verifier = verifier_for(parse_vkey_line(ring.receipts.vkey))
    proved = verify_receipt(parse_receipt(told["receipt"]), [verifier])
    assert (proved.answer is None) == (told["seq"] is not None)
    if proved.answer is not None:
        assert proved.answer["code"] == code


def alike(first: dict[str, Any], second: dict[str, Any]) -> None:
    """Hold two answers to say the same of two like bids, but for when they came."""
    for field in ("outcome", "code", "article", "transient"):
        assert first[field] == second[field], field
    assert first["facts"].keys() == second["facts"].keys()
    assert (first["seq"] is None) == (second["seq"] is None)


@pytest.mark.parametrize(("place", "fault"), list(enumerate(FORM)), ids=list(FORM))
def test_what_is_no_bid_is_told_alike_by_both_ways(served: Any, place: int, fault: str) -> None:
    """Each fault of form has its code over both ways: no entry, 422, the socket stays open."""
    number = SENDERS[place % len(SENDERS)]
    data = FORM[fault](served)
    socket = asyncio.run(over_socket(served, number, OPEN, data))
    status, http = over_http(served, number, OPEN, data)
    assert (status, http["code"], socket["code"]) == (422, fault, fault)
    assert http["seq"] is None
    alike(socket, http)
    for told in (socket, http):
        proves(served, told, fault)


@pytest.mark.parametrize("code", MERITS)
def test_a_bid_refused_on_its_merits_is_told_alike_by_both_ways(served: Any, code: str) -> None:
    """Each has its code, article and receipt over both ways, 409 where it is an entry."""
    number, lot, change = MERITS[code]
    leads = served.bid(LEADER, "leads", price_fen=top(served))
    asyncio.run(over_socket(served, LEADER, OPEN, leads))
    first, second = (
        served.bid(number, f"{code}-{way}", about=lot, **change(served)) for way in ("ws", "http")
    )
    socket = asyncio.run(over_socket(served, number, lot, first))
    status, http = over_http(served, number, lot, second)
    assert (socket["code"], http["code"]) == (code, code)
    assert status == (422 if http["seq"] is None else 409)
    assert http["article"]
    alike(socket, http)
    for told in (socket, http):
        proves(served, told, code)


def test_a_retry_over_the_other_way_is_the_same_answer(served: Any) -> None:
    """The same key and content are answered as before; with other content the key is refused."""
    sent = served.bid(9, "once", price_fen=top(served) - 1)
    first = asyncio.run(over_socket(served, 9, OPEN, sent))
    _, again = over_http(served, 9, OPEN, sent)
    assert again["repeated"]
    assert (again["seq"], again["code"], again["receipt"]) == tuple(
        first[field] for field in ("seq", "code", "receipt")
    )
    other = served.bid(9, "once", price_fen=top(served) + 7)
    status, http = over_http(served, 9, OPEN, other)
    socket = asyncio.run(over_socket(served, 9, OPEN, other))
    assert (http["code"], socket["code"]) == ("id_reused", "id_reused")
    assert status == (422 if http["seq"] is None else 409)


@pytest.mark.parametrize("ticket", ["", "none", "x" * 700, "a.b", "é"])
def test_without_a_ticket_neither_way_looks_at_a_bid(served: Any, ticket: str) -> None:
    """The same code over both ways: turned away with it, and 401."""

    async def work() -> Any:
        socket = await served.connect(f"{served.where.hall}/hall")
        socket.say(json.dumps({"type": "enter", "ticket": ticket}).encode())
        told = await socket.hear()
        assert await socket.hear() is None
        return told, socket.close_code

    told, close_code = asyncio.run(work())
    shown = {"Authorization": f"Bearer {ticket}".strip().encode()}
    answer = httpx.post(f"{served.where.bids}/bids", content=b"{}", headers=shown)
    assert (told["type"], told["code"], close_code) == ("turned_away", "ticket_wrong", 1008)
    assert (answer.status_code, answer.json()["code"]) == (401, "ticket_wrong")


@pytest.mark.parametrize(
    ("kind", "data", "code"),
    [
        (WSMsgType.BINARY, b"{}", "frame_not_text"),
        (WSMsgType.CONTINUATION, b"{}", "frame_not_text"),
        (WSMsgType.TEXT, b"x" * 5_000, ""),
    ],
    ids=["binary", "continuation", "too long"],
)
def test_a_socket_is_never_closed_without_a_reason(
    served: Any, kind: WSMsgType, data: bytes, code: str
) -> None:
    """What is no frame of text ends the connection with a code, in a frame or in the farewell."""

    async def work() -> tuple[Any, int | None]:
        socket = await served.inside(9)
        socket.transport.send(kind, data)
        told = await socket.hear()
        if told is not None:
            assert await socket.hear() is None
        return told, socket.close_code

    told, close_code = asyncio.run(work())
    assert close_code is not None
    if code:
        assert (told["type"], told["code"], close_code) == ("turned_away", code, 1008)
