"""Who is concerned, what was served on whom, and who waived."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.events import BidderQualified, RoundSold
from mingpai.auction.model import PropertyClass, Standing
from mingpai.auction.objections.events import ObjectionDecided, ObjectionFiled
from mingpai.auction.objections.model import ObjectionKind, Outcome
from mingpai.auction.preparation.commands import (
    NamePerson,
    ServeDocument,
    StateNoShareholder,
    WaiveNotice,
)
from mingpai.auction.preparation.model import Nature, Paper, Role
from mingpai.auction.settlement.events import SaleRuled
from mingpai.kernel.ids import BiddingCode, LotToken
from mingpai.kernel.money import Fen
from mingpai.law.service import Method

DIGEST = "A" * 43
SOMEBODY = LotToken("somebody".rjust(22, "0"))
BUYER = LotToken("buyer".rjust(22, "0"))


def _paper(paper: Paper, token: str = SOMEBODY, **more: Any) -> ServeDocument:
    command = ServeDocument(paper, LotToken(token), Method.DIRECT, date(2026, 4, 15), DIGEST)
    return replace(command, **more)


def _why(file: Any, command: ServeDocument) -> object:
    refusal = file.refusal(command)
    assert refusal.code == "service_out_of_order"
    assert refusal.facts["paper"] == command.paper.value
    return refusal.facts["why"]


# Naming and waiving ---------------------------------------------------------------------------


def test_a_person_is_named_once_in_each_role(opened: Any) -> None:
    """The same person may be applicant and tenant, and is neither twice."""
    opened.do(NamePerson(SOMEBODY, Role.APPLICANT))
    opened.do(NamePerson(SOMEBODY, Role.TENANT))
    for role in (Role.APPLICANT, Role.TENANT):
        refusal = opened.refusal(NamePerson(SOMEBODY, role))
        assert (refusal.code, refusal.facts) == ("person_named_already", {"role": role.value})
    filed = opened.state.file.preparation
    assert filed.holders(Role.TENANT) == filed.holders(Role.APPLICANT) == (SOMEBODY,)


@pytest.mark.rule("K40")
def test_that_there_is_no_other_shareholder_is_looked_up(make_file: Any) -> None:
    """Of equity alone, on a paper, by the court, and not beside a shareholder who is named."""
    command = StateNoShareholder(DIGEST)
    refusal = make_file().opened().refusal(command)
    assert (refusal.code, refusal.facts) == ("no_equity_here", {"nature": "other"})
    equity = {"property_class": PropertyClass.OTHER_RIGHT, "nature": Nature.EQUITY}
    file = make_file().opened(**equity)
    assert file.code(command, actor=file.PLATFORM) == "not_this_court"
    assert file.code(replace(command, proof="没有")) == "paper_malformed"
    assert file.do(command).on == file.TODAY
    assert file.state.file.preparation.no_shareholder_on == file.TODAY
    file.named(SOMEBODY, Role.SHAREHOLDER)
    again = file.refusal(command)
    assert (again.code, again.facts) == ("person_named_already", {"role": "shareholder"})


def test_a_waiver_is_somebodys_and_on_paper(opened: Any) -> None:
    """Only who is named can waive, and only in writing."""
    command = WaiveNotice(SOMEBODY, DIGEST)
    assert opened.code(command) == "person_unknown"
    opened.do(NamePerson(SOMEBODY, Role.TENANT))
    assert opened.code(replace(command, proof="放弃")) == "paper_malformed"
    assert opened.do(command).on == opened.TODAY


def test_a_name_passes_for_no_token(opened: Any) -> None:
    """A token that could hold a name is refused in each of these commands."""
    for command in (
        NamePerson(LotToken("张三"), Role.DEBTOR),
        WaiveNotice(LotToken("张三"), DIGEST),
        _paper(Paper.PARTY_NOTICE, "张三"),
    ):
        assert opened.code(command) == "token_malformed"


def test_persons_and_service_are_the_courts(opened: Any) -> None:
    """None of these facts is a platform's to record."""
    for command in (
        NamePerson(SOMEBODY, Role.DEBTOR),
        WaiveNotice(SOMEBODY, DIGEST),
        _paper(Paper.PARTY_NOTICE),
    ):
        assert opened.code(command, actor=opened.PLATFORM) == "not_this_court"


