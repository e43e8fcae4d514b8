"""Housekeeping: only the service speaks of itself, and a journal is opened once."""

from datetime import UTC, datetime

import pytest

from mingpai import house
from mingpai.kernel.ids import OfficeId, SubjectId
from mingpai.kernel.outcome import Refused

NOON = datetime(2026, 5, 26, 4, 0, tzinfo=UTC)
OPENED = house.JournalOpened("example/journal", "a", "b", "c", "national/1", is_sandbox=False)
COURT = OfficeId("court/sh-xuhui")
COMMANDS = [
    (house.OpenJournal(OPENED), OPENED),
    (house.OpenEpoch(house.EpochOpened(3, "0.1")), house.EpochOpened(3, "0.1")),
    (
        house.CountJunk(house.JunkCounted("s", NOON, ())),
        house.JunkCounted("s", NOON, ()),
    ),
    (house.OpenOffice(house.OfficeOpened(COURT)), house.OfficeOpened(COURT)),
    (
        house.AppointOfficer(house.OfficerAppointed(COURT, SubjectId("x"))),
        house.OfficerAppointed(COURT, SubjectId("x")),
    ),
]


@pytest.mark.parametrize(("command", "event"), COMMANDS, ids=lambda one: type(one).__name__)
def test_what_the_service_says_of_itself_is_recorded(
    command: house.Command, event: house.Event
) -> None:
    """Each command of the service's own becomes its event; anybody else is refused."""
    assert house.decide(house.House(), command, actor=house.ACTOR) == (event,)
    refused = house.decide(house.House(), command, actor="court/sh-xuhui")
    assert isinstance(refused, Refused)
    assert refused.code == house.NOT_THE_HOUSE


def test_a_journal_is_opened_once() -> None:
    """A second opening is refused; epochs go on; other events leave no state."""
    state = house.evolve(house.House(), OPENED)
    state = house.evolve(state, house.EpochOpened(3, "0.1"))
    state = house.evolve(state, house.OfficeOpened(COURT))
    assert state == house.House(opened=OPENED, epoch=3)
    refused = house.decide(state, house.OpenJournal(OPENED), actor=house.ACTOR)
    assert isinstance(refused, Refused)
    assert refused.code == house.ALREADY_OPEN


def test_a_command_of_another_domain_is_our_fault() -> None:
    """What is no command of the housekeeping never ends in a decision."""
    with pytest.raises(AssertionError, match="unreachable"):
        house.decide(house.House(), object(), actor=house.ACTOR)  # type: ignore[arg-type]
