"""Claims about `mingpai export`."""

import json
from pathlib import Path

import pytest

from mingpai.bench.sample_journal import new_source
from mingpai.commands.export import export_to
from mingpai.commands.output import DONE, Unusable
from mingpai.commands.verify import examine
from mingpai.service.export import Source


def test_what_was_exported_can_be_verified(
    source: Source, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command says size, root and files; what it wrote is valid under the log's key."""
    assert export_to(tmp_path / "out", source, as_json=True) == DONE
    said = json.loads(capsys.readouterr().out)
    assert said.keys() >= {"size", "root", "files"}
    report = examine(str(tmp_path / "out"))
    assert report.is_valid
    assert (report.size, report.root, report.files) == (said["size"], said["root"], said["files"])
    assert export_to(tmp_path / "again", source) == DONE
    assert "mingpai verify" in capsys.readouterr().out


def test_a_folder_in_use_is_left_alone(source: Source, tmp_path: Path) -> None:
    """A folder with files in it is refused and left as it was."""
    (tmp_path / "mine").write_text("x")
    with pytest.raises(Unusable, match="not empty"):
        export_to(tmp_path, source)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_without_a_checkpoint_nothing_is_written(tmp_path: Path) -> None:
    """Before anything was published the command says so and writes nothing."""
    with pytest.raises(Unusable, match="no checkpoint"):
        export_to(tmp_path / "out", new_source(tmp_path / "keys"))
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


def test_a_folder_that_cannot_be_made_is_named(source: Source, tmp_path: Path) -> None:
    """Below a file there is no folder: the file is named, and no name of our own making."""
    (tmp_path / "afile").touch()
    with pytest.raises(Unusable, match="afile is no folder") as told:
        export_to(tmp_path / "afile" / "x", source)
    assert "partial" not in str(told.value)
    assert "Errno" not in str(told.value)


def test_a_disk_that_fails_is_told(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk is full the command says so, and no half of an export stays."""

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mingpai.adapters.export_folder.ExportFolder.append", fail)
    with pytest.raises(Unusable, match="No space left"):
        export_to(tmp_path / "out", source)
    assert list(tmp_path.iterdir()) == []
