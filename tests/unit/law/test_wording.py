"""Proves which wording is doubted and, as important, which is not, by a table of sentences."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.law.wording import Doubt, doubts_in
from mingpai.law.wording_reasons import FORBIDDEN, REASONS, DoubtCode

MADE_OF = st.text(
    st.sampled_from("一切税费由买受人承担不占有明他人用，。；\n 　服务贷款"), max_size=60
)


def expect(row: tuple[str, ...]) -> None:
    codes, sentence = row
    found = "+".join(doubt.code for doubt in doubts_in(sentence))
    assert found == ("" if codes == "lawful" else codes)


@pytest.mark.rule("K44")
def test_taxes(row: tuple[str, ...]) -> None:
    """Taxes put on the buyer that are not his by law are found, and his own are left alone."""
    expect(row)


@pytest.mark.rule("K45")
def test_possession(row: tuple[str, ...]) -> None:
    """Possession called unknown, or by somebody unnamed, is found; a real answer is left alone."""
    expect(row)


@pytest.mark.rule("K43")
def test_fees(row: tuple[str, ...]) -> None:
    """A fee to an auxiliary from bidder or buyer is found, and the debtor's cost is left alone."""
    expect(row)


def test_liability(row: tuple[str, ...]) -> None:
    """Disclaiming everything is doubted; disclaiming defects that were shown is lawful."""
    expect(row)


def test_what_is_proposed_instead_is_free_of_doubt() -> None:
    """Each lawful wording that is proposed in place of another raises no doubt itself."""
    for code, reason in REASONS.items():
        assert doubts_in(reason.lawful_zh) == (), code


def test_a_doubt_says_where_why_and_what_instead() -> None:
    """A doubt shows the sentence as it was given, its article, and how to say it lawfully."""
    text = "一、税费。\n  过户的一切\n  税费由买受人承担；房屋占有不明。"
    first, second = doubts_in(text)
    assert first.code is DoubtCode.TAXES_ALL_ON_BUYER
    assert first.sentence == "过户的一切\n  税费由买受人承担；"
    assert (first.article, first.forbidden) == ("FS2016-18:30", True)
    assert (second.code, second.sentence) == (DoubtCode.POSSESSION_UNKNOWN, "房屋占有不明。")
    reason = REASONS[first.code]
    told = (first.zh, first.en, first.lawful_zh, first.lawful_en)
    assert told == (reason.zh, reason.en, reason.lawful_zh, reason.lawful_en)


def test_an_empty_line_ends_a_sentence() -> None:
    """Two lines with an empty one between are two sentences; a broken line is one."""
    assert doubts_in("契税以外的一切税费\n由买受人承担")
    assert doubts_in("一切税费\n\n由买受人承担") == ()
    assert doubts_in("\n\n") == doubts_in("") == ()
    (taxes,) = doubts_in("税费\n\n一切税费由买受人承担\n\n另行通知")
    assert (taxes.start, taxes.sentence) == (4, "一切税费由买受人承担")


def test_one_sentence_may_hold_several_doubts() -> None:
    """Each kind of doubt is named once for a sentence, however often it is there."""
    text = "一切税费由买受人承担，全部税费由买受人承担，房屋占有不明，占用情况不明。"
    found = [doubt.code for doubt in doubts_in(text)]
    assert found == [DoubtCode.TAXES_ALL_ON_BUYER, DoubtCode.POSSESSION_UNKNOWN]


@given(MADE_OF)
def test_a_doubt_stands_where_it_says(text: str) -> None:
    """The sentence of a doubt stands in the text at its index, and only what is forbidden is."""
    for doubt in doubts_in(text):
        assert text[doubt.start :].startswith(doubt.sentence)
        assert doubt.forbidden is (doubt.code in FORBIDDEN)


@given(MADE_OF)
def test_spaces_make_no_difference(text: str) -> None:
    """Spaces between the characters of a text change no doubt."""
    plain = "".join(text.split())
    spaced = " ".join(plain)
    assert [one.code for one in doubts_in(spaced)] == [one.code for one in doubts_in(plain)]


@pytest.mark.parametrize("unseen", ["\u200b", "\u2060", "\ufeff", "\u00ad"])
def test_what_nobody_sees_hides_nothing(unseen: str) -> None:
    """A character without any shape between two others changes no doubt."""
    (taxes,) = doubts_in(f"一切税{unseen}费由买受人承担。")
    assert (taxes.code, taxes.start) == (DoubtCode.TAXES_ALL_ON_BUYER, 0)
    (possession,) = doubts_in(f"{unseen}占有{unseen}不明。")
    assert possession.code is DoubtCode.POSSESSION_UNKNOWN


@pytest.mark.parametrize(
    "part",
    ["是否占有", "由买受人", "税费由买受人承担,", "他人占用无", "由买受人承担", "税费", " \n"],
)
def test_a_long_text_is_read_in_one_go(part: str) -> None:
    """A text of a hundred thousand characters without an end is read within the test's time."""
    doubts: tuple[Doubt, ...] = doubts_in(part * (100_000 // len(part)))
    assert len(doubts) <= len(DoubtCode)


@pytest.mark.parametrize("folder", ["guangdong-listings", "court-lot-samples"])
def test_no_false_alarm_on_published_lots(folder: str, shared_data: Callable[[str], Path]) -> None:
    """No cell of the lots that courts and administrators published raises a doubt."""
    found = [doubt for cell in cells(shared_data(folder)) for doubt in doubts_in(cell)]
    assert found == []


def cells(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for line in csv.reader(file):
                yield from line
