"""What the price is paid out to: costs, creditors, the debtor; with several creditors by a plan.

What the debtor's own sale brought is paid out the same way, though the disposal is over by it.
Creditors and debtor may object to the plan within a term, and money waits for that. What other
law orders about the ranks of creditors is not judged here. Source: 民诉法解释 第五百零九,
五百一十条; 法发〔2017〕6号 第十条 (when it is paid out; known at second hand).
"""

from mingpai.auction.asked import Asked, Decision, not_a_paper, not_by_court
from mingpai.auction.model import Disposal
from mingpai.auction.preparation.model import Role
from mingpai.auction.refusals import Code, refused
from mingpai.auction.settlement.checks import (
    claim_or_outcome_in_the_way,
    not_amounts,
    not_at_court,
    not_between,
    not_of_its_court,
    nothing_sold,
    term_runs,
)
from mingpai.auction.settlement.commands import (
    DistributeProceeds,
    ObjectToPlan,
    PublishPlan,
    SettlePlanObjection,
)
from mingpai.auction.settlement.debt import left_to_pay
from mingpai.auction.settlement.events import (
    PlanObjected,
    PlanObjectionSettled,
    PlanPublished,
    ProceedsDistributed,
)
from mingpai.auction.settlement.owed import own_sale_unpaid
from mingpai.auction.settlement.title import title_not_passed
from mingpai.kernel.ids import well_formed
from mingpai.kernel.outcome import Refused
from mingpai.law.book import LawBook
from mingpai.law.calendar import Calendar
from mingpai.law.parameters import PLAN_OBJECTION_DAYS
from mingpai.law.periods import Term, term_of_days
from mingpai.law.timeline import NoValueInForce

_MAY_OBJECT = (Role.APPLICANT, Role.CREDITOR, Role.DEBTOR)


def needs_plan(state: Disposal) -> bool:
    """Say whether several creditors share, so that a plan must come first."""
    return len(state.file.preparation.holders(Role.APPLICANT, Role.CREDITOR)) > 1


def _not_by_court(state: Disposal, asked: Asked) -> Refused | None:
    """Refuse whoever is not the court, and any payout of what is over but the debtor's own sale."""
    return not_of_its_court(state, asked) if own_sale_unpaid(state) else not_by_court(state, asked)


def _nothing_came_in(state: Disposal) -> Refused | None:
    """Refuse where nothing is sold, or its price is not in the court's account."""
    return None if own_sale_unpaid(state) else nothing_sold(state) or not_at_court(state)


def publish_plan(state: Disposal, command: PublishPlan, asked: Asked) -> Decision:
    """Record that the plan reached everybody concerned; an amended one replaces it."""
    wrong = (
        _not_by_court(state, asked)
        or not_a_paper(command.document)
        or _nothing_came_in(state)
        or not_between(command.on, since=state.file.settlement.paid_on, asked=asked)
    )
    return wrong if wrong is not None else (PlanPublished(command.on, command.document),)


def object_to_plan(state: Disposal, command: ObjectToPlan, asked: Asked) -> Decision:
    """Record an objection to the plan that came in time. Source: 民诉法解释 第五百零九条."""
    wrong = _not_by_court(state, asked) or not_a_paper(command.statement) or _no_plan(state)
    if wrong is not None:
        return wrong
    if not well_formed("lot token", command.token):
        return refused(Code.TOKEN_MALFORMED)
    if state.file.preparation.persons.get(command.token) not in _MAY_OBJECT:
        return refused(Code.NOT_A_CREDITOR)
    wrong = not_between(command.on, since=state.file.settlement.plan_on, asked=asked)
    if wrong is not None:
        return wrong
    term = plan_term(state, asked.setting.laws, asked.setting.calendar)
    if term is None:
        return refused(Code.NO_LAW_IN_FORCE)
    if term.is_over(command.on):
        return refused(Code.PLAN_TERM_OVER, last=term.last.isoformat(), verified=term.verified)
    return (PlanObjected(command.token, command.on, command.statement),)


def _no_plan(state: Disposal) -> Refused | None:
    return refused(Code.NO_PLAN) if state.file.settlement.plan_on is None else None


