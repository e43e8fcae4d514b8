"""The write path under attack and under faults: nobody is harmed by another, all are told."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from mingpai.kernel.ids import ArticleId, StreamId
from mingpai.kernel.outcome import InvariantBroken, Refused
from mingpai.ports import Fenced, PortError
from mingpai.service import sequencer as module
from mingpai.service.sequencer import Overloaded, Stopped

HOSTILE_STREAMS = [
    "",
    "tally",
    "nowhere/1",
    "__class__/1",
    "tally/",
    "tally/../house",
    "tally/\ud800",
    "tally/1\nA0001",
    "tally/" + "9" * 5000,
    "house/journal/1",
]


async def turn(times: int = 5) -> None:
    """Let the event loop go on for a moment."""
    for _ in range(times):
        await asyncio.sleep(0.002)


async def until_held(bench: Any) -> None:
    """Wait until a batch stands at the store's gate."""
    assert await asyncio.get_running_loop().run_in_executor(None, bench.store.entered.wait, 5)


def test_a_stranger_gets_a_receipt_and_no_entry(bench: Any) -> None:
    """Who holds no code is answered with a signed receipt; the journal does not grow."""

    async def play() -> None:
        async with bench.running() as sequencer:
            answers = await asyncio.gather(
                *(sequencer.submit(bench.count(1, actor="Z9999")) for _ in range(50))
            )
        assert bench.journal.head.size == 0
        bench.prove(answers)

    asyncio.run(play())


@pytest.mark.parametrize("stream", HOSTILE_STREAMS, ids=ascii)
def test_a_hostile_stream_is_refused_and_harms_nobody(bench: Any, stream: str) -> None:
    """A stream that no domain owns, or that is none, gets a receipt; others go on unharmed."""

    async def play() -> None:
        async with bench.running() as sequencer:
            hostile = StreamId(stream)
            bad = await sequencer.submit(bench.count(1, stream=hostile, key="k"))
            refused = Refused("not_json", ArticleId("FS2016-18:18"), {})
            junk = await sequencer.refuse(bench.count(1, stream=hostile), refused)
            good = await sequencer.submit(bench.count(1))
        assert bad.refused.code == "lot_malformed"
        assert good.seq == 0
        bench.prove([bad, junk, good])

    asyncio.run(play())


@pytest.mark.parametrize("key", ["\ud800", "", "k\nk", "x" * 10_000, "\0"], ids=ascii)
def test_a_hostile_key_harms_nobody(bench: Any, key: str) -> None:
    """Any text at all is a key: it never reaches a leaf, and never stops the sequencer."""

    async def play() -> None:
        async with bench.running() as sequencer:
            first = await sequencer.submit(bench.count(1, key=key))
            again = await sequencer.submit(bench.count(1, key=key))
        assert (first.seq, again.seq, again.repeated) == (0, 0, True)

    asyncio.run(play())


def test_content_that_json_cannot_hold_is_still_told_apart(bench: Any) -> None:
    """A number of 80 bits under a key harms nobody; used again for another it is a reuse."""

    async def play() -> None:
        async with bench.running() as sequencer:
            huge = bench.count(2**80, key="k", actor="Z9999")
            first = await sequencer.submit(huge)
            sealed = await sequencer.submit(bench.count(7, key="k", actor="A0001"))
            reused = await sequencer.submit(bench.count(2**80, key="k", actor="A0001"))
        assert first.refused.code == "code_unknown"
        assert sealed.seq == 0
        assert reused.refused.code == "id_reused"

    asyncio.run(play())


def test_bids_for_lots_that_do_not_exist_fill_neither_memory_nor_journal(bench: Any) -> None:
    """A thousand streams of which nothing is known leave no more than a few in memory."""

    async def play() -> None:
        async with bench.running() as sequencer:
            answers = await asyncio.gather(
                *(
                    sequencer.submit(bench.count(1, actor="Z9999", stream=StreamId(f"tally/{n}")))
                    for n in range(1000)
                )
            )
            await turn()
            assert len(sequencer.open_states) <= module.MAX_RESTING
            known = await sequencer.submit(bench.count(1))
            assert sequencer.state(bench.STREAM) == bench.Tally(1)
            assert sequencer.state(StreamId("tally/0")) is None
        assert known.seq == 0
        assert all(answer.seq is None for answer in answers)

    asyncio.run(play())


