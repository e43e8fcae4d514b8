"""The core process: the sequencer with everything that stands around it, started and stopped.

Where to look next: `service.start` (what a start checks), `service.sequencer` (the write path).
"""

import asyncio
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Self

import structlog
from msgspec import Struct

import mingpai
from mingpai import house
from mingpai.journal.notes import parse_vkey_line, verifier_for
from mingpai.kernel.event import Registry
from mingpai.ports import CheckpointCell, Clock, EntryStore, KeyRing, PortError
from mingpai.service.answers import Answer
from mingpai.service.archive import Archive
from mingpai.service.checkpoints import Publisher, publish_heads
from mingpai.service.clockwork import Clockwork
from mingpai.service.domains import Domain
from mingpai.service.fold import Fold
from mingpai.service.following import Around, Following, InProcess, MakeFollowing
from mingpai.service.freeze import (
    Freezer,
    Outage,
    ToStop,
    in_last_minutes,
    last_sign,
    leave_sign,
    stops_after,
)
from mingpai.service.junk import MINUTE
from mingpai.service.requests import Request
from mingpai.service.sequencer import Sequencer
from mingpai.service.start import (
    StartRefused,
    advance,
    cell_checkpoint,
    check_clock,
    read_back,
)
from mingpai.service.timekeeping import CheckedClock, Timekeeper, TimeSource
from mingpai.service.watch import put_on_record
from mingpai.service.writer import Writer

if TYPE_CHECKING:
    from datetime import datetime

_log = structlog.get_logger(__name__)

SIGN_EVERY_S = 1.0
"""How often a core leaves a sign that it is alive, in real seconds."""


class Parts(Struct, frozen=True):
    """What a core is made of.

    `reading` is a second connection, for readers; `following` says how the followers are kept.
    A `clock` that can be held against others is (`service.timekeeping`), and against
    `time_source` where there is one; a clock that is driven by hand goes as it is driven.
    """

    store: EntryStore
    reading: EntryStore
    cell: CheckpointCell
    ring: KeyRing
    clock: Clock
    origin: str
    registry: Registry
    domains: Mapping[str, Domain]
    opening: house.JournalOpened
    following: MakeFollowing = InProcess
    time_source: TimeSource | None = None


