"""The digests and the check code of a paper: how a copy is held against the journal.

The code covers the canonical bytes of the paper's value, which holds no code, so that both forms
can print it; a digest covers the bytes of one form, the code on it included. A paper holds a
nonce, keyed by whoever issues it, so that neither tells anything to who guesses a name.
Source of the digits: Crockford, Base 32.
"""

import hashlib
import hmac
import re

from msgspec import to_builtins
from msgspec.structs import replace

from mingpai.auction.papers import CHECK_CODE
from mingpai.kernel.canon import b64url, canonical
from mingpai.papers.model import Document

_CONTEXT = b"mingpai paper v1\n"
_NONCE_CONTEXT = b"mingpai paper nonce v1\n"
_NONCE_BYTES = 16
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LONG = 16
_GROUP = 4
_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SPACING = re.compile(r"[\s\-‐-―－]+")
MARK = "mingpai-paper"
"""Stands before the check code where both forms keep it for programs."""
_PRINTED = re.compile(
    MARK.encode() + rb"[^0-9A-Z]{1,20}((?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4})"
)


def canonical_bytes(document: Document) -> bytes:
    """Return the bytes that the check code covers."""
    return _CONTEXT + canonical(to_builtins(document))


def check_code(document: Document) -> str:
    """Return the check code: 80 bits of the SHA-256 of the paper's value, in four groups."""
    number = int.from_bytes(hashlib.sha256(canonical_bytes(document)).digest(), "big")
    return _grouped(number >> (256 - 5 * _LONG))


def _grouped(number: int) -> str:
    digits = "".join(_DIGITS[number >> (5 * place) & 31] for place in reversed(range(_LONG)))
    return "-".join(digits[at : at + _GROUP] for at in range(0, _LONG, _GROUP))


def read_check_code(text: str) -> str:
    """Read a check code as people type it: small letters, spaces, O for 0, I or L for 1.

    Raises: ValueError.
    """
    digits = _SPACING.sub("", text).upper().translate(_LOOKS_LIKE)
    code = "-".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))
    if CHECK_CODE.fullmatch(code) is None:
        msg = f"{text!r:.40} is no check code: write it as 7K2M-0QXA-93TB-HJ5C"
        raise ValueError(msg)
    return code


def printed_code(data: bytes) -> str | None:
    """Return the check code that one of our forms carries, or None where it carries none.

    Vouches for nothing: it is what the file says of itself.
    """
    found = _PRINTED.search(data)
    return None if found is None else found[1].decode("ascii")


def digest(data: bytes) -> str:
    """Return the digest of a form's bytes, as it stands in the journal."""
    return b64url(hashlib.sha256(data).digest())


def with_nonce(document: Document, key: bytes) -> Document:
    """Return the paper with its nonce: the same for the same paper, unknown without the key."""
    bare = canonical_bytes(replace(document, nonce=""))
    keyed = hmac.new(key, _NONCE_CONTEXT + bare, hashlib.sha256).digest()
    return replace(document, nonce=b64url(keyed[:_NONCE_BYTES]))
