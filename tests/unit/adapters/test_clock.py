"""Clocks: never back, at their pace, and only when driven."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from mingpai.adapters import clock as clock_module
from mingpai.adapters.clock import DrivenClock, SystemClock
from mingpai.adapters.memory import FixedClock
from mingpai.service.timekeeping import Reading

NINE = datetime(2026, 5, 26, 9, tzinfo=UTC)


class Machine:
    """The machine's two clocks, both set by hand, in nanoseconds."""

    def __init__(self) -> None:
        """Begin at nine."""
        self.wall_ns = int(NINE.timestamp()) * 1_000_000_000
        self.ticks_ns = 5_000_000_000
        self.between_ns: list[int] = []

    def time_ns(self) -> int:
        """Stand for `time.time_ns`."""
        return self.wall_ns

    def monotonic_ns(self) -> int:
        """Stand for `time.monotonic_ns`; may be put aside right before it answers."""
        if self.between_ns:
            self.run_ns(self.between_ns.pop(0))
        return self.ticks_ns

    def run_ns(self, passed_ns: int) -> None:
        """Let both clocks run on."""
        self.wall_ns += passed_ns
        self.ticks_ns += passed_ns

    def run(self, passed: timedelta) -> None:
        """Let both clocks run on."""
        self.run_ns(passed // US * 1000)

    def set_wall(self, by: timedelta) -> None:
        """Set the wall clock alone."""
        self.wall_ns += by // US * 1000


US = timedelta(microseconds=1)
MS = timedelta(milliseconds=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Put a machine under the clock whose time the test moves."""
    machine = Machine()
    monkeypatch.setattr(clock_module, "time", machine)
    return machine


def test_the_system_clock_shows_the_wall_clock(machine: Machine) -> None:
    """While both clocks of the machine run on, the wall clock's time is what is shown."""
    clock = SystemClock()
    assert clock.now() == NINE
    machine.run(5 * SECOND)
    assert clock.now() == NINE + 5 * SECOND
    assert clock.reading() == Reading(NINE + 5 * SECOND, NINE + 5 * SECOND)


@pytest.mark.parametrize("by", [timedelta(hours=1), -timedelta(hours=1), 501 * MS, -501 * MS])
def test_a_wall_clock_that_jumps_is_not_followed(machine: Machine, by: timedelta) -> None:
    """Set forward or back beyond the bound, time goes on as it went and the reading shows both."""
    clock = SystemClock()
    machine.run(SECOND)
    clock.now()
    machine.set_wall(by)
    for passed in range(1, 4):
        machine.run(60 * SECOND)
        assert clock.now() == NINE + SECOND + passed * 60 * SECOND
    reading = clock.reading()
    assert reading.ahead == by
    machine.set_wall(-by)
    assert clock.reading().ahead == timedelta(0)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_small_difference_is_steered_away(machine: Machine, sign: int) -> None:
    """Within the bound, time comes nearer by one part in two thousand, and never runs back."""
    clock = SystemClock()
    machine.set_wall(sign * 100 * MS)
    shown = [clock.now()]
    for _ in range(100):
        machine.run(SECOND)
        shown.append(clock.now())
    assert shown == sorted(set(shown))
    assert shown[-1] == NINE + 100 * SECOND + sign * 50 * MS
    machine.run(200 * SECOND)
    assert clock.reading().ahead == timedelta(0)


def test_readings_at_once_add_up_to_the_same_steering(machine: Machine) -> None:
    """However often the clock is read, it is steered neither faster nor slower."""
    clock = SystemClock()
    machine.set_wall(100 * MS)
    for _ in range(20_000):
        machine.run_ns(1_500)
        clock.now()
    assert clock.reading().ahead == 100 * MS - 15 * US


def test_a_process_that_was_put_aside_sees_no_jump(machine: Machine) -> None:
    """Put aside between two readings of the machine's clocks, they are read again."""
    clock = SystemClock()
    machine.between_ns = [0, 2_000_000_000]
    assert clock.reading().ahead == timedelta(0)
    machine.between_ns = [0, 900_000_000] * 4
    assert clock.reading().ahead == timedelta(0)
    machine.between_ns = [0, 3_000_000, 0, 2_000_000, 0, 3_000_000, 0, 3_000_000, 0, 3_000_000]
    assert MS < abs(clock.reading().ahead) <= 2 * MS


def test_the_right_time_is_followed_forward_alone(machine: Machine) -> None:
    """Told that the wall clock is right, time follows where that is ahead, and stays elsewhere."""
    clock = SystemClock()
    machine.set_wall(timedelta(hours=1))
    clock.follow()
    assert clock.now() == NINE + timedelta(hours=1)
    machine.set_wall(-timedelta(hours=1))
    clock.follow()
    assert clock.now() == NINE + timedelta(hours=1)


def test_system_time_is_aware_and_never_falls() -> None:
    """A thousand readings of the true machine never go back and are in UTC."""
    clock = SystemClock()
    readings = [clock.now() for _ in range(1000)]
    assert readings == sorted(readings)
    assert readings[0].tzinfo is UTC
    assert abs(readings[0] - datetime.now(UTC)) < timedelta(seconds=5)


def test_waiting_time_is_real_and_never_negative(machine: Machine) -> None:
    """Seconds until an instant: the distance ahead, 0 for what is past."""
    clock = SystemClock()
    assert machine.wall_ns
    assert clock.seconds_until(NINE + 90 * SECOND) == 90
    assert clock.seconds_until(NINE - 90 * SECOND) == 0


def test_a_clock_without_a_zone_is_refused() -> None:
    """A naive instant is a caller's fault."""
    with pytest.raises(ValueError, match="aware"):
        DrivenClock(NINE.replace(tzinfo=None))


def test_a_driven_clock_moves_only_when_driven() -> None:
    """It stands, moves where it is told, never back, and lets waiters look again soon."""
    clock = DrivenClock(NINE)
    time.sleep(0.01)
    assert clock.now() == NINE
    clock.advance_to(NINE + timedelta(hours=1))
    assert clock.now() == NINE + timedelta(hours=1)
    assert clock.seconds_until(NINE) == 0
    assert 0 < clock.seconds_until(NINE + timedelta(hours=9)) < 1
    with pytest.raises(ValueError, match="back"):
        clock.advance_to(NINE)


def test_a_fixed_clock_moves_only_when_told() -> None:
    """The fake for tests stands still between moves and refuses the past."""
    clock = FixedClock(NINE)
    clock.move_by(timedelta(minutes=5))
    assert clock.now() == NINE + timedelta(minutes=5)
    assert clock.seconds_until(NINE + timedelta(minutes=6)) == 60
    with pytest.raises(ValueError, match="back"):
        clock.move_to(NINE)
