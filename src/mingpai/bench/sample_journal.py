"""A made-up journal of any size, decided by the real rules: for benchmarks and tests.

Deterministic but for keys and nonces. Every lot sells after its share of bids, but for each
seventh, which passes in; among the bids are refused ones, extensions, a match by a priority
holder, and lots that sell in whole steps. Not the court day of the demo.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from heapq import merge
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from mingpai import house
from mingpai.adapters import keys_file
from mingpai.adapters.memory import MemoryEntryStore
from mingpai.auction.commands import (
    CloseRound,
    Command,
    ConfirmPriority,
    PlaceBid,
    PublishConfirmation,
    QualifyBidder,
)
from mingpai.auction.decide import CLOCKWORK, Setting, decide
from mingpai.auction.events import BidPlaced
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal, Phase, PropertyClass, StepRule
from mingpai.auction.record import record
from mingpai.events import registry
from mingpai.exchange import paperwork
from mingpai.journal.checkpoint import Checkpoint, print_checkpoint
from mingpai.journal.merkle import SHA256, Frontier
from mingpai.journal.notes import sign_note
from mingpai.kernel.canon import b64url
from mingpai.kernel.event import Event
from mingpai.kernel.ids import BiddingCode, CaseId, LotToken, OfficeId, PropertyId, StreamId
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused
from mingpai.law.platforms import OUR_HALL, sandbox_list
from mingpai.service.export import Source
from mingpai.service.requests import COMMAND_ID_BYTES
from mingpai.service.writer import Draft, Writer

ORIGIN = "mingpai.example/sample"
COURT = OfficeId("court/sample")
BEGIN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LIFE = timedelta(days=32)
"""From the opening of one lot to that of the next, which is after the end of the one before."""
BIDDERS = 12
BATCH = 500
_EXTENSION = timedelta(minutes=5)
_NEVER = datetime.max.replace(tzinfo=UTC)
_START = 70_000_00
_STEP = 1_000
_DEPOSIT = 10_000_00
_PRICE = paperwork.Price(Fen(100_000_00), Fen(_START), Fen(_STEP), Fen(_DEPOSIT))
_REFUSED_EACH = 20
_PASSED_IN_EACH = 7


class Size(Struct, frozen=True):
    """How large a sample: lots, and bids in each lot that sells."""

    lots: int
    bids_per_lot: int


class Act(Struct, frozen=True):
    """A command with who sends it and when it arrives."""

    at: datetime
    actor: str
    command: Command


def new_source(folder: Path) -> Source:
    """Return an empty journal in memory with fresh keys in `folder`, to write a sample into."""
    keys_file.create(folder, ORIGIN)
    ring = keys_file.FileKeyRing(folder, lambda: int(BEGIN.timestamp()))
    return Source(MemoryEntryStore(), ring, ORIGIN, registry())


def write_sample(source: Source, size: Size) -> int:
    """Write a sample into an empty store, publish its checkpoint, and return its size."""
    return write_acts(source, _lots(size), each=_must_be_closed)


def write_acts(
    source: Source,
    lots: Iterable[tuple[StreamId, Iterable[Act]]],
    *,
    each: Callable[[Disposal], None] = lambda _: None,
) -> int:
    """Write lots into an empty store, each act in its time and decided by the real rules.

    A refusal on the merits is an entry too. `each` is given every lot as it ended. Publishes the
    checkpoint and returns the size.
    """
    writer = Writer(source.store, source.ring, source.origin, source.registry)
    writer.begin(source.store.open_epoch(), Frontier(SHA256))
    waiting: list[Draft] = []
    at, due = BEGIN, _NEVER
    for draft in _drafts(source, lots, each, epoch=writer.head.epoch):
        if len(waiting) >= BATCH or draft.received_at >= due:
            at = _commit(writer, waiting, after=at)
            waiting, due = [], _NEVER
        waiting.append(draft)
        if isinstance(draft.event, BidPlaced):
            due = min(due, draft.event.closes_at - _EXTENSION)  # no bid waits beyond a close
    if waiting:
        _commit(writer, waiting, after=at)
    head = Checkpoint(source.origin, writer.head.size, writer.head.root)
    note = sign_note(print_checkpoint(head), [source.ring.log]).encode()
    source.store.save_checkpoint(head.size, note)
    return head.size


def _commit(writer: Writer, drafts: list[Draft], *, after: datetime) -> datetime:
    """Commit a batch, decided no earlier than the one before it; return when."""
    at = max(after, *(draft.received_at for draft in drafts))
    signed = writer.sign(drafts, at=at)
    writer.commit(signed)
    writer.advance(signed)
    return at


def _drafts(
    source: Source,
    lots: Iterable[tuple[StreamId, Iterable[Act]]],
    each: Callable[[Disposal], None],
    *,
    epoch: int,
) -> Iterator[Draft]:
    """Yield every entry: the house's two, then those of all lots in order of time."""
    ring = source.ring
    opened = house.JournalOpened(
        origin=source.origin,
        log_vkey=ring.log.vkey,
        receipts_vkey=ring.receipts.vkey,
        sm2_vkey=ring.sm2.vkey,
        platform_list=sandbox_list().name,
        is_sandbox=True,
    )
    own = Act(BEGIN, house.ACTOR, CloseRound(0))
    for event in (opened, house.EpochOpened(epoch, "sample")):
        yield _draft(house.STREAM, event, own, None)
    setting, seq = Setting(sandbox_list()), 2
    states: dict[StreamId, Disposal] = {}
    for stream, act in merge(*(_of(*lot) for lot in lots), key=_time):
        state = states.get(stream) or Disposal(stream)
        result = decide(state, act.command, actor=act.actor, now=act.at, setting=setting)
        if isinstance(result, Refused):
            noted = record(state, act.command, result, actor=act.actor)
            events: tuple[Event, ...] = () if noted is None else (noted,)
        else:
            events = result
        first = seq
        for decided in events:
            state = evolve(state, decided)
            law = state.rounds[-1].terms.law.version if state.rounds else None
            draft = _draft(stream, decided, act, law)
            yield _named(draft, seq) if seq == first else replace(draft, cause=first)
            seq += 1
        states[stream] = state
    for state in states.values():
        each(state)


