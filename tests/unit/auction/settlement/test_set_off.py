"""以物抵债: who takes the property after a failed round, at what price, on what basis."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.events import PersonBarred
from mingpai.auction.model import Ground, RoundKind
from mingpai.auction.objections.events import (
    ObjectionDecided,
    ObjectionDecisionServed,
    ObjectionFiled,
)
from mingpai.auction.objections.model import ObjectionKind, Outcome
from mingpai.auction.preparation.events import ClaimsRecorded
from mingpai.auction.preparation.model import Role
from mingpai.auction.settlement.checks import LONGEST_TERM
from mingpai.auction.settlement.commands import (
    ApproveSelfDisposal,
    AskCreditors,
    AwardSetOff,
    DecideDefault,
    OfferToTake,
    RecordNoOffer,
)
from mingpai.auction.settlement.model import AwardBasis
from mingpai.auction.settlement.set_off import MAX_RANK
from mingpai.kernel.ids import LotToken
from mingpai.kernel.money import Fen
from mingpai.law.parameters import SALE_OFFSET_ASK_DAYS, SUIT_DAYS


def ask(after: Any, on: date | None = None) -> AskCreditors:
    """Return the question to the creditors."""
    return AskCreditors(on or after.SOLD, after.PAPER)


def offer(after: Any, name: str = "applicant", claim: int = 9_000_000, rank: int = 1) -> Any:
    """Return somebody's offer."""
    return OfferToTake(after.token(name), Fen(claim), rank, after.PAPER)


def award(after: Any, name: str, basis: AwardBasis, evidence: str = "") -> AwardSetOff:
    """Return the award to somebody."""
    return AwardSetOff(after.token(name), basis, after.SOLD, evidence)


@pytest.fixture
def asked(failed: Any) -> Any:
    """Return a failed disposal whose creditors were asked; two more are named."""
    failed.creditor("bank")
    failed.creditor("mason")
    failed.do(ask(failed))
    return failed


def test_the_price_is_the_reserve_that_failed(failed: Any) -> None:
    """Creditors are asked at the reserve price of the round that was passed in."""
    event = failed.do(ask(failed))
    assert (event.round, event.price_fen) == (1, 7_000_000)
    assert failed.code_of(ask(failed)) == "asked_already"


def test_creditors_are_asked_only_after_a_failure(sold: Any, make: Any) -> None:
    """Before any round, while one runs, or after a sale there is nothing to take."""
    for after in (make(), make().announce(), sold):
        assert after.code_of(ask(after)) == "not_failed"


def test_the_question_is_a_paper_of_the_court_after_the_close(failed: Any) -> None:
    """The question has a proof, and a day between the close and today."""
    assert failed.code_of(replace(ask(failed), proof="x")) == "paper_malformed"
    assert failed.code_of(ask(failed), actor=failed.PLATFORM) == "not_this_court"
    assert failed.code_of(ask(failed, failed.NOTICE)) == "day_too_early"
    assert failed.code_of(ask(failed, date(2026, 6, 1))) == "day_lies_ahead"


def test_creditors_may_be_asked_again_once_all_declined(failed: Any) -> None:
    """Whoever declined may think better of it before the next round."""
    failed.do(ask(failed))
    failed.do(RecordNoOffer(all_declined=True, proof=failed.PAPER))
    failed.do(ask(failed))
    failed.do(offer(failed))


def test_only_applicant_and_creditors_may_take(asked: Any) -> None:
    """Debtor and strangers cannot take the property in kind."""
    assert asked.code_of(offer(asked, "debtor")) == "not_a_creditor"
    assert asked.code_of(offer(asked, "nobody")) == "not_a_creditor"
    assert asked.code_of(replace(offer(asked), token=LotToken("x"))) == "token_malformed"
    asked.do(offer(asked, "bank"))
    assert asked.code_of(offer(asked, "bank")) == "offered_already"


