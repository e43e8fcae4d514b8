"""Proves that the documents are fresh, and that what they name exists."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from mingpai.cli import app

pytestmark = pytest.mark.slow

WRITTEN = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/operating.md", "docs/threats.md")
_COMMAND = re.compile(r"\bmingpai ((?:[a-z]+)(?: [a-z]+)?)")
_TARGET = re.compile(r"\bmake ([a-z]+)")
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_LINK = re.compile(r"\]\(([^)#]+)")
_MAPPED = re.compile(r"^\| `([a-z_]+)(?:\.py)?` \|", re.MULTILINE)


def _code(text: str) -> Iterator[str]:
    """Return what stands in code blocks and between backticks."""
    return (one.group() for one in _CODE.finditer(text))


@pytest.mark.parametrize("script", ["gen_docs.py", "gen_api.py", "notices.py"])
def test_generated_documents_are_fresh(script: str, root: Path) -> None:
    """What is generated is what the registers and the lock file say now."""
    command = [sys.executable, f"tools/{script}", "--check"]
    done = subprocess.run(command, cwd=root, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_the_package_map_is_the_tree(
    texts: Mapping[str, str], sources: Mapping[str, ast.Module]
) -> None:
    """The map in docs/architecture.md names each package and top module, and nothing else."""
    mapped = _MAPPED.findall(texts["docs/architecture.md"])
    tops = {name.split(".")[1] for name in sources if "." in name}
    assert sorted(mapped) == sorted(tops)


@pytest.mark.parametrize("document", WRITTEN)
def test_commands_that_are_named_exist(document: str, texts: Mapping[str, str]) -> None:
    """Every `mingpai` command and `make` target that a document shows can be run."""
    targets = set(re.findall(r"^([a-z]+):", texts["Makefile"], re.MULTILINE))
    for code in _code(texts[document]):
        for words in _COMMAND.findall(code):
            _find(words.split())
        for target in _TARGET.findall(code):
            assert target in targets, target


def _find(words: list[str]) -> None:
    """Walk down the program's commands; KeyError where one does not exist."""
    command = app[words[0]]
    if len(words) > 1 and any(not name.startswith("-") for name in command):
        command[words[1]]  # a group such as `rules`; elsewhere the second word is an argument


def test_links_lead_somewhere(root: Path, texts: Mapping[str, str]) -> None:
    """Every link to a file, in any document, leads to a file that is there."""
    broken = [
        f"{path}: {link}"
        for path, text in texts.items()
        if path.endswith(".md")
        for link in _LINK.findall(text)
        if "://" not in link and not (root / path).parent.joinpath(link).exists()
    ]
    assert not broken, "\n".join(broken)


def test_every_package_says_what_it_is(sources: Mapping[str, ast.Module], root: Path) -> None:
    """A package's `__init__` holds its docstring alone, and at the top the version."""
    for name, module in sources.items():
        if (root / "src" / name.replace(".", "/") / "__init__.py").is_file():
            assert ast.get_docstring(module), name
            rest = [ast.unparse(node) for node in module.body[1:]]
            assert all(name == "mingpai" and one.startswith("__version__") for one in rest), name
