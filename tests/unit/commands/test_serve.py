"""`mingpai serve`: what it refuses, and how it ends."""

import asyncio
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from mingpai import bootstrap
from mingpai.commands import serve as command
from mingpai.commands.output import DONE, Unusable
from mingpai.ports import PortError
from mingpai.serving.parent import RoleRefused
from mingpai.serving.setup import ROLES

ALL = command.Wanted(port=0, role="all")


@pytest.fixture
def folder(tmp_path: Path, court: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a service's folder without a database; the signals' handlers are put back."""
    bootstrap.create(tmp_path / "data", court.CONFIG)

    @contextmanager
    def held(_: Path) -> Iterator[tuple[None, Callable[[], bool]]]:
        yield None, lambda: False

    monkeypatch.setattr(bootstrap, "watched_database", held)
    monkeypatch.setattr(command, "setups", lambda *_: [])
    kept = {end: signal.getsignal(end) for end in command._ENDS}
    yield tmp_path / "data"
    for end, handler in kept.items():
        signal.signal(end, handler)


def acting(work: Callable[[Callable[[], None]], Any]) -> type:
    """Return a parent that does some work instead."""

    class Parent:
        def __init__(self, _told: object, ready: Callable[[], None], _revive: object) -> None:
            self._ready = ready

        async def run(self) -> None:
            await work(self._ready)

    return Parent


@pytest.mark.parametrize("end", command._ENDS)
def test_a_signal_ends_the_service_in_order(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], end: int
) -> None:
    """It says where the hall is open, and that it was stopped; its status is 0."""
    ended: list[str] = []

    async def work(ready: Callable[[], None]) -> None:
        ready()
        os.kill(os.getpid(), end)
        try:
            await asyncio.sleep(60)
        finally:
            ended.append("in order")

    monkeypatch.setattr(command, "Parent", acting(work))
    assert command.serve(folder, ALL) == DONE
    said = capsys.readouterr()
    assert "http://127.0.0.1:" in said.err + said.out
    assert ended == ["in order"]


@pytest.mark.parametrize(
    "error", [RoleRefused("the core cannot start"), PortError("no room", retry_is_safe=True)]
)
def test_what_cannot_be_served_is_told_in_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """The reason of a part is the command's."""

    async def work(ready: Callable[[], None]) -> None:
        del ready
        raise error

    monkeypatch.setattr(command, "Parent", acting(work))
    with pytest.raises(Unusable, match=str(error)):
        command.serve(folder, ALL)


def test_a_folder_without_a_service_is_refused(tmp_path: Path) -> None:
    """What to do is in the line."""
    kept = {end: signal.getsignal(end) for end in command._ENDS}
    try:
        with pytest.raises(Unusable, match="mingpai init"):
            command.serve(tmp_path, ALL)
    finally:
        for end, handler in kept.items():
            signal.signal(end, handler)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (command.Wanted(port=0, role="clerk"), "all, core, edge, web"),
        (command.Wanted(port=65_535, role="all"), "from 0"),
        (command.Wanted(port=-1, role="all"), "from 0"),
    ],
)
def test_what_is_no_role_and_no_port_is_refused(
    folder: Path, wanted: command.Wanted, told: str
) -> None:
    """What is there is named."""
    with pytest.raises(Unusable, match=told):
        command.serve(folder, wanted)


def test_a_port_that_is_taken_is_named() -> None:
    """Any of the four that are ours; one of another role is that role's to have."""
    port = 20_003 + os.getpid() % 10_000  # none that a system gives to whoever asks for any
    with socket.socket() as taken:
        taken.bind((command.HOST, port))
        taken.listen()
        with pytest.raises(Unusable, match=f"port {port} cannot be had"):
            command.addresses(port - 3, ROLES)
        found = command.addresses(port - 3, ("core",))
        assert (found.web, found.door, found.counter, found.edge) == tuple(
            range(port - 3, port + 1)
        )


def test_any_free_ports_are_four() -> None:
    """With 0 every part gets a port of its own."""
    found = command.addresses(0, ROLES)
    assert len({found.web, found.door, found.counter, found.edge}) == 4


def test_a_role_is_served_once_from_a_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a role is served a second start of it is refused; another role is not."""
    tried: list[int] = []

    async def none(_ready: object) -> None:
        tried.append(2)

    async def work(_ready: object) -> None:
        monkeypatch.setattr(command, "Parent", acting(none))
        for role in ("core", "all"):
            with pytest.raises(Unusable, match="another `mingpai serve` serves its core"):
                await asyncio.to_thread(_again, folder, role)
        await asyncio.to_thread(_again, folder, "edge")

    def _again(where: Path, role: str) -> None:
        with command._alone(where, command._roles(role)):
            tried.append(1)

    monkeypatch.setattr(command, "Parent", acting(work))
    assert command.serve(folder, command.Wanted(port=0, role="core")) == DONE
    assert tried == [1]
