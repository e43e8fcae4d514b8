"""Proves the limits on size: they may be lowered and never raised."""

import ast
import statistics
from collections.abc import Iterator, Mapping

import pytest

pytestmark = pytest.mark.slow

LONGEST_FUNCTION = 60
MEDIAN_FUNCTION = 8
NINE_IN_TEN_FUNCTIONS = 30
LONGEST_FILE = 500
MOST_PARAMETERS = 5
ONE_PARAMETER_FOR_EACH_OPTION = {"src/mingpai/cli.py"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(module: ast.Module) -> Iterator[Function]:
    """Return every function of a module, methods and inner ones too."""
    for node in ast.walk(module):
        if isinstance(node, Function):
            yield node


def code_lines(function: Function, lines: list[str]) -> int:
    """Count the lines of a function that are neither blank, comment nor docstring."""
    first = function.body[0] if ast.get_docstring(function) is not None else None
    said = range(first.lineno, (first.end_lineno or 0) + 1) if first else range(0)
    return sum(
        1
        for number in range(function.lineno, (function.end_lineno or 0) + 1)
        if number not in said
        and lines[number - 1].strip()
        and not lines[number - 1].lstrip().startswith("#")
    )


def parameters(function: Function) -> int:
    """Count the parameters of a function but `self` and `cls`."""
    told = function.args
    names = [one.arg for one in (*told.posonlyargs, *told.args, *told.kwonlyargs)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


@pytest.fixture(scope="module")
def lengths(texts: Mapping[str, str], parsed: Mapping[str, ast.Module]) -> Mapping[str, int]:
    """Return the code lines of every function, by place."""
    return {
        f"{path}:{function.lineno} {function.name}": code_lines(function, texts[path].splitlines())
        for path, module in parsed.items()
        for function in functions(module)
    }


def test_lines_are_counted() -> None:
    """Blank lines, comments and docstrings are not code, and `self` is no parameter."""
    text = 'def f(self, a, *, b):\n    """Say.\n\n    More.\n    """\n    # why\n\n    return a\n'
    function = next(functions(ast.parse(text)))
    assert code_lines(function, text.splitlines()) == 2
    assert parameters(function) == 2


def test_no_function_is_long(lengths: Mapping[str, int]) -> None:
    """No function has more than 60 lines of code."""
    found = [f"{place}: {size}" for place, size in lengths.items() if size > LONGEST_FUNCTION]
    assert not found, "\n".join(found)


def test_functions_of_the_program_are_short(lengths: Mapping[str, int]) -> None:
    """Half of the program's functions have at most 8 lines of code, and nine in ten at most 30."""
    sizes = [size for place, size in lengths.items() if place.startswith("src/")]
    assert statistics.median(sizes) <= MEDIAN_FUNCTION
    assert statistics.quantiles(sizes, n=10)[-1] <= NINE_IN_TEN_FUNCTIONS


def test_no_file_is_long(texts: Mapping[str, str]) -> None:
    """No Python file has more than 500 lines."""
    sizes = {path: len(text.splitlines()) for path, text in texts.items() if path.endswith(".py")}
    found = [f"{path}: {size}" for path, size in sizes.items() if size > LONGEST_FILE]
    assert not found, "\n".join(found)


def test_functions_take_few_parameters(parsed: Mapping[str, ast.Module]) -> None:
    """No function of the program takes more than 5 parameters, but where each is an option."""
    found = [
        f"{path}:{function.lineno} {function.name}: {parameters(function)}"
        for path, module in parsed.items()
        if path.startswith(("src/", "tools/")) and path not in ONE_PARAMETER_FOR_EACH_OPTION
        for function in functions(module)
        if parameters(function) > MOST_PARAMETERS
    ]
    assert not found, "\n".join(found)
