"""When all of a price is with the court, and what holds ruling and payout back from then on.

Both wait for the same facts: the money, the deposit that a platform holds too; an approval; a
buyer who may buy; no outsider's claim in the way, and no upheld objection that was not carried
out. What held them lets their terms run anew once it is gone. Must not know how long they are.
Source: 法释〔2004〕16号 第二十条; 法释〔2016〕18号 第二十五, 三十六条; 法释〔2021〕20号 第十五条.
Where to look next: `supervision.rules.outcome` (K30), `supervision.rules.money` (K32).
"""

from datetime import date

from mingpai.auction.events import RoundSold
from mingpai.auction.model import Keeper
from mingpai.auction.preparation.events import DocumentServed
from mingpai.auction.preparation.model import Paper, Trait
from mingpai.auction.settlement.events import (
    ApprovalRecorded,
    BalanceReceived,
    BuyerDefaulted,
    DefaultRevoked,
    DepositForwarded,
    EligibilityReviewed,
    SaleAnnulled,
    SetOffAwarded,
)
from mingpai.kernel.moments import local_date
from mingpai.law.service import Method
from mingpai.supervision.claims import CLAIMS, OUTCOMES, blocks, clear_from, freed_from, holds
from mingpai.supervision.lot import Lot, Sale
from mingpai.supervision.seen import Seen

WAITS_FOR = (
    RoundSold,
    SetOffAwarded,
    BalanceReceived,
    DepositForwarded,
    ApprovalRecorded,
    EligibilityReviewed,
    BuyerDefaulted,
    DefaultRevoked,
    SaleAnnulled,
    *CLAIMS,
    *OUTCOMES,
)
"""Kinds of event by which ruling and payout become due, or are held."""


def is_held(seen: Seen, lot: Lot) -> bool:
    """Say whether an event holds ruling and payout, or leaves nothing to rule and pay."""
    match seen.event:
        case BuyerDefaulted() | SaleAnnulled() | EligibilityReviewed(is_eligible=False):
            return True
        case _:
            return blocks(seen, lot) or holds(seen, lot)


def ready_on(seen: Seen, lot: Lot) -> date | None:
    """Return from when on ruling and payout are due by an event: nothing more holds them. Or None.

    Of a set-off that costs nothing beside the claim, the day of its award.
    """
    is_standing = bool(lot.file.blocking or lot.file.to_carry_out)
    if is_standing and not isinstance(seen.event, (*CLAIMS, *OUTCOMES)):
        return None
    if isinstance(seen.event, RoundSold | SetOffAwarded):  # what was approved before is another's
        return None if _needs_approval(lot) else there_on(seen, lot)
    sale = lot.sale
    if isinstance(seen.event, DefaultRevoked):
        return _restored_on(seen.event, lot)
    if sale is None or (_needs_approval(lot) and not sale.is_approved):
        return _approved_on(seen, sale)
    arrived = there_on(seen, lot)
    return arrived if sale.there_on is None else _let_go(seen, lot, sale, sale.there_on)


def _restored_on(event: DefaultRevoked, lot: Lot) -> date | None:
    """Return from when on a sale that stands again, and is paid, waits for its ruling; or None."""
    default = lot.file.defaults.get(event.round)
    sale = None if default is None else default.sale
    if sale is None or sale.there_on is None or event.due_on is not None:
        return None
    waits = _needs_approval(lot) and not sale.is_approved
    return event.on if event.is_restored and not waits else None


def _approved_on(seen: Seen, sale: Sale | None) -> date | None:
    event = seen.event
    if sale is None or sale.there_on is None:
        return None
    if isinstance(event, ApprovalRecorded) and event.is_approved:
        return max(event.on, sale.there_on)
    return None


def _let_go(seen: Seen, lot: Lot, sale: Sale, there: date) -> date | None:
    """Return from when on what was held is due again by this event, or None.

    Review is the court's own: whom it finds eligible after all he waits for since he paid.
    """
    event = seen.event
    if isinstance(event, EligibilityReviewed):
        was = sale.eligibility
        return there if event.is_eligible and was is not None and not was.is_eligible else None
    free = clear_from(seen, lot) or freed_from(seen, lot)
    return None if free is None else max(free, there)


def there_on(seen: Seen, lot: Lot) -> date | None:
    """Return the day on which, by this event, all of the price is with the court, or None.

    A deposit that a platform holds is not there.
    """
    event, sale = seen.event, lot.sale
    match event:
        case RoundSold(code=code, price_fen=price_fen, closed_at=at):
            holder = None if lot.round is None else lot.round.codes.get(code)
            if holder is None or holder.held_by is not Keeper.COURT:
                return None
            return local_date(at) if holder.paid_fen >= price_fen else None
        case SetOffAwarded(due_fen=due_fen, on=day):
            return None if due_fen else day
        case BalanceReceived(paid_fen=paid_fen, received_on=day):
            is_paid = sale is not None and paid_fen >= sale.price_fen
            return day if is_paid and not _is_elsewhere(lot) else None
        case DepositForwarded():
            return _forwarded_on(event, lot)
        case _:
            return None


def _forwarded_on(event: DepositForwarded, lot: Lot) -> date | None:
    sale, owed = lot.sale, lot.file.to_forward.get(event.round)
    if sale is None or owed is None or not (sale.is_paid and _is_elsewhere(lot)):
        return None
    if owed.after(event.amount_fen, event.at) is not None:
        return None
    day = local_date(owed.done_at(event.at))
    return max(day, sale.paid_on or day)


def _is_elsewhere(lot: Lot) -> bool:
    """Say whether a platform still holds the winner's deposit; whoever took in kind paid none."""
    facts = lot.round
    return facts is not None and not is_set_off(lot) and facts.notice.round in lot.file.to_forward


def is_set_off(lot: Lot) -> bool:
    """Say whether a creditor took the property, as things stand."""
    return lot.sale is not None and lot.sale.award is not None


def _needs_approval(lot: Lot) -> bool:
    return lot.file.opened is not None and Trait.APPROVAL_NEEDED in lot.file.opened.traits


def ruling_served_on(event: DocumentServed, lot: Lot) -> date | None:
    """Return when the court served the ruling on the buyer, or None where it is no such service.

    By public notice that is done once it is on display: that it takes effect days later is the
    law's own term, and none of the court's (a reading).
    """
    if event.effective_on is None or not is_ruling_on_buyer(event, lot):
        return None
    return event.on if event.method is Method.PUBLIC_NOTICE else event.effective_on


def is_ruling_on_buyer(event: DocumentServed, lot: Lot) -> bool:
    """Say whether a paper is the ruling, and for whoever bought or took the property."""
    is_ruling = event.paper in (Paper.SALE_RULING, Paper.SETOFF_RULING)
    buyer = None if lot.sale is None else lot.sale.buyer
    return is_ruling and buyer in (None, event.token)
