"""What watchers see of each lot: news since the last frame, made into frames for all of them.

A lot's news are kept apart from what was shown, so that every frame says after which entry it
comes and a screen knows that it has missed nothing. Prices may be put together; anything else is
a frame of its own. Fed from the thread that follows the journal, emptied by the edge's event
loop. Where to look next: `hall.edge` (who sends), `service.projections` (the fold).
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime

from msgspec import Struct

from mingpai.auction.events import BidPlaced, CommandRefused
from mingpai.hall.wire import Price, Row, Standing, Step
from mingpai.journal.entry import Entry
from mingpai.kernel.event import Event
from mingpai.kernel.ids import StreamId
from mingpai.service.projections import LotHead

ROWS_SHOWN = 20
"""Bids that one frame lists; the others are in the feed."""
ROWS_KEPT = 500
"""Bids of a lot that a screen may have missed and still go on without beginning again."""
NOTHING = -1
"""The entry after which the first frame of a lot comes."""


class _News(Struct, frozen=True, gc=False):
    """One event that was not shown yet: its entry, and where the lot stood after it."""

    seq: int
    head: LotHead
    row: Row | None
    kind: str


class Screen:
    """One lot: what is shown of it, and what is not yet."""

    def __init__(self) -> None:
        """Begin with nothing shown."""
        self.shown: LotHead | None = None
        self.seq = NOTHING
        self._rows: deque[Row] = deque(maxlen=ROWS_KEPT)
        self._all_bids_since = NOTHING
        self._news: list[_News] = []

    @property
    def has_step(self) -> bool:
        """Say whether something other than a bid is to be shown: that is never held back."""
        return any(one.row is None for one in self._news)

    def add(self, news: _News) -> None:
        """Keep what happened until it is shown."""
        self._news.append(news)

    def skip(self) -> None:
        """Take what is new as shown, without frames: nobody watches yet."""
        news, self._news = self._news, []
        for one in news:
            if one.row is None:
                self._begin_again(one)
            else:
                self._rows.append(one.row)
                self._show(one)

    def frames(self, now: datetime) -> Iterator[Price | Step]:
        """Yield what is new, in order, and take it as shown."""
        news, self._news = self._news, []
        bids: list[_News] = []
        for one in news:
            if one.row is not None:
                bids.append(one)
                continue
            if bids:
                yield self._price(bids, now)
                bids = []
            yield self._step(one, now)
        if bids:
            yield self._price(bids, now)

    def _price(self, bids: list[_News], now: datetime) -> Price:
        rows = [one.row for one in bids if one.row is not None]
        last, after = bids[-1], self.seq
        self._rows.extend(rows)
        self._show(last)
        return _price_of(last.head, rows, after=after, seq=last.seq, now=now)

    def _step(self, one: _News, now: datetime) -> Step:
        after = self.seq
        self._begin_again(one)
        head = one.head
        return Step(
            after=after,
            seq=one.seq,
            now=now,
            kind=one.kind,
            phase=_phase(head) or "",
            price_fen=head.price_fen,
            leader=head.leader,
            bids=head.bids,
            closes_at=head.closes_at,
        )

    def _begin_again(self, one: _News) -> None:
        """Show a step: whoever missed it begins with where the lot stands."""
        self._show(one)
        self._rows.clear()
        self._all_bids_since = one.seq

    def _show(self, one: _News) -> None:
        self.shown, self.seq = one.head, one.seq

    def standing(self, lot: StreamId, now: datetime) -> Standing:
        """Return what a screen begins with."""
        head = self.shown
        current = None if head is None else head.current
        return Standing(
            lot=lot,
            seq=self.seq,
            now=now,
            phase=None if head is None else _phase(head),
            price_fen=0 if head is None else head.price_fen,
            leader="" if head is None else head.leader,
            bids=0 if head is None else head.bids,
            opens_at=None if current is None else current.terms.opens_at,
            closes_at=None if head is None else head.closes_at,
            extensions=0 if head is None else head.extensions,
            rows=tuple(self._rows)[-ROWS_SHOWN:],
        )

    def missed(self, after: int, now: datetime) -> Price | None:
        """Return what a screen that stands at entry `after` has missed, if bids are all of it."""
        head = self.shown
        if head is None or not self._all_bids_since <= after < self.seq:
            return None
        rows = [row for row in self._rows if row.seq > after]
        if len(rows) == len(self._rows) == ROWS_KEPT:
            return None
        return _price_of(head, rows, after=after, seq=self.seq, now=now)


def _phase(head: LotHead) -> str | None:
    return None if head.current is None else head.current.phase.value


def _price_of(head: LotHead, rows: list[Row], *, after: int, seq: int, now: datetime) -> Price:
    return Price(
        after=after,
        seq=seq,
        now=now,
        price_fen=head.price_fen,
        leader=head.leader,
        bids=head.bids,
        closes_at=head.closes_at or now,
        extensions=head.extensions,
        rows=tuple(rows[-ROWS_SHOWN:]),
        omitted=max(0, len(rows) - ROWS_SHOWN),
    )


class Screens:
    """Every lot's screen. `hear` is called by the follower's thread, all else by the loop.

    What is heard before `begin` is history: a journal is long, and nobody watches it pass.
    """

    def __init__(self, urgent: Callable[[], None]) -> None:
        """Keep whom to wake where something other than a bid happened; called from a thread."""
        self._urgent = urgent
        self._lock = threading.Lock()
        self._screens: dict[StreamId, Screen] = {}
        self._fresh: set[StreamId] = set()
        self._is_live = False

    def begin(self) -> None:
        """From now on what is heard is news; all before it is what screens begin with."""
        with self._lock:
            self._is_live = True

    def hear(self, entry: Entry, event: Event, head: LotHead) -> None:
        """Take a public event of a lot. A `service.projections.Heard`."""
        if isinstance(event, CommandRefused):
            return
        row = None
        if isinstance(event, BidPlaced):
            row = Row(entry.seq, event.code, event.price_fen, entry.received_at)
        lot = StreamId(entry.stream)
        with self._lock:
            screen = self._screens.setdefault(lot, Screen())
            screen.add(_News(entry.seq, head, row, entry.kind))
            if not self._is_live:
                screen.skip()
                return
            self._fresh.add(lot)
        if row is None:
            self._urgent()

    def of(self, lot: StreamId) -> Screen | None:
        """Return a lot's screen, or None where there is no such lot."""
        return self._screens.get(lot)

    def news(self, now: datetime, *, steps_only: bool) -> list[tuple[StreamId, list[Price | Step]]]:
        """Take what is to be shown now of every lot: between two ticks only lots with a step."""
        found = []
        with self._lock:
            for lot in list(self._fresh):
                screen = self._screens[lot]
                if steps_only and not screen.has_step:
                    continue
                self._fresh.discard(lot)
                found.append((lot, list(screen.frames(now))))
        return found
