"""Holds the service's time against other clocks, and stops closing while they differ.

The time by which bids are judged runs by the monotonic clock (`adapters.clock`), so that setting
the machine's clock moves no close. It is held against the wall clock many times a second and
before each close, and, where one is configured, against a time source. What a check comes to is
published, that nothing is configured too. While two clocks differ by more than the bound nothing
is closed, and whatever either of them places in its last minutes is stopped (`service.freeze`).
Must not know how a bid is judged. Where to look next: `docs/adr` on time and restarts.
"""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

import structlog
from msgspec import Struct

from mingpai.house import (
    MOST_MS,
    ClockChecked,
    ClockJumped,
    ClockReference,
    ClockState,
    TimeSourceKind,
)
from mingpai.ports import PortError
from mingpai.service.answers import Answer
from mingpai.service.sequencer import Overloaded

_log = structlog.get_logger(__name__)

BOUND = timedelta(milliseconds=500)
"""What two clocks may differ by: half a second, a tenth of what a network may take of a bid."""
EVERY_S = 0.05
"""How long after one look at the clocks the next is taken, in real seconds."""
SOURCE_EVERY = timedelta(seconds=16)
"""How often a time source is asked; public ones ask for no more."""
SOURCE_EVERY_AFTER_JUMP = timedelta(seconds=2)
TRIES = 3
"""So many answers in a row must say that the time is wrong, or fail, before that is believed."""
SETTLE = timedelta(seconds=10)
"""So long must clocks agree again before closing goes on."""
_MS = timedelta(milliseconds=1)
_NOT_AT_ALL = timedelta(0)


class Reading(Struct, frozen=True):
    """What the service's time and the machine's wall clock show at one moment."""

    shown: datetime
    wall: datetime

    @property
    def ahead(self) -> timedelta:
        """Return by how much the wall clock is ahead of the service's time."""
        return self.wall - self.shown


@runtime_checkable
class CheckedClock(Protocol):
    """`ports.Clock` that can be held against others. A clock that is driven by hand is not one."""

    def now(self) -> datetime:
        """Return the present instant, as `ports.Clock`."""
        ...

    def seconds_until(self, instant: datetime) -> float:
        """Return how many real seconds to wait, as `ports.Clock`."""
        ...

    def reading(self) -> Reading:
        """Return what this clock and the wall clock show at one moment."""
        ...

    def follow(self) -> None:
        """Take the wall clock's time where it is ahead; never go back."""
        ...


class TimeSource(Protocol):
    """A clock elsewhere that is known to be right. Used from any thread; blocks for a short time.

    Asking changes nothing and may be repeated. An answer may be forged on its way.
    """

    @property
    def kind(self) -> TimeSourceKind:
        """What kind of source it is, as it is published."""
        ...

    def ask(self) -> datetime:
        """Return the source's time in the middle of the call. Raises: PortError (safe to retry)."""
        ...


class Measured(Struct, frozen=True):
    """By how much the source was ahead of the service's time, give or take `within`.

    `reading` is what the machine's clocks showed right after the answer.
    """

    ahead: timedelta
    within: timedelta
    reading: Reading

    def agrees(self, bound: timedelta) -> bool:
        """Say whether the service's time is surely within `bound` of the source's."""
        return abs(self.ahead) + self.within <= bound

    def differs(self, bound: timedelta) -> bool:
        """Say whether it is surely not."""
        return abs(self.ahead) - self.within > bound


def measure(clock: CheckedClock, source: TimeSource, *, bound: timedelta) -> Measured | None:
    """Ask a source until an answer agrees, `TRIES` times at the most. None: no answer of use.

    The closest of those that differ is returned where none agrees. Blocks.
    """
    best: Measured | None = None
    for _ in range(TRIES):
        before = clock.reading().shown
        try:
            told = source.ask()
        except PortError as failed:
            _log.warning("the time source gave no answer", attempted=str(failed))
            continue
        after = clock.reading()
        within = (after.shown - before) / 2
        one = Measured(told - (before + within), within, after)
        if one.agrees(bound):
            return one
        if best is None or one.within < best.within:
            best = one
    return best if best is not None and best.differs(bound) else None


