"""Screens as load, before an edge that shows the same to all."""

import asyncio
import os
from types import SimpleNamespace

import pytest
from picows import WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

from mingpai.bench import watching
from mingpai.bench.watching import READY, Watching


class Showing(WSListener):
    """Shows one price and one pulse to whoever comes."""

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Show both at once."""
        transport.send(WSMsgType.TEXT, b'{"type":"pulse"}')
        transport.send(
            WSMsgType.TEXT,
            b'{"type":"price","rows":[[7,"A0001",100,"x"],[8,"A0002",110,"y"]],"more":1}',
        )


def test_each_screen_notes_when_it_had_a_price(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """A frame that all screens get is read once, with a moment for each of them."""
    reading, writing = os.pipe()

    def showing(_: WSUpgradeRequest) -> Showing:
        return Showing()

    async def work() -> watching.Seen:
        server = await ws_create_server(showing, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        loop = asyncio.get_running_loop()
        loop.call_later(0.5, os.close, writing)
        try:
            return await watching._watch(Watching(f"ws://127.0.0.1:{port}/watch", 150))
        finally:
            server.close()
            await asyncio.sleep(0.2)

    with os.fdopen(reading, "rb") as stdin:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=stdin))
        seen = asyncio.run(work())
    (frame,) = seen.frames
    assert frame.prices == [100, 110]
    assert len(frame.at) == 150
    assert seen.gone == 0
    assert capsysbinary.readouterr().out == READY
