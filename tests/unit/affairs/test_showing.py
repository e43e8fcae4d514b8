"""The desk for viewings, over a store in memory and a published lot."""

import asyncio
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from msgspec.structs import asdict, replace

from mingpai.accounts.model import Viewer
from mingpai.adapters.memory_viewings import MemoryViewings
from mingpai.affairs.showing import (
    LONGEST,
    MOST_BOOKINGS,
    MOST_MEETING,
    MOST_NOTE,
    MOST_NOTES,
    MOST_PLACES,
    Plan,
    ShowingDesk,
    Unable,
    not_a_note,
)
from mingpai.affairs.viewings import Appointment, By, Note, Slot, Visit, WhyRefused
from mingpai.kernel.ids import StreamId

NOWHERE = StreamId("disposal/none-1")


class Bench:
    """A desk, and what a test does at it."""

    def __init__(self, affairs: Any, court: ModuleType) -> None:
        """Stand at a published lot, five weeks before its opening."""
        self.affairs = affairs
        self.court = court
        self.lot: StreamId = affairs.lot
        self.store = MemoryViewings(affairs.parts.accounts.store)
        self.drawn = 0
        self.desk = ShowingDesk(self.store, affairs.parts.lots, affairs.clock, self._random)

    def _random(self, many: int) -> bytes:
        self.drawn += 1
        return self.drawn.to_bytes(many, "little")

    def run(self, made: Any) -> Any:
        """Await something of the desk."""
        return asyncio.run(made)

    def plan(self, **changes: Any) -> Plan:
        """Return a time in two days, for an hour."""
        begins_at = self.affairs.clock.now() + timedelta(days=2)
        plan = Plan(begins_at, begins_at + timedelta(hours=1), 2, "小区北门")
        return replace(plan, **changes)

    def offered(self, **changes: Any) -> Slot:
        """Offer a time."""
        slot = self.run(self.desk.offer(self.court.COURT, self.lot, self.plan(**changes)))
        assert isinstance(slot, Slot), slot
        return slot

    def booked(self, viewer: Viewer, slot: Slot) -> Appointment:
        """Book a place."""
        made = self.run(self.desk.book(viewer, self.lot, slot.id))
        assert isinstance(made, Appointment), made
        return made


@pytest.fixture
def bench(affairs: Any, court: ModuleType) -> Bench:
    """Return a desk."""
    return Bench(affairs, court)


@pytest.fixture
def viewer(affairs: Any) -> Viewer:
    """Return a citizen."""
    return affairs.viewer("wang")  # type: ignore[no-any-return]


@pytest.fixture
def other(affairs: Any) -> Viewer:
    """Return another citizen."""
    return affairs.viewer("li")  # type: ignore[no-any-return]


def test_a_time_is_offered_and_booked(bench: Bench, viewer: Viewer) -> None:
    """Who books gets a number, and the place is taken; again he gets the same appointment."""
    slot = bench.offered()
    made = bench.booked(viewer, slot)
    assert (made.state, made.lot, made.slot) == (Visit.BOOKED, bench.lot, slot.id)
    assert bench.booked(viewer, slot) == made
    (one,) = bench.run(bench.desk.open_slots(bench.lot))
    assert (one.slot, one.taken) == (slot, 1)
    (own,) = bench.run(bench.desk.mine(viewer))
    assert (own.appointment, own.slot, own.notes) == (made, slot, ())


def test_a_number_has_no_look_alikes_and_is_given_once(
    bench: Bench, viewer: Viewer, other: Viewer
) -> None:
    """A number that is another's is drawn again; its letters are not taken for one another."""
    slot = bench.offered()
    first = bench.booked(viewer, slot)
    bench.drawn = 1
    second = bench.booked(other, slot)
    assert len({first.number, second.number}) == 2
    assert not set("01OIl") & set(first.number[1:])
    bench.desk._random = bytes
    taken = replace(first, number="V22222222", account=other.account, slot="x")
    bench.store._kept[taken.number] = replace(taken, state=Visit.ATTENDED)
    third = bench.affairs.viewer("zhao")
    more = bench.run(bench.desk.offer(bench.court.COURT, bench.lot, bench.plan(places=9)))
    assert bench.run(bench.desk.book(third, bench.lot, more.id)) is Unable.CHANGED


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"begins_at": timedelta(seconds=-1)}, Unable.TIME_WRONG),
        ({"ends_at": timedelta(days=2)}, Unable.TIME_WRONG),
        ({"ends_at": timedelta(days=2, seconds=1) + LONGEST}, Unable.TIME_WRONG),
        ({"places": 0}, Unable.PLACES_WRONG),
        ({"places": MOST_PLACES + 1}, Unable.PLACES_WRONG),
        ({"meeting": ""}, Unable.TEXT_WRONG),
        ({"meeting": "x" * (MOST_MEETING + 1)}, Unable.TEXT_WRONG),
    ],
)
def test_a_time_that_makes_no_sense_is_not_offered(
    bench: Bench, changes: dict[str, Any], wrong: Unable
) -> None:
    """Times lie ahead and are of some hours, places are counted, and where to meet is said."""
    now = bench.affairs.clock.now()
    given = {k: now + v if isinstance(v, timedelta) else v for k, v in changes.items()}
    assert bench.run(bench.desk.offer(bench.court.COURT, bench.lot, bench.plan(**given))) is wrong
    assert bench.run(bench.desk.slots(bench.lot)) == []


