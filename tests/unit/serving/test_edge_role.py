"""The edge as a role: it follows a real journal, and outlives what it reads from."""

import asyncio
import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from mingpai.adapters.postgres_store import PostgresEntryStore
from mingpai.ports import PortError, StoredEntry
from mingpai.serving.edge_role import run_edge
from mingpai.serving.setup import Role, Setup

pytestmark = [pytest.mark.slow, pytest.mark.database]


class Watcher(WSListener):
    """Keeps what is shown."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Keep a frame; answer a farewell."""
        if frame.msg_type is WSMsgType.TEXT:
            self.heard.put_nowait(json.loads(frame.get_payload_as_bytes()))
        elif frame.msg_type is WSMsgType.CLOSE:
            transport.disconnect()


def test_the_edge_shows_a_lot_from_the_journal(
    told: dict[Role, Setup], serve_role: Callable[..., Any], court: ModuleType
) -> None:
    """A screen begins with the lot as the journal has it, and hears that the edge lives."""
    setup = told["edge"]

    async def work() -> None:
        async with serve_role(run_edge, setup):
            watcher = Watcher()
            url = f"{setup.addresses.watch}/watch?lot={court.lot(1)}"
            transport, _ = await ws_connect(lambda: watcher, url)
            first = await asyncio.wait_for(watcher.heard.get(), 10)
            assert (first["type"], first["lot"]) == ("standing", court.lot(1))
            assert first["seq"] > 0
            while (frame := await asyncio.wait_for(watcher.heard.get(), 10))["type"] != "pulse":
                pass
            assert frame["journal"] > first["seq"]
            transport.disconnect(graceful=False)
            await transport.wait_disconnected()

    asyncio.run(work())


def test_an_edge_whose_journal_cannot_be_read_at_all_ends(
    told: dict[Role, Setup], serve_role: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its parent starts it again; it does not go on as if nothing were."""

    def wait_beyond(self: PostgresEntryStore, size: int, *, timeout_s: int) -> list[StoredEntry]:
        del self, size, timeout_s
        msg = "damaged"
        raise PortError(msg, retry_is_safe=False)

    async def work() -> None:
        monkeypatch.setattr(PostgresEntryStore, "wait_beyond", wait_beyond)
        with pytest.raises(PortError, match="damaged"):
            await asyncio.wait_for(run_edge(told["edge"], asyncio.Event()), 30)

    del serve_role
    asyncio.run(work())
