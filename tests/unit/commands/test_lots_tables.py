"""The tables of an export: both forms say the same, and the dictionary says what."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest

from mingpai.commands.lots_tables import (
    BIDS,
    OWN,
    Field,
    Table,
    csv_header,
    csv_rows,
    dictionary,
    json_rows,
)

TABLE = Table(
    "t",
    "表",
    "table",
    tuple(Field(name, "说明", "about") for name in [*"abcdefg", "price_fen"]),
)
ROW = {
    "a": None,
    "b": True,
    "c": ("x", "y"),
    "d": {"floor_fen": 1},
    "e": date(2026, 5, 25),
    "f": datetime(2026, 5, 25, 2, 0, tzinfo=UTC),
    "g": 7,
    "price_fen": 1_143_865_80,
}


def cells(data: bytes) -> list[list[str]]:
    """Return the rows of a CSV file."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_a_spreadsheet_sees_yuan_and_times_of_shanghai() -> None:
    """Amounts stand in yuan under a name that says so, and nothing of a row is lost."""
    assert cells(csv_header(TABLE))[0][-1] == "price_yuan"
    assert csv_header(TABLE).startswith(b"\xef\xbb\xbf")
    (shown,) = cells(csv_rows(TABLE, [ROW]))
    assert shown[:4] == ["", "是 yes", "x、y", '{"floor_fen":1}']
    assert shown[4:] == ["2026-05-25", "2026-05-25T10:00:00+08:00", "7", "1143865.80"]
    assert cells(csv_rows(TABLE, [ROW | {"price_fen": None, "b": False}]))[0][1::6] == ["否 no", ""]


def test_a_program_sees_fen() -> None:
    """JSON Lines have the fields in the table's order, amounts as whole fen."""
    (line,) = json_rows(TABLE, [ROW]).decode().splitlines()
    told = json.loads(line)
    assert list(told) == [field.name for field in TABLE.fields]
    assert (told["price_fen"], told["a"], told["c"]) == (114_386_580, None, ["x", "y"])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x"])
def test_no_text_becomes_a_formula(text: str) -> None:
    """A text that a spreadsheet would calculate has an apostrophe before it, in CSV alone."""
    row = ROW | {"a": text}
    assert cells(csv_rows(TABLE, [row]))[0][0] == f"'{text}"
    assert json.loads(json_rows(TABLE, [row]))["a"] == text


def test_every_column_is_explained() -> None:
    """The dictionary has a line for each column of each table, in both languages."""
    head, *lines = cells(dictionary(OWN))
    assert len(head) == 5
    assert len(lines) == sum(len(table.fields) for table in OWN)
    assert all(all(line) for line in lines)
    assert ["bids", "price_yuan", "price_fen", "出价", "price"] in lines


def test_no_table_has_a_place_for_a_person() -> None:
    """No column is a token, a name or a subject; of bids there is the code alone."""
    names = {field.name for table in OWN for field in table.fields}
    assert not {name for name in names if "token" in name or "name" in name or "subject" in name}
    assert "code" in {field.name for field in BIDS.fields}
