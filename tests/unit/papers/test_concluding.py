"""成交确认书, 剩余价款催告书, 不予退还保证金决定书."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.papers import PaperKind
from mingpai.auction.settlement.model import DefaultGround, Eligibility
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import InvariantBroken
from mingpai.papers.basis import Basis
from mingpai.papers.concluding import balance_reminder, confirmation, default_decision
from mingpai.papers.model import Document


def _text(paper: Document) -> str:
    return "\n".join(paper.texts())


def _otherwise(basis: Basis, **changes: Any) -> Basis:
    """Return a basis whose settlement is otherwise."""
    file = basis.state.file
    done = replace(file.settlement, **changes)
    return replace(basis, state=replace(basis.state, file=replace(file, settlement=done)))


@pytest.mark.rule("K28")
def test_a_confirmation_names_buyer_code_and_price(bases: Mapping[PaperKind, Basis]) -> None:
    """The real buyer, his code, price, deposit and what is left stand in it, both ways."""
    basis = bases[PaperKind.CONFIRMATION]
    paper = confirmation(basis)
    assert paper.signature == (basis.given.platform, basis.given.court)
    assert paper.dated == "二〇二六年五月二十六日"
    for said in (
        basis.given.buyer,
        "A0001",
        "1,254,500.00元（人民币壹佰贰拾伍万肆仟伍佰元整）",
        "1,054,500.00元（人民币壹佰零伍万肆仟伍佰元整）",
        "2026年6月5日前",
        "成交裁定送达买受人时转移",
    ):
        assert said in _text(paper)


def test_a_full_payment_leaves_nothing_to_pay(bases: Mapping[PaperKind, Basis]) -> None:
    """Who paid all before bidding is asked for nothing more."""
    basis = bases[PaperKind.CONFIRMATION]
    price_fen = basis.state.rounds[-1].book.price_fen
    paid = _otherwise(basis, deposit_fen=price_fen, paid_fen=price_fen)
    assert "价款已经全部交纳" in _text(confirmation(paid))
    undated = _otherwise(basis, balance_due_on=None)
    assert "公告确定的期限内" in _text(confirmation(undated))


@pytest.mark.rule("K29")
def test_a_reminder_says_what_is_owed_and_until_when(bases: Mapping[PaperKind, Basis]) -> None:
    """Before the day, after it, and where no day was fixed."""
    basis = bases[PaperKind.BALANCE_REMINDER]
    assert "请在2026年6月5日前（含当日）" in _text(balance_reminder(basis))
    late = replace(basis, today=date(2026, 6, 6))
    assert "已于2026年6月5日届满" in _text(balance_reminder(late))
    undated = _otherwise(basis, balance_due_on=None)
    assert "公告确定的期限内" in _text(balance_reminder(undated))
    part = _otherwise(basis, paid_fen=Fen(125_000_000))
    assert "剩余价款4,500.00元" in _text(balance_reminder(part))


@pytest.mark.rule("K22")
def test_a_decision_keeps_the_deposit_and_bars_the_buyer(
    bases: Mapping[PaperKind, Basis],
) -> None:
    """Deposit, re-auction and, where the court decided so, the shortfall."""
    basis = bases[PaperKind.DEFAULT_DECISION]
    paper = default_decision(basis)
    text = _text(paper)
    assert paper.number == basis.given.decision_number
    assert paper.signature == (basis.given.court, basis.given.signers)
    assert paper.dated == "二〇二六年六月六日"
    for said in (
        "200,000.00元",
        "丁某不得参加竞买",
        "由丁某补交",
        "尚欠1,054,500.00元",
        "执行异议",
    ):
        assert said in text
    (lost,) = basis.state.file.settlement.forfeits
    mild = _otherwise(basis, forfeits=(replace(lost, claims_shortfall=False),))
    assert "补交" not in _text(default_decision(mild))


def test_a_decision_says_on_which_ground(bases: Mapping[PaperKind, Basis]) -> None:
    """Unpaid, not eligible for a home, or refused by an authority: as the court decided it.

    What was reviewed besides is not its ground.
    """
    basis = bases[PaperKind.DEFAULT_DECISION]
    day = date(2026, 6, 1)
    refused = Eligibility(is_eligible=False, applied_on=day, held_from=day, held_to=day)
    for ground, said in (
        (DefaultGround.INELIGIBLE, "不具备购房资格"),
        (DefaultGround.BALANCE_UNPAID, "尚欠"),
        (DefaultGround.APPROVAL_REFUSED_KNOWINGLY, "买受人明知"),
        (DefaultGround.APPROVAL_REFUSED, "本院查明：股权变更未获批准"),
    ):
        decided = _otherwise(basis, defaults={1: ground}, eligibility=refused, is_approved=False)
        assert said in _text(default_decision(decided))
    undated = _text(default_decision(_otherwise(basis, balance_due_on=None)))
    assert "未在公告确定的期限内付清" in undated
    nobody: Any = "because"
    with pytest.raises(AssertionError, match="unreachable"):
        default_decision(_otherwise(basis, defaults={1: nobody}))


@pytest.mark.rule("K29")
def test_a_day_off_moves_the_last_day_on_every_paper(bases: Mapping[PaperKind, Basis]) -> None:
    """Due on a Saturday, the balance may come on the Monday after it, and no paper says else."""
    saturday, sunday = date(2026, 5, 23), date(2026, 5, 24)
    due = {
        kind: _otherwise(bases[kind], balance_due_on=saturday)
        for kind in (
            PaperKind.CONFIRMATION,
            PaperKind.BALANCE_REMINDER,
            PaperKind.DEFAULT_DECISION,
        )
    }
    reminder = replace(due[PaperKind.BALANCE_REMINDER], today=sunday)
    for paper in (
        confirmation(due[PaperKind.CONFIRMATION]),
        balance_reminder(reminder),
        default_decision(due[PaperKind.DEFAULT_DECISION]),
    ):
        assert "2026年5月25日前" in _text(paper)
        assert "5月23日" not in _text(paper)
    assert "届满" not in _text(balance_reminder(reminder))


def test_what_else_was_paid_goes_back(bases: Mapping[PaperKind, Basis]) -> None:
    """Money beyond the deposit is named and returned."""
    basis = bases[PaperKind.DEFAULT_DECISION]
    assert "其余款项" not in _text(default_decision(basis))
    paid = _otherwise(basis, owed_back={"1/A0001": Fen(5_000_000)})
    assert "50,000.00元（人民币伍万元整），予以退还" in _text(default_decision(paid))


def test_a_decision_needs_a_deposit_that_was_lost(bases: Mapping[PaperKind, Basis]) -> None:
    """Without a default there is nothing to decide."""
    with pytest.raises(InvariantBroken):
        default_decision(bases[PaperKind.CONFIRMATION])
