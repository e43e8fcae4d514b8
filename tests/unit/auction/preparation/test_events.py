"""What was put on file before a round, as a journal keeps it."""

import typing
from pathlib import Path

import pytest

from mingpai.auction.preparation.events import KINDS, PreparationEvent
from mingpai.events import registry
from mingpai.kernel.canon import canonical_struct
from mingpai.kernel.event import EventKind, Visibility

GOLDEN = Path(__file__).parents[3] / "golden"
REGISTRY = registry()


def test_every_event_has_its_kind() -> None:
    """The kinds and the union of this part name the same events."""
    assert {kind.body for kind in KINDS} == set(typing.get_args(PreparationEvent))


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.name)
def test_every_event_round_trips_through_canonical_bytes(kind: EventKind) -> None:
    """What is read from a leaf is written as the same leaf."""
    body = (GOLDEN / f"{kind.name}.{kind.version}.json").read_bytes()
    event = REGISTRY.decode(name=kind.name, version=kind.version, body=body)
    assert type(event) is kind.body
    assert canonical_struct(event) == body


def test_who_objects_bids_or_is_owed_stays_restricted() -> None:
    """An objection's person, an agent and the claims are sealed; all else is public."""
    sealed = {kind.name for kind in KINDS if kind.visibility is Visibility.RESTRICTED}
    assert sealed == {
        "auction.price_objected",
        "auction.registrants_told",
        "auction.claims_recorded",
        "auction.agent_confirmed",
    }
