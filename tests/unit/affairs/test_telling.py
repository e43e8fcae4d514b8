"""Messages made of entries: each once, to whom it concerns, and not too many."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec import Raw
from msgspec.structs import replace
from structlog.testing import capture_logs

from mingpai.accounts.model import Role
from mingpai.accounts.sessions import IDLE
from mingpai.affairs.model import Kind, Message, Registration
from mingpai.affairs.telling import Hearing, News, Teller
from mingpai.auction.events import BidPlaced, RoundPassedIn, RoundSold
from mingpai.auction.model import Phase
from mingpai.auction.preparation.events import NoticeCorrected, RoundAnnounced
from mingpai.auction.stops.events import (
    BiddingResumed,
    BiddingStopped,
    CauseEnded,
    RoundWithdrawn,
)
from mingpai.auction.stops.model import StopGround, StopKind, WithdrawalGround
from mingpai.journal.entry import Entry
from mingpai.kernel.event import Event
from mingpai.kernel.money import Fen
from mingpai.law.content import Effect, NoticeField
from mingpai.ports import PortError

DIGEST = "A" * 43
MINUTE = timedelta(minutes=1)


class Wire:
    """What brings events to a hearing, as the board does, and a teller behind it."""

    def __init__(self, affairs: Any, position: int = 0) -> None:
        """Begin with the notice of the lot."""
        self.affairs = affairs
        self.hearing = Hearing(position)
        parts = affairs.parts
        self.teller = Teller(self.hearing, parts.store, parts.post, parts.sign_in, parts.lots)
        self.seq = 0
        (notice,) = affairs.rules.events(RoundAnnounced)
        self.hear(notice, affairs.court.NOTICE)

    def hear(self, event: Event, at: datetime) -> None:
        """Bring one event."""
        entry = Entry(
            actor="x",
            at=at,
            body=Raw(b"{}"),
            cause=None,
            command_id=None,
            epoch=1,
            kind="x",
            law=None,
            received_at=at,
            receiver="x",
            seq=self.seq,
            source="hall",
            stream=self.affairs.lot,
            v=1,
            ver=1,
        )
        self.seq += 1
        self.hearing.heard(entry, event, self.affairs.rules.head(self.affairs.lot))

    def bid(self, known: Registration, step: int, at: datetime, closes_at: datetime) -> None:
        """Bring a bid."""
        price = Fen(self.affairs.court.price(step))
        self.hear(BidPlaced(1, known.code or "", price, 0, closes_at), at)

    def say(self) -> int:
        """Say everything; return in how many batches."""

        async def work() -> int:
            batches = 0
            while await self.teller.say():
                batches += 1
            return batches

        return asyncio.run(work())

    def told(self, viewer: Any) -> list[Message]:
        """Return what somebody was told, oldest first, but for his code."""
        found = self.affairs.parts.store.messages(viewer.account)
        found.sort(key=lambda one: (one.seq, one.kind))
        return [one for one in found if one.kind is not Kind.CODE_ISSUED]


class Room:
    """Two bidders with codes and one who only registered."""

    def __init__(self, affairs: Any) -> None:
        """Let them in."""
        clerk = affairs.viewer("clerk", Role.CLERK)
        self.wang, self.li, self.zhao = (affairs.viewer(one) for one in ("wang", "li", "zhao"))
        self.of_wang, self.of_li = (affairs.coded(one, clerk) for one in (self.wang, self.li))
        affairs.registered(self.zhao)


@pytest.fixture
def room(affairs: Any) -> Room:
    """Return who takes part."""
    return Room(affairs)


def kinds(found: list[Message]) -> list[Kind]:
    """Return the kinds of messages."""
    return [one.kind for one in found]


def test_who_is_outbid_is_told_the_price(affairs: Any, room: Room) -> None:
    """Only he, not by his own next bid, and at most once a minute."""
    wire, at, closes = Wire(affairs), affairs.court.OPENS, affairs.court.CLOSES
    wire.bid(room.of_wang, 0, at, closes)
    wire.bid(room.of_wang, 1, at, closes)
    wire.bid(room.of_li, 2, at, closes)
    wire.bid(room.of_wang, 3, at, closes)
    wire.bid(room.of_li, 4, at + MINUTE / 2, closes)
    wire.bid(room.of_wang, 5, at + MINUTE, closes)
    wire.bid(room.of_li, 6, at + MINUTE, closes)
    assert wire.say() == 1
    of_wang, of_li = wire.told(room.wang), wire.told(room.li)
    assert kinds(of_wang) == [Kind.OUTBID] * 2
    assert [one.price_fen for one in of_wang] == [affairs.court.price(2), affairs.court.price(6)]
    assert [one.seq for one in of_li] == [4, 6]
    assert wire.told(room.zhao) == []


def test_a_close_that_moves_is_told_once_a_minute(affairs: Any, room: Room) -> None:
    """To everybody with a code; who left a sign-in in the hall keeps it."""
    affairs.run(affairs.desk.reveal(room.wang, affairs.lot))
    wire, closes = Wire(affairs), affairs.court.CLOSES
    for step, seconds in ((0, 0), (1, 30), (2, 59), (3, 60)):
        at = closes - MINUTE + timedelta(seconds=seconds)
        wire.bid(room.of_wang, step, at, at + 5 * MINUTE)
    wire.say()
    for viewer in (room.wang, room.li):
        found = wire.told(viewer)
        assert kinds(found) == [Kind.EXTENDED] * 2
        assert [one.when for one in found] == [closes + 4 * MINUTE, closes + 5 * MINUTE]
    assert wire.told(room.zhao) == []


def test_sign_ins_in_the_hall_are_held_as_the_close_moves(affairs: Any) -> None:
    """Whoever entered stays signed in behind the close as it stands now; not while none is set."""
    clerk, wang = affairs.viewer("clerk", Role.CLERK), affairs.viewer("wang")
    known, _ = affairs.entered(wang, clerk)
    wire, closes = Wire(affairs), affairs.court.CLOSES
    moved = closes + timedelta(hours=3)
    book = replace(affairs.rules.head(affairs.lot).current.book, closes_at=moved)
    affairs.rules.change(affairs.lot, book=book)
    wire.bid(known, 0, closes - MINUTE, moved)
    wire.say()
    store = affairs.parts.accounts.store
    assert store.session_named(wang.session).session.held_until == moved + IDLE
    affairs.rules.change(affairs.lot, stop=object())
    wire.bid(known, 1, closes + MINUTE, moved + MINUTE)
    wire.say()
    affairs.rules.head = lambda _: None
    asyncio.run(wire.teller._hold(News(1, Kind.EXTENDED, affairs.lot, 1, closes, moved=True)))
    assert store.session_named(wang.session).session.held_until == moved + IDLE


def stop(affairs: Any) -> BiddingStopped:
    """Return a stop."""
    return BiddingStopped(
        1, affairs.court.OPENS, StopKind.EMERGENCY, StopGround.SYSTEM_FAILURE, DIGEST
    )


def test_the_course_of_a_lot_is_told_to_all_who_registered(affairs: Any, room: Room) -> None:
    """Corrected, stopped, resuming with its time, withdrawn; what concerns nobody is not."""
    wire, at, closes = Wire(affairs), affairs.court.OPENS, affairs.court.CLOSES
    corrected = NoticeCorrected(
        1, NoticeField.CONTACT, Effect.CORRECTED, DIGEST, at.date(), at, closes
    )
    wire.hear(corrected, at)
    later = at + timedelta(days=30)
    wire.hear(replace(corrected, opens_at=later, closes_at=closes + timedelta(days=30)), at)
    wire.hear(stop(affairs), at)
    wire.hear(CauseEnded(1, at.date(), DIGEST), at)
    wire.hear(BiddingResumed(1, later + MINUTE, later + 9 * MINUTE, DIGEST), at)
    wire.hear(RoundWithdrawn(0, at, WithdrawalGround.DEBT_PERFORMED, DIGEST), at)
    wire.hear(RoundWithdrawn(1, at, WithdrawalGround.DEBT_PERFORMED, DIGEST), at)
    wire.hear(RoundPassedIn(1, closes), at)
    wire.say()
    for viewer in (room.wang, room.zhao):
        assert [(one.kind, one.when) for one in wire.told(viewer)] == [
            (Kind.CORRECTED, None),
            (Kind.CORRECTED, later),
            (Kind.STOPPED, None),
            (Kind.RESUMING, later + MINUTE),
            (Kind.WITHDRAWN, None),
        ]


def test_a_sale_is_told_to_winner_and_losers(affairs: Any, room: Room) -> None:
    """Each with the price; who had no code lost nothing."""
    wire = Wire(affairs)
    sold = RoundSold(1, room.of_wang.code, Fen(7_000_000), 1, affairs.court.CLOSES)
    wire.hear(sold, affairs.court.CLOSES)
    wire.say()
    assert kinds(wire.told(room.wang)) == [Kind.WON]
    assert kinds(wire.told(room.li)) == [Kind.LOST]
    assert wire.told(room.li)[0].price_fen == 7_000_000
    assert wire.told(room.zhao) == []


def test_an_opening_is_told_half_an_hour_before(affairs: Any, room: Room) -> None:
    """To whoever registered or watches, once each; to those who come later too; not after it."""
    wire, opens = Wire(affairs), affairs.court.OPENS
    watcher, late = affairs.viewer("watcher"), affairs.viewer("late")
    affairs.run(affairs.desk.save(watcher, affairs.lot, keep=True))
    affairs.run(affairs.desk.save(room.wang, affairs.lot, keep=True))
    wire.teller.announce_openings(opens - 31 * MINUTE)
    assert wire.told(room.wang) == []
    for minutes in (30, 29):
        wire.teller.announce_openings(opens - minutes * MINUTE)
    for viewer in (room.wang, room.zhao, watcher):
        (message,) = wire.told(viewer)
        assert (message.kind, message.when, message.seq) == (Kind.OPENING_SOON, opens, 0)
    affairs.run(affairs.desk.save(late, affairs.lot, keep=True))
    again = Wire(affairs)  # as after a restart
    again.teller.announce_openings(opens - MINUTE)
    assert kinds(wire.told(late)) == [Kind.OPENING_SOON]
    assert len(wire.told(watcher)) == 1
    never = affairs.viewer("never")
    affairs.run(affairs.desk.save(never, affairs.lot, keep=True))
    again.teller.announce_openings(opens)
    assert wire.told(never) == []


def test_only_a_published_round_opens(affairs: Any, room: Room) -> None:
    """A stopped lot, one without a notice, and one not heard of yet are not announced."""
    soon = affairs.court.OPENS - MINUTE
    wire, unheard = Wire(affairs), Hearing()
    parts = affairs.parts
    deaf = Teller(unheard, parts.store, parts.post, parts.sign_in, parts.lots)
    deaf.announce_openings(soon)
    affairs.rules.change(affairs.lot, phase=Phase.STOPPED)
    wire.teller.announce_openings(soon)
    head = affairs.rules.head(affairs.lot)
    affairs.rules.heads = lambda: [replace(head, state=replace(head.state, rounds=()))]
    wire.teller.announce_openings(soon)
    assert wire.told(room.wang) == []


def played(affairs: Any, room: Room, position: int = 0) -> Wire:
    """Bring the same course of a lot to a new hearing."""
    wire = Wire(affairs, position)
    wire.bid(room.of_wang, 0, affairs.court.OPENS, affairs.court.CLOSES)
    wire.bid(room.of_li, 1, affairs.court.OPENS, affairs.court.CLOSES)
    wire.hear(stop(affairs), affairs.court.OPENS)
    return wire


def test_a_restart_neither_repeats_nor_loses(affairs: Any, room: Room) -> None:
    """The same entries told again lead to nothing; those behind the position to what is new."""
    store = affairs.parts.store
    assert played(affairs, room).say() == 1
    first = wire_told(affairs, room)
    assert store.position() == 4
    assert played(affairs, room, store.position()).say() == 0
    assert played(affairs, room).say() == 1  # as if the position had been lost
    assert wire_told(affairs, room) == first
    again = played(affairs, room, store.position())
    again.bid(room.of_wang, 2, affairs.court.OPENS + MINUTE, affairs.court.CLOSES)
    assert again.say() == 1
    assert kinds(again.told(room.li)) == [Kind.STOPPED, Kind.OUTBID]
    assert store.position() == 5


def wire_told(affairs: Any, room: Room) -> list[list[Message]]:
    """Return everything that anybody was told."""
    return [affairs.parts.store.messages(one.account) for one in (room.wang, room.li, room.zhao)]


def test_what_could_not_be_said_is_said_later(affairs: Any, room: Room) -> None:
    """Where the inbox fails in the middle nothing is forgotten and nothing said twice."""
    wire = played(affairs, room)
    put, failing = affairs.parts.store.put, [2]

    def fail(message: Message) -> bool:
        failing[0] -= 1
        if not failing[0]:
            attempted = "put"
            raise PortError(attempted, retry_is_safe=True)
        return bool(put(message))

    affairs.parts.store.put = fail
    with pytest.raises(PortError):
        wire.say()
    assert affairs.parts.store.position() == 0
    assert wire.say() == 1
    assert kinds(wire.told(room.wang)) == [Kind.OUTBID, Kind.STOPPED]
    assert kinds(wire.told(room.zhao)) == [Kind.STOPPED]


def run_until(wire: Wire, is_done: Callable[[], bool]) -> None:
    """Run a teller until something is so."""

    async def work() -> None:
        task = asyncio.create_task(wire.teller.run(wire.affairs.clock))
        for _ in range(1_000):
            if is_done():
                break
            await asyncio.sleep(0.01)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    asyncio.run(work())
    assert is_done()


def test_a_teller_runs_beside_the_pages(affairs: Any, room: Room) -> None:
    """It says what it hears and what opens soon, until it is cancelled."""
    affairs.clock.move_by(affairs.court.OPENS - MINUTE - affairs.clock.now())
    wire = played(affairs, room)
    run_until(wire, lambda: len(wire.told(room.zhao)) == 2)
    assert {*kinds(wire.told(room.zhao))} == {Kind.STOPPED, Kind.OPENING_SOON}


def test_a_store_that_fails_is_asked_again(affairs: Any, room: Room) -> None:
    """The failure is noted, and the messages come when it serves again."""
    wire = played(affairs, room)
    of_lot, failing = affairs.parts.store.of_lot, [True]

    def fail(*given: Any, **how: Any) -> Any:
        if failing.pop() if failing else False:
            attempted = "read"
            raise PortError(attempted, retry_is_safe=True)
        return of_lot(*given, **how)

    affairs.parts.store.of_lot = fail
    with capture_logs() as logs:
        run_until(wire, lambda: bool(wire.told(room.zhao)))
    assert "messages wait" in [one["event"] for one in logs]
