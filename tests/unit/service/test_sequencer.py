"""The write path: one order, told to nobody before it is durable, each command once."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from mingpai.kernel.ids import ArticleId, StreamId
from mingpai.kernel.outcome import Refused
from mingpai.service import sequencer as module
from mingpai.service.sequencer import Stopped


async def turn(times: int = 5) -> None:
    """Let the event loop go on for a moment."""
    for _ in range(times):
        await asyncio.sleep(0.002)


async def until_held(bench: Any) -> None:
    """Wait until a batch stands at the store's gate."""
    assert await asyncio.get_running_loop().run_in_executor(None, bench.store.entered.wait, 5)


@pytest.mark.rule("K17")
def test_commands_are_numbered_in_the_order_of_arrival_and_committed_in_groups(bench: Any) -> None:
    """Five hundred that arrive together get rising numbers, in few batches, each proved."""

    async def play() -> None:
        async with bench.running() as sequencer:
            requests = [bench.count(n) for n in range(1, 501)]
            answers = await asyncio.gather(*map(sequencer.submit, requests))
        assert [answer.seq for answer in answers] == list(range(500))
        assert len(bench.journal.batches) <= 5
        assert bench.counted() == list(range(1, 501))
        bench.prove(answers[::50])

    asyncio.run(play())


@pytest.mark.parametrize(("crowd", "batches"), [(63, [63]), (64, [32, 32]), (101, [50, 51])])
def test_a_crowd_is_taken_in_two_halves_that_take_turns(
    bench: Any, crowd: int, batches: list[int]
) -> None:
    """A crowd that comes at once is halved, so that one half is decided while one is written."""

    async def play() -> None:
        async with bench.running() as sequencer:
            for round_ in range(3):
                numbers = range(1 + round_ * crowd, 1 + (round_ + 1) * crowd)
                await asyncio.gather(*(sequencer.submit(bench.count(n)) for n in numbers))
        assert [batch.size for batch in bench.journal.batches] == batches * 3

    asyncio.run(play())


def test_a_batch_is_decided_while_another_is_committed_and_nothing_is_told_before(
    bench: Any,
) -> None:
    """While one batch is on its way the next is decided on top of it, and nobody is answered."""

    async def play() -> None:
        async with bench.running() as sequencer:
            bench.store.gate.clear()
            first = sequencer.submit(bench.count(1))
            await until_held(bench)
            second, low = sequencer.submit(bench.count(2)), sequencer.submit(bench.count(1))
            await turn()
            assert not sequencer._queue  # they are decided already
            assert not any(future.done() for future in (first, second, low))
            assert bench.journal.head.size == 0
            bench.store.gate.set()
            answers = [await first, await second, await low]
        assert [answer.seq for answer in answers] == [0, 1, 2]
        assert answers[2].refused.code == "not_higher"
        assert [batch.size for batch in bench.journal.batches] == [1, 2]
        bench.prove(answers)

    asyncio.run(play())


@pytest.mark.rule("K17")
@pytest.mark.parametrize("fate", ["lost", "refused", "kept"])
def test_a_batch_of_unknown_fate_is_carried_out_once_and_in_order(bench: Any, fate: str) -> None:
    """Lost, refused or kept: every command once, in order of arrival, the next on top of it."""

    async def play() -> None:
        async with bench.running() as sequencer:
            bench.store.gate.clear()
            bench.store.fail_next("append", fate)
            early = [sequencer.submit(bench.count(n, key=f"k{n}")) for n in range(1, 11)]
            await until_held(bench)
            late = [sequencer.submit(bench.count(n, key=f"k{n}")) for n in range(11, 21)]
            await turn()
            last = [sequencer.submit(bench.count(n, key=f"k{n}")) for n in range(21, 31)]
            bench.store.gate.set()
            answers = await asyncio.gather(*early, *late, *last)
        assert [answer.refused for answer in answers] == [None] * 30
        assert [answer.seq for answer in answers] == list(range(30))
        assert bench.counted() == list(range(1, 31))
        bench.prove(answers)

    asyncio.run(play())


