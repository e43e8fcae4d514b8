"""The pure packages: no clock, no chance, no input or output, no float, no logging."""

import ast
from collections.abc import Iterator, Mapping

import pytest

PURE = (
    *(f"src/mingpai/{name}/" for name in ("kernel", "law", "journal", "auction")),
    *(f"src/mingpai/{name}/" for name in ("supervision", "audit")),
    "src/mingpai/house.py",
    "src/mingpai/events.py",
)
LIBRARIES = {
    *("__future__", "ast", "base64", "binascii", "bisect", "calendar", "collections", "csv"),
    *("datetime", "decimal", "enum", "fractions", "functools", "hashlib", "heapq", "hmac"),
    *("itertools", "json", "math", "operator", "re", "string", "struct", "types", "typing"),
    *("unicodedata", "zoneinfo", "contextlib", "dataclasses", "abc"),
    *("msgspec", "cryptography", "mingpai"),
}
"""What a pure package may import: nothing here reads a clock, a file, a socket or chance, but for
the calls refused below. `cryptography` is there to verify, and to sign with a key that is given."""
CALLS = {
    *("open", "print", "input", "float", "exec", "eval", "breakpoint", "__import__"),
    *("uuid4", "urandom", "sleep", "getenv", "perf_counter", "monotonic"),
}
CLOCKS = {"now", "utcnow", "today"}
INSTANTS = {"datetime", "date", "dt"}


def _impure(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and reason of whatever touches the world or makes a float."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    if alias.name.partition(".")[0] not in LIBRARIES:
                        yield node.lineno, f"import {alias.name}"
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] not in LIBRARIES:
                yield node.lineno, f"from {module} import"
            case ast.Call(func=ast.Name(id=name)) if name in CALLS:
                yield node.lineno, f"{name}()"
            case ast.Call(func=ast.Attribute(attr=name)) if name in CALLS - {"open"}:
                yield node.lineno, f".{name}()"
            case ast.Call(func=ast.Attribute(attr=name, value=value)) if (
                name in CLOCKS and ast.unparse(value).rpartition(".")[2] in INSTANTS
            ):
                yield node.lineno, f"{ast.unparse(value)}.{name}()"
            case ast.Constant(value=float()):
                yield node.lineno, f"the float {node.value}"
            case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
                yield node.lineno, "a division that makes a float"
            case ast.Global() | ast.AsyncFunctionDef() | ast.Await():
                yield node.lineno, type(node).__name__


def test_pure_packages_touch_no_world(trees: Mapping[str, ast.Module]) -> None:
    """Nothing that decides, folds or verifies reads a clock, chance or a file, or makes a float."""
    pure = {path: tree for path, tree in trees.items() if path.startswith(PURE)}
    assert len(pure) > 40
    found = [f"{path}:{line}: {why}" for path, tree in pure.items() for line, why in _impure(tree)]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "import os",
        "from time import time",
        "import random",
        "datetime.now(UTC)",
        "dt.datetime.utcnow()",
        "print(1)",
        "float('1')",
        "price = 0.5",
        "share = a / b",
        "total /= 2",
        "uuid.uuid4()",
        "async def f(): ...",
        "from structlog import get_logger",
    ],
)
def test_impurity_is_found(line: str) -> None:
    """The search itself sees each kind of breach."""
    assert list(_impure(ast.parse(line)))


def test_what_is_pure_is_let_through() -> None:
    """Whole division, given instants and comparisons are no breach."""
    line = "from datetime import datetime\nx = datetime.fromisoformat(text) < now\ny = a // b"
    assert list(_impure(ast.parse(line))) == []
