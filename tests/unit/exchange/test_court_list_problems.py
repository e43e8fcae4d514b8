"""What is told of a list that has something wrong."""

from pathlib import Path

import pytest

from mingpai.exchange.court_list_problems import SAYS, Bad, ListProblem, ListProblems, Trouble


def test_every_trouble_says_what_to_do() -> None:
    """For every code there is what was expected and what to do, in both languages."""
    assert set(SAYS) == set(Trouble)
    assert all(says.zh and says.en and says.do_zh and says.do_en for says in SAYS.values())


def test_the_guide_lists_every_code_as_it_is_told() -> None:
    """The users' guide holds each code with what is expected and what to do, in the same words."""
    guide = Path(__file__).resolve().parents[3] / "docs" / "court-list.md"
    lines = guide.read_text(encoding="utf-8").splitlines()
    told = [line for line in lines if line.startswith("| `")]
    assert told == [
        f"| `{code.value}` | {says.zh} {says.en} | {says.do_zh} {says.do_en} |"
        for code, says in SAYS.items()
    ]


@pytest.mark.parametrize("found", ["", "NaN", "a\nb", "\x1b[31m", "\ufeff", "宽" * 900])
@pytest.mark.parametrize("trouble", list(Trouble))
def test_told_in_one_printable_line(trouble: Trouble, found: str) -> None:
    """Whatever a file holds, what is told of it is one short line that a terminal can show."""
    told = ListProblem(trouble, 7, f"价格{found}", found).told()
    assert told.isprintable()
    assert len(told) < 600
    assert told.startswith("row 7: column '价格")


def test_the_file_as_a_whole_has_no_row() -> None:
    """A problem of the whole file names no row; its reason is told in brackets."""
    assert ListProblem(Trouble.EMPTY).told().startswith("empty; expected ")
    assert "(as in row 3)" in ListProblem(Trouble.ROW_TWICE, 4, reason="as in row 3").told()


def test_the_first_problem_is_told_with_the_name() -> None:
    """A file that cannot be used is told by its name and the first reason."""
    told = ListProblems("a.xlsx", (ListProblem(Trouble.NO_ROWS), ListProblem(Trouble.EMPTY))).told()
    assert told.startswith("a.xlsx: no_rows; ")


def test_a_bad_cell_keeps_its_reason() -> None:
    """What a reader of a cell raises holds the code and what the code cannot say."""
    bad = Bad(Trouble.WORD_UNKNOWN, "是 or 否")
    assert (bad.trouble, bad.reason) == (Trouble.WORD_UNKNOWN, "是 or 否")