def test_an_offer_has_a_claim_and_a_rank(asked: Any) -> None:
    """Claim and rank are whole numbers in their range."""
    for claim in (0, -1, True, 2**60):
        assert asked.code_of(offer(asked, claim=claim)) == "amount_out_of_range"
    for rank in (0, MAX_RANK + 1, True):
        assert asked.code_of(offer(asked, rank=rank)) == "rank_out_of_range"
    assert asked.code_of(replace(offer(asked), proof="x")) == "paper_malformed"


def test_nobody_takes_what_is_not_offered(failed: Any) -> None:
    """Without a question there is no offer, no award, and nothing to decline."""
    none = RecordNoOffer(all_declined=True, proof=failed.PAPER)
    one = award(failed, "applicant", AwardBasis.ONLY_ONE)
    for command in (offer(failed), one, none):
        assert failed.code_of(command) == "not_offered"
    failed.do(ask(failed))
    assert failed.code_of(one) == "not_offered"
    failed.do(none)
    assert failed.code_of(offer(failed)) == "not_offered"


def test_one_alone_takes_it_and_pays_nothing_where_his_claim_covers_it(asked: Any) -> None:
    """A claim of at least the price leaves nothing to pay, and the set-off is paid at once."""
    asked.do(offer(asked))
    assert asked.code_of(award(asked, "applicant", AwardBasis.RANK)) == "award_basis_wrong"
    any_day = replace(award(asked, "applicant", AwardBasis.ONLY_ONE), due_on=asked.NOTICE)
    event = asked.do(any_day)
    assert (event.due_fen, event.price_fen, event.due_on) == (0, 7_000_000, asked.SOLD)
    done = asked.done
    assert (done.buyer, done.code, done.paid_on) == (asked.token("applicant"), None, asked.SOLD)
    assert asked.code_of(ask(asked)) == "not_failed"
    assert asked.code_of(offer(asked, "bank")) == "not_offered"


def test_the_stronger_rank_comes_first(asked: Any) -> None:
    """Of several the strongest by law takes it, and nobody is passed over."""
    asked.do(offer(asked, rank=3))
    asked.do(offer(asked, "mason", rank=1))
    refusal = asked.refusal(award(asked, "applicant", AwardBasis.RANK))
    assert refusal.code == "award_not_to_strongest"
    assert refusal.facts == {"rank": 3, "strongest": 1}
    assert asked.code_of(award(asked, "mason", AwardBasis.ONLY_ONE)) == "award_basis_wrong"
    asked.do(award(asked, "mason", AwardBasis.RANK))


def test_trap_12_equals_draw_lots_in_set_off_alone(asked: Any) -> None:
    """Online a tie goes to the earlier bid; creditors of one rank draw lots, with evidence."""
    asked.do(offer(asked, "bank"))
    asked.do(offer(asked, "mason"))
    asked.do(offer(asked, rank=2))
    refusal = asked.refusal(award(asked, "mason", AwardBasis.RANK))
    assert (refusal.code, refusal.facts) == ("award_basis_wrong", {"basis": "lot"})
    assert asked.code_of(award(asked, "mason", AwardBasis.LOT)) == "paper_malformed"
    event = asked.do(award(asked, "mason", AwardBasis.LOT, asked.PAPER))
    assert event.evidence == asked.PAPER


def test_evidence_that_is_given_is_a_paper(asked: Any) -> None:
    """No text stands in the place of evidence, even where none is needed."""
    asked.do(offer(asked))
    assert asked.code_of(award(asked, "applicant", AwardBasis.ONLY_ONE, "x")) == "paper_malformed"
    asked.do(award(asked, "applicant", AwardBasis.ONLY_ONE, asked.PAPER))


