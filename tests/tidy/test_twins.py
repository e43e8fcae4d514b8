"""Proves that every module of the program has a unit test of its own, in the same place.

A test file is a module's twin where it is named for it: `test_entry.py` for `entry.py`, and
`test_entry_limits.py` as well where one file would grow too long and no module `entry_limits` is
there.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

WITHOUT = {
    "adapters/migrations/env.py": "alembic runs it; test_postgres_schema makes the tables by it",
    "adapters/migrations/versions/v0001_journal_and_subjects.py": "the same",
    "adapters/migrations/versions/v0002_accounts.py": "the same",
    "adapters/migrations/versions/v0003_affairs.py": "the same",
    "adapters/migrations/versions/v0004_writings.py": "the same",
    "adapters/migrations/versions/v0005_drafts.py": "the same",
    "adapters/migrations/versions/v0006_viewings.py": "the same",
    "adapters/migrations/versions/v0007_exhibits.py": "the same",
    "affairs/store.py": "contracts without code, proved by tests/contract",
    "accounts/store.py": "contracts without code, proved by tests/contract",
    "ports.py": "contracts without code; tests/contract proves every adapter against them",
}
"""Modules without a twin, each with the reason and with what proves it instead."""


def owner(test: str, modules: set[str]) -> str:
    """Return the module that a test file is named for: the longest name that fits, or nothing."""
    folder, _, name = test.rpartition("/")
    words = name.removeprefix("test_").removesuffix(".py").split("_")
    for many in range(len(words), 0, -1):
        module = f"{folder}/{'_'.join(words[:many])}.py".lstrip("/")
        if module in modules:
            return module
    return ""


@pytest.fixture(scope="module")
def modules(root: Path) -> set[str]:
    """Return every module of the program, but those that only hold a package's docstring."""
    top = root / "src" / "mingpai"
    found = {path.relative_to(top).as_posix() for path in top.rglob("*.py")}
    return {name for name in found if not name.endswith("__init__.py")}


@pytest.fixture(scope="module")
def owners(root: Path, modules: set[str]) -> Mapping[str, str]:
    """Return the module that each unit test file is named for."""
    top = root / "tests" / "unit"
    tests = [path.relative_to(top).as_posix() for path in top.rglob("test_*.py")]
    return {test: owner(test, modules) for test in tests}


def test_a_twin_is_known_by_its_name() -> None:
    """The longest module name that fits is the one that a test file belongs to."""
    modules = {"a/entry.py", "a/entry_limits.py", "b.py"}
    assert owner("a/test_entry.py", modules) == "a/entry.py"
    assert owner("a/test_entry_limits.py", modules) == "a/entry_limits.py"
    assert owner("a/test_entry_again.py", modules) == "a/entry.py"
    assert owner("test_b.py", modules) == "b.py"
    assert owner("test_entry.py", modules) == ""


def test_every_module_has_a_twin(modules: set[str], owners: Mapping[str, str]) -> None:
    """Each module has a test file in the same place, or a reason why not."""
    missing = modules - WITHOUT.keys() - set(owners.values())
    assert not missing, "\n".join(sorted(missing))


def test_every_twin_has_a_module(owners: Mapping[str, str]) -> None:
    """Each unit test stands where the module stands that it tests."""
    alone = [test for test, module in owners.items() if not module]
    assert not alone, "\n".join(sorted(alone))


def test_no_reason_is_stale(modules: set[str], owners: Mapping[str, str]) -> None:
    """No reason is kept for a module that is gone or has a twin by now."""
    assert WITHOUT.keys() <= modules
    assert not WITHOUT.keys() & set(owners.values())
