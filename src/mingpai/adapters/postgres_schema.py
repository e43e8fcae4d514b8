"""Tables and roles: how a database becomes ours, embedded or not, and how each role connects.

Owns the roles and what each may do. The tables themselves are alembic's steps, in
`adapters.migrations`. Must not know how a server is started.

Three roles: the administrator makes and changes tables; `mingpai_journal` reads the journal and
adds to it, and cannot change or delete an entry; `mingpai_subjects` sees persons and nothing
else. Whoever holds the journal's connection can therefore not look a person up.
"""

import functools
import importlib.resources
from collections.abc import Callable
from urllib.parse import urlsplit

import psycopg
import structlog
from msgspec import Struct
from psycopg import errors, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from mingpai.adapters.postgres_passwords import Passwords
from mingpai.ports import PortError

DATABASE = "mingpai"
ADMIN = "mingpai_admin"
JOURNAL = "mingpai_journal"
SUBJECTS = "mingpai_subjects"
NEWEST = "0007"
"""The last step of the schema."""
OLDEST_SERVER = 150_000

_log = structlog.get_logger(__name__)

_ONE_AT_A_TIME = 6_020_160_102
"""Key of the advisory lock under which tables are changed: two starts never run at once."""

_GRANTS = {
    JOURNAL: (
        "GRANT USAGE ON SCHEMA journal TO {role}",
        "GRANT SELECT ON ALL TABLES IN SCHEMA journal TO {role}",
        "GRANT INSERT ON journal.entry, journal.batch, journal.checkpoint TO {role}",
        "GRANT UPDATE ON journal.head TO {role}",
        "GRANT INSERT, UPDATE, DELETE ON journal.snapshot TO {role}",
        "GRANT INSERT ON journal.hash_tile TO {role}",
        "GRANT INSERT, UPDATE ON journal.follower TO {role}",
    ),
    SUBJECTS: (
        "GRANT USAGE ON SCHEMA subjects TO {role}",
        "GRANT SELECT, INSERT, UPDATE ON subjects.subject TO {role}",
        "GRANT SELECT, INSERT, DELETE ON subjects.field TO {role}",
        "GRANT SELECT, INSERT, UPDATE ON subjects.account TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON subjects.factor, subjects.session TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON subjects.tries TO {role}",
        "GRANT SELECT, INSERT, DELETE ON subjects.spent, subjects.day_secret TO {role}",
        "GRANT SELECT, INSERT, UPDATE ON subjects.registration, subjects.message TO {role}",
        "GRANT SELECT, INSERT, DELETE ON subjects.pending_code, subjects.saved_lot TO {role}",
        "GRANT SELECT, INSERT ON subjects.hall_entry TO {role}",
        "GRANT SELECT, UPDATE ON subjects.told TO {role}",
        "GRANT SELECT, INSERT, DELETE ON subjects.writing TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON subjects.draft TO {role}",
        "GRANT SELECT, INSERT, UPDATE ON subjects.viewing_slot, subjects.viewing TO {role}",
        "GRANT SELECT, INSERT ON subjects.viewing_note, subjects.exhibit_content TO {role}",
        "GRANT SELECT, INSERT, UPDATE ON subjects.exhibit TO {role}",
    ),
}


class Dsns(Struct, frozen=True):
    """How each role connects. May hold a password of an outside server: never shown."""

    admin: str
    journal: str
    subjects: str
    roles_apart: bool = True
    """Whether the roles are separate; not so where an outside server's user may make none."""

    def __repr__(self) -> str:
        """Say that it is there, and nothing of what it holds."""
        return "Dsns(...)"


def prepare_database(dsn: Callable[[str, str], str], passwords: Passwords) -> Dsns:
    """Make database, roles and tables on a server of ours, as far as they are missing.

    `dsn(role, database)` says how a role connects. Raises: psycopg.Error, PortError.
    """
    with psycopg.connect(dsn(ADMIN, "postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_ONE_AT_A_TIME])
        if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
            connection.execute(f"CREATE DATABASE {DATABASE}")
        for role in (JOURNAL, SUBJECTS):
            if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
                _create_login(connection, role, passwords.read(role))
    migrate(dsn(ADMIN, DATABASE))
    admin, journal, subjects = (dsn(role, DATABASE) for role in (ADMIN, JOURNAL, SUBJECTS))
    return Dsns(admin, journal, subjects)


def use_server(url: str) -> Dsns:
    """Make an outside PostgreSQL ours: tables, and roles where its user may make them.

    `url` is a DATABASE_URL or any other conninfo. The roles are not logins there: our
    connections take them on at the start of each session, so no further password is needed.
    Where its user may make no roles, all is done as that user, and a warning says so once.
    Raises: PortError saying what to change on the server.
    """
    place = _place(url)
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
            _check_server(connection, place)
            apart = _make_roles(connection)
            remedy = "" if apart else _remedy(connection)
        migrate(url)
    except psycopg.Error as error:
        msg = f"prepare the database at {place}: {error}"
        raise PortError(msg, retry_is_safe=True) from error
    if not apart:
        _warn(place, remedy)
        return Dsns(url, url, url, roles_apart=False)
    return Dsns(url, _as_role(url, JOURNAL), _as_role(url, SUBJECTS))


def migrate(dsn: str) -> None:
    """Bring the tables to the newest step and the roles' rights to what they should be.

    Does nothing but grant where the tables are up to date. Raises: psycopg.Error; PortError
    where the database is newer than this program.
    """
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_ONE_AT_A_TIME])
        if _step_of(connection) != NEWEST:
            _upgrade(dsn, connection)
        with connection.transaction():
            for role, statements in _GRANTS.items():
                if _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
                    for statement in statements:
                        connection.execute(_for_role(statement, role))


