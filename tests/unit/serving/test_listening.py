"""An HTTP application on a port of its own."""

import asyncio
import socket

import httpx
import pytest
from litestar import Litestar, get

from mingpai.serving import listening as module
from mingpai.serving.listening import CannotListen, listening

HOST = "127.0.0.1"


@get("/", sync_to_thread=False)
def _hello() -> str:
    return "hello"


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def test_an_application_answers_while_it_is_wanted() -> None:
    """It answers at once when the context begins, in this loop, and no more after it."""

    async def work() -> None:
        port = free_port()
        application = Litestar([_hello], openapi_config=None)
        async with listening(application, host=HOST, port=port), httpx.AsyncClient() as client:
            assert (await client.get(f"http://{HOST}:{port}/")).text == "hello"
        with pytest.raises(OSError, match="onnect"):
            await asyncio.open_connection(HOST, port)

    asyncio.run(work())


def test_a_server_that_does_not_come_up_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing answers in time, that is said with the address."""
    monkeypatch.setattr(module, "_PATIENCE_S", 0.2)

    class Deaf:
        """A server that never listens."""

        def __init__(self, *_: object, **__: object) -> None:
            self.over = asyncio.Event()

        async def serve(self) -> None:
            await self.over.wait()

        def stop(self) -> None:
            self.over.set()

    monkeypatch.setattr(module, "Server", Deaf)

    async def work() -> None:
        port = free_port()
        with pytest.raises(CannotListen, match=str(port)):
            async with listening(Litestar(), host=HOST, port=port):
                pass

    asyncio.run(work())
