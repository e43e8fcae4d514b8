"""Clocks of a process: the system's time, and time that is driven.

Owns reading the machine's clocks. Everything pure gets its instants as arguments.
Where to look next: `service.timekeeping`, which holds the system's time against other clocks.
"""

import threading
import time
from datetime import UTC, datetime, timedelta

from mingpai.service.timekeeping import BOUND, Reading

_POLL_S = 0.02
_STEER_PARTS = 2_000
"""One part in so many is the most by which time is steered, as a kernel's own does: 150 ms in five
minutes."""
_STEER_EVERY_NS = 1_000_000
_APART_NS = 1_000_000
_TRIES = 5
_NS_PER_US = 1_000
_US_PER_S = 1_000_000
_US = timedelta(microseconds=1)


class SystemClock:
    """`ports.Clock` that runs by the monotonic clock and is steered towards the wall clock.

    So it never jumps and never goes back: five minutes stay five minutes, whoever sets the
    machine's clock. Small differences are steered away by one part in two thousand. A wall clock
    that is off by more than `bound` has jumped, and is not followed: time goes on as it went, and
    `reading` shows both. Safe from several threads.
    """

    def __init__(self, *, bound: timedelta = BOUND) -> None:
        """Begin at the machine's present time."""
        self._lock = threading.Lock()
        self._bound_ns = bound // _US * _NS_PER_US
        self._steered_ns, self._last_ns = _both_clocks()
        self._base_ns = self._last_ns - self._steered_ns

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC, never before an earlier answer."""
        with self._lock:
            ticks_ns = time.monotonic_ns()
            if ticks_ns - self._steered_ns >= _STEER_EVERY_NS:
                ticks_ns, _ = self._steer()
            shown_ns = self._show(ticks_ns)
        return _instant(shown_ns)

    def seconds_until(self, instant: datetime) -> float:
        """Return how many real seconds to wait until this clock shows `instant` (0 if past)."""
        return max(0.0, (instant - self.now()).total_seconds())

    def reading(self) -> Reading:
        """Return what this clock and the wall clock show at one moment."""
        with self._lock:
            ticks_ns, wall_ns = self._steer()
            shown_ns = self._show(ticks_ns)
        return Reading(_instant(shown_ns), _instant(wall_ns))

    def follow(self) -> None:
        """Take the wall clock's time, where it is ahead: something else has shown it right."""
        with self._lock:
            ticks_ns, wall_ns = self._steer()
            self._base_ns = max(self._base_ns, wall_ns - ticks_ns)

    def _show(self, ticks_ns: int) -> int:
        """Return the time at these ticks, never before an earlier one. Caller holds the lock."""
        self._last_ns = max(self._last_ns, ticks_ns + self._base_ns)
        return self._last_ns

    def _steer(self) -> tuple[int, int]:
        """Come nearer to the wall clock and return both clocks. Caller holds the lock."""
        ticks_ns, wall_ns = _both_clocks()
        ahead_ns = wall_ns - ticks_ns - self._base_ns
        most_ns = (ticks_ns - self._steered_ns) // _STEER_PARTS
        if abs(ahead_ns) <= self._bound_ns:
            self._base_ns += max(-most_ns, min(most_ns, ahead_ns))
        self._steered_ns += most_ns * _STEER_PARTS
        return ticks_ns, wall_ns


def _both_clocks() -> tuple[int, int]:
    """Return the monotonic and the wall clock as of one moment, in nanoseconds.

    A process that was put aside between two readings would seem to see a jump: then they are read
    again, and of some tries the closest counts. The monotonic one is the newest, so that it rises.
    """
    before_ns, wall_ns, ticks_ns = time.monotonic_ns(), time.time_ns(), time.monotonic_ns()
    apart_ns, behind_ns = ticks_ns - before_ns, wall_ns - ticks_ns
    tries = 1
    while apart_ns > _APART_NS and tries < _TRIES:
        before_ns, wall_ns, ticks_ns = time.monotonic_ns(), time.time_ns(), time.monotonic_ns()
        if ticks_ns - before_ns < apart_ns:
            apart_ns, behind_ns = ticks_ns - before_ns, wall_ns - ticks_ns
        tries += 1
    return ticks_ns, ticks_ns + behind_ns


def _instant(ns: int) -> datetime:
    """Return an instant, exact to the microsecond: a double holds those of some centuries."""
    return datetime.fromtimestamp(ns // _NS_PER_US / _US_PER_S, UTC)


class DrivenClock:
    """`ports.Clock` whose time moves only as its driver advances it, from any thread.

    For a script that is played as fast as the machine goes.
    """

    def __init__(self, at: datetime) -> None:
        """Stand at `at`. Raises: ValueError for a naive instant."""
        if at.tzinfo is None:
            msg = f"a clock needs an aware instant, not {at}"
            raise ValueError(msg)
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """Return the instant at which the clock stands."""
        return self._at

    def seconds_until(self, instant: datetime) -> float:
        """Return 0 if past; otherwise a short while, for nobody knows when the driver moves on."""
        return 0.0 if instant <= self._at else _POLL_S

    def advance_to(self, instant: datetime) -> None:
        """Move on. Raises: ValueError for a move into the past."""
        if instant < self._at:
            msg = f"a clock does not go back from {self._at} to {instant}"
            raise ValueError(msg)
        self._at = instant.astimezone(UTC)
