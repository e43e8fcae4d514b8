"""Writes a court's list in the form that `exchange.court_list` reads: CSV or .xlsx, and a template.

Every cell is text, so that no spreadsheet program rounds an amount or turns an id into a day, and
nothing that begins with an equals sign is ever a formula. What is written reads back as the same.
"""

import csv
import enum
import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from mingpai.exchange.court_list_columns import COLUMNS, Column
from mingpai.exchange.court_list_fields import read_amount, read_price
from mingpai.kernel.moments import SHANGHAI
from mingpai.kernel.money import print_yuan

_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it some spreadsheet programs take a CSV file for GBK."""
_EXAMPLE = "示例 "
_TEXT = "@"
_WIDE = 18
_SHEET, _WORDS = "清单 list", "说明 columns"
_ABOUT = ("列 Column", "必填 Needed", "说明", "About")

Rows = Sequence[Sequence[str]]


def imported() -> tuple[Column, ...]:
    """Return the columns that an import makes use of, with the title to recognise a row by."""
    return tuple(one for one in COLUMNS if one.in_import or one.field == "title")


def text_of(column: Column, value: object) -> str:
    """Return a value as a cell of its column. The inverse of `column.read`; None is blank."""
    match value:
        case None:
            return ""
        case tuple():
            return "、".join(text_of(column, one) for one in value)
        case enum.Enum():
            return str(value.value)
        case bool():
            return "是" if value else "否"
        case int() if column.read in (read_amount, read_price):
            return print_yuan(value)
        case datetime():
            return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
        case date():
            return value.isoformat()
        case timedelta():
            return f"{value // timedelta(seconds=1)}秒"
        case _:
            return str(value)


def list_as_csv(columns: Sequence[Column], rows: Rows) -> bytes:
    """Return a list as CSV in UTF-8 with a BOM: the columns' Chinese names, then the rows."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([one.zh for one in columns])
    writer.writerows(rows)
    return (_BOM + file.getvalue()).encode()


def list_as_workbook(columns: Sequence[Column], rows: Rows) -> bytes:
    """Return a list as .xlsx; a second sheet says what each column means."""
    book = openpyxl.Workbook(write_only=True)
    words = [
        (f"{one.zh} {one.en}", "必填 yes" if one.is_needed else "", one.about_zh, one.about_en)
        for one in columns
    ]
    _add_sheet(book, _SHEET, [one.zh for one in columns], rows)
    _add_sheet(book, _WORDS, _ABOUT, words)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _add_sheet(book: openpyxl.Workbook, title: str, header: Sequence[str], rows: Rows) -> None:
    """Add a sheet whose first row stays in sight."""
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place in range(1, len(header) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDE
    for number, row in enumerate([header, *rows]):
        cells = [WriteOnlyCell(sheet, value=text or None) for text in row]
        for cell in cells:
            cell.number_format = _TEXT
            if cell.value is not None:
                cell.data_type = "s"  # a text that begins with an equals sign is no formula
            if not number:
                cell.font = Font(bold=True)
        sheet.append(cells)


def example() -> list[str]:
    """Return the template's one row. Its first cell says that it is an example, so no import is."""
    columns = imported()
    first, *rest = (one.example for one in columns)
    return [_EXAMPLE + first, *rest]


def template(*, as_workbook: bool) -> bytes:
    """Return an empty list with its header and one row marked as an example."""
    write = list_as_workbook if as_workbook else list_as_csv
    return write(imported(), [example()])
