"""The domains of this build pass on and add no rule."""

from datetime import UTC, datetime
from types import ModuleType

import pytest

from mingpai import house
from mingpai.auction.commands import PlaceBid
from mingpai.auction.events import CommandRefused
from mingpai.auction.model import Disposal
from mingpai.auction.preparation.events import DisposalOpened
from mingpai.kernel.ids import BiddingCode
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused
from mingpai.law.platforms import NATIONAL
from mingpai.service.catalogue import ALERTS, DISPOSAL, HOUSE, SUPERVISION, domains
from mingpai.service.domains import domain_of
from mingpai.supervision.events import AlertRaised, RaiseAlert

NOW = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
ALERT = AlertRaised("self_outbid", "flag", ALERTS, 1, 2, ())
OFFICE = house.OpenOffice(house.OfficeOpened("court/sh-xuhui"))


def test_each_domain_owns_the_streams_of_its_name() -> None:
    """Three domains, each under its own name; the house's and the alerts' streams are owned."""
    found = domains(NATIONAL)
    assert {name: domain.name for name, domain in found.items()} == {
        DISPOSAL: DISPOSAL,
        HOUSE: HOUSE,
        SUPERVISION: SUPERVISION,
    }
    assert domain_of(ALERTS) == SUPERVISION
    assert domain_of(house.STREAM) == HOUSE


def test_a_disposal_goes_its_way(court: ModuleType) -> None:
    """Opened, announced, open to bids, due to close: what the engine says is passed on as it is."""
    domain, lot = domains(NATIONAL)[DISPOSAL], court.lot(1)
    state = domain.initial(lot)
    assert state == Disposal(lot)
    assert domain.law_version(state) is None
    for command, actor in court.orders(1, 2):
        decided = domain.decide(state, command, actor=actor, now=NOW)
        assert not isinstance(decided, Refused), decided
        assert domain.begins(decided[0]) is isinstance(decided[0], DisposalOpened)
        assert domain.refused_by(decided[0]) is None
        state = domain.evolve(state, decided[0])
    assert domain.law_version(state)
    assert not domain.is_settled(state)
    ((when, close),) = domain.due(state)
    assert when == court.CLOSES
    closed = domain.decide(state, close, actor=house.ACTOR, now=court.CLOSES)
    assert not isinstance(closed, Refused)
    assert domain.is_settled(domain.evolve(state, closed[0]))


def test_a_refusal_is_recorded_for_who_holds_a_code_alone(court: ModuleType) -> None:
    """A bidder's refusal is an entry that reads back as it was; a stranger's is none."""
    domain, lot = domains(NATIONAL)[DISPOSAL], court.lot(1)
    state = domain.initial(lot)
    for command, actor in court.orders(1, 1):
        decided = domain.decide(state, command, actor=actor, now=NOW)
        assert not isinstance(decided, Refused)
        state = domain.evolve(state, decided[0])
    for code, is_recorded in (("A0001", True), ("Z9999", False)):
        bid = PlaceBid(lot, 1, BiddingCode(code), Fen(1))
        refused = domain.decide(state, bid, actor=code, now=court.OPENS)
        assert isinstance(refused, Refused)
        record = domain.record(state, bid, refused, actor=code)
        assert isinstance(record, CommandRefused) is is_recorded
        if record is not None:
            again = domain.refused_by(record)
            assert again is not None
            assert (again.code, again.article) == (refused.code, refused.article)
            assert dict(again.facts) == dict(refused.facts)


@pytest.mark.parametrize(("name", "command"), [(HOUSE, OFFICE), (SUPERVISION, RaiseAlert(ALERT))])
def test_only_the_service_speaks_in_its_own_streams(name: str, command: object) -> None:
    """Anybody else is refused and leaves no entry; nothing is due, and nothing settles."""
    domain = domains(NATIONAL)[name]
    state = domain.initial(ALERTS)
    refused = domain.decide(state, command, actor="A0001", now=NOW)
    assert isinstance(refused, Refused)
    assert refused.code == house.NOT_THE_HOUSE
    assert domain.record(state, command, refused, actor="A0001") is None
    decided = domain.decide(state, command, actor=house.ACTOR, now=NOW)
    assert not isinstance(decided, Refused)
    assert domain.evolve(state, decided[0]) == state
    assert domain.refused_by(decided[0]) is None
    assert list(domain.due(state)) == []
    assert not domain.is_settled(state)
    assert not domain.begins(decided[0])
    assert domain.law_version(state) is None
