"""Claims about how a verifier reads files."""

from collections.abc import Iterator, Sequence

import pytest

from mingpai.audit.files import Shelf
from mingpai.audit.manifest import mark_of
from mingpai.audit.report import Problems


class Pieces:
    """Two good files and one that fails half-way."""

    def __init__(self) -> None:
        """Count readings."""
        self.readings: list[str] = []

    def paths(self) -> Sequence[str]:
        """List them."""
        return ["good", "latin", "torn"]

    def pieces(self, path: str) -> Iterator[bytes]:
        """Yield two pieces, or one and a failure."""
        self.readings.append(path)
        yield b"gr\xfc\xdf" if path == "latin" else b"abc"
        if path == "torn":
            raise ConnectionResetError(path)
        yield b"def"


@pytest.fixture
def shelf(problems: Problems) -> Shelf:
    """Return a shelf over them."""
    return Shelf(Pieces(), problems)


def codes(problems: Problems) -> list[str]:
    """Return the codes so far."""
    return [problem.code.value for problem in problems.listed]


def test_a_file_is_read_whole_and_marked(shelf: Shelf, problems: Problems) -> None:
    """A file's pieces are joined, and its mark is that of the whole."""
    assert shelf.read("good", most=6) == b"abcdef"
    assert shelf.text("good", most=6) == "abcdef"
    assert shelf.marks == {"good": mark_of(b"abcdef")}
    assert codes(problems) == []


def test_no_more_is_read_than_may_be(shelf: Shelf, problems: Problems) -> None:
    """A file that is longer than it may be reads as nothing, and that is a problem."""
    assert shelf.read("good", most=5) == b""
    assert codes(problems) == ["file_too_large"]
    assert shelf.marks == {}


def test_what_cannot_be_read_is_a_problem(shelf: Shelf, problems: Problems) -> None:
    """A file that fails while it is read, or is no text, is a problem and not an error."""
    assert shelf.read("torn", most=9) == b""
    assert shelf.mark("torn") is None
    assert shelf.text("latin", most=9) == ""
    assert codes(problems) == ["file_unreadable", "file_unreadable", "not_text"]


def test_a_missing_file_is_told_once(shelf: Shelf, problems: Problems) -> None:
    """A file that is not there is one problem, however often it is asked for."""
    assert shelf.read("gone", most=9) == b""
    assert shelf.read("gone", most=9) == b""
    assert shelf.mark("gone") is None
    shelf.miss("gone")
    assert codes(problems) == ["file_missing"]


def test_a_mark_reads_a_file_once(problems: Problems) -> None:
    """A file that was read is not read again for its mark."""
    pieces = Pieces()
    shelf = Shelf(pieces, problems)
    assert shelf.mark("good") == shelf.mark("good") == mark_of(b"abcdef")
    assert pieces.readings == ["good"]
