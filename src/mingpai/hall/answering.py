"""What a bidder is told of his bid, made of the service's answer: over a socket or over HTTP."""

from mingpai.auction.events import BidPlaced
from mingpai.hall.wire import Answered
from mingpai.service.answers import Answer

TAKEN = "taken"
REFUSED = "refused"


def told(answer: Answer, *, frame: int) -> Answered:
    """Return the frame that answers a bidder's frame number `frame`."""
    receipt = answer.receipt_file()
    refused = answer.refused
    if refused is not None:
        return Answered(
            frame=frame,
            outcome=REFUSED,
            received_at=answer.received_at,
            receipt=receipt,
            seq=answer.seq,
            code=refused.code,
            article=refused.article,
            facts=refused.facts,
            transient=refused.transient,
            repeated=answer.repeated,
        )
    placed = next((event for event in answer.events if type(event) is BidPlaced), None)
    return Answered(
        frame=frame,
        outcome=TAKEN,
        received_at=answer.received_at,
        receipt=receipt,
        seq=answer.seq,
        price_fen=None if placed is None else placed.price_fen,
        closes_at=None if placed is None else placed.closes_at,
        repeated=answer.repeated,
    )
