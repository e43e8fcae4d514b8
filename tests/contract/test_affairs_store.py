"""The contract of `affairs.store.AffairsStore`, in memory and on every PostgreSQL."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from mingpai.accounts.model import Account, Language, Role, SessionId
from mingpai.accounts.store import AccountStore, Added
from mingpai.adapters.memory import MemorySubjects
from mingpai.adapters.memory_accounts import MemoryAccounts
from mingpai.adapters.memory_affairs import MemoryAffairs
from mingpai.adapters.postgres_accounts import PostgresAccounts
from mingpai.adapters.postgres_affairs import PostgresAffairs
from mingpai.adapters.postgres_subjects import PostgresSubjects
from mingpai.affairs.model import Capacity, Entry, Kind, Message, Pending, Registration
from mingpai.affairs.store import MOST_MESSAGES, AffairsStore
from mingpai.kernel.ids import BiddingCode, LotToken, StreamId, SubjectId
from mingpai.ports import SubjectStore

REAL = [
    pytest.param("embedded_server", marks=pytest.mark.database, id="embedded"),
    pytest.param("debian_server", marks=pytest.mark.database, id="debian15"),
]
T0 = datetime(2026, 5, 26, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LOT, OTHER = StreamId("disposal/2026-0001"), StreamId("disposal/2026-0002")


class Kept(Struct, frozen=True):
    """A store of affairs and the accounts behind it."""

    affairs: AffairsStore
    accounts: AccountStore
    subjects: SubjectStore

    def account(self, login: str = "wang") -> SubjectId:
        """Keep an account and return its id."""
        subject = self.subjects.enrol({})
        made = Account(subject, login, Role.CITIZEN, None, (), Language.ZH, T0)
        assert self.accounts.add(made, []) is Added.KEPT
        return subject

    def registered(self, login: str = "wang", **changes: Any) -> Registration:
        """Keep a registration of a new account and return it."""
        return self.affairs.register(registration(self.account(login), login, **changes))


@pytest.fixture(params=["memory", *REAL])
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    """Return an empty store."""
    if request.param == "memory":
        subjects = MemorySubjects()
        people = MemoryAccounts(subjects)
        yield Kept(MemoryAffairs(people), people, subjects)
        return
    server: Any = request.getfixturevalue(request.param)
    dsns = server.fresh()
    accounts, persons = PostgresAccounts(dsns.subjects), PostgresSubjects(dsns.subjects)
    affairs = PostgresAffairs(dsns.subjects)
    yield Kept(affairs, accounts, persons)
    for one in (affairs, accounts, persons):
        one.close()
    server.drop(dsns)


def token(name: str) -> LotToken:
    """Return somebody's token."""
    return LotToken(name.rjust(22, "0"))


def registration(account: SubjectId, name: str = "wang", **changes: Any) -> Registration:
    """Return a registration that is not kept yet."""
    made = Registration(LOT, 1, account, token(name), Capacity.OWN, T0)
    return replace(made, **changes)


def pending(of: Registration, code: str = "A000001", **changes: Any) -> Pending:
    """Return a code on its way."""
    made = Pending(
        of.lot, of.round, of.token, BiddingCode(code), f"hash of {code}", b"\x00s", b"{}", T0
    )
    return replace(made, **changes)


def message(account: SubjectId, name: str = "m1", **changes: Any) -> Message:
    """Return a message."""
    return replace(Message(name, account, LOT, 1, Kind.CODE_ISSUED, T0), **changes)


def coded(kept: Kept, of: Registration, code: str = "A000001") -> Registration:
    """Give a registration its code."""
    begun = kept.affairs.begin(pending(of, code))
    assert begun is not None
    return kept.affairs.finish(begun, message(of.account, f"issued {code}"))


# Registrations -------------------------------------------------------------------------------


