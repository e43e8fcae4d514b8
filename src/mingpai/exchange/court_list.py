"""A court's list of cases and lots, CSV or .xlsx: read, with every oddity named.

The header is the first row of known names; rows above it, repeated headers, blank rows, totals and
examples are no lots, and are named where they are not blank. Nothing is repaired in silence, and a
column that is not known is told. Knows no rule of law. Where to look next:
`exchange.court_list_columns` (what a list can say), `exchange.court_list_problems`.
"""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from msgspec import Struct

from mingpai.exchange.court_list_columns import UNITS, Named, column_named, squeezed
from mingpai.exchange.court_list_fields import is_blank, plain
from mingpai.exchange.court_list_problems import (
    MAX_BYTES,
    MAX_FOUND,
    Bad,
    ListProblem,
    ListProblems,
    Trouble,
)
from mingpai.exchange.court_list_row import LotRow
from mingpai.exchange.court_list_text import (
    BadCell,
    Cell,
    Sheet,
    SheetRow,
    Unreadable,
    read_csv,
)

HEADER_WITHIN = 20
"""Rows in which the header must begin: above it stand at most a title and a few remarks."""
_FEWEST_NAMES = 2
"""Known names that make a header: one alone may stand in a title."""
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
"""Of a .xls, and of a workbook under a password."""
_TOTALS = ("合计", "总计", "小计", "total")
_EXAMPLES = ("示例", "例如", "example")
_UNIT_REMARK = "单位"


class CourtList(Struct, frozen=True):
    """A list as read. `rows` holds every lot, those with problems too.

    `unknown` names columns that no meaning is known of, `skipped` the rows that are no lots though
    they are not blank, `left_out` the sheets of a workbook that were not read.
    """

    name: str
    columns: tuple[Named, ...]
    rows: tuple[LotRow, ...]
    unknown: tuple[str, ...] = ()
    skipped: tuple[int, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[ListProblem, ...]:
        """Return every problem of every row, in the order of the list."""
        return tuple(problem for row in self.rows for problem in row.problems)


def read_court_list(data: bytes, *, name: str) -> CourtList | ListProblems:
    """Return the lots of a list, or every reason why the file cannot be used as one.

    `name` stands for the file in what is told. Rows are told as a spreadsheet numbers them.
    """
    try:
        sheet = _sheet(data)
        at, columns = _header(sheet.rows)
        return _list(name, sheet, at, columns)
    except Unreadable as error:
        return ListProblems(name, (error.problem,))


def _sheet(data: bytes) -> Sheet:
    """Return the rows of whichever form the file has. Raises: Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable(ListProblem(Trouble.TOO_LARGE, found=f"more than {MAX_BYTES} bytes"))
    if data.startswith(_OLE):
        raise Unreadable(ListProblem(Trouble.OLD_WORKBOOK, found=".xls, or under a password"))
    sheet = _workbook(data) if data.startswith(_ZIP) else read_csv(data)
    if not sheet.rows:
        raise Unreadable(ListProblem(Trouble.EMPTY))
    return sheet


def _workbook(data: bytes) -> Sheet:
    """Read a workbook. Its library is loaded with the first one: pages start without it."""
    from mingpai.exchange.court_list_sheet import read_workbook

    return read_workbook(data)


# The header ----------------------------------------------------------------------------------


def _header(rows: Sequence[SheetRow]) -> tuple[int, tuple[Named, ...]]:
    """Return at which place the header stands, and its columns. Raises: Unreadable."""
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        columns = tuple(column_named(_string(cell)) for cell in row.cells)
        if sum(one.column is not None for one in columns) >= _FEWEST_NAMES:
            _check_header(row, columns)
            _check_above(rows[:at])
            return at, columns
    found = ",".join(map(_string, rows[0].cells))
    raise Unreadable(ListProblem(Trouble.NO_HEADER, rows[0].number, found=found))


def _check_header(row: SheetRow, columns: Sequence[Named]) -> None:
    """Refuse two columns for one thing, and units that nobody knows. Raises: Unreadable."""
    taken: dict[str, Named] = {}
    for one in columns:
        if one.column is None:
            continue
        if one.unit and one.unit not in UNITS:
            raise Unreadable(ListProblem(Trouble.UNIT_UNKNOWN, row.number, one.name, one.unit))
        other = taken.setdefault(one.column.field, one)
        if other is not one:
            found = f"{other.name} = {one.name}"
            raise Unreadable(ListProblem(Trouble.COLUMN_TWICE, row.number, one.name, found))


def _check_above(rows: Sequence[SheetRow]) -> None:
    """Refuse a remark on units above the header: amounts might be ten thousand times too small."""
    for row in rows:
        for cell in row.cells:
            told = squeezed(_string(cell))
            if _UNIT_REMARK in told and not told.endswith(("单位:元", "单位:元)")):
                problem = ListProblem(Trouble.UNIT_UNKNOWN, row.number, found=_string(cell))
                raise Unreadable(problem)


# The rows ------------------------------------------------------------------------------------


def _list(name: str, sheet: Sheet, at: int, columns: tuple[Named, ...]) -> CourtList:
    """Read the rows below the header. Raises: Unreadable where there are none."""
    header = [squeezed(one.name) for one in columns]
    rows: list[LotRow] = []
    skipped = [row.number for row in sheet.rows[:at]]
    for row in sheet.rows[at + 1 :]:
        if [squeezed(_string(cell)) for cell in row.cells] == header[: len(row.cells)]:
            continue
        if _is_no_lot(row):
            skipped.append(row.number)
        else:
            rows.append(_lot(row, columns))
    if not rows:
        raise Unreadable(ListProblem(Trouble.NO_ROWS))
    unknown = tuple(one.name for one in columns if one.column is None and one.name)
    return CourtList(name, columns, tuple(rows), unknown, tuple(skipped), sheet.left_out)


def _is_no_lot(row: SheetRow) -> bool:
    """Say whether a row adds up those above it, or is the template's example."""
    first = next((plain(_string(cell)) for cell in row.cells if cell), "").lower()
    return first.startswith(_EXAMPLES) or first.rstrip(":") in _TOTALS


def _lot(row: SheetRow, columns: Sequence[Named]) -> LotRow:
    """Read one row: every cell that can be read, and a problem for each that cannot."""
    values: dict[str, Any] = {}
    problems: list[ListProblem] = []
    unread: list[str] = []
    for named, cell in zip_longest(columns, row.cells, fillvalue=None):
        problem = _take(named, cell or "", values)
        if problem is not None:
            trouble, found, reason = problem
            column = "" if named is None else named.name
            found = found[:MAX_FOUND]
            problems.append(ListProblem(trouble, row.number, column, found, reason))
            if named is not None and named.column is not None:
                unread.append(named.column.field)
    return LotRow(row=row.number, problems=tuple(problems), unread=tuple(unread), **values)


def _take(
    named: Named | None, cell: Cell, values: dict[str, Any]
) -> tuple[Trouble, str, str] | None:
    """Put a cell's value where it belongs, or return what is wrong, what stands there and more."""
    if isinstance(cell, str) and is_blank(cell):
        return None
    if named is None or not named.name:
        return Trouble.FIELD_COUNT, _string(cell), ""
    if named.column is None:
        return None
    if isinstance(cell, BadCell):
        return cell.trouble, cell.found, ""
    try:
        values[named.column.field] = named.column.read(cell, named.unit)
    except Bad as bad:
        return bad.trouble, cell.strip(), bad.reason
    return None


def _string(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else cell.found
