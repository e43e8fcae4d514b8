"""A file of particulars as a court fills it in."""

from datetime import UTC, datetime

import pytest

from mingpai.auction.model import StepRule
from mingpai.auction.preparation.model import Possession
from mingpai.law.content import FurtherItem, Item, SpecialWarning
from mingpai.papers.filled import MAX_BYTES, Draft, FileProblem, read_filled

FILE = """\
"法院全称" = " 上海市徐汇区人民法院 "
case_number = "（2026）沪0104执1号"

[items]
"税费" = "由法律规定的纳税义务人各自承担。"
other = "没有其他事项。"

["特别提示"]
"悔拍不退" = "悔拍的，保证金不予退还。"

["拟定"]
"竞价开始" = 2026-05-25T10:00:00
closes_at = 2026-05-26T02:00:00Z
"占有情况" = "被执行人占有"
step_rule = "whole_steps"
balance_days = 10
"""


def test_names_may_be_chinese_or_english() -> None:
    """Both languages name the same; a time without an offset is that of a clock in Shanghai."""
    read = read_filled(FILE.encode("utf-8-sig"))
    assert read.particulars.court == "上海市徐汇区人民法院"
    assert read.particulars.case_number == "（2026）沪0104执1号"
    assert read.texts is not None
    assert set(read.texts.items) == {Item.TAXES, Item.OTHER}
    assert set(read.texts.warnings) == {SpecialWarning.DEPOSIT_FORFEIT}
    assert read.draft is not None
    assert read.draft.opens_at == datetime(2026, 5, 25, 2, 0, tzinfo=UTC)
    assert read.draft.closes_at == datetime(2026, 5, 26, 2, 0, tzinfo=UTC)
    assert read.draft.possession is Possession.DEBTOR
    assert read.draft.step_rule is StepRule.WHOLE_STEPS
    assert read.draft.balance_days == 10


def test_what_is_not_given_is_none() -> None:
    """A file without texts or draft has none; one with a table alone has it."""
    read = read_filled(b'court = "x"')
    assert (read.texts, read.draft) == (None, None)
    home = read_filled('["专项内容"]\n"购房资格和后果" = "须有资格。"\n'.encode())
    assert home.texts is not None
    assert home.texts.further == {FurtherItem.HOME_ELIGIBILITY: "须有资格。"}
    only = read_filled(b"[draft]\n[warnings]\n")
    assert only.draft == Draft()
    assert only.texts is not None
    assert only.texts.items == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nonsense = 'x'", "nonsense"),
        ("court = 5", "court"),
        ('court = "a"\n"法院全称" = "b"', "法院全称"),
        ('items = "no table"', "items"),
        ("[items]\nbogus = 'x'", "bogus"),
        ("[items]\ntaxes = 5", "taxes"),
        ("[warnings]\nbogus = 'x'", "bogus"),
        ("[draft]\nbogus = 1", "bogus"),
        ("[draft]\npossession = 'bogus'", "bogus"),
        ("[draft]\nbalance_days = 'ten'", "balance_days"),
        (f"contact = '{'李' * 1001}'", "contact: 1001"),
        (f"[items]\ntaxes = '{'税' * 5_001}'", "taxes: 5001"),
        ("court = ", "TOML"),
        ("法院全称 = 'x'", "法院全称"),
    ],
)
def test_a_fault_is_told_with_its_name(text: str, said: str) -> None:
    """What cannot be used is named, with what could stand there."""
    with pytest.raises(FileProblem, match=said):
        read_filled(text.encode())


def test_the_longest_that_is_allowed_is_read() -> None:
    """A particular of a thousand characters and a text of five thousand are taken."""
    read = read_filled(f"contact = '{'李' * 1000}'\n[items]\ntaxes = '{'税' * 5_000}'".encode())
    assert len(read.particulars.contact) == 1000
    assert read.texts is not None
    assert len(read.texts.items[Item.TAXES]) == 5_000


def test_the_texts_of_a_notice_have_a_limit_together() -> None:
    """Texts that are each short enough may be too long together."""
    texts = "\n".join(f"{one.value} = '{'税' * 4_000}'" for one in Item)
    with pytest.raises(FileProblem, match="44000 字"):
        read_filled(f"[items]\n{texts}".encode())


def test_every_fault_of_a_file_is_told_at_once() -> None:
    """One reading names them all."""
    text = "bogus = 'x'\ncourt = 5\n[items]\nunknown = 'x'\n[draft]\nnever = 1\n"
    with pytest.raises(FileProblem) as caught:
        read_filled(text.encode())
    assert all(name in str(caught.value) for name in ("bogus", "court", "unknown", "never"))


def test_bytes_that_are_no_text_are_told() -> None:
    """Another encoding, and a file that is far too long, are errors."""
    with pytest.raises(FileProblem, match="byte 9 is no UTF-8"):
        read_filled('court = "法院"'.encode("gbk"))
    with pytest.raises(FileProblem, match="at most"):
        read_filled(b"#" * (MAX_BYTES + 1))
