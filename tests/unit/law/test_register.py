"""Proves that K01 to K50 are registered, and that what is said to be carried out is."""

import pkgutil
from datetime import date

import pytest

from mingpai.kernel.ids import well_formed
from mingpai.law.articles import article_of
from mingpai.law.authority import Rank, Weight, weigh
from mingpai.law.parameters import ABSENT, PARAMETERS
from mingpai.law.register import RULES, LegalRule, Status

BY_ID = {rule.id: rule for rule in RULES}
CARRIED_OUT = [rule for rule in RULES if rule.status is not Status.REGISTERED]
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


def test_every_rule_is_carried_out() -> None:
    """None of the fifty is only registered: each refuses, or finds a breach."""
    assert [rule.id for rule in CARRIED_OUT] == [rule.id for rule in RULES]
    for rule in RULES:
        assert bool(rule.carried_out_by) is (rule.status is not Status.REGISTERED)


def test_every_rule_has_a_detector() -> None:
    """Whoever reports it, a breach of each rule is found on events alone."""
    for rule in RULES:
        assert rule.carried_out_by[-1].startswith("mingpai.supervision.rules."), rule.id


def test_what_is_no_guard_binds_a_duty_or_another() -> None:
    """The rules that refuse nothing are those of terms, of data, and of others' acts."""
    assert {rule.id for rule in RULES if rule.status is Status.LIVE} == {
        "K19", "K20", "K26", "K27", "K29", "K30", "K31", "K32", "K34", "K35", "K38",
        "K46", "K47", "K48", "K49", "K50",
    }  # fmt: skip


@pytest.mark.parametrize("rule", CARRIED_OUT, ids=lambda rule: rule.id)
def test_each_function_exists(rule: LegalRule) -> None:
    """Every function that is said to carry a rule out is there and can be called."""
    for path in rule.carried_out_by:
        assert callable(pkgutil.resolve_name(path)), path


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
        "sale_run_hours",
        "direct_sale_min_ratio",
        "impact_assessment_years",
        "panel_min_members",
        "public_notice_days",
        "equity_self_disposal_months",
        "inquiry_days",
        "inquiry_extension_days",
        "appraisal_days",
        "appraisal_extension_days",
        "appraisal_extension_times",
        "price_report_sent_within_days",
        "price_report_display_days",
        "price_objection_days",
        "objection_decided_within_days",
        "review_asked_within_days",
        "outsider_claim_decided_within_days",
        "suit_brought_within_days",
        "plan_objection_days",
        "plan_suit_days",
        "higher_court_stop_max_months",
        "dominance_ratio_one",
        "dominance_ratio_two",
        "dominance_ratio_three",
        "dominance_ratio_none",
    }


def test_whatever_guards_may_refuse() -> None:
    """Every rule that refuses rests on an article in force that may refuse anybody by itself."""
    for rule in RULES:
        if rule.status is Status.GUARD:
            weights = {weigh(article_of(one), on=DAY) for one in rule.articles}
            assert weights & {Weight.REFUSES, Weight.REFUSES_UNVERIFIED}, rule.id


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


def test_a_rule_holds_from_its_first_article_on() -> None:
    """Rank and first day of a rule are those of the article it stands or falls with."""
    assert BY_ID["K16"].rank is Rank.JUDICIAL_INTERPRETATION  # type: ignore[index]
    assert BY_ID["K16"].in_force_from == date(2017, 1, 1)  # type: ignore[index]
