"""Every reason for which a disposal refuses, with article, facts, and what to do next.

One enum, one table. Codes are a contract: named in receipts, in the journal and in the API;
texts may be improved, codes only added. `reading` marks a reading of ours that goes beyond the
article's words. Where `by_notice` is set, the refusal binds because this sale's notice says so.
Order of precedence: as in `auction.decide` and `auction.intake`, top to bottom.
"""

import enum

from msgspec import Struct

from mingpai.kernel.ids import ArticleId
from mingpai.kernel.outcome import Refused


class Code(enum.StrEnum):
    """Why a command was refused."""

    # the text of a command
    NOT_JSON = "not_json"
    NOT_AN_OBJECT = "not_an_object"
    TOO_LONG = "too_long"
    FIELD_MISSING = "field_missing"
    FIELD_UNKNOWN = "field_unknown"
    FIELD_TWICE = "field_twice"
    ARRIVAL_TIME_GIVEN = "arrival_time_given"
    KEY_MALFORMED = "key_malformed"
    ROUND_MALFORMED = "round_malformed"
    CODE_MALFORMED = "code_malformed"
    TOKEN_MALFORMED = "token_malformed"  # noqa: S105 - a code, no secret
    PRICE_NAN = "price_nan"
    PRICE_INFINITE = "price_infinite"
    PRICE_IS_BOOLEAN = "price_is_boolean"
    PRICE_IS_TEXT = "price_is_text"
    PRICE_IS_FLOAT = "price_is_float"
    PRICE_MISSING = "price_missing"
    PRICE_NEGATIVE = "price_negative"
    PRICE_ZERO = "price_zero"
    PRICE_TOO_LARGE = "price_too_large"
    PRICE_OUT_OF_RANGE = "price_out_of_range"
    # the same command twice (answered by the service)
    ID_REUSED = "id_reused"
    # a bid
    LOT_NOT_PUBLISHED = "lot_not_published"
    BID_FOR_OTHER_LOT = "bid_for_other_lot"
    CODE_UNKNOWN = "code_unknown"
    NOT_YOUR_CODE = "not_your_code"
    BID_AFTER_CLOSE = "bid_after_close"
    BID_BEFORE_OPENING = "bid_before_opening"
    CODE_BARRED = "code_barred"
    BID_BELOW_START_PRICE = "bid_below_start_price"
    BID_NOT_HIGHER = "bid_not_higher"
    BID_BELOW_STEP = "bid_below_step"
    BID_OFF_STEP = "bid_off_step"
    MATCH_OF_OWN_BID = "match_of_own_bid"
    MATCH_NOT_STRONGER = "match_not_stronger"
    # a code
    REGISTRATION_CLOSED = "registration_closed"
    PERSON_BARRED = "person_barred"
    CODE_TAKEN = "code_taken"
    ALREADY_QUALIFIED = "already_qualified"
    DEPOSIT_NOT_CONFIRMED = "deposit_not_confirmed"
    TOPUP_NOT_CONFIRMED = "topup_not_confirmed"
    # what the court does
    NOT_OPEN = "not_open"
    ALREADY_OPEN = "already_open"
    NOT_THIS_COURT = "not_this_court"
    PLATFORM_NOT_LISTED = "platform_not_listed"
    ALREADY_ANNOUNCED = "already_announced"
    NO_LAW_IN_FORCE = "no_law_in_force"
    TERMS_OUT_OF_RANGE = "terms_out_of_range"
    START_PRICE_TOO_LOW = "start_price_too_low"
    DEPOSIT_OUT_OF_RANGE = "deposit_out_of_range"
    OPENING_NOT_AHEAD = "opening_not_ahead"
    WINDOW_TOO_SHORT = "window_too_short"
    RANK_OUT_OF_RANGE = "rank_out_of_range"
    # the end
    NOT_THE_CLOCKWORK = "not_the_clockwork"
    ALREADY_CLOSED = "already_closed"
    NOT_YET_CLOSED = "not_yet_closed"
    NOT_SOLD = "not_sold"
    ALREADY_CONFIRMED = "already_confirmed"


class Reason(Struct, frozen=True):
    """What a code means, to the person refused. `{name}` in a text is a fact of the refusal."""

    article: ArticleId
    zh: str
    en: str
    next_zh: str
    next_en: str
    reading: bool = False
    by_notice: bool = False
    transient: bool = False


def _a(article: str) -> ArticleId:
    return ArticleId(f"FS2016-18:{article}")


_FIX_ZH = "请按接口说明改正后，用新的请求号重新提交。"
_FIX_EN = "Correct it as the interface says and send it again under a new key."
_INPUT = _a("20.1")
_RECORD = _a("20.3")


