"""The plan of distribution, objections to it, and the payout to the last fen."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.preparation.events import ClaimsRecorded
from mingpai.auction.preparation.model import Paper
from mingpai.auction.settlement.commands import (
    DistributeProceeds,
    ObjectToPlan,
    PublishPlan,
    SettlePlanObjection,
)
from mingpai.auction.settlement.distribution import needs_plan, plan_term
from mingpai.auction.settlement.model import Ending
from mingpai.kernel.ids import LotToken
from mingpai.kernel.money import Fen
from mingpai.law.parameters import PLAN_OBJECTION_DAYS

LAST = date(2026, 6, 17)
"""The last day on which a plan of 06-02 may be objected to."""
PAID_OUT = date(2026, 6, 18)


def payout(after: Any, **parts: Any) -> DistributeProceeds:
    """Return how 80,000 yuan are paid out."""
    whole = DistributeProceeds(Fen(10_000), Fen(7_990_000), Fen(0), after.DUE, after.PAPER)
    return replace(whole, **parts)


@pytest.fixture
def owned(sold: Any) -> Any:
    """Return a disposal whose buyer has title."""
    return sold.pay().rule().serve()


@pytest.fixture
def planned(owned: Any) -> Any:
    """Return one with two creditors and a plan that reached them on 06-02."""
    owned.creditor("bank")
    owned.do(PublishPlan(owned.DUE, owned.PAPER), on=owned.DUE)
    return owned


@pytest.mark.rule("K32")
def test_the_parts_come_to_the_price(owned: Any) -> None:
    """Costs, creditors and debtor together get the price, not a fen more or less."""
    for wrong in (7_989_999, 7_990_001):
        refusal = owned.refusal(payout(owned, creditors_fen=Fen(wrong)), on=owned.DUE)
        assert (refusal.code, refusal.facts) == ("sum_differs", {"due_fen": 8_000_000})
    assert owned.code_of(payout(owned, debtor_fen=-1), on=owned.DUE) == "amount_out_of_range"
    owned.do(payout(owned), on=owned.DUE)
    assert owned.state.file.ending is Ending.DISTRIBUTED
    assert owned.code_of(payout(owned), on=owned.DUE) == "disposal_over"


def test_nothing_is_paid_out_before_title_passed(sold: Any, failed: Any) -> None:
    """Payment and ruling do not free the money; a failed round has none."""
    assert sold.code_of(payout(sold), on=sold.DUE) == "not_ruled"
    sold.pay().rule()
    assert sold.code_of(payout(sold), on=sold.DUE) == "title_not_passed"
    assert failed.code_of(payout(failed), on=failed.DUE) == "nothing_sold"


def test_a_payout_has_a_proof_and_a_day(owned: Any) -> None:
    """Its day lies between title and today."""
    assert owned.code_of(payout(owned, proof="x"), on=owned.DUE) == "paper_malformed"
    assert owned.code_of(payout(owned, on=LAST), on=owned.DUE) == "day_lies_ahead"
    assert owned.code_of(payout(owned, on=owned.SOLD), on=owned.DUE) == "day_too_early"
    assert owned.code_of(payout(owned), actor=owned.PLATFORM, on=owned.DUE) == "not_this_court"


def test_several_creditors_need_a_plan(owned: Any) -> None:
    """One creditor is paid without a plan; as soon as there are two, nothing moves without one."""
    assert not needs_plan(owned.state)
    owned.creditor("bank")
    assert needs_plan(owned.state)
    assert owned.code_of(payout(owned), on=owned.DUE) == "no_plan"


def test_a_plan_may_be_objected_to_within_its_term(planned: Any) -> None:
    """Creditors and debtor may object on the last day; the payout waits until it is over."""
    refusal = planned.refusal(payout(planned, on=LAST), on=LAST)
    assert (refusal.code, refusal.transient) == ("plan_term_runs", True)
    assert refusal.facts == {"last": "2026-06-17", "verified": True}
    late = ObjectToPlan(planned.token("debtor"), PAID_OUT, planned.PAPER)
    assert planned.code_of(late, on=PAID_OUT) == "plan_term_over"
    planned.do(payout(planned, on=PAID_OUT), on=PAID_OUT)


def test_an_objection_holds_the_money_until_it_is_settled(planned: Any) -> None:
    """While an objection is open nothing is paid out, though the term is over."""
    settled = SettlePlanObjection(planned.PAPER)
    assert planned.code_of(settled, on=LAST) == "no_plan_objection"
    planned.do(ObjectToPlan(planned.token("bank"), LAST, planned.PAPER), on=LAST)
    assert planned.code_of(payout(planned, on=PAID_OUT), on=PAID_OUT) == "plan_under_objection"
    assert planned.code_of(SettlePlanObjection("x"), on=PAID_OUT) == "paper_malformed"
    planned.do(settled, on=PAID_OUT)
    planned.do(payout(planned, on=PAID_OUT), on=PAID_OUT)


def test_only_whom_the_plan_concerns_may_object(planned: Any) -> None:
    """Strangers, bidders and the platform do not; the objection has a day and a statement."""
    good = ObjectToPlan(planned.token("applicant"), LAST, planned.PAPER)
    for wrong, code in (
        (replace(good, token=planned.token(2)), "not_a_creditor"),
        (replace(good, token=LotToken("x")), "token_malformed"),
        (replace(good, statement="x"), "paper_malformed"),
        (replace(good, on=planned.SOLD), "day_too_early"),
        (replace(good, on=PAID_OUT), "day_lies_ahead"),
    ):
        assert planned.code_of(wrong, on=LAST) == code


def test_an_objection_needs_a_plan(owned: Any) -> None:
    """Nobody can object to a plan that did not reach him."""
    objection = ObjectToPlan(owned.token("debtor"), owned.DUE, owned.PAPER)
    assert owned.code_of(objection, on=owned.DUE) == "no_plan"


def test_a_plan_follows_the_money(sold: Any, failed: Any) -> None:
    """A plan is made once the price is there, and an amended one replaces it."""
    plan = PublishPlan(sold.DUE, sold.PAPER)
    assert sold.code_of(plan, on=sold.DUE) == "balance_not_paid"
    assert failed.code_of(plan, on=failed.DUE) == "nothing_sold"
    sold.pay()
    assert sold.code_of(replace(plan, on=sold.SOLD), on=sold.DUE) == "day_too_early"
    assert sold.code_of(replace(plan, document="x"), on=sold.DUE) == "paper_malformed"
    sold.do(plan, on=sold.DUE)
    sold.do(replace(plan, on=LAST), on=LAST)
    assert sold.done.plan_on == LAST


def test_without_a_law_no_term_is_guessed(planned: Any) -> None:
    """Where no law sets the term, objection and payout are refused and nothing is assumed."""
    planned.without(PLAN_OBJECTION_DAYS)
    objection = ObjectToPlan(planned.token("debtor"), LAST, planned.PAPER)
    assert planned.code_of(objection, on=LAST) == "no_law_in_force"
    assert planned.code_of(payout(planned, on=PAID_OUT), on=PAID_OUT) == "no_law_in_force"


def test_without_a_plan_there_is_no_term(owned: Any) -> None:
    """The term begins with the plan and not before."""
    setting = owned.setting
    assert plan_term(owned.state, setting.laws, setting.calendar) is None


def test_creditors_get_what_is_on_file_and_the_debtor_the_rest(owned: Any) -> None:
    """Costs, creditors, and both together: a fen above what is still owed is too much."""
    recorded = ClaimsRecorded(Fen(5_000_000), Fen(1_000_000), Fen(10_000), Fen(0))
    owned.apply(recorded)

    def parts(costs: int, creditors: int) -> Any:
        debtor = 8_000_000 - costs - creditors
        return payout(
            owned, costs_fen=Fen(costs), creditors_fen=Fen(creditors), debtor_fen=Fen(debtor)
        )

    for costs, creditors in ((10_001, 0), (0, 6_000_001), (10_000, 6_000_001)):
        refusal = owned.refusal(parts(costs, creditors), on=owned.DUE)
        assert (refusal.code, refusal.facts) == ("paid_beyond_debt", {})
    before = owned.state
    owned.do(parts(10_000, 6_000_000), on=owned.DUE)
    owned.state = before
    owned.apply(replace(recorded, proceeds_fen=Fen(2_000_000)))
    assert owned.code_of(parts(10_000, 4_000_001), on=owned.DUE) == "paid_beyond_debt"
    owned.do(parts(10_000, 4_000_000), on=owned.DUE)


def test_where_no_claims_are_on_file_none_bounds_the_payout(owned: Any) -> None:
    """A disposal of the first version recorded none."""
    prepared = replace(owned.state.file.preparation, claims=None)
    owned.state = replace(owned.state, file=replace(owned.state.file, preparation=prepared))
    owned.do(payout(owned), on=owned.DUE)


def test_after_a_set_off_only_the_money_is_paid_out(failed: Any) -> None:
    """What the claim covers the taker has in kind, and it counts to what creditors got."""
    failed.taken(5_000_000)
    failed.pay().rule().serve(paper=Paper.SETOFF_RULING)
    whole = payout(failed, costs_fen=Fen(0), creditors_fen=Fen(7_000_000))
    refusal = failed.refusal(whole, on=failed.DUE)
    assert (refusal.code, refusal.facts) == ("sum_differs", {"due_fen": 2_000_000})
    money = replace(whole, creditors_fen=Fen(2_000_000))
    failed.apply(ClaimsRecorded(Fen(6_999_999), Fen(0), Fen(0), Fen(0)))
    assert failed.code_of(money, on=failed.DUE) == "paid_beyond_debt"
    failed.apply(ClaimsRecorded(Fen(7_000_000), Fen(0), Fen(0), Fen(0)))
    failed.do(money, on=failed.DUE)
