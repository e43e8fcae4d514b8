"""A notice's texts proved before publication, item by item."""

import pytest

from mingpai.exchange import paperwork
from mingpai.law.content import FurtherItem, Item, SpecialWarning, article_of_further
from mingpai.law.wording_reasons import DoubtCode
from mingpai.papers.proof import NoticeTexts, Unpublishable, prove, prove_text

COMPLETE = NoticeTexts(dict(paperwork.ITEMS), dict(paperwork.WARNINGS))


@pytest.mark.rule("K13")
@pytest.mark.rule("K14")
def test_a_complete_notice_is_publishable() -> None:
    """With eleven items and seven warnings that say something lawful, nothing is in the way."""
    proof = prove(COMPLETE)
    assert (len(proof.items), len(proof.warnings)) == (11, 7)
    assert proof.is_publishable
    assert proof.missing == ()
    assert proof.found == ()


@pytest.mark.rule("K13")
@pytest.mark.parametrize("item", Item)
@pytest.mark.parametrize("text", [None, " ", "____", "TBD", "N/A", "[填写]", "1", "空", "\u200b"])
def test_each_of_the_eleven_items_is_asked_for(item: Item, text: str | None) -> None:
    """An item that is not there, empty or a form's blank is missing, under its own article."""
    items = {one: said for one, said in COMPLETE.items.items() if one is not item}
    if text is not None:
        items[item] = text
    (missing,) = prove(NoticeTexts(items, COMPLETE.warnings)).missing
    assert missing.name == item.value
    assert missing.article == f"FS2016-18:13.0.{tuple(Item).index(item) + 1}"


@pytest.mark.rule("K14")
@pytest.mark.parametrize("warning", SpecialWarning)
def test_each_of_the_seven_warnings_is_asked_for(warning: SpecialWarning) -> None:
    """A warning that is not there is missing, under its own article."""
    kept = {one: said for one, said in COMPLETE.warnings.items() if one is not warning}
    (missing,) = prove(NoticeTexts(COMPLETE.items, kept)).missing
    assert missing.article == f"FS2016-18:14.0.{tuple(SpecialWarning).index(warning) + 1}"


@pytest.mark.rule("K13")
@pytest.mark.parametrize("item", FurtherItem)
def test_what_a_kind_of_property_asks_for_is_proved(item: FurtherItem) -> None:
    """Asked for and not said it is missing; said it is proved, asked for or not."""
    (missing,) = prove(COMPLETE, asked=[item]).missing
    assert (missing.name, missing.article) == (item.value, article_of_further(item))
    said = NoticeTexts(COMPLETE.items, COMPLETE.warnings, {item: paperwork.FURTHER[item]})
    for asked in ([item], []):
        proof = prove(said, asked=asked)
        assert proof.is_publishable
        assert [one.name for one in proof.further] == [item.value]
    forbidden = NoticeTexts(COMPLETE.items, COMPLETE.warnings, {item: "房屋占有情况不明。"})
    (found,) = prove(forbidden).forbidden
    assert found.where is not None
    assert found.where.en == item.value


@pytest.mark.rule("K44")
def test_a_forbidden_sentence_is_found_where_it_stands() -> None:
    """The sentence is told with its item, its article and what would be lawful."""
    items = COMPLETE.items | {Item.TAXES: "一切税费均由买受人承担。契税由买受人承担。"}
    proof = prove(NoticeTexts(items, COMPLETE.warnings))
    assert not proof.is_publishable
    (found,) = proof.forbidden
    assert found.where is not None
    assert found.where.en == "taxes"
    assert found.doubt.code is DoubtCode.TAXES_ALL_ON_BUYER
    assert found.doubt.sentence == "一切税费均由买受人承担。"
    assert found.doubt.article == "FS2016-18:30"
    assert found.doubt.lawful_zh


def test_a_doubt_alone_stops_no_notice() -> None:
    """What is only in doubt is told, and left to a person."""
    items = COMPLETE.items | {Item.OTHER: "物业费欠缴部分由买受人承担。"}
    proof = prove(NoticeTexts(items, COMPLETE.warnings))
    assert [one.doubt.code for one in proof.found] == [DoubtCode.ARREARS_ON_BUYER]
    assert proof.is_publishable


def test_what_is_in_the_way_is_told_in_one_text() -> None:
    """The error names every missing part and every forbidden sentence."""
    unlawful = NoticeTexts({Item.TAXES: "一切税费均由买受人承担。"}, {})
    told = str(Unpublishable(prove(unlawful)))
    assert "possession" in told
    assert "deposit_forfeit" in told
    assert "一切税费均由买受人承担。" in told
    only_missing = str(Unpublishable(prove(NoticeTexts({}, {}))))
    assert "forbidden" not in only_missing
    only_forbidden = COMPLETE.items | {Item.TAXES: "一切税费均由买受人承担。"}
    said = str(Unpublishable(prove(NoticeTexts(only_forbidden, COMPLETE.warnings))))
    assert "missing" not in said


@pytest.mark.rule("K45")
def test_a_text_without_parts_is_proved_for_its_wording() -> None:
    """Of a running text the items are not asked, every sentence is."""
    proof = prove_text("房屋占有情况不明。竞买人请自行了解。")
    assert (proof.items, proof.warnings) == ((), ())
    assert [one.doubt.code for one in proof.forbidden] == [DoubtCode.POSSESSION_UNKNOWN]
    assert proof.found[0].where is None
    assert prove_text("").is_publishable
