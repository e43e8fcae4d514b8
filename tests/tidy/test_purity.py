"""Proves that the pure packages have no clock, no chance, no input or output, no float, no log."""

import ast
from collections.abc import Iterator, Mapping

import pytest

pytestmark = pytest.mark.slow

PURE = ("kernel", "law", "journal", "auction", "supervision", "audit", "house", "events")
_MODULES = """
    asyncio ctypes io logging os pathlib psycopg random requests secrets shutil socket sqlalchemy
    sqlite3 structlog subprocess sys tempfile threading time urllib uuid warnings
"""
_CALLS = """
    open print input exec eval compile breakpoint __import__ float round globals
    datetime.now datetime.utcnow datetime.today date.today datetime.datetime.now
    datetime.date.today time.time uuid.uuid4 random.random
"""
MODULES = frozenset(_MODULES.split())
CALLS = frozenset(_CALLS.split())


def complaints(module: ast.Module) -> Iterator[str]:
    """Say what in a module is not pure, with its line."""
    allowed = set(_type_tests(module))
    for node in ast.walk(module):
        for what in _impure(node):
            yield f"{node.lineno}: {what}"  # type: ignore[attr-defined] # every such node has one
        if isinstance(node, ast.Name) and node.id == "float" and node not in allowed:
            yield f"{node.lineno}: float"


def _impure(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (f"import {n.name}" for n in names if n.name.split(".")[0] in MODULES)
        case ast.ImportFrom(module=str(source)) if source.split(".")[0] in MODULES:
            yield f"from {source} import"
        case ast.Call(func=func) if ast.unparse(func) in CALLS - {"float"}:
            yield f"{ast.unparse(func)}()"
        case ast.Constant(value=float() as value):
            yield f"the float {value}"
        case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
            yield "a true division"
        case ast.Global():
            yield "a global that is written"


def _type_tests(module: ast.Module) -> Iterator[ast.Name]:
    """Return the names in isinstance tests and class patterns: to refuse a float, it is named."""
    for node in ast.walk(module):
        inside: list[ast.AST] = []
        match node:
            case ast.Call(func=ast.Name(id="isinstance"), args=[_, what]):
                inside = [what]
            case ast.MatchClass(cls=what):
                inside = [what]
            case ast.Compare(ops=[ast.Is() | ast.IsNot()], comparators=[what]):
                inside = [what]
        for one in inside:
            yield from (name for name in ast.walk(one) if isinstance(name, ast.Name))


@pytest.mark.parametrize(
    "text",
    [
        "import time",
        "from os.path import join",
        "def f():\n    import random",
        "x = datetime.now(UTC)",
        "print(1)",
        "x = 0.5",
        "x = float('1')",
        "x = a / b",
        "def f(x: float) -> None: ...",
        "def f():\n    global x",
    ],
)
def test_impurities_are_found(text: str) -> None:
    """Each kind of impurity is complained of."""
    assert list(complaints(ast.parse(text)))


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime",
        "isinstance(x, float)",
        "isinstance(x, int | float)",
        "match x:\n    case float(): ...",
        "x = a // b",
        "x = 5",
    ],
)
def test_pure_code_is_left_alone(text: str) -> None:
    """Whole numbers, given instants and the refusal of floats are pure."""
    assert not list(complaints(ast.parse(text)))


@pytest.mark.parametrize("package", PURE)
def test_packages_are_pure(package: str, sources: Mapping[str, ast.Module]) -> None:
    """No module of a pure package reads a clock, rolls dice, touches the world or has a float."""
    found = [
        f"{name}:{what}"
        for name, module in sources.items()
        if name.split(".")[1:2] == [package]
        for what in complaints(module)
    ]
    assert not found, "\n".join(found)
