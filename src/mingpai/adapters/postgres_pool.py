"""Connections of one role to one database, for stores that several threads use at once.

Each piece of work is one transaction on a connection of its own; a few stay open between two. Must
not know any table. Where to look next: `adapters.postgres_accounts`, `adapters.postgres_affairs`.
"""

import contextlib
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import psycopg
from psycopg import errors

from mingpai.ports import PortError

Row = tuple[Any, ...]
Connection = psycopg.Connection[Row]
MOST_IDLE = 4
"""Connections that are kept open while nobody uses them."""

_Answer = TypeVar("_Answer")


class RowKnown(Exception):
    """A row would have been there twice; `constraint` says which rule found it."""

    def __init__(self, constraint: str) -> None:
        """Keep the rule's name."""
        super().__init__(constraint)
        self.constraint = constraint


class Pool:
    """Connections for `dsn`, which name themselves `called` to the server. Opens none yet."""

    def __init__(self, dsn: str, called: str) -> None:
        """Keep how to connect."""
        self._dsn = dsn
        self._called = called
        self._lock = threading.Lock()
        self._idle: list[Connection] = []

    def do(self, attempted: str, work: Callable[[Connection], _Answer]) -> _Answer:
        """Do one thing in one transaction. No error says anything of what was given.

        Raises: RowKnown; KeyError where a row refers to one that is not there; PortError.
        """
        try:
            connection = self._taken()
            try:
                with connection.transaction():
                    answer = work(connection)
            finally:
                self._put_back(connection)
        except errors.UniqueViolation as error:
            raise RowKnown(error.diag.constraint_name or "") from None
        except errors.ForeignKeyViolation:
            raise KeyError(attempted) from None
        except psycopg.Error as error:
            msg = f"{attempted}: {type(error).__name__}"
            safe = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
            if safe:  # the server went away: the other connections are no better
                self.close()
            raise PortError(msg, retry_is_safe=safe) from None
        return answer

    def rows(self, attempted: str, question: str, *values: object) -> list[Row]:
        """Return the rows that a question finds. Raises: as `do`."""
        return self.do(attempted, lambda c: c.execute(question.encode(), values).fetchall())

    def change(self, attempted: str, statement: str, *values: object) -> int:
        """Run a statement and return how many rows it changed. Raises: as `do`."""
        return self.do(attempted, lambda c: c.execute(statement.encode(), values).rowcount)

    def close(self) -> None:
        """Release the connections; the next call opens others."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            with contextlib.suppress(psycopg.Error):
                connection.close()

    def _taken(self) -> Connection:
        """Return a connection that nobody else uses."""
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return psycopg.connect(
            self._dsn, connect_timeout=10, autocommit=True, application_name=self._called
        )

    def _put_back(self, connection: Connection) -> None:
        """Keep a connection for the next call, unless it broke or enough are kept."""
        with self._lock:
            if not connection.closed and len(self._idle) < MOST_IDLE:
                self._idle.append(connection)
                return
        with contextlib.suppress(psycopg.Error):
            connection.close()
