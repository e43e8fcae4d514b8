"""What a court shows of a property: photographs and documents, each known by its digest.

Owns which files are taken, by their own bytes and never by their name, and the port
`ExhibitStore`, whose adapters are `adapters.postgres_exhibits` and, for tests,
`adapters.memory_exhibits`. A file never changes; a court can stop showing it.
Source: 法释〔2016〕18号 第十三条第五项 (title, possession and duties in words, pictures or film).
Where to look next: `web.exhibits` (the pages).
"""

import hashlib
import re
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from mingpai.kernel.canon import b64url
from mingpai.kernel.ids import OfficeId, StreamId

MOST_BYTES = 10 * 1024 * 1024
MOST_OF_A_LOT = 60
MOST_TITLE = 80
_PDF_TAIL = 1_024
_DIGEST = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


class FileKind(StrEnum):
    """What is taken, by the name that a browser knows it by."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"

    @property
    def ending(self) -> str:
        """Return how the name of such a file ends."""
        return {FileKind.JPEG: "jpg", FileKind.PNG: "png", FileKind.PDF: "pdf"}[self]

    @property
    def is_picture(self) -> bool:
        """Say whether it is shown on a page."""
        return self is not FileKind.PDF


class Unfit(StrEnum):
    """Why a file is not taken."""

    TOO_LARGE = "too_large"
    NOT_A_KIND = "not_a_kind"
    """Its bytes are no whole JPEG, PNG or PDF."""
    TITLE_WRONG = "title_wrong"
    TOO_MANY = "too_many"


class Exhibit(Struct, frozen=True):
    """A file as it is shown with a lot. `digest` is the SHA-256 of its bytes in base64url."""

    lot: StreamId
    digest: str
    kind: FileKind
    title: str
    size: int
    by: OfficeId
    added_at: datetime


class Content(Struct, frozen=True):
    """The bytes of a file."""

    kind: FileKind
    data: bytes


def digest_of(data: bytes) -> str:
    """Return the digest that a file is known by."""
    return b64url(hashlib.sha256(data).digest())


def is_digest(text: str) -> bool:
    """Say whether a text has the form of such a digest."""
    return _DIGEST.fullmatch(text) is not None


def kind_of(data: bytes) -> FileKind | Unfit:
    """Return what a file is by how its bytes begin and end."""
    if len(data) > MOST_BYTES:
        return Unfit.TOO_LARGE
    if data.startswith(b"\xff\xd8\xff") and data.endswith(b"\xff\xd9"):
        return FileKind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data.endswith(b"IEND\xaeB`\x82"):
        return FileKind.PNG
    if data.startswith(b"%PDF-") and b"%%EOF" in data[-_PDF_TAIL:]:
        return FileKind.PDF
    return Unfit.NOT_A_KIND


class ExhibitStore(Protocol):
    """Files by digest, and which lot shows which.

    Durable and atomic as `affairs.store.AffairsStore`, safe from several threads at once. Every
    call raises PortError where the store cannot serve, and may be made again.
    """

    def keep(self, exhibit: Exhibit, data: bytes) -> bool:
        """Keep a file, and show it with its lot; of one that is shown the title becomes this one.

        False, and nothing kept, where the lot shows `MOST_OF_A_LOT` others.
        Requires: the digest is that of the bytes.
        """
        ...

    def hide(self, lot: StreamId, digest: str, *, at: datetime) -> bool:
        """Show a file with a lot no longer; False where it is not shown. Its bytes stay kept."""
        ...

    def of_lot(self, lot: StreamId) -> list[Exhibit]:
        """Return what a lot shows, the first added first."""
        ...

    def content(self, digest: str) -> Content | None:
        """Return a file that some lot shows."""
        ...
