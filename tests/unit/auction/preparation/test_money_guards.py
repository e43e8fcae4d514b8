"""What a notice may ask for in money, and what its price rests on."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.events import PriorityConfirmed, RoundSold
from mingpai.auction.model import PropertyClass, RoundKind
from mingpai.auction.preparation.events import (
    AuctionInsisted,
    ClaimsRecorded,
    NoShareholderStated,
    PriceObjected,
    PriceObjectionSettled,
)
from mingpai.auction.preparation.model import (
    Nature,
    PanelMatter,
    Paper,
    PriceBasis,
    PriceMethod,
    Role,
    Trait,
)
from mingpai.auction.settlement.events import SetOffAwarded
from mingpai.auction.settlement.model import AwardBasis
from mingpai.kernel.ids import BiddingCode, LotToken
from mingpai.kernel.money import Fen

EQUITY = {
    "property_class": PropertyClass.OTHER_RIGHT,
    "nature": Nature.EQUITY,
    "traits": (Trait.CANNOT_BE_VALUED,),
}
AUCTION_2 = RoundKind.AUCTION_2


def _only(file: Any, code: str, **terms: Any) -> Any:
    (found,) = [one for one in file.guards(**terms) if one.code == code]
    return found


# The reference price --------------------------------------------------------------------------


def test_a_notice_needs_a_price_that_nobody_objects_to(ready: Any) -> None:
    """While an objection is open there is no notice; rejected it stands, upheld there is none."""
    ready.given(PriceObjected(ready.DEBTOR, date(2026, 4, 14), ready.PAPER))
    assert ready.codes() == ["price_under_objection"]
    ready.given(PriceObjectionSettled(upheld=False, decision=ready.PAPER))
    assert ready.codes() == []
    ready.given(PriceObjected(ready.DEBTOR, date(2026, 4, 14), ready.PAPER))
    ready.given(PriceObjectionSettled(upheld=True, decision=ready.PAPER))
    assert ready.codes() == ["price_not_fixed", "panel_missing"]


def test_a_first_notice_waits_for_the_report_on_the_price(ready: Any) -> None:
    """Applicant and debtor have the report and five days to object; its display takes longer."""
    bare = [one for one in ready.state.file.preparation.services if one.paper is Paper.PARTY_NOTICE]
    prepared = replace(ready.state.file.preparation, services=tuple(bare))
    ready.state = replace(ready.state, file=replace(ready.state.file, preparation=prepared))
    assert [one.facts for one in ready.guards()] == [
        {"role": "applicant", "token": ready.APPLICANT},
        {"role": "debtor", "token": ready.DEBTOR},
    ]
    assert ready.codes() == ["price_report_not_served"] * 2
    ready.served(ready.APPLICANT, Paper.PRICE_REPORT, on=date(2026, 4, 10))  # of another report
    ready.failed_service(ready.APPLICANT, Paper.PRICE_REPORT)
    assert ready.codes() == ["price_report_not_served"] * 2
    ready.served(ready.APPLICANT, Paper.PRICE_REPORT, on=date(2026, 4, 12))
    ready.served(ready.DEBTOR, Paper.PRICE_REPORT, on=date(2026, 4, 15))
    (found,) = ready.guards()
    assert (found.code, found.article) == ("price_objection_term_runs", "FS2018-15:22")
    assert found.facts == {"role": "debtor", "last": "2026-04-20", "verified": True}
    assert ready.at(2026, 4, 21).codes() == []


def test_a_price_that_carried_a_notice_needs_no_report_again(second: Any) -> None:
    """Whoever is named between two rounds had nothing to object to before."""
    second.named("7".rjust(22, "0"), Role.APPLICANT)
    assert "price_report_not_served" not in second.codes(kind=RoundKind.AUCTION_2)


def test_a_price_found_anew_has_a_report_of_its_own(second: Any) -> None:
    """No earlier notice rests on it, on whatever day it was found; nor does its validity."""
    filed = second.state.file.preparation
    early = replace(filed.price, after_round=1, report_after=1, valid_until=date(2026, 5, 1))
    prepared = replace(filed, price=early, services=())
    second.state = replace(second.state, file=replace(second.state.file, preparation=prepared))
    codes = second.at(2026, 5, 27).codes()
    assert codes.count("price_report_not_served") == 2
    assert "price_lapsed" in codes


def test_a_price_that_parties_agreed_has_no_report(ready: Any) -> None:
    """Nobody objects to what he agreed to."""
    filed = ready.state.file.preparation
    agreed = replace(filed.price, method=PriceMethod.AGREED)
    prepared = replace(filed, price=agreed, services=filed.services[2:])
    ready.state = replace(ready.state, file=replace(ready.state.file, preparation=prepared))
    assert ready.codes() == []


def test_the_debtor_may_want_all_sold(ready: Any) -> None:
    """What other property brought stops the sale, unless the debtor consents in writing."""
    enough = ClaimsRecorded(Fen(5), Fen(4), Fen(3), Fen(12))
    assert ready.given(enough).codes() == ["debt_covered"]
    assert ready.given(replace(enough, proceeds_fen=Fen(11))).codes() == []
    assert ready.given(replace(enough, consent=ready.PAPER)).codes() == []


@pytest.mark.rule("K37")
def test_the_first_notice_lies_within_the_validity(ready: Any) -> None:
    """The last day of validity still carries a first notice, the day after does not."""
    terms = {"opens_at": ready.at(2027, 3, 30).now, "closes_at": ready.at(2027, 3, 31).now}
    ready.at(2027, 2, 5)
    assert "price_lapsed" not in ready.codes(**terms)
    ready.at(2027, 2, 6)
    found = _only(ready, "price_lapsed", **terms)
    assert found.facts == {"valid_until": "2027-02-05", "last_opening": "2027-08-05"}


@pytest.mark.rule("K37")
def test_a_later_round_opens_within_the_months_of_grace(second: Any) -> None:
    """A second notice may lie beyond the validity, if its auction opens within six months of it."""
    second.at(2027, 7, 1)
    last = {"opens_at": second.at(2027, 8, 5).now, "closes_at": second.at(2027, 8, 6).now}
    late = {"opens_at": second.at(2027, 8, 6).now, "closes_at": second.at(2027, 8, 7).now}
    second.at(2027, 7, 1)
    assert "price_lapsed" not in second.codes(kind=AUCTION_2, **last)
    assert "price_lapsed" in second.codes(kind=AUCTION_2, **late)


@pytest.mark.rule("K37")
def test_a_notice_of_the_day_of_the_price_is_its_first(make_file: Any) -> None:
    """What was published on the day on which the price was fixed was published on that price."""
    file = make_file().ready().announced(announced_on=date(2026, 4, 11)).passed_in().at(2027, 7, 1)
    opens_at = file.at(2027, 8, 5).now
    file.at(2027, 7, 1)
    assert "price_lapsed" not in file.codes(kind=AUCTION_2, opens_at=opens_at)


# The floor and its exceptions -----------------------------------------------------------------


@pytest.mark.rule("K10")
def test_the_start_price_reaches_the_floor(ready: Any) -> None:
    """Seven tenths of the reference price are enough; a fen less is not."""
    short = Fen(ready.START - 1)
    ready.decided(start_price_fen=short)
    (found,) = ready.guards(start_price_fen=short)
    assert (found.code, found.article) == ("start_price_too_low", "FS2016-18:10.2")
    assert found.facts == {"start_price_fen": short, "least_fen": ready.START}


@pytest.mark.rule("K11")
def test_the_second_auction_is_cut_by_a_fifth_at_most(second: Any) -> None:
    """Four fifths of the first start price are enough; a fen less is not."""
    terms = {"kind": AUCTION_2, "opens_at": second.at(2026, 6, 25).now}
    terms["closes_at"] = second.at(2026, 6, 26).now
    second.at(2026, 6, 10)
    second.decided(start_price_fen=Fen(5_600_000))
    assert second.codes(start_price_fen=Fen(5_600_000), **terms) == []
    second.decided(start_price_fen=Fen(5_599_999))
    (found,) = second.guards(start_price_fen=Fen(5_599_999), **terms)
    assert (found.code, found.article) == ("price_cut_too_deep", "FS2016-18:26.1")
    assert found.facts["least_fen"] == 5_600_000


@pytest.mark.rule("K11")
def test_a_re_auction_has_the_floor_of_the_round_it_repeats(published: Any) -> None:
    """After a default in the second auction the cut is measured from the first once more."""
    published.passed_in().announced(kind=AUCTION_2, start_price_fen=Fen(6_000_000))
    published.given(RoundSold(2, BiddingCode("A0001"), Fen(6_000_000), 1, published.CLOSES))
    found = _only(
        published, "price_cut_too_deep", kind=RoundKind.RERUN, start_price_fen=Fen(5_599_999)
    )
    assert found.facts["least_fen"] == 5_600_000
    assert "start_price_too_low" not in published.codes(kind=RoundKind.RERUN)


def test_without_a_failed_round_there_is_nothing_to_measure_by(ready: Any) -> None:
    """That a second auction is out of turn is told as such, and not as a wrong price."""
    codes = ready.codes(kind=AUCTION_2, start_price_fen=Fen(1))
    assert "round_not_next" in codes
    assert "price_cut_too_deep" not in codes


def test_the_sale_has_the_price_of_the_failed_second_auction(published: Any) -> None:
    """A 变卖 starts at the second auction's price, neither less nor more; known at second hand."""
    published.passed_in().announced(kind=AUCTION_2, start_price_fen=Fen(6_000_000)).passed_in()
    for price in (5_999_999, 6_000_001):
        found = _only(
            published, "sale_price_wrong", kind=RoundKind.SALE, start_price_fen=Fen(price)
        )
        assert found.facts == {"start_price_fen": price, "due_fen": 6_000_000, "verified": False}
    assert "sale_price_wrong" not in published.codes(
        kind=RoundKind.SALE, start_price_fen=Fen(6_000_000)
    )


