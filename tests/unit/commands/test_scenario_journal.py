"""A scenario table played through the real core, into a journal."""

import json
from pathlib import Path

import pytest

from mingpai.commands.output import DONE, Unusable
from mingpai.commands.scenario import scenario
from mingpai.commands.scenario_journal import Step, record
from mingpai.exchange.scenario import read_scenario

TABLES = Path(__file__).parents[2] / "scenario" / "disposals"


@pytest.mark.database
@pytest.mark.parametrize("name", ["whole_course_of_a_car", "four_stops"])
def test_a_table_becomes_a_journal(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A disposal is run from seizure to its end on a real database, as the engine says alone."""
    status = scenario(TABLES / f"{name}.txt", data=tmp_path / "service", as_json=True)
    said = json.loads(capsys.readouterr().out)
    assert status == DONE
    assert said["differences"] == []
    assert said["journal_size"] > 20


@pytest.mark.database
def test_an_answer_that_differs_is_told(tmp_path: Path) -> None:
    """Where the core answers otherwise than the engine did, the line is named."""
    told = read_scenario((TABLES / "whole_course_of_a_car.txt").read_bytes())
    recorded = record([Step(told.acts[0], (), "not_open")], tmp_path / "service")
    assert recorded.differences == ("8: the engine says not_open, the core None",)


def test_an_empty_table_records_nothing(tmp_path: Path) -> None:
    """A table without acts makes no folder."""
    table = tmp_path / "table.txt"
    table.write_text(
        "标题\nTitle\nPrice: reference 1.00, start 0.70, step 0.01, deposit 0.07\n"
        "Window: 05-08 10:00 to 05-09 10:00\n\n",
        encoding="utf-8",
    )
    with pytest.raises(Unusable, match="at least one act"):
        scenario(table, data=tmp_path / "service", as_json=True)
    assert not (tmp_path / "service").exists()
