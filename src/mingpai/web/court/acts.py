"""Which command stands on the court's desk, under which permission, and which does not, and why.

Every command that an office may send has one place in this table; a test holds it against
`service.orders`. Clerks prepare and record, judges decide. Must not know how a form is made.
Where to look next: `web.court.acting` (one form for each), `accounts.permissions` (who has what).
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from msgspec import Struct

from mingpai.accounts.permissions import Permission
from mingpai.service.orders import known_commands
from mingpai.web.captions import Caption


class Part(StrEnum):
    """A group of acts, in the order of a disposal's life."""

    PRICE = "price"
    PERSONS = "persons"
    NOTICE = "notice"
    STOPS = "stops"
    MONEY = "money"
    TITLE = "title"
    FAILURE = "failure"
    OBJECTIONS = "objections"


PARTS: Mapping[Part, Caption] = {
    Part.PRICE: Caption("查封与定价", "Seizure and price"),
    Part.PERSONS: Caption("当事人、通知与优先权", "Persons, notices and priority"),
    Part.NOTICE: Caption("平台、合议庭与公告", "Platform, panel and notice"),
    Part.STOPS: Caption("暂停、恢复与撤回", "Stops, resumption and withdrawal"),
    Part.MONEY: Caption("款项", "Money"),
    Part.TITLE: Caption("成交、裁定与交付", "Sale, ruling and handing over"),
    Part.FAILURE: Caption("流拍、悔拍与以物抵债", "Failure, default and set-off"),
    Part.OBJECTIONS: Caption("异议与复议", "Objections and reconsideration"),
}


class Act(Struct, frozen=True):
    """A command on the desk: what it is called, to which group it belongs, and who may send it."""

    part: Part
    permission: Permission
    name: Caption


class Elsewhere(Struct, frozen=True):
    """Why a command does not stand on the court's desk."""

    why: Caption


_PLATFORM = Elsewhere(Caption("由平台办理", "The platform does it"))
_DEPOSITS = Elsewhere(
    Caption("在保证金确认处办理，代码不经人手", "Where deposits are confirmed: nobody picks a code")
)
_CLOCKWORK = Elsewhere(Caption("到时自动发生，任何人不得代办", "Happens by itself, at its time"))
_WITH_PAPER = Elsewhere(
    Caption("随文书一并生成，只登记不成文书", "Made together with the paper, never without one")
)
_OPENING = Elsewhere(Caption("在新建处置页办理", "Where a new disposal is opened"))


def _prepare(part: Part, zh: str, en: str) -> Act:
    return Act(part, Permission.PREPARE_DISPOSAL, Caption(zh, en))


def _record(part: Part, zh: str, en: str) -> Act:
    return Act(part, Permission.RECORD_PROCEEDING, Caption(zh, en))


def _receive(part: Part, zh: str, en: str) -> Act:
    return Act(part, Permission.RECEIVE_OBJECTION, Caption(zh, en))


def _publish(part: Part, zh: str, en: str) -> Act:
    return Act(part, Permission.PUBLISH_NOTICE, Caption(zh, en))


def _terms(part: Part, zh: str, en: str) -> Act:
    return Act(part, Permission.DECIDE_TERMS, Caption(zh, en))


def _stop(part: Part, zh: str, en: str) -> Act:
    return Act(part, Permission.DECIDE_STOP, Caption(zh, en))


def _outcome(part: Part, zh: str, en: str) -> Act:
    return Act(part, Permission.DECIDE_OUTCOME, Caption(zh, en))


def _decide(part: Part, zh: str, en: str) -> Act:
    return Act(part, Permission.DECIDE_OBJECTION, Caption(zh, en))


