"""The tree as the tidy tests read it: every Python file parsed once, every text read once."""

import ast
import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
_FOLDERS = ("src", "tests", "tools")
_TEXTS = (".ci", "docs", *_FOLDERS)
_BUILT = {"__pycache__", "node_modules"}


def _files(folders: tuple[str, ...]) -> list[Path]:
    found = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    return sorted(path for path in found if not _BUILT & set(path.parts))


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the repository's root."""
    return ROOT


@pytest.fixture(scope="session")
def trees() -> Mapping[str, ast.Module]:
    """Return every Python file of src, tests and tools, parsed, by its path from the root."""
    paths = [path for path in _files(_FOLDERS) if path.suffix == ".py"]
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_bytes()) for path in paths}


@pytest.fixture(scope="session")
def texts() -> Mapping[str, str]:
    """Return every text that is kept in the repository, by its path from the root."""
    paths = [path for path in ROOT.iterdir() if path.is_file()] + _files(_TEXTS)
    found = {}
    for path in paths:
        try:
            found[path.relative_to(ROOT).as_posix()] = path.read_text("utf-8")
        except UnicodeDecodeError:  # not a text: a compiled catalogue, an image
            continue
    return found


@pytest.fixture(scope="session")
def tool() -> Callable[[str], ModuleType]:
    """Return how to load a script of tools/ as a module."""

    def load(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load
