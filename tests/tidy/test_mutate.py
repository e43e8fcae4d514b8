"""The report on mutation testing: what counts as found, and a share that never claims more."""

from collections.abc import Callable
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def mutate(tool: Callable[[str], ModuleType]) -> ModuleType:
    """Return tools/mutate.py."""
    return tool("mutate")


def test_a_fault_is_found_where_a_test_fails_or_never_ends(mutate: ModuleType) -> None:
    """A failed test and one that runs for ever notice a fault; one that passes misses it."""
    outcomes = {
        code: mutate.Fault("a.b.x_f__mutmut_1", "a.b", "f", code).outcome
        for code in (None, 0, 1, 3, -24, 33)
    }
    assert outcomes == {None: "", 0: "missed", 1: "found", 3: "found", -24: "found", 33: "untested"}


def test_what_was_not_tried_is_in_no_share(
    mutate: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The share is of what was tried, rounded down; what was missed is listed with its place."""
    faults = [
        mutate.Fault(f"a.b.x_f__mutmut_{number}", "a.b", "f", code)
        for number, code in enumerate((1, 1, 0, None))
    ]
    monkeypatch.setattr(mutate, "_shown", lambda _: ("src/a/b.py:7", "-    a < b\n+    a <= b"))
    text = mutate.report(faults, drawn_by="3 7")
    assert "| faults known | 4 |" in text
    assert "| tried | 3 (a sample drawn by `3 7`) |" in text
    assert "| found by a test | 2 (66.6 %) |" in text
    assert "| tried | 3 (as far as the run has come) |" in mutate.report(faults, drawn_by="")
    assert "| tried | 3 (all of them) |" in mutate.report(faults[:3], drawn_by="")
    assert "`src/a/b.py:7` f: a missing test" in text


def test_words_alone_are_no_fault(mutate: ModuleType) -> None:
    """A text in other letters is no fault; a name, a number or an article is one."""
    assert mutate.is_wording('-    en="The court decides."\n+    en="XXThe court decides.XX"')
    assert mutate.is_wording('-    zh="法院决定"\n+    zh="XX法院决定XX"')
    assert not mutate.is_wording('-    article("28.3")\n+    article("XX28.3XX")')
    assert not mutate.is_wording("-    a < b\n+    a <= b")
