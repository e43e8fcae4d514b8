"""Every auction again, from public entries alone, by a second and plainer program.

Does not use `auction.decide` or `auction.evolve`: what it finds is compared with what the journal
says was decided. Entries of a lot in order of arrival; every bid after the opening, before the
close and high enough; each close the later of what stood and bid + five minutes; the winner the
highest price, among equals the strongest rank, then the earliest; no more codes than were handed
out. What only the court or the platform may record is recorded by them, and what must follow has
followed by the journal's end.
Source: 法释〔2016〕18号 第四, 五, 十, 十七, 十八, 二十, 二十一, 二十二条.
"""

from datetime import datetime, timedelta

from mingpai.auction.events import (
    KINDS,
    BidderQualified,
    BidPlaced,
    CommandRefused,
    ConfirmationPublished,
    DisposalOpened,
    PriorityConfirmed,
    RoundAnnounced,
    RoundPassedIn,
    RoundSold,
)
from mingpai.auction.model import RoundKind, StepRule
from mingpai.audit.denied import is_borne_out
from mingpai.audit.leaves import Leaf, kind_of
from mingpai.audit.report import Fault, Problems
from mingpai.house import JournalOpened
from mingpai.kernel.event import Sealed
from mingpai.kernel.ids import well_formed
from mingpai.kernel.moments import local_date
from mingpai.kernel.money import MAX_FEN, Share
from mingpai.law.book import Law, law_on
from mingpai.law.platforms import NATIONAL, PlatformList, sandbox_list
from mingpai.law.timeline import NoValueInForce

CLOCKWORK = "clockwork"
_LAST_RANK = 9
_LAST_YEAR = 9000
"""A close beyond it is none: what follows from it must still be a date."""
_LOT = "disposal/"
RESULT_GRACE = timedelta(minutes=10)
"""How long after a close its result may be missing while the journal goes on.

Ours, not the law's: the result follows by itself within seconds, and a restart takes minutes.
"""
CONFIRMATION_GRACE = timedelta(hours=24)
"""How long after the close a sale may stand unconfirmed while the journal goes on.

A reading: 第二十二条 has the confirmation made and published by itself and names no time; a day is
given, as the same rules give a day for refunds.
"""
_QUALIFIED = next(kind.name for kind in KINDS if kind.body is BidderQualified)
_LISTS: dict[str, PlatformList] = {
    f"{one.name}/{one.version}": one for one in (NATIONAL, sandbox_list())
}


class RoundCount:
    """One round as counted so far. Mutable on purpose: this is the plain program."""

    __slots__ = (
        "best",
        "bids",
        "closes_at",
        "confirmed",
        "extension",
        "law",
        "leader",
        "notice",
        "price",
        "qualified",
        "quiet_until",
        "rank",
        "ranks",
        "result",
        "seq",
    )

    def __init__(self, notice: RoundAnnounced, law: Law, seq: int) -> None:
        """Begin with the notice, the law of its day, and the entry that the notice is.

        `seq` becomes the entry of the result; `qualified` counts the codes that were handed out,
        whose entries are sealed, and `ranks` holds the codes that have bid.
        """
        self.notice = notice
        self.seq = seq
        self.qualified = 0
        self.ranks: dict[str, int] = {}
        self.law = law.version
        self.extension: timedelta = law.extension
        self.closes_at = notice.closes_at
        self.quiet_until = notice.closes_at - law.extension
        self.price = notice.start_price_fen - notice.step_fen
        self.best = 0
        self.rank = 0
        self.leader = ""
        self.bids = 0
        self.result: RoundSold | RoundPassedIn | None = None
        self.confirmed = False


class LotCount:
    """One lot as counted so far."""

    __slots__ = ("last", "opened", "priorities", "rounds")

    def __init__(self, opened: DisposalOpened, at: datetime) -> None:
        """Begin with the disposal's opening."""
        self.opened = opened
        self.last = at
        self.priorities: set[int] = set()
        self.rounds: list[RoundCount] = []


