"""One word per concept, and words that say nothing are not used."""

import ast
import re
from collections.abc import Iterator, Mapping

import pytest

_EMPTY = {"utils", "util", "helpers", "helper", "manager", "managers", "mixin", "data", "misc"}
_EMPTY |= {"common", "stuff", "part2", "base2", "new", "old", "tmp"}
"""Names of a module or class that say nothing of what it holds."""

_UNFINISHED = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK")))
_MACHINE = re.compile(r"(?<![\w.*~])/(?:root|work|home|Users|tmp)/[\w.]")
_HOSTS = re.compile(
    "|".join(
        re.escape(f"{name}.{top}")
        for name, top in (
            *(("py" + "pi", "org"), ("python" + "hosted", "org"), ("npm" + "js", "org")),
            *(("npm" + "js", "com"), ("npm" + "mirror", "com"), ("proxy.go" + "lang", "org")),
            *(("doc" + "ker", "io"), ("gh" + "cr", "io"), ("aliyun" + "cs", "com")),
        )
    )
)


def _words(name: str) -> str:
    """Return an identifier as lower-case words between underscores, whatever its form."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return f"_{spaced.lower().strip('_')}_"


def _bound(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and name of everything that a file gives a name to."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield node.lineno, name
            case ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name


@pytest.fixture(scope="module")
def forbidden(texts: Mapping[str, str]) -> set[str]:
    """Return the words that the glossary's last column rules out as identifiers."""
    found: set[str] = set()
    for line in texts["docs/glossary.md"].splitlines():
        cells = line.split("|")
        if len(cells) >= 6 and not line.startswith("| ---"):
            found |= set(re.findall(r"`(\w+)`", cells[-2]))
    return found


def test_the_glossary_rules_words_out(forbidden: set[str]) -> None:
    """The glossary is read: words that we know it forbids are found in it."""
    assert {"auction_item", "blacklist", "bidder_id"} <= forbidden


def test_no_forbidden_synonym(trees: Mapping[str, ast.Module], forbidden: set[str]) -> None:
    """No identifier uses a word that the glossary replaces by another."""
    words = [f"_{word}_" for word in forbidden]
    found = [
        f"{path}:{line}: {name}"
        for path, tree in trees.items()
        for line, name in _bound(tree)
        if any(word in _words(name) for word in words)
    ]
    assert found == []


def test_no_module_or_class_is_called_nothing(trees: Mapping[str, ast.Module]) -> None:
    """A module or class is named for what it holds, never `utils`, `Manager` or `Mixin`."""
    found = []
    for path, tree in trees.items():
        if set(path.removesuffix(".py").split("/")) & _EMPTY:
            found.append(path)
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                last = _words(node.name).strip("_").rpartition("_")[2]
                if last in _EMPTY:
                    found.append(f"{path}:{node.lineno}: {node.name}")
    assert found == []


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        (_UNFINISHED, "work left undone"),
        (_MACHINE, "a path of one machine"),
        (_HOSTS, "an address from which packages come"),
    ],
    ids=["unfinished", "machine", "hosts"],
)
def test_no_text_holds(texts: Mapping[str, str], pattern: re.Pattern[str], what: str) -> None:
    """No file of the repository holds unfinished work, a machine's path or a package address."""
    found = [
        f"{path}:{number}: {line.strip()[:80]}"
        for path, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == [], what


def test_texts_are_plain(texts: Mapping[str, str]) -> None:
    """Every text ends with one line break and has no tab outside make and Go, no CR, no BOM."""
    for path, text in texts.items():
        if text and not path.startswith("tests/golden/"):
            assert "\r" not in text, path
            assert not text.startswith("\ufeff"), path
            if path != "Makefile" and not path.endswith(".go"):
                assert "\t" not in text, path
