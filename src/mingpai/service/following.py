"""How a core keeps its followers: the contract, and the plain way, in its own process.

Where to look next: `adapters.follower_process`, the other way, which a service uses because
followers in the core's process take a share of its interpreter.
"""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

from msgspec import Struct

from mingpai.kernel.event import Registry
from mingpai.ports import EntryStore, KeyRing
from mingpai.service.domains import Domain
from mingpai.service.followers import kept_sm3_note
from mingpai.service.retinue import Retinue
from mingpai.service.watch import Record

PATIENCE_S = 0.1
"""How long after a page the next is taken at the earliest: alerts are due within a second."""

_Result = TypeVar("_Result")


class Around(Struct, frozen=True):
    """What followers get from the core they stand behind.

    `store` is for reading and is used in `pool` alone; `record` puts an alert on record.
    """

    store: EntryStore
    pool: ThreadPoolExecutor
    ring: KeyRing
    origin: str
    registry: Registry
    domains: Mapping[str, Domain]
    record: Record


class Following(Protocol):
    """The followers of one core. All that they do can be done again; they may be ended anywhere.

    Used in the core's event loop: `begin`, then `run` in a task of its own, the others beside it.
    """

    @property
    def note(self) -> bytes:
        """The newest head of the SM3 tree, signed; empty before there is one."""
        ...

    async def begin(self) -> None:
        """Make ready. Raises: PortError."""
        ...

    async def run(self) -> None:
        """Follow until cancelled; nothing of the followers is left then.

        Raises: what ends them for good.
        """
        ...

    def grown(self, size: int) -> None:
        """Hear that the journal holds `size` entries by now. Costs next to nothing."""
        ...

    async def settle(self) -> None:
        """Take all that is committed now; return when every alert in it is on record.

        Raises: PortError where the followers cannot be reached or cannot read.
        """
        ...

    async def keep_snapshot(self) -> None:
        """Keep a snapshot at the place that `settle` reached. Raises: PortError."""
        ...


MakeFollowing = Callable[[Around], Following]


class InProcess:
    """Followers in the core's own process, in its thread for reading: for journals in memory."""

    def __init__(self, around: Around) -> None:
        """Keep what is around."""
        self._around = around
        self._grown = asyncio.Event()
        self._retinue: Retinue
        self.note = b""

    async def begin(self) -> None:
        """Read what the followers have saved."""
        await self._in_pool(self._open)

    def _open(self) -> None:
        around = self._around
        self.note = kept_sm3_note(around.store)
        self._retinue = Retinue(
            around.store, around.ring, around.origin, around.registry, around.domains
        )

    async def run(self) -> None:
        """Take a page, report, and wait a moment; at the end, until the journal grows."""
        while True:
            self._grown.clear()
            more = await self._in_pool(self._retinue.take_page)
            await self._retinue.watch.flush(self._around.record)
            if not more:
                await self._in_pool(self._rest)
                await self._grown.wait()
            await asyncio.sleep(PATIENCE_S)

    def _rest(self) -> None:
        self._retinue.rest()
        self.note = self._retinue.sm3.note

    def grown(self, size: int) -> None:
        """Wake."""
        del size
        self._grown.set()

    async def settle(self) -> None:
        """Take what there is, and then the alerts that came of it."""
        for _ in range(2):
            await self._in_pool(self._retinue.catch_up)
            await self._retinue.watch.flush(self._around.record)
        self.note = self._retinue.sm3.note

    async def keep_snapshot(self) -> None:
        """Keep it."""
        await self._in_pool(self._retinue.keep_snapshot)

    async def _in_pool(self, work: Callable[[], _Result]) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(self._around.pool, work)
