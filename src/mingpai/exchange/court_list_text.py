"""From the bytes of a CSV file to its rows: size, encoding, quotation marks. Strict, and says why.

UTF-8 (with or without BOM) is tried first, then GB18030; a file that is UTF-8 for the most part is
damaged UTF-8 and never read as something else. Where to look next: `exchange.court_list_sheet`
(the same for workbooks), `exchange.court_list`.
"""

import csv
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from mingpai.exchange.court_list_problems import (
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TEXT,
    ListProblem,
    Trouble,
)

_CONTROL = bytes(byte for byte in range(32) if byte not in b"\t\n\r") + b"\x7f"
_UTF8_BOM = b"\xef\xbb\xbf"
_FIRST_BEYOND_ASCII = "\x80"


class BadCell(Struct, frozen=True):
    """A cell that no text can be taken from, and why."""

    trouble: Trouble
    found: str = ""


Cell = str | BadCell


class SheetRow(Struct, frozen=True):
    """One row, not blank. `number` is what a spreadsheet program shows beside it, from 1."""

    number: int
    cells: tuple[Cell, ...]


class Sheet(Struct, frozen=True):
    """The rows of a list as text, blank ones left out. `left_out` names sheets not read."""

    rows: tuple[SheetRow, ...]
    left_out: tuple[str, ...] = ()


class Unreadable(ValueError):
    """The file as a whole cannot be read; `problem` says why."""

    def __init__(self, problem: ListProblem) -> None:
        """Keep why."""
        super().__init__(problem.code.value)
        self.problem = problem


def read_csv(data: bytes) -> Sheet:
    """Return the rows of a CSV file. Raises: Unreadable."""
    if len(data.translate(None, _CONTROL)) != len(data):
        at = next(place for place, byte in enumerate(data) if byte in _CONTROL)
        raise _unreadable(Trouble.BINARY, data, at)
    text = _decoded(data)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Sheet(tuple(_rows(lines)))


def _rows(lines: list[str]) -> Iterator[SheetRow]:
    """Yield the rows that are not blank. Raises: Unreadable."""
    reader, number, kept = csv.reader(_ended(lines), strict=True), 0, 0
    try:
        for number, cells in enumerate(reader, 1):
            if not any(map(str.strip, cells)):
                continue
            kept += 1
            if kept > MAX_ROWS:
                raise Unreadable(ListProblem(Trouble.TOO_MANY_ROWS, number))
            yield SheetRow(number, tuple(checked(_without_tail(cells), number)))
    except csv.Error:
        # What stands below an open quotation mark is swallowed: nothing more can be read.
        raise Unreadable(ListProblem(Trouble.QUOTE_OPEN, number + 1)) from None


def _ended(lines: list[str]) -> Iterator[str]:
    """Give each line its end back, so that a cell may hold several lines."""
    for line in lines:
        yield line + "\n"


def _without_tail(cells: list[str]) -> list[str]:
    """Return the cells of a row without the blank ones at its end."""
    width = len(cells)
    while width and not cells[width - 1].strip():
        width -= 1
    return cells[:width]


def checked(cells: list[str], number: int) -> Iterator[Cell]:
    """Yield the cells of a row, one that is too long as bad. Raises: Unreadable for too many."""
    if len(cells) > MAX_COLUMNS:
        found = f"{len(cells)} columns"
        raise Unreadable(ListProblem(Trouble.TOO_MANY_COLUMNS, number, found=found))
    for cell in cells:
        is_long = len(cell) > MAX_TEXT
        yield BadCell(Trouble.TEXT_TOO_LONG, "".join(islice(cell, 40))) if is_long else cell


def _decoded(data: bytes) -> str:
    """Return the text of a file. Raises: Unreadable."""
    is_marked = data.startswith(_UTF8_BOM)
    try:
        return data.removeprefix(_UTF8_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start + len(data) - len(error.object)
        if is_marked or _is_utf8_for_the_most_part(data):
            raise _unreadable(Trouble.NOT_TEXT, data, at) from None
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _unreadable(Trouble.NOT_TEXT, data, error.start) from None


def _is_utf8_for_the_most_part(data: bytes) -> bool:
    """Say whether more signs beyond ASCII are sound UTF-8 than are not."""
    signs = data.decode("utf-8", "replace")
    broken = signs.count("\N{REPLACEMENT CHARACTER}")
    beyond = sum(sign >= _FIRST_BEYOND_ASCII for sign in signs)
    return beyond - broken > broken


def _unreadable(trouble: Trouble, data: bytes, at: int) -> Unreadable:
    line = data.count(b"\n", 0, at) + 1
    return Unreadable(ListProblem(trouble, line, found=f"byte {data[at]:#04x}"))
