"""The fold: a snapshot and what follows is the same as everything from the beginning."""

import asyncio
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from mingpai.kernel.ids import StreamId
from mingpai.kernel.outcome import InvariantBroken
from mingpai.ports import Snapshot
from mingpai.service.fold import OldSnapshot


def fill(bench: Any) -> None:
    """Put three streams into the journal, one of them settled and one seen again after that."""

    async def play() -> None:
        async with bench.running() as sequencer:
            for n in range(1, 6):
                await sequencer.submit(bench.count(n))
                await sequencer.submit(bench.count(n, stream=StreamId("tally/2")))
            await sequencer.submit(bench.request(bench.Finish(), stream=StreamId("tally/2")))
            await sequencer.submit(bench.request(bench.Finish(), stream=StreamId("tally/3")))
            await sequencer.submit(bench.count(7, stream=StreamId("tally/2")))
            await sequencer.submit(bench.request(bench.Whisper("ill")))

    asyncio.run(play())


@pytest.mark.parametrize("size", [0, 1, 7, 13, 14])
def test_a_snapshot_and_the_rest_lead_to_the_same_state(bench: Any, size: int) -> None:
    """From nothing, or from a snapshot taken anywhere: the same streams, states and root."""
    fill(bench)
    stored = bench.store.read(0, limit=99)
    whole = bench.fold()
    whole.take(stored)
    early = bench.fold()
    early.take(stored[:size])
    late = bench.fold()
    late.restore(early.snapshot())
    assert late.size == size
    late.take(stored[size:])
    assert late.states == whole.states == {bench.STREAM: bench.Tally(5)}
    assert late.frontier.root() == whole.frontier.root() == bench.journal.head.root
    assert late.snapshot() == whole.snapshot()


def test_a_gap_is_a_fault(bench: Any) -> None:
    """An entry that does not follow the one before it is not taken."""
    fill(bench)
    stored = bench.store.read(0, limit=99)
    fold = bench.fold()
    fold.take(stored[:2])
    with pytest.raises(InvariantBroken, match="no gap"):
        fold.take(stored[3:])
    with pytest.raises(InvariantBroken, match="its own sequence number"):
        fold.take([replace(stored[5], seq=2)])


@pytest.mark.parametrize("place", [0, 31, 32, 60, -1])
def test_an_altered_snapshot_is_refused(bench: Any, place: int) -> None:
    """One bit anywhere: it was not made by this service."""
    fill(bench)
    fold = bench.fold()
    fold.take(bench.store.read(0, limit=99))
    good = fold.snapshot()
    body = bytearray(good.body)
    body[place] ^= 1
    with pytest.raises(InvariantBroken, match="made by this service"):
        bench.fold().restore(replace(good, body=bytes(body)))


def test_a_snapshot_of_another_root_or_shape_is_refused(bench: Any) -> None:
    """A right digest under a wrong root, and a body of another version, are not taken."""
    fill(bench)
    fold = bench.fold()
    fold.take(bench.store.read(0, limit=99))
    good = fold.snapshot()
    with pytest.raises(InvariantBroken, match="lead to its root"):
        bench.fold().restore(replace(good, root=b"x" * 32))
    with pytest.raises(InvariantBroken, match="cannot be read by this version"):
        bench.fold().restore(Snapshot(0, good.root, fold._mac(b"\xc0") + b"\xc0"))


def test_a_snapshot_whose_states_have_another_form_is_old(bench: Any) -> None:
    """What a later version added is never read as missing: such a snapshot is passed over."""
    fold = bench.fold()
    good = fold.snapshot()
    domain = next(iter(fold._domains.values()))

    class Grown(Struct, frozen=True):
        """A state with a field that the snapshot did not know."""

        later: int = 0

    class Other:
        """A domain whose state has grown since."""

        name = domain.name
        state_type = Grown

    later = bench.fold()
    later._domains = {**fold._domains, domain.name: Other()}
    with pytest.raises(OldSnapshot, match="another form"):
        later.restore(good)
