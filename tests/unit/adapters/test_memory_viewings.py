"""Viewings in memory: the contract is in tests/contract; here, what is the fake's own."""

from datetime import UTC, datetime

import pytest

from mingpai.adapters.memory import MemorySubjects
from mingpai.adapters.memory_accounts import MemoryAccounts
from mingpai.adapters.memory_viewings import MemoryViewings
from mingpai.affairs.viewings import Appointment, Visit
from mingpai.kernel.ids import StreamId, SubjectId


def test_an_account_is_asked_of_the_account_store() -> None:
    """Only somebody who has an account there books."""
    viewings = MemoryViewings(MemoryAccounts(MemorySubjects()))
    at = datetime(2026, 5, 26, tzinfo=UTC)
    lot = StreamId("disposal/1")
    one = Appointment("V1", "s1", lot, SubjectId("nobody"), Visit.BOOKED, at, at)
    with pytest.raises(KeyError):
        viewings.book(one)
    assert viewings.of_lot(lot) == []
