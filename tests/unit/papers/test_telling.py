"""优先购买权通知书: what a person with a right of priority is told."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from mingpai.auction.papers import PaperKind
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
