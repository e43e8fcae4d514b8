"""Proves 第二十条: the window, the step, and that the close is the bid plus five minutes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.kernel.outcome import InvariantBroken
from mingpai.law.bidding import (
    closes_at_after_bid,
    is_whole_steps,
    least_next_bid_fen,
    window_is_long_enough,
)
from mingpai.law.book import law_on

LAW = law_on(date(2026, 5, 26))
CLOSE = datetime(2026, 5, 26, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
TICK = timedelta(microseconds=1)


def _after(received_at: datetime, closes_at: datetime = CLOSE) -> datetime:
    return closes_at_after_bid(closes_at=closes_at, received_at=received_at, law=LAW)


@pytest.mark.rule("K16")
@pytest.mark.parametrize(
    ("before_close", "close_moves_by"),
    [
        (timedelta(hours=3), timedelta(0)),
        (5 * MINUTE + TICK, timedelta(0)),
        (5 * MINUTE, timedelta(0)),
        (5 * MINUTE - TICK, TICK),
        (4 * MINUTE, MINUTE),
        (SECOND, 5 * MINUTE - SECOND),
        (TICK, 5 * MINUTE - TICK),
    ],
)
def test_a_late_bid_moves_the_close(before_close: timedelta, close_moves_by: timedelta) -> None:
    """A bid in the last five minutes moves the close to the bid plus five; others move nothing."""
    assert _after(CLOSE - before_close) == CLOSE + close_moves_by


@pytest.mark.rule("K16")
@pytest.mark.parametrize("late_by", [timedelta(0), TICK, MINUTE])
def test_the_close_itself_is_late(late_by: timedelta) -> None:
    """A bid at the close or after it cannot move the close; to ask is our own fault."""
    with pytest.raises(InvariantBroken):
        _after(CLOSE + late_by)


@pytest.mark.rule("K16")
@given(st.integers(1, 86_400_000_000))
def test_the_close_never_moves_back(before_close_us: int) -> None:
    """Whenever a bid comes, the close is the later of what stood and the bid plus five minutes."""
    received_at = CLOSE - timedelta(microseconds=before_close_us)
    closes_at = _after(received_at)
    assert closes_at == max(CLOSE, received_at + 5 * MINUTE)
    assert CLOSE <= closes_at < CLOSE + 5 * MINUTE


@pytest.mark.rule("K16")
@given(st.lists(st.integers(1, 299_999_999), min_size=1, max_size=60))
def test_extensions_do_not_add_up(gaps_us: list[int]) -> None:
    """After any run of late bids the close is five minutes after the last, and not n times five."""
    received_at, closes_at = CLOSE - TICK, _after(CLOSE - TICK)
    for gap_us in gaps_us:
        received_at += timedelta(microseconds=gap_us)
        closes_at = _after(received_at, closes_at)
    assert closes_at == received_at + 5 * MINUTE


@pytest.mark.rule("K16")
def test_hundreds_of_extensions_in_two_and_a_half_hours() -> None:
    """377 extensions end 2 h 31 min after the schedule, as in Nanjing in 2017; 5 each is 31 h.

    The bids are spread evenly from the scheduled end's last second on, the last of them five
    minutes before the known close of 12:31.
    """
    scheduled = datetime(2017, 9, 8, 2, 0, tzinfo=UTC)
    first, last = scheduled - SECOND, scheduled + timedelta(hours=2, minutes=26)
    closes_at, extensions = scheduled, 0
    for number in range(377):
        moved = _after(first + (last - first) * number // 376, closes_at)
        extensions += moved > closes_at
        closes_at = moved
    assert extensions == 377
    assert closes_at - scheduled == timedelta(hours=2, minutes=31)
    assert timedelta(hours=31) < 377 * 5 * MINUTE


@pytest.mark.rule("K16")
def test_there_is_no_cap() -> None:
    """Bidding goes on for as long as bids come: a thousand extensions are as lawful as one."""
    closes_at = CLOSE
    for _ in range(1000):
        closes_at = _after(closes_at - SECOND, closes_at)
    assert closes_at == CLOSE + 1000 * (5 * MINUTE - SECOND)


@pytest.mark.rule("K15")
@pytest.mark.parametrize(
    ("window", "lawful"),
    [
        (timedelta(hours=24), True),
        (timedelta(hours=24) - TICK, False),
        (timedelta(hours=48), True),
        (timedelta(0), False),
        (timedelta(hours=-24), False),
    ],
)
def test_the_window(window: timedelta, lawful: bool) -> None:  # noqa: FBT001 - a column
    """Exactly 24 hours are enough; anything less, or a close before the opening, is not."""
    found = window_is_long_enough(opens_at=CLOSE - window, closes_at=CLOSE, law=LAW)
    assert found is lawful


@pytest.mark.rule("K18")
def test_the_least_next_bid() -> None:
    """The first bid needs the start price; each later one the current price and a step."""
    assert least_next_bid_fen(current_fen=None, start_price_fen=100, step_fen=50) == 100
    assert least_next_bid_fen(current_fen=100, start_price_fen=100, step_fen=50) == 150


@pytest.mark.rule("K18")
@pytest.mark.parametrize(
    ("price_fen", "whole"), [(150, True), (200, True), (175, False), (151, False), (100, True)]
)
def test_whole_steps(price_fen: int, whole: bool) -> None:  # noqa: FBT001 - a column
    """A rise is whole exactly if the step divides it."""
    assert is_whole_steps(price_fen, above_fen=100, step_fen=50) is whole
    assert is_whole_steps(price_fen + 7, above_fen=107, step_fen=50) is whole
