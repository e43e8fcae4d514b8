"""Followers: redone, interrupted or late, they come to the same."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mingpai.adapters import sm2_libcrypto
from mingpai.journal.checkpoint import parse_checkpoint
from mingpai.journal.merkle import SM3, root_of
from mingpai.journal.notes import open_note, parse_vkey_line, verifier_for
from mingpai.ports import StoredEntry
from mingpai.service import followers as module
from mingpai.service.followers import Follow, Sm3Tree, Snapshotter, catch_up, follow, take_page


def fill(bench: Any, count: int, *, above: int = 0) -> None:
    """Put so many entries into the journal."""

    async def play() -> None:
        async with bench.running() as sequencer:
            numbers = range(above + 1, above + count + 1)
            await asyncio.gather(*(sequencer.submit(bench.count(n)) for n in numbers))

    asyncio.run(play())


def sm3(bench: Any) -> Sm3Tree:
    return Sm3Tree(bench.store, bench.ring.sm2, bench.origin)


def test_the_sm3_head_is_over_the_same_leaves_and_signed_with_sm2(bench: Any) -> None:
    """Its root is that of all leaves under SM3, and its note verifies with the SM2 key."""
    fill(bench, 20)
    tree = sm3(bench)
    catch_up(tree, bench.store)
    key = parse_vkey_line(bench.ring.sm2.vkey)
    opened = open_note(tree.note.decode(), [verifier_for(key, sm2=sm2_libcrypto.verify)])
    head = parse_checkpoint(opened.text)
    leaves = [SM3.leaf(row.stored.leaf) for row in bench.journal.rows]
    assert (head.origin, head.size) == (f"{bench.origin}/sm3", 20)
    assert head.root == root_of(leaves, SM3)


def test_a_follower_goes_on_where_it_was_saved(bench: Any) -> None:
    """Stopped before it saved, it takes the same again; stopped after, it goes on; all the same."""
    fill(bench, 10)
    tree = sm3(bench)
    catch_up(tree, bench.store)
    note = tree.note
    tree.rest()
    assert tree.note == note  # nothing new, nothing signed
    fill(bench, 10, above=10)
    lost = sm3(bench)
    assert (lost.position, lost.note) == (10, note)
    take_page(lost, bench.store)  # and now it dies without a rest
    again = sm3(bench)
    assert again.position == 10
    catch_up(again, bench.store)
    leaves = [SM3.leaf(row.stored.leaf) for row in bench.journal.rows]
    assert again.frontier.root() == root_of(leaves, SM3)


def test_snapshots_are_kept_now_and_then(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """By number of entries, not by quiet; what is saved is the fold of just those entries."""
    monkeypatch.setattr(module, "SNAPSHOT_EVERY", 25)
    monkeypatch.setattr(module, "PAGE", 10)
    fill(bench, 60)
    keeper = Snapshotter(bench.store, bench.fold(), saved_at=0)
    catch_up(keeper, bench.store)
    assert sorted(bench.journal.snapshots) == [30, 60]
    keeper.save()
    assert sorted(bench.journal.snapshots) == [30, 60]
    fold = bench.fold()
    fold.restore(bench.journal.snapshots[30])
    assert fold.states == {bench.STREAM: bench.Tally(30)}


async def until(done: Callable[[], object]) -> None:
    """Wait until something has happened that tells nobody."""
    async with asyncio.timeout(5):
        while not done():  # noqa: ASYNC110 - what is watched is done by another thread
            await asyncio.sleep(0.005)


class Slow:
    """A follower that notes what it was given."""

    name = "slow"

    def __init__(self) -> None:
        """Begin at the beginning."""
        self.position = 0
        self.pages: list[int] = []
        self.rests = 0

    def take(self, stored: Sequence[StoredEntry]) -> None:
        """Note a page."""
        self.position = stored[-1].seq + 1
        self.pages.append(len(stored))

    def rest(self) -> None:
        """Note a rest."""
        self.rests += 1


@pytest.mark.parametrize("busy", [True, False])
def test_a_follower_keeps_to_the_end_and_yields_to_the_write_path(
    bench: Any, monkeypatch: pytest.MonkeyPatch, *, busy: bool
) -> None:
    """It takes page after page, each followed by its errand, rests at the end, and wakes again."""
    monkeypatch.setattr(module, "PAGE", 10)
    fill(bench, 25)

    async def play() -> None:
        grown, slow = asyncio.Event(), Slow()
        errands: list[int] = []

        async def errand() -> None:
            errands.append(slow.position)

        with ThreadPoolExecutor(1) as pool:
            work = Follow(slow, bench.store, grown, pool, lambda: busy, 0.01, errand)
            task = asyncio.create_task(follow(work))
            await until(lambda: slow.rests == 1)
            assert (slow.pages, errands) == ([10, 10, 5], [10, 20, 25])
            grown.set()
            await until(lambda: slow.rests == 2)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    asyncio.run(play())


def test_a_follower_needs_no_errand(bench: Any) -> None:
    """Without an errand it only takes and rests."""
    fill(bench, 3)

    async def play() -> None:
        grown, slow = asyncio.Event(), Slow()
        with ThreadPoolExecutor(1) as pool:
            work = Follow(slow, bench.store, grown, pool, lambda: True, 0.01)
            task = asyncio.create_task(follow(work))
            await until(lambda: slow.rests)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        assert slow.pages == [3]

    asyncio.run(play())
