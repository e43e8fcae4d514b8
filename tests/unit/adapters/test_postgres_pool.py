"""Connections that several threads share."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from mingpai.adapters.postgres_pool import MOST_IDLE, Connection, Pool, RowKnown
from mingpai.adapters.postgres_schema import Dsns
from mingpai.ports import PortError

pytestmark = [pytest.mark.slow, pytest.mark.database]


@pytest.fixture
def pool(fresh_dsns: Callable[[], Dsns]) -> Iterator[Pool]:
    """Return a pool over a database of its own."""
    one = Pool(fresh_dsns().subjects, "mingpai test")
    yield one
    one.close()


def test_work_of_several_threads_keeps_apart(pool: Pool) -> None:
    """Each piece of work has a connection of its own, and only a few stay open."""
    question = "SELECT pg_backend_pid(), pg_sleep(0.05)::text"
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: pool.rows("ask", question)[0][0], range(8)))
    assert len(set(found)) > 1
    assert 0 < len(pool._idle) <= MOST_IDLE


def test_a_failed_piece_of_work_leaves_nothing_behind(pool: Pool) -> None:
    """What was written before it is undone; a row that is there twice is told by its rule."""
    row = "INSERT INTO subjects.spent (digest, until) VALUES (%s, now())"

    def twice(connection: Connection) -> None:
        for _ in range(2):
            connection.execute(row.encode(), [b"x"])

    with pytest.raises(RowKnown) as known:
        pool.do("spend", twice)
    assert known.value.constraint
    assert pool.rows("count", "SELECT count(*) FROM subjects.spent") == [(0,)]
    assert pool.change("spend", row, b"x") == 1


def test_an_error_says_what_was_attempted_and_nothing_that_was_given(pool: Pool) -> None:
    """A statement that cannot be run is a failure that trying again does not mend."""
    with pytest.raises(PortError) as caught:
        pool.rows("ask for what is not there", "SELECT %s FROM subjects.nowhere", "a secret")
    assert str(caught.value).startswith("ask for what is not there")
    assert "a secret" not in str(caught.value)
    assert not caught.value.retry_is_safe
