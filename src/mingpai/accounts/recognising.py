"""Whose sign-in it is: password and second factor held against what is kept of a login.

Does the same work for a login that does not exist, for a wrong password and for a wrong code, and
gives the same answer, so that neither the answer nor its time tells which. Where to look next:
`accounts.proving`, second factors; `accounts.signing_in`, what follows.
"""

import asyncio
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from mingpai.accounts.model import Account, Factor, FactorKind, Role
from mingpai.accounts.parts import Parts
from mingpai.accounts.passwords import TooMany
from mingpai.accounts.proving import Given, Prover
from mingpai.accounts.throttling import Limit, by_code
from mingpai.kernel.ids import SubjectId

SIGN_IN = "sign in"
"""The purpose of a passkey's challenge at sign-in."""
_NOBODY = SubjectId("")


class SignIn(Struct, frozen=True):
    """What somebody gave to sign in. Shows nothing when printed.

    Password with `code` (from an app, or a recovery code) or with `passkey`; a citizen may give
    `passkey` alone. `passkey` is the JSON of what `navigator.credentials.get` returned for
    `SignInDesk.ask_for_passkey`.
    """

    login: str = ""
    password: str = ""
    code: str = ""
    passkey: str = ""

    def __repr__(self) -> str:
        """Say nothing of what it holds."""
        return "SignIn(...)"


class Recognised(Struct, frozen=True):
    """Who signs in, and by which kind of second factor."""

    account: Account
    kind: FactorKind


class Recogniser:
    """Holds what was given against what is kept."""

    def __init__(self, parts: Parts, prover: Prover) -> None:
        """Keep what is needed."""
        self._parts = parts
        self._store = parts.store
        self._prover = prover

    async def recognise(
        self, given: SignIn, *, login: str, address: str, now: datetime
    ) -> Recognised | None:
        """Return who signs in, with the second factor used up; None for whatever is wrong.

        `login` is the given one in its one form, `address` a token. Raises: TooMany, PortError.
        """
        shown = Given(SIGN_IN, given.code, given.passkey)
        if given.passkey and not given.password:
            return await self._by_passkey(shown, now)
        account = await asyncio.to_thread(self._store.by_login, login)
        owner = account.id if account else _NOBODY
        factors = await asyncio.to_thread(self._store.factors, owner)
        kept = next((one for one in factors if one.kind is FactorKind.PASSWORD), None)
        secret = kept.secret if kept else None
        is_right = await self._parts.passwords.matches(secret, given.password)
        proof = self._prover.look(factors, shown, now=now)
        # A wrong password counts against a limit of its own that stops nothing: counting none
        # would be quicker, and the time of the answer would tell that the password was wrong.
        limit = self.code_limit(owner if is_right else f"{login} {address}")
        is_paused = await asyncio.to_thread(self._store.count_try, [limit], now=now)
        if account is None or account.disabled_at or kept is None or not is_right or proof is None:
            return None
        if is_paused and proof.factor.kind is FactorKind.ONE_TIME:
            return None
        if not await self._prover.use(proof):
            return None
        await asyncio.to_thread(self._store.forget_tries, [limit])
        await self._hash_anew(kept, given.password)
        return Recognised(account, proof.factor.kind)

    def code_limit(self, owner: str) -> Limit:
        """Return the limit of wrong codes of one account."""
        return by_code(self._parts.keys.digest("code", owner, purpose="tries"))

    async def _by_passkey(self, shown: Given, now: datetime) -> Recognised | None:
        """Return the citizen whose passkey this is. Officials give their password besides."""
        handle = self._parts.passkeys.handle_in(shown.passkey)
        factor = await asyncio.to_thread(self._store.passkey, handle) if handle else None
        account = await asyncio.to_thread(self._store.account, factor.account) if factor else None
        if factor is None or account is None or account.role is not Role.CITIZEN:
            return None
        proof = self._prover.look([factor], shown, now=now)
        if account.disabled_at or proof is None or not await self._prover.use(proof):
            return None
        return Recognised(account, FactorKind.PASSKEY)

    async def _hash_anew(self, kept: Factor, password: str) -> None:
        """Bring a password's hash to today's cost, now that it is known; another time if busy."""
        if not self._parts.passwords.is_outdated(kept.secret):
            return
        try:
            secret = await self._parts.passwords.hashed(password)
        except TooMany:
            return
        added = [replace(kept, secret=secret)]
        await asyncio.to_thread(
            self._store.change_factors, kept.account, removed=[kept.id], added=added
        )
