"""Servers for tests: one embedded PostgreSQL and one of Debian's per session, started on demand.

Every test that asks gets an empty database of its own, copied from a prepared one.
"""

import importlib.util
import itertools
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import psycopg
import pytest
from msgspec.structs import replace
from psycopg.conninfo import make_conninfo

from mingpai.adapters import keys_file
from mingpai.adapters.embedded_postgres import EmbeddedPostgres
from mingpai.adapters.postgres_schema import Dsns
from mingpai.adapters.postgres_store import PostgresEntryStore

COURT = Path(__file__).with_name("court.py")
DEBIAN_PROGRAMS = Path("/usr/lib/postgresql/15/bin")


class DatabaseServer:
    """A running server and empty databases on it."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        """Start the server."""
        self.server = server
        self.dsns = server.start()
        self._numbers = itertools.count()

    def fresh(self) -> Dsns:
        """Return how each role connects to a new, empty journal."""
        name = f"fresh_{next(self._numbers)}"
        self._on_server(f"CREATE DATABASE {name} TEMPLATE mingpai")
        moved = {
            role: make_conninfo(getattr(self.dsns, role), dbname=name)
            for role in ("admin", "journal", "subjects")
        }
        return replace(self.dsns, **moved)

    def drop(self, dsns: Dsns) -> None:
        """Remove a database, whoever is still connected to it."""
        name = psycopg.conninfo.conninfo_to_dict(dsns.admin)["dbname"]
        self._on_server(f"DROP DATABASE {name} WITH (FORCE)")

    def _on_server(self, statement: str) -> None:
        dsn = make_conninfo(self.dsns.admin, dbname="postgres")
        connection = psycopg.connect(dsn, autocommit=True)
        try:
            connection.execute(statement.encode())
        finally:
            connection.close()


@pytest.fixture(scope="session")
def embedded_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatabaseServer]:
    """Start the PostgreSQL that comes with the program."""
    server = EmbeddedPostgres(tmp_path_factory.mktemp("embedded"))
    try:
        yield DatabaseServer(server)
    finally:
        server.stop()


@pytest.fixture(scope="session")
def debian_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatabaseServer]:
    """Start Debian's PostgreSQL 15, the oldest that is supported."""
    if not (DEBIAN_PROGRAMS / "initdb").exists():
        reason = "Debian's PostgreSQL 15 is not installed: apt-get install postgresql-15"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    server = EmbeddedPostgres(tmp_path_factory.mktemp("debian"), programs=DEBIAN_PROGRAMS)
    try:
        yield DatabaseServer(server)
    finally:
        server.stop()


@pytest.fixture
def fresh_dsns(embedded_server: DatabaseServer) -> Iterator[Callable[[], Dsns]]:
    """Return a maker of empty databases on the embedded server, dropped after the test."""
    made: list[Dsns] = []

    def make() -> Dsns:
        made.append(embedded_server.fresh())
        return made[-1]

    yield make
    for dsns in made:
        embedded_server.drop(dsns)


@pytest.fixture
def fresh_store(fresh_dsns: Callable[[], Dsns]) -> Iterator[Callable[..., PostgresEntryStore]]:
    """Return a maker of stores: over an empty journal, or over that of the given DSN."""
    opened: list[PostgresEntryStore] = []

    def make(dsn: str | None = None) -> PostgresEntryStore:
        opened.append(PostgresEntryStore(dsn or fresh_dsns().journal))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


@pytest.fixture(scope="session")
def court() -> ModuleType:
    """Return `tests/court.py`: lots of a court, and cores to sell them through."""
    spec = importlib.util.spec_from_file_location("mingpai_test_court", COURT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def ring(court: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> keys_file.FileKeyRing:
    """Return the keys of a journal."""
    folder = tmp_path_factory.mktemp("keys") / "keys"
    keys_file.create(folder, court.ORIGIN)
    return keys_file.FileKeyRing(folder, lambda: int(time.time()))
