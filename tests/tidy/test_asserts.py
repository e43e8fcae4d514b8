"""What `-O` would remove, and what would hide a fault."""

import ast
import re
from collections.abc import Mapping

_EXEMPTION = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma)\b(?P<rest>[^\n]*)")
_CODED = re.compile(
    r"^(?:: ?[A-Z]+\d+(?:, ?[A-Z]+\d+)*|\[[a-z-]+(?:, ?[a-z-]+)*\]|: no \w+)(?P<why>.*)"
)


def test_no_assert_in_the_program(trees: Mapping[str, ast.Module]) -> None:
    """An invariant is checked by `ensure`, which no option of the interpreter removes."""
    found = [
        f"{path}:{node.lineno}"
        for path, tree in trees.items()
        if path.startswith("src/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Assert)
    ]
    assert found == []


def test_no_handler_takes_everything(trees: Mapping[str, ast.Module]) -> None:
    """No bare `except` and none of BaseException swallows what went wrong."""
    found = [
        f"{path}:{node.lineno}"
        for path, tree in trees.items()
        if path.startswith("src/")
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) == "BaseException")
        and not any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
    ]
    assert found == []


def test_every_exemption_has_a_reason(texts: Mapping[str, str]) -> None:
    """A silenced finding names its code and says on the same line why it may stand."""
    found = []
    for path, text in texts.items():
        if path.endswith(".py") and path != "tests/tidy/test_asserts.py":
            for match in _EXEMPTION.finditer(text):
                coded = _CODED.match(match["rest"])
                if not coded or len(coded["why"].strip(" -#:")) < 5:
                    found.append(f"{path}:{text.count(chr(10), 0, match.start()) + 1}")
    assert found == []
