"""The contract of `affairs.viewings.ViewingStore`, in memory and on every PostgreSQL."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from mingpai.accounts.model import Account, Language, Role
from mingpai.accounts.store import AccountStore, Added
from mingpai.adapters.memory import MemorySubjects
from mingpai.adapters.memory_accounts import MemoryAccounts
from mingpai.adapters.memory_viewings import MemoryViewings
from mingpai.adapters.postgres_accounts import PostgresAccounts
from mingpai.adapters.postgres_subjects import PostgresSubjects
from mingpai.adapters.postgres_viewings import PostgresViewings
from mingpai.affairs.viewings import (
    Appointment,
    By,
    Note,
    Slot,
    ViewingStore,
    Visit,
    WhyRefused,
)
from mingpai.kernel.ids import OfficeId, StreamId, SubjectId
from mingpai.ports import SubjectStore

REAL = [
    pytest.param("embedded_server", marks=pytest.mark.database, id="embedded"),
    pytest.param("debian_server", marks=pytest.mark.database, id="debian15"),
]
T0 = datetime(2026, 5, 26, 2, 0, tzinfo=UTC)
LOT, OTHER = StreamId("disposal/2026-0001"), StreamId("disposal/2026-0002")
SLOT = Slot(
    id="s1",
    lot=LOT,
    begins_at=T0 + timedelta(days=2),
    ends_at=T0 + timedelta(days=2, hours=1),
    places=1,
    meeting="小区北门",
    by=OfficeId("court/sh-xuhui"),
    made_at=T0,
)
LATER = T0 + timedelta(hours=1)


class Kept(Struct, frozen=True):
    """A store of viewings and the accounts behind it."""

    viewings: ViewingStore
    accounts: AccountStore
    subjects: SubjectStore

    def account(self, login: str) -> SubjectId:
        """Keep an account and return its id."""
        subject = self.subjects.enrol({})
        made = Account(subject, login, Role.CITIZEN, None, (), Language.ZH, T0)
        assert self.accounts.add(made, []) is Added.KEPT
        return subject


@pytest.fixture(params=["memory", *REAL])
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    """Return a store with one slot."""
    if request.param == "memory":
        subjects = MemorySubjects()
        people = MemoryAccounts(subjects)
        viewings = MemoryViewings(people)
        viewings.offer(SLOT)
        yield Kept(viewings, people, subjects)
        viewings.close()
        return
    server: Any = request.getfixturevalue(request.param)
    dsns = server.fresh()
    accounts, persons = PostgresAccounts(dsns.subjects), PostgresSubjects(dsns.subjects)
    opened = PostgresViewings(dsns.subjects)
    opened.offer(SLOT)
    yield Kept(opened, accounts, persons)
    for one in (opened, accounts, persons):
        one.close()
    server.drop(dsns)


def booking(account: SubjectId, number: str = "V1", **changes: Any) -> Appointment:
    """Return an appointment that is not kept yet."""
    made = Appointment(number, SLOT.id, LOT, account, Visit.BOOKED, T0, T0)
    return replace(made, **changes)


def test_slots_are_listed_with_what_is_left(kept: Kept) -> None:
    """A lot's slots come earliest first, each as it was offered, with the places taken."""
    early = replace(SLOT, id="s0", begins_at=T0 + timedelta(days=1), places=3)
    kept.viewings.offer(early)
    kept.viewings.offer(replace(early, places=9))
    kept.viewings.offer(replace(SLOT, id="s9", lot=OTHER))
    kept.viewings.book(booking(kept.account("wang")))
    found = kept.viewings.slots(LOT)
    assert [(one.slot, one.taken, one.left) for one in found] == [(early, 0, 3), (SLOT, 1, 0)]


def test_a_booking_is_found_by_number_account_and_lot(kept: Kept) -> None:
    """An appointment comes back as it was kept; what is unknown is not there."""
    wang = kept.account("wang")
    made = booking(wang)
    assert kept.viewings.book(made) == made
    assert kept.viewings.appointment("V1") == made
    assert kept.viewings.appointment("V2") is None
    assert kept.viewings.of_account(wang) == kept.viewings.of_lot(LOT) == [made]
    assert kept.viewings.of_lot(OTHER) == []


def test_nobody_books_a_lot_twice(kept: Kept) -> None:
    """Who has an appointment that stands gets that one again, whichever slot he asks for."""
    wang = kept.account("wang")
    kept.viewings.offer(replace(SLOT, id="s2"))
    first = kept.viewings.book(booking(wang))
    assert kept.viewings.book(booking(wang, "V2", slot="s2")) == first
    assert kept.viewings.of_account(wang) == [first]


