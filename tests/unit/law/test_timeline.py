"""Proves that a value is found by its day, and that none in force is an error."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.kernel.ids import ArticleId
from mingpai.kernel.outcome import InvariantBroken
from mingpai.law.timeline import Dated, NoValueInForce, Timeline

ART = ArticleId("FS2016-18:20.2")
FIRST = date(2017, 1, 1)


def test_the_value_in_force_on_a_day() -> None:
    """A value holds from its first day to its last, both included; order of entry is no matter."""
    timeline = Timeline(
        "x_days", [Dated(9, ART, date(2020, 1, 1)), Dated(5, ART, FIRST, date(2019, 12, 31))]
    )
    assert timeline.on(FIRST).value == 5
    assert timeline.on(date(2019, 12, 31)).value == 5
    assert timeline.on(date(2020, 1, 1)).value == 9
    assert timeline.on(date(2999, 1, 1)).value == 9


@pytest.mark.parametrize("day", [date(2016, 12, 31), date(2018, 6, 1), date(2021, 1, 1)])
def test_none_in_force_is_an_error(day: date) -> None:
    """Before, between and after the values there is an error and never a default."""
    timeline = Timeline(
        "x_days",
        [
            Dated(5, ART, FIRST, date(2018, 5, 31)),
            Dated(6, ART, date(2019, 1, 1), date(2020, 12, 31)),
        ],
    )
    with pytest.raises(NoValueInForce, match=f"x_days.*{day.isoformat()}"):
        timeline.on(day)


def test_an_empty_timeline_has_no_value() -> None:
    """A parameter without any value answers no day."""
    with pytest.raises(NoValueInForce):
        Timeline[int]("x_days", []).on(FIRST)


@pytest.mark.parametrize("last", [None, date(2019, 1, 1), date(2020, 5, 5)])
def test_overlap_is_refused(last: date | None) -> None:
    """Two values on one day are refused when the timeline is made."""
    with pytest.raises(InvariantBroken, match="two values hold on 2019-01-01"):
        Timeline("x_days", [Dated(5, ART, FIRST, last), Dated(6, ART, date(2019, 1, 1))])


def test_a_value_that_ends_before_it_begins_is_refused() -> None:
    """A value's last day is not before its first."""
    with pytest.raises(InvariantBroken, match="ends before it begins"):
        Timeline("x_days", [Dated(5, ART, FIRST, FIRST - timedelta(days=1))])


@given(st.lists(st.integers(1, 900), min_size=1, max_size=6), st.integers(0, 6000))
def test_successive_values_leave_no_doubt(lengths: list[int], offset: int) -> None:
    """Of values that follow one another, exactly the one whose days hold the day is found."""
    values, start = [], FIRST
    for index, length in enumerate(lengths):
        last = start + timedelta(days=length - 1)
        values.append(Dated(index, ART, start, last))
        start = last + timedelta(days=1)
    day = FIRST + timedelta(days=offset)
    holding = [one for one in values if one.to is not None and one.from_ <= day <= one.to]
    timeline = Timeline("x_days", list(reversed(values)))
    if holding:
        assert timeline.on(day) is holding[0]
    else:
        with pytest.raises(NoValueInForce):
            timeline.on(day)
