"""Housekeeping: only the service speaks of itself, and a journal is opened once."""

from datetime import UTC, datetime, timedelta

import pytest

from mingpai import house
from mingpai.kernel.ids import OfficeId, SubjectId
from mingpai.kernel.outcome import Refused

NOON = datetime(2026, 5, 26, 4, 0, tzinfo=UTC)
OPENED = house.JournalOpened("example/journal", "a", "b", "c", "national/1", is_sandbox=False)
COURT = OfficeId("court/sh-xuhui")
CHECKED = house.ClockChecked(house.TimeSourceKind.NONE, house.ClockState.AGREES, 500)
JUMPED = house.ClockJumped(house.ClockReference.WALL, -2_500, 500)
RESTARTED = house.CoreRestarted(3, NOON, NOON + timedelta(seconds=90))
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
    (house.RecordClock(CHECKED), CHECKED),
    (house.RecordClock(JUMPED), JUMPED),
    (house.RecordRestart(RESTARTED), RESTARTED),
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
    for event in (house.OfficeOpened(COURT), CHECKED, JUMPED, RESTARTED):
        state = house.evolve(state, event)
    assert state == house.House(opened=OPENED, epoch=3)
    refused = house.decide(state, house.OpenJournal(OPENED), actor=house.ACTOR)
    assert isinstance(refused, Refused)
    assert refused.code == house.ALREADY_OPEN


def test_a_command_of_another_domain_is_our_fault() -> None:
    """What is no command of the housekeeping never ends in a decision."""
    with pytest.raises(AssertionError, match="unreachable"):
        house.decide(house.House(), object(), actor=house.ACTOR)  # type: ignore[arg-type]


def test_a_paper_of_the_service_says_what_is_on_record_and_nothing_else() -> None:
    """Lot, round, times and sizes stand in it in both languages; same events, same bytes."""
    lot = "disposal/2026-0001"
    restart = house.restart_reason(RESTARTED, lot=lot, number=2)
    for said in (
        lot,
        "第 2 轮",
        "round 2",
        "2026-05-26T04:00:00Z",
        "2026-05-26T04:01:30Z",
        "epoch 3",
    ):
        assert said in restart
    wall = house.clock_reason(JUMPED, lot=lot, number=2)
    for said in (lot, "round 2", "-2500 ms", "500 毫秒", "本机时钟", "The machine's clock"):
        assert said in wall
    of_source = house.ClockJumped(house.ClockReference.SOURCE, 900, 500)
    assert "The time source" in house.clock_reason(of_source, lot=lot, number=2)
    reason = house.paper_digest(restart)
    report = house.stop_report(lot=lot, number=2, since=NOON, reason=reason)
    for said in (lot, "round 2", "2026-05-26T04:00:00Z", reason):
        assert said in report
    assert len({house.paper_digest(one) for one in (restart, wall, report)}) == 3
    assert restart == house.restart_reason(RESTARTED, lot=lot, number=2)
    assert all(one.endswith("\n") for one in (restart, wall, report))


def test_every_reference_has_its_name() -> None:
    """A jump against any clock has a reason that can be written."""
    for reference in house.ClockReference:
        jumped = house.ClockJumped(reference, 900, 500)
        assert house.clock_reason(jumped, lot="disposal/1", number=1)
