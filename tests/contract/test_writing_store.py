"""The contract of `affairs.writings.WritingStore`, in memory and on every PostgreSQL."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from mingpai.accounts.model import Account, Language, Role
from mingpai.accounts.store import AccountStore, Added
from mingpai.adapters.memory import MemorySubjects
from mingpai.adapters.memory_accounts import MemoryAccounts
from mingpai.adapters.memory_writings import MemoryWritings
from mingpai.adapters.postgres_accounts import PostgresAccounts
from mingpai.adapters.postgres_subjects import PostgresSubjects
from mingpai.adapters.postgres_writings import PostgresWritings
from mingpai.affairs.writings import Writing, WritingStore
from mingpai.kernel.ids import LotToken, StreamId, SubjectId
from mingpai.ports import SubjectStore

REAL = [
    pytest.param("embedded_server", marks=pytest.mark.database, id="embedded"),
    pytest.param("debian_server", marks=pytest.mark.database, id="debian15"),
]
T0 = datetime(2026, 5, 26, 2, 0, tzinfo=UTC)
LOT, OTHER = StreamId("disposal/2026-0001"), StreamId("disposal/2026-0002")


class Kept(Struct, frozen=True):
    """A store of writings and the accounts behind it."""

    writings: WritingStore
    accounts: AccountStore
    subjects: SubjectStore

    def account(self, login: str) -> SubjectId:
        """Keep an account and return its id."""
        subject = self.subjects.enrol({})
        made = Account(subject, login, Role.CITIZEN, None, (), Language.ZH, T0)
        assert self.accounts.add(made, []) is Added.KEPT
        return subject


@pytest.fixture(params=["memory", *REAL])
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    """Return an empty store."""
    if request.param == "memory":
        subjects = MemorySubjects()
        people = MemoryAccounts(subjects)
        yield Kept(MemoryWritings(people), people, subjects)
        return
    server: Any = request.getfixturevalue(request.param)
    dsns = server.fresh()
    accounts, persons = PostgresAccounts(dsns.subjects), PostgresSubjects(dsns.subjects)
    writings = PostgresWritings(dsns.subjects)
    yield Kept(writings, accounts, persons)
    for one in (writings, accounts, persons):
        one.close()
    server.drop(dsns)


def writing(account: SubjectId, digest: str = "d1", **changes: Any) -> Writing:
    """Return a writing that is not kept yet."""
    made = Writing(digest, account, LOT, LotToken("t" * 22), "理由".encode(), T0)
    return replace(made, **changes)


def test_what_was_kept_is_found(kept: Kept) -> None:
    """A writing is found by its digest as it was kept, an office's without a token too."""
    wang = kept.account("wang")
    first, second = writing(wang), writing(wang, "d2", token=None)
    assert kept.writings.keep(first) == first
    assert kept.writings.keep(second) == second
    assert kept.writings.find(["d1", "d2", "d3"]) == {"d1": first, "d2": second}
    assert kept.writings.find([]) == {}


def test_a_writing_never_changes(kept: Kept) -> None:
    """What comes under a digest that is kept changes nothing; the first stays."""
    wang = kept.account("wang")
    first = kept.writings.keep(writing(wang))
    assert kept.writings.keep(writing(wang, made_at=T0 + timedelta(days=1))) == first
    assert kept.writings.find(["d1"]) == {"d1": first}


def test_each_finds_his_own_the_newest_first(kept: Kept) -> None:
    """An account's writings come newest first, a lot's oldest first, by digest at one instant."""
    wang, zhao = kept.account("wang"), kept.account("zhao")
    later = T0 + timedelta(minutes=1)
    for one in (
        writing(wang, "d2", made_at=later),
        writing(wang, "d1"),
        writing(wang, "d3", lot=OTHER),
        writing(zhao, "d4"),
    ):
        kept.writings.keep(one)
    assert [one.digest for one in kept.writings.of_account(wang)] == ["d2", "d3", "d1"]
    assert [one.digest for one in kept.writings.of_lot(LOT)] == ["d1", "d4", "d2"]
    assert kept.writings.of_lot(StreamId("disposal/none")) == []


def test_what_never_came_on_record_is_forgotten(kept: Kept) -> None:
    """A dropped writing is gone; dropping it again, or what never was, does nothing."""
    wang = kept.account("wang")
    kept.writings.keep(writing(wang))
    for _ in range(2):
        kept.writings.drop("d1")
    assert kept.writings.of_account(wang) == []


def test_nobody_unknown_writes(kept: Kept) -> None:
    """A writing belongs to an account that is there."""
    with pytest.raises(KeyError):
        kept.writings.keep(writing(SubjectId("n" * 22)))
