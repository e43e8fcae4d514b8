"""Seeing a property before bidding: when it is shown, who booked, and what became of the visit.

An appointment is known by its number; whom it belongs to is for his own page alone, so that the
firm that shows the property learns neither name nor telephone. What the two must tell each other
goes through notes here: the relay contact. Owns the port `ViewingStore`, whose adapters are
`adapters.postgres_viewings` and, for tests, `adapters.memory_viewings`.
Source: 法释〔2016〕18号 第七条 (firms may show property), 第十四条第四项 (whoever asks may see it).
Where to look next: `affairs.showing` (who may do what when).
"""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from mingpai.kernel.ids import OfficeId, StreamId, SubjectId


class Visit(StrEnum):
    """What became of an appointment."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    """By the visitor; he can take that back while there is a place."""
    ATTENDED = "attended"
    MISSED = "missed"
    """The visitor did not come."""
    REFUSED = "refused"
    """He came, or wanted to, and was not shown the property; a reason is kept."""


class WhyRefused(StrEnum):
    """Why a visitor was not shown the property."""

    OCCUPANT = "occupant"
    """Whoever is in possession let nobody in."""
    UNSAFE = "unsafe"
    NOBODY_THERE = "nobody_there"
    """Nobody was there to show it."""
    OTHER = "other"


class By(StrEnum):
    """Who wrote a note."""

    VISITOR = "visitor"
    FIRM = "firm"
    COURT = "court"


class Slot(Struct, frozen=True):
    """A time at which a property is shown to at most `places` appointments.

    `meeting` says where to meet, in the court's words. `by` is the court that offers it.
    """

    id: str
    lot: StreamId
    begins_at: datetime
    ends_at: datetime
    places: int
    meeting: str
    by: OfficeId
    made_at: datetime
    withdrawn_at: datetime | None = None


class Offered(Struct, frozen=True):
    """A slot, and how many of its places are taken."""

    slot: Slot
    taken: int

    @property
    def left(self) -> int:
        """Return how many more can book."""
        return 0 if self.slot.withdrawn_at is not None else max(0, self.slot.places - self.taken)


class Appointment(Struct, frozen=True):
    """One visitor's appointment. `account` stays with the store and his own page."""

    number: str
    slot: str
    lot: StreamId
    account: SubjectId
    state: Visit
    booked_at: datetime
    changed_at: datetime
    why: WhyRefused | None = None

    def __repr__(self) -> str:
        """Name the appointment, and no person."""
        return f"Appointment({self.number}, {self.state})"


class Note(Struct, frozen=True):
    """A line that was left with an appointment, for the other side to read."""

    number: str
    by: By
    text: str
    at: datetime


class ViewingStore(Protocol):
    """Slots, appointments and notes.

    Durable and atomic as `affairs.store.AffairsStore`, safe from several threads at once: of two
    who want the last place one gets it. Every call raises PortError where the store cannot serve,
    and may be made again.
    """

    def offer(self, slot: Slot) -> None:
        """Keep a slot; one whose id is kept already stays as it is."""
        ...

    def withdraw(self, slot: str, *, at: datetime) -> bool:
        """Take a slot back; False, and nothing changed, where somebody is booked or none is there.

        Again changes nothing.
        """
        ...

    def slots(self, lot: StreamId) -> list[Offered]:
        """Return the slots of a lot, the earliest first, those taken back too."""
        ...

    def book(self, appointment: Appointment) -> Appointment | None:
        """Keep an appointment; return what the account has booked of the lot from then on.

        That is an earlier one where he has one that stands. None, and nothing kept, where the slot
        is unknown, of another lot, taken back or full. Raises: KeyError for an unknown account;
        ValueError where the number is another's.
        """
        ...

    def appointment(self, number: str) -> Appointment | None:
        """Return one appointment."""
        ...

    def of_account(self, account: SubjectId) -> list[Appointment]:
        """Return an account's appointments, the newest first."""
        ...

    def of_lot(self, lot: StreamId) -> list[Appointment]:
        """Return the appointments of a lot, the oldest first."""
        ...

    def move(
        self, before: Appointment, to: Visit, *, at: datetime, why: WhyRefused | None = None
    ) -> Appointment | None:
        """Let an appointment go from the state it was read in to another.

        None, and nothing changed, where it stands otherwise by now, or where it is to be booked
        again and there is no place, or he has booked another of the lot.
        """
        ...

    def note(self, note: Note) -> None:
        """Keep a note; the same one again changes nothing. Raises: KeyError."""
        ...

    def notes(self, number: str) -> list[Note]:
        """Return the notes of an appointment, the oldest first."""
        ...
