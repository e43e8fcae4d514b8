"""What arrives at the sequencer, and what makes two arrivals the same command."""

import functools
import hashlib
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from mingpai.kernel.ids import StreamId

COMMAND_ID_BYTES = 16
_encode = msgspec.json.Encoder().encode


class Request(Struct, frozen=True, gc=False):
    """A command on its way, stamped by the process that took it in.

    `actor` is who acts (a bidding code, an office, `clockwork`); `key` the sender's own
    idempotency key, None for what the service itself does; `sender` where it came from, for
    budgets only; `received_at` when it entered this service, in UTC, never a sender's word.
    """

    stream: StreamId
    actor: str
    command: Any
    received_at: datetime
    key: str | None = None
    sender: str = "hall"
    source: str = "hall"
    receiver: str = "core"
    cause: int | None = None


@functools.lru_cache(maxsize=4)
def _begun(secret: bytes) -> hashlib.blake2b:
    """Return a digest begun under a secret: to copy it is cheaper than to begin another."""
    return hashlib.blake2b(key=secret, digest_size=COMMAND_ID_BYTES)


def _digest(secret: bytes, content: bytes) -> bytes:
    going_on = _begun(secret).copy()
    going_on.update(content)
    return going_on.digest()


def command_id(request: Request, secret: bytes) -> bytes:
    """Return what names this command in the journal: keyed, so that the sender's key stays out.

    Two senders, or two streams, never collide by using the same key. Requires: a key.
    """
    text = f"{request.stream}\n{request.actor}\n{request.key}"
    return _digest(secret, text.encode("utf-8", "surrogatepass"))


def fingerprint(request: Request, secret: bytes) -> bytes:
    """Return a keyed digest of a command's content: equal for a retry, different for a reuse."""
    command = request.command
    return _digest(secret, type(command).__name__.encode() + b"\n" + _content(command))


def _content(command: Any) -> bytes:  # noqa: ANN401 - opaque to everyone but its domain
    try:
        return _encode(command)
    except (OverflowError, UnicodeEncodeError):
        # What no JSON can hold is refused by its domain; until then it is told apart like others.
        return ascii(command).encode()
