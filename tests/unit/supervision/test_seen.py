"""An event with its envelope."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.kernel.ids import OfficeId, StreamId
from mingpai.supervision.reports import DataDisposed, Records
from mingpai.supervision.seen import Seen, is_datable


def test_a_report_is_about_the_lot_it_names(events: Any) -> None:
    """Every other event, and a report without a lot, is about the stream it stands in."""
    own, lot = StreamId("report/x"), StreamId("disposal/9")
    disposed = DataDisposed(
        lot, Records.AUCTION, OfficeId("platform/x"), date(2026, 1, 1), date(2026, 1, 2)
    )
    assert Seen(1, own, disposed, events.OPENS).about == lot
    assert Seen(1, own, replace(disposed, lot=None), events.OPENS).about == own
    assert events.seen(1, events.opened()).about == events.LOT


@pytest.mark.parametrize(("year", "is_one"), [(1999, False), (2000, True), (3000, False)])
def test_years_that_nothing_is_counted_from(
    events: Any,
    year: int,
    is_one: bool,  # noqa: FBT001 - a case of the table
) -> None:
    """Days and instants before 2000 or after 2999 are none that a term can run from."""
    bid = replace(events.bid("A", 1000), closes_at=events.CLOSES.replace(year=year))
    notice = replace(events.announced(), announced_on=date(year, 1, 1))
    assert is_datable(bid) is is_one
    assert is_datable(notice) is is_one
    assert is_datable(events.opened())
