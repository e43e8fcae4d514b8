"""Exhibits in PostgreSQL: what its role cannot do, and what an error may say."""

from collections.abc import Callable

import psycopg
import pytest

from mingpai.adapters.postgres_exhibits import PostgresExhibits
from mingpai.adapters.postgres_schema import Dsns
from mingpai.ports import PortError

pytestmark = pytest.mark.database


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE subjects.exhibit_content SET content = ''",
        "DELETE FROM subjects.exhibit_content",
        "DELETE FROM subjects.exhibit",
    ],
)
def test_a_file_is_neither_changed_nor_deleted(
    fresh_dsns: Callable[[], Dsns], statement: str
) -> None:
    """The role that keeps files cannot put other bytes under a digest, or make one vanish."""
    dsns = fresh_dsns()
    with (
        psycopg.connect(dsns.subjects) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


def test_a_server_that_is_away_is_told() -> None:
    """Where the server is away the error names the work, and the same may be asked again."""
    store = PostgresExhibits("host=127.0.0.1 port=1 connect_timeout=1")
    with pytest.raises(PortError, match="read a file") as found:
        store.content("d")
    store.close()
    assert found.value.retry_is_safe
