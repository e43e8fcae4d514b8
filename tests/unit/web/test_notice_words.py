"""A notice in plain words."""

from enum import Enum
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.preparation.events import NoticeCorrected
from mingpai.auction.preparation.model import Possession, TaxRule, Trait
from mingpai.kernel.ids import StreamId
from mingpai.law.content import Effect, FurtherItem, Item, NoticeField, SpecialWarning
from mingpai.service.projections import LotRecord, StepRow
from mingpai.web.lots import LOT
from mingpai.web.notice_words import (
    Meaning,
    meaning_of,
    possession_meaning,
    tax_meaning,
    trait_meaning,
    warning_meaning,
)
from mingpai.web.renderer import Renderer
from mingpai.web.site import Site


@pytest.fixture
def record(site: Site) -> LotRecord:
    """Return a lot with a notice."""
    found = site.board.lot(StreamId(LOT + "2026-0001"))
    assert found is not None
    return found


def noticed(record: LotRecord, **changes: Any) -> LotRecord:
    """Return the lot with another notice."""
    assert record.head.notice is not None
    head = replace(record.head, notice=replace(record.head.notice, **changes))
    return replace(record, head=head)


def meaning(record: LotRecord, renderer: Renderer) -> Meaning:
    """Return what its notice means."""
    found = meaning_of(record, renderer)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (Possession, possession_meaning),
        (Trait, trait_meaning),
        (TaxRule, tax_meaning),
        (SpecialWarning, warning_meaning),
    ],
)
def test_everything_is_told_in_words_of_its_own(
    kind: type[Enum], told: Any, english: Renderer
) -> None:
    """Possession, traits, taxes and warnings each have a sentence for every value."""
    texts = [told(one, english.texts) for one in kind]
    assert all(texts)
    assert len(set(texts)) == len(texts)


def test_items_and_warnings_stand_with_their_articles(record: LotRecord, chinese: Renderer) -> None:
    """Of a whole notice all eleven and seven are told, each with the item that asks for it."""
    whole = noticed(record, items=tuple(Item), warnings=tuple(SpecialWarning))
    found = meaning(whole, chinese)
    assert (len(found.items), len(found.warnings)) == (11, 7)
    assert len({one.cited for one in (*found.items, *found.warnings)}) == 18
    assert all(one.meaning for one in found.warnings)


def test_taxes_name_the_courts_decision(record: LotRecord, english: Renderer) -> None:
    """Where the court decided who bears a tax, its decision stands there by its digest."""
    decided = noticed(record, taxes=TaxRule.COURT_DECIDED, tax_decision="D" * 43)
    assert [("D" * 43) in one for one in meaning(decided, english).taxes] == [False, True]
    assert len(meaning(noticed(record, tax_decision=""), english).taxes) == 1


def test_what_the_buyer_pays_is_whole(record: LotRecord, english: Renderer) -> None:
    """Deposit, balance with its days, and a fee only where the notice asks for one."""
    paid = meaning(noticed(record, balance_days=10, bidder_fee_fen=0), english).pays
    assert len(paid) == 3
    assert "10 days" in paid[1]
    asked = meaning(noticed(record, balance_days=0, bidder_fee_fen=12_345), english).pays
    assert len(asked) == 2
    assert "123.45" in asked[1]


def test_traits_and_further_items_are_burdens(record: LotRecord, english: Renderer) -> None:
    """What is special about the property, and what its notice says besides, stands with them."""
    opened = replace(record.head.opened, traits=(Trait.LEASED, Trait.CO_OWNED))
    leased = replace(record, head=replace(record.head, opened=opened))
    found = meaning(noticed(leased, further=(FurtherItem.EQUITY_CAPITAL,)), english)
    assert len(found.burdens) == 4
    assert trait_meaning(Trait.LEASED, english.texts) in found.burdens


def test_corrections_of_this_round_are_named(record: LotRecord, english: Renderer) -> None:
    """A correction stands with its day and digest; one of an earlier round does not."""
    notice, round_ = record.head.notice, len(record.head.state.rounds)
    assert notice is not None
    made = NoticeCorrected(
        round=round_,
        field=NoticeField.TAXES,
        effect=Effect.TERM_RESTARTS,
        document="C" * 43,
        on=notice.announced_on,
        opens_at=notice.opens_at,
        closes_at=notice.closes_at,
    )
    earlier = replace(made, round=round_ + 1)
    steps = tuple(StepRow(9, notice.opens_at, round_, one) for one in (made, earlier))
    found = meaning(replace(record, steps=steps), english).corrected
    assert len(found) == 1
    assert "C" * 43 in found[0]


def test_before_a_notice_nothing_is_told(record: LotRecord, english: Renderer) -> None:
    """A lot without a notice means nothing yet."""
    bare = replace(record, head=replace(record.head, notice=None))
    assert meaning_of(bare, english) is None
