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
from typing import Any

import structlog
from msgspec import Struct

from mingpai.journal.receipt import ReceiptMaker
from mingpai.kernel.event import Event
from mingpai.kernel.ids import ArticleId, StreamId
from mingpai.kernel.outcome import InvariantBroken, Refused
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
SPLIT = 64
"""Above so many waiting, the first batch takes half of them."""
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


class _Place(Struct, frozen=True, gc=False):
    """Where an answer comes from: a draft of this batch, an older entry, or the junk desk."""

    draft: int = -1
    repeats: int = -1
    events: tuple[Event, ...] = ()
    refused: Refused | None = None


Waiting = tuple[Request, "asyncio.Future[Answer]"]


class _Plan:
    """A batch that was decided on top of `base`, which may still be on its way to the store.

    `places[i]` says where the answer to request i will be found; `first` is the number that the
    first draft gets. Nothing of a plan is known to anybody before its batch is durable.
    """

    __slots__ = (
        "base",
        "commit",
        "drafts",
        "first",
        "places",
        "seen",
        "signed",
        "states",
        "waiting",
    )

    def __init__(self, waiting: Sequence[Waiting], first: int, base: "_Plan | None") -> None:
        self.waiting = waiting
        self.first = first
        self.base = base
        self.drafts: list[Draft] = []
        self.places: list[_Place] = []
        self.states: dict[StreamId, State] = {}
        self.seen: dict[bytes, tuple[bytes, int]] = {}
        self.signed: SignedBatch | None = None
        self.commit: asyncio.Future[bool] | None = None

    def state(self, stream: StreamId, held: _Stream) -> State:
        """Return the state that everything before the next request leads to."""
        state = self.states.get(stream)
        if state is None and self.base is not None:
            state = self.base.states.get(stream)
        return held.state if state is None else state

    def known(self, identity: bytes, held: _Stream) -> tuple[bytes, int] | None:
        """Return fingerprint and number of a command that was answered or decided before."""
        found = held.seen.get(identity) or self.seen.get(identity)
        if found is None and self.base is not None:
            found = self.base.seen.get(identity)
        return found


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
        self.idle = asyncio.Event()
        self._wake = asyncio.Event()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="append")
        self._archive = Archive(
            store, writer.registry, origin=writer.origin, vkey=writer.ring.receipts.vkey
        )
        self._junk = JunkDesk(writer)
        self._refusals: dict[tuple[StreamId, str], int] = {}
        self._refusals_minute = -1
        self._taken: list[Waiting] = []
        self._again: set[asyncio.Task[None]] = set()
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
        """Work until stopped. Ends by raising where the journal can no longer be written.

        One batch is decided while the one before it is being committed, never more, so that
        both cores work and nothing is told to anybody before it is durable.
        """
        flying: _Plan | None = None
        try:
            while True:
                if not (self._queue or self._junk.waiting or _has_landed(flying)):
                    if self._stopping and flying is None:
                        return
                    if flying is None:
                        self.idle.set()
                    self._wake.clear()
                    await self._wake.wait()
                    self.idle.clear()
                self._junk.flush(self.clock.now())
                ready = await self._next_plan(flying) if self._queue else None
                if flying is not None and (ready is not None or _has_landed(flying)):
                    kept = await self._land(flying)
                    if not kept and ready is not None:
                        self._queue.extendleft(reversed(ready.waiting))
                    if kept:
                        self._forget_settled(flying, ready)
                    flying = None
                    ready = ready if kept else None
                if ready is not None:
                    flying = self._launch(ready)
        except BaseException as failed:
            self._fail(failed, flying)
            raise
        finally:
            self._pool.shutdown(wait=False)

    def _fail(self, failed: BaseException, flying: _Plan | None) -> None:
        """Tell everybody who waits that this process does not know, or did not begin."""
        self._failed = failed
        waiting = [*(flying.waiting if flying is not None else ()), *self._taken, *self._queue]
        self._queue.clear()
        for _, future in waiting:
            if not future.done():
                future.set_exception(Stopped("the sequencer stopped; the journal knows the fate"))
        self._junk.abandon(Stopped("the sequencer stopped"))

    async def _next_plan(self, flying: _Plan | None) -> _Plan:
        """Take what waits and decide it on top of what is flying."""
        count = min(MAX_BATCH, len(self._queue))
        if flying is None and count > SPLIT:
            count //= 2  # so that from now on one half is decided while the other is committed
        self._taken = [self._queue.popleft() for _ in range(count)]
        await self._load([request for request, _ in self._taken])
        first = self.writer.head.size
        if flying is not None:
            first += len(flying.drafts)
        plan = _Plan(self._taken, first, flying)
        for request, _ in self._taken:
            plan.places.append(self._decide(request, plan))
        if plan.drafts:
            after = flying.signed if flying is not None else None
            plan.signed = self.writer.sign(plan.drafts, at=self.clock.now(), after=after)
        return plan

    def _launch(self, plan: _Plan) -> _Plan | None:
        """Begin to commit a plan; one without entries is answered at once."""
        plan.base = None
        self._taken = []
        if plan.signed is None:
            self._answer(plan)
            return None
        loop = asyncio.get_running_loop()
        plan.commit = loop.run_in_executor(self._pool, self.writer.commit, plan.signed)
        plan.commit.add_done_callback(lambda _: self._wake.set())
        return plan

    async def _land(self, plan: _Plan) -> bool:
        """Wait for a plan's fate. Kept: take its state and answer. Lost: queue it again."""
        if plan.commit is None or plan.signed is None:
            msg = "only a plan that was launched can land"
            raise InvariantBroken(msg)
        if not await plan.commit:
            self._queue.extendleft(reversed(plan.waiting))
            return False
        self._take(plan, plan.signed)
        self._answer(plan)
        return True

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

    def _decide(self, request: Request, plan: _Plan) -> _Place:
        """Decide one request on top of those before it in the plan, and add what follows."""
        held = self._streams[request.stream]
        identity = mark = None
        if request.key is not None:
            identity = command_id(request, self._secret)
            mark = fingerprint(request, self._secret)
            known = plan.known(identity, held)
            if known is not None:
                if known[0] != mark:
                    return _Place(refused=Refused(ID_REUSED, ARTICLE_RECORD, {}))
                return _Place(repeats=known[1])
        state = plan.state(request.stream, held)
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
            plan.seen[identity] = (mark, plan.first + len(plan.drafts))
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
        streams = self._streams
        for stream, state in plan.states.items():
            streams[stream].state = state
        for index, draft in enumerate(plan.drafts, plan.first):
            if draft.command_id is not None and draft.fingerprint is not None:
                streams[draft.stream].seen[draft.command_id] = (draft.fingerprint, index)
        for listener in self.on_commit:
            listener(self.writer.head.size, plan.states)

    def _forget_settled(self, plan: _Plan, ready: _Plan | None) -> None:
        """Let a stream leave memory when nothing is due in it and nothing waits for it."""
        needed = {request.stream for request, _ in ready.waiting} if ready is not None else set()
        for stream in plan.states.keys() - needed:
            held = self._streams[stream]
            if held.domain.is_settled(held.state):
                del self._streams[stream]

    def _answer(self, plan: _Plan) -> None:
        """Tell every sender in the plan. Junk is signed at the next flush."""
        proof = None
        if plan.signed is not None:
            leaves = [entry.leaf for entry in plan.signed.batch.entries]
            proof = ReceiptMaker(leaves, plan.signed.note, self.writer.ring.receipts.vkey)
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
                again.add_done_callback(self._again.discard)

    async def _answer_again(
        self, domain: Domain, seq: int, future: "asyncio.Future[Answer]"
    ) -> None:
        """Read back the answer to a command that was carried out before."""
        loop = asyncio.get_running_loop()
        try:
            answer = await loop.run_in_executor(self._pool, self._archive.answer, seq, domain)
        except (PortError, RuntimeError) as failed:
            if not future.done():
                future.set_exception(Stopped(f"the earlier answer could not be read: {failed}"))
            return
        if not future.done():
            future.set_result(answer)


def _has_landed(plan: _Plan | None) -> bool:
    """Say whether a launched plan's fate is known."""
    return plan is not None and plan.commit is not None and plan.commit.done()
