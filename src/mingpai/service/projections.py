"""What the public pages show, folded from committed entries; can be thrown away and rebuilt.

Owns the public course of each lot: its notice, its bids by code, its refusals and its result. Of
restricted entries it keeps flags alone, for the desk that may see them; who registered, as what,
and who was barred stays unread. Must not know how anything is shown.
Where to look next: `service.followers` (what a follower is), `mingpai.web` (who reads it).
"""

import threading
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from mingpai.auction.events import (
    BidPlaced,
    CommandRefused,
    ConfirmationPublished,
    DisposalOpened,
    FactPairs,
    PriorityConfirmed,
    RoundAnnounced,
    RoundPassedIn,
    RoundSold,
)
from mingpai.auction.model import Stage
from mingpai.house import JournalOpened, JunkCounted
from mingpai.journal.entry import Entry, decode_entry
from mingpai.kernel.event import Event
from mingpai.kernel.ids import ArticleId, StreamId
from mingpai.ports import EntryStore, StoredEntry
from mingpai.service.archive import Archive
from mingpai.service.catalogue import DISPOSAL
from mingpai.service.domains import domain_of
from mingpai.service.followers import catch_up
from mingpai.supervision.events import AlertRaised

_PATIENCE_S = 1


class BidRow(Struct, frozen=True, gc=False):
    """A bid as taken. `raise_fen` is over the price before it; 0 for the first and for a match."""

    seq: int
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


class LotHead(Struct, frozen=True, gc=False):
    """A lot at a glance. `seqs` names the entry of each step: `opened`, `announced` and so on."""

    stream: StreamId
    opened: DisposalOpened
    seqs: dict[str, int]
    notice: RoundAnnounced | None = None
    result: RoundSold | RoundPassedIn | None = None
    confirmation: ConfirmationPublished | None = None
    price_fen: int = 0
    leader: str = ""
    closes_at: datetime | None = None
    bids: int = 0
    extensions: int = 0
    refusals: int = 0
    priorities: int = 0

    def stage(self, now: datetime) -> Stage:
        """Return where the lot stands at `now`, whether or not a timer has run since."""
        if self.confirmation is not None:
            return Stage.CONFIRMED
        if self.notice is None or self.closes_at is None:
            return Stage.ASSIGNED
        if self.result is None:
            if now < self.notice.opens_at:
                return Stage.PUBLISHED
            if now < self.closes_at:
                return Stage.BIDDING
        return Stage.CLOSED_SOLD if self.bids else Stage.CLOSED_UNSOLD


class LotRecord(Struct, frozen=True):
    """A lot with its whole public course, oldest first."""

    head: LotHead
    bids: tuple[BidRow, ...]
    refusals: tuple[RefusalRow, ...]


class Totals(Struct, frozen=True):
    """The journal at a glance. Junk is counted once its minute is over."""

    entries: int
    opened: JournalOpened | None
    bids: int
    refused: dict[str, int]
    junk: dict[str, int]


class _Lot:
    """One lot while it is folded; `head` is replaced at each event, the lists only grow."""

    __slots__ = ("bids", "head", "refusals")

    def __init__(self, head: LotHead) -> None:
        self.head = head
        self.bids: list[BidRow] = []
        self.refusals: list[RefusalRow] = []


class LotBoard:
    """The public course of every lot. A `service.followers.Follower`; read from any thread.

    Keeps nothing in the store: it is rebuilt from the first entry at each start.
    """

    name = "lots"

    def __init__(self, archive: Archive) -> None:
        """Begin before the first entry."""
        self.position = 0
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

    def lot(self, stream: StreamId) -> LotRecord | None:
        """Return a lot with its course, or None where there is no such lot."""
        with self._lock:
            lot = self._lots.get(stream)
            if lot is None:
                return None
            return LotRecord(lot.head, tuple(lot.bids), tuple(lot.refusals))

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
        if lot is None:
            # What was refused before a lot was opened is counted; there is no lot to show it at.
            if isinstance(event, DisposalOpened):
                self._lots[stream] = _Lot(LotHead(stream, event, {"opened": entry.seq}))
            return
        if isinstance(event, BidPlaced):
            self._bids += 1
        _take(lot, entry, event)


def _take(lot: _Lot, entry: Entry, event: Event) -> None:
    """Put one event of a lot on its board; what is restricted or of no interest changes nothing."""
    head = lot.head
    match event:
        case BidPlaced():
            _take_bid(lot, entry, event)
        case CommandRefused():
            lot.refusals.append(_refusal(entry, event))
            lot.head = replace(head, refusals=head.refusals + 1)
        case RoundAnnounced():
            seqs = {**head.seqs, "announced": entry.seq}
            lot.head = replace(head, notice=event, closes_at=event.closes_at, seqs=seqs)
        case PriorityConfirmed():
            lot.head = replace(head, priorities=head.priorities + 1)
        case RoundSold() | RoundPassedIn():
            seqs = {**head.seqs, "closed": entry.seq}
            lot.head = replace(head, result=event, closes_at=event.closed_at, seqs=seqs)
        case ConfirmationPublished():
            seqs = {**head.seqs, "confirmed": entry.seq}
            lot.head = replace(head, confirmation=event, seqs=seqs)
        case _:
            return


def _take_bid(lot: _Lot, entry: Entry, bid: BidPlaced) -> None:
    head = lot.head
    extends = head.closes_at is not None and bid.closes_at > head.closes_at
    lot.bids.append(
        BidRow(
            seq=entry.seq,
            code=bid.code,
            rank=bid.rank,
            price_fen=bid.price_fen,
            raise_fen=bid.price_fen - head.price_fen if head.bids else 0,
            received_at=entry.received_at,
            closes_at=bid.closes_at,
            is_extension=extends,
            is_match=head.bids > 0 and bid.price_fen == head.price_fen,
        )
    )
    lot.head = replace(
        head,
        price_fen=bid.price_fen,
        leader=bid.code,
        closes_at=bid.closes_at,
        bids=head.bids + 1,
        extensions=head.extensions + extends,
    )


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


class BoardKeeper(threading.Thread):
    """Keeps a board at the journal's end, over a store connection of its own.

    Apart from the write path in every respect: it may lag, and nothing waits for it. Ends by
    `stop`; where the store fails, `failed` holds the error and the board stays where it was.
    """

    def __init__(self, board: LotBoard, store: EntryStore) -> None:
        """Keep what to feed and where from; `start` begins. The store is closed at the end."""
        super().__init__(name="board", daemon=True)
        self._board = board
        self._store = store
        self._stopping = threading.Event()
        self.failed: Exception | None = None

    def run(self) -> None:
        """Follow until stopped."""
        try:
            while not self._stopping.is_set():
                catch_up(self._board, self._store)
                self._store.wait_beyond(self._board.position, timeout_s=_PATIENCE_S)
        except Exception as failed:  # noqa: BLE001 - the outermost loop: it keeps the error and ends
            self.failed = failed
        finally:
            self._store.close()

    def stop(self) -> None:
        """End within about a second and wait for it."""
        self._stopping.set()
        self.join()
