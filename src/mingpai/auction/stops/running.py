"""Which round runs, what is left of its time, and the stop that a record of the court brings.

Reads; refuses nothing. Where to look next: `stops.decide` (who may stop a round, and how).
"""

from datetime import timedelta

from mingpai.auction.asked import Asked
from mingpai.auction.bidding import milliseconds
from mingpai.auction.model import Disposal, Phase, Round
from mingpai.auction.stops.events import BiddingStopped
from mingpai.auction.stops.model import StopGround, StopKind

MS = timedelta(milliseconds=1)


def running_round(state: Disposal, asked: Asked) -> Round | None:
    """Return the round that has not come to its close at `now`, whether or not a timer ran."""
    current = state.current
    if current is None or not current.is_running:
        return None
    is_over = current.phase is Phase.PUBLISHED and asked.now >= current.book.closes_at
    return None if is_over else current


def left_ms(current: Round, asked: Asked) -> int | None:
    """Return the bidding time that is left, or was at the stop that stands; None: not begun.

    Between a resumption and its hour it is all that the resumption gave.
    """
    stop = current.stop
    if stop is not None:
        return None if stop.left is None else stop.left // MS
    opens_at = current.terms.opens_at
    if asked.now < opens_at and not current.has_begun:
        return None
    return milliseconds(max(asked.now, opens_at), to=current.book.closes_at)


def stop_by_record(
    state: Disposal, asked: Asked, ground: StopGround, reason: str
) -> BiddingStopped | None:
    """Return the stop of the round that runs, by which the court's record takes effect at once.

    Once the debt is covered the rest must not be sold, and once its price was found wrong a round
    rests on nothing: nobody goes on bidding while the ruling is written. `reason` is the digest of
    the published reason. A round that stands still already stays so.
    Source: 法释〔2004〕16号 第十四条; 法释〔2018〕15号 第二十二条 (readings).
    """
    current = running_round(state, asked)
    if current is None or current.stop is not None:
        return None
    return BiddingStopped(
        round=current.terms.number,
        at=asked.now,
        kind=StopKind.STAY,
        ground=ground,
        reason=reason,
        left_ms=left_ms(current, asked),
    )