def test_settling_goes_on_until_the_store_can_say(bench: Any) -> None:
    """Where the store cannot even say what became of a batch, it is asked again."""

    async def play() -> None:
        async with bench.running() as sequencer:
            bench.store.fail_next("append", "kept")
            bench.store.fail_next("settle", "refused")
            answer = await sequencer.submit(bench.count(1))
        assert answer.seq == 0
        assert bench.counted() == [1]

    asyncio.run(play())


def test_the_same_command_again_is_answered_as_before(bench: Any) -> None:
    """In the same batch, in flight, later, after a restart: one entry and always its answer."""

    async def play() -> None:
        async with bench.running() as sequencer:
            bench.store.gate.clear()
            twice = [sequencer.submit(bench.count(5, key="k")) for _ in range(2)]
            await until_held(bench)
            in_flight = sequencer.submit(bench.count(5, key="k"))
            await turn()
            bench.store.gate.set()
            answers = [*await asyncio.gather(*twice), await in_flight]
            answers.append(await sequencer.submit(bench.count(5, key="k")))
        async with bench.reopen().running() as sequencer:
            answers.append(await sequencer.submit(bench.count(5, key="k")))
        assert [answer.repeated for answer in answers] == [False, True, True, True, True]
        assert {answer.seq for answer in answers} == {0}
        assert {answer.events for answer in answers} == {(bench.Counted(5),)}
        assert bench.counted() == [5]
        bench.prove(answers)

    asyncio.run(play())


def test_a_recorded_refusal_is_repeated_as_it_was(bench: Any) -> None:
    """The same refused command again is told the same reason from the same entry."""

    async def play() -> None:
        async with bench.running() as sequencer:
            await sequencer.submit(bench.count(5))
            first = await sequencer.submit(bench.count(4, key="k"))
            again = await sequencer.submit(bench.count(4, key="k"))
        assert (first.seq, first.refused.code) == (1, "not_higher")
        assert (again.seq, again.refused.code, again.repeated) == (1, "not_higher", True)

    asyncio.run(play())


def test_other_content_under_a_used_key_is_refused(bench: Any) -> None:
    """A key that was used for another command is refused, on record or in flight."""

    async def play() -> None:
        async with bench.running() as sequencer:
            bench.store.gate.clear()
            first = sequencer.submit(bench.count(5, key="k"))
            await until_held(bench)
            flying = sequencer.submit(bench.count(6, key="k"))
            await turn()
            bench.store.gate.set()
            await first
            reused = [await flying, await sequencer.submit(bench.count(7, key="k"))]
            others = await sequencer.submit(bench.count(8, key="k", actor="A0002"))
        assert [(one.seq, one.refused.code) for one in reused] == [(None, "id_reused")] * 2
        assert others.refused is None  # a key is its sender's own
        bench.prove(reused)

    asyncio.run(play())


def test_all_events_of_a_command_are_found_again(bench: Any) -> None:
    """Later entries of one command follow from its first, and its answer again holds them all."""

    async def play() -> None:
        async with bench.running() as sequencer:
            await sequencer.submit(bench.count(1))
            answer = await sequencer.submit(bench.request(bench.Leap(9), key="k"))
            await sequencer.submit(bench.count(10))
            again = await sequencer.submit(bench.request(bench.Leap(9), key="k"))
        assert answer.events == again.events == (bench.Counted(8), bench.Counted(9))
        assert [entry.cause for entry in bench.entries()] == [None, None, 1, None]

    asyncio.run(play())


def test_a_senders_refusals_on_record_have_a_budget(bench: Any) -> None:
    """Thirty refusals of one code in a minute are entries; more get a receipt without a number."""

    async def play() -> None:
        async with bench.running() as sequencer:
            await sequencer.submit(bench.count(5))
            answers = await asyncio.gather(
                *(sequencer.submit(bench.count(1)) for _ in range(40)),
            )
            other = await sequencer.submit(bench.count(1, actor="A0002"))
            bench.clock.move_by(timedelta(minutes=1))
            later = await sequencer.submit(bench.count(1))
        assert sum(answer.seq is not None for answer in answers) == module.REFUSALS_PER_MINUTE
        assert {answer.refused.code for answer in answers} == {"not_higher"}
        assert other.seq is not None
        assert later.seq is not None
        bench.prove(answers)

    asyncio.run(play())


