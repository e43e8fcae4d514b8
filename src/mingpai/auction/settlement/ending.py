"""The other ends of a disposal: annulment, the debtor's own sale, administration, return.

撤销 undoes a sale that is finished, until enforcement of the whole case ends; neither a ruling that
was served nor a payout hinders it.
Source: 法释〔2016〕18号 第三十一条; 法释〔1998〕15号 第三十三条; 法释〔2021〕20号 第十条;
法〔2024〕238号 (known at second hand); 民诉法解释 第四百九十条; 法释〔2004〕16号 第二十五条.
"""

from datetime import date

from mingpai.auction.asked import Asked, Decision, not_a_paper, not_by_court
from mingpai.auction.model import Disposal, RoundKind
from mingpai.auction.preparation.guards import seizure_lapsed
from mingpai.auction.preparation.ladder import creditors_declined
from mingpai.auction.preparation.model import Nature
from mingpai.auction.refusals import Code, refused
from mingpai.auction.settlement.checks import (
    LONGEST_TERM,
    claim_or_outcome_in_the_way,
    not_an_amount,
    not_between,
    not_failed,
    not_of_its_court,
    nothing_sold,
    self_disposal_runs,
)
from mingpai.auction.settlement.commands import (
    AnnulSale,
    ApproveSelfDisposal,
    ConcludeSelfDisposal,
    EndDisposal,
    RecordCaseEnded,
)
from mingpai.auction.settlement.events import (
    CaseEnded,
    DisposalEnded,
    SaleAnnulled,
    SelfDisposalApproved,
    SelfDisposalConcluded,
)
from mingpai.auction.settlement.model import Ending, SelfDisposal
from mingpai.auction.settlement.owed import own_sale_unpaid
from mingpai.kernel.outcome import Refused
from mingpai.law.parameters import EQUITY_SELF_DISPOSAL_MONTHS
from mingpai.law.periods import add_months
from mingpai.law.timeline import NoValueInForce

_AFTER_THE_LAST = (Ending.ADMINISTERED, Ending.RETURNED)


def annul_sale(state: Disposal, command: AnnulSale, asked: Asked) -> Decision:
    """Annul a finished sale on a ground of 第三十一条; all that the buyer paid goes back.

    A payout of this property's proceeds ends this disposal and not the case: until that ends the
    sale is annulled all the same, and what was paid out is to be got back.
    """
    wrong = (
        not_of_its_court(state, asked)
        or _enforcement_ended(state)
        or (None if _is_paid_out(state) else not_by_court(state, asked))
        or not_a_paper(command.decision)
        or nothing_sold(state)
    )
    if wrong is not None:
        return wrong
    return (
        SaleAnnulled(
            round=state.rounds[-1].terms.number,
            ground=command.ground,
            return_fen=state.file.settlement.money_in_fen,
            on=asked.today,
            decision=command.decision,
        ),
    )


def _is_paid_out(state: Disposal) -> bool:
    return state.file.ending is Ending.DISTRIBUTED


def _enforcement_ended(state: Disposal) -> Refused | None:
    ended_on = state.file.case_ended_on
    if ended_on is None:
        return None
    return refused(Code.ENFORCEMENT_ENDED, day=ended_on.isoformat())


def record_case_ended(state: Disposal, command: RecordCaseEnded, asked: Asked) -> Decision:
    """Record that enforcement of the whole case ended, once this disposal is over.

    Source: 法释〔2016〕18号 第三十一条 (until when a sale is annulled; a reading).
    """
    wrong = (
        not_of_its_court(state, asked)
        or not_a_paper(command.proof)
        or _enforcement_ended(state)
        or (None if _is_over(state) else refused(Code.DISPOSAL_NOT_OVER))
        or not_between(command.on, since=state.file.preparation.opened_on, asked=asked)
    )
    return wrong if wrong is not None else (CaseEnded(command.on, command.proof),)


def _is_over(state: Disposal) -> bool:
    """Say whether nothing is left to do: what the debtor's own sale brought is paid out too."""
    return state.file.ending is not None and not own_sale_unpaid(state)


# The debtor's own sale ------------------------------------------------------------------------


def approve_self_disposal(state: Disposal, command: ApproveSelfDisposal, asked: Asked) -> Decision:
    """Let the debtor sell by himself: wherever no round runs and nothing is sold (D12).

    Above the price that failed, or at which the last round was announced.
    """
    wrong = (
        not_by_court(state, asked)
        or not_a_paper(command.decision)
        or _not_free(state)
        or self_disposal_runs(state, asked)
        or seizure_lapsed(state, asked.today)
        or claim_or_outcome_in_the_way(state, asked)
        or _price_too_low(state, command)
        or _term_wrong(state, command.until, asked)
    )
    if wrong is not None:
        return wrong
    return (SelfDisposalApproved(command.price_fen, command.until, command.decision, asked.today),)


def _not_free(state: Disposal) -> Refused | None:
    """Refuse while a round runs, or somebody has the property as sold."""
    current = state.current
    is_running = current is not None and current.is_running
    is_taken = is_running or state.file.settlement.is_sold
    return refused(Code.SELF_DISPOSAL_NOT_NOW) if is_taken else None


