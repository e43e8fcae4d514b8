"""The passages that several papers share."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from msgspec.structs import replace

from mingpai.auction.model import Disposal, Phase, Round, RoundKind, StepRule
from mingpai.auction.papers import PaperKind
from mingpai.auction.settlement.model import DefaultGround
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import InvariantBroken
from mingpai.law.articles import UnknownArticle
from mingpai.papers.basis import (
    Basis,
    again_because,
    balance_words,
    bidding_rules,
    contact_table,
    current_round,
    default_rules,
    deposit_rules,
    ordinal,
    provision,
    round_name,
)


@pytest.fixture
def basis(bases: Mapping[PaperKind, Basis]) -> Basis:
    """Return that of a first notice."""
    return bases[PaperKind.NOTICE]


@pytest.fixture
def of(basis: Basis) -> Round:
    """Return a first auction."""
    return current_round(basis)


def _of_kind(of: Round, kind: RoundKind, again: RoundKind | None = None) -> Round:
    is_sale = RoundKind.SALE in (kind, again)
    run = timedelta(hours=24) if is_sale else None
    prepay_fen = of.terms.start_price_fen if is_sale else Fen(0)
    terms = replace(of.terms, kind=kind, of=again, run=run, prepay_fen=prepay_fen)
    return replace(of, terms=terms)


def test_a_paper_of_a_round_needs_one(basis: Basis) -> None:
    """Without a round there is nothing to make it from."""
    with pytest.raises(InvariantBroken):
        current_round(replace(basis, state=Disposal("disposal/2026-0001")))


def test_parts_are_counted_beyond_ten() -> None:
    """Eleven items are counted to 十一."""
    assert [ordinal(at) for at in (1, 9, 10, 11, 19)] == ["一", "九", "十", "十一", "十九"]


def test_an_article_is_cited_only_where_it_is_known() -> None:
    """A paper cites no article that the law's own table does not have."""
    assert provision("20.2") == "第二十条第二款"
    with pytest.raises(UnknownArticle):
        provision("99")


@pytest.mark.parametrize(
    ("kind", "again", "name"),
    [
        (RoundKind.AUCTION_1, None, "第一次拍卖"),
        (RoundKind.AUCTION_2, None, "第二次拍卖"),
        (RoundKind.SALE, None, "变卖"),
        (RoundKind.RERUN, RoundKind.AUCTION_2, "重新拍卖"),
        (RoundKind.RERUN, RoundKind.SALE, "重新变卖"),
    ],
)
def test_a_round_is_called_what_it_is(
    of: Round, kind: RoundKind, again: RoundKind | None, name: str
) -> None:
    """First, second, sale, and what is held again after a default."""
    assert round_name(_of_kind(of, kind, again)) == name


def test_a_rise_follows_the_published_rule(of: Round) -> None:
    """Whole steps are asked for only where the notice fixed them."""
    whole = replace(of, terms=replace(of.terms, step_rule=StepRule.WHOLE_STEPS))
    assert any("整数倍" in text for text in bidding_rules(whole))
    assert not any("整数倍" in text for text in bidding_rules(of))


@pytest.mark.rule("K16")
def test_the_extension_is_that_of_the_law_that_binds(of: Round) -> None:
    """The minutes on paper are those of the round's own law."""
    law = replace(of.terms.law, extension=timedelta(minutes=7))
    changed = replace(of, terms=replace(of.terms, law=law))
    assert any("出价后7分钟" in text for text in bidding_rules(changed))


def test_of_a_sale_the_whole_price_is_paid_first(of: Round) -> None:
    """A sale has a run, a prepayment, and keeps of it only what the deposit would be."""
    sale = _of_kind(of, RoundKind.SALE)
    assert any("24小时" in text for text in bidding_rules(sale))
    assert any("变卖预缴款1,234,500.00元" in text for text in deposit_rules(sale))
    assert "相当于保证金的200,000.00元" in default_rules(sale)
    assert any("已交纳预缴款的竞买人" in text for text in bidding_rules(sale))
    assert "交纳的保证金不予退还" in default_rules(of)


