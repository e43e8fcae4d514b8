"""`mingpai scenario`: plays a text table, act by act, and compares each outcome.

Without `--data` through the engine alone; with it through the real core, into a new service
folder that is marked as a sandbox, on a clock that goes as the table says.
Where to look next: `exchange.scenario` (the table), docs/scenario.md (what may be said).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from mingpai.auction.asked import Setting
from mingpai.auction.commands import Command
from mingpai.auction.decide import decide
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal, stage_at
from mingpai.auction.refusals import explain
from mingpai.commands.output import DONE, WRONG, Unusable, print_json, say
from mingpai.commands.scenario_journal import Step, record
from mingpai.exchange.scenario import (
    LOT,
    MAX_BYTES,
    Act,
    Scenario,
    ScenarioProblem,
    commands_of,
    outcome_of,
    read_scenario,
    refusal_of,
)
from mingpai.kernel.event import Event
from mingpai.kernel.outcome import Refused
from mingpai.law.instruments import cite
from mingpai.law.platforms import NATIONAL, sandbox_list


class Line(Struct, frozen=True):
    """What came of one line. `is_as_expected` holds where the table named no outcome."""

    line: int
    at: datetime
    who: str
    what: str
    expected: str
    outcome: tuple[str, ...]
    refused: str | None
    article: str | None
    is_as_expected: bool


class Played(Struct, frozen=True):
    """A scenario as played, and where the disposal stands at its end."""

    title_zh: str
    title_en: str
    lines: tuple[Line, ...]
    stage: str
    as_expected: bool
    journal_size: int | None = None
    differences: tuple[str, ...] = ()


def scenario(file: Path, *, data: Path | None = None, as_json: bool) -> int:
    """Play a table and print what came of each line; with `data` into a journal as well.

    Raises: Unusable; what `scenario_journal.record` raises.
    """
    told = read(file)
    played = play(told, where=f"{file}: ") if data is None else _recorded(told, file, data)
    if as_json:
        print_json(played)
    else:
        _tell(played)
    return DONE if played.as_expected and not played.differences else WRONG


def _recorded(told: Scenario, file: Path, data: Path) -> Played:
    """Play a table under the sandbox's list, by the engine and through the real core."""
    if not told.acts:
        msg = f"{file}: a table without a line leaves nothing to record; write at least one act"
        raise Unusable(msg)
    steps: list[Step] = []
    played = play(told, Setting(sandbox_list()), steps, where=f"{file}: ")
    recorded = record(steps, data)
    return replace(played, journal_size=recorded.journal_size, differences=recorded.differences)


def read(file: Path) -> Scenario:
    """Read a table from a file. Raises: Unusable."""
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        return read_scenario(data)
    except OSError as error:
        msg = f"{file}: cannot be read: {error.strerror or error}; give the path of a scenario"
        raise Unusable(msg) from error
    except ScenarioProblem as problem:
        msg = f"{file}: {problem}"
        raise Unusable(msg) from problem


class Stage(Struct):
    """A disposal while a table is played on it, by the engine alone."""

    state: Disposal
    setting: Setting
    steps: list[Step] = []

    def ask(self, command: Command, act: Act) -> tuple[Event, ...] | Refused:
        """Decide one command and take what follows."""
        decision = decide(self.state, command, actor=act.who, now=act.at, setting=self.setting)
        if not isinstance(decision, Refused):
            for event in decision:
                self.state = evolve(self.state, event)
        return decision

    @property
    def round(self) -> int:
        """Return the number of the current round, 1 before there is one."""
        current = self.state.current
        return 1 if current is None else current.terms.number


_NATIONAL = Setting(NATIONAL)


def play(
    told: Scenario,
    setting: Setting = _NATIONAL,
    steps: list[Step] | None = None,
    *,
    where: str = "",
) -> Played:
    """Play a table through the engine; add what each line asks for to `steps`, where given.

    Raises: Unusable where a line cannot be said; its text begins with `where`.
    """
    stage = Stage(Disposal(LOT), setting, [] if steps is None else steps)
    try:
        lines = tuple(_line(stage, told, act) for act in told.acts)
    except ScenarioProblem as problem:
        msg = f"{where}{problem}"
        raise Unusable(msg) from problem
    last = told.acts[-1].at if told.acts else None
    return Played(
        title_zh=told.title_zh,
        title_en=told.title_en,
        lines=lines,
        stage="" if last is None else stage_at(stage.state, now=last).value,
        as_expected=all(line.is_as_expected for line in lines),
    )


_ASKS_STAGE = frozenset({"where it stands", "所处阶段"})


def _line(stage: Stage, told: Scenario, act: Act) -> Line:
    if act.what in _ASKS_STAGE:
        return _answer(act, [stage_at(stage.state, now=act.at).value], None)
    commands = commands_of(told, act, round_number=stage.round)
    said: list[str] = []
    for command in commands:
        decision = stage.ask(command, act)
        if isinstance(decision, Refused):
            stage.steps.append(Step(act, commands, decision.code))
            return _answer(act, [*refusal_of(decision, year=told.year)], decision)
        said.extend(_said(decision, told.year))
    stage.steps.append(Step(act, commands, None))
    if len(commands) > 1:
        said.append("prepared")
    return _answer(act, said, None)


def _said(events: Sequence[Event], year: int) -> Iterator[str]:
    for event in events:
        yield from outcome_of(event, year=year)


def _answer(act: Act, said: list[str], refused: Refused | None) -> Line:
    wanted = {part.strip() for part in act.outcome.replace("，", ",").split(", ") if part.strip()}
    return Line(
        line=act.line,
        at=act.at,
        who=act.who,
        what=act.what,
        expected=act.outcome,
        outcome=tuple(said),
        refused=_why(refused),
        article=None if refused is None else cite(refused.article),
        is_as_expected=wanted <= set(said) and (refused is None or bool(wanted)),
    )


def _why(refused: Refused | None) -> str | None:
    if refused is None:
        return None
    words = explain(refused.code, refused.facts, language="zh")
    return refused.code if words is None else f"{words.text}{words.next}"


def _tell(played: Played) -> None:
    say(f"{played.title_zh} / {played.title_en}")
    for line in played.lines:
        mark = "  " if line.is_as_expected else "✗ "
        outcome = line.outcome[0] if line.outcome else ""
        say(f"{mark}{line.line:>4} {line.who}: {line.what} -> {outcome}")
        if line.refused is not None:
            say(f"       {line.article}: {line.refused}")
        if not line.is_as_expected:
            say(f"       expected: {line.expected}; came: {', '.join(line.outcome)}")
    say(f"-> {played.stage}")
    if played.journal_size is not None:
        say(f"日志条目 journal entries: {played.journal_size}")
    for difference in played.differences:
        say(f"✗ {difference}")
