"""A time source over SNTP version 4: one question, one answer, strictly read.

Asks with a random number in the place of our time: what does not give it back is nobody's answer,
and the server learns nothing of our clock. Without a key an answer can still be forged by whoever
stands on the way, which is why a single one never stops anything (see `service.timekeeping`).
Source: RFC 4330; RFC 5905, section 7.3.
"""

import contextlib
import os
import re
import socket
import struct
from datetime import UTC, datetime, timedelta

from mingpai.house import TimeSourceKind
from mingpai.ports import PortError

PORT = 123
_PACKET = struct.Struct(">BBBbII4sQQQQ")
_CLIENT = 4 << 3 | 3
"""Version 4, mode 3: a client asks."""
_SERVER_MODE = 4
_VERSIONS = (3, 4)
_NOT_IN_STEP = 3
_MOST_STRATUM = 15
_FIRST_ERA = datetime(1900, 1, 1, tzinfo=UTC)
_ERA = timedelta(seconds=1 << 32)
_HALF_ERA = 1 << 31
_US = 1_000_000
_NONCE_BYTES = 8
_PLACE = re.compile(
    r"(?:\[([0-9a-fA-F:.%]+)\]|([^\s:\[\]]+))(?::([0-9]{1,5}))?|([0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)"
)
_MOST_PORT = 65_535


class SntpSource:
    """`service.timekeeping.TimeSource` at one server. Safe from several threads."""

    kind = TimeSourceKind.SNTP

    def __init__(self, place: str, *, timeout_s: float = 1.0) -> None:
        """Ask the server at `place`: a name or an address, with `:port` where it is not 123.

        Raises: ValueError where it is no such place.
        """
        self.host, self.port = _place(place)
        self._timeout_s = timeout_s

    def ask(self) -> datetime:
        """Return the server's time, in the middle of the exchange.

        Raises: PortError (safe to retry) where no answer of use came in time.
        """
        attempted = f"ask {self.host}:{self.port} for the time"
        nonce = int.from_bytes(os.urandom(_NONCE_BYTES), "big")
        try:
            return _read(self._exchange(nonce), nonce)
        except (OSError, ValueError) as error:
            msg = f"{attempted}: {error}"
            raise PortError(msg, retry_is_safe=True) from error

    def _exchange(self, nonce: int) -> bytes:
        """Send the question and return what came from that server. Raises: OSError."""
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_DGRAM)
        family, kind, protocol, _, address = found[0]
        question = _PACKET.pack(_CLIENT, 0, 0, 0, 0, 0, bytes(4), 0, 0, 0, nonce)
        with contextlib.closing(socket.socket(family, kind, protocol)) as wire:
            wire.settimeout(self._timeout_s)
            wire.connect(address)  # a packet from anywhere else is then never seen
            wire.send(question)
            return wire.recv(1024)


def _place(text: str) -> tuple[str, int]:
    """Read `name`, `name:port`, an IPv6 address, or `[address]:port`. Raises: ValueError."""
    found = _PLACE.fullmatch(text)
    host = "" if found is None else found[1] or found[2] or found[4]
    port = int(found[3]) if found is not None and found[3] else PORT
    if not host or not 0 < port <= _MOST_PORT:
        msg = (
            f"{text!r:.80} is no time source: write a server's name or address, with its port "
            "where that is not 123, such as ntp.example:123 or [2001:db8::1]:123"
        )
        raise ValueError(msg)
    return host, port


def _read(answer: bytes, nonce: int) -> datetime:
    """Return the time that an answer tells. Raises: ValueError saying why it tells none."""
    if len(answer) < _PACKET.size:
        msg = f"an answer of {len(answer)} bytes is none"
        raise ValueError(msg)
    first, stratum, _, _, _, _, reason, _, origin, received, sent = _PACKET.unpack_from(answer)
    leap, version, mode = first >> 6, first >> 3 & 7, first & 7
    if origin != nonce or mode != _SERVER_MODE or version not in _VERSIONS:
        msg = "that is no answer to this question"
        raise ValueError(msg)
    if stratum == 0:
        msg = (
            f"the server refuses: {reason.decode('ascii', 'replace')!r}; ask another or less often"
        )
        raise ValueError(msg)
    if leap == _NOT_IN_STEP or stratum > _MOST_STRATUM or not received or not sent:
        msg = "the server has no time itself"
        raise ValueError(msg)
    arrived, left = _instant(received), _instant(sent)
    if left < arrived:
        msg = "the server answered before it was asked"
        raise ValueError(msg)
    return arrived + (left - arrived) / 2


def _instant(stamp: int) -> datetime:
    """Return a timestamp as an instant; one of the first half of an era is of the next (2036)."""
    seconds, fraction = stamp >> 32, stamp & 0xFFFFFFFF
    begins = _FIRST_ERA if seconds >= _HALF_ERA else _FIRST_ERA + _ERA
    return begins + timedelta(seconds=seconds, microseconds=(fraction * _US) >> 32)
