"""Accounts, factors, sign-ins, and who looks: frozen values without behaviour of their own.

A sign-in is called a session in code. Nothing here is a person's name; no struct that holds a
secret shows it when it is printed. Where to look next: `accounts.sessions`, how long one lasts.
"""

import re
import unicodedata
from datetime import datetime
from enum import StrEnum
from typing import NewType

from msgspec import Struct

from mingpai.kernel.ids import CaseId, OfficeId, SubjectId

SessionId = NewType("SessionId", str)
"""Names one sign-in for as long as it lasts, whatever its token: 22 characters of base64url.

No secret: whoever knows it cannot act by it. Tickets, holds and lists of sign-ins use it.
"""
FactorId = NewType("FactorId", str)
"""Names one factor of one account."""

SHORTEST_LOGIN = 2
LONGEST_LOGIN = 64
_LOGIN = re.compile(r"\w[\w.@+-]*")


class Role(StrEnum):
    """In which capacity somebody signs in. One account has one role."""

    CITIZEN = "citizen"
    CLERK = "clerk"
    JUDGE = "judge"
    SUPERVISOR = "supervisor"
    AUXILIARY = "auxiliary"
    PLATFORM = "platform"
    OPERATOR = "operator"


class Language(StrEnum):
    """In which language pages speak."""

    ZH = "zh"
    EN = "en"


class FactorKind(StrEnum):
    """By what an account's holder can show that it is him."""

    PASSWORD = "password"  # noqa: S105 - the name of a kind, no password
    ONE_TIME = "one_time"
    PASSKEY = "passkey"
    RECOVERY = "recovery"
    ENROLMENT = "enrolment"


class Account(Struct, frozen=True):
    """Somebody who can sign in.

    `id` is his subject's in the subject store. `office` is the court, platform, firm or authority
    he acts for; a citizen has none. `cases` narrows a role to these cases; None means all of the
    office's. `person` is a keyed digest of a citizen's identity number: one person, one account.
    A disabled account stays disabled.
    """

    id: SubjectId
    login: str
    role: Role
    office: OfficeId | None
    cases: tuple[CaseId, ...] | None
    language: Language
    made_at: datetime
    disabled_at: datetime | None = None
    person: bytes | None = None


class Factor(Struct, frozen=True):
    """One factor of an account.

    `secret` by kind: argon2id hash, sealed seed, public key, keyed digest of a code. `handle` is a
    passkey's credential id, else None. `counter` only rises: the last time step used, or the
    authenticator's own count. `ends_at` is when it stops being good by itself.
    """

    id: FactorId
    account: SubjectId
    kind: FactorKind
    secret: bytes
    made_at: datetime
    handle: bytes | None = None
    counter: int = 0
    ends_at: datetime | None = None

    def __repr__(self) -> str:
        """Name the kind, and nothing secret."""
        return f"Factor({self.id}, {self.kind})"


class Session(Struct, frozen=True):
    """A sign-in as it is kept. The token itself is nowhere; `digest` is its SHA-256.

    `device` and `address` are keyed tokens. `fresh_until` is until when decisions may be signed;
    `held_until` until when no expiry counts, because a lot that was entered is running.
    """

    id: SessionId
    digest: bytes
    account: SubjectId
    device: str
    address: str
    made_at: datetime
    seen_at: datetime
    fresh_until: datetime
    held_until: datetime


class Viewer(Struct, frozen=True):
    """Who looks, at this request: what pages and permissions need to know of a signed-in person."""

    account: SubjectId
    login: str
    role: Role
    office: OfficeId | None
    cases: tuple[CaseId, ...] | None
    language: Language
    session: SessionId
    digest: bytes
    fresh_until: datetime
    expires_at: datetime


class Caller(Struct, frozen=True):
    """Where a request comes from, in clear: used to make tokens, never kept or printed.

    `address` is the client's network address as the outermost trusted proxy saw it; `device` the
    long-lived random value of the device's own cookie.
    """

    address: str
    device: str

    def __repr__(self) -> str:
        """Say nothing of what it holds."""
        return "Caller(...)"


def parse_login(text: str) -> str:
    """Return a login in its one form: NFKC, letters folded; two that look alike are one.

    Letters of any script, digits and `_ . @ + -`, beginning with a letter, digit or underscore.
    Raises: ValueError saying what is wanted, without repeating the text.
    """
    login = unicodedata.normalize("NFKC", text.strip()).casefold()
    if not SHORTEST_LOGIN <= len(login) <= LONGEST_LOGIN or not _LOGIN.fullmatch(login):
        msg = (
            f"a login of {SHORTEST_LOGIN} to {LONGEST_LOGIN} letters, digits and _ . @ + - is "
            "wanted, beginning with a letter or a digit"
        )
        raise ValueError(msg)
    return login
