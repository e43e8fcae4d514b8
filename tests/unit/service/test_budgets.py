"""Budgets: exact to the microsecond, the same for everybody, and small whoever sends."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.kernel.outcome import InvariantBroken
from mingpai.service import budgets as module
from mingpai.service.budgets import (
    LIMITS,
    PAUSE,
    ROOM_FOR_ALL,
    ROOM_FOR_FLOOR,
    UNLIMITED,
    Buckets,
    Rate,
    overloaded,
    too_many,
)
from mingpai.service.sequencer import MAX_WAITING

NOON = datetime(2026, 5, 26, 4, 0, tzinfo=UTC)
US = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)


def taken(buckets: Buckets, times: list[datetime], key: str = "a") -> list[bool]:
    """Return which of a sender's tries were within his budget."""
    return [buckets.take(key, at) == 0 for at in times]


def test_a_silent_sender_has_a_burst_and_then_his_rate() -> None:
    """Ten a second with a burst of twenty: twenty at once, then one each tenth of a second."""
    buckets = Buckets(Rate(per_s=10, burst=20))
    assert taken(buckets, [NOON] * 21) == [True] * 20 + [False]
    tenth = SECOND / 10
    assert taken(buckets, [NOON + tenth - US, NOON + tenth, NOON + tenth]) == [False, True, False]
    assert taken(buckets, [NOON + 4 * SECOND] * 21) == [True] * 20 + [False]


def test_who_waits_as_he_is_told_is_taken() -> None:
    """The wait is told in milliseconds, rounded up: a sender who heeds it is taken at once."""
    buckets = Buckets(Rate(per_s=10, burst=2))
    now = NOON
    for _ in range(5):
        wait_ms = buckets.take("a", now)
        now += timedelta(milliseconds=wait_ms) + 3 * US
        assert wait_ms == 0 or buckets.take("a", now) == 0
    assert buckets.take("a", now) in range(1, 101)


def test_one_sender_never_spends_what_is_anothers() -> None:
    """A flood under one code leaves the budget of every other, on the same lot too, full."""
    buckets = Buckets(LIMITS.code)
    for _ in range(1_000):
        buckets.take(("disposal/1", "A0001"), NOON)
    for other in (("disposal/1", "A0002"), ("disposal/2", "A0001")):
        assert [buckets.take(other, NOON) for _ in range(LIMITS.code.burst)] == [0] * 20


def test_an_unknown_key_is_not_opened_by_asking() -> None:
    """`spend` says None of a sender without a bucket and keeps nothing of him; `open` does."""
    buckets = Buckets(Rate(per_s=2, burst=2))
    assert buckets.spend("a", NOON) is None
    assert len(buckets) == 0
    buckets.open("a", NOON)
    assert (buckets.spend("a", NOON), buckets.spend("a", NOON)) == (0, 500)


@given(
    gaps=st.lists(st.integers(0, 700_000), max_size=60),
    rate=st.sampled_from([Rate(10, 20), Rate(2, 2), Rate(5, 1), Rate(1, 3)]),
)
def test_a_bucket_does_what_counting_tokens_does(gaps: list[int], rate: Rate) -> None:
    """Against a naive bucket that counts millionths of a token, each try ends alike."""
    buckets, now = Buckets(rate), NOON
    tokens, whole = rate.burst * 1_000_000, 1_000_000
    for gap in gaps:
        now += gap * US
        tokens = min(rate.burst * whole, tokens + gap * rate.per_s)
        is_within = tokens >= whole
        tokens -= whole * is_within
        assert (buckets.take("a", now) == 0) == is_within


@given(st.lists(st.integers(0, 2_000_000), min_size=3, max_size=80))
def test_two_in_any_second_are_always_within_the_floor(gaps: list[int]) -> None:
    """Whoever sends no more than two in any one second, however placed, is never refused."""
    buckets = Buckets(LIMITS.floor)
    times: list[datetime] = []
    now = NOON
    for gap in gaps:
        now += gap * US
        if len(times) >= 2:
            now = max(now, times[-2] + SECOND)
        times.append(now)
    assert all(taken(buckets, times))


