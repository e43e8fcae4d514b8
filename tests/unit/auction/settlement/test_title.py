"""Eligibility, approval, ruling, delivery: what stands between payment and property."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.model import Stage, stage_at
from mingpai.auction.objections.events import (
    ObjectionCarriedOut,
    ObjectionDecided,
    ObjectionFiled,
    SuitDecided,
    SuitFiled,
)
from mingpai.auction.objections.model import ObjectionKind, Outcome
from mingpai.auction.preparation.events import DocumentServed, PriceObjectionSettled, SeizureRenewed
from mingpai.auction.preparation.model import Paper, Role, Trait
from mingpai.auction.settlement.commands import (
    DecideDefault,
    DistributeProceeds,
    MakeRuling,
    RecordApproval,
    RecordBalance,
    RecordDelivery,
    ReviewEligibility,
)
from mingpai.auction.settlement.events import SaleRuled
from mingpai.auction.settlement.model import DefaultGround
from mingpai.kernel.money import Fen
from mingpai.law.service import Method

LATE = date(2026, 6, 20)


def review(after: Any, held_from: date, held_to: date, **more: Any) -> ReviewEligibility:
    """Return a review that calls the buyer eligible."""
    found = ReviewEligibility(
        is_eligible=True, held_from=held_from, held_to=held_to, proof=after.PAPER
    )
    return replace(found, **more)


@pytest.fixture
def home(make: Any) -> Any:
    """Return a restricted home that was sold and paid for."""
    return make(Trait.PURCHASE_RESTRICTED).announce().qualify(1).sell().pay()


@pytest.fixture
def equity(make: Any) -> Any:
    """Return equity that needs approval, sold and paid for."""
    return make(Trait.APPROVAL_NEEDED).announce().qualify(1).sell().pay()


# Eligibility ---------------------------------------------------------------------------------


@pytest.mark.rule("K42")
def test_trap_20_eligibility_holds_from_the_application_to_the_ruling(home: Any) -> None:
    """A review that ends before the ruling does not do; nor one that begins after the application.

    Where the day of the application is not told, it is that of the notice, the strictest.
    """
    ruling = MakeRuling(home.PAPER)
    assert home.refusal(ruling, on=home.DUE).facts == {"held_to": "", "today": "2026-06-02"}
    home.do(review(home, home.NOTICE, home.DUE - timedelta(days=1)), on=home.DUE)
    refusal = home.refusal(ruling, on=home.DUE)
    assert (refusal.code, refusal.transient) == ("eligibility_not_reviewed", True)
    assert refusal.facts["held_to"] == "2026-06-01"
    a_day_late = review(home, home.NOTICE + timedelta(days=1), home.DUE)
    assert home.code_of(a_day_late, on=home.DUE) == "eligibility_broken"
    home.do(replace(a_day_late, applied_on=home.NOTICE + timedelta(days=1)), on=home.DUE)
    home.do(ruling, on=home.DUE)


@pytest.mark.rule("K42")
def test_who_was_not_eligible_gets_no_ruling(home: Any) -> None:
    """A review that says no bars the ruling, however long eligibility held."""
    home.do(review(home, home.NOTICE, home.DUE, is_eligible=False), on=home.DUE)
    refusal = home.refusal(MakeRuling(home.PAPER), on=home.DUE)
    assert (refusal.code, refusal.facts) == ("not_eligible", {})


def test_an_application_lies_between_notice_and_close(home: Any) -> None:
    """Nobody applied before the notice or after the close."""
    for applied_on in (home.NOTICE - timedelta(days=1), home.SOLD + timedelta(days=1)):
        wrong = review(home, home.NOTICE, home.DUE, applied_on=applied_on)
        assert home.code_of(wrong, on=home.DUE) == "day_out_of_range"


@pytest.mark.rule("K42")
def test_whoever_has_a_code_had_applied_by_then(make: Any) -> None:
    """Nobody applied only when he won: the day of his code is the last that can be meant."""
    home = make(Trait.PURCHASE_RESTRICTED).announce()
    got = home.NOTICE + timedelta(days=1)
    home.qualify(1, on=got).sell().pay()
    won = review(home, home.SOLD, home.DUE, applied_on=home.SOLD)
    refusal = home.refusal(won, on=home.DUE)
    assert (refusal.code, refusal.article) == ("day_out_of_range", "FS2021-18:3")
    assert refusal.facts["last"] == got.isoformat()
    late = review(home, got + timedelta(days=1), home.DUE, applied_on=got)
    assert home.code_of(late, on=home.DUE) == "eligibility_broken"
    home.do(replace(late, held_from=got), on=home.DUE)


@pytest.mark.rule("K42")
def test_whoever_takes_a_home_applied_when_he_offered_to(make: Any, day: Any) -> None:
    """The day of his offer is the last that can be meant; of an older offer it is today."""
    home = make(Trait.PURCHASE_RESTRICTED).announce().fail().taken(9_000_000)
    later = day(3)
    refusal = home.refusal(review(home, later, later, applied_on=later), on=later)
    assert refusal.code == "day_out_of_range"
    assert refusal.facts["last"] == home.SOLD.isoformat()
    done = home.done
    undated = tuple(replace(one, made_on=None) for one in done.set_off.offers)
    offered = replace(done, set_off=replace(done.set_off, offers=undated))
    home.state = replace(home.state, file=replace(home.state.file, settlement=offered))
    home.do(review(home, later, later, applied_on=later), on=later)


def test_days_of_a_review_are_in_order(home: Any) -> None:
    """What held ended no earlier than it began, not ahead, and not before the application."""
    for held_from, held_to, code in (
        (home.SOLD, home.NOTICE, "day_too_early"),
        (home.NOTICE, LATE, "day_lies_ahead"),
        (date(2020, 1, 1), date(2020, 2, 1), "eligibility_broken"),
    ):
        assert home.code_of(review(home, held_from, held_to), on=home.DUE) == code


@pytest.mark.rule("K42")
def test_a_taker_of_a_home_must_be_eligible_too(make: Any) -> None:
    """A creditor who could not have bought the home cannot take it for his claim."""
    home = make(Trait.PURCHASE_RESTRICTED).announce().fail().taken(9_000_000)
    ruling = MakeRuling(home.PAPER)
    assert home.code_of(ruling) == "eligibility_not_reviewed"
    assert home.code_of(review(home, home.SOLD, home.SOLD, applied_on=home.NOTICE)) == (
        "day_out_of_range"
    )
    home.do(review(home, home.SOLD, home.SOLD))
    home.do(ruling)


def test_eligibility_is_reviewed_only_where_it_matters(sold: Any, home: Any, failed: Any) -> None:
    """No review without a restriction, a buyer, a paper, or after the ruling."""
    assert sold.code_of(review(sold, sold.NOTICE, sold.SOLD)) == "eligibility_not_in_question"
    assert failed.code_of(review(failed, failed.NOTICE, failed.SOLD)) == "nothing_sold"
    good = review(home, home.NOTICE, home.DUE)
    assert home.code_of(replace(good, proof="x"), on=home.DUE) == "paper_malformed"
    assert home.code_of(good, on=home.DUE, actor=home.PLATFORM) == "not_this_court"
    home.do(good, on=home.DUE)
    home.rule()
    assert home.code_of(good, on=home.DUE) == "ruled_already"


# Approval ------------------------------------------------------------------------------------


def test_equity_waits_for_its_approval(equity: Any) -> None:
    """No ruling before the authority approved, and none after it refused."""
    ruling = MakeRuling(equity.PAPER)
    assert equity.code_of(ruling, on=equity.DUE) == "approval_missing"
    equity.do(RecordApproval(is_approved=False, proof=equity.PAPER), on=equity.DUE)
    assert equity.code_of(ruling, on=equity.DUE) == "approval_missing"
    equity.do(RecordApproval(is_approved=True, proof=equity.PAPER), on=equity.DUE)
    assert equity.done.approved_on == equity.DUE
    equity.do(ruling, on=equity.DUE)


def test_an_approval_is_recorded_only_where_one_is_needed(sold: Any, equity: Any) -> None:
    """Other property needs none; the record is a paper of the court."""
    approval = RecordApproval(is_approved=True, proof=sold.PAPER)
    assert sold.code_of(approval) == "approval_not_in_question"
    assert equity.code_of(replace(approval, proof="x"), on=equity.DUE) == "paper_malformed"


# The ruling ----------------------------------------------------------------------------------


@pytest.mark.rule("K30")
def test_a_ruling_needs_the_whole_price(sold: Any) -> None:
    """One fen short, no ruling."""
    refusal = sold.refusal(MakeRuling(sold.PAPER))
    assert refusal.code == "balance_not_paid"
    assert refusal.facts == {"paid_fen": 700_000, "price_fen": 8_000_000}
    sold.pay().rule()
    assert sold.done.ruled_on == sold.DUE
    assert sold.code_of(MakeRuling(sold.PAPER), on=sold.DUE) == "ruled_already"


@pytest.mark.rule("K30")
def test_a_late_ruling_is_made_all_the_same(sold: Any) -> None:
    """After the term of the ruling the buyer still has a right to it."""
    sold.pay().rule(on=date(2026, 12, 1))


@pytest.mark.rule("K28")
def test_a_sale_is_confirmed_before_the_ruling(make: Any) -> None:
    """The buyer's confirmation is public before title is ruled on; a set-off has none."""
    after = make().announce().qualify(1).sell(confirm=False).pay()
    assert after.code_of(MakeRuling(after.PAPER), on=after.DUE) == "confirmation_missing"
    make().announce().fail().taken(9_000_000).rule()


