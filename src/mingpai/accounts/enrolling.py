"""How accounts come about: citizens register themselves, officials enrol by a secret given once.

A citizen's name and number go to the identity provider and into the subject store, and are kept
nowhere here but as a keyed digest that lets each person have one account. Which logins are taken
is told only to somebody whose identity was verified. Where to look next: `accounts.making`.
"""

import asyncio
import threading
import unicodedata
from typing import assert_never

from msgspec import Struct

from mingpai.accounts import passwords
from mingpai.accounts.denials import Denial, Denied
from mingpai.accounts.identity import Identity, IdentityProvider
from mingpai.accounts.invitations import is_invitation
from mingpai.accounts.making import Checked, Maker, Offered, Setup
from mingpai.accounts.model import (
    Account,
    Caller,
    Factor,
    Language,
    Role,
    parse_login,
)
from mingpai.accounts.parts import Parts
from mingpai.accounts.passwords import TooMany
from mingpai.accounts.store import Added
from mingpai.accounts.turnstile import Turnstile
from mingpai.kernel.ids import SubjectId
from mingpai.ports import SubjectStore

ISSUER = "Mingpai"
"""What an authenticator app shows beside the login."""
_NOBODY = SubjectId("")


class Registration(Struct, frozen=True):
    """What a citizen gives to register. `password` may be empty where a passkey is offered."""

    login: str
    identity: Identity
    offered: Offered
    password: str = ""
    language: Language = Language.ZH

    def __repr__(self) -> str:
        """Say nothing of what it holds."""
        return "Registration(...)"


class Enrolment(Struct, frozen=True):
    """What an official gives to enrol: the secret given once, a new password, a second factor."""

    login: str
    secret: str
    password: str
    offered: Offered

    def __repr__(self) -> str:
        """Say nothing of what it holds."""
        return "Enrolment(...)"