ACTS: Mapping[str, Act | Elsewhere] = {
    # seizure and price
    "OpenDisposal": _OPENING,
    "RenewSeizure": _record(Part.PRICE, "续行查封", "Seizure renewed"),
    "StartPricing": _prepare(Part.PRICE, "启动定价", "Begin to find the price"),
    "FixPrice": _record(Part.PRICE, "登记参考价", "Reference price found"),
    "CorrectPrice": _terms(Part.PRICE, "更正登记的参考价", "Put the recorded price right"),
    "ObjectToPrice": _receive(Part.PRICE, "收到对参考价的异议", "Objection to the price received"),
    "SettlePriceObjection": _decide(
        Part.PRICE, "处理对参考价的异议", "Deal with objections to the price"
    ),
    "RecordClaims": _prepare(Part.PRICE, "登记债权与费用", "What the sale is to pay"),
    "InsistOnAuction": _record(
        Part.PRICE, "申请执行人要求继续拍卖", "The applicant asks to go on all the same"
    ),
    # persons
    "NamePerson": _prepare(Part.PERSONS, "登记有关人员", "Name somebody concerned"),
    "StateNoShareholder": _prepare(
        Part.PERSONS, "登记没有其他股东", "Nobody else holds a share with priority"
    ),
    "ServeDocument": _record(Part.PERSONS, "登记送达", "A document was served"),
    "WaiveNotice": _record(Part.PERSONS, "登记放弃通知", "Somebody waived the notice"),
    "ConfirmPriority": _terms(Part.PERSONS, "确认优先购买权", "Confirm a right of priority"),
    "BarPerson": _terms(Part.PERSONS, "登记不得竞买的人", "Record who may not bid"),
    "ConfirmAgent": _record(Part.PERSONS, "确认委托竞买", "Confirm an agent"),
    # platform, panel and notice
    "RecordChoice": _record(Part.NOTICE, "登记申请执行人的选择", "The applicant chose a platform"),
    "AssignPlatform": _record(Part.NOTICE, "确定平台", "Put the disposal on a platform"),
    "RecordPanel": _terms(Part.NOTICE, "登记合议庭决定", "What the panel decided"),
    "AnnounceRound": _publish(Part.NOTICE, "发布公告", "Publish the notice"),
    "CorrectNotice": _publish(Part.NOTICE, "更正公告", "Correct the notice"),
    "IssuePaper": _WITH_PAPER,
    # people and bids
    "QualifyBidder": _DEPOSITS,
    "QualifyApplicant": _DEPOSITS,
    "AcknowledgeNotice": _PLATFORM,
    "EnterHall": _PLATFORM,
    "CloseRound": _CLOCKWORK,
    # stops
    "DeferBidding": _stop(Part.STOPS, "暂缓拍卖", "Defer bidding"),
    "StayBidding": _stop(Part.STOPS, "中止拍卖", "Stay bidding"),
    "SuspendInEmergency": _PLATFORM,
    "ReportEmergency": _PLATFORM,
    "RecordCauseEnded": _record(Part.STOPS, "登记暂停事由消失", "The cause of the stop ended"),
    "ResumeBidding": _stop(Part.STOPS, "恢复拍卖", "Resume bidding"),
    "WithdrawRound": _stop(Part.STOPS, "撤回拍卖", "Withdraw"),
    # money
    "RecordDepositReturned": _record(Part.MONEY, "登记保证金退还", "A deposit was returned"),
    "RecordDepositForwarded": _record(
        Part.MONEY, "登记保证金划入法院", "The winner's deposit reached the court"
    ),
    "RecordBalance": _record(Part.MONEY, "登记收到价款", "Money of the buyer arrived"),
    "PublishPlan": _record(Part.MONEY, "登记分配方案送达", "The plan of distribution was sent"),
    "ObjectToPlan": _receive(Part.MONEY, "收到对分配方案的异议", "Objection to the plan received"),
    "SettlePlanObjection": _decide(
        Part.MONEY, "处理对分配方案的异议", "Settle the objection to the plan"
    ),
    "DistributeProceeds": _record(Part.MONEY, "登记价款发放", "The proceeds were paid out"),
    "ApplyForfeit": _record(
        Part.MONEY, "登记没收保证金的用途", "How the forfeited deposit was used"
    ),
    # sale, ruling, handing over
    "PublishConfirmation": _publish(Part.TITLE, "公示成交确认书", "Publish the confirmation"),
    "ReviewEligibility": _outcome(
        Part.TITLE, "审查购房资格", "Review whether the buyer was eligible"
    ),
    "RecordApproval": _record(
        Part.TITLE, "登记主管部门的答复", "The authority's answer on the transfer"
    ),
    "MakeRuling": _outcome(Part.TITLE, "作出裁定", "Make the ruling"),
    "RecordDelivery": _record(Part.TITLE, "登记交付", "The property was handed over"),
    "AnnulSale": _outcome(Part.TITLE, "撤销拍卖", "Annul the sale"),
    "RecordCaseEnded": _record(Part.TITLE, "登记案件执行结案", "Enforcement of the case ended"),
    # failure, default, set-off
    "AskCreditors": _record(Part.FAILURE, "询问债权人是否以物抵债", "The creditors were asked"),
    "OfferToTake": _record(Part.FAILURE, "登记债权人愿意接受", "A creditor would take it"),
    "AwardSetOff": _outcome(Part.FAILURE, "决定以物抵债", "Give it to a creditor"),
    "RecordNoOffer": _record(Part.FAILURE, "登记无人接受抵债", "No creditor takes it"),
    "RevokeDefault": _outcome(Part.FAILURE, "撤销悔拍决定", "Take a default back"),
    "DecideDefault": _outcome(Part.FAILURE, "认定悔拍", "Decide that the buyer defaulted"),
    "ApproveSelfDisposal": _outcome(
        Part.FAILURE, "准许被执行人自行处置", "Let the debtor sell by himself"
    ),
    "ConcludeSelfDisposal": _record(
        Part.FAILURE, "登记自行处置的结果", "The debtor's own sale is over"
    ),
    "EndDisposal": _outcome(Part.FAILURE, "终结处置", "End the disposal without a sale"),
    # objections
    "FileObjection": _receive(Part.OBJECTIONS, "收到异议或者投诉", "Something was filed"),
    "DecideObjection": _decide(Part.OBJECTIONS, "对异议作出决定", "Decide an objection"),
    "RecordDecisionServed": _record(Part.OBJECTIONS, "登记异议决定送达", "The decision was served"),
    "FileReview": _receive(Part.OBJECTIONS, "收到复议申请", "Reconsideration was asked for"),
    "DecideReview": _record(
        Part.OBJECTIONS, "登记复议结果", "The higher court's decision was received"
    ),
    "RecordSuit": _record(Part.OBJECTIONS, "登记起诉", "Suit was brought over the claim"),
    "RecordJudgment": _record(Part.OBJECTIONS, "登记判决", "The suit over the claim ended"),
    "RecordCarriedOut": _record(
        Part.OBJECTIONS, "登记异议决定的执行", "What an upheld objection ordered was done"
    ),
}
"""Every command that an office may send."""

