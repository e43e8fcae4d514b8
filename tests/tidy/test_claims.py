"""Every test says in its docstring what it proves."""

import ast
from collections.abc import Iterator, Mapping


def _tests(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


def test_every_test_makes_a_claim(trees: Mapping[str, ast.Module]) -> None:
    """A test without a docstring that is a whole sentence proves nothing to its reader."""
    files = {path: tree for path, tree in trees.items() if path.startswith("tests/")}
    found = [
        f"{path}:{test.lineno}: {test.name}"
        for path, tree in files.items()
        if path.rpartition("/")[2].startswith("test_")
        for test in _tests(tree)
        if not (ast.get_docstring(test) or "").rstrip().endswith((".", "。"))
    ]
    assert found == []


def test_every_file_says_what_it_is(trees: Mapping[str, ast.Module]) -> None:
    """Every module opens with a docstring that is a whole sentence."""
    found = [path for path, tree in trees.items() if not ast.get_docstring(tree)]
    assert found == []
