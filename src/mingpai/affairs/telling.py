"""What committed entries tell people: messages made of them, once, in the pages' process.

`heard` is told of each public event by the board that folds them, in their order and from the
first entry at each start; it folds on, and remembers what is to be said. `Teller` says it: in
batches, with the position kept after each, so that a restart neither repeats nor loses. What is
left out so that nobody is flooded (a close or a price that moves again within a minute) is left
out by the entries' own instants, the same at each fold. Where to look next: `affairs.notifier`.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import structlog
from msgspec import Struct

from mingpai.accounts.signing_in import SignInDesk
from mingpai.affairs.lots import LOBBY, Lots
from mingpai.affairs.model import Kind, Message, Registration
from mingpai.affairs.notifier import Post, message_id
from mingpai.affairs.store import AffairsStore
from mingpai.auction.events import BidPlaced, RoundSold
from mingpai.auction.model import Phase
from mingpai.auction.preparation.events import NoticeCorrected, RoundAnnounced
from mingpai.auction.stops.events import BiddingResumed, BiddingStopped, RoundWithdrawn
from mingpai.journal.entry import Entry
from mingpai.kernel.event import Event
from mingpai.kernel.ids import BiddingCode, StreamId, SubjectId
from mingpai.ports import Clock, PortError
from mingpai.service.projections import LotHead

_log = structlog.get_logger(__name__)

EVERY = timedelta(minutes=1)
"""A moved close is told at most once in so long for each lot, an overtaken bid for each code."""
_LOOK_EVERY_S = 0.5
_LOOK_FOR_OPENINGS_EVERY = timedelta(seconds=20)
_BATCH = 256


class News(Struct, frozen=True):
    """Something to be said about a round: to one code, to every code but one, or to everybody.

    `moved`: the close moved, so that the sign-ins of those in the hall are held longer.
    """

    seq: int
    kind: Kind
    lot: StreamId
    round: int
    at: datetime
    code: BiddingCode | None = None
    all_but: BiddingCode | None = None
    price_fen: int | None = None
    when: datetime | None = None
    moved: bool = False

    def concerns(self, registration: Registration) -> bool:
        """Say whether this is news for somebody who registered for the round."""
        if self.code is not None:
            return registration.code == self.code
        if self.all_but is not None:
            return registration.code is not None and registration.code != self.all_but
        return self.kind is not Kind.EXTENDED or registration.code is not None


class _Lot:
    """What is remembered of a lot between two of its events."""

    __slots__ = ("closes_at", "leader", "opening", "told")

    def __init__(self) -> None:
        self.leader = BiddingCode("")
        self.closes_at: datetime | None = None
        self.opening: tuple[int, datetime] | None = None
        self.told: dict[str, datetime] = {}

    def may_tell(self, what: str, at: datetime) -> bool:
        """Say whether so much time went by since this was last told, and note that it is told."""
        last = self.told.get(what)
        if last is not None and at - last < EVERY:
            return False
        self.told[what] = at
        return True


class Hearing:
    """Folds public events into news. `heard` is the board's callback; it never blocks for long.

    `position` is up to where news was said before: what lies before it is folded and not said.
    """

    def __init__(self, position: int = 0) -> None:
        """Begin before the first entry."""
        self._position = position
        self._lots: dict[StreamId, _Lot] = {}
        self._news: deque[News] = deque()
        self._lock = threading.Lock()

    def heard(self, entry: Entry, event: Event, head: LotHead) -> None:
        """Take in one public event of a lot, and where the lot stands after it."""
        with self._lock:
            lot = self._lots.setdefault(head.stream, _Lot())
            found = list(_news(lot, entry, event, head))
            if entry.seq >= self._position:
                self._news.extend(found)

    def next(self) -> list[News]:
        """Return what is to be said next, without forgetting it."""
        with self._lock:
            return [self._news[n] for n in range(min(_BATCH, len(self._news)))]

    def said(self, many: int) -> None:
        """Forget the first so many."""
        with self._lock:
            for _ in range(many):
                self._news.popleft()

    def opening(self, lot: StreamId) -> tuple[int, datetime] | None:
        """Return when a lot opens, and the entry that said so first."""
        with self._lock:
            known = self._lots.get(lot)
            return None if known is None else known.opening


def _news(lot: _Lot, entry: Entry, event: Event, head: LotHead) -> Iterator[News]:
    """Yield what an event is news of, and note in `lot` what the next one is held against."""
    if isinstance(event, BidPlaced):
        yield from _bid(lot, entry, event, head)
        return
    stream, seq, at, number = head.stream, entry.seq, entry.at, len(head.state.rounds)
    match event:
        case RoundAnnounced(opens_at=opens_at, closes_at=closes_at):
            lot.leader, lot.closes_at = BiddingCode(""), closes_at
            lot.opening, lot.told = (seq, opens_at), {}
        case NoticeCorrected(opens_at=opens_at, closes_at=closes_at):
            moved = lot.closes_at != closes_at
            _reopen(lot, seq, opens_at, closes_at)
            yield News(
                seq,
                Kind.CORRECTED,
                stream,
                number,
                at,
                when=opens_at if moved else None,
                moved=moved,
            )
        case BiddingStopped():
            yield News(seq, Kind.STOPPED, stream, number, at)
        case BiddingResumed(opens_at=opens_at, closes_at=closes_at):
            _reopen(lot, seq, opens_at, closes_at)
            yield News(seq, Kind.RESUMING, stream, number, at, when=opens_at, moved=True)
        case RoundWithdrawn() if event.round:
            yield News(seq, Kind.WITHDRAWN, stream, number, at)
        case RoundSold(code=code, price_fen=price_fen):
            told = (stream, number, at)
            yield News(seq, Kind.WON, *told, code=code, price_fen=price_fen)
            yield News(seq, Kind.LOST, *told, all_but=code, price_fen=price_fen)
        case _:
            return


def _reopen(lot: _Lot, seq: int, opens_at: datetime, closes_at: datetime) -> None:
    lot.closes_at = closes_at
    if lot.opening is None or lot.opening[1] != opens_at:
        lot.opening = (seq, opens_at)


def _bid(lot: _Lot, entry: Entry, bid: BidPlaced, head: LotHead) -> Iterator[News]:
    """Yield that somebody was outbid, and that the close moved. The hot path of a busy lot."""
    before, closed = lot.leader, lot.closes_at
    lot.leader, lot.closes_at = bid.code, bid.closes_at
    told = (head.stream, bid.round, entry.at)
    if before and before != bid.code and lot.may_tell(before, entry.at):
        yield News(entry.seq, Kind.OUTBID, *told, code=before, price_fen=bid.price_fen)
    if closed is not None and bid.closes_at > closed and lot.may_tell("", entry.at):
        yield News(entry.seq, Kind.EXTENDED, *told, when=bid.closes_at, moved=True)


class Teller:
    """Says what was heard: one for each process of pages, run beside it until cancelled."""

    def __init__(
        self, hearing: Hearing, store: AffairsStore, post: Post, sign_in: SignInDesk, lots: Lots
    ) -> None:
        """Keep what is needed."""
        self._hearing = hearing
        self._store = store
        self._post = post
        self._sign_in = sign_in
        self._lots = lots
        self._announced: dict[tuple[StreamId, int], set[SubjectId]] = {}

    async def run(self, clock: Clock) -> None:
        """Say everything as it is heard, until cancelled. Where the store fails, tries again."""
        next_look_at = clock.now()
        while True:
            try:
                has_more = await self.say()
                if clock.now() >= next_look_at:
                    next_look_at = clock.now() + _LOOK_FOR_OPENINGS_EVERY
                    await asyncio.to_thread(self.announce_openings, clock.now())
            except PortError as error:
                _log.warning("messages wait", why=str(error))
                has_more = False
            await asyncio.sleep(0 if has_more else _LOOK_EVERY_S)

    async def say(self) -> bool:
        """Say the next batch, hold sign-ins where a close moved; return whether there was any.

        Raises: PortError; what was not said then is said the next time.
        """
        batch = self._hearing.next()
        if not batch:
            return False
        await asyncio.to_thread(self._send, batch)
        for news in batch:
            if news.moved:
                await self._hold(news)
        await asyncio.to_thread(self._store.move_to, batch[-1].seq + 1)
        self._hearing.said(len(batch))
        return True

    def announce_openings(self, now: datetime) -> None:
        """Tell of each lot that opens soon whoever registered for it or watches it. Blocks.

        Whoever registers later is told at the next look. Raises: PortError.
        """
        soon = [one for head in self._lots.heads() if (one := self._opens_soon(head, now))]
        before, self._announced = self._announced, {}
        for news in soon:
            place = (news.lot, news.seq)
            told = self._announced.setdefault(place, before.get(place, set()))
            registered = self._store.of_lot(news.lot, number=news.round)
            watching = self._store.savers(news.lot)
            for account in {*(one.account for one in registered), *watching} - told:
                self._post.send(_message(news, account))
                told.add(account)

    def _opens_soon(self, head: LotHead, now: datetime) -> News | None:
        current, opening = head.current, self._hearing.opening(head.stream)
        if current is None or opening is None or current.phase is not Phase.PUBLISHED:
            return None
        seq, opens_at = opening
        if not opens_at - LOBBY <= now < opens_at:
            return None
        number = current.terms.number
        return News(seq, Kind.OPENING_SOON, head.stream, number, now, when=opens_at)

    def _send(self, batch: Sequence[News]) -> None:
        known: dict[tuple[StreamId, int], list[Registration]] = {}
        for news in batch:
            place = (news.lot, news.round)
            if place not in known:
                known[place] = self._store.of_lot(news.lot, number=news.round)
            for registration in known[place]:
                if news.concerns(registration):
                    self._post.send(_message(news, registration.account))

    async def _hold(self, news: News) -> None:
        """Hold the sign-ins of those in a hall until its close as it stands now."""
        head = self._lots.head(news.lot)
        if head is None or head.closes_at is None:
            return
        entered = await asyncio.to_thread(self._store.entries, news.lot, number=news.round)
        for one in entered:
            await self._sign_in.hold(one.session, head.closes_at)


def _message(news: News, account: SubjectId) -> Message:
    return Message(
        id=message_id(news.kind, news.lot, news.seq, account),
        account=account,
        lot=news.lot,
        round=news.round,
        kind=news.kind,
        at=news.at,
        seq=news.seq,
        price_fen=news.price_fen,
        when=news.when,
    )
