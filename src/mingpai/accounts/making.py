"""New factors: checked first, then made for an account, so that none is half there.

A one-time factor is set up in two steps, and between them nothing is kept: the browser carries
the sealed seed until the app's first code proves that it arrived. Where to look next:
`accounts.enrolling`, `accounts.own_factors`.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from mingpai.accounts import one_time, passkeys
from mingpai.accounts.denials import Denial, Denied
from mingpai.accounts.keys import SealBroken
from mingpai.accounts.model import Factor, FactorId, FactorKind
from mingpai.accounts.parts import Parts
from mingpai.accounts.passkeys import NotProven
from mingpai.accounts.proving import SEED
from mingpai.kernel.canon import NotCanonical, b64url, parse_b64url
from mingpai.kernel.ids import SubjectId

SETUP_LASTS = timedelta(minutes=15)
_SETUP = "one-time setup"
_TIME_BYTES = 8
_ID_BYTES = 16


class Setup(Struct, frozen=True):
    """What a page shows to set an authenticator app up: once, and never in a log.

    `sealed` goes back with the form; `line` is the otpauth line (for a QR code), `typed` the seed
    to type by hand.
    """

    sealed: str
    line: str
    typed: str

    def __repr__(self) -> str:
        """Say nothing of what it holds."""
        return "Setup(...)"


class Offered(Struct, frozen=True):
    """The second factor that a form offers: an app (`setup` and its first `code`) or a passkey.

    `setup` is `Setup.sealed`; `passkey` the JSON of what `navigator.credentials.create` returned.
    """

    setup: str = ""
    code: str = ""
    passkey: str = ""

    def __repr__(self) -> str:
        """Say nothing of what it holds."""
        return "Offered(...)"


class Checked(Struct, frozen=True):
    """An offered factor that proved good, before it belongs to anybody."""

    kind: FactorKind
    secret: bytes
    challenge: bytes
    until: datetime
    handle: bytes | None = None
    counter: int = 0

    def __repr__(self) -> str:
        """Name the kind, and nothing secret."""
        return f"Checked({self.kind})"


class Maker:
    """Makes factors."""

    def __init__(self, parts: Parts) -> None:
        """Keep what is needed."""
        self._parts = parts

    def one_time_setup(self, login: str, *, issuer: str) -> Setup:
        """Begin to set an app up for a login (in its one form); good for fifteen minutes."""
        seed = one_time.new_seed(self._parts.random)
        until = int((self._parts.clock.now() + SETUP_LASTS).timestamp())
        plain = until.to_bytes(_TIME_BYTES, "big") + seed
        return Setup(
            sealed=b64url(self._parts.keys.seal(plain, owner=login, purpose=_SETUP)),
            line=one_time.setup_line(seed, login=login, issuer=issuer),
            typed=one_time.typed_seed(seed),
        )

    def checked(self, offered: Offered, *, login: str, purpose: str) -> Checked | Denied:
        """Check an offered second factor; uses nothing up.

        `purpose` is that of the passkey's challenge. Denied: SETUP_EXPIRED, WRONG_CODE.
        """
        now = self._parts.clock.now()
        if offered.passkey:
            return self._passkey(offered.passkey, purpose, now)
        return self._one_time(offered, login, now)

    async def used_up(self, checked: Checked) -> bool:
        """Use up the setup or challenge behind a checked factor; False where it was used."""
        digest = passkeys.digest_of(checked.challenge)
        return await asyncio.to_thread(self._parts.store.spend, digest, until=checked.until)

    def second(self, checked: Checked, account: SubjectId) -> Factor:
        """Return a checked factor as an account's own."""
        secret = checked.secret
        if checked.kind is FactorKind.ONE_TIME:
            secret = self._parts.keys.seal(secret, owner=account, purpose=SEED)
        made = self._factor(account, checked.kind, secret)
        return replace(made, handle=checked.handle, counter=checked.counter)

    async def password(self, account: SubjectId, password: str) -> Factor:
        """Return a password's factor. Raises: TooMany."""
        secret = await self._parts.passwords.hashed(password)
        return self._factor(account, FactorKind.PASSWORD, secret)

    def recovery(self, account: SubjectId) -> tuple[tuple[str, ...], Sequence[Factor]]:
        """Return new recovery codes, to be shown once, and what is kept of them."""
        codes = one_time.new_recovery_codes(self._parts.random)
        digests = (
            one_time.recovery_digest(code, self._parts.keys, owner=account) for code in codes
        )
        return codes, [self._factor(account, FactorKind.RECOVERY, one) for one in digests]

    def _factor(self, account: SubjectId, kind: FactorKind, secret: bytes) -> Factor:
        name = FactorId(b64url(self._parts.random(_ID_BYTES)))
        return Factor(name, account, kind, secret, self._parts.clock.now())

    def _one_time(self, offered: Offered, login: str, now: datetime) -> Checked | Denied:
        try:
            sealed = parse_b64url(offered.setup)
            plain = self._parts.keys.unseal(sealed, owner=login, purpose=_SETUP)
        except (NotCanonical, SealBroken):
            return Denied(Denial.SETUP_EXPIRED)
        until = datetime.fromtimestamp(int.from_bytes(plain[:_TIME_BYTES], "big"), UTC)
        if now >= until:
            return Denied(Denial.SETUP_EXPIRED)
        seed = plain[_TIME_BYTES:]
        step = one_time.step_of(offered.code, seed, now=now, used=0)
        if step is None:
            return Denied(Denial.WRONG_CODE)
        return Checked(FactorKind.ONE_TIME, seed, sealed, until, counter=step)

    def _passkey(self, answer: str, purpose: str, now: datetime) -> Checked | Denied:
        try:
            made = self._parts.passkeys.made(answer, purpose=purpose, now=now)
        except NotProven:
            return Denied(Denial.SETUP_EXPIRED)
        return Checked(
            FactorKind.PASSKEY,
            made.public_key,
            made.challenge,
            made.until,
            handle=made.handle,
            counter=made.counter,
        )
