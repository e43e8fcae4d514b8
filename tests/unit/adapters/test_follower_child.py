"""The child's side of the line, over a journal in memory and a real pair of pipes."""

import asyncio
import os
import threading
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import msgspec
import pytest

from mingpai.adapters.follower_child import (
    Done,
    Found,
    Grown,
    KeepSnapshot,
    Line,
    Order,
    Parted,
    Recorded,
    Report,
    Resting,
    Settle,
    attend,
)
from mingpai.adapters.keys_file import FileKeyRing
from mingpai.adapters.memory import FixedClock, MemoryJournal
from mingpai.service.core import Core
from mingpai.service.reception import Reception
from mingpai.service.retinue import Retinue


class Parent:
    """The other end: gives orders, hears reports."""

    def __init__(self) -> None:
        """Lay two pipes."""
        orders, self._orders = os.pipe()
        reports, out = os.pipe()
        self._reports = os.fdopen(reports, "rb")
        self.line = Line(orders=orders, reports=out)
        self._childs = (orders, out)

    def order(self, *orders: Order) -> None:
        """Send orders in one piece."""
        os.write(self._orders, b"".join(msgspec.json.encode(one) + b"\n" for one in orders))

    def write(self, data: bytes) -> None:
        """Send bytes."""
        os.write(self._orders, data)

    def hear(self) -> Report:
        """Return the next report."""
        return msgspec.json.decode(self._reports.readline(), type=Report)  # type: ignore[arg-type] # a union

    def part(self) -> None:
        """Go away as a killed process does."""
        os.close(self._orders)
        self._reports.close()

    def close(self) -> None:
        """Close the child's ends."""
        for one in self._childs:
            os.close(one)


@pytest.fixture
def parent() -> Iterator[Parent]:
    """Return a parent whose child has not begun."""
    made = Parent()
    yield made
    made.close()


@pytest.fixture
def journal(court: ModuleType, ring: FileKeyRing) -> MemoryJournal:
    """Return a journal with one lot and two odd bids, of which no follower remembers anything."""
    kept, clock = MemoryJournal(), FixedClock(court.NOTICE)

    async def play() -> None:
        async with Core(court.memory_parts(ring, clock, court.new_cell(ring), kept)) as core:
            await court.publish(core, [1], bidders=3)
            clock.move_to(court.OPENS)
            reception, lot = Reception(core.sequencer, clock), court.lot(1)
            for step, number in enumerate((1, 1, 2, 2)):
                data = court.bid(lot, number, court.price(step), f"k{step}")
                await reception.bid(data, lot=lot, actor=court.code(number))

    asyncio.run(play())
    kept.positions.clear()
    kept.snapshots.clear()
    return kept


@pytest.fixture
def retinue(court: ModuleType, ring: FileKeyRing, journal: MemoryJournal) -> Retinue:
    """Return followers of it."""
    parts: Any = court.memory_parts(ring, FixedClock(court.NOTICE), court.new_cell(ring), journal)
    return Retinue(parts.reading, ring, parts.origin, parts.registry, parts.domains)


def begin(parent: Parent, retinue: Retinue) -> threading.Thread:
    """Run the child in a thread until its parent parts."""

    def work() -> None:
        with pytest.raises(Parted):
            attend(parent.line, retinue)

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_child_follows_reports_obeys_and_ends_with_its_parent(
    parent: Parent, retinue: Retinue, journal: MemoryJournal
) -> None:
    """Alerts once, then rest; the watch's place is saved only when they are on record."""
    thread, size = begin(parent, retinue), len(journal.rows)
    found = parent.hear()
    assert isinstance(found, Found)
    assert len(found.alerts) == 2
    assert parent.hear() == Resting(size, retinue.sm3.note)
    parent.order(Settle(7))
    assert parent.hear() == Done(7, retinue.sm3.note)
    assert "watch" not in journal.positions
    parent.order(Recorded(2), Settle(8), KeepSnapshot(9))
    assert [parent.hear(), parent.hear()] == [Done(n, retinue.sm3.note) for n in (8, 9)]
    assert list(journal.snapshots) == [size]
    assert 0 < journal.positions["watch"][0] < size
    parent.order(Grown())
    assert parent.hear() == Resting(size, retinue.sm3.note)
    parent.part()
    thread.join(5)
    assert not thread.is_alive()


def test_the_first_line_may_come_in_pieces_or_with_orders_behind_it(parent: Parent) -> None:
    """The setup is one line, and nothing that follows it is lost."""
    parent.write(b"set")
    parent.write(b'up\n{"type":"grown"}\n{"type":"sett')
    assert parent.line.first() == b"setup"
    assert parent.line.heard(0) == [Grown()]
    assert parent.line.heard(0) == []
    parent.write(b'le","number":3}\n')
    assert parent.line.heard(None) == [Settle(3)]
    parent.part()
    with pytest.raises(Parted):
        parent.line.heard(None)
    with pytest.raises(Parted):
        parent.line.say(Done(1, b""))
