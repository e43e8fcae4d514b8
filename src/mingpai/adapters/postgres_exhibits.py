"""Exhibits in PostgreSQL, in the pages' schema: the port `affairs.exhibits.ExhibitStore`.

Connects as the role that sees schema `subjects` and nothing else, since pages have no other that
may write. Where to look next: step 0007 of the schema (the tables).
"""

from datetime import datetime

from mingpai.adapters.postgres_pool import Connection, Pool, Row
from mingpai.affairs.exhibits import MOST_OF_A_LOT, Content, Exhibit, FileKind, digest_of
from mingpai.kernel.ids import OfficeId, StreamId
from mingpai.kernel.outcome import ensure


class PostgresExhibits:
    """`ExhibitStore` over schema `subjects`. `dsn` must be that of the subjects' role."""

    def __init__(self, dsn: str) -> None:
        """Keep how to connect; nothing is opened yet."""
        self._pool = Pool(dsn, "mingpai exhibits")

    def keep(self, exhibit: Exhibit, data: bytes) -> bool:
        """Keep a file, and show it with its lot."""
        ensure(digest_of(data) == exhibit.digest, "a file is kept under its own digest")

        def work(connection: Connection) -> bool:
            # One at a time for each lot, so that two uploads cannot both be the last one.
            connection.execute(b"SELECT pg_advisory_xact_lock(hashtext(%s))", [exhibit.lot])
            row = connection.execute(
                b"SELECT count(*) FROM subjects.exhibit"
                b" WHERE lot = %s AND digest <> %s AND hidden_at IS NULL",
                [exhibit.lot, exhibit.digest],
            ).fetchone()
            if row is None or row[0] >= MOST_OF_A_LOT:
                return False
            connection.execute(
                b"INSERT INTO subjects.exhibit_content (digest, kind, content)"
                b" VALUES (%s, %s, %s) ON CONFLICT (digest) DO NOTHING",
                [exhibit.digest, exhibit.kind, data],
            )
            connection.execute(
                b"INSERT INTO subjects.exhibit (lot, digest, title, by_court, added_at, hidden_at)"
                b" VALUES (%s, %s, %s, %s, %s, NULL) ON CONFLICT (lot, digest) DO UPDATE"
                b" SET title = excluded.title, by_court = excluded.by_court,"
                b" added_at = excluded.added_at, hidden_at = NULL",
                [exhibit.lot, exhibit.digest, exhibit.title, exhibit.by, exhibit.added_at],
            )
            return True

        return self._pool.do("keep a file", work)

    def hide(self, lot: StreamId, digest: str, *, at: datetime) -> bool:
        """Show a file with a lot no longer."""
        statement = (
            "UPDATE subjects.exhibit SET hidden_at = %s"
            " WHERE lot = %s AND digest = %s AND hidden_at IS NULL"
        )
        return self._pool.change("hide a file", statement, at, lot, digest) > 0

    def of_lot(self, lot: StreamId) -> list[Exhibit]:
        """Return what a lot shows."""
        question = (
            "SELECT e.lot, e.digest, c.kind, e.title, length(c.content), e.by_court, e.added_at"
            " FROM subjects.exhibit e JOIN subjects.exhibit_content c USING (digest)"
            " WHERE e.lot = %s AND e.hidden_at IS NULL ORDER BY e.added_at, e.digest"
        )
        return [_exhibit(row) for row in self._pool.rows("list files", question, lot)]

    def content(self, digest: str) -> Content | None:
        """Return a file that some lot shows."""
        question = (
            "SELECT kind, content FROM subjects.exhibit_content c WHERE digest = %s AND EXISTS"
            " (SELECT 1 FROM subjects.exhibit e WHERE e.digest = c.digest AND e.hidden_at IS NULL)"
        )
        rows = self._pool.rows("read a file", question, digest)
        return Content(FileKind(rows[0][0]), bytes(rows[0][1])) if rows else None

    def close(self) -> None:
        """Release the connections."""
        self._pool.close()


def _exhibit(row: Row) -> Exhibit:
    lot, digest, kind, title, size, by, added_at = row
    return Exhibit(
        lot=StreamId(lot),
        digest=digest,
        kind=FileKind(kind),
        title=title,
        size=size,
        by=OfficeId(by),
        added_at=added_at,
    )
