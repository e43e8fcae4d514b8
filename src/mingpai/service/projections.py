"""What the public pages show, folded from committed entries; can be thrown away and rebuilt.

Owns the public course of each lot: its rounds, its bids by code, its refusals, and each step of its
life with the entry that holds it. Of restricted entries it keeps flags alone, for the desk that may
see them; who registered, as what, and who was barred stays unread, so that a lot's state is what
public entries alone lead to. Must not know how anything is shown.
Where to look next: `service.followers` (what a follower is), `mingpai.web` (who reads it).
"""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from mingpai.auction.events import (
    KINDS,
    BidPlaced,
    CommandRefused,
    ConfirmationPublished,
    FactPairs,
    PriorityConfirmed,
    RoundPassedIn,
    RoundSold,
)
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Book, Disposal, Round, Stage, stage_at
from mingpai.auction.objections.events import (
    ObjectionCarriedOut,
    ObjectionDecided,
    ObjectionFiled,
    ReviewDecided,
    SuitDecided,
)
from mingpai.auction.preparation.events import (
    DisposalOpened,
    DocumentServed,
    NoticeCorrected,
    PlatformAssigned,
    PriceCorrected,
    PriceFixed,
    PricingStarted,
    RoundAnnounced,
)
from mingpai.auction.preparation.model import Paper
from mingpai.auction.settlement.events import (
    ApprovalRecorded,
    BalanceReceived,
    BuyerDefaulted,
    CaseEnded,
    CreditorsAsked,
    DefaultRevoked,
    DepositForwarded,
    DisposalEnded,
    ForfeitApplied,
    NoOfferRecorded,
    PlanPublished,
    ProceedsDistributed,
    PropertyDelivered,
    SaleAnnulled,
    SaleRuled,
    SelfDisposalApproved,
    SelfDisposalConcluded,
    SetOffAwarded,
)
from mingpai.auction.stops.events import StopEvent
from mingpai.auction.stops.model import Stop
from mingpai.house import JournalOpened, JunkCounted
from mingpai.journal.entry import Entry, decode_entry
from mingpai.kernel.event import Event, Visibility
from mingpai.kernel.ids import ArticleId, OfficeId, StreamId
from mingpai.ports import StoredEntry
from mingpai.service.archive import Archive
from mingpai.service.catalogue import DISPOSAL
from mingpai.service.domains import domain_of
from mingpai.supervision.events import AlertRaised

_RESTRICTED = frozenset(kind.body for kind in KINDS if kind.visibility is Visibility.RESTRICTED)
_RULINGS = (Paper.SALE_RULING, Paper.SETOFF_RULING)

PublicStep = (
    DisposalOpened
    | PricingStarted
    | PriceFixed
    | PriceCorrected
    | PlatformAssigned
    | RoundAnnounced
    | NoticeCorrected
    | StopEvent
    | RoundSold
    | RoundPassedIn
    | ConfirmationPublished
    | CreditorsAsked
    | NoOfferRecorded
    | SetOffAwarded
    | DepositForwarded
    | BalanceReceived
    | ApprovalRecorded
    | SaleRuled
    | DocumentServed
    | PropertyDelivered
    | PlanPublished
    | ProceedsDistributed
    | BuyerDefaulted
    | DefaultRevoked
    | ForfeitApplied
    | SaleAnnulled
    | SelfDisposalApproved
    | SelfDisposalConcluded
    | DisposalEnded
    | ObjectionFiled
    | ObjectionDecided
    | ReviewDecided
    | SuitDecided
    | ObjectionCarriedOut
    | CaseEnded
)
"""What is a step in the life of a lot; of documents that are served the ruling alone."""


class BidRow(Struct, frozen=True, gc=False):
    """A bid as taken. `raise_fen` is over the price before it; 0 for the first and for a match."""

    seq: int
    round: int
    code: str
    rank: int
    price_fen: int
    raise_fen: int
    received_at: datetime
    closes_at: datetime
    is_extension: bool
    is_match: bool


class RefusalRow(Struct, frozen=True, gc=False):
    """A refusal on record: who asked for what, when, and why not."""

    seq: int
    stream: StreamId
    received_at: datetime
    command: str
    by: str
    code: str
    article: ArticleId
    facts: FactPairs


class FlagRow(Struct, frozen=True, gc=False):
    """A flag as raised, with the entry that holds it."""

    seq: int
    raised_at: datetime
    alert: AlertRaised


class StepRow(Struct, frozen=True, gc=False):
    """A step in the life of a lot, with the entry that holds it. `round`: 0 before the first."""

    seq: int
    received_at: datetime
    round: int
    event: PublicStep


_NO_BOOK = Book(datetime.max.replace(tzinfo=UTC))


