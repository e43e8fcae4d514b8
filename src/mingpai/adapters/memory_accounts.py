"""Accounts in memory: the fake that polices the contract of `accounts.store.AccountStore`.

Strict where a database might forgive. Keeps nothing when the process ends.
"""

import threading
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from msgspec.structs import replace

from mingpai.accounts.model import Account, Factor, FactorId, Language, Session, SessionId
from mingpai.accounts.store import Added, SignedIn
from mingpai.accounts.throttling import FORGOTTEN_AFTER, Limit, Tries
from mingpai.kernel.ids import SubjectId
from mingpai.ports import SubjectStore

_Key = TypeVar("_Key")
_Kept = TypeVar("_Kept")


class MemoryAccounts:
    """`AccountStore` over dictionaries; `subjects` says which subjects there are."""

    def __init__(self, subjects: SubjectStore) -> None:
        """Begin with nobody."""
        self._subjects = subjects
        self._lock = threading.RLock()
        self._accounts: dict[SubjectId, Account] = {}
        self._factors: dict[FactorId, Factor] = {}
        self._sessions: dict[SessionId, Session] = {}
        self._tries: dict[bytes, Tries] = {}
        self._spent: dict[bytes, datetime] = {}
        self._secrets: dict[date, bytes] = {}

    def add(self, account: Account, factors: Sequence[Factor]) -> Added:
        """Keep a new account with its factors; nothing is kept unless the answer is KEPT."""
        with self._lock:
            self._subjects.fields(account.id)
            known = self._accounts.values()
            if any(one.login == account.login for one in known):
                return Added.LOGIN_TAKEN
            if account.person and any(one.person == account.person for one in known):
                return Added.PERSON_KNOWN
            if account.id in self._accounts:
                msg = "the subject has an account"
                raise ValueError(msg)
            self._check_new(account.id, factors, gone=())
            self._accounts[account.id] = account
            self._factors |= {one.id: one for one in factors}
            return Added.KEPT

    def by_login(self, login: str) -> Account | None:
        """Return the account with this login, disabled or not."""
        with self._lock:
            return next((one for one in self._accounts.values() if one.login == login), None)

    def account(self, account: SubjectId) -> Account | None:
        """Return one account, disabled or not."""
        return self._accounts.get(account)

    def accounts(self) -> list[Account]:
        """Return every account, by login."""
        with self._lock:
            return sorted(self._accounts.values(), key=lambda one: one.login)

    def set_language(self, account: SubjectId, language: Language) -> None:
        """Keep in which language pages speak to him."""
        with self._lock:
            self._accounts[account] = replace(self._accounts[account], language=language)

    def disable(self, account: SubjectId, *, at: datetime) -> None:
        """Disable for good and close every session, in one step."""
        with self._lock:
            known = self._accounts[account]
            if known.disabled_at is None:
                self._accounts[account] = replace(known, disabled_at=at)
            self.close_sessions(account)

    def factors(self, account: SubjectId) -> list[Factor]:
        """Return the factors of an account, oldest first."""
        with self._lock:
            own = (one for one in self._factors.values() if one.account == account)
            return sorted(own, key=lambda one: (one.made_at, one.id))

    def passkey(self, handle: bytes) -> Factor | None:
        """Return the passkey with this credential id, whoever's it is."""
        with self._lock:
            return next((one for one in self._factors.values() if one.handle == handle), None)

    def change_factors(
        self, account: SubjectId, *, removed: Sequence[FactorId], added: Sequence[Factor]
    ) -> bool:
        """Take factors away and add others in one step."""
        with self._lock:
            if account not in self._accounts:
                raise KeyError(account)
            own = {one.id for one in self.factors(account)}
            if not own >= set(removed):
                return False
            self._check_new(account, added, gone=removed)
            for factor in removed:
                self._factors.pop(factor, None)
            self._factors |= {one.id: one for one in added}
            return True

    def advance(self, factor: FactorId, *, to: int) -> bool:
        """Raise a factor's counter to `to`; False unless it stands below that."""
        with self._lock:
            known = self._factors.get(factor)
            if known is None or known.counter >= to:
                return False
            self._factors[factor] = replace(known, counter=to)
            return True

    def open_session(self, session: Session) -> bool:
        """Keep a new session; False where the account is unknown or disabled."""
        with self._lock:
            account = self._accounts.get(session.account)
            if account is None or account.disabled_at is not None:
                return False
            if session.id in self._sessions or self._with(session.digest) is not None:
                msg = "the session is known already"
                raise ValueError(msg)
            self._sessions[session.id] = session
            return True

    def session(self, digest: bytes) -> SignedIn | None:
        """Return the session whose token has this digest."""
        with self._lock:
            return self._signed_in(self._with(digest))

    def session_named(self, session: SessionId) -> SignedIn | None:
        """Return the session with this id."""
        with self._lock:
            return self._signed_in(self._sessions.get(session))

    def renew_session(self, old: bytes, new: Session) -> bool:
        """Put `new` in the place of the session with digest `old`, under the same id."""
        with self._lock:
            known = self._with(old)
            if known is None:
                return False
            if known.id != new.id:
                msg = "a session is renewed under its own id"
                raise ValueError(msg)
            self._sessions[new.id] = replace(
                new,
                seen_at=max(known.seen_at, new.seen_at),
                held_until=max(known.held_until, new.held_until),
            )
            return True

    def seen(self, session: SessionId, at: datetime) -> None:
        """Note that a session was used; never moves back."""
        with self._lock:
            known = self._sessions.get(session)
            if known is not None:
                self._sessions[session] = replace(known, seen_at=max(known.seen_at, at))

    def hold(self, session: SessionId, until: datetime) -> None:
        """Let no expiry of a session count before `until`; never moves back."""
        with self._lock:
            known = self._sessions.get(session)
            if known is not None:
                self._sessions[session] = replace(known, held_until=max(known.held_until, until))

    def close_session(self, account: SubjectId, session: SessionId) -> None:
        """Close one of an account's own sessions."""
        with self._lock:
            known = self._sessions.get(session)
            if known is not None and known.account == account:
                del self._sessions[session]

    def close_sessions(self, account: SubjectId, *, but: SessionId | None = None) -> None:
        """Close every session of an account, but one if named."""
        with self._lock:
            for session in self.sessions(account):
                if session.id != but:
                    del self._sessions[session.id]

    def sessions(self, account: SubjectId) -> list[Session]:
        """Return an account's sessions, the latest used first."""
        with self._lock:
            own = [one for one in self._sessions.values() if one.account == account]
            return sorted(own, key=lambda one: (one.seen_at, one.id), reverse=True)

    def count_try(self, limits: Sequence[Limit], *, now: datetime) -> datetime | None:
        """Count one try against each limit, unless one of them is pausing."""
        with self._lock:
            pauses = (limit.paused_until(self._tries.get(limit.key)) for limit in limits)
            pausing = [until for until in pauses if until is not None and until > now]
            if pausing:
                return max(pausing)
            for limit in limits:
                self._tries[limit.key] = limit.after(self._tries.get(limit.key), now)
            return None

    def take_back_try(self, limit: Limit) -> None:
        """Uncount one try, because it succeeded; never below none."""
        with self._lock:
            known = self._tries.get(limit.key)
            if known is not None:
                self._tries[limit.key] = replace(known, count=max(0, known.count - 1))

    def forget_tries(self, limits: Sequence[Limit]) -> None:
        """Forget every try counted against these limits."""
        with self._lock:
            for limit in limits:
                self._tries.pop(limit.key, None)

    def spend(self, digest: bytes, *, until: datetime) -> bool:
        """Note that a thing was used; False where it was noted before."""
        with self._lock:
            if digest in self._spent:
                return False
            self._spent[digest] = until
            return True

    def daily_secret(self, day: date, *, fresh: bytes) -> bytes:
        """Return the secret of a day; `fresh` becomes it where the day has none yet."""
        with self._lock:
            return self._secrets.setdefault(day, fresh)

    def sweep(self, *, now: datetime, day: date, oldest_session: datetime) -> None:
        """Delete what no rule looks at any more."""
        with self._lock:
            _drop(self._spent, [one for one, until in self._spent.items() if until < now])
            old = [k for k, one in self._tries.items() if one.last_at < now - FORGOTTEN_AFTER]
            _drop(self._tries, old)
            _drop(self._secrets, [one for one in self._secrets if one < day - timedelta(days=1)])
            used = {one.id: max(one.seen_at, one.held_until) for one in self._sessions.values()}
            _drop(self._sessions, [one for one, at in used.items() if at < oldest_session])

    def close(self) -> None:
        """Release nothing."""

    def _check_new(
        self, account: SubjectId, factors: Iterable[Factor], *, gone: Sequence[FactorId]
    ) -> None:
        """Refuse factors of another account, and ids and handles that are known."""
        left = [one for one in self._factors.values() if one.id not in gone]
        for factor in factors:
            if factor.account != account:
                msg = "a factor belongs to another account"
                raise ValueError(msg)
            is_known = factor.handle and factor.handle in {one.handle for one in left}
            if is_known or factor.id in {one.id for one in left}:
                msg = "the factor is known already"
                raise ValueError(msg)
            left.append(factor)

    def _with(self, digest: bytes) -> Session | None:
        return next((one for one in self._sessions.values() if one.digest == digest), None)

    def _signed_in(self, session: Session | None) -> SignedIn | None:
        account = None if session is None else self._accounts[session.account]
        if session is None or account is None or account.disabled_at is not None:
            return None
        return SignedIn(session, account)


def _drop(kept: dict[_Key, _Kept], gone: Iterable[_Key]) -> None:
    for key in gone:
        del kept[key]
