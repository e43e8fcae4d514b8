"""A list that is written reads back as the same."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.auction.model import PropertyClass
from mingpai.auction.preparation.model import Nature, PriceMethod, Trait
from mingpai.exchange.court_list import CourtList, read_court_list
from mingpai.exchange.court_list_columns import COLUMNS
from mingpai.exchange.court_list_problems import ListProblems, Trouble
from mingpai.exchange.court_list_write import (
    example,
    imported,
    list_as_csv,
    list_as_workbook,
    template,
    text_of,
)
from mingpai.kernel.canon import b64url
from mingpai.kernel.money import MAX_FEN
from mingpai.law.pricing import Leave

pytestmark = pytest.mark.slow

FORMS = pytest.mark.parametrize("write", [list_as_csv, list_as_workbook])
_IDS = st.from_regex(re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,47}", re.ASCII), fullmatch=True)
_TEXTS = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=30
).filter(lambda text: text == text.strip() and len(text) > 4 and "合" not in text)
_DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
_AMOUNTS = st.integers(0, MAX_FEN)
_PRICES = st.integers(1, MAX_FEN)
_LENGTHS = st.integers(0, 999_999).map(lambda seconds: timedelta(seconds=seconds))
_INSTANTS = st.integers(0, 100_000_000).map(
    lambda halves: datetime(1991, 1, 1, tzinfo=UTC) + timedelta(seconds=30 * halves)
)
_DIGESTS = st.binary(min_size=32, max_size=32).map(b64url)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "case_id": _IDS.filter(lambda text: not text.lower().startswith(("example", "total"))),
    "property_id": _IDS,
    "title": _TEXTS,
    "court": _TEXTS,
    "nature": st.sampled_from(Nature),
    "property_class": st.sampled_from(PropertyClass),
    "traits": st.lists(st.sampled_from(Trait), min_size=1, unique=True).map(tuple),
    "seized_on": _DAYS,
    "seizure_until": _DAYS,
    "method": st.sampled_from(PriceMethod),
    "tried": st.lists(st.sampled_from(PriceMethod), min_size=1, unique=True).map(tuple),
    "leave": st.sampled_from(Leave),
    "record": _DIGESTS,
    "reference_fen": _PRICES,
    "market_fen": _PRICES,
    "priced_on": _DAYS,
    "price_until": _DAYS,
    "report": _DIGESTS,
    "debt_fen": _AMOUNTS,
    "senior_fen": _AMOUNTS,
    "costs_fen": _AMOUNTS,
    "round": st.sampled_from(["auction_1", "auction_2", "sale", "rerun"]),
    "is_sale": st.booleans(),
    "start_fen": _PRICES,
    "previous_start_fen": _PRICES,
    "current_fen": _PRICES,
    "bids": st.integers(0, 999_999_999),
    "deposit_fen": _AMOUNTS,
    "step_fen": _AMOUNTS,
    "published_on": _DAYS,
    "opens_at": _INSTANTS,
    "closes_at": _INSTANTS,
    "window": _LENGTHS,
    "overtime": _LENGTHS,
    "status": _TEXTS,
}


def test_every_column_has_values_to_try() -> None:
    """The round trip below leaves no column out."""
    assert list(VALUES) == [column.field for column in COLUMNS]


@FORMS
@given(st.data())
def test_what_is_written_is_read(write: Any, data: st.DataObject) -> None:
    """Whatever values a list holds, in either form, reading gives the same values."""
    rows = data.draw(st.lists(st.fixed_dictionaries(VALUES), min_size=1, max_size=2))
    texts = [[text_of(column, row[column.field]) for column in COLUMNS] for row in rows]
    found = read_court_list(write(COLUMNS, texts), name="x")
    assert isinstance(found, CourtList), found
    assert not found.problems
    assert not found.unknown
    for wanted, row in zip(rows, found.rows, strict=True):
        assert {field: getattr(row, field) for field in VALUES} == wanted


@FORMS
def test_blank_stays_blank(write: Any) -> None:
    """A value that is not there is a blank cell and is read as nothing."""
    cells = [text_of(column, "a" if column.field == "case_id" else None) for column in COLUMNS]
    found = read_court_list(write(COLUMNS, [cells]), name="x")
    assert isinstance(found, CourtList)
    assert found.rows[0].case_id == "a"
    assert all(getattr(found.rows[0], field) is None for field in list(VALUES)[1:])


@pytest.mark.parametrize("as_workbook", [True, False])
def test_the_template_holds_no_lot(*, as_workbook: bool) -> None:
    """The template's one row is an example: imported as it is, it is a list without rows."""
    found = read_court_list(template(as_workbook=as_workbook), name="t")
    assert isinstance(found, ListProblems)
    assert found.problems[0].code is Trouble.NO_ROWS


@FORMS
def test_the_example_is_a_row_that_can_be_read(write: Any) -> None:
    """With its mark taken away the example is a lot without a fault, with every needed column."""
    cells = example()
    cells[0] = cells[0].removeprefix("示例 ")
    found = read_court_list(write(imported(), [cells]), name="x")
    assert isinstance(found, CourtList)
    assert not found.problems
    needed = [column.field for column in COLUMNS if column.is_needed]
    assert all(getattr(found.rows[0], field) is not None for field in needed)


def test_nothing_written_is_a_formula() -> None:
    """A text that begins with an equals sign is a text in the workbook, and quoted in CSV."""
    columns, row = COLUMNS[:3], ["a", "1", '=HYPERLINK("x","y")']
    book = openpyxl.load_workbook(io.BytesIO(list_as_workbook(columns, [row])))
    cell = book.worksheets[0]["C2"]
    assert (cell.value, cell.data_type) == (row[2], "s")
    text = list_as_csv(columns, [row]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[1] == row
