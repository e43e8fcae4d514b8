"""What carries each rule out: dotted paths, because this package may not import them.

Where to look next: `law.register` (the rules), docs/law.md (rule, functions, tests).
"""

from collections.abc import Mapping

GUARDS: Mapping[str, tuple[str, ...]] = {
    "K01": (
        "mingpai.law.platforms.PlatformList.is_listed",
        "mingpai.auction.preparation.guards.platform_not_listed",
    ),
    "K02": ("mingpai.auction.preparation.decide_platform._first_refused",),
    "K03": ("mingpai.auction.preparation.decide_platform._move_refused",),
    "K04": ("mingpai.auction.preparation.money_guards.panel_decided",),
    "K05": (
        "mingpai.law.notice.told_in_time",
        "mingpai.auction.preparation.telling_guards.everybody_told",
    ),
    "K06": (
        "mingpai.law.service.takes_effect_on",
        "mingpai.auction.preparation.telling_guards.everybody_told",
    ),
    "K07": (
        "mingpai.law.notice.is_early_enough",
        "mingpai.auction.preparation.term_guards.notice_long_enough",
    ),
    "K08": (
        "mingpai.law.notice.is_early_enough",
        "mingpai.auction.preparation.term_guards.notice_long_enough",
    ),
    "K09": (
        "mingpai.law.notice.latest_start",
        "mingpai.auction.preparation.term_guards.starts_in_time",
    ),
    "K10": (
        "mingpai.law.pricing.start_price_high_enough",
        "mingpai.auction.preparation.money_guards.start_price",
    ),
    "K11": (
        "mingpai.law.pricing.cut_is_within_limit",
        "mingpai.auction.preparation.money_guards.start_price",
    ),
    "K12": (
        "mingpai.law.deposit.deposit_in_range",
        "mingpai.auction.preparation.money_guards.deposit",
        "mingpai.auction.decide._claim_wrong",
        "mingpai.auction.decide._unpaid",
    ),
    "K13": (
        "mingpai.law.content.missing_items",
        "mingpai.auction.preparation.content_guards.all_items",
        "mingpai.auction.preparation.content_guards.all_further",
    ),
    "K14": (
        "mingpai.law.content.missing_warnings",
        "mingpai.auction.preparation.content_guards.all_warnings",
    ),
    "K15": (
        "mingpai.law.bidding.window_is_long_enough",
        "mingpai.auction.preparation.term_guards.window_long_enough",
    ),
    "K16": ("mingpai.law.bidding.closes_at_after_bid",),
    "K17": (
        "mingpai.service.sequencer.Sequencer.submit",
        "mingpai.audit.recount.Recount.take",
        "mingpai.audit.referee.judge",
    ),
    "K18": (
        "mingpai.law.bidding.least_next_bid_fen",
        "mingpai.auction.bidding.place_bid",
    ),
    "K21": (
        "mingpai.auction.decide._may_not_qualify",
        "mingpai.auction.bidding.place_bid",
        "mingpai.auction.settlement.set_off.award_set_off",
    ),
    "K22": (
        "mingpai.auction.decide._may_not_qualify",
        "mingpai.auction.bidding.place_bid",
        "mingpai.auction.settlement.set_off.award_set_off",
    ),
    "K23": (
        "mingpai.auction.preparation.decide_notice.confirm_agent",
        "mingpai.auction.decide._agency_refused",
    ),
    "K24": ("mingpai.auction.decide._court_fact",),
    "K25": ("mingpai.auction.bidding._match_refused",),
    "K28": ("mingpai.auction.decide._confirm",),
    "K33": (
        "mingpai.auction.stops.decide._defer",
        "mingpai.auction.stops.decide._stay",
        "mingpai.auction.stops.decide._suspend",
    ),
    "K36": (
        "mingpai.law.pricing.leaves_surplus",
        "mingpai.auction.preparation.money_guards.surplus",
    ),
    "K37": (
        "mingpai.law.pricing.price_is_usable",
        "mingpai.auction.preparation.money_guards.price_carries",
        "mingpai.auction.preparation.money_guards.report_known",
    ),
    "K39": (
        "mingpai.auction.preparation.guards.seizure_lapsed",
        "mingpai.auction.preparation.term_guards.seizure_holds",
        "mingpai.auction.bidding.seizure_is_over",
    ),
    "K40": (
        "mingpai.auction.preparation.telling_guards.roles_missing",
        "mingpai.law.notice.shareholders_had_their_term",
        "mingpai.auction.preparation.term_guards.shareholders_had_term",
    ),
    "K41": ("mingpai.auction.preparation.term_guards.tenants_told_in_time",),
    "K42": (
        "mingpai.law.eligibility.held_without_break",
        "mingpai.auction.decide._commitment_missing",
        "mingpai.auction.settlement.title.review_eligibility",
    ),
    "K43": ("mingpai.auction.preparation.content_guards.no_bidder_fee",),
    "K44": (
        "mingpai.law.wording.doubts_in",
        "mingpai.auction.preparation.content_guards.taxes",
    ),
    "K45": (
        "mingpai.law.wording.doubts_in",
        "mingpai.auction.preparation.content_guards.possession",
    ),
}
"""What refuses an act that would break the rule. A rule that is not named here binds a duty or
another's act: a detector finds its breach (`supervision.rules`), and nothing is refused."""

