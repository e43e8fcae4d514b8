"""Claims about the journal's own entries in an export."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.stops.events import BiddingStopped
from mingpai.auction.stops.model import StopGround, StopKind
from mingpai.audit.house import SANDBOX, HouseCount
from mingpai.audit.leaves import LeafReader
from mingpai.audit.report import Problems, Report
from mingpai.house import (
    ClockChecked,
    ClockJumped,
    ClockReference,
    ClockState,
    CoreRestarted,
    JournalOpened,
    TimeSourceKind,
    paper_digest,
    restart_reason,
)
from mingpai.law.platforms import NATIONAL, sandbox_list

Files = dict[str, bytes]


@pytest.mark.parametrize(
    ("at", "body", "envelope"),
    [
        (0, {"origin": "mingpai.example/other"}, {}),
        (0, {"log_vkey": "x"}, {}),
        (0, {"sm2_vkey": "x"}, {}),
        (0, {}, {"actor": "court/sample"}),
        (0, {}, {"stream": "house/other"}),
        (0, {}, {"epoch": 0}),
        (1, {"epoch": 9}, {}),
        (1, {}, {"actor": "court/sample"}),
        (5, {}, {"epoch": 7}),
        (5, {}, {"at": "2999-01-01T00:00:00Z"}),
    ],
)
def test_the_journal_speaks_for_itself(  # noqa: PLR0913 - a table of three columns
    at: int,
    body: dict[str, Any],
    envelope: dict[str, Any],
    *,
    leaves: list[bytes],
    forged: Callable[..., Files],
    altered: Callable[..., bytes],
    examine: Callable[..., Report],
) -> None:
    """Another name, key or writer of the first entries, or an epoch that falls, is a problem."""
    wrong = [*leaves[:at], altered(leaves[at], body=body, **envelope), *leaves[at + 1 :]]
    report = examine(forged(wrong))
    assert report.tree_valid
    assert report.sandbox
    # what is no key and no stream of the house has not the form of one either (audit.forms), and
    # what an office does it does by a command (audit.recount_command)
    found = {problem.code for problem in report.problems} - {"form_wrong", "command_missing"}
    assert found == {"journal_wrong"}


def test_a_journal_is_opened_once_and_first(
    leaves: list[bytes],
    forged: Callable[..., Files],
    altered: Callable[..., bytes],
    examine: Callable[..., Report],
) -> None:
    """A journal that begins with another entry, or is opened again, is a problem."""
    swapped = [altered(leaves[1], seq=0), altered(leaves[0], seq=1), *leaves[2:]]
    report = examine(forged(swapped))
    assert [problem.where for problem in report.problems] == ["entry 0", "entry 1"]
    assert {problem.code for problem in report.problems} == {"journal_wrong"}


def test_every_sandbox_list_is_named_as_one() -> None:
    """The name alone tells a sandbox list from the national one."""
    assert sandbox_list().name.startswith(SANDBOX)
    assert not NATIONAL.name.startswith(SANDBOX)


@pytest.mark.parametrize(
    ("opening", "is_sandbox", "wrong"),
    [
        ({}, True, []),
        ({"is_sandbox": False}, True, ["entry 0", "lot"]),
        ({"is_sandbox": False, "platform_list": "national"}, True, ["lot"]),
        ({"platform_list": "national"}, True, ["entry 0"]),
    ],
)
def test_a_sandbox_is_told_and_cannot_be_denied(  # noqa: PLR0913 - a table of three columns
    opening: dict[str, Any],
    is_sandbox: bool,  # noqa: FBT001 - a case of the table
    wrong: list[str],
    *,
    leaves: list[bytes],
    altered: Callable[..., bytes],
    reader: LeafReader,
    problems: Problems,
) -> None:
    """What the first entry says of the list agrees with its name and with each lot's list."""
    read = reader.read(0, [altered(leaves[0], body=opening), *leaves[1:]])
    body = read[0].body
    assert isinstance(body, JournalOpened)
    house = HouseCount(problems, body.origin, [body.log_vkey, body.sm2_vkey])
    for leaf in read:
        house.take(leaf)
    lots = [f"entry {one.seq}" for one in read[1:] if getattr(one.body, "platform_list", "")]
    assert len(lots) == 8
    wanted = [where for one in wrong for where in (lots if one == "lot" else [one])]
    assert [problem.where for problem in problems.listed] == wanted
    assert {problem.code for problem in problems.listed} <= {"journal_wrong"}
    assert house.is_sandbox is is_sandbox


