"""What every step of every table leaves behind: a refusal in words, or entries that read back."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from mingpai.auction.events import KINDS
from mingpai.auction.refusals import Language, explain
from mingpai.kernel.canon import canonical_struct
from mingpai.kernel.event import Registry
from mingpai.law.articles import article_of

FOLDER = Path(__file__).parent
REGISTRY = Registry(KINDS)
_NAMES = {kind.body: (kind.name, kind.version) for kind in KINDS}
_GAPS = ("?", "None", "{", "}")

tables = pytest.mark.parametrize(
    "table", [pytest.param(one, id=one.stem) for one in sorted(FOLDER.rglob("*.txt"))]
)


def _words(code: str, facts: Any) -> Iterator[str]:
    for language in get_args(Language):
        said = explain(code, facts, language=language)
        assert said is not None
        yield from (said.text, said.next)


@tables
def test_every_refusal_explains_itself(
    table: Path, walk_table: Callable[[Path], Iterator[Any]]
) -> None:
    """A refusal says in both languages what was wrong and what to do, with no gap in its text."""
    for step in walk_table(table):
        if step.refused is not None:
            assert article_of(step.refused.article)
            for text in _words(step.refused.code, step.refused.facts):
                assert text
                assert not [gap for gap in _GAPS if gap in text], text


@tables
def test_every_entry_is_read_back(table: Path, walk_table: Callable[[Path], Iterator[Any]]) -> None:
    """What happened is read back from its canonical bytes as it was, each field of its type."""
    for step in walk_table(table):
        for event in step.events:
            name, version = _NAMES[type(event)]
            body = canonical_struct(event)
            assert REGISTRY.decode(name=name, version=version, body=body) == event
