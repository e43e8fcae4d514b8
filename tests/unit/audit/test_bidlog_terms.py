"""What is inferred from a log: the step exactly, the close without excusing a late bid."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.audit import bidlog_terms
from mingpai.audit.bidlog_terms import (
    Close,
    infer_close,
    infer_step_fen,
    next_mark,
    opening_before,
)
from mingpai.law.book import law_on

_LAW = law_on(date(2026, 5, 25))
_HALF_DAY = timedelta(hours=12)


def _at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """Return an instant of May 2026 by a clock in Shanghai."""
    return datetime(2026, 5, day, hour, minute, second, tzinfo=UTC) - timedelta(hours=8)


def _close(*moments: datetime, starts_at: datetime | None = None) -> Close:
    return infer_close(moments, starts_at=starts_at, law=_LAW)


def _prices(rises: Sequence[int]) -> list[int]:
    prices = [1000]
    for rise in rises:
        prices.append(prices[-1] + rise)
    return prices


def test_the_step_is_the_largest_that_nine_in_ten_share() -> None:
    """One exception in ten does not hide the step; two in ten do."""
    assert infer_step_fen(_prices([500] * 8 + [1500, 7])) == 500
    assert infer_step_fen(_prices([500] * 8 + [7, 7])) == 1
    assert infer_step_fen(_prices([500] * 8 + [250])) == 250


def test_without_a_rise_there_is_no_step() -> None:
    """One bid, or bids that never rise, show no step."""
    assert infer_step_fen([1000]) is None
    assert infer_step_fen([1000, 900, 1000]) is None


def test_rises_are_counted_over_the_highest_price() -> None:
    """A bid below the price is no rise, and the next rise is counted from the top."""
    assert infer_step_fen([1000, 1500, 1200, 2000]) == 500


@given(st.lists(st.integers(1, 60), min_size=1, max_size=40), st.integers(1, 30))
def test_no_larger_step_divides_nine_in_ten(rises: list[int], unit: int) -> None:
    """The step found is the largest there is, by trying every one."""
    rises = [rise * unit for rise in rises]
    needed = len(rises) - len(rises) // 10
    shared = [
        step
        for step in range(1, max(rises) + 1)
        if sum(rise % step == 0 for rise in rises) >= needed
    ]
    assert infer_step_fen(_prices(rises)) == max(shared)


def test_a_log_without_a_step_to_speak_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a bounded number of tries the divisor of all rises is the answer."""
    monkeypatch.setattr(bidlog_terms, "MOST_TRIED", 1)
    rises = [rise for rise in (14, 22, 26, 34) for _ in range(9)]
    assert infer_step_fen(_prices(rises)) == 2


def test_ten_o_clock_is_expected() -> None:
    """Of all closes under which every bid is in time, the first 10:00 after the first bid."""
    close = _close(_at(25, 13, 31), _at(26, 9, 51, 7), _at(26, 9, 59), _at(26, 10, 3))
    ten = _at(26, 10)
    assert close == Close(ten, _at(26, 9, 59, 1), _at(26, 13, 31), is_usual=True, usual=ten)


def test_one_bid_closes_at_the_next_ten_o_clock() -> None:
    """A single bid is in time under the first 10:00 after it."""
    assert _close(_at(25, 10)).at == _at(26, 10)
    assert _close(_at(25, 9, 59, 59)).at == _at(25, 10)


def test_a_late_bid_does_not_move_the_close() -> None:
    """A bid twenty minutes after the last does not make 11:00 the close that excuses it."""
    minutes = (50, 57, 59, 60, 63, 66)
    moments = [_at(25, 13), *(_at(26, 9) + timedelta(minutes=one) for one in minutes)]
    close = _close(*moments, _at(26, 10, 26))
    assert (close.at, close.is_usual) == (_at(26, 10), True)
    assert (close.earliest, close.latest) == (_at(26, 9, 57, 1), _at(26, 10, 26))


def test_a_close_at_another_hour_is_found_and_said_to_be_unusual() -> None:
    """Where the bids gather around another whole hour, that is the close, late bid or not."""
    afternoon = [_at(26, 10, 30), _at(26, 12), *(_at(26, 13, 57 + n) for n in range(3))]
    overtime = [_at(26, 14, n) for n in (1, 4, 8)]
    for late in ((), (_at(26, 14, 40),)):
        close = _close(_at(25, 15), *afternoon, *overtime, *late)
        assert (close.at, close.is_usual) == (_at(26, 14), False)


