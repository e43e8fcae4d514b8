"""优先购买权通知书: what a person with a right of priority is told."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from mingpai.auction.model import Phase, RoundKind
from mingpai.auction.papers import PaperKind
from mingpai.kernel.money import Fen
from mingpai.papers.basis import Basis
from mingpai.papers.telling import priority_notice


@pytest.fixture
def basis(bases: Mapping[PaperKind, Basis]) -> Basis:
    """Return that of a notice before the first round."""
    return bases[PaperKind.PRIORITY_NOTICE]


@pytest.mark.rule("K05")
def test_before_a_notice_it_says_what_the_panel_decided(basis: Basis) -> None:
    """The price is told before publication, and that the notice follows days later."""
    paper = priority_notice(basis)
    text = "\n".join(paper.texts())
    assert paper.addressee == basis.given.addressee
    assert "1,234,500.00元" in text
    assert "3日后发布拍卖公告" in text
    assert "竞价开始时间" not in text


@pytest.mark.rule("K24")
def test_a_right_needs_the_courts_confirmation(basis: Basis) -> None:
    """How the right is confirmed and used, and that who stays away waives it."""
    text = "\n".join(priority_notice(basis).texts())
    for said in ("未经确认的，按照普通竞买人参加", "以与当前最高出价相同的价格应价", "视为放弃"):
        assert said in text


def test_once_the_notice_is_out_it_says_its_times(
    basis: Basis, bases: Mapping[PaperKind, Basis]
) -> None:
    """A person who is found late is told when bidding opens and ends."""
    out = replace(basis, state=bases[PaperKind.NOTICE].state)
    text = "\n".join(priority_notice(out).texts())
    assert "2026年5月25日10时" in text
    assert "日后发布拍卖公告" not in text


@pytest.fixture
def before_a_sale(basis: Basis, bases: Mapping[PaperKind, Basis]) -> Basis:
    """Return that of a notice before a 变卖: a second auction failed, and the panel decided."""
    panel = basis.state.file.preparation.panel
    assert panel is not None
    last = bases[PaperKind.NOTICE].state.rounds[-1]
    second = replace(last.terms, kind=RoundKind.AUCTION_2)
    failed = replace(last, terms=second, phase=Phase.CLOSED_UNSOLD)
    filed = replace(basis.state.file.preparation, panel=replace(panel, round=2))
    file = replace(basis.state.file, preparation=filed)
    return replace(basis, state=replace(basis.state, rounds=(failed,), file=file))


@pytest.mark.rule("K05")
def test_before_a_sale_it_says_what_is_prepaid(before_a_sale: Basis) -> None:
    """It speaks of a sale, its price, and all that is prepaid should the notice ask for it."""
    text = "\n".join(priority_notice(before_a_sale).texts())
    for said in (
        "网络司法变卖",
        "变卖财产",
        "变卖价",
        "变卖预缴款",
        "1,234,500.00元（人民币壹佰贰拾叁万肆仟伍佰元整）（以变卖公告为准）",
        "交纳保证金；公告要求全额预缴的，交纳变卖预缴款",
        "日后发布变卖公告",
    ):
        assert said in text
    for unsaid in ("起拍价", "网络司法拍卖。", "拍卖财产"):
        assert unsaid not in text


def test_once_a_sale_is_out_it_says_what_its_notice_asks(
    basis: Basis, bases: Mapping[PaperKind, Basis]
) -> None:
    """The prepayment where the notice repeats that rule, else the deposit alone."""
    out = replace(basis, state=bases[PaperKind.SALE_NOTICE].state)
    text = "\n".join(priority_notice(out).texts())
    assert "变卖预缴款" in text
    assert "以变卖公告为准" not in text
    assert "与其他竞买人一样交纳变卖预缴款；悔拍的" in text
    last = out.state.rounds[-1]
    plain = replace(last, terms=replace(last.terms, prepay_fen=Fen(0)))
    unpaid = replace(out, state=replace(out.state, rounds=(plain,)))
    text = "\n".join(priority_notice(unpaid).texts())
    assert "变卖预缴款" not in text
    assert "交纳保证金；悔拍的，保证金不予退还" in text


def test_where_nothing_is_decided_no_amount_is_told(basis: Basis) -> None:
    """Without a panel and a notice the paper has no figures; after a sale no round comes next."""
    filed = replace(basis.state.file.preparation, panel=None)
    state = replace(basis.state, file=replace(basis.state.file, preparation=filed))
    assert "保证金1" not in "\n".join(priority_notice(replace(basis, state=state)).texts())
    assert "增价幅度" not in "\n".join(priority_notice(replace(basis, state=state)).texts())