@pytest.mark.rule("K39")
def test_nothing_is_ruled_on_whose_seizure_lapsed(sold: Any) -> None:
    """What is not seized any more cannot be passed on."""
    sold.pay()
    sold.apply(SeizureRenewed(sold.SOLD, sold.PAPER))
    assert sold.code_of(MakeRuling(sold.PAPER), on=sold.DUE) == "seizure_lapsed"


def test_an_open_claim_of_an_outsider_bars_the_ruling(sold: Any) -> None:
    """A claim that is open, upheld, won or may yet be sued for stops the ruling; others do not."""
    sold.pay()
    ruling = MakeRuling(sold.PAPER)

    def filed(number: int, kind: ObjectionKind) -> None:
        paper = sold.PAPER
        sold.apply(ObjectionFiled(number, kind, Role.OUTSIDER, sold.SOLD, None, paper))

    filed(1, ObjectionKind.CONDUCT)
    sold.ask(ruling, on=sold.DUE)
    filed(2, ObjectionKind.OUTSIDER_CLAIM)
    refusal = sold.refusal(ruling, on=sold.DUE)
    assert (refusal.code, refusal.facts) == ("outsider_claim_open", {"objection": 2})
    before = sold.state
    sold.apply(ObjectionDecided(2, Outcome.UPHELD, sold.DUE, sold.PAPER))
    assert sold.code_of(ruling, on=sold.DUE) == "outsider_claim_open"
    sold.state = before
    sold.apply(ObjectionDecided(2, Outcome.REJECTED, sold.DUE, sold.PAPER))
    rejected = sold.state
    sold.apply(SuitFiled(2, sold.DUE, sold.PAPER))
    assert sold.code_of(ruling, on=sold.DUE) == "outsider_claim_open"
    sold.apply(SuitDecided(2, Outcome.UPHELD, sold.PAPER))
    assert sold.code_of(ruling, on=sold.DUE) == "outsider_claim_open"
    sold.state = rejected
    assert sold.code_of(ruling, on=sold.DUE) == "outsider_claim_open"  # a suit may still come
    sold.apply(SuitFiled(2, sold.DUE, sold.PAPER))
    sold.apply(SuitDecided(2, Outcome.REJECTED, sold.PAPER))
    sold.rule()