class Recount:
    """Counts every lot of a journal again, entry by entry."""

    def __init__(self, problems: Problems) -> None:
        """Begin before the first entry."""
        self.lots: dict[str, LotCount] = {}
        self._problems = problems
        self._journal: JournalOpened | None = None

    @property
    def closed_rounds(self) -> int:
        """How many rounds were counted to their end."""
        rounds = (one for lot in self.lots.values() for one in lot.rounds)
        return sum(one.result is not None for one in rounds)

    def _wrong(self, leaf: Leaf, code: Fault, text: str) -> None:
        self._problems.add(f"entry {leaf.seq}", code, f"{leaf.stream}: {text}")

    def take(self, leaf: Leaf) -> None:
        """Count one entry; entries of other streams than a disposal's change nothing."""
        event = leaf.body
        if type(event) is BidPlaced:
            self.bid(leaf, event)
            return
        lot = self.lots.get(leaf.stream)
        if lot is None:
            self._first(leaf)
            return
        self._in_order(leaf, lot)
        self._other(leaf, lot)

    def _in_order(self, leaf: Leaf, lot: LotCount) -> None:
        if leaf.received_at < lot.last:
            self._wrong(leaf, Fault.ORDER_BROKEN, "arrived before the entry ahead of it")
        lot.last = leaf.received_at

    def _first(self, leaf: Leaf) -> None:
        """Take the first entry of a stream: a lot begins with its opening and nothing else."""
        event = leaf.body
        if isinstance(event, DisposalOpened):
            if not leaf.stream.startswith(_LOT) or not well_formed("stream", leaf.stream):
                self._wrong(leaf, Fault.LOT_UNKNOWN, "no stream of a disposal")
            self._ids(leaf, event)
            self._platform(leaf, event)
            if leaf.actor != event.court:
                self._wrong(leaf, Fault.ACTOR_WRONG, "opened by somebody else than its court")
            self.lots[leaf.stream] = LotCount(event, leaf.received_at)
        elif isinstance(event, _OF_A_LOT):
            self._wrong(leaf, Fault.LOT_UNKNOWN, "an entry of a lot that was never opened")
        elif isinstance(event, JournalOpened) and self._journal is None:
            self._journal = event

    def _ids(self, leaf: Leaf, event: DisposalOpened) -> None:
        """Check the form of every id that an opening names."""
        for office in (event.court, event.platform):
            if not well_formed("office", office):
                self._wrong(leaf, Fault.ACTOR_WRONG, f"{office!r:.60} is no office")
        for kind, text in (("case", event.case_id), ("property", event.property_id)):
            if not well_formed(kind, text):
                self._wrong(leaf, Fault.ID_WRONG, f"{text!r:.60} is no {kind} id")

    def _platform(self, leaf: Leaf, event: DisposalOpened) -> None:
        """Check that the platform stood that day on the journal's own list (第四条, 第五条)."""
        named = event.platform_list
        if self._journal is not None and named.split("/", 1)[0] != self._journal.platform_list:
            text = f"list {named!r:.60}, the journal's is {self._journal.platform_list!r:.60}"
            self._wrong(leaf, Fault.PLATFORM_WRONG, text)
        platforms = _LISTS.get(named)
        if platforms is None:
            self._wrong(leaf, Fault.PLATFORM_WRONG, f"{named!r:.60} is no known list of platforms")
        elif not platforms.is_listed(event.platform, on=local_date(leaf.received_at)):
            self._wrong(leaf, Fault.PLATFORM_WRONG, f"{event.platform!r:.60} is not on {named}")

    def finish(self, last_at: datetime) -> None:
        """Say what is missing at the end of a journal whose last entry arrived at `last_at`."""
        for stream, lot in self.lots.items():
            for one in lot.rounds:
                self._missing(stream, one, last_at - one.closes_at)

    def _missing(self, stream: str, current: RoundCount, past: timedelta) -> None:
        """Look for the result, and the confirmation of a sale, so long after the close."""
        where, number = f"entry {current.seq}", current.notice.round
        if current.result is None and past > RESULT_GRACE:
            text = f"{stream}: round {number} closed {current.closes_at} and has no result"
            self._problems.add(where, Fault.RESULT_MISSING, text)
        is_sold = isinstance(current.result, RoundSold)
        if is_sold and not current.confirmed and past > CONFIRMATION_GRACE:
            text = f"{stream}: round {number} was sold and no confirmation published (K28)"
            self._problems.add(where, Fault.CONFIRMATION_MISSING, text)

    # Bids

    def bid(self, leaf: Leaf, bid: BidPlaced) -> None:
        """Count one bid. The hot path: each fact is compared once, and looked into if it fails."""
        lot = self.lots.get(leaf.stream)
        if lot is None or not lot.rounds:
            self._wrong(leaf, Fault.LOT_UNKNOWN, "a bid for a lot that was never announced")
            return
        current = lot.rounds[-1]
        code, rank, price = bid.code, bid.rank, bid.price_fen
        received, notice, closes_at = leaf.received_at, current.notice, current.closes_at
        if received < lot.last:
            self._in_order(leaf, lot)
        lot.last = received
        if received >= closes_at or current.result is not None:
            self._wrong(leaf, Fault.BID_AFTER_CLOSE, f"received {received}, closed {closes_at}")
        if (
            received < notice.opens_at
            or bid.round != notice.round
            or leaf.law != current.law
            or leaf.actor != code
        ):
            self._out_of_place(leaf, bid, current)
        if current.ranks.get(code) != rank:
            self._rank(leaf, bid, lot)
        if (
            not current.price + notice.step_fen <= price <= MAX_FEN
            or notice.step_rule is not StepRule.AT_LEAST_STEP
        ):
            self._amount(leaf, bid, current)
        if current.quiet_until < received < closes_at:
            closes_at = current.closes_at = received + current.extension
            current.quiet_until = received
        if bid.closes_at != closes_at:
            self._wrong(leaf, Fault.CLOSE_WRONG, f"closes {bid.closes_at}, counted {closes_at}")
        current.price = price
        current.bids += 1
        if price > current.best or (price == current.best and _is_stronger(rank, current.rank)):
            current.best, current.rank, current.leader = price, rank, code

    def _out_of_place(self, leaf: Leaf, bid: BidPlaced, current: RoundCount) -> None:
        """Say which of opening, round, law and sender is not as it must be."""
        notice = current.notice
        if leaf.received_at < notice.opens_at:
            self._wrong(leaf, Fault.BID_BEFORE_OPENING, f"opens {notice.opens_at}")
        if bid.round != notice.round:
            self._wrong(leaf, Fault.ROUND_WRONG, f"a bid for round {bid.round}")
        if leaf.law != current.law:
            self._wrong(leaf, Fault.LAW_WRONG, f"bound by {current.law}, decided by {leaf.law}")
        if leaf.actor != bid.code:
            self._wrong(leaf, Fault.ACTOR_WRONG, f"{leaf.actor!r:.40} bid with the code {bid.code}")

    def _rank(self, leaf: Leaf, bid: BidPlaced, lot: LotCount) -> None:
        """Check a code when it first bids in a round, or changes its rank, which it never may."""
        current = lot.rounds[-1]
        ranks = current.ranks
        if not well_formed("bidding code", bid.code):
            self._wrong(leaf, Fault.ACTOR_WRONG, f"{bid.code!r:.40} is no bidding code")
        if bid.code in ranks:
            self._wrong(leaf, Fault.RANK_WRONG, f"rank {bid.rank}, before {ranks[bid.code]}")
        elif len(ranks) >= current.qualified:
            text = f"code {bid.code!r:.40} is one more than the {current.qualified} handed out"
            self._wrong(leaf, Fault.CODE_NOT_ISSUED, text)
        if not 0 <= bid.rank <= _LAST_RANK or (bid.rank and bid.rank not in lot.priorities):
            self._wrong(leaf, Fault.RANK_WRONG, f"rank {bid.rank} was never confirmed")
        ranks[bid.code] = bid.rank

    def _amount(self, leaf: Leaf, bid: BidPlaced, current: RoundCount) -> None:
        """Look closer at a bid that is no plain raise: the first, a match, or in whole steps."""
        notice, price = current.notice, bid.price_fen
        if not current.bids:
            base: int = notice.start_price_fen
            least: int = base
        else:
            if price == current.price and self._may_match(bid, current):
                return
            base, least = current.price, current.price + notice.step_fen
        if price > MAX_FEN or price < least:
            self._wrong(leaf, Fault.BID_TOO_LOW, f"{price} fen where {least} fen is the least")
        elif notice.step_rule is StepRule.WHOLE_STEPS and (price - base) % notice.step_fen:
            self._wrong(leaf, Fault.BID_OFF_STEP, f"{price} fen is no whole number of steps")

    @staticmethod
    def _may_match(bid: BidPlaced, current: RoundCount) -> bool:
        """Say whether a bid at the standing price comes from a stronger rank (第二十一条)."""
        return _is_stronger(bid.rank, current.rank) and bid.code != current.leader

    # All else

    def _other(self, leaf: Leaf, lot: LotCount) -> None:
        event = leaf.body
        if isinstance(event, RoundAnnounced):
            self._announced(leaf, event, lot)
        elif isinstance(event, Sealed):
            if lot.rounds and kind_of(leaf) == _QUALIFIED:
                lot.rounds[-1].qualified += 1
        elif isinstance(event, RoundSold | RoundPassedIn):
            self._closed(leaf, event, lot)
        elif isinstance(event, PriorityConfirmed):
            if leaf.actor != lot.opened.court:
                self._wrong(leaf, Fault.ACTOR_WRONG, "a priority right not from the court")
            if not 0 < event.rank <= _LAST_RANK:
                self._wrong(leaf, Fault.RANK_WRONG, f"a priority right of rank {event.rank}")
            lot.priorities.add(event.rank)
        elif isinstance(event, ConfirmationPublished):
            self._confirmed(leaf, event, lot)
        elif isinstance(event, DisposalOpened):
            self._wrong(leaf, Fault.OPENED_TWICE, "opened a second time")
        elif isinstance(event, CommandRefused):
            standing = lot.rounds[-1] if lot.rounds else None
            if standing and not is_borne_out(event, standing, at=leaf.received_at):
                self._wrong(leaf, Fault.REFUSAL_WRONG, f"{event.code}: counted otherwise")

    def _announced(self, leaf: Leaf, notice: RoundAnnounced, lot: LotCount) -> None:
        if leaf.actor != lot.opened.court:
            self._wrong(leaf, Fault.ACTOR_WRONG, "a notice not by the court")
        if notice.round != len(lot.rounds) + 1 or (
            lot.rounds and not isinstance(lot.rounds[-1].result, RoundPassedIn)
        ):
            self._wrong(leaf, Fault.ROUND_WRONG, f"a notice of round {notice.round}")
        if notice.announced_on != local_date(leaf.received_at):
            self._wrong(leaf, Fault.LAW_WRONG, "the notice does not bear its day")
        try:
            law = law_on(notice.announced_on)
        except NoValueInForce as error:
            self._wrong(leaf, Fault.LAW_WRONG, str(error))
            return
        if leaf.law != law.version:
            self._wrong(leaf, Fault.LAW_WRONG, f"bound by {law.version}, decided by {leaf.law}")
        amounts = (notice.reference_price_fen, notice.start_price_fen, notice.step_fen)
        if not all(0 < amount <= MAX_FEN for amount in (*amounts, notice.deposit_fen)):
            self._wrong(leaf, Fault.OUT_OF_RANGE, "an amount that is none")
            return
        if not 1 < notice.closes_at.year < _LAST_YEAR:
            self._wrong(leaf, Fault.OUT_OF_RANGE, "the close lies beyond any calendar in use")
            return
        for text in _unlawful(notice, law):
            self._wrong(leaf, Fault.NOTICE_UNLAWFUL, text)
        if notice.opens_at <= leaf.received_at:
            self._wrong(leaf, Fault.NOTICE_UNLAWFUL, "the opening is not ahead")
        lot.rounds.append(RoundCount(notice, law, leaf.seq))

    def _closed(self, leaf: Leaf, event: RoundSold | RoundPassedIn, lot: LotCount) -> None:
        if not lot.rounds or lot.rounds[-1].notice.round != event.round:
            self._wrong(leaf, Fault.ROUND_WRONG, "the result of a round that was never announced")
            return
        current = lot.rounds[-1]
        if leaf.actor != CLOCKWORK:
            self._wrong(leaf, Fault.ACTOR_WRONG, "a result that did not follow from the time")
        if current.result is not None:
            self._wrong(leaf, Fault.CLOSED_TWICE, "a second result of one round")
        if event.closed_at != current.closes_at:
            text = f"closed {event.closed_at}, counted {current.closes_at}"
            self._wrong(leaf, Fault.CLOSE_WRONG, text)
        if leaf.received_at < event.closed_at:
            self._wrong(leaf, Fault.CLOSED_EARLY, "the result was decided before the close")
        if isinstance(event, RoundPassedIn):
            if current.bids:
                self._wrong(leaf, Fault.WINNER_WRONG, f"passed in after {current.bids} bids")
        else:
            counted = (current.leader, current.best, current.bids)
            if (event.code, event.price_fen, event.bids) != counted or not current.bids:
                text = f"sold to {event.code} at {event.price_fen} fen after {event.bids} bids"
                self._wrong(leaf, Fault.WINNER_WRONG, f"{text}, counted {counted}")
        current.result = event
        current.seq = leaf.seq

    def _confirmed(self, leaf: Leaf, event: ConfirmationPublished, lot: LotCount) -> None:
        current = lot.rounds[-1] if lot.rounds else None
        sold = None if current is None else current.result
        if (
            current is None
            or not isinstance(sold, RoundSold)
            or (event.round, event.code, event.price_fen) != (sold.round, sold.code, sold.price_fen)
            or current.confirmed
        ):
            self._wrong(leaf, Fault.CONFIRMATION_WRONG, "confirms what was not sold so")
        if leaf.actor not in (lot.opened.court, lot.opened.platform):
            self._wrong(leaf, Fault.ACTOR_WRONG, "confirmed by neither court nor platform")
        if current is not None:
            current.confirmed = True


