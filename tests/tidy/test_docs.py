"""Documents that could drift from the program, held against it."""

import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType

import pytest
from cyclopts import CycloptsError

from mingpai.cli import app

Tool = Callable[[str], ModuleType]
_GUIDES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/operating.md", "docs/threats.md")
_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
_CALL = re.compile(r"^(?:\$ )?(?:\.venv/bin/)?mingpai ")


def _blocks(text: str) -> Iterator[str]:
    """Yield each line of the fenced blocks of a document."""
    for block in re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield from block.splitlines()


@pytest.mark.parametrize("name", ["gen_docs", "notices"])
def test_generated_documents_are_fresh(tool: Tool, name: str) -> None:
    """What is generated is as the generator would write it now."""
    assert tool(name).main(["--check"]) == 0


def test_the_package_map_is_the_tree(root: Path, texts: Mapping[str, str]) -> None:
    """The architecture page names each package once, and none that does not exist."""
    named = re.findall(r"^\| `(\w+)` \|", texts["docs/architecture.md"], re.MULTILINE)
    source = root / "src" / "mingpai"
    packages = {path.parent.name for path in source.glob("*/__init__.py")}
    modules = {path.stem for path in source.glob("*.py")} - {"__init__"}
    assert sorted(named) == sorted(packages | modules)


@pytest.mark.parametrize("guide", _GUIDES)
def test_commands_in_the_guides_are_understood(guide: str, texts: Mapping[str, str]) -> None:
    """Every `mingpai` call that a guide shows is one that the program takes."""
    for line in _blocks(texts[guide]):
        if _CALL.match(line):
            words = shlex.split(_CALL.sub("", line), comments=True)
            try:
                app.parse_args(words, exit_on_error=False, print_error=False)
            except CycloptsError as error:
                pytest.fail(f"{guide}: {line}: {error}")


@pytest.mark.parametrize("guide", _GUIDES)
def test_make_targets_in_the_guides_exist(guide: str, texts: Mapping[str, str]) -> None:
    """Every `make` target that a guide names is in the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", texts["Makefile"], re.MULTILINE))
    named = set(re.findall(r"`make ([a-z]+)", texts[guide]))
    named |= {
        line.split()[1] for line in _blocks(texts[guide]) if re.match(r"^(?:\$ )?make [a-z]", line)
    }
    assert named - targets == set()


def test_links_lead_somewhere(root: Path, texts: Mapping[str, str]) -> None:
    """Every link from one document to another file finds it."""
    broken = [
        f"{path}: {target}"
        for path, text in texts.items()
        if path.endswith(".md")
        for target in _LINK.findall(text)
        if not ((root / path).parent / target).exists()
    ]
    assert broken == []


def test_every_decision_is_whole(texts: Mapping[str, str]) -> None:
    """Each decision record has the sections of the template, and numbers run without a gap."""
    records = sorted(path for path in texts if path.startswith("docs/adr/"))
    wanted = re.findall(r"^## .*$", texts["docs/adr/0000-template.md"], re.MULTILINE)
    assert wanted
    assert [int(path[9:13]) for path in records] == list(range(len(records)))
    for path in records:
        found = re.findall(r"^## .*$", texts[path], re.MULTILINE)
        assert found == wanted, path
