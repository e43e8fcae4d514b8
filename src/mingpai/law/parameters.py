"""Every number of the law that a decision may rest on: dated, with its article, verified or not.

Source: the parameter list of the legal reference (section 7.6), under the same names. Where the
reference has a value at second hand only, `verified` is False and whoever is refused by it is
told so. What the law leaves to the notice stands in `ABSENT` and has no value at all.
"""

from datetime import date, timedelta

from msgspec import Struct

from mingpai.kernel.ids import ArticleId
from mingpai.kernel.money import Share
from mingpai.law.timeline import Dated, Timeline


class ByClass(Struct, frozen=True):
    """A whole number for each class of property that the law tells apart."""

    movable: int
    immovable: int
    other_right: int


NoticeDays = ByClass
"""Days between the notice and the auction, by class of property."""


class Absent(Struct, frozen=True):
    """A value that the law does not fix. Whoever asks for one must take it from the notice."""

    name: str
    article: ArticleId
    left_to: str


Value = Share | timedelta | int | NoticeDays
AnyTimeline = Timeline[Share] | Timeline[timedelta] | Timeline[int] | Timeline[NoticeDays]

_N1 = date(2017, 1, 1)
_N2 = date(2021, 1, 1)
_N3 = date(2018, 9, 1)
_455 = date(2017, 7, 18)
_CPL = date(2024, 1, 1)
_CPLI = date(2022, 4, 10)
_AML = date(2022, 8, 1)
_CAC = date(2025, 11, 1)


def _n1(article: str) -> ArticleId:
    return ArticleId(f"FS2016-18:{article}")


def _days(name: str, days: int, article: str, since: date) -> Timeline[int]:
    return Timeline(name, [Dated(days, ArticleId(article), since)])


# One round of bidding ------------------------------------------------------------------------

START_PRICE_MIN_SHARE = Timeline(
    "start_price_min_ratio_r1", [Dated(Share(70, 100), _n1("10.2"), _N1)]
)
DEPOSIT_MIN_SHARE = Timeline("deposit_ratio_min", [Dated(Share(5, 100), _n1("17.1"), _N1)])
DEPOSIT_MAX_SHARE = Timeline("deposit_ratio_max", [Dated(Share(20, 100), _n1("17.1"), _N1)])
BIDDING_WINDOW_MIN = Timeline(
    "bidding_window_min_hours", [Dated(timedelta(hours=24), _n1("20.2"), _N1)]
)
EXTENSION = Timeline("extension_minutes", [Dated(timedelta(minutes=5), _n1("20.2"), _N1)])

# Before and between the rounds ---------------------------------------------------------------

PRICE_CUT_MAX_SHARE = Timeline("price_cut_max_ratio", [Dated(Share(20, 100), _n1("26.1"), _N1)])
NOTICE_DAYS_R1 = Timeline("notice_days_r1", [Dated(NoticeDays(15, 30, 30), _n1("12.1"), _N1)])
NOTICE_DAYS_R2 = Timeline("notice_days_r2", [Dated(NoticeDays(7, 15, 15), _n1("26.1"), _N1)])
PARTY_NOTICE_DAYS = Timeline("party_notice_days_before_publication", [Dated(3, _n1("16.1"), _N1)])
DEEMED_NOTICE_DAYS = Timeline("deemed_notice_days", [Dated(5, _n1("16.1"), _N1)])
R2_WITHIN_DAYS = Timeline("r2_within_days", [Dated(30, _n1("26.1"), _N1)])
RESUME_WITHIN_DAYS = Timeline("resume_within_days", [Dated(5, _n1("28.4"), _N1)])
PRICE_START_WITHIN_DAYS = Timeline(
    "price_start_within_days", [Dated(30, ArticleId("FS2018-15:1"), _N3)]
)
SALE_START_WITHIN_DAYS = Timeline(
    "sale_start_within_days", [Dated(10, ArticleId("FS2018-15:30"), _N3)]
)
PRICE_VALIDITY_MAX_MONTHS = Timeline(
    "price_validity_max_months", [Dated(12, ArticleId("FS2018-15:27.1"), _N3)]
)
PRICE_GRACE_MONTHS = Timeline(
    "price_grace_after_validity_months", [Dated(6, ArticleId("FS2018-15:27.3"), _N3)]
)

PANEL_MIN = Timeline(
    "panel_min_members",
    [Dated(3, ArticleId("COURTS-2018:30"), date(2019, 1, 1), verified=False)],
)
PUBLIC_NOTICE_DAYS = Timeline(
    "public_notice_days", [Dated(30, ArticleId("CPL-2023:95"), _CPL, verified=False)]
)
INSIST_DAYS = _days("insist_days", 5, "FS2004-16:6", _N2)
SHAREHOLDER_DAYS = _days("shareholder_days", 20, "COMPANY-2023:85", date(2024, 7, 1))
TENANT_DAYS = _days("tenant_days", 5, "CIVIL-CODE:727", date(2021, 1, 1))
SEIZURE_YEARS = Timeline(
    "seizure_years", [Dated(NoticeDays(2, 3, 3), ArticleId("CPLI-2022:485"), _CPLI)]
)
EQUITY_SELF_DISPOSAL_MONTHS = _days(
    "equity_self_disposal_months", 3, "FS2021-20:10", date(2022, 1, 1)
)

