"""A row of a list holds what could be read, and nothing else."""

import pytest

from mingpai.exchange.court_list_row import LotRow


def test_a_row_says_nothing_of_itself() -> None:
    """Whatever is not read is None: a row without cells has no value anywhere."""
    row = LotRow(row=7)
    told = {name for name in row.__struct_fields__ if getattr(row, name) not in (None, ())}
    assert told == {"row"}


def test_a_row_is_never_changed() -> None:
    """A row that was read stays as it was read."""
    with pytest.raises(AttributeError):
        LotRow(row=7).row = 8  # type: ignore[misc]
