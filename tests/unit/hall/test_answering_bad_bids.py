"""Every wrong form of a bid, over a socket and over HTTP: the same code, article and receipt."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from mingpai.demo.faults import FORMS, bid_bytes, wrong_bytes
from mingpai.hall.counter import Counter, counter
from mingpai.journal.notes import parse_vkey_line, verifier_for
from mingpai.journal.receipt import parse_receipt, verify_receipt
from mingpai.service.budgets import LIMITS
from mingpai.service.reception import Reception

Opened = Callable[..., Any]
SECRET = b"pages".ljust(32, b".")


@pytest.mark.parametrize("fault", FORMS)
def test_a_wrong_form_is_told_alike_by_both_ways(opened: Opened, fault: str) -> None:
    """Each is refused by its own code, is no entry, and has a receipt that proves the answer."""

    async def work() -> None:
        async with opened() as hall:
            price = hall.court.price(0)
            code = hall.court.code(1)
            good = bid_bytes(lot=hall.lot, code=code, price_fen=price, key="k1")
            data = wrong_bytes(fault, good, price_fen=price)
            socket = await hall.inside(1)
            size = hall.core.writer.head.size
            socket.say(data)
            over_socket = await socket.hear()
            clock = hall.core.parts.clock
            reception = Reception(hall.core.sequencer, clock, LIMITS)
            parts = Counter(reception, hall.tickets, clock, SECRET, (), hall.door.sign_out)
            transport = httpx.ASGITransport(counter(parts))
            async with httpx.AsyncClient(transport=transport, base_url="http://core") as client:
                shown = {"Authorization": f"Bearer {hall.ticket(1)}"}
                answer = await client.post("/bids", content=data, headers=shown)
            over_http = answer.json()
            assert answer.status_code == 422
            assert over_socket["code"] == over_http["code"] == fault
            assert over_socket["article"] == over_http["article"]
            assert over_socket["seq"] is over_http["seq"] is None
            assert hall.core.writer.head.size == size
            vkey = parse_vkey_line(hall.core.parts.ring.receipts.vkey)
            for told in (over_socket, over_http):
                proved = verify_receipt(parse_receipt(told["receipt"]), [verifier_for(vkey)])
                assert proved.answer is not None
                assert proved.answer["code"] == fault

    asyncio.run(work())
