"""What the parent tells each child on its standard input: addresses, secrets, and no more.

A secret that is in no argument and no environment is in no list of processes. Each child gets what
its work needs: keys that sign are opened by the core alone, the accounts by the pages alone.
"""

from typing import Literal

import msgspec
from msgspec import Struct

Role = Literal["core", "edge", "web"]
ROLES: tuple[Role, ...] = ("core", "edge", "web")
READY = b"ready\n"
"""What a child writes to its standard output once it serves."""


class Addresses(Struct, frozen=True):
    """Where the parts listen, and where a browser finds them."""

    host: str
    web: int
    door: int
    counter: int
    edge: int

    @property
    def site(self) -> str:
        """Return the pages' own address."""
        return f"http://{self.host}:{self.web}"

    @property
    def hall(self) -> str:
        """Return where bidders' sockets end."""
        return f"ws://{self.host}:{self.door}"

    @property
    def watch(self) -> str:
        """Return where watchers' sockets end."""
        return f"ws://{self.host}:{self.edge}"

    @property
    def bids(self) -> str:
        """Return where bids go over HTTP."""
        return f"http://{self.host}:{self.counter}"


class PublicKeys(Struct, frozen=True):
    """The keys that anybody may know, as vkey lines."""

    log: str
    receipts: str
    sm2: str


class Setup(Struct, frozen=True):
    """What one child is told. Fields that its role does not need are empty."""

    role: Role
    addresses: Addresses
    origin: str
    keys: PublicKeys
    folder: str = ""
    journal_dsn: str = ""
    accounts_dsn: str = ""
    tickets_secret: bytes = b""
    pages_secret: bytes = b""
    accounts_secret: bytes = b""
    is_sandbox: bool = False

    def __repr__(self) -> str:
        """Say whose it is, and nothing of what it holds."""
        return f"Setup({self.role})"


encode_setup = msgspec.json.Encoder().encode
decode_setup = msgspec.json.Decoder(Setup, strict=True).decode
