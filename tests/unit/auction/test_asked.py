"""The checks that every act of an office shares."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.asked import Asked, Setting, is_digest, not_a_paper, not_by_court, not_yet
from mingpai.auction.settlement.model import Ending
from mingpai.law.platforms import NATIONAL

NOW = datetime(2026, 5, 25, 16, 0, tzinfo=UTC)


def asked(actor: str) -> Asked:
    """Return who asks, at midnight in Shanghai on 2026-05-26."""
    return Asked(actor, NOW, Setting(NATIONAL))


def test_the_day_is_that_of_shanghai() -> None:
    """Four in the afternoon in UTC is the next day in Shanghai."""
    assert asked("court/x").today == date(2026, 5, 26)


def test_an_act_of_the_court_needs_the_court(lot: Any, empty_lot: Any) -> None:
    """Nothing of a disposal that is not open, over, or another court's."""
    assert not_by_court(lot.state, asked(lot.COURT)) is None
    refusals = [
        not_by_court(empty_lot.state, asked(lot.COURT)),
        not_by_court(lot.state, asked("court/sh-pudong")),
        not_by_court(
            replace(lot.state, file=replace(lot.state.file, ending=Ending.WITHDRAWN)),
            asked(lot.COURT),
        ),
    ]
    assert [one and one.code for one in refusals] == ["not_open", "not_this_court", "disposal_over"]


def test_a_paper_is_a_digest(lot: Any) -> None:
    """Each paper of an act is 32 bytes in base64url, and no text stands in its place."""
    assert not_a_paper() is None
    assert not_a_paper(lot.DIGEST, lot.DIGEST) is None
    refusal = not_a_paper(lot.DIGEST, "判决书")
    assert refusal is not None
    assert refusal.code == "paper_malformed"


@pytest.mark.parametrize("text", ["", "A" * 42, "A" * 44, "A" * 42 + "B", "李四"])
def test_what_is_no_digest(text: str) -> None:
    """Nothing but the one canonical text of 32 bytes is a digest."""
    assert not is_digest(text)


def test_a_day_that_is_recorded_has_come() -> None:
    """Today is no day ahead, tomorrow is."""
    assert not_yet(date(2026, 5, 26), asked("court/x")) is None
    refusal = not_yet(date(2026, 5, 27), asked("court/x"))
    assert refusal is not None
    assert refusal.facts == {"day": "2026-05-27", "today": "2026-05-26"}
