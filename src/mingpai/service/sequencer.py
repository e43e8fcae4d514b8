"""The sequencer: take what waits, decide in memory, append one batch, answer everybody in it.

One per journal, in one event loop; correctness does not rest on there being one, because the
store refuses a second (`ports.EntryStore.append`). The story of a command, top to bottom:
`submit` queues it, `_next_plan` decides it against the state that everything before it leads to,
`Writer.sign` and `Writer.commit` make it durable, `_land` takes the new state and answers.
State from before a batch is kept until the batch's fate is known. Must not know any rule.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypeVar

import structlog

from mingpai.kernel.event import Event
from mingpai.kernel.ids import ArticleId, StreamId, well_formed
from mingpai.kernel.outcome import InvariantBroken, Refused
from mingpai.ports import Clock, EntryStore, PortError, StoredCommand
from mingpai.service.answers import Answer
from mingpai.service.archive import Archive
from mingpai.service.budgets import FULL_RETRY_MS
from mingpai.service.domains import Domain, State, domain_of
from mingpai.service.junk import MAX_UNSIGNED, JunkDesk
from mingpai.service.plan import Held, Place, Plan, Waiting, has_landed
from mingpai.service.requests import Request, command_id, fingerprint
from mingpai.service.writer import Draft, SignedBatch, Writer

_log = structlog.get_logger(__name__)

MAX_BATCH = 1024
"""Commands decided at once: enough to fill a transaction, few enough to answer within 20 ms."""
WORTH_HALVING = 64
"""So many that wait are taken in two halves, see `Sequencer._count`."""
REFUSALS_PER_MINUTE = 30
"""Refusals on the merits that one code can put into the journal per lot and minute."""

MAX_WAITING = 250_000
"""Commands that may wait: room for the service's own beyond what `service.budgets` gives others."""
MAX_RESTING = 64
"""Streams kept in memory though nothing is due in them: a flood at a closed lot loads it once."""
MAX_RECALLED = 64
"""Earlier answers kept in memory: a flood of one command repeated reads its answer once."""
READ_PAUSE_S = 0.2

ID_REUSED = "id_reused"
ARTICLE_RECORD = ArticleId("FS2016-18:20.3")
LOT_MALFORMED = Refused("lot_malformed", ArticleId("FS2016-18:18"), {})

_Read = TypeVar("_Read")


class Stopped(Exception):
    """The sequencer is not running (any more); the command was not carried out by it."""


