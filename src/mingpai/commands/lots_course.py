"""The course of each disposal in an export: a row for each thing that was put on record of it.

A table for each part: filings, the panel, notices, deposits, attendance, payments, stops,
objections, set-off, outcomes, distribution, papers. Whoever an entry speaks of is told by the role
that he has, a bidder by his code.
Where to look next: `commands.lots_tables` (how a row is written), `commands.lots_export` (who
writes them).
"""

import enum
from collections.abc import Iterator, Mapping

from msgspec import Struct

from mingpai.auction.events import (
    KINDS,
    BidderQualified,
    BidPlaced,
    CommandRefused,
    ConfirmationPublished,
    FilingRefused,
    PersonBarred,
    PriorityConfirmed,
    RoundPassedIn,
    RoundSold,
)
from mingpai.auction.model import Disposal
from mingpai.auction.objections import events as objections
from mingpai.auction.papers import PaperIssued
from mingpai.auction.preparation import events as preparation
from mingpai.auction.presence import HallEntered, NoticeAcknowledged
from mingpai.auction.settlement import events as settlement
from mingpai.auction.stops import events as stops
from mingpai.commands.lots_tables import LOT, ROUND, SEQ, Field, Table, Values
from mingpai.journal.entry import Entry
from mingpai.kernel.event import Event

_EVENT = Field("event", "事项", "what was recorded")
_RECORDED = Field("recorded_at", "记录时间", "when it was recorded")
_ON = Field("on", "日期", "day")
_AT = Field("at", "时间", "time")
_PAPER = Field("paper", "文书的 SHA-256", "SHA-256 of the paper")
_ROLES = Field("roles", "身份", "role of who it is about")
_CODE = Field("code", "竞买代码", "bidding code")
_AMOUNT = Field("amount_fen", "金额", "amount")
_PRICE = Field("price_fen", "价格", "price")
_GROUND = Field("ground", "事由", "ground")
_UNTIL = Field("until", "截至", "last day")
_KIND = Field("kind", "种类", "kind")
_OPENS = Field("opens_at", "开始时间", "when bidding opens")
_CLOSES = Field("closes_at", "结束时间", "when it closes")
_HEAD = (SEQ, LOT, ROUND, _EVENT, _RECORDED)


class Part(Struct, frozen=True):
    """A table of the course, and which events have a row in it."""

    table: Table
    kinds: tuple[type[Event], ...]


def _part(name: str, zh: str, en: str, fields: tuple[Field, ...], *kinds: type[Event]) -> Part:
    return Part(Table(name, zh, en, (*_HEAD, *fields)), kinds)


DEPOSITS = _part(
    "deposits",
    "保证金（竞价结束之后）",
    "deposits, of rounds that are over",
    (
        _CODE,
        Field("paid_fen", "已交", "paid"),
        Field("held_by", "在谁处", "who has it"),
        _AMOUNT,
        _ON,
        _AT,
    ),
    BidderQualified,
    settlement.DepositReturned,
    settlement.DepositForwarded,
)
ATTENDANCE = _part(
    "attendance",
    "阅知公告、进入大厅（竞价结束之后）",
    "notices acknowledged and halls entered, of rounds that are over",
    (
        Field("items", "阅知的内容", "items that were acknowledged"),
        Field("warnings", "阅知的提示", "warnings that were acknowledged"),
    ),
    NoticeAcknowledged,
    HallEntered,
)
"""How many there were and when, without who, under which code, or from where (第十八条)."""

AFTER_CLOSE = (DEPOSITS, ATTENDANCE)
"""Which codes were handed out, and who takes part, stays secret while bidding runs (第十八条)."""

