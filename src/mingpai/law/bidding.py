"""第二十条: the bidding window, the step, and when bidding closes.

Bidding is open for at least 24 hours. A bid in the last five minutes moves the close to five
minutes after that bid, as often as it happens; without such a bid the last bid wins. Every bid
is at least the start price, and each later one at least the current price plus the step that the
court set. Pure predicates; `auction.decide` turns them into refusals.
"""

from datetime import datetime

from mingpai.kernel.outcome import InvariantBroken
from mingpai.law.book import Law


def closes_at_after_bid(*, closes_at: datetime, received_at: datetime, law: Law) -> datetime:
    """Return when bidding on a lot closes once a bid has been received.

    A bid in the last five minutes moves the close to five minutes after that bid, as often as
    it happens; an earlier bid moves nothing, and no bid ever moves the close back. `received_at`
    is when the bid reached the service, not when it was sent.

    Units: aware UTC instants. Requires: received_at < closes_at.
    Raises: InvariantBroken if that does not hold.
    Source: 法释〔2016〕18号 第二十条第二款 (in force from 2017-01-01).
    """
    if received_at >= closes_at:
        msg = "only a bid before the close can move it"
        raise InvariantBroken(msg)
    extended = received_at + law.extension
    return max(closes_at, extended)


def window_is_long_enough(*, opens_at: datetime, closes_at: datetime, law: Law) -> bool:
    """Say whether bidding is open for at least 24 hours.

    Units: aware UTC instants. A close before the opening is no window and not long enough.
    Source: 法释〔2016〕18号 第二十条第二款 (in force from 2017-01-01).
    """
    return closes_at - opens_at >= law.bidding_window_min


def least_next_bid_fen(*, current_fen: int | None, start_price_fen: int, step_fen: int) -> int:
    """Return the least amount of the next bid: the start price, or the current price and a step.

    `current_fen` is None before the first bid.
    Source: 法释〔2016〕18号 第二十条第一款 (in force from 2017-01-01).
    """
    return start_price_fen if current_fen is None else current_fen + step_fen


def is_whole_steps(price_fen: int, *, above_fen: int, step_fen: int) -> bool:
    """Say whether a rise is a whole multiple of the step.

    The article asks for no such thing: it binds only where the notice of that sale says so.
    Requires: step_fen > 0.
    """
    return (price_fen - above_fen) % step_fen == 0
