"""The core's side of the line, with toy children that report, die, or will not end."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from mingpai.adapters import follower_process as module
from mingpai.adapters.follower_process import FollowerProcess, FollowersLost
from mingpai.adapters.memory import MemoryEntryStore
from mingpai.ports import PortError
from mingpai.service.following import Around

_OPENING = """
import os, sys, json, time
say = lambda **r: print(json.dumps(r), flush=True)
orders = iter(sys.stdin.readline, "")
with open({place!r}, "a") as file:
    file.write("x")
with open({place!r}) as file:
    life = len(file.read())
setup = next(orders).strip()
"""

_OBEYS = """
for line in orders:
    order = json.loads(line)
    with open({place!r} + ".orders", "a") as file:
        file.write(order["type"] + " ")
    if order["type"] == "grown":
        say(type="resting", position=9, note="")
    if "number" in order:
        say(type="done", number=order["number"], note="bm90ZQ==")
"""


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE_S", 0.01)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return where a toy child counts its lives."""
    return tmp_path / "lives"


def lives_in(place: Path) -> int:
    """Return how many children there have been."""
    return len(place.read_text())


def orders_in(place: Path) -> list[str]:
    """Return what the children were ordered to do."""
    return place.with_name("lives.orders").read_text().split()


Record = Callable[[Any], Awaitable[None]]


async def nothing(alert: object) -> None:
    """Record nothing."""
    del alert


@asynccontextmanager
async def running(
    place: Path, script: str, record: Record = nothing
) -> AsyncIterator[tuple[FollowerProcess, "asyncio.Task[None]"]]:
    """Run toy children until the end of the block."""
    text = _OPENING + script.replace("OBEY", _OBEYS)
    command = [sys.executable, "-S", "-c", text.replace("{place!r}", repr(str(place)))]
    with ThreadPoolExecutor(1) as pool:
        parts: Any = (MemoryEntryStore(), pool, None, "o", None, {}, record)
        followers = FollowerProcess(command, b"the setup", Around(*parts))
        await followers.begin()
        task = asyncio.create_task(followers.run())
        try:
            yield followers, task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def play(work: Callable[[], Awaitable[None]]) -> None:
    """Run a story that must not hang."""

    async def timely() -> None:
        async with asyncio.timeout(20):
            await work()

    asyncio.run(timely())


def test_orders_are_carried_out_and_alerts_put_on_record(place: Path) -> None:
    """What a child found is on record before the order is done, and the child hears of it."""
    heard: list[str] = []

    async def record(alert: Any) -> None:
        heard.append(alert.rule)

    alert = {"rule": "r", "severity": "flag", "stream": "disposal/1", "facts": []}
    alert |= {"first_seq": 1, "last_seq": 2}
    found = f"say(type='found', alerts=[{alert}, {alert}])\n"

    async def story() -> None:
        async with running(place, f"assert setup == 'the setup'\n{found}OBEY", record) as ours:
            followers, _ = ours
            await followers.settle()
            await followers.keep_snapshot()
            assert heard == ["r", "r"]
            assert followers.note == b"note"
        orders = orders_in(place)
        assert sorted(orders) == ["keep_snapshot", "recorded", "settle", "settle"]
        assert lives_in(place) == 1

    play(story)


def test_only_a_child_that_rests_is_woken(place: Path) -> None:
    """Growth costs a message only where the child waits, also where the two cross."""

    async def story() -> None:
        rest = "say(type='resting', position=3, note='')\n"
        async with running(place, f"{rest}OBEY") as (followers, _):
            for size in range(1, 10):  # whether it said so before or after: it is woken once
                followers.grown(size)
            await followers.settle()
        assert orders_in(place).count("grown") == 1

    play(story)


def test_a_child_that_dies_is_followed_by_another_that_gets_its_orders(place: Path) -> None:
    """The first dies with an order in its hands; the second carries it out."""

    async def story() -> None:
        async with running(place, "if life == 1: next(orders); os.kill(os.getpid(), 9)\nOBEY") as (
            followers,
            _,
        ):
            await followers.settle()
        assert lives_in(place) == 2

    play(story)


def test_children_that_only_die_are_the_end(place: Path) -> None:
    """After five deaths on end the followers are lost, and whoever waits is told."""

    async def story() -> None:
        async with running(place, "sys.exit(1)") as (followers, task):
            with pytest.raises(PortError):
                await followers.settle()
            with pytest.raises(FollowersLost):
                await task
            with pytest.raises(PortError):
                await followers.keep_snapshot()
        assert lives_in(place) == module.MAX_DEATHS

    play(story)


def test_a_database_that_is_away_is_waited_for(place: Path) -> None:
    """A child without a database is no dead child: it is tried for as long as it takes."""

    async def story() -> None:
        lives = module.MAX_DEATHS + 2
        async with running(place, f"if life < {lives}: sys.exit(75)\nOBEY") as (followers, _):
            with pytest.raises(PortError):
                await followers.settle()
            while lives_in(place) < lives:  # noqa: ASYNC110 - another process writes it
                await asyncio.sleep(0.01)
            await followers.settle()

    play(story)


def test_a_child_that_will_not_end_is_killed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is given a moment to notice that its parent has let go."""
    monkeypatch.setattr(module, "FAREWELL_S", 0.1)

    async def story() -> None:
        async with running(place, "say(type='done', number=0, note='')\ntime.sleep(60)") as ours:
            await asyncio.wait_for(ours[0].keep_snapshot(), 10)

    play(story)
