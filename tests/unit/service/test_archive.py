"""Reading back: events of a stream, and the answer to an old command with its proof."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.kernel.ids import StreamId
from mingpai.kernel.outcome import InvariantBroken


def play(bench: Any, *commands: Any) -> list[Any]:
    """Carry commands out, each under a key of its own, and return their answers."""

    async def run() -> list[Any]:
        async with bench.running() as sequencer:
            futures = [
                sequencer.submit(bench.request(command, key=f"k{place}"))
                for place, command in enumerate(commands)
            ]
            return list(await asyncio.gather(*futures))

    return asyncio.run(run())


def test_events_come_back_opened_and_in_order(bench: Any) -> None:
    """A stream's events are as they were written, restricted ones opened; others are left out."""
    play(bench, bench.Count(3), bench.Whisper("ill"), bench.Count(4))
    found = [bench.Counted(3), bench.Whispered("ill"), bench.Counted(4)]
    assert bench.archive().events(bench.STREAM) == found
    assert bench.archive().events(bench.STREAM, before=2) == found[:2]
    assert bench.archive().events(StreamId("tally/2")) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"sealed": None}, "beside the leaf"),
        ({"nonce": None}, "beside the leaf"),
        ({"sealed": b'{"text":"well"}'}, "commits to"),
        ({"nonce": b"n" * 16}, "commits to"),
    ],
)
def test_a_restricted_entry_is_held_against_its_commitment(
    bench: Any, change: dict[str, Any], reason: str
) -> None:
    """Body and nonce beside the leaf must be there and be what the leaf commits to."""
    play(bench, bench.Count(3), bench.Whisper("ill"))
    row = bench.journal.rows[1]
    bench.journal.rows[1] = replace(row, stored=replace(row.stored, **change))
    with pytest.raises(InvariantBroken, match=f"entry 1: .*{reason}"):
        bench.archive().events(bench.STREAM)


def test_a_body_that_cannot_be_read_is_named(bench: Any) -> None:
    """A body that has not the shape of its kind is a fault that names its entry."""
    play(bench, bench.Count(3), bench.Count(4))
    row = bench.journal.rows[1]
    leaf = row.stored.leaf.replace(b'"body":{', b'"body":{"x":{},', 1).replace(b":4", b':"4"')
    bench.journal.rows[1] = replace(row, stored=replace(row.stored, leaf=leaf))
    with pytest.raises(InvariantBroken, match="entry 1: its body cannot be read"):
        bench.archive().events(bench.STREAM)


def test_an_old_answer_is_the_one_that_was_given(bench: Any) -> None:
    """From the middle of a batch: the same outcome, and a receipt that proves it."""
    commands = [bench.Count(5), bench.Count(4), bench.Leap(9), bench.Whisper("x"), bench.Count(20)]
    given = play(bench, *commands)
    again = [bench.archive().answer(one.seq, bench.domains["tally"]) for one in given]
    for old, new in zip(given, again, strict=True):
        assert new.repeated
        assert (new.seq, new.events, new.received_at) == (old.seq, old.events, old.received_at)
        assert (new.refused is None) == (old.refused is None)
        assert new.receipt() == old.receipt()
    assert again[1].refused.code == "not_higher"
    bench.prove(again)


def test_an_entry_that_is_in_no_batch_is_a_fault(bench: Any) -> None:
    """Every entry belongs to a batch; none is made up."""
    with pytest.raises(InvariantBroken):
        bench.archive().answer(7, bench.domains["tally"])
