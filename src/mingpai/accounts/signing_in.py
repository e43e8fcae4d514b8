"""The desk where people sign in, and where every request asks who it is from.

Pages need this module and `accounts.permissions`. How a page uses it:

    admitted = await desk.sign_in(SignIn(login, password, code), caller)     # or Denied
    ... set cookie `admitted.token` (Secure, HttpOnly, SameSite=Strict, Path=/) ...
    viewer = await desk.viewer(token_from_cookie)                            # or None
    if not may(viewer, Permission.PUBLISH_NOTICE, court=court, case=case): ...
    if needs_fresh(Permission.PUBLISH_NOTICE) and not desk.is_fresh(viewer): ...
    if not desk.is_form_token(form["csrf"], viewer): ...

Every method is to be awaited on the event loop; what blocks (hashing, the store) runs in threads.
Each raises PortError where the store cannot serve: answer 503, and nobody is signed in by it.
Where to look next: `accounts.recognising`, whose sign-in it is; `accounts.enrolling`, how accounts
come about; `accounts.own_factors`, what their holders change later.
"""

import asyncio
from datetime import datetime

import structlog
from msgspec import Struct
from msgspec.structs import replace

from mingpai.accounts import sessions
from mingpai.accounts.denials import Denial, Denied
from mingpai.accounts.model import (
    Account,
    Caller,
    FactorKind,
    Language,
    Session,
    SessionId,
    Viewer,
)
from mingpai.accounts.parts import Parts
from mingpai.accounts.passwords import TooMany
from mingpai.accounts.places import Place
from mingpai.accounts.proving import Given, Prover
from mingpai.accounts.recognising import SIGN_IN, Recognised, Recogniser, SignIn
from mingpai.accounts.sessions import Opened
from mingpai.accounts.turnstile import Turnstile, seconds_until
from mingpai.kernel.moments import local_date

_log = structlog.get_logger(__name__)


class Admitted(Struct, frozen=True):
    """A sign-in: the token for the cookie, given once and kept nowhere, and who looks now."""

    token: str
    viewer: Viewer

    def __repr__(self) -> str:
        """Say which session, and not its token."""
        return f"Admitted({self.viewer.session})"