def test_trap_18_criminal_property_may_be_sold_without_reserve(make_file: Any) -> None:
    """After its last auction failed and nobody takes it, criminal property needs no floor."""
    file = make_file().ready(traits=(Trait.CRIMINAL,)).announced().passed_in()
    file.announced(kind=AUCTION_2, opens_at=file.OPENS).passed_in()
    file.told_again(date(2026, 6, 1)).at(2026, 6, 10).claimed(senior=1_000)
    terms = {
        "basis": PriceBasis.CRIMINAL_NO_RESERVE,
        "basis_proof": file.PAPER,
        "start_price_fen": Fen(100),
        "deposit_fen": Fen(10),
        "opens_at": file.at(2026, 7, 10).now,
        "closes_at": file.at(2026, 7, 11).now,
    }
    file.at(2026, 6, 10).decided(start_price_fen=Fen(100), deposit_fen=Fen(10))
    assert file.codes(**terms) == []
    assert file.codes(**(terms | {"basis_proof": ""})) == ["basis_not_allowed"]
    file.given(PriceObjected(file.DEBTOR, date(2026, 6, 9), file.PAPER)).at(2028, 1, 1)
    assert not {"price_lapsed", "price_under_objection"} & set(file.codes(**terms))


@pytest.mark.parametrize(
    ("traits", "failures", "declined"),
    [((), 2, True), ((), 3, True), ((Trait.CRIMINAL,), 0, True), ((Trait.CRIMINAL,), 2, False)],
)
def test_without_its_conditions_there_is_no_sale_without_reserve(
    make_file: Any, traits: tuple[Trait, ...], failures: int, *, declined: bool
) -> None:
    """Neither other property, nor before the last failure, nor while somebody may take it."""
    file = make_file().ready(traits=traits)
    for kind in (RoundKind.AUCTION_1, AUCTION_2, RoundKind.SALE)[:failures]:
        file.announced(kind=kind).passed_in(declined=declined or kind is RoundKind.AUCTION_1)
    terms = {"basis": PriceBasis.CRIMINAL_NO_RESERVE, "basis_proof": file.PAPER}
    found = _only(file, "basis_not_allowed", **terms)
    assert (found.article, found.facts) == ("FS2014-13:12", {"basis": "criminal_no_reserve"})


