"""The record of stops: what each event says survives being written and read."""

from datetime import UTC, date, datetime

import pytest

from mingpai.auction.stops.events import (
    KINDS,
    BiddingResumed,
    BiddingStopped,
    CauseEnded,
    EmergencyReported,
    RoundWithdrawn,
)
from mingpai.auction.stops.model import StopGround, StopKind, WithdrawalGround
from mingpai.kernel.canon import canonical_struct
from mingpai.kernel.event import Event, Registry, Visibility

AT = datetime(2026, 5, 25, 2, 0, 0, 123456, tzinfo=UTC)
DAY = date(2026, 5, 25)
PAPER = "A" * 43
REGISTRY = Registry(KINDS)
EVENTS = (
    BiddingStopped(1, AT, StopKind.EMERGENCY, StopGround.CORE_RESTARTED, PAPER, 19_000),
    BiddingStopped(1, AT, StopKind.DEFERMENT, StopGround.HIGHER_COURT, PAPER, None, DAY, PAPER),
    EmergencyReported(1, AT, PAPER),
    CauseEnded(1, DAY, PAPER),
    BiddingResumed(1, AT, AT, PAPER),
    RoundWithdrawn(0, AT, WithdrawalGround.DEBT_PERFORMED, PAPER),
)


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_is_read_as_it_was_written(event: Event) -> None:
    """Canonical bytes and back give the same event."""
    kind = REGISTRY.by_class[type(event)]
    body = canonical_struct(event)
    assert REGISTRY.decode(name=kind.name, version=kind.version, body=body) == event


@pytest.mark.rule("K33")
def test_every_stop_is_public() -> None:
    """Anybody can read when, how and why bidding stood still, for no kind of it is restricted."""
    assert {type(one) for one in EVENTS} == {kind.body for kind in KINDS}
    assert {kind.visibility for kind in KINDS} == {Visibility.PUBLIC}