def _input(zh: str, en: str, article: ArticleId = _INPUT) -> Reason:
    """Return the reason for a text that is no bid: our reading of what a bid is."""
    return Reason(article, zh, en, _FIX_ZH, _FIX_EN, reading=True)


REASONS: dict[Code, Reason] = {
    Code.NOT_JSON: _input("提交的内容不是 JSON 文本。", "What was sent is no JSON text."),
    Code.NOT_AN_OBJECT: _input(
        "提交的内容不是一个 JSON 对象。", "What was sent is no JSON object."
    ),
    Code.TOO_LONG: _input("提交的内容过长。", "What was sent is too long."),
    Code.FIELD_MISSING: _input("缺少必填字段。", "A field that must be there is missing."),
    Code.FIELD_UNKNOWN: _input("含有未知字段。", "A field is not known."),
    Code.FIELD_TWICE: _input("同一字段出现两次。", "A field appears twice."),
    Code.ARRIVAL_TIME_GIVEN: _input(
        "出价时间以进入本系统的时间为准，不得由提交者给出。",
        "The time of a bid is when it enters this service; a sender cannot give it.",
        _a("20.2"),
    ),
    Code.KEY_MALFORMED: _input(
        "请求号须为 1 至 64 个字母、数字、“-”、“_”或“.”。",
        "The key must be 1 to 64 letters, digits, '-', '_' or '.'.",
        _RECORD,
    ),
    Code.ROUND_MALFORMED: _input("轮次必须是整数。", "The round must be a whole number.", _RECORD),
    Code.CODE_MALFORMED: _input(
        "竞买代码格式不对。", "The bidding code has not the form of one.", _a("18")
    ),
    Code.TOKEN_MALFORMED: _input(
        "人员标识格式不对。", "The person's token has not the form of one.", _a("18")
    ),
    Code.PRICE_NAN: _input("出价不是数（NaN）。", "The price is not a number (NaN)."),
    Code.PRICE_INFINITE: _input("出价为无穷大。", "The price is infinite."),
    Code.PRICE_IS_BOOLEAN: _input("出价是布尔值而非金额。", "The price is a boolean, no amount."),
    Code.PRICE_IS_TEXT: _input(
        "出价是文本；应为以分为单位的整数。", "The price is text; a whole number of fen is wanted."
    ),
    Code.PRICE_IS_FLOAT: _input(
        "出价带小数点或指数；应为以分为单位的整数。",
        "The price has a decimal point or exponent; a whole number of fen is wanted.",
    ),
    Code.PRICE_MISSING: _input("没有出价金额。", "There is no price."),
    Code.PRICE_NEGATIVE: _input("出价为负数。", "The price is negative."),
    Code.PRICE_ZERO: _input("出价为零。", "The price is zero."),
    Code.PRICE_TOO_LARGE: _input(
        "出价超过系统可记录的最大金额。", "The price is above the largest amount on record."
    ),
    Code.PRICE_OUT_OF_RANGE: _input("出价不是有效金额。", "The price is no amount."),
    Code.ID_REUSED: Reason(
        _RECORD,
        "该请求号已用于内容不同的请求。",
        "This key was used before for another content.",
        "请换一个新的请求号。",
        "Use a new key.",
        reading=True,
    ),
    Code.LOT_NOT_PUBLISHED: Reason(
        _a("12"),
        "该标的尚未公告。",
        "This lot has not been published.",
        "请核对标的编号，或等待拍卖公告。",
        "Check the lot's number, or wait for the notice.",
    ),
    Code.BID_FOR_OTHER_LOT: Reason(
        _a("18"),
        "该出价写明的标的或轮次与提交处不符；本标的现为第 {round} 轮。",
        "This bid names another lot or round than the one it was sent to (now round {round}).",
        "请在所竞买的标的页面重新出价。",
        "Bid again on the page of the lot you mean.",
        reading=True,
    ),
    Code.CODE_UNKNOWN: Reason(
        _a("18"),
        "本标的没有这个竞买代码。",
        "No such bidding code exists for this lot.",
        "请先报名并交纳保证金，取得竞买代码。",
        "Register and pay the deposit first; the code comes with its confirmation.",
    ),
    Code.NOT_YOUR_CODE: Reason(
        _a("18"),
        "竞买代码与提交者不符。",
        "The bidding code is not the sender's.",
        "请使用发给您本人的竞买代码。",
        "Use the code that was issued to you.",
    ),
    Code.BID_AFTER_CLOSE: Reason(
        _a("20.2"),
        "出价进入系统时竞价已结束，迟到 {late_by_ms} 毫秒。",
        "Bidding had closed when the bid entered the service, {late_by_ms} ms earlier.",
        "如有异议，可持本回执向执行法院提出。",
        "If you object, take this receipt to the enforcing court.",
    ),
    Code.BID_BEFORE_OPENING: Reason(
        _a("20.2"),
        "竞价尚未开始，早到 {early_by_ms} 毫秒。",
        "Bidding has not opened yet: {early_by_ms} ms too early.",
        "请在开始时间之后出价。",
        "Bid after the opening time.",
        transient=True,
    ),
    Code.CODE_BARRED: Reason(
        _a("34"),
        "该竞买人不得竞买本标的（{ground}）。",
        "This bidder may not bid for this property ({ground}).",
        "如有异议，请向执行法院提出。",
        "If you object, turn to the enforcing court.",
    ),
    Code.BID_BELOW_START_PRICE: Reason(
        _a("20.1"),
        "出价 {price_fen} 分低于起拍价 {least_fen} 分，无效。",
        "{price_fen} fen is below the start price of {least_fen} fen and void.",
        "请出不低于起拍价的价格。",
        "Bid at least the start price.",
    ),
    Code.BID_NOT_HIGHER: Reason(
        _a("20.1"),
        "出价 {price_fen} 分未高于当前价 {current_fen} 分。",
        "{price_fen} fen is not above the current price of {current_fen} fen.",
        "请按当前价加增价幅度重新出价。",
        "Bid the current price plus the step.",
        transient=True,
    ),
    Code.BID_BELOW_STEP: Reason(
        _a("20.1"),
        "出价 {price_fen} 分低于当前价加增价幅度 {least_fen} 分。",
        "{price_fen} fen is below the current price plus the step: {least_fen} fen.",
        "请至少出 {least_fen} 分。",
        "Bid at least {least_fen} fen.",
    ),
    Code.BID_OFF_STEP: Reason(
        _a("20.1"),
        "出价 {price_fen} 分不是增价幅度 {step_fen} 分的整数倍；本次拍卖公告要求整数倍。",
        "{price_fen} fen is no whole multiple of the step of {step_fen} fen, as this notice asks.",
        "请按增价幅度的整数倍加价。",
        "Raise by a whole multiple of the step.",
        by_notice=True,
    ),
    Code.MATCH_OF_OWN_BID: Reason(
        _a("21"),
        "您已是当前最高出价人，无须再以相同价格应价。",
        "You hold the price already; there is nothing to match.",
        "等待他人出价，或自行加价。",
        "Wait for another bid, or raise.",
        reading=True,
    ),
    Code.MATCH_NOT_STRONGER: Reason(
        _a("21"),
        "价格相同，当前出价人的优先顺位不低于您（{leader_rank} 对 {rank}），先出价者优先。",
        "At the same price the leader's rank ({leader_rank}) is no weaker than yours ({rank}).",
        "如要取得标的，请加价。",
        "Raise if you want the lot.",
    ),
    Code.REGISTRATION_CLOSED: Reason(
        _a("18"),
        "竞价已结束，不再接受报名。",
        "Bidding has ended; registration ended with it.",
        "请关注后续拍卖公告。",
        "Watch for a further round.",
    ),
    Code.PERSON_BARRED: Reason(
        _a("34"),
        "该人不得竞买本标的（{ground}）。",
        "This person may not bid for this property ({ground}).",
        "如有异议，请向执行法院提出。",
        "If you object, turn to the enforcing court.",
    ),
    Code.CODE_TAKEN: Reason(
        _a("18"),
        "该竞买代码已发给他人。",
        "This bidding code was issued to somebody else.",
        "请换一个代码发放。",
        "Issue another code.",
        reading=True,
    ),
    Code.ALREADY_QUALIFIED: Reason(
        _a("18"),
        "该竞买人在本标的已有竞买代码。",
        "This bidder holds a code for this lot already.",
        "请使用已发的代码。",
        "Use the code that was issued.",
        reading=True,
    ),
    Code.DEPOSIT_NOT_CONFIRMED: Reason(
        _a("17.1"),
        "确认到账 {paid_fen} 分，少于保证金 {due_fen} 分。",
        "{paid_fen} fen are confirmed, less than the deposit of {due_fen} fen.",
        "请在竞价结束前足额交纳保证金。",
        "Pay the whole deposit before bidding ends.",
    ),
    Code.TOPUP_NOT_CONFIRMED: Reason(
        _a("17.2"),
        "申请执行人的债权不足保证金，差额 {due_fen} 分尚未足额（已到账 {paid_fen} 分）。",
        "The claim is below the deposit; {due_fen} fen are due and {paid_fen} fen confirmed.",
        "请补足差额。",
        "Pay the difference.",
    ),
    Code.NOT_OPEN: Reason(
        _a("6"),
        "该处置程序尚未建立。",
        "This disposal has not been opened.",
        "请先建立处置程序。",
        "Open the disposal first.",
        reading=True,
    ),
    Code.ALREADY_OPEN: Reason(
        _a("6"),
        "该处置程序已建立。",
        "This disposal is open already.",
        "请核对处置编号。",
        "Check the disposal's number.",
        reading=True,
    ),
    Code.NOT_THIS_COURT: Reason(
        _a("6"),
        "此事只能由本案执行法院（或其管理下的平台）办理。",
        "Only the enforcing court of this case (or the platform it manages) may do this.",
        "请由执行法院办理。",
        "Let the enforcing court do it.",
    ),
    Code.PLATFORM_NOT_LISTED: Reason(
        _a("4"),
        "{platform} 当日不在名单库（{platform_list}）中。",
        "{platform} is not on the list ({platform_list}) on this day.",
        "请由申请执行人从名单库中选择平台。",
        "Let the applicant choose a platform from the list.",
    ),
    Code.ALREADY_ANNOUNCED: Reason(
        _a("26"),
        "第 {round} 轮已公告。",
        "Round {round} has been announced already.",
        "请查看已发布的公告。",
        "See the notice that was published.",
        reading=True,
    ),
    Code.NO_LAW_IN_FORCE: Reason(
        _a("38"),
        "公告日没有生效的规定可依。",
        "No value of the law is in force on the day of the notice.",
        "请核对公告日期。",
        "Check the day of the notice.",
    ),
    Code.TERMS_OUT_OF_RANGE: Reason(
        _a("27"),
        "价格、幅度、保证金或债权额不是有效的正整数（分）。",
        "A price, step, deposit or claim is no positive whole number of fen.",
        "请更正金额。",
        "Correct the amounts.",
        reading=True,
    ),
    Code.START_PRICE_TOO_LOW: Reason(
        _a("10"),
        "起拍价 {start_price_fen} 分低于评估价或市价的百分之七十（{least_fen} 分）。",
        "A start price of {start_price_fen} fen is below 70 % of the reference ({least_fen} fen).",
        "请把起拍价定为不低于 {least_fen} 分。",
        "Set the start price to at least {least_fen} fen.",
    ),
    Code.DEPOSIT_OUT_OF_RANGE: Reason(
        _a("17.1"),
        "保证金 {deposit_fen} 分不在起拍价的百分之五至百分之二十内"
        "（{least_fen} 至 {most_fen} 分）。",
        "A deposit of {deposit_fen} fen is outside 5-20 % of the start price "
        "({least_fen} to {most_fen} fen).",
        "请在该幅度内确定保证金。",
        "Set the deposit within that range.",
    ),
    Code.OPENING_NOT_AHEAD: Reason(
        _a("12"),
        "开始时间不在公告之后。",
        "The opening does not lie after the notice.",
        "请更正开始时间。",
        "Correct the opening time.",
    ),
    Code.WINDOW_TOO_SHORT: Reason(
        _a("20.2"),
        "竞价时间 {window_s} 秒，少于 {least_s} 秒（二十四小时）。",
        "Bidding would be open for {window_s} s, less than {least_s} s (24 hours).",
        "请延长竞价时间。",
        "Lengthen the bidding window.",
    ),
    Code.RANK_OUT_OF_RANGE: Reason(
        _a("19"),
        "优先顺位须为 1 至 {most}。",
        "A priority rank is 1 to {most}.",
        "请更正顺位。",
        "Correct the rank.",
        reading=True,
    ),
    Code.NOT_THE_CLOCKWORK: Reason(
        _a("8"),
        "竞价由系统到时结束，任何人不得提前或推迟。",
        "Bidding is closed by the clock; nobody may close it sooner or later.",
        "无须操作。",
        "Nothing is to be done.",
    ),
    Code.ALREADY_CLOSED: Reason(
        _a("20.2"),
        "竞价已经结束。",
        "Bidding has been closed already.",
        "请查看结果。",
        "See the result.",
    ),
    Code.NOT_YET_CLOSED: Reason(
        _a("20.2"),
        "竞价尚未结束，还差 {early_by_ms} 毫秒。",
        "Bidding has not ended: {early_by_ms} ms are left.",
        "到时自动结束。",
        "It closes by itself.",
        transient=True,
    ),
    Code.NOT_SOLD: Reason(
        _a("22.1"),
        "本轮没有成交，不能出具成交确认书。",
        "This round was not sold; there is nothing to confirm.",
        "请查看本轮结果。",
        "See the round's result.",
    ),
    Code.ALREADY_CONFIRMED: Reason(
        _a("22.1"),
        "成交确认书已公布。",
        "The confirmation has been published already.",
        "请查看已公布的确认书。",
        "See the confirmation that was published.",
    ),
}


def refused(code: Code, **facts: int | str) -> Refused:
    """Return the refusal for a code, with its facts."""
    reason = REASONS[code]
    return Refused(code, reason.article, facts, reason.transient)
