"""When properties are shown, and who booked, beside the accounts: the sixth step of the schema.

In schema `subjects`, because an appointment joins an account to a lot.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TABLES = (
    """CREATE TABLE subjects.viewing_slot (
        id text COLLATE "C" PRIMARY KEY,
        lot text COLLATE "C" NOT NULL,
        begins_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        places int NOT NULL,
        meeting text NOT NULL,
        by_court text COLLATE "C" NOT NULL,
        made_at timestamptz NOT NULL,
        withdrawn_at timestamptz
    )""",
    "CREATE INDEX viewing_slot_lot ON subjects.viewing_slot (lot, begins_at)",
    """CREATE TABLE subjects.viewing (
        number text COLLATE "C" PRIMARY KEY,
        slot text COLLATE "C" NOT NULL REFERENCES subjects.viewing_slot (id),
        lot text COLLATE "C" NOT NULL,
        account text COLLATE "C" NOT NULL REFERENCES subjects.account (subject),
        state text COLLATE "C" NOT NULL,
        booked_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL,
        why text COLLATE "C" NOT NULL
    )""",
    # Somebody has at most one appointment of a lot that stands.
    """CREATE UNIQUE INDEX viewing_one_each ON subjects.viewing (account, lot)
        WHERE state = 'booked'""",
    "CREATE INDEX viewing_slot_taken ON subjects.viewing (slot) WHERE state = 'booked'",
    "CREATE INDEX viewing_lot ON subjects.viewing (lot, booked_at)",
    """CREATE TABLE subjects.viewing_note (
        number text COLLATE "C" NOT NULL REFERENCES subjects.viewing (number),
        by_whom text COLLATE "C" NOT NULL,
        text text NOT NULL,
        at timestamptz NOT NULL,
        PRIMARY KEY (number, at, by_whom, text)
    )""",
)


def upgrade() -> None:
    """Make the tables."""
    for statement in _TABLES:
        op.execute(statement)


def downgrade() -> None:
    """Refuse, as the first step does.

    Raises: NotImplementedError.
    """
    msg = "the viewings' step is not undone; restore a backup instead"
    raise NotImplementedError(msg)
