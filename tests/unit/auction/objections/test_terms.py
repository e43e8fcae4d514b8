"""The clocks of an objection, and which claims stand in the way of a sale."""

from datetime import date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.asked import Asked
from mingpai.auction.objections.commands import DecideObjection, RecordSuit
from mingpai.auction.objections.events import ObjectionCarriedOut
from mingpai.auction.objections.model import Objection, ObjectionKind, Outcome
from mingpai.auction.objections.terms import (
    claim_in_the_way,
    decide_within,
    go_on_within,
    outcome_to_carry_out,
)
from mingpai.auction.preparation.model import Role
from mingpai.law.book import LawBook
from mingpai.law.parameters import OBJECTION_DAYS, OUTSIDER_DAYS
from mingpai.law.periods import Term
from mingpai.law.timeline import Dated, NoValueInForce, Timeline

ON = date(2026, 5, 25)
PAPER = "A" * 43
CLAIM = ObjectionKind.OUTSIDER_CLAIM


@pytest.mark.parametrize(
    ("kind", "last"),
    [
        (ObjectionKind.CONDUCT, date(2026, 6, 9)),
        (ObjectionKind.OUTSIDER_CLAIM, date(2026, 6, 9)),
    ],
)
def test_the_court_decides_within_fifteen_days(
    docket: Any, kind: ObjectionKind, last: date
) -> None:
    """From the day after it was filed; a complaint has no term."""
    one = Objection(1, kind, Role.DEBTOR, ON)
    assert decide_within(one, docket.state, docket.setting) == Term(last, verified=True)
    complaint = replace(one, kind=ObjectionKind.COMPLAINT)
    assert decide_within(complaint, docket.state, docket.setting) is None


@pytest.mark.parametrize(
    ("kind", "timeline"),
    [(ObjectionKind.CONDUCT, OBJECTION_DAYS), (ObjectionKind.OUTSIDER_CLAIM, OUTSIDER_DAYS)],
)
def test_each_kind_has_a_term_of_its_own(
    make_docket: Any, kind: ObjectionKind, timeline: Timeline[int]
) -> None:
    """Were one of the two terms changed, the other would stay what it is."""
    changed = [replace(timeline.values[-1], value=20)]
    docket = make_docket(LawBook([Timeline(timeline.name, changed)])).opened()
    lasts = {
        one: decide_within(Objection(1, one, Role.DEBTOR, ON), docket.state, docket.setting)
        for one in (ObjectionKind.CONDUCT, ObjectionKind.OUTSIDER_CLAIM)
    }
    assert lasts.pop(kind) == Term(date(2026, 6, 15), verified=True)
    assert list(lasts.values()) == [Term(date(2026, 6, 9), verified=True)]


@pytest.mark.parametrize(
    ("kind", "last"),
    [(ObjectionKind.CONDUCT, date(2026, 6, 4)), (ObjectionKind.OUTSIDER_CLAIM, date(2026, 6, 9))],
)
def test_a_review_has_ten_days_and_a_suit_fifteen(
    docket: Any, kind: ObjectionKind, last: date
) -> None:
    """From the day after service."""
    assert go_on_within(kind, ON, docket.state, docket.setting) == Term(last, verified=True)


def test_a_term_is_that_of_the_day_of_the_notice(make_docket: Any) -> None:
    """A round keeps the terms of its notice; before any round the law of the filing binds."""
    article = OBJECTION_DAYS.values[0].article
    values = [
        Dated(15, article, date(2024, 1, 1), date(2026, 4, 30)),
        Dated(10, article, date(2026, 5, 1), verified=False),
    ]
    docket = make_docket(LawBook([Timeline(OBJECTION_DAYS.name, values)])).opened()
    one = Objection(1, ObjectionKind.CONDUCT, Role.DEBTOR, ON)
    today = decide_within(one, docket.state, docket.setting)
    assert today == Term(date(2026, 6, 4), verified=False)
    docket.announced()
    assert decide_within(one, docket.state, docket.setting) == Term(date(2026, 6, 9), verified=True)
    early = replace(one, filed_on=date(2020, 1, 1))
    with pytest.raises(NoValueInForce):
        decide_within(early, make_docket().opened().state, docket.setting)


def in_the_way(docket: Any, day: str = "2026-05-25") -> int:
    """Return the number of the claim that stands in the way on a day, or 0."""
    now = datetime.fromisoformat(f"{day}T02:00Z")
    claim = claim_in_the_way(docket.state, Asked(docket.COURT, now, docket.setting))
    return 0 if claim is None else int(claim.number)


def test_a_claim_stands_in_the_way_until_it_is_settled(docket: Any) -> None:
    """Open, then until service and through the days in which suit may be brought; then no more."""
    assert not in_the_way(docket)
    docket.filed(ObjectionKind.CONDUCT)
    assert not in_the_way(docket)
    docket.filed(CLAIM)
    assert in_the_way(docket) == 2
    docket.do(DecideObjection(2, Outcome.REJECTED, PAPER))
    assert in_the_way(docket, "2027-05-25") == 2


def test_a_suit_keeps_a_claim_in_the_way(docket: Any) -> None:
    """Fifteen days after service the way is free, unless suit was brought; then until judgment."""
    docket.filed(CLAIM).decided()
    assert in_the_way(docket, "2026-06-09") == 1
    assert not in_the_way(docket, "2026-06-10")
    docket.do(RecordSuit(1, ON, PAPER))
    assert in_the_way(docket, "2026-12-10") == 1


def test_a_claim_withdrawn_or_upheld_has_no_days_to_wait_for(docket: Any) -> None:
    """Withdrawn it is gone at once; upheld it stays."""
    docket.filed(CLAIM).decided(Outcome.WITHDRAWN)
    assert not in_the_way(docket)
    docket.filed(CLAIM).decided(Outcome.UPHELD)
    assert in_the_way(docket, "2027-05-25") == 2


def test_the_first_upheld_objection_waits_to_be_carried_out(docket: Any) -> None:
    """Until it is on record as carried out; what was rejected waits for nothing."""
    docket.filed(ObjectionKind.CONDUCT).decided()
    assert outcome_to_carry_out(docket.state) is None
    docket.filed(ObjectionKind.CONDUCT).decided(Outcome.UPHELD)
    one = outcome_to_carry_out(docket.state)
    assert one is not None
    assert one.number == 2
    docket.happened(ObjectionCarriedOut(2, ON, PAPER))
    assert outcome_to_carry_out(docket.state) is None
