"""The phrases in which a scenario says what somebody does, in Chinese and in English.

A phrase names a command's fields in braces; what stands in brackets may be left out. A field that
no phrase names keeps its default, and a paper's digest is made from the phrase's command. Reading
is strict: a phrase that fits nothing is an error that says so.
Where to look next: `exchange.scenario` (the file), `exchange.scenario_names` (the choices).
"""

import enum
import hashlib
import re
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import fields

from mingpai.auction import commands as rounds
from mingpai.auction.commands import Command
from mingpai.auction.objections import commands as objections
from mingpai.auction.papers import IssuePaper
from mingpai.auction.preparation import commands as preparation
from mingpai.auction.presence import AcknowledgeNotice, EnterHall
from mingpai.auction.settlement import commands as settlement
from mingpai.auction.stops import commands as stops
from mingpai.exchange.scenario_names import read_choice
from mingpai.kernel.canon import b64url
from mingpai.kernel.ids import LotToken, well_formed
from mingpai.kernel.moments import SHANGHAI
from mingpai.kernel.money import parse_yuan

_TOKEN_LENGTH = 22
_DIGESTS = frozenset({"proof", "report", "evidence", "decision", "document", "statement", "reason"})
_MORE_DIGESTS = frozenset({"announcement", "approval", "buyer", "html", "pdf", "record"})


class Phrase(Struct, frozen=True):
    """How one command is said. `flag` is a field that is said or left out: a yes, or a paper."""

    command: type[Struct]
    zh: str
    en: str
    flag: str = ""