# Service --------------------------------------------------------------------------------------


@pytest.mark.rule("K05")
@pytest.mark.parametrize("method", [one for one in Method if one is not Method.PUBLIC_NOTICE])
def test_service_counts_from_its_day(opened: Any, method: Method) -> None:
    """Handed over, left, sent or entrusted: it takes effect on the day that its proof names."""
    opened.named(SOMEBODY, Role.DEBTOR)
    event = opened.do(_paper(Paper.PARTY_NOTICE, method=method))
    assert event.effective_on == event.on == date(2026, 4, 15)


def test_a_service_that_failed_has_no_effect(opened: Any) -> None:
    """What reached nobody is recorded, and counts for nothing but display."""
    opened.named(SOMEBODY, Role.DEBTOR)
    assert opened.do(_paper(Paper.PARTY_NOTICE, failed=True)).effective_on is None


@pytest.mark.rule("K06")
@pytest.mark.parametrize(
    ("paper", "effective_on"),
    [
        (Paper.PARTY_NOTICE, date(2026, 4, 20)),
        (Paper.PRICE_REPORT, date(2026, 4, 30)),
        (Paper.SURPLUS_NOTICE, date(2026, 5, 15)),
    ],
)
def test_display_takes_its_days(opened: Any, paper: Paper, effective_on: date) -> None:
    """On display a notice of the sale takes 5 days, a price report 15, any other paper 30."""
    opened.named(SOMEBODY, Role.APPLICANT).priced().claimed()
    opened.do(_paper(paper, failed=True))
    event = opened.do(_paper(paper, method=Method.PUBLIC_NOTICE))
    assert event.effective_on == effective_on


@pytest.mark.rule("K06")
def test_display_is_the_last_way(opened: Any) -> None:
    """Before a notice is put on display another way must have failed, on record."""
    opened.named(SOMEBODY, Role.DEBTOR)
    command = _paper(Paper.PARTY_NOTICE, method=Method.PUBLIC_NOTICE)
    assert _why(opened, command) == "display_before_failure"
    opened.failed_service(opened.APPLICANT)
    assert _why(opened, command) == "display_before_failure"
    opened.failed_service(SOMEBODY, Paper.PRICE_REPORT)
    assert _why(opened, command) == "display_before_failure"
    opened.served(SOMEBODY)
    assert _why(opened, command) == "display_before_failure"
    opened.do(replace(command, failed=True))
    opened.do(command)


def test_a_service_is_on_somebody_on_a_day_with_a_proof(opened: Any) -> None:
    """Whoever is not named is served nothing, nor is anything served tomorrow or by a text."""
    assert opened.code(_paper(Paper.PARTY_NOTICE)) == "person_unknown"
    opened.named(SOMEBODY, Role.DEBTOR)
    assert opened.code(_paper(Paper.PARTY_NOTICE, on=date(2026, 4, 21))) == "day_lies_ahead"
    assert opened.code(_paper(Paper.PARTY_NOTICE, proof="回证")) == "paper_malformed"


def test_a_paper_follows_from_something(opened: Any) -> None:
    """A paper that tells of nothing is not served, nor one before what it tells of."""
    opened.named(SOMEBODY, Role.APPLICANT)
    for paper in (
        Paper.PRICE_REPORT,
        Paper.SURPLUS_NOTICE,
        Paper.STOP_DECISION,
        Paper.RESUMPTION_NOTICE,
        Paper.BALANCE_REMINDER,
        Paper.DEFAULT_DECISION,
        Paper.SALE_RULING,
        Paper.SETOFF_RULING,
        Paper.OBJECTION_DECISION,
        Paper.ANNULMENT_DECISION,
    ):
        assert _why(opened, _paper(paper)) == "no_cause"
    opened.priced()
    early = _paper(Paper.PRICE_REPORT, on=date(2026, 4, 10))
    assert _why(opened, early) == "before_cause"
    opened.do(replace(early, on=date(2026, 4, 11)))
    notice = _paper(Paper.PARTY_NOTICE, on=date(2025, 9, 30))
    assert _why(opened, notice) == "before_cause"


