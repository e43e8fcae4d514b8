"""Refused bids again: whether what the journal says of a refusal follows from the public record.

Only reasons that rest on public entries are looked into: the time and the amount of a bid. Who
may bid at all rests on restricted entries. Where to look next: `audit.recount`, which calls this.
"""

from datetime import datetime
from typing import Protocol

from mingpai.auction.events import CommandRefused, RoundPassedIn, RoundSold
from mingpai.auction.model import StepRule
from mingpai.auction.preparation.events import RoundAnnounced
from mingpai.auction.settlement.events import BuyerDefaulted, SaleAnnulled
from mingpai.auction.stops.events import BiddingStopped, RoundWithdrawn

BID = "PlaceBid"
Undone = RoundWithdrawn | BuyerDefaulted | SaleAnnulled


class Standing(Protocol):
    """How a round stands, as far as it was counted, when a bid arrives."""

    notice: RoundAnnounced
    opens_at: datetime
    closes_at: datetime
    price: int
    bids: int
    result: RoundSold | RoundPassedIn | None
    stopped: BiddingStopped | None
    undone: Undone | None


def is_borne_out(refused: CommandRefused, standing: Standing, *, at: datetime) -> bool:
    """Say whether a refusal of a bid that arrived at `at` follows from what was counted so far.

    True too for reasons that public entries cannot show, and for commands that are no bids.
    """
    if refused.command != BID:
        return True
    match refused.code:
        case "bid_after_close":
            is_over = standing.result is not None or standing.undone is not None
            return standing.stopped is None and (is_over or at >= standing.closes_at)
        case "bid_before_opening":
            is_open = standing.result is None and standing.undone is None
            return is_open and standing.stopped is None and at < standing.opens_at
        case "bidding_stopped":
            return standing.stopped is not None
        case "bid_below_start_price" | "bid_not_higher" | "bid_below_step" | "bid_off_step":
            return _amount_is_refused(refused, standing)
        case _:
            return True


def _amount_is_refused(refused: CommandRefused, standing: Standing) -> bool:
    """Compare the figures of a refusal with those that were counted."""
    facts = dict(refused.facts)
    price, notice = facts.get("price_fen"), standing.notice
    if type(price) is not int:
        return False
    if not standing.bids:
        start: int = notice.start_price_fen
        if refused.code == "bid_below_start_price":
            return price < start and facts.get("least_fen") == start
        return refused.code == "bid_off_step" and _is_off(price - start, notice)
    least = standing.price + notice.step_fen
    match refused.code:
        case "bid_not_higher":
            return price <= standing.price and facts.get("current_fen") == standing.price
        case "bid_below_step":
            return standing.price < price < least and facts.get("least_fen") == least
        case "bid_off_step":
            return _is_off(price - standing.price, notice)
        case _:
            return False


def _is_off(rise: int, notice: RoundAnnounced) -> bool:
    return notice.step_rule is StepRule.WHOLE_STEPS and rise % notice.step_fen != 0
