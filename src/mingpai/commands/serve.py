"""`mingpai serve`: the service on one machine, all of it or one role, until it is stopped."""

import asyncio
import contextlib
import fcntl
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from msgspec import Struct

from mingpai import bootstrap
from mingpai.commands.output import DONE, Unusable, progress
from mingpai.ports import PortError
from mingpai.service.start import NotReady
from mingpai.serving.parent import Parent, RoleRefused, Serving, setups
from mingpai.serving.setup import ROLES, Addresses, Role

HOST = "127.0.0.1"
_LISTENS: tuple[Role, ...] = ("web", "core", "core", "edge")
"""Who listens at the port that is named and at those after it: pages, door, counter, watchers."""
_PORTS = len(_LISTENS)
_ENDS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
_MAX_PORT = 65_535


class Wanted(Struct, frozen=True):
    """What the command line asks for."""

    port: int
    role: str


def serve(data: Path | None, wanted: Wanted) -> int:
    """Serve until interrupted. Raises: Unusable."""
    folder = data or bootstrap.default_folder()
    roles = _roles(wanted.role)
    where = addresses(wanted.port, roles)
    for end in _ENDS:
        signal.signal(end, _stop)
    try:
        bootstrap.read_config(folder)
        with _alone(folder, roles), bootstrap.watched_database(folder) as (dsns, revive):
            told = setups(Serving(folder, where, roles), dsns)
            asyncio.run(_until_stopped(Parent(told, lambda: _announce(where), revive)))
    except (KeyboardInterrupt, asyncio.CancelledError):
        progress("已停止 stopped")
    except (NotReady, PortError, RoleRefused) as error:
        msg = f"serve: {error}"
        raise Unusable(msg) from error
    return DONE


@contextmanager
def _alone(folder: Path, roles: tuple[Role, ...]) -> Iterator[None]:
    """Hold what says that these roles are served from this folder. Raises: Unusable.

    A second core would only fence the first, and each start near a close makes lots stand still.
    """
    with contextlib.ExitStack() as held:
        for role in roles:
            lock = held.enter_context((folder / f"serve.{role}.lock").open("wb"))
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                msg = f"serve: {folder}: another `mingpai serve` serves its {role}; end that first"
                raise Unusable(msg) from error
        yield


async def _until_stopped(parent: Parent) -> None:
    running = asyncio.ensure_future(parent.run())
    for end in _ENDS:
        asyncio.get_running_loop().add_signal_handler(end, running.cancel)
    await running


def _roles(wanted: str) -> tuple[Role, ...]:
    found = tuple(role for role in ROLES if wanted in ("all", role))
    if found:
        return found
    msg = f"--role {wanted}: all, {', '.join(ROLES)} are there"
    raise Unusable(msg)


def addresses(port: int, roles: tuple[Role, ...]) -> Addresses:
    """Return four ports: the one named and the three after it, or any free ones for 0.

    Those of our roles must be free; the others are somebody else's to use.
    """
    if not 0 <= port <= _MAX_PORT - _PORTS:
        msg = f"--port {port}: a number from 0 (any free ports) to {_MAX_PORT - _PORTS} is wanted"
        raise Unusable(msg)
    found, probes = [], []
    try:
        for number, role in enumerate(_LISTENS):
            wanted = port + number if port else 0
            if port and role not in roles:
                found.append(wanted)
                continue
            probe = socket.socket()
            probes.append(probe)
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, wanted))
            found.append(int(probe.getsockname()[1]))
    except OSError as error:
        msg = f"--port {port}: port {wanted} cannot be had ({error.strerror}); name another"
        raise Unusable(msg) from error
    finally:
        for probe in probes:
            probe.close()
    return Addresses(HOST, *found)


def _announce(addresses: Addresses) -> None:
    progress(f"大厅已开 the hall is open at {addresses.site}/ (English: {addresses.site}/en)")
    progress("按 Ctrl-C 停止 Ctrl-C stops it")


def _stop(number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt(number)
