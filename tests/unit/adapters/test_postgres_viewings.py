"""Viewings in PostgreSQL: who sees them, and what an error may say."""

from collections.abc import Callable

import psycopg
import pytest

from mingpai.adapters.postgres_schema import Dsns
from mingpai.adapters.postgres_viewings import PostgresViewings
from mingpai.kernel.ids import SubjectId
from mingpai.ports import PortError

pytestmark = pytest.mark.database


@pytest.mark.parametrize("table", ["viewing_slot", "viewing", "viewing_note"])
def test_the_journals_role_sees_no_appointment(fresh_dsns: Callable[[], Dsns], table: str) -> None:
    """Whoever holds the journal's connection cannot learn who saw which property."""
    dsns = fresh_dsns()
    with (
        psycopg.connect(dsns.journal) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(f"SELECT * FROM subjects.{table}".encode())


def test_no_appointment_is_deleted(fresh_dsns: Callable[[], Dsns]) -> None:
    """The role that keeps appointments cannot make one vanish."""
    dsns = fresh_dsns()
    with (
        psycopg.connect(dsns.subjects) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("DELETE FROM subjects.viewing")


def test_no_error_repeats_what_was_given() -> None:
    """Where the server is away the error names the work, and nobody."""
    store = PostgresViewings("host=127.0.0.1 port=1 connect_timeout=1")
    with pytest.raises(PortError) as found:
        store.of_account(SubjectId("wang-secret"))
    store.close()
    assert "wang-secret" not in str(found.value)
    assert found.value.retry_is_safe
