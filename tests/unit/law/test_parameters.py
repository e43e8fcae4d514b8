"""Proves that every parameter of the legal reference is there, with article and verification."""

import re
from datetime import date, timedelta

from mingpai.kernel.money import Share
from mingpai.law.articles import article_of
from mingpai.law.parameters import ABSENT, BALANCE_DUE, NETWORK_LOG_MONTHS, PARAMETERS, NoticeDays

DAY = date(2026, 5, 26)
BY_NAME = {one.name: one for one in PARAMETERS}

EXPECTED: dict[str, object] = {
    "start_price_min_ratio_r1": Share(70, 100),
    "price_cut_max_ratio": Share(20, 100),
    "deposit_ratio_min": Share(5, 100),
    "deposit_ratio_max": Share(20, 100),
    "notice_days_r1": NoticeDays(movable=15, immovable=30, other_right=30),
    "notice_days_r2": NoticeDays(movable=7, immovable=15, other_right=15),
    "notice_days_sale": NoticeDays(movable=7, immovable=15, other_right=15),
    "party_notice_days_before_publication": 3,
    "deemed_notice_days": 5,
    "bidding_window_min_hours": timedelta(hours=24),
    "extension_minutes": timedelta(minutes=5),
    "r2_within_days": 30,
    "refund_hours": 24,
    "forward_hours": 24,
    "resume_within_days": 5,
    "ruling_within_days": 10,
    "delivery_within_days": 15,
    "price_start_within_days": 30,
    "sale_start_within_days": 10,
    "price_validity_max_months": 12,
    "price_grace_after_validity_months": 6,
    "sale_period_days": 60,
    "sale_offset_ask_days": 10,
    "sale_notice_within_days": 15,
    "sale_prepay_ratio": Share(100, 100),
    "payout_within_days": 30,
    "master_account_claim_days": 3,
    "retention_years_auction_data": 10,
    "share_record_years": 3,
    "impact_assessment_years": 3,
    "network_log_months": 6,
    "sale_run_hours": timedelta(hours=24),
    "direct_sale_min_ratio": Share(1, 2),
    "panel_min_members": 3,
    "public_notice_days": 30,
    "insist_days": 5,
    "shareholder_days": 20,
    "tenant_days": 5,
    "seizure_years": NoticeDays(movable=2, immovable=3, other_right=3),
    "equity_self_disposal_months": 3,
    "inquiry_days": 3,
    "inquiry_extension_days": 3,
    "appraisal_days": 30,
    "appraisal_extension_days": 15,
    "appraisal_extension_times": 2,
    "price_report_sent_within_days": 3,
    "price_report_display_days": 15,
    "price_objection_days": 5,
    "objection_decided_within_days": 15,
    "review_asked_within_days": 10,
    "outsider_claim_decided_within_days": 15,
    "suit_brought_within_days": 15,
    "plan_objection_days": 15,
    "plan_suit_days": 15,
    "higher_court_stop_max_months": 3,
    "dominance_ratio_one": Share(1, 2),
    "dominance_ratio_two": Share(2, 3),
    "dominance_ratio_three": Share(3, 4),
    "dominance_ratio_none": Share(1, 10),
    "incident_report_hours_critical": timedelta(hours=1),
    "incident_report_hours_organ": timedelta(hours=2),
    "incident_report_hours_other": timedelta(hours=4),
}

SECOND_HAND = {
    "notice_days_sale",
    "sale_period_days",
    "sale_offset_ask_days",
    "sale_notice_within_days",
    "sale_prepay_ratio",
    "payout_within_days",
    "master_account_claim_days",
    "network_log_months",
    "sale_run_hours",
    "panel_min_members",
    "public_notice_days",
    "incident_report_hours_critical",
    "incident_report_hours_organ",
    "incident_report_hours_other",
}


def test_each_parameter_has_its_value_today() -> None:
    """Every parameter of the reference holds the value that the reference gives."""
    assert {name: one.on(DAY).value for name, one in BY_NAME.items()} == EXPECTED
    assert len(BY_NAME) == len(PARAMETERS)


def test_what_is_known_at_second_hand_is_marked() -> None:
    """Exactly the values whose source was not read are marked unverified."""
    assert {name for name, one in BY_NAME.items() if not one.on(DAY).verified} == SECOND_HAND


def test_a_value_is_no_surer_than_its_article() -> None:
    """No verified value rests on an unverified article, nor on one not yet in force."""
    for one in PARAMETERS:
        for dated in one.values:
            article = article_of(dated.article)
            assert article.verified or not dated.verified, one.name
            assert article.in_force_on(dated.from_), one.name


def test_the_unit_is_in_the_name() -> None:
    """Each name says in which unit its value counts."""
    for name in BY_NAME:
        assert re.search("ratio|days|hours|minutes|months|years|members|times", name), name


def test_log_retention_before_the_amendment_was_read() -> None:
    """Until 2025 the term of logs rests on a text that was read; afterwards it is marked."""
    assert NETWORK_LOG_MONTHS.on(date(2025, 12, 31)).verified


def test_the_balance_has_no_legal_term() -> None:
    """The days for the balance are the notice's: they are recorded as absent, with no value."""
    assert ABSENT == (BALANCE_DUE,)
    assert BALANCE_DUE.name == "balance_due_days"
    assert BALANCE_DUE.name not in BY_NAME
    assert article_of(BALANCE_DUE.article).number == "25"