_P, _S, _T, _O = preparation, stops, settlement, objections
PHRASES: tuple[Phrase, ...] = (
    # before a round
    Phrase(_P.RenewSeizure, "续封至{until}", "renews the seizure until {until}"),
    Phrase(
        _P.StartPricing,
        "启动{method}[（此前已试{tried}）][，依据{leave}]",
        "starts pricing by {method}[ after {tried}][ with leave {leave}]",
    ),
    Phrase(
        _P.FixPrice,
        "确定参考价{price_fen}元，{fixed_on}确定，有效至{valid_until}",
        "fixes the price at {price_fen} on {fixed_on}, valid until {valid_until}",
    ),
    Phrase(
        _P.CorrectPrice,
        "更正参考价的登记：{price_fen}元，{fixed_on}确定，有效至{valid_until}",
        "corrects the price on record to {price_fen}, fixed on {fixed_on}, valid until "
        "{valid_until}",
    ),
    Phrase(
        _P.ObjectToPrice,
        "收到{token}对参考价的异议（{received_on}）",
        "takes {token}'s objection to the price of {received_on}",
    ),
    Phrase(
        _P.SettlePriceObjection,
        "参考价异议处理完毕[，异议成立]",
        "settles the objection to the price[, upheld]",
        flag="upheld",
    ),
    Phrase(
        _P.RecordClaims,
        "登记债权{debt_fen}元，优先债权{senior_fen}元，费用{costs_fen}元[，同案已得款{proceeds_fen}元]"
        "[，被执行人同意全部拍卖]",
        "records a debt of {debt_fen}, senior claims {senior_fen}, costs {costs_fen}"
        "[, proceeds {proceeds_fen}][, the debtor consenting to sell all]",
        flag="consent",
    ),
    Phrase(
        _P.InsistOnAuction,
        "申请执行人于{asked_on}申请继续拍卖",
        "notes that the applicant insisted on {asked_on}",
    ),
    Phrase(_P.NamePerson, "登记{token}为{role}", "names {token} as {role}"),
    Phrase(
        _P.StateNoShareholder,
        "查明没有其他股东",
        "states that there is no other shareholder",
    ),
    Phrase(
        _P.ServeDocument,
        "向{token}{method}送达{paper}（{on}）[，未成功]",
        "serves {paper} on {token} by {method} on {on}[, in vain]",
        flag="failed",
    ),
    Phrase(_P.WaiveNotice, "{token}书面放弃接受通知", "notes that {token} waived the notice"),
    Phrase(_P.RecordChoice, "{token}选择平台{platform}", "notes that {token} chose {platform}"),
    Phrase(_P.AssignPlatform, "因{reason}确定平台{platform}", "assigns {platform} for {reason}"),
    Phrase(
        _P.RecordPanel,
        "合议庭{members}人评议{matters}：起拍价{start_price_fen}元，增价幅度{step_fen}元，"
        "保证金{deposit_fen}元",
        "records a panel of {members} on {matters}: start {start_price_fen}, step {step_fen}, "
        "deposit {deposit_fen}",
    ),
    Phrase(
        _P.ConfirmAgent,
        "确认{agent}代理{principal}竞买",
        "confirms {agent} as agent of {principal}",
    ),
    Phrase(
        _P.CorrectNotice,
        "更正公告：{field}[，竞价改为{opens_at}至{closes_at}]",
        "corrects the notice: {field}[, open {opens_at} to {closes_at}]",
    ),
    Phrase(IssuePaper, "制发{paper}[（第{round}轮）]", "issues {paper}[ of round {round}]"),
    Phrase(
        AcknowledgeNotice,
        "记录{token}逐项确认第{round}轮公告：{items}；{warnings}",
        "records that {token} acknowledged the notice of round {round}: {items}; {warnings}",
    ),
    Phrase(
        EnterHall,
        "记录{code}进入第{round}轮竞价大厅：设备{device_token}，地址{address_token}",
        "records that {code} entered the hall of round {round}: device {device_token}, "
        "address {address_token}",
    ),
    # persons, codes, bids, the end of a round
    Phrase(
        rounds.ConfirmPriority,
        "确认{token}的优先购买权，顺位{rank}",
        "confirms priority of {token} with rank {rank}",
    ),
    Phrase(rounds.BarPerson, "认定{token}不得竞买（{ground}）", "bars {token} as {ground}"),
    Phrase(
        rounds.QualifyBidder,
        "确认{token}交款{paid_fen}元[（{held_by}收存）]，发放竞买代码{code}[，代理人{agent}]"
        "[，联合{joint}][，已承诺资格]",
        "registers {token} as {code} paying {paid_fen}[ held by {held_by}][ with agent {agent}]"
        "[ jointly with {joint}][, with the commitment]",
        flag="commitment",
    ),
    Phrase(
        rounds.QualifyApplicant,
        "确认申请执行人{token}债权{claim_fen}元、交款{paid_fen}元[（{held_by}收存）]，"
        "发放竞买代码{code}[，代理人{agent}][，已承诺资格]",
        "registers applicant {token} as {code} claiming {claim_fen} paying {paid_fen}"
        "[ held by {held_by}][ with agent {agent}][, with the commitment]",
        flag="commitment",
    ),
    Phrase(
        rounds.PlaceBid, "出价{price_fen}元[，以代码{code}]", "bids {price_fen}[ under code {code}]"
    ),
    Phrase(rounds.CloseRound, "[第{round}轮]竞价到时结束", "closes[ round {round}]"),
    Phrase(rounds.PublishConfirmation, "公布成交确认书", "publishes the confirmation"),
    # stops
    Phrase(
        _S.DeferBidding,
        "决定暂缓至{until}（{ground}）[，经批准]",
        "defers bidding until {until} for {ground}[, with approval]",
        flag="approval",
    ),
    Phrase(_S.StayBidding, "裁定中止（{ground}）", "stays bidding for {ground}"),
    Phrase(_S.SuspendInEmergency, "紧急暂停（{ground}）", "suspends in emergency for {ground}"),
    Phrase(_S.ReportEmergency, "向法院报告紧急暂停", "reports the emergency"),
    Phrase(_S.RecordCauseEnded, "{on}暂停事由消除", "notes that the cause ended on {on}"),
    Phrase(
        _S.ResumeBidding,
        "恢复竞价：{opens_at}至{closes_at}",
        "resumes bidding from {opens_at} to {closes_at}",
    ),
    Phrase(_S.WithdrawRound, "撤回拍卖（{ground}）", "withdraws for {ground}"),
    # after a round
    Phrase(
        _T.RecordDepositReturned,
        "退还[第{round}轮]{code}保证金{amount_fen}元（{at}）",
        "notes {amount_fen} returned to {code}[ of round {round}] at {at}",
    ),
    Phrase(
        _T.RecordDepositReturned,
        "退还抵债人{amount_fen}元（{at}）",
        "notes {amount_fen} returned to the taker at {at}",
    ),
    Phrase(
        _T.RecordDepositForwarded,
        "[第{round}轮]买受人保证金{amount_fen}元划付法院（{at}）",
        "notes {amount_fen} forwarded[ of round {round}] at {at}",
    ),
    Phrase(
        _T.RecordBalance,
        "收到{payer}付款{amount_fen}元（{received_on}）[，系贷款]",
        "receives {amount_fen} from {payer} on {received_on}[, under a loan]",
        flag="loan",
    ),
    Phrase(_T.AskCreditors, "{asked_on}询问债权人是否抵债", "asks the creditors on {asked_on}"),
    Phrase(
        _T.OfferToTake,
        "{token}申请以物抵债，债权{claim_fen}元，顺位{rank}",
        "notes that {token} offers to take it, claim {claim_fen}, rank {rank}",
    ),
    Phrase(
        _T.AwardSetOff,
        "准许{token}抵债（{basis}），差额{due_on}前补足",
        "awards it to {token} for {basis}, due on {due_on}",
    ),
    Phrase(
        _T.RecordNoOffer,
        "无人抵债[，均已答复]",
        "notes that nobody takes it[, all declined]",
        flag="all_declined",
    ),
    Phrase(
        _T.ReviewEligibility,
        "审查购房资格：{held_from}至{held_to}[，{applied_on}报名][，符合]",
        "reviews eligibility from {held_from} to {held_to}[, applied {applied_on}][, held]",
        flag="is_eligible",
    ),
    Phrase(
        _T.RecordApproval,
        "收到股权转让审批[，同意]",
        "records the approval[, granted]",
        flag="is_approved",
    ),
    Phrase(_T.MakeRuling, "作出成交裁定", "makes the ruling"),
    Phrase(_T.RecordDelivery, "{on}交付财产", "hands it over on {on}"),
    Phrase(_T.PublishPlan, "{on}送出分配方案", "sends the plan of distribution on {on}"),
    Phrase(
        _T.ObjectToPlan,
        "收到{token}对分配方案的异议（{on}）",
        "takes {token}'s objection to the plan on {on}",
    ),
    Phrase(_T.SettlePlanObjection, "分配方案异议处理完毕", "settles the objection to the plan"),
    Phrase(
        _T.DistributeProceeds,
        "{on}发放案款：费用{costs_fen}元，债权人{creditors_fen}元，退被执行人{debtor_fen}元",
        "pays out on {on}: costs {costs_fen}, creditors {creditors_fen}, debtor {debtor_fen}",
    ),
    Phrase(
        _T.DecideDefault,
        "决定买受人悔拍[（{ground}）][，追缴差价]",
        "decides that the buyer defaulted[ for {ground}][, claiming the shortfall]",
        flag="claims_shortfall",
    ),
    Phrase(
        _T.RevokeDefault,
        "撤销[第{round}轮]悔拍决定[，尾款{due_on}前付清]",
        "takes back the default[ of round {round}][, the balance due on {due_on}]",
    ),
    Phrase(_T.ApplyForfeit, "没收保证金用于：{parts}", "applies the forfeit: {parts}"),
    Phrase(_T.AnnulSale, "撤销拍卖（{ground}）", "annuls the sale for {ground}"),
    Phrase(
        _T.ApproveSelfDisposal,
        "准许自行处置，价格{price_fen}元，至{until}",
        "lets the debtor sell for {price_fen} until {until}",
    ),
    Phrase(
        _T.ConcludeSelfDisposal,
        "自行处置结束[，已成交付款][，{received_on}到账{amount_fen}元]",
        "notes that the debtor's sale ended[, sold][ for {amount_fen} paid on {received_on}]",
        flag="is_sold",
    ),
    Phrase(_T.EndDisposal, "处置终结（{ending}）", "ends the disposal: {ending}"),
    Phrase(_T.RecordCaseEnded, "案件于{on}执行终结", "notes that the case ended on {on}"),
    # objections
    Phrase(
        _O.FileObjection,
        "{token}以{by}身份提出{kind}[，理由：{ground}]",
        "takes {token}'s {kind} as {by}[ for {ground}]",
    ),
    Phrase(
        _O.DecideObjection, "第{number}号异议裁定{outcome}", "decides objection {number}: {outcome}"
    ),
    Phrase(
        _O.RecordDecisionServed,
        "第{number}号裁定于{on}送达",
        "notes decision {number} served on {on}",
    ),
    Phrase(_O.FileReview, "第{number}号申请复议（{on}）", "takes a review of {number} on {on}"),
    Phrase(_O.DecideReview, "第{number}号复议{outcome}", "notes review {number}: {outcome}"),
    Phrase(_O.RecordSuit, "第{number}号提起诉讼（{on}）", "notes a suit over {number} on {on}"),
    Phrase(
        _O.RecordJudgment, "第{number}号诉讼判决{outcome}", "notes judgment {number}: {outcome}"
    ),
    Phrase(
        _O.RecordCarriedOut,
        "第{number}号异议于{on}执行完毕",
        "notes that objection {number} was carried out on {on}",
    ),
)


