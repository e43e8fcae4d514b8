"""The parent: what it tells its children, and how it keeps them alive."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai import bootstrap
from mingpai.adapters.postgres_schema import Dsns
from mingpai.ports import PortError
from mingpai.serving import parent as module
from mingpai.serving.child import REFUSED
from mingpai.serving.parent import Parent, RoleRefused, Serving, setups
from mingpai.serving.setup import ROLES, Addresses, PublicKeys, Role, Setup

WHERE = Addresses("127.0.0.1", 1, 2, 3, 4)
DSNS = Dsns(admin="host=admin", journal="host=journal", subjects="host=subjects")
SERVES = "import sys; sys.stdin.readline(); print('ready', flush=True); sys.stdin.read()"
REFUSES = f"import sys; sys.stdin.readline(); sys.exit({REFUSED})"
STUBBORN = SERVES + "\nimport time\nwhile True: time.sleep(1)"


def told(*roles: Role) -> list[Setup]:
    """Return setups of roles."""
    return [Setup(role, WHERE, "mingpai.example/x", PublicKeys("a", "b", "c")) for role in roles]


class Kept:
    """A parent at work, with children of a script."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, script: str, *roles: Role) -> None:
        """Put the script in the children's place."""
        monkeypatch.setattr(module, "CHILD", ("-c", script))
        monkeypatch.setattr(module, "PAUSE_S", 0.05)
        self.said = 0
        self.asked = 0
        self.revives: Callable[[], bool] = lambda: False
        self.parent = Parent(told(*roles), self._ready, self._revive)

    def _ready(self) -> None:
        self.said += 1

    def _revive(self) -> bool:
        self.asked += 1
        return self.revives()

    async def during(self, work: Callable[[], Any]) -> None:
        """Let the parent run during some work, and stop it."""
        running = asyncio.ensure_future(self.parent.run())
        try:
            await work()
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(30):
        while True:
            if holds():
                break
            await asyncio.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Say whether a process is there."""
    return Path(f"/proc/{pid}").exists()


def test_a_child_that_was_killed_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every role is started again when it ends; that all serve is said once; none is left."""
    kept = Kept(monkeypatch, SERVES, *ROLES)
    pids: list[int] = []

    async def work() -> None:
        await until(lambda: kept.said == 1)
        for role in ROLES:
            first = kept.parent.children[role]
            os.kill(first.pid, signal.SIGKILL)
            await until(lambda r=role, f=first: kept.parent.children[r] is not f)  # type: ignore[misc]
        await until(lambda: len(kept.parent._serving) == len(ROLES))
        pids.extend(one.pid for one in kept.parent.children.values())
        assert kept.asked

    asyncio.run(kept.during(work))
    assert kept.said == 1
    assert len(pids) == len(ROLES)
    assert not any(is_alive(pid) for pid in pids)


def test_a_role_that_is_refused_for_good_ends_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting it again would change nothing."""
    kept = Kept(monkeypatch, REFUSES, "core", "edge")
    with pytest.raises(RoleRefused, match="cannot start on this journal"):
        asyncio.run(kept.parent.run())


def test_a_child_that_does_not_stop_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """It gets its time and no more."""
    monkeypatch.setattr(module, "FAREWELL_S", 0.2)
    kept = Kept(monkeypatch, STUBBORN, "web")

    async def work() -> None:
        await until(lambda: kept.said == 1)

    asyncio.run(kept.during(work))
    assert not is_alive(kept.parent.children["web"].pid)


def test_a_database_that_died_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is looked after all the time, and one that cannot be started now is tried again."""
    kept = Kept(monkeypatch, SERVES, "web")
    answers = iter([True, PortError("no room", retry_is_safe=True)])

    def revive() -> bool:
        answer = next(answers, False)
        if isinstance(answer, PortError):
            raise answer
        return answer

    kept.revives = revive

    async def work() -> None:
        await until(lambda: kept.asked >= 4)

    asyncio.run(kept.during(work))


@pytest.fixture
def folder(tmp_path: Path, court: ModuleType) -> Path:
    """Return a service's folder."""
    bootstrap.create(tmp_path / "data", court.CONFIG)
    return tmp_path / "data"


def test_each_role_is_told_no_more_than_it_needs(folder: Path) -> None:
    """The core alone may open the keys, the pages alone the accounts; the edge shares no secret."""
    core, edge, web = setups(Serving(folder, WHERE, ROLES), DSNS)
    assert core.folder == str(folder)
    assert edge.folder == web.folder == ""
    assert (core.accounts_dsn, edge.accounts_dsn) == ("", "")
    assert web.accounts_dsn == DSNS.subjects
    assert not core.accounts_secret
    assert edge == replace(edge, tickets_secret=b"", pages_secret=b"", accounts_secret=b"")
    assert core.tickets_secret == web.tickets_secret != core.pages_secret == web.pages_secret
    assert all(DSNS.admin not in str(vars_of(one)) for one in (core, edge, web))


def vars_of(setup: Setup) -> dict[str, object]:
    """Return what a setup holds."""
    return {name: getattr(setup, name) for name in setup.__struct_fields__}


def test_secrets_last_as_long_as_a_start(folder: Path) -> None:
    """Two starts of the whole share no secret, so that no ticket outlives the service."""
    one, *_ = setups(Serving(folder, WHERE, ROLES), DSNS)
    two, *_ = setups(Serving(folder, WHERE, ROLES), DSNS)
    assert one.tickets_secret != two.tickets_secret
    assert one.pages_secret != two.pages_secret


def test_parts_apart_know_the_same_secrets(folder: Path) -> None:
    """A core and pages that have parents of their own still understand one another."""
    (core,) = setups(Serving(folder, WHERE, ("core",)), DSNS)
    (web,) = setups(Serving(folder, WHERE, ("web",)), DSNS)
    assert core.tickets_secret == web.tickets_secret != b""
    assert core.pages_secret == web.pages_secret != core.tickets_secret
