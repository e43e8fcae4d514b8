"""Writings in memory: the contract is in tests/contract; here, what is the fake's own."""

from datetime import UTC, datetime

import pytest

from mingpai.adapters.memory import MemorySubjects
from mingpai.adapters.memory_accounts import MemoryAccounts
from mingpai.adapters.memory_writings import MemoryWritings
from mingpai.affairs.writings import Writing
from mingpai.kernel.ids import StreamId, SubjectId


def test_an_account_is_asked_of_the_account_store() -> None:
    """Only somebody who has an account there writes."""
    writings = MemoryWritings(MemoryAccounts(MemorySubjects()))
    at = datetime(2026, 5, 26, tzinfo=UTC)
    one = Writing("d", SubjectId("nobody"), StreamId("disposal/1"), None, b"{}", at)
    with pytest.raises(KeyError):
        writings.keep(one)
    assert writings.find(["d"]) == {}
