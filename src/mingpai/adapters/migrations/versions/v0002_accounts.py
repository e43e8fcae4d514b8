"""Accounts, beside the persons they belong to: the second step of the schema.

In schema `subjects`, which the journal's role cannot enter. No secret stands here in clear:
digests, hashes and sealed bytes only. Counts and sessions are dust: lost, they cost a new sign-in.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLES = (
    # `cases`: NULL for all of the office's, else ids with a space between. `person` is a keyed
    # digest: one person, one account.
    """CREATE TABLE subjects.account (
        subject text COLLATE "C" PRIMARY KEY REFERENCES subjects.subject (id),
        login text COLLATE "C" NOT NULL CONSTRAINT account_login UNIQUE,
        role text COLLATE "C" NOT NULL,
        office text COLLATE "C",
        cases text COLLATE "C",
        language text COLLATE "C" NOT NULL,
        made_at timestamptz NOT NULL,
        disabled_at timestamptz,
        person bytea CONSTRAINT account_person UNIQUE
    )""",
    """CREATE TABLE subjects.factor (
        id text COLLATE "C" PRIMARY KEY,
        account text COLLATE "C" NOT NULL REFERENCES subjects.account (subject),
        kind text COLLATE "C" NOT NULL,
        secret bytea NOT NULL,
        made_at timestamptz NOT NULL,
        handle bytea UNIQUE,
        counter bigint NOT NULL CHECK (counter >= 0),
        ends_at timestamptz
    )""",
    "CREATE INDEX factor_account ON subjects.factor (account)",
    """CREATE TABLE subjects.session (
        id text COLLATE "C" PRIMARY KEY,
        digest bytea NOT NULL UNIQUE,
        account text COLLATE "C" NOT NULL REFERENCES subjects.account (subject),
        device text COLLATE "C" NOT NULL,
        address text COLLATE "C" NOT NULL,
        made_at timestamptz NOT NULL,
        seen_at timestamptz NOT NULL,
        fresh_until timestamptz NOT NULL,
        held_until timestamptz NOT NULL
    )""",
    "CREATE INDEX session_account ON subjects.session (account)",
    """CREATE TABLE subjects.tries (
        key bytea PRIMARY KEY, count integer NOT NULL, last_at timestamptz NOT NULL
    )""",
    "CREATE TABLE subjects.spent (digest bytea PRIMARY KEY, until timestamptz NOT NULL)",
    "CREATE TABLE subjects.day_secret (day date PRIMARY KEY, secret bytea NOT NULL)",
)


def upgrade() -> None:
    """Make the tables."""
    for statement in _TABLES:
        op.execute(statement)


def downgrade() -> None:
    """Refuse, as the first step does.

    Raises: NotImplementedError.
    """
    msg = "the accounts' step is not undone; restore a backup instead"
    raise NotImplementedError(msg)