# The reference price -------------------------------------------------------------------------

INQUIRY_DAYS = _days("inquiry_days", 3, "FS2018-15:11", _N3)
INQUIRY_EXTENSION_DAYS = _days("inquiry_extension_days", 3, "FS2018-15:11", _N3)
APPRAISAL_DAYS = _days("appraisal_days", 30, "FS2018-15:19", _N3)
APPRAISAL_EXTENSION_DAYS = _days("appraisal_extension_days", 15, "FS2018-15:19", _N3)
APPRAISAL_EXTENSIONS = _days("appraisal_extension_times", 2, "FS2018-15:19", _N3)
PRICE_REPORT_DAYS = _days("price_report_sent_within_days", 3, "FS2018-15:21", _N3)
PRICE_REPORT_DISPLAY_DAYS = _days("price_report_display_days", 15, "FS2018-15:21", _N3)
PRICE_OBJECTION_DAYS = _days("price_objection_days", 5, "FS2018-15:22", _N3)

# Objections, and standing still --------------------------------------------------------------

OBJECTION_DAYS = _days("objection_decided_within_days", 15, "CPL-2023:236", _CPL)
REVIEW_DAYS = _days("review_asked_within_days", 10, "CPL-2023:236", _CPL)
OUTSIDER_DAYS = _days("outsider_claim_decided_within_days", 15, "CPL-2023:238", _CPL)
SUIT_DAYS = _days("suit_brought_within_days", 15, "CPL-2023:238", _CPL)
PLAN_OBJECTION_DAYS = _days("plan_objection_days", 15, "CPLI-2022:509", _CPLI)
PLAN_SUIT_DAYS = _days("plan_suit_days", 15, "CPLI-2022:510", _CPLI)
HIGHER_COURT_STOP_MONTHS = _days("higher_court_stop_max_months", 3, "FS1998-15:77", _N2)

# After the close -----------------------------------------------------------------------------

REFUND_HOURS = Timeline("refund_hours", [Dated(24, _n1("23"), _N1)])
FORWARD_HOURS = Timeline("forward_hours", [Dated(24, _n1("25"), _N1)])
RULING_WITHIN_DAYS = Timeline("ruling_within_days", [Dated(10, ArticleId("FS2004-16:20"), _N2)])
DELIVERY_WITHIN_DAYS = Timeline("delivery_within_days", [Dated(15, ArticleId("FS2004-16:27"), _N2)])
PAYOUT_WITHIN_DAYS = Timeline(
    "payout_within_days",
    [Dated(30, ArticleId("FF2017-6:10"), date(2017, 5, 1), verified=False)],
)
MASTER_ACCOUNT_CLAIM_DAYS = Timeline(
    "master_account_claim_days",
    [Dated(3, ArticleId("JIAYU-2024:0"), date(2024, 1, 2), verified=False)],
)

# The sale after two failed auctions ----------------------------------------------------------

_SALE = ArticleId("FMC2017-455:0")
NOTICE_DAYS_SALE = Timeline(
    "notice_days_sale", [Dated(NoticeDays(7, 15, 15), _SALE, _455, verified=False)]
)
SALE_PERIOD_DAYS = Timeline("sale_period_days", [Dated(60, _SALE, _455, verified=False)])
SALE_OFFSET_ASK_DAYS = Timeline("sale_offset_ask_days", [Dated(10, _SALE, _455, verified=False)])
SALE_NOTICE_WITHIN_DAYS = Timeline(
    "sale_notice_within_days", [Dated(15, _SALE, _455, verified=False)]
)
SALE_PREPAY_SHARE = Timeline(
    "sale_prepay_ratio", [Dated(Share(100, 100), _SALE, _455, verified=False)]
)

SALE_RUN = Timeline("sale_run_hours", [Dated(timedelta(hours=24), _SALE, _455, verified=False)])
DIRECT_SALE_MIN_SHARE = Timeline(
    "direct_sale_min_ratio", [Dated(Share(1, 2), ArticleId("FS2004-16:32"), _N2)]
)

# When a market is concentrated ---------------------------------------------------------------

