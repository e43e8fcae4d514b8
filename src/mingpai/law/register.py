"""K01 to K50: every check of the legal reference in one tuple, carried out or only registered.

A rule names its articles (the one it stands or falls with first), the values it uses, and the
functions that carry it out, as dotted paths: this package may not import them. Tests that prove
a rule carry `pytest.mark.rule("K16")`; `tools/gen_docs.py` joins the two into docs/law.md.
Source: legal reference, section 7.5.
"""

import enum
from datetime import date

from msgspec import Struct

from mingpai.kernel.ids import ArticleId, RuleId
from mingpai.law.articles import article_of
from mingpai.law.authority import Rank
from mingpai.law.parameters import PARAMETERS


class Status(enum.StrEnum):
    """How far a rule is built."""

    GUARD = "guard"
    """Carried out: what breaks it is refused or cannot happen."""
    REGISTERED = "registered"
    """Known and named; nothing carries it out yet."""


class LegalRule(Struct, frozen=True, kw_only=True):
    """One check of the law. `name` is an assertion: what holds where the rule is kept.

    `is_reading`: a reading of ours that goes beyond the article's words.
    """

    id: RuleId
    name: str
    articles: tuple[ArticleId, ...]
    title_zh: str
    title_en: str
    status: Status = Status.REGISTERED
    parameters: tuple[str, ...] = ()
    is_reading: bool = False
    carried_out_by: tuple[str, ...] = ()

    @property
    def rank(self) -> Rank:
        """Return the rank of the article that the rule stands or falls with."""
        return article_of(self.articles[0]).rank

    @property
    def in_force_from(self) -> date:
        """Return the day from which the rule holds: that of its first article."""
        return article_of(self.articles[0]).in_force_from

    @property
    def verified(self) -> bool:
        """Say whether the text of every article, and every value, was read."""
        used = (one for one in PARAMETERS if one.name in self.parameters)
        return all(article_of(one).verified for one in self.articles) and all(
            dated.verified for timeline in used for dated in timeline.values
        )


_CARRIED_OUT: dict[str, tuple[str, ...]] = {
    "K01": ("mingpai.law.platforms.PlatformList.is_listed", "mingpai.auction.decide._open"),
    "K10": ("mingpai.law.pricing.start_price_high_enough",),
    "K12": ("mingpai.law.deposit.deposit_in_range",),
    "K15": ("mingpai.law.bidding.window_is_long_enough",),
    "K16": ("mingpai.law.bidding.closes_at_after_bid",),
    "K17": (
        "mingpai.service.sequencer.Sequencer.submit",
        "mingpai.audit.recount.Recount.take",
        "mingpai.audit.referee.judge",
    ),
    "K18": ("mingpai.law.bidding.least_next_bid_fen", "mingpai.auction.bidding.place_bid"),
    "K22": ("mingpai.auction.decide._may_not_qualify", "mingpai.auction.bidding.place_bid"),
    "K24": ("mingpai.auction.decide._court_fact",),
    "K25": ("mingpai.auction.bidding._match_refused",),
    "K28": ("mingpai.auction.decide._confirm",),
}
"""What carries a rule out. A rule that is not named here is registered and no more."""

_PARAMETERS: dict[str, tuple[str, ...]] = {
    "K05": ("party_notice_days_before_publication",),
    "K06": ("deemed_notice_days",),
    "K07": ("notice_days_r1",),
    "K08": ("notice_days_r2", "notice_days_sale"),
    "K09": ("r2_within_days",),
    "K10": ("start_price_min_ratio_r1",),
    "K11": ("price_cut_max_ratio",),
    "K12": ("deposit_ratio_min", "deposit_ratio_max"),
    "K15": ("bidding_window_min_hours",),
    "K16": ("extension_minutes",),
    "K26": ("refund_hours",),
    "K27": ("forward_hours",),
    "K29": ("balance_due_days",),
    "K30": ("ruling_within_days",),
    "K31": ("delivery_within_days",),
    "K32": ("payout_within_days", "master_account_claim_days"),
    "K34": ("resume_within_days",),
    "K37": ("price_validity_max_months", "price_grace_after_validity_months"),
    "K38": ("sale_start_within_days",),
    "K47": ("retention_years_auction_data",),
    "K48": ("share_record_years",),
    "K49": ("network_log_months",),
}

_READINGS = frozenset({"K17", "K20", "K46"})
"""Unbroken numbers; that nobody opens an identity; that an auxiliary institution is drawn."""

