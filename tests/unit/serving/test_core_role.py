"""The core as a role: door and counter over a real database."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from mingpai.serving.core_role import run_core
from mingpai.serving.setup import Role, Setup

pytestmark = [pytest.mark.slow, pytest.mark.database]


def test_the_core_opens_door_and_counter(
    told: dict[Role, Setup], serve_role: Callable[..., Any]
) -> None:
    """Both answer, neither to whoever has no ticket; both are shut when it ends."""
    setup = told["core"]

    class Client(WSListener):
        def __init__(self) -> None:
            self.heard: asyncio.Queue[bytes] = asyncio.Queue()

        def on_ws_connected(self, transport: WSTransport) -> None:
            transport.send(WSMsgType.TEXT, b"{}")

        def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
            self.heard.put_nowait(frame.get_payload_as_bytes())
            transport.disconnect()

    async def work() -> None:
        where = setup.addresses
        async with serve_role(run_core, setup), httpx.AsyncClient() as client:
            answer = await client.post(f"{where.bids}/bids", content=b"{}")
            assert answer.json()["code"] == "ticket_wrong"
            answer = await client.post(f"{where.bids}/orders", content=b"{}")
            assert answer.json()["code"] == "not_from_the_pages"
            bidder = Client()
            transport, _ = await ws_connect(lambda: bidder, f"{where.hall}/hall")
            assert b"ticket_wrong" in await asyncio.wait_for(bidder.heard.get(), 10)
            await transport.wait_disconnected()
        for port in (where.door, where.counter):
            with pytest.raises(ConnectionError):
                await asyncio.open_connection(where.host, port)

    asyncio.run(work())