def _upgrade(dsn: str, connection: psycopg.Connection) -> None:
    """Run alembic's missing steps. Imported here: it costs half a second that most starts save."""
    import alembic.command  # noqa: PLC0415 - half a second that most starts save
    import alembic.config  # noqa: PLC0415 - half a second that most starts save
    import alembic.util  # noqa: PLC0415 - half a second that most starts save

    if not _exists(connection, "SELECT to_regnamespace(%s)", "journal"):
        connection.execute("CREATE SCHEMA journal")
    steps = importlib.resources.files("mingpai.adapters") / "migrations"
    config = alembic.config.Config()
    config.set_main_option("script_location", str(steps).replace("%", "%%"))
    config.attributes["dsn"] = dsn
    try:
        alembic.command.upgrade(config, "head")
    except alembic.util.CommandError as error:
        msg = f"bring the tables up to date: {error}; if a newer program made them, use that one"
        raise PortError(msg, retry_is_safe=False) from error


def _step_of(connection: psycopg.Connection) -> str | None:
    if not _exists(connection, "SELECT to_regclass(%s)", "journal.alembic_version"):
        return None
    row = connection.execute("SELECT version_num FROM journal.alembic_version").fetchone()
    return None if row is None else str(row[0])


def _exists(connection: psycopg.Connection, question: str, name: str) -> bool:
    row = connection.execute(question.encode(), [name]).fetchone()
    return row is not None and row[0] is not None


def _for_role(statement: str, role: str) -> sql.Composed:
    return sql.SQL(statement).format(role=sql.Identifier(role))


def _create_login(connection: psycopg.Connection, role: str, password: str) -> None:
    """Create a role with a password; only its scram verifier is sent, so no log can show it."""
    verifier = connection.pgconn.encrypt_password(
        password.encode(), role.encode(), b"scram-sha-256"
    ).decode()
    connection.execute(
        sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
            sql.Identifier(role), sql.Literal(verifier)
        )
    )


def _check_server(connection: psycopg.Connection, place: str) -> None:
    version = connection.info.server_version
    if version < OLDEST_SERVER:
        msg = f"use the database at {place}: it is version {version}; 15 or later is needed"
        raise PortError(msg, retry_is_safe=False)
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        row = connection.execute("SELECT current_setting(%s)", [setting]).fetchone()
        if row is None or row[0] == "off":
            msg = (
                f"use the database at {place}: {setting} is off there, so an answered bid could "
                "be lost; turn it on"
            )
            raise PortError(msg, retry_is_safe=False)


def _make_roles(connection: psycopg.Connection) -> bool:
    """Make the two roles and let the present user take them on; say whether that is so."""
    try:
        for role in (JOURNAL, SUBJECTS):
            if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
                connection.execute(_for_role("CREATE ROLE {role} NOLOGIN", role))
            if not _may_become(connection, role):
                connection.execute(_for_role("GRANT {role} TO CURRENT_USER", role))
    except errors.InsufficientPrivilege:
        return all(_may_become(connection, role) for role in (JOURNAL, SUBJECTS))
    return True


def _remedy(connection: psycopg.Connection) -> str:
    """Return the statements by which an administrator lets the present user take on both roles."""
    made = [
        _for_role("CREATE ROLE {role}", role)
        for role in (JOURNAL, SUBJECTS)
        if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role)
    ]
    granted = _for_role(f"GRANT {JOURNAL}, {SUBJECTS} TO {{role}}", connection.info.user)
    return "; ".join(one.as_string(connection) for one in (*made, granted))


@functools.cache  # a command may open its database more than once, and says it once
def _warn(place: str, remedy: str) -> None:
    _log.warning(
        "the roles for journal and persons are not apart",
        database=place,
        why="whoever holds this connection can look persons up and change or delete entries",
        remedy=f"run as that server's administrator, then start again: {remedy}",
    )


def _may_become(connection: psycopg.Connection, role: str) -> bool:
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(_for_role("SET LOCAL ROLE {role}", role))
    except (errors.InsufficientPrivilege, errors.InvalidParameterValue):
        return False
    return True


def _as_role(url: str, role: str) -> str:
    options = conninfo_to_dict(url).get("options") or ""
    return make_conninfo(url, options=f"{options} -c role={role}".strip())


def _place(url: str) -> str:
    """Return host and database of a conninfo, without user and password."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error as error:
        msg = f"read DATABASE_URL ({urlsplit(url).scheme or 'no scheme'}): it is no PostgreSQL URL"
        raise PortError(msg, retry_is_safe=False) from error
    return f"{parts.get('host') or 'the default host'}/{parts.get('dbname') or 'its database'}"