def test_a_ruling_is_a_paper_of_the_court(sold: Any, failed: Any) -> None:
    """Nobody else rules, on no text, and on nothing."""
    sold.pay()
    assert sold.code_of(MakeRuling("x"), on=sold.DUE) == "paper_malformed"
    assert sold.code_of(MakeRuling(sold.PAPER), actor=sold.PLATFORM) == "not_this_court"
    assert failed.code_of(MakeRuling(failed.PAPER)) == "nothing_sold"


# Title and delivery --------------------------------------------------------------------------


@pytest.mark.rule("K31")
def test_trap_07_title_passes_with_proven_service(sold: Any) -> None:
    """Neither the close, nor payment, nor the ruling passes title: service on the buyer does."""
    delivery = RecordDelivery(sold.DUE, sold.PAPER)
    assert sold.code_of(delivery, on=sold.DUE) == "not_ruled"
    sold.pay()
    assert sold.code_of(delivery, on=sold.DUE) == "not_ruled"
    sold.rule()
    assert sold.code_of(delivery, on=sold.DUE) == "title_not_passed"
    sold.serve(paper=Paper.BALANCE_REMINDER)
    assert sold.code_of(delivery, on=sold.DUE) == "title_not_passed"
    sold.serve(on=sold.DUE + timedelta(days=1))
    assert sold.code_of(delivery, on=sold.DUE) == "title_not_passed"
    next_day = replace(delivery, on=sold.DUE + timedelta(days=1))
    assert sold.code_of(delivery, on=next_day.on) == "day_too_early"
    sold.do(next_day, on=next_day.on)
    assert sold.code_of(next_day, on=next_day.on) == "delivered_already"


