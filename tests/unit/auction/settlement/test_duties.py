"""What must happen after a round, until when, by whom."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.duty import Party
from mingpai.auction.events import RoundPassedIn
from mingpai.auction.model import Phase, RoundKind
from mingpai.auction.objections.events import (
    ObjectionCarriedOut,
    ObjectionDecided,
    ObjectionDecisionServed,
    ObjectionFiled,
)
from mingpai.auction.objections.model import ObjectionKind, Outcome
from mingpai.auction.preparation.model import Paper, Role, Trait
from mingpai.auction.settlement.commands import (
    AnnulSale,
    ApplyForfeit,
    ApproveSelfDisposal,
    AskCreditors,
    ConcludeSelfDisposal,
    DecideDefault,
    DistributeProceeds,
    ObjectToPlan,
    OfferToTake,
    PublishPlan,
    RecordApproval,
    RecordBalance,
    RecordDelivery,
    RecordDepositForwarded,
    RecordDepositReturned,
    RecordNoOffer,
    ReviewEligibility,
)
from mingpai.auction.settlement.duties import REMIND_DAYS, duties_of_settlement
from mingpai.auction.settlement.events import (
    DepositForwarded,
    SelfDisposalApproved,
    SelfDisposalConcluded,
)
from mingpai.auction.settlement.model import AnnulmentGround, Bucket, Ending
from mingpai.kernel.money import Fen
from mingpai.law.parameters import (
    DELIVERY_WITHIN_DAYS,
    FORWARD_HOURS,
    PAYOUT_WITHIN_DAYS,
    REFUND_HOURS,
    RULING_WITHIN_DAYS,
    SALE_OFFSET_ASK_DAYS,
)

LATE = date(2026, 6, 3)
DAY = timedelta(days=1)


def test_nothing_is_due_before_a_round_is_over(make: Any) -> None:
    """Neither without a round nor while one runs."""
    assert make().duties() == {}
    assert make().announce().qualify(1).duties() == {}


# Money back, and in --------------------------------------------------------------------------


@pytest.mark.rule("K26")
def test_trap_05_every_other_deposit_goes_back_within_a_day(sold: Any) -> None:
    """Each deposit has its own term of 24 hours from the close, not three days."""
    one = sold.duties()["return_deposit"]
    assert (one.since, one.until) == (sold.CLOSES, sold.CLOSES + DAY)
    assert (one.by, one.rule) == (Party.PLATFORM, "K26")
    for text in (one.zh, one.en):
        assert "A0002" in text
        assert "7,000.00" in text
    assert one.is_overdue(now=sold.CLOSES + DAY + DAY, today=sold.DUE)
    sold.do(RecordDepositReturned(sold.code(2), Fen(700_000), sold.CLOSES))
    assert "return_deposit" not in sold.duties()


@pytest.mark.rule("K26")
def test_deposits_of_a_failed_or_withdrawn_round_go_back_too(failed: Any, make: Any) -> None:
    """After the end of the disposal as well; of a round that never closed at once."""
    assert failed.duties()["return_deposit"].until == failed.CLOSES + DAY
    over = make().announce().qualify(1).mark(Phase.WITHDRAWN)
    over.state = replace(over.state, file=replace(over.state.file, ending=Ending.WITHDRAWN))
    assert list(over.duties()) == ["return_deposit"]
    assert over.duties()["return_deposit"].until is None


@pytest.mark.rule("K26")
def test_each_rounds_deposits_go_back_from_its_own_close(failed: Any) -> None:
    """What the first round still holds is late by the close of the first, whatever came after."""
    later = failed.CLOSES + 30 * DAY
    failed.announce(RoundKind.AUCTION_2, closes_at=later).qualify(1)
    failed.apply(RoundPassedIn(2, later))
    found = [
        (one.since, one.until)
        for one in duties_of_settlement(failed.state, failed.setting)
        if one.what == "return_deposit"
    ]
    assert set(found) == {(failed.CLOSES, failed.CLOSES + DAY), (later, later + DAY)}


@pytest.mark.rule("K27")
@pytest.mark.rule("K28")
def test_trap_05_the_winners_deposit_is_forwarded_within_a_day(make: Any) -> None:
    """The platform forwards the deposit within 24 hours and publishes the confirmation at once."""
    after = make().announce().qualify(1).sell(confirm=False)
    forward, confirm = after.duties()["forward_deposit"], after.duties()["publish_confirmation"]
    assert (forward.by, forward.since) == (Party.PLATFORM, after.CLOSES)
    assert forward.until == after.CLOSES + DAY
    assert (confirm.until, confirm.rule) == (None, "K28")
    after.do(RecordDepositForwarded(Fen(700_000), after.CLOSES))
    assert "forward_deposit" not in after.duties()


@pytest.mark.rule("K29")
def test_the_buyer_pays_is_reminded_and_then_judged(sold: Any) -> None:
    """Balance by the notice's day, a reminder three days and one day before, a decision after."""
    due = sold.duties()
    assert (due["pay_balance"].until, due["pay_balance"].by) == (sold.DUE, Party.BUYER)
    assert "73,000.00" in due["pay_balance"].en
    reminders = [
        one for one in duties_of_settlement(sold.state, sold.setting) if one.what == "remind_buyer"
    ]
    assert [one.until for one in reminders] == [sold.DUE - days * DAY for days in REMIND_DAYS]
    assert due["decide_default"].since == LATE
    unserved = sold.state
    for first, second in ((date(2026, 5, 29), date(2026, 6, 1)), (sold.SOLD, sold.DUE)):
        sold.state = unserved
        sold.serve(on=first, paper=Paper.BALANCE_REMINDER)
        found = duties_of_settlement(sold.state, sold.setting)
        assert [one.until for one in found if one.what == "remind_buyer"] == [date(2026, 6, 1)]
        sold.serve(on=second, paper=Paper.BALANCE_REMINDER)
        assert "remind_buyer" not in sold.duties()


