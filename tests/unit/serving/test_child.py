"""A child of the service: told its role on its standard input, it serves until let go."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import structlog

from mingpai.ports import PortError
from mingpai.service.start import NotReady, StartRefused
from mingpai.serving import child
from mingpai.serving.setup import READY, ROLES, Addresses, PublicKeys, Role, Setup, encode_setup

WHERE = Addresses("127.0.0.1", 1, 2, 3, 4)


def line(role: Role) -> bytes:
    """Return what the parent says."""
    return encode_setup(Setup(role, WHERE, "mingpai.example/x", PublicKeys("a", "b", "c"))) + b"\n"


class Pipes:
    """The two ends that the parent holds, and what the child finds at its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Put them in place of this process's own."""
        reading, self.writing = os.pipe()
        self.stdin = os.fdopen(reading, "rb")
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=self.stdin))

    def tell(self, data: bytes) -> None:
        """Write to the child."""
        os.write(self.writing, data)

    def let_go(self) -> None:
        """Close the child's standard input."""
        if self.writing >= 0:
            os.close(self.writing)
            self.writing = -1


@pytest.fixture
def pipes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipes]:
    """Return pipes, closed after the test; what the child configures is put back."""
    made = Pipes(monkeypatch)
    kept = {end: signal.getsignal(end) for end in (signal.SIGTERM, signal.SIGINT)}
    yield made
    made.let_go()
    made.stdin.close()
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    for end, handler in kept.items():
        signal.signal(end, handler)


def acting(monkeypatch: pytest.MonkeyPatch, role: Role, work: Any) -> list[str]:
    """Put `work` in a role's place; return the list of what was done."""
    done: list[str] = []

    async def run(setup: Setup, ready: asyncio.Event) -> None:
        done.append(setup.role)
        try:
            await work(ready)
        finally:
            done.append("ended")

    monkeypatch.setattr(f"mingpai.serving.{role}_role.run_{role}", run)
    return done


@pytest.mark.parametrize("role", ROLES)
def test_a_child_serves_its_role_until_it_is_let_go(
    pipes: Pipes,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
    role: Role,
) -> None:
    """It says once that it serves, and ends in order when its standard input does."""

    async def work(ready: asyncio.Event) -> None:
        ready.set()
        await asyncio.sleep(0.05)
        pipes.let_go()
        await asyncio.sleep(60)

    done = acting(monkeypatch, role, work)
    pipes.tell(line(role))
    assert child.main() == child.ENDED
    assert done == [role, "ended"]
    assert capsysbinary.readouterr().out == READY


def test_a_child_ends_in_order_on_a_signal(pipes: Pipes, monkeypatch: pytest.MonkeyPatch) -> None:
    """SIGTERM is as good as being let go."""

    async def work(ready: asyncio.Event) -> None:
        ready.set()
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(60)

    done = acting(monkeypatch, "edge", work)
    pipes.tell(line("edge"))
    assert child.main() == child.ENDED
    assert done == ["edge", "ended"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (StartRefused("older than the cell"), child.REFUSED),
        (NotReady("no service"), child.REFUSED),
        (PortError("the store is away", retry_is_safe=True), child.UNAVAILABLE),
        (OSError("the port is taken"), child.UNAVAILABLE),
        (None, child.FAILED),
    ],
)
def test_how_a_child_ends_says_what_its_parent_is_to_do(
    pipes: Pipes, monkeypatch: pytest.MonkeyPatch, error: Exception | None, *, status: int
) -> None:
    """Refused for good, not possible now, and ended by itself are told apart."""

    async def work(ready: asyncio.Event) -> None:
        del ready
        if error is not None:
            raise error

    acting(monkeypatch, "core", work)
    pipes.tell(line("core"))
    assert child.main() == status


def test_a_child_that_is_told_nothing_ends(pipes: Pipes) -> None:
    """A parent that died before it said anything leaves no child."""
    pipes.let_go()
    assert child.main() == child.ENDED


@pytest.mark.slow
@pytest.mark.parametrize(
    ("role", "foreign"), [("core", "webauthn"), ("edge", "litestar"), ("web", "openpyxl")]
)
def test_a_role_starts_without_what_others_load(role: str, foreign: str) -> None:
    """Nobody waits at a start for modules of another role, or of a page that is seldom opened."""
    code = (
        f"import sys, mingpai.serving.child, mingpai.serving.{role}_role as r; print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    loaded = done.stdout.decode().split()
    assert "mingpai.service" in loaded
    assert foreign not in loaded