class EnrolmentDesk:
    """Takes new accounts in."""

    def __init__(self, parts: Parts, subjects: SubjectStore, identities: IdentityProvider) -> None:
        """Take what it is made of; `subjects` is used by one thread at a time."""
        self._parts = parts
        self._store = parts.store
        self._subjects = subjects
        self._one_at_a_time = threading.Lock()
        self._identities = identities
        self._turnstile = Turnstile(parts)
        self._maker = Maker(parts)

    def one_time_setup(self, login: str) -> Setup | Denied:
        """Begin to set an authenticator app up. Keeps nothing. Denied: LOGIN_MALFORMED."""
        try:
            return self._maker.one_time_setup(parse_login(login), issuer=ISSUER)
        except ValueError:
            return Denied(Denial.LOGIN_MALFORMED)

    def ask_for_new_passkey(self, login: str) -> str | Denied:
        """Return the JSON for `navigator.credentials.create`. Denied: LOGIN_MALFORMED."""
        try:
            plain = parse_login(login)
        except ValueError:
            return Denied(Denial.LOGIN_MALFORMED)
        now = self._parts.clock.now()
        return self._parts.passkeys.asked_to_make(
            login=plain, purpose=_purpose(plain), known=(), now=now
        )

    async def register(self, given: Registration, caller: Caller) -> Account | Denied:
        """Make a citizen's account, with a subject of his own in the subject store.

        Checks in this order, and keeps nothing unless all hold: login and password as such,
        tries from this address, the factor, the identity, and last whether login or person is
        taken. He signs in afterwards, like everybody.
        """
        password = None if given.offered.passkey and not given.password else given.password
        denied = _malformed(given.login, password)
        if denied is not None:
            return denied
        passage = await self._turnstile.enter(given.login, caller)
        if isinstance(passage, Denied):
            return passage
        checked = self._checked(given.offered, passage.login)
        if isinstance(checked, Denied):
            return checked
        verdict = await asyncio.to_thread(self._identities.check, given.identity)
        if not verdict.is_verified:
            return Denied(Denial.IDENTITY_NOT_VERIFIED)
        fields = {
            "name": given.identity.name,
            "identity_number": given.identity.number,
            "verified_by": verdict.provider,
        }
        subject = await asyncio.to_thread(self._enrol, fields)
        account = Account(
            id=subject,
            login=passage.login,
            role=Role.CITIZEN,
            office=None,
            cases=(),
            language=given.language,
            made_at=passage.now,
            person=self._person(given.identity.number),
        )
        denied = await self._kept(account, checked, password)
        if denied is not None:
            await asyncio.to_thread(self._erase, subject)
            return denied
        await self._turnstile.succeeded(passage)
        return account

    async def enrol(self, given: Enrolment, caller: Caller) -> Account | Denied:
        """Let an official choose password and second factor by the secret that he was given.

        The secret works once. Every factor that was there before ends, and every sign-in.
        Denied: WRONG_SIGN_IN for whatever is wrong with login or secret, and as for `register`.
        """
        denied = _malformed(given.login, given.password)
        if denied is not None:
            return denied
        passage = await self._turnstile.enter(given.login, caller)
        if isinstance(passage, Denied):
            return passage
        account = await asyncio.to_thread(self._store.by_login, passage.login)
        owner = account.id if account else _NOBODY
        old = await asyncio.to_thread(self._store.factors, owner)
        keys, now = self._parts.keys, passage.now
        is_invited = [is_invitation(one, given.secret, keys=keys, now=now) for one in old]
        if account is None or account.disabled_at or not any(is_invited):
            return Denied(Denial.WRONG_SIGN_IN)
        checked = self._checked(given.offered, passage.login)
        if isinstance(checked, Denied):
            return checked
        new = await self._factors(account.id, checked, given.password)
        if isinstance(new, Denied):
            return new
        gone = [one.id for one in old]
        if not await asyncio.to_thread(
            self._store.change_factors, account.id, removed=gone, added=new
        ):
            return Denied(Denial.WRONG_SIGN_IN)
        await asyncio.to_thread(self._store.close_sessions, account.id)
        await self._turnstile.succeeded(passage)
        return account

    def _checked(self, offered: Offered, login: str) -> Checked | Denied:
        return self._maker.checked(offered, login=login, purpose=_purpose(login))

    async def _factors(
        self, account: SubjectId, checked: Checked, password: str | None
    ) -> list[Factor] | Denied:
        """Return the factors that an account begins with; the setup is used up by it."""
        factors = [self._maker.second(checked, account)]
        if password is not None:
            try:
                factors.append(await self._maker.password(account, password))
            except TooMany:
                return Denied(Denial.BUSY, 1)
        is_first = await self._maker.used_up(checked)
        return factors if is_first else Denied(Denial.SETUP_EXPIRED)

    async def _kept(
        self, account: Account, checked: Checked, password: str | None
    ) -> Denied | None:
        """Keep a new account with its factors, or nothing of it and say why."""
        factors = await self._factors(account.id, checked, password)
        if isinstance(factors, Denied):
            return factors
        added = await asyncio.to_thread(self._store.add, account, factors)
        match added:
            case Added.KEPT:
                return None
            case Added.LOGIN_TAKEN:
                return Denied(Denial.LOGIN_TAKEN)
            case Added.PERSON_KNOWN:
                return Denied(Denial.PERSON_KNOWN)
            case _:
                assert_never(added)

    def _enrol(self, fields: dict[str, str]) -> SubjectId:
        with self._one_at_a_time:
            return self._subjects.enrol(fields)

    def _erase(self, subject: SubjectId) -> None:
        with self._one_at_a_time:
            self._subjects.erase(subject)

    def _person(self, number: str) -> bytes:
        plain = unicodedata.normalize("NFKC", number).strip().upper()
        return self._parts.keys.digest(plain, purpose="person")


def _purpose(login: str) -> str:
    return f"enrol {login}"


def _malformed(login: str, password: str | None) -> Denied | None:
    """Return why a login or a password cannot be one, whoever asks; None where no password is."""
    try:
        plain = parse_login(login)
    except ValueError:
        return Denied(Denial.LOGIN_MALFORMED)
    fault = None if password is None else passwords.fault(password, login=plain)
    return None if fault is None else Denied(fault)
