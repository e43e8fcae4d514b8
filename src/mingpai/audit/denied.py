"""Refusals again: whether what the journal says of one follows from the public record.

Who may be refused on record: a code of the round, as far as codes can be counted, the lot's court
and platform, and whoever would open a lot. Of the reasons only those that rest on public entries
are looked into: time, amount and rank of a bid. Who may bid at all rests on restricted entries, and
what a sender wrote beside that is no entry.
Where to look next: `audit.recount`, which calls this.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from mingpai.auction.codes import Code
from mingpai.auction.events import CommandRefused, RoundPassedIn, RoundSold
from mingpai.auction.model import StepRule
from mingpai.auction.preparation.events import RoundAnnounced
from mingpai.auction.settlement.events import BuyerDefaulted, SaleAnnulled
from mingpai.auction.stops.events import BiddingStopped, RoundWithdrawn
from mingpai.audit.counts import LotCount
from mingpai.audit.report import Fault
from mingpai.kernel.event import Event, Sealed
from mingpai.kernel.moments import local_date

BID = "PlaceBid"
OPENING = "OpenDisposal"
Undone = RoundWithdrawn | BuyerDefaulted | SaleAnnulled


class Standing(Protocol):
    """How a round stands, as far as it was counted, when a bid arrives."""

    notice: RoundAnnounced
    opens_at: datetime
    closes_at: datetime
    price: int
    bids: int
    leader: str
    rank: int
    result: RoundSold | RoundPassedIn | None
    stopped: BiddingStopped | None
    undone: Undone | None


def is_refused_opening(event: Event | Sealed) -> bool:
    """Say whether an entry may stand in the stream of a lot that was never opened.

    That is the refusal to open it and nothing else; for a lot that is not open there is no second
    opening.
    """
    return (
        isinstance(event, CommandRefused)
        and event.command == OPENING
        and event.code != Code.ALREADY_OPEN
    )


def denied(event: CommandRefused, lot: LotCount, *, at: datetime) -> Iterator[tuple[Fault, str]]:
    """Count a refusal in a lot that is open: who was refused, and for a reason that follows."""
    if event.command == OPENING:
        if event.code != Code.ALREADY_OPEN:
            yield Fault.REFUSAL_WRONG, f"{event.code}: the lot was open"
        return
    if event.command != BID:
        if event.by not in (lot.opened.court, lot.platform):
            yield Fault.ACTOR_WRONG, f"{event.command} by {event.by!r:.40}: court nor platform"
        return
    current = lot.current
    if current is None:
        yield Fault.REFUSAL_WRONG, f"{event.code}: no round to bid in was announced"
        return
    if current.outnumbers(event.by):
        text = f"code {event.by!r:.20} is one more than the {current.qualified} handed out"
        yield Fault.CODE_NOT_ISSUED, text
    if not is_borne_out(event, current, at=at):
        yield Fault.REFUSAL_WRONG, f"{event.code}: counted otherwise"


def is_borne_out(refused: CommandRefused, standing: Standing, *, at: datetime) -> bool:
    """Say whether a refusal of a bid that arrived at `at` follows from what was counted so far.

    True too for reasons that public entries cannot show, and for commands that are no bids. A
    reason for which no bid on record is ever refused never follows.
    """
    if refused.command != BID:
        return True
    is_over = standing.result is not None or standing.undone is not None
    is_stopped = standing.stopped is not None
    is_open = not is_over and not is_stopped and standing.opens_at <= at < standing.closes_at
    match refused.code:
        case "bid_after_close":
            return not is_stopped and (is_over or at >= standing.closes_at)
        case "bid_before_opening":
            return not is_over and not is_stopped and at < standing.opens_at
        case "bidding_stopped":
            return is_stopped
        case "bid_below_start_price" | "bid_not_higher" | "bid_below_step" | "bid_off_step":
            return is_open and _amount_is_refused(refused, standing)
        case "match_of_own_bid" | "match_not_stronger":
            return is_open and _match_is_refused(refused, standing)
        case "bid_for_other_lot":
            return dict(refused.facts).get("round") == standing.notice.round
        case "seizure_lapsed":
            until = str(dict(refused.facts).get("until"))
            return is_open and until < local_date(at).isoformat()
        case "price_out_of_range" | "code_barred" | "code_barred_defaulter":
            return is_open
        case _:
            return False


def _match_is_refused(refused: CommandRefused, standing: Standing) -> bool:
    """Compare who holds the price, and by which rank, with what was counted (第二十一条)."""
    facts = dict(refused.facts)
    is_leader = standing.bids > 0 and refused.by == standing.leader
    if refused.code == "match_of_own_bid":
        return is_leader and facts.get("price_fen") == standing.price
    rank, leader_rank = facts.get("rank"), facts.get("leader_rank")
    if is_leader or type(rank) is not int or leader_rank != standing.rank:
        return False
    return 0 < standing.rank <= rank


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
