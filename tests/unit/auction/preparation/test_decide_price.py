"""The reference price, objections to it, and what the sale is to pay."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.preparation.commands import (
    CorrectPrice,
    FixPrice,
    InsistOnAuction,
    ObjectToPrice,
    RecordClaims,
    SettlePriceObjection,
    StartPricing,
)
from mingpai.auction.preparation.events import (
    PriceFixed,
    PriceObjected,
    PriceObjectionSettled,
    PricingStarted,
)
from mingpai.auction.preparation.model import Paper, PriceMethod, Role
from mingpai.auction.stops.events import RoundWithdrawn
from mingpai.auction.stops.model import COVERED_REASON, StopGround, WithdrawalGround
from mingpai.kernel.ids import LotToken
from mingpai.kernel.money import MAX_FEN, Fen
from mingpai.law.pricing import Leave

DIGEST = "A" * 43
OBJECTOR = LotToken("objector".rjust(22, "0"))
FIXED = FixPrice(Fen(10_000_000), date(2026, 4, 11), date(2027, 4, 11), DIGEST)
OBJECTION = ObjectToPrice(OBJECTOR, date(2026, 4, 17), DIGEST)
AGREED, ENQUIRY = PriceMethod.AGREED, PriceMethod.DIRECTED_ENQUIRY
INQUIRY, APPRAISAL = PriceMethod.NETWORK_INQUIRY, PriceMethod.APPRAISAL


# Finding it -----------------------------------------------------------------------------------


def test_the_ways_to_a_price_have_an_order(opened: Any) -> None:
    """Each way needs those ahead of it tried on record, unless an article gives leave."""
    assert opened.code(StartPricing(APPRAISAL)) == "price_method_out_of_order"
    refusal = opened.refusal(StartPricing(INQUIRY, (AGREED,), record=DIGEST))
    assert (refusal.code, refusal.article) == ("price_method_out_of_order", "FS2018-15:2")
    assert refusal.facts == {"method": "network_inquiry"}
    opened.do(StartPricing(AGREED))
    opened.at(2026, 4, 24)
    event = opened.do(StartPricing(ENQUIRY, (AGREED, AGREED), record=DIGEST))
    assert (event.tried, event.started_on) == ((AGREED,), date(2026, 4, 24))
    assert event.record == DIGEST
    assert opened.state.file.preparation.pricing_since == opened.TODAY


def test_an_article_may_let_ways_be_skipped(opened: Any) -> None:
    """What the law orders to be appraised is appraised at once, with the record of why."""
    command = StartPricing(APPRAISAL, leave=Leave.LAW_REQUIRES_APPRAISAL, record=DIGEST)
    assert opened.do(command).leave is Leave.LAW_REQUIRES_APPRAISAL


def test_what_was_tried_or_skipped_is_on_paper(opened: Any) -> None:
    """Neither a failed way nor a leave goes without the digest of its record."""
    for command in (
        StartPricing(ENQUIRY, (AGREED,)),
        StartPricing(APPRAISAL, leave=Leave.PARTIES_AGREE),
        StartPricing(AGREED, record="记录"),
    ):
        assert opened.code(command) == "paper_malformed"


def test_a_valid_price_is_not_found_again(opened: Any, published: Any) -> None:
    """A price is found anew only once it has lapsed, and not while a round rests on it."""
    opened.priced().at(2027, 2, 5)
    refusal = opened.refusal(StartPricing(AGREED))
    assert (refusal.code, refusal.facts) == ("price_fixed_already", {"valid_until": "2027-02-05"})
    opened.at(2027, 2, 6)
    opened.do(StartPricing(AGREED))
    assert opened.state.file.preparation.pricing_since == date(2027, 2, 6)
    published.at(2027, 2, 6)
    assert published.code(StartPricing(AGREED)) == "price_fixed_already"
    published.passed_in()
    published.do(StartPricing(AGREED))


def test_pricing_that_starts_late_is_recorded_as_it_is(opened: Any) -> None:
    """More than thirty days after seizure the start is late, and not refused."""
    assert isinstance(opened.ask(StartPricing(AGREED)), tuple)


@pytest.mark.rule("K39")
def test_a_lapsed_seizure_stops_the_pricing(opened: Any) -> None:
    """Neither start nor result is recorded once the seizure has lapsed."""
    opened.do(StartPricing(AGREED))
    opened.at(2027, 10, 1)
    assert opened.code(StartPricing(AGREED)) == "seizure_lapsed"
    assert opened.code(FIXED) == "seizure_lapsed"


@pytest.mark.rule("K37")
def test_a_price_is_valid_for_a_year_at_most(opened: Any) -> None:
    """Twelve months from the day it was fixed are lawful, a day more is not."""
    opened.do(StartPricing(AGREED))
    refusal = opened.refusal(replace(FIXED, valid_until=date(2027, 4, 12)))
    assert (refusal.code, refusal.article) == ("price_validity_too_long", "FS2018-15:27.1")
    assert refusal.facts == {"valid_until": "2027-04-12", "latest": "2027-04-11"}
    event = opened.do(FIXED)
    assert event.method is AGREED
    assert opened.code(FIXED) == "price_fixed_already"


def test_a_price_follows_from_a_start_and_a_seizure(opened: Any) -> None:
    """A price is found by a way that was begun, after the seizure and not tomorrow."""
    assert opened.code(FIXED) == "pricing_not_started"
    opened.do(StartPricing(AGREED))
    assert opened.code(replace(FIXED, fixed_on=date(2026, 4, 21))) == "day_lies_ahead"
    refusal = opened.refusal(replace(FIXED, fixed_on=date(2025, 9, 30)))
    assert (refusal.code, refusal.facts["cause"]) == ("day_before_cause", "2025-10-01")
    assert opened.code(replace(FIXED, valid_until=date(2026, 4, 10))) == "day_before_cause"
    assert opened.code(replace(FIXED, report="评估报告")) == "paper_malformed"


@pytest.mark.parametrize("price", [0, -1, MAX_FEN + 1, True, 1.5, "1"])
def test_a_price_is_an_amount(opened: Any, price: Any) -> None:
    """A reference price is a positive whole number of fen within the bounds."""
    opened.do(StartPricing(AGREED))
    assert opened.code(replace(FIXED, price_fen=price)) == "terms_out_of_range"


# Objecting to it ------------------------------------------------------------------------------


def test_an_objection_comes_within_five_days_of_service(opened: Any) -> None:
    """Served on the 13th the term ends on the 20th, for the 18th is a Saturday."""
    opened.priced().named(OBJECTOR, Role.DEBTOR)
    opened.served(OBJECTOR, Paper.PRICE_REPORT, on=date(2026, 4, 13))
    opened.at(2026, 4, 21)
    opened.do(replace(OBJECTION, received_on=date(2026, 4, 20)))
    refusal = opened.refusal(replace(OBJECTION, received_on=date(2026, 4, 21)))
    assert (refusal.code, refusal.article) == ("price_objection_too_late", "FS2018-15:22")
    assert refusal.facts == {"last": "2026-04-20"}


def test_whom_the_report_did_not_reach_has_all_his_time(opened: Any) -> None:
    """Without service that took effect no term has begun."""
    opened.priced().named(OBJECTOR, Role.DEBTOR)
    opened.do(OBJECTION)
    opened.failed_service(OBJECTOR, Paper.PRICE_REPORT)
    opened.do(replace(OBJECTION, received_on=opened.TODAY))


def test_an_objection_is_somebodys_to_a_price_on_paper(opened: Any) -> None:
    """It needs a price before it, a person who is named, a day that was, and its statement."""
    assert opened.code(OBJECTION) == "price_not_fixed"
    opened.priced()
    assert opened.code(OBJECTION) == "person_unknown"
    opened.named(OBJECTOR, Role.DEBTOR)
    assert opened.code(replace(OBJECTION, token="张三")) == "token_malformed"
    assert opened.code(replace(OBJECTION, statement="不同意")) == "paper_malformed"
    assert opened.code(replace(OBJECTION, received_on=date(2026, 4, 21))) == "day_lies_ahead"
    assert opened.code(replace(OBJECTION, received_on=date(2026, 4, 10))) == "day_before_cause"


@pytest.mark.parametrize("upheld", [True, False])
def test_objections_are_dealt_with(opened: Any, *, upheld: bool) -> None:
    """Upheld, the price is gone and must be found anew; rejected, it stands."""
    command = SettlePriceObjection(upheld=upheld, decision=DIGEST)
    assert opened.code(command) == "no_price_objection"
    opened.priced()
    assert opened.code(command) == "no_price_objection"
    opened.named(OBJECTOR, Role.DEBTOR).do(OBJECTION)
    assert opened.code(replace(command, decision="驳回")) == "paper_malformed"
    opened.do(command)
    filed = opened.state.file.preparation
    assert (filed.price is None, filed.pricing is None) == (upheld, upheld)
    assert opened.code(command) == "no_price_objection"


# What the sale is to pay ----------------------------------------------------------------------


@pytest.mark.parametrize("field", ["debt_fen", "senior_fen", "costs_fen", "proceeds_fen"])
@pytest.mark.parametrize("amount", [-1, MAX_FEN + 1, True, 0.5, "0", None])
def test_claims_are_amounts(opened: Any, field: str, amount: Any) -> None:
    """Each amount is a whole number of fen, and their sum is one as well."""
    command = RecordClaims(Fen(1), Fen(0), Fen(0))
    assert opened.code(replace(command, **{field: amount})) == "claim_amounts_out_of_range"
    opened.do(command)


def test_no_sum_of_claims_is_beyond_all_amounts(opened: Any) -> None:
    """Two amounts that are lawful alone may be none together."""
    command = RecordClaims(Fen(MAX_FEN), Fen(0), Fen(1))
    assert opened.code(command) == "claim_amounts_out_of_range"
    opened.do(replace(command, costs_fen=Fen(0)))


@pytest.mark.rule("K36")
def test_the_applicant_insists_within_five_days_of_being_told(opened: Any) -> None:
    """Told on 13 April, he may ask until the 20th, for the 18th is a Saturday."""
    opened.named(OBJECTOR, Role.APPLICANT).claimed()
    command = InsistOnAuction(date(2026, 4, 20), DIGEST)
    assert opened.code(command) == "surplus_not_in_question"
    opened.failed_service(OBJECTOR, Paper.SURPLUS_NOTICE)
    assert opened.code(command) == "surplus_not_in_question"
    opened.served(OBJECTOR, Paper.SURPLUS_NOTICE, on=date(2026, 4, 13)).at(2026, 4, 21)
    refusal = opened.refusal(replace(command, asked_on=date(2026, 4, 21)))
    assert (refusal.code, refusal.facts) == ("insisted_too_late", {"last": "2026-04-20"})
    assert opened.code(replace(command, asked_on=date(2026, 4, 12))) == "day_before_cause"
    assert opened.code(replace(command, asked_on=date(2026, 4, 22))) == "day_lies_ahead"
    assert opened.code(replace(command, proof="申请")) == "paper_malformed"
    assert opened.do(command).asked_on == date(2026, 4, 20)


def test_money_is_recorded_by_the_court(opened: Any) -> None:
    """None of these facts is a platform's to record."""
    for command in (
        StartPricing(AGREED),
        FIXED,
        OBJECTION,
        SettlePriceObjection(upheld=True, decision=DIGEST),
        RecordClaims(Fen(1), Fen(0), Fen(0)),
        InsistOnAuction(date(2026, 4, 20), DIGEST),
    ):
        assert opened.code(command, actor=opened.PLATFORM) == "not_this_court"


