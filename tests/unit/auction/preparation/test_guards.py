"""What a notice must meet before it is published, and in which order what it does not is told."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.events import RoundSold
from mingpai.auction.model import RoundKind
from mingpai.auction.objections.events import (
    ObjectionCarriedOut,
    ObjectionDecided,
    ObjectionFiled,
    SuitDecided,
    SuitFiled,
)
from mingpai.auction.objections.model import ObjectionKind, Outcome
from mingpai.auction.preparation.draft import timing_of
from mingpai.auction.preparation.guards import term_guards_of
from mingpai.auction.preparation.model import Possession, Role, TaxRule
from mingpai.auction.refusals import Code
from mingpai.auction.settlement.events import SelfDisposalApproved, SelfDisposalConcluded
from mingpai.kernel.ids import BiddingCode, OfficeId
from mingpai.kernel.money import MAX_FEN, Fen

DAY = timedelta(days=1)


def test_a_complete_file_meets_every_guard(ready: Any) -> None:
    """With all paperwork done nothing stands in the way of a notice."""
    assert ready.codes() == []


def test_every_unmet_guard_is_yielded_in_the_order_of_the_codes(empty: Any) -> None:
    """A file that has nothing shows all that is missing at once, in the documented order."""
    empty.opened(seizure_until=date(2026, 4, 19))
    codes = empty.codes(
        deposit_fen=Fen(1),
        opens_at=empty.NOW - DAY,
        closes_at=empty.NOW,
        notice_items={},
        notice_warnings={},
        notice_taxes=TaxRule.BUYER_ALL,
        notice_bidder_fee_fen=Fen(1),
        notice_balance_days=0,
        notice_possession=Possession.NOT_APPLICABLE,
        notice_document="no digest",
    )
    assert list(dict.fromkeys(codes)) == [
        "paper_malformed",
        "seizure_lapsed",
        "not_assigned",
        "claims_not_recorded",
        "price_not_fixed",
        "deposit_out_of_range",
        "panel_missing",
        "party_not_told",
        "opening_not_ahead",
        "notice_too_short",
        "seizure_ends_too_soon",
        "items_missing",
        "warnings_missing",
        "possession_not_described",
        "taxes_not_as_law",
        "bidder_fee_forbidden",
        "balance_days_missing",
    ]
    places = [list(Code).index(Code(one)) for one in codes]
    assert places == sorted(places)


def test_every_missing_item_is_told_by_its_own_article(ready: Any) -> None:
    """Eleven items and seven warnings each have a line of their own, with its article."""
    found = ready.guards(notice_items={}, notice_warnings={})
    assert [one.article for one in found][:2] == ["FS2016-18:13.0.1", "FS2016-18:13.0.2"]
    assert [one.code for one in found].count("items_missing") == 11
    assert [one.code for one in found].count("warnings_missing") == 7


# What stands before all terms -----------------------------------------------------------------


@pytest.mark.rule("K39")
def test_the_seizure_is_looked_at_again_at_each_notice(second: Any) -> None:
    """A seizure that lapsed between two rounds refuses the second notice; its last day holds."""
    state = second.state
    prepared = replace(state.file.preparation, seizure_until=date(2026, 6, 10))
    second.state = replace(state, file=replace(state.file, preparation=prepared))
    assert "seizure_lapsed" not in second.codes(kind=RoundKind.AUCTION_2)
    second.at(2026, 6, 11)
    assert second.codes(kind=RoundKind.AUCTION_2)[0] == "seizure_lapsed"


@pytest.mark.rule("K39")
def test_a_seizure_that_is_not_on_file_carries_nothing(ready: Any) -> None:
    """A disposal of the first version said nothing of its seizure: it must be put on file first."""
    prepared = replace(ready.state.file.preparation, seizure_until=None)
    ready.state = replace(ready.state, file=replace(ready.state.file, preparation=prepared))
    (found,) = ready.guards()
    assert (found.code, found.facts) == ("seizure_lapsed", {"until": ""})


@pytest.mark.rule("K01")
def test_the_platform_is_looked_up_on_the_day_of_each_notice(ready: Any) -> None:
    """A platform that is not on the list on the day of a notice may not carry it."""
    ready.assigned(OfficeId("platform/nobody"))
    (found,) = ready.guards()
    assert (found.code, found.facts["platform"]) == ("platform_not_listed", "platform/nobody")


@pytest.mark.rule("K02")
def test_no_notice_without_a_platform(make_file: Any) -> None:
    """A disposal that is on no platform is not announced."""
    file = make_file().opened().priced()
    assert "not_assigned" in file.codes()


def test_papers_are_digests(ready: Any) -> None:
    """Neither the document nor the papers beside it may be a text."""
    for terms in (
        {"notice_document": "张三"},
        {"notice_tax_decision": "张三"},
        {"basis_proof": "张三"},
    ):
        assert ready.codes(**terms) == ["paper_malformed"]


@pytest.mark.parametrize("amount", [0, -1, MAX_FEN + 1, True, 1.5, "1"])
@pytest.mark.parametrize("field", ["start_price_fen", "step_fen", "deposit_fen"])
def test_terms_are_whole_amounts(ready: Any, field: str, amount: Any) -> None:
    """Each amount of a notice is a positive whole number of fen; no other guard looks at it."""
    assert ready.codes(**{field: amount}) == ["terms_out_of_range"]


@pytest.mark.parametrize("amount", [-1, 0.5, "0"])
def test_a_fee_is_an_amount(ready: Any, amount: Any) -> None:
    """What is no amount is not taken for a fee of nothing."""
    assert ready.codes(notice_bidder_fee_fen=amount) == ["terms_out_of_range"]


@pytest.mark.parametrize("field", ["opens_at", "closes_at"])
@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 5, 25, 2, 0),  # noqa: DTZ001 - an instant without offset is the point
        datetime(3000, 1, 1, tzinfo=UTC),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
        datetime.max.replace(tzinfo=timezone(-timedelta(hours=12))),
    ],
)
def test_instants_have_an_offset_and_bounds(ready: Any, field: str, instant: datetime) -> None:
    """A time without offset, or at an end of the calendar, is refused and never compared."""
    (found,) = ready.guards(**{field: instant})
    assert (found.code, found.facts) == (
        "instant_malformed",
        {"first_year": 2000, "last_year": 2999},
    )
    for year in (2000, 2999):
        assert "instant_malformed" not in ready.codes(**{field: datetime(year, 6, 1, tzinfo=UTC)})


# The ladder -----------------------------------------------------------------------------------


def test_no_round_while_another_runs(published: Any) -> None:
    """A published notice is not replaced by another."""
    assert published.codes()[0] == "already_announced"


def test_trap_8_there_are_two_auctions_and_then_the_sale(second: Any) -> None:
    """Online a third auction does not exist: after the second failure comes the 变卖."""
    second.announced(kind=RoundKind.AUCTION_2, announced_on=date(2026, 6, 10)).passed_in()
    for kind in (RoundKind.AUCTION_1, RoundKind.AUCTION_2, RoundKind.RERUN):
        (found,) = [one for one in second.guards(kind=kind) if one.code == "round_not_next"]
        assert found.facts == {"kind": kind.value, "due": "sale"}
    assert "round_not_next" not in second.codes(kind=RoundKind.SALE)


def test_after_a_sale_that_failed_no_round_comes(published: Any) -> None:
    """Nothing follows the 变卖; nor does anything follow a round that was sold."""
    published.passed_in().announced(kind=RoundKind.AUCTION_2).passed_in()
    published.announced(kind=RoundKind.SALE).passed_in()
    (found,) = [one for one in published.guards(kind=RoundKind.SALE) if "next" in one.code]
    assert found.facts["due"] == "none"


def test_a_sold_round_is_not_followed(published: Any) -> None:
    """While a sale stands there is no other round."""
    published.given(RoundSold(1, BiddingCode("A0001"), published.START, 1, published.CLOSES))
    assert "round_not_next" in published.codes(kind=RoundKind.AUCTION_2)


def test_creditors_are_asked_before_the_next_round(published: Any) -> None:
    """A second auction waits until nobody takes the property at the failed price."""
    published.passed_in(declined=False)
    (found,) = [
        one for one in published.guards(kind=RoundKind.AUCTION_2) if one.code == "set_off_not_asked"
    ]
    assert found.article == "FS2004-16:16"


# Others ---------------------------------------------------------------------------------------


def _claim(kind: ObjectionKind = ObjectionKind.OUTSIDER_CLAIM) -> ObjectionFiled:
    return ObjectionFiled(1, kind, Role.OUTSIDER, date(2026, 4, 17), None, "A" * 43)


def test_an_outsiders_claim_blocks_while_it_is_open_and_once_it_is_upheld(ready: Any) -> None:
    """An outsider's claim stops the notice until it is rejected; a party's objection does not."""
    ready.given(_claim())
    (found,) = ready.guards()
    assert (found.code, found.article) == ("outsider_claim_open", "FS2016-18:36")
    assert found.facts == {"objection": 1}
    ready.given(ObjectionDecided(1, Outcome.UPHELD, date(2026, 4, 19), "A" * 43))
    assert ready.codes() == ["outsider_claim_open"]
    ready.given(ObjectionDecided(1, Outcome.REJECTED, date(2026, 4, 19), "A" * 43))
    assert ready.codes() == ["outsider_claim_open"]  # a suit may still be brought
    ready.given(SuitFiled(1, date(2026, 4, 20), "A" * 43))
    assert ready.codes() == ["outsider_claim_open"]
    ready.given(SuitDecided(1, Outcome.REJECTED, "A" * 43))
    assert ready.codes() == []


def test_an_upheld_objection_is_carried_out_before_the_next_notice(ready: Any) -> None:
    """Else the notice would settle what the court has ordered to be put right."""
    ready.given(_claim(ObjectionKind.CONDUCT))
    ready.given(ObjectionDecided(1, Outcome.UPHELD, date(2026, 4, 19), "A" * 43))
    (found,) = ready.guards()
    assert (found.code, found.facts) == ("objection_not_carried_out", {"objection": 1})
    ready.given(ObjectionCarriedOut(1, date(2026, 4, 20), "A" * 43))
    assert ready.codes() == []


def test_a_partys_objection_does_not_block_by_itself(ready: Any) -> None:
    """Whether an objection to the conduct stops the sale is for the court to say."""
    ready.given(_claim(ObjectionKind.CONDUCT))
    assert ready.codes() == []


def test_nothing_is_announced_while_the_debtor_sells(second: Any) -> None:
    """The debtor's own sale is waited for; once it came to nothing the round may follow."""
    second.given(SelfDisposalApproved(Fen(8_000_000), date(2026, 8, 1), "A" * 43))
    (found,) = [
        one for one in second.guards(kind=RoundKind.AUCTION_2) if one.code == "self_disposal_runs"
    ]
    assert found.facts == {"until": "2026-08-01"}
    second.given(SelfDisposalConcluded(is_sold=False, proof="A" * 43))
    assert "self_disposal_runs" not in second.codes(kind=RoundKind.AUCTION_2)


# The law of the day ---------------------------------------------------------------------------


def test_no_law_no_notice(ready: Any) -> None:
    """On a day on which the law has no value that is told, once, beside all else."""
    ready.at(2016, 12, 31)
    codes = ready.codes()
    assert codes.count("no_law_in_force") == 1


def test_the_terms_of_a_round_are_judged_alone_for_a_correction(ready: Any) -> None:
    """A correction from which the term begins again meets the same guards on days and hours."""
    ready.announced()
    timing = timing_of(
        ready.state, ready.state.current, ready.asked(), opens_at=ready.NOW, closes_at=ready.NOW
    )
    assert [one.code for one in term_guards_of(timing)] == [
        "opening_not_ahead",
        "notice_too_short",
        "window_too_short",
    ]
