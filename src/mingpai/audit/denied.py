"""Refused bids again: whether what the journal says of a refusal follows from the public record.

Only reasons that rest on public entries are looked into: the time and the amount of a bid. Who
may bid at all rests on restricted entries. Where to look next: `audit.recount`, which calls this.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from mingpai.auction.events import CommandRefused, RoundAnnounced, RoundPassedIn, RoundSold
from mingpai.auction.model import StepRule

BID = "PlaceBid"


class Standing:
    """How a round stands, as far as it was counted, when a bid arrives."""

    __slots__ = ("bids", "closes_at", "notice", "price", "result")

    notice: RoundAnnounced
    closes_at: datetime
    price: int
    bids: int
    result: RoundSold | RoundPassedIn | None


_Facts = Mapping[str, object]
_Check = Callable[[Standing, datetime, int | None, _Facts], bool]


def _below_start(round_: Standing, _at: datetime, price: int | None, facts: _Facts) -> bool:
    start = round_.notice.start_price_fen
    if price is None or round_.bids:
        return False
    return price < start and facts.get("least_fen") == start


def _not_higher(round_: Standing, _at: datetime, price: int | None, facts: _Facts) -> bool:
    if price is None or not round_.bids:
        return False
    return price <= round_.price == facts.get("current_fen")


def _below_step(round_: Standing, _at: datetime, price: int | None, facts: _Facts) -> bool:
    if price is None or not round_.bids:
        return False
    least = round_.price + round_.notice.step_fen
    return round_.price < price < least == facts.get("least_fen")


def _off_step(round_: Standing, _at: datetime, price: int | None, _facts: _Facts) -> bool:
    if price is None:
        return False
    base = round_.price if round_.bids else round_.notice.start_price_fen
    is_whole = (price - base) % round_.notice.step_fen == 0
    return round_.notice.step_rule is StepRule.WHOLE_STEPS and not is_whole


def _after_close(round_: Standing, at: datetime, _price: int | None, _facts: _Facts) -> bool:
    return at >= round_.closes_at or round_.result is not None


def _before_opening(round_: Standing, at: datetime, _price: int | None, _facts: _Facts) -> bool:
    return at < round_.notice.opens_at


_CHECKS: Mapping[str, _Check] = {
    "bid_after_close": _after_close,
    "bid_before_opening": _before_opening,
    "bid_below_start_price": _below_start,
    "bid_below_step": _below_step,
    "bid_not_higher": _not_higher,
    "bid_off_step": _off_step,
}
"""By code: what must have been so. Time is compared first, so that amounts are those in time."""


def is_borne_out(refused: CommandRefused, round_: Standing, *, at: datetime) -> bool:
    """Say whether a refusal of a bid that arrived at `at` follows from what was counted so far.

    True too for reasons that public entries cannot show.
    """
    found = _CHECKS.get(refused.code) if refused.command == BID else None
    if found is None:
        return True
    facts = dict(refused.facts)
    price = facts.get("price_fen")
    return found(round_, at, price if type(price) is int else None, facts)
