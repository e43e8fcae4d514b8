"""What follows a round, counted again from public entries: set-off, default, annulment, ruling.

Who may, of which round, and whether there was anything to settle; no balance, for deposits are
sealed. Source: 法释〔2016〕18号 第二十二, 二十四, 三十一条; 法释〔2004〕16号 第十六, 二十条.
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
        case ProceedsDistributed() | DisposalEnded():
            lot.over = True
        case SelfDisposalConcluded(is_sold=is_sold):
            lot.over = lot.over or is_sold
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
    current.declined = isinstance(event, NoOfferRecorded)
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
    if is_set_off:
        current.award, current.declined = None, True
    if isinstance(event, BuyerDefaulted) or not is_set_off:
        current.undone, current.undone_at = event, leaf.received_at
