"""Bidders as load, before a door that only answers."""

import asyncio
import json

import pytest
from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

from mingpai.bench import bidders
from mingpai.bench.bidders import Figures, Task

pytestmark = pytest.mark.slow


class Doorman(WSListener):
    """Lets everybody in and takes every second bid."""

    seen: list[dict[str, object]]

    def __init__(self) -> None:
        """Begin with nobody inside."""
        self.is_in = False

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Answer whatever comes."""
        if frame.msg_type is not WSMsgType.TEXT:
            return
        told = json.loads(frame.get_payload_as_bytes())
        if not self.is_in:
            self.is_in = told["type"] == "enter"
            transport.send(WSMsgType.TEXT, b'{"type":"entered"}')
            return
        self.seen.append(told)
        outcome = b"taken" if len(self.seen) % 2 else b"refused"
        transport.send(WSMsgType.TEXT, b'{"type":"answer","frame":1,"outcome":"%b"}' % outcome)


@pytest.mark.parametrize("every_s", [0.0, 0.01])
def test_bidders_count_their_answers(every_s: float) -> None:
    """Each bid is higher than the one before it, has a key of its own, and is timed."""
    Doorman.seen = []

    def doorman(_: WSUpgradeRequest) -> Doorman:
        return Doorman()

    async def work() -> Figures:
        server = await ws_create_server(doorman, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        task = Task(
            url=f"ws://127.0.0.1:{port}/hall",
            tickets=["a", "b"],
            lots=["disposal/1", "disposal/1"],
            codes=["A0001", "A0002"],
            start_fen=100,
            step_fen=10,
            seconds=0.3,
            every_s=every_s,
        )
        try:
            return await bidders._Load(task).run()
        finally:
            server.close()
            await asyncio.sleep(0.1)

    figures = asyncio.run(work())
    assert figures.answered == len(figures.delays_ms) > 2
    assert 0 < figures.taken < figures.answered
    prices = [int(str(one["price_fen"])) for one in Doorman.seen]
    assert prices == sorted(set(prices))
    assert len({one["key"] for one in Doorman.seen}) == len(prices)
    assert set(figures.sent_at) == (set(prices) if every_s else set())
