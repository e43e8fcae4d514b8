"""Alembic's home: the steps of the schema, run by `adapters.postgres_schema.migrate`."""
