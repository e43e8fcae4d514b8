"""Counting what a day comes to."""

from datetime import UTC, datetime
from typing import Any

from mingpai.auction.events import BidderQualified
from mingpai.auction.model import Standing
from mingpai.auction.refusals import Code, refused
from mingpai.demo.steps import Admit, Send
from mingpai.demo.tally import Tally, figures
from mingpai.kernel.ids import BiddingCode, LotToken
from mingpai.kernel.money import Fen
from mingpai.service.answers import Answer
from mingpai.service.projections import LotBoard

AT = datetime(2026, 6, 11, tzinfo=UTC)
BID = Send("A1234", b"{}")
ADMIT = Admit("platform/ali", 0, BiddingCode("A1234"), 500)


def answer(*events: Any, code: Code | None = None, repeated: bool = False) -> Answer:
    """Return an answer."""
    no = None if code is None else refused(code)
    return Answer(AT, 1, no, events, None, 0, repeated)  # type: ignore[arg-type]


def qualified(paid_fen: int) -> BidderQualified:
    """Return that a code was handed out against so much money."""
    return BidderQualified(
        1, BiddingCode("A1234"), LotToken("t" * 22), Standing.ORDINARY, 0, Fen(paid_fen)
    )


def test_bids_and_orders_are_counted_apart() -> None:
    """A refused bid and a refused order never add up; a repeated answer counts once."""
    tally = Tally()
    tally.take(BID, answer())
    tally.take(BID, answer(repeated=True))
    tally.take(BID, answer(code=Code.BID_NOT_HIGHER))
    tally.take(ADMIT, answer(code=Code.CODE_TAKEN))
    tally.take(ADMIT, answer(qualified(500)))
    tally.take(ADMIT, answer(qualified(0)))
    found = figures(1, tally, LotBoard(None))  # type: ignore[arg-type]
    assert (found.bids, found.accepted, found.refused, found.repeated) == (2, 1, 1, 1)
    assert found.refused_by_code == {"bid_not_higher": 1}
    assert found.orders_refused_by_code == {"code_taken": 1}
    assert found.deposits == 1
    assert found.synthetic