def test_of_a_sale_whose_notice_asks_no_more_the_deposit_is_paid(of: Round) -> None:
    """Where the notice does not repeat that the whole price is prepaid, a paper does not say so."""
    sale = _of_kind(of, RoundKind.SALE)
    sale = replace(sale, terms=replace(sale.terms, prepay_fen=Fen(0)))
    assert any("保证金200,000.00元" in text for text in deposit_rules(sale))
    assert any("已交纳保证金的竞买人" in text for text in bidding_rules(sale))
    assert "交纳的保证金不予退还" in default_rules(sale)


def test_a_notice_without_days_for_the_balance_leaves_them_to_the_court(of: Round) -> None:
    """An old notice named no days; the paper then has no blank for them."""
    assert "10日内" in balance_words(of)
    assert "本院通知的期限内" in balance_words(replace(of, terms=replace(of.terms, balance_days=0)))


def _ended(state: Disposal, ground: DefaultGround | None, *rounds: Round) -> Disposal:
    """Return a disposal of these rounds, whose first one was struck by a default, or by none."""
    defaults = {} if ground is None else {1: ground}
    settlement = replace(state.file.settlement, defaults=defaults)
    return replace(state, rounds=rounds, file=replace(state.file, settlement=settlement))


@pytest.mark.rule("K22")
def test_a_round_is_held_again_for_what_became_of_the_last(
    bases: Mapping[PaperKind, Basis],
) -> None:
    """Default, annulment, a taker who did not pay, an approval that was refused: each in words."""
    state = bases[PaperKind.RERUN_NOTICE].state
    first, again = state.rounds
    unpaid = DefaultGround.BALANCE_UNPAID
    assert "成交后买受人悔拍" in again_because(_ended(state, unpaid, first, again), "拍卖")
    undone = replace(first, phase=Phase.ANNULLED)
    assert "依法撤销" in again_because(_ended(state, None, undone, again), "拍卖")
    for ground in (DefaultGround.APPROVAL_REFUSED, DefaultGround.APPROVAL_REFUSED_KNOWINGLY):
        said = again_because(_ended(state, ground, first, again), "拍卖")
        assert "股权变更未获批准" in said
        assert "法释〔2021〕20号第十五条" in said
        assert "悔拍" not in said
    failed = replace(first, book=replace(first.book, bids=0, leader=""))
    said = again_because(_ended(state, unpaid, failed, again), "拍卖")
    assert "以物抵债的承受人没有补交差价" in said
    assert "法释〔2004〕16号第二十二条" in said


def test_a_withdrawn_round_hides_no_reason(bases: Mapping[PaperKind, Basis]) -> None:
    """What was withdrawn in between leaves the reason as it was; nobody is said to have defaulted.

    Nor is it said where the default was taken back, or nothing is known.
    """
    state = bases[PaperKind.RERUN_NOTICE].state
    first, again = state.rounds
    undone, withdrawn = replace(first, phase=Phase.ANNULLED), replace(again, phase=Phase.WITHDRAWN)
    said = again_because(_ended(state, None, undone, withdrawn, again), "变卖")
    assert "依法撤销" in said
    assert "悔拍" not in said
    taken_back = again_because(_ended(state, None, first, again), "变卖")
    assert taken_back == "前次变卖没有完成，本院决定重新变卖"
    assert again_because(_ended(state, None, again), "拍卖") == "本院决定重新拍卖"


def test_a_court_is_reached_where_it_says(basis: Basis) -> None:
    """Address and supervision stand in the table only where the paper has them."""
    names = [name for name, _ in contact_table(basis.given, with_supervision=True).rows]
    assert names == ["法院地址", "联系人", "联系电话", "监督电话"]
    short = contact_table(replace(basis.given, court_address=""), with_supervision=False)
    assert [name for name, _ in short.rows] == ["联系人", "联系电话"]
