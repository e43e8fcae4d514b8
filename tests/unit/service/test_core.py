"""The core: it starts whole or not at all, and lets go of everything when it ends."""

import asyncio
import threading
from types import ModuleType
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai import house
from mingpai.adapters.keys_file import FileKeyRing
from mingpai.adapters.memory import FixedClock, MemoryCell, MemoryEntryStore, MemoryJournal
from mingpai.journal.checkpoint import parse_checkpoint
from mingpai.journal.entry import decode_entry
from mingpai.journal.notes import open_note, parse_vkey_line, verifier_for
from mingpai.ports import Fenced, PortError
from mingpai.service.core import Core, Parts
from mingpai.service.requests import Request
from mingpai.service.sequencer import Stopped
from mingpai.service.start import StartRefused


class Closing(MemoryEntryStore):
    """A store that says whether it was closed."""

    closed = False

    def close(self) -> None:
        """Note it."""
        self.closed = True


@pytest.fixture
def parts(court: ModuleType, ring: FileKeyRing) -> Any:
    """Return the parts of a core over an empty journal."""
    journal, cell = MemoryJournal(), court.new_cell(ring)
    return court.parts(ring, FixedClock(court.NOTICE), cell, Closing(journal), Closing(journal))


def again(court: ModuleType, parts: Parts, **changed: Any) -> Parts:
    """Return new stores over the same journal, as after a restart."""
    store: Any = parts.store
    stores = {"store": Closing(store.journal), "reading": Closing(store.journal)}
    assert court
    return replace(parts, **(stores | changed))


def kinds(parts: Any) -> list[str]:
    return [decode_entry(row.stored.leaf).kind for row in parts.store.journal.rows]


def is_released(parts: Any) -> bool:
    """Say whether connections are closed and no thread of a core is left."""
    names = [thread.name for thread in threading.enumerate()]
    return parts.store.closed and parts.reading.closed and not any("follow" in n for n in names)


def test_a_start_opens_the_journal_and_each_epoch(court: ModuleType, parts: Parts) -> None:
    """The first start writes the opening and an epoch, every later one an epoch."""

    async def play() -> None:
        async with Core(parts) as core:
            assert core.writer.head.size == 2
        async with Core(again(court, parts)) as core:
            await core.settle()
            note = core.publisher.note

        assert note is not None
        verifier = verifier_for(parse_vkey_line(parts.ring.log.vkey))
        assert parse_checkpoint(open_note(note.decode(), [verifier]).text).size == 3

    asyncio.run(play())
    assert kinds(parts) == ["house.journal_opened", "house.epoch_opened", "house.epoch_opened"]
    assert is_released(parts)


def test_a_stop_leaves_a_snapshot_at_the_end(court: ModuleType, parts: Any) -> None:
    """After an orderly stop a start has nothing to fold: the snapshot is at the head."""

    async def play() -> None:
        async with Core(parts) as core:
            await court.publish(core, [1], bidders=3)

    asyncio.run(play())
    journal = parts.store.journal
    assert max(journal.snapshots) == journal.head.size
    assert max(journal.checkpoints) == journal.head.size


def test_a_refused_start_lets_go_of_everything(court: ModuleType, parts: Any) -> None:
    """An old database, an empty cell, other keys: no start, no entry, nothing left open."""

    async def play(bad: Parts, refusal: type[Exception]) -> None:
        with pytest.raises(refusal):
            async with Core(bad):
                pass
        assert is_released(bad)

    async def fill() -> None:
        async with Core(parts):
            pass

    asyncio.run(fill())
    before = kinds(parts)
    asyncio.run(play(again(court, parts, cell=MemoryCell()), StartRefused))
    old: Any = again(court, parts, store=Closing(), reading=Closing())
    asyncio.run(play(old, StartRefused))
    opening = house.JournalOpened(court.ORIGIN, "a", "b", "c", "list", is_sandbox=False)
    asyncio.run(play(again(court, parts, opening=opening), StartRefused))
    assert kinds(parts) == before


def test_a_failure_behind_the_journal_is_heard(parts: Any) -> None:
    """Where the cell is gone the head cannot be published: `failed` raises what happened."""

    async def play() -> None:
        async with Core(parts) as core:
            await core.settle()
            parts.cell.swap(old=core.publisher.note, new=b"somebody else's")
            core.publisher.published = -1
            core.writer.head = replace(core.writer.head, size=99)
            core._grown.set()
            with pytest.raises(Fenced):
                await asyncio.wait_for(core.failed(), 5)

    with pytest.raises(Fenced):  # the last head cannot be published either, and that is said
        asyncio.run(play())
    assert is_released(parts)


def test_a_core_that_is_stopped_has_not_failed(parts: Any) -> None:
    """Whoever waits for a failure is let go at an orderly end."""

    async def play() -> None:
        core = Core(parts)
        await core.start()
        waiting = asyncio.create_task(core.failed())
        await asyncio.sleep(0)
        await core.stop()
        await asyncio.wait_for(waiting, 5)

    asyncio.run(play())


def test_a_stop_without_a_database_says_so_and_still_ends(
    parts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is away when the service stops: an error, but no waiting, and all released."""

    def away(*_: object, **__: object) -> Any:
        raise PortError("away", retry_is_safe=True)  # noqa: EM101 - a toy

    async def play() -> None:
        core = Core(parts)
        await core.start()
        for store in (parts.store, parts.reading):
            for name in ("head", "read", "append", "commands_among", "settle"):
                monkeypatch.setattr(store, name, away)
        command = house.OpenOffice(house.OfficeOpened(parts.opening.origin))
        waiting = core.sequencer.submit(_request(parts, command))
        with pytest.raises(PortError):
            await asyncio.wait_for(core.stop(), 5)
        with pytest.raises(Stopped):
            await waiting

    asyncio.run(play())
    assert is_released(parts)


def _request(parts: Parts, command: house.Command) -> Any:
    return Request(house.STREAM, house.ACTOR, command, received_at=parts.clock.now())
