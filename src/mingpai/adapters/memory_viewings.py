"""Viewings in memory: the fake that polices the contract of `affairs.viewings.ViewingStore`.

Keeps nothing when the process ends.
"""

import threading
from datetime import datetime

from msgspec.structs import replace

from mingpai.accounts.store import AccountStore
from mingpai.affairs.viewings import Appointment, Note, Offered, Slot, Visit, WhyRefused
from mingpai.kernel.ids import StreamId, SubjectId


class MemoryViewings:
    """`ViewingStore` over dictionaries; `accounts` says which accounts there are."""

    def __init__(self, accounts: AccountStore) -> None:
        """Begin with nothing."""
        self._accounts = accounts
        self._lock = threading.RLock()
        self._slots: dict[str, Slot] = {}
        self._kept: dict[str, Appointment] = {}
        self._notes: list[Note] = []

    def offer(self, slot: Slot) -> None:
        """Keep a slot."""
        with self._lock:
            self._slots.setdefault(slot.id, slot)

    def withdraw(self, slot: str, *, at: datetime) -> bool:
        """Take a slot back."""
        with self._lock:
            known = self._slots.get(slot)
            if known is None or self._taken(slot):
                return False
            if known.withdrawn_at is None:
                self._slots[slot] = replace(known, withdrawn_at=at)
            return True

    def slots(self, lot: StreamId) -> list[Offered]:
        """Return the slots of a lot."""
        with self._lock:
            found = [Offered(one, self._taken(one.id)) for one in self._slots.values()]
        own = [one for one in found if one.slot.lot == lot]
        return sorted(own, key=lambda one: (one.slot.begins_at, one.slot.id))

    def book(self, appointment: Appointment) -> Appointment | None:
        """Keep an appointment, or return the one that stands."""
        if self._accounts.account(appointment.account) is None:
            attempted = "book a viewing"
            raise KeyError(attempted)
        with self._lock:
            standing = self._standing(appointment)
            if standing is not None:
                return standing
            if not self._has_place(appointment):
                return None
            if appointment.number in self._kept:
                msg = "another appointment has the number"
                raise ValueError(msg)
            self._kept[appointment.number] = appointment
            return appointment

    def appointment(self, number: str) -> Appointment | None:
        """Return one appointment."""
        with self._lock:
            return self._kept.get(number)

    def of_account(self, account: SubjectId) -> list[Appointment]:
        """Return an account's appointments."""
        with self._lock:
            own = [one for one in self._kept.values() if one.account == account]
        return sorted(own, key=lambda one: (one.booked_at, one.number), reverse=True)

    def of_lot(self, lot: StreamId) -> list[Appointment]:
        """Return the appointments of a lot."""
        with self._lock:
            found = [one for one in self._kept.values() if one.lot == lot]
        return sorted(found, key=lambda one: (one.booked_at, one.number))

    def move(
        self, before: Appointment, to: Visit, *, at: datetime, why: WhyRefused | None = None
    ) -> Appointment | None:
        """Let an appointment go on, if it stands as it was read."""
        with self._lock:
            known = self._kept.get(before.number)
            if known is None or known.state is not before.state:
                return None
            if to is Visit.BOOKED and not (
                self._standing(known) is None and self._has_place(known)
            ):
                return None
            moved = replace(known, state=to, changed_at=at, why=why)
            self._kept[known.number] = moved
            return moved

    def note(self, note: Note) -> None:
        """Keep a note."""
        with self._lock:
            if note.number not in self._kept:
                attempted = "keep a note"
                raise KeyError(attempted)
            if note not in self._notes:
                self._notes.append(note)

    def notes(self, number: str) -> list[Note]:
        """Return the notes of an appointment."""
        with self._lock:
            found = [one for one in self._notes if one.number == number]
        return sorted(found, key=lambda one: (one.at, one.by, one.text))

    def close(self) -> None:
        """Do nothing: there is nothing open."""

    def _taken(self, slot: str) -> int:
        return sum(one.slot == slot and one.state is Visit.BOOKED for one in self._kept.values())

    def _standing(self, wanted: Appointment) -> Appointment | None:
        for one in self._kept.values():
            is_his = (one.account, one.lot) == (wanted.account, wanted.lot)
            if is_his and one.state is Visit.BOOKED:
                return one
        return None

    def _has_place(self, wanted: Appointment) -> bool:
        slot = self._slots.get(wanted.slot)
        if slot is None or slot.lot != wanted.lot:
            return False
        return Offered(slot, self._taken(slot.id)).left > 0
