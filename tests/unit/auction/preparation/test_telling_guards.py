"""Who must be told of a round, and how long before its notice is published."""

from datetime import date
from typing import Any

import pytest

from mingpai.auction.model import PropertyClass, RoundKind
from mingpai.auction.preparation.events import NoShareholderStated, NoticeWaived
from mingpai.auction.preparation.model import Nature, Paper, Role, Trait
from mingpai.auction.preparation.telling_guards import papers_for
from mingpai.kernel.ids import LotToken
from mingpai.law.service import Method

SOMEBODY = LotToken("somebody".rjust(22, "0"))


@pytest.mark.rule("K05")
def test_trap_19_parties_are_told_before_the_publication(ready: Any) -> None:
    """Three days must lie between telling and publication; how far the auction is makes no odds."""
    ready.named(SOMEBODY, Role.CO_OWNER).served(SOMEBODY, on=date(2026, 4, 18))
    (found,) = ready.guards()
    assert (found.code, found.article) == ("party_told_too_late", "FS2016-18:16.1")
    assert found.facts == {"role": "co_owner", "token": SOMEBODY, "earliest": "2026-04-21"}
    assert found.transient
    ready.at(2026, 4, 21)
    assert ready.codes() == []


@pytest.mark.rule("K05")
def test_what_reached_somebody_later_counts_from_then(ready: Any) -> None:
    """A notice counts from the day on which it took effect, not from the day it was sent."""
    ready.named(SOMEBODY, Role.CO_OWNER)
    ready.served(SOMEBODY, on=date(2026, 4, 10), effective_on=date(2026, 4, 18))
    (found,) = ready.guards()
    assert (found.code, found.facts["earliest"]) == ("party_told_too_late", "2026-04-21")


@pytest.mark.rule("K05")
@pytest.mark.parametrize("role", [Role.APPLICANT, Role.DEBTOR, Role.CO_OWNER, Role.PRIORITY_BUYER])
def test_everybody_concerned_is_told(ready: Any, role: Role) -> None:
    """Whoever is named in one of these roles must be told, by the notice to the parties."""
    ready.named(SOMEBODY, role).served(SOMEBODY, Paper.PRICE_REPORT, on=date(2026, 4, 12))
    (found,) = ready.guards()
    assert (found.code, found.facts) == (
        "party_not_told",
        {"role": role.value, "token": SOMEBODY, "paper": "party_notice"},
    )
    ready.failed_service(SOMEBODY)
    assert ready.codes() == ["party_not_told"]
    ready.served(SOMEBODY)
    assert ready.codes() == []


@pytest.mark.rule("K05")
@pytest.mark.parametrize("role", [Role.CREDITOR, Role.OUTSIDER, Role.BUYER])
def test_others_need_not_be_told(ready: Any, role: Role) -> None:
    """Whoever is neither party nor priority holder is told by the notice itself."""
    ready.named(SOMEBODY, role)
    assert ready.codes() == []


@pytest.mark.rule("K05")
def test_whoever_waived_need_not_be_told(ready: Any) -> None:
    """A written waiver stands in the place of every notice to its giver."""
    ready.named(SOMEBODY, Role.TENANT)
    assert ready.codes() == ["party_not_told"]
    ready.given(NoticeWaived(SOMEBODY, ready.TODAY, ready.PAPER))
    assert ready.codes() == []


@pytest.mark.rule("K06")
def test_whom_nothing_reaches_is_deemed_told_after_five_full_days(ready: Any) -> None:
    """On display from the 14th five full days are over on the 20th, and no sooner."""
    ready.named(SOMEBODY, Role.CO_OWNER)
    ready.served(
        SOMEBODY,
        on=date(2026, 4, 14),
        method=Method.PUBLIC_NOTICE,
        effective_on=date(2026, 4, 19),
    )
    ready.at(2026, 4, 19)
    (found,) = ready.guards()
    assert (found.code, found.facts["earliest"]) == ("party_told_too_late", "2026-04-20")
    ready.at(2026, 4, 20)
    assert ready.codes() == []


