"""Photographs and documents that lots show, by digest: the seventh step of the schema.

In schema `subjects`, the only one that pages may write to.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TABLES = (
    """CREATE TABLE subjects.exhibit_content (
        digest text COLLATE "C" PRIMARY KEY,
        kind text COLLATE "C" NOT NULL,
        content bytea NOT NULL
    )""",
    # Pictures are compressed already; to try again would only cost time.
    "ALTER TABLE subjects.exhibit_content ALTER COLUMN content SET STORAGE EXTERNAL",
    """CREATE TABLE subjects.exhibit (
        lot text COLLATE "C" NOT NULL,
        digest text COLLATE "C" NOT NULL REFERENCES subjects.exhibit_content (digest),
        title text NOT NULL,
        by_court text COLLATE "C" NOT NULL,
        added_at timestamptz NOT NULL,
        hidden_at timestamptz,
        PRIMARY KEY (lot, digest)
    )""",
    "CREATE INDEX exhibit_digest ON subjects.exhibit (digest) WHERE hidden_at IS NULL",
)


def upgrade() -> None:
    """Make the tables."""
    for statement in _TABLES:
        op.execute(statement)


def downgrade() -> None:
    """Refuse, as the first step does.

    Raises: NotImplementedError.
    """
    msg = "the exhibits' step is not undone; restore a backup instead"
    raise NotImplementedError(msg)
