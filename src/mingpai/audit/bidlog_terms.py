"""What a bid log does not say and has to be inferred: the step, and when bidding was to close.

Exact: whole fen, whole multiples, no share of a float. What is inferred here is said to be; one
late bid alone never moves the close by which it is judged, and where several do, it is said how
many the usual close would leave out. Where to look next: `audit.referee`.
Source: 法释〔2016〕18号 第二十条.
"""

import heapq
import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from mingpai.law.book import Law

GROUP = 9
"""Of groups of nine rises at least one holds no exception, if one rise in ten at most is one."""
MOST_TRIED = 500
"""Values tried as the step. A log that needs more has no step to speak of."""

DAY = timedelta(days=1)
_TEN = datetime(2000, 1, 1, 2, 0, tzinfo=UTC)
"""Some day's 10:00 in Shanghai: the usual hour at which bidding opens and closes."""
_HOUR = timedelta(hours=1)
_HALF_HOUR = timedelta(minutes=30)
_SECOND = timedelta(seconds=1)
BEARS_OUT = 2
"""So many bids in the last five minutes and extensions of a close bear it out; one does not."""


def infer_step_fen(prices_fen: Sequence[int]) -> int | None:
    """Return the largest step of which at least nine rises in ten are whole multiples.

    None where there is no rise. A rise is counted over the highest price so far. Tries the
    common divisors of groups of rises from the largest down: at least one group is free of
    exceptions, and the step divides all of it. Past `MOST_TRIED` the divisor of all rises is
    returned, which divides ten in ten.
    """
    rises = list(_rises(prices_fen))
    if not rises:
        return None
    counts = Counter(rises)
    spare = len(rises) // 10
    groups = {math.gcd(*rises[at : at + GROUP]) for at in range(0, len(rises), GROUP)}
    heap = [-value for value in groups]
    heapq.heapify(heap)
    seen = set(groups)
    for _ in range(MOST_TRIED):
        step = -heapq.heappop(heap)
        missed = _missed(counts, step, spare)
        if sum(counts[rise] for rise in missed) <= spare:
            return step
        for smaller in {math.gcd(step, rise) for rise in missed} - seen:
            seen.add(smaller)
            heapq.heappush(heap, -smaller)
    return math.gcd(*counts)


def _rises(prices_fen: Sequence[int]) -> Iterator[int]:
    top = prices_fen[0]
    for price in prices_fen:
        if price > top:
            yield price - top
            top = price


def _missed(counts: Counter[int], step: int, spare: int) -> list[int]:
    """Return rises that are no multiples of `step`: all, or the first that are one too many.

    One of one too many is a multiple of every step that leaves out no more than `spare`.
    """
    missed, weight = [], 0
    for rise, count in counts.items():
        if rise % step:
            missed.append(rise)
            weight += count
            if weight > spare:
                break
    return missed


class Close(Struct, frozen=True):
    """When bidding was to close, as a log shows it.

    Every close from `earliest` to `latest` (None: without end) leads to the same bids in time.
    `is_usual`: it is the one that is expected before a log is looked at. That one is `usual`, and
    `late_at_usual` bids are late under it; None and 0 where the close was given.
    """

    at: datetime
    earliest: datetime
    latest: datetime | None
    is_usual: bool
    usual: datetime | None = None
    late_at_usual: int = 0


def infer_close(moments: Sequence[datetime], *, starts_at: datetime | None, law: Law) -> Close:
    """Return the close that bidding was scheduled for, most likely.

    Expected is the first 10:00 in Shanghai after the first bid: bidding is open for 24 hours and
    usually from 10:00 to 10:00 (where the opening is given: 24 hours after it). If every bid is
    in time then, that is it. Otherwise the closes under which every bid is in time are looked at:
    of each 10:00, whole and half hour after a bid that lies among them and that the bids bear out
    (`BEARS_OUT`) the most usual is it. If there is none, each is weighed: a bid that came in the
    last five minutes or an extension speaks for it, a bid that came too late against it; between
    equals the more usual wins: expected, 10:00, whole hour, half hour, then the earlier. So one
    late bid does not move the close by which it is judged.

    Units: aware UTC instants, in order. Requires: at least one.
    """
    usual = next_mark(moments[0], DAY) if starts_at is None else starts_at + law.bidding_window_min
    times = _Times(moments, law.extension)
    late = times.late(usual)
    chosen = usual
    if late:
        least = usual if starts_at is not None else moments[0]
        marks = [mark for mark in _marks(moments) if mark[1] > least]
        chosen = _borne_out(times, marks) or _weighed(times, marks, usual)
    close = _close(times, chosen, starts_at, law)
    return replace(close, is_usual=chosen == usual, usual=usual, late_at_usual=late)


