"""What the desk for citizens' affairs says, in zh and en: denials, steps, capacities, messages.

Must not know who reads it, nor how it is shown. A message names the lot and where it stands; it
has no address to press and asks for no money, so that one that does is not ours.
Where to look next: `affairs.model` (what is spoken of), `auction.refusals` (what the law forbids).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct

from mingpai.accounts.denials import Words
from mingpai.affairs.denials import Denial
from mingpai.affairs.model import Capacity, Hint, Kind, Message
from mingpai.kernel.moments import SHANGHAI
from mingpai.kernel.money import Fen, print_yuan

__all__ = ["CAPACITIES", "HINTS", "MESSAGES", "WORDS", "Said", "Words", "tell"]

Language = Literal["zh", "en"]


class Said(Struct, frozen=True):
    """A text in both languages. `{lot}`, `{price}` and `{when}` stand for what is told of."""

    zh: str
    en: str

    def in_(self, language: Language) -> str:
        """Return the text in one language."""
        return self.zh if language == "zh" else self.en


WORDS: Mapping[Denial, Words] = {
    Denial.LOT_UNKNOWN: Words(
        "没有这个标的。",
        "There is no such lot.",
        "请从标的列表进入。",
        "Go there from the list of lots.",
    ),
    Denial.LOT_ELSEWHERE: Words(
        "这个标的在另一平台上拍卖，本大厅不能受理。",
        "This lot is sold on another platform; this hall cannot take it in hand.",
        "请到公告所写的平台办理。",
        "Turn to the platform that the notice names.",
    ),
    Denial.NOT_PUBLISHED: Words(
        "这个标的尚未公告。",
        "This lot has not been published yet.",
        "可以先收藏，公告后再报名。",
        "Save it for now, and register once the notice is out.",
    ),
    Denial.REGISTRATION_OVER: Words(
        "本轮竞价已经结束，不再接受报名和进入。",
        "Bidding in this round is over: nobody can register or enter any more.",
        "请查看结果；流拍的，请关注下一轮公告。",
        "See the result; where it passed in, watch for the notice of the next round.",
    ),
    Denial.PAPER_MISSING: Words(
        "代理或者联合竞买，须提交授权或者协议。",
        "To bid for or with others, their authority or agreement is needed.",
        "请上传该文件后再报名。",
        "Upload it, then register.",
    ),
    Denial.PAPER_NOT_WHOLE: Words(
        "文件没有收到完整。",
        "The paper did not arrive whole.",
        "请重新上传。",
        "Upload it again.",
    ),
    Denial.NOT_REGISTERED: Words(
        "本轮没有这份报名。",
        "There is no such registration for this round.",
        "请先报名；每一轮要分别报名。",
        "Register first; each round has its own registration.",
    ),
    Denial.PARTS_MISSING: Words(
        "还有内容没有确认：十一项公示内容和七项特别提示要逐项确认。",
        "Something was not acknowledged: each of the eleven items and seven warnings must be.",
        "请阅读并勾选其余各项。",
        "Read and tick those that are left.",
    ),
    Denial.NOT_ACKNOWLEDGED: Words(
        "该报名尚未逐项确认公告内容和特别提示。",
        "Items and warnings of the notice have not been acknowledged in this registration.",
        "由报名人确认后再办理。",
        "Let the person who registered do so first.",
    ),
    Denial.NOTHING_TO_CONFIRM: Words(
        "该报名没有待确认的代理或者联合关系，或者已经发放竞买代码。",
        "This registration has no agency or joint bid to confirm, or has its code already.",
        "请核对报名的身份；优先购买权另行确认。",
        "Check its capacity; a right of priority is confirmed by its own act.",
    ),
    Denial.OTHERS_MALFORMED: Words(
        "所写的被代理人或者共同竞买人不对。",
        "Those named as principal or joint bidders are not right.",
        "代理写一名被代理人；联合写各共同竞买人，不写报名人自己。",
        "An agent has one principal; joint bidders are the others, without the one registered.",
    ),
    Denial.NOT_CONFIRMED: Words(
        "代理或者联合关系尚未经法院确认。",
        "The court has not confirmed the agency or the joint bid.",
        "请在竞价开始前由执行法院确认。",
        "Let the enforcing court confirm it before bidding opens.",
    ),
    Denial.NO_CODE: Words(
        "尚未取得竞买代码。",
        "There is no bidding code yet.",
        "交纳保证金并经确认后，代码即可查看。",
        "It comes with the confirmation of the deposit.",
    ),
    Denial.SHOWN_ALREADY: Words(
        "竞买密码只显示一次，已经显示过。",
        "The bidding password is shown once, and was.",
        "忘记的，再次验证后换一个新的。",
        "If it is lost, verify yourself once more and take a new one.",
    ),
    Denial.HALL_NOT_OPEN: Words(
        "竞价大厅尚未开放，开始前三十分钟起可以进入。",
        "The hall is not open yet: it can be entered from thirty minutes before the opening.",
        "请届时再来，开放前会发消息提醒。",
        "Come back then; a message will remind you.",
    ),
    Denial.WRONG_CODE_OR_PASSWORD: Words(
        "竞买代码或者竞买密码不对。",
        "The bidding code or the bidding password is not right.",
        "请核对后重试；忘记密码的，可以换一个新的。",
        "Check both and try again; a lost password can be replaced.",
    ),
    Denial.PAUSED: Words(
        "尝试次数过多，请稍候。",
        "There were too many tries; wait a while.",
        "等所示秒数后重试。",
        "Try again after the seconds shown.",
    ),
    Denial.NOT_ENTERED: Words(
        "本次登录还没有进入这个标的的竞价大厅。",
        "The hall of this lot was not entered in this sign-in.",
        "请用竞买代码和竞买密码进入。",
        "Enter it with your bidding code and password.",
    ),
    Denial.BUSY: Words(
        "系统繁忙，本次没有处理。",
        "The service is busy; this was not looked at.",
        "请几秒后重试，不会重复办理。",
        "Try again in a few seconds: nothing is done twice.",
    ),
}

HINTS: Mapping[Hint, Said] = {
    Hint.SIGNED_IN: Said("登录", "Sign in"),
    Hint.REGISTERED: Said("报名", "Register"),
    Hint.ACKNOWLEDGED: Said(
        "逐项确认公告内容和特别提示", "Acknowledge each item and warning of the notice"
    ),
    Hint.CONFIRMED: Said(
        "由法院确认代理、联合竞买或者优先购买权",
        "Have the court confirm agency, joint bid or right of priority",
    ),
    Hint.DEPOSIT: Said("交纳保证金并经确认", "Pay the deposit and have it confirmed"),
    Hint.CODE: Said("取得竞买代码", "Receive the bidding code"),
    Hint.PASSWORD_SEEN: Said("查看竞买密码（只显示一次）", "See the bidding password (shown once)"),
    Hint.OPEN: Said("竞价开放", "Bidding is open"),
    Hint.ENTERED: Said("进入竞价大厅", "Enter the hall"),
}

CAPACITIES: Mapping[Capacity, Said] = {
    Capacity.OWN: Said("本人竞买", "For myself"),
    Capacity.AGENT: Said("代理他人竞买", "As agent of somebody else"),
    Capacity.JOINT: Said("与他人联合竞买", "Jointly with others"),
    Capacity.PRIORITY: Said("优先购买权人", "As holder of a right of priority"),
    Capacity.APPLICANT: Said("申请执行人", "As applicant for enforcement"),
}

MESSAGES: Mapping[Kind, Said] = {
    Kind.CODE_ISSUED: Said(
        "{lot}：保证金已经确认，竞买代码和竞买密码可以在“我的”页面查看。",
        "{lot}: your deposit is confirmed; see your bidding code and password on your own page.",
    ),
    Kind.OPENING_SOON: Said(
        "{lot}：竞价将于{when}开始，现在可以进入大厅。",
        "{lot}: bidding opens at {when}; the hall can be entered now.",
    ),
    Kind.OUTBID: Said(
        "{lot}：有人出价{price}元，您已不是最高出价人。",
        "{lot}: somebody bid {price} yuan; you no longer lead.",
    ),
    Kind.EXTENDED: Said(
        "{lot}：结束时间顺延，至少到{when}。",
        "{lot}: the close has moved, to {when} at the least.",
    ),
    Kind.STOPPED: Said(
        "{lot}：竞价已经停止，原因见公告。恢复的时间会另行通知。",
        "{lot}: bidding stands still; the reason is published. You will be told when it resumes.",
    ),
    Kind.RESUMING: Said(
        "{lot}：竞价将于{when}恢复，已有的出价和代码继续有效。",
        "{lot}: bidding resumes at {when}; bids and codes stand.",
    ),
    Kind.CORRECTED: Said(
        "{lot}：公告有更正，请重新阅读。",
        "{lot}: the notice was corrected; read it again.",
    ),
    Kind.WON: Said(
        "{lot}：您以{price}元成交。后续事项见标的页面和执行法院的通知。",
        "{lot}: you bought it for {price} yuan. See its page and the court's notice for what "
        "follows.",
    ),
    Kind.LOST: Said(
        "{lot}：竞价已经结束，由他人以{price}元成交。保证金退还情况见标的页面。",
        "{lot}: bidding is over; somebody else bought it for {price} yuan. How your deposit goes "
        "back stands on its page.",
    ),
    Kind.WITHDRAWN: Said(
        "{lot}：本轮拍卖已经撤回，原因见公告。",
        "{lot}: this round was withdrawn; the reason is published.",
    ),
}


def tell(message: Message, *, lot: str, language: Language) -> str:
    """Return a message as people read it; `lot` is what the lot is called."""
    price = "" if message.price_fen is None else print_yuan(Fen(message.price_fen))
    when = "" if message.when is None else _local(message.when)
    return MESSAGES[message.kind].in_(language).format(lot=lot, price=price, when=when)


def _local(instant: datetime) -> str:
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