def _equity(file: Any, **facts: Any) -> Any:
    """Return a file of equity that nobody could value: it has no price, only costs."""
    company = LotToken("company".rjust(22, "0"))
    file.opened(**(EQUITY | facts)).named(file.APPLICANT, Role.APPLICANT)
    file.named(file.DEBTOR, Role.DEBTOR).named(company, Role.COMPANY)
    file.claimed(costs=300_000).assigned().served(file.APPLICANT).served(file.DEBTOR)
    file.served(company, Paper.SHAREHOLDER_NOTICE)
    file.given(NoShareholderStated(file.TODAY, file.PAPER))
    return file.decided(start_price_fen=Fen(300_001), deposit_fen=Fen(250_000))


def test_trap_18_equity_that_nobody_can_value_starts_above_costs(make_file: Any) -> None:
    """On a written request its start price is only above costs, and its deposit the court's."""
    file = _equity(make_file())
    terms = {
        "basis": PriceBasis.EQUITY_COST,
        "basis_proof": file.PAPER,
        "start_price_fen": Fen(300_001),
        "deposit_fen": Fen(250_000),
        "notice_further": file.FURTHER,
    }
    assert file.codes(**terms) == []
    assert file.codes(**(terms | {"basis_proof": ""})) == ["basis_not_allowed"]
    at_costs = terms | {"start_price_fen": Fen(300_000)}
    assert _only(file, "basis_not_allowed", **at_costs).article == "FS2021-20:12"


