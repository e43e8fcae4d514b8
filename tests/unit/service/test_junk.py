"""The junk desk: one signature for all, and a count that stays small whoever sends."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from mingpai.kernel.ids import ArticleId
from mingpai.kernel.outcome import Refused
from mingpai.service import junk as module
from mingpai.service.junk import JunkDesk

NOT_JSON = Refused("not_json", ArticleId("FS2016-18:18"), {"bytes": 7})
MINUTE = timedelta(minutes=1)


def send(bench: Any, desk: JunkDesk, *senders: str) -> list["asyncio.Future[Any]"]:
    """Let each sender send one piece of junk."""
    futures = []
    for sender in senders:
        future = asyncio.get_running_loop().create_future()
        desk.take(bench.count(1, sender=sender), NOT_JSON, future)
        futures.append(future)
    return futures


def test_all_that_waits_is_answered_with_one_signature(bench: Any) -> None:
    """Each gets a receipt of his own, without a number, under one signed statement."""

    async def play() -> None:
        desk = JunkDesk(bench.writer())
        futures = send(bench, desk, *("web" for _ in range(10)))
        futures[3].cancel()
        desk.flush(bench.NOON)
        desk.flush(bench.NOON)  # nothing waits: nothing is signed
        answers = [await future for future in futures if not future.cancelled()]
        assert len({answer.receipt().note for answer in answers}) == 1
        found = [bench.court.proved(answer, bench.ring).answer for answer in answers]
        assert all(one["code"] == "not_json" and one["facts"] == {"bytes": 7} for one in found)
        assert all(answer.seq is None for answer in answers)

    asyncio.run(play())


def test_a_large_heap_is_answered_in_parts(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more than so many are signed at once; the others wait for the next turn."""
    monkeypatch.setattr(module, "AT_ONCE", 4)

    async def play() -> None:
        desk = JunkDesk(bench.writer())
        futures = send(bench, desk, *("web" for _ in range(10)))
        desk.flush(bench.NOON)
        assert [future.done() for future in futures] == [True] * 4 + [False] * 6
        desk.flush(bench.NOON)
        desk.flush(bench.NOON)
        bench.prove([future.result() for future in futures])

    asyncio.run(play())


def test_counts_are_by_sender_and_minute_and_name_nobody(bench: Any) -> None:
    """One event per sender and past minute; the sender stands in it as a digest of that minute."""

    async def play() -> None:
        desk = JunkDesk(bench.writer())
        send(bench, desk, "web 1", "web 1", "web 2")
        bench.clock.move_by(MINUTE)
        send(bench, desk, "web 1")
        counted = desk.take_counts(bench.clock.now())
        assert [one.counts[0].count for one in counted] == [2, 1]
        assert {one.minute for one in counted} == {bench.NOON}
        (later,) = desk.take_counts(bench.clock.now() + MINUTE)
        assert len({one.sender for one in (*counted, later)}) == 3
        again = JunkDesk(bench.writer())
        send(bench, again, "web 1")
        (same,) = again.take_counts(bench.clock.now() + MINUTE)
        assert same.sender == later.sender
        assert desk.take_counts(bench.clock.now() + 9 * MINUTE) == []
        assert "web" not in repr([*counted, later])

    asyncio.run(play())


def test_many_senders_are_counted_together(bench: Any) -> None:
    """A thousand senders in a minute are a few events, and not one of their sendings is missing."""

    async def play() -> None:
        desk = JunkDesk(bench.writer())
        send(bench, desk, *(f"web {n % 1000}" for n in range(3000)))
        counted = desk.take_counts(bench.NOON + MINUTE)
        assert len(counted) == module.MAX_SENDERS + 1
        assert sum(one.count for event in counted for one in event.counts) == 3000

    asyncio.run(play())


def test_who_waits_when_it_ends_is_told(bench: Any) -> None:
    """Abandoned junk gets the reason; who went away gets nothing."""

    async def play() -> None:
        desk = JunkDesk(bench.writer())
        here, gone = send(bench, desk, "web", "web")
        gone.cancel()
        desk.abandon(RuntimeError("the end"))
        assert not desk.waiting
        with pytest.raises(RuntimeError, match="the end"):
            await here

    asyncio.run(play())


def test_what_is_only_counted_stands_beside_what_is_answered(bench: Any) -> None:
    """The journal's count is of all that came, whether or not it was worth a signature."""

    async def play() -> None:
        desk = JunkDesk(bench.writer())
        send(bench, desk, "web 1")
        desk.count(bench.count(1, sender="web 1"), "not_json")
        assert len(desk.waiting) == 1
        (counted,) = desk.take_counts(bench.NOON + MINUTE)
        assert counted.counts[0].count == 2

    asyncio.run(play())