def test_a_registration_comes_back_as_it_was_given(kept: Kept) -> None:
    """Every field is kept, and it is found by account, token and lot, and by nothing else."""
    account = kept.account()
    given = registration(account, capacity=Capacity.JOINT, paper="p" * 43, commitment="c" * 43)
    assert kept.affairs.register(given) == given
    assert kept.affairs.registration(account, LOT, number=1) == given
    assert kept.affairs.of_token(LOT, given.token, number=1) == given
    assert kept.affairs.of_lot(LOT, number=1) == [given]
    assert kept.affairs.of_account(account) == [given]
    for lot, number in ((LOT, 2), (OTHER, 1)):
        assert kept.affairs.registration(account, lot, number=number) is None
        assert kept.affairs.of_token(lot, given.token, number=number) is None
        assert kept.affairs.of_lot(lot, number=number) == []
    assert kept.affairs.of_account(SubjectId("nobody")) == []
    assert kept.affairs.of_code(LOT, BiddingCode("A000001"), number=1) is None


def test_to_register_again_changes_the_capacity_alone(kept: Kept) -> None:
    """Time and acknowledgement stay; what the court confirmed of another capacity is forgotten."""
    first = kept.registered(capacity=Capacity.AGENT, paper="p" * 43)
    kept.affairs.acknowledge(first, at=T0 + MINUTE)
    confirmed = kept.affairs.confirm(first, others=(token("li"),), at=T0 + MINUTE)
    again = replace(first, made_at=T0 + MINUTE, commitment="c" * 43)
    assert kept.affairs.register(again) == replace(confirmed, commitment="c" * 43)
    own = kept.affairs.register(replace(again, capacity=Capacity.OWN, paper=""))
    assert own == replace(
        first, capacity=Capacity.OWN, paper="", commitment="c" * 43, acknowledged_at=T0 + MINUTE
    )


def test_a_token_is_one_accounts(kept: Kept) -> None:
    """An unknown account cannot register, nor two under one token."""
    kept.registered("wang")
    with pytest.raises(KeyError):
        kept.affairs.register(registration(SubjectId("nobody"), "nobody"))
    with pytest.raises(ValueError, match="token"):
        kept.affairs.register(registration(kept.account("li"), "wang"))


def test_registrations_have_their_order(kept: Kept) -> None:
    """An account's come newest first, a lot's oldest first."""
    account = kept.account()
    lots = [(LOT, 1, 0), (OTHER, 1, 2), (LOT, 2, 1)]
    for lot, number, minutes in lots:
        made_at = T0 + minutes * MINUTE
        kept.affairs.register(registration(account, lot=lot, round=number, made_at=made_at))
    later = kept.registered("li", made_at=T0 + MINUTE)
    found = [(one.lot, one.round) for one in kept.affairs.of_account(account)]
    assert found == [(OTHER, 1), (LOT, 2), (LOT, 1)]
    of_lot = [one.account for one in kept.affairs.of_lot(LOT, number=1)]
    assert of_lot == [account, later.account]


def test_the_first_acknowledgement_stays(kept: Kept) -> None:
    """A second one changes nothing; nobody's is a KeyError, as is what the court confirms."""
    wang = kept.registered()
    first = kept.affairs.acknowledge(wang, at=T0)
    assert kept.affairs.acknowledge(wang, at=T0 + MINUTE) == first
    assert first == replace(wang, acknowledged_at=T0)
    nobody = replace(wang, account=SubjectId("nobody"))
    with pytest.raises(KeyError):
        kept.affairs.acknowledge(nobody, at=T0)
    with pytest.raises(KeyError):
        kept.affairs.confirm(nobody, others=(), at=T0)


# Codes ---------------------------------------------------------------------------------------


def test_a_code_is_begun_and_finished_once(kept: Kept) -> None:
    """The first code on its way is the one; finished, it stands with its password and a message."""
    wang = kept.registered()
    first, second = pending(wang, "A000001"), pending(wang, "B000002")
    assert kept.affairs.begin(first) == first
    assert kept.affairs.begin(second) == first
    assert kept.affairs.of_code(LOT, first.code, number=1) is None
    told = message(wang.account)
    done = kept.affairs.finish(first, told)
    assert done == replace(
        wang, code=first.code, password_hash=first.password_hash, sealed_password=b"\x00s"
    )
    assert kept.affairs.of_code(LOT, first.code, number=1) == done
    assert kept.affairs.messages(wang.account) == [told]
    assert kept.affairs.finish(second, replace(told, id="m2")) == done
    assert kept.affairs.messages(wang.account) == [told]
    assert kept.affairs.begin(second) is None


