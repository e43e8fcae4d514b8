"""Clocks: never back, at their pace, and only when driven."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from mingpai.adapters import clock as clock_module
from mingpai.adapters.clock import DrivenClock, SystemClock
from mingpai.adapters.memory import FixedClock

NINE = datetime(2026, 5, 26, 9, tzinfo=UTC)


class Machine:
    """The machine's two clocks, both set by hand."""

    def __init__(self) -> None:
        """Begin at nine."""
        self.wall = NINE
        self.ticks_ns = 5_000_000_000

    def now(self, _zone: object) -> datetime:
        """Stand for `datetime.now`."""
        return self.wall

    def monotonic_ns(self) -> int:
        """Stand for `time.monotonic_ns`."""
        return self.ticks_ns

    def pass_s(self, seconds: int) -> None:
        """Let both clocks run on."""
        self.wall += timedelta(seconds=seconds)
        self.ticks_ns += seconds * 1_000_000_000


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Put a machine under the clock whose time the test moves."""
    machine = Machine()
    monkeypatch.setattr(clock_module, "datetime", machine)
    monkeypatch.setattr(clock_module, "time", machine)
    return machine


def test_the_system_clock_shows_the_wall_clock(machine: Machine) -> None:
    """While the wall clock runs on, it is what is shown, forward jumps included."""
    clock = SystemClock()
    machine.pass_s(5)
    assert clock.now() == NINE + timedelta(seconds=5)
    machine.wall += timedelta(hours=1)
    assert clock.now() == NINE + timedelta(hours=1, seconds=5)
    assert clock.corrections == 0


def test_the_system_clock_goes_on_where_the_wall_clock_is_set_back(machine: Machine) -> None:
    """Set back by a minute, time neither returns nor stands still, and joins the wall later."""
    clock = SystemClock()
    machine.pass_s(100)
    before = clock.now()
    machine.wall -= timedelta(minutes=1)
    assert clock.now() == before
    machine.pass_s(100)
    assert clock.now() == before + timedelta(seconds=99)
    machine.pass_s(200)
    assert clock.now() == before + timedelta(seconds=297)
    assert clock.corrections == 1
    machine.pass_s(6000)
    assert clock.now() == machine.wall
    machine.pass_s(1)
    assert clock.now() == machine.wall
    assert clock.corrections == 1


def test_the_system_clock_follows_a_wall_clock_that_is_put_right(machine: Machine) -> None:
    """A wall clock set back and then forward again is followed, and set back again is counted."""
    clock = SystemClock()
    machine.wall -= timedelta(hours=1)
    clock.now()
    machine.wall += timedelta(hours=2)
    assert clock.now() == machine.wall
    machine.wall -= timedelta(seconds=1)
    assert clock.now() == machine.wall + timedelta(seconds=1)
    assert clock.corrections == 2


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
    assert clock.seconds_until(machine.wall + timedelta(seconds=90)) == 90
    assert clock.seconds_until(machine.wall - timedelta(seconds=90)) == 0


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
