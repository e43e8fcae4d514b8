"""Passkeys (WebAuthn): what a browser is asked, and what its answer proves.

Owns challenges: each says by itself for what and until when it is good, so that asking for one
keeps nothing; using one is noted in the store until it would have ended. An answer proves
something only for our origins and relying party, with the user verified by the device. Which
account a passkey belongs to is the caller's affair.
Source: Web Authentication Level 3 (W3C), sections 7.1 and 7.2.
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import msgspec
import webauthn
from msgspec import Struct
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from mingpai.accounts.keys import AccountKeys, Random

_Wanted = TypeVar("_Wanted")

CHALLENGE_LASTS = timedelta(minutes=5)
_NONCE_BYTES = 16
_TIME_BYTES = 8
_DIGEST_BYTES = 32
LONGEST_ANSWER = 16_384
"""Characters of a browser's answer; more is not read."""
_UNREADABLE = (WebAuthnException, ValueError, TypeError, LookupError, AttributeError, OverflowError)
"""What the library raises for bytes that are no answer at all."""


class Site(Struct, frozen=True):
    """The site that passkeys are for, from configuration.

    `rp_id` is its domain (`paimai.example`), `origins` where its pages come from, such as
    `https://paimai.example` or `http://localhost:8000`; `name` is what a device shows.
    """

    rp_id: str
    origins: tuple[str, ...]
    name: str


class NewPasskey(Struct, frozen=True):
    """A passkey that a browser made: credential id, public key (COSE), first count."""

    handle: bytes
    public_key: bytes
    counter: int
    challenge: bytes
    until: datetime


class Shown(Struct, frozen=True):
    """A passkey that was shown: its new count, and the challenge, which is used up by this."""

    counter: int
    challenge: bytes
    until: datetime


class NotProven(ValueError):
    """A browser's answer proves nothing: malformed, for another site or challenge, or forged."""


class Passkeys:
    """Asks for passkeys and checks the answers. Keeps nothing; safe from several threads."""

    def __init__(self, site: Site, keys: AccountKeys, random: Random) -> None:
        """Name the site; `keys` mark challenges as ours."""
        self._site = site
        self._keys = keys
        self._random = random

    def asked_to_make(
        self, *, login: str, purpose: str, known: tuple[bytes, ...], now: datetime
    ) -> str:
        """Return the options for `navigator.credentials.create` as JSON.

        `known` are the credential ids that the account has already; a device makes no second.
        """
        options = webauthn.generate_registration_options(
            rp_id=self._site.rp_id,
            rp_name=self._site.name,
            user_id=self._keys.digest(login, purpose="passkey owner"),
            user_name=login,
            challenge=self._challenge(purpose, now),
            timeout=int(CHALLENGE_LASTS.total_seconds() * 1000),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=handle) for handle in known],
        )
        return webauthn.options_to_json(options)

    def asked_to_show(self, *, purpose: str, now: datetime) -> str:
        """Return the options for `navigator.credentials.get` as JSON.

        Names no passkey: the device offers what it has for this site, and nobody learns from the
        options which login has one.
        """
        options = webauthn.generate_authentication_options(
            rp_id=self._site.rp_id,
            challenge=self._challenge(purpose, now),
            timeout=int(CHALLENGE_LASTS.total_seconds() * 1000),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return webauthn.options_to_json(options)

    def made(self, answer: str, *, purpose: str, now: datetime) -> NewPasskey:
        """Check a browser's answer to `asked_to_make`. Raises: NotProven."""
        challenge, until = self._answered(answer, purpose, now)
        try:
            found = webauthn.verify_registration_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=self._site.rp_id,
                expected_origin=list(self._site.origins),
                require_user_verification=True,
            )
        except _UNREADABLE as error:
            raise NotProven from error
        return NewPasskey(
            found.credential_id, found.credential_public_key, found.sign_count, challenge, until
        )

    @staticmethod
    def handle_in(answer: str) -> bytes | None:
        """Return the credential id that an answer names, to look its key up; proves nothing."""
        try:
            return base64url_to_bytes(_read(answer, _Named).id)
        except _UNREADABLE:
            return None

    def shown(self, answer: str, *, key: bytes, counter: int, purpose: str, now: datetime) -> Shown:
        """Check a browser's answer to `asked_to_show` against a known passkey.

        A device that counts must count on: a count that stands still is a copy's, or a replay.
        Raises: NotProven.
        """
        challenge, until = self._answered(answer, purpose, now)
        try:
            found = webauthn.verify_authentication_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=self._site.rp_id,
                expected_origin=list(self._site.origins),
                credential_public_key=key,
                credential_current_sign_count=counter,
                require_user_verification=True,
            )
        except _UNREADABLE as error:
            raise NotProven from error
        return Shown(found.new_sign_count, challenge, until)

    def _challenge(self, purpose: str, now: datetime) -> bytes:
        """Return nonce, end and a keyed digest over both and the purpose."""
        until = int((now + CHALLENGE_LASTS).timestamp())
        said = self._random(_NONCE_BYTES) + until.to_bytes(_TIME_BYTES, "big")
        return said + self._mark(said, purpose)

    def _answered(self, answer: str, purpose: str, now: datetime) -> tuple[bytes, datetime]:
        """Return the challenge that an answer is to, and its end, if it is ours and still good."""
        try:
            client = base64url_to_bytes(_read(answer, _Answer).response.clientDataJSON)
            challenge = base64url_to_bytes(msgspec.json.decode(client, type=_Client).challenge)
        except _UNREADABLE as error:
            raise NotProven from error
        said, mark = challenge[:-_DIGEST_BYTES], challenge[-_DIGEST_BYTES:]
        if len(said) != _NONCE_BYTES + _TIME_BYTES:
            raise NotProven
        if not hmac.compare_digest(mark, self._mark(said, purpose)):
            raise NotProven
        until = datetime.fromtimestamp(int.from_bytes(said[_NONCE_BYTES:], "big"), UTC)
        if now >= until:
            raise NotProven
        return challenge, until

    def _mark(self, said: bytes, purpose: str) -> bytes:
        return self._keys.digest(said, purpose=f"passkey challenge: {purpose}")


def digest_of(challenge: bytes) -> bytes:
    """Return the digest by which a used challenge is remembered."""
    return hashlib.sha256(challenge).digest()


class _Named(Struct):
    id: str


class _Response(Struct):
    clientDataJSON: str  # noqa: N815 - the browser's own name


class _Answer(Struct):
    response: _Response


class _Client(Struct):
    challenge: str


def _read(answer: str, wanted: type[_Wanted]) -> _Wanted:
    if len(answer) > LONGEST_ANSWER:
        raise NotProven
    return msgspec.json.decode(answer, type=wanted)
