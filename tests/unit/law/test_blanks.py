"""What says nothing, and which figures have a form."""

import pytest

from mingpai.law.blanks import is_account, is_blank, is_phone, says_nothing
from mingpai.law.content import ITEM_TITLES, WARNING_TITLES
from mingpai.law.wording_reasons import REASONS

BLANKS = """\
[账号]|【填写】|[此处填写地址]|<电话>|{{x}}|    年  月  日|年月日|2026年  月  日
某|某某|TBD|tbc|N/A|n.a.|todo
空|略|暂无|同上|____|＿＿|××|XXXX|xxx|？？|□□|……
待填|待定|请填写|None|null|人民币    元|（    ）执1号|执   号
第  号|联系人：（填写姓名）|联系人：【姓名】|某年某月某日|若干元|（  ）|***|......|-|——"""
SAID = """\
乙某|张某某|某路1号|甲样本有限公司|（无）|无|2026年5月25日|2026 年 5 月 25 日
出生年月日不详|（2026）沪0104执1号
是否？有|2×3米|Nonet 音乐厅|A|沪[2023]123号不动产权证|XX1234|Maxx|空调一台
略有磨损|测试仪器一套|保证金二十元整
应当如实填写报名信息。|空白支票本|NA公司|待售车位一个|共三十个月|《司法拍卖规定》|建成年月见证书"""


@pytest.mark.parametrize("text", [one for line in BLANKS.splitlines() for one in line.split("|")])
def test_a_blank_says_nothing(text: str) -> None:
    """A filler, a form's gap, a note to fill in and an unset value say nothing, in any text."""
    assert is_blank(text)
    assert says_nothing(text)


@pytest.mark.parametrize("unseen", ["", " ", "\u200b", "\u2060\ufeff", "\u3000", "\n\t"])
def test_what_nobody_sees_says_nothing(unseen: str) -> None:
    """Spaces and characters without any shape say nothing, and hide no filler."""
    assert is_blank(unseen)
    assert is_blank(f"T{unseen.strip()}BD")


@pytest.mark.parametrize("text", [one for line in SAID.splitlines() for one in line.split("|")])
def test_what_says_something_is_no_blank(text: str) -> None:
    """A shortened name, a number of a case, a word that only looks like a filler are none."""
    assert not is_blank(text)


@pytest.mark.parametrize(
    ("text", "is_nothing"),
    [("1", True), ("有", True), ("。", True), ("200", True), ("无", False), ("没有", False)],
)
def test_a_statement_is_more_than_a_mark(text: str, *, is_nothing: bool) -> None:
    """A figure or a single character states nothing; that there is none is said by 无."""
    assert says_nothing(text) is is_nothing


def test_what_the_law_is_cited_with_says_something() -> None:
    """No title of an item or warning is a blank."""
    titles = (*ITEM_TITLES.values(), *WARNING_TITLES.values())
    assert not any(is_blank(one.zh) or is_blank(one.en) for one in titles)


def test_a_proposed_wording_is_a_form_to_fill_in() -> None:
    """A lawful wording that leaves days or amounts open is a blank until they are written."""
    opened = [one.lawful_zh for one in REASONS.values() if "某年" in one.lawful_zh]
    assert opened
    assert all(is_blank(one) for one in opened)


@pytest.mark.parametrize(
    "text",
    [
        "021-55550000",
        "021 5555 0000",
        "（021）55550000",
        "+86 21 5555 0000",
        "13800000000",
        "12368",
        "021-55550000转801",
        "021-55550000、13800000000",
        "０２１－５５５５００００",
        "021-55550000/55550001",
    ],
)
def test_telephone_numbers(text: str) -> None:
    """With or without area code, extension and marks, and several of them."""
    assert is_phone(text)


@pytest.mark.parametrize(
    "text",
    ["", "李法官", "1", "110", "电话021-55550000", "021-55550000、", "1" * 20, "12-3转12345"],
)
def test_what_is_no_telephone_number(text: str) -> None:
    """Words, too few digits and too many are none."""
    assert not is_phone(text)


@pytest.mark.parametrize(
    "text", ["1001 0000 0000 0001", "6222021001000000001", "1001-0000-00000001", "A10010000000001"]
)
def test_account_numbers(text: str) -> None:
    """In groups or not; a virtual account may have letters."""
    assert is_account(text)


@pytest.mark.parametrize(
    "text", ["", "1234567", "账号10010000", "1001 0000 0001。", "1" * 41, "a" * 9]
)
def test_what_is_no_account_number(text: str) -> None:
    """Words, marks, too few digits and too many are none."""
    assert not is_account(text)