def test_a_lot_is_shown_until_bidding_is_over(bench: Bench, viewer: Viewer) -> None:
    """Nothing is offered of an unknown lot, after the close, or for a time after the close."""
    plan = bench.plan()
    assert bench.run(bench.desk.offer(bench.court.COURT, NOWHERE, plan)) is Unable.NOT_SHOWN_NOW
    late = bench.court.CLOSES
    plan = bench.plan(begins_at=late, ends_at=late + timedelta(hours=1))
    assert bench.run(bench.desk.offer(bench.court.COURT, bench.lot, plan)) is Unable.TIME_WRONG
    slot = bench.offered()
    bench.affairs.clock.move_to(bench.court.CLOSES)
    plan = bench.plan()
    assert bench.run(bench.desk.offer(bench.court.COURT, bench.lot, plan)) is Unable.NOT_SHOWN_NOW
    assert bench.run(bench.desk.book(viewer, bench.lot, slot.id)) is Unable.SLOT_GONE


def test_a_time_that_somebody_booked_stays(bench: Bench, viewer: Viewer, other: Viewer) -> None:
    """A court takes back what nobody booked, of this lot; then nobody can book it."""
    slot = bench.offered()
    made = bench.booked(viewer, slot)
    assert bench.run(bench.desk.withdraw(bench.lot, slot.id)) is Unable.SLOT_BOOKED
    assert bench.run(bench.desk.withdraw(NOWHERE, slot.id)) is Unable.SLOT_GONE
    bench.run(bench.desk.cancel(viewer, made.number))
    assert bench.run(bench.desk.withdraw(bench.lot, slot.id)) is None
    assert bench.run(bench.desk.open_slots(bench.lot)) == []
    assert bench.run(bench.desk.book(other, bench.lot, slot.id)) is Unable.SLOT_GONE
    assert bench.run(bench.desk.undo(viewer, made.number)) is Unable.SLOT_GONE


def test_the_last_place_is_one(bench: Bench, viewer: Viewer, other: Viewer) -> None:
    """Who comes after the last place was taken is told so."""
    slot = bench.offered(places=1)
    bench.booked(viewer, slot)
    assert bench.run(bench.desk.book(other, bench.lot, slot.id)) is Unable.SLOT_GONE


def test_cancelling_can_be_undone_until_it_begins(bench: Bench, viewer: Viewer) -> None:
    """He gives the place up and takes it again; from when the time begins neither."""
    slot = bench.offered()
    number = bench.booked(viewer, slot).number
    assert bench.run(bench.desk.undo(viewer, number)) is Unable.CHANGED
    assert bench.run(bench.desk.cancel(viewer, number)).state is Visit.CANCELLED
    assert bench.run(bench.desk.cancel(viewer, number)) is Unable.CHANGED
    assert bench.run(bench.desk.undo(viewer, number)).state is Visit.BOOKED
    bench.affairs.clock.move_to(slot.begins_at)
    assert bench.run(bench.desk.cancel(viewer, number)) is Unable.TOO_LATE


def test_of_two_changes_at_once_one_holds(bench: Bench, viewer: Viewer) -> None:
    """Where the appointment was changed in between he is told to look again."""
    slot = bench.offered()
    made = bench.booked(viewer, slot)
    bench.store.move = lambda *_, **__: None  # type: ignore[method-assign]
    assert bench.run(bench.desk.cancel(viewer, made.number)) is Unable.CHANGED
    bench.affairs.clock.move_to(slot.begins_at)
    done = bench.run(bench.desk.record(bench.lot, made.number, Visit.MISSED, None))
    assert done is Unable.CHANGED


