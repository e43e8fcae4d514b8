"""What every step of every table leaves behind: a refusal in words, or entries that read back."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from msgspec.structs import asdict

from mingpai.auction.asked import Setting
from mingpai.auction.duties import duties
from mingpai.auction.duty import Party
from mingpai.auction.events import KINDS
from mingpai.auction.refusals import Language, explain
from mingpai.auction.why import why_due
from mingpai.kernel.canon import canonical_struct
from mingpai.kernel.event import Registry
from mingpai.kernel.moments import SHANGHAI
from mingpai.law.articles import article_of
from mingpai.law.platforms import NATIONAL

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).parent
REGISTRY = Registry(KINDS)
SETTING = Setting(NATIONAL)
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


@tables
def test_every_duty_says_what_must_happen(
    table: Path, walk_table: Callable[[Path], Iterator[Any]]
) -> None:
    """Wherever a disposal stands, each duty has its day, its person, its article and its words."""
    for step in walk_table(table):
        for duty in duties(step.state, SETTING):
            assert isinstance(duty.by, Party)
            assert isinstance(duty.since, date)
            assert duty.until is None or isinstance(duty.until, date)
            why = why_due(duty)
            for text in (why.said.zh, why.said.en, why.ground.cited.zh, why.ground.requires.en):
                assert text
                assert not [gap for gap in _GAPS if gap in text], text


@tables
def test_duties_are_told_the_soonest_first(
    table: Path, walk_table: Callable[[Path], Iterator[Any]]
) -> None:
    """A duty whose term ends sooner stands before one whose term ends later."""
    for step in walk_table(table):
        ends = [_end(duty) for duty in duties(step.state, SETTING)]
        assert ends == sorted(ends)


def _end(duty: Any) -> datetime:
    """Return when a duty's term ends, or where it has none when it began."""
    if duty.until is None:
        return _midnight(duty.since)
    is_day = not isinstance(duty.until, datetime)
    return _midnight(duty.until) + timedelta(days=1 if is_day else 0)


def _midnight(at: Any) -> datetime:
    if isinstance(at, datetime):
        return at
    return datetime(at.year, at.month, at.day, tzinfo=SHANGHAI)


@tables
def test_every_instant_is_written_in_utc(
    table: Path, walk_table: Callable[[Path], Iterator[Any]]
) -> None:
    """One instant has one form in an entry, whatever clock it was read from."""
    for step in walk_table(table):
        for event in step.events:
            instants = [one for one in asdict(event).values() if isinstance(one, datetime)]
            assert all(one.tzinfo is UTC for one in instants), event
