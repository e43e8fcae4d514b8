"""Whether the second factor that somebody shows is his, and using it up.

Looking and using are two steps: everything given is looked at, the same for every login, known or
not; only what turned out to be right in the end is used up, and it proves something to the one
request whose use came first.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from msgspec import Struct

from mingpai.accounts import one_time, passkeys
from mingpai.accounts.keys import AccountKeys, SealBroken
from mingpai.accounts.model import Factor, FactorKind
from mingpai.accounts.passkeys import NotProven, Passkeys, Shown
from mingpai.accounts.store import AccountStore
from mingpai.ports import PortError

SEED = "one-time seed"
"""The purpose under which seeds are sealed."""
_NOBODYS_SEED = bytes(one_time.SEED_BYTES)


class Given(Struct, frozen=True):
    """What was given as a second factor: a code or a passkey's answer, and for what.

    `purpose` is that of the passkey's challenge: an answer for one thing proves nothing for
    another.
    """

    purpose: str
    code: str = ""
    passkey: str = ""

    def __repr__(self) -> str:
        """Name the purpose, and nothing secret."""
        return f"Given({self.purpose})"


class Proof(Struct, frozen=True):
    """A factor that what was given is right for; `step` or `shown` say what is used up by it."""

    factor: Factor
    step: int = 0
    shown: Shown | None = None


class Prover:
    """Looks at second factors and uses them up."""

    def __init__(self, store: AccountStore, keys: AccountKeys, passkeys: Passkeys) -> None:
        """Keep what is needed."""
        self._store = store
        self._keys = keys
        self._passkeys = passkeys

    def look(self, factors: Sequence[Factor], given: Given, *, now: datetime) -> Proof | None:
        """Return which of somebody's factors was given, if any. Uses nothing up.

        Raises: PortError where a seed was sealed with another key.
        """
        if given.passkey:
            return self._passkey(factors, given, now)
        if one_time.is_one_time(given.code):
            return self._one_time(factors, given.code, now)
        return self._recovery(factors, given.code)

    async def use(self, proof: Proof) -> bool:
        """Use up what was given; False where another request was quicker. Raises: PortError."""
        factor, shown = proof.factor, proof.shown
        match factor.kind:
            case FactorKind.ONE_TIME:
                return await asyncio.to_thread(self._store.advance, factor.id, to=proof.step)
            case FactorKind.RECOVERY:
                return await asyncio.to_thread(
                    self._store.change_factors, factor.account, removed=[factor.id], added=[]
                )
            case FactorKind.PASSKEY:
                return shown is not None and await self._use_passkey(factor, shown)
            case FactorKind.PASSWORD | FactorKind.ENROLMENT:
                return False
            case _:
                assert_never(factor.kind)

    async def _use_passkey(self, factor: Factor, shown: Shown) -> bool:
        digest = passkeys.digest_of(shown.challenge)
        if not await asyncio.to_thread(self._store.spend, digest, until=shown.until):
            return False
        if shown.counter == 0:  # a device that does not count
            return True
        return await asyncio.to_thread(self._store.advance, factor.id, to=shown.counter)

    def _one_time(self, factors: Sequence[Factor], code: str, now: datetime) -> Proof | None:
        apps = [factor for factor in factors if factor.kind is FactorKind.ONE_TIME]
        for factor in apps:
            step = one_time.step_of(code, self.seed_of(factor), now=now, used=factor.counter)
            if step is not None:
                return Proof(factor, step=step)
        if not apps:  # the work that a login with an app would cost
            one_time.step_of(code, _NOBODYS_SEED, now=now, used=0)
        return None

    def seed_of(self, factor: Factor) -> bytes:
        """Return a one-time factor's seed. Raises: PortError where it cannot be opened."""
        try:
            return self._keys.unseal(factor.secret, owner=factor.account, purpose=SEED)
        except SealBroken as error:
            msg = f"{error}; bring back the key that these accounts were made with"
            raise PortError(msg, retry_is_safe=False) from error

    def _recovery(self, factors: Sequence[Factor], code: str) -> Proof | None:
        codes = [factor for factor in factors if factor.kind is FactorKind.RECOVERY]
        if not codes:
            return None
        digest = one_time.recovery_digest(code, self._keys, owner=codes[0].account)
        found = one_time.matching(digest, [factor.secret for factor in codes])
        return None if found is None else Proof(codes[found])

    def _passkey(self, factors: Sequence[Factor], given: Given, now: datetime) -> Proof | None:
        handle = self._passkeys.handle_in(given.passkey)
        for factor in factors:
            if factor.kind is FactorKind.PASSKEY and factor.handle == handle:
                return self._shown(factor, given, now)
        return None

    def _shown(self, factor: Factor, given: Given, now: datetime) -> Proof | None:
        try:
            shown = self._passkeys.shown(
                given.passkey,
                key=factor.secret,
                counter=factor.counter,
                purpose=given.purpose,
                now=now,
            )
        except NotProven:
            return None
        return Proof(factor, shown=shown)
