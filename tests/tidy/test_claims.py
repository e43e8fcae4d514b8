"""Proves that every test says what it proves."""

import ast
from collections.abc import Mapping

ENDS = (".", "。")


def test_every_test_makes_a_claim(parsed: Mapping[str, ast.Module]) -> None:
    """Each test function has a docstring whose first paragraph ends as a sentence does."""
    silent = [
        f"{path}:{node.lineno} {node.name}"
        for path, module in parsed.items()
        if path.startswith("tests/")
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not _is_claim(ast.get_docstring(node) or "")
    ]
    assert not silent, "\n".join(silent)


def _is_claim(text: str) -> bool:
    return text.partition("\n\n")[0].endswith(ENDS)
