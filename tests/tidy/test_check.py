"""Proves how the gate ends: by its first checks, or by the tests' own line and status."""

import sys
from collections.abc import Callable
from types import ModuleType

import pytest

FINE = (sys.executable, "-c", "print('said by the check')")
BAD = (sys.executable, "-c", "import sys; print('said by the check'); sys.exit(3)")
TESTS = (sys.executable, "-c", "import sys; sys.exit(4)")


@pytest.fixture
def check(tool: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the script with tests that end with status 4."""
    script = tool("check")
    monkeypatch.setattr(script, "TESTS", TESTS)
    return script


def test_the_tests_close_the_run(
    check: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where every check holds, the tests run last and their status is the gate's."""
    monkeypatch.setattr(check, "STEPS", (check.Step("one", FINE, ""),))
    assert check.main() == 4
    said = capsys.readouterr().out
    assert "one: ok" in said
    assert "said by the check" not in said


def test_a_failed_check_stops_before_the_tests(
    check: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every check runs, what a failing one says is shown with the remedy, and no test runs."""
    steps = (check.Step("one", BAD, "mend it"), check.Step("two", FINE, ""))
    monkeypatch.setattr(check, "STEPS", steps)
    assert check.main() == 1
    said = capsys.readouterr().out
    assert "said by the check" in said
    assert "one: FAILED: mend it" in said
    assert "two: ok" in said
    assert said.splitlines()[-1] == "gate: FAILED: one; the tests were not run"


def test_every_pure_package_is_measured_by_its_own_tests(tool: Callable[[str], ModuleType]) -> None:
    """The packages that may not touch the world are those whose branches must all be reached."""
    script = tool("check")
    settings = script._SETTINGS["tool"]
    pure = next(
        one["source_modules"]
        for one in settings["importlinter"]["contracts"]
        if one["type"] == "forbidden"
    )
    assert sorted(script.PURE) == sorted(pure)
    assert settings["coverage"]["run"]["branch"] is True
    assert settings["coverage"]["report"]["fail_under"] == 100
    measured = next(step.command for step in script.STEPS if step.name == "pure tests")
    assert {"tests/unit/audit", "tests/unit/test_house.py"} < set(measured)
    assert len([one for one in measured if one.startswith("tests/unit/")]) == len(pure)
