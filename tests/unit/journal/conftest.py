"""Keys and entries for tests of the journal's bytes."""

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Raw

from mingpai.journal.entry import Entry
from mingpai.journal.notes import COSIGNATURE, ED25519, VKey, cosigned_message, new_vkey

TIME = 1_780_000_000


class ToySigner:
    """An Ed25519 key made from a name, so that the same name always has the same key."""

    def __init__(self, name: str, kind: int = ED25519) -> None:
        """Derive the key."""
        self._key = Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest())
        self.key: VKey = new_vkey(name, kind, self._key.public_key().public_bytes_raw())

    @property
    def vkey(self) -> str:
        """The verification key line."""
        return str(self.key)

    def sign(self, message: bytes) -> bytes:
        """Return the signature, behind its time where the key is a witness's."""
        if self.key.kind == COSIGNATURE:
            return TIME.to_bytes(8, "big") + self._key.sign(cosigned_message(TIME, message))
        return self._key.sign(message)


@pytest.fixture
def signer() -> Callable[..., ToySigner]:
    """Return the maker of signers."""
    return ToySigner


@pytest.fixture
def entry_at() -> Callable[..., Entry]:
    """Return a maker of entries: the sequence number, and any field that should differ."""

    def make(seq: int, **changed: object) -> Entry:
        fields: dict[str, object] = {
            "actor": "A0001",
            "at": datetime(2026, 5, 26, 2, 0, 1, tzinfo=UTC),
            "body": Raw(b'{"amount_fen":%d}' % (seq + 1)),
            "cause": None,
            "command_id": "A" * 22,
            "epoch": 3,
            "kind": "auction.bid_placed",
            "law": "2026-1",
            "received_at": datetime(2026, 5, 26, 2, 0, 0, 125000, tzinfo=UTC),
            "receiver": "core",
            "seq": seq,
            "source": "hall",
            "stream": "disposal/2026-0001",
            "v": 1,
            "ver": 1,
        }
        return Entry(**(fields | changed))  # type: ignore[arg-type]

    return make
