"""What leaves a subject store: ids, tokens and commitments, the same for every store.

Owns their exact bytes, which journal entries refer to for ten years. Without the subject's key
none of them can be traced to a person or joined across purposes.
"""

import hashlib
import hmac
import os

from mingpai.kernel.canon import b64url
from mingpai.kernel.ids import SubjectId

_ID_BYTES = 16
_TOKEN_BYTES = 16
KEY_BYTES = 32


def new_subject_id() -> SubjectId:
    """Return a random id."""
    return SubjectId(b64url(os.urandom(_ID_BYTES)))


def new_subject_key() -> bytes:
    """Return a random key of 32 bytes."""
    return os.urandom(KEY_BYTES)


def token_of(key: bytes, *, purpose: str) -> str:
    """Return the token for one purpose: 22 characters of base64url."""
    message = f"token\n{purpose}".encode()
    return b64url(hmac.digest(key, message, hashlib.sha256)[:_TOKEN_BYTES])


def commitment_of(key: bytes, *, field: str, value: str) -> str:
    """Return a keyed commitment to a field's value: 43 characters of base64url.

    Raises: ValueError for a field name with a line break, which could pass for a value.
    """
    if "\n" in field:
        msg = f"{field!r:.40} is no field name: it has a line break"
        raise ValueError(msg)
    message = f"commit\n{field}\n{value}".encode()
    return b64url(hmac.digest(key, message, hashlib.sha256))