# A slip in the record ---------------------------------------------------------------------------

RIGHT = CorrectPrice(Fen(9_000_000), date(2026, 4, 11), date(2027, 2, 5), DIGEST, DIGEST)


def test_a_price_that_was_recorded_wrongly_is_put_right(ready: Any) -> None:
    """The panel decides anew; with the same report nobody need be told of it again."""
    event = ready.do(RIGHT)
    assert (event.price_fen, event.on) == (9_000_000, ready.TODAY)
    filed = ready.state.file.preparation
    assert (filed.price.price_fen, filed.price.method) == (9_000_000, INQUIRY)
    assert filed.panel is None
    assert filed.report_known_on(ready.DEBTOR) == date(2026, 4, 12)
    other = replace(RIGHT, report=DIGEST[:-1] + "E")
    ready.do(other)
    assert ready.state.file.preparation.price.corrected_on == ready.TODAY
    assert ready.state.file.preparation.report_known_on(ready.DEBTOR) is None
    ready.at(2026, 4, 22).do(replace(other, price_fen=Fen(9_000_001)))
    assert ready.state.file.preparation.price.known_from == ready.TODAY


def test_a_correction_is_a_paper_of_the_court_within_the_law(ready: Any, opened: Any) -> None:
    """It needs a price, its reason, days that can be, a validity that the law allows, an amount."""
    assert opened.code(RIGHT) == "price_not_fixed"
    assert ready.code(RIGHT, actor=ready.PLATFORM) == "not_this_court"
    for paper in ("report", "reason"):
        assert ready.code(replace(RIGHT, **{paper: "x"})) == "paper_malformed"
    assert ready.code(replace(RIGHT, fixed_on=date(2026, 4, 21))) == "day_lies_ahead"
    assert ready.code(replace(RIGHT, fixed_on=date(2025, 9, 30))) == "day_before_cause"
    assert ready.code(replace(RIGHT, valid_until=date(2026, 4, 10))) == "day_before_cause"
    late = replace(RIGHT, valid_until=date(2027, 4, 12))
    assert ready.code(late) == "price_validity_too_long"
    assert ready.code(replace(RIGHT, price_fen=Fen(0))) == "terms_out_of_range"


