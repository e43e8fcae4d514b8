"""Viewings in PostgreSQL, beside the accounts: the port `affairs.viewings.ViewingStore`.

Connects as the role that sees schema `subjects` and nothing else. Where to look next: step 0006 of
the schema (the tables).
"""

from datetime import datetime

from mingpai.adapters.postgres_pool import Connection, Pool, Row, RowKnown
from mingpai.affairs.viewings import Appointment, By, Note, Offered, Slot, Visit, WhyRefused
from mingpai.kernel.ids import OfficeId, StreamId, SubjectId

_SLOTS = (
    "SELECT id, lot, begins_at, ends_at, places, meeting, by_court, made_at, withdrawn_at,"
    " (SELECT count(*) FROM subjects.viewing v WHERE v.slot = s.id AND v.state = 'booked')"
    " FROM subjects.viewing_slot s"
)
_VIEWINGS = (
    "SELECT number, slot, lot, account, state, booked_at, changed_at, why FROM subjects.viewing"
)


class PostgresViewings:
    """`ViewingStore` over schema `subjects`. `dsn` must be that of the subjects' role."""

    def __init__(self, dsn: str) -> None:
        """Keep how to connect; nothing is opened yet."""
        self._pool = Pool(dsn, "mingpai viewings")

    def offer(self, slot: Slot) -> None:
        """Keep a slot."""
        self._pool.change(
            "offer a viewing",
            "INSERT INTO subjects.viewing_slot"
            " (id, lot, begins_at, ends_at, places, meeting, by_court, made_at, withdrawn_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING",
            slot.id,
            slot.lot,
            slot.begins_at,
            slot.ends_at,
            slot.places,
            slot.meeting,
            slot.by,
            slot.made_at,
            slot.withdrawn_at,
        )

    def withdraw(self, slot: str, *, at: datetime) -> bool:
        """Take a slot back."""

        def work(connection: Connection) -> bool:
            found = _locked(connection, slot)
            if found is None or found.taken:
                return False
            connection.execute(
                b"UPDATE subjects.viewing_slot SET withdrawn_at = coalesce(withdrawn_at, %s)"
                b" WHERE id = %s",
                [at, slot],
            )
            return True

        return self._pool.do("withdraw a viewing", work)

    def slots(self, lot: StreamId) -> list[Offered]:
        """Return the slots of a lot."""
        question = f"{_SLOTS} WHERE lot = %s ORDER BY begins_at, id"
        return [_offered(row) for row in self._pool.rows("list viewings", question, lot)]

    def book(self, appointment: Appointment) -> Appointment | None:
        """Keep an appointment, or return the one that stands."""
        wanted = appointment

        def work(connection: Connection) -> Appointment | None:
            slot = _locked(connection, wanted.slot)
            standing = _standing(connection, wanted)
            if standing is not None:
                return standing
            if slot is None or slot.slot.lot != wanted.lot or not slot.left:
                return None
            connection.execute(
                b"INSERT INTO subjects.viewing"
                b" (number, slot, lot, account, state, booked_at, changed_at, why)"
                b" VALUES (%s, %s, %s, %s, %s, %s, %s, '')",
                [
                    wanted.number,
                    wanted.slot,
                    wanted.lot,
                    wanted.account,
                    wanted.state,
                    wanted.booked_at,
                    wanted.changed_at,
                ],
            )
            return wanted

        try:
            return self._pool.do("book a viewing", work)
        except RowKnown as known:
            if known.constraint == _ONE_EACH:  # he booked in two places at once
                return self.book(wanted)
            msg = "another appointment has the number"
            raise ValueError(msg) from None

    def appointment(self, number: str) -> Appointment | None:
        """Return one appointment."""
        rows = self._pool.rows("find a viewing", f"{_VIEWINGS} WHERE number = %s", number)
        return _appointment(rows[0]) if rows else None

    def of_account(self, account: SubjectId) -> list[Appointment]:
        """Return an account's appointments."""
        question = f"{_VIEWINGS} WHERE account = %s ORDER BY booked_at DESC, number DESC"
        return [_appointment(row) for row in self._pool.rows("list viewings", question, account)]

    def of_lot(self, lot: StreamId) -> list[Appointment]:
        """Return the appointments of a lot."""
        question = f"{_VIEWINGS} WHERE lot = %s ORDER BY booked_at, number"
        return [_appointment(row) for row in self._pool.rows("list viewings", question, lot)]

    def move(
        self, before: Appointment, to: Visit, *, at: datetime, why: WhyRefused | None = None
    ) -> Appointment | None:
        """Let an appointment go on, if it stands as it was read."""

        def work(connection: Connection) -> Appointment | None:
            slot = _locked(connection, before.slot)
            if to is Visit.BOOKED and (slot is None or not slot.left):
                return None
            row = connection.execute(
                b"UPDATE subjects.viewing SET state = %s, changed_at = %s, why = %s"
                b" WHERE number = %s AND state = %s"
                b" RETURNING number, slot, lot, account, state, booked_at, changed_at, why",
                [to, at, why or "", before.number, before.state],
            ).fetchone()
            return None if row is None else _appointment(row)

        try:
            return self._pool.do("change a viewing", work)
        except RowKnown:  # he has booked another
            return None

    def note(self, note: Note) -> None:
        """Keep a note."""
        self._pool.change(
            "keep a note",
            "INSERT INTO subjects.viewing_note (number, by_whom, text, at)"
            " VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
            note.number,
            note.by,
            note.text,
            note.at,
        )

    def notes(self, number: str) -> list[Note]:
        """Return the notes of an appointment."""
        question = (
            "SELECT number, by_whom, text, at FROM subjects.viewing_note WHERE number = %s"
            " ORDER BY at, by_whom, text"
        )
        rows = self._pool.rows("list notes", question, number)
        return [Note(one, By(by), text, at) for one, by, text, at in rows]

    def close(self) -> None:
        """Release the connections."""
        self._pool.close()


_ONE_EACH = "viewing_one_each"


def _locked(connection: Connection, slot: str) -> Offered | None:
    """Return a slot that nobody else changes or books until this is done."""
    held = b"SELECT 1 FROM subjects.viewing_slot WHERE id = %s FOR UPDATE"
    if connection.execute(held, [slot]).fetchone() is None:
        return None
    row = connection.execute(f"{_SLOTS} WHERE id = %s".encode(), [slot]).fetchone()
    return None if row is None else _offered(row)


def _standing(connection: Connection, wanted: Appointment) -> Appointment | None:
    question = f"{_VIEWINGS} WHERE account = %s AND lot = %s AND state = 'booked'"
    row = connection.execute(question.encode(), [wanted.account, wanted.lot]).fetchone()
    return None if row is None else _appointment(row)


def _offered(row: Row) -> Offered:
    name, lot, begins_at, ends_at, places, meeting, by, made_at, withdrawn_at, taken = row
    slot = Slot(
        id=name,
        lot=StreamId(lot),
        begins_at=begins_at,
        ends_at=ends_at,
        places=places,
        meeting=meeting,
        by=OfficeId(by),
        made_at=made_at,
        withdrawn_at=withdrawn_at,
    )
    return Offered(slot, taken)


def _appointment(row: Row) -> Appointment:
    number, slot, lot, account, state, booked_at, changed_at, why = row
    return Appointment(
        number=number,
        slot=slot,
        lot=StreamId(lot),
        account=SubjectId(account),
        state=Visit(state),
        booked_at=booked_at,
        changed_at=changed_at,
        why=WhyRefused(why) if why else None,
    )
