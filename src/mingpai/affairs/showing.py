"""The desk for viewings: a court offers times, citizens book, whoever shows the property records.

Whoever shows it sees a number, the lot, the time, and notes; never an account. A note that holds a
telephone number or an address of mail is not taken, so that the relay stays the only way.
Must not know who may do what: callers ask `accounts.permissions` at the lot's court and case.
Every method raises PortError where the store cannot serve; the same may be asked again.
Where to look next: `affairs.viewings` (what is kept), `web.viewing` (the pages).
"""

import asyncio
import re
import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from mingpai.accounts.model import Viewer
from mingpai.affairs.lots import Lots, takes_people
from mingpai.affairs.viewings import (
    Appointment,
    By,
    Note,
    Offered,
    Slot,
    ViewingStore,
    Visit,
    WhyRefused,
)
from mingpai.kernel.canon import b64url
from mingpai.kernel.ids import OfficeId, StreamId
from mingpai.ports import Clock

MOST_PLACES = 50
MOST_MEETING = 200
MOST_NOTE = 300
MOST_NOTES = 50
"""So many notes stand with one appointment."""
MOST_BOOKINGS = 5
"""So often one account books a lot, whatever became of each appointment."""
LONGEST = timedelta(hours=8)
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Thirty-two that nobody takes for one another."""
_NUMBER_CHARS = 8
_ID_BYTES = 16
_TRIES = 3
_REACHES = re.compile(r"[0-9](?:[\s().+-]*[0-9]){6}|@")
"""Seven digits in a row, however they are spaced, or an address of mail."""
_DAY = re.compile(r"(?<![0-9])20[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2}(?![0-9])")

RECORDED = (Visit.ATTENDED, Visit.MISSED, Visit.REFUSED)
"""What whoever shows the property can record of a visit."""


class Unable(StrEnum):
    """Why the desk does nothing."""

    NOT_SHOWN_NOW = "not_shown_now"
    """No round of the lot takes people in."""
    TIME_WRONG = "time_wrong"
    PLACES_WRONG = "places_wrong"
    TEXT_WRONG = "text_wrong"
    CONTACT_IN_TEXT = "contact_in_text"
    SLOT_GONE = "slot_gone"
    SLOT_BOOKED = "slot_booked"
    UNKNOWN = "unknown"
    """No appointment of his, or of the cases that he shows, has this number."""
    TOO_LATE = "too_late"
    TOO_EARLY = "too_early"
    TOO_MANY = "too_many"
    """He booked this lot too often, or too many notes stand there already."""
    REASON_MISSING = "reason_missing"
    CHANGED = "changed"
    """It stands otherwise by now."""


class Plan(Struct, frozen=True):
    """A time as a court asks for it."""

    begins_at: datetime
    ends_at: datetime
    places: int
    meeting: str


class Shown(Struct, frozen=True):
    """An appointment as those who show the property see it: a number, and never a person."""

    number: str
    lot: StreamId
    slot: Slot
    state: Visit
    changed_at: datetime
    why: WhyRefused | None
    notes: tuple[Note, ...]


class Own(Struct, frozen=True):
    """His own appointment, with its time and what was written about it."""

    appointment: Appointment
    slot: Slot
    notes: tuple[Note, ...]


class ShowingDesk:
    """One for each process of pages."""

    def __init__(
        self, store: ViewingStore, lots: Lots, clock: Clock, random: Callable[[int], bytes]
    ) -> None:
        """Keep what is needed."""
        self._store = store
        self._lots = lots
        self._clock = clock
        self._random = random

    # The court's part ----------------------------------------------------------------------

    async def offer(self, office: OfficeId, lot: StreamId, plan: Plan) -> Slot | Unable:
        """Offer a time. Requires: the caller may arrange viewings of this lot."""
        wrong = self._not_a_plan(lot, plan)
        if wrong is not None:
            return wrong
        slot = Slot(
            id=b64url(self._random(_ID_BYTES)),
            lot=lot,
            begins_at=plan.begins_at,
            ends_at=plan.ends_at,
            places=plan.places,
            meeting=plan.meeting,
            by=office,
            made_at=self._clock.now(),
        )
        await asyncio.to_thread(self._store.offer, slot)
        return slot

    def _not_a_plan(self, lot: StreamId, plan: Plan) -> Unable | None:
        head, now = self._lots.head(lot), self._clock.now()
        if head is None or head.current is None or not takes_people(head.current, now=now):
            return Unable.NOT_SHOWN_NOW
        is_ahead = now < plan.begins_at < plan.ends_at <= plan.begins_at + LONGEST
        closes_at = head.closes_at
        if not is_ahead or (closes_at is not None and plan.begins_at >= closes_at):
            return Unable.TIME_WRONG
        if not 1 <= plan.places <= MOST_PLACES:
            return Unable.PLACES_WRONG
        return None if 0 < len(plan.meeting) <= MOST_MEETING else Unable.TEXT_WRONG

    async def withdraw(self, lot: StreamId, slot: str) -> Unable | None:
        """Take a time back that nobody has booked. Requires: as `offer`."""
        if slot not in {one.slot.id for one in await self.slots(lot)}:
            return Unable.SLOT_GONE
        done = await asyncio.to_thread(self._store.withdraw, slot, at=self._clock.now())
        return None if done else Unable.SLOT_BOOKED

    async def slots(self, lot: StreamId) -> list[Offered]:
        """Return every time of a lot, the earliest first."""
        return await asyncio.to_thread(self._store.slots, lot)

    async def open_slots(self, lot: StreamId) -> list[Offered]:
        """Return the times that can still be booked or are full, the earliest first."""
        now = self._clock.now()
        found = await self.slots(lot)
        return [one for one in found if one.slot.begins_at > now and not one.slot.withdrawn_at]

    # The visitor's part --------------------------------------------------------------------

    async def book(self, viewer: Viewer, lot: StreamId, slot: str) -> Appointment | Unable:
        """Book a place; who has an appointment of the lot that stands gets that one."""
        if slot not in {one.slot.id for one in await self.open_slots(lot)}:
            return Unable.SLOT_GONE
        own = await asyncio.to_thread(self._store.of_account, viewer.account)
        of_lot = [one for one in own if one.lot == lot]
        is_booked = any(one.state is Visit.BOOKED for one in of_lot)
        if len(of_lot) >= MOST_BOOKINGS and not is_booked:
            return Unable.TOO_MANY
        for _ in range(_TRIES):
            now = self._clock.now()
            wanted = Appointment(
                self._number(),
                slot,
                lot,
                viewer.account,
                Visit.BOOKED,
                booked_at=now,
                changed_at=now,
            )
            try:
                made = await asyncio.to_thread(self._store.book, wanted)
            except ValueError:  # the number is another's: one in a million millions
                continue
            return Unable.SLOT_GONE if made is None else made
        return Unable.CHANGED

    def _number(self) -> str:
        drawn = self._random(_NUMBER_CHARS)
        return "V" + "".join(_LETTERS[one % len(_LETTERS)] for one in drawn)

    async def mine(self, viewer: Viewer) -> list[Own]:
        """Return his appointments, the newest first."""
        found = await asyncio.to_thread(self._store.of_account, viewer.account)
        return [Own(one, await self._slot(one), await self._notes(one)) for one in found]

    async def cancel(self, viewer: Viewer, number: str) -> Appointment | Unable:
        """Give his place up, until the time begins."""
        return await self._own_step(viewer, number, Visit.BOOKED, Visit.CANCELLED)

    async def undo(self, viewer: Viewer, number: str) -> Appointment | Unable:
        """Take his place again, until the time begins and while there is one."""
        return await self._own_step(viewer, number, Visit.CANCELLED, Visit.BOOKED)

    async def _own_step(
        self, viewer: Viewer, number: str, before: Visit, to: Visit
    ) -> Appointment | Unable:
        found = await asyncio.to_thread(self._store.appointment, number)
        if found is None or found.account != viewer.account:
            return Unable.UNKNOWN
        if found.state is not before:
            return Unable.CHANGED
        now = self._clock.now()
        if (await self._slot(found)).begins_at <= now:
            return Unable.TOO_LATE
        moved = await asyncio.to_thread(self._store.move, found, to, at=now)
        if moved is None:
            return Unable.SLOT_GONE if to is Visit.BOOKED else Unable.CHANGED
        return moved

    async def write(self, viewer: Viewer, number: str, text: str) -> Note | Unable:
        """Leave a note of his with his appointment."""
        found = await asyncio.to_thread(self._store.appointment, number)
        if found is None or found.account != viewer.account:
            return Unable.UNKNOWN
        return await self._write(number, By.VISITOR, text)

    # The part of whoever shows it ----------------------------------------------------------

    async def shown(self, lot: StreamId) -> list[Shown]:
        """Return a lot's appointments as those see them who show it, by time.

        Requires: the caller may see the appointments of this lot.
        """
        found = await asyncio.to_thread(self._store.of_lot, lot)
        slots = {one.slot.id: one.slot for one in await self.slots(lot)}
        rows = [
            Shown(
                number=one.number,
                lot=one.lot,
                slot=slots[one.slot],
                state=one.state,
                changed_at=one.changed_at,
                why=one.why,
                notes=await self._notes(one),
            )
            for one in found
        ]
        return sorted(rows, key=lambda one: (one.slot.begins_at, one.number))

    async def record(
        self, lot: StreamId, number: str, state: Visit, why: WhyRefused | None
    ) -> Unable | None:
        """Record what became of a visit, from when its time begins; a refusal with its reason.

        Requires: the caller may record viewings of this lot.
        """
        found = await asyncio.to_thread(self._store.appointment, number)
        if found is None or found.lot != lot or state not in RECORDED:
            return Unable.UNKNOWN
        if (state is Visit.REFUSED) != (why is not None):
            return Unable.REASON_MISSING
        if found.state is not Visit.BOOKED:
            return Unable.CHANGED
        now = self._clock.now()
        if (await self._slot(found)).begins_at > now:
            return Unable.TOO_EARLY
        moved = await asyncio.to_thread(self._store.move, found, state, at=now, why=why)
        return Unable.CHANGED if moved is None else None

    async def answer(self, lot: StreamId, number: str, by: By, text: str) -> Note | Unable:
        """Leave a note of the firm's or the court's. Requires: as `shown`."""
        found = await asyncio.to_thread(self._store.appointment, number)
        if found is None or found.lot != lot:
            return Unable.UNKNOWN
        return await self._write(number, by, text)

    # Shared --------------------------------------------------------------------------------

    async def lot_of(self, number: str) -> StreamId | None:
        """Return which lot an appointment is of."""
        found = await asyncio.to_thread(self._store.appointment, number)
        return None if found is None else found.lot

    async def _write(self, number: str, by: By, text: str) -> Note | Unable:
        wrong = not_a_note(text)
        if wrong is not None:
            return wrong
        if len(await asyncio.to_thread(self._store.notes, number)) >= MOST_NOTES:
            return Unable.TOO_MANY
        note = Note(number, by, text, self._clock.now())
        await asyncio.to_thread(self._store.note, note)
        return note

    async def _slot(self, of: Appointment) -> Slot:
        found = await self.slots(of.lot)
        return next(one.slot for one in found if one.slot.id == of.slot)

    async def _notes(self, of: Appointment) -> tuple[Note, ...]:
        return tuple(await asyncio.to_thread(self._store.notes, of.number))


def not_a_note(text: str) -> Unable | None:
    """Say why a text is no note: empty, too long, or a way round the relay."""
    if not 0 < len(text.strip()) <= MOST_NOTE:
        return Unable.TEXT_WRONG
    plain = _DAY.sub("/", unicodedata.normalize("NFKC", text))
    return Unable.CONTACT_IN_TEXT if _REACHES.search(plain) else None