def test_stops_and_objections_are_told_to_those_concerned(published: Any) -> None:
    """Once a round was announced a stop is told; once an objection was decided, its outcome."""
    published.do(_paper(Paper.STOP_DECISION, published.DEBTOR, on=published.TODAY))
    published.do(_paper(Paper.RESUMPTION_NOTICE, published.DEBTOR, on=published.TODAY))
    day = date(2026, 4, 16)
    filed = ObjectionFiled(1, ObjectionKind.CONDUCT, Role.DEBTOR, day, None, DIGEST)
    published.given(filed)
    decision = _paper(Paper.OBJECTION_DECISION, published.DEBTOR, on=day)
    assert _why(published, decision) == "no_cause"
    published.given(ObjectionDecided(1, Outcome.REJECTED, day, DIGEST))
    published.do(decision)


@pytest.mark.parametrize(
    ("paper", "role"),
    [
        (Paper.SHAREHOLDER_NOTICE, Role.SHAREHOLDER),
        (Paper.SHAREHOLDER_NOTICE, Role.COMPANY),
        (Paper.TENANT_NOTICE, Role.TENANT),
        (Paper.SURPLUS_NOTICE, Role.APPLICANT),
    ],
)
def test_some_papers_are_for_some_persons(opened: Any, paper: Paper, role: Role) -> None:
    """A notice to shareholders, a tenant or an applicant is nobody else's."""
    opened.claimed().named(SOMEBODY, Role.CO_OWNER)
    assert _why(opened, _paper(paper)) == "not_his_paper"
    opened.named(SOMEBODY, role)
    opened.do(_paper(paper))


# After a sale ---------------------------------------------------------------------------------


@pytest.fixture
def sold(published: Any) -> Any:
    """Return a file whose round was sold to a bidder, at 10:00 on 26 May."""
    code = BiddingCode("A0001")
    bidder = BidderQualified(1, code, BUYER, Standing.ORDINARY, 0, published.DEPOSIT)
    published.given(bidder, RoundSold(1, code, published.START, 1, published.CLOSES))
    return published.at(2026, 6, 20)


def test_a_bidder_who_did_not_buy_is_served_nothing_here(published: Any) -> None:
    """Who registered stays secret, so no service names a bidder before he has bought."""
    code = BiddingCode("A0001")
    published.given(BidderQualified(1, code, BUYER, Standing.ORDINARY, 0, published.DEPOSIT))
    assert published.code(_paper(Paper.STOP_DECISION, BUYER)) == "person_unknown"


def test_the_buyer_is_reminded(sold: Any) -> None:
    """The buyer alone is told that the balance is due."""
    day = date(2026, 6, 1)
    sold.do(_paper(Paper.BALANCE_REMINDER, BUYER, on=day))
    debtor = _paper(Paper.BALANCE_REMINDER, sold.DEBTOR, on=day)
    assert _why(sold, debtor) == "not_his_paper"


def test_trap_7_title_passes_with_the_service_of_the_ruling(sold: Any) -> None:
    """Not with the ruling, nor with a service that failed; once it has passed it passes no more."""
    ruling = _paper(Paper.SALE_RULING, BUYER, on=date(2026, 6, 10))
    assert _why(sold, ruling) == "no_cause"
    sold.given(SaleRuled(1, date(2026, 6, 8), DIGEST))
    assert sold.state.file.settlement.title_on is None
    assert _why(sold, replace(ruling, paper=Paper.SETOFF_RULING)) == "no_cause"
    assert _why(sold, replace(ruling, on=date(2026, 6, 7))) == "before_cause"
    sold.do(replace(ruling, failed=True))
    assert sold.state.file.settlement.title_on is None
    sold.do(replace(ruling, token=sold.DEBTOR))
    assert sold.state.file.settlement.title_on is None
    sold.do(ruling)
    assert sold.state.file.settlement.title_on == date(2026, 6, 10)
    assert _why(sold, ruling) == "served_already"
    assert _why(sold, replace(ruling, on=date(2026, 6, 12))) == "served_already"
    sold.do(replace(ruling, token=sold.DEBTOR, on=date(2026, 6, 12)))


