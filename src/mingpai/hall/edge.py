"""The edge: watchers' WebSockets, in a process that follows the journal and decides nothing.

However many watch a lot, a frame is encoded once and written raw to each of them, at most five
times a second; a step (stop, close, result) at once. A watcher names the last entry that he saw
and goes on from there. One who reads too slowly misses prices, never where the lot stands: he
begins again when he can. Where to look next: `hall.screens` (what is shown), `hall.wire`.
"""

import asyncio
import contextlib
from collections import defaultdict
from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qsl

from picows import (
    WSCloseCode,
    WSFrame,
    WSListener,
    WSMsgType,
    WSTransport,
    WSUpgradeRequest,
    ws_create_server,
)

from mingpai.hall.screens import NOTHING, Screens
from mingpai.hall.socket_log import SOCKET_LOG
from mingpai.hall.wire import Pulse, Turned, encode, text_frame
from mingpai.kernel.ids import StreamId, well_formed
from mingpai.ports import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

PATH = "/watch"
TICK_S = 0.2
"""Between two frames of prices of one lot."""
PULSE_S = 5.0
"""Between two signs of life; a page that hears none for three of them says that it is stale."""
AT_ONCE = 250
"""Watchers written to before the loop looks at other things."""
MAX_WATCHERS = 20_000
MAX_FRAME_BYTES = 256
"""A watcher sends nothing but pongs and his farewell."""
_MAX_FIELDS = 2
_MAX_AFTER = 16
"""Digits of an entry's number."""
NO_SUCH_LOT = "no_such_lot"
EDGE_FULL = "edge_full"
STOPPING = "service_stopping"
SILENT = "watchers_do_not_speak"
_COME_BACK_MS = 2_000


class Edge:
    """All watchers of one process. `async with` opens and shuts it; `run` shows what is new."""

    def __init__(self, clock: Clock, *, host: str, port: int) -> None:
        """Keep the clock that frames are stamped with; `port` 0 takes any free one.

        `is_current` says whether the journal was read to its end of late. While it is not, no
        sign of life is sent: a page that hears none says that it is stale.
        """
        self.port = port
        self.clock = clock
        self.journal = 0
        self.is_current: Callable[[], bool] = lambda: True
        self.screens = Screens(self._woken)
        self.watchers: dict[StreamId, set[_Watcher]] = defaultdict(set)
        self.count = 0
        self._host = host
        self._loop: asyncio.AbstractEventLoop | None = None
        self._urgent = asyncio.Event()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        """Listen. Raises: OSError where the port is taken.

        What was heard before is history.
        """
        self._loop = asyncio.get_running_loop()
        self.screens.begin()
        self._server = await ws_create_server(
            self._listener,
            self._host,
            self.port,
            logger_name=SOCKET_LOG,
            max_frame_size=MAX_FRAME_BYTES,
            read_buffer_init_size=512,
            enable_auto_pong=True,
            backlog=4_096,
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Tell the watchers to come back elsewhere."""
        if self._server is not None:
            self._server.close()
        for watcher in [one for those in self.watchers.values() for one in those]:
            watcher.turn_away(STOPPING, again=True)

    def _woken(self) -> None:
        """Wake the loop; called from the follower's thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._urgent.set)

    async def run(self) -> None:
        """Show what is new until cancelled: prices each tick, steps at once, life each pulse."""
        loop = asyncio.get_running_loop()
        tick = pulse = loop.time()
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(tick):
                    await self._urgent.wait()
            self._urgent.clear()
            is_tick = loop.time() >= tick
            for lot, frames in self.screens.news(self.clock.now(), steps_only=not is_tick):
                raw = b"".join([text_frame(encode(frame)) for frame in frames])
                await self._show(list(self.watchers.get(lot, ())), raw)
            if loop.time() >= pulse:
                pulse = loop.time() + PULSE_S
                await self._pulse()
            if is_tick:
                tick = max(tick + TICK_S, loop.time())

    async def _pulse(self) -> None:
        if not self.is_current():
            return
        raw = text_frame(encode(Pulse(now=self.clock.now(), journal=self.journal)))
        await self._show([one for those in self.watchers.values() for one in those], raw)

    async def _show(self, watchers: "list[_Watcher]", raw: bytes) -> None:
        for first in range(0, len(watchers), AT_ONCE):
            for watcher in watchers[first : first + AT_ONCE]:
                watcher.show(raw)
            await asyncio.sleep(0)

    def _listener(self, request: WSUpgradeRequest) -> "_Watcher | None":
        path, _, query = request.path.decode("ascii", "replace").partition("?")
        if path != PATH:
            return None
        try:
            wanted = dict(parse_qsl(query, max_num_fields=_MAX_FIELDS))
        except ValueError:
            return None
        after = wanted.get("after", "")
        place = (
            int(after)
            if after.isascii() and after.isdigit() and len(after) <= _MAX_AFTER
            else NOTHING
        )
        return _Watcher(self, StreamId(wanted.get("lot", "")), place)


class _Watcher(WSListener):
    """One connection: gets frames of one lot."""

    def __init__(self, edge: Edge, lot: StreamId, after: int) -> None:
        self._edge = edge
        self._lot = lot
        self._after = after
        self._is_slow = False
        self._transport: WSTransport | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Take the watcher in, and show him what he has missed or where the lot stands."""
        edge = self._edge
        self._transport = transport
        screen = edge.screens.of(self._lot) if well_formed("stream", self._lot) else None
        if screen is None or edge.count >= MAX_WATCHERS:
            self.turn_away(NO_SUCH_LOT if screen is None else EDGE_FULL, again=screen is not None)
            return
        edge.watchers[self._lot].add(self)
        edge.count += 1
        if self._after == screen.seq != NOTHING:
            self.show(text_frame(encode(Pulse(now=edge.clock.now(), journal=edge.journal))))
            return
        missed = screen.missed(self._after, edge.clock.now())
        self.show(text_frame(encode(missed or screen.standing(self._lot, edge.clock.now()))))

    def show(self, raw: bytes) -> None:
        """Write whole frames, unless he still has to read earlier ones."""
        if not self._is_slow and self._transport is not None:
            self._transport.underlying_transport.write(raw)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Take his farewell; a watcher has nothing else to say."""
        if frame.msg_type is WSMsgType.CLOSE:
            transport.send_close(WSCloseCode.OK)
            transport.disconnect()
        elif frame.msg_type is not WSMsgType.PONG:
            self.turn_away(SILENT, again=False)

    def pause_writing(self) -> None:
        """Write nothing more until he has read what is on its way."""
        self._is_slow = True

    def resume_writing(self) -> None:
        """Let him begin again where the lot stands now."""
        self._is_slow = False
        screen = self._edge.screens.of(self._lot)
        if screen is not None:
            self.show(text_frame(encode(screen.standing(self._lot, self._edge.clock.now()))))

    def turn_away(self, code: str, *, again: bool) -> None:
        """Say why, and end the connection."""
        if self._transport is None or self._transport.is_disconnected:
            return
        frame = Turned(code=code, again_after_ms=_COME_BACK_MS if again else None)
        self._transport.send(WSMsgType.TEXT, encode(frame))
        self._transport.send_close(WSCloseCode.TRY_AGAIN_LATER, code.encode())
        self._transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:  # noqa: ARG002 - picows calls it so
        """Forget the watcher."""
        edge = self._edge
        those = edge.watchers.get(self._lot)
        if those is not None and self in those:
            those.discard(self)
            edge.count -= 1
            if not those:
                del edge.watchers[self._lot]
        self._transport = None
