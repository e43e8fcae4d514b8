"""From the bytes of an .xlsx workbook to the rows of its first visible sheet, through openpyxl.

A workbook is hostile: its parts are bounded before anything is unpacked, a part that declares
entities is refused, links to other workbooks are not followed, and of a formula only the value that
was saved is read. Numbers become the shortest decimal text that is exactly them; nothing is
rounded. Where to look next: `exchange.court_list_text` (the same for CSV), `exchange.court_list`.
"""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from typing import Any, Protocol
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from mingpai.exchange.court_list_problems import (
    MAX_ROWS,
    MAX_UNPACKED,
    ListProblem,
    Trouble,
)
from mingpai.exchange.court_list_text import BadCell, Cell, Sheet, SheetRow, Unreadable, checked

MAX_PARTS = 500
MAX_MARKS = 4_000_000
"""Marks in all parts: twenty thousand rows of twenty columns with a text each have 3.2 million."""
MAX_MARKS_BESIDE = 400_000
"""Marks in a part that holds no cells: those are built in memory as a whole."""
MAX_MARKS_OF_ROW = 20_000
"""Marks in a row, which is built in memory as a whole; two hundred cells have some 1,200."""
_LAST_ROW = 4 * MAX_ROWS
"""Rows that may be walked through to find those that hold something."""
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_END_OF_ROWS = b"sheetData"
_OF_CELLS = re.compile(r"xl/(?:worksheets/[^/]+|sharedstrings)\.xml")
_SUFFIXES = (".xml", ".rels")
_UNREADABLE = (
    ArithmeticError,
    AttributeError,
    EOFError,
    InvalidFileException,
    LookupError,
    NotImplementedError,
    OSError,
    ParseError,
    RuntimeError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What a damaged workbook makes of the readers under us; each is told as a damaged workbook."""


def read_workbook(data: bytes) -> Sheet:
    """Return the rows of a workbook's first visible sheet. Raises: Unreadable."""
    try:
        _check_parts(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl leaves out, such as drop-down lists
            return _read(data)
    except Unreadable:
        raise
    except _UNREADABLE as error:
        found = f"{type(error).__name__}: {error}"
        raise Unreadable(ListProblem(Trouble.WORKBOOK_DAMAGED, found=found)) from error


def _check_parts(data: bytes) -> None:
    """Look at every part of the archive before any is understood. Raises: Unreadable."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        total = sum(part.file_size for part in parts)
        if total > MAX_UNPACKED or len(parts) > MAX_PARTS:
            found = f"{len(parts)} parts of {total} bytes"
            raise Unreadable(ListProblem(Trouble.UNPACKS_TOO_LARGE, found=found))
        left = MAX_MARKS
        for part in parts:
            if part.flag_bits & 1:
                raise Unreadable(ListProblem(Trouble.OLD_WORKBOOK, found="encrypted"))
            content, name = archive.read(part), part.filename.lower()
            marks = content.count(b"<")
            left -= marks
            is_of_cells = _OF_CELLS.fullmatch(name) is not None
            if left < 0 or (marks > MAX_MARKS_BESIDE and not is_of_cells):
                found = f"{part.filename}: {marks} marks"
                raise Unreadable(ListProblem(Trouble.UNPACKS_TOO_LARGE, found=found))
            if name.endswith(_SUFFIXES):
                _check_markup(part.filename, content)
            _check_width(content)


def _check_markup(name: str, content: bytes) -> None:
    """Refuse what no workbook needs: declarations of entities, and text in wide signs."""
    if b"\0" in content or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        found = f"{name}: a document type or an encoding that no workbook has"
        raise Unreadable(ListProblem(Trouble.WORKBOOK_DAMAGED, found=found))


def _check_width(content: bytes) -> None:
    """Refuse a row of too much before it is built in memory, whatever it is made of."""
    begins = [match.start() for match in _ROW.finditer(content)]
    last = content.rfind(_END_OF_ROWS)
    is_after = last > max(begins, default=0)
    ends = [*begins[1:], last if is_after else len(content)]
    for begin, end in zip(begins, ends, strict=False):
        marks = content.count(b"<", begin, end)
        if marks > MAX_MARKS_OF_ROW:
            found = f"{marks} marks in a row"
            raise Unreadable(ListProblem(Trouble.TOO_MANY_COLUMNS, found=found))


def _read(data: bytes) -> Sheet:
    """Read the sheet twice: with the values that were saved, and with the formulas themselves."""
    values = openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=True, keep_links=False
    )
    formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    visible = [one.title for one in values.worksheets if one.sheet_state == "visible"]
    if not visible:
        raise Unreadable(ListProblem(Trouble.EMPTY, found="no visible sheet"))
    rows = _rows(values[visible[0]], formulas[visible[0]])
    left_out = (one.title for one in values.worksheets if one.title != visible[0])
    return Sheet(tuple(rows), tuple(left_out))


class _Cell(Protocol):
    """A cell as openpyxl gives it."""

    @property
    def value(self) -> object: ...
    @property
    def data_type(self) -> str: ...


# openpyxl's own type of a sheet is not the one that it reads with
def _rows(values: Any, formulas: Any) -> Iterator[SheetRow]:  # noqa: ANN401
    """Yield the rows that are not blank. Raises: Unreadable."""
    kept = 0
    walked = zip_longest(_walked(values), _walked(formulas), fillvalue=())
    for number, (shown, written) in enumerate(walked, 1):
        cells = [_cell(*pair) for pair in zip_longest(shown, written)]
        while cells and cells[-1] == "":
            cells.pop()
        if not cells:
            continue
        kept += 1
        if kept > MAX_ROWS or number > _LAST_ROW:
            raise Unreadable(ListProblem(Trouble.TOO_MANY_ROWS, number))
        yield SheetRow(number, tuple(_bounded(cells, number)))


# see above
def _walked(sheet: Any) -> Iterator[tuple[_Cell, ...]]:  # noqa: ANN401
    sheet.reset_dimensions()  # what a sheet says of its own size is often wrong
    rows: Iterator[tuple[_Cell, ...]] = sheet.iter_rows(max_row=_LAST_ROW + 1)
    return rows


def _bounded(cells: list[Cell], number: int) -> Iterator[Cell]:
    """Yield the cells of a row, one that is too long as bad. Raises: Unreadable for too many."""
    texts = checked([cell if isinstance(cell, str) else "" for cell in cells], number)
    for cell, text in zip(cells, texts, strict=True):
        yield text if isinstance(cell, str) else cell


def _cell(shown: _Cell | None, written: _Cell | None) -> Cell:
    """Return a cell's text: its value, or the value that was saved with its formula."""
    if shown is None:
        return ""
    if shown.data_type == "e":
        return BadCell(Trouble.CELL_ERROR, str(shown.value))
    if shown.value is None and written is not None and written.data_type == "f":
        return BadCell(Trouble.FORMULA_WITHOUT_VALUE, str(written.value))
    return _text(shown.value)


def _text(value: object) -> Cell:
    """Return a value as text. A float is written as the shortest decimal that is exactly it."""
    match value:
        case None:
            return ""
        case str():
            return value.strip()
        case bool():
            return "是" if value else "否"
        case int() | float():
            return str(value).removesuffix(".0")
        case datetime():
            is_day = value.time() == time()
            return value.date().isoformat() if is_day else value.isoformat(" ", "seconds")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return f"{value // timedelta(seconds=1)}秒"
        case _:
            return BadCell(Trouble.CELL_ERROR, type(value).__name__)
