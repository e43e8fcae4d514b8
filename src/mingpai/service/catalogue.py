"""The domains of this build, as the sequencer needs them. Holds no rule: it only passes on."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from mingpai import house
from mingpai.auction import commands as auction_commands
from mingpai.auction.decide import Setting, decide
from mingpai.auction.due import due
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal, Phase
from mingpai.auction.preparation.events import DisposalOpened
from mingpai.auction.record import record, refused_by
from mingpai.kernel.event import Event
from mingpai.kernel.ids import StreamId
from mingpai.kernel.outcome import Refused
from mingpai.law.platforms import PlatformList
from mingpai.service.domains import Domain
from mingpai.supervision.events import RaiseAlert

DISPOSAL = "disposal"
HOUSE = "house"
SUPERVISION = "supervision"
ALERTS = StreamId("supervision/alerts")


class Auctions:
    """Disposals, under one list of platforms."""

    name: ClassVar[str] = DISPOSAL
    state_type: ClassVar[type] = Disposal

    def __init__(self, platforms: PlatformList) -> None:
        """Fix the list that announcements are held against."""
        self._setting = Setting(platforms)

    def initial(self, stream: StreamId) -> Disposal:
        """Return a disposal in which nothing has happened."""
        return Disposal(stream)

    def decide(
        self, state: Disposal, command: auction_commands.Command, *, actor: str, now: datetime
    ) -> tuple[Event, ...] | Refused:
        """Pass on to `auction.decide`."""
        return decide(state, command, actor=actor, now=now, setting=self._setting)

    def evolve(self, state: Disposal, event: Event) -> Disposal:
        """Pass on to `auction.evolve`."""
        return evolve(state, event)

    def due(self, state: Disposal) -> Iterator[tuple[datetime, auction_commands.Command]]:
        """Pass on to `auction.due`."""
        return due(state)

    def record(
        self, state: Disposal, command: auction_commands.Command, refused: Refused, *, actor: str
    ) -> Event | None:
        """Pass on to `auction.record`."""
        return record(state, command, refused, actor=actor)

    def refused_by(self, event: Event) -> Refused | None:
        """Pass on to `auction.record`."""
        return refused_by(event)

    def begins(self, event: Event) -> bool:
        """Say whether an event opens a disposal."""
        return isinstance(event, DisposalOpened)

    def is_settled(self, state: Disposal) -> bool:
        """Say whether a round was passed in or confirmed; what comes later loads it again."""
        current = state.current
        return current is not None and (
            current.phase is Phase.CLOSED_UNSOLD or current.is_confirmed
        )

    def law_version(self, state: Disposal) -> str | None:
        """Return the version that binds the round, once it is announced."""
        return state.rounds[-1].terms.law.version if state.rounds else None


class Housekeeping:
    """The journal's own stream."""

    name: ClassVar[str] = HOUSE
    state_type: ClassVar[type] = house.House

    def initial(self, stream: StreamId) -> house.House:
        """Return a house without a journal."""
        del stream
        return house.House()

    def decide(
        self, state: house.House, command: house.Command, *, actor: str, now: datetime
    ) -> tuple[Event, ...] | Refused:
        """Pass on to `house.decide`."""
        del now
        return house.decide(state, command, actor=actor)

    def evolve(self, state: house.House, event: Event) -> house.House:
        """Pass on to `house.evolve`."""
        return house.evolve(state, event)

    def due(self, state: house.House) -> Iterator[tuple[datetime, house.Command]]:
        """Yield nothing: housekeeping has no deadlines."""
        del state
        return iter(())

    def record(
        self, state: house.House, command: house.Command, refused: Refused, *, actor: str
    ) -> Event | None:
        """Record nothing: only the service itself speaks here."""
        del state, command, refused, actor
        return None

    def refused_by(self, event: Event) -> Refused | None:
        """Return None: no refusal is recorded here."""
        del event
        return None

    def begins(self, event: Event) -> bool:
        """Say whether an event opens a journal."""
        return isinstance(event, house.JournalOpened)

    def is_settled(self, state: house.House) -> bool:
        """Say no: the journal is never done."""
        del state
        return False

    def law_version(self, state: house.House) -> str | None:
        """Return None: no sale, no law of sales."""
        del state
        return None


class Supervision(Housekeeping):
    """The stream of alerts. Its state is empty: an alert is a fact, and never decided twice."""

    name: ClassVar[str] = SUPERVISION

    # a stream of its own takes commands of its own
    def decide(  # type: ignore[override]
        self, state: house.House, command: RaiseAlert, *, actor: str, now: datetime
    ) -> tuple[Event, ...] | Refused:
        """Accept what the watch found; nobody else may raise an alert."""
        del state, now
        if actor != house.ACTOR:
            return Refused(house.NOT_THE_HOUSE, house.ARTICLE_OPERATION, {})
        return (command.alert,)

    def evolve(self, state: house.House, event: Event) -> house.House:
        """Return the same: alerts leave no state."""
        del event
        return state


def domains(platforms: PlatformList) -> dict[str, Domain]:
    """Return every domain by name."""
    return {
        DISPOSAL: Auctions(platforms),
        HOUSE: Housekeeping(),
        SUPERVISION: Supervision(),
    }
