"""Followers: redone, interrupted or late, they come to the same."""

import asyncio
from typing import Any

import pytest

from mingpai.adapters import sm2_libcrypto
from mingpai.journal.checkpoint import parse_checkpoint
from mingpai.journal.merkle import SM3, root_of
from mingpai.journal.notes import open_note, parse_vkey_line, verifier_for
from mingpai.service import followers as module
from mingpai.service.followers import Sm3Tree, Snapshotter, catch_up, kept_sm3_note, take_page


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
    assert kept_sm3_note(bench.store) == tree.note


def test_before_any_head_there_is_no_note(bench: Any) -> None:
    """A journal whose SM3 tree was never signed has an empty note."""
    assert kept_sm3_note(bench.store) == b""


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
