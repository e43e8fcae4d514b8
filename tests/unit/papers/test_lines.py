"""Where a line of Chinese text may break."""

from hypothesis import given
from hypothesis import strategies as st

from mingpai.papers.lines import lines_of

_CLOSING = "，。；：、！？）》〕"
_OPENING = "（《〔"
TEXTS = st.text(alphabet="法院拍卖财产0123456789ab ，。（）《》、-", max_size=200)


def _wide(text: str) -> float:
    """Measure as a font does in which a Chinese character is twice as wide as a letter."""
    return float(sum(1 if one.isascii() else 2 for one in text))


@given(TEXTS)
def test_nothing_of_a_text_is_lost(text: str) -> None:
    """The lines together are the text, but for spaces where a line breaks."""
    lines = lines_of(text, _wide, wide=40, indent=4)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(TEXTS)
def test_no_line_is_too_long(text: str) -> None:
    """Every line fits, the first one behind its indent."""
    lines = lines_of(text, _wide, wide=40, indent=4)
    assert all(_wide(line) <= (36 if at == 0 else 40) for at, line in enumerate(lines))


def test_marks_stay_with_what_they_belong_to() -> None:
    """No line begins with a closing mark or ends with an opening one."""
    text = "通知送达，情况（见附件），应当载明《拍卖公告》的内容。" * 20
    for wide in range(20, 60):
        for line in lines_of(text, _wide, wide=wide):
            assert line[0] not in _CLOSING
            assert line[-1] not in _OPENING


def test_a_figure_stays_whole_where_it_fits() -> None:
    """An amount is never cut in two, unless it is longer than a line."""
    assert lines_of("成交价1,254,500.00元", _wide, wide=13) == ["成交价", "1,254,500.00", "元"]
    assert lines_of("1" * 30, _wide, wide=13) == ["1" * 13, "1" * 13, "1" * 4]


def test_an_empty_text_is_one_empty_line() -> None:
    """Nothing to break gives one line."""
    assert lines_of("", _wide, wide=14) == [""]
