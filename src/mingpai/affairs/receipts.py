"""Which public entries record what somebody did under his code: his receipts. Pure."""

from mingpai.affairs.model import Registration
from mingpai.auction.preparation.events import RoundAnnounced
from mingpai.service.projections import LotRecord


def own_entries(course: LotRecord, registration: Registration) -> list[int]:
    """Return the bids and refusals under a registration's code in its round, the newest first.

    A code may be another's in another round: an entry belongs to the round whose notice came last
    before it.
    """
    code = registration.code
    if code is None:
        return []
    bids = [one.seq for one in course.bids if (one.round, one.code) == (registration.round, code)]
    first, after = _span(course, registration.round)
    refused = [
        one.seq
        for one in course.refusals
        if one.by == code and one.seq > first and (after is None or one.seq < after)
    ]
    return sorted([*bids, *refused], reverse=True)


def _span(course: LotRecord, number: int) -> tuple[int, int | None]:
    """Return the entries between which a round lies: its notice, and the next one's if there is."""
    notices = {
        one.event.round: one.seq for one in course.steps if isinstance(one.event, RoundAnnounced)
    }
    return notices.get(number, 0), notices.get(number + 1)
