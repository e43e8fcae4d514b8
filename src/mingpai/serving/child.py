"""What every child of the service is: told its role, it serves until its parent lets it go.

Reads one line from standard input, says on standard output when it serves, and ends when its
standard input does, so that no child outlives its parent.
"""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Awaitable, Callable

import structlog

from mingpai.ports import PortError
from mingpai.service.start import NotReady, StartRefused
from mingpai.serving.setup import READY, Setup, decode_setup

ENDED, FAILED, UNAVAILABLE, REFUSED = 0, 1, 3, 4
"""Exit statuses: as told, by a fault of ours, without database or port, start refused for good."""

_log = structlog.get_logger(__name__)
_Run = Callable[[Setup, asyncio.Event], Awaitable[None]]


def _run_of(setup: Setup) -> _Run:
    """Return what the role runs; nothing is loaded for the roles of others."""
    match setup.role:
        case "core":
            from mingpai.serving.core_role import run_core

            return run_core
        case "edge":
            from mingpai.serving.edge_role import run_edge

            return run_edge
        case "web":
            from mingpai.serving.web_role import run_web

            return run_web


def main() -> int:
    """Be a child. Returns the exit status."""
    line = sys.stdin.buffer.readline()
    if not line:
        return ENDED
    setup = decode_setup(line)
    structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))
    structlog.contextvars.bind_contextvars(role=setup.role)
    try:
        return asyncio.run(_serve(setup))
    except (NotReady, StartRefused) as refused:
        _log.error("the start is refused", why=str(refused))
        return REFUSED
    except (PortError, OSError) as lost:
        _log.warning("the service cannot go on here", why=str(lost))
        return UNAVAILABLE


async def _serve(setup: Setup) -> int:
    ready = asyncio.Event()
    serving = asyncio.ensure_future(_run_of(setup)(setup, ready))
    said = asyncio.create_task(_say_ready(ready))
    let_go = asyncio.ensure_future(_let_go())
    loop = asyncio.get_running_loop()
    for end in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(end, let_go.cancel)
    await asyncio.wait({serving, let_go}, return_when=asyncio.FIRST_COMPLETED)
    said.cancel()
    let_go.cancel()
    if serving.done():
        await serving
        return FAILED
    serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving
    return ENDED


async def _say_ready(ready: asyncio.Event) -> None:
    await ready.wait()
    sys.stdout.buffer.write(READY)
    sys.stdout.buffer.flush()


async def _let_go() -> None:
    """Wait until the parent closes our standard input or is gone."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin.buffer
    )
    try:
        while await reader.read(1_024):
            pass
    finally:
        transport.close()


if __name__ == "__main__":
    sys.exit(main())
