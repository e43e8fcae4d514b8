"""The service's time against other clocks: when they differ, what then happens, how it ends."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

import pytest

from mingpai import house
from mingpai.house import ClockChecked, ClockJumped, ClockReference, ClockState, TimeSourceKind
from mingpai.ports import PortError
from mingpai.service import timekeeping as module
from mingpai.service.sequencer import Overloaded, Stopped
from mingpai.service.timekeeping import (
    BOUND,
    SETTLE,
    SOURCE_EVERY,
    SOURCE_EVERY_AFTER_JUMP,
    CheckedClock,
    Judgement,
    Measured,
    Reading,
    Timekeeper,
    measure,
)

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
MS = timedelta(milliseconds=1)
ZERO = timedelta(0)


class TwoClocks:
    """A clock that can be checked: the service's time and a wall clock, each set by the test."""

    def __init__(self, at: datetime) -> None:
        """Let both show `at`."""
        self.shown = at
        self.ahead = ZERO
        self.followed = 0

    def now(self) -> datetime:
        """Return the service's time."""
        return self.shown

    def seconds_until(self, instant: datetime) -> float:
        """Return a short while: the test moves on."""
        return 0.0 if instant <= self.shown else 0.01

    def reading(self) -> Reading:
        """Return both."""
        return Reading(self.shown, self.shown + self.ahead)

    def follow(self) -> None:
        """Take the wall clock's time."""
        self.followed += 1
        self.shown += max(ZERO, self.ahead)
        self.ahead = min(ZERO, self.ahead)

    def run(self, passed: timedelta) -> None:
        """Let both run on."""
        self.shown += passed


class Told:
    """A time source that says what the test tells it, relative to the service's time."""

    kind = TimeSourceKind.SNTP

    def __init__(self, clock: TwoClocks) -> None:
        """Agree."""
        self.clock = clock
        self.ahead: list[timedelta | None] = []
        self.then: timedelta | None = ZERO
        self.takes = ZERO
        self.asked = 0

    def ask(self) -> datetime:
        """Return the next answer; None: none at all."""
        self.asked += 1
        ahead = self.ahead.pop(0) if self.ahead else self.then
        if ahead is None:
            raise PortError("no answer", retry_is_safe=True)  # noqa: EM101, TRY003 - a toy
        told = self.clock.shown + self.takes / 2 + ahead
        self.clock.run(self.takes)
        return told


@pytest.fixture
def clock(court: ModuleType) -> TwoClocks:
    """Return two clocks an hour before a close."""
    return TwoClocks(court.CLOSES - HOUR)


@pytest.fixture
def told(clock: TwoClocks) -> Told:
    """Return a source that agrees with the clock."""
    return Told(clock)


def judged(clock: TwoClocks, kind: TimeSourceKind = TimeSourceKind.NONE) -> Judgement:
    """Return a judgement that has looked once."""
    judgement = Judgement(clock, kind, bound=BOUND)
    judgement.look()
    return judgement


def verdict(judgement: Judgement) -> tuple[ClockJumped | None, ClockState]:
    """Return what a judgement came to."""
    return judgement.jumped, judgement.state


# Judging -------------------------------------------------------------------------------------


def test_clocks_of_this_program_are_what_the_port_says(clock: TwoClocks) -> None:
    """The toy of this suite is a clock that can be checked."""
    assert isinstance(clock, CheckedClock)


def test_within_the_bound_clocks_agree(clock: TwoClocks) -> None:
    """Half a second is no jump, to either side; what is published says that nothing else counts."""
    judgement = judged(clock)
    for ahead in (BOUND, -BOUND):
        clock.ahead = ahead
        assert judgement.look().ahead == ahead
        assert judgement.jumped is None
        assert judgement.latest == clock.shown
    assert judgement.checked == ClockChecked(TimeSourceKind.NONE, ClockState.AGREES, 500)