_DOMINANCE = ArticleId("AML-2022:24")
DOMINANCE_SHARE_ONE = Timeline("dominance_ratio_one", [Dated(Share(1, 2), _DOMINANCE, _AML)])
DOMINANCE_SHARE_TWO = Timeline("dominance_ratio_two", [Dated(Share(2, 3), _DOMINANCE, _AML)])
DOMINANCE_SHARE_THREE = Timeline("dominance_ratio_three", [Dated(Share(3, 4), _DOMINANCE, _AML)])
DOMINANCE_SHARE_NONE = Timeline("dominance_ratio_none", [Dated(Share(1, 10), _DOMINANCE, _AML)])
"""Of two or three together, one below this share is not presumed dominant."""

# What is kept, and how long ------------------------------------------------------------------

RETENTION_YEARS = Timeline("retention_years_auction_data", [Dated(10, _n1("29"), _N1)])
SHARE_RECORD_YEARS = Timeline(
    "share_record_years", [Dated(3, ArticleId("NDR-2024:12.1"), date(2025, 1, 1))]
)
IMPACT_ASSESSMENT_YEARS = Timeline(
    "impact_assessment_years", [Dated(3, ArticleId("PIPL:56"), date(2021, 11, 1))]
)
NETWORK_LOG_MONTHS = Timeline(
    "network_log_months",
    [
        Dated(6, ArticleId("CSL-2016:21"), date(2017, 6, 1), date(2025, 12, 31)),
        Dated(6, ArticleId("CSL-2025:0"), date(2026, 1, 1), verified=False),
    ],
)

INCIDENT_HOURS_CRITICAL, INCIDENT_HOURS_ORGAN, INCIDENT_HOURS_OTHER = (
    Timeline(
        f"incident_report_hours_{who}",
        [Dated(timedelta(hours=hours), ArticleId("CAC-2025:4"), _CAC, verified=False)],
    )
    for who, hours in (("critical", 1), ("organ", 2), ("other", 4))
)
"""For critical infrastructure, for central and state organs, for all others."""

BALANCE_DUE = Absent("balance_due_days", _n1("25"), left_to="the notice of the sale")

ABSENT: tuple[Absent, ...] = (BALANCE_DUE,)
"""What the law leaves to the notice."""

PARAMETERS: tuple[AnyTimeline, ...] = (
    START_PRICE_MIN_SHARE,
    PRICE_CUT_MAX_SHARE,
    DEPOSIT_MIN_SHARE,
    DEPOSIT_MAX_SHARE,
    NOTICE_DAYS_R1,
    NOTICE_DAYS_R2,
    NOTICE_DAYS_SALE,
    PARTY_NOTICE_DAYS,
    DEEMED_NOTICE_DAYS,
    BIDDING_WINDOW_MIN,
    EXTENSION,
    R2_WITHIN_DAYS,
    REFUND_HOURS,
    FORWARD_HOURS,
    RESUME_WITHIN_DAYS,
    RULING_WITHIN_DAYS,
    DELIVERY_WITHIN_DAYS,
    PRICE_START_WITHIN_DAYS,
    SALE_START_WITHIN_DAYS,
    PRICE_VALIDITY_MAX_MONTHS,
    PRICE_GRACE_MONTHS,
    SALE_PERIOD_DAYS,
    SALE_OFFSET_ASK_DAYS,
    SALE_NOTICE_WITHIN_DAYS,
    SALE_PREPAY_SHARE,
    SALE_RUN,
    DIRECT_SALE_MIN_SHARE,
    PAYOUT_WITHIN_DAYS,
    MASTER_ACCOUNT_CLAIM_DAYS,
    PANEL_MIN,
    PUBLIC_NOTICE_DAYS,
    INSIST_DAYS,
    SHAREHOLDER_DAYS,
    TENANT_DAYS,
    SEIZURE_YEARS,
    EQUITY_SELF_DISPOSAL_MONTHS,
    INQUIRY_DAYS,
    INQUIRY_EXTENSION_DAYS,
    APPRAISAL_DAYS,
    APPRAISAL_EXTENSION_DAYS,
    APPRAISAL_EXTENSIONS,
    PRICE_REPORT_DAYS,
    PRICE_REPORT_DISPLAY_DAYS,
    PRICE_OBJECTION_DAYS,
    OBJECTION_DAYS,
    REVIEW_DAYS,
    OUTSIDER_DAYS,
    SUIT_DAYS,
    PLAN_OBJECTION_DAYS,
    PLAN_SUIT_DAYS,
    HIGHER_COURT_STOP_MONTHS,
    DOMINANCE_SHARE_ONE,
    DOMINANCE_SHARE_TWO,
    DOMINANCE_SHARE_THREE,
    DOMINANCE_SHARE_NONE,
    RETENTION_YEARS,
    SHARE_RECORD_YEARS,
    IMPACT_ASSESSMENT_YEARS,
    NETWORK_LOG_MONTHS,
    INCIDENT_HOURS_CRITICAL,
    INCIDENT_HOURS_ORGAN,
    INCIDENT_HOURS_OTHER,
)
"""Every parameter of the legal reference: first those of its own list, in its order."""
