"""Serves a site with Granian from a thread of its own, started and stopped by the program."""

import asyncio
import socket
import threading
import time
import urllib.error
import urllib.request
from typing import Self

from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar

ADDRESS = "127.0.0.1"
_PATIENCE_S = 20
_PAUSE_S = 0.05


class CannotServe(OSError):
    """The port cannot be used, or the server did not come up."""


class SiteServer(threading.Thread):
    """One server on this machine's own address. Use as a context manager; `port` 0 takes any."""

    def __init__(self, application: Litestar, *, port: int) -> None:
        """Keep what to serve; raises CannotServe where the port is taken."""
        super().__init__(name="web", daemon=True)
        self.port = _free_port(port)
        self._application = application
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: Server | None = None
        self._failed: BaseException | None = None

    @property
    def url(self) -> str:
        """Return where the site is."""
        return f"http://{ADDRESS}:{self.port}/"

    def __enter__(self) -> Self:
        """Start, and wait until the first page is served. Raises: CannotServe."""
        self.start()
        deadline = time.monotonic() + _PATIENCE_S
        while not self._answers():
            if self._failed is not None or time.monotonic() > deadline:
                msg = f"the pages could not be served at {self.url}: {self._failed}"
                raise CannotServe(msg)
            time.sleep(_PAUSE_S)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, and wait for it."""
        if self._loop is not None and self._server is not None and self.is_alive():
            self._loop.call_soon_threadsafe(self._server.stop)
        self.join(_PATIENCE_S)

    def run(self) -> None:
        """Serve until stopped."""
        try:
            asyncio.run(self._serve())
        except BaseException as failed:  # noqa: BLE001 - told to whoever waits in __enter__
            self._failed = failed

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._server = Server(
            self._application,
            address=ADDRESS,
            port=self.port,
            interface=Interfaces.ASGI,
            websockets=False,
            log_enabled=False,
        )
        await self._server.serve()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}static/icon.svg", timeout=1):  # noqa: S310 - our own address
                return True
        except (urllib.error.URLError, OSError):
            return False


def _free_port(wanted: int) -> int:
    """Return `wanted` if it is free, or any free one for 0. Raises: CannotServe."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, wanted))
        except (OSError, OverflowError) as error:
            msg = f"port {wanted} cannot be used ({error}); choose another with --port"
            raise CannotServe(msg) from error
        return int(probe.getsockname()[1])
