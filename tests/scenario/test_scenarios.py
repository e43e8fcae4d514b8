"""Plays each table beside this file, and under `disposals/`: time, who, what, expected outcome.

The reader is the program's own (`mingpai scenario FILE`), so that a clerk's table is a test as it
is. See docs/scenario.md for what a table may say.
"""

from pathlib import Path

import pytest
from msgspec.structs import replace

from mingpai.commands.output import Unusable
from mingpai.commands.scenario import Played, play, read
from mingpai.exchange.scenario import Scenario, ScenarioProblem, read_scenario
from mingpai.kernel.money import Fen

FOLDER = Path(__file__).parent
LEAST_SCENARIOS = 12


def _parameters() -> list[object]:
    tables = sorted(FOLDER.rglob("*.txt"))
    return [
        pytest.param(
            table,
            id=str(table.relative_to(FOLDER).with_suffix("")),
            marks=[pytest.mark.rule(rule) for rule in read(table).rules],
        )
        for table in tables
    ]


def wrong_lines(played: Played) -> list[str]:
    """Return each line whose outcome is another than its table names."""
    return [
        f"{line.line}: {line.who} {line.what}: expected {line.expected}; came {line.outcome}"
        for line in played.lines
        if not line.is_as_expected
    ]


@pytest.mark.parametrize("table", _parameters())
def test_the_table_holds(table: Path) -> None:
    """Every line of the table has the outcome that it names."""
    played = play(read(table))
    assert not wrong_lines(played), "\n".join(wrong_lines(played))
    assert played.lines


def test_there_are_enough_tables() -> None:
    """A dozen tables at least are read, so that an empty folder proves nothing."""
    assert len(list(FOLDER.rglob("*.txt"))) >= LEAST_SCENARIOS


def _table() -> Scenario:
    return read(FOLDER / "trap_03_one_bidder_suffices.txt")


def test_a_wrong_table_is_found() -> None:
    """A table with a wrong outcome fails, one with an unknown word is refused."""
    scenario = _table()
    last = scenario.acts[-1]
    wrong = replace(last, outcome="sold to A0002 for 70,000.00")
    played = play(replace(scenario, acts=(*scenario.acts[:-1], wrong)))
    assert not played.as_expected
    assert wrong_lines(played)[0].startswith(f"{last.line}: ")
    with pytest.raises(Unusable, match="nobody can say"):
        play(replace(scenario, acts=(replace(last, what="dances"),)))


def test_a_refusal_that_no_table_names_is_no_success() -> None:
    """A line without an expected outcome does not hold where it is refused."""
    scenario = _table()
    silent = replace(scenario.acts[-1], what="opens", outcome="")
    assert not play(replace(scenario, acts=(*scenario.acts, silent))).as_expected


def test_amounts_of_a_table_are_exact() -> None:
    """Amounts are read as fen, without a float on the way."""
    assert _table().head.price.start_fen == Fen(7_000_000)


def test_a_table_that_goes_back_in_time_is_refused() -> None:
    """Acts stand in order of time."""
    text = (FOLDER / "trap_03_one_bidder_suffices.txt").read_text(encoding="utf-8")
    head, _, body = text.partition("\n\n")
    first, *others = body.splitlines()
    turned = "\n".join([*others, first])
    with pytest.raises(ScenarioProblem, match="goes back in time"):
        read_scenario(f"{head}\n\n{turned}\n".encode())


def test_the_example_of_the_guide_can_be_played() -> None:
    """The table that docs/scenario.md shows is one, and comes out as it says."""
    guide = (FOLDER.parents[1] / "docs" / "scenario.md").read_text(encoding="utf-8")
    example = guide.split("```")[1].removeprefix("\n")
    played = play(read_scenario(example.encode()))
    assert not wrong_lines(played)
