"""Walks every table step by step: what stood before, what was decided, what stood after."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import Struct

from mingpai.auction.asked import Setting
from mingpai.auction.model import Disposal, RoundKind, Stage, stage_at
from mingpai.commands.scenario import Stage as Played
from mingpai.commands.scenario import read
from mingpai.exchange.scenario import LOT, Scenario, commands_of
from mingpai.kernel.event import Event
from mingpai.kernel.outcome import Refused
from mingpai.law.platforms import NATIONAL

FOLDER = Path(__file__).parent
_ASKS = {"where it stands", "所处阶段"}


class Step(Struct, frozen=True):
    """One step: the stage before and after. Without a decision the time alone went by.

    `kind` is which round of the ladder the last round counts as, None before there was one;
    `is_rerun` says that it repeats one. `state` is the disposal after it, at `now`.
    """

    state: Disposal
    now: datetime
    before: Stage
    after: Stage
    events: tuple[Event, ...] = ()
    refused: Refused | None = None
    kind: RoundKind | None = None
    is_rerun: bool = False


def tables() -> Sequence[Path]:
    """Return every table."""
    return sorted(FOLDER.rglob("*.txt"))


def walk(told: Scenario) -> Iterator[Step]:
    """Yield each step of a table."""
    played = Played(Disposal(LOT), Setting(NATIONAL))
    stood = Stage.UNOPENED
    for act in told.acts:
        now = act.at.astimezone(UTC)
        by_time = stage_at(played.state, now=now)
        if by_time is not stood:
            yield _step(played.state, now, stood, ())
        stood = by_time
        if act.what in _ASKS:
            continue
        for command in commands_of(told, act, round_number=played.round):
            decision = played.ask(command, act)
            yield _step(played.state, now, stood, decision)
            stood = stage_at(played.state, now=now)


def _step(
    state: Disposal, now: datetime, before: Stage, decision: tuple[Event, ...] | Refused
) -> Step:
    terms = None if state.current is None else state.current.terms
    is_refused = isinstance(decision, Refused)
    return Step(
        state=state,
        now=now,
        before=before,
        after=stage_at(state, now=now),
        events=() if is_refused else decision,
        refused=decision if is_refused else None,
        kind=None if terms is None else terms.auction,
        is_rerun=terms is not None and terms.kind is RoundKind.RERUN,
    )


@pytest.fixture
def walk_table() -> Callable[[Path], Iterator[Step]]:
    """Return how to walk one table, step by step."""
    return lambda table: walk(read(table))


@pytest.fixture(scope="session")
def courses() -> Mapping[str, Sequence[Step]]:
    """Return the steps of every table, by its name."""
    return {table.stem: tuple(walk(read(table))) for table in tables()}


@pytest.fixture(scope="session")
def walked(courses: Mapping[str, Sequence[Step]]) -> Sequence[Step]:
    """Return every step of every table."""
    return [step for steps in courses.values() for step in steps]
