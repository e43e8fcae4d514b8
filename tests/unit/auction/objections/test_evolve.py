"""What a filing or a decision changes in the list of objections."""

from datetime import date, timedelta
from typing import Any

import pytest

from mingpai.auction.objections.events import (
    ObjectionDecided,
    ObjectionDecisionServed,
    ObjectionFiled,
    ObjectorNamed,
    ReviewDecided,
    ReviewFiled,
    SuitDecided,
    SuitFiled,
)
from mingpai.auction.objections.evolve import evolve_objection
from mingpai.auction.objections.model import Objection, ObjectionKind, Outcome
from mingpai.auction.preparation.model import Role
from mingpai.auction.settlement.model import AnnulmentGround

PAPER = "A" * 43
ON = date(2026, 5, 25)
GROUND = AnnulmentGround.COLLUSION
FILED = ObjectionFiled(1, ObjectionKind.CONDUCT, Role.DEBTOR, ON, GROUND, PAPER)
OTHER = ObjectionFiled(2, ObjectionKind.OUTSIDER_CLAIM, Role.TENANT, ON, None, PAPER)


def test_a_filing_is_listed_without_its_person(docket: Any) -> None:
    """Who filed stands in a restricted event and in no state."""
    docket.happened(FILED, ObjectorNamed(1, docket.token("debtor")), OTHER)
    assert docket.state.file.objections == (
        Objection(1, ObjectionKind.CONDUCT, Role.DEBTOR, ON, GROUND),
        Objection(2, ObjectionKind.OUTSIDER_CLAIM, Role.TENANT, ON),
    )


def test_what_is_decided_of_one_leaves_the_others(docket: Any) -> None:
    """Each step is kept with its day, at the objection of its number alone."""
    docket.happened(
        FILED,
        OTHER,
        ObjectionDecided(2, Outcome.REJECTED, date(2026, 5, 26), PAPER),
        ObjectionDecisionServed(2, date(2026, 5, 27), PAPER),
        ReviewFiled(2, date(2026, 5, 28), PAPER),
        ReviewDecided(2, Outcome.REJECTED, PAPER),
        SuitFiled(2, date(2026, 5, 29), PAPER),
        SuitDecided(2, Outcome.UPHELD, PAPER),
    )
    first, second = docket.state.file.objections
    assert first == Objection(1, ObjectionKind.CONDUCT, Role.DEBTOR, ON, GROUND)
    assert second == Objection(
        2,
        ObjectionKind.OUTSIDER_CLAIM,
        Role.TENANT,
        ON,
        outcome=Outcome.REJECTED,
        decided_on=date(2026, 5, 26),
        served_on=date(2026, 5, 27),
        review_filed_on=date(2026, 5, 28),
        review_outcome=Outcome.REJECTED,
        suit_filed_on=date(2026, 5, 29),
        suit_outcome=Outcome.UPHELD,
    )


def test_what_is_no_event_of_an_objection_changes_nothing(docket: Any) -> None:
    """An event of another part, sent here, is a fault of ours."""

    class Stranger:
        number = 1

    docket.happened(FILED)
    with pytest.raises(AssertionError):
        evolve_objection(docket.state, Stranger())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("events", "stays"),
    [
        ((OTHER,), False),
        ((FILED,), True),
        ((FILED, ObjectionDecided(1, Outcome.UPHELD, ON, PAPER)), False),
        ((FILED, ObjectionDecided(1, Outcome.REJECTED, ON, PAPER)), True),
    ],
)
def test_what_holds_the_sale_takes_back_a_service_that_lies_ahead(
    docket: Any, events: Any, *, stays: bool
) -> None:
    """A claim that is filed, a conduct objection that is upheld; what took effect stays."""
    ahead = ON + timedelta(days=1)
    docket.sold(title_on=ahead).happened(*events)
    assert docket.state.file.settlement.title_on == (ahead if stays else None)


def test_title_that_passed_is_not_taken_back(docket: Any) -> None:
    """Neither by a claim of the same day nor by a complaint that is upheld."""
    docket.sold(title_on=ON).happened(OTHER, ObjectionDecided(2, Outcome.UPHELD, ON, PAPER))
    assert docket.state.file.settlement.title_on == ON
