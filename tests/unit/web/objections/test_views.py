"""Where an objection stands, in words and days."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.objections.model import Objection, ObjectionKind, Outcome
from mingpai.auction.preparation.model import Role
from mingpai.web.objections import views
from mingpai.web.objections.views import (
    content_of,
    decided_by,
    decision_on,
    may_ask_review,
    standing,
)

pytestmark = pytest.mark.slow

DAY = date(2026, 5, 25)
FILED = Objection(1, ObjectionKind.CONDUCT, Role.OUTSIDER, DAY)
DECIDED = replace(FILED, outcome=Outcome.REJECTED, decided_on=DAY)
SERVED = replace(DECIDED, served_on=DAY)
CLAIM = replace(SERVED, kind=ObjectionKind.OUTSIDER_CLAIM)


@pytest.mark.parametrize(
    ("one", "kind", "until"),
    [
        (FILED, "waiting", date(2026, 6, 9)),
        (replace(FILED, filed_on=date(2026, 4, 1)), "overdue", date(2026, 4, 16)),
        (replace(FILED, kind=ObjectionKind.COMPLAINT), "waiting", None),
        (replace(FILED, filed_on=date(2020, 1, 1)), "overdue", date(2020, 1, 16)),
        (DECIDED, "owed", None),
        (replace(DECIDED, outcome=Outcome.WITHDRAWN), "over", None),
        (SERVED, "served", date(2026, 6, 4)),
        (replace(SERVED, served_on=date(2026, 4, 1)), "over", None),
        (CLAIM, "served", date(2026, 6, 9)),
        (replace(SERVED, review_filed_on=DAY), "waiting", None),
        (replace(SERVED, review_filed_on=DAY, review_outcome=Outcome.REJECTED), "over", None),
        (replace(CLAIM, suit_filed_on=DAY), "waiting", None),
        (replace(SERVED, outcome=Outcome.UPHELD), "owed", None),
    ],
)
def test_each_stand_has_who_and_until_when(
    bench: Any, chinese: Any, one: Objection, kind: str, until: date | None
) -> None:
    """Who owes what follows from what is on record, by the engine's own terms."""
    found = standing(one, bench.docket.state, today=DAY, texts=chinese.texts)
    assert (found.kind, found.until) == (kind, until)
    assert bool(found.who) is not found.is_over


def test_a_review_is_offered_in_its_term_alone(bench: Any) -> None:
    """The form for reconsideration is shown over conduct, after service, in ten days."""
    state = bench.docket.state
    assert may_ask_review(SERVED, state, today=DAY)
    assert not may_ask_review(SERVED, state, today=date(2026, 6, 5))
    assert not may_ask_review(DECIDED, state, today=DAY)
    assert not may_ask_review(CLAIM, state, today=DAY)


def test_without_law_in_force_there_is_no_day(bench: Any, monkeypatch: Any, chinese: Any) -> None:
    """Where no value was in force no day is made up."""
    state = bench.docket.state

    def none(*_: Any) -> Any:
        msg = "a value of the test"
        raise views.NoValueInForce(msg, DAY)

    assert decided_by(ObjectionKind.COMPLAINT, state, today=DAY) is None
    monkeypatch.setattr(views, "decide_within", none)
    monkeypatch.setattr(views, "go_on_within", none)
    assert decided_by(ObjectionKind.CONDUCT, state, today=DAY) is None
    assert standing(FILED, state, today=DAY, texts=chinese.texts).until is None
    assert standing(SERVED, state, today=DAY, texts=chinese.texts).is_over


def test_what_is_not_kept_says_nothing(bench: Any) -> None:
    """A writing that is not here has no content, an undecided objection no decision."""
    assert content_of(None) is None
    assert decision_on(bench.docket.board.lot(bench.docket.lot), 1) == ""