def test_the_property_is_handed_over_after_the_payout_too(sold: Any) -> None:
    """Payout and delivery do not wait for each other, and a late delivery is recorded."""
    sold.pay().rule().serve()
    proceeds = DistributeProceeds(Fen(0), Fen(8_000_000), Fen(0), sold.DUE, sold.PAPER)
    sold.do(proceeds, on=sold.DUE)
    sold.do(RecordDelivery(LATE, sold.PAPER), on=LATE)
    assert sold.done.delivered_on == LATE


def test_a_delivery_is_recorded_by_the_court_with_proof(sold: Any, failed: Any) -> None:
    """Nobody else records it, not ahead of its day, and not of nothing."""
    sold.pay().rule().serve()
    delivery = RecordDelivery(sold.DUE, sold.PAPER)
    assert sold.code_of(delivery, on=sold.DUE, actor=sold.PLATFORM) == "not_this_court"
    assert sold.code_of(replace(delivery, proof="x"), on=sold.DUE) == "paper_malformed"
    assert sold.code_of(replace(delivery, on=LATE), on=sold.DUE) == "day_lies_ahead"
    assert failed.code_of(delivery, on=failed.DUE) == "nothing_sold"


def test_the_way_to_title_is_seen_in_the_stage(home: Any) -> None:
    """Paid, ruled, title passed, delivered: each is a stage of the life cycle."""
    now = home.CLOSES + timedelta(days=8)
    assert stage_at(home.state, now=now) is Stage.PAID
    home.do(review(home, home.NOTICE, home.DUE), on=home.DUE)
    home.rule()
    assert stage_at(home.state, now=now) is Stage.RULED
    home.serve()
    assert stage_at(home.state, now=now) is Stage.TITLE_PASSED
    home.do(RecordDelivery(home.DUE, home.PAPER), on=home.DUE)
    assert stage_at(home.state, now=now) is Stage.DELIVERED


def test_after_a_default_there_is_nothing_to_rule_on(equity: Any) -> None:
    """A buyer in default gets no ruling."""
    equity.do(RecordApproval(is_approved=False, proof=equity.PAPER), on=equity.DUE)
    ground = DefaultGround.APPROVAL_REFUSED
    default = DecideDefault(claims_shortfall=False, decision=equity.PAPER, ground=ground)
    equity.do(default, on=equity.DUE)
    assert equity.code_of(MakeRuling(equity.PAPER), on=equity.DUE) == "nothing_sold"


# What else holds the ruling ---------------------------------------------------------------------