def _of(stream: StreamId, acts: Iterable[Act]) -> Iterator[tuple[StreamId, Act]]:
    return ((stream, act) for act in acts)


def _time(placed: tuple[StreamId, Act]) -> datetime:
    return placed[1].at


def _must_be_closed(state: Disposal) -> None:
    if state.current is None or state.current.phase is Phase.PUBLISHED:
        msg = f"the sample lot {state.id} has not closed"
        raise RuntimeError(msg)


def _lots(size: Size) -> Iterator[tuple[StreamId, Iterator[Act]]]:
    """Yield the lots of a sample, each of which sells or passes in."""
    for number in range(size.lots):
        stream = StreamId(f"disposal/sample-{number:05d}")
        yield stream, _acts(stream, number, size.bids_per_lot)


def _named(draft: Draft, seq: int) -> Draft:
    """Return a draft with the id of the command it came from, unless the time brought it about."""
    if draft.actor == CLOCKWORK:
        return draft
    identity = hashlib.blake2b(f"sample/{seq}".encode(), digest_size=COMMAND_ID_BYTES).digest()
    return replace(draft, command_id=identity, fingerprint=identity)


def _draft(stream: StreamId, event: Event, act: Act, law: str | None) -> Draft:
    return Draft(
        stream=stream,
        event=event,
        actor=act.actor,
        received_at=act.at,
        receiver="core",
        source="hall",
        law=law,
        cause=None,
        command_id=None,
        fingerprint=None,
    )


def _acts(stream: StreamId, number: int, bids: int) -> Iterator[Act]:
    """Yield one lot's commands from its opening to its confirmation, in order of arrival."""
    begin = BEGIN + LIFE * number
    opens = begin + timedelta(days=30)
    closes = opens + timedelta(days=1)
    for filed in paperwork.until_notice(_property(number), _PRICE, announced_at=begin):
        yield Act(begin, COURT, filed)
    rule = StepRule.WHOLE_STEPS if number % 2 else StepRule.AT_LEAST_STEP
    notice = paperwork.notice(_PRICE, opens_at=opens, closes_at=closes, step_rule=rule)
    yield Act(begin, COURT, notice)
    yield Act(begin, COURT, ConfirmPriority(_token(number, 0), 1))
    for bidder in range(BIDDERS):
        qualify = QualifyBidder(_code(bidder), _token(number, bidder), Fen(_DEPOSIT))
        yield Act(begin + timedelta(days=29), COURT, qualify)
    if number % _PASSED_IN_EACH == _PASSED_IN_EACH - 1:
        yield Act(closes, CLOCKWORK, CloseRound(1))
        return
    yield from _bids(stream, opens, bids)
    after = closes + timedelta(hours=1)
    yield Act(after, CLOCKWORK, CloseRound(1))
    confirmation = PublishConfirmation(1, buyer=_digest("buyer"), document=_digest("document"))
    yield Act(after, COURT, confirmation)


def _property(number: int) -> paperwork.Property:
    return paperwork.Property(
        case_id=CaseId(f"case-{number:05d}"),
        property_id=PropertyId(f"property-{number:05d}"),
        property_class=PropertyClass.IMMOVABLE,
        court=COURT,
        platform=OUR_HALL,
        applicant=LotToken(_digest(f"{number}/applicant")[:22]),
        debtor=LotToken(_digest(f"{number}/debtor")[:22]),
    )


def _bids(stream: StreamId, opens: datetime, bids: int) -> Iterator[Act]:
    """Yield bids over the whole day, the last of them just before the close and beyond."""
    pace = timedelta(days=1) // (bids + 1)
    price: int = _START
    for n in range(bids):
        code = _code(1 + n % (BIDDERS - 1))
        at = opens + pace * (n + 1)
        if n % _REFUSED_EACH == _REFUSED_EACH - 1:
            low = PlaceBid(stream, 1, code, Fen(price))
            yield Act(at, code, low)
            continue
        price += _STEP
        yield Act(at, code, PlaceBid(stream, 1, code, Fen(price)))
    late = opens + timedelta(days=1) - timedelta(seconds=1)
    for n, code in enumerate((_code(1), _code(2))):
        price += _STEP
        yield Act(late + timedelta(minutes=4 * n), code, PlaceBid(stream, 1, code, Fen(price)))
    match = PlaceBid(stream, 1, _code(0), Fen(price))
    yield Act(late + timedelta(minutes=8), _code(0), match)


def _code(bidder: int) -> BiddingCode:
    return BiddingCode(f"A{1000 + bidder}")


def _token(number: int, bidder: int) -> LotToken:
    return LotToken(_digest(f"{number}/{bidder}")[:22])


def _digest(text: str) -> str:
    return b64url(hashlib.sha256(text.encode()).digest())
