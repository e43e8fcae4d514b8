"""The usual way, as baseline of the hall: a web framework's view with one row lock a bid.

Litestar on Granian in a process of its own, a pool of connections, one transaction a bid under
SELECT ... FOR UPDATE; correct, durable, and without tree or receipt. Started as
`python -m mingpai.bench.web_view`; reads its setup as one line, says `ready`, ends with its input.
"""

import asyncio
import socket
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import psycopg
from litestar import Litestar, Request, post
from litestar.datastructures import State
from msgspec import Struct

from mingpai.bench.hall_load import HOST, piped
from mingpai.kernel.outcome import ensure
from mingpai.serving.listening import listening

POOL = 32
READY = b"ready\n"
_SCHEMA = """
DROP TABLE IF EXISTS view_lot, view_bid;
CREATE TABLE view_lot (id text PRIMARY KEY, price_fen bigint NOT NULL, closes_at timestamptz);
CREATE TABLE view_bid (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, lot text NOT NULL,
                       code text NOT NULL, price_fen bigint NOT NULL, at timestamptz NOT NULL);
"""


class ViewSetup(Struct, frozen=True):
    """Where to listen, over which database, with which lots."""

    dsn: str
    port: int
    lots: list[str]


class _Bid(Struct, frozen=True):
    lot: str
    code: str
    price_fen: int
    round: int = 1
    key: str = ""


_decode = msgspec.json.Decoder(_Bid).decode
_Connections = asyncio.Queue[psycopg.AsyncConnection[tuple[int]]]


async def _take(connection: psycopg.AsyncConnection[tuple[int]], bid: _Bid) -> bool:
    async with connection.transaction():
        found = await connection.execute(
            "SELECT price_fen FROM view_lot WHERE id = %s AND closes_at > now() FOR UPDATE",
            (bid.lot,),
        )
        row = await found.fetchone()
        if row is None or bid.price_fen <= row[0]:
            return False
        await connection.execute(
            "INSERT INTO view_bid (lot, code, price_fen, at) VALUES (%s, %s, %s, now())",
            (bid.lot, bid.code, bid.price_fen),
        )
        await connection.execute(
            "UPDATE view_lot SET price_fen = %s WHERE id = %s", (bid.price_fen, bid.lot)
        )
    return True


def view(pool: _Connections) -> Litestar:
    """Return the application."""

    @post("/bids")
    async def bid(request: Request[Any, Any, State]) -> dict[str, str]:
        wanted = _decode(await request.body())
        connection = await pool.get()
        try:
            is_taken = await _take(connection, wanted)
        finally:
            pool.put_nowait(connection)
        return {"type": "answer", "outcome": "taken" if is_taken else "refused"}

    return Litestar([bid], openapi_config=None, logging_config=None)


@asynccontextmanager
async def viewed(dsn: str, lots: Sequence[str]) -> AsyncIterator[str]:
    """Run the view in a process of its own, and give the address of its bids."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "mingpai.bench.web_view"), stdin=PIPE, stdout=PIPE
    )
    told, said = piped(child)
    try:
        told.write(msgspec.json.encode(ViewSetup(dsn, port, list(lots))) + b"\n")
        ensure(await said.readline() == READY, "the view serves")
        yield f"http://{HOST}:{port}/bids"
    finally:
        told.close()
        await child.wait()


@asynccontextmanager
async def _pool(setup: ViewSetup) -> AsyncIterator[_Connections]:
    pool: _Connections = asyncio.Queue()
    made = [await psycopg.AsyncConnection.connect(setup.dsn) for _ in range(POOL)]
    async with made[0].transaction():
        await made[0].execute(_SCHEMA.encode())
        for lot in setup.lots:
            await made[0].execute(
                "INSERT INTO view_lot VALUES (%s, 0, now() + interval '1 day')", (lot,)
            )
    for connection in made:
        pool.put_nowait(connection)
    try:
        yield pool
    finally:
        for connection in made:
            await connection.close()


async def _serve(setup: ViewSetup) -> None:
    async with _pool(setup) as pool, listening(view(pool), host=HOST, port=setup.port):
        sys.stdout.buffer.write(READY)
        sys.stdout.buffer.flush()
        await asyncio.to_thread(sys.stdin.buffer.read)


def main() -> None:
    """Serve until standard input ends."""
    line = sys.stdin.buffer.readline()
    asyncio.run(_serve(msgspec.json.decode(line, type=ViewSetup)))


if __name__ == "__main__":
    main()
