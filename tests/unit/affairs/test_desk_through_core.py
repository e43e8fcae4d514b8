"""The desk before a real core: over the counter's own HTTP, into a journal, and back by the board.

All tests drive one bidder from his registration to a bid.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import ModuleType
from typing import Any

import httpx
from msgspec.structs import replace

from mingpai.accounts.model import Caller, Role
from mingpai.adapters.clock import DrivenClock
from mingpai.adapters.core_http import CoreOverHttp
from mingpai.adapters.keys_file import FileKeyRing
from mingpai.adapters.memory import MemoryEntryStore, MemoryJournal
from mingpai.affairs.desk import AffairsDesk, Issued
from mingpai.affairs.lots import BoardLots
from mingpai.affairs.model import Capacity, Hint, Kind, Registration
from mingpai.affairs.telling import Hearing, Teller
from mingpai.auction.presence import HallEntered, NoticeAcknowledged
from mingpai.events import registry
from mingpai.hall.counter import Counter, counter
from mingpai.hall.door import Door
from mingpai.journal.entry import decode_entry
from mingpai.kernel.ids import StreamId
from mingpai.law.content import Item, SpecialWarning
from mingpai.service.archive import Archive
from mingpai.service.budgets import LIMITS
from mingpai.service.core import Core
from mingpai.service.followers import catch_up
from mingpai.service.projections import LotBoard
from mingpai.service.reception import Reception

SECRET = b"pages".ljust(32, b".")
HOME = Caller("203.0.113.5", "device cookie")


class Whole:
    """Pages and core in one process, apart by HTTP alone."""

    def __init__(self, affairs: Any, core: Core, client: CoreOverHttp, journal: Any) -> None:
        """Put the desk before the core."""
        ring, origin = core.parts.ring, core.parts.origin
        self.core = core
        self.store = MemoryEntryStore(journal)
        self.archive = Archive(self.store, registry(), origin=origin, vkey=ring.receipts.vkey)
        self.hearing = Hearing()
        self.board = LotBoard(self.archive, self.hearing.heard)
        lots = BoardLots(self.board)
        self.parts = replace(
            affairs.parts,
            core=client,
            lots=lots,
            accounts=replace(affairs.parts.accounts, clock=core.parts.clock),
        )
        self.desk = AffairsDesk(self.parts)
        parts = self.parts
        self.teller = Teller(self.hearing, parts.store, parts.post, parts.sign_in, lots)

    def catch_up(self) -> None:
        """Let the board read on."""
        catch_up(self.board, self.store)

    def events(self, lot: StreamId, kind: type) -> list[Any]:
        """Return the events of a kind of a lot, restricted ones too."""
        read = ((decode_entry(one.leaf), one) for one in self.store.read_stream(lot))
        found = (self.archive.event(entry, one) for entry, one in read)
        return [event for event in found if isinstance(event, kind)]


@asynccontextmanager
async def opened(affairs: Any, court: ModuleType, ring: FileKeyRing) -> AsyncIterator[Whole]:
    """Hold a core with a published lot, and a desk before it."""
    clock, journal = DrivenClock(court.NOTICE), MemoryJournal()
    async with Core(court.memory_parts(ring, clock, court.new_cell(ring), journal)) as core:
        await court.publish(core, [1], bidders=2)
        tickets = affairs.parts.tickets
        reception = Reception(core.sequencer, clock, LIMITS)
        door = Door(reception, tickets, clock, host="127.0.0.1", port=0)
        at = Counter(reception, tickets, clock, SECRET, (), door.sign_out)
        transport = httpx.ASGITransport(counter(at))
        async with CoreOverHttp("http://core", SECRET, transport=transport) as client:
            whole = Whole(affairs, core, client, journal)
            whole.catch_up()
            yield whole


async def take_part(whole: Whole, affairs: Any, court: ModuleType) -> tuple[Any, Issued]:
    """Go from the registration into the hall, at its opening."""
    desk, lot = whole.desk, court.lot(1)
    wang, clerk = affairs.viewer("wang"), affairs.viewer("clerk", Role.CLERK)
    known = await desk.register(wang, lot, Capacity.OWN)
    assert isinstance(known, Registration)
    done = await desk.acknowledge(wang, lot, items=[*Item], warnings=[*SpecialWarning])
    assert isinstance(done, Registration)
    coded = await desk.confirm_deposit(clerk, lot, known.token, paid_fen=700_000)
    assert isinstance(coded, Registration), coded
    issued = await desk.reveal(wang, lot)
    assert isinstance(issued, Issued)
    whole.core.parts.clock.advance_to(court.OPENS)  # type: ignore[attr-defined] # it is driven
    affairs.parts.accounts.store.hold(wang.session, court.CLOSES)
    inside = await desk.enter(wang, HOME, lot, code=issued.code, password=issued.password)
    assert isinstance(inside, Registration), inside
    return wang, issued


def test_a_citizen_comes_from_a_notice_to_a_bid(
    affairs: Any, court: ModuleType, ring: FileKeyRing
) -> None:
    """Each step is an entry; the ticket opens the door for his code; he reads his receipts."""

    async def work() -> None:
        async with opened(affairs, court, ring) as whole:
            lot, clock = court.lot(1), whole.core.parts.clock
            wang, issued = await take_part(whole, affairs, court)
            (acknowledged,) = whole.events(lot, NoticeAcknowledged)
            (entered,) = whole.events(lot, HallEntered)
            assert entered.code == issued.code
            assert len(acknowledged.items) == len(Item)
            panel = await whole.desk.preflight(wang, lot, now=clock.now())
            assert (panel.missing, panel.done) == (None, tuple(Hint))
            text = await whole.desk.ticket(wang, lot)
            assert isinstance(text, str)
            ticket = whole.parts.tickets.read(text, now=clock.now())
            assert ticket is not None
            assert (ticket.code, ticket.session) == (issued.code, wang.session)
            reception = Reception(whole.core.sequencer, clock, LIMITS)
            for key in ("first", "second"):  # the second is no raise
                data = court.bid(lot, 0, court.price(0), key)
                own = data.replace(court.code(0).encode(), issued.code.encode())
                await reception.bid(own, lot=lot, actor=ticket.code)
            whole.catch_up()
            ((known, entries),) = await whole.desk.receipts(wang)
            course = whole.board.lot(lot)
            assert course is not None
            assert known.code == issued.code
            assert entries == [course.refusals[-1].seq, course.bids[-1].seq]

    asyncio.run(work())


def test_who_is_outbid_hears_of_it_by_the_board(
    affairs: Any, court: ModuleType, ring: FileKeyRing
) -> None:
    """From a committed bid to the inbox, once, though the board is folded anew."""

    async def work() -> None:
        async with opened(affairs, court, ring) as whole:
            lot = court.lot(1)
            wang, issued = await take_part(whole, affairs, court)
            reception = Reception(whole.core.sequencer, whole.core.parts.clock, LIMITS)
            own = court.bid(lot, 0, court.price(0), "a")
            own = own.replace(court.code(0).encode(), issued.code.encode())
            await reception.bid(own, lot=lot, actor=issued.code)
            await reception.bid(
                court.bid(lot, 1, court.price(1), "b"), lot=lot, actor=court.code(1)
            )
            whole.catch_up()
            assert await whole.teller.say()
            again = Hearing(affairs.parts.store.position())
            catch_up(LotBoard(whole.archive, again.heard), whole.store)
            assert again.next() == []
            found = await whole.desk.messages(wang)
            assert {one.kind for one in found} == {Kind.CODE_ISSUED, Kind.OUTBID}

    asyncio.run(work())
