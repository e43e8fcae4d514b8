"""The usual way, as baseline of `append`: one transaction a bid under a row lock.

Each client runs BEGIN; SELECT the lot FOR UPDATE; compare; INSERT the bid; UPDATE the lot;
COMMIT. Correct, durable, and what most auction software does; it has neither tree nor receipt.
"""

import threading
import time
from collections.abc import Sequence

import psycopg

CLIENTS = 32

_SCHEMA = """
CREATE TABLE bench_lot (id int PRIMARY KEY, price_fen bigint NOT NULL, closes_at timestamptz);
CREATE TABLE bench_bid (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, lot int NOT NULL,
                        code text NOT NULL, price_fen bigint NOT NULL, at timestamptz NOT NULL);
INSERT INTO bench_lot VALUES (1, 0, now() + interval '1 day');
"""
_DROP = "DROP TABLE IF EXISTS bench_lot, bench_bid"


def _client(dsn: str, stop_at: float, delays: list[float]) -> None:
    with psycopg.connect(dsn) as connection:
        while time.perf_counter() < stop_at:
            begun = time.perf_counter()
            with connection.transaction():
                row = connection.execute(
                    "SELECT price_fen FROM bench_lot WHERE id = 1 AND closes_at > now() FOR UPDATE"
                ).fetchone()
                price = (row[0] if row else 0) + 100
                connection.execute(
                    "INSERT INTO bench_bid (lot, code, price_fen, at) VALUES (1, %s, %s, now())",
                    ("A0001", price),
                )
                connection.execute("UPDATE bench_lot SET price_fen = %s WHERE id = 1", (price,))
            delays.append((time.perf_counter() - begun) * 1000)


def row_lock_rate(dsn: str, *, seconds: float) -> tuple[float, Sequence[float]]:
    """Return bids per second and the delays in milliseconds. Requires: a role that may create."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(_DROP)
        connection.execute(_SCHEMA)
    delays: list[list[float]] = [[] for _ in range(CLIENTS)]
    begun = time.perf_counter()
    threads = [
        threading.Thread(target=_client, args=(dsn, begun + seconds, mine)) for mine in delays
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(_DROP)
    every = [delay for mine in delays for delay in mine]
    return len(every) / took, every
