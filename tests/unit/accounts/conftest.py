"""Desks over memory, at a cheap cost of hashing, and a passkey device made of software."""

import asyncio
import base64
import hashlib
import itertools
import json
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from msgspec import Struct
from msgspec.structs import replace

from mingpai.accounts import one_time
from mingpai.accounts.enrolling import EnrolmentDesk
from mingpai.accounts.keys import AccountKeys
from mingpai.accounts.making import Maker
from mingpai.accounts.model import Account, Caller, FactorKind, Language, Role
from mingpai.accounts.own_factors import OwnFactors
from mingpai.accounts.parts import Parts
from mingpai.accounts.passkeys import Passkeys, Site
from mingpai.accounts.passwords import Cost, Passwords
from mingpai.accounts.proving import SEED
from mingpai.accounts.signing_in import Admitted, SignIn, SignInDesk
from mingpai.accounts.simulated_identity import SimulatedIdentityProvider
from mingpai.accounts.store import Added
from mingpai.adapters.memory import FixedClock, MemorySubjects
from mingpai.adapters.memory_accounts import MemoryAccounts
from mingpai.kernel.canon import b64url
from mingpai.kernel.ids import OfficeId

CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
RP_ID = "paimai.example"
ORIGIN = f"https://{RP_ID}"
PASSWORD = "stone river lantern"
START = datetime(2026, 5, 26, 2, 0, tzinfo=UTC)
PRESENT, VERIFIED, MADE = 0x01, 0x04, 0x40


class Device:
    """An authenticator that holds one passkey, and can be told to misbehave."""

    def __init__(self) -> None:
        """Make a key of its own."""
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.handle = self.key.public_key().public_numbers().x.to_bytes(32, "big")[:16]
        self.origin = ORIGIN
        self.rp_id = RP_ID
        self.flags = PRESENT | VERIFIED
        self.count = 0
        self.counts = True

    def make(self, options: str) -> str:
        """Answer `navigator.credentials.create`."""
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1}
        public |= {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        kept = len(self.handle).to_bytes(2, "big") + self.handle + cbor2.dumps(public)
        said = self._said(self.flags | MADE) + bytes(16) + kept
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": said})
        client = self._client("webauthn.create", options)
        return self._answer(clientDataJSON=client, attestationObject=made)

    def show(self, options: str) -> str:
        """Answer `navigator.credentials.get`."""
        self.count += self.counts
        said, client = self._said(self.flags), self._client("webauthn.get", options)
        signed = said + hashlib.sha256(client).digest()
        signature = self.key.sign(signed, ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=said, signature=signature)

    def _said(self, flags: int) -> bytes:
        rp = hashlib.sha256(self.rp_id.encode()).digest()
        return rp + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, options: str) -> bytes:
        challenge = json.loads(options)["challenge"]
        said = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps(said | {"crossOrigin": False}).encode()

    def _answer(self, **parts: bytes) -> str:
        response = {name: b64url(part) for name, part in parts.items()}
        name = b64url(self.handle)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


class Office(Struct, frozen=True):
    """Everything of one process that signs people in, and how tests drive it."""

    parts: Parts
    subjects: MemorySubjects
    clock: FixedClock
    desk: SignInDesk
    enrolling: EnrolmentDesk
    own: OwnFactors
    maker: Maker
    home: Caller = Caller("203.0.113.5", "device cookie")

    def wait(self, **by: float) -> None:
        """Let time pass."""
        self.clock.move_by(timedelta(**by))

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Do a piece of work on an event loop of its own."""
        return asyncio.run(work)

    def account(self, login: str = "wang", role: Role = Role.CITIZEN, **changes: Any) -> Account:
        """Keep an account with a password and an app."""
        office = None if role is Role.CITIZEN else OfficeId("court/sh-xuhui")
        subject = self.subjects.enrol({})
        account = Account(subject, login, role, office, None, Language.ZH, self.clock.now())
        account = replace(account, **changes)
        password = asyncio.run(self.maker.password(subject, PASSWORD))
        setup = self.maker.one_time_setup(login, issuer="x")
        assert self.parts.store.add(account, [password]) is Added.KEPT
        seed = self.seed_in(setup)
        sealed = self.parts.keys.seal(seed, owner=subject, purpose=SEED)
        app = replace(password, id="app " + login, kind=FactorKind.ONE_TIME, secret=sealed)
        self.parts.store.change_factors(subject, removed=[], added=[app])
        return account

    def seed_in(self, setup: Any) -> bytes:
        """Return the seed that a setup shows, as an app reads it."""
        return base64.b32decode(setup.typed.replace("-", ""))

    def code(self, account: Account) -> str:
        """Return the code that an account's app shows now."""
        for factor in self.parts.store.factors(account.id):
            if factor.kind is FactorKind.ONE_TIME:
                seed = self.parts.keys.unseal(factor.secret, owner=account.id, purpose=SEED)
                return one_time.code_at(seed, self.clock.now())
        raise AssertionError(account)

    def sign_in(self, given: SignIn, caller: Caller | None = None) -> Any:
        """Try to sign in."""
        return asyncio.run(self.desk.sign_in(given, caller or self.home))

    def signed_in(self, account: Account, caller: Caller | None = None) -> Admitted:
        """Sign somebody in by password and code, on the next step of his app."""
        self.wait(seconds=30)
        admitted = self.sign_in(SignIn(account.login, PASSWORD, self.code(account)), caller)
        assert isinstance(admitted, Admitted), admitted
        return admitted

    def viewer(self, token: str) -> Any:
        """Ask who a token belongs to."""
        return asyncio.run(self.desk.viewer(token))


@pytest.fixture
def random() -> Callable[[int], bytes]:
    """Return bytes that differ each time and are the same in each run."""
    numbers = itertools.count()
    return lambda many: hashlib.shake_256(str(next(numbers)).encode()).digest(many)


@pytest.fixture
def keys(random: Callable[[int], bytes]) -> AccountKeys:
    """Return the keys of a service."""
    return AccountKeys(b"s" * 32, random)


@pytest.fixture
def passkeys(keys: AccountKeys, random: Callable[[int], bytes]) -> Passkeys:
    """Return the passkeys of a site."""
    return Passkeys(Site(RP_ID, (ORIGIN, "http://localhost:8000"), "明拍"), keys, random)


@pytest.fixture
def device() -> Device:
    """Return a device with one passkey."""
    return Device()


@pytest.fixture
def new_device() -> Callable[[], Device]:
    """Return a maker of devices."""
    return Device


@pytest.fixture
def office(keys: AccountKeys, passkeys: Passkeys, random: Callable[[int], bytes]) -> Iterator[Any]:
    """Return desks over an empty store."""
    subjects, clock = MemorySubjects(), FixedClock(START)
    passwords = Passwords(CHEAP)
    parts = Parts(MemoryAccounts(subjects), passwords, passkeys, keys, clock, random)
    desk = SignInDesk(parts)
    enrolling = EnrolmentDesk(parts, subjects, SimulatedIdentityProvider())
    own = OwnFactors(parts, desk)
    yield Office(parts, subjects, clock, desk, enrolling, own, Maker(parts))
    passwords.close()
