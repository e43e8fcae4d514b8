"""`mingpai demo`: what is refused before anything is started, and what it says at the end."""

import json
import os
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from mingpai.audit.report import Fault, Problem, Report
from mingpai.commands import demo
from mingpai.commands.demo import Wanted, play_day, watch_day
from mingpai.commands.output import Unusable
from mingpai.demo.tally import Figures


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(port=8000, seed=-1, speed=1.0),
        Wanted(port=8000, seed=2**32, speed=1.0),
        Wanted(port=8000, seed=1, speed=0.0),
        Wanted(port=8000, seed=1, speed=float("nan")),
        Wanted(port=8000, seed=1, speed=float("inf")),
        Wanted(port=-1, seed=1, speed=1.0),
        Wanted(port=65_536, seed=1, speed=1.0),
    ],
)
def test_what_cannot_be_used_is_refused_at_once(wanted: Wanted) -> None:
    """A seed, speed or port that makes no sense is named before anything is made."""
    with pytest.raises(Unusable, match="--"):
        play_day(None, wanted, as_json=True)
    with pytest.raises(Unusable, match="--"):
        watch_day(None, wanted)


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    """A day wants a new or empty folder; one that holds something is refused untouched."""
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Unusable, match="not empty"):
        play_day(tmp_path, Wanted(port=0, seed=1, speed=1.0), as_json=True)
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]


def test_a_demonstration_never_touches_a_services_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """DATABASE_URL is put aside and the user is told so."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Unusable):
        play_day(tmp_path, Wanted(port=0, seed=1, speed=1.0), as_json=True)
    assert "DATABASE_URL is not used" in capsys.readouterr().err
    assert "DATABASE_URL" not in os.environ


class Found(Struct, frozen=True):
    """As much of a day's figures as the verdict needs."""

    journal_size: int = 7


VERIFIED = Report(
    problems=[],
    size=7,
    pinned=True,
    signatures_valid=True,
    quorum=True,
    tree_valid=True,
    sm3_valid=True,
)
WRONG_ENTRY = Problem("entry 1", Fault.WINNER_WRONG, "x")


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({}, 0),
        ({"problems": [WRONG_ENTRY], "problems_total": 1}, 1),
        ({"tree_valid": False}, 1),
        ({"pinned": False}, 1),
        ({"size": 6}, 1),
    ],
)
def test_a_day_that_does_not_verify_ends_with_status_1(
    changed: dict[str, Any],
    status: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An export with a problem, unpinned or without the whole day is not called verified."""
    report = replace(VERIFIED, **changed)
    monkeypatch.setattr(demo.stage, "create", lambda _: None)
    monkeypatch.setattr(demo.stage, "play", lambda *_: None)
    monkeypatch.setattr(demo.stage, "outcome", lambda *_: (Found(), None, ExitStack()))
    monkeypatch.setattr(demo.bootstrap, "opened", nullcontext)
    monkeypatch.setattr(demo, "_verified", lambda _: report)
    wanted = Wanted(port=0, seed=1, speed=1.0)
    assert play_day(tmp_path / "day", wanted, as_json=True) == status
    assert json.loads(capsys.readouterr().out)["verified"] is (status == 0)


def test_what_it_says_of_itself_is_true(capsys: pytest.CaptureFixture[str]) -> None:
    """Returns of deposits are told as counted, draws as not built, and where one signs in."""
    demo._announce("http://127.0.0.1:8000/")
    told = capsys.readouterr().err
    assert "no sign-in here" in told
    assert "mingpai serve" in told
    lines = demo._lines(FIGURES, VERIFIED)
    (deposits,) = (line for line in lines if "deposits" in line)
    assert "returned on record 5" in deposits
    assert [line for line in lines if "not built" in line] == [
        line for line in lines if "draws" in line
    ]


BY_NAME = ("refused_by_code", "orders_refused_by_code", "alerts_by_rule")
FIGURES = Figures(**dict.fromkeys(Figures.__struct_fields__, 5) | {key: {} for key in BY_NAME})
