"""From bytes to lines: encodings, damage, size."""

import pytest

from mingpai.exchange import bidlog_text
from mingpai.exchange.bidlog_problems import BidLogProblem, Trouble
from mingpai.exchange.bidlog_text import MAX_LINE, Text, read_text

_TEXT = "状态,竞买号\n成交,A1001\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_each_encoding_and_line_end(encoding: str, ending: str) -> None:
    """UTF-8 with or without BOM and GB18030, with any line end, give the same lines."""
    data = _TEXT.replace("\n", ending).encode(encoding)
    assert read_text(data) == Text(["状态,竞买号", "成交,A1001"], is_ended=True)


def test_a_missing_last_line_break_is_seen() -> None:
    """Whether the last line had an end is known, for the file may have been cut there."""
    text = read_text(_TEXT.rstrip("\n").encode())
    assert isinstance(text, Text)
    assert not text.is_ended


@pytest.mark.parametrize("data", [b"", b" \r\n\n\t"])
def test_nothing_is_no_log(data: bytes) -> None:
    """A file of nothing but blanks is empty."""
    assert read_text(data) == BidLogProblem(Trouble.EMPTY)


@pytest.mark.parametrize("data", [b"a\n\0b", b"\x89PNG\r\n\x1a\n", _TEXT.encode("utf-16")])
def test_control_bytes_make_it_binary(data: bytes) -> None:
    """Bytes that stand in no text make a file binary, and the line is named."""
    problem = read_text(data)
    assert isinstance(problem, BidLogProblem)
    assert problem.code is Trouble.BINARY
    assert problem.line >= 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_that_ends_within_a_character(encoding: str) -> None:
    """A file cut within a character is told to be cut, at its last line."""
    problem = read_text("价,a\n成交,张".encode(encoding)[:-1])
    assert isinstance(problem, BidLogProblem)
    assert (problem.code, problem.line) == (Trouble.CUT_OFF, 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_damaged_byte_is_not_read_as_another_encoding(encoding: str) -> None:
    """UTF-8 with one bad byte is named as damaged, never read as GB18030 in silence."""
    data = _TEXT.encode(encoding).replace(b",A1001", b"\xe5,A1001")
    problem = read_text(data)
    assert isinstance(problem, BidLogProblem)
    assert (problem.code, problem.line) == (Trouble.NOT_TEXT, 2)


def test_bytes_in_neither_encoding() -> None:
    """What is neither UTF-8 nor GB18030 is no text."""
    problem = read_text(b"\xff\xff\xff,\n")
    assert isinstance(problem, BidLogProblem)
    assert problem.code is Trouble.NOT_TEXT


def test_size_and_lines_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file or a line that is too long is refused before anything is made of it."""
    problem = read_text(b"a\n" + b"x" * (MAX_LINE + 1))
    assert problem == BidLogProblem(Trouble.LINE_TOO_LONG, 2)
    monkeypatch.setattr(bidlog_text, "MAX_BYTES", 10)
    assert read_text(b"x" * 11) == BidLogProblem(Trouble.TOO_LARGE, found="11 bytes")
