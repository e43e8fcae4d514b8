"""What was written about objections, beside the accounts: the fourth step of the schema.

The journal holds digests alone; the words stand here, where the journal's role cannot read them.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES = (
    # `token` is empty where the court wrote it.
    """CREATE TABLE subjects.writing (
        digest text COLLATE "C" PRIMARY KEY,
        account text COLLATE "C" NOT NULL REFERENCES subjects.account (subject),
        lot text COLLATE "C" NOT NULL,
        token text COLLATE "C" NOT NULL,
        content bytea NOT NULL,
        made_at timestamptz NOT NULL
    )""",
    "CREATE INDEX writing_account ON subjects.writing (account, made_at)",
    "CREATE INDEX writing_lot ON subjects.writing (lot, made_at)",
)


def upgrade() -> None:
    """Make the table."""
    for statement in _TABLES:
        op.execute(statement)


def downgrade() -> None:
    """Refuse, as the first step does.

    Raises: NotImplementedError.
    """
    msg = "the writings' step is not undone; restore a backup instead"
    raise NotImplementedError(msg)
