"""What a paper is made from, and the passages that several papers share.

Where to look next: the makers (`announcing`, `telling`, `stopping`, `concluding`).
"""

from collections.abc import Iterator
from datetime import date, datetime

from msgspec import Struct

from mingpai.auction.model import Disposal, Phase, Round, RoundKind, StepRule
from mingpai.auction.papers import PaperKind, round_of
from mingpai.auction.settlement.model import DefaultGround
from mingpai.kernel.ids import ArticleId
from mingpai.kernel.outcome import InvariantBroken
from mingpai.law.articles import article_of
from mingpai.law.book import LAWS
from mingpai.law.instruments import INSTRUMENTS, cite
from mingpai.law.parameters import REFUND_HOURS
from mingpai.papers.figures import amount, span
from mingpai.papers.model import Document, Paragraph, Section, Table
from mingpai.papers.particulars import Particulars
from mingpai.papers.proof import NoticeTexts

_N1 = INSTRUMENTS["FS2016-18"]
PROVISIONS = f"《{_N1.title_zh}》（{_N1.number}）"
_DEFAULT_OFF = cite(ArticleId("FS2004-16:22"))
_APPROVAL = cite(ArticleId("FS2021-20:15"))
_NOT_APPROVED = (DefaultGround.APPROVAL_REFUSED, DefaultGround.APPROVAL_REFUSED_KNOWINGLY)
_ORDINALS = "一二三四五六七八九十"
_TENS = 10


class Basis(Struct, frozen=True):
    """A disposal as it stands (or would stand), what no journal holds, and the day in Shanghai.

    `resumes`: when bidding goes on and when it ends, of a resumption that is to be announced.
    """

    state: Disposal
    given: Particulars
    today: date
    texts: NoticeTexts | None = None
    resumes: tuple[datetime, datetime] | None = None
    made_up: bool = False


class TimesMissing(ValueError):
    """Nobody said when bidding begins (or goes on) and when it ends."""

    def __init__(self) -> None:
        """Say what is missing, in both languages."""
        super().__init__("缺少 missing: [draft] 竞价开始 opens_at, 竞价结束 closes_at")


def current_round(basis: Basis) -> Round:
    """Return the last round. Requires: there is one, as every paper but one makes sure first."""
    current = basis.state.current
    if current is None:
        msg = "this paper is of a round, and there was none"
        raise InvariantBroken(msg)
    return current


def document(
    basis: Basis,
    kind: PaperKind,
    *,
    title: str,
    sections: tuple[Section, ...],
    **more: str | tuple[str, ...] | None,
) -> Document:
    """Return a paper of the court in this disposal; `more` is what is not as with most papers."""
    parts: dict[str, object] = {
        "kind": kind,
        "lot": basis.state.id,
        "round": round_of(basis.state),
        "court": basis.given.court,
        "title": title,
        "number": basis.given.case_number,
        "addressee": None,
        "sections": sections,
        "signature": (basis.given.court,),
        "nonce": "",
        "made_up": basis.made_up,
    }
    return Document(**(parts | more))  # type: ignore[arg-type] # the names are those above


def provision(number: str) -> str:
    """Return an article of the provisions on online auctions: `20.2` is 第二十条第二款.

    Raises: UnknownArticle.
    """
    return cite(article_of(ArticleId(f"FS2016-18:{number}")).id).removeprefix(_N1.number)


def ordinal(number: int) -> str:
    """Write 1 to 19 as parts of a paper are counted: 一, 十, 十一."""
    if number <= _TENS:
        return _ORDINALS[number - 1]
    return f"十{_ORDINALS[number - _TENS - 1]}"


def sections(
    first: Section, *rest: tuple[str, tuple[Paragraph | Table, ...]]
) -> tuple[Section, ...]:
    """Return the parts of a paper, those after the first counted: 一、…, 二、…."""
    return (
        first,
        *(Section(f"{ordinal(at)}、{name}", blocks) for at, (name, blocks) in enumerate(rest, 1)),
    )


def paragraphs(*texts: str) -> tuple[Paragraph, ...]:
    """Return texts as paragraphs."""
    return tuple(Paragraph(text) for text in texts)


def opening(*texts: str) -> Section:
    """Return the first part of a paper, which has no heading."""
    return Section(None, paragraphs(*texts))


# What a round is called ----------------------------------------------------------------------

_ROUNDS = {
    RoundKind.AUCTION_1: "第一次拍卖",
    RoundKind.AUCTION_2: "第二次拍卖",
    RoundKind.SALE: "变卖",
}


def sale_word(of: Round) -> str:
    """Return 变卖 for a sale after failed auctions and for its repetition, else 拍卖."""
    return word_for(of.terms.auction)


def word_for(auction: RoundKind) -> str:
    """Return 变卖 or 拍卖, as a round of the ladder is called."""
    return "变卖" if auction is RoundKind.SALE else "拍卖"


def round_name(of: Round) -> str:
    """Return what a round is called: 第一次拍卖, 变卖, 重新拍卖, 重新变卖."""
    if of.terms.kind is RoundKind.RERUN:
        return f"重新{sale_word(of)}"
    return _ROUNDS[of.terms.kind]


def price_word(of: Round) -> str:
    """Return 变卖价 or 起拍价."""
    return price_word_for(of.terms.auction)


def price_word_for(auction: RoundKind) -> str:
    """Return 变卖价 or 起拍价, as the price of a round of the ladder is called."""
    return "变卖价" if auction is RoundKind.SALE else "起拍价"


