"""Every module has a test of its own that mirrors its path."""

import ast
from collections.abc import Mapping

_ELSEWHERE = {
    "src/mingpai/ports.py": (
        "Protocols without code; tests/contract holds one suite per port",
        "tests/contract/test_entry_store.py",
    ),
    "src/mingpai/adapters/migrations/env.py": (
        "run by alembic alone, on every start of a database",
        "tests/unit/adapters/test_postgres_schema.py",
    ),
    "src/mingpai/adapters/migrations/versions/v0001_journal_and_subjects.py": (
        "the schema itself; the contract suites run on it, on both servers",
        "tests/unit/adapters/test_postgres_schema.py",
    ),
    "src/mingpai/events.py": (
        "one line that joins the kinds; every kind has a golden file",
        "tests/unit/test_events_golden.py",
    ),
}
"""Modules that are proved elsewhere: why, and where. Never a place to park an untested module."""


def _twin(path: str) -> str:
    folder, _, name = path.removeprefix("src/mingpai/").rpartition("/")
    return "/".join(part for part in ("tests/unit", folder, f"test_{name}") if part)


def test_every_module_has_its_twin(trees: Mapping[str, ast.Module]) -> None:
    """A reader finds what proves a module where he expects it."""
    modules = [path for path in trees if path.startswith("src/") and "__init__" not in path]
    missing = {path: _twin(path) for path in modules if _twin(path) not in trees}
    assert sorted(missing.keys() - _ELSEWHERE.keys()) == []


def test_no_twin_has_lost_its_module(trees: Mapping[str, ast.Module]) -> None:
    """A unit test whose module is gone goes too, or moves with it."""
    twins = {_twin(path) for path in trees if path.startswith("src/")}
    tests = [path for path in trees if path.startswith("tests/unit/") and "/test_" in path]
    lost = [path for path in tests if path not in twins]
    assert sorted(set(lost) - {where for _, where in _ELSEWHERE.values()}) == []


def test_the_exceptions_are_needed_and_true(trees: Mapping[str, ast.Module]) -> None:
    """An exception names a module that exists and has no twin, and a test that exists."""
    for path, (_, where) in _ELSEWHERE.items():
        assert path in trees
        assert _twin(path) not in trees
        assert where in trees