_OF_A_LOT = (
    BidPlaced,
    RoundAnnounced,
    RoundSold,
    RoundPassedIn,
    PriorityConfirmed,
    ConfirmationPublished,
)


def _unlawful(notice: RoundAnnounced, law: Law) -> list[str]:
    """Say what of a notice breaks the law of its day: the same sums, written out once more."""
    start, deposit = notice.start_price_fen, notice.deposit_fen
    found = []
    is_first = notice.kind is RoundKind.AUCTION_1
    if is_first and _below(start, law.start_price_min_share, notice.reference_price_fen):
        found.append("the start price is too low for the reference price")
    if _below(deposit, law.deposit_min_share, start) or _above(
        deposit, law.deposit_max_share, start
    ):
        found.append("the deposit is out of proportion to the start price")
    if notice.closes_at - notice.opens_at < law.bidding_window_min:
        found.append("bidding is open for too short a time")
    return found


def _is_stronger(rank: int, than: int) -> bool:
    """Say whether a rank goes before another; rank 0 is no priority right (第二十一条)."""
    return rank > 0 and (than == 0 or rank < than)


def _below(part: int, share: Share, whole: int) -> bool:
    return part * share.denominator < share.numerator * whole


def _above(part: int, share: Share, whole: int) -> bool:
    return part * share.denominator > share.numerator * whole
