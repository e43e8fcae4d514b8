"""The usual view, as baseline."""

import asyncio
from collections.abc import Callable

import httpx
import psycopg
import pytest

from mingpai.adapters.postgres_schema import Dsns
from mingpai.bench.web_view import viewed


@pytest.mark.database
@pytest.mark.slow
def test_the_usual_view_takes_rising_bids(fresh_dsns: Callable[[], Dsns]) -> None:
    """It is correct: what is not higher is refused, and each bid taken is a row."""
    dsn = fresh_dsns().admin

    async def work() -> None:
        async with viewed(dsn, ["disposal/1"]) as url, httpx.AsyncClient() as client:
            found = []
            for price in (100, 100, 90, 110):
                bid = {"lot": "disposal/1", "code": "A0001", "price_fen": price, "round": 1}
                found.append((await client.post(url, json=bid)).json()["outcome"])
            assert found == ["taken", "refused", "refused", "taken"]

    asyncio.run(work())
    with psycopg.connect(dsn) as connection:
        rows = connection.execute("SELECT price_fen FROM view_bid ORDER BY id").fetchall()
    assert rows == [(100,), (110,)]
