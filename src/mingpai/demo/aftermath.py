"""What follows an ordinary sale: deposits go back, the price comes in, ruling, service, payout.

Written for every lot whose plot ends at the close. A few are late on purpose, so that supervision
has something to find: nobody's figures, all made up. Where to look next: `demo.courses` (lots
whose plots go on by themselves).
"""

from datetime import datetime, timedelta

from mingpai.auction.preparation.commands import RecordClaims
from mingpai.auction.preparation.model import Paper, Trait
from mingpai.auction.settlement.commands import (
    DistributeProceeds,
    MakeRuling,
    RecordBalance,
    RecordDelivery,
    RecordDepositForwarded,
)
from mingpai.auction.stops.commands import WithdrawRound
from mingpai.auction.stops.model import WithdrawalGround
from mingpai.demo.script import LotScript
from mingpai.demo.steps import Refund, stand_in
from mingpai.exchange import paperwork
from mingpai.exchange.paperwork import paper
from mingpai.kernel.moments import local_date
from mingpai.kernel.money import Fen

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
LATE_REFUNDS = 7
"""The lot whose platform returns deposits after 30 hours instead of 24."""
LATE_BALANCE = 12
"""The lot whose buyer pays three days after the notice's date."""
LATE_ROUND = 21
"""The lot that was passed in and that its court leaves lying."""


def settle(script: LotScript) -> None:
    """Write what follows the close of a lot's only round."""
    wait = 30 * _HOUR if script.sale.number == LATE_REFUNDS else 3 * _HOUR
    script.act(script.closes_at + wait, Refund(script.sale.platform))
    if script.leader:
        complete(script)
    elif script.sale.number != LATE_ROUND:
        at = script.closes_at + 5 * _DAY
        script.order(at, WithdrawRound(WithdrawalGround.SETTLEMENT, paper("settlement")))


def complete(script: LotScript) -> None:
    """Let the buyer pay, the court rule, serve, hand over and pay out."""
    sale, closes_at, price = script.sale, script.closes_at, script.price_fen
    deposit = script.paid_in(script.leader)
    buyer = stand_in(script.leading_person())
    forward(script)
    late = sale.number == LATE_BALANCE
    paid_at = closes_at + (paperwork.BALANCE_DAYS + 3 if late else 6) * _DAY
    balance = RecordBalance(Fen(price - deposit), local_date(paid_at), buyer)
    script.order(paid_at, balance)
    _rule(script, at=paid_at + 4 * _DAY)


def forward(script: LotScript) -> None:
    """Let the platform forward the winner's deposit within the day."""
    deposit, closes_at = script.paid_in(script.leader), script.closes_at
    if deposit:
        forwarded = RecordDepositForwarded(Fen(deposit), closes_at + 20 * _HOUR)
        script.order(closes_at + 21 * _HOUR, forwarded, actor=script.sale.platform)


def _rule(script: LotScript, *, at: datetime) -> None:
    """Rule, serve, hand over, and pay out the price; a restricted home has a course of its own."""
    if Trait.PURCHASE_RESTRICTED in script.sale.traits:
        return
    buyer = stand_in(script.leading_person())
    script.order(at, MakeRuling(paper("ruling")))
    served = at + 2 * _DAY
    script.order(served, paperwork.served(Paper.SALE_RULING, buyer, on=local_date(served)))
    handed = served + 7 * _DAY
    script.order(handed, RecordDelivery(local_date(handed), paper("delivery")))
    pay_out(script, at=handed + _HOUR)


def pay_out(script: LotScript, *, at: datetime) -> None:
    """Let the court record its costs, and pay out the price: to creditors what they are owed."""
    price, debt = script.price_fen, script.sale.debt_fen
    costs = price // 100
    script.order(at - _HOUR, RecordClaims(Fen(debt), Fen(0), Fen(costs)))
    creditors = min(price - costs, debt)
    paid_out = DistributeProceeds(
        costs_fen=Fen(costs),
        creditors_fen=Fen(creditors),
        debtor_fen=Fen(price - costs - creditors),
        on=local_date(at),
        proof=paper("payout"),
    )
    script.order(at, paid_out)
