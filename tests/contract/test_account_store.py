"""The contract of `accounts.store.AccountStore`, in memory and on every PostgreSQL."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from mingpai.accounts.model import (
    Account,
    Factor,
    FactorId,
    FactorKind,
    Language,
    Role,
    Session,
    SessionId,
)
from mingpai.accounts.store import AccountStore, Added
from mingpai.accounts.throttling import Limit
from mingpai.adapters.memory import MemorySubjects
from mingpai.adapters.memory_accounts import MemoryAccounts
from mingpai.adapters.postgres_accounts import PostgresAccounts
from mingpai.adapters.postgres_subjects import PostgresSubjects
from mingpai.kernel.ids import CaseId, OfficeId, SubjectId
from mingpai.ports import SubjectStore

REAL = [
    pytest.param("embedded_server", marks=pytest.mark.database, id="embedded"),
    pytest.param("debian_server", marks=pytest.mark.database, id="debian15"),
]
T0 = datetime(2026, 5, 26, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Kept(Struct, frozen=True):
    """An account store and the subjects behind it."""

    accounts: AccountStore
    subjects: SubjectStore

    def account(self, login: str = "wang", **changes: Any) -> Account:
        """Return an account of a new subject, not kept yet."""
        subject = self.subjects.enrol({})
        made = Account(subject, login, Role.CITIZEN, None, (), Language.ZH, T0)
        return replace(made, **changes)

    def added(self, login: str = "wang", *factors: Factor, **changes: Any) -> Account:
        """Keep an account and return it."""
        account = self.account(login, **changes)
        own = [replace(one, account=account.id) for one in factors]
        assert self.accounts.add(account, own) is Added.KEPT
        return account


@pytest.fixture(params=["memory", *REAL])
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    """Return an empty account store."""
    if request.param == "memory":
        subjects = MemorySubjects()
        yield Kept(MemoryAccounts(subjects), subjects)
        return
    server: Any = request.getfixturevalue(request.param)
    dsns = server.fresh()
    accounts, persons = PostgresAccounts(dsns.subjects), PostgresSubjects(dsns.subjects)
    yield Kept(accounts, persons)
    accounts.close()
    persons.close()
    server.drop(dsns)


def factor(name: str, kind: FactorKind = FactorKind.PASSWORD, **changes: Any) -> Factor:
    """Return a factor that is nobody's yet."""
    made = Factor(FactorId(name), SubjectId(""), kind, b"kept of " + name.encode(), T0)
    return replace(made, **changes)


def session(account: Account, name: str = "s1", **changes: Any) -> Session:
    """Return a session of an account."""
    digest = name.encode().ljust(32, b".")
    made = Session(SessionId(name), digest, account.id, "device", "address", T0, T0, T0, T0)
    return replace(made, **changes)


def test_an_account_comes_back_as_it_was_given(kept: Kept) -> None:
    """Every field is kept, and None, none and some cases are told apart."""
    person = b"\x00\xff" * 16
    wang = kept.added("wang", person=person, language=Language.EN)
    court = OfficeId("court/sh-xuhui")
    clerk = kept.added("li", role=Role.CLERK, office=court, cases=None)
    judge = kept.added("zhao", role=Role.JUDGE, office=court, cases=(CaseId("A1"), CaseId("B2")))
    assert kept.accounts.by_login("wang") == wang
    assert kept.accounts.account(clerk.id) == clerk
    assert kept.accounts.accounts() == [clerk, wang, judge]
    assert kept.accounts.by_login("nobody") is None
    assert kept.accounts.account(SubjectId("nobody")) is None


def test_one_login_and_one_person_has_one_account(kept: Kept) -> None:
    """A second account under a login, or of a person, is not kept, and says which it was."""
    kept.added("wang", person=b"p" * 32)
    again = kept.account("wang")
    assert kept.accounts.add(again, [replace(factor("f1"), account=again.id)]) is Added.LOGIN_TAKEN
    twin = kept.account("twin", person=b"p" * 32)
    assert kept.accounts.add(twin, []) is Added.PERSON_KNOWN
    assert kept.accounts.factors(again.id) == []
    assert [one.login for one in kept.accounts.accounts()] == ["wang"]
    kept.added("li")  # two without a person's digest are no twins
    kept.added("zhao")