class Overloaded(Stopped):
    """Nothing was done, nor signed: no more can wait, or the sender does not heed what is signed.

    His connection is told so, and not read from until `retry_after_ms` are over.
    """

    def __init__(self, *, retry_after_ms: int = FULL_RETRY_MS) -> None:
        """Say how long to wait."""
        super().__init__(f"too much waits already; send it again after {retry_after_ms} ms")
        self.retry_after_ms = retry_after_ms


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
        self._streams: dict[StreamId, Held] = {}
        self._queue: deque[Waiting] = deque()
        self._wake = asyncio.Event()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="append")
        self._archive = Archive(
            store, writer.registry, origin=writer.origin, vkey=writer.ring.receipts.vkey
        )
        self._junk = JunkDesk(writer)
        self._refusals: dict[tuple[StreamId, str], int] = {}
        self._refusals_minute = -1
        self._taken: list[Waiting] = []
        self._resting: dict[StreamId, None] = {}  # the longest untouched first
        self._again: set[asyncio.Task[None]] = set()
        self._recalled: dict[int, Answer] = {}
        self._recalling = asyncio.Lock()
        self._stopping = False
        self._failed: BaseException | None = None

    def adopt(self, states: Mapping[StreamId, State]) -> None:
        """Take over the open streams' state as it was read back at start."""
        for stream, state in states.items():
            self._streams[stream] = Held(self.domains[domain_of(stream)], state, stored=True)

    @property
    def waiting(self) -> int:
        """How many commands wait to be decided."""
        return len(self._queue)

    @property
    def open_states(self) -> dict[StreamId, State]:
        """The state of each stream in memory, as committed."""
        return {stream: held.state for stream, held in self._streams.items()}

    def state(self, stream: StreamId) -> State | None:
        """Return a stream's state as committed, or None where it is not in memory."""
        held = self._streams.get(stream)
        return None if held is None else held.state

    def submit(self, request: Request) -> "asyncio.Future[Answer]":
        """Queue a command and return its answer to come. Must be called in arrival order.

        A stream that no domain owns is refused like junk. Raises (in the future): Stopped where
        the sequencer ends before it is carried out, its fate is then what the journal says;
        Overloaded where too many wait.
        """
        stream = request.stream
        if stream not in self._streams and not self._is_owned(stream):
            return self.refuse(request, LOT_MALFORMED)
        future = self._new_future()
        if len(self._queue) >= MAX_WAITING and not future.done():
            future.set_exception(Overloaded())
        if not future.done():
            self._queue.append((request, future))
            self._wake.set()
        return future

    def refuse(self, request: Request, refused: Refused) -> "asyncio.Future[Answer]":
        """Answer junk: a signed receipt without a number, and one more in the minute's count.

        Raises (in the future): Stopped; Overloaded where too much junk waits.
        """
        if len(self._junk.waiting) >= MAX_UNSIGNED:
            return self.turn_away(request, refused.code, retry_after_ms=FULL_RETRY_MS)
        future = self._new_future()
        if not future.done():
            self._junk.take(request, refused, future)
            self._wake.set()
        return future

    def turn_away(
        self, request: Request, code: str, *, retry_after_ms: int
    ) -> "asyncio.Future[Answer]":
        """Count junk under the code that it would be refused with, and sign nothing.

        Raises (in the future): Overloaded always; Stopped.
        """
        future = self._new_future()
        if not future.done():
            self._junk.count(request, str(code))
            future.set_exception(Overloaded(retry_after_ms=retry_after_ms))
        return future

    def _is_owned(self, stream: str) -> bool:
        return well_formed("stream", stream) and domain_of(stream) in self.domains

    def _new_future(self) -> "asyncio.Future[Answer]":
        """Return an answer to come, or one that already says that none will."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        if self._failed is not None or self._stopping:
            future.set_exception(Stopped("the sequencer is not running"))
        return future

    def junk_counts(self, *, until: datetime | None = None) -> list[Any]:
        """Take the counts of the minutes that are over (see `service.clockwork`)."""
        return self._junk.take_counts(until or self.clock.now())

    async def stop(self) -> None:
        """Refuse what comes from now on; what waits is still carried out."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Work until stopped. Ends by raising where the journal can no longer be written.

        One batch is decided while the one before it is being committed, never more, so that
        both cores work and nothing is told to anybody before it is durable.
        """
        flying: Plan | None = None
        try:
            while True:
                if not (self._queue or self._junk.waiting or has_landed(flying)):
                    if self._stopping and flying is None and not self._again:
                        return
                    self._wake.clear()
                    await self._wake.wait()
                self._junk.flush(self.clock.now())
                ready = await self._next_plan(flying) if self._queue else None
                if flying is not None and (ready is not None or has_landed(flying)):
                    kept = await self._land(flying)
                    if kept:
                        self._let_rest(flying, ready)
                    else:
                        self._queue_again(flying, ready)
                    flying = None
                    ready = ready if kept else None
                if ready is not None:
                    flying = self._launch(ready)
                if flying is None or self._junk.waiting:
                    await asyncio.sleep(0)  # junk alone never waits for the store: let others run
        except BaseException as failed:
            self._fail(failed, flying)
            raise
        finally:
            self._pool.shutdown(wait=False)

    def _fail(self, failed: BaseException, flying: Plan | None) -> None:
        """Tell everybody who waits that this process does not know, or did not begin."""
        self._failed = failed
        if flying is not None and flying.commit is not None:
            flying.commit.add_done_callback(_hear)
        waiting = [*(flying.waiting if flying is not None else ()), *self._taken, *self._queue]
        self._queue.clear()
        for _, future in waiting:
            if not future.done():
                future.set_exception(Stopped("the sequencer stopped; the journal knows the fate"))
        self._junk.abandon(Stopped("the sequencer stopped"))

    async def _next_plan(self, flying: Plan | None) -> Plan:
        """Take what waits and decide it on top of what is flying."""
        self._taken = [self._queue.popleft() for _ in range(self._count(flying))]
        await self._load([request for request, _ in self._taken])
        first = self.writer.head.size
        if flying is not None:
            first += len(flying.drafts)
        plan = Plan(self._taken, first, flying)
        for request, _ in self._taken:
            plan.places.append(self._decide(request, plan))
        if plan.drafts:
            after = flying.signed if flying is not None else None
            plan.signed = self.writer.sign(plan.drafts, at=self.clock.now(), after=after)
        return plan

    def _count(self, flying: Plan | None) -> int:
        """Return how many of those that wait to take now.

        Senders that wait for their answers come back as one crowd. Taken as one, it would be
        decided while the store has nothing to do, and written while nobody decides. So where
        nothing is on its way, half is left for the next batch, and from then on they take turns.
        """
        waiting = len(self._queue)
        if flying is None and waiting >= WORTH_HALVING:
            waiting //= 2
        return min(MAX_BATCH, waiting)

    def _launch(self, plan: Plan) -> Plan | None:
        """Begin to commit a plan; one without entries is answered at once."""
        plan.base = None
        self._taken = []
        if plan.signed is None:
            self._answer(plan)
            self._let_rest(plan, None)
            return None
        loop = asyncio.get_running_loop()
        plan.commit = loop.run_in_executor(self._pool, self.writer.commit, plan.signed)
        plan.commit.add_done_callback(lambda _: self._wake.set())
        return plan

    async def _land(self, plan: Plan) -> bool:
        """Wait for a plan's fate and say whether it was kept; then take its state and answer."""
        if plan.commit is None or plan.signed is None:
            msg = "only a plan that was launched can land"
            raise InvariantBroken(msg)
        if not await plan.commit:
            return False
        self._take(plan, plan.signed)
        self._answer(plan)
        return True

    def _queue_again(self, lost: Plan, ready: Plan | None) -> None:
        """Put a lost plan and the one decided on top of it back, in their order of arrival."""
        if ready is not None:
            self._queue.extendleft(reversed(ready.waiting))
        self._queue.extendleft(reversed(lost.waiting))
        self._taken = []

    async def _load(self, requests: Sequence[Request]) -> None:
        """Bring into memory each stream that is not there, and what is known of old commands."""
        streams = list(dict.fromkeys([request.stream for request in requests]))
        missing = [stream for stream in streams if stream not in self._streams]
        if missing:
            for stream, events in zip(
                missing, await self._ask(self._events_of, missing), strict=True
            ):
                domain = self.domains[domain_of(stream)]
                held = Held(domain, domain.initial(stream), stored=bool(events))
                for event in events:
                    held.state = domain.evolve(held.state, event)
                self._streams[stream] = held
        if all(self._streams[stream].complete for stream in streams):
            return
        unsure = [r for r in requests if r.key is not None and not self._streams[r.stream].complete]
        await self._recollect(list(dict.fromkeys(request.stream for request in unsure)))
        unsure = [r for r in unsure if not self._streams[r.stream].complete]
        if unsure:
            ids = {command_id(r, self._secret): r.stream for r in unsure}
            known: list[StoredCommand] = await self._ask(self._store.commands_among, list(ids))
            for command in known:
                seen = self._streams[ids[command.command_id]].seen
                seen[command.command_id] = (command.fingerprint, command.seq)

    async def _recollect(self, streams: Sequence[StreamId]) -> None:
        """Bring into memory every command of the streams that will end some day.

        Once after a start, so that no bid on an open lot waits for the store. Others, whose
        history has no bound or that are settled, are asked about command by command.
        """
        for stream in streams:
            held = self._streams[stream]
            if next(iter(held.domain.due(held.state)), None) is not None:
                for command in await self._ask(self._archive.commands, stream):
                    held.seen[command.command_id] = (command.fingerprint, command.seq)
                held.complete = True

    def _events_of(self, streams: Sequence[StreamId]) -> list[list[Event]]:
        return [self._archive.events(stream) for stream in streams]

    async def _ask(self, call: Callable[..., _Read], *arguments: object) -> _Read:
        """Read from the store off the event loop; where it cannot serve now, wait until it can."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                return await loop.run_in_executor(self._pool, call, *arguments)
            except PortError as failed:
                if not failed.retry_is_safe or self.writer.stopping.is_set():
                    raise
                _log.warning("the journal could not be read", attempted=str(failed))
                await asyncio.sleep(READ_PAUSE_S)

    def _decide(self, request: Request, plan: Plan) -> Place:
        """Decide one request on top of those before it in the plan, and add what follows."""
        held = self._streams[request.stream]
        identity = mark = None
        if request.key is not None:
            identity = command_id(request, self._secret)
            mark = fingerprint(request, self._secret)
            known = plan.known(identity, held)
            if known is not None:
                if known[0] != mark:
                    return Place(refused=Refused(ID_REUSED, ARTICLE_RECORD, {}))
                return Place(repeats=known[1])
        state = plan.state(request.stream, held)
        domain = held.domain
        result = domain.decide(state, request.command, actor=request.actor, now=request.received_at)
        if isinstance(result, Refused):
            record = self._record_of(request, domain, state, result)
            if record is None:
                return Place(refused=result)
            events: tuple[Event, ...] = (record,)
            place = Place(draft=len(plan.drafts), events=events, refused=result)
        else:
            events = result
            place = Place(draft=len(plan.drafts), events=events)
        first, cause = plan.first + len(plan.drafts), request.cause
        if identity is not None and mark is not None:
            plan.seen[identity] = (mark, first)
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
                    cause,
                    identity,
                    mark,
                )
            )
            # The first entry stands for the whole command; the others follow from it.
            identity = mark = None
            cause = first
        plan.states[request.stream] = state
        return place

    def _record_of(
        self,
        request: Request,
        domain: Domain,
        state: State,
        refused: Refused,
    ) -> Event | None:
        """Return the entry for a refusal on the merits, while the sender's budget lasts."""
        record = domain.record(state, request.command, refused, actor=request.actor)
        if record is None:
            return None
        minute = int(request.received_at.timestamp()) // 60
        if minute > self._refusals_minute:
            self._refusals_minute = minute
            self._refusals.clear()
        key = (request.stream, request.actor)
        used = self._refusals.get(key, 0)
        if used >= REFUSALS_PER_MINUTE:
            return None
        self._refusals[key] = used + 1
        return record

    def _take(self, plan: Plan, signed: SignedBatch) -> None:
        """Take a durable batch: its state is the state from now on."""
        self.writer.advance(signed)
        streams = self._streams
        for stream, state in plan.states.items():
            streams[stream].state = state
            streams[stream].stored = True
        for index, draft in enumerate(plan.drafts, plan.first):
            if draft.command_id is not None and draft.fingerprint is not None:
                streams[draft.stream].seen[draft.command_id] = (draft.fingerprint, index)
        for listener in self.on_commit:
            listener(self.writer.head.size, plan.states)

    def _let_rest(self, plan: Plan, ready: Plan | None) -> None:
        """Let streams leave memory in which nothing is due, the longest untouched first."""
        resting = self._resting
        for stream in dict.fromkeys(request.stream for request, _ in plan.waiting):
            resting.pop(stream, None)
            held = self._streams[stream]
            if not held.stored or held.domain.is_settled(held.state):
                resting[stream] = None
        if len(resting) <= MAX_RESTING:
            return
        needed = {request.stream for request, _ in ready.waiting} if ready is not None else set()
        free = [stream for stream in resting if stream not in needed]
        for stream in free[: len(resting) - MAX_RESTING]:
            del resting[stream], self._streams[stream]

    def _answer(self, plan: Plan) -> None:
        """Tell every sender in the plan. Junk is signed at the next flush."""
        proof = None
        if plan.signed is not None:
            proof = plan.signed.receipts
        for (request, future), place in zip(plan.waiting, plan.places, strict=True):
            if future.done():
                continue
            if place.draft >= 0 and proof is not None:
                seq = plan.first + place.draft
                future.set_result(
                    Answer(
                        request.received_at, seq, place.refused, place.events, proof, place.draft
                    )
                )
            elif place.refused is not None:
                self._junk.take(request, place.refused, future)
            else:
                domain = self.domains[domain_of(request.stream)]
                again = asyncio.create_task(self._answer_again(domain, place.repeats, future))
                self._again.add(again)
                again.add_done_callback(self._was_answered_again)

    def _was_answered_again(self, task: asyncio.Task[None]) -> None:
        self._again.discard(task)
        self._wake.set()  # a sequencer that is stopping waits for this

    async def _answer_again(
        self, domain: Domain, seq: int, future: "asyncio.Future[Answer]"
    ) -> None:
        """Read back the answer to a command that was carried out before."""
        try:
            answer = await self._recall(domain, seq)
        except (PortError, RuntimeError) as failed:
            if not future.done():
                future.set_exception(Stopped(f"the earlier answer could not be read: {failed}"))
            return
        if not future.done():
            future.set_result(answer)

    async def _recall(self, domain: Domain, seq: int) -> Answer:
        """Return the answer that entry `seq` records, read one at a time: appends come first."""
        async with self._recalling:
            answer = self._recalled.pop(seq, None)
            if answer is None:
                answer = await self._ask(self._archive.answer, seq, domain)
            self._recalled[seq] = answer  # the longest unused stand first
            if len(self._recalled) > MAX_RECALLED:
                del self._recalled[next(iter(self._recalled))]
            return answer


def _hear(commit: "asyncio.Future[bool]") -> None:
    """Take note of a commit that nobody waits for any more: the journal knows its fate."""
    if not commit.cancelled():
        commit.exception()
