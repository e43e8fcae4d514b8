"""The contract of `affairs.exhibits.ExhibitStore`, in memory and on every PostgreSQL."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.adapters.memory_exhibits import MemoryExhibits
from mingpai.adapters.postgres_exhibits import PostgresExhibits
from mingpai.affairs.exhibits import (
    MOST_OF_A_LOT,
    Content,
    Exhibit,
    ExhibitStore,
    FileKind,
    digest_of,
)
from mingpai.kernel.ids import OfficeId, StreamId
from mingpai.kernel.outcome import InvariantBroken

REAL = [
    pytest.param("embedded_server", marks=pytest.mark.database, id="embedded"),
    pytest.param("debian_server", marks=pytest.mark.database, id="debian15"),
]
T0 = datetime(2026, 5, 26, 2, 0, tzinfo=UTC)
LOT, OTHER = StreamId("disposal/2026-0001"), StreamId("disposal/2026-0002")
DATA = b"\xff\xd8\xff\x00picture\xff\xd9"


@pytest.fixture(params=["memory", *REAL])
def store(request: pytest.FixtureRequest) -> Iterator[ExhibitStore]:
    """Return an empty store."""
    if request.param == "memory":
        kept = MemoryExhibits()
        yield kept
        kept.close()
        return
    server: Any = request.getfixturevalue(request.param)
    dsns = server.fresh()
    opened = PostgresExhibits(dsns.subjects)
    yield opened
    opened.close()
    server.drop(dsns)


def exhibit(data: bytes = DATA, **changes: Any) -> Exhibit:
    """Return a picture as it is to be shown."""
    court = OfficeId("court/sh-xuhui")
    made = Exhibit(LOT, digest_of(data), FileKind.JPEG, "正面", len(data), court, T0)
    return replace(made, **changes)


def test_a_file_comes_back_as_it_was_kept(store: ExhibitStore) -> None:
    """It is found by its digest, bytes and kind, and stands with its lot alone."""
    assert store.content(digest_of(DATA)) is None
    assert store.keep(exhibit(), DATA)
    assert store.content(digest_of(DATA)) == Content(FileKind.JPEG, DATA)
    assert store.of_lot(LOT) == [exhibit()]
    assert store.of_lot(OTHER) == []


def test_the_same_file_is_kept_once(store: ExhibitStore) -> None:
    """Kept again it takes the new title; another lot shows the same file by itself."""
    store.keep(exhibit(), DATA)
    named = exhibit(title="北面", added_at=T0 + timedelta(minutes=1))
    assert store.keep(named, DATA)
    assert store.keep(exhibit(lot=OTHER), DATA)
    assert store.of_lot(LOT) == [named]
    assert store.of_lot(OTHER) == [exhibit(lot=OTHER)]


def test_files_stand_in_the_order_of_adding(store: ExhibitStore) -> None:
    """The first added stands first."""
    later = exhibit(DATA + DATA, added_at=T0 + timedelta(minutes=1), kind=FileKind.PDF)
    store.keep(later, DATA + DATA)
    store.keep(exhibit(), DATA)
    assert store.of_lot(LOT) == [exhibit(), later]


def test_a_hidden_file_is_shown_nowhere(store: ExhibitStore) -> None:
    """Once no lot shows it, nobody can read it; shown again, it is there again."""
    store.keep(exhibit(), DATA)
    store.keep(exhibit(lot=OTHER), DATA)
    assert store.hide(LOT, digest_of(DATA), at=T0)
    assert store.of_lot(LOT) == []
    assert store.content(digest_of(DATA)) is not None
    assert store.hide(OTHER, digest_of(DATA), at=T0)
    assert store.content(digest_of(DATA)) is None
    assert not store.hide(OTHER, digest_of(DATA), at=T0)
    assert store.keep(exhibit(), DATA)
    assert store.content(digest_of(DATA)) == Content(FileKind.JPEG, DATA)


def test_a_lot_shows_so_many_files_and_no_more(store: ExhibitStore) -> None:
    """Of several uploads at once none goes over the limit; what is shown can be renamed."""

    def added(at: int) -> bool:
        data = DATA + str(at).encode()
        return store.keep(exhibit(data), data)

    for at in range(MOST_OF_A_LOT - 1):
        assert added(at)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(added, range(1_000, 1_004)))
    assert sum(done) == 1
    assert len(store.of_lot(LOT)) == MOST_OF_A_LOT
    assert added(0)
    assert store.hide(LOT, store.of_lot(LOT)[0].digest, at=T0)
    assert added(2_000)


def test_a_file_stands_under_its_own_digest(store: ExhibitStore) -> None:
    """Bytes under the digest of others are a fault of ours, and nothing is kept."""
    with pytest.raises(InvariantBroken):
        store.keep(exhibit(), DATA + b"x")
    assert store.of_lot(LOT) == []
