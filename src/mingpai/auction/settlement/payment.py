"""第二十四, 二十五条: the balance, and what follows where the buyer does not pay.

The balance may come from anybody: a mortgage bank pays for most homes. Who did is recorded.
A day that passed makes nobody a defaulter: the court's decision does, and until then he may still
pay. Online nothing of the deposit goes back; of a 变卖's prepayment only the deposit that the
notice states is kept. Where to look next: `settlement.owed`.
"""

from typing import assert_never

from mingpai.auction.asked import Asked, Decision, not_a_paper, not_by_court
from mingpai.auction.model import Disposal
from mingpai.auction.refusals import Code, refused
from mingpai.auction.settlement.checks import (
    claim_or_outcome_in_the_way,
    not_an_amount,
    not_between,
    nothing_sold,
    ruled_already,
)
from mingpai.auction.settlement.commands import DecideDefault, RecordBalance
from mingpai.auction.settlement.events import (
    BalancePaidByAnother,
    BalanceReceived,
    BuyerDefaulted,
)
from mingpai.auction.settlement.model import DefaultGround, Payer
from mingpai.auction.settlement.owed import balance_term, buyers_of, forfeited_fen, sold_since
from mingpai.kernel.ids import well_formed
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused


def record_balance(state: Disposal, command: RecordBalance, asked: Asked) -> Decision:
    """Record money for the buyer, late or not, and who paid it where he did not.

    Source: 第二十三条, 第二十五条 (K29).
    """
    wrong = (
        not_by_court(state, asked)
        or (not_a_paper(command.loan) if command.loan else None)
        or nothing_sold(state)
        or (None if well_formed("lot token", command.payer) else refused(Code.TOKEN_MALFORMED))
    )
    if wrong is not None:
        return wrong
    done = state.file.settlement
    left_fen = done.price_fen - done.paid_fen
    if left_fen <= 0:
        return refused(Code.PAID_ALREADY)
    wrong = not_an_amount(command.amount_fen)
    if wrong is not None:
        return wrong
    if command.amount_fen > left_fen:
        return refused(Code.PAID_TOO_MUCH, paid_fen=command.amount_fen, most_fen=left_fen)
    wrong = not_between(command.received_on, since=sold_since(state), asked=asked)
    if wrong is not None:
        return wrong
    number = state.rounds[-1].terms.number
    received = BalanceReceived(
        round=number,
        amount_fen=command.amount_fen,
        paid_fen=Fen(done.paid_fen + command.amount_fen),
        received_on=command.received_on,
    )
    if command.payer in buyers_of(state):
        return (received,)
    capacity = Payer.LENDER if command.loan else Payer.OTHER
    paid = BalancePaidByAnother(number, command.amount_fen, command.payer, capacity, command.loan)
    return received, paid


def decide_default(state: Disposal, command: DecideDefault, asked: Asked) -> Decision:
    """Decide that the buyer defaulted: he is barred from the re-auction and loses the deposit.

    Whoever was refused an approval that he could expect is barred as well and loses nothing.
    Source: 法释〔2016〕18号 第二十四条 (K22); 法释〔2021〕20号 第十五条.
    """
    wrong = (
        not_by_court(state, asked)
        or not_a_paper(command.decision)
        or nothing_sold(state)
        or ruled_already(state)
        or _not_in_default(state, command, asked)
        or _held_up(state, command, asked)
        or _shortfall_not_owed(command)
    )
    if wrong is not None:
        return wrong
    done = state.file.settlement
    is_blameless = command.ground is DefaultGround.APPROVAL_REFUSED
    lost_fen = Fen(0) if is_blameless else forfeited_fen(state)
    return (
        BuyerDefaulted(
            round=state.rounds[-1].terms.number,
            code=done.code,
            ground=command.ground,
            forfeited_fen=lost_fen,
            return_fen=Fen(done.money_in_fen - lost_fen),
            claims_shortfall=command.claims_shortfall,
            on=asked.today,
            decision=command.decision,
        ),
    )


def _not_in_default(state: Disposal, command: DecideDefault, asked: Asked) -> Refused | None:
    if _has_ground(state, command.ground, asked):
        return None
    term = balance_term(state, asked.setting.calendar)
    return refused(
        Code.NOT_IN_DEFAULT,
        ground=command.ground.value,
        last="" if term is None else term.last.isoformat(),
        today=asked.today.isoformat(),
    )


def _held_up(state: Disposal, command: DecideDefault, asked: Asked) -> Refused | None:
    """Refuse to let anybody lose anything while the sale is held up by what others filed.

    While an outsider's claim stands the sale is suspended, and nobody need pay for property that
    may not be sold; the buyer may still pay until the default is decided. Whoever was refused an
    approval loses nothing, and does not wait. A reading.
    Source: 法释〔2016〕18号 第二十四条, 第三十六条第二款.
    """
    if command.ground is DefaultGround.APPROVAL_REFUSED:
        return None
    return claim_or_outcome_in_the_way(state, asked)


def _has_ground(state: Disposal, ground: DefaultGround, asked: Asked) -> bool:
    """Say whether what the ground presupposes is on record.

    A deposit that the platform has not forwarded is no default of the buyer's.
    """
    done = state.file.settlement
    match ground:
        case DefaultGround.BALANCE_UNPAID:
            term = balance_term(state, asked.setting.calendar)
            return done.covered_on is None and term is not None and term.is_over(asked.today)
        case DefaultGround.INELIGIBLE:
            return done.eligibility is not None and not done.eligibility.is_eligible
        case DefaultGround.APPROVAL_REFUSED | DefaultGround.APPROVAL_REFUSED_KNOWINGLY:
            return done.is_approved is False
        case _:
            assert_never(ground)


def _shortfall_not_owed(command: DecideDefault) -> Refused | None:
    """Refuse to claim a shortfall from whoever did nothing wrong."""
    is_blameless = command.ground is DefaultGround.APPROVAL_REFUSED
    return refused(Code.SHORTFALL_NOT_OWED) if is_blameless and command.claims_shortfall else None