class Told(Struct, frozen=True):
    """What a line adds to its phrase: the year of its dates, the lot and round, who bids."""

    year: int
    lot: str
    round: int
    who: str


def read_phrase(text: str, told: Told) -> Command | None:
    """Return the command that a phrase says, or None where no phrase fits.

    Any phrase may end in words that say that its papers are missing.
    Raises: ValueError where a phrase fits and a field in it cannot be read.
    """
    said = _WITHOUT_PAPER.sub("", text)
    for phrase, pattern in _COMPILED:
        found = pattern.fullmatch(said)
        if found is not None:
            paper = digest_of(phrase.command.__name__) if said == text else ""
            return _build(phrase, found.groupdict(), told, paper=paper)
    return None


_WITHOUT_PAPER = re.compile(r"(?:，未附材料|, without a paper)$")


def _build(phrase: Phrase, given: Mapping[str, str | None], told: Told, *, paper: str) -> Command:
    kind = phrase.command
    hints = typing.get_type_hints(kind)
    values: dict[str, Any] = {}
    for field in fields(kind):
        text = given.get(field.name)
        if field.name == phrase.flag:
            is_said = given["said"] is not None
            values[field.name] = is_said if hints[field.name] is bool else paper * is_said
        elif text is not None:
            values[field.name] = read_value(hints[field.name], text, told)
        elif field.name in _DIGESTS or field.name in _MORE_DIGESTS:
            values[field.name] = paper
        elif field.name in _FROM_LINE and field.required:
            values[field.name] = _FROM_LINE[field.name](told)
        elif field.required:
            values[field.name] = _UNSAID[field.name]
    return typing.cast("Command", kind(**values))