def _price_too_low(state: Disposal, command: ApproveSelfDisposal) -> Refused | None:
    wrong = not_an_amount(command.price_fen)
    if wrong is not None:
        return wrong
    current = state.current
    failed_fen = 0 if current is None else current.terms.start_price_fen
    if command.price_fen > failed_fen:
        return None
    return refused(Code.PRICE_NOT_ABOVE_FAILED, price_fen=command.price_fen, failed_fen=failed_fen)


def _term_wrong(state: Disposal, until: date, asked: Asked) -> Refused | None:
    """Check the term: it lies ahead, under the seizure, and of equity within its own rule.

    The months of equity are counted from the first leave since the last round: leave that is given
    again does not begin them anew (法释〔2021〕20号 第十条; a reading).
    """
    filed = state.file.preparation
    last = min(asked.today + LONGEST_TERM, filed.seizure_until or date.max)
    if filed.nature is Nature.EQUITY:
        try:
            months = asked.setting.laws.dated(EQUITY_SELF_DISPOSAL_MONTHS, on=asked.today)
        except NoValueInForce:
            return refused(Code.NO_LAW_IN_FORCE)
        first = state.file.settlement.own_sale_since or asked.today
        last = min(last, add_months(first, months.value))
    if asked.today <= until <= last:
        return None
    return refused(
        Code.SELF_DISPOSAL_TERM_WRONG,
        until=until.isoformat(),
        first=asked.today.isoformat(),
        last=last.isoformat(),
    )


def conclude_self_disposal(
    state: Disposal, command: ConcludeSelfDisposal, asked: Asked
) -> Decision:
    """Record that the debtor's own sale was carried out and paid, or came to nothing.

    Sold it is once the approved price, or more, reached the court's account within the term, the
    seizure holds and no outsider's claim stands. Source: 法释〔1998〕15号 第三十三条; 法释〔2016〕
    18号 第三十六条第二款; 民诉法解释（2022年修正）第四百八十五条.
    """
    wrong = not_by_court(state, asked) or not_a_paper(command.proof)
    if wrong is not None:
        return wrong
    own = state.file.settlement.self_disposal
    if own is None:
        return refused(Code.NO_SELF_DISPOSAL)
    if not command.is_sold:
        if command.amount_fen or command.received_on is not None:
            return refused(Code.AMOUNT_OUT_OF_RANGE, most_fen=0)
        return (SelfDisposalConcluded(is_sold=False, proof=command.proof),)
    wrong = (
        seizure_lapsed(state, asked.today)
        or claim_or_outcome_in_the_way(state, asked)
        or _not_paid(own, command)
        or _not_in_term(state, own, command, asked)
    )
    if wrong is not None:
        return wrong
    return (
        SelfDisposalConcluded(
            is_sold=True,
            proof=command.proof,
            amount_fen=command.amount_fen,
            received_on=command.received_on,
        ),
    )


def _not_paid(own: SelfDisposal, command: ConcludeSelfDisposal) -> Refused | None:
    wrong = not_an_amount(command.amount_fen)
    if wrong is not None:
        return wrong
    if command.amount_fen >= own.price_fen and command.received_on is not None:
        return None
    return refused(Code.SELF_DISPOSAL_UNPAID, paid_fen=command.amount_fen, price_fen=own.price_fen)


def _not_in_term(
    state: Disposal, own: SelfDisposal, command: ConcludeSelfDisposal, asked: Asked
) -> Refused | None:
    """Refuse a payment before the first leave, after the term, or on a day that lies ahead."""
    received_on = command.received_on or asked.today
    wrong = not_between(received_on, since=state.file.settlement.own_sale_since, asked=asked)
    if wrong is not None or received_on <= own.until:
        return wrong
    return refused(
        Code.SELF_DISPOSAL_PAID_LATE, day=received_on.isoformat(), until=own.until.isoformat()
    )


# When nothing is left -------------------------------------------------------------------------


def end_disposal(state: Disposal, command: EndDisposal, asked: Asked) -> Decision:
    """Put the property under administration or give it back, when nothing else is left."""
    wrong = (
        not_by_court(state, asked)
        or not_a_paper(command.decision)
        or _not_allowed(command.ending)
        or not_failed(state)
        or _rounds_left(state)
        or self_disposal_runs(state, asked)
        or _not_declined(state)
    )
    return wrong if wrong is not None else (DisposalEnded(command.ending, command.decision),)


def _not_allowed(ending: Ending) -> Refused | None:
    return None if ending in _AFTER_THE_LAST else refused(Code.ENDING_NOT_ALLOWED)


def _rounds_left(state: Disposal) -> Refused | None:
    """Refuse before the 变卖 failed: the last of the three rounds."""
    last = state.rounds[-1].terms.auction
    return None if last is RoundKind.SALE else refused(Code.ROUNDS_LEFT, last=last.value)


def _not_declined(state: Disposal) -> Refused | None:
    """Refuse before the creditors were asked after the last failure and none took it."""
    return None if creditors_declined(state) else refused(Code.SET_OFF_NOT_ASKED)
