"""Text tables that a judge can read and correct: `notice.txt` beside `test_notice.py`.

A test that asks for `row` is run once for each row of the section that is named as the test is,
without `test_`. A line is a row of cells between bars, a comment from `#` on, or empty.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest


def rows_of(section: str, text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Return every row of a section of a table, with its line."""
    current = ""
    for number, line in enumerate(text.splitlines(), 1):
        told = line.partition("#")[0].strip()
        if told.startswith("["):
            current = told.strip("[]")
        elif told and current == section:
            yield number, tuple(cell.strip() for cell in told.split("|"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each test that asks for a `row` the rows of its section."""
    if "row" not in metafunc.fixturenames:
        return
    test = Path(metafunc.module.__file__ or "")
    table = test.with_name(test.stem.removeprefix("test_") + ".txt")
    section = metafunc.function.__name__.removeprefix("test_")
    rows = list(rows_of(section, table.read_text(encoding="utf-8")))
    if not rows:
        msg = f"{table.name} has no rows under [{section}]"
        raise LookupError(msg)
    ids = [f"{table.name}:{number}" for number, _ in rows]
    metafunc.parametrize("row", [row for _, row in rows], ids=ids)