_FROM_LINE: Mapping[str, Callable[[Told], Any]] = {
    "lot": lambda told: told.lot,
    "round": lambda told: told.round,
    "code": lambda told: told.who if well_formed("bidding code", told.who) else None,
}
_CHECK_CODE = "0000-0000-0000-0000"
_UNSAID: Mapping[str, Any] = {"check_code": _CHECK_CODE, "ground": None, "text": "更正后的内容"}


def digest_of(what: str) -> str:
    """Return the digest that stands for a paper of a scenario."""
    return b64url(hashlib.sha256(what.encode()).digest())


def token_of(person: str) -> LotToken:
    """Return the token of a person who is called `P1` or the like. Raises: ValueError."""
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,15}", person) is None:
        msg = f"{person!r:.40} is no person: write a letter and a number, such as P1"
        raise ValueError(msg)
    return LotToken(person.rjust(_TOKEN_LENGTH, "0"))


def read_value(hint: object, text: str, told: Told) -> Any:  # noqa: ANN401 - as the hint says
    """Read a field as its type wants it. Raises: ValueError."""
    wanted = _unwrapped(hint)
    if typing.get_origin(wanted) is tuple:
        inner = typing.get_args(wanted)[0]
        if typing.get_origin(inner) is tuple:
            return tuple(_pair(inner, part, told) for part in re.split(r"[、，]|, ", text))
        return tuple(read_value(inner, part, told) for part in re.split(r"[、,]\s*", text))
    name = getattr(wanted, "__name__", "")
    if name in _READERS:
        return _READERS[name](text, told)
    if isinstance(wanted, type) and issubclass(wanted, enum.StrEnum):
        return read_choice(wanted, text)
    return text


