"""Plays a scenario table through the real core, into a new service folder marked as a sandbox.

The clock goes as the table says. What the core answers to each line is held against what the engine
alone says, so that a difference between the two would show. Afterwards the folder is a service like
any other: `mingpai due`, `why`, `export` and `verify` work on it.
Where to look next: `commands.scenario` (who calls), `demo.run` (a whole day played likewise).
"""

import asyncio
from datetime import timedelta
from pathlib import Path

from msgspec import Struct

from mingpai import bootstrap
from mingpai.adapters.clock import DrivenClock
from mingpai.auction.commands import CloseRound, Command
from mingpai.exchange.scenario import COURT, LOT, Act
from mingpai.kernel.outcome import Refused
from mingpai.service.core import Core
from mingpai.service.reception import Reception

ORIGIN = "scenario.mingpai.example/journal"
_BEFORE = timedelta(minutes=1)


class Step(Struct, frozen=True):
    """One line, the commands it asks for, and the code by which the engine refused the last."""

    act: Act
    commands: tuple[Command, ...]
    refused: str | None


class Recorded(Struct, frozen=True):
    """What came of a table in the journal. `differences`: what the core answered otherwise."""

    journal_size: int
    differences: tuple[str, ...]


def record(steps: list[Step], folder: Path) -> Recorded:
    """Play the steps of a table into a new folder. Requires: at least one step.

    Raises: NotReady where the folder is in use; PortError; what a core raises.
    """
    bootstrap.create(folder, bootstrap.Config(ORIGIN, COURT, is_sandbox=True))
    with bootstrap.opened(folder) as service:
        differences = asyncio.run(_played(steps, service))
        return Recorded(service.reading.head().size, tuple(differences))


async def _played(steps: list[Step], service: bootstrap.Service) -> list[str]:
    clock = DrivenClock(steps[0].act.at - _BEFORE)
    differences = []
    async with service.core(clock) as core:
        reception = Reception(core.sequencer, clock)
        for step in steps:
            clock.advance_to(max(step.act.at, clock.now()))
            refused = await _answered(step, core, reception)
            if refused != step.refused:
                said = f"{step.act.line}: the engine says {step.refused}, the core {refused}"
                differences.append(said)
        await core.settle()
    return differences


async def _answered(step: Step, core: Core, reception: Reception) -> str | None:
    """Give the core a line's commands in their order; return the code of the first refusal."""
    for number, command in enumerate(step.commands):
        if isinstance(command, CloseRound) and step.refused is None:
            await core.clockwork.tick()  # nobody but the clock closes, and it does so by itself
            continue
        key = f"line-{step.act.line}-{number}"
        answer = await reception.order(command, stream=LOT, actor=step.act.who, key=key)
        if isinstance(answer.refused, Refused):
            return answer.refused.code
    return None
