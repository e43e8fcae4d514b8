"""Money in time: deposits back, the winner's forwarded, the balance, the payout.

Hours run from the close, whoever works then. Source: 法释〔2016〕18号 第二十三, 二十五条;
法发〔2017〕6号 第十条 (recalled); a court's own rule on its master account.
"""

from collections.abc import Iterator
from datetime import date, datetime

from mingpai.auction.events import RoundPassedIn, RoundSold
from mingpai.auction.model import Keeper
from mingpai.auction.preparation.events import DocumentServed, RoundAnnounced
from mingpai.auction.settlement.events import (
    BalanceReceived,
    BuyerDefaulted,
    DefaultRevoked,
    DepositForwarded,
    DepositReturned,
    PlanObjected,
    PlanObjectionSettled,
    ProceedsDistributed,
    SaleAnnulled,
    SelfDisposalConcluded,
    SetOffAwarded,
)
from mingpai.auction.stops.events import RoundWithdrawn
from mingpai.kernel.ids import RuleId
from mingpai.kernel.moments import local_date
from mingpai.law.calendar import CALENDAR
from mingpai.law.parameters import (
    FORWARD_HOURS,
    MASTER_ACCOUNT_CLAIM_DAYS,
    PAYOUT_WITHIN_DAYS,
    REFUND_HOURS,
)
from mingpai.law.service import Method
from mingpai.supervision.claims import CLAIMS, OUTCOMES, blocks, clear_from, freed_from, holds
from mingpai.supervision.detector import Detector, Move, TermRule
from mingpai.supervision.lot import Lot, deposit_key
from mingpai.supervision.lot_evolve import after
from mingpai.supervision.paid import WAITS_FOR, is_held, is_ruling_on_buyer, ready_on
from mingpai.supervision.reports import FundsArrived, FundsClaimed
from mingpai.supervision.seen import Seen
from mingpai.supervision.terms import Begin, Drop, End, days_from, hours_from, until_day


def _refunds(seen: Seen, lot: Lot) -> Iterator[Move]:
    """K26: 24 hours after the round ended every deposit but the winner's is back, in full."""
    match seen.event:
        case RoundSold(code=code, closed_at=at):
            yield from _owed(lot, ended_at=at, winner=code)
        case RoundPassedIn(closed_at=at):
            yield from _owed(lot, ended_at=at, winner="")
        case RoundWithdrawn(at=at):
            yield from _owed(lot, ended_at=at, winner="")
        case DepositReturned(round=number, code=code, amount_fen=amount_fen, at=at):
            key = deposit_key(number, code)
            owed = lot.file.owed_back.get(key)
            if owed is not None and owed.after(amount_fen, at) is None:
                yield End(key, owed.done_at(at))
        case _:
            return


def _owed(lot: Lot, *, ended_at: datetime, winner: str) -> Iterator[Move]:
    facts = lot.round
    if facts is None or not facts.is_running:
        return
    until = hours_from(ended_at, REFUND_HOURS, law_of=facts.notice.announced_on)
    for code, holder in facts.codes.items():
        if until is not None and holder.paid_fen and code != winner:
            told = (("amount_fen", holder.paid_fen), ("code", code))
            yield Begin(deposit_key(facts.notice.round, code), until, holder.seq, told)


def _forwarded(seen: Seen, lot: Lot) -> Iterator[Move]:
    """K27: 24 hours after the sale all of the winner's deposit is with the court.

    What was paid to the court itself is there already. After an annulment it goes back, and after a
    default only what is kept of it goes to the court.
    """
    event, facts = seen.event, lot.round
    match event:
        case RoundSold(code=code, closed_at=at) if facts is not None:
            holder = facts.codes.get(code)
            until = hours_from(at, FORWARD_HOURS, law_of=facts.notice.announced_on)
            is_kept = holder is not None and holder.held_by is Keeper.PLATFORM
            if until is not None and holder is not None and is_kept and holder.paid_fen:
                told = (("amount_fen", holder.paid_fen),)
                yield Begin(str(event.round), until, seen.seq, told)
        case DepositForwarded(round=number, amount_fen=amount_fen, at=at):
            owed = lot.file.to_forward.get(number)
            if owed is not None and owed.after(amount_fen, at) is None:
                yield End(str(number), owed.done_at(at))
        case BuyerDefaulted(round=number) | SaleAnnulled(round=number):
            if number not in after(lot, seen).file.to_forward:
                yield Drop(str(number))
        case _:
            return