class SignInDesk:
    """Signs people in and out. One for each process; everything lasting is in the store."""

    def __init__(self, parts: Parts) -> None:
        """Take what it is made of."""
        self._parts = parts
        self._store = parts.store
        self._turnstile = Turnstile(parts)
        self._prover = Prover(parts.store, parts.keys, parts.passkeys)
        self._recogniser = Recogniser(parts, self._prover)

    def ask_for_passkey(self) -> str:
        """Return the JSON for `navigator.credentials.get` at sign-in; good for five minutes."""
        return self._parts.passkeys.asked_to_show(purpose=SIGN_IN, now=self._parts.clock.now())

    async def sign_in(self, given: SignIn, caller: Caller) -> Admitted | Denied:
        """Sign somebody in, under a token that nobody had before.

        Denied: WRONG_SIGN_IN for whatever is wrong, with the same work for a login that does not
        exist; PAUSED after too many tries from this address; BUSY, which does not count.
        """
        passage = await self._turnstile.enter(given.login, caller)
        if isinstance(passage, Denied):
            return passage
        now, place = passage.now, passage.place
        try:
            found = await self._recogniser.recognise(
                given, login=passage.login, address=place.address, now=now
            )
        except TooMany:
            await self._turnstile.undo(passage)
            return Denied(Denial.BUSY, 1)
        if found is None:
            _log.info("sign-in refused", address=place.address)
            return Denied(Denial.WRONG_SIGN_IN)
        await self._turnstile.succeeded(passage)
        return await self._admit(found, place, now)

    async def viewer(self, token: str) -> Viewer | None:
        """Return who a token belongs to now: None where it is unknown, expired or disabled.

        Notes that it was used, once a minute at most.
        """
        digest = sessions.digest_of(token)
        if digest is None:
            return None
        found = await asyncio.to_thread(self._store.session, digest)
        now = self._parts.clock.now()
        if found is None or now >= sessions.expires_at(found.session):
            return None
        session = found.session
        if now - session.seen_at >= sessions.SEEN_EVERY:
            await asyncio.to_thread(self._store.seen, session.id, now)
            session = replace(session, seen_at=now)
        return sessions.viewer_of(session, found.account)

    def is_fresh(self, viewer: Viewer) -> bool:
        """Say whether somebody showed a factor within the last five minutes."""
        return self._parts.clock.now() < viewer.fresh_until

    def ask_for_fresh_passkey(self, viewer: Viewer) -> str:
        """Return the JSON for `navigator.credentials.get` that `freshen` wants."""
        now = self._parts.clock.now()
        return self._parts.passkeys.asked_to_show(purpose=_fresh(viewer), now=now)

    async def freshen(
        self, viewer: Viewer, caller: Caller, *, code: str = "", passkey: str = ""
    ) -> Admitted | Denied:
        """Take a factor once more, so that for five minutes decisions may be signed.

        A code from an app or a passkey, not a recovery code. The old token ends; set the new one.
        Denied: WRONG_CODE, PAUSED, NOT_SIGNED_IN where the sign-in ended meanwhile.
        """
        now = self._parts.clock.now()
        limit = self._recogniser.code_limit(viewer.account)
        paused_until = await asyncio.to_thread(self._store.count_try, [limit], now=now)
        if paused_until is not None and not passkey:
            return Denied(Denial.PAUSED, seconds_until(paused_until, now=now))
        factors = await asyncio.to_thread(self._store.factors, viewer.account)
        strong = [one for one in factors if one.kind is not FactorKind.RECOVERY]
        proof = self._prover.look(strong, Given(_fresh(viewer), code, passkey), now=now)
        if proof is None or not await self._prover.use(proof):
            return Denied(Denial.WRONG_CODE)
        await asyncio.to_thread(self._store.forget_tries, [limit])
        return await self.renewed(viewer, caller, fresh_until=now + sessions.FRESH)

    async def renewed(
        self, viewer: Viewer, caller: Caller, *, fresh_until: datetime
    ) -> Admitted | Denied:
        """Give a sign-in a new token, as at each raising of rights. The old one ends.

        Denied: NOT_SIGNED_IN where it ended meanwhile.
        """
        found = await asyncio.to_thread(self._store.session, viewer.digest)
        if found is None:
            return Denied(Denial.NOT_SIGNED_IN)
        now, place = self._parts.clock.now(), await self.place_of(caller)
        random = self._parts.random
        opened = sessions.renewed(
            found.session, place, fresh_until=fresh_until, now=now, random=random
        )
        if not await asyncio.to_thread(self._store.renew_session, viewer.digest, opened.session):
            return Denied(Denial.NOT_SIGNED_IN)
        return _admitted(opened, found.account)

    async def hold(self, session: SessionId, until: datetime) -> bool:
        """Let a sign-in not expire while a lot runs that it has entered.

        `until` is the lot's close as known now: call again whenever it moves. The sign-in lasts
        half an hour beyond, which is more than a close can move at once. False, and nothing
        changed, where it has ended already. Signing out and disabling end a held one all the same.
        """
        found = await asyncio.to_thread(self._store.session_named, session)
        if found is None or self._parts.clock.now() >= sessions.expires_at(found.session):
            return False
        await asyncio.to_thread(self._store.hold, session, until + sessions.IDLE)
        return True

    def form_token(self, viewer: Viewer) -> str:
        """Return what each form of this sign-in carries (CSRF); another after each new token."""
        return self._parts.keys.form_token(viewer.digest)

    def is_form_token(self, text: str, viewer: Viewer) -> bool:
        """Say whether a form came from a page of this sign-in. If not: Denied(WRONG_FORM)."""
        return self._parts.keys.is_form_token(text, viewer.digest)

    def form_token_before(self, caller: Caller) -> str:
        """Return what the forms carry that come before a sign-in, bound to the device's cookie."""
        return self._parts.keys.form_token(self._device(caller))

    def is_form_token_before(self, text: str, caller: Caller) -> bool:
        """Say whether a form before sign-in came from a page that this device was shown."""
        return self._parts.keys.is_form_token(text, self._device(caller))

    async def sign_out(self, viewer: Viewer) -> None:
        """End this sign-in."""
        await self.close(viewer, viewer.session)

    async def sign_out_everywhere(self, viewer: Viewer) -> None:
        """End every sign-in of this person, this one too."""
        await asyncio.to_thread(self._store.close_sessions, viewer.account)

    async def close(self, viewer: Viewer, session: SessionId) -> None:
        """End one of this person's own sign-ins; nothing where it is not his."""
        await asyncio.to_thread(self._store.close_session, viewer.account, session)

    async def sessions(self, viewer: Viewer) -> list[Session]:
        """Return this person's own sign-ins that last, device by device, this device's first.

        `session.id == viewer.session` is this one; equal `device` is the same device.
        """
        found = await asyncio.to_thread(self._store.sessions, viewer.account)
        now = self._parts.clock.now()
        lasting = [one for one in found if now < sessions.expires_at(one)]
        this = [one.device for one in lasting if one.id == viewer.session]
        return sorted(lasting, key=lambda one: (one.device not in this, one.device, one.made_at))

    async def set_language(self, viewer: Viewer, language: Language) -> None:
        """Keep in which language pages speak to this person."""
        await asyncio.to_thread(self._store.set_language, viewer.account, language)

    async def place_of(self, caller: Caller) -> Place:
        """Return device and address of a caller as tokens, such as restricted entries hold."""
        return await self._turnstile.place_of(caller)

    async def sweep(self) -> None:
        """Delete what no rule looks at any more. To be called every hour or so."""
        now = self._parts.clock.now()
        oldest = now - sessions.ABSOLUTE
        await asyncio.to_thread(
            self._store.sweep, now=now, day=local_date(now), oldest_session=oldest
        )

    async def _admit(self, found: Recognised, place: Place, now: datetime) -> Admitted | Denied:
        account = found.account
        opened = sessions.new_session(account, place, now=now, random=self._parts.random)
        if found.kind is FactorKind.RECOVERY:  # on paper, perhaps in other hands: signs no decision
            stale = replace(opened.session, fresh_until=now)
            opened = replace(opened, session=stale)
        if not await asyncio.to_thread(self._store.open_session, opened.session):
            return Denied(Denial.WRONG_SIGN_IN)
        _log.info("signed in", role=account.role, by=found.kind)
        return _admitted(opened, account)

    def _device(self, caller: Caller) -> bytes:
        return self._parts.keys.digest(caller.device, purpose="forms of a device")


def _admitted(opened: Opened, account: Account) -> Admitted:
    return Admitted(opened.token, sessions.viewer_of(opened.session, account))


def _fresh(viewer: Viewer) -> str:
    return f"fresh {viewer.session}"
