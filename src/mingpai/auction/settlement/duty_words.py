"""What is said of each duty after a round: by whom, under which article, in both languages.

Where to look next: `settlement.duties` (when each of them holds).
"""

from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct

from mingpai.auction.duty import Duty, Party
from mingpai.kernel.ids import ArticleId, RuleId
from mingpai.kernel.money import print_yuan
from mingpai.law.periods import Term


class Said(Struct, frozen=True):
    """What is said of one duty; `{code}` and `{amount}` are filled in where they stand."""

    by: Party
    article: str
    zh: str
    en: str
    rule: str | None = None


SAID: Mapping[str, Said] = {
    "return_deposit": Said(
        Party.PLATFORM,
        "FS2016-18:23",
        "退还或者解冻竞买代码 {code} 的保证金 {amount} 元（由保管的平台或者法院办理）",
        "Return or unfreeze {amount} yuan of code {code} (platform or court, whoever holds it)",
        "K26",
    ),
    "return_buyers_money": Said(
        Party.COURT,
        "FS2016-18:24.1",
        "退还买受人（{code}）不应扣留的 {amount} 元",
        "Return {amount} yuan to the buyer ({code}): nothing allows keeping it",
    ),
    "apply_forfeit": Said(
        Party.COURT,
        "FS2016-18:24.1",
        "按法定顺序处理不予退还的保证金 {amount} 元",
        "Use the forfeited {amount} yuan in the order of the law",
    ),
    "forward_deposit": Said(
        Party.PLATFORM,
        "FS2016-18:25",
        "把买受人的保证金 {amount} 元划入法院账户",
        "Forward the winner's deposit of {amount} yuan to the court's account",
        "K27",
    ),
    "publish_confirmation": Said(
        Party.PLATFORM,
        "FS2016-18:22.1",
        "生成并公示成交确认书",
        "Make and publish the confirmation of the sale",
        "K28",
    ),
    "pay_balance": Said(
        Party.BUYER,
        "FS2016-18:25",
        "把尾款 {amount} 元付到法院账户",
        "Pay the balance of {amount} yuan to the court's account",
        "K29",
    ),
    "pay_difference": Said(
        Party.CREDITOR,
        "FS2004-16:16",
        "补交抵债差额 {amount} 元",
        "Pay the {amount} yuan that the claim does not cover",
    ),
    "remind_buyer": Said(
        Party.COURT,
        "FS2016-18:25",
        "提醒买受人按期付款并登记送达",
        "Remind the buyer of the payment and record the service",
        "K29",
    ),
    "decide_default": Said(
        Party.COURT,
        "FS2016-18:24.1",
        "期满未付、资格不符或者未获批准的，决定是否认定悔拍",
        "Decide whether the buyer defaulted: unpaid, not eligible, or not approved",
    ),
    "review_eligibility": Said(
        Party.COURT,
        "FS2021-18:3",
        "裁定当日审查购房资格是否自申请时起一直具备",
        "On the day of the ruling review whether the buyer was eligible throughout",
        "K42",
    ),
    "obtain_approval": Said(
        Party.BUYER,
        "FS2021-20:15",
        "办理股权转让审批",
        "Obtain the approval of the transfer",
    ),
    "make_ruling": Said(
        Party.COURT,
        "FS2004-16:20",
        "作出成交裁定或者抵债裁定并送达",
        "Make the ruling on the sale or set-off and serve it",
        "K30",
    ),
    "serve_ruling": Said(
        Party.COURT,
        "FS2004-16:20",
        "把裁定送达买受人，所有权自送达时转移",
        "Serve the ruling on the buyer: title passes with it",
        "K30",
    ),
    "hand_over": Said(
        Party.COURT,
        "FS2004-16:27",
        "把财产移交买受人，拒不腾退的强制执行",
        "Hand the property over, by force if need be",
        "K31",
    ),
    "send_plan": Said(
        Party.COURT,
        "CPLI-2022:509",
        "制作分配方案并送达债权人和被执行人",
        "Make a plan of distribution and send it to creditors and debtor",
    ),
    "settle_plan_objection": Said(
        Party.COURT,
        "CPLI-2022:510",
        "处理对分配方案的异议",
        "Settle the objection to the plan",
    ),
    "pay_out": Said(
        Party.COURT,
        "FF2017-6:10",
        "核算并发放案款，延迟须有理由和批准",
        "Settle the account and pay out; delay needs a reason and approval",
        "K32",
    ),
    "conclude_self_disposal": Said(
        Party.DEBTOR,
        "FS1998-15:33",
        "在期限内完成自行处置并付款",
        "Carry out the own sale and pay within the term",
    ),
    "ask_creditors": Said(
        Party.COURT,
        "FS2004-16:16",
        "询问申请执行人和其他债权人是否以流拍的保留价抵债",
        "Ask applicant and creditors whether they take the property at the price that failed",
    ),
    "settle_set_off": Said(
        Party.COURT,
        "FS2004-16:16",
        "裁定由申请的债权人承受，或者登记无人接受",
        "Award the property to a creditor who offered, or record that nobody takes it",
    ),
    "end_disposal": Said(
        Party.COURT,
        "CPLI-2022:490",
        "交付债权人管理，或者解除查封退还被执行人",
        "Put the property under administration for the creditor, or give it back",
    ),
}
"""Every duty of this part by its name, which is for ever."""


def duty(
    what: str,
    *,
    since: date | datetime,
    until: date | datetime | Term | None = None,
    code: str = "",
    amount_fen: int = 0,
) -> Duty:
    """Return a duty by its name, with its words. Units: fen, shown in yuan.

    `until` as a term says itself whether all that it rests on was read; a day or an instant was.
    """
    last = until.last if isinstance(until, Term) else until
    said = SAID[what]
    facts = {"code": code, "amount": print_yuan(amount_fen)}
    return Duty(
        what=what,
        by=said.by,
        article=ArticleId(said.article),
        zh=said.zh.format_map(facts),
        en=said.en.format_map(facts),
        since=since,
        until=last,
        rule=None if said.rule is None else RuleId(said.rule),
        verified=until.verified if isinstance(until, Term) else True,
    )