def _balance(seen: Seen, lot: Lot) -> Iterator[Move]:
    """K29: the whole price is with the court by the notice's date, a set-off's difference by its.

    A day off moves the end to the next working day (a reading). While an outsider's claim stands in
    the way, or an upheld objection waits, nobody is in default: the term ends no sooner than that.
    """
    event, sale = seen.event, lot.sale
    match event:
        case RoundSold() | SetOffAwarded() | DefaultRevoked():
            yield from _pay_by(after(lot, seen), seen)
        case BalanceReceived(paid_fen=paid_fen, received_on=day):
            if sale is not None and paid_fen >= sale.price_fen:
                yield End("balance", day)
        case BuyerDefaulted() | SaleAnnulled() | RoundAnnounced():
            yield Drop()
        case _ if blocks(seen, lot) or holds(seen, lot):
            yield Drop()
        case _:
            free = clear_from(seen, lot) or freed_from(seen, lot)
            if free is not None:
                yield from _pay_by(lot, seen, no_sooner_than=free)


def _pay_by(lot: Lot, seen: Seen, *, no_sooner_than: date = date.min) -> Iterator[Move]:
    sale = lot.sale
    if sale is None or sale.due_on is None or sale.is_paid:
        return
    moved = CALENDAR.next_working_day(max(sale.due_on, no_sooner_than))
    yield Begin("balance", until_day(moved, verified=CALENDAR.is_verified(moved.year)), seen.seq)


def _payout(seen: Seen, lot: Lot) -> Iterator[Move]:
    """K32: money is claimed from the master account in days, and paid out within 30.

    All of the price must be there, the deposit that a platform holds too. What holds the ruling
    holds the payout, and so does an objection to the plan, or a ruling on display: once that is
    over the term begins anew. What the debtor's own sale brought is paid out as well. Both terms
    are known at second hand.
    """
    event = seen.event
    match event:
        case FundsArrived(reference=reference, arrived_on=day):
            until = days_from(day, MASTER_ACCOUNT_CLAIM_DAYS, law_of=day)
            if until is not None:
                yield Begin(f"master/{reference}", until, seen.seq)
        case FundsClaimed(reference=reference, claimed_on=day):
            yield End(f"master/{reference}", day)
        case ProceedsDistributed(on=day):
            if _paid_out(event) >= _to_pay_out(lot):
                yield End("payout", day)
        case _ if isinstance(event, PlanObjected) or is_held(seen, lot):
            yield Drop("payout")
        case _:
            first = _payable_from(seen, lot)
            if first is not None and _to_pay_out(after(lot, seen)):
                yield from _pay_within(seen, lot, first)


def _payable_from(seen: Seen, lot: Lot) -> date | None:
    """Return from when on the proceeds can be paid out by this event, or None."""
    event, file, sale = seen.event, lot.file, lot.sale
    is_standing = bool(file.blocking or file.to_carry_out)
    is_own_sale = sale is None and bool(file.own_sale_fen)
    match event:
        case SelfDisposalConcluded(is_sold=True, received_on=day):
            return day or local_date(seen.received_at)
        case PlanObjectionSettled():
            is_there = is_own_sale or (sale is not None and sale.there_on is not None)
            return local_date(seen.received_at) if is_there and not is_standing else None
        case _ if file.is_plan_objected:
            return None
        case DocumentServed(method=Method.PUBLIC_NOTICE, effective_on=day):
            return day if is_ruling_on_buyer(event, lot) and not is_standing else None
        case _ if is_own_sale:
            return clear_from(seen, lot) or freed_from(seen, lot)
        case _:
            return None if file.is_over else ready_on(seen, lot)


def _paid_out(event: ProceedsDistributed) -> int:
    return event.costs_fen + event.creditors_fen + event.debtor_fen


def _to_pay_out(lot: Lot) -> int:
    """Return what of the price is money: what a taker's claim covers he has in kind."""
    sale = lot.sale
    if sale is None:
        return lot.file.own_sale_fen or 0
    return sale.price_fen if sale.award is None else sale.award.due_fen


def _pay_within(seen: Seen, lot: Lot, first: date) -> Iterator[Move]:
    law_of = first if lot.round is None else lot.round.notice.announced_on
    until = days_from(first, PAYOUT_WITHIN_DAYS, law_of=law_of)
    if until is not None:
        yield Begin("payout", until, seen.seq)


RULES: tuple[Detector, ...] = (
    TermRule(
        id=RuleId("K26"),
        wants=(RoundSold, RoundPassedIn, RoundWithdrawn, DepositReturned),
        moves=_refunds,
    ),
    TermRule(
        id=RuleId("K27"),
        wants=(RoundSold, DepositForwarded, BuyerDefaulted, SaleAnnulled),
        moves=_forwarded,
    ),
    TermRule(
        id=RuleId("K29"),
        wants=(
            RoundSold,
            SetOffAwarded,
            BalanceReceived,
            BuyerDefaulted,
            SaleAnnulled,
            DefaultRevoked,
            RoundAnnounced,
            *CLAIMS,
            *OUTCOMES,
        ),
        moves=_balance,
    ),
    TermRule(
        id=RuleId("K32"),
        wants=(
            FundsArrived,
            FundsClaimed,
            *WAITS_FOR,
            DocumentServed,
            PlanObjected,
            PlanObjectionSettled,
            SelfDisposalConcluded,
            ProceedsDistributed,
        ),
        moves=_payout,
    ),
)