OWN_PAGE: Mapping[str, str] = {"AnnounceRound": "/publish"}
"""Acts of the desk that have a page of their own below the lot's."""

DUE: Mapping[str, str] = {
    "start_pricing": "StartPricing",
    "renew_seizure": "RenewSeizure",
    "send_price_report": "ServeDocument",
    "settle_price_objection": "SettlePriceObjection",
    "start_sale": "AssignPlatform",
    "publish_first_notice": "AnnounceRound",
    "open_before_price_lapses": "AnnounceRound",
    "tell_of_no_surplus": "ServeDocument",
    "tell_parties": "ServeDocument",
    "tell_shareholders": "ServeDocument",
    "tell_tenant": "ServeDocument",
    "start_second_auction": "AnnounceRound",
    "announce_sale": "AnnounceRound",
    "auction_again": "AnnounceRound",
    "announce_again": "AnnounceRound",
    "resume_bidding": "ResumeBidding",
    "withdraw_round": "WithdrawRound",
    "return_deposit": "RecordDepositReturned",
    "return_buyers_money": "RecordDepositReturned",
    "apply_forfeit": "ApplyForfeit",
    "forward_deposit": "RecordDepositForwarded",
    "publish_confirmation": "PublishConfirmation",
    "pay_balance": "RecordBalance",
    "pay_difference": "RecordBalance",
    "remind_buyer": "ServeDocument",
    "decide_default": "DecideDefault",
    "review_eligibility": "ReviewEligibility",
    "obtain_approval": "RecordApproval",
    "make_ruling": "MakeRuling",
    "serve_ruling": "ServeDocument",
    "hand_over": "RecordDelivery",
    "send_plan": "PublishPlan",
    "settle_plan_objection": "SettlePlanObjection",
    "pay_out": "DistributeProceeds",
    "conclude_self_disposal": "ConcludeSelfDisposal",
    "ask_creditors": "AskCreditors",
    "settle_set_off": "AwardSetOff",
    "end_disposal": "EndDisposal",
    "decide_objection": "DecideObjection",
    "answer_complaint": "DecideObjection",
    "serve_objection_decision": "RecordDecisionServed",
    "carry_out_objection": "RecordCarriedOut",
    "stop_for_claim": "StayBidding",
}
"""A duty by its name -> the act that does it, where the court does it."""

MENDS: Mapping[str, str] = {
    "seizure_lapsed": "RenewSeizure",
    "seizure_ends_too_soon": "RenewSeizure",
    "not_assigned": "AssignPlatform",
    "platform_not_listed": "AssignPlatform",
    "outsider_claim_open": "DecideObjection",
    "set_off_not_asked": "AskCreditors",
    "self_disposal_runs": "ConcludeSelfDisposal",
    "claims_not_recorded": "RecordClaims",
    "debt_covered": "RecordClaims",
    "no_surplus": "InsistOnAuction",
    "price_not_fixed": "FixPrice",
    "price_under_objection": "SettlePriceObjection",
    "price_report_not_served": "ServeDocument",
    "price_lapsed": "StartPricing",
    "panel_missing": "RecordPanel",
    "panel_matter_missing": "RecordPanel",
    "panel_decided_otherwise": "RecordPanel",
    "party_not_told": "ServeDocument",
    "party_told_too_late": "ServeDocument",
    "shareholder_term_runs": "ServeDocument",
}
"""A guard by its code -> the act that mends it; the others are mended in the notice itself."""


def act_of(command: str) -> Act | None:
    """Return a command's place on the desk, or None for what is not there."""
    found = ACTS.get(command)
    return found if isinstance(found, Act) else None


def acts() -> Iterator[tuple[str, Act]]:
    """Yield every act of the desk with its command's name, group by group."""
    for part in Part:
        for command, found in ACTS.items():
            if isinstance(found, Act) and found.part is part:
                yield command, found


def command_class(command: str) -> type[Struct]:
    """Return the class of a command of this table. Raises: KeyError."""
    return known_commands()[command]


def page_of(number: str, command: str) -> str:
    """Return the address, without language, on which an act is done for a lot."""
    return f"/court/lots/{number}{OWN_PAGE.get(command, f'/do/{command}')}"