def test_a_ruling_on_display_can_still_be_handed_over(sold: Any) -> None:
    """Whoever turns up before display took effect gets his title on that day."""
    sold.given(SaleRuled(1, date(2026, 6, 8), DIGEST))
    ruling = _paper(Paper.SALE_RULING, BUYER, on=date(2026, 6, 10))
    sold.do(replace(ruling, failed=True))
    sold.do(replace(ruling, method=Method.PUBLIC_NOTICE))
    assert sold.state.file.settlement.title_on == date(2026, 7, 10)
    sold.do(replace(ruling, on=date(2026, 6, 15)))
    assert sold.state.file.settlement.title_on == date(2026, 6, 15)


@pytest.mark.parametrize(
    ("paper", "field", "day"),
    [
        (Paper.DEFAULT_DECISION, "defaulted_on", date(2026, 6, 12)),
        (Paper.ANNULMENT_DECISION, "annulled_on", date(2026, 6, 12)),
    ],
)
def test_what_undid_a_sale_is_told_from_its_day_on(
    sold: Any, paper: Paper, field: str, day: date
) -> None:
    """A decision on a default or an annulment is served once it was made."""
    done = replace(sold.state.file.settlement, **{field: day}, price_fen=Fen(1))
    sold.state = replace(sold.state, file=replace(sold.state.file, settlement=done))
    assert _why(sold, _paper(paper, BUYER, on=date(2026, 6, 11))) == "before_cause"
    sold.do(_paper(paper, BUYER, on=day))


def test_no_title_passes_while_an_outsiders_claim_stands(sold: Any) -> None:
    """The claim came in time, so that the rest of the sale waits; what came before it is a fact."""
    sold.given(SaleRuled(1, date(2026, 6, 8), DIGEST))
    claim = ObjectionKind.OUTSIDER_CLAIM
    sold.given(ObjectionFiled(1, claim, Role.OUTSIDER, date(2026, 6, 10), None, DIGEST))
    ruling = _paper(Paper.SALE_RULING, BUYER, on=date(2026, 6, 10))
    refusal = sold.refusal(ruling)
    assert (refusal.code, refusal.facts) == ("outsider_claim_open", {"objection": 1})
    sold.do(replace(ruling, token=sold.DEBTOR))
    sold.do(replace(ruling, failed=True))
    sold.do(_paper(Paper.BALANCE_REMINDER, BUYER, on=date(2026, 6, 10)))
    before = sold.state
    sold.do(replace(ruling, on=date(2026, 6, 9)))
    sold.state = before
    sold.given(ObjectionDecided(1, Outcome.WITHDRAWN, date(2026, 6, 11), DIGEST))
    sold.do(ruling)


@pytest.mark.rule("K39")
def test_no_title_passes_once_the_seizure_lapsed(sold: Any) -> None:
    """The day of the service must lie within it; what reached others, or nobody, is recorded."""
    sold.given(SaleRuled(1, date(2026, 6, 8), DIGEST))
    filed = replace(sold.state.file.preparation, seizure_until=date(2026, 6, 9))
    sold.state = replace(sold.state, file=replace(sold.state.file, preparation=filed))
    ruling = _paper(Paper.SALE_RULING, BUYER, on=date(2026, 6, 10))
    refusal = sold.refusal(ruling)
    assert (refusal.code, refusal.facts) == ("seizure_lapsed", {"until": "2026-06-09"})
    sold.do(replace(ruling, token=sold.DEBTOR))
    sold.do(replace(ruling, failed=True))
    sold.do(replace(ruling, on=date(2026, 6, 9)))


def test_no_title_passes_before_an_upheld_objection_is_carried_out(sold: Any) -> None:
    """Service would settle what the court has ordered to be undone or put right."""
    sold.given(SaleRuled(1, date(2026, 6, 8), DIGEST))
    conduct = ObjectionKind.CONDUCT
    sold.given(ObjectionFiled(1, conduct, Role.DEBTOR, date(2026, 6, 8), None, DIGEST))
    sold.given(ObjectionDecided(1, Outcome.UPHELD, date(2026, 6, 10), DIGEST))
    ruling = _paper(Paper.SALE_RULING, BUYER, on=date(2026, 6, 10))
    refusal = sold.refusal(ruling)
    assert (refusal.code, refusal.facts) == ("objection_not_carried_out", {"objection": 1})
    sold.do(replace(ruling, on=date(2026, 6, 9)))
