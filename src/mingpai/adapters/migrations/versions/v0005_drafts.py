"""What a court's desk has begun to write, before it is sent: the fifth step of the schema.

In schema `subjects`, beside the accounts of whoever writes. A draft is no record of anything.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TABLE = """CREATE TABLE subjects.draft (
    office text COLLATE "C" NOT NULL,
    lot text COLLATE "C" NOT NULL,
    command text COLLATE "C" NOT NULL,
    filled bytea NOT NULL,
    by_whom text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (office, lot, command)
)"""


def upgrade() -> None:
    """Make the table."""
    op.execute(_TABLE)


def downgrade() -> None:
    """Refuse, as the first step does.

    Raises: NotImplementedError.
    """
    msg = "the drafts' step is not undone; restore a backup instead"
    raise NotImplementedError(msg)
