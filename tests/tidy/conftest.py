"""The project's own files, read and parsed once for all tests of this folder."""

import ast
import importlib.util
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("src", "tests", "tools", "docs", ".ci")
OF_OTHERS = {"__pycache__", "vendor"}
TEXTS = {".py", ".md", ".txt", ".sh", ".toml", ".json", ".lock", ".html", ".css", ".js", ".sql", ""}


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the top of the project."""
    return ROOT


@pytest.fixture(scope="session")
def texts() -> Mapping[str, str]:
    """Return the text of every file of the project, by its path from the top."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(_files())
    }


def _files() -> Iterator[Path]:
    for path in ROOT.iterdir():
        if path.is_file() and path.suffix in TEXTS and not path.name.startswith("."):
            yield path
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix in TEXTS and not OF_OTHERS & set(path.parts):
                yield path


@pytest.fixture(scope="session")
def parsed(texts: Mapping[str, str]) -> Mapping[str, ast.Module]:
    """Return every Python file of the project, parsed, by its path from the top."""
    return {path: ast.parse(text) for path, text in texts.items() if path.endswith(".py")}


@pytest.fixture(scope="session")
def sources(parsed: Mapping[str, ast.Module]) -> Mapping[str, ast.Module]:
    """Return every module of the program, parsed, by its dotted name."""
    return {
        _dotted(path): module for path, module in parsed.items() if path.startswith("src/mingpai/")
    }


def _dotted(path: str) -> str:
    name = path.removeprefix("src/").removesuffix(".py").replace("/", ".")
    return name.removesuffix(".__init__")


@pytest.fixture(scope="session")
def imports(sources: Mapping[str, ast.Module]) -> Mapping[str, frozenset[str]]:
    """Return which names each module of the program imports, wherever in it the import stands.

    A module of the program by its whole name; anything else as it is written.
    """
    return {
        name: frozenset(_imported(module, known=sources.keys())) for name, module in sources.items()
    }


def _imported(module: ast.Module, *, known: object) -> Iterator[str]:
    assert hasattr(known, "__contains__")
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole path"
            for one in node.names:
                inner = f"{node.module}.{one.name}"
                yield inner if inner in known else str(node.module)


@pytest.fixture(scope="session")
def tool() -> Callable[[str], ModuleType]:
    """Return a loader of the scripts in tools/, which find one another as when they are run."""
    sys.path.insert(0, str(ROOT / "tools"))

    def load(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load