def test_a_journal_under_the_national_list_is_no_sandbox(
    leaves: list[bytes], altered: Callable[..., bytes], reader: LeafReader, problems: Problems
) -> None:
    """Nothing is told of a sandbox where neither the journal nor any lot names one."""
    opening = altered(leaves[0], body={"is_sandbox": False, "platform_list": "national"})
    read = reader.read(0, [opening, leaves[1]])
    body = read[0].body
    assert isinstance(body, JournalOpened)
    house = HouseCount(problems, body.origin, [body.log_vkey, body.sm2_vkey])
    for leaf in read:
        house.take(leaf)
    assert (problems.listed, house.is_sandbox) == ([], False)


NOON = datetime(2026, 5, 26, 4, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RESTARTED = CoreRestarted(2, NOON, NOON + MINUTE)
LOT = "disposal/2026-0001"
REASON = paper_digest(restart_reason(RESTARTED, lot=LOT, number=1))
STOPPED = BiddingStopped(1, NOON, StopKind.EMERGENCY, StopGround.CORE_RESTARTED, REASON, 60_000)


def leaf(body: Any, **changed: Any) -> Any:
    """Return an entry of the house, or of a lot, in the second epoch."""
    is_stop = isinstance(body, BiddingStopped)
    envelope: dict[str, Any] = {
        "seq": 12 if is_stop else 11,
        "stream": LOT if is_stop else "house/journal",
        "actor": "platform/mingpai-hall" if is_stop else "clockwork",
        "epoch": 2,
        "at": NOON + 2 * MINUTE,
        "cause": 11 if is_stop else None,
        "body": body,
    }
    return SimpleNamespace(**(envelope | changed))


def found(problems: Problems, *leaves: Any) -> list[str]:
    """Return where something is wrong with entries after the opening of an epoch."""
    house = HouseCount(problems, "mingpai.example/journal", [])
    for one in leaves:
        house.take(one)
    assert {problem.code for problem in problems.listed} <= {"journal_wrong"}
    return [problem.where for problem in problems.listed]


def test_a_restart_and_its_stops_are_right(problems: Problems) -> None:
    """A restart of this epoch, stops that follow from it, and those that follow from another."""
    other = replace(STOPPED, reason=paper_digest("another"))
    again = leaf(replace(RESTARTED, epoch=3), epoch=3, seq=20)
    assert found(problems, leaf(other), leaf(RESTARTED), leaf(STOPPED), again) == []
    assert found(problems, leaf(RESTARTED), leaf(other, cause=None), leaf(other, cause=7)) == []


@pytest.mark.parametrize(
    "leaves",
    [
        [leaf(RESTARTED, actor="court/sample")],
        [leaf(RESTARTED, stream="house/other")],
        [leaf(RESTARTED, epoch=3)],
        [leaf(replace(RESTARTED, alive_at=NOON + 2 * MINUTE))],
        [leaf(replace(RESTARTED, started_at=NOON + 3 * MINUTE))],
        [leaf(ClockJumped(ClockReference.WALL, 900, 500), actor="court/sample")],
        [
            leaf(
                ClockChecked(TimeSourceKind.NONE, ClockState.AGREES, 500),
                stream="house/other",
            )
        ],
    ],
)
def test_what_the_service_says_of_itself_is_its_own_and_of_its_epoch(
    problems: Problems, leaves: list[Any]
) -> None:
    """Another writer, another epoch, or times that cannot be, of a restart or of the clock."""
    assert found(problems, *leaves) == ["entry 11"]


def test_an_epoch_has_one_restart(problems: Problems) -> None:
    """A second restart of one epoch is a problem."""
    assert found(problems, leaf(RESTARTED), leaf(RESTARTED, seq=15)) == ["entry 15"]


@pytest.mark.parametrize(
    "wrong",
    [{"reason": paper_digest("another")}, {"at": NOON + MINUTE}, {"round": 2}],
)
def test_a_stop_bears_the_reason_that_it_follows_from(
    problems: Problems, wrong: dict[str, Any]
) -> None:
    """Another paper, another round, or a stop after the service was alive again is a problem."""
    assert found(problems, leaf(RESTARTED), leaf(replace(STOPPED, **wrong))) == ["entry 12"]
