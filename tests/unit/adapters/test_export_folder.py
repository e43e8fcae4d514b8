"""Claims about the folder that an export is written to."""

from pathlib import Path

import pytest

from mingpai.adapters.export_folder import ExportFolder, FolderInUse


def test_all_files_appear_at_once(tmp_path: Path) -> None:
    """Nothing is visible before the end; then every file is, and no trace of the work."""
    folder = tmp_path / "new" / "export"
    with ExportFolder(folder) as sink:
        sink.append("tile/0/000", b"a")
        sink.append("tile/0/000", b"b")
        sink.append("checkpoint", b"c")
        assert not folder.exists()
        sink.finish()
    assert (folder / "tile/0/000").read_bytes() == b"ab"
    assert [path.name for path in folder.parent.iterdir()] == ["export"]


def test_what_was_not_finished_leaves_nothing(tmp_path: Path) -> None:
    """An export that fails half-way leaves neither a folder nor hidden files."""
    folder = tmp_path / "export"

    def fail() -> None:
        with ExportFolder(folder) as sink:
            sink.append("checkpoint", b"c")
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    """An empty folder makes way; one with files, a file and a link are refused as they are."""
    (tmp_path / "empty").mkdir()
    with ExportFolder(tmp_path / "empty") as sink:
        sink.append("checkpoint", b"c")
        sink.finish()
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "empty")
    for name in ("empty", "file", "link"):
        with pytest.raises(FolderInUse):
            ExportFolder(tmp_path / name)
    assert (tmp_path / "empty" / "checkpoint").read_bytes() == b"c"