def test_a_day_that_was_never_set_is_not_due(make: Any) -> None:
    """An old notice without a term for the balance asks for none."""
    after = make().announce(balance_days=0).qualify(1, 0).sell()
    assert after.duties() == {}


def test_a_taker_owes_the_difference(failed: Any) -> None:
    """He pays it by the day that was set; there is no deposit to forward."""
    failed.taken(5_000_000)
    due = failed.duties()
    assert (due["pay_difference"].by, due["pay_difference"].until) == (Party.CREDITOR, failed.DUE)
    assert "forward_deposit" not in due


# Title, property, money out ------------------------------------------------------------------


@pytest.mark.rule("K30")
@pytest.mark.rule("K31")
@pytest.mark.rule("K32")
def test_ruling_service_delivery_and_payout_have_their_terms(sold: Any) -> None:
    """Ten days for the ruling and its service, fifteen for delivery, thirty for the money."""
    sold.pay()
    due = sold.duties()
    assert due["make_ruling"].until == date(2026, 6, 12)
    assert (due["pay_out"].until, due["pay_out"].verified) == (date(2026, 7, 2), False)
    sold.rule()
    due = sold.duties()
    assert "make_ruling" not in due
    assert due["serve_ruling"].until == date(2026, 6, 12)
    sold.serve()
    due = sold.duties()
    assert "serve_ruling" not in due
    assert (due["hand_over"].until, due["hand_over"].verified) == (date(2026, 6, 17), True)
    proceeds = DistributeProceeds(Fen(0), Fen(8_000_000), Fen(0), sold.DUE, sold.PAPER)
    sold.do(proceeds, on=sold.DUE)
    assert set(sold.duties()) == {"return_deposit", "hand_over"}
    sold.do(RecordDelivery(sold.DUE, sold.PAPER), on=sold.DUE)
    assert set(sold.duties()) == {"return_deposit"}


@pytest.mark.rule("K30")
def test_a_price_is_ruled_upon_once_all_of_it_is_with_the_court(sold: Any) -> None:
    """The buyer owes no more; the platform does, and the term of the ruling has not begun."""
    sold.do(RecordBalance(Fen(7_300_000), sold.SOLD, sold.done.buyer))
    due = sold.duties()
    assert "forward_deposit" in due
    assert not {"pay_balance", "remind_buyer", "decide_default", "make_ruling"} & set(due)
    sold.forward()
    assert sold.duties()["make_ruling"].until == date(2026, 6, 5)


