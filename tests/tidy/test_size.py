"""Sizes as a ratchet: nothing grows past what a reader takes in at once."""

import ast
import statistics
from collections.abc import Iterator, Mapping

import pytest

FILE_LINES = 500
FUNCTION_LINES = 60
MEDIAN_LINES = 8
NINTH_DECILE_LINES = 30
PARAMETERS = 5
COMMAND_LINE = "src/mingpai/cli.py"
"""Has one parameter for each option of a command; that is the framework's form."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _functions(tree: ast.AST) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def _code_lines(function: Function, lines: list[str]) -> int:
    """Return the lines that are neither blank nor comment nor docstring."""
    doc = function.body[0] if ast.get_docstring(function) else None
    prose = range(doc.lineno, (doc.end_lineno or 0) + 1) if doc else range(0)
    return sum(
        1
        for number in range(function.lineno, (function.end_lineno or 0) + 1)
        if number not in prose
        and lines[number - 1].strip()
        and not lines[number - 1].lstrip().startswith("#")
    )


def _parameters(function: Function) -> int:
    args = function.args
    named = [*args.posonlyargs, *args.args, *args.kwonlyargs]
    variable = sum(1 for arg in (args.vararg, args.kwarg) if arg)
    return sum(1 for arg in named if arg.arg not in {"self", "cls"}) + variable


@pytest.fixture(scope="module")
def lengths(trees: Mapping[str, ast.Module], texts: Mapping[str, str]) -> Mapping[str, int]:
    """Return the code lines of every function, by file, line and name."""
    return {
        f"{path}:{function.lineno}: {function.name}": _code_lines(function, texts[path].split("\n"))
        for path, tree in trees.items()
        for function in _functions(tree)
    }


def test_files_are_short(trees: Mapping[str, ast.Module], texts: Mapping[str, str]) -> None:
    """No Python file has more than 500 lines."""
    lines = {path: texts[path].count("\n") for path in trees}
    assert {path: many for path, many in lines.items() if many > FILE_LINES} == {}


def test_functions_are_short(lengths: Mapping[str, int]) -> None:
    """No function has more than 60 lines of code."""
    assert {name: many for name, many in lengths.items() if many > FUNCTION_LINES} == {}


def test_most_functions_are_very_short(lengths: Mapping[str, int]) -> None:
    """Half of the functions have at most 8 lines of code, nine in ten at most 30."""
    many = [length for name, length in lengths.items() if name.startswith("src/")]
    assert statistics.median(many) <= MEDIAN_LINES
    assert statistics.quantiles(many, n=10)[8] <= NINTH_DECILE_LINES


def test_parameters_are_few(trees: Mapping[str, ast.Module]) -> None:
    """No function but a command takes more than five parameters; more become a struct."""
    found = [
        f"{path}:{function.lineno}: {function.name}"
        for path, tree in trees.items()
        if path.startswith(("src/", "tools/")) and path != COMMAND_LINE
        for function in _functions(tree)
        if _parameters(function) > PARAMETERS
    ]
    assert found == []


def test_only_the_docstring_stands_in_a_package_file(trees: Mapping[str, ast.Module]) -> None:
    """A package's own file holds its docstring and nothing else (the top one, the version too)."""
    for path, tree in trees.items():
        if path.startswith("src/") and path.endswith("/__init__.py"):
            assert ast.get_docstring(tree), path
            allowed = 2 if path == "src/mingpai/__init__.py" else 1
            assert len(tree.body) <= allowed, path
