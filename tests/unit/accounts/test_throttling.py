"""How pauses grow, and that none is for ever."""

from datetime import UTC, datetime, timedelta

import pytest

from mingpai.accounts.throttling import (
    FORGOTTEN_AFTER,
    Limit,
    Tries,
    by_address,
    by_code,
    by_login_and_address,
)

AT = datetime(2026, 5, 26, tzinfo=UTC)


def test_pauses_double_up_to_the_longest() -> None:
    """Nothing for the first tries, then 2, 4, 8 seconds, and never more than the longest."""
    limit = Limit(b"k", free=3, first_s=2, longest_s=10)
    pauses = [limit.paused_until(Tries(count, AT)) for count in (2, 3, 4, 5, 6, 10**6)]
    waits = [None if until is None else (until - AT).total_seconds() for until in pauses]
    assert waits == [None, 2, 4, 8, 10, 10]
    assert limit.paused_until(None) is None


def test_a_count_begins_again_after_a_day() -> None:
    """A day after the last try it is the first again; time that went back changes nothing."""
    limit = Limit(b"k", free=3, first_s=2, longest_s=10)
    assert limit.after(None, AT) == Tries(1, AT)
    assert limit.after(Tries(7, AT), AT) == Tries(8, AT)
    assert limit.after(Tries(7, AT), AT - timedelta(hours=1)) == Tries(8, AT)
    assert limit.after(Tries(7, AT), AT + FORGOTTEN_AFTER) == Tries(1, AT + FORGOTTEN_AFTER)


@pytest.mark.parametrize("limit", [by_address(b"k"), by_login_and_address(b"k"), by_code(b"k")])
def test_nobody_is_locked_out_for_good(limit: Limit) -> None:
    """However often somebody failed, the pause is at most an hour."""
    until = limit.paused_until(Tries(10**9, AT))
    assert until is not None
    assert until - AT <= timedelta(hours=1)
