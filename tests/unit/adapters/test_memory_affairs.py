"""Affairs in memory: the contract is in tests/contract; here, what is the fake's own."""

from datetime import UTC, datetime

import pytest

from mingpai.accounts.model import Account, Language, Role
from mingpai.adapters.memory import MemorySubjects
from mingpai.adapters.memory_accounts import MemoryAccounts
from mingpai.adapters.memory_affairs import MemoryAffairs
from mingpai.kernel.ids import StreamId, SubjectId

AT = datetime(2026, 5, 26, tzinfo=UTC)
LOT = StreamId("disposal/1")


def test_an_account_is_asked_of_the_account_store() -> None:
    """Lots are saved for somebody who has an account there, and for nobody else."""
    subjects = MemorySubjects()
    accounts = MemoryAccounts(subjects)
    wang = Account(subjects.enrol({}), "wang", Role.CITIZEN, None, (), Language.ZH, AT)
    accounts.add(wang, [])
    affairs = MemoryAffairs(accounts)
    affairs.save(wang.id, LOT, at=AT)
    with pytest.raises(KeyError):
        affairs.save(SubjectId("nobody"), LOT, at=AT)
    affairs.close()
    assert affairs.saved(wang.id) == [LOT]
