"""A court's list: its header found, its rows read, and every oddity named."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.exchange.court_list import CourtList, read_court_list
from mingpai.exchange.court_list_columns import COLUMNS
from mingpai.exchange.court_list_problems import MAX_BYTES, ListProblems, Trouble
from mingpai.exchange.court_list_write import list_as_workbook

HEADER = "案号,标的编号,起拍价,查封日期"
ROW = '（2026）沪0104执1号,1,"2,000.00",2026年1月5日'


def read(*lines: str) -> CourtList:
    """Return a list that can be used."""
    found = read_court_list("\n".join(lines).encode(), name="list.csv")
    assert isinstance(found, CourtList), found
    return found


def trouble_of(data: bytes) -> Trouble:
    """Return why a file cannot be used as a list."""
    found = read_court_list(data, name="list.csv")
    assert isinstance(found, ListProblems)
    assert found.told().startswith("list.csv: ")
    return found.problems[0].code


def test_a_row_is_read() -> None:
    """Each column's cell becomes the value of its field."""
    row = read(HEADER, ROW).rows[0]
    assert (row.row, row.case_id, row.property_id) == (2, "2026-SH0104-Z-1", "1")
    assert (row.start_fen, row.seized_on) == (200_000, date(2026, 1, 5))


def test_titles_repeats_totals_and_examples_are_no_lots() -> None:
    """Rows above the header, totals and examples are named; repeated headers and blanks vanish."""
    found = read(
        "某法院拟拍卖财产清单",
        "",
        HEADER,
        "示例 x,1,1,2026-01-01",
        ROW,
        HEADER,
        ",,,",
        ROW,
        "合计,,4000",
    )
    assert [row.row for row in found.rows] == [5, 8]
    assert found.skipped == (1, 4, 9)
    assert not found.problems


def test_unknown_columns_are_named_and_their_cells_left_out() -> None:
    """A column that nobody knows is told by its name; it hurts no row."""
    found = read(HEADER + ",承办人,", ROW + ",张三")
    assert found.unknown == ("承办人",)
    assert not found.problems


def test_a_value_under_no_name_is_a_problem() -> None:
    """A value beyond the header or under a column without a name is told, never dropped."""
    found = read(HEADER + ",,承办人", ROW + ",x", ROW + ",,,y")
    assert [(one.row, one.code, one.found) for one in found.problems] == [
        (2, Trouble.FIELD_COUNT, "x"),
        (3, Trouble.FIELD_COUNT, "y"),
    ]


def test_every_bad_cell_is_told_and_the_rest_is_read() -> None:
    """Two bad cells of a row are two problems; what can be read is read."""
    found = read(HEADER, "执1号,1,-5,2026年2月30日", ROW)
    told = [(one.row, one.column, one.code, one.found) for one in found.problems]
    assert told == [
        (2, "案号", Trouble.CASE_MALFORMED, "执1号"),
        (2, "起拍价", Trouble.AMOUNT_NEGATIVE, "-5"),
        (2, "查封日期", Trouble.DAY_IMPOSSIBLE, "2026年2月30日"),
    ]
    assert found.rows[0].unread == ("case_id", "start_fen", "seized_on")
    assert (found.rows[0].property_id, found.rows[1].problems) == ("1", ())


def test_units_of_the_column_count() -> None:
    """A unit in the column's name is that of its cells."""
    assert read("案号,起拍价（万元）", "a,1.5").rows[0].start_fen == 1_500_000


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", Trouble.EMPTY),
        ("\n , \n", Trouble.EMPTY),
        ("name,value\n1,2\n", Trouble.NO_HEADER),
        ("案号\n1\n", Trouble.NO_HEADER),
        ("x\n" * 20 + HEADER + "\n" + ROW, Trouble.NO_HEADER),
        (HEADER + "\n", Trouble.NO_ROWS),
        (HEADER + "\n合计,1\n", Trouble.NO_ROWS),
        (HEADER + ",起拍价格\n" + ROW, Trouble.COLUMN_TWICE),
        ("案号,起拍价（美元）\na,1", Trouble.UNIT_UNKNOWN),
        ("单位：万元\n" + HEADER + "\n" + ROW, Trouble.UNIT_UNKNOWN),
    ],
)
def test_files_that_are_no_lists(text: str, trouble: Trouble) -> None:
    """What cannot be used as a whole is told by one code, and nothing of it is read."""
    assert trouble_of(text.encode()) is trouble


def test_a_remark_that_amounts_are_in_yuan_is_harmless() -> None:
    """Only a remark on another unit than yuan stands in the way."""
    assert len(read("（单位：元）", HEADER, ROW).rows) == 1


def test_other_files_are_told_apart() -> None:
    """Too large a file and an old workbook are told before anything is read of them."""
    assert trouble_of(b"a" * (MAX_BYTES + 1)) is Trouble.TOO_LARGE
    assert trouble_of(b"\xd0\xcf\x11\xe0" + b"\0" * 512) is Trouble.OLD_WORKBOOK
    assert trouble_of(b"PK\x03\x04 no archive") is Trouble.WORKBOOK_DAMAGED
    assert trouble_of(b"\x7fELF\x02\x01\x01\x00") is Trouble.BINARY


def test_a_workbook_reads_as_the_same_list() -> None:
    """The same rows as a workbook are the same list; its second sheet is named."""
    columns = [one for one in COLUMNS if one.zh in HEADER]
    cells = ["（2026）沪0104执1号", "1", "2026年1月5日", "2,000.00"]
    data = list_as_workbook(columns, [cells])
    found = read_court_list(data, name="list.xlsx")
    assert isinstance(found, CourtList)
    assert found.rows == read(HEADER, ROW).rows
    assert len(found.left_out) == 1


def test_a_formula_without_a_value_is_a_problem_of_its_row() -> None:
    """A bad cell of a workbook is told as one of its row; under an unknown column it is nothing."""
    book = openpyxl.Workbook()
    for row in (["案号", "起拍价", "别的"], ["a", "=1+1", "=2"]):
        book.worksheets[0].append(row)
    file = io.BytesIO()
    book.save(file)
    found = read_court_list(file.getvalue(), name="list.xlsx")
    assert isinstance(found, CourtList)
    assert [(one.code, one.found) for one in found.problems] == [
        (Trouble.FORMULA_WITHOUT_VALUE, "=1+1")
    ]


@given(st.binary(max_size=300))
def test_no_bytes_are_an_exception(data: bytes) -> None:
    """Whatever a file holds, it is a list or it is told why not."""
    for whole in (data, f"{HEADER}\n".encode() + data, b"PK\x03\x04" + data):
        assert isinstance(read_court_list(whole, name="x"), CourtList | ListProblems)


@pytest.mark.parametrize(
    ("name", "rows", "problems"),
    [
        ("court-lot-samples/sichuan-court-lots.csv", 5, 0),
        ("court-lot-samples/jd-taobao-asset-listings.csv", 184, 0),
        ("guangdong-listings/listings.csv", 206, 11),
    ],
)
def test_real_lists_are_read(
    shared_data: Callable[[str], Path], name: str, rows: int, problems: int
) -> None:
    """Real lists of two platforms are read; what stands in the way is named, row by row."""
    folder, _, file = name.partition("/")
    found = read_court_list((shared_data(folder) / file).read_bytes(), name=file)
    assert isinstance(found, CourtList)
    assert (len(found.rows), len(found.problems)) == (rows, problems)
    assert all(one.code is Trouble.TIME_MALFORMED for one in found.problems)
