"""What is said to whoever sends a text that is no command, the same command twice, or too many.

What no article speaks of is refused by our reading of what a bid is: every one of these is
marked as a reading. Where to look next: `auction.intake`, which finds these faults.
"""

from collections.abc import Mapping

from mingpai.auction.codes import Code, Reason
from mingpai.auction.codes import article as _a
from mingpai.kernel.ids import ArticleId

_FIX_ZH = "请按接口说明改正后，用新的请求号重新提交。"
_FIX_EN = "Correct it as the interface says and send it again under a new key."
_INPUT = _a("20.1")
_RECORD = _a("20.3")
_OPERATION = _a("8.1")


def _input(zh: str, en: str, article: ArticleId = _INPUT) -> Reason:
    """Return the reason for a text that is no bid: our reading of what a bid is."""
    return Reason(article, zh, en, _FIX_ZH, _FIX_EN, reading=True)


INPUT_REASONS: Mapping[Code, Reason] = {
    Code.TOO_MANY: Reason(
        _OPERATION,
        "提交过于频繁：每秒可提交 {per_second} 次，连续不超过 {burst} 次；本次没有受理。",
        "Sent too often: {per_second} a second are taken and {burst} in a row; this one was not.",
        "请在 {retry_after_ms} 毫秒后用同一请求号重新提交。",
        "Send it again under the same key after {retry_after_ms} ms.",
        reading=True,
        transient=True,
    ),
    Code.OVERLOADED: Reason(
        _OPERATION,
        "系统繁忙，已有 {waiting} 条在等候处理；本次没有排队，也没有处理。",
        "The service is busy: {waiting} commands wait already; this one was not queued.",
        "请在 {retry_after_ms} 毫秒后用同一请求号重新提交。",
        "Send it again under the same key after {retry_after_ms} ms.",
        reading=True,
        transient=True,
    ),
    Code.NOT_JSON: _input("提交的内容不是 JSON 文本。", "What was sent is no JSON text."),
    Code.NOT_AN_OBJECT: _input(
        "提交的内容不是一个 JSON 对象。", "What was sent is no JSON object."
    ),
    Code.NOT_UTF8: _input("提交的内容不是 UTF-8 文本。", "What was sent is no UTF-8 text."),
    Code.TOO_LONG: _input(
        "提交的内容有 {bytes} 字节，超过 {most} 字节。",
        "What was sent has {bytes} bytes, more than {most}.",
    ),
    Code.LOT_MALFORMED: _input(
        "标的编号格式不对。", "The lot's number has not the form of one.", _a("18")
    ),
    Code.BID_FOR_OTHER_LOT: Reason(
        _a("18"),
        "该出价写明的标的或轮次与提交处不符。",
        "This bid names another lot or round than the one it was sent to.",
        "请在所竞买的标的页面重新出价。",
        "Bid again on the page of the lot you mean.",
        reading=True,
    ),
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
    Code.PRICE_NULL: _input("出价金额为空（null）。", "The price is null."),
    Code.PRICE_IS_NO_NUMBER: _input(
        "出价是列表或对象而非金额。", "The price is a list or an object, no amount."
    ),
    Code.PRICE_BEYOND_64_BITS: _input(
        "出价超出六十四位整数。", "The price does not fit in 64 bits."
    ),
    Code.PRICE_NEGATIVE: _input("出价为负数。", "The price is negative."),
    Code.PRICE_ZERO: _input("出价为零。", "The price is zero."),
    Code.PRICE_TOO_LARGE: _input(
        "出价超过系统可记录的最大金额。", "The price is above the largest amount on record."
    ),
    Code.REPEATED: Reason(
        _RECORD,
        "同一请求此前已答复；以下为当时的答复。",
        "The same command was answered before; this is that answer.",
        "无须操作。",
        "Nothing is to be done.",
        reading=True,
    ),
    Code.ID_REUSED: Reason(
        _RECORD,
        "该请求号已用于内容不同的请求。",
        "This key was used before for another content.",
        "请换一个新的请求号。",
        "Use a new key.",
        reading=True,
    ),
}
