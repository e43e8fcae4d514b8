"""One event as supervision sees it: with what the envelope of its entry says.

Must not know how entries are written. Where to look next: `supervision.run` (what it is handed
to), `supervision.lot` (what events add up to).
"""

from datetime import datetime

from msgspec import Struct

from mingpai.auction.events import BidPlaced
from mingpai.kernel.event import Event
from mingpai.kernel.ids import StreamId
from mingpai.supervision.reports import Report

HALL = "hall"
"""The source of what our own hall decided."""
_FIRST_YEAR = 2000
_LAST_YEAR = 2999


class Seen(Struct, frozen=True, gc=False):
    """An event and its envelope.

    `ver` is the version under which the event was written: one of version 1 does not say what
    came later. `received_at` is an aware UTC instant.
    """

    seq: int
    stream: StreamId
    event: Event
    received_at: datetime
    actor: str = ""
    source: str = HALL
    ver: int = 0
    """0: today's version."""

    @property
    def about(self) -> StreamId:
        """Return the stream whose facts the event belongs to: a report names its lot."""
        event = self.event
        return event.lot or self.stream if isinstance(event, Report) else self.stream


def is_datable(event: Event) -> bool:
    """Say whether every day and instant of an event lies in years that days are counted in.

    Nothing can be counted from others, and nobody who reports one may stop supervision by it.
    """
    if type(event) is BidPlaced:
        return _FIRST_YEAR <= event.closes_at.year <= _LAST_YEAR
    years = (getattr(getattr(event, name), "year", None) for name in event.__struct_fields__)
    return all(year is None or _FIRST_YEAR <= year <= _LAST_YEAR for year in years)
