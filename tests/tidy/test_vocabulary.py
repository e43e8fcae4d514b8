"""Proves that one word stands for one concept, and that no word stands where it must not."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

import pytest

pytestmark = pytest.mark.slow

VAGUE_MODULES = {"utils", "util", "helpers", "helper", "manager", "data", "common", "misc", "base"}
VAGUE_CLASSES = ("Manager", "Mixin", "Helper", "Helpers", "Util", "Utils")
HERE = "tests/tidy/test_vocabulary.py"
LEFT_UNDONE = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
MACHINE_PATHS = re.compile(r"(?<![\w.~}/])/(root|home|work|Users)\b|(?<![\w.~}/])/tmp/")
INDEX_ADDRESSES = re.compile(
    r"(?:index|registry)[-_ ]?(?:url)?[ =:]+[\"']?https?://|https?://[^\s/]+/simple\b|[a-z]+://registry\."
)
TRACKER = re.compile(r"\bissues? [A-H]\b|\bissue #?\d+\b")
_BACKTICKED = re.compile(r"`([a-z_]+)`")
_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")


def words(identifier: str) -> tuple[str, ...]:
    """Return the words of an identifier, in lower case, however it is put together."""
    return tuple(word.lower() for word in _WORDS.findall(identifier))


def forbidden(glossary: str) -> set[tuple[str, ...]]:
    """Return the words that the glossary's last column names as identifiers never to be used."""
    rows = (line for line in glossary.splitlines() if line.startswith("|"))
    return {words(one) for row in rows for one in _BACKTICKED.findall(row.split("|")[-2])}


def holds(identifier: str, banned: set[tuple[str, ...]]) -> bool:
    """Say whether a banned word, or a banned run of words, stands in an identifier."""
    own = words(identifier)
    return any(
        own[at : at + len(one)] == one for one in banned for at in range(len(own) - len(one) + 1)
    )


def identifiers(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Return every name that a module gives or uses as its own, with its line."""
    for node in ast.walk(module):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.lineno, node.name
            case ast.Name(id=name) | ast.arg(arg=name):
                yield node.lineno, name
            case ast.Attribute(attr=name):
                yield node.lineno, name


def test_words_are_told_apart() -> None:
    """Identifiers fall into words, and a banned word counts only as a whole word."""
    assert words("PlaceBid") == ("place", "bid")
    assert words("SM2Signer_of") == ("sm", "2", "signer", "of")
    banned = forbidden("| 流拍 | passed in | 含义 | `failed_auction`, `ack`, other |\n")
    assert banned == {("failed", "auction"), ("ack",)}
    assert holds("FailedAuctionSeen", banned)
    assert holds("ack_of", banned)
    assert not holds("pack", banned)


def test_the_glossary_is_kept(texts: Mapping[str, str], sources: Mapping[str, ast.Module]) -> None:
    """No identifier of the program uses a word that the glossary rules out."""
    banned = forbidden(texts["docs/glossary.md"])
    assert banned
    found = {
        f"{name}:{line} {identifier}"
        for name, module in sources.items()
        for line, identifier in identifiers(module)
        if holds(identifier, banned)
    }
    assert not found, "\n".join(sorted(found))


def test_module_names_say_something(texts: Mapping[str, str]) -> None:
    """No module or package of the program has a name under which anything could stand."""
    for path in texts:
        if path.startswith(("src/", "tools/")) and path.endswith(".py"):
            parts = set(PurePosixPath(path).with_suffix("").parts)
            assert not parts & VAGUE_MODULES, path


def test_class_names_say_something(sources: Mapping[str, ast.Module]) -> None:
    """No class is a manager, helper or mixin."""
    found = [
        f"{name}:{node.lineno} {node.name}"
        for name, module in sources.items()
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef) and node.name.endswith(VAGUE_CLASSES)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("pattern", [LEFT_UNDONE, MACHINE_PATHS, INDEX_ADDRESSES, TRACKER])
def test_no_file_says_what_it_must_not(pattern: re.Pattern[str], texts: Mapping[str, str]) -> None:
    """No file holds work left undone, a path of somebody's machine, a registry or a ticket."""
    found = [
        f"{path}:{number}: {line.strip()[:80]}"
        for path, text in texts.items()
        if path != HERE
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]
    assert not found, "\n".join(found)
