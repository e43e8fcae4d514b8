"""Drafts in PostgreSQL, beside the accounts of whoever writes them: the port `affairs.drafts`.

Connects as the role that sees schema `subjects` and nothing else. Must not know what a draft says.
Where to look next: step 0005 of the schema (the table).
"""

from typing import Any

import msgspec

from mingpai.adapters.postgres_pool import Pool
from mingpai.affairs.drafts import Draft, fits
from mingpai.kernel.ids import OfficeId, StreamId

_COLUMNS = "SELECT office, lot, command, filled, by_whom, at FROM subjects.draft"
_read = msgspec.json.Decoder(dict[str, str]).decode


class PostgresDrafts:
    """`Drafts` over schema `subjects`. `dsn` must be that of the subjects' role."""

    def __init__(self, dsn: str) -> None:
        """Keep how to connect; nothing is opened yet."""
        self._pool = Pool(dsn, "mingpai drafts")

    def keep(self, draft: Draft) -> None:
        """Keep a draft in the place of the one before it."""
        if not fits(draft.filled):
            msg = "a draft is larger than is kept"
            raise ValueError(msg)
        self._pool.change(
            "keep a draft",
            "INSERT INTO subjects.draft (office, lot, command, filled, by_whom, at)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (office, lot, command) DO UPDATE"
            " SET filled = excluded.filled, by_whom = excluded.by_whom, at = excluded.at",
            draft.office,
            draft.lot,
            draft.command,
            msgspec.json.encode(draft.filled),
            draft.by,
            draft.at,
        )

    def one(self, office: OfficeId, lot: StreamId, command: str) -> Draft | None:
        """Return an office's draft of a command about a lot."""
        where = " WHERE office = %s AND lot = %s AND command = %s"
        rows = self._pool.rows("read a draft", _COLUMNS + where, office, lot, command)
        return _draft(*rows[0]) if rows else None

    def of_office(self, office: OfficeId) -> list[Draft]:
        """Return every draft of an office, the oldest first."""
        where = " WHERE office = %s ORDER BY at, lot, command"
        return [_draft(*row) for row in self._pool.rows("read drafts", _COLUMNS + where, office)]

    def drop(self, office: OfficeId, lot: StreamId, command: str) -> None:
        """Forget a draft; nothing where there is none."""
        self._pool.change(
            "drop a draft",
            "DELETE FROM subjects.draft WHERE office = %s AND lot = %s AND command = %s",
            office,
            lot,
            command,
        )

    def close(self) -> None:
        """Release the connections."""
        self._pool.close()


def _draft(*row: Any) -> Draft:  # noqa: ANN401 - what the driver reads
    office, lot, command, filled, by, at = row
    return Draft(OfficeId(office), StreamId(lot), command, _read(filled), by, at)
