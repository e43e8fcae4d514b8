"""Writings in PostgreSQL, beside the accounts: the port `affairs.writings.WritingStore`.

Connects as the role that sees schema `subjects` and nothing else. Must not know what a writing
says. Where to look next: step 0004 of the schema (the table).
"""

from collections.abc import Mapping, Sequence

from mingpai.adapters.postgres_pool import Pool, Row
from mingpai.affairs.writings import Writing
from mingpai.kernel.ids import LotToken, StreamId, SubjectId

_WRITINGS = "SELECT digest, account, lot, token, content, made_at FROM subjects.writing"


class PostgresWritings:
    """`WritingStore` over schema `subjects`. `dsn` must be that of the subjects' role."""

    def __init__(self, dsn: str) -> None:
        """Keep how to connect; nothing is opened yet."""
        self._pool = Pool(dsn, "mingpai writings")

    def keep(self, writing: Writing) -> Writing:
        """Keep a writing; one that is kept already stays."""
        self._pool.change(
            "keep a writing",
            "INSERT INTO subjects.writing (digest, account, lot, token, content, made_at)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (digest) DO NOTHING",
            writing.digest,
            writing.account,
            writing.lot,
            writing.token or "",
            writing.content,
            writing.made_at,
        )
        return self.find([writing.digest])[writing.digest]

    def drop(self, digest: str) -> None:
        """Forget a writing."""
        question = "DELETE FROM subjects.writing WHERE digest = %s"
        self._pool.change("drop a writing", question, digest)

    def find(self, digests: Sequence[str]) -> Mapping[str, Writing]:
        """Return those that are kept."""
        question = f"{_WRITINGS} WHERE digest = ANY(%s)"
        rows = self._pool.rows("find writings", question, list(digests))
        return {one.digest: one for one in map(_writing_of, rows)}

    def of_account(self, account: SubjectId) -> list[Writing]:
        """Return what an account wrote, the newest first."""
        question = f"{_WRITINGS} WHERE account = %s ORDER BY made_at DESC, digest DESC"
        return [_writing_of(row) for row in self._pool.rows("list writings", question, account)]

    def of_lot(self, lot: StreamId) -> list[Writing]:
        """Return what was written about a lot, the oldest first."""
        question = f"{_WRITINGS} WHERE lot = %s ORDER BY made_at, digest"
        return [_writing_of(row) for row in self._pool.rows("list a lot's writings", question, lot)]

    def close(self) -> None:
        """Release the connections."""
        self._pool.close()


def _writing_of(row: Row) -> Writing:
    digest, account, lot, token, content, made_at = row
    return Writing(
        digest=digest,
        account=SubjectId(account),
        lot=StreamId(lot),
        token=LotToken(token) if token else None,
        content=bytes(content),
        made_at=made_at,
    )