def test_a_price_that_a_round_rests_on_stays(published: Any) -> None:
    """While it runs, and once it ended with a result; a withdrawn round rests on nothing."""
    refusal = published.refusal(RIGHT)
    assert (refusal.code, refusal.facts) == ("price_in_use", {"round": 1})
    before = published.state
    assert published.passed_in().code(RIGHT) == "price_in_use"
    published.state = before
    published.given(RoundWithdrawn(1, published.NOW, WithdrawalGround.NOTICE_DEFECTIVE, DIGEST))
    published.do(RIGHT)


def test_a_price_found_anew_is_not_from_before_its_finding_began(opened: Any) -> None:
    """The first may be entered late; after one fell or lapsed an older day brings it back."""
    lapsed = replace(FIXED, fixed_on=date(2026, 4, 1), valid_until=date(2026, 4, 10))
    opened.do(StartPricing(AGREED))
    opened.do(lapsed)
    opened.do(StartPricing(AGREED))
    opened.at(2026, 4, 22)
    refusal = opened.refusal(replace(FIXED, fixed_on=date(2026, 4, 19)))
    assert refusal.code == "day_before_cause"
    assert refusal.facts == {"day": "2026-04-19", "cause": "2026-04-20"}
    opened.do(replace(FIXED, fixed_on=date(2026, 4, 20)))
    wrong = replace(RIGHT, fixed_on=date(2026, 4, 19))
    assert opened.code(wrong) == "day_before_cause"


