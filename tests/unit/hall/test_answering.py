"""What a bidder is told."""

import asyncio
from collections.abc import Callable
from typing import Any

from mingpai.hall.answering import REFUSED, TAKEN, told
from mingpai.journal.receipt import parse_receipt
from mingpai.service.reception import Reception

Opened = Callable[..., Any]


def test_what_is_told_is_what_the_service_answered(opened: Opened) -> None:
    """Price, close, code, article and receipt are those of the answer; junk has no number."""

    async def work() -> None:
        async with opened() as hall:
            reception = Reception(hall.core.sequencer, hall.core.parts.clock)

            async def ask(data: bytes) -> Any:
                return await reception.bid(data, lot=hall.lot, actor="A0001")

            taken = told(await ask(hall.bid(1, 0, "k1")), frame=3)
            assert (taken.frame, taken.outcome, taken.price_fen) == (3, TAKEN, hall.court.price(0))
            assert taken.closes_at == hall.court.CLOSES
            refused = told(await ask(hall.bid(1, 0, "k2")), frame=4)
            assert (refused.outcome, refused.code) == (REFUSED, "bid_not_higher")
            assert refused.seq is not None
            junk = told(await ask(b"{"), frame=5)
            assert (junk.outcome, junk.seq, junk.price_fen) == (REFUSED, None, None)
            for one in (taken, refused, junk):
                assert parse_receipt(one.receipt).leaf

    asyncio.run(work())
