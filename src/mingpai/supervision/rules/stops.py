"""Bidding that stands still: its reason in public, its end in time, the platform's report at once.

Source: 法释〔2016〕18号 第二十八条. That bidding goes on with at least the time that was left is a
reading: every bidder must have the whole of it.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from mingpai.auction.model import RoundKind
from mingpai.auction.stops.events import (
    BiddingResumed,
    BiddingStopped,
    CauseEnded,
    EmergencyReported,
    RoundWithdrawn,
)
from mingpai.auction.stops.model import StopKind
from mingpai.kernel.ids import RuleId
from mingpai.kernel.moments import local_date
from mingpai.law.parameters import RESUME_WITHIN_DAYS
from mingpai.supervision.claims import CLAIMS, blocks, clear_from
from mingpai.supervision.detector import Check, Detector, Move, TermRule, finding
from mingpai.supervision.lot import Book, Lot, RoundFacts
from mingpai.supervision.lot_evolve import ENDS, after, ends_disposal
from mingpai.supervision.rule import Finding
from mingpai.supervision.seen import Seen
from mingpai.supervision.terms import Begin, Drop, End, days_from, until_day, until_instant

AT_ONCE = timedelta(hours=1)
"""The article says at once and names no term; an hour is a reading."""


def _reasoned(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K33: whoever stops bidding publishes why."""
    del lot
    event = seen.event
    if isinstance(event, BiddingStopped) and not event.reason:
        yield finding(seen.seq, seen.seq, kind=event.kind.value, ground=event.ground.value)


def _resumed(seen: Seen, lot: Lot) -> Iterator[Move]:
    """K34: within five days of the end of its term or cause bidding goes on, with the time left.

    While an outsider's claim stands in the way it may not, nor while a stop without a term took
    the place of another. What had not begun may wait for its published opening: it opens no
    earlier. A correction ends no stop.
    """
    event, facts = seen.event, lot.round
    match event:
        case BiddingStopped(until=None):
            yield Drop("resume")
        case BiddingStopped(until=day) if day is not None:
            yield from _resume_within(seen, lot, day)
        case CauseEnded(on=day):
            yield from _resume_within(seen, lot, day)
        case BiddingResumed(opens_at=opens_at, closes_at=closes_at):
            yield End("resume", local_date(opens_at))
            least = None if facts is None else _least(facts, lot.book)
            if facts is not None and least is not None and closes_at - opens_at < least:
                yield finding(
                    facts.stop_seq,
                    seen.seq,
                    left_s=(closes_at - opens_at) // timedelta(seconds=1),
                    least_s=least // timedelta(seconds=1),
                )
        case RoundWithdrawn():
            yield Drop()
        case _ if ends_disposal(event) or blocks(seen, lot):
            yield Drop()
        case _:
            clear, ended = clear_from(seen, lot), _cause_ended_on(facts)
            if clear is not None and ended is not None:
                yield from _resume_within(seen, lot, max(clear, ended))


def _least(facts: RoundFacts, book: Book | None) -> timedelta | None:
    """Return how much time a resumption must give; None: it ends no stop, or K15 says it.

    Of what had not begun anew, with bids or as a 变卖, it is what was published last.
    """
    if facts.stop is None or book is None:
        return None
    left = facts.left
    if left is None and (book.bids or facts.auction is RoundKind.SALE):
        left = book.closes_at - facts.opens_at
    if left is None or facts.law is None:
        return left
    return max(left, facts.law.extension)


def _cause_ended_on(facts: RoundFacts | None) -> date | None:
    """Return when the cause or the term of a stop ended or ends; None: not known, or no stop."""
    if facts is None or facts.stop is None:
        return None
    return facts.cause_ended_on or facts.stop.until


def _resume_within(seen: Seen, lot: Lot, day: date) -> Iterator[Move]:
    if lot.file.blocking and not isinstance(seen.event, CLAIMS):
        return
    facts = after(lot, seen).round
    law_of = day if facts is None else facts.notice.announced_on
    until = days_from(day, RESUME_WITHIN_DAYS, law_of=law_of)
    if until is None:
        return
    if facts is not None:
        published = until_day(local_date(facts.opens_at))
        until = max(until, published, key=lambda one: one.over_at)
    yield Begin("resume", until, seen.seq)


def _reported(seen: Seen, lot: Lot) -> Iterator[Move]:
    """K35: a platform that stopped in an emergency reports it to the court at once."""
    del lot
    match seen.event:
        case BiddingStopped(kind=StopKind.EMERGENCY, at=at):
            yield Begin("report", until_instant(at + AT_ONCE), seen.seq)
        case EmergencyReported(at=at):
            yield End("report", at)
        case _:
            return


RULES: tuple[Detector, ...] = (
    Check(id=RuleId("K33"), wants=(BiddingStopped,), finds=_reasoned),
    TermRule(
        id=RuleId("K34"),
        wants=(BiddingStopped, CauseEnded, BiddingResumed, *CLAIMS, *ENDS),
        moves=_resumed,
    ),
    TermRule(id=RuleId("K35"), wants=(BiddingStopped, EmergencyReported), moves=_reported),
)
