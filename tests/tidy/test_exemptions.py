"""Proves that nothing is silenced without a reason, and that no handler swallows everything."""

import ast
import re
from collections.abc import Iterator, Mapping

import pytest

HERE = "tests/tidy/test_exemptions.py"
SHORTEST_REASON = 5
_EXEMPTION = re.compile(r"#\s*(?P<kind>noqa|type:\s*ignore|pragma)\b(?P<rest>.*)")
_CODED = re.compile(
    r"(?:: ?[A-Z]+\d+(?:, ?[A-Z]+\d+)*|\[[a-z-]+(?:, ?[a-z-]+)*\]|: no \w+)(?P<why>.*)"
)


def unexplained(text: str, *, is_test: bool) -> Iterator[int]:
    """Yield the lines that silence a finding without code and reason, on the line or just above.

    Tests pass wrong types on purpose: there only what the linter says wants a reason.
    """
    lines = ["", *text.splitlines()]
    for number, line in enumerate(lines):
        found = _EXEMPTION.search(line)
        if not found or (is_test and found["kind"].startswith("type")):
            continue
        coded = _CODED.match(found["rest"])
        is_told = coded and len(coded["why"].strip(" -#:")) >= SHORTEST_REASON
        if not is_told and not lines[number - 1].lstrip().startswith("# "):
            yield number


@pytest.mark.parametrize(
    ("text", "many"),
    [
        ("x = 1  # noqa: S603 - our own program, no shell", 0),
        ("x = 1  # noqa: S603", 1),
        ("x = 1  # noqa", 1),
        ("# a stream takes commands of its own\nx = 1  # type: ignore[override]", 0),
        ("x = 1  # type: ignore", 1),
        ("x = 1  # a word about noqa-like things is none", 0),
    ],
)
def test_reasons_are_looked_for(text: str, many: int) -> None:
    """A code and a reason are both wanted; a comment just above is a reason too."""
    assert len(list(unexplained(text, is_test=False))) == many


def test_every_exemption_has_a_reason(texts: Mapping[str, str]) -> None:
    """Whoever silences a finding says which, and why it may stand."""
    found = [
        f"{path}:{number}"
        for path, text in texts.items()
        if path.endswith(".py") and path != HERE
        for number in unexplained(text, is_test=path.startswith("tests/"))
    ]
    assert not found, "\n".join(found)


def test_no_handler_swallows_everything(sources: Mapping[str, ast.Module]) -> None:
    """A handler for whatever may come hands it on: by raising it, or as a failure to record."""
    found = [
        f"{name}:{node.lineno}"
        for name, module in sources.items()
        for node in ast.walk(module)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"BaseException", "Exception"})
        and not any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
        and not (node.name and any(_uses(inner, node.name) for inner in node.body))
    ]
    assert not found, "\n".join(found)


def _uses(statement: ast.stmt, name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(statement))
