"""What was filed that stands in the way of a sale, as far as events say it.

While one does, bidding does not go on and no ruling is made, so that no term for either runs; it
begins again once the last claim is out of the way. A claim that was rejected stands until the
term for a suit is over (a reading). No ruling is made either before what an upheld objection to
conduct ordered was carried out (a reading).
Source: 法释〔2016〕18号 第三十六条第二款; Civil Procedure Law (2023) 236, 238. Where to look next:
`auction.objections.terms` (what our hall decides by).
"""

from datetime import date

from mingpai.auction.objections.events import (
    ObjectionCarriedOut,
    ObjectionDecided,
    ObjectionDecisionServed,
    ObjectionEvent,
    ObjectionFiled,
    ReviewDecided,
    SuitDecided,
    SuitFiled,
)
from mingpai.auction.objections.model import ObjectionKind, Outcome
from mingpai.kernel.moments import local_date
from mingpai.law.calendar import CALENDAR
from mingpai.law.parameters import SUIT_DAYS
from mingpai.law.periods import term_of_days
from mingpai.supervision.lot import Lot, filed, on_sale
from mingpai.supervision.seen import Seen
from mingpai.supervision.terms import in_force

CLAIMS = (ObjectionFiled, ObjectionDecided, ObjectionDecisionServed, SuitFiled, SuitDecided)
"""Kinds of event that put a claim in the way of a sale, or out of it."""
OUTCOMES = (ReviewDecided, ObjectionCarriedOut)
"""Kinds of event that, beside those, speak of what an objection to conduct led to."""


def holds(seen: Seen, lot: Lot) -> bool:
    """Say whether by an event an objection to conduct is upheld, so that something is to be done.

    Source: 民事诉讼法（2023年修正）第二百三十六条.
    """
    event = seen.event
    if not isinstance(event, ObjectionDecided | ReviewDecided):
        return False
    return event.outcome is Outcome.UPHELD and event.number in lot.file.conduct


def freed_from(seen: Seen, lot: Lot) -> date | None:
    """Return from when on nothing that was upheld is left to be done by this event, or None."""
    match seen.event:
        case ObjectionCarriedOut(number=number, on=day):
            done_on = day
        case ReviewDecided(number=number, outcome=Outcome.REJECTED):
            done_on = local_date(seen.received_at)
        case _:
            return None
    is_last = lot.file.to_carry_out == {number}
    return done_on if is_last and not lot.file.blocking else None


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
    return None if others or lot.file.to_carry_out else day


def takes_service_back(seen: Seen, lot: Lot) -> bool:
    """Say whether an event comes while the ruling is on display, so that title does not pass.

    A reading: what may not be served takes no effect.
    """
    title_on = None if lot.sale is None else lot.sale.title_on
    if title_on is None or local_date(seen.received_at) >= title_on:
        return False
    return blocks(seen, lot) or holds(seen, lot)


def after_claim(lot: Lot, event: ObjectionEvent, seen: Seen) -> Lot:
    """Return what is known of a lot after an event about a claim."""
    lot = on_sale(lot, title_on=None) if takes_service_back(seen, lot) else lot
    lot = _after_conduct(lot, event, seen)
    file = lot.file
    if blocks(seen, lot):
        outsiders = {event.number: None, **file.outsiders}
        return filed(lot, outsiders=outsiders, blocking=file.blocking | {event.number})
    if isinstance(event, ObjectionDecided) and event.number in file.outsiders:
        lot = filed(lot, outsiders={**file.outsiders, event.number: event.outcome})
    if _settled_from(seen, event, lot) is None:
        return lot
    return filed(lot, blocking=file.blocking - {event.number})


def _after_conduct(lot: Lot, event: ObjectionEvent, seen: Seen) -> Lot:
    """Return what is known of objections to conduct, and of what they led to."""
    file = lot.file
    if holds(seen, lot):
        return filed(lot, to_carry_out=file.to_carry_out | {event.number})
    match event:
        case ObjectionFiled(kind=ObjectionKind.CONDUCT):
            return filed(lot, conduct=file.conduct | {event.number})
        case ReviewDecided(outcome=Outcome.REJECTED) | ObjectionCarriedOut():
            return filed(lot, to_carry_out=file.to_carry_out - {event.number})
        case _:
            return lot


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
