"""A tiny domain for tests of the write path: a tally that accepts rising numbers."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from msgspec import Struct

from mingpai import house
from mingpai.adapters.keys_file import FileKeyRing
from mingpai.adapters.memory import FixedClock, MemoryEntryStore, MemoryJournal
from mingpai.journal.entry import Entry, decode_entry
from mingpai.kernel.event import Event, EventKind, Registry, Visibility
from mingpai.kernel.ids import ArticleId, StreamId
from mingpai.kernel.outcome import Refused
from mingpai.ports import Batch
from mingpai.service.answers import Answer
from mingpai.service.archive import Archive
from mingpai.service.catalogue import Housekeeping
from mingpai.service.fold import Fold
from mingpai.service.requests import Request
from mingpai.service.sequencer import Sequencer
from mingpai.service.start import advance
from mingpai.service.writer import Writer

NOON = datetime(2026, 5, 26, 4, 0, tzinfo=UTC)
ARTICLE = ArticleId("FS2016-18:20.1")


class Counted(Event, frozen=True, gc=False):
    """The tally went up."""

    to: int


class Whispered(Event, frozen=True, gc=False):
    """Something restricted happened."""

    secret: str


class CountRefused(Event, frozen=True, gc=False):
    """A number did not rise."""

    code: str
    article: str


class Count(Struct, frozen=True, gc=False):
    """Raise the tally."""

    to: int


class Whisper(Struct, frozen=True, gc=False):
    """Record something restricted."""

    secret: str


class Finish(Struct, frozen=True, gc=False):
    """Raise the tally to 1,000, which settles it."""


class Leap(Struct, frozen=True, gc=False):
    """Raise the tally in two steps: one command, two events."""

    to: int


class Tally(Struct, frozen=True, gc=False):
    """The state: the number so far."""

    to: int = 0


class TallyDomain:
    """Accepts numbers that rise; settled at 1,000; due to finish an hour after noon."""

    name = "tally"
    state_type = Tally
    known_actors = frozenset({"A0001", "A0002"})

    def initial(self, stream: StreamId) -> Tally:
        """Return zero."""
        del stream
        return Tally()

    def decide(
        self, state: Tally, command: object, *, actor: str, now: datetime
    ) -> tuple[Event, ...] | Refused:
        """Accept a higher number."""
        del now
        if isinstance(command, Whisper):
            return (Whispered(command.secret),)
        if isinstance(command, Finish):
            return (Counted(1000),)
        if isinstance(command, Leap):
            return (Counted(command.to - 1), Counted(command.to))
        assert isinstance(command, Count)
        if actor not in self.known_actors:
            return Refused("code_unknown", ARTICLE, {})
        if command.to <= state.to:
            return Refused("not_higher", ARTICLE, {"to": command.to})
        return (Counted(command.to),)

    def evolve(self, state: Tally, event: Event) -> Tally:
        """Take the number."""
        return Tally(event.to) if isinstance(event, Counted) else state

    def due(self, state: Tally) -> Iterator[tuple[datetime, object]]:
        """Yield the finish, once something was counted."""
        if 0 < state.to < 1000:
            yield NOON + timedelta(hours=1), Finish()

    def record(
        self, state: Tally, command: object, refused: Refused, *, actor: str
    ) -> Event | None:
        """Record refusals to known actors."""
        del state, command, actor
        if refused.code == "code_unknown":
            return None
        return CountRefused(refused.code, refused.article)

    def refused_by(self, event: Event) -> Refused | None:
        """Read a recorded refusal back."""
        if isinstance(event, CountRefused):
            return Refused(event.code, ArticleId(event.article), {})
        return None

    def begins(self, event: Event) -> bool:
        """Say whether the tally rose to one, which only a first event does."""
        return isinstance(event, Counted) and event.to == 1

    def is_settled(self, state: Tally) -> bool:
        """Say whether 1,000 was reached."""
        return state.to >= 1000

    def law_version(self, state: Tally) -> str | None:
        """Return nothing: no law binds a tally."""
        del state
        return None


TALLY_KINDS = (
    EventKind("tally.counted", 1, Visibility.PUBLIC, Counted),
    EventKind("tally.whispered", 1, Visibility.RESTRICTED, Whispered),
    EventKind("tally.refused", 1, Visibility.PUBLIC, CountRefused),
)


class GatedStore(MemoryEntryStore):
    """A store whose appends can be held up, so that a test sees what happens meanwhile."""

    def __init__(self, journal: MemoryJournal) -> None:
        """Begin with the gate open."""
        super().__init__(journal)
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Event()

    def append(self, batch: Batch) -> None:
        """Wait at the gate, then append."""
        self.entered.set()
        assert self.gate.wait(10)
        super().append(batch)


class Bench:
    """A tally over a journal in memory, and the short way to try a sequencer on it."""

    Count, Whisper, Finish, Leap = Count, Whisper, Finish, Leap
    Counted, Whispered, CountRefused, Tally = Counted, Whispered, CountRefused, Tally
    NOON = NOON
    STREAM = StreamId("tally/1")

    def __init__(self, ring: FileKeyRing, court: ModuleType) -> None:
        """Begin with an empty journal at noon."""
        self.ring = ring
        self.court = court
        self.origin: str = court.ORIGIN
        self.journal = MemoryJournal()
        self.clock = FixedClock(NOON)
        self.registry = Registry((*house.KINDS, *TALLY_KINDS))
        self.domains: dict[str, Any] = {"tally": TallyDomain(), "house": Housekeeping()}
        self.store = GatedStore(self.journal)

    def reopen(self) -> "Bench":
        """Take a new store over the same journal, as after a restart."""
        self.store = GatedStore(self.journal)
        return self

    def archive(self) -> Archive:
        """Return a reading view."""
        vkey = self.ring.receipts.vkey
        return Archive(self.store, self.registry, origin=self.origin, vkey=vkey)

    def fold(self) -> Fold:
        """Return a fold of nothing."""
        return Fold(self.archive(), self.domains, secret=self.ring.command_secret)

    def writer(self) -> Writer:
        """Return a writer that has not begun."""
        return Writer(self.store, self.ring, self.origin, self.registry)

    def sequencer(self) -> Sequencer:
        """Return a sequencer that took the journal over, in a new epoch."""
        head = self.store.open_epoch()
        fold = self.fold()
        advance(self.store, fold, to=head.size)
        writer = self.writer()
        writer.begin(head, fold.frontier.copy())
        sequencer = Sequencer(writer, self.store, self.domains, self.clock)
        sequencer.adopt(fold.states)
        return sequencer

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[Sequencer]:
        """Run a sequencer until the end of the block."""
        sequencer = self.sequencer()
        task = asyncio.create_task(sequencer.run())
        try:
            yield sequencer
            await sequencer.stop()
            await asyncio.wait_for(task, 10)
        finally:
            self.store.gate.set()
            sequencer.writer.stopping.set()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def request(self, command: Any, **changed: Any) -> Request:
        """Return a request for the first tally by A0001, unless said otherwise."""
        fields = {"stream": self.STREAM, "actor": "A0001", "received_at": self.clock.now()}
        return Request(**(fields | {"command": command} | changed))

    def count(self, to: int, **changed: Any) -> Request:
        """Return a request to raise the tally."""
        return self.request(Count(to), **changed)

    def entries(self) -> list[Entry]:
        """Return all that the journal holds."""
        return [decode_entry(one.leaf) for one in self.store.read(0, limit=10**6)]

    def counted(self) -> list[int]:
        """Return what the first tally was raised to, in the journal's order."""
        events = self.archive().events(self.STREAM)
        return [event.to for event in events if isinstance(event, Counted)]

    def prove(self, answers: Sequence[Answer]) -> None:
        """Hold every answer against its receipt and the journal."""
        for answer in answers:
            found = self.court.proved(answer, self.ring)
            if answer.seq is not None:
                assert self.store.read(answer.seq, limit=1)[0].leaf == answer.receipt().leaf
            elif answer.refused is not None and found.answer is not None:
                assert found.answer["code"] == answer.refused.code


@pytest.fixture
def bench(ring: FileKeyRing, court: ModuleType) -> Bench:
    """Return a tally over an empty journal."""
    return Bench(ring, court)
