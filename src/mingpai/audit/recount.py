"""Every auction again, from public entries alone, by a second and plainer program.

Does not use `auction.decide` or `auction.evolve`: what it finds is compared with what the journal
says was decided. Entries of a lot in order of arrival; every bid after the opening, before the
close and high enough; each close the later of what stood and bid + five minutes; the winner the
highest price, among equals the strongest rank, then the earliest; no more codes than were handed
out. What only the court or the platform may record is recorded by them, and what must follow has
followed by the journal's end. Notices, stops and what follows a round: the three modules below.
Source: 法释〔2016〕18号 第四, 五, 十, 十七, 十八, 二十, 二十一, 二十二条.
Where to look next: `audit.recount_notice`, `audit.recount_course`, `audit.recount_settled`.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from mingpai.auction.events import (
    KINDS,
    BidderQualified,
    BidPlaced,
    CommandRefused,
    ConfirmationPublished,
    PriorityConfirmed,
    RoundPassedIn,
    RoundSold,
)
from mingpai.auction.model import StepRule
from mingpai.auction.preparation.events import (
    DisposalOpened,
    NoticeCorrected,
    PlatformAssigned,
    RoundAnnounced,
)
from mingpai.auction.preparation.model import PriceBasis
from mingpai.auction.stops.events import StopEvent
from mingpai.audit.counts import LotCount, RoundCount
from mingpai.audit.denied import denied, is_refused_opening
from mingpai.audit.leaves import OUR_SOURCE, Leaf, kind_of
from mingpai.audit.recount_course import (
    AboutClaim,
    assigned,
    claimed,
    platform_faults,
    stop_course,
)
from mingpai.audit.recount_notice import (
    LAST_YEAR,
    Prepared,
    auction_of,
    basis_of,
    corrected,
    may_follow,
    prepared,
    run_of,
    unlawful,
)
from mingpai.audit.recount_settled import ByCourt, settled
from mingpai.audit.report import Fault, Problems
from mingpai.house import JournalOpened
from mingpai.kernel.event import Sealed, Visibility
from mingpai.kernel.ids import well_formed
from mingpai.kernel.moments import local_date
from mingpai.kernel.money import MAX_FEN
from mingpai.law.book import law_on
from mingpai.law.timeline import NoValueInForce

CLOCKWORK = "clockwork"
_LAST_RANK = 9
_LOT = "disposal/"
RESULT_GRACE = timedelta(minutes=10)
"""How long after a close its result may be missing while the journal goes on.

Ours, not the law's: the result follows by itself within seconds, and a restart takes minutes.
"""
LONGEST_WAIT = timedelta(minutes=1)
"""How long after the close a bid that arrived before it may still be decided.

Ours: a queue that a quick service lets grow is decided in a quarter of a minute. Whoever runs a
hall and could write a bid of "before the close" hours later would win every lot. A service whose
store was away across a close for longer is named too, though in good faith: see docs/export.md.
"""
CONFIRMATION_GRACE = timedelta(hours=24)
"""How long after the close a sale may stand unconfirmed while the journal goes on.

