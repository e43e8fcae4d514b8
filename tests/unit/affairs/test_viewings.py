"""What is kept of viewings."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from mingpai.affairs.viewings import Appointment, Offered, Slot, Visit
from mingpai.kernel.ids import OfficeId, StreamId, SubjectId

AT = datetime(2026, 5, 26, tzinfo=UTC)
SLOT = Slot("s", StreamId("disposal/1"), AT, AT, 2, "门口", OfficeId("court/sh-xuhui"), AT)


@pytest.mark.parametrize(("taken", "left"), [(0, 2), (1, 1), (2, 0), (3, 0)])
def test_places_that_are_left(taken: int, left: int) -> None:
    """Never fewer than none are left, and none of a slot that was taken back."""
    assert Offered(SLOT, taken).left == left
    assert Offered(replace(SLOT, withdrawn_at=AT), taken).left == 0


def test_a_printed_appointment_names_no_person() -> None:
    """A log line that holds an appointment does not hold whose it is."""
    one = Appointment("V1", "s", SLOT.lot, SubjectId("wang"), Visit.BOOKED, AT, AT)
    assert "wang" not in repr(one)
