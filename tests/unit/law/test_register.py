"""Proves that K01 to K50 are registered, and that what is said to be carried out is."""

import importlib
from datetime import date
from functools import reduce

import pytest

from mingpai.kernel.ids import well_formed
from mingpai.law.articles import article_of
from mingpai.law.authority import Rank, Weight, weigh
from mingpai.law.parameters import ABSENT, PARAMETERS
from mingpai.law.register import RULES, LegalRule, Status

BY_ID = {rule.id: rule for rule in RULES}
CARRIED_OUT = [rule for rule in RULES if rule.status is Status.GUARD]
DAY = date(2026, 5, 26)


def test_fifty_rules_in_order() -> None:
    """K01 to K50 stand in order, each with a name of its own and titles in both languages."""
    assert [rule.id for rule in RULES] == [f"K{number:02d}" for number in range(1, 51)]
    assert len({rule.name for rule in RULES}) == 50
    for rule in RULES:
        assert well_formed("rule", rule.id)
        assert rule.name.isidentifier()
        assert rule.name.islower()
        assert rule.title_zh
        assert rule.title_en.isascii()


def test_what_this_build_carries_out() -> None:
    """The rules of one round of bidding are guards; all others are registered and no more."""
    assert {rule.id for rule in CARRIED_OUT} == {
        "K01", "K10", "K12", "K15", "K16", "K17", "K18", "K22", "K24", "K25", "K28",
    }  # fmt: skip
    for rule in RULES:
        assert bool(rule.carried_out_by) is (rule.status is Status.GUARD)


@pytest.mark.parametrize("rule", CARRIED_OUT, ids=lambda rule: rule.id)
def test_each_function_exists(rule: LegalRule) -> None:
    """Every function that is said to carry a rule out is there and can be called."""
    for path in rule.carried_out_by:
        parts = path.split(".")
        module = importlib.import_module(".".join(parts[:3]))
        assert callable(reduce(getattr, parts[3:], module)), path


def test_each_article_exists() -> None:
    """Every rule rests on at least one article that is described."""
    for rule in RULES:
        assert rule.articles
        for article in rule.articles:
            article_of(article)


def test_each_parameter_exists_and_has_a_rule() -> None:
    """Every value that a rule names exists, and only values of a later issue have no rule yet."""
    known = {one.name for one in PARAMETERS} | {one.name for one in ABSENT}
    used = {name for rule in RULES for name in rule.parameters}
    assert used <= known
    assert known - used == {
        "price_start_within_days",
        "sale_period_days",
        "sale_offset_ask_days",
        "sale_notice_within_days",
        "sale_prepay_ratio",
        "impact_assessment_years",
    }


def test_whatever_guards_may_refuse() -> None:
    """Every rule that refuses today rests on a verified text in force that may refuse anybody."""
    for rule in CARRIED_OUT:
        assert rule.rank is Rank.JUDICIAL_INTERPRETATION
        assert rule.verified
        assert rule.in_force_from == date(2017, 1, 1)
        assert weigh(article_of(rule.articles[0]), on=DAY) is Weight.REFUSES


@pytest.mark.parametrize("rule", ["K03", "K08", "K32", "K45", "K46", "K49", "K50"])
def test_rules_that_rest_on_what_was_not_read(rule: str) -> None:
    """A rule is unverified if any of its articles or values is known at second hand only."""
    assert not BY_ID[rule].verified  # type: ignore[index]


def test_all_other_rules_are_verified() -> None:
    """Those seven are the only ones."""
    assert sum(not rule.verified for rule in RULES) == 7


def test_ranks_below_an_interpretation() -> None:
    """Rules on documents and local rules carry that rank, so that they cannot refuse by mistake."""
    ranks = {rule.id: rule.rank for rule in RULES if rule.rank.order > 1}
    assert ranks == {
        "K32": Rank.NORMATIVE_DOCUMENT,
        "K45": Rank.NORMATIVE_DOCUMENT,
        "K46": Rank.LOCAL_RULE,
        "K50": Rank.NORMATIVE_DOCUMENT,
    }