def test_what_cannot_be_an_account_is_an_error(kept: Kept) -> None:
    """Unknown subject, a subject's second account, another's factor, a known handle."""
    wang = kept.added("wang", factor("f1", FactorKind.PASSKEY, handle=b"h"))
    with pytest.raises(KeyError):
        kept.accounts.add(replace(wang, id=SubjectId("nobody"), login="x"), [])
    with pytest.raises(ValueError, match="account"):
        kept.accounts.add(replace(wang, login="x"), [])
    li = kept.account("li")
    with pytest.raises(ValueError, match="another account"):
        kept.accounts.add(li, [factor("f2", account=wang.id)])
    with pytest.raises(ValueError, match="known"):
        kept.accounts.add(li, [factor("f3", FactorKind.PASSKEY, handle=b"h", account=li.id)])
    assert kept.accounts.by_login("li") is None


def test_a_language_is_kept(kept: Kept) -> None:
    """The language changes, and nothing else; nobody's is a KeyError."""
    wang = kept.added()
    kept.accounts.set_language(wang.id, Language.EN)
    assert kept.accounts.account(wang.id) == replace(wang, language=Language.EN)
    with pytest.raises(KeyError):
        kept.accounts.set_language(SubjectId("nobody"), Language.EN)


def test_a_disabled_account_loses_its_sessions_at_once_and_for_good(kept: Kept) -> None:
    """No session is found, none can be opened or renewed, and the first time stays."""
    wang, li = kept.added("wang"), kept.added("li")
    first, other = session(wang, "s1"), session(li, "s2")
    assert kept.accounts.open_session(first)
    assert kept.accounts.open_session(other)
    kept.accounts.disable(wang.id, at=T0 + MINUTE)
    kept.accounts.disable(wang.id, at=T0 + 2 * MINUTE)
    assert kept.accounts.by_login("wang") == replace(wang, disabled_at=T0 + MINUTE)
    assert kept.accounts.session(first.digest) is None
    assert kept.accounts.session_named(first.id) is None
    assert not kept.accounts.open_session(session(wang, "s3"))
    assert not kept.accounts.renew_session(first.digest, replace(first, digest=b"n" * 32))
    assert kept.accounts.session(other.digest) is not None
    with pytest.raises(KeyError):
        kept.accounts.disable(SubjectId("nobody"), at=T0)


def test_factors_come_back_oldest_first(kept: Kept) -> None:
    """Every field is kept; a passkey is found by its handle, whoever's it is."""
    later = factor("f1", FactorKind.ENROLMENT, made_at=T0 + MINUTE, ends_at=T0 + 2 * MINUTE)
    key = factor("f2", FactorKind.PASSKEY, handle=b"\x00h", counter=2**40)
    wang = kept.added("wang", later, key)
    own = [replace(one, account=wang.id) for one in (key, later)]
    assert kept.accounts.factors(wang.id) == own
    assert kept.accounts.passkey(b"\x00h") == own[0]
    assert kept.accounts.passkey(b"other") is None
    assert kept.accounts.factors(SubjectId("nobody")) == []


def test_factors_change_as_a_whole_or_not_at_all(kept: Kept) -> None:
    """What is removed must be there and his; what is used by being removed is used once."""
    wang = kept.added("wang", factor("f1"), factor("f2", FactorKind.PASSKEY, handle=b"h"))
    li = kept.added("li", factor("f3"))
    new = replace(factor("f4"), account=wang.id)
    for gone in (["f1", "no"], ["f3"]):
        removed = [FactorId(one) for one in gone]
        assert not kept.accounts.change_factors(wang.id, removed=removed, added=[new])
    assert [one.id for one in kept.accounts.factors(wang.id)] == ["f1", "f2"]
    assert kept.accounts.change_factors(wang.id, removed=[FactorId("f1")], added=[new])
    assert not kept.accounts.change_factors(wang.id, removed=[FactorId("f1")], added=[])
    assert [one.id for one in kept.accounts.factors(wang.id)] == ["f2", "f4"]
    assert [one.id for one in kept.accounts.factors(li.id)] == ["f3"]
    same = replace(new, secret=b"another")
    assert kept.accounts.change_factors(wang.id, removed=[new.id], added=[same])
    assert same in kept.accounts.factors(wang.id)


def test_factors_that_cannot_be_added_are_an_error(kept: Kept) -> None:
    """Unknown account, another's factor, a known id or handle: nothing changes."""
    wang = kept.added("wang", factor("f1", FactorKind.PASSKEY, handle=b"h"))
    li = kept.added("li", factor("f2"))
    with pytest.raises(KeyError):
        kept.accounts.change_factors(SubjectId("nobody"), removed=[], added=[])
    with pytest.raises(ValueError, match="another account"):
        kept.accounts.change_factors(li.id, removed=[], added=[factor("f3", account=wang.id)])
    for twin in (factor("f1"), factor("f3", FactorKind.PASSKEY, handle=b"h")):
        added = [replace(twin, account=li.id)]
        with pytest.raises(ValueError, match="known"):
            kept.accounts.change_factors(li.id, removed=[FactorId("f2")], added=added)
    assert [one.id for one in kept.accounts.factors(li.id)] == ["f2"]


