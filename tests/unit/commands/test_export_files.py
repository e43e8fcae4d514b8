"""Claims about where an export is read from."""

import os
from pathlib import Path

import pytest

from mingpai.commands.export_files import FolderFiles, WebFiles, open_files
from mingpai.commands.output import Unusable


def test_every_file_is_listed_and_read(tmp_path: Path) -> None:
    """All files below a folder are listed, hidden ones and links too, and read in pieces."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "c").write_bytes(b"x" * (3 << 20))
    (tmp_path / ".hidden").write_bytes(b"y")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    files = FolderFiles(tmp_path)
    assert sorted(files.paths()) == [".hidden", "a/b/c", "link"]
    pieces = list(files.pieces("a/b/c"))
    assert len(pieces) == 3
    assert b"".join(pieces) == b"x" * (3 << 20)


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    """A pipe, a device or a folder under a file's name cannot be read, and nobody waits for it."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "zero", "folder", "missing"):
        with pytest.raises(OSError, match=r"regular|No such"):
            list(FolderFiles(tmp_path).pieces(name))


def test_an_address_is_told_from_a_folder(tmp_path: Path) -> None:
    """Addresses of http and https are read from the web, file and all else from a folder."""
    assert isinstance(open_files("https://example.test/x"), WebFiles)
    assert isinstance(open_files(str(tmp_path)), FolderFiles)
    assert isinstance(open_files(tmp_path.as_uri()), FolderFiles)
    with pytest.raises(Unusable):
        open_files("gopher://example.test")


@pytest.mark.parametrize(
    "given",
    [
        "http://[::1",
        "http://.../",
        "http://",
        "http:///x",
        "http://a..b/",
        f"http://{'a' * 64}.test/",
        "https://a:b/",
        "https://a:99999/",
    ],
)
def test_what_cannot_be_an_address_is_told(given: str) -> None:
    """A host or port that cannot be is refused before anything is asked of the network."""
    with pytest.raises(Unusable, match="no address"):
        open_files(given)


@pytest.mark.parametrize(
    "given",
    [
        "http://user:secret@a.test/",
        "http://user@a.test/",
        "http://a.test/?x=1",
        "http://a.test/#a",
        "http://a.test/?",
        "http://a.test/#",
    ],
)
def test_what_is_beyond_host_and_path_is_refused(given: str) -> None:
    """A user, a query or a fragment names no file; the address, perhaps secret, is not told."""
    with pytest.raises(Unusable, match="https://host/path") as refused:
        open_files(given)
    assert "a.test" not in str(refused.value)


def test_nothing_names_no_export() -> None:
    """An empty name is told as that, and the folder we stand in is not looked at."""
    with pytest.raises(Unusable, match="no export is named"):
        open_files("")


def test_a_host_that_the_network_cannot_name_is_an_ordinary_failure() -> None:
    """A host name that passes here and fails further down ends as any failing host does."""
    files = open_files("http://\u0130/")
    with pytest.raises(OSError, match="http"):
        files.paths()
