"""What the notice of a round says, and what it must not say."""

from typing import Any

import pytest

from mingpai.auction.model import PropertyClass
from mingpai.auction.preparation.content_guards import MAX_BALANCE_DAYS
from mingpai.auction.preparation.model import Nature, Possession, TaxRule, Trait
from mingpai.kernel.money import Fen
from mingpai.law.content import FurtherItem, Item, SpecialWarning

EQUITY = {"property_class": PropertyClass.OTHER_RIGHT, "nature": Nature.EQUITY}


@pytest.mark.rule("K13")
@pytest.mark.parametrize("item", list(Item))
def test_each_of_the_eleven_items_is_needed(ready: Any, item: Item) -> None:
    """An item that is left out, or empty, is named with its article."""
    number = list(Item).index(item) + 1
    for text in ("", " \n"):
        (found,) = ready.guards(notice_items={**ready.NOTICE.items, item: text})
        assert (found.code, found.facts) == ("items_missing", {"item": item.value})
        assert found.article == f"FS2016-18:13.0.{number}"


@pytest.mark.rule("K13")
@pytest.mark.parametrize(
    ("facts", "items"),
    [
        ({"nature": Nature.HOME}, ()),
        (
            {"nature": Nature.HOME, "traits": (Trait.PURCHASE_RESTRICTED,)},
            (("further_items_missing", "home_eligibility", "FS2021-18:2"),),
        ),
        (EQUITY, (("capital_not_stated", "equity_capital", "FS2021-20:14"),)),
        (
            EQUITY | {"traits": (Trait.APPROVAL_NEEDED,)},
            (
                ("further_items_missing", "approval_conditions", "FS2021-20:15"),
                ("capital_not_stated", "equity_capital", "FS2021-20:14"),
            ),
        ),
    ],
)
def test_some_kinds_of_property_ask_for_more(
    make_file: Any, facts: dict[str, Any], items: tuple[tuple[str, str, str], ...]
) -> None:
    """A restricted home and equity say what their own provisions ask for, or are not announced."""
    file = make_file().ready(**facts)
    codes = {"further_items_missing", "capital_not_stated"}

    def asked(**terms: Any) -> tuple[tuple[str, object, str], ...]:
        found = (one for one in file.guards(**terms) if one.code in codes)
        return tuple((one.code, one.facts["item"], one.article) for one in found)

    assert asked() == asked(notice_further=dict.fromkeys(FurtherItem, " ")) == items
    assert asked(notice_further=file.FURTHER) == ()
    file.at(2021, 12, 31)  # both provisions are law since 2022
    assert asked() == ()


@pytest.mark.rule("K45")
def test_what_is_said_besides_is_looked_at_too(ready: Any) -> None:
    """A forbidden sentence is found there as under the eleven items."""
    said = {FurtherItem.HOME_ELIGIBILITY: "该房屋占有情况不明。"}
    (found,) = ready.guards(notice_further=said)
    assert (found.code, found.facts["part"]) == ("wording_forbidden", "home_eligibility")


@pytest.mark.rule("K14")
@pytest.mark.parametrize("warning", list(SpecialWarning))
def test_each_of_the_seven_warnings_is_needed(ready: Any, warning: SpecialWarning) -> None:
    """A warning that is left out is named with its article."""
    kept = {one: text for one, text in ready.NOTICE.warnings.items() if one is not warning}
    (found,) = ready.guards(notice_warnings=kept)
    assert (found.code, found.facts) == ("warnings_missing", {"warning": warning.value})
    assert found.article == f"FS2016-18:14.0.{list(SpecialWarning).index(warning) + 1}"


@pytest.mark.rule("K44")
def test_a_sentence_that_lays_all_taxes_on_the_buyer_is_refused(ready: Any) -> None:
    """The refusal names part, place and article, and never the sentence."""
    texts = {**ready.NOTICE.items, Item.TAXES: "说明如下。一切税费均由买受人承担。"}
    (found,) = ready.guards(notice_items=texts)
    assert found.code == "wording_forbidden"
    assert found.facts == {
        "part": "taxes",
        "start": 5,
        "doubt": "taxes_all_on_buyer",
        "article": "FS2016-18:30",
    }


@pytest.mark.rule("K45")
def test_possession_is_never_called_unknown(ready: Any) -> None:
    """A warning that calls possession unknown is refused like an item that does."""
    texts = {**ready.NOTICE.warnings, SpecialWarning.KNOWN_DEFECTS: "该房屋占有情况不明。"}
    (found,) = ready.guards(notice_warnings=texts)
    assert (found.code, found.facts["part"]) == ("wording_forbidden", "known_defects")
    assert str(found.facts["article"]).startswith("FA2024-238:")


@pytest.mark.rule("K45")
def test_a_doubt_that_is_for_a_person_to_look_at_refuses_nothing(ready: Any) -> None:
    """Only what breaks its article as it stands is refused."""
    texts = {**ready.NOTICE.items, Item.OTHER: "竞买人可咨询银行办理贷款，电话 13800000000。"}
    assert ready.codes(notice_items=texts) == []


@pytest.mark.rule("K45")
def test_a_thing_is_in_somebodys_possession(make_file: Any) -> None:
    """Only a right is in nobody's; of all else the notice says whose it is."""
    none = {"notice_possession": Possession.NOT_APPLICABLE}
    for property_class, codes in (
        (PropertyClass.IMMOVABLE, ["possession_not_described"]),
        (PropertyClass.MOVABLE, ["possession_not_described"]),
        (PropertyClass.OTHER_RIGHT, []),
    ):
        assert make_file().ready(property_class=property_class).codes(**none) == codes


@pytest.mark.rule("K44")
def test_taxes_lie_where_the_law_lays_them_or_a_court_decided(ready: Any) -> None:
    """All taxes on the buyer are refused; a division by decision needs the decision."""
    paper = {"notice_tax_decision": ready.PAPER}
    for terms in (
        {"notice_taxes": TaxRule.BUYER_ALL},
        {"notice_taxes": TaxRule.BUYER_ALL, **paper},
        {"notice_taxes": TaxRule.COURT_DECIDED},
    ):
        (found,) = ready.guards(**terms)
        assert (found.code, found.article) == ("taxes_not_as_law", "FS2016-18:30")
        assert found.facts == {"taxes": terms["notice_taxes"].value, "lifted_by": "court_decision"}
    assert ready.codes(notice_taxes=TaxRule.COURT_DECIDED, **paper) == []


@pytest.mark.rule("K43")
def test_trap_14_auxiliary_work_is_no_cost_of_the_bidder(ready: Any) -> None:
    """Whatever a bidder or buyer should pay beside the price is refused."""
    (found,) = ready.guards(notice_bidder_fee_fen=Fen(1))
    assert (found.code, found.article) == ("bidder_fee_forbidden", "FS2016-18:7.2")
    assert found.facts == {"fee_fen": 1}


@pytest.mark.rule("K29")
@pytest.mark.parametrize("days", [0, -1, MAX_BALANCE_DAYS + 1, True, 1.5, "10", None])
def test_a_notice_says_when_the_balance_is_due(ready: Any, days: Any) -> None:
    """The law leaves the days to the notice, so the notice must give them."""
    (found,) = ready.guards(notice_balance_days=days)
    assert (found.code, found.article) == ("balance_days_missing", "FS2016-18:25")
    assert ready.codes(notice_balance_days=1) == []
    assert ready.codes(notice_balance_days=MAX_BALANCE_DAYS) == []
