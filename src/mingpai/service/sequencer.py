"""The sequencer: take what waits, decide in memory, append one batch, answer everybody in it.

One per journal, in one event loop; correctness does not rest on there being one, because the
store refuses a second (`ports.EntryStore.append`). The story of a command, top to bottom:
`submit` queues it, `_plan` decides it against the state that the commands before it lead to,
`Writer.sign` and `Writer.commit` make it durable, `_finish` takes the new state and answers.
State from before the batch is kept until the batch's fate is known. Must not know any rule.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from msgspec import Struct

from mingpai.journal.receipt import ReceiptMaker
from mingpai.kernel.event import Event
from mingpai.kernel.ids import ArticleId, StreamId
from mingpai.kernel.outcome import Refused, ensure
from mingpai.ports import Clock, EntryStore, PortError, StoredCommand
from mingpai.service.answers import Answer
from mingpai.service.archive import Archive
from mingpai.service.domains import Domain, State, domain_of
from mingpai.service.junk import JunkDesk
from mingpai.service.requests import Request, command_id, fingerprint
from mingpai.service.writer import Draft, SignedBatch, Writer

_log = structlog.get_logger(__name__)

MAX_BATCH = 1024
"""Commands decided at once: enough to fill a transaction, few enough to answer within 20 ms."""
REFUSALS_PER_MINUTE = 30
"""Refusals on the merits that one code can put into the journal per lot and minute."""

ID_REUSED = "id_reused"
ARTICLE_RECORD = ArticleId("FS2016-18:20.3")


class Stopped(Exception):
    """The sequencer is not running (any more); the command was not carried out by it."""


class _Stream:
    """One stream in memory: its state, and the commands it has answered while open."""

    __slots__ = ("complete", "domain", "seen", "state")

    def __init__(self, domain: Domain, state: State) -> None:
        self.domain = domain
        self.state = state
        self.seen: dict[bytes, tuple[bytes, int]] = {}
        self.complete = True


class _Plan(Struct):
    """A batch being decided. `places[i]` is where the answer to request i will be found."""

    drafts: list[Draft]
    states: dict[StreamId, State]
    seen: dict[bytes, tuple[bytes, int]]
    places: list["_Place"]


class _Place(Struct, frozen=True, gc=False):
    """Where an answer comes from: a draft of this batch, an old entry, or the junk desk."""

    draft: int = -1
    repeats: int = -1
    events: tuple[Event, ...] = ()
    refused: Refused | None = None
    repeated: bool = False


Waiting = tuple[Request, "asyncio.Future[Answer]"]


class Sequencer:
    """Orders commands, decides them and makes them durable. Owned by one event loop."""

    def __init__(
        self, writer: Writer, store: EntryStore, domains: Mapping[str, Domain], clock: Clock
    ) -> None:
        """Keep the parts; `adopt` fills in state, `run` begins work."""
        self.writer = writer
        self.clock = clock
        self.domains = domains
        self.on_commit: list[Callable[[int, Mapping[StreamId, State]], None]] = []
        self._store = store
        self._secret = writer.secret
        self._streams: dict[StreamId, _Stream] = {}
        self._queue: deque[Waiting] = deque()
        self._wake = asyncio.Event()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="append")
        self._archive = Archive(
            store, writer.registry, origin=writer.origin, vkey=writer.ring.receipts.vkey
        )
        self._junk = JunkDesk(writer)
        self._refusals: dict[tuple[StreamId, str], int] = {}
        self._refusals_minute = -1
        self._stopping = False
        self._failed: BaseException | None = None

    def adopt(self, states: Mapping[StreamId, State]) -> None:
        """Take over the open streams' state as it was read back at start."""
        for stream, state in states.items():
            held = _Stream(self.domains[domain_of(stream)], state)
            held.complete = False
            self._streams[stream] = held

    @property
    def open_states(self) -> dict[StreamId, State]:
        """The state of each stream in memory, as committed."""
        return {stream: held.state for stream, held in self._streams.items()}

    def submit(self, request: Request) -> "asyncio.Future[Answer]":
        """Queue a command and return its answer to come. Must be called in arrival order.

        Raises (in the future): Stopped where the sequencer ends before it is carried out;
        its fate is then what the journal says.
        """
        future = asyncio.get_running_loop().create_future()
        if self._failed is not None or self._stopping:
            future.set_exception(Stopped("the sequencer is not running"))
            return future
        self._queue.append((request, future))
        self._wake.set()
        return future

    def refuse(self, request: Request, refused: Refused) -> "asyncio.Future[Answer]":
        """Answer junk: a signed receipt without a number, and one more in the minute's count."""
        future = asyncio.get_running_loop().create_future()
        self._junk.take(request, refused, future)
        self._wake.set()
        return future

    def junk_counts(self) -> list[Any]:
        """Take the counts of the minutes that are over (see `service.clockwork`)."""
        return self._junk.take_counts(self.clock.now())

    async def stop(self) -> None:
        """Refuse what comes from now on; what waits is still carried out."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Work until stopped. Ends by raising where the journal can no longer be written."""
        try:
            while True:
                if not self._queue and not self._junk.waiting:
                    if self._stopping:
                        return
                    self._wake.clear()
                    await self._wake.wait()
                self._junk.flush(self.clock.now())
                if self._queue:
                    take = min(MAX_BATCH, len(self._queue))
                    await self._batch([self._queue.popleft() for _ in range(take)])
        except BaseException as failed:
            self._fail(failed)
            raise
        finally:
            self._pool.shutdown(wait=False)

    def _fail(self, failed: BaseException) -> None:
        self._failed = failed
        while self._queue:
            _, future = self._queue.popleft()
            if not future.done():
                future.set_exception(Stopped("the sequencer stopped before this was carried out"))

    async def _batch(self, waiting: Sequence[Waiting]) -> None:
        """Carry out what waits as one batch, again from the start where it was not kept."""
        loop = asyncio.get_running_loop()
        requests = [request for request, _ in waiting]
        try:
            await self._load(requests)
            while True:
                plan = self._plan(requests)
                if not plan.drafts:
                    break
                signed = self.writer.sign(plan.drafts, at=self.clock.now())
                if await loop.run_in_executor(self._pool, self.writer.commit, signed):
                    self._take(plan, signed)
                    break
            await self._answer(waiting, plan, signed if plan.drafts else None)
        except BaseException:
            for _, future in waiting:
                if not future.done():
                    future.set_exception(Stopped("fate unknown: the journal will tell"))
            raise

    async def _load(self, requests: Sequence[Request]) -> None:
        """Bring into memory each stream that is not there, and what is known of old commands."""
        missing = {r.stream for r in requests} - self._streams.keys()
        loop = asyncio.get_running_loop()
        for stream in missing:
            domain = self.domains[domain_of(stream)]
            held = _Stream(domain, domain.initial(stream))
            events = await loop.run_in_executor(self._pool, self._archive.events, stream)
            for event in events:
                held.state = domain.evolve(held.state, event)
            held.complete = not events
            self._streams[stream] = held
        unsure = [r for r in requests if r.key is not None and not self._streams[r.stream].complete]
        if unsure:
            ids = {command_id(r, self._secret): r.stream for r in unsure}
            known: list[StoredCommand] = await loop.run_in_executor(
                self._pool, self._store.commands_among, list(ids)
            )
            for command in known:
                seen = self._streams[ids[command.command_id]].seen
                seen[command.command_id] = (command.fingerprint, command.seq)

    def _plan(self, requests: Sequence[Request]) -> _Plan:
        """Decide each request against the state that those before it lead to. Changes nothing."""
        plan = _Plan([], {}, {}, [])
        for request in requests:
            plan.places.append(self._decide(request, plan))
        return plan

    def _decide(self, request: Request, plan: _Plan) -> _Place:
        """Decide one request on top of those before it in the plan, and add what follows."""
        held = self._streams[request.stream]
        identity = mark = None
        if request.key is not None:
            identity = command_id(request, self._secret)
            mark = fingerprint(request, self._secret)
            known = self._known(held, identity, mark, plan)
            if known is not None:
                return known
        state = plan.states.get(request.stream, held.state)
        domain = held.domain
        result = domain.decide(state, request.command, actor=request.actor, now=request.received_at)
        if isinstance(result, Refused):
            record = self._record_of(request, domain, state, result)
            if record is None:
                return _Place(refused=result)
            events: tuple[Event, ...] = (record,)
            place = _Place(draft=len(plan.drafts), events=events, refused=result)
        else:
            events = result
            place = _Place(draft=len(plan.drafts), events=events)
        if identity is not None and mark is not None:
            plan.seen[identity] = (mark, len(plan.places))
        for event in events:
            state = domain.evolve(state, event)
            plan.drafts.append(
                Draft(
                    request.stream,
                    event,
                    request.actor,
                    request.received_at,
                    request.receiver,
                    request.source,
                    domain.law_version(state),
                    request.cause,
                    identity,
                    mark,
                )
            )
            identity = mark = None  # the first entry stands for the whole command
        plan.states[request.stream] = state
        return place

    @staticmethod
    def _known(held: _Stream, identity: bytes, mark: bytes, plan: _Plan) -> _Place | None:
        """Return the answer to a key that was used before: as before, or a refusal of reuse."""
        earlier = held.seen.get(identity)
        if earlier is not None:
            place = _Place(repeats=earlier[1], repeated=True)
        else:
            earlier = plan.seen.get(identity)
            if earlier is None:
                return None
            first = plan.places[earlier[1]]
            place = _Place(first.draft, first.repeats, first.events, first.refused, repeated=True)
        if earlier[0] == mark:
            return place
        return _Place(refused=Refused(ID_REUSED, ARTICLE_RECORD, {}))

    def _record_of(
        self,
        request: Request,
        domain: Domain,
        state: State,
        refused: Refused,
    ) -> Event | None:
        """Return the entry for a refusal on the merits, while the sender's budget lasts."""
        record = domain.record(state, request.command, refused)
        if record is None:
            return None
        minute = int(request.received_at.timestamp()) // 60
        if minute != self._refusals_minute:
            self._refusals_minute = minute
            self._refusals.clear()
        key = (request.stream, request.actor)
        used = self._refusals.get(key, 0)
        if used >= REFUSALS_PER_MINUTE:
            return None
        self._refusals[key] = used + 1
        return record

    def _take(self, plan: _Plan, signed: SignedBatch) -> None:
        """Take a durable batch: its state is the state from now on."""
        self.writer.advance(signed)
        first = signed.batch.first
        for stream, state in plan.states.items():
            self._streams[stream].state = state
        for index, draft in enumerate(plan.drafts):
            if draft.command_id is not None and draft.fingerprint is not None:
                seen = self._streams[draft.stream].seen
                seen[draft.command_id] = (draft.fingerprint, first + index)
        for stream, state in plan.states.items():
            if self._streams[stream].domain.is_settled(state):
                del self._streams[stream]
        for listener in self.on_commit:
            listener(self.writer.head.size, plan.states)

    async def _answer(
        self, waiting: Sequence[Waiting], plan: _Plan, signed: SignedBatch | None
    ) -> None:
        """Tell every sender in the batch. Junk is signed at the next flush."""
        proof = None
        first = 0
        if signed is not None:
            first = signed.batch.first
            leaves = [entry.leaf for entry in signed.batch.entries]
            proof = ReceiptMaker(leaves, signed.note, self.writer.ring.receipts.vkey)
        for (request, future), place in zip(waiting, plan.places, strict=True):
            if future.done():
                continue
            if place.draft >= 0 and proof is not None:
                future.set_result(
                    Answer(
                        request.received_at,
                        first + place.draft,
                        place.refused,
                        place.events,
                        proof,
                        place.draft,
                        repeated=place.repeated,
                    )
                )
            elif place.repeats >= 0:
                domain = self.domains[domain_of(request.stream)]
                await self._answer_again(domain, place.repeats, future)
            else:
                ensure(place.refused is not None, "what is no entry was refused")
                if place.refused is not None:
                    self._junk.take(request, place.refused, future)

    async def _answer_again(
        self, domain: Domain, seq: int, future: "asyncio.Future[Answer]"
    ) -> None:
        loop = asyncio.get_running_loop()
        try:
            answer = await loop.run_in_executor(self._pool, self._archive.answer, seq, domain)
        except PortError as failed:
            future.set_exception(Stopped(f"the earlier answer could not be read: {failed}"))
            return
        future.set_result(answer)