A reading: 第二十二条 has the confirmation made and published by itself and names no time; a day is
given, as the same rules give a day for refunds.
"""
_QUALIFIED = next(kind.name for kind in KINDS if kind.body is BidderQualified)


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

    def _all(self, leaf: Leaf, found: Iterator[tuple[Fault, str]]) -> None:
        for code, text in found:
            self._wrong(leaf, code, text)

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
        if leaf.law != lot.law and type(event) is not RoundAnnounced:
            self._wrong(leaf, Fault.LAW_WRONG, f"bound by {lot.law}, decided by {leaf.law}")
        self._source(leaf, lot)
        self._other(leaf, lot)

    def _source(self, leaf: Leaf, lot: LotCount) -> None:
        """Check that a platform's feed speaks of nothing but lots that are on the platform.

        Until a lot is on one, whose feed told of its opening goes on to tell of it.
        """
        if leaf.source not in (OUR_SOURCE, lot.platform or lot.feed):
            text = f"told by the feed of {leaf.source}, the lot is on {lot.platform}"
            self._wrong(leaf, Fault.PLATFORM_WRONG, text)

    def _in_order(self, leaf: Leaf, lot: LotCount) -> None:
        if leaf.received_at < lot.last:
            self._wrong(leaf, Fault.ORDER_BROKEN, "arrived before the entry ahead of it")
        lot.last = leaf.received_at

    def _first(self, leaf: Leaf) -> None:
        """Take the first entry of a stream: a lot begins with its opening and nothing else.

        Only that somebody was refused to open it may stand before.
        """
        event = leaf.body
        if leaf.law is not None:
            self._wrong(leaf, Fault.LAW_WRONG, f"decided by {leaf.law}, and bound by no notice")
        if leaf.source != OUR_SOURCE and not leaf.stream.startswith(_LOT):
            self._wrong(leaf, Fault.PLATFORM_WRONG, f"told by the feed of {leaf.source}")
        if isinstance(event, DisposalOpened):
            if not leaf.stream.startswith(_LOT) or not well_formed("stream", leaf.stream):
                self._wrong(leaf, Fault.LOT_UNKNOWN, "no stream of a disposal")
            self._ids(leaf, event)
            if event.platform is not None:  # version 1: opened on its platform in one act
                self._all(leaf, self._platform(leaf, event.platform, event.platform_list))
            if leaf.actor != event.court:
                self._wrong(leaf, Fault.ACTOR_WRONG, "opened by somebody else than its court")
            lot = self.lots[leaf.stream] = LotCount(event, leaf.received_at)
            lot.feed = leaf.source
        elif isinstance(event, _OF_A_LOT) or leaf.stream.startswith(_LOT):
            if not is_refused_opening(event):
                self._wrong(leaf, Fault.LOT_UNKNOWN, "an entry of a lot that was never opened")
        elif isinstance(event, JournalOpened) and self._journal is None:
            self._journal = event

    def _ids(self, leaf: Leaf, event: DisposalOpened) -> None:
        """Check the form of every id that an opening names."""
        for office in (event.court, event.platform):
            if office is not None and not well_formed("office", office):
                self._wrong(leaf, Fault.ACTOR_WRONG, f"{office!r:.60} is no office")
        for kind, text in (("case", event.case_id), ("property", event.property_id)):
            if not well_formed(kind, text):
                self._wrong(leaf, Fault.ID_WRONG, f"{text!r:.60} is no {kind} id")

    def _platform(self, leaf: Leaf, platform: str, named: str) -> Iterator[tuple[Fault, str]]:
        return platform_faults(leaf, platform=platform, named=named, journal_list=self._list)

    @property
    def _list(self) -> str | None:
        """Return the list of platforms that the journal was opened with, if it was."""
        return None if self._journal is None else self._journal.platform_list

    def finish(self, last_at: datetime) -> None:
        """Say what is missing at the end of a journal whose last entry arrived at `last_at`."""
        for stream, lot in self.lots.items():
            for one in lot.rounds:
                self._missing(stream, one, (one.undone_at or last_at) - one.closes_at)

    def _missing(self, stream: str, current: RoundCount, past: timedelta) -> None:
        """Look for the result, and the confirmation of a sale, so long after the close.

        A round that stands still has no close yet; one that was struck needed both only until then.
        """
        where, number = f"entry {current.seq}", current.notice.round
        is_open = current.result is None and current.stopped is None and current.undone is None
        if is_open and past > RESULT_GRACE:
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
        if current.stopped is not None or current.undone is not None:
            self._wrong(leaf, Fault.BID_WHILE_STOPPED, "a bid in a round that stood still")
        if leaf.at >= closes_at or current.result is not None:
            self._late(leaf, current)
        if (
            received < current.opens_at
            or bid.round != notice.round
            or leaf.law != current.law
            or leaf.actor != code
            or leaf.cause is not None
            or leaf.command_id is None
            or leaf.source != OUR_SOURCE
        ):
            self._out_of_place(leaf, bid, lot)
        if current.ranks.get(code) != rank:
            self._rank(leaf, bid, lot)
        if (
            not current.price + notice.step_fen <= price <= MAX_FEN
            or notice.step_rule is not StepRule.AT_LEAST_STEP
        ):
            self._amount(leaf, bid, current)
        if current.run is not None and not current.bids:
            closes_at = current.closes_at = received + current.run
            current.quiet_until = closes_at - current.extension
        elif current.quiet_until < received < closes_at:
            closes_at = current.closes_at = received + current.extension
            current.quiet_until = received
        if bid.closes_at != closes_at:
            self._wrong(leaf, Fault.CLOSE_WRONG, f"closes {bid.closes_at}, counted {closes_at}")
        current.price = price
        current.bids += 1
        if price > current.best or (price == current.best and _is_stronger(rank, current.rank)):
            current.best, current.rank, current.leader = price, rank, code

    def _late(self, leaf: Leaf, current: RoundCount) -> None:
        """Say what is wrong with a bid decided after the close that it found, if anything is.

        One that arrived in time may be decided a moment later, and before the result.
        """
        received, closes_at = leaf.received_at, current.closes_at
        if received >= closes_at or current.result is not None:
            self._wrong(leaf, Fault.BID_AFTER_CLOSE, f"received {received}, closed {closes_at}")
        elif leaf.at - closes_at > LONGEST_WAIT:
            text = f"received {received}, decided {leaf.at}, long after the close at {closes_at}"
            self._wrong(leaf, Fault.BID_HELD_BACK, text)

    def _out_of_place(self, leaf: Leaf, bid: BidPlaced, lot: LotCount) -> None:
        """Say which of opening, round, law, sender, command and source is not as it must be."""
        current = lot.rounds[-1]
        notice = current.notice
        self._source(leaf, lot)
        if leaf.received_at < current.opens_at:
            self._wrong(leaf, Fault.BID_BEFORE_OPENING, f"opens {current.opens_at}")
        if bid.round != notice.round:
            self._wrong(leaf, Fault.ROUND_WRONG, f"a bid for round {bid.round}")
        if leaf.law != current.law:
            self._wrong(leaf, Fault.LAW_WRONG, f"bound by {current.law}, decided by {leaf.law}")
        if leaf.actor != bid.code:
            self._wrong(leaf, Fault.ACTOR_WRONG, f"{leaf.actor!r:.40} bid with the code {bid.code}")
        if leaf.cause is not None:
            self._wrong(leaf, Fault.CAUSE_WRONG, f"a bid that follows from entry {leaf.cause}")
        if leaf.command_id is None:
            self._wrong(leaf, Fault.COMMAND_MISSING, "a bid without the id of a command")

    def _rank(self, leaf: Leaf, bid: BidPlaced, lot: LotCount) -> None:
        """Check a code when it first bids in a round, or changes its rank, which it never may."""
        current = lot.rounds[-1]
        ranks = current.ranks
        if not well_formed("bidding code", bid.code):
            self._wrong(leaf, Fault.ACTOR_WRONG, f"{bid.code!r:.40} is no bidding code")
        if bid.code in ranks:
            self._wrong(leaf, Fault.RANK_WRONG, f"rank {bid.rank}, before {ranks[bid.code]}")
        elif current.outnumbers(bid.code):
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
            if kind_of(leaf) == _QUALIFIED:
                self._handed_out(leaf, lot)
        elif isinstance(event, RoundSold | RoundPassedIn):
            self._closed(leaf, event, lot)
        elif isinstance(event, PriorityConfirmed):
            self._priority(leaf, event, lot)
        elif isinstance(event, ConfirmationPublished):
            self._confirmed(leaf, event, lot)
        elif isinstance(event, DisposalOpened):
            self._wrong(leaf, Fault.OPENED_TWICE, "opened a second time")
        elif isinstance(event, CommandRefused):
            self._all(leaf, denied(event, lot, at=leaf.received_at))
        else:
            self._course(leaf, lot)

    def _course(self, leaf: Leaf, lot: LotCount) -> None:
        """Count what changes the course of a lot from outside its bids."""
        event = leaf.body
        if isinstance(event, PlatformAssigned):
            if lot.platform is None and lot.feed not in (OUR_SOURCE, event.platform):
                text = f"opened by the feed of {lot.feed}, and put on {event.platform}"
                self._wrong(leaf, Fault.PLATFORM_WRONG, text)
            self._all(leaf, assigned(leaf, event, lot, journal_list=self._list))
        elif isinstance(event, Prepared):
            self._all(leaf, prepared(leaf, event, lot))
        elif isinstance(event, NoticeCorrected):
            self._all(leaf, corrected(leaf, event, lot))
        elif isinstance(event, StopEvent):
            self._all(leaf, stop_course(leaf, event, lot))
        elif isinstance(event, AboutClaim):
            claimed(event, lot)
        elif isinstance(event, ByCourt):
            self._all(leaf, settled(leaf, event, lot))

    def _priority(self, leaf: Leaf, event: PriorityConfirmed, lot: LotCount) -> None:
        if leaf.actor != lot.opened.court:
            self._wrong(leaf, Fault.ACTOR_WRONG, "a priority right not from the court")
        if not 0 < event.rank <= _LAST_RANK:
            self._wrong(leaf, Fault.RANK_WRONG, f"a priority right of rank {event.rank}")
        lot.priorities.add(event.rank)

    def _handed_out(self, leaf: Leaf, lot: LotCount) -> None:
        """Count a code that was handed out: to whom is sealed, by whom and when is not."""
        if leaf.actor not in (lot.opened.court, lot.platform):
            self._wrong(leaf, Fault.ACTOR_WRONG, "a code from neither court nor platform")
        current = lot.current
        if (
            current is None
            or current.undone is not None
            or current.result is not None
            or (current.stopped is None and leaf.received_at >= current.closes_at)
        ):
            self._wrong(leaf, Fault.CODE_NOT_ISSUED, "a code that was handed out for no open round")
        else:
            current.qualified += 1

    def _announced(self, leaf: Leaf, notice: RoundAnnounced, lot: LotCount) -> None:
        if leaf.actor != lot.opened.court:
            self._wrong(leaf, Fault.ACTOR_WRONG, "a notice not by the court")
        if notice.round != len(lot.rounds) + 1 or not may_follow(notice, lot):
            self._wrong(leaf, Fault.ROUND_WRONG, f"a notice of round {notice.round}: {notice.kind}")
        if notice.announced_on != local_date(leaf.received_at):
            self._wrong(leaf, Fault.LAW_WRONG, "the notice does not bear its day")
        if not self._in_range(leaf, notice, lot):
            return
        auction = auction_of(notice, lot)
        try:
            law = law_on(notice.announced_on)
            run = run_of(notice, auction)
            for text in unlawful(notice, law, lot, leaf.received_at):
                self._wrong(leaf, Fault.NOTICE_UNLAWFUL, text)
        except NoValueInForce as error:
            self._wrong(leaf, Fault.LAW_WRONG, str(error))
            return
        if leaf.law != law.version:
            self._wrong(leaf, Fault.LAW_WRONG, f"bound by {law.version}, decided by {leaf.law}")
        counted = RoundCount(notice, law, leaf.seq, auction)
        counted.run = run
        lot.rounds.append(counted)
        lot.panel = None

    def _in_range(self, leaf: Leaf, notice: RoundAnnounced, lot: LotCount) -> bool:
        """Say whether amounts and hours can be counted with; what nobody valued has no price."""
        amounts = [notice.start_price_fen, notice.step_fen, notice.deposit_fen]
        if basis_of(notice, lot, auction_of(notice, lot)) is PriceBasis.REFERENCE:
            amounts.append(notice.reference_price_fen)
        if not all(0 < amount <= MAX_FEN for amount in amounts):
            self._wrong(leaf, Fault.OUT_OF_RANGE, "an amount that is none")
            return False
        if not all(1 < at.year < LAST_YEAR for at in (notice.opens_at, notice.closes_at)):
            self._wrong(leaf, Fault.OUT_OF_RANGE, "hours beyond any calendar in use")
            return False
        return True

    def _closed(self, leaf: Leaf, event: RoundSold | RoundPassedIn, lot: LotCount) -> None:
        if not lot.rounds or lot.rounds[-1].notice.round != event.round:
            self._wrong(leaf, Fault.ROUND_WRONG, "the result of a round that was never announced")
            return
        current = lot.rounds[-1]
        if leaf.actor != CLOCKWORK:
            self._wrong(leaf, Fault.ACTOR_WRONG, "a result that did not follow from the time")
        if current.result is not None:
            self._wrong(leaf, Fault.CLOSED_TWICE, "a second result of one round")
        if current.stopped is not None or current.undone is not None:
            self._wrong(leaf, Fault.STOP_WRONG, "a result of a round that stood still")
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
        current = lot.current
        sold = None if current is None else current.result
        if (
            current is None
            or not isinstance(sold, RoundSold)
            or (event.round, event.code, event.price_fen) != (sold.round, sold.code, sold.price_fen)
            or current.confirmed
            or current.undone is not None
        ):
            self._wrong(leaf, Fault.CONFIRMATION_WRONG, "confirms what was not sold so")
        if leaf.actor not in (lot.opened.court, lot.platform):
            self._wrong(leaf, Fault.ACTOR_WRONG, "confirmed by neither court nor platform")
        if current is not None:
            current.confirmed = True


_OF_A_LOT = tuple(kind.body for kind in KINDS if kind.visibility is Visibility.PUBLIC)
"""What only a lot that was opened has, but for the refusal to open it."""


def _is_stronger(rank: int, than: int) -> bool:
    """Say whether a rank goes before another; rank 0 is no priority right (第二十一条)."""
    return rank > 0 and (than == 0 or rank < than)
