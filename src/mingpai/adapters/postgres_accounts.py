"""Accounts in PostgreSQL, beside the persons: the port `accounts.store.AccountStore`.

Connects as the role that sees schema `subjects` and nothing else. Must not know the journal, nor
when a session expires or a try has to wait: it keeps and compares. Each call is one transaction on
a connection of its own, so that several threads can use it.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from mingpai.accounts.model import (
    Account,
    Factor,
    FactorId,
    FactorKind,
    Language,
    Role,
    Session,
    SessionId,
)
from mingpai.accounts.store import Added, SignedIn
from mingpai.accounts.throttling import FORGOTTEN_AFTER, Limit, Tries
from mingpai.adapters.postgres_pool import Connection, Pool, Row, RowKnown
from mingpai.kernel.ids import CaseId, OfficeId, SubjectId

_ACCOUNTS = (
    "SELECT subject, login, role, office, cases, language, made_at, disabled_at, person"
    " FROM subjects.account"
)
_FACTORS = (
    "SELECT id, account, kind, secret, made_at, handle, counter, ends_at FROM subjects.factor"
)
_SESSIONS = (
    "SELECT id, digest, account, device, address, made_at, seen_at, fresh_until, held_until"
    " FROM subjects.session"
)
_SIGNED_IN = (
    "SELECT s.id, s.digest, s.account, s.device, s.address, s.made_at, s.seen_at, s.fresh_until,"
    " s.held_until, a.subject, a.login, a.role, a.office, a.cases, a.language, a.made_at,"
    " a.disabled_at, a.person FROM subjects.session s"
    " JOIN subjects.account a ON a.subject = s.account WHERE a.disabled_at IS NULL"
)
_SESSION_COLUMNS = 9
_ADD_ACCOUNT = (
    "INSERT INTO subjects.account"
    " (subject, login, role, office, cases, language, made_at, disabled_at, person)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_ADD_FACTOR = (
    "INSERT INTO subjects.factor"
    " (id, account, kind, secret, made_at, handle, counter, ends_at)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)
# The account's row is locked, so that disabling it either comes first and is seen here, or waits
# and then finds this session.
_OPEN_SESSION = (
    "INSERT INTO subjects.session"
    " (id, digest, device, address, made_at, seen_at, fresh_until, held_until, account)"
    " SELECT %s, %s, %s, %s, %s, %s, %s, %s, subject FROM subjects.account"
    " WHERE subject = %s AND disabled_at IS NULL FOR SHARE"
)


class PostgresAccounts:
    """`AccountStore` over schema `subjects`. `dsn` must be that of the subjects' role."""

    def __init__(self, dsn: str) -> None:
        """Keep how to connect; nothing is opened yet."""
        self._pool = Pool(dsn, "mingpai accounts")

    def add(self, account: Account, factors: Sequence[Factor]) -> Added:
        """Keep a new account with its factors; nothing is kept unless the answer is KEPT."""
        _check_owner(account.id, factors)

        def work(connection: Connection) -> None:
            connection.execute(_ADD_ACCOUNT, _account_row(account))
            _insert_factors(connection, factors)

        try:
            self._pool.do("add an account", work)
        except RowKnown as known:
            if known.constraint == "account_login":
                return Added.LOGIN_TAKEN
            if known.constraint == "account_person":
                return Added.PERSON_KNOWN
            msg = "the subject has an account, or a factor is known already"
            raise ValueError(msg) from None
        return Added.KEPT

    def by_login(self, login: str) -> Account | None:
        """Return the account with this login, disabled or not."""
        return self._account(_ACCOUNTS + " WHERE login = %s", login)

    def account(self, account: SubjectId) -> Account | None:
        """Return one account, disabled or not."""
        return self._account(_ACCOUNTS + " WHERE subject = %s", account)

    def accounts(self) -> list[Account]:
        """Return every account, by login."""
        rows = self._pool.rows("list accounts", _ACCOUNTS + " ORDER BY login")
        return [_account(row) for row in rows]

    def set_language(self, account: SubjectId, language: Language) -> None:
        """Keep in which language pages speak to him."""
        statement = "UPDATE subjects.account SET language = %s WHERE subject = %s"
        if not self._pool.change("set a language", statement, language, account):
            raise KeyError(account)

    def disable(self, account: SubjectId, *, at: datetime) -> None:
        """Disable for good and close every session, in one step."""

        def work(connection: Connection) -> int:
            done = connection.execute(
                "UPDATE subjects.account SET disabled_at = coalesce(disabled_at, %s)"
                " WHERE subject = %s",
                [at, account],
            )
            connection.execute("DELETE FROM subjects.session WHERE account = %s", [account])
            return done.rowcount

        if not self._pool.do("disable an account", work):
            raise KeyError(account)

    def factors(self, account: SubjectId) -> list[Factor]:
        """Return the factors of an account, oldest first."""
        question = _FACTORS + " WHERE account = %s ORDER BY made_at, id"
        return [_factor(row) for row in self._pool.rows("read factors", question, account)]

    def passkey(self, handle: bytes) -> Factor | None:
        """Return the passkey with this credential id, whoever's it is."""
        rows = self._pool.rows("find a passkey", _FACTORS + " WHERE handle = %s", handle)
        return _factor(rows[0]) if rows else None

    def change_factors(
        self, account: SubjectId, *, removed: Sequence[FactorId], added: Sequence[Factor]
    ) -> bool:
        """Take factors away and add others in one step."""
        _check_owner(account, added)
        gone = list(set(removed))

        def work(connection: Connection) -> bool:
            # The account's row is locked first, so that changes of its factors wait in line.
            own = "SELECT 1 FROM subjects.account WHERE subject = %s FOR UPDATE"
            if connection.execute(own, [account]).fetchone() is None:
                raise KeyError(account)
            question = _FACTORS + " WHERE account = %s AND id = ANY(%s)"
            if connection.execute(question.encode(), [account, gone]).rowcount != len(gone):
                return False
            connection.execute("DELETE FROM subjects.factor WHERE id = ANY(%s)", [gone])
            _insert_factors(connection, added)
            return True

        try:
            return self._pool.do("change factors", work)
        except RowKnown:
            msg = "the factor is known already"
            raise ValueError(msg) from None

    def advance(self, factor: FactorId, *, to: int) -> bool:
        """Raise a factor's counter to `to`; False unless it stands below that."""
        statement = "UPDATE subjects.factor SET counter = %s WHERE id = %s AND counter < %s"
        return self._pool.change("use a factor", statement, to, factor, to) == 1

    def open_session(self, session: Session) -> bool:
        """Keep a new session; False where the account is unknown or disabled."""
        try:
            return self._pool.change("open a session", _OPEN_SESSION, *_session_row(session)) == 1
        except RowKnown:
            msg = "the session is known already"
            raise ValueError(msg) from None

    def session(self, digest: bytes) -> SignedIn | None:
        """Return the session whose token has this digest."""
        return self._signed_in(_SIGNED_IN + " AND s.digest = %s", digest)

    def session_named(self, session: SessionId) -> SignedIn | None:
        """Return the session with this id."""
        return self._signed_in(_SIGNED_IN + " AND s.id = %s", session)

    def renew_session(self, old: bytes, new: Session) -> bool:
        """Put `new` in the place of the session with digest `old`, under the same id."""

        def work(connection: Connection) -> bool:
            question = "SELECT id FROM subjects.session WHERE digest = %s FOR UPDATE"
            known = connection.execute(question, [old]).fetchone()
            if known is None:
                return False
            if known[0] != new.id:
                msg = "a session is renewed under its own id"
                raise ValueError(msg)
            connection.execute(
                "UPDATE subjects.session SET digest = %s, device = %s, address = %s,"
                " made_at = %s, seen_at = greatest(seen_at, %s), fresh_until = %s,"
                " held_until = greatest(held_until, %s) WHERE id = %s",
                [*_session_row(new)[1:-1], new.id],
            )
            return True

        return self._pool.do("renew a session", work)

    def seen(self, session: SessionId, at: datetime) -> None:
        """Note that a session was used; never moves back."""
        statement = "UPDATE subjects.session SET seen_at = greatest(seen_at, %s) WHERE id = %s"
        self._pool.change("note a session's use", statement, at, session)

    def hold(self, session: SessionId, until: datetime) -> None:
        """Let no expiry of a session count before `until`; never moves back."""
        statement = (
            "UPDATE subjects.session SET held_until = greatest(held_until, %s) WHERE id = %s"
        )
        self._pool.change("hold a session", statement, until, session)

    def close_session(self, account: SubjectId, session: SessionId) -> None:
        """Close one of an account's own sessions."""
        statement = "DELETE FROM subjects.session WHERE account = %s AND id = %s"
        self._pool.change("close a session", statement, account, session)

    def close_sessions(self, account: SubjectId, *, but: SessionId | None = None) -> None:
        """Close every session of an account, but one if named."""
        statement = "DELETE FROM subjects.session WHERE account = %s AND id IS DISTINCT FROM %s"
        self._pool.change("close sessions", statement, account, but)

    def sessions(self, account: SubjectId) -> list[Session]:
        """Return an account's sessions, the latest used first."""
        question = _SESSIONS + " WHERE account = %s ORDER BY seen_at DESC, id DESC"
        return [_session(row) for row in self._pool.rows("list sessions", question, account)]

    def count_try(self, limits: Sequence[Limit], *, now: datetime) -> datetime | None:
        """Count one try against each limit, unless one of them is pausing."""
        # In the order of their keys, so that no two tries wait for one another.
        ordered = sorted(limits, key=lambda limit: limit.key)

        def work(connection: Connection) -> datetime | None:
            tries = {limit.key: _locked_tries(connection, limit.key, now) for limit in ordered}
            pauses = (limit.paused_until(tries[limit.key]) for limit in limits)
            pausing = [until for until in pauses if until is not None and until > now]
            if pausing:
                return max(pausing)
            for limit in ordered:
                after = limit.after(tries[limit.key], now)
                connection.execute(
                    "UPDATE subjects.tries SET count = %s, last_at = %s WHERE key = %s",
                    [after.count, after.last_at, limit.key],
                )
            return None

        return self._pool.do("count a try", work)

    def take_back_try(self, limit: Limit) -> None:
        """Uncount one try, because it succeeded; never below none."""
        statement = "UPDATE subjects.tries SET count = greatest(0, count - 1) WHERE key = %s"
        self._pool.change("uncount a try", statement, limit.key)

    def forget_tries(self, limits: Sequence[Limit]) -> None:
        """Forget every try counted against these limits."""
        keys = [limit.key for limit in limits]
        self._pool.change("forget tries", "DELETE FROM subjects.tries WHERE key = ANY(%s)", keys)

    def spend(self, digest: bytes, *, until: datetime) -> bool:
        """Note that a thing was used; False where it was noted before."""
        statement = (
            "INSERT INTO subjects.spent (digest, until) VALUES (%s, %s) ON CONFLICT DO NOTHING"
        )
        return self._pool.change("note a use", statement, digest, until) == 1

    def daily_secret(self, day: date, *, fresh: bytes) -> bytes:
        """Return the secret of a day; `fresh` becomes it where the day has none yet."""
        statement = (
            "INSERT INTO subjects.day_secret (day, secret) VALUES (%s, %s) ON CONFLICT DO NOTHING"
        )
        self._pool.change("make the day's secret", statement, day, fresh)
        question = "SELECT secret FROM subjects.day_secret WHERE day = %s"
        return bytes(self._pool.rows("read the day's secret", question, day)[0][0])

    def sweep(self, *, now: datetime, day: date, oldest_session: datetime) -> None:
        """Delete what no rule looks at any more."""

        def work(connection: Connection) -> None:
            for statement, before in (
                ("DELETE FROM subjects.spent WHERE until < %s", now),
                ("DELETE FROM subjects.tries WHERE last_at < %s", now - FORGOTTEN_AFTER),
                ("DELETE FROM subjects.day_secret WHERE day < %s", day - timedelta(days=1)),
                (
                    "DELETE FROM subjects.session WHERE greatest(seen_at, held_until) < %s",
                    oldest_session,
                ),
            ):
                connection.execute(statement, [before])

        self._pool.do("sweep accounts", work)

    def close(self) -> None:
        """Release the connections; the next call opens others."""
        self._pool.close()

    def _account(self, question: str, value: str) -> Account | None:
        rows = self._pool.rows("find an account", question, value)
        return _account(rows[0]) if rows else None

    def _signed_in(self, question: str, value: str | bytes) -> SignedIn | None:
        rows = self._pool.rows("find a session", question, value)
        if not rows:
            return None
        session, account = rows[0][:_SESSION_COLUMNS], rows[0][_SESSION_COLUMNS:]
        return SignedIn(_session(session), _account(account))


