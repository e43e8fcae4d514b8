"""What follows a round, counted again from public entries: set-off, default, annulment, ruling.

Who may, of which round, whether there was anything to settle, and of money what is public: what a
forfeit was used for, what went back, what was paid out; no balance, for deposits are sealed.
Source: 法释〔2016〕18号 第二十二, 二十四, 三十一条; 法释〔2004〕16号 第十六, 二十条.
Where to look next: `audit.recount` (who counts), `audit.recount_notice` (which round follows).
"""

from collections.abc import Iterator

from mingpai.auction.events import RoundSold
from mingpai.auction.settlement.events import (
    ApprovalRecorded,
    BalanceReceived,
    BuyerDefaulted,
    CaseEnded,
    CreditorsAsked,
    DefaultRevoked,
    DisposalEnded,
    ForfeitApplied,
    NoOfferRecorded,
    PlanObjectionSettled,
    PlanPublished,
    ProceedsDistributed,
    PropertyDelivered,
    SaleAnnulled,
    SaleRuled,
    SelfDisposalApproved,
    SelfDisposalConcluded,
    SetOffAwarded,
)
from mingpai.audit.counts import LotCount, RoundCount
from mingpai.audit.leaves import Leaf
from mingpai.audit.report import Fault

Found = Iterator[tuple[Fault, str]]
ByCourt = (
    CreditorsAsked
    | NoOfferRecorded
    | SetOffAwarded
    | BalanceReceived
    | ApprovalRecorded
    | SaleRuled
    | PropertyDelivered
    | PlanPublished
    | PlanObjectionSettled
    | ProceedsDistributed
    | BuyerDefaulted
    | DefaultRevoked
    | ForfeitApplied
    | SaleAnnulled
    | SelfDisposalApproved
    | SelfDisposalConcluded
    | DisposalEnded
    | CaseEnded
)
"""What the court alone records once a round is over."""


def settled(leaf: Leaf, event: ByCourt, lot: LotCount) -> Found:
    """Count what follows a round; what rests on sealed entries alone changes nothing here."""
    if leaf.actor != lot.opened.court:
        yield Fault.ACTOR_WRONG, f"{type(event).__name__} not by the court"
    match event:
        case CreditorsAsked() | NoOfferRecorded() | SetOffAwarded():
            yield from _set_off(event, lot)
        case BuyerDefaulted() | SaleAnnulled():
            yield from _undone(leaf, event, lot)
        case BalanceReceived() | ApprovalRecorded() | SaleRuled() | PropertyDelivered():
            current = _of(lot, event.round)
            if current is None or not current.holds_sale:
                yield Fault.ROUND_WRONG, f"{type(event).__name__} though nobody had bought"
        case DefaultRevoked():
            yield from _revoked(event, lot)
        case ForfeitApplied():
            yield from _used(event, lot)
        case _:
            yield from _at_the_end(event, lot)


def _at_the_end(event: ByCourt, lot: LotCount) -> Found:
    """Count what ends a lot: its money paid out, the debtor's own sale, or no sale at all."""
    match event:
        case ProceedsDistributed():
            yield from _paid_out(event, lot)
            lot.over = lot.over or _came_in(lot) is not None
        case DisposalEnded():
            lot.over = True
        case SelfDisposalConcluded(is_sold=is_sold, amount_fen=amount_fen):
            lot.over = lot.over or is_sold
            lot.own_sale_fen = amount_fen if is_sold else None
        case CaseEnded():
            if not lot.over:
                yield Fault.ROUND_WRONG, "the case ended before this disposal did"
        case _:
            return


def _of(lot: LotCount, number: int) -> RoundCount | None:
    """Return the last round if it has this number."""
    current = lot.current
    return current if current is not None and current.notice.round == number else None


def _set_off(event: CreditorsAsked | NoOfferRecorded | SetOffAwarded, lot: LotCount) -> Found:
    """Count the question to creditors after a failed round, and their answer (以物抵债)."""
    current = _of(lot, event.round)
    if current is None or not current.passed_in:
        yield Fault.ROUND_WRONG, f"{type(event).__name__} after no failed round"
        return
    if current.award is not None:
        yield Fault.ROUND_WRONG, f"{type(event).__name__} though a creditor has it"
    if not isinstance(event, NoOfferRecorded):
        reserve = current.notice.start_price_fen
        if event.price_fen != reserve:
            yield Fault.WINNER_WRONG, f"set off at {event.price_fen} fen, the reserve is {reserve}"
    current.declined, current.struck = isinstance(event, NoOfferRecorded), None
    current.award = event if isinstance(event, SetOffAwarded) else None


