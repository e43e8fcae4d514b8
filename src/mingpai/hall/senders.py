"""From where something was sent, as a token: for budgets, and for nothing else.

An address is used here and nowhere else. Its token is keyed with a secret that this process alone
has and forgets with its end, so that nobody can tell later which address it was. Of IPv6 a sender
has at least a whole /64, which therefore counts as one. Where to look next: `service.budgets`.
"""

import hashlib
import secrets
from ipaddress import IPv4Address, IPv6Address, ip_address

from mingpai.kernel.canon import b64url

NOWHERE = "nowhere"
"""Stands for what came from no address that can be read; all of that is one sender."""
_KEY_BYTES = 32
_TOKEN_BYTES = 16
_HOST_BITS = 64


class Senders:
    """Turns addresses into tokens under a secret of its own."""

    def __init__(self) -> None:
        """Make the secret."""
        self._key = secrets.token_bytes(_KEY_BYTES)

    def token(self, address: str | None) -> str:
        """Return the token of an address as the socket names it: 22 characters of base64url."""
        place = _place(address or NOWHERE)
        return b64url(hashlib.blake2b(place, key=self._key, digest_size=_TOKEN_BYTES).digest())


def _place(address: str) -> bytes:
    try:
        found = ip_address(address)
    except ValueError:
        return NOWHERE.encode()
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return b"6" + (int(found) >> _HOST_BITS).to_bytes(8, "big")
    inner = found if isinstance(found, IPv4Address) else found.ipv4_mapped
    return b"4" + (b"" if inner is None else inner.packed)
