"""Claims about `mingpai due`."""

import json
from datetime import UTC, datetime

import pytest

from mingpai.commands.due import disposals, due
from mingpai.commands.output import DONE, WRONG, Unusable
from mingpai.service.export import Source

EARLY = datetime(2026, 4, 2, 6, 0, tzinfo=UTC)
LATE = datetime(2026, 8, 1, tzinfo=UTC)


def test_every_duty_is_listed(source: Source, capsys: pytest.CaptureFixture[str]) -> None:
    """Who must do what until when, under which article and rule, the soonest first."""
    assert due(source, None, now=EARLY, as_json=True) == DONE
    said = json.loads(capsys.readouterr().out)
    assert said["overdue"] == 0
    assert {duty["rule"] for duty in said["duties"]} >= {"K26", "K27"}
    untils = [duty["until"] or "" for duty in said["duties"]]
    assert untils == sorted(untils)
    assert {duty["lot"] for duty in said["duties"]} == set(disposals(source))


def test_what_is_late_is_told(source: Source, capsys: pytest.CaptureFixture[str]) -> None:
    """Once a term is over the list says so, and the status is 1."""
    assert due(source, "sample-00000", now=LATE, as_json=False) == WRONG
    out = capsys.readouterr().out
    assert "逾期 OVERDUE" in out
    assert "sample-00001" not in out


def test_an_unknown_lot_is_told(source: Source) -> None:
    """A lot that the journal does not know is told."""
    with pytest.raises(Unusable, match="knows no such disposal"):
        due(source, "2026-9999", now=EARLY, as_json=True)


def test_nothing_due_is_said(source: Source, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty list is said to be empty, not shown as nothing."""

    class Empty:
        """A journal without entries."""

        def read(self, seq: int, *, limit: int) -> list[object]:
            """Return nothing."""
            del seq, limit
            return []

    empty = Source(Empty(), source.ring, source.origin, source.registry)  # type: ignore[arg-type]
    assert due(empty, None, now=EARLY, as_json=False) == DONE
    assert "Nothing is due" in capsys.readouterr().out
