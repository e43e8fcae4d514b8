"""A checkpoint: the signed head of a tree, three lines and nothing else.

No extension lines, ever: verifiers disagree on whether a cosignature covers them.
Source: C2SP tlog-checkpoint v1.0.0.
"""

import base64

from msgspec import Struct

from mingpai.journal.errors import VerificationError
from mingpai.journal.merkle import HASH_BYTES
from mingpai.journal.notes import decode_base64
from mingpai.kernel.outcome import ensure

MAX_SIZE = 2**53 - 1
SM3_SUFFIX = "/sm3"
"""What follows the origin in the head of the SM3 tree."""


class Checkpoint(Struct, frozen=True):
    """Name, size and root of a log's tree."""

    origin: str
    size: int
    root: bytes


def print_checkpoint(checkpoint: Checkpoint) -> str:
    """Print the note text; the inverse of `parse_checkpoint`.

    Requires: an origin of one line, a size of at most 53 bits, a root of 32 bytes.
    """
    ensure(checkpoint.origin and "\n" not in checkpoint.origin, "an origin is one line")
    ensure(0 <= checkpoint.size <= MAX_SIZE, "a size has at most 53 bits")
    ensure(len(checkpoint.root) == HASH_BYTES, "a root has 32 bytes")
    root = base64.b64encode(checkpoint.root).decode()
    return f"{checkpoint.origin}\n{checkpoint.size}\n{root}\n"


def parse_size(text: str) -> int:
    """Read a tree size: decimal, ASCII, no sign, no leading zero. Raises: VerificationError."""
    if not (text.isascii() and text.isdigit()) or (text[0] == "0" and text != "0"):
        msg = f"{text!r:.30} is no tree size"
        raise VerificationError(msg)
    if len(text) > len(str(MAX_SIZE)) or int(text) > MAX_SIZE:
        msg = f"a tree size of {len(text)} digits is too large"
        raise VerificationError(msg)
    return int(text)


def decode_hash(text: str, what: str) -> bytes:
    """Read one hash in canonical base64. Raises: VerificationError."""
    hashed = decode_base64(text, what)
    if len(hashed) != HASH_BYTES:
        msg = f"{what}: {len(hashed)} bytes instead of {HASH_BYTES}"
        raise VerificationError(msg)
    return hashed


def parse_checkpoint(text: str) -> Checkpoint:
    """Read a note text as a checkpoint, strictly. Raises: VerificationError."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:  # noqa: PLR2004 - three lines, each ending in a newline
        msg = "a checkpoint has exactly three lines: origin, size, root"
        raise VerificationError(msg)
    origin, size, root = lines[:3]
    if not origin:
        msg = "a checkpoint needs an origin"
        raise VerificationError(msg)
    return Checkpoint(origin, parse_size(size), decode_hash(root, "checkpoint root"))
