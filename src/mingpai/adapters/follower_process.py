"""Followers in a process of their own, seen from the core: start, tell, hear, start again, end.

The core pays a few microseconds for it where followers in its own process took a share of its
interpreter. Where to look next: `adapters.follower_child` (the other end), `service.following`
(the contract), `bootstrap` (what the child is started with).
"""

import asyncio
import contextlib
import itertools
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from typing import assert_never

import msgspec
import structlog

from mingpai.adapters.follower_child import (
    UNAVAILABLE,
    Done,
    Found,
    Grown,
    KeepSnapshot,
    Order,
    Recorded,
    Report,
    Resting,
    Settle,
)
from mingpai.ports import PortError
from mingpai.service.followers import kept_sm3_note
from mingpai.service.following import Around

_log = structlog.get_logger(__name__)

PAUSE_S = 1.0
"""Between the end of one child and the start of the next."""
MAX_DEATHS = 5
"""So many children may die one after the other before any has come to the journal's end."""
FAREWELL_S = 5.0
"""How long a child may take to notice that it is to end: it looks between two pages."""
_LONGEST_LINE = 2**24


class FollowersLost(Exception):
    """The followers die again and again at the same place; the last one's words are in the log."""


class FollowerProcess:
    """`service.following.Following` in a child process, restarted with a pause when it dies."""

    def __init__(self, command: Sequence[str], setup: bytes, around: Around) -> None:
        """Keep how the child is started and its first line, which may hold a password."""
        self.note = b""
        self._command = command
        self._setup = setup
        self._around = around
        self._child: Process | None = None
        self._size = 0
        self._rests = False
        self._deaths = 0
        self._has_ended = False
        self._numbers = itertools.count()
        self._waiting: dict[int, tuple[Order, asyncio.Future[None]]] = {}
        self._encode = msgspec.json.Encoder().encode
        self._decode: msgspec.json.Decoder[Report] = msgspec.json.Decoder(Report)

    async def begin(self) -> None:
        """Read the head that was signed last; the child itself is started by `run`."""
        loop, around = asyncio.get_running_loop(), self._around
        self.note = await loop.run_in_executor(around.pool, kept_sm3_note, around.store)

    async def run(self) -> None:
        """Keep a child at work until cancelled, then end it. Raises: FollowersLost."""
        try:
            while True:
                await self._look_at_end(await self._one_life())
                await asyncio.sleep(PAUSE_S)
        finally:
            self._has_ended = True
            self._give_up("the followers have ended")

    async def _one_life(self) -> int:
        """Start a child, hear it to its end, and return its exit status."""
        child = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, limit=_LONGEST_LINE, start_new_session=True
        )
        try:
            self._child, self._rests = child, False
            self._write(self._setup)
            for order, _ in list(self._waiting.values()):
                self._tell(order)
            if child.stdout is not None:
                async for line in child.stdout:
                    await self._hear(self._decode.decode(line))
            return await child.wait()
        finally:
            self._child = None
            await _end(child)

    async def _look_at_end(self, status: int) -> None:
        """Decide what a child's end means. Raises: FollowersLost."""
        _log.warning("the followers' process has ended; it is started again", status=status)
        if status == UNAVAILABLE:
            self._give_up("the followers have no database")
            return
        self._deaths += 1
        if self._deaths >= MAX_DEATHS:
            msg = f"the followers died {self._deaths} times on end (status {status}); see the log"
            raise FollowersLost(msg)

    async def _hear(self, report: Report) -> None:
        match report:
            case Found(alerts):
                for alert in alerts:
                    await self._around.record(alert)
                self._tell(Recorded(len(alerts)))
            case Resting(position, note):
                self.note, self._rests, self._deaths = note, True, 0
                if position < self._size:  # it grew while this was on its way
                    self.grown(self._size)
            case Done(number, note):
                self.note = note
                _, done = self._waiting.pop(number)
                if not done.done():
                    done.set_result(None)
            case _:
                assert_never(report)

    def grown(self, size: int) -> None:
        """Wake the child where it rests; one that works looks by itself."""
        self._size = size
        if self._rests:
            self._rests = False
            self._tell(Grown())

    async def settle(self) -> None:
        """Take what there is, and then the alerts that came of it."""
        for _ in range(2):
            await self._carried_out(Settle(next(self._numbers)))

    async def keep_snapshot(self) -> None:
        """Keep it."""
        await self._carried_out(KeepSnapshot(next(self._numbers)))

    async def _carried_out(self, order: Settle | KeepSnapshot) -> None:
        """Give an order and wait until it was carried out, by the next child if this one dies."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[order.number] = (order, done)
        if self._has_ended:
            self._give_up("the followers have ended")
        self._tell(order)
        await done

    def _tell(self, order: Order) -> None:
        self._write(self._encode(order))

    def _write(self, line: bytes) -> None:
        """Send a line; to a child that is going it is lost, and its end is noticed by `run`."""
        if self._child is not None and self._child.stdin is not None:
            self._child.stdin.write(line + b"\n")

    def _give_up(self, why: str) -> None:
        """Tell those who wait for an order that it will not be carried out."""
        for _, done in self._waiting.values():
            if not done.done():
                done.set_exception(PortError(why, retry_is_safe=True))
        self._waiting.clear()


async def _end(child: Process) -> None:
    """Let a child go; kill it where it does not notice."""
    if child.stdin is not None:
        child.stdin.close()
    try:
        await asyncio.wait_for(child.wait(), FAREWELL_S)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
