"""The contract of `affairs.drafts.Drafts`, in memory and on every PostgreSQL."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.adapters.memory_drafts import MemoryDrafts
from mingpai.adapters.postgres_drafts import PostgresDrafts
from mingpai.affairs.drafts import MAX_DRAFT_BYTES, Draft, Drafts
from mingpai.kernel.ids import OfficeId, StreamId

REAL = [
    pytest.param("embedded_server", marks=pytest.mark.database, id="embedded"),
    pytest.param("debian_server", marks=pytest.mark.database, id="debian15"),
]
COURT, OTHER = OfficeId("court/sh-xuhui"), OfficeId("court/sh-pudong")
LOT = StreamId("disposal/2026-0001")
T0 = datetime(2026, 5, 26, 2, 0, tzinfo=UTC)
DRAFT = Draft(COURT, LOT, "AnnounceRound", {"notice.text": "公告\n第二行", "empty": ""}, "li", T0)


@pytest.fixture(params=["memory", *REAL])
def drafts(request: pytest.FixtureRequest) -> Iterator[Drafts]:
    """Return an empty store."""
    if request.param == "memory":
        yield MemoryDrafts()
        return
    server: Any = request.getfixturevalue(request.param)
    dsns = server.fresh()
    opened = PostgresDrafts(dsns.subjects)
    yield opened
    opened.close()
    server.drop(dsns)


def test_a_draft_comes_back_as_it_was_kept(drafts: Drafts) -> None:
    """Every control's text is read back, in its office, for its lot and command alone."""
    assert drafts.one(COURT, LOT, "AnnounceRound") is None
    drafts.keep(DRAFT)
    assert drafts.one(COURT, LOT, "AnnounceRound") == DRAFT
    assert drafts.one(OTHER, LOT, "AnnounceRound") is None
    assert drafts.one(COURT, LOT, "RecordPanel") is None
    drafts.close()


def test_the_last_one_stands(drafts: Drafts) -> None:
    """A draft takes the place of the one before it, whoever of the office wrote that."""
    drafts.keep(DRAFT)
    later = replace(DRAFT, filled={"a": "b"}, by="wang", at=T0 + timedelta(hours=1))
    drafts.keep(later)
    drafts.keep(later)
    assert drafts.of_office(COURT) == [later]


def test_an_office_sees_its_own_oldest_first(drafts: Drafts) -> None:
    """Drafts of an office come in the order of their time; another office's do not."""
    newer = replace(DRAFT, lot=StreamId("disposal/2026-0002"), at=T0 + timedelta(minutes=1))
    for one in (newer, DRAFT, replace(DRAFT, office=OTHER)):
        drafts.keep(one)
    assert drafts.of_office(COURT) == [DRAFT, newer]


def test_a_dropped_draft_is_gone(drafts: Drafts) -> None:
    """What was dropped is not there any more, and dropping it again changes nothing."""
    drafts.keep(DRAFT)
    for _ in range(2):
        drafts.drop(COURT, LOT, "AnnounceRound")
    assert drafts.of_office(COURT) == []


def test_what_is_too_large_is_not_kept(drafts: Drafts) -> None:
    """A form beyond the limit is refused and leaves the draft before it."""
    drafts.keep(DRAFT)
    with pytest.raises(ValueError, match="larger"):
        drafts.keep(replace(DRAFT, filled={"a": "x" * MAX_DRAFT_BYTES}))
    assert drafts.one(COURT, LOT, "AnnounceRound") == DRAFT
