"""The parent: holds the database, starts a child for each role, and starts it again when it ends.

Serves nothing itself. Where all roles are its own, the secrets that they share are made at each
start: tickets of before are worth nothing then, and the pages give out new ones.
Where to look next: `serving.setup` (what a child is told), `serving.child` (what it does with it).
"""

import asyncio
import contextlib
import hashlib
import hmac
import secrets
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog
from msgspec import Struct

from mingpai import bootstrap
from mingpai.accounts.keys import secret_from
from mingpai.adapters.postgres_schema import Dsns
from mingpai.ports import KeyRing, PortError
from mingpai.serving.child import REFUSED
from mingpai.serving.setup import READY, ROLES, Addresses, PublicKeys, Role, Setup, encode_setup

CHILD = ("-P", "-m", "mingpai.serving.child")
PAUSE_S = 0.5
"""Between the end of a child and the start of the next."""
FAREWELL_S = 20.0
"""How long a child may take to stop in order before it is killed."""
_SECRET_BYTES = 32
_TICKETS, _PAGES = b"mingpai/serving tickets/v1", b"mingpai/serving pages/v1"

_log = structlog.get_logger(__name__)


class RoleRefused(Exception):
    """A role can never start on this journal; its reason is in the log."""


class Serving(Struct, frozen=True):
    """What is served: a data folder, at which addresses, in which roles."""

    folder: Path
    addresses: Addresses
    roles: Sequence[Role]


def setups(serving: Serving, dsns: Dsns) -> list[Setup]:
    """Return what each role is told: no more than it needs."""
    config = bootstrap.read_config(serving.folder)
    ring = bootstrap.keys_of(serving.folder, config)
    keys = PublicKeys(ring.log.vkey, ring.receipts.vkey, ring.sm2.vkey)
    tickets, pages = _shared(serving, ring)
    folder = str(serving.folder.absolute())
    base = {
        "addresses": serving.addresses,
        "origin": config.origin,
        "keys": keys,
        "is_sandbox": config.is_sandbox,
    }
    told = {
        "core": {"folder": folder, "tickets_secret": tickets, "pages_secret": pages},
        "edge": {"journal_dsn": dsns.journal},
        "web": {
            "journal_dsn": dsns.journal,
            "accounts_dsn": dsns.subjects,
            "tickets_secret": tickets,
            "pages_secret": pages,
            "accounts_secret": secret_from(ring.command_secret),
        },
    }
    # The table above holds fields of `Setup` alone, each of its own type.
    return [Setup(role=role, **base, **told[role]) for role in serving.roles]  # type: ignore[arg-type]  # a table of fields


def _shared(serving: Serving, ring: KeyRing) -> tuple[bytes, bytes]:
    """Return the secret of tickets and that of the pages.

    Parts apart have parents of their own, which share the folder's keys alone: there the secrets
    are drawn from these, and last as long.
    """
    if set(serving.roles) == set(ROLES):
        return secrets.token_bytes(_SECRET_BYTES), secrets.token_bytes(_SECRET_BYTES)
    tickets, pages = (
        hmac.digest(ring.command_secret, label, hashlib.sha256) for label in (_TICKETS, _PAGES)
    )
    return tickets, pages


class Parent:
    """Keeps the children alive. `run` ends when it is cancelled, with every child stopped."""

    def __init__(
        self, told: Sequence[Setup], ready: Callable[[], None], revive: Callable[[], bool]
    ) -> None:
        """Keep what to start; `ready` is called once when every role serves.

        `revive` starts the database again where it has died; it blocks.
        """
        self._revive = revive
        self.children: dict[Role, Process] = {}
        self._told = told
        self._ready = ready
        self._serving: set[Role] = set()
        self._said = False

    async def run(self) -> None:
        """Serve until cancelled. Raises: RoleRefused."""
        try:
            # Ends them all once, and waits until each has ended its child.
            async with asyncio.TaskGroup() as group:
                for setup in self._told:
                    group.create_task(self._keep(setup))
                group.create_task(self._keep_database())
        except* RoleRefused as refused:
            raise refused.exceptions[0] from None

    async def _keep(self, setup: Setup) -> None:
        while True:
            status = await self._one_life(setup)
            if status == REFUSED:
                msg = f"the {setup.role} cannot start on this journal; its reason stands above"
                raise RoleRefused(msg)
            _log.warning("a process of the service has ended", role=setup.role, status=status)
            await asyncio.sleep(PAUSE_S)

    async def _keep_database(self) -> None:
        while True:
            await asyncio.sleep(PAUSE_S)
            try:
                if await asyncio.to_thread(self._revive):
                    _log.warning("the database had died; it was started again")
            except PortError as failed:
                _log.error("the database cannot be started again", why=str(failed))

    async def _one_life(self, setup: Setup) -> int:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, *CHILD), stdin=PIPE, stdout=PIPE, start_new_session=True
        )
        self.children[setup.role] = child
        try:
            if child.stdin is not None:
                child.stdin.write(encode_setup(setup) + b"\n")
            if child.stdout is not None and await child.stdout.readline() == READY:
                self._serves(setup.role)
            return await child.wait()
        finally:
            self._serving.discard(setup.role)
            await _end(child)

    def _serves(self, role: Role) -> None:
        self._serving.add(role)
        if not self._said and len(self._serving) == len(self._told):
            self._said = True
            self._ready()


async def _end(child: Process) -> None:
    """Let a child go; kill it where it does not stop."""
    if child.stdin is not None:
        child.stdin.close()
    try:
        await asyncio.wait_for(child.wait(), FAREWELL_S)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