_TABLE: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "K01",
        "platform_is_listed",
        "4 5",
        "平台当日在名单库内",
        "The platform is on the list on that day",
    ),
    (
        "K02",
        "platform_choice_is_evidenced",
        "5",
        "平台由申请人选择或法院指定，有据可查",
        "The choice of platform, or the draw, is on record",
    ),
    (
        "K03",
        "later_rounds_stay_on_platform",
        "26.1 26.2 FMC2017-455:0",
        "再拍和变卖留在同一平台",
        "Later rounds stay on the same platform",
    ),
    (
        "K04",
        "panel_decided_terms",
        "27",
        "价格、幅度、保证金和优先权经合议庭评议",
        "A panel decided price, cut, step, deposit and priority",
    ),
    (
        "K05",
        "parties_told_before_notice",
        "16.1",
        "公告三日前已通知当事人和优先购买权人",
        "Parties and priority buyers were told 3 days before the notice",
    ),
    (
        "K06",
        "unreachable_party_deemed_told",
        "16.1",
        "无法通知的公示满五日",
        "Who could not be reached had 5 full days on display",
    ),
    (
        "K07",
        "first_notice_is_early_enough",
        "12.1 CPL-2023:85",
        "一拍公告期十五日或三十日",
        "First auction: 15 or 30 days' notice",
    ),
    (
        "K08",
        "second_notice_is_early_enough",
        "26.1 FMC2017-455:0",
        "二拍、变卖公告期七日或十五日",
        "Second auction and sale: 7 or 15 days' notice",
    ),
    (
        "K09",
        "second_auction_is_within_term",
        "26.1",
        "流拍后三十日内再拍",
        "The second auction follows within 30 days",
    ),
    (
        "K10",
        "start_price_reaches_floor",
        "10.2",
        "起拍价不低于参考价的百分之七十",
        "The start price is at least 70 % of the reference price",
    ),
    (
        "K11",
        "price_cut_is_within_limit",
        "26.1",
        "再拍降价不超过前次起拍价的百分之二十",
        "The cut is at most 20 % of the previous start price",
    ),
    (
        "K12",
        "deposit_is_in_range",
        "17.1",
        "保证金为起拍价的百分之五至百分之二十",
        "The deposit is 5 % to 20 % of the start price",
    ),
    (
        "K13",
        "publication_items_are_complete",
        "13",
        "公示的十一项齐全",
        "All eleven items are published",
    ),
    (
        "K14",
        "special_warnings_are_complete",
        "14",
        "七项特别提示齐全",
        "All seven warnings are given",
    ),
    (
        "K15",
        "bidding_window_is_long_enough",
        "20.2",
        "竞价不少于二十四小时",
        "Bidding is open for at least 24 hours",
    ),
    (
        "K16",
        "close_follows_last_bid",
        "20.2",
        "最后五分钟出价，自该次出价起顺延五分钟，次数不限",
        "A bid in the last 5 minutes moves the close to 5 minutes after it, without limit",
    ),
    (
        "K17",
        "arrival_order_is_gap_free",
        "20.2 20.3",
        "出价按到达时间排序，序号连续无缺",
        "Bids stand in order of arrival, under numbers without a gap",
    ),
    (
        "K18",
        "bid_reaches_start_and_step",
        "20.1",
        "首次出价不低于起拍价，其后至少加一个幅度",
        "Each bid reaches the start price, and each later one a step more",
    ),
    (
        "K19",
        "public_feed_shows_codes_only",
        "18.2 20.3",
        "公开信息只有竞买代码",
        "The public feed shows bidding codes only",
    ),
    (
        "K20",
        "identities_unopened_before_close",
        "18.2 8.2",
        "竞价结束前无人调阅竞买人身份",
        "Nobody opens an identity before the close",
    ),
    (
        "K21",
        "bidder_is_outside_excluded_circle",
        "34",
        "竞买人不在禁止竞买的范围内",
        "The bidder is none of those who may not bid",
    ),
    (
        "K22",
        "defaulter_is_barred",
        "24.2",
        "悔拍人不得参加重新拍卖",
        "Whoever defaulted is barred from the re-auction",
    ),
    (
        "K23",
        "agent_is_confirmed_before_start",
        "14.0.2",
        "代理人在竞价开始前经法院确认",
        "An agent is confirmed before bidding begins",
    ),
    (
        "K24",
        "priority_code_follows_confirmation",
        "19.1 19.2",
        "优先竞买代码须经法院确认",
        "A priority code needs the court's confirmation",
    ),
    (
        "K25",
        "tie_goes_to_rank_then_earlier_bid",
        "21 21.1 21.2 21.3",
        "同价先看顺序，再看先后",
        "A tie goes to the stronger rank, then to the earlier bid",
    ),
    (
        "K26",
        "other_deposits_return_in_time",
        "23",
        "其余保证金二十四小时内退还",
        "The other deposits go back within 24 hours",
    ),
    (
        "K27",
        "winner_deposit_forwarded_in_time",
        "25",
        "买受人保证金二十四小时内划付法院",
        "The winner's deposit reaches the court within 24 hours",
    ),
    (
        "K28",
        "confirmation_is_published",
        "22.1",
        "成交确认书自动生成并公示",
        "The confirmation is made and published",
    ),
    (
        "K29",
        "balance_is_paid_by_notice_date",
        "25",
        "尾款在公告期限内付到法院账户",
        "The balance reaches the court by the notice's date",
    ),
    (
        "K30",
        "ruling_is_served_in_time",
        "FS2004-16:20",
        "付清后十日内送达成交裁定",
        "The ruling is served within 10 days after payment",
    ),
    (
        "K31",
        "property_is_delivered_in_time",
        "FS2004-16:27",
        "裁定送达后十五日内交付",
        "Delivery follows within 15 days after service",
    ),
    (
        "K32",
        "proceeds_are_paid_out_in_time",
        "FF2017-6:10",
        "案款三十日内发放",
        "The proceeds are paid out within 30 days",
    ),
    (
        "K33",
        "suspension_reason_is_published",
        "28.3",
        "暂缓、中止的原因已公布",
        "The reason of a suspension is published",
    ),
    (
        "K34",
        "bidding_resumes_in_time",
        "28.4",
        "事由消除后五日内恢复",
        "Bidding resumes within 5 days",
    ),
    (
        "K35",
        "emergency_is_reported_at_once",
        "28.2",
        "平台紧急暂停后立即报告法院",
        "An emergency stop is reported to the court at once",
    ),
    (
        "K36",
        "auction_leaves_surplus",
        "FS2004-16:6",
        "拍卖有剩余可能，或者申请人坚持",
        "The auction can leave a surplus, or the applicant insists",
    ),
    (
        "K37",
        "reference_price_is_still_valid",
        "FS2018-15:27.3",
        "参考价在有效期内，或逾期不超过六个月",
        "The reference price is valid, or at most 6 months past it",
    ),
    (
        "K38",
        "sale_starts_soon_after_price",
        "FS2018-15:30",
        "参考价确定后十日内启动处置",
        "The sale starts within 10 days after the price",
    ),
    (
        "K39",
        "seizure_has_not_lapsed",
        "CPLI-2022:485",
        "查封没有到期",
        "The seizure has not lapsed",
    ),
    (
        "K40",
        "shareholders_had_their_term",
        "COMPANY-2023:85",
        "股东有二十日行使优先购买权",
        "Shareholders had 20 days for their priority",
    ),
    (
        "K41",
        "tenant_was_told_in_time",
        "CIVIL-CODE:727",
        "承租人提前五日得到通知",
        "The tenant was told 5 days ahead",
    ),
    (
        "K42",
        "home_buyer_is_eligible_until_ruling",
        "FS2021-18:3",
        "购房资格持续到裁定",
        "The buyer of a home stays eligible until the ruling",
    ),
    (
        "K43",
        "bidder_pays_no_auxiliary_fee",
        "7.2",
        "竞买人不负担辅助费用",
        "No auxiliary fee falls on a bidder",
    ),
    (
        "K44",
        "taxes_fall_on_those_liable",
        "30",
        "税费由法定主体承担",
        "Taxes fall on those the law names",
    ),
    (
        "K45",
        "possession_is_described",
        "FA2024-238:0 13.0.5",
        "占有使用情况写清楚",
        "Possession is described",
    ),
    (
        "K46",
        "auxiliary_is_registered_and_drawn",
        "SHANGHAI-2018:0 7",
        "辅助机构在册并经摇号",
        "An auxiliary institution is registered and drawn by lot",
    ),
    (
        "K47",
        "auction_data_is_kept",
        "29",
        "拍卖数据保存十年",
        "Auction data are kept for ten years",
    ),
    (
        "K48",
        "share_records_are_kept",
        "NDR-2024:12.1",
        "对外提供记录保存三年",
        "Records of sharing are kept for three years",
    ),
    (
        "K49",
        "network_log_is_kept",
        "CSL-2016:21 CSL-2025:0",
        "网络日志保存六个月",
        "Network logs are kept for six months",
    ),
    (
        "K50",
        "incident_is_reported_in_time",
        "CAC-2025:4",
        "网络安全事件按时上报",
        "An incident is reported in time",
    ),
)


def _articles(text: str) -> tuple[ArticleId, ...]:
    """Read article ids; a bare number is one of 法释〔2016〕18号."""
    return tuple(
        ArticleId(part if ":" in part else f"FS2016-18:{part}") for part in text.split(" ")
    )


RULES: tuple[LegalRule, ...] = tuple(
    LegalRule(
        id=RuleId(rule),
        name=name,
        articles=_articles(articles),
        title_zh=title_zh,
        title_en=title_en,
        status=Status.GUARD if rule in _CARRIED_OUT else Status.REGISTERED,
        parameters=_PARAMETERS.get(rule, ()),
        is_reading=rule in _READINGS,
        carried_out_by=_CARRIED_OUT.get(rule, ()),
    )
    for rule, name, articles, title_zh, title_en in _TABLE
)
"""Every rule, in order of its number."""