@pytest.mark.parametrize(("late", "hour"), [(1, (10, 0)), (2, (10, 30)), (3, (10, 30))])
def test_several_late_bids_may_bear_out_another_close(late: int, hour: tuple[int, int]) -> None:
    """Two bids around a half hour under which none is late make it the close, one does not."""
    crowd = [_at(26, 9, 50 + n) for n in range(10)]
    close = _close(_at(25, 13), *crowd, *(_at(26, 10, 27 + n) for n in range(late)))
    assert close.at == _at(26, *hour)
    assert (close.usual, close.late_at_usual) == (_at(26, 10), late)
    assert close.is_usual is (close.at == _at(26, 10))


def test_a_close_under_which_no_bid_is_late_goes_before_a_likelier_one() -> None:
    """A whole hour for which more bids speak, and one is late, yields to a lawful half hour."""
    crowd = [_at(26, 10, 57, n) for n in range(9)]
    close = _close(_at(25, 15), *crowd, _at(26, 11, 28), _at(26, 11, 29))
    assert (close.at, close.late_at_usual) == (_at(26, 11, 30), 11)


def test_a_longer_window_is_found() -> None:
    """Bids spread over a second day make it the 10:00 of the third."""
    spread = [_at(26, hour) for hour in (9, 12, 15, 20)]
    close = _close(_at(25, 11), *spread, _at(27, 9, 58), _at(27, 10, 2))
    assert (close.at, close.is_usual, close.latest) == (_at(27, 10), False, None)


def test_a_half_hour_is_found() -> None:
    """A close at a half hour is found where nothing more usual explains as much."""
    moments = [_at(25, 15), _at(26, 11), _at(26, 15, 27), _at(26, 15, 31), _at(26, 15, 34)]
    assert _close(*moments).at == _at(26, 15, 30)


def test_an_opening_that_is_given_bounds_the_close() -> None:
    """From a given opening the close is 24 hours later, or later still, never before."""
    opens = _at(25, 14)
    assert _close(_at(25, 15), starts_at=opens).at == _at(26, 14)
    close = _close(_at(25, 15), _at(26, 13, 58), _at(26, 14, 1), starts_at=opens)
    assert (close.at, close.earliest, close.latest) == (_at(26, 14), _at(26, 14), None)
    late = _close(_at(25, 15), _at(26, 19, 58), _at(26, 20, 1), starts_at=opens)
    assert (late.at, late.is_usual) == (_at(26, 20), False)
    assert _close(_at(27, 9), starts_at=opens).at > _at(27, 9)


@given(st.lists(st.integers(0, 200_000), min_size=1, max_size=12), st.booleans())
def test_the_range_makes_no_difference(seconds: list[int], shifted: bool) -> None:  # noqa: FBT001 - drawn by the test
    """The same bids are in time at both ends of the range as at the close itself."""
    first = _at(25, 10) + (_HALF_DAY if shifted else timedelta())
    moments = [first + timedelta(seconds=second) for second in sorted(seconds)]
    close = _close(*moments)
    times = bidlog_terms._Times(moments, _LAW.extension)
    assert close.earliest <= close.at
    assert times.end(close.at) == times.end(close.earliest)
    if close.latest is not None:
        assert close.at <= close.latest
        assert times.end(close.at) == times.end(close.latest)
    assert len(moments) - times.end(close.at) == times.late(close.at)


def test_marks_lie_after_the_instant() -> None:
    """The next mark is after the instant, never at it, in any year."""
    assert next_mark(_at(25, 10), timedelta(days=1)) == _at(26, 10)
    assert next_mark(_at(25, 9, 59), timedelta(hours=1)) == _at(25, 10)
    early = datetime(1999, 12, 31, 23, 0, tzinfo=UTC)
    assert next_mark(early, timedelta(minutes=30)) == early + timedelta(minutes=30)


@pytest.mark.parametrize(("day", "hour", "opens"), [(25, 10, 25), (25, 9, 24), (27, 9, 25)])
def test_the_opening_is_whole_days_before(day: int, hour: int, opens: int) -> None:
    """The opening lies whole days before the close, one at least, and not after the first bid."""
    assert opening_before(_at(26, 10), first_bid=_at(day, hour)) == _at(opens, 10)
