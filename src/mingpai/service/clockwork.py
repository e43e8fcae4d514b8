"""Clockwork: makes the consequence of a deadline appear. Knows no rules.

Each domain says what is due and when; a deadline binds whether or not this runs, because
`decide` compares the time itself. Also turns the junk desk's counts into entries.
"""

import asyncio
import contextlib
import heapq
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from mingpai import house
from mingpai.house import ACTOR
from mingpai.kernel.ids import StreamId
from mingpai.ports import Clock
from mingpai.service.domains import Domain, domain_of
from mingpai.service.requests import Request
from mingpai.service.sequencer import Sequencer

JUNK_EVERY = timedelta(minutes=1)
HELD_S = 0.1
"""How long what is due is held before the clocks are looked at again, in real seconds."""


def _always() -> bool:
    return True


class Clockwork:
    """Runs what is due. One per sequencer, in its event loop."""

    def __init__(
        self,
        sequencer: Sequencer,
        domains: Mapping[str, Domain],
        clock: Clock,
        *,
        may_close: Callable[[], bool] = _always,
    ) -> None:
        """Listen to what is committed; `run` does the rest.

        `may_close` is asked before anything is carried out; while it says no, what is due waits.
        """
        self._may_close = may_close
        self._sequencer = sequencer
        self._domains = domains
        self._clock = clock
        self._heap: list[tuple[datetime, StreamId]] = []
        self._next: dict[StreamId, datetime] = {}
        self._changed = asyncio.Event()
        sequencer.on_commit.append(self._committed)
        self._committed(0, sequencer.open_states)

    def _committed(self, _size: int, states: Mapping[StreamId, Any]) -> None:
        """Note when each changed stream is due next. A later time than known waits its turn."""
        for stream, state in states.items():
            when = min((w for w, _ in self._domains[domain_of(stream)].due(state)), default=None)
            if when is None:
                self._next.pop(stream, None)
                continue
            known = self._next.get(stream)
            self._next[stream] = when
            if known is None or when < known:
                heapq.heappush(self._heap, (when, stream))
                self._changed.set()

    async def run(self) -> None:
        """Fire what is due, until cancelled."""
        junk_at = self._clock.now() + JUNK_EVERY
        while True:
            now = self._clock.now()
            is_held = not await self._fire(now)
            if now >= junk_at:
                await self.count_junk()
                junk_at = now + JUNK_EVERY
            wake = min(self._heap[0][0], junk_at) if self._heap else junk_at
            wait_s = HELD_S if is_held else self._clock.seconds_until(wake)
            self._changed.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._changed.wait()

    def look_again(self) -> None:
        """Carry out at once what was held, where that may be done by now."""
        self._changed.set()

    async def tick(self) -> None:
        """Fire what is due now and wait until it is carried out; for clocks that are driven."""
        await self._fire(self._clock.now())

    async def _fire(self, now: datetime) -> bool:
        """Submit every command that is due at `now` and wait for it; say no where it is held."""
        if self._heap and self._heap[0][0] <= now and not self._may_close():
            return False
        answers = []
        while self._heap and self._heap[0][0] <= now:
            _, stream = heapq.heappop(self._heap)
            when = self._next.get(stream)
            if when is None:
                continue
            if when > now:
                heapq.heappush(self._heap, (when, stream))
                continue
            self._next.pop(stream)
            state = self._sequencer.state(stream)
            if state is None:
                continue
            for due_at, command in self._domains[domain_of(stream)].due(state):
                if due_at <= now:
                    request = Request(stream, ACTOR, command, received_at=self._clock.now())
                    answers.append(self._sequencer.submit(request))
        if answers:
            await asyncio.gather(*answers)
        return True

    async def count_junk(self, *, until: datetime | None = None) -> None:
        """Put the counts of the minutes that are over into the journal."""
        for counted in self._sequencer.junk_counts(until=until):
            command = house.CountJunk(counted)
            await self._sequencer.submit(
                Request(house.STREAM, ACTOR, command, received_at=self._clock.now())
            )
