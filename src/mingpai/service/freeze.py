"""The platform's emergency stop where our own service failed: a restart, or a clock that jumped.

A round of our own hall that was in its last extension cycle while no core was alive is stopped
before anything else is done, and reported to the court in the same breath; only the court resumes.
A round whose close came meanwhile is stopped as of the moment at which the service failed, for
from then on nobody could bid. What another platform sells is never stopped by us.
Source: 法释〔2016〕18号 第二十八条第二款; 第二十条第二款 (a whole cycle for every bidder).
Where to look next: `auction.stops` (what is lawful), `house` (the reasons), `service.timekeeping`.
"""

import asyncio
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial

import structlog
from msgspec import Struct

from mingpai import house
from mingpai.auction.model import Disposal, Phase, Round
from mingpai.auction.stops.commands import ReportEmergency, SuspendInEmergency
from mingpai.auction.stops.model import Stop, StopGround, StopKind
from mingpai.journal.entry import decode_entry
from mingpai.kernel.ids import StreamId
from mingpai.kernel.moments import parse_instant, print_instant
from mingpai.kernel.outcome import ensure
from mingpai.law.platforms import OUR_HALL
from mingpai.ports import Clock, EntryStore
from mingpai.service.answers import Answer
from mingpai.service.domains import State
from mingpai.service.requests import Request
from mingpai.service.sequencer import Sequencer

_log = structlog.get_logger(__name__)

LIFE = "life"
"""Under which name the sign of life lies among the positions of the journal's followers."""
_MOMENT = timedelta(microseconds=1)
_OWN = (StopGround.CORE_RESTARTED, StopGround.SYSTEM_FAILURE)
"""On these grounds the service stops by itself; what an officer stops he reports himself."""

States = Mapping[StreamId, State]
Answers = Iterator[asyncio.Future[Answer]]


# The sign of life -----------------------------------------------------------------------------


def leave_sign(store: EntryStore, clock: Clock) -> None:
    """Leave a sign that a core is alive, in the database without which it could take no bid.

    Blocks. Raises: PortError.
    """
    store.save_position(LIFE, position=0, state=print_instant(clock.now()).encode())


def last_sign(store: EntryStore, *, last_entry: datetime, now: datetime) -> datetime:
    """Return when a core was certainly alive for the last time. Blocks. Raises: PortError.

    No earlier than the last entry, which a core wrote; a sign that lies ahead or cannot be read
    is none, and the last entry counts alone: rather too much is stopped than too little.
    """
    kept = store.position(LIFE)
    if kept is None:
        return last_entry
    try:
        left = parse_instant(kept[1].decode())
    except ValueError:
        return last_entry
    return left if last_entry < left <= now else last_entry


# Which rounds ---------------------------------------------------------------------------------


def in_last_minutes(states: States, *, by: datetime) -> Iterator[tuple[StreamId, Round]]:
    """Yield each round of our hall that is in its last extension cycle at `by`, or past its close.

    Only rounds that run without a result. Source: 第二十条第二款.
    """
    for stream, current in _of_our_hall(states):
        last_minutes = current.book.closes_at - current.terms.law.extension
        if current.phase is Phase.PUBLISHED and by >= last_minutes:
            yield stream, current


def _of_our_hall(states: States) -> Iterator[tuple[StreamId, Round]]:
    for stream, state in states.items():
        if isinstance(state, Disposal) and state.platform == OUR_HALL:
            current = state.current
            if current is not None and state.file.ending is None:
                yield stream, current


class Outage(Struct, frozen=True):
    """No core was alive between two instants; `epoch` began with the second."""

    epoch: int
    alive_at: datetime
    started_at: datetime


class ToStop(Struct, frozen=True):
    """A round that is to be stopped, and the instant since which nobody could bid in it."""

    stream: StreamId
    round: int
    since: datetime


def stops_after(outage: Outage, states: States, store: EntryStore) -> list[ToStop]:
    """Return what an outage puts to a stop, of all that is open. Blocks. Raises: PortError.

    A round that closed just before the core died, and of which an entry of after its close is on
    record, is not among them: bids are decided as they come, so every one in time was decided.
    """
    found = []
    for stream, current in in_last_minutes(states, by=outage.started_at):
        closes_at = current.book.closes_at
        if closes_at <= outage.alive_at:
            last = decode_entry(store.read_stream(stream)[-1].leaf).received_at
            if last >= closes_at:
                continue
        since = min(outage.alive_at, closes_at - _MOMENT)
        found.append(ToStop(stream, current.terms.number, since))
    return found