@pytest.mark.rule("K42")
def test_eligibility_is_reviewed_before_the_ruling(make: Any) -> None:
    """The review stays due until the ruling; a review that says no asks for a decision instead."""
    home = make(Trait.PURCHASE_RESTRICTED).announce().qualify(1).sell().pay()
    assert home.duties()["review_eligibility"].rule == "K42"
    assert "make_ruling" in home.duties()
    home.do(
        ReviewEligibility(
            is_eligible=False, held_from=home.NOTICE, held_to=home.DUE, proof=home.PAPER
        ),
        on=home.DUE,
    )
    assert "make_ruling" not in home.duties()
    assert "decide_default" in home.duties()


def test_the_term_of_the_ruling_begins_with_the_approval(make: Any) -> None:
    """Nobody is late with a ruling that the law does not allow yet."""
    equity = make(Trait.APPROVAL_NEEDED).announce().qualify(1).sell().pay()
    assert equity.duties()["obtain_approval"].by is Party.BUYER
    assert "make_ruling" not in equity.duties()
    before = equity.state
    equity.do(RecordApproval(is_approved=True, proof=equity.PAPER), on=date(2026, 7, 1))
    assert equity.duties()["make_ruling"].until == date(2026, 7, 13)
    equity.state = before
    equity.do(RecordApproval(is_approved=False, proof=equity.PAPER), on=date(2026, 7, 1))
    assert "decide_default" in equity.duties()


def test_several_creditors_are_sent_a_plan(sold: Any) -> None:
    """The plan is due with the payout; an objection to it is to be settled."""
    sold.pay()
    assert "send_plan" not in sold.duties()
    sold.creditor("bank")
    assert sold.duties()["send_plan"].until == date(2026, 7, 2)
    sold.do(PublishPlan(sold.DUE, sold.PAPER), on=sold.DUE)
    assert "send_plan" not in sold.duties()
    assert "settle_plan_objection" not in sold.duties()
    sold.do(ObjectToPlan(sold.token("bank"), sold.DUE, sold.PAPER), on=sold.DUE)
    assert "settle_plan_objection" in sold.duties()


# After a default or an annulment -------------------------------------------------------------


def test_after_a_default_the_money_goes_its_ways(make: Any) -> None:
    """What is not kept goes back at once, what is kept to the court; then it is used.

    The next notice ends none of this.
    """
    after = make().announce(RoundKind.SALE).qualify(1, 7_000_000).sell()
    after.do(DecideDefault(claims_shortfall=False, decision=after.PAPER), on=LATE)
    due = after.duties()
    assert set(due) == {"return_buyers_money", "forward_deposit"}
    assert (due["return_buyers_money"].since, due["return_buyers_money"].until) == (LATE, None)
    after.announce(RoundKind.RERUN).qualify(1, 7_000_000)
    assert set(after.duties()) == {"return_buyers_money", "forward_deposit"}
    assert "7,000.00" in after.duties()["forward_deposit"].en
    after.sell()
    assert "apply_forfeit" not in after.duties()
    waiting = make().announce().qualify(1).sell().forward()
    waiting.do(DecideDefault(claims_shortfall=False, decision=waiting.PAPER), on=LATE)
    assert "apply_forfeit" not in waiting.duties()
    after.apply(DepositForwarded(1, Fen(700_000), after.CLOSES))
    due = after.duties()
    assert due["apply_forfeit"].since == LATE
    assert due["return_buyers_money"].since == after.SOLD
    parts = ((Bucket.CASE_DEBT, Fen(700_000)),)
    after.do(ApplyForfeit(parts, after.PAPER), on=LATE)
    assert "apply_forfeit" not in after.duties()


def test_after_an_annulment_the_buyers_money_goes_back(sold: Any) -> None:
    """The buyer of an annulled sale gets everything back from the day of the decision on."""
    sold.do(AnnulSale(AnnulmentGround.SYSTEM_FAILURE, sold.PAPER), on=LATE)
    due = sold.duties()
    assert set(due) == {"return_deposit", "return_buyers_money"}
    assert due["return_buyers_money"].since == LATE