PARTS = (
    _part(
        "filings",
        "立案、查封、定价、债权、平台",
        "opening, seizure, price, claims and platform",
        (
            _ROLES,
            Field("rank", "优先顺位", "rank of priority"),
            Field("platform", "平台", "platform"),
            Field("platform_list", "名单", "list of platforms"),
            Field("reason", "原因", "reason, or SHA-256 of the paper that says it"),
            Field("seized_on", "查封日", "day of the seizure"),
            Field("seizure_until", "查封到期日", "day on which the seizure lapses"),
            Field("method", "定价方式", "how the price is found"),
            Field("tried", "先用过的方式", "ways that were tried before"),
            Field("leave", "为何不用", "why others were passed over"),
            _PRICE,
            Field("valid_until", "有效期至", "last day of its validity"),
            Field("debt_fen", "债权金额", "what the case is to be paid"),
            Field("senior_fen", "优先债权金额", "what ranks before it"),
            Field("costs_fen", "执行费用", "costs of enforcement"),
            Field("proceeds_fen", "其他财产已得", "what other property has brought"),
            Field("consent", "同意全部变价的文书", "SHA-256 of the consent to sell all"),
            _UNTIL,
            _ON,
            _PAPER,
        ),
        preparation.DisposalOpened,
        preparation.SeizureRenewed,
        preparation.PricingStarted,
        preparation.PriceFixed,
        preparation.PriceCorrected,
        preparation.ClaimsRecorded,
        preparation.AuctionInsisted,
        preparation.PersonNamed,
        preparation.NoShareholderStated,
        preparation.NoticeWaived,
        preparation.PlatformChosen,
        preparation.PlatformAssigned,
        PriorityConfirmed,
    ),
    _part(
        "panel",
        "合议庭",
        "decisions of the panel",
        (
            Field("members", "人数", "members"),
            Field("matters", "评议事项", "what was decided"),
            Field("start_price_fen", "起拍价", "start price"),
            Field("step_fen", "增价幅度", "step"),
            Field("deposit_fen", "保证金", "deposit"),
            _ON,
            _PAPER,
        ),
        preparation.PanelDecided,
    ),
    _part(
        "notices",
        "公告和更正",
        "notices and their corrections",
        (
            _KIND,
            Field("field", "更正的事项", "what was corrected"),
            Field("effect", "对公告期的影响", "what became of the term"),
            Field("reference_price_fen", "参考价", "reference price"),
            Field("start_price_fen", "起拍价", "start price"),
            Field("step_fen", "增价幅度", "step"),
            Field("step_rule", "加价规则", "how bids are raised"),
            Field("deposit_fen", "保证金", "deposit"),
            Field("basis", "起拍价依据", "what the start price rests on"),
            Field("basis_proof", "依据的证明", "SHA-256 of its proof"),
            Field("possession", "占有情况", "possession"),
            Field("taxes", "税费负担", "who bears the taxes"),
            Field("tax_decision", "税费决定", "SHA-256 of the decision on taxes"),
            Field("bidder_fee_fen", "向竞买人收取", "what bidders are charged"),
            Field("balance_days", "尾款期限（日）", "days to pay the balance"),
            Field("repeats", "写明的规则", "rules that it repeats"),
            Field("items", "公示内容", "items"),
            Field("further", "专项内容", "further items"),
            Field("warnings", "特别提示", "warnings"),
            _OPENS,
            _CLOSES,
            _ON,
            _PAPER,
        ),
        preparation.RoundAnnounced,
        preparation.NoticeCorrected,
    ),
    DEPOSITS,
    ATTENDANCE,
    _part(
        "payments",
        "价款",
        "payments of the price",
        (
            _AMOUNT,
            Field("paid_fen", "已计入价款", "all that counts to the price by then"),
            Field("capacity", "非本人支付的，付款人身份", "of another's money, what he is"),
            _ON,
            _PAPER,
        ),
        settlement.BalanceReceived,
        settlement.BalancePaidByAnother,
    ),
    _part(
        "stops",
        "暂缓、中止、紧急暂停、恢复、撤回",
        "stops, resumptions and withdrawals",
        (
            _KIND,
            _GROUND,
            _UNTIL,
            Field("approval", "批准的文书", "SHA-256 of what allows a longer term"),
            Field("left_ms", "剩余竞价时间（毫秒）", "bidding time left, in milliseconds"),
            _OPENS,
            _CLOSES,
            _ON,
            _AT,
            _PAPER,
        ),
        stops.BiddingStopped,
        stops.EmergencyReported,
        stops.CauseEnded,
        stops.BiddingResumed,
        stops.RoundWithdrawn,
    ),
    _part(
        "objections",
        "异议、复议、诉讼",
        "objections, reconsiderations and suits",
        (
            Field("number", "序号", "number of the objection"),
            _KIND,
            Field("by", "提出人的身份", "role of who filed it"),
            _ROLES,
            _GROUND,
            Field("outcome", "结果", "outcome"),
            Field("upheld", "是否成立", "whether it was upheld"),
            _ON,
            _PAPER,
        ),
        preparation.PriceObjected,
        preparation.PriceObjectionSettled,
        objections.ObjectionFiled,
        objections.ObjectionDecided,
        objections.ObjectionDecisionServed,
        objections.ReviewFiled,
        objections.ReviewDecided,
        objections.SuitFiled,
        objections.SuitDecided,
        objections.ObjectionCarriedOut,
    ),
    _part(
        "set_off",
        "以物抵债、自行处置",
        "set-off in kind, and the debtor's own sale",
        (
            _ROLES,
            _PRICE,
            Field("claim_fen", "债权", "claim"),
            Field("rank", "顺位", "rank"),
            Field("basis", "依据", "by what he takes it"),
            Field("due_fen", "应补差额", "what he pays besides"),
            Field("due_on", "补差期限", "by when"),
            Field("all_declined", "是否均拒绝", "whether all declined"),
            Field("is_sold", "是否售出", "whether the debtor sold it"),
            _AMOUNT,
            _UNTIL,
            _ON,
            _PAPER,
        ),
        settlement.CreditorsAsked,
        settlement.OfferMade,
        settlement.SetOffAwarded,
        settlement.NoOfferRecorded,
        settlement.SelfDisposalApproved,
        settlement.SelfDisposalConcluded,
    ),
    _part(
        "outcomes",
        "成交、审查、裁定、交付、悔拍、撤销",
        "sale, review, ruling, delivery, default and annulment",
        (
            _CODE,
            _PRICE,
            Field("bids", "出价次数", "number of bids"),
            Field("closed_at", "实际结束", "when it closed"),
            Field("is_eligible", "是否有购房资格", "whether the buyer may buy"),
            Field("applied_on", "申请日", "day of the application"),
            Field("held_from", "资格起", "eligible from"),
            Field("held_to", "资格至", "eligible to"),
            Field("is_approved", "是否批准", "whether it was approved"),
            _GROUND,
            Field("forfeited_fen", "不予退还", "kept of the deposit"),
            Field("is_restored", "是否恢复成交", "whether the sale stands again"),
            Field("return_fen", "退还", "what goes back"),
            Field("due_on", "尾款期限", "by when the balance is due"),
            Field("claims_shortfall", "是否追索差价", "whether a shortfall is claimed"),
            _ON,
            _PAPER,
        ),
        RoundSold,
        RoundPassedIn,
        ConfirmationPublished,
        settlement.EligibilityReviewed,
        settlement.ApprovalRecorded,
        settlement.SaleRuled,
        settlement.PropertyDelivered,
        settlement.BuyerDefaulted,
        settlement.DefaultRevoked,
        settlement.SaleAnnulled,
    ),
    _part(
        "distribution",
        "分配和终结",
        "distribution and end",
        (
            _ROLES,
            Field("costs_fen", "费用", "costs"),
            Field("creditors_fen", "债权人", "to creditors"),
            Field("debtor_fen", "被执行人", "to the debtor"),
            Field("parts", "没收保证金的用途（分）", "uses of a forfeited deposit, in fen"),
            Field("ending", "如何终结", "how it ended"),
            _ON,
            _PAPER,
        ),
        settlement.PlanPublished,
        settlement.PlanObjected,
        settlement.PlanObjectionSettled,
        settlement.ForfeitApplied,
        settlement.ProceedsDistributed,
        settlement.DisposalEnded,
        settlement.CaseEnded,
    ),
    _part(
        "papers",
        "发出的文书",
        "papers that were issued",
        (
            _KIND,
            Field("check_code", "校验码", "check code"),
            Field("html", "HTML 的 SHA-256", "SHA-256 of the HTML"),
            Field("pdf", "PDF 的 SHA-256", "SHA-256 of the PDF"),
        ),
        PaperIssued,
    ),
)
"""Every table of the course, in the order in which a disposal comes to them."""

