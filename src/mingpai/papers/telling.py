"""优先购买权通知书: what a person with a right of priority is told before the notice is published.

Private: it names its addressee. Source: 法释〔2016〕18号 第十六条 (K05, K06), 第十九条 (K24),
第二十一条 (K25).
"""

from collections.abc import Iterator

from mingpai.auction.model import Disposal, RoundKind
from mingpai.auction.papers import PaperKind, coming_panel, running_round
from mingpai.auction.preparation.ladder import next_round
from mingpai.kernel.money import Fen, least_at_share
from mingpai.law.book import LAWS
from mingpai.law.parameters import PARTY_NOTICE_DAYS, SALE_PREPAY_SHARE
from mingpai.papers.basis import (
    PROVISIONS,
    Basis,
    case_words,
    contact_table,
    document,
    opening,
    paid_before_word,
    paragraphs,
    price_word_for,
    provision,
    sections,
    word_for,
)
from mingpai.papers.figures import amount, moment, signed_day
from mingpai.papers.model import Document, Table


def priority_notice(basis: Basis) -> Document:
    """Return the notice to one person with a right of priority."""
    given, word = basis.given, word_for(_auction(basis.state))
    parts = sections(
        opening(
            f"{given.court}（以下简称本院）在执行{case_words(given)}中，将对下列财产进行网络司法"
            f"{word}。你（单位）对该财产可能享有优先购买权（{given.right}）。现依照{PROVISIONS}"
            f"{provision('16.1')}通知如下："
        ),
        (f"{word}财产", (_terms(basis),)),
        ("如何行使优先购买权", paragraphs(*_how(basis))),
        ("不参加竞买的后果", paragraphs(*_else(basis))),
        (
            "联系方式",
            (
                *paragraphs("对上述内容有疑问，或者放弃接受通知的，请以书面方式告知本院。"),
                contact_table(given, with_supervision=False),
            ),
        ),
    )
    return document(
        basis,
        PaperKind.PRIORITY_NOTICE,
        title="优先购买权通知书",
        addressee=given.addressee,
        sections=parts,
        dated=signed_day(basis.today),
    )


def _terms(basis: Basis) -> Table:
    """Return what is decided of the round: the notice's terms, or before it the panel's."""
    word = word_for(_auction(basis.state))
    rows = [(f"{word}财产", basis.given.property), ("平台", basis.given.platform)]
    rows += _amounts(basis)
    of = running_round(basis.state)
    if of is not None:
        rows.append(("竞价开始时间", moment(of.terms.opens_at)))
        rows.append(("竞价结束时间", f"{moment(of.terms.closes_at)}（依规则顺延的除外）"))
    return Table(tuple(rows))


def _auction(state: Disposal) -> RoundKind:
    """Return which round of the ladder is told of: the one that runs, or that comes next."""
    of, following = running_round(state), next_round(state)
    if of is not None:
        return of.terms.auction
    return RoundKind.AUCTION_1 if following is None else following.auction


def _amounts(basis: Basis) -> Iterator[tuple[str, str]]:
    of, panel = running_round(basis.state), coming_panel(basis.state)
    decided, auction = of.terms if of is not None else panel, _auction(basis.state)
    if decided is None:
        return
    yield price_word_for(auction), amount(decided.start_price_fen)
    yield "保证金", amount(decided.deposit_fen)
    if of is not None and of.terms.prepay_fen:
        yield paid_before_word(of), amount(of.terms.prepay_fen)
    elif of is None and auction is RoundKind.SALE:
        yield "变卖预缴款", f"{amount(_prepaid(basis, decided.start_price_fen))}（以变卖公告为准）"
    yield "增价幅度", amount(decided.step_fen)


def _prepaid(basis: Basis, price_fen: Fen) -> Fen:
    """Return what bidders of a 变卖 prepay, should its notice repeat that (法明传〔2017〕455号)."""
    return least_at_share(price_fen, LAWS.dated(SALE_PREPAY_SHARE, on=basis.today).value)


def _how(basis: Basis) -> Iterator[str]:
    days = LAWS.dated(PARTY_NOTICE_DAYS, on=basis.today).value
    yield (
        "请持身份证明和享有优先购买权的证据向本院申请确认。经确认的，取得优先竞买代码和参拍密码；"
        f"未经确认的，按照普通竞买人参加（{provision('19.1')}）。"
    )
    yield (
        "经确认后，你（单位）可以在竞价中以与当前最高出价相同的价格应价；无人更高出价的，由你（单位）"
        f"竞得。多个优先购买权人以相同价格应价的，顺位在先者竞得；顺位相同的，应价在先者竞得"
        f"（{provision('21')}）。"
    )
    if running_round(basis.state) is None:
        word = word_for(_auction(basis.state))
        yield (
            f"本院将在通知你（单位）{days}日后发布{word}公告，竞价的具体时间以公告为准"
            f"（{provision('16.1')}）。"
        )


def _else(basis: Basis) -> Iterator[str]:
    of = running_round(basis.state)
    is_sale = _auction(basis.state) is RoundKind.SALE
    is_prepaid = is_sale and (of is None or bool(of.terms.prepay_fen))
    yield f"经通知后不参加竞买的，视为放弃优先购买权（{provision('16.2')}）。"
    if is_prepaid:
        at_first = "保证金；公告要求全额预缴的，交纳" if of is None else ""
        yield (
            f"参加竞买的，与其他竞买人一样交纳{at_first}变卖预缴款；悔拍的，其中相当于保证金的部分不予"
            "退还。"
        )
    else:
        yield "参加竞买的，与其他竞买人一样交纳保证金；悔拍的，保证金不予退还。"
