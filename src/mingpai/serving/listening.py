"""One HTTP application on one port, served in the caller's own event loop."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar

_PATIENCE_S = 10.0
_PAUSE_S = 0.02


class CannotListen(OSError):
    """The port could not be used, or the server did not come up."""


@asynccontextmanager
async def listening(application: Litestar, *, host: str, port: int) -> AsyncIterator[None]:
    """Serve while the context lasts. Raises: CannotListen."""
    server = Server(
        application,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        websockets=False,
        log_enabled=False,
    )
    serving = asyncio.create_task(server.serve())
    try:
        await _until_it_answers(serving, host, port)
        yield
    finally:
        server.stop()  # type: ignore[no-untyped-call]  # the library's own
        with contextlib.suppress(asyncio.CancelledError):
            await serving


async def _until_it_answers(serving: "asyncio.Task[None]", host: str, port: int) -> None:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _PATIENCE_S
    while loop.time() < deadline and not serving.done():
        try:
            _, writer = await asyncio.open_connection(host, port)
        except OSError:
            await asyncio.sleep(_PAUSE_S)
            continue
        writer.close()
        await writer.wait_closed()
        return
    msg = f"nothing answers at {host}:{port}; choose another port with --port"
    raise CannotListen(msg)
