"""What the holder of an account changes later: password, apps, passkeys, recovery codes.

Each change wants a fresh factor and ends every other sign-in of his; his own goes on under a new
token. Nobody is left without a way in. Where to look next: `accounts.making`.
"""

import asyncio
from collections.abc import Sequence

from msgspec import Struct

from mingpai.accounts import passwords
from mingpai.accounts.denials import Denial, Denied
from mingpai.accounts.enrolling import ISSUER
from mingpai.accounts.making import Maker, Offered, Setup
from mingpai.accounts.model import Caller, Factor, FactorId, FactorKind, Role, Viewer
from mingpai.accounts.parts import Parts
from mingpai.accounts.passwords import TooMany
from mingpai.accounts.signing_in import Admitted, SignInDesk

_STRONG = frozenset({FactorKind.ONE_TIME, FactorKind.PASSKEY})


class Shown(Struct, frozen=True):
    """New recovery codes, to be shown once, and the sign-in under its new token."""

    codes: tuple[str, ...]
    admitted: Admitted

    def __repr__(self) -> str:
        """Say nothing of what it holds."""
        return "Shown(...)"


class OwnFactors:
    """Changes a person's own factors."""

    def __init__(self, parts: Parts, desk: SignInDesk) -> None:
        """Take what it is made of, and the desk that gives new tokens."""
        self._parts = parts
        self._store = parts.store
        self._desk = desk
        self._maker = Maker(parts)

    async def factors(self, viewer: Viewer) -> list[Factor]:
        """Return this person's factors, oldest first. A page shows kind and `made_at` alone."""
        return await asyncio.to_thread(self._store.factors, viewer.account)

    def one_time_setup(self, viewer: Viewer) -> Setup:
        """Begin to set another authenticator app up. Keeps nothing."""
        return self._maker.one_time_setup(viewer.login, issuer=ISSUER)

    async def ask_for_new_passkey(self, viewer: Viewer) -> str:
        """Return the JSON for `navigator.credentials.create`."""
        known = tuple(one.handle for one in await self.factors(viewer) if one.handle)
        return self._parts.passkeys.asked_to_make(
            login=viewer.login, purpose=_purpose(viewer), known=known, now=self._parts.clock.now()
        )

    async def add(self, viewer: Viewer, offered: Offered, caller: Caller) -> Admitted | Denied:
        """Add an app or a passkey. Denied: NOT_FRESH, SETUP_EXPIRED, WRONG_CODE."""
        if not self._desk.is_fresh(viewer):
            return Denied(Denial.NOT_FRESH)
        checked = self._maker.checked(offered, login=viewer.login, purpose=_purpose(viewer))
        if isinstance(checked, Denied):
            return checked
        if not await self._maker.used_up(checked):
            return Denied(Denial.SETUP_EXPIRED)
        factor = self._maker.second(checked, viewer.account)
        return await self._change(viewer, caller, added=[factor])

    async def change_password(
        self, viewer: Viewer, *, old: str, new: str, caller: Caller
    ) -> Admitted | Denied:
        """Put a new password in the old one's place; for who has none yet, `old` is not asked.

        Denied: NOT_FRESH, WRONG_SIGN_IN for a wrong old one, BUSY, and as for a new password.
        """
        if not self._desk.is_fresh(viewer):
            return Denied(Denial.NOT_FRESH)
        fault = passwords.fault(new, login=viewer.login)
        if fault is not None:
            return Denied(fault)
        kept = [one for one in await self.factors(viewer) if one.kind is FactorKind.PASSWORD]
        try:
            if kept and not await self._parts.passwords.matches(kept[0].secret, old):
                return Denied(Denial.WRONG_SIGN_IN)
            factor = await self._maker.password(viewer.account, new)
        except TooMany:
            return Denied(Denial.BUSY, 1)
        return await self._change(viewer, caller, removed=kept, added=[factor])

    async def new_recovery_codes(self, viewer: Viewer, caller: Caller) -> Shown | Denied:
        """Make ten recovery codes in the place of those there were. Denied: NOT_FRESH."""
        if not self._desk.is_fresh(viewer):
            return Denied(Denial.NOT_FRESH)
        old = [one for one in await self.factors(viewer) if one.kind is FactorKind.RECOVERY]
        codes, factors = self._maker.recovery(viewer.account)
        admitted = await self._change(viewer, caller, removed=old, added=factors)
        return admitted if isinstance(admitted, Denied) else Shown(codes, admitted)

    async def remove(self, viewer: Viewer, factor: FactorId, caller: Caller) -> Admitted | Denied:
        """Take one of his factors away. Denied: NOT_FRESH; LAST_FACTOR where no way in is left."""
        if not self._desk.is_fresh(viewer):
            return Denied(Denial.NOT_FRESH)
        factors = await self.factors(viewer)
        gone = [one for one in factors if one.id == factor]
        left = {one.kind for one in factors if one.id != factor}
        if not _lets_in(left, viewer.role):
            return Denied(Denial.LAST_FACTOR)
        return await self._change(viewer, caller, removed=gone)

    async def _change(
        self,
        viewer: Viewer,
        caller: Caller,
        *,
        removed: Sequence[Factor] = (),
        added: Sequence[Factor] = (),
    ) -> Admitted | Denied:
        """Change factors, end every other sign-in and renew this one."""
        gone = [one.id for one in removed]
        is_done = await asyncio.to_thread(
            self._store.change_factors, viewer.account, removed=gone, added=added
        )
        if not is_done:  # changed from elsewhere just now
            return Denied(Denial.SETUP_EXPIRED)
        await asyncio.to_thread(self._store.close_sessions, viewer.account, but=viewer.session)
        return await self._desk.renewed(viewer, caller, fresh_until=viewer.fresh_until)


def _lets_in(kinds: set[FactorKind], role: Role) -> bool:
    """Say whether these kinds of factors are enough to sign in, without counting paper codes."""
    if role is Role.CITIZEN and FactorKind.PASSKEY in kinds:
        return True
    return FactorKind.PASSWORD in kinds and bool(kinds & _STRONG)


def _purpose(viewer: Viewer) -> str:
    return f"add {viewer.account}"