class LotHead(Struct, frozen=True, gc=False):
    """A lot at a glance. `seqs` names the entry of each step: `opened`, `announced` and so on.

    `state` is what public entries alone lead to: codes that never bid are not in it. `notice`,
    `result` and `confirmation` are those of the round that runs or was last.
    """

    stream: StreamId
    opened: DisposalOpened
    seqs: dict[str, int]
    state: Disposal
    notice: RoundAnnounced | None = None
    result: RoundSold | RoundPassedIn | None = None
    confirmation: ConfirmationPublished | None = None
    refusals: int = 0
    priorities: int = 0

    def stage(self, now: datetime) -> Stage:
        """Return where the lot stands at `now`, whether or not a timer has run since."""
        return stage_at(self.state, now=now)

    @property
    def platform(self) -> OfficeId | None:
        """Return the platform that the lot is on, once it is on one."""
        return self.state.platform

    @property
    def current(self) -> Round | None:
        """Return the round that runs or was last."""
        return self.state.current

    @property
    def earlier(self) -> tuple[Round, ...]:
        """Return the rounds before it, oldest first."""
        return self.state.rounds[:-1]

    @property
    def stop(self) -> Stop | None:
        """Return why bidding stands still, if it does."""
        return None if self.current is None else self.current.stop

    @property
    def closes_at(self) -> datetime | None:
        """Return when bidding closes or did; None before a notice and while it stands still."""
        current = self.current
        return None if current is None or current.stop is not None else current.book.closes_at

    @property
    def price_fen(self) -> int:
        """Return the price that stands in this round; 0 before its first bid."""
        return self._book.price_fen

    @property
    def leader(self) -> str:
        """Return the code that holds it; an empty text before the first bid."""
        return self._book.leader

    @property
    def bids(self) -> int:
        """Return how many bids this round has taken."""
        return self._book.bids

    @property
    def extensions(self) -> int:
        """Return how often a bid of this round moved its close."""
        return self._book.extensions

    @property
    def _book(self) -> Book:
        return _NO_BOOK if self.current is None else self.current.book


class LotRecord(Struct, frozen=True):
    """A lot with its whole public course, oldest first."""

    head: LotHead
    bids: tuple[BidRow, ...]
    refusals: tuple[RefusalRow, ...]
    steps: tuple[StepRow, ...]


class Totals(Struct, frozen=True):
    """The journal at a glance. Junk is counted once its minute is over."""

    entries: int
    opened: JournalOpened | None
    bids: int
    refused: dict[str, int]
    junk: dict[str, int]


class _Lot:
    """One lot while it is folded; `head` is replaced at each event, the lists only grow."""

    __slots__ = ("bids", "head", "refusals", "steps")

    def __init__(self, head: LotHead) -> None:
        self.head = head
        self.bids: list[BidRow] = []
        self.refusals: list[RefusalRow] = []
        self.steps: list[StepRow] = []


Heard = Callable[[Entry, Event, LotHead], None]
"""Hears of a public event of a lot: its entry, the event, and where the lot stands after it."""


class LotBoard:
    """The public course of every lot. A `service.followers.Follower`; read from any thread.

    Keeps nothing in the store: it is rebuilt from the first entry at each start.
    """

    name = "lots"

    def __init__(self, archive: Archive, heard: Heard | None = None) -> None:
        """Begin before the first entry; `heard` is told of each public event of a lot."""
        self.position = 0
        self._heard = heard
        self._archive = archive
        self._lock = threading.Lock()
        self._lots: dict[StreamId, _Lot] = {}
        self._flags: list[FlagRow] = []
        self._refused: Counter[str] = Counter()
        self._junk: Counter[str] = Counter()
        self._bids = 0
        self._opened: JournalOpened | None = None

    def take(self, stored: Sequence[StoredEntry]) -> None:
        """Fold the next entries."""
        for one in stored:
            entry = decode_entry(one.leaf)
            event = self._archive.event(entry, one)
            with self._lock:
                self._fold(entry, event)
                self.position = one.seq + 1

    def rest(self) -> None:
        """Do nothing: there is nothing to keep."""

    # Reading -------------------------------------------------------------------------------

    def lots(self) -> list[LotHead]:
        """Return every lot, in the order in which they were opened."""
        with self._lock:
            return [lot.head for lot in self._lots.values()]

    def head(self, stream: StreamId) -> LotHead | None:
        """Return a lot at a glance, or None where there is no such lot."""
        with self._lock:
            lot = self._lots.get(stream)
            return None if lot is None else lot.head

    def lot(self, stream: StreamId) -> LotRecord | None:
        """Return a lot with its course, or None where there is no such lot."""
        with self._lock:
            lot = self._lots.get(stream)
            if lot is None:
                return None
            return LotRecord(lot.head, tuple(lot.bids), tuple(lot.refusals), tuple(lot.steps))

    def refusals(self) -> list[RefusalRow]:
        """Return every refusal on record, oldest first."""
        with self._lock:
            found = [row for lot in self._lots.values() for row in lot.refusals]
        return sorted(found, key=lambda row: row.seq)

    def flags(self) -> list[FlagRow]:
        """Return every flag, oldest first. Restricted: for a desk, not for the public."""
        with self._lock:
            return list(self._flags)

    def totals(self) -> Totals:
        """Return the journal's figures."""
        with self._lock:
            return Totals(
                entries=self.position,
                opened=self._opened,
                bids=self._bids,
                refused=dict(self._refused),
                junk=dict(self._junk),
            )

    # Folding -------------------------------------------------------------------------------

    def _fold(self, entry: Entry, event: Event) -> None:
        if domain_of(entry.stream) == DISPOSAL:
            self._fold_lot(entry, event)
        elif isinstance(event, AlertRaised):
            self._flags.append(FlagRow(entry.seq, entry.at, event))
        elif isinstance(event, JunkCounted):
            for one in event.counts:
                self._junk[one.code] += one.count
        elif isinstance(event, JournalOpened):
            self._opened = event

    def _fold_lot(self, entry: Entry, event: Event) -> None:
        stream = StreamId(entry.stream)
        lot = self._lots.get(stream)
        if isinstance(event, CommandRefused):
            self._refused[event.code] += 1
        if type(event) in _RESTRICTED:
            return
        if lot is None:
            # What was refused before a lot was opened is counted; there is no lot to show it at.
            if not isinstance(event, DisposalOpened):
                return
            lot = self._lots[stream] = _Lot(LotHead(stream, event, {}, Disposal(stream)))
        if isinstance(event, BidPlaced):
            self._bids += 1
        _take(lot, entry, event)
        if self._heard is not None:
            self._heard(entry, event, lot.head)