def test_a_counter_only_rises(kept: Kept) -> None:
    """The same or a lower count is refused, and so is one of nobody's."""
    wang = kept.added("wang", factor("f1"))
    name = FactorId("f1")
    assert kept.accounts.advance(name, to=7)
    assert not kept.accounts.advance(name, to=7)
    assert not kept.accounts.advance(name, to=6)
    assert kept.accounts.advance(name, to=8)
    assert not kept.accounts.advance(FactorId("no"), to=9)
    assert kept.accounts.factors(wang.id)[0].counter == 8


def test_of_many_uses_at_once_one_counts(kept: Kept) -> None:
    """Eight threads that use one code, and one note, at once: one of them gets it, each time."""
    kept.added("wang", factor("f1"))
    used, noted = [], []

    def use() -> None:
        used.append(kept.accounts.advance(FactorId("f1"), to=7))
        noted.append(kept.accounts.spend(b"d" * 32, until=T0))

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (used.count(True), noted.count(True)) == (1, 1)
    assert len(used) == len(noted) == 8


def test_a_session_is_found_by_digest_and_by_id(kept: Kept) -> None:
    """A session comes back with its account as it stands now; an unknown one is None."""
    wang = kept.added()
    opened = session(wang)
    assert kept.accounts.open_session(opened)
    kept.accounts.set_language(wang.id, Language.EN)
    for found in (
        kept.accounts.session(opened.digest),
        kept.accounts.session_named(opened.id),
    ):
        assert found is not None
        assert (found.session, found.account.language) == (opened, Language.EN)
    assert kept.accounts.session(b"x" * 32) is None
    assert kept.accounts.session_named(SessionId("x")) is None
    assert not kept.accounts.open_session(replace(opened, account=SubjectId("nobody")))
    for twin in (replace(opened, id=SessionId("s9")), replace(opened, digest=b"9" * 32)):
        with pytest.raises(ValueError, match="known"):
            kept.accounts.open_session(twin)


def test_a_renewed_session_has_one_token_and_keeps_what_was_held(kept: Kept) -> None:
    """The old digest is gone, the id stays, and nothing moves back."""
    wang = kept.added()
    old = session(wang)
    kept.accounts.open_session(old)
    kept.accounts.hold(old.id, T0 + 9 * MINUTE)
    kept.accounts.seen(old.id, T0 + 8 * MINUTE)
    new = replace(old, digest=b"n" * 32, device="d2", address="a2", fresh_until=T0 + 5 * MINUTE)
    assert kept.accounts.renew_session(old.digest, new)
    assert not kept.accounts.renew_session(old.digest, new)
    assert kept.accounts.session(old.digest) is None
    found = kept.accounts.session(new.digest)
    assert found is not None
    assert found.session == replace(new, seen_at=T0 + 8 * MINUTE, held_until=T0 + 9 * MINUTE)
    with pytest.raises(ValueError, match="own id"):
        kept.accounts.renew_session(new.digest, replace(new, id=SessionId("s9")))


def test_use_and_hold_never_move_back(kept: Kept) -> None:
    """An earlier instant changes nothing; an unknown session is no error."""
    wang = kept.added()
    opened = session(wang)
    kept.accounts.open_session(opened)
    for step in (2, 1):
        kept.accounts.seen(opened.id, T0 + step * MINUTE)
        kept.accounts.hold(opened.id, T0 + 2 * step * MINUTE)
    kept.accounts.seen(SessionId("no"), T0)
    kept.accounts.hold(SessionId("no"), T0)
    (found,) = kept.accounts.sessions(wang.id)
    assert (found.seen_at, found.held_until) == (T0 + 2 * MINUTE, T0 + 4 * MINUTE)


def test_sessions_are_closed_by_their_owner_alone(kept: Kept) -> None:
    """One of his own, or all, or all but one; another's stay."""
    wang, li = kept.added("wang"), kept.added("li")
    for number, at in enumerate((T0, T0 + MINUTE, T0 + 2 * MINUTE)):
        kept.accounts.open_session(session(wang, f"w{number}", seen_at=at))
    kept.accounts.open_session(session(li, "l0"))
    kept.accounts.close_session(wang.id, SessionId("l0"))
    kept.accounts.close_session(wang.id, SessionId("w1"))
    assert [one.id for one in kept.accounts.sessions(wang.id)] == ["w2", "w0"]
    kept.accounts.close_sessions(wang.id, but=SessionId("w0"))
    assert [one.id for one in kept.accounts.sessions(wang.id)] == ["w0"]
    kept.accounts.close_sessions(wang.id)
    assert kept.accounts.sessions(wang.id) == []
    assert [one.id for one in kept.accounts.sessions(li.id)] == ["l0"]


