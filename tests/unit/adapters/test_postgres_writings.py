"""Writings in PostgreSQL: who sees them, and what an error may say."""

from collections.abc import Callable
from datetime import UTC, datetime

import psycopg
import pytest

from mingpai.adapters.postgres_schema import Dsns
from mingpai.adapters.postgres_writings import PostgresWritings
from mingpai.affairs.writings import Writing
from mingpai.kernel.ids import StreamId, SubjectId
from mingpai.ports import PortError

pytestmark = pytest.mark.database

AT = datetime(2026, 5, 26, 2, 0, tzinfo=UTC)


def test_the_journals_role_sees_no_writing(fresh_dsns: Callable[[], Dsns]) -> None:
    """Whoever holds the journal's connection cannot read a word that somebody wrote."""
    dsns = fresh_dsns()
    with (
        psycopg.connect(dsns.journal) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("SELECT * FROM subjects.writing")


def test_a_writing_is_not_changed(fresh_dsns: Callable[[], Dsns]) -> None:
    """The role that keeps writings cannot rewrite one."""
    dsns = fresh_dsns()
    with (
        psycopg.connect(dsns.subjects) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("UPDATE subjects.writing SET content = ''")


def test_no_error_repeats_what_was_given() -> None:
    """Where the server is away the error names the work, and no word of the writing."""
    store = PostgresWritings("host=127.0.0.1 port=1 connect_timeout=1")
    one = Writing("digest", SubjectId("wang"), StreamId("disposal/1"), None, b"words", AT)
    with pytest.raises(PortError) as found:
        store.keep(one)
    store.close()
    assert "words" not in str(found.value)
    assert found.value.retry_is_safe
