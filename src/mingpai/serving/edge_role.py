"""The edge as a process of its own: it follows the journal and shows watchers what is new."""

import asyncio

from mingpai.adapters.clock import SystemClock
from mingpai.adapters.postgres_store import PostgresEntryStore
from mingpai.events import registry
from mingpai.hall.edge import Edge
from mingpai.service.archive import Archive
from mingpai.service.board_keeper import BoardKeeper
from mingpai.service.followers import catch_up
from mingpai.service.projections import LotBoard
from mingpai.serving.setup import Setup

_LOOK_EVERY_S = 0.5


async def run_edge(setup: Setup, ready: asyncio.Event) -> None:
    """Serve until cancelled. Raises: PortError where the journal cannot be read any more."""
    where = setup.addresses
    store = PostgresEntryStore(setup.journal_dsn)
    archive = Archive(store, registry(), origin=setup.origin, vkey=setup.keys.receipts)
    edge = Edge(SystemClock(), host=where.host, port=where.edge)
    board = LotBoard(archive, edge.screens.hear)
    await asyncio.to_thread(catch_up, board, store)
    keeper = BoardKeeper(board, store)
    edge.is_current = lambda: keeper.is_current
    keeper.start()
    try:
        async with edge:
            showing = asyncio.create_task(edge.run())
            ready.set()
            try:
                while keeper.failed is None and not showing.done():
                    edge.journal = board.position
                    await asyncio.sleep(_LOOK_EVERY_S)
            finally:
                showing.cancel()
        if keeper.failed is not None:
            raise keeper.failed
    finally:
        await asyncio.to_thread(keeper.stop)
