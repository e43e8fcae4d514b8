"""`mingpai rules list`: all fifty rules, for people and for programs."""

import json
from pathlib import Path

import pytest

from mingpai.commands.output import DONE
from mingpai.commands.rules import rules_list

ROOT = Path(__file__).resolve().parents[3]


def test_all_fifty_rules_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """K01 to K50 in order, each with its articles, rank and status."""
    assert rules_list(as_json=True) == DONE
    rows = json.loads(capsys.readouterr().out)["rules"]
    ids = [row["id"] for row in rows if row["kind"] == "law"]
    assert ids == [f"K{number:02d}" for number in range(1, 51)]
    assert all(row["rank"] and row["status"] for row in rows)
    assert all(type(row["tests"]) is int for row in rows)
    assert all(row["tests"] for row in rows if row["status"] in {"guard", "live"})
    assert rules_list(as_json=False) == DONE
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("K") for line in lines) == 50


def test_what_a_flag_answers_to_can_be_opened(capsys: pytest.CaptureFixture[str]) -> None:
    """A flag names a document that comes with the program's sources and speaks of it."""
    assert rules_list(as_json=True) == DONE
    rows = json.loads(capsys.readouterr().out)["rules"]
    for row in (row for row in rows if row["kind"] == "flag"):
        (place,) = row["articles"]
        found = list(ROOT.glob(f"{place.split(',')[0].removesuffix('.md')}*.md"))
        assert len(found) == 1
        assert f"`{row['id']}`" in found[0].read_text()
