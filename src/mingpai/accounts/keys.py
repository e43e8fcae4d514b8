"""The keys of the accounts: all drawn from one secret that the caller hands in, each for one use.

Owns sealing at rest, form tokens (CSRF), and the keyed digests that stand for what must not be
kept in clear. Whoever has the database alone can open and guess nothing; whoever has this secret
alone has nothing to open. Where to look next: `accounts.places`, for devices and addresses.
Sources: RFC 5869 (HKDF), NIST SP 800-38D (AES-GCM, 96-bit random nonces).
"""

import hashlib
import hmac
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from mingpai.kernel.canon import NotCanonical, b64url, parse_b64url
from mingpai.kernel.outcome import ensure

SECRET_BYTES = 32
_NONCE_BYTES = 12
_TOKEN_BYTES = 16

Random = Callable[[int], bytes]
"""So many bytes from the system's cryptographic generator; a test's own otherwise."""


class SealBroken(ValueError):
    """Sealed bytes cannot be opened: other key, other owner or purpose, or altered."""


def secret_from(root: bytes) -> bytes:
    """Return the accounts' secret of a service from its root secret; there is no way back."""
    return _drawn(root, "accounts")


class AccountKeys:
    """Everything keyed that accounts need. Shows nothing when printed."""

    def __init__(self, secret: bytes, random: Random) -> None:
        """Draw every key from `secret` (32 bytes). `random` gives nonces."""
        ensure(len(secret) == SECRET_BYTES, f"the accounts' secret has {SECRET_BYTES} bytes")
        self._random = random
        self._sealing = AESGCM(_drawn(secret, "sealing"))
        self._digesting = _drawn(secret, "digesting")
        self._forms = _drawn(secret, "forms")

    def __repr__(self) -> str:
        """Say nothing of what it holds."""
        return "AccountKeys(...)"

    def seal(self, plain: bytes, *, owner: str, purpose: str) -> bytes:
        """Return sealed bytes that open only for this owner and purpose."""
        nonce = self._random(_NONCE_BYTES)
        return nonce + self._sealing.encrypt(nonce, plain, _bound_to(owner, purpose))

    def unseal(self, sealed: bytes, *, owner: str, purpose: str) -> bytes:
        """Return what was sealed. Raises: SealBroken."""
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._sealing.decrypt(nonce, rest, _bound_to(owner, purpose))
        except (InvalidTag, ValueError) as error:
            msg = f"open what was sealed as {purpose}: other key, other owner, or altered"
            raise SealBroken(msg) from error

    def digest(self, *parts: str | bytes, purpose: str) -> bytes:
        """Return the keyed digest (32 bytes) that stands for these parts, for one purpose."""
        return _hmac(self._digesting, _joined(purpose, *parts))

    def token(self, *parts: str | bytes, purpose: str) -> str:
        """Return the same as a short token: 22 characters of base64url."""
        return b64url(self.digest(*parts, purpose=purpose)[:_TOKEN_BYTES])

    def form_token(self, holder: bytes) -> str:
        """Return what a form of this holder (a session's digest, a device's token) carries."""
        return b64url(_hmac(self._forms, holder))

    def is_form_token(self, text: str, holder: bytes) -> bool:
        """Say whether a form's token is this holder's; takes the same time either way."""
        try:
            given = parse_b64url(text)
        except NotCanonical:
            given = b""
        return hmac.compare_digest(given, _hmac(self._forms, holder))


def _drawn(secret: bytes, use: str) -> bytes:
    return HKDFExpand(SHA256(), SECRET_BYTES, f"mingpai/accounts/{use}".encode()).derive(secret)


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, hashlib.sha256)


def _joined(*parts: str | bytes) -> bytes:
    """Return the parts as one message that no other parts give: each behind its length."""
    raw = [one.encode(errors="surrogatepass") if isinstance(one, str) else one for one in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in raw)


def _bound_to(owner: str, purpose: str) -> bytes:
    return _joined(purpose, owner)