def test_the_floor_is_below_every_codes_own_budget() -> None:
    """What is promised under load is never more than what is granted without."""
    assert LIMITS.floor.per_s < LIMITS.code.per_s
    assert LIMITS.floor.burst < LIMITS.code.burst
    assert LIMITS.floor.per_s == 2
    assert ROOM_FOR_ALL < ROOM_FOR_FLOOR < MAX_WAITING


def test_who_goes_on_is_told_nothing_until_he_is_silent() -> None:
    """A pause that is not kept begins anew; one that is kept is over to the microsecond."""
    buckets = Buckets(Rate(per_s=5, burst=2))
    assert [buckets.take_or_pause("a", NOON) for _ in range(3)] == [0, 0, 1_000]
    late = NOON
    for _ in range(20):
        late += PAUSE - US
        assert buckets.take_or_pause("a", late) == 1_000
    assert buckets.take_or_pause("a", late + PAUSE) == 0


def test_old_buckets_leave() -> None:
    """Of senders who are silent as long as a bucket takes to fill nothing stays in memory."""
    buckets, now = Buckets(Rate(per_s=10, burst=20)), NOON
    for second in range(60):
        now = NOON + second * SECOND
        for number in range(100):
            buckets.take((second, number), now)
    assert len(buckets) <= 800


def test_a_bucket_in_debt_does_not_leave() -> None:
    """Who goes on sending keeps his debt, however many others come and go."""
    buckets = Buckets(Rate(per_s=1, burst=5))
    sent = within = 0
    for tick in range(600):
        now = NOON + tick * SECOND / 10
        within += buckets.take("loud", now) == 0
        sent += 1
        for number in range(20):
            buckets.take((tick, number), now)
    assert sent == 600
    assert within == 5 + 59


def test_memory_is_bounded_at_one_instant(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred thousand made-up senders at once fill two generations, and not more."""
    monkeypatch.setattr(module, "MAX_BUCKETS", 50)
    buckets = Buckets(Rate(per_s=1, burst=1))
    for number in range(100_000):
        buckets.take(number, NOON)
    assert len(buckets) <= 100


@pytest.mark.parametrize(("per_s", "burst"), [(0, 1), (-1, 1), (3, 1), (2_000_000, 1), (1, 0)])
def test_a_rate_that_would_be_rounded_is_refused(per_s: int, burst: int) -> None:
    """A rate divides a second into whole microseconds; a bucket holds at least one."""
    with pytest.raises(InvariantBroken):
        Buckets(Rate(per_s, burst))


def test_a_standing_clock_has_no_limits_where_there_are_none() -> None:
    """A script of ours on a clock that stands still is never held up."""
    buckets = Buckets(UNLIMITED.code)
    assert not any(buckets.take("script", NOON) for _ in range(10_000))


def test_refusals_say_the_limit_and_when_to_come_back() -> None:
    """Both name their figures, rest on article 8, and may succeed later unchanged."""
    over = too_many(LIMITS.code, wait_ms=70)
    assert over.facts == {"per_second": 10, "burst": 20, "retry_after_ms": 70}
    full = overloaded(waiting=50_000, wait_ms=500)
    assert full.facts == {"waiting": 50_000, "retry_after_ms": 500}
    for one, code in ((over, "too_many"), (full, "overloaded")):
        assert (one.code, one.article, one.transient) == (code, "FS2016-18:8.1", True)


def test_a_token_costs_next_to_nothing() -> None:
    """Of a thousand senders within their budgets each costs well below two microseconds.

    About 0.2 are measured on a quiet machine; the bound is for a busy one.
    """
    buckets = Buckets(LIMITS.code)
    keys = [("disposal/2026-0001", f"A{number:04d}") for number in range(1_000)]
    begun = time.perf_counter_ns()
    for second in range(10):
        now = NOON + second * SECOND
        for key in keys:
            buckets.take(key, now)
    assert (time.perf_counter_ns() - begun) // 10_000 < 2_000
