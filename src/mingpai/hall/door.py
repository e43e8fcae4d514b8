"""The bidders' door: their WebSockets, which end in the core process, where arrival is stamped.

A frame is stamped as it leaves the socket, before any queue (第二十条). The door keeps the order in
which frames came and judges nothing. It never serves watchers. Must not touch a database: who may
bid stands in the ticket. Where to look next: `hall.wire` (frames), `service.reception`.
"""

import asyncio
from collections import Counter
from collections.abc import Hashable
from functools import partial
from typing import Any, ClassVar, Self

import msgspec
from picows import (
    WSCloseCode,
    WSFrame,
    WSListener,
    WSMsgType,
    WSTransport,
    WSUpgradeRequest,
    ws_create_server,
)

from mingpai.hall.answering import told
from mingpai.hall.senders import Senders
from mingpai.hall.socket_log import SOCKET_LOG
from mingpai.hall.tickets import Ticket, TicketOffice
from mingpai.hall.wire import MAX_FRAME_BYTES, Entered, Turned, Wait, decode_enter, encode
from mingpai.kernel.outcome import ensure
from mingpai.ports import Clock
from mingpai.service.answers import Answer
from mingpai.service.budgets import UNLIMITED
from mingpai.service.reception import Reception
from mingpai.service.sequencer import Overloaded

PATH = b"/hall"
MAX_UNANSWERED = 64
"""Bids of one connection that may wait for their answers; no honest sender comes near it."""
MAX_DOORS = 20_000
"""Connections held at once; further ones are told to come back."""
MAX_OUTSIDE = 256
"""Connections of one address that have shown no ticket yet: a whole building behind one address
comes in within a second, and nobody takes up the doors by standing in them."""
MAX_DOORS_OF_CODE = 16
"""Connections of one code on its lot. A bidder has a few devices, and each of them a few pages."""
ENTER_WITHIN_S = 10.0
"""A connection that shows no ticket by then is ended."""
IDLE_PING_S = 20.0
_COME_BACK_MS = 2_000

NO_TICKET = "ticket_wrong"
NOT_TEXT = "frame_not_text"
TOO_MANY_WAIT = "too_many_unanswered"
TOO_MANY_DOORS = "too_many_doors"
SERVICE_FULL = "hall_full"
STOPPING = "service_stopping"
SIGNED_OUT = "signed_out"


