"""The kinds of this domain: their names, who may read them, and what never enters a leaf."""

import typing
from pathlib import Path

from mingpai.auction import events, papers, presence
from mingpai.auction.events import KINDS
from mingpai.auction.model import Keeper
from mingpai.auction.objections import events as objections
from mingpai.auction.preparation import events as preparation
from mingpai.auction.settlement import events as settlement
from mingpai.auction.stops import events as stops
from mingpai.kernel.event import Event, Registry, Visibility

GOLDEN = Path(__file__).parents[2] / "golden"


def test_every_event_is_registered_once() -> None:
    """Each event class of the domain has exactly one kind, and the registry accepts them all."""
    classes = {
        value
        for module in (events, preparation, stops, settlement, objections, papers, presence)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Event) and value is not Event
    }
    assert {kind.body for kind in KINDS} == classes
    assert len(Registry(KINDS).by_name) == len(KINDS)


def test_names_are_stable_words() -> None:
    """A kind is named for its event in the past tense, under the domain's name."""
    for kind in KINDS:
        domain, name = kind.name.split(".")
        assert domain == "auction"
        assert kind.body.__name__ == "".join(word.title() for word in name.split("_"))


def test_what_says_something_of_a_person_is_restricted() -> None:
    """Registrations, bars and refused filings stand in the journal as commitments only."""
    restricted = {kind.name for kind in KINDS if kind.visibility is Visibility.RESTRICTED}
    assert restricted == {
        "auction.person_barred",
        "auction.bidder_qualified",
        "auction.balance_paid_by_another",
        "auction.filing_refused",
        "auction.price_objected",
        "auction.claims_recorded",
        "auction.agent_confirmed",
        "auction.registrants_told",
        "auction.deposit_returned",
        "auction.offer_made",
        "auction.eligibility_reviewed",
        "auction.plan_objected",
        "auction.objector_named",
        "auction.notice_acknowledged",
        "auction.hall_entered",
    }


def test_a_code_of_old_had_no_agent() -> None:
    """A registration of version 1 reads as one without agent and without joint bidders."""
    assert events.without_agents({"code": "A0001"}) == {"code": "A0001"}


def test_a_deposit_of_old_was_with_the_platform() -> None:
    """A registration of version 2 reads as one whose day was not said, held by the platform."""
    body = (GOLDEN / "auction.bidder_qualified.2.json").read_bytes()
    event = Registry(KINDS).decode(name="auction.bidder_qualified", version=2, body=body)
    assert isinstance(event, events.BidderQualified)
    assert (event.held_by, event.on, event.commitment) == (Keeper.PLATFORM, None, "")


def test_no_public_event_has_a_field_for_a_person() -> None:
    """No public body has a field for a person; a token only where nobody's code stands by it."""
    for kind in KINDS:
        fields = set(typing.get_type_hints(kind.body))
        assert not fields & {"name", "phone", "identity", "subject", "address", "key"}
        if kind.visibility is Visibility.PUBLIC and "token" in fields:
            assert "code" not in fields
