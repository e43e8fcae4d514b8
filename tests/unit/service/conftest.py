"""A tiny domain for tests of the write path: a tally that accepts rising numbers."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from msgspec import Struct

from mingpai.kernel.event import Event, EventKind, Registry, Visibility
from mingpai.kernel.ids import ArticleId, StreamId
from mingpai.kernel.outcome import Refused

NOON = datetime(2026, 5, 26, 4, 0, tzinfo=UTC)
ARTICLE = ArticleId("FS2016-18:20.1")


class Counted(Event, frozen=True, gc=False):
    """The tally went up."""

    to: int


class Whispered(Event, frozen=True, gc=False):
    """Something restricted happened."""

    secret: str


class CountRefused(Event, frozen=True, gc=False):
    """A number did not rise."""

    code: str
    article: str


class Count(Struct, frozen=True, gc=False):
    """Raise the tally."""

    to: int


class Whisper(Struct, frozen=True, gc=False):
    """Record something restricted."""

    secret: str


class Finish(Struct, frozen=True, gc=False):
    """Raise the tally to 1,000, which settles it."""


class Tally(Struct, frozen=True, gc=False):
    """The state: the number so far."""

    to: int = 0


class TallyDomain:
    """Accepts numbers that rise; settled at 1,000; due to finish an hour after noon."""

    name = "tally"
    state_type = Tally
    known_actors = frozenset({"A0001", "A0002"})

    def initial(self, stream: StreamId) -> Tally:
        """Return zero."""
        del stream
        return Tally()

    def decide(
        self, state: Tally, command: object, *, actor: str, now: datetime
    ) -> tuple[Event, ...] | Refused:
        """Accept a higher number."""
        del now
        if isinstance(command, Whisper):
            return (Whispered(command.secret),)
        if isinstance(command, Finish):
            return (Counted(1000),)
        assert isinstance(command, Count)
        if actor not in self.known_actors:
            return Refused("code_unknown", ARTICLE, {})
        if command.to <= state.to:
            return Refused("not_higher", ARTICLE, {"to": command.to})
        return (Counted(command.to),)

    def evolve(self, state: Tally, event: Event) -> Tally:
        """Take the number."""
        return Tally(event.to) if isinstance(event, Counted) else state

    def due(self, state: Tally) -> Iterator[tuple[datetime, object]]:
        """Yield the finish, once something was counted."""
        if 0 < state.to < 1000:
            yield NOON + timedelta(hours=1), Finish()

    def record(
        self, state: Tally, command: object, refused: Refused, *, actor: str
    ) -> Event | None:
        """Record refusals to known actors."""
        del state, command, actor
        if refused.code == "code_unknown":
            return None
        return CountRefused(refused.code, refused.article)

    def refused_by(self, event: Event) -> Refused | None:
        """Read a recorded refusal back."""
        if isinstance(event, CountRefused):
            return Refused(event.code, ArticleId(event.article), {})
        return None

    def begins(self, event: Event) -> bool:
        """Say whether the tally rose to one, which only a first event does."""
        return isinstance(event, Counted) and event.to == 1

    def is_settled(self, state: Tally) -> bool:
        """Say whether 1,000 was reached."""
        return state.to >= 1000

    def law_version(self, state: Tally) -> str | None:
        """Return nothing: no law binds a tally."""
        del state
        return None


TALLY_KINDS = (
    EventKind("tally.counted", 1, Visibility.PUBLIC, Counted),
    EventKind("tally.whispered", 1, Visibility.RESTRICTED, Whispered),
    EventKind("tally.refused", 1, Visibility.PUBLIC, CountRefused),
)


@pytest.fixture
def tally_registry() -> Registry:
    """Return the tally's kinds with the journal's own."""
    from mingpai import house

    return Registry((*house.KINDS, *TALLY_KINDS))
