"""Claims about the journal's own entries in an export."""

from collections.abc import Callable
from typing import Any

import pytest

from mingpai.audit.report import Report

Files = dict[str, bytes]


@pytest.mark.parametrize(
    ("at", "body", "envelope"),
    [
        (0, {"origin": "mingpai.example/other"}, {}),
        (0, {"log_vkey": "x"}, {}),
        (0, {"sm2_vkey": "x"}, {}),
        (0, {}, {"actor": "court/sample"}),
        (0, {}, {"stream": "house/other"}),
        (0, {}, {"epoch": 0}),
        (1, {"epoch": 9}, {}),
        (1, {}, {"actor": "court/sample"}),
        (5, {}, {"epoch": 7}),
        (5, {}, {"at": "2999-01-01T00:00:00Z"}),
    ],
)
def test_the_journal_speaks_for_itself(  # noqa: PLR0913 - a table of three columns
    at: int,
    body: dict[str, Any],
    envelope: dict[str, Any],
    *,
    leaves: list[bytes],
    forged: Callable[..., Files],
    altered: Callable[..., bytes],
    examine: Callable[..., Report],
) -> None:
    """Another name, key or writer of the first entries, or an epoch that falls, is a problem."""
    wrong = [*leaves[:at], altered(leaves[at], body=body, **envelope), *leaves[at + 1 :]]
    report = examine(forged(wrong))
    assert report.tree_valid
    assert {problem.code for problem in report.problems} == {"journal_wrong"}


def test_a_journal_is_opened_once_and_first(
    leaves: list[bytes],
    forged: Callable[..., Files],
    altered: Callable[..., bytes],
    examine: Callable[..., Report],
) -> None:
    """A journal that begins with another entry, or is opened again, is a problem."""
    swapped = [altered(leaves[1], seq=0), altered(leaves[0], seq=1), *leaves[2:]]
    report = examine(forged(swapped))
    assert [problem.where for problem in report.problems] == ["entry 0", "entry 1"]
    assert {problem.code for problem in report.problems} == {"journal_wrong"}
