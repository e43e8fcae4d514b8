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


class NoticeDays(Struct, frozen=True):
    """Days between the notice and the auction, by class of property."""

    movable: int
    immovable: int
    other_right: int


class Absent(Struct, frozen=True):
    """A value that the law does not fix. Whoever asks for one must take it from the notice."""

    name: str
    article: ArticleId
    left_to: str


Value = Share | timedelta | int | NoticeDays

_N1 = date(2017, 1, 1)
_N2 = date(2021, 1, 1)
_N3 = date(2018, 9, 1)
_455 = date(2017, 7, 18)


def _n1(article: str) -> ArticleId:
    return ArticleId(f"FS2016-18:{article}")


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

BALANCE_DUE = Absent("balance_due_days", _n1("25"), left_to="the notice of the sale")

ABSENT: tuple[Absent, ...] = (BALANCE_DUE,)
"""What the law leaves to the notice."""

PARAMETERS: tuple[
    Timeline[Share] | Timeline[timedelta] | Timeline[int] | Timeline[NoticeDays], ...
] = (
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
    PAYOUT_WITHIN_DAYS,
    MASTER_ACCOUNT_CLAIM_DAYS,
    RETENTION_YEARS,
    SHARE_RECORD_YEARS,
    IMPACT_ASSESSMENT_YEARS,
    NETWORK_LOG_MONTHS,
)
"""Every parameter of the legal reference, in its order."""
