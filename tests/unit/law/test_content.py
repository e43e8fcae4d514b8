"""Proves which items and warnings a notice lacks, and what a correction leads to."""

import pytest

from mingpai.law.articles import article_of
from mingpai.law.content import (
    CORRECTIONS,
    FURTHER_TITLES,
    ITEM_TITLES,
    WARNING_TITLES,
    Effect,
    FurtherItem,
    Item,
    NoticeField,
    SpecialWarning,
    Titled,
    article_of_further,
    article_of_item,
    article_of_warning,
    effect_of,
    further_items,
    missing_items,
    missing_warnings,
)

ITEMS = dict.fromkeys(Item, "见附件")
WARNINGS = dict.fromkeys(SpecialWarning, "见附件")


@pytest.mark.rule("K13")
def test_a_whole_notice_lacks_nothing() -> None:
    """Eleven items make a notice whole, one of them that the instrument may not be published."""
    assert len(Item) == 11
    assert missing_items(ITEMS) == ()
    withheld = ITEMS | {Item.ENFORCEMENT_INSTRUMENT: "依法不公开"}
    assert missing_items(withheld) == ()


@pytest.mark.rule("K13")
@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u3000", "TBD", "〔填写〕", "1", "\u200b"])
@pytest.mark.parametrize("item", Item)
def test_each_item_can_be_missing(item: Item, text: str) -> None:
    """An item of spaces alone, full-width ones too, is as missing as one that is not there."""
    assert missing_items(ITEMS | {item: text}) == (item,)
    assert missing_items({one: "已经写明" for one in Item if one is not item}) == (item,)


@pytest.mark.rule("K13")
def test_missing_items_stand_in_order() -> None:
    """All that is missing is named, in the order of the article."""
    assert missing_items({}) == tuple(Item)


@pytest.mark.rule("K13")
def test_what_some_kinds_of_property_ask_for_besides() -> None:
    """A restricted home for one thing, equity for another, and for a third where it is approved."""

    def asked(**kind: bool) -> tuple[FurtherItem, ...]:
        plain = {"is_restricted": False, "is_equity": False, "needs_approval": False}
        return further_items(**(plain | kind))

    assert asked() == ()
    assert asked(is_restricted=True) == (FurtherItem.HOME_ELIGIBILITY,)
    assert asked(is_equity=True) == (FurtherItem.EQUITY_CAPITAL,)
    assert asked(is_equity=True, needs_approval=True) == (
        FurtherItem.EQUITY_CAPITAL,
        FurtherItem.APPROVAL_CONDITIONS,
    )


@pytest.mark.parametrize("item", FurtherItem)
def test_what_is_asked_for_besides_has_article_and_title(item: FurtherItem) -> None:
    """Each rests on an article of 2021 that was read, and has a title in both languages."""
    article = article_of(article_of_further(item))
    assert article.instrument in ("FS2021-18", "FS2021-20")
    assert article.verified
    assert FURTHER_TITLES[item].zh
    assert FURTHER_TITLES[item].en.isascii()


@pytest.mark.rule("K14")
@pytest.mark.parametrize("warning", SpecialWarning)
def test_each_warning_can_be_missing(warning: SpecialWarning) -> None:
    """Seven warnings are given, and each that is empty is missing."""
    assert len(SpecialWarning) == 7
    assert missing_warnings(WARNINGS) == ()
    assert missing_warnings(WARNINGS | {warning: "  "}) == (warning,)


def test_each_item_and_warning_has_its_article() -> None:
    """Items and warnings are cited as the items of 第十三条 and 第十四条, in their order."""
    items = [article_of(article_of_item(item)).number for item in Item]
    assert items == [f"13.0.{number}" for number in range(1, 12)]
    warnings = [article_of(article_of_warning(warning)).number for warning in SpecialWarning]
    assert warnings == [f"14.0.{number}" for number in range(1, 8)]
    assert article_of_item(Item.OWNERSHIP_POSSESSION_DUTIES) == "FS2016-18:13.0.5"
    assert article_of_warning(SpecialWarning.AGENTS) == "FS2016-18:14.0.2"


def test_each_has_a_title_in_both_languages() -> None:
    """Every item, warning and field is named in Chinese and in English."""
    assert set(ITEM_TITLES) == set(Item)
    assert set(WARNING_TITLES) == set(SpecialWarning)
    assert set(CORRECTIONS) == set(NoticeField)
    fields = (text for one in CORRECTIONS.values() for text in (one.title, one.why))
    titles: list[Titled] = [*ITEM_TITLES.values(), *WARNING_TITLES.values(), *fields]
    for title in titles:
        assert title.zh
        assert not title.zh.isascii()
        assert title.en
        assert title.en.isascii()


@pytest.mark.parametrize(
    ("effect", "fields"),
    [
        (Effect.CORRECTED, "contact viewing typing_error"),
        (Effect.TERM_RESTARTS, "description defects possession taxes payment_account opening"),
        (Effect.WITHDRAWAL_NEEDED, "start_price step deposit property"),
    ],
)
def test_what_a_correction_leads_to(effect: Effect, fields: str) -> None:
    """What bidders judge by restarts the term; what the panel fixed cannot be corrected at all."""
    assert {field for field in NoticeField if effect_of(field) is effect} == set(fields.split())