def _check_owner(account: SubjectId, factors: Sequence[Factor]) -> None:
    if any(factor.account != account for factor in factors):
        msg = "a factor belongs to another account"
        raise ValueError(msg)


def _insert_factors(connection: Connection, factors: Sequence[Factor]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            _ADD_FACTOR,
            [
                (f.id, f.account, f.kind, f.secret, f.made_at, f.handle, f.counter, f.ends_at)
                for f in factors
            ],
        )


def _locked_tries(connection: Connection, key: bytes, now: datetime) -> Tries | None:
    """Return what is kept of one key, with its row locked, and made if need be."""
    connection.execute(
        "INSERT INTO subjects.tries (key, count, last_at) VALUES (%s, 0, %s)"
        " ON CONFLICT DO NOTHING",
        [key, now],
    )
    row = connection.execute(
        "SELECT count, last_at FROM subjects.tries WHERE key = %s FOR UPDATE", [key]
    ).fetchone()
    return Tries(*row) if row and row[0] else None


def _account_row(account: Account) -> Row:
    return (
        account.id,
        account.login,
        account.role,
        account.office,
        None if account.cases is None else " ".join(account.cases),
        account.language,
        account.made_at,
        account.disabled_at,
        account.person,
    )


def _account(row: Row) -> Account:
    subject, login, role, office, cases, language, made_at, disabled_at, person = row
    return Account(
        id=SubjectId(subject),
        login=login,
        role=Role(role),
        office=None if office is None else OfficeId(office),
        cases=None if cases is None else tuple(CaseId(one) for one in cases.split()),
        language=Language(language),
        made_at=made_at,
        disabled_at=disabled_at,
        person=None if person is None else bytes(person),
    )


def _factor(row: Row) -> Factor:
    name, account, kind, secret, made_at, handle, counter, ends_at = row
    return Factor(
        id=FactorId(name),
        account=SubjectId(account),
        kind=FactorKind(kind),
        secret=bytes(secret),
        made_at=made_at,
        handle=None if handle is None else bytes(handle),
        counter=counter,
        ends_at=ends_at,
    )


def _session_row(session: Session) -> Row:
    return (
        session.id,
        session.digest,
        session.device,
        session.address,
        session.made_at,
        session.seen_at,
        session.fresh_until,
        session.held_until,
        session.account,
    )


def _session(row: Row) -> Session:
    name, digest, account, device, address, *times = row
    return Session(SessionId(name), bytes(digest), SubjectId(account), device, address, *times)