def _pair(hint: object, text: str, told: Told) -> tuple[Any, ...]:
    """Read `costs 500.00`: a choice and its amount."""
    kinds, parts = typing.get_args(hint), text.split()
    return tuple(read_value(kind, part, told) for kind, part in zip(kinds, parts, strict=True))


def _unwrapped(hint: object) -> object:
    """Return the type without its `| None`."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return next(one for one in typing.get_args(hint) if one is not type(None))
    return hint


def read_day(text: str, told: Told) -> date:
    """Read `05-26`, of the scenario's year, or `2026-05-26`. Raises: ValueError."""
    full = text if re.fullmatch(r"\d{4}-.*", text) else f"{told.year:04d}-{text}"
    return date.fromisoformat(full)


def read_moment(text: str, told: Told) -> datetime:
    """Read a day and a time of a clock in Shanghai, as `05-26 10:00:00`. Raises: ValueError."""
    full = text if re.fullmatch(r"\d{4}-.*", text) else f"{told.year:04d}-{text}"
    found = datetime.fromisoformat(full)
    if found.tzinfo is not None or "T" in full:
        msg = f"{text!r:.40}: write a time as 05-26 10:00:00; it is a clock in Shanghai"
        raise ValueError(msg)
    return found.replace(tzinfo=SHANGHAI)


_READERS: Mapping[str, Callable[[str, Told], Any]] = {
    "Fen": lambda text, _: parse_yuan(text),
    "int": lambda text, _: int(text),
    "date": read_day,
    "datetime": read_moment,
    "LotToken": lambda text, _: token_of(text),
}


_SHAPES: Mapping[str, str] = {
    "Fen": r"[\d,.]+",
    "int": r"\d+",
    "date": r"[\d-]+",
    "datetime": r"[\d-]+ [\d:.]+",
    "LotToken": r"[A-Za-z]\w*",
    "BiddingCode": r"[A-Z]\d+",
    "OfficeId": r"[a-z]+/[a-z0-9-]+",
}
"""What a field of a type can look like at all; its reader says whether it is right."""


def compiled(template: str, kind: type[Struct]) -> re.Pattern[str]:
    """Return the pattern of a template: braces are fields, brackets may be left out."""
    hints = typing.get_type_hints(kind)
    pattern = ""
    parts = re.split(r"(\{\w+\}|\[|\])", template)
    for place, part in enumerate(parts):
        if part.startswith("{"):
            name = getattr(_unwrapped(hints[part[1:-1]]), "__name__", "")
            pattern += f"(?P<{part[1:-1]}>{_SHAPES.get(name, '.+?')})"
        elif part == "[":
            is_flag = parts[place + 2] == "]"  # only words stand within
            pattern += "(?P<said>" if is_flag else "(?:"
        elif part == "]":
            pattern += ")?"
        else:
            pattern += re.escape(part)
    return re.compile(pattern, re.ASCII)


_COMPILED: tuple[tuple[Phrase, re.Pattern[str]], ...] = tuple(
    (phrase, compiled(template, phrase.command))
    for phrase in PHRASES
    for template in (phrase.zh, phrase.en)
)
