"""Claims about how a file that the command line names is read."""

import os
from pathlib import Path

import pytest

from mingpai.commands.given_file import read_given


def test_a_file_is_read_no_further_than_one_byte_too_many(tmp_path: Path) -> None:
    """What is longer than it may be is told by one byte more, and the rest is not read."""
    path = tmp_path / "file"
    path.write_bytes(b"x" * 100)
    assert read_given(path, most=100) == b"x" * 100
    assert read_given(path, most=10) == b"x" * 11


def test_what_is_no_regular_file_is_not_waited_for(tmp_path: Path) -> None:
    """A pipe without a writer, a device without an end, a folder: refused at once."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), tmp_path):
        with pytest.raises(OSError, match="no regular file"):
            read_given(path, most=10)
    with pytest.raises(OSError, match="no file is named"):
        read_given(Path(), most=10)
    with pytest.raises(FileNotFoundError):
        read_given(tmp_path / "missing", most=10)
