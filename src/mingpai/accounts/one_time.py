"""One-time codes from an authenticator app, and recovery codes on paper.

Six digits every thirty seconds, good one step early or late, each code once: a step that was used,
and every earlier one, is used up. Recovery codes are for the day the telephone is gone: ten of
them, each good once. Nothing is kept in clear here; sealing is `accounts.keys`.
Sources: RFC 6238 (TOTP; SHA-1 and six digits, which every app knows), RFC 4226 (160-bit seeds).
"""

import base64
import hmac
import re
from collections.abc import Sequence
from datetime import datetime

import pyotp

from mingpai.accounts.keys import AccountKeys, Random

SEED_BYTES = 20
WINDOW = 1
"""Steps of thirty seconds, to either side, by which a telephone's clock may be off."""
RECOVERY_CODES = 10
_RECOVERY_BYTES = 10
_GROUP = 4
_DIGITS = 6
_SPACES = re.compile(r"[\s-]+")


def new_seed(random: Random) -> bytes:
    """Return a new seed of 160 bits."""
    return random(SEED_BYTES)


def setup_line(seed: bytes, *, login: str, issuer: str) -> str:
    """Return the otpauth line that an authenticator app reads (as a QR code). It holds the seed."""
    return _totp(seed).provisioning_uri(name=login, issuer_name=issuer)


def typed_seed(seed: bytes) -> str:
    """Return the seed as it is typed into an app by hand, in groups of four."""
    return grouped(seed)


def step_of(code: str, seed: bytes, *, now: datetime, used: int) -> int | None:
    """Return the time step that a code is right for, if that one is not used up yet.

    `used` is the last step that was used, 0 where none was. Compares every step of the window.
    """
    given = _SPACES.sub("", code)
    totp = _totp(seed)
    present = totp.timecode(now)
    found = None
    for step in range(present - WINDOW, present + WINDOW + 1):
        right = totp.generate_otp(step)
        if hmac.compare_digest(right.encode(), given.encode(errors="replace")) and step > used:
            found = step
    return found


def code_at(seed: bytes, now: datetime) -> str:
    """Return the code that an app shows at `now`: for a demonstration's telephone and for tests."""
    return _totp(seed).at(now)


def is_one_time(code: str) -> bool:
    """Say whether a text has the form of an app's code; a recovery code has another."""
    given = _SPACES.sub("", code)
    return len(given) == _DIGITS and given.isascii() and given.isdigit()


def new_recovery_codes(random: Random) -> tuple[str, ...]:
    """Return new recovery codes of 80 bits each, to be shown once."""
    return tuple(grouped(random(_RECOVERY_BYTES)) for _ in range(RECOVERY_CODES))


def recovery_digest(code: str, keys: AccountKeys, *, owner: str) -> bytes:
    """Return what is kept of a recovery code, however it was typed."""
    return keys.digest(owner, plain(code), purpose="recovery code")


def plain(code: str) -> str:
    """Return a code that was typed with spaces, hyphens or small letters in its one form."""
    return _SPACES.sub("", code).upper()


def matching(digest: bytes, kept: Sequence[bytes]) -> int | None:
    """Return which of the kept digests is this one; looks at all of them."""
    found = [at for at, one in enumerate(kept) if hmac.compare_digest(one, digest)]
    return found[0] if found else None


def _totp(seed: bytes) -> pyotp.TOTP:
    return pyotp.TOTP(_base32(seed))


def _base32(data: bytes) -> str:
    return base64.b32encode(data).decode("ascii")


def grouped(data: bytes) -> str:
    """Return bytes as a code that people type: base32 in groups of four."""
    text = _base32(data)
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))
