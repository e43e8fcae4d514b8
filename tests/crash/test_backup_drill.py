"""The drill of docs/operating: back up, lose the database, come back; an old backup is refused."""

import asyncio
import json
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from mingpai import bootstrap
from mingpai.adapters.clock import DrivenClock
from mingpai.commands import backup as command
from mingpai.commands.export import write_export
from mingpai.commands.output import DONE, WRONG, Unusable
from mingpai.commands.verify import examine
from mingpai.journal.notes import parse_vkey_line
from mingpai.service.start import StartRefused

pytestmark = [pytest.mark.slow, pytest.mark.database]


def publish(data: Path, court: ModuleType, number: int) -> int:
    """Open one more lot and return the journal's size."""

    async def act() -> int:
        with bootstrap.opened(data) as service:
            async with service.core(DrivenClock(court.NOTICE)) as core:
                await court.publish(core, [number], bidders=2)
            return core.writer.head.size

    return asyncio.run(act())


def lose_database(data: Path) -> None:
    """Lose the disk that holds the database; keys and cell lie elsewhere."""
    shutil.rmtree(data / "postgres")


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    """Return the one JSON object that a command printed."""
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_the_newest_backup_comes_back_and_an_older_one_is_refused(
    tmp_path: Path, court: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """Under a newer cell an old backup does not start and says why; the newest does."""
    data, old, new = tmp_path / "data", tmp_path / "old", tmp_path / "new"
    bootstrap.create(data, court.CONFIG)
    publish(data, court, 1)
    assert command.backup(old, data, as_json=True) == DONE
    assert said(capsys)["origin"] == court.ORIGIN
    size = publish(data, court, 2)
    assert command.backup(new, data, as_json=True) == DONE
    assert said(capsys)["entries"] == size
    with pytest.raises(Unusable, match="not an empty folder"):
        command.backup(new, data, as_json=True)
    with pytest.raises(Unusable, match="restore only into a new one"):
        command.restore(new, data, as_json=True)
    capsys.readouterr()

    lose_database(data)
    assert command.restore(old, data, as_json=True) == WRONG
    told = said(capsys)
    assert told["starts"] is False
    assert "older than the cell" in str(told["reason"])
    with pytest.raises(StartRefused, match=f"a checkpoint over {size} was published"):
        publish(data, court, 3)

    lose_database(data)
    assert command.restore(new, data, as_json=True) == DONE
    assert said(capsys)["starts"] is True
    publish(data, court, 3)
    with bootstrap.opened(data) as service:
        write_export(tmp_path / "export", service.source)
        vkey = parse_vkey_line(service.ring.log.vkey)
    report = examine(str(tmp_path / "export"), vkey=vkey)
    assert report.is_valid, report.problems
    assert report.size > size