def test_the_difference_is_due_on_a_day_that_is_set(asked: Any) -> None:
    """Whose claim is smaller pays the rest by a day from today on, in the near future."""
    asked.do(offer(asked, claim=5_000_000))
    one = award(asked, "applicant", AwardBasis.ONLY_ONE)
    for due_on in (asked.NOTICE, asked.SOLD + LONGEST_TERM + timedelta(days=1)):
        assert asked.code_of(replace(one, due_on=due_on)) == "day_out_of_range"
    event = asked.do(replace(one, due_on=asked.DUE))
    assert (event.due_fen, event.due_on) == (2_000_000, asked.DUE)
    assert (asked.done.paid_fen, asked.done.paid_on) == (5_000_000, None)
    taken = asked.done.set_off
    assert (taken.award, taken.due_fen, taken.due_on) == (
        asked.token("applicant"),
        2_000_000,
        asked.DUE,
    )


def test_no_offer_means_that_nobody_offered(asked: Any) -> None:
    """Where somebody offered it cannot be recorded that nobody takes it."""
    asked.do(offer(asked))
    none = RecordNoOffer(all_declined=True, proof=asked.PAPER)
    assert asked.code_of(none) == "offer_stands"


def test_after_the_first_auction_there_is_no_term_to_answer(asked: Any) -> None:
    """The law sets no term after the first failure: that nobody came forward is enough."""
    asked.do(RecordNoOffer(all_declined=False, proof=asked.PAPER))


def test_after_the_second_auction_the_term_runs_unless_all_declined(failed: Any) -> None:
    """Silence counts only when the term is over, and who is refused learns that it is unread."""
    failed.announce(RoundKind.AUCTION_2).fail().do(ask(failed))
    silent = RecordNoOffer(all_declined=False, proof=failed.PAPER)
    last = date(2026, 6, 5)
    refusal = failed.refusal(silent, on=last)
    assert (refusal.code, refusal.transient) == ("answer_term_runs", True)
    assert refusal.facts == {"last": "2026-06-05", "verified": False}
    before = failed.state
    failed.do(silent, on=last + timedelta(days=3))
    failed.state = before
    failed.do(replace(silent, all_declined=True))
    failed.state = before
    assert failed.without(SALE_OFFSET_ASK_DAYS).code_of(silent) == "no_law_in_force"


def test_set_off_waits_for_the_debtors_own_sale(asked: Any) -> None:
    """While the debtor may sell by himself nothing is asked or awarded; after the term it is."""
    asked.do(offer(asked))
    asked.do(ApproveSelfDisposal(Fen(7_000_001), asked.DUE, asked.PAPER))
    one = award(asked, "applicant", AwardBasis.ONLY_ONE)
    refusal = asked.refusal(one)
    assert (refusal.code, refusal.facts) == ("self_disposal_runs", {"until": "2026-06-02"})
    asked.do(replace(one, due_on=date(2026, 6, 3)), on=date(2026, 6, 3))
    assert asked.done.self_disposal is None


def test_the_question_waits_for_the_debtors_own_sale(failed: Any) -> None:
    """The same before the creditors are asked; the question then ends the waiting."""
    failed.do(ApproveSelfDisposal(Fen(7_000_001), failed.DUE, failed.PAPER))
    assert failed.code_of(ask(failed)) == "self_disposal_runs"
    failed.do(ask(failed), on=date(2026, 6, 3))
    assert failed.done.self_disposal is None


def test_after_a_taker_failed_to_pay_the_others_are_asked_again(failed: Any) -> None:
    """A taker in default leaves the property where it was; what he is owed is kept."""
    failed.taken(5_000_000)
    failed.do(DecideDefault(claims_shortfall=False, decision=failed.PAPER), on=date(2026, 6, 3))
    failed.do(ask(failed))
    assert failed.done.buyer is None
    assert failed.done.owed_back == {"1/": 0}


# As far as claims, bars and the seizure go ------------------------------------------------------