def limit(key: bytes, free: int = 2) -> Limit:
    """Return a limit with pauses of 4, 8 and at most 10 seconds."""
    return Limit(key.ljust(32, b"."), free=free, first_s=4, longest_s=10)


def test_tries_are_counted_until_one_has_to_wait(kept: Kept) -> None:
    """While one limit pauses nothing is counted; pauses grow; forgetting begins anew."""
    one, many = limit(b"one"), limit(b"many", free=9)
    count = kept.accounts.count_try
    assert count([one, many], now=T0) is None
    assert count([one, many], now=T0) is None
    until = T0 + timedelta(seconds=4)
    assert count([one, many], now=T0) == until
    assert count([one], now=until - timedelta(microseconds=1)) == until
    assert count([many], now=T0) is None
    assert count([one], now=until) is None
    assert count([one], now=until) == until + timedelta(seconds=8)
    kept.accounts.forget_tries([one])
    assert count([one], now=until) is None
    assert count([], now=T0) is None


def test_a_try_that_succeeded_is_uncounted(kept: Kept) -> None:
    """One try less, never below none, and nothing for what was never tried."""
    one = limit(b"one", free=1)
    kept.accounts.take_back_try(one)
    for _ in range(3):
        assert kept.accounts.count_try([one], now=T0) is None
        kept.accounts.take_back_try(one)
        kept.accounts.take_back_try(one)
    assert kept.accounts.count_try([one], now=T0) is None
    assert kept.accounts.count_try([one], now=T0) is not None


def test_tries_made_at_once_do_not_slip_through(kept: Kept) -> None:
    """Of eight tries at once as many are let through as are free, in whatever order."""
    answers: list[datetime | None] = []
    ways = [limit(b"a", free=3), limit(b"b", free=5)]

    def go(number: int) -> None:
        order = ways if number % 2 else ways[::-1]
        answers.append(kept.accounts.count_try(order, now=T0))

    threads = [threading.Thread(target=go, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(None) == 3
    assert len(answers) == 8


def test_a_day_has_one_secret(kept: Kept) -> None:
    """Whoever asks first makes it; everybody gets the same."""
    day = T0.date()
    assert kept.accounts.daily_secret(day, fresh=b"a" * 32) == b"a" * 32
    assert kept.accounts.daily_secret(day, fresh=b"b" * 32) == b"a" * 32
    assert kept.accounts.daily_secret(day + timedelta(days=1), fresh=b"b" * 32) == b"b" * 32


def test_sweeping_deletes_what_no_rule_looks_at(kept: Kept) -> None:
    """Old notes, tries, secrets and sessions go; what still counts stays."""
    wang = kept.added()
    day, week = T0.date(), timedelta(days=7)
    kept.accounts.spend(b"o" * 32, until=T0 - MINUTE)
    kept.accounts.spend(b"n" * 32, until=T0)
    for key, at in ((b"old", T0 - week), (b"new", T0)):
        assert kept.accounts.count_try([limit(key, free=1)], now=at) is None
    for age in (0, 1, 2):
        kept.accounts.daily_secret(day - timedelta(days=age), fresh=b"a" * 32)
    old = {"seen_at": T0 - week, "held_until": T0 - week}
    kept.accounts.open_session(session(wang, "old", **old))
    kept.accounts.open_session(session(wang, "used", **(old | {"seen_at": T0})))
    kept.accounts.open_session(session(wang, "held", **(old | {"held_until": T0})))
    kept.accounts.sweep(now=T0, day=day, oldest_session=T0 - timedelta(days=1))
    assert kept.accounts.spend(b"o" * 32, until=T0)
    assert not kept.accounts.spend(b"n" * 32, until=T0)
    assert kept.accounts.count_try([limit(b"old", free=1)], now=T0 - week) is None
    assert kept.accounts.count_try([limit(b"new", free=1)], now=T0) is not None
    secrets = [
        kept.accounts.daily_secret(day - timedelta(days=age), fresh=b"b" * 32)[:1]
        for age in (0, 1, 2)
    ]
    assert secrets == [b"a", b"a", b"b"]
    assert {one.id for one in kept.accounts.sessions(wang.id)} == {"used", "held"}


def test_a_store_can_be_closed_and_used_again(kept: Kept) -> None:
    """Closing loses nothing that was kept."""
    wang = kept.added()
    kept.accounts.close()
    assert kept.accounts.by_login("wang") == wang
