"""成交确认书, 尾款催告书, 不予退还保证金决定书: what follows a sale.

Source: 法释〔2016〕18号 第二十二条 (K28), 第二十四条 (K22), 第二十五条 (K29). Where to look next:
`auction.settlement`.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import assert_never

from mingpai.auction.model import Round
from mingpai.auction.papers import PaperKind
from mingpai.auction.settlement.model import DefaultGround, Forfeit, Settlement, money_key
from mingpai.auction.settlement.owed import balance_term
from mingpai.kernel.moments import local_date
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import InvariantBroken
from mingpai.law.calendar import CALENDAR
from mingpai.papers.basis import (
    PROVISIONS,
    Basis,
    account_table,
    case_words,
    contact_table,
    current_round,
    document,
    opening,
    paid_before_word,
    paragraphs,
    provision,
    round_name,
    sale_word,
    sections,
)
from mingpai.papers.figures import amount, day, moment, signed_day
from mingpai.papers.model import Document, Table


def _owed_fen(done: Settlement) -> Fen:
    return Fen(max(0, done.price_fen - done.paid_fen))


def _due_on(basis: Basis) -> date | None:
    """Return the last day on which the balance can be paid: a day off has moved it on."""
    term = balance_term(basis.state, CALENDAR)
    return None if term is None else term.last


def _sale_rows(basis: Basis) -> Iterator[tuple[str, str]]:
    """Yield the sale as it stands in a table: of what, to whom, for how much, and what is left."""
    of, done, given = current_round(basis), basis.state.file.settlement, basis.given
    yield f"{sale_word(of)}财产", given.property
    yield "轮次", f"{round_name(of)}（{basis.state.id}，第{of.terms.number}轮）"
    yield "买受人", given.buyer
    yield "竞买代码", of.book.leader
    yield "成交价", amount(of.book.price_fen)
    yield "成交时间", moment(_closed_at(of))
    yield f"已交纳的{paid_before_word(of)}", amount(done.deposit_fen)


def _closed_at(of: Round) -> datetime:
    return of.closed_at or of.book.closes_at


def confirmation(basis: Basis) -> Document:
    """Return the confirmation that the platform makes by itself and publishes."""
    of, done, given = current_round(basis), basis.state.file.settlement, basis.given
    owed_fen = Fen(max(0, of.book.price_fen - done.deposit_fen))
    parts = sections(
        opening(
            f"{given.buyer}以竞买代码{of.book.leader}参加{given.court}在{given.platform}进行的"
            f"{given.property}的{round_name(of)}，于{moment(_closed_at(of))}竞价结束时出价最高，"
            f"{sale_word(of)}成交。现依照{PROVISIONS}{provision('22.1')}确认如下："
        ),
        (
            "成交情况",
            (
                Table(
                    (
                        ("案件", case_words(given)),
                        *_sale_rows(basis),
                        ("剩余价款", amount(owed_fen)),
                    )
                ),
            ),
        ),
        ("付款", (*paragraphs(*_to_pay(basis, owed_fen)), account_table(given))),
        (
            "说明",
            paragraphs(
                f"财产所有权自成交裁定送达买受人时转移（{provision('22.2')}）；本确认书不是权属凭证。",
                f"买受人悔拍的，交纳的保证金不予退还（{provision('24.1')}）。",
                "本确认书由平台自动生成，并在平台公示。",
            ),
        ),
    )
    return document(
        basis,
        PaperKind.CONFIRMATION,
        title=f"网络司法{sale_word(of)}成交确认书",
        sections=parts,
        signature=(given.platform, given.court),
        dated=signed_day(local_date(_closed_at(of))),
    )


def _to_pay(basis: Basis, owed_fen: Fen) -> Iterator[str]:
    due_on = _due_on(basis)
    if not owed_fen:
        yield "价款已经全部交纳，没有剩余价款。"
        return
    when = f"{day(due_on)}前（含当日）" if due_on is not None else "公告确定的期限内"
    yield (f"买受人应当在{when}，将剩余价款{amount(owed_fen)}支付至下列账户（{provision('25')}）。")


def balance_reminder(basis: Basis) -> Document:
    """Return the reminder that the rest of the price is to be paid."""
    of, done, given = current_round(basis), basis.state.file.settlement, basis.given
    owed = amount(_owed_fen(done))
    parts = sections(
        opening(
            f"{given.court}（以下简称本院）在执行{case_words(given)}中，你（单位）于"
            f"{moment(_closed_at(of))}以{amount(of.book.price_fen)}竞得{given.property}（竞买代码"
            f"{of.book.leader}）。截至{day(basis.today)}，剩余价款{owed}尚未付清。现催告如下："
        ),
        (
            "付款",
            (*paragraphs(*_when_due(basis, owed)), account_table(given)),
        ),
        (
            "逾期不付的后果",
            paragraphs(
                f"逾期不付清的，本院可以依照{PROVISIONS}{provision('24.1')}认定悔拍：保证金不予退还，"
                "依次用于支付拍卖产生的费用损失、弥补重新拍卖价款低于原拍卖价款的差价、冲抵本案被执行人"
                "的债务以及与拍卖财产相关的被执行人的债务。",
                f"重新{sale_word(of)}时，你（单位）不得参加竞买（{provision('24.2')}）。",
            ),
        ),
        ("联系方式", (contact_table(given, with_supervision=False),)),
    )
    return document(
        basis,
        PaperKind.BALANCE_REMINDER,
        title="剩余价款催告书",
        addressee=given.buyer,
        sections=parts,
        dated=signed_day(basis.today),
    )


def _when_due(basis: Basis, owed: str) -> Iterator[str]:
    due_on = _due_on(basis)
    if due_on is None:
        yield f"请在公告确定的期限内，将剩余价款{owed}支付至下列账户（{provision('25')}）。"
    elif due_on < basis.today:
        yield (
            f"付款期限已于{day(due_on)}届满。请立即将剩余价款{owed}支付至下列账户"
            f"（{provision('25')}）。"
        )
    else:
        yield (
            f"请在{day(due_on)}前（含当日），将剩余价款{owed}支付至下列账户（{provision('25')}）。"
        )


# 悔拍 ------------------------------------------------------------------------------------------


def default_decision(basis: Basis) -> Document:
    """Return the decision that the buyer defaulted and what becomes of his deposit."""
    of, given = current_round(basis), basis.given
    lost, decided_on = _lost(basis)
    parts = sections(
        opening(
            f"{given.court}（以下简称本院）在执行{case_words(given)}中，于{moment(of.terms.opens_at)}起"
            f"在{given.platform}对{given.property}进行{round_name(of)}。{given.buyer}（竞买代码"
            f"{of.book.leader}）以{amount(of.book.price_fen)}竞得。",
            f"本院查明：{_what_happened(basis)}依照{PROVISIONS}{provision('24')}，决定如下：",
        ),
        *((name, paragraphs(text)) for name, text in _orders(basis, lost)),
        (
            "救济",
            paragraphs(
                "不服本决定的，可以依照《中华人民共和国民事诉讼法》的规定向本院提出执行异议。"
            ),
        ),
    )
    return document(
        basis,
        PaperKind.DEFAULT_DECISION,
        title="不予退还保证金决定书",
        number=given.decision_number,
        addressee=given.buyer,
        sections=parts,
        signature=(given.court, given.signers),
        dated=signed_day(decided_on),
    )


def _lost(basis: Basis) -> tuple[Forfeit, date]:
    done = basis.state.file.settlement
    if not done.forfeits or done.defaulted_on is None:
        msg = "a decision on a default needs a deposit that was lost"
        raise InvariantBroken(msg)
    return done.forfeits[-1], done.defaulted_on


def _what_happened(basis: Basis) -> str:
    """Return on which ground the court decided that the buyer defaulted, in its own words."""
    done = basis.state.file.settlement
    ground = done.defaults[current_round(basis).terms.number]
    match ground:
        case DefaultGround.INELIGIBLE:
            return "经审查，买受人不具备购房资格。"
        case DefaultGround.APPROVAL_REFUSED_KNOWINGLY:
            return "买受人明知不具备受让条件仍参加竞买，股权变更未获批准。"
        case DefaultGround.APPROVAL_REFUSED:
            return "股权变更未获批准。"
        case DefaultGround.BALANCE_UNPAID:
            due_on = _due_on(basis)
            when = "在公告确定的期限内" if due_on is None else f"在{day(due_on)}前"
            return f"买受人未{when}付清价款，尚欠{amount(_owed_fen(done))}。"
        case _:
            assert_never(ground)


def _orders(basis: Basis, lost: Forfeit) -> Iterator[tuple[str, str]]:
    of, given = current_round(basis), basis.given
    word = sale_word(of)
    yield (
        "保证金",
        (
            f"{given.buyer}交纳的保证金{amount(lost.amount_fen)}不予退还，依次用于支付拍卖产生的费用"
            "损失、弥补重新拍卖价款低于原拍卖价款的差价、冲抵本案被执行人的债务以及与拍卖财产相关的"
            "被执行人的债务。"
        ),
    )
    yield f"重新{word}", f"对{given.property}重新{word}，{given.buyer}不得参加竞买。"
    if lost.claims_shortfall:
        yield (
            "差价和费用损失",
            (
                f"重新{word}的价款低于原价款造成的差价、费用损失，保证金不足以弥补的，由{given.buyer}"
                "补交；拒不补交的，强制执行。"
            ),
        )
    returned = basis.state.file.settlement.owed_back.get(_key(of), 0)
    if returned:
        yield "其余款项", f"{given.buyer}已交纳的其余款项{amount(returned)}，予以退还。"


def _key(of: Round) -> str:
    return money_key(of.terms.number, of.book.leader)