def test_what_cannot_be_booked_is_not_kept(kept: Kept) -> None:
    """A slot that is full, unknown, of another lot or taken back takes nobody."""
    wang, li = kept.account("wang"), kept.account("li")
    assert kept.viewings.book(booking(wang, slot="s7")) is None
    assert kept.viewings.book(booking(wang, lot=OTHER)) is None
    kept.viewings.offer(replace(SLOT, id="s2"))
    assert kept.viewings.withdraw("s2", at=LATER)
    assert kept.viewings.book(booking(wang, slot="s2")) is None
    assert kept.viewings.book(booking(wang)) is not None
    assert kept.viewings.book(booking(li, "V2")) is None
    assert kept.viewings.of_account(li) == []


def test_unknown_accounts_and_known_numbers_are_errors(kept: Kept) -> None:
    """Only somebody with an account books, and no number is given twice."""
    kept.viewings.offer(replace(SLOT, id="s2"))
    with pytest.raises(KeyError):
        kept.viewings.book(booking(SubjectId("n" * 22)))
    kept.viewings.book(booking(kept.account("wang")))
    with pytest.raises(ValueError, match="number"):
        kept.viewings.book(booking(kept.account("li"), slot="s2"))


def test_the_last_place_goes_to_one(kept: Kept) -> None:
    """Of several who book the last place at once exactly one has it."""
    people = [kept.account(f"p{one}") for one in range(4)]
    with ThreadPoolExecutor(4) as pool:
        made = list(
            pool.map(
                lambda at: kept.viewings.book(booking(people[at], f"V{at}")), range(len(people))
            )
        )
    assert sum(one is not None for one in made) == 1
    assert kept.viewings.slots(LOT)[0].taken == 1


def test_an_appointment_goes_on_from_where_it_was_read(kept: Kept) -> None:
    """A change holds only against the state that was read; a refusal keeps its reason."""
    made = kept.viewings.book(booking(kept.account("wang")))
    assert made is not None
    refused = kept.viewings.move(made, Visit.REFUSED, at=LATER, why=WhyRefused.OCCUPANT)
    assert refused == replace(made, state=Visit.REFUSED, changed_at=LATER, why=WhyRefused.OCCUPANT)
    assert kept.viewings.move(made, Visit.ATTENDED, at=LATER) is None
    assert kept.viewings.appointment("V1") == refused
    unknown = replace(made, number="V9")
    assert kept.viewings.move(unknown, Visit.CANCELLED, at=LATER) is None


def test_a_cancelled_one_is_booked_again_while_there_is_a_place(kept: Kept) -> None:
    """Undoing takes the place again; not where it is gone, or where he booked another since."""
    wang, li = kept.account("wang"), kept.account("li")
    made = kept.viewings.book(booking(wang))
    assert made is not None
    cancelled = kept.viewings.move(made, Visit.CANCELLED, at=LATER)
    assert cancelled is not None
    again = kept.viewings.move(cancelled, Visit.BOOKED, at=LATER)
    assert again == replace(made, changed_at=LATER)
    cancelled = kept.viewings.move(again, Visit.CANCELLED, at=LATER)
    assert cancelled is not None
    assert kept.viewings.book(booking(li, "V2")) is not None
    assert kept.viewings.move(cancelled, Visit.BOOKED, at=LATER) is None
    kept.viewings.offer(replace(SLOT, id="s2"))
    assert kept.viewings.book(booking(wang, "V3", slot="s2")) is not None
    kept.viewings.offer(replace(SLOT, id="s3", places=5))
    assert kept.viewings.move(replace(cancelled, slot="s3"), Visit.BOOKED, at=LATER) is None


def test_a_slot_with_bookings_is_not_taken_back(kept: Kept) -> None:
    """A court takes a slot back only where nobody is booked; doing so again changes nothing."""
    made = kept.viewings.book(booking(kept.account("wang")))
    assert made is not None
    assert not kept.viewings.withdraw(SLOT.id, at=LATER)
    assert not kept.viewings.withdraw("s7", at=LATER)
    kept.viewings.move(made, Visit.CANCELLED, at=LATER)
    for hours in (1, 2):
        assert kept.viewings.withdraw(SLOT.id, at=T0 + timedelta(hours=hours))
    (found,) = kept.viewings.slots(LOT)
    assert (found.slot.withdrawn_at, found.left) == (LATER, 0)


def test_notes_stand_with_their_appointment(kept: Kept) -> None:
    """Notes come in the order of time; the same one again is one; none stands by itself."""
    kept.viewings.book(booking(kept.account("wang")))
    later = Note("V1", By.VISITOR, "好的", LATER)
    first = Note("V1", By.FIRM, "请带身份证件", T0)
    for one in (later, first, first):
        kept.viewings.note(one)
    assert kept.viewings.notes("V1") == [first, later]
    assert kept.viewings.notes("V2") == []
    with pytest.raises(KeyError):
        kept.viewings.note(replace(first, number="V2"))