DETECTORS: Mapping[str, str] = {
    "K01": "mingpai.supervision.rules.choice._listed",
    "K02": "mingpai.supervision.rules.choice._evidenced",
    "K03": "mingpai.supervision.rules.choice._stays",
    "K04": "mingpai.supervision.rules.preparation._panel",
    "K05": "mingpai.supervision.rules.preparation._told",
    "K06": "mingpai.supervision.rules.preparation._displayed",
    "K07": "mingpai.supervision.rules.notice._first_notice",
    "K08": "mingpai.supervision.rules.notice._later_notice",
    "K09": "mingpai.supervision.rules.notice._second_follows",
    "K10": "mingpai.supervision.rules.notice._start_price",
    "K11": "mingpai.supervision.rules.notice._cut",
    "K12": "mingpai.supervision.rules.notice._deposit",
    "K13": "mingpai.supervision.rules.notice._items",
    "K14": "mingpai.supervision.rules.notice._warnings",
    "K15": "mingpai.supervision.rules.notice._window",
    "K16": "mingpai.supervision.rules.bidding._close",
    "K17": "mingpai.supervision.rules.bidding._order",
    "K18": "mingpai.supervision.rules.bidding._amount",
    "K19": "mingpai.supervision.rules.secrecy._codes_only",
    "K20": "mingpai.supervision.rules.secrecy._unopened",
    "K21": "mingpai.supervision.rules.bidding._excluded",
    "K22": "mingpai.supervision.rules.bidding._defaulter",
    "K23": "mingpai.supervision.rules.bidding._agent",
    "K24": "mingpai.supervision.rules.bidding._priority",
    "K25": "mingpai.supervision.rules.bidding._tie",
    "K26": "mingpai.supervision.rules.money._refunds",
    "K27": "mingpai.supervision.rules.money._forwarded",
    "K28": "mingpai.supervision.rules.outcome._confirmed",
    "K29": "mingpai.supervision.rules.money._balance",
    "K30": "mingpai.supervision.rules.outcome._ruled",
    "K31": "mingpai.supervision.rules.outcome._delivered",
    "K32": "mingpai.supervision.rules.money._payout",
    "K33": "mingpai.supervision.rules.stops._reasoned",
    "K34": "mingpai.supervision.rules.stops._resumed",
    "K35": "mingpai.supervision.rules.stops._reported",
    "K36": "mingpai.supervision.rules.preparation._surplus",
    "K37": "mingpai.supervision.rules.preparation._price",
    "K38": "mingpai.supervision.rules.preparation._starts",
    "K39": "mingpai.supervision.rules.preparation._seized",
    "K40": "mingpai.supervision.rules.outcome._shareholders",
    "K41": "mingpai.supervision.rules.outcome._tenants",
    "K42": "mingpai.supervision.rules.outcome._eligible",
    "K43": "mingpai.supervision.rules.notice._fee",
    "K44": "mingpai.supervision.rules.notice._taxes",
    "K45": "mingpai.supervision.rules.notice._possession",
    "K46": "mingpai.supervision.rules.choice._drawn",
    "K47": "mingpai.supervision.rules.records._auction_kept",
    "K48": "mingpai.supervision.rules.records._share_kept",
    "K49": "mingpai.supervision.rules.records._log_kept",
    "K50": "mingpai.supervision.rules.records._incident",
}
"""What finds a breach in the journal's events, whoever reported them: one for each rule."""