def _marks(moments: Sequence[datetime]) -> Iterator[tuple[int, datetime]]:
    """Yield each 10:00, whole and half hour after a bid, and how usual it is; the most usual first.

    A mark that is usual in more than one way comes more than once.
    """
    for usualness, every in ((-1, DAY), (-2, _HOUR), (-3, _HALF_HOUR)):
        for mark in sorted({next_mark(at, every) for at in moments}):
            yield usualness, mark


def _borne_out(times: "_Times", marks: Sequence[tuple[int, datetime]]) -> datetime | None:
    """Return the most usual close under which no bid is late, and that the bids bear out."""
    lawful = (mark for _, mark in marks if not times.late(mark))
    return next((mark for mark in lawful if times.near(mark) >= BEARS_OUT), None)


def _weighed(times: "_Times", marks: Sequence[tuple[int, datetime]], usual: datetime) -> datetime:
    """Return the close for which most speaks, though bids are late under it."""
    best, chosen = (times.weight(usual), 0), usual
    for usualness, mark in marks:
        if (times.weight(mark), usualness) > best:
            best, chosen = (times.weight(mark), usualness), mark
    return chosen


def next_mark(at: datetime, every: timedelta) -> datetime:
    """Return the first instant after `at` that lies a multiple of `every` from 10:00."""
    return _TEN + ((at - _TEN) // every + 1) * every


class _Times:
    """The times of a log's bids, and how they fall under a scheduled close."""

    __slots__ = ("_breaks", "_extension", "moments")

    def __init__(self, moments: Sequence[datetime], extension: timedelta) -> None:
        """Find the places at which a bid came five minutes or more after the one before."""
        self.moments = moments
        self._extension = extension
        pairs = enumerate(pairwise(moments), 1)
        self._breaks = [0, *(place for place, (one, two) in pairs if two - one >= extension)]

    def end(self, close: datetime) -> int:
        """Return how many bids are in time: the first that is late makes all after it late."""
        first = bisect_left(self.moments, close)
        if not first:
            return 0
        following = bisect_left(self._breaks, first)
        return self._breaks[following] if following < len(self._breaks) else len(self.moments)

    def late(self, close: datetime) -> int:
        """Return how many bids are late."""
        return len(self.moments) - self.end(close)

    def weight(self, close: datetime) -> int:
        """Return what speaks for a close: bids in its last minutes and after, less late ones."""
        return self.near(close) - self.late(close)

    def near(self, close: datetime) -> int:
        """Return how many bids came in the last five minutes before a close, or an extension."""
        return max(0, self.end(close) - bisect_right(self.moments, close - self._extension))

    def last_break(self, end: int) -> datetime:
        """Return the last of the first `end` bids before which the extension had run out."""
        return self.moments[self._breaks[max(0, bisect_left(self._breaks, end) - 1)]]


def _close(times: _Times, at: datetime, starts_at: datetime | None, law: Law) -> Close:
    """Return a close with the range in which it makes no difference to any bid."""
    end = times.end(at)
    earliest = times.last_break(end) + _SECOND
    bounds = []
    if starts_at is not None:
        earliest = max(earliest, starts_at + law.bidding_window_min)
    elif at <= times.moments[0] + law.bidding_window_min:
        bounds.append(times.moments[0] + law.bidding_window_min)
    if end < len(times.moments):
        bounds.append(times.moments[end])
    return Close(at, earliest, min(bounds, default=None), is_usual=True)


def opening_before(close: datetime, *, first_bid: datetime) -> datetime:
    """Return the opening that is whole days before a close and not after the first bid."""
    days = max(1, -((first_bid - close) // DAY))
    return close - days * DAY