def test_nobody_claims_more_than_is_on_file(asked: Any) -> None:
    """An applicant the debt, another what ranks before it too; nothing without a record."""
    asked.apply(ClaimsRecorded(Fen(5_000_000), Fen(1_000_000), Fen(0), Fen(0)))
    refusal = asked.refusal(offer(asked, claim=5_000_001))
    assert (refusal.code, refusal.article) == ("claim_not_on_file", "FS2004-16:16")
    assert refusal.facts == {"claim_fen": 5_000_001, "most_fen": 5_000_000}
    assert asked.code_of(offer(asked, "bank", 6_000_001)) == "claim_not_on_file"
    before = asked.state
    asked.do(offer(asked, claim=5_000_000))
    asked.do(offer(asked, "bank", 6_000_000))
    asked.state = before
    prepared = replace(asked.state.file.preparation, claims=None)
    asked.state = replace(asked.state, file=replace(asked.state.file, preparation=prepared))
    assert asked.code_of(offer(asked, claim=1)) == "claim_not_on_file"


@pytest.mark.parametrize(
    ("debt", "senior", "taker", "due"),
    [
        (9_000_000, 0, "applicant", 0),
        (9_000_000, 1_000_000, "applicant", 1_000_000),
        (9_000_000, 1_000_000, "bank", 0),
        (4_000_000, 0, "applicant", 3_000_000),
        (9_000_000, 8_000_000, "applicant", 7_000_000),
    ],
)
def test_a_claim_covers_what_its_holder_would_get_in_money(
    asked: Any, debt: int, senior: int, taker: str, due: int
) -> None:
    """What ranks before him is paid first, and what is on file by the award bounds it."""
    asked.do(offer(asked, taker))
    asked.apply(ClaimsRecorded(Fen(debt), Fen(senior), Fen(0), Fen(0)))
    assert asked.do(award(asked, taker, AwardBasis.ONLY_ONE)).due_fen == due


@pytest.mark.rule("K21")
def test_who_may_not_bid_may_not_take_it_either(asked: Any) -> None:
    """Neither offer nor be awarded; whoever was barred since is passed over."""
    asked.do(offer(asked, "bank", rank=1))
    asked.do(offer(asked, rank=2))
    asked.apply(PersonBarred(asked.token("bank"), Ground.COURT_STAFF))
    asked.apply(PersonBarred(asked.token("mason"), Ground.DEFAULTER))
    assert asked.code_of(offer(asked, "mason")) == "person_barred_defaulter"
    assert asked.code_of(award(asked, "bank", AwardBasis.RANK)) == "person_barred"
    nobody = RecordNoOffer(all_declined=True, proof=asked.PAPER)
    assert asked.code_of(nobody) == "offer_stands"
    before = asked.state
    asked.do(award(asked, "applicant", AwardBasis.ONLY_ONE))
    asked.state = before
    asked.apply(PersonBarred(asked.token("applicant"), Ground.CLOSE_RELATIVE))
    asked.do(nobody)


def test_nothing_is_awarded_under_a_claim_or_without_a_seizure(asked: Any) -> None:
    """A set-off disposes of the property as a sale does."""
    asked.do(offer(asked))
    given = award(asked, "applicant", AwardBasis.ONLY_ONE)
    assert asked.code_of(given, on=date(2029, 1, 5)) == "seizure_lapsed"
    claim = ObjectionKind.OUTSIDER_CLAIM
    asked.apply(ObjectionFiled(1, claim, Role.OUTSIDER, asked.SOLD, None, asked.PAPER))
    assert asked.code_of(given) == "outsider_claim_open"


def test_a_term_that_the_law_does_not_know_is_told(asked: Any) -> None:
    """Whether a rejected claim may still be sued for rests on a term of the law."""
    asked.do(offer(asked))
    claim = ObjectionKind.OUTSIDER_CLAIM
    asked.apply(ObjectionFiled(1, claim, Role.OUTSIDER, asked.SOLD, None, asked.PAPER))
    asked.apply(ObjectionDecided(1, Outcome.REJECTED, asked.SOLD, asked.PAPER))
    asked.apply(ObjectionDecisionServed(1, asked.SOLD, asked.PAPER))
    asked.without(SUIT_DAYS)
    assert asked.code_of(award(asked, "applicant", AwardBasis.ONLY_ONE)) == "no_law_in_force"