class Core:
    """One journal's core. `async with Core(parts) as core:` starts it and stops it in order."""

    def __init__(self, parts: Parts) -> None:
        """Keep the parts; `start` does the work."""
        self.parts = parts
        vkey = parts.ring.receipts.vkey
        self.archive = Archive(parts.reading, parts.registry, origin=parts.origin, vkey=vkey)
        self.writer = Writer(parts.store, parts.ring, parts.origin, parts.registry)
        self.sequencer: Sequencer
        self.publisher: Publisher
        self.following: Following
        self.clockwork: Clockwork
        self.timekeeper: Timekeeper | None = None
        self._freezer: Freezer
        self._alive_at: datetime | None = None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="follow")
        self._tasks: list[asyncio.Task[None]] = []
        self._main: asyncio.Task[None] | None = None
        self._behind: asyncio.Task[None] | None = None
        self._grown = asyncio.Event()
        self._grown.set()

    @property
    def sm3(self) -> Following:
        """Where the signed head of the SM3 tree is asked for: its `note`."""
        return self.following

    async def __aenter__(self) -> Self:
        """Start; where that fails, release everything."""
        try:
            await self.start()
        except BaseException:
            await self._release()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    async def start(self) -> None:
        """Take the journal over and begin to work.

        Raises: StartRefused where journal and cell disagree; Fenced, PortError from the store.
        """
        parts = self.parts
        fold = Fold(self.archive, parts.domains, secret=parts.ring.command_secret)
        await asyncio.get_running_loop().run_in_executor(self._pool, self._read, fold)
        self.sequencer = Sequencer(self.writer, parts.store, parts.domains, parts.clock)
        self.sequencer.adopt(fold.states)
        self._freezer = Freezer(self.sequencer, parts.clock)
        self._keep_time()
        self.following = parts.following(self._around())
        await self.following.begin()
        self.sequencer.on_commit.append(self._committed)
        self._main = asyncio.create_task(self.sequencer.run(), name="sequencer")
        await self._open(fold)
        self._behind = asyncio.create_task(self.following.run(), name="followers")
        self._spawn(publish_heads(self.publisher, self.writer, grown=self._grown, pool=self._pool))
        self._spawn(self.clockwork.run())
        self._spawn(self._live())
        if self.timekeeper is not None:
            self._spawn(self.timekeeper.run())

    def _keep_time(self) -> None:
        """Make the clockwork, and what holds the clock against others where it can be."""
        sequencer, clock = self.sequencer, self.parts.clock
        domains = self.parts.domains
        if not isinstance(clock, CheckedClock):
            self.clockwork = Clockwork(sequencer, domains, clock)
            return
        keeper = self.timekeeper = Timekeeper(
            clock,
            self.parts.time_source,
            record=self._record_clock,
            stand_still=self._freezer.for_jump,
        )
        self.clockwork = Clockwork(sequencer, domains, clock, may_close=keeper.may_close)
        keeper.on_end.append(self.clockwork.look_again)

    def _record_clock(
        self, found: house.ClockChecked | house.ClockJumped
    ) -> asyncio.Future[Answer]:
        return self._housekeep(house.RecordClock(found))

    def _housekeep(self, command: house.Command) -> asyncio.Future[Answer]:
        now = self.parts.clock.now()
        request = Request(house.STREAM, house.ACTOR, command, received_at=now)
        return self.sequencer.submit(request)

    async def _live(self) -> None:
        """Leave a sign of life while bids can be decided; where the store is away, it grows old."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(SIGN_EVERY_S)
            if self._main is None or self._main.done():
                return
            try:
                await loop.run_in_executor(self._pool, self._leave_sign)
            except PortError as failed:
                _log.warning("no sign of life was left", attempted=str(failed))

    def _leave_sign(self) -> None:
        leave_sign(self.parts.reading, self.parts.clock)

    def _read(self, fold: Fold) -> None:
        """Read everything back; blocks on the store."""
        parts = self.parts
        # A start that will be refused must not fence the service that may be running.
        head = parts.store.head()
        checkpoint = cell_checkpoint(parts.cell, verifier_for(parse_vkey_line(parts.ring.log.vkey)))
        read_back(parts.store, fold, head=head, checkpoint=checkpoint)
        check_clock(parts.reading, head, parts.clock)
        head = parts.store.open_epoch()
        advance(parts.store, fold, to=head.size)
        # Only now does no other core write: what it wrote last is on record.
        last = check_clock(parts.store, head, parts.clock)
        if last is not None:
            now = parts.clock.now()
            self._alive_at = last_sign(parts.reading, last_entry=last, now=now)
        self.writer.begin(head, fold.frontier.copy())
        self.publisher = Publisher(parts.cell, parts.reading, parts.ring.log, parts.origin)

    def _around(self) -> Around:
        parts, sequencer = self.parts, self.sequencer
        return Around(
            store=parts.reading,
            pool=self._pool,
            ring=parts.ring,
            origin=parts.origin,
            registry=parts.registry,
            domains=parts.domains,
            record=lambda alert: put_on_record(alert, sequencer, parts.clock),
        )

    async def _open(self, fold: Fold) -> None:
        """Write the journal's first entry, if there is none, and that a new epoch began.

        Then, before anything is closed or taken in, what a restart of the service owes the lots
        that were in their last minutes, and how the clock stands.
        """
        state = fold.states.get(house.STREAM, house.House())
        commands: list[house.Command] = []
        if state.opened is None:
            commands.append(house.OpenJournal(self.parts.opening))
        elif state.opened != self.parts.opening:
            msg = (
                f"the journal is that of {state.opened.origin}, opened with other keys or another "
                f"list of platforms than this folder's; use the folder that belongs to it"
            )
            raise StartRefused(msg)
        opened = house.EpochOpened(epoch=self.writer.head.epoch, version=mingpai.__version__)
        commands.append(house.OpenEpoch(opened))
        for command in commands:
            await self._housekeep(command)
        if self._alive_at is not None:
            outage = Outage(opened.epoch, self._alive_at, self.parts.clock.now())
            await self._freezer.after(outage, await self._stopped_by(outage))
        if self.timekeeper is not None:
            await self.timekeeper.begin()

    async def _stopped_by(self, outage: Outage) -> list[ToStop]:
        states, loop = self.sequencer.open_states, asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._pool, stops_after, outage, states, self.parts.reading
        )

    def _committed(self, size: int, _states: Mapping[Any, Any]) -> None:
        self._grown.set()
        self.following.grown(size)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(work))

    async def failed(self) -> None:
        """Wait until a part of the core fails, and raise its error. Returns when stopped."""
        parts = [self._main, self._behind, *self._tasks]
        waiting = [task for task in parts if task is not None]
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            if not task.cancelled():
                task.result()

    async def settle(self) -> None:
        """Let the followers and the published head catch up with what is committed now."""
        await self.following.settle()
        size, root = self.writer.committed()
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._pool, self.publisher.publish, size, root)

    async def stop(self) -> None:
        """Carry out what waits, publish the last head, keep a snapshot, release everything.

        Raises: PortError where the store or the cell cannot serve; all is released even then.
        """
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        try:
            if self._main is not None and not self._main.done():
                await self._wind_up()
                await self.sequencer.stop()
                await asyncio.gather(self._main, return_exceptions=True)
        finally:
            await self._release()

    async def _wind_up(self) -> None:
        """Bring everything behind the journal to its end."""
        loop = asyncio.get_running_loop()
        # What cannot be reached is not waited for: commands would be tried again for ever.
        await loop.run_in_executor(self._pool, self.parts.reading.head)
        now = self.parts.clock.now()
        near = [stream for stream, _ in in_last_minutes(self.sequencer.open_states, by=now)]
        if near:
            _log.warning(
                "the service stops in the last minutes of lots; its next start stops their bidding",
                lots=near,
            )
        await loop.run_in_executor(self._pool, self._leave_sign)
        await self.clockwork.count_junk(until=now + MINUTE)
        await self.settle()
        await self.following.keep_snapshot()

    async def _release(self) -> None:
        """End what still runs and let go of threads and connections."""
        self.writer.stopping.set()
        tasks = [task for task in (*self._tasks, self._behind, self._main) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._pool.shutdown(wait=True)
        self.parts.store.close()
        self.parts.reading.close()