def test_nobody_books_or_writes_without_end(bench: Bench, viewer: Viewer) -> None:
    """A lot is booked so often by one account, and an appointment holds so many notes."""
    slot = bench.offered()
    for _ in range(MOST_BOOKINGS):
        number = bench.booked(viewer, slot).number
        bench.run(bench.desk.cancel(viewer, number))
    assert bench.run(bench.desk.book(viewer, bench.lot, slot.id)) is Unable.TOO_MANY
    assert bench.run(bench.desk.undo(viewer, number)).state is Visit.BOOKED
    assert bench.booked(viewer, slot).number == number
    for at in range(MOST_NOTES):
        assert isinstance(bench.run(bench.desk.write(viewer, number, f"第{at}条")), Note)
    assert bench.run(bench.desk.write(viewer, number, "再一条")) is Unable.TOO_MANY


def test_nobody_reaches_anothers_appointment(bench: Bench, viewer: Viewer, other: Viewer) -> None:
    """Another's number is as unknown as one that was never given."""
    number = bench.booked(viewer, bench.offered()).number
    for wanted in (number, "V99999999"):
        assert bench.run(bench.desk.cancel(other, wanted)) is Unable.UNKNOWN
        assert bench.run(bench.desk.undo(other, wanted)) is Unable.UNKNOWN
        assert bench.run(bench.desk.write(other, wanted, "hello")) is Unable.UNKNOWN
    assert bench.run(bench.desk.mine(other)) == []


def test_whoever_shows_it_sees_numbers_alone(bench: Bench, viewer: Viewer) -> None:
    """What a firm is given holds neither account nor login, in no field at any depth."""
    number = bench.booked(viewer, bench.offered()).number
    bench.run(bench.desk.write(viewer, number, "请问几楼？"))
    (shown,) = bench.run(bench.desk.shown(bench.lot))
    assert shown.number == number
    told = repr({name: str(value) for name, value in asdict(shown).items()})
    assert viewer.account not in told
    assert viewer.login not in told


def test_what_became_of_a_visit_is_recorded_once(bench: Bench, viewer: Viewer) -> None:
    """From when its time begins, with a reason exactly where it was refused, and then for good."""
    slot = bench.offered()
    number = bench.booked(viewer, slot).number

    def record(state: Visit, why: WhyRefused | None = None, lot: StreamId = bench.lot) -> Any:
        return bench.run(bench.desk.record(lot, number, state, why))

    assert record(Visit.ATTENDED) is Unable.TOO_EARLY
    bench.affairs.clock.move_to(slot.begins_at)
    assert record(Visit.ATTENDED, lot=NOWHERE) is Unable.UNKNOWN
    assert record(Visit.CANCELLED) is Unable.UNKNOWN
    assert record(Visit.REFUSED) is Unable.REASON_MISSING
    assert record(Visit.ATTENDED, WhyRefused.UNSAFE) is Unable.REASON_MISSING
    assert record(Visit.REFUSED, WhyRefused.OCCUPANT) is None
    assert record(Visit.ATTENDED) is Unable.CHANGED
    (own,) = bench.run(bench.desk.mine(viewer))
    assert (own.appointment.state, own.appointment.why) == (Visit.REFUSED, WhyRefused.OCCUPANT)


def test_both_sides_write_to_the_number(bench: Bench, viewer: Viewer) -> None:
    """Notes of the visitor, the firm and the court stand with the appointment, in order."""
    number = bench.booked(viewer, bench.offered()).number
    assert isinstance(bench.run(bench.desk.write(viewer, number, "几楼？")), Note)
    for by in (By.FIRM, By.COURT):
        bench.affairs.wait(minutes=1)
        assert isinstance(bench.run(bench.desk.answer(bench.lot, number, by, "三楼")), Note)
    done = bench.run(bench.desk.answer(NOWHERE, number, By.FIRM, "三楼"))
    assert done is Unable.UNKNOWN
    (own,) = bench.run(bench.desk.mine(viewer))
    assert [one.by for one in own.notes] == [By.VISITOR, By.FIRM, By.COURT]
    assert bench.run(bench.desk.lot_of(number)) == bench.lot
    assert bench.run(bench.desk.lot_of("V99999999")) is None


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("好", None),
        ("2026-05-01 10:00 三号楼 502", None),
        ("  ", Unable.TEXT_WRONG),
        ("x" * (MOST_NOTE + 1), Unable.TEXT_WRONG),
        ("打 138 0013 8000", Unable.CONTACT_IN_TEXT),
        ("电话 021-5555-1234", Unable.CONTACT_IN_TEXT),
        ("１３８００１３８０００", Unable.CONTACT_IN_TEXT),
        ("li@example.com", Unable.CONTACT_IN_TEXT),
    ],
)
def test_a_note_passes_no_number_on(text: str, wrong: Unable | None) -> None:
    """A telephone number, however it is spaced or wide, and an address of mail are found."""
    assert not_a_note(text) is wrong
