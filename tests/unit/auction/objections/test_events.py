"""The record of what was filed: what each event says survives being written and read."""

from datetime import date

import pytest

from mingpai.auction.objections.events import (
    KINDS,
    ObjectionCarriedOut,
    ObjectionDecided,
    ObjectionDecisionServed,
    ObjectionFiled,
    ObjectorNamed,
    ReviewDecided,
    ReviewFiled,
    SuitDecided,
    SuitFiled,
)
from mingpai.auction.objections.model import ObjectionKind, Outcome
from mingpai.auction.preparation.model import Role
from mingpai.auction.settlement.model import AnnulmentGround
from mingpai.kernel.canon import canonical_struct
from mingpai.kernel.event import Event, Registry, Visibility
from mingpai.kernel.ids import LotToken

DAY = date(2026, 5, 25)
PAPER = "A" * 43
CLAIM = ObjectionKind.OUTSIDER_CLAIM
REGISTRY = Registry(KINDS)
EVENTS = (
    ObjectionFiled(1, CLAIM, Role.OUTSIDER, DAY, None, PAPER),
    ObjectionFiled(
        2, ObjectionKind.CONDUCT, Role.BUYER, DAY, AnnulmentGround.SYSTEM_FAILURE, PAPER
    ),
    ObjectorNamed(1, LotToken("1".rjust(22, "0"))),
    ObjectionDecided(1, Outcome.REJECTED, DAY, PAPER),
    ObjectionDecisionServed(1, DAY, PAPER),
    ReviewFiled(1, DAY, PAPER),
    ReviewDecided(1, Outcome.WITHDRAWN, PAPER),
    SuitFiled(1, DAY, PAPER),
    SuitDecided(1, Outcome.UPHELD, PAPER),
    ObjectionCarriedOut(2, DAY, PAPER),
)


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_is_read_as_it_was_written(event: Event) -> None:
    """Canonical bytes and back give the same event."""
    kind = REGISTRY.by_class[type(event)]
    body = canonical_struct(event)
    assert REGISTRY.decode(name=kind.name, version=kind.version, body=body) == event


def test_who_filed_is_restricted_and_all_else_public() -> None:
    """Anybody can follow an objection; a bidder who objects stays a secret."""
    assert {type(one) for one in EVENTS} == {kind.body for kind in KINDS}
    restricted = {kind.body for kind in KINDS if kind.visibility is Visibility.RESTRICTED}
    assert restricted == {ObjectorNamed}
