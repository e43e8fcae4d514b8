"""A core in memory with one open lot, its door on a free port, and a client that speaks to it."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from mingpai.adapters.clock import DrivenClock
from mingpai.adapters.keys_file import FileKeyRing
from mingpai.adapters.memory import MemoryJournal
from mingpai.demo.day import day
from mingpai.demo.rehearsal import Rehearsal, rehearse
from mingpai.hall.door import PATH, Door
from mingpai.hall.tickets import Ticket, TicketOffice
from mingpai.service.archive import Archive
from mingpai.service.budgets import UNLIMITED, Limits
from mingpai.service.core import Core
from mingpai.service.projections import LotBoard
from mingpai.service.reception import Reception

HOST = "127.0.0.1"
PATIENCE_S = 10.0
FAREWELL_S = 0.2


class Client(WSListener):
    """One connection that keeps every frame it gets."""

    def __init__(self) -> None:
        """Begin with nothing heard."""
        self.heard: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self.transport: WSTransport

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Keep the connection."""
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Keep a frame; answer a farewell."""
        if frame.msg_type is WSMsgType.CLOSE:
            transport.send_close(frame.get_close_code())
            transport.disconnect()
        elif frame.msg_type is WSMsgType.TEXT:
            self.heard.put_nowait(json.loads(frame.get_payload_as_bytes()))

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """Say that it is over."""
        del transport
        self.heard.put_nowait(None)

    def say(self, content: object) -> None:
        """Send bytes as they are, anything else as JSON."""
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.transport.send(WSMsgType.TEXT, data)

    async def hear(self) -> dict[str, Any] | None:
        """Return the next frame, or None at the end."""
        return await asyncio.wait_for(self.heard.get(), PATIENCE_S)


async def connect(url: str) -> Client:
    """Open a connection."""
    client = Client()
    await ws_connect(lambda: client, url)
    return client


async def leave(clients: list[Client]) -> None:
    """End connections that the other side has not ended, and wait until they are gone."""
    for client in clients:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL_S):
                await client.transport.wait_disconnected()
        client.transport.disconnect(graceful=False)
        await client.transport.wait_disconnected()


class OpenDoor(Door):
    """A door that a test may stand behind without limits."""

    takes_unlimited = True


class Hall:
    """A running core with its door, and what a test asks of both."""

    def __init__(self, core: Core, door: Door, tickets: TicketOffice, court: ModuleType) -> None:
        """Keep the parts."""
        self.core = core
        self.door = door
        self.tickets = tickets
        self.court = court
        self.lot = court.lot(1)
        self.clients: list[Client] = []

    def ticket(self, number: int, *, session: str = "sitting", lot: str | None = None) -> str:
        """Return a ticket for bidder `number`."""
        until = self.core.parts.clock.now() + timedelta(hours=1)
        code = self.court.code(number)
        return self.tickets.issue(Ticket(lot or self.lot, code, session, until))

    async def connect(self) -> Client:
        """Open a connection to the door."""
        client = await connect(f"ws://{HOST}:{self.door.port}{PATH.decode()}")
        self.clients.append(client)
        return client

    async def leave(self) -> None:
        """End what is still open, so that no test leaves a socket to the next."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                if not self.door.inside:
                    break
                await asyncio.sleep(0.01)
        await leave(self.clients)

    async def inside(self, number: int, **how: Any) -> Client:
        """Return a bidder who has shown his ticket."""
        client = await self.connect()
        client.say({"type": "enter", "ticket": self.ticket(number, **how)})
        entered = await client.hear()
        assert entered is not None
        assert entered["type"] == "entered", entered
        return client

    def bid(self, number: int, step: int, key: str) -> bytes:
        """Return the bytes of a bid that is `step` steps above the start."""
        return bytes(self.court.bid(self.lot, number, self.court.price(step), key))


MakeHall = Callable[..., AbstractAsyncContextManager[Hall]]


@pytest.fixture
def opened(court: ModuleType, ring: FileKeyRing) -> MakeHall:
    """Return what opens a hall with one lot and three bidders, one minute after the opening."""

    @asynccontextmanager
    async def make(limits: Limits = UNLIMITED) -> AsyncIterator[Hall]:
        clock = DrivenClock(court.NOTICE)
        cell = court.new_cell(ring)
        async with Core(court.memory_parts(ring, clock, cell, MemoryJournal())) as core:
            await court.publish(core, [1], bidders=3)
            clock.advance_to(court.OPENS + timedelta(minutes=1))
            tickets = TicketOffice(b"secret".ljust(32, b"."))
            reception = Reception(core.sequencer, clock, limits)
            async with OpenDoor(reception, tickets, clock, host=HOST, port=0) as door:
                hall = Hall(core, door, tickets, court)
                yield hall
            await hall.leave()

    return make


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    """Play a day in memory."""
    return rehearse(day(4), tmp_path_factory.mktemp("keys") / "keys")


@pytest.fixture(scope="module")
def heard(played: Rehearsal) -> list[Any]:
    """Return what a board of that day tells, entry by entry."""
    found: list[Any] = []
    source = played.source
    vkey = source.ring.receipts.vkey
    archive = Archive(source.store, source.registry, origin=source.origin, vkey=vkey)
    board = LotBoard(archive, lambda *one: found.append(one))
    board.take(source.store.read(0, limit=10**6))
    return found
