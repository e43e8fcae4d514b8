"""Alembic's entry: run the steps over one psycopg connection, in one transaction each.

Called by `adapters.postgres_schema.migrate` alone, which hands over the DSN; there is no ini
file and no folder for a user to keep.
"""

import psycopg
import sqlalchemy
from alembic import context

_dsn: str = context.config.attributes["dsn"]
_engine = sqlalchemy.create_engine(
    "postgresql+psycopg://", creator=lambda: psycopg.connect(_dsn), poolclass=sqlalchemy.NullPool
)
with _engine.connect() as _connection:
    context.configure(connection=_connection, version_table_schema="journal")
    with context.begin_transaction():
        context.run_migrations()
_engine.dispose()
