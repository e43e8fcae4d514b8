"""Accounts in memory: the contract is in tests/contract; here, what is the fake's own."""

from datetime import UTC, datetime

import pytest

from mingpai.accounts.model import Account, Language, Role
from mingpai.accounts.store import Added
from mingpai.adapters.memory import MemorySubjects
from mingpai.adapters.memory_accounts import MemoryAccounts
from mingpai.kernel.ids import SubjectId


def test_a_subject_is_asked_of_the_subject_store() -> None:
    """An account belongs to somebody who is enrolled there, and to nobody who was erased."""
    subjects = MemorySubjects()
    accounts = MemoryAccounts(subjects)
    at = datetime(2026, 5, 26, tzinfo=UTC)
    wang = Account(subjects.enrol({}), "wang", Role.CITIZEN, None, (), Language.ZH, at)
    gone = Account(subjects.enrol({}), "gone", Role.CITIZEN, None, (), Language.ZH, at)
    subjects.erase(SubjectId(gone.id))
    assert accounts.add(wang, []) is Added.KEPT
    with pytest.raises(KeyError):
        accounts.add(gone, [])