def test_settled_streams_leave_memory_and_come_back(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A settled stream is forgotten; the next command finds its state and its old answers again."""
    monkeypatch.setattr(module, "MAX_RESTING", 0)

    async def play() -> None:
        async with bench.running() as sequencer:
            first = await sequencer.submit(bench.request(bench.Finish(), key="end"))
            await turn()
            assert bench.STREAM not in sequencer.open_states
            late = await sequencer.submit(bench.count(7))
            again = await sequencer.submit(bench.request(bench.Finish(), key="end"))
        assert late.refused.code == "not_higher"
        assert (again.repeated, again.seq) == (True, first.seq)
        assert bench.counted() == [1000]

    asyncio.run(play())


def test_a_stream_that_the_next_batch_needs_is_not_forgotten(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stream settles while commands for it are already decided on top: they still land."""
    monkeypatch.setattr(module, "MAX_RESTING", 0)

    async def play() -> None:
        async with bench.running() as sequencer:
            bench.store.gate.clear()
            end = sequencer.submit(bench.request(bench.Finish()))
            await until_held(bench)
            late = [sequencer.submit(bench.count(n, key=f"k{n}")) for n in (1, 2)]
            strange = sequencer.submit(bench.count(1, actor="Z9999"))
            await turn()
            bench.store.gate.set()
            answers = await asyncio.gather(end, *late, strange)
            await turn()
            assert not sequencer.open_states
        assert [answer.seq for answer in answers] == [0, 1, 2, None]

    asyncio.run(play())


def test_stopping_carries_out_what_waits(bench: Any) -> None:
    """What was taken in is answered, repeats and junk too; what comes after is turned away."""

    async def play() -> None:
        sequencer = bench.sequencer()
        task = asyncio.create_task(sequencer.run())
        waiting = [sequencer.submit(bench.count(n, key=f"k{n}")) for n in range(1, 101)]
        waiting.append(sequencer.submit(bench.count(1, key="k1")))
        waiting.append(sequencer.submit(bench.count(1, actor="Z9999")))
        await sequencer.stop()
        await asyncio.wait_for(task, 5)
        answers = await asyncio.gather(*waiting)
        assert answers[100].repeated
        assert answers[101].refused.code == "code_unknown"
        bench.prove(answers)
        junk = Refused("x", ArticleId("FS2016-18:18"), {})
        for late in (
            sequencer.submit(bench.count(200)),
            sequencer.refuse(bench.count(200), junk),
        ):
            with pytest.raises(Stopped):
                await asyncio.wait_for(late, 1)

    asyncio.run(play())


def test_junk_counts_of_past_minutes_can_be_taken(bench: Any) -> None:
    """The minute's junk is handed over once the minute is over, and only once."""

    async def play() -> None:
        async with bench.running() as sequencer:
            await sequencer.submit(bench.count(1, actor="Z9999"))
            assert sequencer.junk_counts() == []
            bench.clock.move_by(timedelta(minutes=1))
            (counted,) = sequencer.junk_counts()
            assert [(one.code, one.count) for one in counted.counts] == [("code_unknown", 1)]
            assert sequencer.junk_counts() == []

    asyncio.run(play())


def test_after_a_restart_an_open_lot_is_asked_about_once(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All commands of a stream that will end are read once; a settled one is asked each time."""

    async def play() -> None:
        second = StreamId("tally/2")
        async with bench.running() as sequencer:
            for n in range(1, 6):
                await sequencer.submit(bench.count(n, key=f"k{n}"))
            await sequencer.submit(bench.request(bench.Finish(), stream=second, key="end"))
        asked: list[int] = []
        bench.reopen()
        among = bench.store.commands_among

        def counted(ids: Any) -> Any:
            asked.append(len(ids))
            return among(ids)

        monkeypatch.setattr(bench.store, "commands_among", counted)
        async with bench.running() as sequencer:
            again = [await sequencer.submit(bench.count(n, key=f"k{n}")) for n in (3, 5)]
            for n in range(6, 10):
                await sequencer.submit(bench.count(n, key=f"k{n}"))
            assert asked == [5]
            for _ in range(2):
                end = bench.request(bench.Finish(), stream=second, key="end")
                again.append(await sequencer.submit(end))
            assert asked == [5, 1, 1]
        assert [answer.seq for answer in again] == [2, 4, 5, 5]
        assert all(answer.repeated for answer in again)

    asyncio.run(play())
