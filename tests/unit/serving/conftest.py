"""One service in a folder for the tests of roles, with its database running."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from types import ModuleType

import pytest

from mingpai import bootstrap
from mingpai.adapters.clock import DrivenClock
from mingpai.commands.serve import addresses
from mingpai.serving.parent import Serving, setups
from mingpai.serving.setup import ROLES, Role, Setup

PATIENCE_S = 60.0
Run = Callable[[Setup, asyncio.Event], Awaitable[None]]


@pytest.fixture(scope="session")
def told(
    tmp_path_factory: pytest.TempPathFactory, court: ModuleType
) -> Iterator[dict[Role, Setup]]:
    """Make a service with one lot, hold its database, and return what each role is told."""
    folder = tmp_path_factory.mktemp("service") / "data"
    bootstrap.create(folder, court.CONFIG)
    with bootstrap.watched_database(folder) as (dsns, _revive):

        async def publish() -> None:
            with bootstrap.opened(folder) as service:
                async with service.core(DrivenClock(court.NOTICE)) as core:
                    await court.publish(core, [1], bidders=1)

        asyncio.run(publish())
        given = setups(Serving(folder, addresses(0, ROLES), ROLES), dsns)
        yield {one.role: one for one in given}


@asynccontextmanager
async def served(run: Run, setup: Setup) -> AsyncIterator[None]:
    """Run a role while the context lasts."""
    ready = asyncio.Event()
    serving = asyncio.ensure_future(run(setup, ready))
    waiting = asyncio.ensure_future(ready.wait())
    try:
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            await serving
        yield
    finally:
        waiting.cancel()
        serving.cancel()
        await asyncio.gather(serving, waiting, return_exceptions=True)


@pytest.fixture(scope="session")
def serve_role() -> Callable[..., object]:
    """Return what runs a role while a context lasts."""
    return served
