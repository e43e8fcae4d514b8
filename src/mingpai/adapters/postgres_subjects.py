"""Persons and companies in PostgreSQL, in a schema of their own: the port `SubjectStore`.

Connects as a role that sees this schema and nothing else. Must not know the journal. A plain
implementation, to be replaced by the vault: values stand unencrypted in the table, and what was
erased may remain in freed pages, logs and backups until the server overwrites them.
"""

import contextlib
from collections.abc import Callable
from typing import Any, TypeVar

import psycopg

from mingpai.adapters.subject_tokens import (
    commitment_of,
    new_subject_id,
    new_subject_key,
    token_of,
)
from mingpai.kernel.ids import SubjectId
from mingpai.ports import PortError

_Answer = TypeVar("_Answer")
_Connection = psycopg.Connection[tuple[Any, ...]]


class PostgresSubjects:
    """`ports.SubjectStore` over schema `subjects`. `dsn` must be that of the subjects' role.

    Used by one thread at a time.
    """

    def __init__(self, dsn: str) -> None:
        """Keep how to connect; nothing is opened yet."""
        self._dsn = dsn
        self._connection: _Connection | None = None

    def enrol(self, fields: dict[str, str]) -> SubjectId:
        """Create a subject with its own key and keep its fields."""
        subject = new_subject_id()
        rows = [(subject, name, value) for name, value in fields.items()]

        def work(connection: _Connection) -> None:
            connection.execute(
                "INSERT INTO subjects.subject (id, key) VALUES (%s, %s)",
                [subject, new_subject_key()],
            )
            with connection.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO subjects.field (subject, name, value) VALUES (%s, %s, %s)", rows
                )

        self._do("enrol a subject", work)
        return subject

    def fields(self, subject: SubjectId) -> dict[str, str]:
        """Return the fields of a subject."""

        def work(connection: _Connection) -> dict[str, str]:
            _key_of(connection, subject)
            return dict(
                connection.execute(
                    "SELECT name, value FROM subjects.field WHERE subject = %s", [subject]
                ).fetchall()
            )

        return self._do("read a subject's fields", work)

    def token(self, subject: SubjectId, *, purpose: str) -> str:
        """Return the subject's token for one purpose."""
        key = self._do("make a token", lambda connection: _key_of(connection, subject))
        return token_of(key, purpose=purpose)

    def commit(self, subject: SubjectId, *, field: str) -> str:
        """Return a keyed commitment to one field's value."""

        def work(connection: _Connection) -> tuple[bytes, str]:
            key = _key_of(connection, subject)
            row = connection.execute(
                "SELECT value FROM subjects.field WHERE subject = %s AND name = %s",
                [subject, field],
            ).fetchone()
            if row is None:
                raise KeyError(field)
            return key, str(row[0])

        key, value = self._do("commit to a field", work)
        return commitment_of(key, field=field, value=value)

    def erase(self, subject: SubjectId) -> None:
        """Destroy key and fields; what stays is the id and when that was.

        Raises: KeyError if unknown or erased.
        """

        def work(connection: _Connection) -> None:
            _key_of(connection, subject)
            connection.execute("DELETE FROM subjects.field WHERE subject = %s", [subject])
            connection.execute(
                "UPDATE subjects.subject SET key = NULL, erased_at = now() WHERE id = %s",
                [subject],
            )

        self._do("erase a subject", work)

    def close(self) -> None:
        """Release the connection; the next call opens another."""
        if self._connection is not None:
            with contextlib.suppress(psycopg.Error):
                self._connection.close()
        self._connection = None

    def _do(self, attempted: str, work: Callable[[_Connection], _Answer]) -> _Answer:
        """Do one thing in one transaction. The text of an error names no person."""
        try:
            if self._connection is None or self._connection.closed:
                self._connection = psycopg.connect(
                    self._dsn, connect_timeout=10, application_name="mingpai subjects"
                )
            with self._connection.transaction():
                return work(self._connection)
        except psycopg.Error as error:
            self.close()
            msg = f"{attempted}: {type(error).__name__}"
            safe = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
            raise PortError(msg, retry_is_safe=safe) from error


def _key_of(connection: _Connection, subject: SubjectId) -> bytes:
    row = connection.execute(
        "SELECT key FROM subjects.subject WHERE id = %s FOR SHARE", [subject]
    ).fetchone()
    if row is None or row[0] is None:
        raise KeyError(subject)
    return bytes(row[0])