@pytest.mark.rule("K27")
def test_no_ruling_while_a_platform_holds_the_deposit(sold: Any) -> None:
    """What the buyer owes is told first; then what has not reached the court."""
    ruling = MakeRuling(sold.PAPER)
    refusal = sold.refusal(ruling)
    assert refusal.code == "balance_not_paid"
    assert refusal.facts == {"paid_fen": 700_000, "price_fen": 8_000_000}
    sold.do(RecordBalance(Fen(7_300_000), sold.SOLD, sold.done.buyer))
    refusal = sold.refusal(ruling)
    assert (refusal.code, refusal.article) == ("deposit_not_forwarded", "FS2016-18:25")
    assert refusal.facts == {"due_fen": 700_000}
    sold.forward().do(ruling)


def test_no_ruling_before_an_upheld_objection_is_carried_out(sold: Any) -> None:
    """Nor a payout, which would settle what is to be undone."""
    sold.pay()
    sold.apply(ObjectionFiled(1, ObjectionKind.CONDUCT, Role.DEBTOR, sold.SOLD, None, sold.PAPER))
    sold.apply(ObjectionDecided(1, Outcome.UPHELD, sold.DUE, sold.PAPER))
    refusal = sold.refusal(MakeRuling(sold.PAPER), on=sold.DUE)
    assert (refusal.code, refusal.facts) == ("objection_not_carried_out", {"objection": 1})
    ruled = SaleRuled(1, sold.DUE, sold.PAPER)
    sold.apply(ruled).serve()
    proceeds = DistributeProceeds(Fen(0), Fen(8_000_000), Fen(0), sold.DUE, sold.PAPER)
    assert sold.code_of(proceeds, on=sold.DUE) == "objection_not_carried_out"
    sold.apply(ObjectionCarriedOut(1, sold.DUE, sold.PAPER))
    sold.do(proceeds, on=sold.DUE)


def test_no_ruling_on_a_price_that_was_found_wrong(sold: Any) -> None:
    """It is annulled instead."""
    sold.pay()
    sold.apply(PriceObjectionSettled(upheld=True, decision=sold.PAPER))
    refusal = sold.refusal(MakeRuling(sold.PAPER), on=sold.DUE)
    assert (refusal.code, refusal.article) == ("price_found_wrong", "FS2018-15:22")


@pytest.mark.rule("K39")
def test_no_title_passes_once_the_seizure_lapsed(sold: Any) -> None:
    """A ruling that takes effect after that has none, until the seizure is found renewed."""
    sold.pay().rule()
    sold.apply(SeizureRenewed(sold.DUE - timedelta(days=1), sold.PAPER)).serve()
    delivery = RecordDelivery(sold.DUE, sold.PAPER)
    refusal = sold.refusal(delivery, on=sold.DUE)
    assert (refusal.code, refusal.article) == ("seizure_lapsed", "CPLI-2022:485")
    noon = datetime(2026, 6, 3, 4, 0, tzinfo=UTC)
    assert stage_at(sold.state, now=noon) is Stage.RULED
    assert "hand_over" not in sold.duties()
    sold.apply(SeizureRenewed(sold.DUE, sold.PAPER))
    assert stage_at(sold.state, now=noon) is Stage.TITLE_PASSED
    sold.do(delivery, on=sold.DUE)


def test_a_claim_takes_back_a_service_that_is_to_take_effect(sold: Any) -> None:
    """Title does not pass while it stands, nor after it, until the ruling is served anew."""
    sold.pay().rule()
    ahead = sold.DUE + timedelta(days=30)
    served = DocumentServed(
        Paper.SALE_RULING, sold.done.buyer, Method.PUBLIC_NOTICE, sold.DUE, ahead, sold.PAPER
    )
    claim = ObjectionFiled(
        1, ObjectionKind.OUTSIDER_CLAIM, Role.OUTSIDER, sold.DUE, None, sold.PAPER
    )
    sold.apply(served).apply(claim)
    assert sold.done.title_on is None
    delivery = RecordDelivery(ahead, sold.PAPER)
    assert sold.code_of(delivery, on=ahead) == "outsider_claim_open"
    sold.apply(ObjectionDecided(1, Outcome.WITHDRAWN, sold.DUE, sold.PAPER))
    assert sold.code_of(delivery, on=ahead) == "title_not_passed"
