"""Proves that every module of the program has a unit test of its own, in the same place."""

from pathlib import Path

WITHOUT = {
    "adapters/migrations/env.py": "alembic runs it; test_postgres_schema makes the tables by it",
    "adapters/migrations/versions/v0001_journal_and_subjects.py": "the same",
    "bootstrap.py": "wires and decides nothing; every test of a command runs through it",
    "cli.py": "reads arguments alone; tests/unit/commands and tests/tidy/test_docs.py run it",
    "ports.py": "contracts without code; tests/contract proves every adapter against them",
}
"""Modules without a twin, each with the reason and with what proves it instead."""
ALONE = {"test_events_golden.py": "golden files of every kind, beside the registry's own test"}
"""Tests without a module of their own name, each with the reason."""


def _modules(root: Path) -> set[str]:
    top = root / "src" / "mingpai"
    found = {path.relative_to(top).as_posix() for path in top.rglob("*.py")}
    return {name for name in found if not name.endswith("__init__.py")}


def _twin(module: str) -> str:
    folder, _, name = module.rpartition("/")
    return f"{folder}/test_{name}".lstrip("/")


def _tests(root: Path) -> set[str]:
    top = root / "tests" / "unit"
    return {path.relative_to(top).as_posix() for path in top.rglob("test_*.py")}


def test_every_module_has_a_twin(root: Path) -> None:
    """Each module has a test file in the same place, or a reason why not."""
    tests = _tests(root)
    missing = {name for name in _modules(root) - WITHOUT.keys() if _twin(name) not in tests}
    assert not missing, "\n".join(sorted(missing))


def test_every_twin_has_a_module(root: Path) -> None:
    """Each unit test stands where the module stands that it tests, or has a reason why not."""
    expected = {_twin(name) for name in _modules(root)}
    assert _tests(root) - expected - ALONE.keys() == set()


def test_no_reason_is_stale(root: Path) -> None:
    """No reason is kept for a module that is gone or has a twin by now."""
    modules, tests = _modules(root), _tests(root)
    assert {name for name in WITHOUT if name not in modules or _twin(name) in tests} == set()
    assert ALONE.keys() <= tests
