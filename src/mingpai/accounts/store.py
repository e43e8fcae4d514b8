"""The port `AccountStore`: what is kept of accounts, and what a store promises.

Its adapters are `adapters.postgres_accounts` and, for tests, `adapters.memory_accounts`.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from mingpai.accounts.model import Account, Factor, FactorId, Language, Session, SessionId
from mingpai.accounts.throttling import Limit
from mingpai.kernel.ids import SubjectId


class SignedIn(Struct, frozen=True):
    """A session together with the account it belongs to, as both stand now."""

    session: Session
    account: Account


class Added(StrEnum):
    """What became of a new account."""

    KEPT = "kept"
    LOGIN_TAKEN = "login taken"
    PERSON_KNOWN = "person known"


class AccountStore(Protocol):
    """Accounts, their factors and sessions, and the counts that slow down guessing.

    Durable: what a call returned from survives the process. Atomic: each call is done as a whole
    or not at all, also against other processes over the same database. Safe from several
    threads at once. Times come from the caller; a store reads no clock of its own.

    Secrets: a store is given digests, hashes and sealed bytes only, and puts none of them, nor
    any login or token, into an error. Every call raises PortError where the store cannot serve;
    whether a write was kept is then unknown, and each write is such that this does no harm: at
    worst a code is spent or a session open that nobody holds the token of.
    """

    def add(self, account: Account, factors: Sequence[Factor]) -> Added:
        """Keep a new account with its factors; nothing is kept unless the answer is KEPT.

        Raises: KeyError where its subject is unknown to the subject store; ValueError where the
        subject has an account, a factor is another's, or a passkey's handle is known already.
        """
        ...

    def by_login(self, login: str) -> Account | None:
        """Return the account with this login (in the form of `parse_login`), disabled or not."""
        ...

    def account(self, account: SubjectId) -> Account | None:
        """Return one account, disabled or not."""
        ...

    def accounts(self) -> list[Account]:
        """Return every account, by login."""
        ...

    def set_language(self, account: SubjectId, language: Language) -> None:
        """Keep in which language pages speak to him. Raises: KeyError."""
        ...

    def disable(self, account: SubjectId, *, at: datetime) -> None:
        """Disable for good and close every session, in one step; again changes nothing.

        Raises: KeyError.
        """
        ...

    def factors(self, account: SubjectId) -> list[Factor]:
        """Return the factors of an account, oldest first; nothing for an unknown one."""
        ...

    def passkey(self, handle: bytes) -> Factor | None:
        """Return the passkey with this credential id, whoever's it is."""
        ...

    def change_factors(
        self, account: SubjectId, *, removed: Sequence[FactorId], added: Sequence[Factor]
    ) -> bool:
        """Take factors away and add others in one step.

        False, and nothing changed, where one of `removed` is not there (any more): what may be
        used once is used by being removed. Raises: KeyError for an unknown account, ValueError
        for an added factor of another account or a passkey's handle that is known already.
        """
        ...

    def advance(self, factor: FactorId, *, to: int) -> bool:
        """Raise a factor's counter to `to`; False, unchanged, unless it stands below that.

        Of two calls with the same `to` exactly one gets True.
        """
        ...

    def open_session(self, session: Session) -> bool:
        """Keep a new session; False, not kept, where the account is unknown or disabled.

        Raises: ValueError where the id or the digest is known already.
        """
        ...

    def session(self, digest: bytes) -> SignedIn | None:
        """Return the session whose token has this digest; None where the account is disabled.

        Whether it has expired is for `accounts.sessions` to say.
        """
        ...

    def session_named(self, session: SessionId) -> SignedIn | None:
        """Return the session with this id; None as for `session`."""
        ...

    def renew_session(self, old: bytes, new: Session) -> bool:
        """Put `new` in the place of the session with digest `old`, under the same id.

        False, and nothing changed, where `old` is gone: of two calls one gets True. What was held
        or seen meanwhile is kept where it is later. Raises: ValueError for another id.
        """
        ...

    def seen(self, session: SessionId, at: datetime) -> None:
        """Note that a session was used; never moves back. Nothing for an unknown one."""
        ...

    def hold(self, session: SessionId, until: datetime) -> None:
        """Let no expiry of a session count before `until`; never moves back, as `seen`."""
        ...

    def close_session(self, account: SubjectId, session: SessionId) -> None:
        """Close one of an account's own sessions; nothing where it is not his or gone."""
        ...

    def close_sessions(self, account: SubjectId, *, but: SessionId | None = None) -> None:
        """Close every session of an account, but one if named."""
        ...

    def sessions(self, account: SubjectId) -> list[Session]:
        """Return an account's sessions, the latest used first, expired ones among them."""
        ...

    def count_try(self, limits: Sequence[Limit], *, now: datetime) -> datetime | None:
        """Count one try against each limit, unless one of them is pausing.

        Then count nothing and return until when, the latest of them. Counts before the try is
        made, so that tries made at once do not slip through together.
        """
        ...

    def take_back_try(self, limit: Limit) -> None:
        """Uncount one try, because it succeeded; never below none."""
        ...

    def forget_tries(self, limits: Sequence[Limit]) -> None:
        """Forget every try counted against these limits."""
        ...

    def spend(self, digest: bytes, *, until: datetime) -> bool:
        """Note that a thing was used; False where it was noted before. Kept until `until`."""
        ...

    def daily_secret(self, day: date, *, fresh: bytes) -> bytes:
        """Return the secret of a day; `fresh` becomes it where the day has none yet."""
        ...

    def sweep(self, *, now: datetime, day: date, oldest_session: datetime) -> None:
        """Delete what no rule looks at any more.

        Things noted as used until before `now`, tries whose pause is long over, secrets of days
        before the one before `day`, sessions neither used nor held since `oldest_session`.
        """
        ...

    def close(self) -> None:
        """Release the connections; the next call opens others."""
        ...
