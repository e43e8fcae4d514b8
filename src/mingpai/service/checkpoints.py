"""Publishes tree heads: sign, swap the cell, then tell the world. At most a second behind.

The order is the design: once the cell holds a head, no start of this service can go back behind
it, so a head is shown to nobody before. Owns the last published note.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from mingpai.journal.checkpoint import Checkpoint, print_checkpoint
from mingpai.journal.notes import sign_note
from mingpai.ports import CheckpointCell, EntryStore, Signer

EVERY_S = 0.9
"""Seconds between two heads while the journal grows."""


class HeadSource(Protocol):
    """Where the newest committed head can be asked for."""

    def committed(self) -> tuple[int, bytes]:
        """Return size and root."""
        ...


class Publisher:
    """Publishes the newest committed head, again and again."""

    def __init__(
        self, cell: CheckpointCell, store: EntryStore, signer: Signer, origin: str
    ) -> None:
        """Read what was published last; blocks on the cell once."""
        self._cell = cell
        self._store = store
        self._signer = signer
        self._origin = origin
        self.note = cell.read()
        self.published = -1

    def publish(self, size: int, root: bytes) -> None:
        """Sign and publish one head. Blocks; runs off the event loop.

        Raises: Fenced where the cell was changed by another service: stop at once.
        """
        text = print_checkpoint(Checkpoint(self._origin, size, root))
        note = sign_note(text, [self._signer]).encode()
        if note != self.note:
            self._cell.swap(old=self.note, new=note)
            self.note = note
        self._store.save_checkpoint(size, note)
        self.published = size


async def publish_heads(
    publisher: Publisher, head: HeadSource, *, grown: asyncio.Event, pool: ThreadPoolExecutor
) -> None:
    """Publish whenever the journal has grown, at most every `EVERY_S`. Runs until cancelled."""
    loop = asyncio.get_running_loop()
    while True:
        await grown.wait()
        grown.clear()
        size, root = head.committed()
        await loop.run_in_executor(pool, publisher.publish, size, root)
        await asyncio.sleep(EVERY_S)
