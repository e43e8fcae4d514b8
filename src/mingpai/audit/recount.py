"""Every auction again, from public entries alone, by a second and plainer program.

Does not use `auction.evolve`: what it finds is compared with what the journal says was decided.
For each lot: bids in order of arrival, none at or after the close, each high enough, each close
the maximum of what stood and bid + extension, the winner the highest, ties to the stronger rank
and then to the earlier entry. Source: 法释〔2016〕18号 第二十条, 第二十一条.
"""

from datetime import datetime, timedelta

from msgspec import Struct

from mingpai.auction.events import (
    BidPlaced,
    DisposalOpened,
    RoundAnnounced,
    RoundPassedIn,
    RoundSold,
)
from mingpai.journal.entry import Entry
from mingpai.kernel.event import Event
from mingpai.law.book import law_on


class Problem(Struct, frozen=True):
    """Something that is wrong: where, which kind, and in words."""

    where: str
    code: str
    text: str


class Lot:
    """One lot as counted so far. Mutable on purpose: this is the plain program."""

    __slots__ = (
        "bids",
        "closed",
        "closes_at",
        "extension",
        "leader",
        "leader_rank",
        "notice",
        "opened",
        "price",
        "received_at",
        "result",
    )

    def __init__(self, opened: DisposalOpened) -> None:
        """Begin with the disposal's opening."""
        self.opened = opened
        self.notice: RoundAnnounced | None = None
        self.closes_at: datetime | None = None
        self.extension: timedelta | None = None
        self.price = 0
        self.leader = ""
        self.leader_rank = 0
        self.bids = 0
        self.received_at: datetime | None = None
        self.result: RoundSold | RoundPassedIn | None = None
        self.closed = False


class Recount:
    """Counts every lot of a journal again, entry by entry."""

    def __init__(self) -> None:
        """Begin before the first entry."""
        self.lots: dict[str, Lot] = {}
        self.problems: list[Problem] = []

    def _wrong(self, entry: Entry, code: str, text: str) -> None:
        self.problems.append(Problem(f"entry {entry.seq}", code, f"{entry.stream}: {text}"))

    def take(self, entry: Entry, event: Event) -> None:
        """Count one public event of a disposal."""
        if type(event) is BidPlaced:
            lot = self.lots.get(entry.stream)
            if lot is None:
                self._wrong(entry, "bid_without_lot", "a bid for a lot that was never opened")
            else:
                self._bid(entry, event, lot)
        else:
            self._other(entry, event)

    def _bid(self, entry: Entry, bid: BidPlaced, lot: Lot) -> None:
        received = entry.received_at
        notice, closes_at, extension = lot.notice, lot.closes_at, lot.extension
        if notice is None or closes_at is None or extension is None:
            self._wrong(entry, "bid_without_notice", "a bid before the notice")
            return
        if lot.received_at is not None and received < lot.received_at:
            self._wrong(entry, "order_broken", "arrived before the bid ahead of it")
        if lot.closed or received >= closes_at:
            self._wrong(entry, "bid_after_close", "a bid at or after the close")
        if received < notice.opens_at:
            self._wrong(entry, "bid_before_opening", "a bid before the opening")
        if not self._high_enough(bid, lot, notice):
            self._wrong(entry, "bid_too_low", f"{bid.price_fen} fen over {lot.price} fen")
        moved = received + extension
        moved = max(moved, closes_at)
        if bid.closes_at != moved:
            self._wrong(entry, "close_wrong", f"closes {bid.closes_at}, counted {moved}")
        lot.closes_at = moved
        lot.received_at = received
        lot.price = bid.price_fen
        lot.leader = bid.code
        lot.leader_rank = bid.rank
        lot.bids += 1

    @staticmethod
    def _high_enough(bid: BidPlaced, lot: Lot, notice: RoundAnnounced) -> bool:
        price = bid.price_fen
        if not lot.bids:
            return price >= notice.start_price_fen
        if price >= lot.price + notice.step_fen:
            return True
        stronger = bid.rank > 0 and (lot.leader_rank == 0 or bid.rank < lot.leader_rank)
        return price == lot.price and stronger and bid.code != lot.leader

    def _other(self, entry: Entry, event: Event) -> None:
        if isinstance(event, DisposalOpened):
            self.lots[entry.stream] = Lot(event)
            return
        if not isinstance(event, RoundAnnounced | RoundSold | RoundPassedIn):
            return
        lot = self.lots.get(entry.stream)
        if lot is None:
            self._wrong(entry, "round_without_lot", "a round of a lot that was never opened")
        elif isinstance(event, RoundAnnounced):
            lot.notice = event
            lot.closes_at = event.closes_at
            lot.extension = law_on(event.announced_on).extension
        else:
            self._result(entry, event, lot)

    def _result(self, entry: Entry, event: RoundSold | RoundPassedIn, lot: Lot) -> None:
        if lot.closed:
            self._wrong(entry, "closed_twice", "a second result of one round")
        if event.closed_at != lot.closes_at:
            self._wrong(entry, "close_wrong", f"closed {event.closed_at}, counted {lot.closes_at}")
        if entry.received_at < event.closed_at:
            self._wrong(entry, "closed_early", "the result was decided before the close")
        if isinstance(event, RoundPassedIn):
            if lot.bids:
                self._wrong(entry, "winner_wrong", "passed in, though there were bids")
        elif (event.code, event.price_fen, event.bids) != (lot.leader, lot.price, lot.bids):
            self._wrong(entry, "winner_wrong", f"sold to {event.code}, counted {lot.leader}")
        lot.closed = True
        lot.result = event

    @property
    def closed_lots(self) -> int:
        """How many rounds were counted to their end."""
        return sum(lot.closed for lot in self.lots.values())
