"""Whether an outsider's claim stands in the way of a sale, as far as events say it.

While one does, bidding does not go on and no ruling is made, so that no term for either runs; it
begins again once the last claim is out of the way. A claim that was rejected stands until the
term for a suit is over (a reading). Source: 法释〔2016〕18号 第三十六条第二款; Civil Procedure Law
(2023) 238. Where to look next: `auction.objections.terms` (what our hall decides by).
"""

from datetime import date

from mingpai.auction.objections.events import (
    ObjectionDecided,
    ObjectionDecisionServed,
    ObjectionEvent,
    ObjectionFiled,
    SuitDecided,
    SuitFiled,
)
from mingpai.auction.objections.model import ObjectionKind, Outcome
from mingpai.kernel.moments import local_date
from mingpai.law.calendar import CALENDAR
from mingpai.law.parameters import SUIT_DAYS
from mingpai.law.periods import term_of_days
from mingpai.supervision.lot import Lot, filed
from mingpai.supervision.seen import Seen
from mingpai.supervision.terms import in_force

CLAIMS = (ObjectionFiled, ObjectionDecided, ObjectionDecisionServed, SuitFiled, SuitDecided)
"""Kinds of event that put a claim in the way of a sale, or out of it."""


def blocks(seen: Seen, lot: Lot) -> bool:
    """Say whether an event puts an outsider's claim in the way of the sale."""
    match seen.event:
        case ObjectionFiled(kind=ObjectionKind.OUTSIDER_CLAIM):
            return True
        case SuitFiled(number=number):
            return number in lot.file.outsiders
        case _:
            return False


def clear_from(seen: Seen, lot: Lot) -> date | None:
    """Return from when on no claim stands in the way any more by this event, or None."""
    event = seen.event
    if not isinstance(event, ObjectionDecided | ObjectionDecisionServed | SuitDecided):
        return None
    day = _settled_from(seen, event, lot)
    others = lot.file.blocking - {event.number}
    return None if others else day


def after_claim(lot: Lot, event: ObjectionEvent, seen: Seen) -> Lot:
    """Return what is known of a lot after an event about a claim."""
    file = lot.file
    if blocks(seen, lot):
        outsiders = {event.number: None, **file.outsiders}
        return filed(lot, outsiders=outsiders, blocking=file.blocking | {event.number})
    if isinstance(event, ObjectionDecided) and event.number in file.outsiders:
        lot = filed(lot, outsiders={**file.outsiders, event.number: event.outcome})
    if _settled_from(seen, event, lot) is None:
        return lot
    return filed(lot, blocking=file.blocking - {event.number})


def _settled_from(seen: Seen, event: ObjectionEvent, lot: Lot) -> date | None:
    """Return from when on the claim that an event speaks of is out of the way, or None."""
    if event.number not in lot.file.outsiders:
        return None
    decided = lot.file.outsiders[event.number]
    match event:
        case ObjectionDecided(outcome=Outcome.WITHDRAWN, on=day):
            return day
        case ObjectionDecisionServed(on=day) if decided is Outcome.REJECTED:
            days = in_force(SUIT_DAYS, on=day)
            return day if days is None else term_of_days(day, days.value, calendar=CALENDAR).last
        case SuitDecided(outcome=outcome):
            is_settled = outcome is Outcome.REJECTED or (
                outcome is Outcome.WITHDRAWN and decided is Outcome.REJECTED
            )
            return local_date(seen.received_at) if is_settled else None
        case _:
            return None
