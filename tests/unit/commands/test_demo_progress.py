"""The progress of a day on standard error."""

import sys
from datetime import UTC, datetime

import pytest

from mingpai.commands.demo_progress import shown
from mingpai.demo.run import Progress
from mingpai.demo.tally import Tally

AT = datetime(2026, 6, 11, 2, 5, tzinfo=UTC)


def test_without_a_terminal_ten_lines_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """A line is printed at each tenth of the day, on standard error alone."""
    with shown() as watch:
        for done in range(1, 301):
            watch(Progress(done, 300, AT, Tally()))
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 10
    assert err.splitlines()[-1].startswith("100 %  06-11 10:05:00")


def test_on_a_terminal_a_bar_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A terminal gets a bar that ends at one hundred percent."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with shown() as watch:
        watch(Progress(1, 2, AT, Tally()))
        watch(Progress(2, 2, AT, Tally()))
    assert "100 %" in capsys.readouterr().err
