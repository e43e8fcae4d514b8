"""`mingpai backup` and `restore` say no in one line. The drill itself is in tests/crash."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import msgspec
import pytest

from mingpai import bootstrap
from mingpai.commands.backup import ABOUT, DUMP, About, backup, restore
from mingpai.commands.output import Unusable

pytestmark = pytest.mark.slow


def test_a_target_in_use_is_refused(tmp_path: Path) -> None:
    """A file, or a folder with something in it, is no place for a backup."""
    (tmp_path / "file").write_text("x")
    for target in (tmp_path, tmp_path / "file"):
        with pytest.raises(Unusable, match="is not an empty folder"):
            backup(target, tmp_path / "data", as_json=False)


def test_without_a_service_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    """The folder is named, and nothing is left behind."""
    with pytest.raises(Unusable, match="holds no service"):
        backup(tmp_path / "backup", tmp_path / "data", as_json=False)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", [None, "", "{}", "[]", '{"origin": 3}', "\ud800"])
def test_what_is_no_backup_is_refused(tmp_path: Path, text: str | None) -> None:
    """Missing, empty, of another shape, no text at all: one line."""
    if text is not None:
        (tmp_path / ABOUT).write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(Unusable, match="holds no backup"):
        restore(tmp_path, tmp_path / "data", as_json=False)


def test_a_backup_comes_back_only_into_its_own_service(tmp_path: Path, court: ModuleType) -> None:
    """A folder with the keys of another journal, or with none, is refused."""
    about = About("mingpai.example/other", court.COURT, is_sandbox=False, entries=1)
    source = tmp_path / "backup"
    source.mkdir()
    (source / ABOUT).write_bytes(msgspec.json.encode(about))
    with pytest.raises(Unusable, match="holds no service"):
        restore(source, tmp_path / "data", as_json=False)
    bootstrap.create(tmp_path / "data", court.CONFIG)
    with pytest.raises(Unusable, match="the backup is of mingpai"):
        restore(source, tmp_path / "data", as_json=False)


def test_a_backup_that_cannot_be_read_leaves_no_database_behind(
    tmp_path: Path, court: ModuleType
) -> None:
    """A damaged dump is told once, and the folder is as it was: keys, cell, and no database."""
    config = court.CONFIG
    about = About(config.origin, court.COURT, is_sandbox=False, entries=1)
    source = tmp_path / "backup"
    source.mkdir()
    (source / ABOUT).write_bytes(msgspec.json.encode(about))
    (source / DUMP).write_bytes(b"no dump at all")
    folder = tmp_path / "data"
    bootstrap.create(folder, config)
    shutil.rmtree(folder / bootstrap.POSTGRES, ignore_errors=True)
    before = sorted(one.name for one in folder.iterdir())
    with pytest.raises(Unusable, match=r"^restore: pg_restore: ") as told:
        restore(source, folder, as_json=False)
    assert str(told.value).count("restore: ") == 2
    assert sorted(one.name for one in folder.iterdir()) == before


@pytest.mark.parametrize(("court_id", "is_sandbox"), [("court/other", False), (None, True)])
def test_a_backup_of_another_configuration_is_refused_before_anything(
    tmp_path: Path, court: ModuleType, court_id: str | None, *, is_sandbox: bool
) -> None:
    """Court and list are held against the folder's first: a service over it would not start."""
    about = About(court.ORIGIN, court_id or court.COURT, is_sandbox=is_sandbox, entries=1)
    source = tmp_path / "backup"
    source.mkdir()
    (source / ABOUT).write_bytes(msgspec.json.encode(about))
    bootstrap.create(tmp_path / "data", court.CONFIG)
    wanted = "court is court/other" if court_id else "is_sandbox is True"
    with pytest.raises(Unusable, match=f"{wanted} in the backup"):
        restore(source, tmp_path / "data", as_json=False)
    assert not (tmp_path / "data" / bootstrap.POSTGRES).exists()


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_half_a_backup_does_not_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, court: ModuleType, error: BaseException
) -> None:
    """Where the disk is full, or whoever waits gives up, no persons' fields are left behind."""

    def half(_admin: str, file: Path) -> None:
        file.write_bytes(b"persons")
        raise error

    @contextmanager
    def opened(_data: Path | None) -> Iterator[Any]:
        head = SimpleNamespace(size=3)
        yield SimpleNamespace(
            reading=SimpleNamespace(head=lambda: head),
            dsns=SimpleNamespace(admin=""),
            config=court.CONFIG,
        )

    monkeypatch.setattr(bootstrap, "opened_for_reading", opened)
    monkeypatch.setattr("mingpai.commands.backup.postgres_dump.dump", half)
    wanted = Unusable if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(wanted):
        backup(tmp_path / "backup", None, as_json=False)
    assert list(tmp_path.iterdir()) == []
