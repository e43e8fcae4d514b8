"""Drafts in memory: the contract is in tests/contract; here, what is the fake's own."""

from datetime import UTC, datetime

from mingpai.adapters.memory_drafts import MemoryDrafts
from mingpai.affairs.drafts import Draft
from mingpai.kernel.ids import OfficeId, StreamId


def test_closing_loses_nothing() -> None:
    """The fake has nothing open: what was kept is there after it was closed."""
    drafts, court, lot = MemoryDrafts(), OfficeId("court/a"), StreamId("disposal/1")
    kept = Draft(court, lot, "FixPrice", {}, "li", datetime(2026, 5, 26, tzinfo=UTC))
    drafts.keep(kept)
    drafts.close()
    assert drafts.one(court, lot, "FixPrice") == kept