LEFT_OUT: frozenset[type[Event]] = frozenset(
    {
        BidPlaced,  # has a table of its own
        CommandRefused,  # as well
        preparation.DocumentServed,  # as well
        FilingRefused,  # says who tried to register
        PersonBarred,  # says who was barred
        objections.ObjectorNamed,  # says who objected
        preparation.AgentConfirmed,  # says who bids for whom
        preparation.RegistrantsTold,  # says who registered
    }
)
"""Events without a row here, each for its reason."""

_PART_OF = {kind: part for part in PARTS for kind in part.kinds}
_NAMES = {kind.body: kind.name.partition(".")[2] for kind in KINDS}
_ALSO: Mapping[str, tuple[str, ...]] = {
    "on": (
        "opened_on",
        "fixed_on",
        "started_on",
        "announced_on",
        "received_on",
        "filed_on",
        "asked_on",
    ),
    "paper": (
        "decision",
        "document",
        "evidence",
        "proof",
        "statement",
        "announcement",
        "report",
        "record",
        "loan",
        "reason",
    ),
}
"""Under which other names an event says what a column holds, the nearest first."""


def part_of(event: Event) -> Part | None:
    """Return the table in which an event has a row, or None where it has none."""
    return _PART_OF.get(type(event))


def row_of(part: Part, entry: Entry, event: Event, state: Disposal) -> Values:
    """Return an event as a row. `state` is the disposal after it, which knows who is what."""
    row: dict[str, object] = {
        "seq": entry.seq,
        "lot": entry.stream,
        "round": getattr(event, "round", None),
        "event": _NAMES[type(event)],
        "recorded_at": entry.received_at,
    }
    for field in part.table.fields[len(_HEAD) :]:
        row[field.name] = _plain(_said(event, field.name, state))
    return row


def _said(event: Event, name: str, state: Disposal) -> object:
    if name == "roles":
        return tuple(_roles(event, state))
    if name == "kind" and isinstance(event, PaperIssued):
        return event.paper
    if name == "parts" and isinstance(event, settlement.ForfeitApplied):
        return {bucket.value: fen for bucket, fen in event.parts}
    for said in (name, *_ALSO.get(name, ())):
        value: object = getattr(event, said, None)
        if value is not None and value != "":
            return value
    return None


def _roles(event: Event, state: Disposal) -> Iterator[str]:
    """Yield as what whoever an event speaks of is on file."""
    about = getattr(event, "token", None)
    for token, role in state.file.preparation.concerned():
        if token == about:
            yield role.value


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(_plain(one) for one in value)
    return value.value if isinstance(value, enum.Enum) else value
