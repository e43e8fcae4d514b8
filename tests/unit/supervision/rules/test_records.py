"""The rules of `supervision.rules.records`, case by case: see records.txt."""

from collections.abc import Callable
from typing import Any


def test_case(case: Any, judged: Callable[[Any], list[dict[str, object]]]) -> None:
    """The rule raises as many alerts as the case expects, in order, each with these facts."""
    found = judged(case)
    assert len(found) == len(case.alerts), found
    for expected, facts in zip(case.alerts, found, strict=True):
        assert expected.items() <= facts.items()