def test_of_what_is_undone_or_over_nothing_is_handed_over(sold: Any) -> None:
    """After an annulment, and after an end without a distribution, nobody owes the property."""
    sold.pay().rule().serve()
    assert "hand_over" in sold.duties()
    served = sold.state
    sold.do(AnnulSale(AnnulmentGround.SYSTEM_FAILURE, sold.PAPER), on=LATE)
    assert "hand_over" not in sold.duties()
    sold.state = replace(served, file=replace(served.file, ending=Ending.RETURNED))
    assert "hand_over" not in sold.duties()


# After a failure -----------------------------------------------------------------------------


def test_after_a_failure_the_creditors_are_asked(failed: Any) -> None:
    """Without a term after the first auction; after the second within ten days, not read."""
    assert failed.duties()["ask_creditors"].until is None
    failed.announce(RoundKind.AUCTION_2).fail()
    due = failed.duties()
    assert (due["ask_creditors"].until, due["ask_creditors"].verified) == (
        date(2026, 6, 5),
        False,
    )


def test_set_off_is_settled_once_it_was_asked(failed: Any) -> None:
    """A question that was put is to be answered by an award or by nobody's coming."""
    failed.do(AskCreditors(failed.SOLD, failed.PAPER))
    failed.do(OfferToTake(failed.token("applicant"), Fen(5), 1, failed.PAPER))
    assert failed.duties()["settle_set_off"].since == failed.SOLD
    assert "ask_creditors" not in failed.duties()


def test_while_the_debtor_sells_the_rest_waits(failed: Any) -> None:
    """The debtor has his term; neither set-off nor the next round is due in it."""
    failed.do(ApproveSelfDisposal(Fen(7_000_001), failed.DUE, failed.PAPER))
    due = failed.duties()
    assert set(due) == {"return_deposit", "conclude_self_disposal"}
    assert (due["conclude_self_disposal"].by, due["conclude_self_disposal"].until) == (
        Party.DEBTOR,
        failed.DUE,
    )


def test_after_the_last_failure_the_disposal_ends(make: Any) -> None:
    """Creditors are asked once more; if nobody takes it, the court ends the disposal."""
    after = make().until_sale_failed()
    assert set(after.duties()) == {"ask_creditors"}
    after.do(AskCreditors(after.SOLD, after.PAPER))
    after.do(RecordNoOffer(all_declined=True, proof=after.PAPER))
    assert set(after.duties()) == {"end_disposal"}


# Without a law -------------------------------------------------------------------------------


@pytest.mark.parametrize("timeline", [REFUND_HOURS, FORWARD_HOURS])
def test_without_a_law_a_term_of_hours_is_left_open(sold: Any, timeline: Any) -> None:
    """No value in force: the duty stands, and no term is made up."""
    what = "return_deposit" if timeline is REFUND_HOURS else "forward_deposit"
    assert sold.without(timeline).duties()[what].until is None


@pytest.mark.parametrize(
    ("timeline", "what"),
    [
        (RULING_WITHIN_DAYS, "make_ruling"),
        (DELIVERY_WITHIN_DAYS, "hand_over"),
        (PAYOUT_WITHIN_DAYS, "pay_out"),
        (SALE_OFFSET_ASK_DAYS, "ask_creditors"),
    ],
)
def test_without_a_law_a_term_of_days_is_left_open(make: Any, timeline: Any, what: str) -> None:
    """The same of days."""
    after = make().announce()
    if what == "ask_creditors":
        after.fail().announce(RoundKind.AUCTION_2).fail()
    else:
        after.qualify(1).sell().pay()
        if what == "hand_over":
            after.rule().serve()
    assert after.without(timeline).duties()[what].until is None


def test_creditors_asked_again_after_a_takers_default_are_answered(failed: Any) -> None:
    """Beside the re-auction stands what they were asked, until they declined."""
    failed.taken(5_000_000)
    failed.do(DecideDefault(claims_shortfall=False, decision=failed.PAPER), on=LATE)
    assert set(failed.duties()) == {"return_deposit"}
    failed.do(AskCreditors(LATE, failed.PAPER), on=LATE)
    assert set(failed.duties()) == {"return_deposit", "settle_set_off"}
    failed.do(RecordNoOffer(all_declined=True, proof=failed.PAPER), on=LATE)
    assert set(failed.duties()) == {"return_deposit"}