def test_the_days_to_object_are_those_of_the_report_on_this_price(opened: Any) -> None:
    """Neither an earlier report nor a service in vain begins them; a second service no more."""
    opened.named(opened.DEBTOR, Role.DEBTOR).priced()
    opened.served(opened.DEBTOR, Paper.PRICE_REPORT, on=date(2026, 4, 12))
    late = replace(OBJECTION, token=opened.DEBTOR, received_on=date(2026, 5, 20))
    opened.at(2026, 5, 30)
    assert opened.code(late) == "price_objection_too_late"
    opened.served(opened.DEBTOR, Paper.PRICE_REPORT, on=date(2026, 5, 19))
    opened.failed_service(opened.DEBTOR, Paper.PRICE_REPORT)
    assert opened.code(late) == "price_objection_too_late"
    opened.given(PriceObjected(opened.DEBTOR, date(2026, 4, 14), opened.PAPER))
    opened.given(PriceObjectionSettled(upheld=True, decision=opened.PAPER))
    opened.given(PricingStarted(APPRAISAL, (), date(2026, 5, 20), None, ""))
    opened.given(PriceFixed(APPRAISAL, Fen(9), date(2026, 5, 20), date(2027, 5, 1), DIGEST))
    opened.do(late)


# What stops a round -----------------------------------------------------------------------------


def test_a_covered_debt_stops_the_round_that_runs(published: Any) -> None:
    """A fen less does not; nor where the debtor agrees in writing, or nothing runs."""
    enough = RecordClaims(Fen(100), Fen(20), Fen(3), Fen(123))
    assert published.code(replace(enough, consent="x")) == "paper_malformed"
    for harmless in (replace(enough, proceeds_fen=Fen(122)), replace(enough, consent=DIGEST)):
        (recorded,) = published.ask(harmless)
        assert recorded.consent == harmless.consent
    recorded, stop = published.ask(enough)
    assert (stop.ground, stop.reason) == (StopGround.DEBT_COVERED, COVERED_REASON)
    assert stop.left_ms is None
    published.given(recorded, stop)
    assert len(published.ask(enough)) == 1


def test_a_price_found_wrong_stops_the_round_that_runs(published: Any) -> None:
    """The decision is its reason; rejected, or before any round, nothing is stopped."""
    published.given(PriceObjected(published.DEBTOR, date(2026, 4, 20), DIGEST))
    assert len(published.ask(SettlePriceObjection(upheld=False, decision=DIGEST))) == 1
    settled, stop = published.ask(SettlePriceObjection(upheld=True, decision=DIGEST))
    assert (stop.ground, stop.reason) == (StopGround.OBJECTION, DIGEST)
    published.given(settled, stop)
    assert published.state.file.preparation.fell_in == 1
