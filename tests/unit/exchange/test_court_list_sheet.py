"""From the bytes of a workbook to its rows, and what no workbook may do."""

import contextlib
import io
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.exchange import court_list_sheet
from mingpai.exchange.court_list_problems import MAX_ROWS, Trouble
from mingpai.exchange.court_list_sheet import read_workbook
from mingpai.exchange.court_list_text import BadCell, Unreadable

pytestmark = pytest.mark.slow

SHEET = "xl/worksheets/sheet1.xml"
_ROWS = re.compile(rb"<sheetData.*</sheetData>|<sheetData ?/>", re.DOTALL)


def workbook(*rows: tuple[object, ...]) -> bytes:
    """Return a workbook of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_parts(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    """Return a workbook with some of its parts replaced or added."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, content in changed.items():
            new.writestr(name, content)
    return file.getvalue()


def with_rows(xml: bytes) -> bytes:
    """Return a workbook whose sheet holds these rows, as they stand."""
    data = workbook(("a",))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read(SHEET)
    whole = b"<sheetData>" + xml + b"</sheetData>"
    return with_parts(data, {SHEET: _ROWS.sub(lambda _: whole, sheet)})


def trouble_of(data: bytes) -> Trouble:
    """Return why a workbook cannot be read."""
    with pytest.raises(Unreadable) as raised:
        read_workbook(data)
    return raised.value.problem.code


def test_values_become_exact_text() -> None:
    """Numbers, days, hours and yes or no are text that says exactly what stood there."""
    when = datetime(2026, 4, 23, 10, 30, tzinfo=UTC).replace(tzinfo=None)
    values = (" 文 ", 12, 85000.0, 1143865.8, 0.1, 1e16, True, False, when, date(2026, 4, 23))
    row = read_workbook(workbook(values)).rows[0]
    assert row.cells == (
        "文",
        "12",
        "85000",
        "1143865.8",
        "0.1",
        "1e+16",
        "是",
        "否",
        "2026-04-23 10:30:00",
        "2026-04-23",
    )


def test_hours_and_lengths_alone_are_text_too() -> None:
    """An hour without a day stays an hour, and a length of time is told in seconds."""
    assert read_workbook(workbook((time(10, 30), timedelta(hours=25)))).rows[0].cells == (
        "10:30:00",
        "90000秒",
    )


def test_blank_rows_count_and_are_left_out() -> None:
    """A row keeps the number that a spreadsheet shows; blank rows and tails are no rows."""
    rows = read_workbook(workbook(("a", None, "c", None, " "), (None, ""), ("d",))).rows
    assert [(row.number, row.cells) for row in rows] == [(1, ("a", "", "c")), (3, ("d",))]


def test_formulas_give_the_value_that_was_saved() -> None:
    """A formula is never calculated: without a saved value it is a bad cell, and so is an error."""
    cells = (
        b'<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>A1*2</f></c>'
        b'<c r="C1" t="e"><v>#DIV/0!</v></c></row>'
    )
    assert read_workbook(with_rows(cells)).rows[0].cells == (
        "2",
        BadCell(Trouble.FORMULA_WITHOUT_VALUE, "=A1*2"),
        BadCell(Trouble.CELL_ERROR, "#DIV/0!"),
    )


def test_the_first_visible_sheet_is_read() -> None:
    """A hidden sheet is passed over, and sheets that are not read are named."""
    book = openpyxl.Workbook()
    book.worksheets[0].title = "hidden"
    book.worksheets[0].sheet_state = "hidden"
    for title in ("list", "more"):
        book.create_sheet(title).append([title])
    book.active = 1
    file = io.BytesIO()
    book.save(file)
    read = read_workbook(file.getvalue())
    assert (read.rows[0].cells, read.left_out) == (("list",), ("hidden", "more"))