def _take(lot: _Lot, entry: Entry, event: Event) -> None:
    """Put one public event of a lot on its board."""
    if isinstance(event, BidPlaced):
        _take_bid(lot, entry, event)
        return
    head = lot.head
    if isinstance(event, CommandRefused):
        lot.refusals.append(_refusal(entry, event))
        lot.head = replace(head, refusals=head.refusals + 1)
        return
    head = replace(head, state=evolve(_with_buyer(head.state, event), event))
    if isinstance(event, PriorityConfirmed):
        head = replace(head, priorities=head.priorities + 1)
    elif isinstance(event, PublicStep) and _is_step(event):
        number = len(head.state.rounds)
        lot.steps.append(StepRow(entry.seq, entry.received_at, number, event))
        head = _after_step(head, entry.seq, event)
    lot.head = head


def _is_step(event: PublicStep) -> bool:
    return not isinstance(event, DocumentServed) or event.paper in _RULINGS


def _with_buyer(state: Disposal, event: Event) -> Disposal:
    """Return the state with the buyer's token once a ruling is served on him, else as it is.

    His code alone is public before. A ruling is served on those who are named in the file and on
    the buyer, so that a stranger to the file is he; of a buyer who is named too, public entries
    show his title only when the property is handed over.
    """
    done = state.file.settlement
    if not isinstance(event, DocumentServed) or event.paper not in _RULINGS or done.buyer:
        return state
    if event.token in state.file.preparation.persons:
        return state
    shown = replace(done, buyer=event.token)
    return replace(state, file=replace(state.file, settlement=shown))


def _after_step(head: LotHead, seq: int, event: PublicStep) -> LotHead:
    """Return a lot's head after a step; a notice begins a round, and the last one is history."""
    match event:
        case DisposalOpened():
            return replace(head, seqs={**head.seqs, "opened": seq})
        case PlatformAssigned():
            return replace(head, seqs={**head.seqs, "assigned": seq})
        case RoundAnnounced():
            kept = {name: at for name, at in head.seqs.items() if name in ("opened", "assigned")}
            seqs = {**kept, "announced": seq}
            return replace(head, notice=event, result=None, confirmation=None, seqs=seqs)
        case RoundSold() | RoundPassedIn():
            return replace(head, result=event, seqs={**head.seqs, "closed": seq})
        case ConfirmationPublished():
            return replace(head, confirmation=event, seqs={**head.seqs, "confirmed": seq})
        case _:
            return head


def _take_bid(lot: _Lot, entry: Entry, bid: BidPlaced) -> None:
    head = lot.head
    before, state = head.state.rounds[-1], evolve(head.state, bid)
    book = before.book
    lot.bids.append(
        BidRow(
            seq=entry.seq,
            round=bid.round,
            code=bid.code,
            rank=bid.rank,
            price_fen=bid.price_fen,
            raise_fen=bid.price_fen - book.price_fen if book.bids else 0,
            received_at=entry.received_at,
            closes_at=bid.closes_at,
            is_extension=state.rounds[-1].book.extensions > book.extensions,
            is_match=book.bids > 0 and bid.price_fen == book.price_fen,
        )
    )
    lot.head = replace(head, state=state)


def _refusal(entry: Entry, event: CommandRefused) -> RefusalRow:
    return RefusalRow(
        seq=entry.seq,
        stream=StreamId(entry.stream),
        received_at=entry.received_at,
        command=event.command,
        by=event.by,
        code=event.code,
        article=event.article,
        facts=event.facts,
    )
