"""Tables and roles, on a server of ours and on an outside one."""

import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from msgspec import Struct
from psycopg import sql
from psycopg.conninfo import make_conninfo
from structlog.testing import capture_logs

from mingpai.adapters import postgres_schema
from mingpai.adapters.postgres_schema import Dsns, migrate, use_server
from mingpai.adapters.postgres_store import PostgresEntryStore
from mingpai.adapters.postgres_subjects import PostgresSubjects
from mingpai.ports import PortError

pytestmark = pytest.mark.database


class Outside(Struct, frozen=True):
    """An empty database on Debian's PostgreSQL with an owner who may log in."""

    url: str
    admin: str
    owner: str


@pytest.fixture(params=["CREATEROLE", "NOCREATEROLE"])
def outside(request: pytest.FixtureRequest, debian_server: Any) -> Iterator[Outside]:
    """Return a database whose owner may, or may not, make roles."""
    admin = make_conninfo(debian_server.dsns.admin, dbname="postgres")
    owner = f"owner_{request.param.lower()}"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("ALTER ROLE mingpai_journal RENAME TO aside_journal")
        connection.execute("ALTER ROLE mingpai_subjects RENAME TO aside_subjects")
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'p' {}").format(
                sql.Identifier(owner), sql.SQL(request.param)
            )
        )
        connection.execute(f"CREATE DATABASE outside OWNER {owner} TEMPLATE template0".encode())
    url = make_conninfo(admin, dbname="outside", user=owner, passfile="/dev/null", password="p")
    yield Outside(url=url, admin=admin, owner=owner)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("DROP DATABASE outside WITH (FORCE)")
        connection.execute("DROP ROLE IF EXISTS mingpai_journal, mingpai_subjects")
        connection.execute(f"DROP ROLE {owner}".encode())
        connection.execute("ALTER ROLE aside_journal RENAME TO mingpai_journal")
        connection.execute("ALTER ROLE aside_subjects RENAME TO mingpai_subjects")


def who(dsn: str) -> str:
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT current_user").fetchone()
    assert row is not None
    return str(row[0])


def test_an_outside_database_becomes_ours(outside: Outside) -> None:
    """Tables are made; roles too where its user may make them, else all is done as that user."""
    dsns = use_server(outside.url)
    apart = outside.owner == "owner_createrole"
    assert dsns.roles_apart is apart
    assert who(dsns.journal) == ("mingpai_journal" if apart else outside.owner)
    assert who(dsns.subjects) == ("mingpai_subjects" if apart else outside.owner)
    store, subjects = PostgresEntryStore(dsns.journal), PostgresSubjects(dsns.subjects)
    assert store.open_epoch().epoch == 1
    assert subjects.fields(subjects.enrol({"name": "x"})) == {"name": "x"}
    store.close()
    subjects.close()
    again = use_server(outside.url)  # the same again changes nothing
    assert (again.journal, again.roles_apart) == (dsns.journal, apart)


def test_roles_that_are_not_apart_are_told_with_what_mends_them(outside: Outside) -> None:
    """One warning where the user may make no roles; what it advises ends it, and nothing else."""
    postgres_schema._warn.cache_clear()
    with capture_logs() as told:
        use_server(outside.url)
        use_server(outside.url)
    if outside.owner == "owner_createrole":
        assert told == []
        return
    (warning,) = told
    assert warning["log_level"] == "warning"
    assert "password" not in str(warning)
    statements = warning["remedy"].split(": ", 1)[1].split("; ")
    assert len(statements) == 3
    for done, statement in enumerate(statements):
        postgres_schema._warn.cache_clear()
        with capture_logs() as told:
            assert use_server(outside.url).roles_apart is False
        assert len(told[0]["remedy"].split("; ")) == len(statements) - done
        with psycopg.connect(outside.admin, autocommit=True) as connection:
            connection.execute(statement.encode())
    with capture_logs() as told:
        dsns = use_server(outside.url)
    assert told == []
    assert (who(dsns.journal), who(dsns.subjects)) == ("mingpai_journal", "mingpai_subjects")


def test_an_outside_database_that_may_lose_bids_is_refused(outside: Outside) -> None:
    """With synchronous_commit off, what was answered could be lost: the message names it."""
    with psycopg.connect(outside.admin, autocommit=True) as connection:
        connection.execute("ALTER DATABASE outside SET synchronous_commit = off")
    with pytest.raises(PortError, match="synchronous_commit is off"):
        use_server(outside.url)


def test_an_outside_database_that_is_not_there_is_named_without_its_password() -> None:
    """No server, or no URL at all: host and database are named, secrets are not."""
    with pytest.raises(PortError, match=r"nowhere\.invalid/db") as caught:
        use_server("postgresql://user:secret@nowhere.invalid:1/db")
    assert "secret" not in str(caught.value)
    with pytest.raises(PortError, match="DATABASE_URL") as caught:
        use_server("mysql://user:secret@host/db")
    assert "secret" not in str(caught.value)


def test_steps_are_run_once_whoever_comes_first(embedded_server: Any) -> None:
    """Four programs that prepare one empty database at once leave one set of tables."""
    admin = embedded_server.dsns.admin
    with psycopg.connect(make_conninfo(admin, dbname="postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE raced")
    dsn = make_conninfo(admin, dbname="raced")
    migrate_failed: list[BaseException] = []

    def work() -> None:
        try:
            migrate(dsn)
        except psycopg.Error as error:
            migrate_failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert migrate_failed == []
    store = PostgresEntryStore(make_conninfo(embedded_server.dsns.journal, dbname="raced"))
    assert store.head().size == 0
    store.close()


def test_tables_of_a_newer_program_are_left_alone(fresh_dsns: Any) -> None:
    """A step that this program does not know is an error that says so."""
    dsns = fresh_dsns()
    with psycopg.connect(dsns.admin, autocommit=True) as connection:
        connection.execute("UPDATE journal.alembic_version SET version_num = '9999'")
    with pytest.raises(PortError, match="newer program"):
        migrate(dsns.admin)


def test_how_to_connect_is_never_shown() -> None:
    """The representation of the DSNs, which logs might show, holds none of them."""
    assert "secret" not in repr(Dsns("secret", "secret", "secret"))
