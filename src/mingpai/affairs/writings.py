"""What somebody wrote about an objection, as it is kept: the words here, in the journal a digest.

Owns the bytes that a digest stands for, and the port `WritingStore`. A short text could be guessed
from its digest, so that each has a salt. Its adapters are `adapters.postgres_writings` and, for
tests, `adapters.memory_writings`. Where to look next: `affairs.objecting` (who writes what).
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import msgspec
from msgspec import Struct

from mingpai.kernel.canon import b64url, canonical_struct
from mingpai.kernel.ids import LotToken, StreamId, SubjectId


class Purpose(StrEnum):
    """What a writing is for."""

    OBJECTION = "objection"
    REVIEW = "review"
    DECISION = "decision"
    STOP = "stop"
    RECORD = "record"
    """What the registry notes of a further step: service, suit, what was carried out."""


class Content(Struct, frozen=True, forbid_unknown_fields=True):
    """What is written. Texts that a purpose has no use for are empty.

    `receipts` are entries of the journal that the writer attaches: whoever has the number has the
    receipt. `contact` is where he wishes to be served. `number` is the objection's, 0 before it
    has one. `fields` is all else that the order says, so that no two orders share a digest. `salt`
    is 22 characters drawn when the form was made.
    """

    lot: StreamId
    purpose: Purpose
    words: str
    salt: str
    asked: str = ""
    contact: str = ""
    number: int = 0
    fields: dict[str, str] = {}
    receipts: tuple[int, ...] = ()

    def __repr__(self) -> str:
        """Name the lot and the purpose, and no word."""
        return f"Content({self.lot}, {self.purpose})"


class Writing(Struct, frozen=True):
    """A writing as it is kept: who wrote it, about which lot, and its bytes.

    `token` is the writer's for this lot; None where an office wrote it.
    """

    digest: str
    account: SubjectId
    lot: StreamId
    token: LotToken | None
    content: bytes
    made_at: datetime

    def __repr__(self) -> str:
        """Name the lot, and neither person nor word."""
        return f"Writing({self.lot}, {self.digest})"


def print_content(content: Content) -> bytes:
    """Return the bytes of a writing: canonical JSON."""
    return canonical_struct(content)


_read = msgspec.json.Decoder(Content, strict=True).decode


def read_content(data: bytes) -> Content:
    """Read what `print_content` wrote. Raises: msgspec.DecodeError."""
    return _read(data)


def digest_of(data: bytes) -> str:
    """Return the digest that stands in the journal: SHA-256 in base64url."""
    return b64url(hashlib.sha256(data).digest())


class WritingStore(Protocol):
    """Writings by digest.

    Durable and atomic as `affairs.store.AffairsStore`, safe from several threads at once. A
    writing never changes. No error says a word of one. Every call raises PortError where the
    store cannot serve, and may be made again.
    """

    def keep(self, writing: Writing) -> Writing:
        """Keep a writing and return what is kept under its digest, which may be an earlier one.

        Raises: KeyError for an unknown account.
        """
        ...

    def drop(self, digest: str) -> None:
        """Forget a writing that never came on record; of an unknown digest do nothing."""
        ...

    def find(self, digests: Sequence[str]) -> Mapping[str, Writing]:
        """Return those of these writings that are kept, by digest."""
        ...

    def of_account(self, account: SubjectId) -> list[Writing]:
        """Return what an account wrote, the newest first."""
        ...

    def of_lot(self, lot: StreamId) -> list[Writing]:
        """Return what was written about a lot, the oldest first."""
        ...
