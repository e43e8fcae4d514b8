"""The columns of a list: found by any of their names, with a unit behind or without."""

import pytest
from msgspec import structs

from mingpai.exchange.court_list_columns import COLUMNS, Column, column_named, squeezed
from mingpai.exchange.court_list_row import LotRow


def test_every_column_is_a_field_and_every_name_its_own() -> None:
    """Each column fills a field of a row of its own, and no name stands for two."""
    fields = {one.name for one in structs.fields(LotRow)}
    assert {column.field for column in COLUMNS} == fields - {"row", "problems", "unread"}
    names = [squeezed(name) for column in COLUMNS for name in (column.zh, column.en, *column.also)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: str(column.field))
def test_each_name_finds_its_column(column: Column) -> None:
    """Chinese, English and platforms' names are known, with blanks, stars and case left out."""
    for name in (column.zh, column.en, *column.also):
        for written in (name, f" *{name}\n", name.upper()):
            assert column_named(written).column is column


@pytest.mark.parametrize("column", [one for one in COLUMNS if one.example])
def test_each_example_can_be_read(column: Column) -> None:
    """What the template shows is what the column's reader takes."""
    assert column.read(column.example, "")


def test_a_unit_may_stand_behind_a_name() -> None:
    """A unit counts only for amounts and lengths; another remark is no part of the name."""
    named = column_named("评估价（单位：万元）")
    assert (named.column and named.column.field, named.unit) == ("reference_fen", "万元")
    assert column_named("延时周期(分钟)").unit == "分钟"
    assert (column_named("案号（必填）").column, column_named("案号（必填）").unit) == (
        COLUMNS[0],
        "",
    )
    assert column_named("城市").column is None
    assert column_named("城市（省）").column is None


def test_names_say_no_fen() -> None:
    """A list is written in yuan: no English name of a column says another unit."""
    assert not any("fen" in column.en for column in COLUMNS)