def paid_before_word(of: Round) -> str:
    """Return what is paid before bidding: the deposit, or what the notice of a sale has prepaid."""
    return "变卖预缴款" if of.terms.prepay_fen else "保证金"


def case_words(given: Particulars) -> str:
    """Return the case in a sentence: 甲公司申请执行乙一案（案号：…）."""
    return f"{given.applicant}申请执行{given.debtor}一案（案号：{given.case_number}）"


# Passages ------------------------------------------------------------------------------------


def account_table(given: Particulars) -> Table:
    """Return the court's account, to which alone money is paid."""
    return Table(
        (("户名", given.account_holder), ("开户银行", given.bank), ("账号", given.account))
    )


def contact_table(given: Particulars, *, with_supervision: bool) -> Table:
    """Return how the court is reached, and who supervises it."""
    rows = [("联系人", given.contact), ("联系电话", given.phone)]
    if given.court_address:
        rows.insert(0, ("法院地址", given.court_address))
    if with_supervision:
        rows.append(("监督电话", given.supervision_phone))
    return Table(tuple(rows))


def bidding_rules(of: Round) -> Iterator[str]:
    """Yield how bidding goes, from the terms of the round and the law that binds it."""
    terms, word, price = of.terms, sale_word(of), price_word(of)
    yield (
        f"{price}即保留价。竞买人数不限，一人参加且出价不低于{price}的，{word}成交"
        f"（{provision('10.1')}、{provision('11')}）。"
    )
    yield f"出价低于{price}的无效。{_step_words(of)}"
    if terms.run is not None:
        yield (
            f"变卖期内首次出价后，竞价自该次出价起进行{span(terms.run)}，其他已交纳"
            f"{paid_before_word(of).removeprefix('变卖')}的竞买人可以加价；竞价结束，变卖期即告结束。"
        )
    extension = span(terms.law.extension)
    yield (
        f"竞价结束前{extension}内无人出价的，最后出价即为成交价；有人出价的，结束时间顺延至该次"
        f"出价后{extension}，次数不限（{provision('20.2')}）。出价时间以进入平台服务系统的时间为准。"
    )
    yield (
        "优先购买权人经本院确认后可以以相同价格应价，无人更高出价的，由优先购买权人竞得；顺位不同的，"
        f"顺位在先者竞得；顺位相同的，应价在先者竞得（{provision('21')}）。"
    )


def _step_words(of: Round) -> str:
    step = amount(of.terms.step_fen)
    if of.terms.step_rule is StepRule.WHOLE_STEPS:
        return f"增价幅度为{step}，每次加价须为增价幅度的整数倍。"
    return f"增价幅度为{step}，每次加价不得少于一个增价幅度。"


def deposit_rules(of: Round) -> Iterator[str]:
    """Yield what is paid before bidding, by whom, and when it goes back."""
    terms, paid = of.terms, paid_before_word(of)
    hours = LAWS.dated(REFUND_HOURS, on=terms.announced_on).value
    yield (
        f"竞买人应当在竞价程序结束前，以本人名义交纳{paid}{amount(terms.qualifying_fen)}；经确认到账后，"
        f"取得竞买代码和参拍密码（{provision('17')}、{provision('18')}）。"
    )
    yield (
        f"申请执行人参加竞买的，可以不交{paid}；债权数额小于{paid}数额的，按照差额部分交纳"
        f"（{provision('17.2')}）。"
    )
    yield (
        f"{sale_word(of)}成交的，买受人交纳的{paid}充抵价款；其他竞买人交纳的{paid}，在竞价程序结束后"
        f"{hours}小时内退还或者解冻；未成交的，全部退还（{provision('23')}）。"
    )


def balance_words(of: Round) -> str:
    """Return until when the rest of the price is paid."""
    days = of.terms.balance_days
    when = f"成交之日起{days}日内" if days else "本院通知的期限内"
    return f"买受人应当在{when}，将剩余价款支付至下列账户（{provision('25')}）。"


def default_rules(of: Round) -> str:
    """Return what a default leads to. Of a sale the deposit alone is kept, not the prepayment."""
    kept = "交纳的保证金"
    if of.terms.prepay_fen:
        kept = f"预缴款中相当于保证金的{amount(of.terms.deposit_fen)}"
    return (
        f"成交后买受人悔拍的，{kept}不予退还，依次用于支付拍卖产生的费用损失、弥补重新拍卖价款"
        "低于原拍卖价款的差价、冲抵本案被执行人的债务以及与拍卖财产相关的被执行人的债务；重新拍卖时，"
        f"原买受人不得参加竞买（{provision('24')}）。"
    )


def again_because(state: Disposal, word: str) -> str:
    """Return why a round is held again, from how the last one that came to a result ended.

    Whoever bought it is not said to have defaulted where nobody did, or where that was taken back.
    """
    again = f"本院决定重新{word}"
    before = next((one for one in state.rounds[-2::-1] if one.phase is not Phase.WITHDRAWN), None)
    if before is None:
        return again
    if before.phase is Phase.ANNULLED:
        return f"前次成交已由本院依法撤销，{again}（{provision('31')}）"
    ground = state.file.settlement.defaults.get(before.terms.number)
    if ground is None:
        return f"前次{word}没有完成，{again}"
    if before.is_passed_in:
        return f"前次以物抵债的承受人没有补交差价，{again}，该承受人不得参加竞买（{_DEFAULT_OFF}）"
    if ground in _NOT_APPROVED:
        return f"前次成交后股权变更未获批准，{again}，原买受人不得参加竞买（{_APPROVAL}）"
    return f"前次成交后买受人悔拍，{again}，原买受人不得参加竞买（{provision('24.2')}）"
