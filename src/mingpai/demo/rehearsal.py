"""A day played in memory: the same script, core and keys, but nothing outlives the process.

For rehearsing a script without a database. Where to look next: `demo.stage`, the real thing.
"""

import asyncio
from pathlib import Path

from msgspec import Struct

from mingpai.adapters import keys_file
from mingpai.adapters.clock import DrivenClock
from mingpai.adapters.memory import MemoryCell, MemoryEntryStore, MemorySubjects
from mingpai.bootstrap import Config, opening_of
from mingpai.demo.day import Day
from mingpai.demo.run import Pace, Player, Progress
from mingpai.demo.stage import COURT, ORIGIN, TITLE, alongside
from mingpai.demo.tally import Tally
from mingpai.events import registry
from mingpai.law.platforms import sandbox_list
from mingpai.ports import Clock
from mingpai.service.catalogue import domains
from mingpai.service.core import Core, Parts
from mingpai.service.export import Source
from mingpai.service.followers import catch_up
from mingpai.service.projections import LotBoard
from mingpai.web.heads import Heads
from mingpai.web.papers import Papers
from mingpai.web.site import Played, Site

_UNIX_S = 1_780_000_000


class Rehearsal(Struct, frozen=True):
    """A day that was played: what it came to, its board, its journal, and a site to show it."""

    tally: Tally
    board: LotBoard
    source: Source
    site: Site


def rehearse(day: Day, keys: Path) -> Rehearsal:
    """Play a day to its end with new keys in the folder `keys`. Raises: what a core raises."""
    keys_file.create(keys, ORIGIN)
    ring = keys_file.FileKeyRing(keys, lambda: _UNIX_S)
    store, clock = MemoryEntryStore(), DrivenClock(day.begins_at)
    reading = MemoryEntryStore(store.journal)
    parts = Parts(
        store=store,
        reading=reading,
        cell=MemoryCell(),
        ring=ring,
        clock=clock,
        origin=ORIGIN,
        registry=registry(),
        domains=domains(sandbox_list()),
        opening=opening_of(Config(ORIGIN, COURT, is_sandbox=True), ring),
    )
    core = Core(parts)
    tally = asyncio.run(_played(core, day, clock))
    board = LotBoard(core.archive)
    catch_up(board, reading)
    source = Source(reading, ring, ORIGIN, parts.registry)
    site = _site(core, board, source, day, clock)
    return Rehearsal(tally, board, source, site)


async def _played(core: Core, day: Day, clock: DrivenClock) -> Tally:
    def watch(progress: Progress) -> None:
        del progress

    async with core:
        player = Player(day, core, MemorySubjects(), clock)
        return await alongside(core, player.play(Pace(), watch))


def _site(core: Core, board: LotBoard, source: Source, day: Day, clock: Clock) -> Site:
    return Site(
        title=TITLE,
        board=board,
        captions=day.captions,
        clock=clock,
        heads=Heads(lambda: core.publisher.note, lambda: core.sm3.note),
        papers=Papers(source, core.parts.domains),
        played=lambda: Played(len(day.steps), len(day.steps)),
    )