def test_a_flood_of_one_command_reads_its_answer_once(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command sent two hundred times again costs one reading of its batch."""

    async def play() -> None:
        async with bench.running() as sequencer:
            await sequencer.submit(bench.count(1, key="k"))
            reads: list[int] = []
            read = sequencer._archive.answer

            def counted(seq: int, domain: Any) -> Any:
                reads.append(seq)
                return read(seq, domain)

            monkeypatch.setattr(sequencer._archive, "answer", counted)
            again = await asyncio.gather(
                *(sequencer.submit(bench.count(1, key="k")) for _ in range(200))
            )
        assert reads == [0]
        assert all(answer.repeated and answer.seq == 0 for answer in again)

    asyncio.run(play())


def test_old_answers_kept_in_memory_are_few(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of earlier answers only the last asked for stay in memory."""
    monkeypatch.setattr(module, "MAX_RECALLED", 2)

    async def play() -> None:
        async with bench.running() as sequencer:
            for n in range(1, 6):
                await sequencer.submit(bench.count(n, key=f"k{n}"))
            again = [await sequencer.submit(bench.count(n, key=f"k{n}")) for n in range(1, 6)]
            assert list(sequencer._recalled) == [3, 4]
        assert [answer.seq for answer in again] == [0, 1, 2, 3, 4]

    asyncio.run(play())


def test_who_goes_away_harms_nobody(bench: Any) -> None:
    """A sender who no longer waits has his command carried out; the others are answered."""

    async def play() -> None:
        async with bench.running() as sequencer:
            bench.store.gate.clear()
            futures = [sequencer.submit(bench.count(n, key=f"k{n}")) for n in range(1, 4)]
            await until_held(bench)
            futures[0].cancel()
            futures[2].cancel()
            gone = sequencer.submit(bench.count(3, key="k3"))
            strange = sequencer.submit(bench.count(9, actor="Z9999"))
            await turn()
            gone.cancel()
            strange.cancel()
            bench.store.gate.set()
            second = await futures[1]
            again = await sequencer.submit(bench.count(3, key="k3"))
        assert (second.seq, again.seq, again.repeated) == (1, 2, True)
        assert bench.counted() == [1, 2, 3]

    asyncio.run(play())


async def _ended(task: "asyncio.Task[None]") -> BaseException | None:
    await asyncio.wait([task], timeout=5)
    return task.exception()


def test_a_domain_that_breaks_stops_everything_and_everybody_is_told(bench: Any) -> None:
    """A fault in a decision ends the sequencer: who waits hears so, what was committed stands."""

    async def play() -> None:
        sequencer = bench.sequencer()
        task = asyncio.create_task(sequencer.run())
        await sequencer.submit(bench.count(1))
        waiting = [sequencer.submit(bench.count(2)), sequencer.submit(bench.request(object()))]
        junk = sequencer.submit(bench.count(2, actor="Z9999"))
        waiting.append(junk)
        assert isinstance(await _ended(task), AssertionError)
        told = await asyncio.gather(*waiting, return_exceptions=True)
        assert all(isinstance(one, Stopped) for one in told)
        for future in (
            sequencer.submit(bench.count(3)),
            sequencer.refuse(bench.count(3), Refused("x", ArticleId("FS2016-18:18"), {})),
        ):
            with pytest.raises(Stopped):
                await asyncio.wait_for(future, 1)
        assert bench.counted() == [1]

    asyncio.run(play())


def test_a_listener_that_breaks_loses_nothing(bench: Any) -> None:
    """What is committed when a listener fails stays; a new start knows the command and answers."""

    async def play() -> None:
        sequencer = bench.sequencer()
        sequencer.on_commit.append(lambda _size, _states: 1 // 0)
        task = asyncio.create_task(sequencer.run())
        with pytest.raises(Stopped):
            await sequencer.submit(bench.count(1, key="k"))
        assert isinstance(await _ended(task), ZeroDivisionError)
        async with bench.reopen().running() as again:
            answer = await again.submit(bench.count(1, key="k"))
        assert (answer.seq, answer.repeated) == (0, True)
        assert bench.counted() == [1]

    asyncio.run(play())


def test_a_second_sequencer_makes_the_first_one_stop(bench: Any) -> None:
    """Fenced while a batch flies: the first writes nothing more and says so; there is no fork."""

    async def play() -> None:
        first_store = bench.store
        old = bench.sequencer()
        task = asyncio.create_task(old.run())
        await old.submit(bench.count(1))
        first_store.entered.clear()
        first_store.gate.clear()
        flying = old.submit(bench.count(2, key="k"))
        await until_held(bench)
        on_top = old.submit(bench.count(3))
        await turn()
        async with bench.reopen().running() as new:
            taken = await new.submit(bench.count(10))
            first_store.gate.set()
            told = await asyncio.gather(flying, on_top, return_exceptions=True)
            assert all(isinstance(one, Stopped) for one in told)
            assert isinstance(await _ended(task), Fenced)
            again = await new.submit(bench.count(11, key="k"))
        assert (taken.seq, again.seq, again.repeated) == (1, 2, False)
        assert bench.counted() == [1, 10, 11]

    asyncio.run(play())


def test_a_sequencer_that_is_cancelled_tells_everybody(bench: Any) -> None:
    """Cancelled with a batch on its way: nobody waits for ever, and the journal knows the fate."""

    async def play() -> None:
        sequencer = bench.sequencer()
        task = asyncio.create_task(sequencer.run())
        bench.store.gate.clear()
        future = sequencer.submit(bench.count(1))
        await until_held(bench)
        task.cancel()
        with pytest.raises(Stopped):
            await asyncio.wait_for(future, 1)
        bench.store.gate.set()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(play())


def test_more_than_can_wait_is_turned_away(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the most that may wait a sender hears when to come back, and nothing is done."""
    monkeypatch.setattr(module, "MAX_WAITING", 3)
    monkeypatch.setattr(module, "MAX_UNSIGNED", 3)

    async def play() -> None:
        async with bench.running() as sequencer:
            futures = [sequencer.submit(bench.count(n)) for n in range(1, 6)]
            assert sequencer.waiting == 3
            told = await asyncio.gather(*futures, return_exceptions=True)
            junk = [sequencer.refuse(bench.count(1), module.LOT_MALFORMED) for _ in range(5)]
            answered = await asyncio.gather(*junk, return_exceptions=True)
            (counted,) = sequencer.junk_counts(until=bench.NOON + timedelta(minutes=1))
        assert [isinstance(one, Overloaded) for one in told] == [False] * 3 + [True] * 2
        assert [isinstance(one, Overloaded) for one in answered] == [False] * 3 + [True] * 2
        assert all(one.retry_after_ms > 0 for one in told[3:] + answered[3:])
        assert [(one.code, one.count) for one in counted.counts] == [("lot_malformed", 5)]
        assert bench.counted() == [1, 2, 3]

    asyncio.run(play())


def test_who_is_turned_away_is_counted_and_nothing_is_signed(bench: Any) -> None:
    """A sender who is to wait hears for how long; the minute's count knows of him."""

    async def play() -> None:
        async with bench.running() as sequencer:
            future = sequencer.turn_away(bench.count(1), "too_many", retry_after_ms=700)
            with pytest.raises(Overloaded) as told:
                await future
            (counted,) = sequencer.junk_counts(until=bench.NOON + timedelta(minutes=1))
        assert told.value.retry_after_ms == 700
        assert [(one.code, one.count) for one in counted.counts] == [("too_many", 1)]
        with pytest.raises(Stopped) as stopped:
            await sequencer.turn_away(bench.count(1), "too_many", retry_after_ms=700)
        assert not isinstance(stopped.value, Overloaded)

    asyncio.run(play())


def test_a_reading_that_fails_for_now_is_tried_again(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stream that cannot be loaded now is loaded later; a reading that never can ends it all."""
    monkeypatch.setattr(module, "READ_PAUSE_S", 0)
    failures = [PortError("away", retry_is_safe=True)] * 2
    read_stream = bench.store.read_stream

    def flaky(stream: StreamId) -> Any:
        if failures:
            raise failures.pop()
        return read_stream(stream)

    monkeypatch.setattr(bench.store, "read_stream", flaky)

    async def play() -> None:
        sequencer = bench.sequencer()
        task = asyncio.create_task(sequencer.run())
        answer = await sequencer.submit(bench.count(1))
        assert answer.seq == 0
        failures.append(PortError("broken", retry_is_safe=False))
        with pytest.raises(Stopped):
            await sequencer.submit(bench.count(1, stream=StreamId("tally/2")))
        assert isinstance(await _ended(task), PortError)

    asyncio.run(play())


def test_an_answer_that_cannot_be_read_back_is_said_to_be(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the earlier answer cannot be read its sender is told; nothing else stops."""

    async def play() -> None:
        async with bench.running() as sequencer:
            await sequencer.submit(bench.count(1, key="k"))

            def broken(_seq: int, _domain: Any) -> Any:
                raise InvariantBroken("the batch is gone")  # noqa: EM101, TRY003 - a toy

            monkeypatch.setattr(sequencer._archive, "answer", broken)
            with pytest.raises(Stopped, match="could not be read"):
                await sequencer.submit(bench.count(1, key="k"))
            gone = sequencer.submit(bench.count(1, key="k"))
            await asyncio.sleep(0)
            gone.cancel()
            assert (await sequencer.submit(bench.count(2))).seq == 1

    asyncio.run(play())


def test_only_a_launched_plan_lands(bench: Any) -> None:
    """Landing what was never launched is a fault and says so."""

    async def play() -> None:
        async with bench.running() as sequencer:
            plan = module.Plan([], 0, None)
            with pytest.raises(InvariantBroken):
                await sequencer._land(plan)

    asyncio.run(play())