def test_equity_that_can_be_valued_needs_its_price(make_file: Any) -> None:
    """Only what nobody can value is let off the reference price."""
    file = _equity(make_file(), traits=())
    terms = {"basis": PriceBasis.EQUITY_COST, "basis_proof": file.PAPER}
    terms |= {"start_price_fen": Fen(300_001), "deposit_fen": Fen(250_000)}
    terms |= {"notice_further": file.FURTHER}
    assert file.codes(**terms) == ["basis_not_allowed"]
    assert "price_not_fixed" in file.codes(start_price_fen=Fen(300_001))


def test_later_rounds_rest_on_what_the_first_rested_on(make_file: Any) -> None:
    """A second auction of equity without a price needs none, and has no basis of its own."""
    file = _equity(make_file())
    file.announced(basis=PriceBasis.EQUITY_COST, start_price_fen=Fen(300_001)).passed_in()
    assert "price_not_fixed" not in file.codes(kind=AUCTION_2)
    assert "basis_not_allowed" in file.codes(
        kind=AUCTION_2, basis=PriceBasis.EQUITY_COST, basis_proof=file.PAPER
    )


# Surplus --------------------------------------------------------------------------------------


def test_claims_are_on_file_first(make_file: Any) -> None:
    """Whether anything remains cannot be known before the claims are recorded."""
    assert "claims_not_recorded" in make_file().opened().codes()


@pytest.mark.rule("K36")
def test_an_auction_that_leaves_nothing_waits_for_the_applicant(ready: Any) -> None:
    """Refused until told and insisted, and then until the reserve is greater than both."""
    ready.claimed(senior=6_500_000, costs=500_000)
    for step, said in (
        (lambda: None, "untold"),
        (lambda: ready.served(ready.APPLICANT, Paper.SURPLUS_NOTICE), "told"),
        (lambda: ready.given(AuctionInsisted(date(2026, 4, 17), ready.PAPER)), "insisted"),
    ):
        step()
        (found,) = ready.guards()
        assert (found.code, found.article) == ("no_surplus", "FS2004-16:6")
        assert found.facts == {"start_price_fen": ready.START, "applicant": said}
    above = Fen(ready.START + 1)
    ready.decided(start_price_fen=above)
    assert ready.codes(start_price_fen=above) == []


@pytest.mark.rule("K36")
def test_what_the_sale_is_to_pay_stands_in_no_refusal(ready: Any) -> None:
    """Claims are restricted, and a refusal is published: no amount of them is a fact of it."""
    ready.claimed(debt=1_234_567, senior=7_654_321, costs=1_111_111)
    (found,) = ready.guards()
    assert not {1_234_567, 7_654_321, 1_111_111, 8_765_432} & set(found.facts.values())


@pytest.mark.parametrize(("proceeds", "codes"), [(20_299_999, []), (20_300_000, ["debt_covered"])])
def test_nothing_more_is_sold_once_the_debt_is_covered(
    ready: Any, proceeds: int, codes: list[str]
) -> None:
    """Once other property has brought debt, senior claims and costs, the notice is refused."""
    amounts = (20_000_000, 200_000, 100_000, proceeds)
    ready.given(ClaimsRecorded(*(Fen(one) for one in amounts)))
    assert ready.codes() == codes


