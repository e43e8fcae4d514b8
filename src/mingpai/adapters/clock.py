"""Clocks of a process: the system's time, and time that is driven.

Owns reading the machine's clocks. Everything pure gets its instants as arguments.
"""

import threading
import time
from datetime import UTC, datetime, timedelta

_POLL_S = 0.02
_CATCH_UP_PERCENT = 99
_NS_PER_US = 1_000


class SystemClock:
    """`ports.Clock` over the machine's wall clock, never going back while the process lives.

    Set forward, the wall clock is followed at once: a deadline that has passed has passed. Set
    back, time goes on by the monotonic clock, one part in a hundred slower than real, until the
    wall clock has caught up; so five minutes stay five minutes, give or take three seconds.
    `corrections` counts how often it was set back. Safe from several threads.
    """

    def __init__(self) -> None:
        """Begin at the machine's present time."""
        self._lock = threading.Lock()
        self._last = datetime.now(UTC)
        self._last_ns = time.monotonic_ns()
        self._catching_up = False
        self.corrections = 0

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC, never before an earlier answer."""
        with self._lock:
            shown, ticks_ns = datetime.now(UTC), time.monotonic_ns()
            if self._catching_up or shown < self._last:
                shown = self._go_on(shown, ticks_ns)
            self._last, self._last_ns = shown, ticks_ns
            return shown

    def _go_on(self, wall: datetime, ticks_ns: int) -> datetime:
        """Return the time to show after the wall clock was set back. Caller holds the lock."""
        if wall < self._last and not self._catching_up:
            self.corrections += 1
        passed_us = (ticks_ns - self._last_ns) * _CATCH_UP_PERCENT // (100 * _NS_PER_US)
        slower = self._last + timedelta(microseconds=passed_us)
        self._catching_up = wall < slower
        return max(wall, slower)

    def seconds_until(self, instant: datetime) -> float:
        """Return how many real seconds to wait until this clock shows `instant` (0 if past)."""
        return max(0.0, (instant - self.now()).total_seconds())


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
