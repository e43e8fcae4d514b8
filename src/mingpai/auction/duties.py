"""Everything that must happen to a disposal, when, by whom, under which article.

Joins the duties of the four parts, the soonest first. A duty that is late stays until it is done:
the law's term binds whether or not somebody looked. Where to look next: `auction.duty`.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from mingpai.auction.asked import Setting
from mingpai.auction.duty import Duty
from mingpai.auction.model import Disposal
from mingpai.auction.objections.duties import duties_of_objections
from mingpai.auction.preparation.duties import duties_of_preparation
from mingpai.auction.settlement.duties import duties_of_settlement
from mingpai.auction.stops.duties import duties_of_stops
from mingpai.kernel.moments import SHANGHAI


def duties(state: Disposal, setting: Setting) -> tuple[Duty, ...]:
    """Return what must happen, the soonest term first and what has no term before all others."""
    return tuple(sorted(_all(state, setting), key=_urgency))


def _all(state: Disposal, setting: Setting) -> Iterator[Duty]:
    if state.court is None:
        return
    yield from duties_of_preparation(state, setting)
    yield from duties_of_stops(state, setting)
    yield from duties_of_settlement(state, setting)
    yield from duties_of_objections(state, setting)


def _urgency(duty: Duty) -> tuple[datetime, str]:
    """Return when a duty's term ends, as an instant: a day's term ends with the day."""
    return (_begins(duty.since) if duty.until is None else _ends(duty.until)), duty.what


def _begins(since: date | datetime) -> datetime:
    return since if isinstance(since, datetime) else datetime.combine(since, time(), SHANGHAI)


def _ends(until: date | datetime) -> datetime:
    return until if isinstance(until, datetime) else _begins(until) + timedelta(days=1)
