"""The other ends of a disposal: annulment, the debtor's own sale, administration, return.

撤销 undoes a sale that is finished, until enforcement itself ends; a ruling that was served does
not hinder it. Source: 法释〔2016〕18号 第三十一条; 法释〔1998〕15号 第三十三条; 法释〔2021〕20号
第十条; 法〔2024〕238号 (known at second hand); 民诉法解释 第四百九十条; 法释〔2004〕16号
第二十五条.
"""

from datetime import date

from mingpai.auction.asked import Asked, Decision, not_a_paper, not_by_court
from mingpai.auction.model import Disposal, RoundKind
from mingpai.auction.preparation.ladder import creditors_declined
from mingpai.auction.preparation.model import Nature
from mingpai.auction.refusals import Code, refused
from mingpai.auction.settlement.checks import (
    LONGEST_TERM,
    not_an_amount,
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
)
from mingpai.auction.settlement.events import (
    DisposalEnded,
    SaleAnnulled,
    SelfDisposalApproved,
    SelfDisposalConcluded,
)
from mingpai.auction.settlement.model import Ending
from mingpai.kernel.outcome import Refused
from mingpai.law.parameters import EQUITY_SELF_DISPOSAL_MONTHS
from mingpai.law.periods import add_months
from mingpai.law.timeline import NoValueInForce

_AFTER_THE_LAST = (Ending.ADMINISTERED, Ending.RETURNED)


def annul_sale(state: Disposal, command: AnnulSale, asked: Asked) -> Decision:
    """Annul a finished sale on a ground of 第三十一条; all that the buyer paid goes back."""
    wrong = (
        not_of_its_court(state, asked)
        or _enforcement_ended(state)
        or not_by_court(state, asked)
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


def _enforcement_ended(state: Disposal) -> Refused | None:
    is_over = state.file.ending is Ending.DISTRIBUTED
    return refused(Code.ENFORCEMENT_ENDED) if is_over else None


def approve_self_disposal(state: Disposal, command: ApproveSelfDisposal, asked: Asked) -> Decision:
    """Let the debtor sell by himself: before any auction, or above the price that failed."""
    wrong = (
        not_by_court(state, asked)
        or not_a_paper(command.decision)
        or (not_failed(state) if state.rounds else None)
        or self_disposal_runs(state, asked)
        or _price_too_low(state, command)
        or _term_wrong(state, command.until, asked)
    )
    if wrong is not None:
        return wrong
    return (SelfDisposalApproved(command.price_fen, command.until, command.decision),)


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
    """Check the term: it lies ahead, not too far, and of equity within its own rule."""
    last = asked.today + LONGEST_TERM
    if state.file.preparation.nature is Nature.EQUITY:
        try:
            months = asked.setting.laws.dated(EQUITY_SELF_DISPOSAL_MONTHS, on=asked.today)
        except NoValueInForce:
            return refused(Code.NO_LAW_IN_FORCE)
        last = add_months(asked.today, months.value)
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
    """Record that the debtor's own sale was carried out and paid, or came to nothing."""
    wrong = not_by_court(state, asked) or not_a_paper(command.proof)
    if wrong is not None:
        return wrong
    if state.file.settlement.self_disposal is None:
        return refused(Code.NO_SELF_DISPOSAL)
    return (SelfDisposalConcluded(command.is_sold, command.proof),)


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
