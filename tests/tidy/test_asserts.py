"""Proves that the program checks itself by `ensure`, which no switch of the interpreter removes."""

import ast
from collections.abc import Mapping

import pytest

pytestmark = pytest.mark.slow


def test_the_program_has_no_assert(sources: Mapping[str, ast.Module]) -> None:
    """No module of the program holds an assert statement."""
    found = [
        f"{name}:{node.lineno}"
        for name, module in sources.items()
        for node in ast.walk(module)
        if isinstance(node, ast.Assert)
    ]
    assert not found, "\n".join(found)
