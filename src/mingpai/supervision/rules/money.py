"""Money in time: deposits back, the winner's forwarded, the balance, the payout.

Hours run from the close, whoever works then. Source: 法释〔2016〕18号 第二十三, 二十五条;
法发〔2017〕6号 第十条 (recalled); a court's own rule on its master account.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from mingpai.auction.events import RoundPassedIn, RoundSold
from mingpai.auction.model import Keeper
from mingpai.auction.preparation.events import RoundAnnounced
from mingpai.auction.settlement.events import (
    BalanceReceived,
    BuyerDefaulted,
    DepositForwarded,
    DepositReturned,
    PlanObjected,
    PlanObjectionSettled,
    ProceedsDistributed,
    SaleAnnulled,
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
from mingpai.supervision.detector import Detector, Move, TermRule
from mingpai.supervision.lot import Lot, Sale, deposit_key
from mingpai.supervision.reports import FundsArrived, FundsClaimed
from mingpai.supervision.seen import Seen
from mingpai.supervision.terms import Begin, Drop, End, days_from, hours_from, until_day

_LONGEST_BALANCE_DAYS = 3_660
"""No notice gives a buyer ten years; more would only leave the calendar."""


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

    What was paid to the court itself is there already.
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
        case _:
            return


def _balance(seen: Seen, lot: Lot) -> Iterator[Move]:
    """K29: the whole price is with the court by the notice's date, a set-off's difference by its.

    A day off moves the end to the next working day (a reading).
    """
    event, facts, sale = seen.event, lot.round, lot.sale
    match event:
        case RoundSold(code=code, price_fen=price_fen, closed_at=at) if facts is not None:
            holder = facts.codes.get(code)
            days = min(facts.notice.balance_days, _LONGEST_BALANCE_DAYS)
            if days and (holder is None or holder.paid_fen < price_fen):
                last = CALENDAR.next_working_day(local_date(at) + timedelta(days=days))
                verified = CALENDAR.is_verified(last.year)
                yield Begin("balance", until_day(last, verified=verified), seen.seq)
        case SetOffAwarded(due_fen=due_fen, due_on=last) if due_fen:
            moved = CALENDAR.next_working_day(last)
            verified = CALENDAR.is_verified(moved.year)
            yield Begin("balance", until_day(moved, verified=verified), seen.seq)
        case BalanceReceived(paid_fen=paid_fen, received_on=day):
            if sale is not None and paid_fen >= sale.price_fen:
                yield End("balance", day)
        case BuyerDefaulted() | SaleAnnulled() | RoundAnnounced():
            yield Drop()
        case _:
            return


def _payout(seen: Seen, lot: Lot) -> Iterator[Move]:
    """K32: money is claimed from the master account in days, and paid out within 30.

    An objection to the plan is a ground of delay: the term begins again once it is settled. Both
    terms are known at second hand.
    """
    event, sale = seen.event, lot.sale
    match event:
        case FundsArrived(reference=reference, arrived_on=day):
            until = days_from(day, MASTER_ACCOUNT_CLAIM_DAYS, law_of=day)
            if until is not None:
                yield Begin(f"master/{reference}", until, seen.seq)
        case FundsClaimed(reference=reference, claimed_on=day):
            yield End(f"master/{reference}", day)
        case BalanceReceived(paid_fen=paid_fen, received_on=day):
            if sale is not None and paid_fen >= sale.price_fen:
                yield from _pay_within(seen, lot, day)
        case PlanObjectionSettled():
            yield from _pay_within(seen, lot, local_date(seen.received_at))
        case ProceedsDistributed(on=day):
            if _paid_out(event) >= _to_pay_out(sale):
                yield End("payout", day)
        case PlanObjected() | BuyerDefaulted() | SaleAnnulled():
            yield Drop("payout")
        case _:
            return


def _paid_out(event: ProceedsDistributed) -> int:
    return event.costs_fen + event.creditors_fen + event.debtor_fen


def _to_pay_out(sale: Sale | None) -> int:
    """Return what of the price is money: what a taker's claim covers he has in kind."""
    if sale is None:
        return 0
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
    TermRule(id=RuleId("K27"), wants=(RoundSold, DepositForwarded), moves=_forwarded),
    TermRule(
        id=RuleId("K29"),
        wants=(
            RoundSold,
            SetOffAwarded,
            BalanceReceived,
            BuyerDefaulted,
            SaleAnnulled,
            RoundAnnounced,
        ),
        moves=_balance,
    ),
    TermRule(
        id=RuleId("K32"),
        wants=(
            FundsArrived,
            FundsClaimed,
            BalanceReceived,
            PlanObjected,
            PlanObjectionSettled,
            ProceedsDistributed,
            BuyerDefaulted,
            SaleAnnulled,
        ),
        moves=_payout,
    ),
)
