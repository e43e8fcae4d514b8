"""What is told of a log that cannot be used."""

import pytest

from mingpai.exchange.bidlog_problems import SAYS, BidLogProblem, BidLogProblems, Trouble


def test_every_trouble_says_what_to_do() -> None:
    """For every code there is what was expected and what to do about it."""
    assert set(SAYS) == set(Trouble)
    assert all(says.expected and says.advice for says in SAYS.values())


@pytest.mark.parametrize("found", ["", "NaN", "a\nb", "\x1b[31m", "\ufeff", "宽" * 900])
@pytest.mark.parametrize("trouble", list(Trouble))
def test_told_in_one_printable_line(trouble: Trouble, found: str) -> None:
    """Whatever a file holds, what is told of it is one short line that a terminal can show."""
    told = BidLogProblem(trouble, 7, "价格", found).told()
    assert told.isprintable()
    assert len(told) < 500
    assert told.startswith("line 7: column 价格: " + trouble.value)


def test_the_file_as_a_whole_has_no_line() -> None:
    """A problem of the whole file names no line."""
    assert BidLogProblem(Trouble.EMPTY).told().startswith("empty; expected ")


def test_the_first_of_several_is_told() -> None:
    """The first problem is told with the file's name and how many more there are."""
    problems = (BidLogProblem(Trouble.PRICE_MISSING, 3, "price"), BidLogProblem(Trouble.NO_ROWS))
    told = BidLogProblems("a.csv", problems, more=4).told()
    assert told.startswith("a.csv: line 3: column price: price_missing; ")
    assert told.endswith("(and 5 more)")
    assert not BidLogProblems("a.csv", problems[:1]).told().endswith("more)")
