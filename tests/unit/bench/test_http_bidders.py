"""Bidders over HTTP as load, before a server that only answers."""

import asyncio
import json

import pytest

from mingpai.bench import http_bidders
from mingpai.bench.bidders import Figures, Task


@pytest.mark.parametrize("every_s", [0.0, 0.01])
def test_bidders_over_http_send_the_same_bids(every_s: float) -> None:
    """One connection each, one bid after the other, every answer counted and timed."""
    seen: list[dict[str, int]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                break
            length = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
            seen.append(json.loads(await reader.readexactly(length)))
            body = b'{"type":"answer","outcome":"taken"}'
            writer.write(b"HTTP/1.1 201 Created\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
        writer.close()

    async def work() -> Figures:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        task = Task(
            url=f"http://127.0.0.1:{port}/bids",
            tickets=["", ""],
            lots=["disposal/1", "disposal/1"],
            codes=["A0001", "A0002"],
            start_fen=100,
            step_fen=10,
            seconds=0.3,
            every_s=every_s,
        )
        try:
            return await http_bidders._Load(task).run()
        finally:
            server.close()
            await asyncio.sleep(0.1)

    figures = asyncio.run(work())
    assert figures.answered == figures.taken == len(seen) > 2
    assert len({one["price_fen"] for one in seen}) == len(seen)