# While something filed holds the sale -------------------------------------------------------


def filed(after: Any, kind: ObjectionKind, number: int = 1) -> Any:
    """Let somebody file an objection ten days after the close."""
    event = ObjectionFiled(number, kind, Role.OUTSIDER, date(2026, 6, 5), None, after.PAPER)
    return after.apply(event)


def test_a_claim_holds_payment_ruling_and_payout(sold: Any) -> None:
    """While a claim stands nothing is due that would settle it; what went back goes back."""
    assert {"pay_balance", "decide_default"} <= set(sold.duties())
    filed(sold, ObjectionKind.OUTSIDER_CLAIM)
    assert set(sold.duties()) == {"return_deposit", "forward_deposit"}
    sold.apply(ObjectionDecided(1, Outcome.REJECTED, date(2026, 6, 8), sold.PAPER))
    assert set(sold.duties()) == {"return_deposit", "forward_deposit"}
    sold.apply(ObjectionDecisionServed(1, date(2026, 6, 8), sold.PAPER))
    assert sold.duties()["decide_default"].since == date(2026, 6, 24)


@pytest.mark.rule("K30")
@pytest.mark.rule("K32")
def test_ruling_and_payout_are_due_anew_once_nothing_holds_them(sold: Any) -> None:
    """Their terms begin when an upheld objection was carried out, not with the payment."""
    sold.pay()
    assert sold.duties()["make_ruling"].until == date(2026, 6, 12)
    filed(sold, ObjectionKind.CONDUCT)
    assert "make_ruling" in sold.duties()
    sold.apply(ObjectionDecided(1, Outcome.UPHELD, date(2026, 6, 8), sold.PAPER))
    assert {"make_ruling", "pay_out"}.isdisjoint(sold.duties())
    sold.apply(ObjectionCarriedOut(1, date(2026, 6, 10), sold.PAPER))
    due = sold.duties()
    assert (due["make_ruling"].since, due["make_ruling"].until) == (
        date(2026, 6, 10),
        date(2026, 6, 22),
    )
    assert due["pay_out"].since == date(2026, 6, 10)


@pytest.mark.rule("K32")
def test_what_an_own_sale_brought_is_to_be_paid_out(make: Any, failed: Any) -> None:
    """With a round before it or without: the plan where it is needed, the payout in thirty days."""
    for after in (make(), failed):
        after.do(ApproveSelfDisposal(Fen(7_500_000), after.DUE, after.PAPER))
        assert "conclude_self_disposal" in after.duties()
        after.creditor("bank")
        paid = ConcludeSelfDisposal(
            is_sold=True, proof=after.PAPER, amount_fen=Fen(7_600_000), received_on=after.DUE
        )
        after.do(paid, on=after.DUE)
        due = after.duties()
        assert "conclude_self_disposal" not in due
        assert {"send_plan", "pay_out"} <= set(due)
        assert due["pay_out"].until == date(2026, 7, 2)
    old = make()
    old.apply(SelfDisposalApproved(Fen(7_500_000), old.DUE, old.PAPER))
    assert old.duties()["conclude_self_disposal"].since == old.DUE
    old.apply(SelfDisposalConcluded(is_sold=True, proof=old.PAPER))
    assert old.duties() == {}


def test_between_two_failures_the_next_round_is_told_elsewhere(failed: Any) -> None:
    """Once creditors declined nothing of this part is due but the deposits."""
    failed.do(AskCreditors(failed.SOLD, failed.PAPER))
    failed.do(RecordNoOffer(all_declined=True, proof=failed.PAPER))
    assert set(failed.duties()) == {"return_deposit"}


def test_a_claim_that_was_withdrawn_holds_nothing_any_more(sold: Any) -> None:
    """From the day of its decision on."""
    sold.pay()
    filed(sold, ObjectionKind.OUTSIDER_CLAIM)
    sold.apply(ObjectionDecided(1, Outcome.WITHDRAWN, date(2026, 6, 8), sold.PAPER))
    assert sold.duties()["make_ruling"].since == date(2026, 6, 8)
