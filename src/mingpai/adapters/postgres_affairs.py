"""Citizens' affairs in PostgreSQL, beside the accounts: the port `affairs.store.AffairsStore`.

Connects as the role that sees schema `subjects` and nothing else. Must not know the journal, nor
what may be done when: it keeps and compares. Each call is one transaction on a connection of its
own, so that several threads can use it.
"""

from datetime import datetime

from mingpai.accounts.model import SessionId
from mingpai.adapters.postgres_affairs_rows import (
    ADD_MESSAGE,
    ADD_PENDING,
    ADD_REGISTRATION,
    MESSAGES,
    PENDING,
    REGISTRATIONS,
    Row,
    message_of,
    message_row,
    pending_of,
    pending_row,
    registration_of,
    registration_row,
)
from mingpai.adapters.postgres_pool import Connection, Pool, RowKnown
from mingpai.affairs.model import Entry, Message, Pending, Registration
from mingpai.affairs.store import MOST_MESSAGES
from mingpai.kernel.ids import BiddingCode, LotToken, StreamId, SubjectId


class PostgresAffairs:
    """`AffairsStore` over schema `subjects`. `dsn` must be that of the subjects' role."""

    def __init__(self, dsn: str) -> None:
        """Keep how to connect; nothing is opened yet."""
        self._pool = Pool(dsn, "mingpai affairs")

    # Registrations -------------------------------------------------------------------------

    def register(self, registration: Registration) -> Registration:
        """Keep a registration; return what is kept of this account, lot and round from then on."""

        def work(connection: Connection) -> Registration:
            added = connection.execute(ADD_REGISTRATION.encode(), registration_row(registration))
            known = _locked(connection, registration)
            if added.rowcount or not _is_open(connection, known):
                return known
            is_same = (known.capacity, known.paper) == (registration.capacity, registration.paper)
            connection.execute(
                "UPDATE subjects.registration SET capacity = %s, paper = %s, commitment = %s,"
                " others = CASE WHEN %s THEN others ELSE '' END,"
                " confirmed_at = CASE WHEN %s THEN confirmed_at END"
                " WHERE lot = %s AND round = %s AND account = %s",
                [
                    registration.capacity,
                    registration.paper,
                    registration.commitment,
                    is_same,
                    is_same,
                    *_place(registration),
                ],
            )
            return _locked(connection, registration)

        try:
            return self._pool.do("register", work)
        except RowKnown:
            msg = "another account has the token"
            raise ValueError(msg) from None

    def registration(
        self, account: SubjectId, lot: StreamId, *, number: int
    ) -> Registration | None:
        """Return an account's registration for round `number` of a lot."""
        return self._one("lot = %s AND round = %s AND account = %s", lot, number, account)

    def of_token(self, lot: StreamId, token: LotToken, *, number: int) -> Registration | None:
        """Return the registration with this token for round `number` of a lot."""
        return self._one("lot = %s AND round = %s AND token = %s", lot, number, token)

    def of_code(self, lot: StreamId, code: BiddingCode, *, number: int) -> Registration | None:
        """Return the registration that has this code in round `number` of a lot."""
        return self._one("lot = %s AND round = %s AND code = %s", lot, number, code)

    def of_account(self, account: SubjectId) -> list[Registration]:
        """Return an account's registrations, the newest first."""
        return self._many("account = %s ORDER BY made_at DESC, lot DESC, round DESC", account)

    def of_lot(self, lot: StreamId, *, number: int) -> list[Registration]:
        """Return the registrations for round `number` of a lot, the oldest first."""
        return self._many("lot = %s AND round = %s ORDER BY made_at, token", lot, number)

    def acknowledge(self, registration: Registration, *, at: datetime) -> Registration:
        """Note that he acknowledged the notice; the first time stays."""

        def work(connection: Connection) -> Registration:
            connection.execute(
                "UPDATE subjects.registration SET acknowledged_at = coalesce(acknowledged_at, %s)"
                " WHERE lot = %s AND round = %s AND account = %s",
                [at, *_place(registration)],
            )
            return _locked(connection, registration)

        return self._pool.do("note an acknowledgement", work)

    def confirm(
        self, registration: Registration, *, others: tuple[LotToken, ...], at: datetime
    ) -> Registration:
        """Note for or with whom the court confirmed him; not where a code is on its way."""

        def work(connection: Connection) -> Registration:
            known = _locked(connection, registration)
            if not _is_open(connection, known):
                return known
            connection.execute(
                "UPDATE subjects.registration SET others = %s, confirmed_at = %s"
                " WHERE lot = %s AND round = %s AND account = %s",
                [" ".join(others), at, *_place(registration)],
            )
            return _locked(connection, registration)

        return self._pool.do("confirm a capacity", work)

    # Codes ---------------------------------------------------------------------------------

    def begin(self, pending: Pending) -> Pending | None:
        """Keep a code on its way; return the one that is kept of this token, lot and round."""

        def work(connection: Connection) -> Pending | None:
            # The registration's row is locked, so that two calls for one token wait in line.
            known = _with_token(connection, pending)
            earlier = connection.execute(PENDING.encode(), _held(pending)).fetchone()
            if known.code is not None or earlier is not None:
                return None if known.code is not None else pending_of(earlier or ())
            if connection.execute(
                "SELECT 1 FROM subjects.registration WHERE lot = %s AND round = %s AND code = %s",
                [pending.lot, pending.round, pending.code],
            ).rowcount:
                return None
            connection.execute(ADD_PENDING.encode(), pending_row(pending))
            return pending

        try:
            return self._pool.do("begin a code", work)
        except RowKnown:
            return None

    def drop(self, pending: Pending) -> None:
        """Forget a code on its way; nothing where it is another."""
        self._pool.change(
            "drop a code",
            "DELETE FROM subjects.pending_code"
            " WHERE lot = %s AND round = %s AND token = %s AND code = %s",
            *_held(pending),
            pending.code,
        )

    def finish(self, pending: Pending, message: Message) -> Registration:
        """Give the registration its code and password, put the message in, forget the pending."""

        def work(connection: Connection) -> Registration:
            known = _with_token(connection, pending)
            if known.code is not None:
                return known
            connection.execute(
                "UPDATE subjects.registration"
                " SET code = %s, password_hash = %s, sealed_password = %s"
                " WHERE lot = %s AND round = %s AND token = %s",
                [
                    pending.code,
                    pending.password_hash,
                    pending.sealed_password,
                    *_held(pending),
                ],
            )
            connection.execute(
                "DELETE FROM subjects.pending_code WHERE lot = %s AND round = %s AND token = %s",
                _held(pending),
            )
            connection.execute(ADD_MESSAGE.encode(), message_row(message))
            return _with_token(connection, pending)

        return self._pool.do("finish a code", work)

    def take_sealed(self, registration: Registration) -> bytes | None:
        """Return the sealed password and forget it: of two calls one gets it."""

        def work(connection: Connection) -> bytes | None:
            try:
                sealed = _locked(connection, registration).sealed_password
            except KeyError:
                return None
            connection.execute(
                "UPDATE subjects.registration SET sealed_password = NULL"
                " WHERE lot = %s AND round = %s AND account = %s",
                _place(registration),
            )
            return sealed

        return self._pool.do("show a password", work)

    def set_password(self, registration: Registration, *, password_hash: str) -> bool:
        """Put another password in the place of the old one, and forget the sealed one."""
        statement = (
            "UPDATE subjects.registration SET password_hash = %s, sealed_password = NULL"
            " WHERE lot = %s AND round = %s AND account = %s AND code IS NOT NULL"
        )
        place = _place(registration)
        return self._pool.change("change a password", statement, password_hash, *place) == 1

    # Halls ---------------------------------------------------------------------------------

    def enter(self, entry: Entry) -> None:
        """Note that somebody entered a hall; again changes nothing."""
        self._pool.change(
            "note an entry",
            "INSERT INTO subjects.hall_entry (session, lot, round, account, at)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            entry.session,
            entry.lot,
            entry.round,
            entry.account,
            entry.at,
        )

    def has_entered(self, session: SessionId, lot: StreamId, *, number: int) -> bool:
        """Say whether somebody has entered round `number` of a lot in this sign-in."""
        question = (
            "SELECT 1 FROM subjects.hall_entry WHERE lot = %s AND round = %s AND session = %s"
        )
        return bool(self._pool.rows("look for an entry", question, lot, number, session))

    def entries(self, lot: StreamId, *, number: int) -> list[Entry]:
        """Return who has entered round `number` of a lot, the first first."""
        question = (
            "SELECT session, lot, round, account, at FROM subjects.hall_entry"
            " WHERE lot = %s AND round = %s ORDER BY at, session"
        )
        rows = self._pool.rows("list entries", question, lot, number)
        return [
            Entry(SessionId(one), StreamId(stream), round_, SubjectId(account), at)
            for one, stream, round_, account, at in rows
        ]

    # Messages ------------------------------------------------------------------------------

    def put(self, message: Message) -> bool:
        """Put a message into its account's inbox; False where one with its id is there already."""
        return self._pool.change("put a message", ADD_MESSAGE, *message_row(message)) == 1

    def has_message(self, name: str) -> bool:
        """Say whether a message with this id was put in."""
        return bool(
            self._pool.rows(
                "look for a message", "SELECT 1 FROM subjects.message WHERE id = %s", name
            )
        )

    def messages(self, account: SubjectId) -> list[Message]:
        """Return an account's newest messages, the newest first."""
        question = MESSAGES + " WHERE account = %s ORDER BY at DESC, id DESC LIMIT %s"
        return [
            message_of(row)
            for row in self._pool.rows("list messages", question, account, MOST_MESSAGES)
        ]

    def read_messages(self, account: SubjectId, *, at: datetime) -> None:
        """Note that every unread message of an account was read."""
        statement = (
            "UPDATE subjects.message SET read_at = %s WHERE account = %s AND read_at IS NULL"
        )
        self._pool.change("read messages", statement, at, account)

    def position(self) -> int:
        """Return up to which entry of the journal messages were made: 0 at first."""
        return int(self._pool.rows("read a position", "SELECT position FROM subjects.told")[0][0])

    def move_to(self, position: int) -> None:
        """Note up to which entry messages were made; never moves back."""
        statement = "UPDATE subjects.told SET position = greatest(position, %s)"
        self._pool.change("move a position", statement, position)

    # Watched lots --------------------------------------------------------------------------

    def save(self, account: SubjectId, lot: StreamId, *, at: datetime) -> None:
        """Keep a lot among those an account watches; again changes nothing."""
        statement = (
            "INSERT INTO subjects.saved_lot (account, lot, at) VALUES (%s, %s, %s)"
            " ON CONFLICT DO NOTHING"
        )
        self._pool.change("save a lot", statement, account, lot, at)

    def unsave(self, account: SubjectId, lot: StreamId) -> None:
        """Keep it there no longer."""
        statement = "DELETE FROM subjects.saved_lot WHERE account = %s AND lot = %s"
        self._pool.change("unsave a lot", statement, account, lot)

    def saved(self, account: SubjectId) -> list[StreamId]:
        """Return the lots an account watches, the newest first."""
        question = (
            "SELECT lot FROM subjects.saved_lot WHERE account = %s ORDER BY at DESC, lot DESC"
        )
        return [StreamId(row[0]) for row in self._pool.rows("list saved lots", question, account)]

    def savers(self, lot: StreamId) -> list[SubjectId]:
        """Return the accounts that watch a lot."""
        question = "SELECT account FROM subjects.saved_lot WHERE lot = %s"
        return [SubjectId(row[0]) for row in self._pool.rows("list who saved a lot", question, lot)]

    def close(self) -> None:
        """Release the connections; the next call opens others."""
        self._pool.close()

    def _one(self, where: str, *values: object) -> Registration | None:
        found = self._many(where, *values)
        return found[0] if found else None

    def _many(self, where: str, *values: object) -> list[Registration]:
        rows = self._pool.rows("read registrations", f"{REGISTRATIONS} WHERE {where}", *values)
        return [registration_of(row) for row in rows]


def _locked(connection: Connection, registration: Registration) -> Registration:
    """Return what is kept, with its row locked. Raises: KeyError."""
    question = REGISTRATIONS + " WHERE lot = %s AND round = %s AND account = %s FOR UPDATE"
    row = connection.execute(question.encode(), _place(registration)).fetchone()
    if row is None:
        raise KeyError(registration.lot)
    return registration_of(row)


def _with_token(connection: Connection, pending: Pending) -> Registration:
    """Return the registration that a code is for, with its row locked. Raises: KeyError."""
    question = REGISTRATIONS + " WHERE lot = %s AND round = %s AND token = %s FOR UPDATE"
    row = connection.execute(question.encode(), _held(pending)).fetchone()
    if row is None:
        raise KeyError(pending.lot)
    return registration_of(row)


def _is_open(connection: Connection, known: Registration) -> bool:
    """Say whether a registration may still change: no code is there or on its way."""
    if known.code is not None:
        return False
    return connection.execute(PENDING.encode(), _held(known)).fetchone() is None


def _place(registration: Registration) -> Row:
    return (registration.lot, registration.round, registration.account)


def _held(one: Registration | Pending) -> Row:
    return (one.lot, one.round, one.token)