def _undone(leaf: Leaf, event: BuyerDefaulted | SaleAnnulled, lot: LotCount) -> Found:
    """Count a default or an annulment: of the sale, or of the set-off, that stands.

    Of a set-off the court annulled the failed round stays as it was, and the next of the ladder
    follows it; after a taker's default the auction is held again (法释〔2004〕16号 第二十二条).
    A payout does not hinder an annulment, after which the property may be put up again.
    """
    current = _of(lot, event.round)
    if current is None or not current.holds_sale:
        yield Fault.ROUND_WRONG, f"{type(event).__name__} of what was not sold"
        return
    sold = current.result if isinstance(current.result, RoundSold) else None
    if isinstance(event, BuyerDefaulted) and event.code != (sold.code if sold else None):
        yield Fault.WINNER_WRONG, f"{event.code} defaulted, sold to {sold.code if sold else None}"
    lot.over = False
    is_set_off = current.award is not None
    current.struck, current.revoked, current.used = current.award, False, False
    if is_set_off:
        current.award, current.declined = None, True
    if isinstance(event, BuyerDefaulted) or not is_set_off:
        current.undone, current.undone_at = event, leaf.received_at


def _revoked(event: DefaultRevoked, lot: LotCount) -> Found:
    """Count a default that was taken back: the sale stands again, or what was kept goes back.

    Again it stands only where nothing followed the default.
    """
    one = next((one for one in lot.rounds if one.notice.round == event.round), None)
    struck = None if one is None else one.undone
    if one is None or not isinstance(struck, BuyerDefaulted) or one.revoked:
        yield Fault.ROUND_WRONG, "a default taken back that nobody decided"
        return
    if event.code != struck.code:
        yield Fault.WINNER_WRONG, f"the default of {event.code} taken back, not of {struck.code}"
    one.revoked = True
    if not event.is_restored:
        if event.return_fen != struck.forfeited_fen:
            yield (
                Fault.SUM_WRONG,
                f"{event.return_fen} fen go back, kept were {struck.forfeited_fen}",
            )
        return
    if one is not lot.current or lot.over or (struck.code is None and one.struck is None):
        yield Fault.ROUND_WRONG, "a sale stands again that others followed"
    one.undone, one.undone_at = None, None
    if one.struck is not None:
        one.award, one.declined, one.struck = one.struck, False, None


def _used(event: ForfeitApplied, lot: LotCount) -> Found:
    """Count what a forfeited deposit was used for: all that the decision kept, once."""
    one = next((one for one in lot.rounds if one.notice.round == event.round), None)
    kept = 0
    if one is not None and isinstance(one.undone, BuyerDefaulted):
        kept = 0 if one.revoked or one.used else one.undone.forfeited_fen
        one.used = True
    used = sum(amount_fen for _, amount_fen in event.parts)
    if used != kept or not kept:
        yield Fault.SUM_WRONG, f"{used} fen of a forfeit used, left were {kept}"


def _paid_out(event: ProceedsDistributed, lot: LotCount) -> Found:
    """Count what was paid out: the price, of a set-off the difference, or what an own sale brought.

    Of version 1 of an own sale it is not said what that was.
    """
    there = _came_in(lot)
    paid = event.costs_fen + event.creditors_fen + event.debtor_fen
    if there is None:
        yield Fault.ROUND_WRONG, "paid out though nothing was sold"
    elif paid != there:
        yield Fault.SUM_WRONG, f"{paid} fen paid out of {there} fen"


def _came_in(lot: LotCount) -> int | None:
    """Return what money there is to pay out; None: nothing was sold."""
    if lot.own_sale_fen is not None:
        return lot.own_sale_fen
    current = lot.current
    if current is None or not current.holds_sale:
        return None
    if current.award is not None:
        return current.award.due_fen
    return current.result.price_fen if isinstance(current.result, RoundSold) else None
