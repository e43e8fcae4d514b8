"""Whatever bytes, addresses and frames come to the edge, it stands, and other watchers go on."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from mingpai.adapters.clock import DrivenClock
from mingpai.hall.edge import Edge

pytestmark = pytest.mark.slow

NOON = datetime(2026, 5, 26, 4, 0, tzinfo=UTC)
LOT = "disposal/2026-0010"
HOST = "127.0.0.1"
PATIENCE_S = 10.0
UPGRADE = (
    b"GET /watch?lot=disposal/2026-0010 HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
FRAMES = st.lists(
    st.tuples(
        st.sampled_from([WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.PING, WSMsgType.CONTINUATION]),
        st.one_of(st.binary(max_size=300), st.text(max_size=100).map(str.encode)),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
)
QUERIES = st.one_of(
    st.text(max_size=60),
    st.builds(
        "lot={}&after={}".format,
        st.sampled_from([LOT, "", "../x", "disposal/2026-9999", "x" * 300]),
        st.sampled_from(["-1", "0", "99999999999999999999", "1e9", "", "٣", "0x1"]),
    ),
)
LIMITS = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Watcher(WSListener):
    """One connection that keeps what it hears."""

    def __init__(self) -> None:
        """Begin with nothing heard."""
        self.heard: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self.close_code: int | None = None
        self.transport: WSTransport

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Keep the connection."""
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Keep a frame; answer a farewell."""
        if frame.msg_type is WSMsgType.CLOSE:
            self.close_code = int(frame.get_close_code())
            transport.send_close(frame.get_close_code())
            transport.disconnect()
        elif frame.msg_type is WSMsgType.TEXT:
            self.heard.put_nowait(json.loads(frame.get_payload_as_bytes()))

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """Say that it is over."""
        del transport
        self.heard.put_nowait(None)

    async def hear(self) -> dict[str, Any] | None:
        """Return the next frame, or None at the end."""
        return await asyncio.wait_for(self.heard.get(), PATIENCE_S)


@asynccontextmanager
async def shown(heard: Sequence[Any]) -> AsyncIterator[Edge]:
    """Run an edge over a played day."""
    edge = Edge(DrivenClock(NOON), host=HOST, port=0)
    for one in heard:
        edge.screens.hear(*one)
    async with edge:
        showing = asyncio.create_task(edge.run())
        try:
            yield edge
        finally:
            showing.cancel()
            await asyncio.gather(showing, return_exceptions=True)
    async with asyncio.timeout(PATIENCE_S):
        while True:
            if not edge.count:
                break
            await asyncio.sleep(0.01)


async def watch(edge: Edge, query: str = f"lot={LOT}") -> Watcher:
    """Open a connection."""
    watcher = Watcher()
    await ws_connect(lambda: watcher, f"ws://{HOST}:{edge.port}/watch?{query}")
    return watcher


async def still_shows(edge: Edge, other: Watcher) -> None:
    """Hold another watcher to be still there, and a new one to be shown where the lot stands."""
    assert not other.transport.is_disconnected
    newcomer = await watch(edge)
    standing = await newcomer.hear()
    assert standing is not None
    assert standing["type"] == "standing"
    for one in (other, newcomer):
        one.transport.disconnect(graceful=False)
        await one.transport.wait_disconnected()


def errors_in(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was logged that speaks of an error."""
    return [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]


@LIMITS
@given(frames=FRAMES)
def test_no_frames_harm_the_edge_or_another_watcher(
    heard: list[Any], caplog: pytest.LogCaptureFixture, frames: list[Any]
) -> None:
    """Whoever speaks is told that watchers do not, with a reason, and all others go on."""
    caplog.clear()

    async def work() -> None:
        async with shown(heard) as edge:
            other, loud = await watch(edge), await watch(edge)
            for kind, data, is_whole in frames:
                if loud.transport.is_disconnected:
                    break
                loud.transport.send(kind, data, fin=is_whole)
            loud.transport.send_close(WSCloseCode.OK)
            while (frame := await loud.hear()) is not None:
                assert frame["type"] in {"standing", "price", "step", "pulse", "turned_away"}
            assert loud.close_code is not None
            await still_shows(edge, other)

    asyncio.run(work())
    assert not errors_in(caplog)


@LIMITS
@given(query=QUERIES)
def test_no_address_harms_the_edge(
    heard: list[Any], caplog: pytest.LogCaptureFixture, query: str
) -> None:
    """Whatever is asked for: shown, told why not, or no WebSocket at all; and others go on."""
    caplog.clear()

    async def work() -> None:
        async with shown(heard) as edge:
            other = await watch(edge)
            reader, writer = await asyncio.open_connection(HOST, edge.port)
            head = UPGRADE.replace(b"lot=disposal/2026-0010", query.encode())
            writer.write(head)
            writer.write_eof()
            async with asyncio.timeout(PATIENCE_S):
                answer = await reader.read()
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
            if answer:
                assert answer.startswith(b"HTTP/1.1 ")
                assert not answer.startswith(b"HTTP/1.1 5")
            await still_shows(edge, other)

    asyncio.run(work())
    assert not errors_in(caplog)
