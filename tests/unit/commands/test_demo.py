"""`mingpai demo`: what is refused before anything is started."""

import os
from pathlib import Path

import pytest

from mingpai.commands.demo import Wanted, play_day, watch_day
from mingpai.commands.output import Unusable


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
