"""Publishing: the cell before the world, and never another head of the same size."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mingpai.journal.checkpoint import parse_checkpoint
from mingpai.journal.merkle import SHA256
from mingpai.journal.notes import open_note, parse_vkey_line, verifier_for
from mingpai.ports import Fenced, PortError
from mingpai.service import checkpoints as module
from mingpai.service.checkpoints import Publisher, publish_heads

pytestmark = pytest.mark.slow


def publisher(bench: Any, cell: Any) -> Publisher:
    return Publisher(cell, bench.store, bench.ring.log, bench.origin)


def test_a_head_is_in_the_cell_before_it_is_published(bench: Any) -> None:
    """Where the cell does not take a head, the world never sees it."""
    cell = bench.court.new_cell(bench.ring)
    before = cell.read()
    one = publisher(bench, cell)
    cell.fail_next("swap", "refused")
    with pytest.raises(PortError):
        one.publish(1, b"r" * 32)
    assert cell.read() == before
    assert bench.store.checkpoints() == []
    one.publish(1, b"r" * 32)
    ((size, note),) = bench.store.checkpoints()
    assert (size, note, one.published) == (1, cell.read(), 1)
    verifier = verifier_for(parse_vkey_line(bench.ring.log.vkey))
    found = parse_checkpoint(open_note(note.decode(), [verifier]).text)
    assert (found.origin, found.size, found.root) == (bench.origin, 1, b"r" * 32)


def test_the_same_head_again_changes_nothing(bench: Any) -> None:
    """Published twice, or again after a failure behind the cell: one note, one place."""
    cell = bench.court.new_cell(bench.ring)
    one = publisher(bench, cell)
    bench.store.fail_next("save_checkpoint", "refused")
    with pytest.raises(PortError):
        one.publish(1, b"r" * 32)
    one.publish(1, b"r" * 32)
    publisher(bench, cell).publish(1, b"r" * 32)
    assert len(bench.store.checkpoints()) == 1


def test_a_cell_that_somebody_else_changed_stops_it(bench: Any) -> None:
    """Two publishers over one cell: the one that did not see the other's head is fenced."""
    cell = bench.court.new_cell(bench.ring)
    old, new = publisher(bench, cell), publisher(bench, cell)
    new.publish(2, b"n" * 32)
    with pytest.raises(Fenced):
        old.publish(1, b"o" * 32)
    assert [size for size, _ in bench.store.checkpoints()] == [2]


def test_a_head_is_at_most_a_second_behind(bench: Any) -> None:
    """With the pace that is built in, whatever was committed is published a second later."""
    behind_s = 1.0

    class Head:
        size = 1

        def committed(self) -> tuple[int, bytes]:
            return self.size, SHA256.leaf(b"%d" % self.size)

    async def play() -> None:
        head, grown = Head(), asyncio.Event()
        one = publisher(bench, bench.court.new_cell(bench.ring))
        with ThreadPoolExecutor(1) as pool:
            grown.set()
            task = asyncio.create_task(publish_heads(one, head, grown=grown, pool=pool))
            await asyncio.sleep(0.2)
            assert one.published == 1
            head.size = 2
            grown.set()
            await asyncio.sleep(behind_s)
            assert one.published == 2
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    assert behind_s > module.EVERY_S
    asyncio.run(play())


def test_heads_follow_the_journal(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever the journal has grown, its newest head is published, and not each one between."""
    monkeypatch.setattr(module, "EVERY_S", 0.01)

    class Head:
        size = 0

        def committed(self) -> tuple[int, bytes]:
            return self.size, SHA256.leaf(b"%d" % self.size)

    async def play() -> None:
        head, grown = Head(), asyncio.Event()
        one = publisher(bench, bench.court.new_cell(bench.ring))
        with ThreadPoolExecutor(1) as pool:
            work = publish_heads(one, head, grown=grown, pool=pool)
            task = asyncio.create_task(work)
            for head.size in (1, 2, 3):
                grown.set()
            await asyncio.sleep(0.05)
            assert one.published == 3
            head.size = 4
            await asyncio.sleep(0.03)
            assert one.published == 3  # nobody said that it has grown
            grown.set()
            await asyncio.sleep(0.05)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        assert [size for size, _ in bench.store.checkpoints()] == [3, 4]

    asyncio.run(play())
