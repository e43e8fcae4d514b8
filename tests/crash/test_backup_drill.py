"""The drill of docs/operating: back up, lose the database, come back; an old backup is refused."""

import asyncio
import json
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

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


def test_from_one_server_to_another_and_back(
    tmp_path: Path,
    court: ModuleType,
    debian_server: Any,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A backup of the embedded server comes back on PostgreSQL 15, and one of that on the first.

    Work goes on after each, and the journal that has been through both verifies.
    """
    data, there, back = tmp_path / "data", tmp_path / "there", tmp_path / "back"
    bootstrap.create(data, court.CONFIG)
    publish(data, court, 1)
    assert command.backup(there, data, as_json=True) == DONE
    url = empty_database(debian_server)
    with monkeypatch.context() as outside:
        outside.setenv("DATABASE_URL", url)
        capsys.readouterr()
        assert command.restore(there, data, as_json=True) == DONE
        told = said(capsys)
        size = publish(data, court, 2)
        assert (told["starts"], told["entries"]) == (True, json_of(there)["entries"])
        assert command.backup(back, data, as_json=True) == DONE
        capsys.readouterr()
    lose_database(data)
    assert command.restore(back, data, as_json=True) == DONE
    assert said(capsys) == {"data": str(data), "entries": size, "starts": True, "reason": ""}
    publish(data, court, 3)
    with bootstrap.opened(data) as service:
        write_export(tmp_path / "export", service.source)
        vkey = parse_vkey_line(service.ring.log.vkey)
        with (
            psycopg.connect(service.dsns.journal) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute("SELECT * FROM subjects.subject")
    assert examine(str(tmp_path / "export"), vkey=vkey).is_valid


def test_what_cannot_start_is_found_before_or_told_after(
    tmp_path: Path, court: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a key, or under another list, nothing is restored; another secret is told after.

    A damaged entry is found even where a snapshot would have let the service start.
    """
    data, kept = tmp_path / "data", tmp_path / "kept"
    bootstrap.create(data, court.CONFIG)
    publish(data, court, 1)
    assert command.backup(kept, data, as_json=True) == DONE
    keys = data / bootstrap.KEYS
    for missing in (keys / "receipts.ed25519", keys):
        lose_database(data)
        missing.rename(tmp_path / "missing")
        with pytest.raises(Unusable, match=r"receipts|keys"):
            command.restore(kept, data, as_json=True)
        assert not (data / "postgres").exists()
        (tmp_path / "missing").rename(missing)
        capsys.readouterr()
        assert command.restore(kept, data, as_json=True) == DONE

    secret = keys / "commands.secret"
    own = secret.read_bytes()
    secret.write_bytes(b"s" * 32)
    lose_database(data)
    capsys.readouterr()
    assert command.restore(kept, data, as_json=True) == WRONG
    told = said(capsys)
    assert told["starts"] is False
    assert "snapshot was made by this service" in str(told["reason"])
    secret.write_bytes(own)

    config = data / bootstrap.CONFIG
    text = config.read_text()
    config.write_text(text.replace("false", "true"))
    lose_database(data)
    with pytest.raises(Unusable, match="is_sandbox"):
        command.restore(kept, data, as_json=True)
    assert not (data / "postgres").exists()
    config.write_text(text)
    assert command.restore(kept, data, as_json=True) == DONE

    with bootstrap.opened(data) as service, psycopg.connect(service.dsns.admin) as connection:
        connection.execute("ALTER TABLE journal.entry DISABLE TRIGGER ALL")
        connection.execute(
            "UPDATE journal.entry SET leaf = overlay(leaf placing '\\x39' from length(leaf) - 1)"
            " WHERE seq = 9"
        )
    spoiled = tmp_path / "spoiled"
    assert command.backup(spoiled, data, as_json=True) == DONE
    lose_database(data)
    capsys.readouterr()
    assert command.restore(spoiled, data, as_json=True) == WRONG
    told = said(capsys)
    assert told["starts"] is False
    assert "entry 9" in str(told["reason"])


def empty_database(server: Any) -> str:
    """Return how to connect to a new database without any table, as an outside server's is."""
    name = "drill"
    with psycopg.connect(server.dsns.admin, autocommit=True, dbname="postgres") as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
        connection.execute(f"CREATE DATABASE {name}".encode())
    return make_conninfo(server.dsns.admin, dbname=name)


def json_of(backup: Path) -> dict[str, object]:
    """Return what a backup says of itself."""
    found: dict[str, object] = json.loads((backup / command.ABOUT).read_bytes())
    return found
