"""Judges the bid log of another platform by the functions that decide a bid in our own hall.

Pure. A breach is a violation, with row, code and article; what is lawful but odd is a flag. What
the log does not say (opening, close, start price, step) is inferred unless given, and said to be.
Each fault is named once; after it, judging goes on so that it does not spread:

- a row out of order is put back into its place (`audit.bidlog_order`);
- a late bid changes nothing; a bid no higher than the price changes nothing either, unless the
  platform went on from it: then its price is taken as the platform took it;
- a bid that was too early, below the start price or less than a step above is taken all the same.

A log does not show who has a priority right: a bid at the current price is named a violation,
though it may have been a match (第二十一条). Source: 法释〔2016〕18号 第二十条 (K15-K18).
Where to look next: `audit.bidlog_course` (row by row), `audit.bidlog_terms` (what is inferred),
`exchange.bidlog` (reading), docs/bidlog.md (every code).
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from mingpai.auction.refusals import REASONS, Code
from mingpai.audit.bidlog_course import Course, Fault, Flag, Oddness, Terms, Violation, violation
from mingpai.audit.bidlog_order import Ordered, in_order
from mingpai.audit.bidlog_terms import Close, infer_close, infer_step_fen, opening_before
from mingpai.exchange.bidlog import BidLog, BidRow, Oddity
from mingpai.kernel.ids import BiddingCode
from mingpai.kernel.moments import local_date
from mingpai.kernel.money import Fen
from mingpai.law.bidding import window_is_long_enough
from mingpai.law.book import Law, law_on


class Given(Struct, frozen=True):
    """What is known of a sale beside its log, from its notice. None: to be inferred.

    Units: aware instants; fen. Requires: amounts above 0.
    """

    starts_at: datetime | None = None
    scheduled_close: datetime | None = None
    start_price_fen: int | None = None
    step_fen: int | None = None


NOTHING_GIVEN = Given()


class Verdict(Struct, frozen=True):
    """What a log shows under the law. `lawful`: no violation; flags do not count.

    `winner` and `price_fen` are the highest bid in time, whatever the log says. Every scheduled
    close from `scheduled_close_earliest` to `scheduled_close_latest` (None: without end) leads to
    the same bids in time. `usual_close` is the close that was expected before the log was looked
    at, under which `late_at_usual_close` bids are late; None and 0 where the close was given.
    """

    lawful: bool
    law: str
    bids: int
    bidders: int
    step_fen: int | None
    step_inferred: bool
    start_price_fen: int
    start_price_inferred: bool
    first_price_fen: int
    price_fen: int | None
    winner: str | None
    starts_at: datetime
    starts_at_inferred: bool
    scheduled_close: datetime
    scheduled_close_inferred: bool
    scheduled_close_earliest: datetime
    scheduled_close_latest: datetime | None
    usual_close: datetime | None
    late_at_usual_close: int
    closes_at: datetime
    extensions: int
    violations: tuple[Violation, ...]
    flags: tuple[Flag, ...]


def judge(log: BidLog, given: Given = NOTHING_GIVEN) -> Verdict:
    """Return the verdict on a log.

    The day of the opening stands for that of the notice, which a log does not show.
    Raises: NoValueInForce where no law was in force on that day.
    """
    order = in_order(log.rows)
    first_day = order.moments[0] if given.starts_at is None else given.starts_at
    law = law_on(local_date(first_day))
    step_fen = given.step_fen or infer_step_fen([row.price_fen for row in order.rows])
    close = _scheduled(order, given, law)
    starts_at = given.starts_at or opening_before(close.at, first_bid=order.moments[0])
    terms = Terms(
        starts_at=starts_at,
        scheduled_close=close.at,
        start_price_fen=Fen(given.start_price_fen or order.rows[0].price_fen),
        step_fen=None if step_fen is None else Fen(step_fen),
        law_day=local_date(starts_at),
    )
    course = Course(terms, order)
    course.run()
    faults = [
        *_faults_of_order(order),
        *_faults_of_window(terms, order, law),
        *course.violations,
        *_faults_of_result(order.rows, course),
    ]
    flags = [*_flags_of_log(log, order, terms, close), *course.flags]
    best = course.best
    return Verdict(
        lawful=not faults,
        law=law.version,
        bids=len(log.rows),
        bidders=len(course.codes),
        step_fen=step_fen,
        step_inferred=given.step_fen is None,
        start_price_fen=terms.start_price_fen,
        start_price_inferred=given.start_price_fen is None,
        first_price_fen=order.rows[0].price_fen,
        price_fen=None if best is None else best.price_fen,
        winner=None if best is None else BiddingCode(best.bidder),
        starts_at=starts_at,
        starts_at_inferred=given.starts_at is None,
        scheduled_close=close.at,
        scheduled_close_inferred=given.scheduled_close is None,
        scheduled_close_earliest=close.earliest,
        scheduled_close_latest=close.latest,
        usual_close=close.usual,
        late_at_usual_close=close.late_at_usual,
        closes_at=course.closes_at,
        extensions=course.extensions,
        violations=tuple(sorted(faults, key=lambda fault: (fault.seq, fault.code))),
        flags=tuple(sorted(flags, key=lambda flag: (flag.seq, flag.code))),
    )


def _scheduled(order: Ordered, given: Given, law: Law) -> Close:
    if given.scheduled_close is None:
        return infer_close(order.moments, starts_at=given.starts_at, law=law)
    at = given.scheduled_close
    return Close(at, earliest=at, latest=at, is_usual=True)


def _faults_of_order(order: Ordered) -> list[Violation]:
    """Name rows out of their place and rows that are missing (K17)."""
    broken = [violation(row, Fault.ORDER_BROKEN) for row in order.broken]
    return broken + [violation(row, Fault.SEQ_GAP) for row in order.gaps]


def _faults_of_window(terms: Terms, order: Ordered, law: Law) -> list[Violation]:
    """Name a bidding window of less than 24 hours (K15); only one that is given can be."""
    if window_is_long_enough(opens_at=terms.starts_at, closes_at=terms.scheduled_close, law=law):
        return []
    code = Code.WINDOW_TOO_SHORT
    return [Violation(order.rows[0].seq, code.value, REASONS[code].article, {})]


def _faults_of_result(rows: Sequence[BidRow], course: Course) -> list[Violation]:
    """Compare who got the lot with the highest bid in time. A late bid was named already."""
    best = course.best
    sold = [row for row in rows if row.won]
    if not sold:
        return [violation(best or rows[-1], Fault.WINNER_MISSING)]
    named = best if best is not None and best.won else sold[-1]
    faults = [violation(row, Fault.WINNER_TWICE) for row in sold if row is not named]
    if named is not best and named.line not in course.late:
        faults.append(violation(named, Fault.WINNER_NOT_HIGHEST))
    return faults


def _flags_of_log(log: BidLog, order: Ordered, terms: Terms, close: Close) -> list[Flag]:
    """Flag what is odd about a log as a whole, at the row where it shows."""
    flags = []
    if Oddity.ROWS_REVERSED in log.oddities:
        flags.append(Flag(log.rows[0].seq, Oddity.ROWS_REVERSED.value))
    if Oddity.NO_FINAL_NEWLINE in log.oddities:
        last = max(log.rows, key=lambda row: row.line)
        flags.append(Flag(last.seq, Oddity.NO_FINAL_NEWLINE.value))
    if terms.step_fen is None:
        flags.append(Flag(order.rows[0].seq, Oddness.STEP_UNKNOWN.value))
    if not close.is_usual:
        flags.append(Flag(order.rows[-1].seq, Oddness.SCHEDULED_CLOSE_UNUSUAL.value))
    return flags