def plan_term(state: Disposal, laws: LawBook, calendar: Calendar) -> Term | None:
    """Return until when the plan may be objected to; None where no law or no plan says so."""
    plan_on = state.file.settlement.plan_on
    if plan_on is None:
        return None
    try:
        days = laws.dated(PLAN_OBJECTION_DAYS, on=plan_on).value
    except NoValueInForce:
        return None
    return term_of_days(plan_on, days, calendar=calendar)


def settle_plan_objection(state: Disposal, command: SettlePlanObjection, asked: Asked) -> Decision:
    """Record that the objections to the plan are settled. Source: 民诉法解释 第五百一十条."""
    wrong = _not_by_court(state, asked) or not_a_paper(command.decision)
    if wrong is not None:
        return wrong
    if not state.file.settlement.plan_objected:
        return refused(Code.NO_PLAN_OBJECTION)
    return (PlanObjectionSettled(command.decision),)


def distribute(state: Disposal, command: DistributeProceeds, asked: Asked) -> Decision:
    """Record that the price was paid out, to the last fen (K32). The disposal is over then.

    After a set-off it is the money alone: what the taker's claim covers he has in kind. Of the
    debtor's own sale no ruling passes title; what it brought is paid out once it is there.
    """
    done = state.file.settlement
    wrong = (
        _not_by_court(state, asked)
        or not_a_paper(command.proof)
        or _title_stays(state, asked)
        or claim_or_outcome_in_the_way(state, asked)
        or not_between(command.on, since=done.title_on or done.paid_on, asked=asked)
        or _plan_in_the_way(state, command, asked)
        or _sum_differs(state, command)
        or _beyond_debt(state, command)
    )
    if wrong is not None:
        return wrong
    return (
        ProceedsDistributed(
            costs_fen=command.costs_fen,
            creditors_fen=command.creditors_fen,
            debtor_fen=command.debtor_fen,
            on=command.on,
            proof=command.proof,
        ),
    )


def _title_stays(state: Disposal, asked: Asked) -> Refused | None:
    """Refuse before title passed; the debtor's own sale needs no ruling for that."""
    return None if own_sale_unpaid(state) else nothing_sold(state) or title_not_passed(state, asked)


def _plan_in_the_way(state: Disposal, command: DistributeProceeds, asked: Asked) -> Refused | None:
    """Check that a plan is there where it is needed, and that nobody can or does object to it."""
    done = state.file.settlement
    if done.plan_on is None:
        return refused(Code.NO_PLAN) if needs_plan(state) else None
    if done.plan_objected:
        return refused(Code.PLAN_UNDER_OBJECTION)
    term = plan_term(state, asked.setting.laws, asked.setting.calendar)
    if term is None:
        return refused(Code.NO_LAW_IN_FORCE)
    return term_runs(Code.PLAN_TERM_RUNS, term, on=command.on)


def _sum_differs(state: Disposal, command: DistributeProceeds) -> Refused | None:
    parts = (command.costs_fen, command.creditors_fen, command.debtor_fen)
    wrong = not_amounts(*parts)
    if wrong is not None:
        return wrong
    done = state.file.settlement
    there_fen = done.price_fen - done.in_kind_fen
    return None if sum(parts) == there_fen else refused(Code.SUM_DIFFERS, due_fen=there_fen)


def _beyond_debt(state: Disposal, command: DistributeProceeds) -> Refused | None:
    """Refuse to pay creditors, or for costs, more than is still owed; what is left is the debtor's.

    What a taker's claim stood for is paid as well, and so is what other property has brought, or a
    forfeited deposit. The claims are restricted, so no figure of theirs is told. Nothing on file
    binds an old disposal. Source: 法释〔2004〕16号 第十四条 (a reading).
    """
    left = left_to_pay(state)
    if left is None:
        return None
    costs_fen, creditors_fen = command.costs_fen, command.creditors_fen
    if (
        costs_fen <= left.costs_fen
        and creditors_fen <= left.creditors_fen
        and costs_fen + creditors_fen <= left.all_fen
    ):
        return None
    return refused(Code.PAID_BEYOND_DEBT)
