"""The checkpoint cell as a file: what the contract suite does not say."""

import errno
import os
from pathlib import Path

import pytest

from mingpai.adapters import cell_file
from mingpai.adapters.cell_file import FileCell
from mingpai.ports import FateUnknown, PortError


def test_a_cell_inside_a_database_folder_is_refused(tmp_path: Path) -> None:
    """Anywhere below a folder with PG_VERSION the cell would be restored with the database."""
    (tmp_path / "PG_VERSION").write_text("18\n")
    (tmp_path / "deep").mkdir()
    with pytest.raises(PortError, match="database's own folder"):
        FileCell(tmp_path / "deep" / "cell")


def test_a_link_into_a_database_folder_is_refused_too(tmp_path: Path) -> None:
    """The real place counts, not the path by which it is named."""
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "PG_VERSION").write_text("18\n")
    (tmp_path / "link").symlink_to(tmp_path / "db")
    with pytest.raises(PortError, match="database's own folder"):
        FileCell(tmp_path / "link" / "cell")


def test_an_unfinished_write_changes_nothing(tmp_path: Path) -> None:
    """What a crash left beside the cell is neither read nor in the way."""
    cell = FileCell(tmp_path / "cell")
    cell.swap(old=None, new=b"one\n")
    (tmp_path / "cell.new").write_bytes(b"tw")
    assert cell.read() == b"one\n"
    cell.swap(old=b"one\n", new=b"two\n")
    assert cell.read() == b"two\n"


def _name_of(descriptor: int) -> str:
    """Return the name of the file or folder behind a descriptor."""
    return Path(f"/proc/self/fd/{descriptor}").readlink().name


def test_a_note_is_on_the_disk_before_and_after_it_is_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The note is written through before it takes its name, and the folder after that."""
    cell = FileCell(tmp_path / "cell")
    cell.swap(old=None, new=b"one\n")
    synced: list[tuple[str, bytes | None]] = []

    def fsync(descriptor: int) -> None:
        synced.append((_name_of(descriptor), cell.read()))

    monkeypatch.setattr(cell_file.os, "fsync", fsync)
    cell.swap(old=b"one\n", new=b"two\n")
    assert synced == [("cell.new", b"one\n"), (tmp_path.name, b"two\n")]


def test_a_disk_that_does_not_sync_is_told_by_when(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the note has its name nothing was changed; after that its fate is unknown."""
    cell = FileCell(tmp_path / "cell")
    cell.swap(old=None, new=b"one\n")

    def failing(name: str) -> None:
        def fsync(descriptor: int) -> None:
            if _name_of(descriptor) == name:
                raise OSError(errno.EIO, os.strerror(errno.EIO))

        monkeypatch.setattr(cell_file.os, "fsync", fsync)

    failing("cell.new")
    with pytest.raises(PortError) as before:
        cell.swap(old=b"one\n", new=b"two\n")
    assert before.value.retry_is_safe
    assert cell.read() == b"one\n"
    failing(tmp_path.name)
    with pytest.raises(FateUnknown):
        cell.swap(old=b"one\n", new=b"two\n")
    assert cell.read() == b"two\n"


def test_an_emptied_cell_is_an_error_not_an_absence(tmp_path: Path) -> None:
    """An empty file was never written by us; to take it for a new cell would lose the guard."""
    (tmp_path / "cell").touch()
    cell = FileCell(tmp_path / "cell")
    with pytest.raises(PortError, match="empty"):
        cell.read()
    with pytest.raises(PortError, match="empty"):
        cell.swap(old=None, new=b"one\n")


def test_a_missing_folder_is_a_clear_error(tmp_path: Path) -> None:
    """A cell whose folder is not there (a disk not mounted) reports it and changes nothing."""
    cell = FileCell(tmp_path / "absent" / "cell")
    with pytest.raises(PortError, match="swap the checkpoint cell") as caught:
        cell.swap(old=None, new=b"one\n")
    assert caught.value.retry_is_safe


def test_a_cell_that_is_a_folder_is_a_clear_error(tmp_path: Path) -> None:
    """A folder in the cell's place is reported, not walked into."""
    with pytest.raises(PortError, match="read the checkpoint cell"):
        FileCell(tmp_path).read()


@pytest.mark.parametrize("note", [b"", b"x" * 65_537])
def test_a_note_of_absurd_size_is_refused(tmp_path: Path, note: bytes) -> None:
    """An empty or huge note is a caller's fault."""
    with pytest.raises(ValueError, match="note has"):
        FileCell(tmp_path / "cell").swap(old=None, new=note)


def test_the_cell_is_not_readable_by_others(tmp_path: Path) -> None:
    """Cell and lock have mode 0600."""
    FileCell(tmp_path / "cell").swap(old=None, new=b"one\n")
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
