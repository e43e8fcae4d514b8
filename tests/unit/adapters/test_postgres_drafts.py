"""Drafts in PostgreSQL: who sees them, and what an error may say."""

from collections.abc import Callable
from datetime import UTC, datetime

import psycopg
import pytest

from mingpai.adapters.postgres_drafts import PostgresDrafts
from mingpai.adapters.postgres_schema import Dsns
from mingpai.affairs.drafts import Draft
from mingpai.kernel.ids import OfficeId, StreamId
from mingpai.ports import PortError

pytestmark = pytest.mark.database


def test_the_journals_role_sees_no_draft(fresh_dsns: Callable[[], Dsns]) -> None:
    """Whoever holds the journal's connection cannot read what a court has not published."""
    with psycopg.connect(fresh_dsns().journal) as connection, pytest.raises(psycopg.Error) as told:
        connection.execute("SELECT 1 FROM subjects.draft")
    assert isinstance(told.value, psycopg.errors.InsufficientPrivilege)


def test_an_error_says_nothing_of_the_draft() -> None:
    """Where the store is away, the error names what was attempted and may be tried again."""
    drafts = PostgresDrafts("host=127.0.0.1 port=1 connect_timeout=1")
    at = datetime(2026, 5, 26, tzinfo=UTC)
    draft = Draft(OfficeId("court/a"), StreamId("disposal/1"), "FixPrice", {"a": "机密"}, "li", at)
    with pytest.raises(PortError) as told:
        drafts.keep(draft)
    assert told.value.retry_is_safe
    assert "机密" not in str(told.value)
    drafts.close()