class Door:
    """All bidders' connections of one core. `async with` opens and shuts it."""

    takes_unlimited: ClassVar[bool] = False
    """Whether a reception without limits may stand behind it: never where strangers come."""

    def __init__(
        self, reception: Reception, tickets: TicketOffice, clock: Clock, *, host: str, port: int
    ) -> None:
        """Keep what a connection needs; `port` 0 takes any free one."""
        is_limited = reception.limits != UNLIMITED
        ensure(is_limited or self.takes_unlimited, "a door for strangers has limits")
        self.reception = reception
        self.tickets = tickets
        self.clock = clock
        self.senders = Senders()
        self.inside: set[_Bidder] = set()
        self.outside: Counter[str] = Counter()
        self.of_code: Counter[tuple[str, str]] = Counter()
        self.port = port
        self._host = host
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        """Listen. Raises: OSError where the port is taken."""
        self._server = await ws_create_server(
            self._listener,
            self._host,
            self.port,
            logger_name=SOCKET_LOG,
            max_frame_size=MAX_FRAME_BYTES,
            read_buffer_init_size=1_024,
            websocket_handshake_timeout=ENTER_WITHIN_S,
            enable_auto_ping=True,
            auto_ping_idle_timeout=IDLE_PING_S,
            backlog=1_024,
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Say that the service stops, and end every connection."""
        if self._server is not None:
            self._server.close()
        for bidder in list(self.inside):
            bidder.turn_away(STOPPING, again=True)

    def sign_out(self, session: str) -> None:
        """End the connections of a sign-in, and read its tickets no more."""
        self.tickets.void(session)
        for bidder in list(self.inside):
            if bidder.ticket is not None and bidder.ticket.session == session:
                bidder.turn_away(SIGNED_OUT, again=False)

    def _listener(self, request: WSUpgradeRequest) -> "_Bidder | None":
        return _Bidder(self) if request.path == PATH else None


class _Bidder(WSListener):
    """One connection: a ticket first, then bids, each answered by one frame."""

    def __init__(self, door: Door) -> None:
        self.ticket: Ticket | None = None
        self._door = door
        self._sender = ""
        self._frames = 0
        self._unanswered = 0
        self._is_waiting = False
        self._transport: WSTransport | None = None
        self._patience: asyncio.TimerHandle | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Take the connection in and wait for its ticket."""
        door = self._door
        self._transport = transport
        sender = door.senders.token(_address_of(transport))
        if len(door.inside) >= MAX_DOORS or door.outside[sender] >= MAX_OUTSIDE:
            self.turn_away(SERVICE_FULL, again=True)
            return
        self._sender = sender
        door.inside.add(self)
        door.outside[sender] += 1
        loop = asyncio.get_running_loop()
        self._patience = loop.call_later(ENTER_WITHIN_S, self.turn_away, NO_TICKET)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Take a frame. Hot path: for a bidder who is inside this is a bid."""
        if frame.msg_type is not WSMsgType.TEXT or not frame.fin:
            if frame.msg_type is WSMsgType.CLOSE:
                transport.send_close(WSCloseCode.OK)
                transport.disconnect()
            elif frame.msg_type is not WSMsgType.PONG:
                self.turn_away(NOT_TEXT)
            return
        data = frame.get_payload_as_bytes()
        ticket = self.ticket
        if ticket is None:
            self._enter(data)
            return
        if self._unanswered >= MAX_UNANSWERED:
            self.turn_away(TOO_MANY_WAIT, again=True)
            return
        self._frames += 1
        self._unanswered += 1
        answer = self._door.reception.bid(
            data, lot=ticket.lot, actor=ticket.code, sender=self._sender
        )
        answer.add_done_callback(partial(self._answered, self._frames))

    def _enter(self, data: bytes) -> None:
        door, now = self._door, self._door.clock.now()
        try:
            shown = decode_enter(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self.turn_away(NO_TICKET)
            return
        ticket = door.tickets.read(shown.ticket, now=now)
        if ticket is None:
            self.turn_away(NO_TICKET)
            return
        who = (ticket.lot, ticket.code)
        if door.of_code[who] >= MAX_DOORS_OF_CODE:
            self.turn_away(TOO_MANY_DOORS, again=True)
            return
        door.of_code[who] += 1
        self._leave_outside()
        self.ticket = ticket
        self._send(encode(Entered(lot=ticket.lot, code=ticket.code, now=now)))

    def _answered(self, number: int, future: asyncio.Future[Answer]) -> None:
        """Send the answer to bid `number`. The service has made it durable before."""
        self._unanswered -= 1
        failed = asyncio.CancelledError() if future.cancelled() else future.exception()
        if failed is None:
            self._send(encode(told(future.result(), frame=number)))
        elif isinstance(failed, Overloaded):
            self._make_wait(number, failed.retry_after_ms)
        else:
            # Not carried out as far as this process knows: the same key asks again elsewhere.
            self.turn_away(STOPPING, again=True)

    def _make_wait(self, number: int, pause_ms: int) -> None:
        """Tell him to wait, and read nothing of his until then."""
        self._send(encode(Wait(frame=number, again_after_ms=pause_ms)))
        if self._transport is None or self._is_waiting:
            return
        self._is_waiting = True
        self._transport.underlying_transport.pause_reading()
        asyncio.get_running_loop().call_later(pause_ms / 1000, self._go_on)

    def _go_on(self) -> None:
        self._is_waiting = False
        if self._transport is not None:
            self._transport.underlying_transport.resume_reading()

    def _send(self, payload: bytes) -> None:
        if self._transport is not None and not self._transport.is_disconnected:
            self._transport.send(WSMsgType.TEXT, payload)

    def turn_away(self, code: str, *, again: bool = False) -> None:
        """Say why, and end the connection."""
        self._send(encode(Turned(code=code, again_after_ms=_COME_BACK_MS if again else None)))
        if self._transport is not None and not self._transport.is_disconnected:
            late = WSCloseCode.TRY_AGAIN_LATER if again else WSCloseCode.POLICY_VIOLATION
            self._transport.send_close(late, code.encode())
            self._transport.disconnect()

    def pause_writing(self) -> None:
        """End a connection that takes no answers: its receipts are under its owner's receipts."""
        if self._transport is not None:
            self._transport.disconnect(graceful=False)

    def on_ws_disconnected(self, transport: WSTransport) -> None:  # noqa: ARG002 - picows calls it so
        """Forget the connection. Bids that were sent stand."""
        door, ticket = self._door, self.ticket
        self._transport = None
        if self not in door.inside:
            return
        door.inside.discard(self)
        if ticket is None:
            self._leave_outside()
        else:
            _one_less(door.of_code, (ticket.lot, ticket.code))

    def _leave_outside(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
        _one_less(self._door.outside, self._sender)


def _one_less(counter: "Counter[Any]", key: Hashable) -> None:
    counter[key] -= 1
    if not counter[key]:
        del counter[key]


def _address_of(transport: WSTransport) -> str | None:
    peer = transport.underlying_transport.get_extra_info("peername")
    return peer[0] if isinstance(peer, tuple) else None
