"""The stage of a day: a new service in its folder, played on and, where wanted, watched.

Wires what `bootstrap` opens to the player and to the pages. Where to look next: `demo.run`
(the player), `mingpai.web` (the pages), `commands.demo` (the command).
"""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from mingpai import bootstrap
from mingpai.adapters.clock import DrivenClock
from mingpai.adapters.postgres_store import PostgresEntryStore
from mingpai.bootstrap import Service
from mingpai.demo.day import Day
from mingpai.demo.run import Pace, Player, Progress, Watcher, refused_under_national_list
from mingpai.demo.tally import Figures, Tally, figures
from mingpai.kernel.outcome import ensure
from mingpai.service.archive import Archive
from mingpai.service.board_keeper import BoardKeeper
from mingpai.service.core import Core
from mingpai.service.export import Source
from mingpai.service.followers import catch_up
from mingpai.service.projections import LotBoard
from mingpai.web.captions import Caption
from mingpai.web.heads import Heads
from mingpai.web.pages import application
from mingpai.web.papers import Papers
from mingpai.web.server import SiteServer
from mingpai.web.site import Played, Site

ORIGIN = "demo.mingpai.example/journal"
COURT = "court/dl-zhongyuan"
TITLE = Caption("东澜市的一个拍卖日（示例）", "A court day in Donglan (sample)")
_Result = TypeVar("_Result")


class Pages(Struct, frozen=True):
    """How a day is watched: on which port, and who is told the address once it is served."""

    port: int
    announce: Callable[[str], None]
    finished: Callable[[Figures, Source], None]


def create(folder: Path) -> None:
    """Make a new service for a day. Raises: NotReady where the folder is in use; PortError."""
    bootstrap.create(folder, bootstrap.Config(ORIGIN, COURT, is_sandbox=True))


def play(service: Service, day: Day, pace: Pace, watch: Watcher) -> Tally:
    """Play a day without pages and stop the core. Raises: what a core raises."""

    async def work() -> Tally:
        clock = DrivenClock(day.begins_at)
        async with service.core(clock) as core:
            player = Player(day, core, service.subjects, clock)
            return await alongside(core, player.play(pace, watch))

    return bootstrap.run_until_told(work())


def outcome(service: Service, day: Day, tally: Tally) -> tuple[Figures, Source, ExitStack]:
    """Read a played day back from its journal: the figures, and what an export is made from.

    The stack closes the store that the source reads from.
    """
    stack = ExitStack()
    store = PostgresEntryStore(service.dsns.journal)
    stack.callback(store.close)
    source = Source(store, service.ring, service.origin, service.registry)
    board = LotBoard(_archive(source))
    catch_up(board, store)
    return figures(day.seed, tally, board), source, stack


def show(service: Service, day: Day, pace: Pace, watch: Watcher, pages: Pages) -> None:
    """Play a day with its pages served from the start, then serve them until interrupted.

    Returns after an interrupt, a SIGTERM or a hang-up, with everything stopped. Raises:
    CannotServe; what a core raises.
    """
    with ExitStack() as stack:
        board_source, papers_source = (_source(service, stack) for _ in range(2))
        board = LotBoard(_archive(board_source))
        keeper = BoardKeeper(board, board_source.store)
        keeper.start()
        stack.callback(keeper.stop)
        papers = Papers(papers_source, service.domains)
        theatre = _Theatre(service, day, board, papers)
        try:
            asyncio.run(theatre.run(pace, watch, pages))
        except (KeyboardInterrupt, asyncio.CancelledError):
            return


def _source(service: Service, stack: ExitStack) -> Source:
    store = PostgresEntryStore(service.dsns.journal)
    stack.callback(store.close)
    return Source(store, service.ring, service.origin, service.registry)


def _archive(source: Source) -> Archive:
    vkey = source.ring.receipts.vkey
    return Archive(source.store, source.registry, origin=source.origin, vkey=vkey)


class _Theatre:
    """A day while it is played and watched."""

    def __init__(self, service: Service, day: Day, board: LotBoard, papers: Papers) -> None:
        self._service = service
        self._day = day
        self._board = board
        self._papers = papers
        self._played = Played(0, len(day.steps))

    async def run(self, pace: Pace, watch: Watcher, pages: Pages) -> None:
        """Play, say what it came to, and go on serving until cancelled."""
        task = asyncio.current_task()
        ensure(task is not None, "a day is played in a task")
        if task is not None:
            for end in (signal.SIGTERM, signal.SIGHUP):
                asyncio.get_running_loop().add_signal_handler(end, task.cancel)
        clock = DrivenClock(self._day.begins_at)

        def watched(progress: Progress) -> None:
            self._played = Played(progress.done, progress.of)
            watch(progress)

        async with self._service.core(clock) as core:
            bootstrap.settle_process()
            with SiteServer(application(self._site(core, clock)), port=pages.port) as server:
                pages.announce(server.url)
                player = Player(self._day, core, self._service.subjects, clock)
                tally = await alongside(core, player.play(pace, watched))
                await asyncio.to_thread(self._finish, tally, pages)
                await core.failed()

    def _finish(self, tally: Tally, pages: Pages) -> None:
        found, source, stack = outcome(self._service, self._day, tally)
        with stack:
            pages.finished(found, source)

    def _site(self, core: Core, clock: DrivenClock) -> Site:
        return Site(
            title=TITLE,
            board=self._board,
            captions=self._day.captions,
            clock=clock,
            heads=Heads(lambda: core.publisher.note, lambda: core.sm3.note),
            papers=self._papers,
            played=lambda: self._played,
            national_refusal=refused_under_national_list(self._day),
        )


async def alongside(core: Core, work: Awaitable[_Result]) -> _Result:
    """Wait for work on a core; where the core fails first, raise its error instead of waiting."""
    working = asyncio.ensure_future(work)
    failing = asyncio.ensure_future(core.failed())
    try:
        await asyncio.wait({working, failing}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            failing.result()
        return await working
    finally:
        for task in (working, failing):
            task.cancel()
        await asyncio.gather(working, failing, return_exceptions=True)