@pytest.mark.parametrize("ahead", [HOUR, -HOUR, BOUND + MS, -BOUND - MS])
def test_a_wall_clock_that_jumps_counts_until_it_comes_back(
    clock: TwoClocks, ahead: timedelta
) -> None:
    """Beyond the bound, either way: they differ until they have agreed for some time on end."""
    judgement = judged(clock)
    clock.ahead = ahead
    judgement.look()
    begun = ClockJumped(ClockReference.WALL, ahead // MS, 500)
    assert verdict(judgement) == (begun, ClockState.DIFFER)
    assert judgement.latest == max(clock.shown, clock.shown + ahead)
    clock.ahead = ZERO
    judgement.look()
    clock.run(SETTLE / 2)
    clock.ahead = 2 * ahead
    judgement.look()
    assert verdict(judgement) == (begun, ClockState.DIFFER)
    clock.ahead = ZERO
    judgement.look()
    clock.run(SETTLE - MS)
    judgement.look()
    assert verdict(judgement) == (begun, ClockState.DIFFER)
    clock.run(MS)
    judgement.look()
    assert verdict(judgement) == (None, ClockState.AGREES)


def test_no_size_has_room_for_a_number_of_a_person(clock: TwoClocks) -> None:
    """However far a clock jumps, what is published stays below eleven digits."""
    judgement = judged(clock)
    clock.ahead = timedelta(days=4_000)
    judgement.look()
    assert judgement.jumped is not None
    assert judgement.jumped.size_ms == house.MOST_MS


def test_without_an_answer_the_source_is_silent(clock: TwoClocks) -> None:
    """A source that is configured and says nothing is published as such, and is no jump."""
    judgement = judged(clock, TimeSourceKind.SNTP)
    assert judgement.state is ClockState.SOURCE_SILENT
    judgement.take(None)
    judgement.look()
    assert judgement.checked == ClockChecked(TimeSourceKind.SNTP, ClockState.SOURCE_SILENT, 500)


def test_a_source_that_differs_is_a_jump(clock: TwoClocks) -> None:
    """Where the source is surely off by more than the bound, though the wall clock agrees."""
    judgement = judged(clock, TimeSourceKind.SNTP)
    judgement.take(Measured(2 * SECOND, 10 * MS, clock.reading()))
    judgement.look()
    assert judgement.jumped == ClockJumped(ClockReference.SOURCE, 2_000, 500)
    assert judgement.latest == clock.shown + 2 * SECOND
    assert judgement.checked.offset_ms == 2_000
    judgement.take(Measured(ZERO, 10 * MS, clock.reading()))
    judgement.look()
    clock.run(SETTLE)
    judgement.look()
    assert judgement.jumped is None


@pytest.mark.parametrize("sign", [1, -1])
def test_a_source_can_show_that_the_wall_clock_is_wrong(clock: TwoClocks, sign: int) -> None:
    """Where it agrees with the service, closing goes on though the wall clock stays off."""
    judgement = judged(clock, TimeSourceKind.SNTP)
    clock.ahead = sign * HOUR
    judgement.look()
    judgement.take(Measured(ZERO, 10 * MS, clock.reading()))
    judgement.look()
    clock.run(SETTLE)
    judgement.look()
    assert judgement.jumped is None
    assert clock.followed == 0
    clock.ahead = ZERO  # put right: no jump
    judgement.look()
    assert judgement.jumped is None
    clock.ahead = sign * HOUR
    judgement.look()
    assert judgement.jumped is not None


def test_a_wrong_wall_clock_counts_again_once_nobody_vouches(clock: TwoClocks) -> None:
    """A source that falls silent excuses no wall clock any more."""
    judgement = judged(clock, TimeSourceKind.SNTP)
    clock.ahead = HOUR
    judgement.take(Measured(ZERO, 10 * MS, clock.reading()))
    judgement.look()
    assert judgement.jumped is None
    judgement.take(None)
    judgement.look()
    assert judgement.jumped is not None


def test_a_source_can_show_that_the_wall_clock_is_right(clock: TwoClocks) -> None:
    """Where it agrees with a wall clock that is ahead, time follows, once that has jumped."""
    judgement = judged(clock, TimeSourceKind.SNTP)
    clock.ahead = HOUR
    at = clock.shown
    judgement.take(Measured(HOUR, 10 * MS, clock.reading()))
    assert clock.followed == 0
    judgement.look()
    judgement.take(Measured(HOUR + 20 * MS, 10 * MS, clock.reading()))
    assert clock.shown == at + HOUR
    assert judgement.checked.offset_ms == 20
    judgement.look()
    clock.run(SETTLE)
    judgement.look()
    assert judgement.jumped is None


def test_time_never_goes_back_for_a_source(clock: TwoClocks) -> None:
    """Where source and wall clock both say that it is earlier, they go on to differ."""
    judgement = judged(clock, TimeSourceKind.SNTP)
    clock.ahead = -HOUR
    judgement.look()
    for _ in range(3):
        judgement.take(Measured(-HOUR, 10 * MS, clock.reading()))
        clock.run(SETTLE)
        judgement.look()
    assert judgement.jumped is not None
    assert judgement.latest == clock.shown
    assert clock.followed == 0


# Measuring -----------------------------------------------------------------------------------


def test_one_answer_that_agrees_is_enough(clock: TwoClocks, told: Told) -> None:
    """What a network takes is known to its half, and lies within the bound."""
    told.takes = 200 * MS
    told.then = 100 * MS
    found = measure(clock, told, bound=BOUND)
    assert found == Measured(100 * MS, 100 * MS, clock.reading())
    assert told.asked == 1


def test_three_answers_must_differ(clock: TwoClocks, told: Told) -> None:
    """One wrong answer, or two, say nothing; three in a row do, and the closest counts."""
    told.ahead = [HOUR, HOUR]
    found = measure(clock, told, bound=BOUND)
    assert found is not None
    assert found.agrees(BOUND)
    told.ahead = [HOUR, HOUR, HOUR]
    found = measure(clock, told, bound=BOUND)
    assert found is not None
    assert found.ahead == HOUR
    assert found.differs(BOUND)


def test_no_answer_and_one_that_took_too_long_are_none(clock: TwoClocks, told: Told) -> None:
    """What cannot say on which side of the bound the time lies is no answer of use."""
    told.then = None
    assert measure(clock, told, bound=BOUND) is None
    told.then, told.takes = ZERO, 2 * SECOND
    assert measure(clock, told, bound=BOUND) is None
    told.ahead = [None, None]
    told.takes = ZERO
    assert measure(clock, told, bound=BOUND) is not None


# Keeping time --------------------------------------------------------------------------------


class Desk:
    """Keeps what a timekeeper publishes, and what it puts to a stop by when."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.found: list[ClockChecked | ClockJumped] = []
        self.stopped: list[datetime] = []
        self.answers: list[asyncio.Future[Any]] = []
        self.failing: list[Exception] = []

    def record(self, found: ClockChecked | ClockJumped) -> asyncio.Future[Any]:
        """Keep it."""
        self.found.append(found)
        return self._answer()

    def stand_still(self, jumped: ClockJumped, by: datetime) -> Iterator[asyncio.Future[Any]]:
        """Keep by when."""
        assert jumped.bound_ms == BOUND // MS
        self.stopped.append(by)
        yield self._answer()

    def _answer(self) -> asyncio.Future[Any]:
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        if self.failing:
            future.set_exception(self.failing.pop())
        else:
            future.set_result(None)
        self.answers.append(future)
        return future

    def states(self) -> list[ClockState]:
        """Return each state that was published."""
        return [one.state for one in self.found if isinstance(one, ClockChecked)]


async def until(done: Callable[[], object]) -> None:
    """Wait until something has happened that tells nobody."""
    async with asyncio.timeout(5):
        while not done():  # noqa: ASYNC110 - what is watched is done by another task
            await asyncio.sleep(0.002)


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at the clocks all the time."""
    monkeypatch.setattr(module, "EVERY_S", 0.001)


def keeper(clock: TwoClocks, source: Told | None, desk: Desk) -> Timekeeper:
    """Return a timekeeper."""
    return Timekeeper(clock, source, record=desk.record, stand_still=desk.stand_still)


def test_a_jump_is_told_once_and_closing_stops(clock: TwoClocks) -> None:
    """None configured is published; a jump is, with its size; all is held; its end is published."""

    async def play() -> None:
        desk, ended = Desk(), []
        keeping = keeper(clock, None, desk)
        keeping.on_end.append(lambda: ended.append(True))
        await keeping.begin()
        assert desk.found == [ClockChecked(TimeSourceKind.NONE, ClockState.AGREES, 500)]
        assert keeping.may_close()
        clock.ahead = HOUR
        assert not keeping.may_close()
        assert desk.found[1:] == [
            ClockJumped(ClockReference.WALL, 3_600_000, 500),
            ClockChecked(TimeSourceKind.NONE, ClockState.DIFFER, 500),
        ]
        assert desk.stopped == [clock.shown + HOUR]
        clock.ahead = ZERO
        assert not keeping.may_close()
        clock.run(SETTLE)
        assert ended == []
        assert keeping.may_close()
        assert ended == [True]
        assert desk.states() == [ClockState.AGREES, ClockState.DIFFER, ClockState.AGREES]
        assert len(desk.stopped) == 2

    asyncio.run(play())


def test_it_looks_by_itself_and_asks_after_a_jump(clock: TwoClocks, told: Told) -> None:
    """Running, it asks the source every so often, at once after a jump, and hears what it says."""

    async def play() -> None:
        desk = Desk()
        keeping = keeper(clock, told, desk)
        await keeping.begin()
        assert told.asked == 1
        running = asyncio.create_task(keeping.run())
        await asyncio.sleep(0.02)
        assert told.asked == 1
        clock.run(SOURCE_EVERY)
        await until(lambda: told.asked == 2)
        clock.ahead = HOUR
        await until(lambda: told.asked == 3)
        clock.run(SOURCE_EVERY_AFTER_JUMP)
        await until(lambda: told.asked == 4)
        clock.run(SETTLE)
        await until(keeping.may_close)
        told.then = None
        clock.run(SOURCE_EVERY)
        await until(lambda: desk.states()[-1] is ClockState.DIFFER)  # nobody vouches any more
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert desk.states() == [
            ClockState.AGREES,
            ClockState.DIFFER,
            ClockState.AGREES,
            ClockState.DIFFER,
        ]

    asyncio.run(play())


def test_it_ends_while_it_asks(clock: TwoClocks, told: Told) -> None:
    """Cancelled while the source is being asked, it leaves no task behind."""

    async def play() -> None:
        keeping = keeper(clock, told, Desk())
        running = asyncio.create_task(keeping.run())
        await until(lambda: told.asked)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(play())


def test_what_is_turned_away_is_told_again(clock: TwoClocks) -> None:
    """A finding that found no room is sent again, a stop is not; where nothing goes on, it ends."""

    async def play() -> None:
        desk = Desk()
        keeping = keeper(clock, None, desk)
        await keeping.begin()
        running = asyncio.create_task(keeping.run())
        desk.failing = [Overloaded(), Overloaded()]  # the jump, and that clocks differ
        clock.ahead = HOUR
        await until(lambda: len(desk.found) == 5)
        assert [type(one) for one in desk.found[1:]] == [ClockJumped, ClockChecked] * 2
        desk.failing = [Overloaded()]
        await until(lambda: not desk.failing)
        await asyncio.sleep(0.01)
        assert len(desk.found) == 5
        desk.failing = [Stopped("over")]
        with pytest.raises(Stopped):
            await asyncio.wait_for(running, 5)

    asyncio.run(play())


def test_an_error_of_asking_is_heard(
    clock: TwoClocks, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is no failure of a port is a fault of ours and ends the timekeeper."""

    def wrong(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    async def play() -> None:
        keeping = keeper(clock, told, Desk())
        monkeypatch.setattr(module, "measure", wrong)
        with pytest.raises(ZeroDivisionError):
            await asyncio.wait_for(keeping.run(), 5)

    asyncio.run(play())