def test_a_code_is_one_persons_in_a_round(kept: Kept) -> None:
    """Another's code, on its way or given, cannot be begun; in another round or lot it can."""
    wang, li = kept.registered("wang"), kept.registered("li")
    assert kept.affairs.begin(pending(wang)) is not None
    assert kept.affairs.begin(pending(li)) is None
    kept.affairs.finish(pending(wang), message(wang.account))
    assert kept.affairs.begin(pending(li)) is None
    for place in ({"round": 2}, {"lot": OTHER}):
        other = kept.affairs.register(replace(li, **place))
        assert kept.affairs.begin(pending(other)) is not None


def test_a_code_that_was_refused_is_dropped(kept: Kept) -> None:
    """Dropped, it is free again; another's or a later one stays."""
    wang = kept.registered()
    first, second = pending(wang, "A000001"), pending(wang, "B000002")
    kept.affairs.begin(first)
    kept.affairs.drop(second)
    assert kept.affairs.begin(second) == first
    kept.affairs.drop(first)
    assert kept.affairs.begin(second) == second


def test_codes_are_for_whoever_is_registered(kept: Kept) -> None:
    """Nobody's code is a KeyError, begun or finished."""
    wang = kept.registered()
    nobody = replace(pending(wang), token=token("nobody"))
    with pytest.raises(KeyError):
        kept.affairs.begin(nobody)
    with pytest.raises(KeyError):
        kept.affairs.finish(nobody, message(wang.account))


def test_nothing_changes_under_a_code(kept: Kept) -> None:
    """While a code is on its way, and once it is there, capacity and principals stay."""
    wang = kept.registered(capacity=Capacity.AGENT)
    confirmed = kept.affairs.confirm(wang, others=(token("li"),), at=T0)
    assert confirmed == replace(wang, others=(token("li"),), confirmed_at=T0)
    kept.affairs.begin(pending(wang))
    own = replace(wang, capacity=Capacity.OWN)
    assert kept.affairs.register(own) == confirmed
    assert kept.affairs.confirm(wang, others=(token("x"),), at=T0 + MINUTE) == confirmed
    done = kept.affairs.finish(pending(wang), message(wang.account))
    assert kept.affairs.register(own) == done
    assert kept.affairs.confirm(wang, others=(token("x"),), at=T0 + MINUTE) == done


