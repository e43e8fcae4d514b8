"""Citizens' affairs, beside the accounts they belong to: the third step of the schema.

In schema `subjects`, which the journal's role cannot enter: here an account meets a lot token and
a bidding code, and nowhere else. Bidding passwords stand as hashes, and sealed until seen once.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLES = (
    # `others`: tokens with a space between. `code` and `password_hash` are set together.
    """CREATE TABLE subjects.registration (
        account text COLLATE "C" NOT NULL REFERENCES subjects.account (subject),
        lot text COLLATE "C" NOT NULL,
        round integer NOT NULL,
        token text COLLATE "C" NOT NULL,
        capacity text COLLATE "C" NOT NULL,
        made_at timestamptz NOT NULL,
        paper text COLLATE "C" NOT NULL,
        commitment text COLLATE "C" NOT NULL,
        acknowledged_at timestamptz,
        others text COLLATE "C" NOT NULL,
        confirmed_at timestamptz,
        code text COLLATE "C",
        password_hash text COLLATE "C" NOT NULL,
        sealed_password bytea,
        PRIMARY KEY (lot, round, account),
        CONSTRAINT registration_token UNIQUE (lot, round, token),
        CONSTRAINT registration_code UNIQUE (lot, round, code),
        CHECK ((code IS NULL) = (password_hash = ''))
    )""",
    "CREATE INDEX registration_account ON subjects.registration (account)",
    # A code on its way: asked for at the core and not yet answered.
    """CREATE TABLE subjects.pending_code (
        lot text COLLATE "C" NOT NULL,
        round integer NOT NULL,
        token text COLLATE "C" NOT NULL,
        code text COLLATE "C" NOT NULL,
        password_hash text COLLATE "C" NOT NULL,
        sealed_password bytea NOT NULL,
        command bytea NOT NULL,
        begun_at timestamptz NOT NULL,
        PRIMARY KEY (lot, round, token),
        FOREIGN KEY (lot, round, token) REFERENCES subjects.registration (lot, round, token),
        CONSTRAINT pending_code_code UNIQUE (lot, round, code)
    )""",
    """CREATE TABLE subjects.hall_entry (
        session text COLLATE "C" NOT NULL,
        lot text COLLATE "C" NOT NULL,
        round integer NOT NULL,
        account text COLLATE "C" NOT NULL REFERENCES subjects.account (subject),
        at timestamptz NOT NULL,
        PRIMARY KEY (lot, round, session)
    )""",
    """CREATE TABLE subjects.message (
        id text COLLATE "C" PRIMARY KEY,
        account text COLLATE "C" NOT NULL REFERENCES subjects.account (subject),
        lot text COLLATE "C" NOT NULL,
        round integer NOT NULL,
        kind text COLLATE "C" NOT NULL,
        at timestamptz NOT NULL,
        seq bigint,
        price_fen bigint,
        moment timestamptz,
        read_at timestamptz
    )""",
    "CREATE INDEX message_account ON subjects.message (account, at)",
    """CREATE TABLE subjects.told (
        one boolean PRIMARY KEY CHECK (one), position bigint NOT NULL CHECK (position >= 0)
    )""",
    "INSERT INTO subjects.told (one, position) VALUES (true, 0)",
    """CREATE TABLE subjects.saved_lot (
        account text COLLATE "C" NOT NULL REFERENCES subjects.account (subject),
        lot text COLLATE "C" NOT NULL,
        at timestamptz NOT NULL,
        PRIMARY KEY (account, lot)
    )""",
    "CREATE INDEX saved_lot_lot ON subjects.saved_lot (lot)",
)


def upgrade() -> None:
    """Make the tables."""
    for statement in _TABLES:
        op.execute(statement)


def downgrade() -> None:
    """Refuse, as the first step does.

    Raises: NotImplementedError.
    """
    msg = "the affairs' step is not undone; restore a backup instead"
    raise NotImplementedError(msg)
