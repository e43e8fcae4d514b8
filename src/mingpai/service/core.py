"""The core process: the sequencer with everything that stands around it, started and stopped.

Where to look next: `service.start` (what a start checks), `service.sequencer` (the write path).
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

import structlog
from msgspec import Struct

import mingpai
from mingpai import house
from mingpai.journal.notes import parse_vkey_line, verifier_for
from mingpai.kernel.event import Registry
from mingpai.ports import CheckpointCell, Clock, EntryStore, KeyRing
from mingpai.service.archive import Archive
from mingpai.service.checkpoints import Publisher, publish_heads
from mingpai.service.clockwork import Clockwork
from mingpai.service.domains import Domain
from mingpai.service.fold import Fold
from mingpai.service.followers import Follow, Follower, Sm3Tree, Snapshotter, catch_up, follow
from mingpai.service.junk import MINUTE
from mingpai.service.proofs import TileKeeper
from mingpai.service.requests import Request
from mingpai.service.sequencer import Sequencer
from mingpai.service.start import (
    StartRefused,
    advance,
    cell_checkpoint,
    check_clock,
    read_back,
    restore,
)
from mingpai.service.watch import Watch
from mingpai.service.writer import Writer

_log = structlog.get_logger(__name__)


EAGER_S = 0.1
"""How long the watch waits for a page while the write path is busy: alerts are due in a second."""
LAZY_S = 0.5
"""The same for the SM3 tree and for snapshots, which nobody waits for."""


class Parts(Struct, frozen=True):
    """What a core is made of. `reading` is a second connection, for followers and readers."""

    store: EntryStore
    reading: EntryStore
    cell: CheckpointCell
    ring: KeyRing
    clock: Clock
    origin: str
    registry: Registry
    domains: Mapping[str, Domain]
    opening: house.JournalOpened


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
        self.sm3: Sm3Tree
        self.watch: Watch
        self.clockwork: Clockwork
        self._snapshots: Snapshotter
        self._tiles: TileKeeper
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="follow")
        self._tasks: list[asyncio.Task[None]] = []
        self._main: asyncio.Task[None] | None = None
        self._grown: list[asyncio.Event] = []

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

    def _new_fold(self) -> Fold:
        return Fold(self.archive, self.parts.domains, secret=self.parts.ring.command_secret)

    async def start(self) -> None:
        """Take the journal over and begin to work.

        Raises: StartRefused where journal and cell disagree; Fenced, PortError from the store.
        """
        parts = self.parts
        fold, mirror = self._new_fold(), self._new_fold()
        await asyncio.get_running_loop().run_in_executor(self._pool, self._read, fold, mirror)
        self.sequencer = Sequencer(self.writer, parts.store, parts.domains, parts.clock)
        self.sequencer.adopt(fold.states)
        self.sequencer.on_commit.append(self._committed)
        self.clockwork = Clockwork(self.sequencer, parts.domains, parts.clock)
        self._main = asyncio.create_task(self.sequencer.run(), name="sequencer")
        await self._open(fold)
        self._spawn(
            publish_heads(self.publisher, self.writer, grown=self._signal(), pool=self._pool)
        )
        for follower in (self.sm3, self._tiles, self._snapshots):
            self._follow(follower, patience_s=LAZY_S)
        self._follow(self.watch, patience_s=EAGER_S, after_page=self._report)
        self._spawn(self.clockwork.run())

    def _read(self, fold: Fold, mirror: Fold) -> None:
        """Read everything back; blocks on the store."""
        parts = self.parts
        # A start that will be refused must not fence the service that may be running.
        head = parts.store.head()
        checkpoint = cell_checkpoint(parts.cell, verifier_for(parse_vkey_line(parts.ring.log.vkey)))
        read_back(parts.store, fold, head=head, checkpoint=checkpoint)
        check_clock(parts.reading, head, parts.clock)
        head = parts.store.open_epoch()
        advance(parts.store, fold, to=head.size)
        saved = parts.store.latest_snapshot(at_most=head.size)
        if saved is not None:
            restore(mirror, saved)
        self.writer.begin(head, fold.frontier.copy())
        self.publisher = Publisher(parts.cell, parts.reading, parts.ring.log, parts.origin)
        self.sm3 = Sm3Tree(parts.reading, parts.ring.sm2, parts.origin)
        self._tiles = TileKeeper(parts.reading)
        self.watch = Watch(parts.reading, self.archive, parts.clock)
        self._snapshots = Snapshotter(parts.reading, mirror, saved_at=mirror.size)

    async def _open(self, fold: Fold) -> None:
        """Write the journal's first entry, if there is none, and that a new epoch began."""
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
            now = self.parts.clock.now()
            await self.sequencer.submit(
                Request(house.STREAM, house.ACTOR, command, received_at=now)
            )

    def _follow(
        self,
        follower: Follower,
        *,
        patience_s: float,
        after_page: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        work = Follow(
            follower,
            self.parts.reading,
            self._signal(),
            self._pool,
            self.sequencer.is_busy,
            patience_s,
            after_page,
        )
        self._spawn(follow(work))

    async def _report(self) -> None:
        await self.watch.flush(self.sequencer)

    def _signal(self) -> asyncio.Event:
        event = asyncio.Event()
        event.set()
        self._grown.append(event)
        return event

    def _committed(self, _size: int, _states: Mapping[Any, Any]) -> None:
        for event in self._grown:
            event.set()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(work))

    async def failed(self) -> None:
        """Wait until a part of the core fails, and raise its error. Returns when stopped."""
        parts = [self._main, *self._tasks]
        waiting = [task for task in parts if task is not None]
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            if not task.cancelled():
                task.result()

    async def settle(self) -> None:
        """Let the followers and the published head catch up with what is committed now."""
        loop = asyncio.get_running_loop()
        for _ in range(2):  # the watch may add alerts, which the second round takes
            followers: tuple[Follower, ...] = (self.sm3, self._tiles, self._snapshots, self.watch)
            for follower in followers:
                await loop.run_in_executor(self._pool, catch_up, follower, self.parts.reading)
            await self.watch.flush(self.sequencer)
        size, root = self.writer.committed()
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
        await self.clockwork.count_junk(until=self.parts.clock.now() + MINUTE)
        await self.settle()
        await loop.run_in_executor(self._pool, self._snapshots.save)

    async def _release(self) -> None:
        """End what still runs and let go of threads and connections."""
        self.writer.stopping.set()
        tasks = [*self._tasks, *([] if self._main is None else [self._main])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._pool.shutdown(wait=True)
        self.parts.store.close()
        self.parts.reading.close()