@pytest.mark.rule("K05")
def test_a_sale_has_an_applicant_and_a_debtor(make_file: Any) -> None:
    """Where nobody is named in a role that every sale has, the role itself is told."""
    file = make_file().opened(traits=(Trait.LEASED, Trait.CO_OWNED))
    roles = [one.facts for one in file.guards() if one.code == "party_not_told"]
    assert roles == [{"role": role} for role in ("applicant", "debtor", "co_owner", "tenant")]


@pytest.mark.rule("K40")
def test_equity_has_a_company_and_shareholders(make_file: Any) -> None:
    """Of equity the company is named and told, and a shareholder, unless there is no other."""
    equity = {"property_class": PropertyClass.OTHER_RIGHT, "nature": Nature.EQUITY}
    file = make_file().ready(**equity)
    said = {"notice_further": file.FURTHER}
    roles = [one.facts for one in file.guards(**said)]
    assert roles == [{"role": "company"}, {"role": "shareholder"}]
    file.named(SOMEBODY, Role.COMPANY).given(NoShareholderStated(file.TODAY, file.PAPER))
    assert [one.facts.get("paper") for one in file.guards(**said)] == ["shareholder_notice"]
    file.served(SOMEBODY, Paper.SHAREHOLDER_NOTICE)
    assert file.codes(**said) == []


@pytest.mark.rule("K40")
def test_a_shareholder_who_turns_up_is_told_all_the_same(make_file: Any) -> None:
    """That there was none is no answer to one who is named."""
    equity = {"property_class": PropertyClass.OTHER_RIGHT, "nature": Nature.EQUITY}
    file = make_file().ready(**equity).given(NoShareholderStated(date(2026, 4, 20), "A" * 43))
    other = LotToken("other".rjust(22, "0"))
    file.named(SOMEBODY, Role.COMPANY).served(SOMEBODY, Paper.SHAREHOLDER_NOTICE)
    file.named(other, Role.SHAREHOLDER)
    (found,) = file.guards(notice_further=file.FURTHER)
    assert (found.code, found.facts["token"]) == ("party_not_told", other)


@pytest.mark.rule("K40")
@pytest.mark.rule("K41")
@pytest.mark.parametrize(
    ("role", "paper"),
    [(Role.SHAREHOLDER, Paper.SHAREHOLDER_NOTICE), (Role.TENANT, Paper.TENANT_NOTICE)],
)
def test_some_have_a_paper_of_their_own(ready: Any, role: Role, paper: Paper) -> None:
    """Shareholders and tenants need their own paper, which tells them of the sale as well."""
    assert papers_for(role) == (Paper.PARTY_NOTICE, paper)
    assert papers_for(Role.DEBTOR) == (Paper.PARTY_NOTICE,)
    ready.named(SOMEBODY, role).served(SOMEBODY)
    (found,) = ready.guards()
    assert found.facts == {"role": role.value, "token": SOMEBODY, "paper": paper.value}
    ready.served(SOMEBODY, paper)
    assert ready.codes() == []


@pytest.mark.rule("K05")
def test_everybody_is_told_of_each_round(second: Any, make_file: Any) -> None:
    """What was served for the first auction does not tell anybody of the second."""
    assert "party_not_told" not in second.codes(kind=RoundKind.AUCTION_2)
    untold = make_file().ready().announced().passed_in().at(2026, 6, 10)
    roles = [
        one.facts["role"]
        for one in untold.guards(kind=RoundKind.AUCTION_2)
        if one.code == "party_not_told"
    ]
    assert roles == ["applicant", "debtor"]


@pytest.mark.rule("K05")
def test_a_person_with_two_roles_is_told_in_both(ready: Any) -> None:
    """An applicant who is the tenant too gets the tenant's paper besides."""
    ready.named(ready.APPLICANT, Role.TENANT)
    (found,) = ready.guards()
    assert found.facts["paper"] == "tenant_notice"