class Judgement:
    """Whether the service's time may be gone by. Changes by looking and by measuring alone.

    `jumped` is the jump that has not ended yet, None where the clocks agree. `latest` is the latest
    time that any of them shows.
    """

    def __init__(self, clock: CheckedClock, kind: TimeSourceKind, *, bound: timedelta) -> None:
        """Begin before any look."""
        self.clock = clock
        self.bound = bound
        self.kind = kind
        self.jumped: ClockJumped | None = None
        self.measured: Measured | None = None
        self.latest = clock.now()
        self._excused = _NOT_AT_ALL
        self._agreed_since: datetime | None = None

    @property
    def state(self) -> ClockState:
        """Return what is published of it."""
        if self.jumped is not None:
            return ClockState.DIFFER
        is_silent = self.kind is not TimeSourceKind.NONE and self.measured is None
        return ClockState.SOURCE_SILENT if is_silent else ClockState.AGREES

    @property
    def checked(self) -> ClockChecked:
        """Return the state as it is published, with how far the source was ahead."""
        measured = self.measured
        offset_ms = None if measured is None else _whole_ms(measured.ahead)
        return ClockChecked(self.kind, self.state, self.bound // _MS, offset_ms)

    def look(self) -> Reading:
        """Look at the machine's clocks and judge anew."""
        reading = self.clock.reading()
        if abs(reading.ahead) <= self.bound:
            self._excused = _NOT_AT_ALL
        differs = self._difference(reading)
        measured = self.measured
        times = [reading.shown]
        if self.jumped is not None or differs is not None:
            times.append(reading.wall)
            times += [] if measured is None else [reading.shown + measured.ahead]
        self.latest = max(times)
        if differs is not None:
            self._agreed_since = None
            self.jumped = self.jumped or differs
        elif self.jumped is not None:
            self._agreed_since = self._agreed_since or reading.shown
            if reading.shown - self._agreed_since >= SETTLE:
                self.jumped = None
        return reading

    def _difference(self, reading: Reading) -> ClockJumped | None:
        """Return how two clocks differ by more than the bound, if they do.

        A wall clock that the source has shown to be wrong counts again once it moves.
        """
        measured = self.measured
        if abs(reading.ahead - self._excused) > self.bound:
            return ClockJumped(ClockReference.WALL, _whole_ms(reading.ahead), self.bound // _MS)
        if measured is not None and measured.differs(self.bound):
            return ClockJumped(ClockReference.SOURCE, _whole_ms(measured.ahead), self.bound // _MS)
        return None

    def take(self, measured: Measured | None) -> None:
        """Take what the source said; None: it gave no answer of use, and the wall clock counts.

        Where it agrees with our time, a wall clock that does not is wrong. Where it agrees with a
        wall clock that is ahead, our time is wrong and follows: what stood in its last minutes by
        the wall clock was stopped when that jumped.
        """
        self.measured = measured
        if measured is None:
            self._excused = _NOT_AT_ALL
            return
        ahead = measured.reading.ahead
        if measured.agrees(self.bound):
            self._excused = ahead
            return
        left = measured.ahead - ahead
        if self.jumped is not None and ahead > self.bound >= abs(left) + measured.within:
            self.clock.follow()
            self.measured = Measured(left, measured.within, self.clock.reading())


def _whole_ms(size: timedelta) -> int:
    return max(-MOST_MS, min(MOST_MS, size // _MS))


Record = Callable[[ClockChecked | ClockJumped], asyncio.Future[Answer]]
"""Puts a finding into the journal; in the order of the calls."""
StandStill = Callable[[ClockJumped, datetime], Iterator[asyncio.Future[Answer]]]
"""Stops what is in its last minutes by the given time, for that jump; at once, in one step."""


class Timekeeper:
    """Keeps the time of one core. Owned by its event loop."""

    def __init__(
        self,
        clock: CheckedClock,
        source: TimeSource | None,
        *,
        record: Record,
        stand_still: StandStill,
        bound: timedelta = BOUND,
    ) -> None:
        """Keep the clocks; `record` and `stand_still` say and do what follows from a check."""
        self.source = source
        kind = TimeSourceKind.NONE if source is None else source.kind
        self.judgement = Judgement(clock, kind, bound=bound)
        self.on_end: list[Callable[[], None]] = []
        self._record = record
        self._stand_still = stand_still
        self._told: ClockState | None = None
        self._sent: dict[asyncio.Future[Answer], ClockChecked | ClockJumped | None] = {}
        self._ask_at = self.judgement.latest

    async def begin(self) -> None:
        """Check for the first time and publish what it came to, before anything is closed."""
        await self._measure()
        self.look()

    def may_close(self) -> bool:
        """Look at the clocks now and say whether anything may be closed."""
        self.look()
        return self.judgement.jumped is None

    def look(self) -> None:
        """Look at the clocks; at once publish what is new and stop what must not go on."""
        judgement = self.judgement
        before = judgement.jumped
        reading = judgement.look()
        jumped = judgement.jumped
        if jumped is not None and before is None:
            _log.error("the clocks differ; nothing is closed", size_ms=jumped.size_ms)
            self._ask_at = reading.shown
            self._send(jumped)
        if judgement.state is not self._told:
            self._told = judgement.state
            self._send(judgement.checked)
        if jumped is not None:
            for future in self._stand_still(jumped, judgement.latest):
                self._sent[future] = None
        elif before is not None:
            _log.warning("the clocks agree again; closing goes on")
            for ended in self.on_end:
                ended()

    async def run(self) -> None:
        """Keep looking until cancelled. Raises: what ends the sequencer."""
        asking: asyncio.Task[None] | None = None
        try:
            while True:
                self.look()
                self._hear()
                if asking is not None and asking.done():
                    asking.result()
                    asking = None
                is_due = self.judgement.clock.now() >= self._ask_at
                if self.source is not None and asking is None and is_due:
                    asking = asyncio.create_task(self._measure())
                await asyncio.sleep(EVERY_S)
        finally:
            if asking is not None:
                asking.cancel()
                await asyncio.gather(asking, return_exceptions=True)

    async def _measure(self) -> None:
        """Ask the source, off the event loop, and say when it is asked again."""
        judgement, source = self.judgement, self.source
        if source is not None:
            found = await asyncio.to_thread(measure, judgement.clock, source, bound=judgement.bound)
            judgement.take(found)
        again = SOURCE_EVERY if judgement.jumped is None else SOURCE_EVERY_AFTER_JUMP
        self._ask_at = judgement.clock.now() + again

    def _send(self, found: ClockChecked | ClockJumped) -> None:
        self._sent[self._record(found)] = found

    def _hear(self) -> None:
        """Hear what became of what was sent; a finding that was turned away is sent again."""
        for future in [one for one in self._sent if one.done()]:
            found = self._sent.pop(future)
            try:
                future.result()
            except Overloaded:  # a stop is tried again by the next look
                if found is not None:
                    self._send(found)