# Deposit and panel ----------------------------------------------------------------------------


@pytest.mark.rule("K12")
@pytest.mark.parametrize(("deposit", "slip"), [(350_000, -1), (1_400_000, 1)])
def test_trap_4_the_deposit_is_measured_by_the_start_price(
    ready: Any, deposit: int, slip: int
) -> None:
    """5 % and 20 % of the start price are lawful, a fen beyond is not; the reference is no base."""
    ready.decided(deposit_fen=Fen(deposit))
    assert ready.codes(deposit_fen=Fen(deposit)) == []
    ready.decided(deposit_fen=Fen(deposit + slip))
    (found,) = ready.guards(deposit_fen=Fen(deposit + slip))
    assert (found.code, found.article) == ("deposit_out_of_range", "FS2016-18:17.1")
    assert (found.facts["least_fen"], found.facts["most_fen"]) == (350_000, 1_400_000)


@pytest.mark.rule("K04")
def test_a_notice_needs_a_panel_of_its_own(ready: Any, second: Any) -> None:
    """No round is announced without a decision for it; that of the round before is none."""
    prepared = replace(ready.state.file.preparation, panel=None)
    ready.state = replace(ready.state, file=replace(ready.state.file, preparation=prepared))
    (found,) = ready.guards()
    assert (found.code, found.article, found.facts) == (
        "panel_missing",
        "FS2016-18:27",
        {"lifted_by": "panel"},
    )
    second.decided(round=1)
    assert "panel_missing" in second.codes(kind=AUCTION_2)


@pytest.mark.rule("K04")
def test_the_panel_decides_all_that_the_round_needs(second: Any) -> None:
    """Price, step, deposit always; the cut of a second auction; priority where anybody has it."""
    second.decided(matters=(PanelMatter.START_PRICE,))
    found = _only(second, "panel_matter_missing", kind=AUCTION_2)
    assert found.facts == {"matters": "price_cut,step,deposit", "lifted_by": "panel"}
    second.given(PriorityConfirmed(LotToken("p" * 22), 1))
    found = _only(second, "panel_matter_missing", kind=AUCTION_2)
    assert found.facts["matters"] == "price_cut,step,deposit,priority"


@pytest.mark.rule("K04")
@pytest.mark.parametrize(
    ("field", "matter"),
    [("start_price_fen", "start_price"), ("step_fen", "step"), ("deposit_fen", "deposit")],
)
def test_the_notice_says_what_the_panel_decided(ready: Any, field: str, matter: str) -> None:
    """A figure that is not the panel's is refused with both."""
    noticed = getattr(ready.TERMS, field) + 1
    (found,) = ready.guards(**{field: noticed})
    assert found.code == "panel_decided_otherwise"
    assert found.facts == {
        "matter": matter,
        "decided_fen": noticed - 1,
        "noticed_fen": noticed,
        "lifted_by": "panel",
    }


@pytest.mark.rule("K04")
def test_a_named_priority_holder_makes_priority_a_matter(ready: Any) -> None:
    """Whoever is named as a co-owner may have priority, so the panel must have looked at it."""
    ready.decided(matters=(PanelMatter.START_PRICE, PanelMatter.STEP, PanelMatter.DEPOSIT))
    assert ready.codes() == []
    holder = LotToken("h" * 22)
    ready.named(holder, Role.CO_OWNER).served(holder)
    (found,) = ready.guards()
    assert found.facts["matters"] == "priority"


def test_an_award_that_runs_is_no_refusal_to_take(second: Any) -> None:
    """While a creditor is to take the property the next round waits."""
    day = date(2026, 6, 5)
    award = SetOffAwarded(
        1, LotToken("c" * 22), AwardBasis.ONLY_ONE, second.START, Fen(0), day, day, second.PAPER
    )
    file = second
    offer = replace(file.state.file.settlement.set_off, declined=False)
    done = replace(file.state.file.settlement, set_off=offer)
    file.state = replace(file.state, file=replace(file.state.file, settlement=done))
    file.given(award)
    assert "set_off_not_asked" in file.codes(kind=AUCTION_2)
