"""公告, 特别提示, 竞买须知: what is published on the day of a notice."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from msgspec.structs import replace

from mingpai.auction.model import Disposal, RoundKind
from mingpai.auction.papers import PaperKind
from mingpai.auction.preparation.model import PriceBasis, Trait
from mingpai.exchange import paperwork
from mingpai.kernel.money import Fen
from mingpai.law.content import (
    FURTHER_TITLES,
    ITEM_TITLES,
    WARNING_TITLES,
    FurtherItem,
    Item,
    SpecialWarning,
)
from mingpai.papers.announcing import instructions, notice, special_warnings
from mingpai.papers.basis import Basis
from mingpai.papers.model import Document
from mingpai.papers.proof import Unpublishable


@pytest.fixture
def basis(bases: Mapping[PaperKind, Basis]) -> Basis:
    """Return that of a first notice."""
    return bases[PaperKind.NOTICE]


def _text(paper: Document) -> str:
    return "\n".join(paper.texts())


@pytest.mark.rule("K13")
@pytest.mark.rule("K14")
def test_a_notice_says_all_items_and_warnings(basis: Basis) -> None:
    """Eleven items and seven warnings stand in the notice, each under its title."""
    text = _text(notice(basis, PaperKind.NOTICE))
    for item in Item:
        assert ITEM_TITLES[item].zh in text
    for warning in SpecialWarning:
        assert WARNING_TITLES[warning].zh in text


def test_a_notice_says_the_terms_of_its_round(basis: Basis) -> None:
    """Prices stand both ways, times as in Shanghai, the day as the notice's own."""
    paper = notice(basis, PaperKind.NOTICE)
    text = _text(paper)
    assert paper.title == "拍卖公告（第一次拍卖）"
    assert paper.dated == "二〇二六年四月二十日"
    for said in (
        "1,760,000.00元（人民币壹佰柒拾陆万元整）",
        "1,234,500.00元（人民币壹佰贰拾叁万肆仟伍佰元整）",
        "200,000.00元（人民币贰拾万元整）",
        "5,000.00元（人民币伍仟元整）",
        "2026年5月25日10时",
        "2026年5月26日10时",
        basis.given.account,
        basis.given.supervision_phone,
    ):
        assert said in text


@pytest.mark.parametrize(
    ("kind", "title"),
    [(RoundKind.AUCTION_2, "拍卖公告（第二次拍卖）"), (RoundKind.SALE, "变卖公告")],
)
def test_a_notice_is_called_by_its_round(
    basis: Basis, changed_round: Callable[..., Disposal], kind: RoundKind, title: str
) -> None:
    """A second auction and a sale are called so."""
    state = changed_round(basis.state, kind=kind)
    assert notice(replace(basis, state=state), PaperKind.NOTICE).title == title


def test_a_sale_has_a_prepayment_and_a_period(bases: Mapping[PaperKind, Basis]) -> None:
    """变卖: the whole price is paid first, and the times are those of its period."""
    text = _text(notice(bases[PaperKind.SALE_NOTICE], PaperKind.SALE_NOTICE))
    assert "变卖预缴款" in text
    assert "变卖期届满时间" in text
    assert "起拍价即保留价" not in text


def test_a_round_held_again_says_why(bases: Mapping[PaperKind, Basis]) -> None:
    """重新拍卖: the earlier default is told, and that its buyer may not bid."""
    paper = notice(bases[PaperKind.RERUN_NOTICE], PaperKind.RERUN_NOTICE)
    assert paper.title == "重新拍卖公告"
    assert "原买受人不得参加竞买" in _text(paper)


@pytest.mark.parametrize(
    ("reference_fen", "said"),
    [(0, "略高于执行费用"), (100_000, "1,000.00元（人民币壹仟元整）；起拍价依据：略高于执行费用")],
)
def test_a_price_on_another_basis_says_so(
    basis: Basis, changed_round: Callable[..., Disposal], reference_fen: int, said: str
) -> None:
    """Where nothing could be valued, the notice has no blank for the reference price."""
    state = changed_round(
        basis.state, basis=PriceBasis.EQUITY_COST, reference_price_fen=Fen(reference_fen)
    )
    rows = dict(
        row
        for section in notice(replace(basis, state=state), PaperKind.NOTICE).sections
        for block in section.blocks
        if hasattr(block, "rows")
        for row in block.rows
    )
    assert rows["参考价"] == said


@pytest.mark.rule("K43")
def test_no_fee_is_asked_of_bidders(basis: Basis) -> None:
    """Notice and instructions say that nobody but the debtor pays for auxiliary work."""
    for paper in (notice(basis, PaperKind.NOTICE), instructions(basis)):
        assert "不向竞买人、买受人收取任何服务费" in _text(paper)


@pytest.mark.rule("K13")
def test_a_restricted_home_asks_for_eligibility(basis: Basis) -> None:
    """限购 stands in notice and instructions of a restricted home alone, with its articles."""
    assert "限购" not in _text(instructions(basis))
    assert "购房资格" not in _text(notice(basis, PaperKind.NOTICE))
    filed = replace(basis.state.file.preparation, traits=(Trait.PURCHASE_RESTRICTED,))
    state = replace(basis.state, file=replace(basis.state.file, preparation=filed))
    home = replace(basis, state=state)
    assert "书面承诺具有购房资格" in _text(instructions(home))
    with pytest.raises(Unpublishable, match="home_eligibility"):
        notice(home, PaperKind.NOTICE)
    assert basis.texts is not None
    texts = replace(basis.texts, further=paperwork.FURTHER)
    said = _text(notice(replace(home, texts=texts), PaperKind.NOTICE))
    assert f"（十二）{FURTHER_TITLES[FurtherItem.HOME_ELIGIBILITY].zh}" in said
    assert "法释〔2021〕18号第二条" in said


def test_the_instructions_of_a_sale_speak_of_it(
    basis: Basis, changed_round: Callable[..., Disposal]
) -> None:
    """The instructions of a sale tell of its run from the first bid."""
    state = changed_round(basis.state, kind=RoundKind.SALE, run=timedelta(hours=24))
    assert "首次出价后" in _text(instructions(replace(basis, state=state)))


@pytest.mark.rule("K14")
def test_the_warnings_stand_each_under_its_item(basis: Basis) -> None:
    """Seven parts, each with the item of article 14 that asks for it."""
    paper = special_warnings(basis)
    headings = [section.heading for section in paper.sections if section.heading is not None]
    assert len(headings) == 7
    assert "第十四条第七项" in _text(paper)


@pytest.mark.parametrize("texts", [None, "forbidden"])
def test_a_notice_that_may_not_be_published_is_not_made(basis: Basis, texts: str | None) -> None:
    """Without texts, or with a forbidden sentence, there is neither notice nor warnings."""
    given = None
    if texts is not None and basis.texts is not None:
        items = basis.texts.items | {Item.TAXES: "一切税费均由买受人承担。"}
        given = replace(basis.texts, items=items)
    unlawful = replace(basis, texts=given)
    with pytest.raises(Unpublishable):
        notice(unlawful, PaperKind.NOTICE)
    with pytest.raises(Unpublishable):
        special_warnings(unlawful)