# Stopping them --------------------------------------------------------------------------------


class Freezer:
    """Stops rounds of our hall in an emergency and reports it. Owned by the core's event loop."""

    def __init__(self, sequencer: Sequencer, clock: Clock) -> None:
        """Keep the way into the journal."""
        self._sequencer = sequencer
        self._clock = clock
        self._asked: dict[StreamId, datetime] = {}

    async def after(self, outage: Outage, stops: list[ToStop]) -> None:
        """Publish a restart, stop what it puts to a stop, and report each stop to the court.

        Raises: Stopped where the sequencer ends: the next start does it again.
        """
        if stops:
            restarted = house.CoreRestarted(outage.epoch, outage.alive_at, outage.started_at)
            command = house.RecordRestart(restarted)
            now = self._clock.now()
            entry = await self._sequencer.submit(
                Request(house.STREAM, house.ACTOR, command, received_at=now)
            )
            sent = [
                future
                for one in stops
                for future in self._stop(
                    one,
                    ground=StopGround.CORE_RESTARTED,
                    reason=house.restart_reason(restarted, lot=one.stream, number=one.round),
                    cause=entry.seq,
                )
            ]
            answers = await asyncio.gather(*sent)
            ensure(all(one.refused is None for one in answers), "what runs can be stopped")
            lots = [one.stream for one in stops]
            _log.error("the service restarted in the last minutes of lots; stopped", lots=lots)
        await self._report_what_is_not()

    async def _report_what_is_not(self) -> None:
        """Report each emergency stop that a core which died had no time to report."""
        sent = []
        for stream, current in _of_our_hall(self._sequencer.open_states):
            stop = current.stop
            if stop is not None and stop.ground in _OWN and stop.reported_at is None:
                sent.append(self._report(stream, current.terms.number, stop=stop))
        await asyncio.gather(*sent)

    def for_jump(self, jumped: house.ClockJumped, by: datetime) -> Answers:
        """Stop what is in its last minutes by `by` while the clocks differ; yield the answers.

        All in one step, each as of now. A round whose close has come by the service's own time
        was judged before the jump: it stays as it is, and is closed when the clocks agree again.
        """
        for stream, current in in_last_minutes(self._sequencer.open_states, by=by):
            closes_at, now = current.book.closes_at, self._clock.now()
            if now >= closes_at or self._asked.get(stream) == closes_at:
                continue
            self._asked[stream] = closes_at
            number = current.terms.number
            for future in self._stop(
                ToStop(stream, number, now),
                ground=StopGround.SYSTEM_FAILURE,
                reason=house.clock_reason(jumped, lot=stream, number=number),
                cause=None,
            ):
                future.add_done_callback(partial(self._heard, stream))
                yield future

    def _heard(self, stream: StreamId, future: asyncio.Future[Answer]) -> None:
        """Let a stop that was turned away be asked for again."""
        if future.cancelled() or future.exception() is not None:
            self._asked.pop(stream, None)

    def _stop(self, one: ToStop, *, ground: StopGround, reason: str, cause: int | None) -> Answers:
        """Ask for a stop, with its report right behind it."""
        digest = house.paper_digest(reason)
        command = SuspendInEmergency(ground, digest)
        yield self._sequencer.submit(
            Request(one.stream, OUR_HALL, command, received_at=one.since, cause=cause)
        )
        stop = Stop(StopKind.EMERGENCY, ground, one.since, digest)
        yield self._report(one.stream, one.round, stop=stop)

    def _report(self, stream: StreamId, number: int, *, stop: Stop) -> asyncio.Future[Answer]:
        text = house.stop_report(lot=stream, number=number, since=stop.since, reason=stop.reason)
        command = ReportEmergency(house.paper_digest(text))
        now = self._clock.now()
        return self._sequencer.submit(Request(stream, OUR_HALL, command, received_at=now))