def test_of_many_that_begin_at_once_one_code_comes(kept: Kept) -> None:
    """Two clerks who confirm one deposit at once are given the same code on its way."""
    wang = kept.registered()
    got: list[Pending | None] = []

    def work(number: int) -> None:
        got.append(kept.affairs.begin(pending(wang, f"A{number:06d}")))

    threads = [threading.Thread(target=work, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 6
    assert len({one.code for one in got if one is not None}) == 1


def test_a_sealed_password_is_taken_once(kept: Kept) -> None:
    """The second call gets nothing, nor does anybody without a code; the hash stays."""
    wang = kept.registered()
    assert kept.affairs.take_sealed(wang) is None
    done = coded(kept, wang)
    assert kept.affairs.take_sealed(wang) == b"\x00s"
    assert kept.affairs.take_sealed(wang) is None
    assert kept.affairs.take_sealed(replace(wang, account=SubjectId("nobody"))) is None
    assert kept.affairs.registration(wang.account, LOT, number=1) == replace(
        done, sealed_password=None
    )


def test_another_password_takes_the_old_ones_place(kept: Kept) -> None:
    """It ends the old one, sealed or not; without a code there is none."""
    wang = kept.registered()
    assert not kept.affairs.set_password(wang, password_hash="new")
    done = coded(kept, wang)
    assert kept.affairs.set_password(wang, password_hash="new")
    assert kept.affairs.take_sealed(wang) is None
    found = kept.affairs.registration(wang.account, LOT, number=1)
    assert found == replace(done, password_hash="new", sealed_password=None)
    assert not kept.affairs.set_password(replace(wang, round=2), password_hash="new")


# Halls ---------------------------------------------------------------------------------------


def test_an_entry_is_of_one_sign_in_and_one_round(kept: Kept) -> None:
    """It is found for its session, lot and round alone, and noted once."""
    wang = kept.account()
    first = Entry(SessionId("s1"), LOT, 1, wang, T0)
    kept.affairs.enter(first)
    kept.affairs.enter(replace(first, at=T0 + MINUTE))
    kept.affairs.enter(replace(first, session=SessionId("s2"), at=T0 - MINUTE))
    assert kept.affairs.has_entered(SessionId("s1"), LOT, number=1)
    assert not kept.affairs.has_entered(SessionId("s1"), LOT, number=2)
    assert not kept.affairs.has_entered(SessionId("s1"), OTHER, number=1)
    assert not kept.affairs.has_entered(SessionId("s3"), LOT, number=1)
    found = [(one.session, one.at) for one in kept.affairs.entries(LOT, number=1)]
    assert found == [("s2", T0 - MINUTE), ("s1", T0)]
    assert kept.affairs.entries(OTHER, number=1) == []
    with pytest.raises(KeyError):
        kept.affairs.enter(replace(first, session=SessionId("s4"), account=SubjectId("nobody")))


# Messages ------------------------------------------------------------------------------------


def test_a_message_is_put_in_once(kept: Kept) -> None:
    """Every field is kept; a second one of its id changes nothing; nobody's is a KeyError."""
    wang = kept.account()
    full = message(wang, kind=Kind.EXTENDED, seq=7, price_fen=2**40, when=T0 + MINUTE)
    assert not kept.affairs.has_message("m1")
    assert kept.affairs.put(full)
    assert not kept.affairs.put(replace(full, kind=Kind.WON))
    assert kept.affairs.has_message("m1")
    assert kept.affairs.messages(wang) == [full]
    with pytest.raises(KeyError):
        kept.affairs.put(message(SubjectId("nobody"), "m2"))


def test_messages_are_their_accounts_own(kept: Kept) -> None:
    """The newest come first, so many at the most; reading them changes nobody else's."""
    wang, li = kept.account("wang"), kept.account("li")
    kept.affairs.put(message(li, "other"))
    for number in range(MOST_MESSAGES + 1):
        kept.affairs.put(message(wang, f"m{number}", at=T0 + number * MINUTE))
    kept.affairs.read_messages(wang, at=T0)
    kept.affairs.put(message(wang, "last", at=T0 + 500 * MINUTE))
    kept.affairs.read_messages(wang, at=T0 + MINUTE)
    found = kept.affairs.messages(wang)
    assert len(found) == MOST_MESSAGES
    assert [(one.id, one.read_at) for one in found[:2]] == [
        ("last", T0 + MINUTE),
        (f"m{MOST_MESSAGES}", T0),
    ]
    assert [one.read_at for one in kept.affairs.messages(li)] == [None]


def test_a_position_never_moves_back(kept: Kept) -> None:
    """It begins at nothing and keeps the furthest."""
    assert kept.affairs.position() == 0
    for position in (7, 3):
        kept.affairs.move_to(position)
        assert kept.affairs.position() == 7


# Watched lots --------------------------------------------------------------------------------


def test_a_lot_is_watched_until_it_is_not(kept: Kept) -> None:
    """The newest comes first, once each; nobody else's are touched; nobody's is a KeyError."""
    wang, li = kept.account("wang"), kept.account("li")
    kept.affairs.save(wang, LOT, at=T0)
    kept.affairs.save(wang, OTHER, at=T0 + MINUTE)
    kept.affairs.save(wang, LOT, at=T0 + 2 * MINUTE)
    kept.affairs.save(li, LOT, at=T0)
    assert kept.affairs.saved(wang) == [OTHER, LOT]
    assert sorted(kept.affairs.savers(LOT)) == sorted([wang, li])
    kept.affairs.unsave(wang, LOT)
    kept.affairs.unsave(wang, LOT)
    assert kept.affairs.saved(wang) == [OTHER]
    assert kept.affairs.savers(LOT) == [li]
    with pytest.raises(KeyError):
        kept.affairs.save(SubjectId("nobody"), LOT, at=T0)


def test_a_closed_store_serves_again(kept: Kept) -> None:
    """Closing releases connections, and nothing that was kept is lost."""
    wang = kept.registered()
    kept.affairs.close()
    assert kept.affairs.of_account(wang.account) == [wang]
