"""Proves that a reader can type what the guides show: every command, with its options."""

import re
import shlex
from collections.abc import Iterator, Mapping

import pytest
from cyclopts import CycloptsError

from mingpai.cli import app

GUIDES = (
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "docs/operating.md",
    "docs/bidlog.md",
    "docs/court-list.md",
    "docs/papers.md",
)
_BLOCK = re.compile(r"^ *```\w*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_CALL = re.compile(r"^ *(?:\$ )?(?:\.venv/bin/)?mingpai (?P<words>.*)")


def calls(text: str) -> Iterator[list[str]]:
    """Yield the arguments of each call of the program in the blocks of a document."""
    for block in _BLOCK.findall(text):
        for line in block.splitlines():
            found = _CALL.match(line)
            if found:
                yield shlex.split(found["words"], comments=True)


def refusal(words: list[str]) -> str:
    """Return why the program would not take these arguments; nothing if it would."""
    try:
        app.parse_args(words, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        return f"mingpai {shlex.join(words)}: {error}"
    return ""


def test_calls_are_found() -> None:
    """A call in a block counts, with its comment left out; prose does not."""
    text = "mingpai is a program\n```\n.venv/bin/mingpai verify 'a b'  # why\nls\n```\n"
    assert list(calls(text)) == [["verify", "a b"]]
    assert not refusal(["verify", "a b"])
    assert refusal(["verify", "a b", "--no-such-option"])


@pytest.mark.parametrize("guide", GUIDES)
def test_the_program_takes_what_a_guide_shows(guide: str, texts: Mapping[str, str]) -> None:
    """No guide shows a command or an option that the program would refuse."""
    if guide in texts:
        found = [said for said in map(refusal, calls(texts[guide])) if said]
        assert not found, "\n".join(found)
