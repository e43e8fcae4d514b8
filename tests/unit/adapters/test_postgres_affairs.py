"""Affairs in PostgreSQL: who sees them, what stands in the rows, and what an error may say."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from mingpai.accounts.model import Account, Language, Role
from mingpai.adapters.postgres_accounts import PostgresAccounts
from mingpai.adapters.postgres_affairs import PostgresAffairs
from mingpai.adapters.postgres_schema import Dsns
from mingpai.adapters.postgres_subjects import PostgresSubjects
from mingpai.affairs.model import Capacity, Registration
from mingpai.kernel.ids import LotToken, StreamId, SubjectId
from mingpai.ports import PortError

pytestmark = pytest.mark.database

AT = datetime(2026, 5, 26, 2, 0, tzinfo=UTC)
LOT = StreamId("disposal/2026-0001")
TABLES = ("registration", "pending_code", "hall_entry", "message", "told", "saved_lot")


@pytest.fixture
def dsns(fresh_dsns: Callable[[], Dsns]) -> Dsns:
    """Return how to connect to an empty database."""
    return fresh_dsns()


@pytest.fixture
def affairs(dsns: Dsns) -> Iterator[PostgresAffairs]:
    """Return a store over it."""
    opened = PostgresAffairs(dsns.subjects)
    yield opened
    opened.close()


@pytest.fixture
def wang(dsns: Dsns) -> SubjectId:
    """Return an account."""
    subjects, accounts = PostgresSubjects(dsns.subjects), PostgresAccounts(dsns.subjects)
    subject = subjects.enrol({})
    accounts.add(Account(subject, "wang", Role.CITIZEN, None, (), Language.ZH, AT), [])
    subjects.close()
    accounts.close()
    return subject


@pytest.mark.parametrize("table", TABLES)
def test_the_journals_role_sees_none_of_it(dsns: Dsns, table: str) -> None:
    """Whoever holds the journal's connection cannot join a code to an account."""
    with psycopg.connect(dsns.journal) as connection, pytest.raises(psycopg.Error) as told:
        connection.execute(f"SELECT 1 FROM subjects.{table}".encode())
    assert isinstance(told.value, psycopg.errors.InsufficientPrivilege)


@pytest.mark.parametrize("table", ["registration", "message", "hall_entry"])
def test_what_happened_is_not_deleted(dsns: Dsns, table: str) -> None:
    """The role of the pages cannot delete registrations, messages or entries."""
    with psycopg.connect(dsns.subjects) as connection, pytest.raises(psycopg.Error) as told:
        connection.execute(f"DELETE FROM subjects.{table}".encode())
    assert isinstance(told.value, psycopg.errors.InsufficientPrivilege)


def test_an_error_names_nobody(affairs: PostgresAffairs, wang: SubjectId) -> None:
    """Neither token nor account is in the text where the server is gone."""
    known = Registration(LOT, 1, wang, LotToken("t" * 22), Capacity.OWN, AT)
    gone = PostgresAffairs("host=127.0.0.1 port=1 connect_timeout=1")
    with pytest.raises(PortError, match="register: OperationalError") as told:
        gone.register(known)
    assert told.value.retry_is_safe
    assert wang not in str(told.value)
    assert known.token not in str(told.value)
    assert affairs.register(known) == known


def test_a_connection_that_broke_is_not_used_again(
    dsns: Dsns, affairs: PostgresAffairs, wang: SubjectId
) -> None:
    """One call fails and says that a retry is safe; the next one is served."""
    affairs.save(wang, LOT, at=AT)
    with psycopg.connect(dsns.admin, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'mingpai affairs'"
        )
    with pytest.raises(PortError) as told:
        affairs.saved(wang)
    assert told.value.retry_is_safe
    assert affairs.saved(wang) == [LOT]
