"""The port `Drafts`: what an office has begun to write about a disposal, before it is sent.

A draft is what stands in a form, unread and unjudged: whoever of the office opens the form goes on
from it, so that a clerk can prepare what a judge signs. It binds nobody and is no record.
Its adapters are `adapters.postgres_drafts` and, for tests, `adapters.memory_drafts`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from mingpai.kernel.ids import OfficeId, StreamId

MAX_DRAFT_BYTES = 200_000
"""What fits is small enough to be sent as an order too: the core takes 262,144 bytes."""


class Draft(Struct, frozen=True):
    """What stands in an office's form for one command about one lot; `by` is who wrote it last."""

    office: OfficeId
    lot: StreamId
    command: str
    filled: Mapping[str, str]
    by: str
    at: datetime


def fits(filled: Mapping[str, str]) -> bool:
    """Say whether a form is small enough to be kept."""
    size = sum(len(name.encode()) + len(text.encode()) for name, text in filled.items())
    return size <= MAX_DRAFT_BYTES


class Drafts(Protocol):
    """Drafts by office, lot and command: of each at most one, the last that was kept.

    Durable and safe from several threads; each call is done as a whole or not at all. Every call
    raises PortError where the store cannot serve; each may be made again.
    """

    def keep(self, draft: Draft) -> None:
        """Keep a draft in the place of the one before it.

        Raises: ValueError where it does not fit.
        """
        ...

    def one(self, office: OfficeId, lot: StreamId, command: str) -> Draft | None:
        """Return an office's draft of a command about a lot."""
        ...

    def of_office(self, office: OfficeId) -> list[Draft]:
        """Return every draft of an office, the oldest first."""
        ...

    def drop(self, office: OfficeId, lot: StreamId, command: str) -> None:
        """Forget a draft; nothing where there is none."""
        ...

    def close(self) -> None:
        """Release what the store holds open."""
        ...
