"""The journal's tables, and beside them the persons: the first step of the schema.

Common SQL only, so that other databases of this family can carry it. Bytes are bytea; nothing
here reads what is inside an entry.
"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = (
    # One row, on which every append does its compare-and-swap. `fence` rises whenever a
    # connection's unfinished writes must become void (see `adapters.postgres_store`).
    """CREATE TABLE journal.head (
        only_row smallint PRIMARY KEY CHECK (only_row = 1),
        size bigint NOT NULL CHECK (size >= 0),
        epoch bigint NOT NULL CHECK (epoch >= 0),
        fence bigint NOT NULL,
        root bytea NOT NULL,
        batch_id bytea NOT NULL
    ) WITH (fillfactor = 10)""",
    # The root of a tree without leaves is SHA-256 of nothing.
    """INSERT INTO journal.head VALUES (1, 0, 0, 0,
        '\\xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', '')""",
    """CREATE TABLE journal.entry (
        seq bigint PRIMARY KEY,
        leaf bytea NOT NULL,
        stream text COLLATE "C" NOT NULL,
        command_id bytea,
        fingerprint bytea,
        nonce bytea,
        sealed bytea
    )""",
    "CREATE UNIQUE INDEX entry_command ON journal.entry (command_id)",
    "CREATE INDEX entry_stream ON journal.entry (stream, seq)",
    """CREATE TABLE journal.batch (
        first bigint PRIMARY KEY,
        size integer NOT NULL CHECK (size > 0),
        epoch bigint NOT NULL,
        batch_id bytea NOT NULL UNIQUE,
        receipt_root bytea NOT NULL,
        signature bytea NOT NULL
    )""",
    "CREATE TABLE journal.checkpoint (size bigint PRIMARY KEY, note bytea NOT NULL)",
    """CREATE TABLE journal.snapshot (
        size bigint PRIMARY KEY, root bytea NOT NULL, body bytea NOT NULL
    )""",
    """CREATE TABLE journal.hash_tile (
        tree text COLLATE "C", level integer, tile bigint, hashes bytea NOT NULL,
        PRIMARY KEY (tree, level, tile)
    )""",
    # Hashes do not compress; trying costs time.
    "ALTER TABLE journal.hash_tile ALTER COLUMN hashes SET STORAGE EXTERNAL",
    """CREATE TABLE journal.follower (
        name text COLLATE "C" PRIMARY KEY, position bigint NOT NULL, state bytea NOT NULL
    )""",
    "CREATE SCHEMA subjects",
    """CREATE TABLE subjects.subject (
        id text COLLATE "C" PRIMARY KEY,
        key bytea,
        enrolled_at timestamptz NOT NULL DEFAULT now(),
        erased_at timestamptz,
        CHECK ((key IS NULL) = (erased_at IS NOT NULL))
    )""",
    """CREATE TABLE subjects.field (
        subject text COLLATE "C" REFERENCES subjects.subject (id),
        name text COLLATE "C",
        value text NOT NULL,
        PRIMARY KEY (subject, name)
    )""",
)

_REFUSE = """CREATE FUNCTION journal.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is only added to: % on % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$"""


def upgrade() -> None:
    """Make everything."""
    for statement in _TABLES:
        op.execute(statement)
    # Rights keep the journal's role from changing an entry; this keeps the owner from it too.
    op.execute(_REFUSE)
    for table in ("entry", "batch", "checkpoint", "hash_tile"):
        op.execute(
            f"CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE"
            f" ON journal.{table} FOR EACH STATEMENT EXECUTE FUNCTION journal.refuse_change()"
        )


def downgrade() -> None:
    """Refuse: a journal is not taken back.

    Raises: NotImplementedError.
    """
    msg = "the journal's first step is not undone; restore a backup instead"
    raise NotImplementedError(msg)