def test_a_size_that_a_sheet_claims_counts_for_nothing() -> None:
    """A sheet that says it reaches to the last cell of all is read by what it holds."""
    data = workbook(("a", "b"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read(SHEET)
    claimed = sheet.replace(b'<dimension ref="A1:B1"', b'<dimension ref="A1:XFD1048576"')
    assert claimed != sheet
    assert read_workbook(with_parts(data, {SHEET: claimed})).rows[0].cells == ("a", "b")


def test_many_rows_are_too_many() -> None:
    """Rows beyond the limit are told, and so is a row far below the last."""
    row = b'<row><c t="inlineStr"><is><t>x</t></is></c></row>'
    assert trouble_of(with_rows(row * (MAX_ROWS + 1))) is Trouble.TOO_MANY_ROWS
    far = b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    assert len(read_workbook(with_rows(b'<row r="1"><c r="A1"><v>1</v></c></row>' + far)).rows) == 1


def test_a_million_cells_in_a_row_are_not_built() -> None:
    """A row of a million cells is refused before anything is made of it."""
    xml = b"<row>" + b"<c/>" * 1_000_000 + b"</row>"
    assert trouble_of(with_rows(xml)) is Trouble.TOO_MANY_COLUMNS
    prefixed = b"<x:row>" + b"<x:c></x:c>" * 500_000 + b"</x:row>"
    assert trouble_of(with_rows(prefixed)) is Trouble.TOO_MANY_COLUMNS
    other = with_parts(workbook(("a",)), {SHEET: b"<row>" + b"<a/>" * 1_000_000})
    assert trouble_of(other) is Trouble.TOO_MANY_COLUMNS
    wide = b"<row>" + b"<c><v>1</v></c>" * 300 + b"</row>"
    assert trouble_of(with_rows(wide)) is Trouble.TOO_MANY_COLUMNS


def test_an_archive_that_grows_is_refused() -> None:
    """A few kilobytes that unpack to gigabytes, many parts and many marks are all refused."""
    bomb = with_parts(workbook(("a",)), {"xl/bomb.bin": b"\0" * (80 * 1024 * 1024)})
    assert len(bomb) < 1_000_000
    assert trouble_of(bomb) is Trouble.UNPACKS_TOO_LARGE
    parts = with_parts(workbook(("a",)), {f"xl/{n}.bin": b"" for n in range(600)})
    assert trouble_of(parts) is Trouble.UNPACKS_TOO_LARGE
    for name, marks in (("xl/styles.xml", 410_000), ("xl/sharedStrings.xml", 4_100_000)):
        many = with_parts(workbook(("a",)), {name: b"<a/>" * marks})
        assert trouble_of(many) is Trouble.UNPACKS_TOO_LARGE


@pytest.mark.parametrize(
    "part",
    [
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbb">]><a>&b;</a>',
        '<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16"),
    ],
)
def test_declarations_and_wide_signs_are_refused(part: bytes) -> None:
    """A part that declares entities, or is written so that none can be seen, is not read."""
    data = with_parts(workbook(("a",)), {"xl/sharedStrings.xml": part})
    assert trouble_of(data) is Trouble.WORKBOOK_DAMAGED


def test_a_part_under_a_password_is_refused() -> None:
    """A part that is marked as encrypted is no part that can be read."""
    data = bytearray(workbook(("a",)))
    for place in (data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8):
        data[place] |= 1
    assert trouble_of(bytes(data)) is Trouble.OLD_WORKBOOK


@pytest.mark.parametrize("keep", [4, 30, 200, 0.5, 0.9])
def test_half_a_workbook_is_damaged(keep: float) -> None:
    """A workbook that was cut off anywhere is told as damaged."""
    data = workbook(("a", "b"), (1, 2))
    end = keep if keep > 1 else len(data) * keep
    assert trouble_of(data[: int(end)]) is Trouble.WORKBOOK_DAMAGED


def test_other_archives_are_no_workbooks() -> None:
    """An archive of something else is told as damaged, and one without a visible sheet as empty."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "text")
    assert trouble_of(file.getvalue()) is Trouble.WORKBOOK_DAMAGED
    data = workbook(("a",))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = archive.read("xl/workbook.xml")
    hidden = re.sub(rb'state="visible"', b'state="hidden"', book)
    assert trouble_of(with_parts(data, {"xl/workbook.xml": hidden})) is Trouble.EMPTY


def test_an_unknown_kind_of_value_is_a_bad_cell() -> None:
    """A value that no cell has is told by its kind."""
    assert court_list_sheet._text(b"x") == BadCell(Trouble.CELL_ERROR, "bytes")


SAMPLE = workbook(("案号", "起拍价"), ("x", 1.5), ("y", "=1+1"))


@given(st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), max_size=8))
def test_no_damage_is_an_exception_of_another_kind(changes: list[tuple[int, int]]) -> None:
    """However the bytes are changed, a workbook is read or told as unreadable."""
    data = bytearray(SAMPLE)
    for place, value in changes:
        data[place] = value
    with contextlib.suppress(Unreadable):
        read_workbook(bytes(data))


@given(st.binary(max_size=200), st.sampled_from([SHEET, "xl/workbook.xml", "xl/styles.xml"]))
def test_no_part_is_an_exception_of_another_kind(content: bytes, name: str) -> None:
    """Whatever a part holds, the workbook is read or told as unreadable."""
    with zipfile.ZipFile(io.BytesIO(SAMPLE)) as archive:
        whole = archive.read(name)
    for part in (content, whole[: len(content) * 3] + content, whole.replace(b"1", content[:3])):
        with contextlib.suppress(Unreadable):
            read_workbook(with_parts(SAMPLE, {name: part}))
