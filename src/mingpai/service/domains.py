"""Which domain a command belongs to, and the few functions the sequencer needs of each.

A domain owns the streams whose ids begin with its name. Its functions are pure; a domain is a
value that bundles them with the facts it needs from elsewhere (such as the platform list).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Protocol

from mingpai.kernel.event import Event
from mingpai.kernel.ids import StreamId
from mingpai.kernel.outcome import Refused

State = Any
"""A domain's state of one stream: opaque to everyone but the domain."""
Command = Any
"""A domain's command: opaque likewise."""


class Domain(Protocol):
    """What the sequencer asks of a domain. State and commands are opaque to it."""

    @property
    def name(self) -> str:
        """The first part of the ids of this domain's streams."""
        ...

    @property
    def state_type(self) -> type:
        """The struct that holds a stream's state, for snapshots."""
        ...

    def initial(self, stream: StreamId) -> State:
        """Return the state of a stream in which nothing has happened yet."""
        ...

    def decide(
        self, state: State, command: Command, *, actor: str, now: datetime
    ) -> tuple[Event, ...] | Refused:
        """Return what follows from a command that arrived at `now`, or why nothing does."""
        ...

    def evolve(self, state: State, event: Event) -> State:
        """Return the state after an event."""
        ...

    def due(self, state: State) -> Iterator[tuple[datetime, Command]]:
        """Yield what must happen by itself, and from when on."""
        ...

    def record(
        self, state: State, command: Command, refused: Refused, *, actor: str
    ) -> Event | None:
        """Return the event that records a refusal on the merits, or None where none is due.

        None means that the sender holds no code here: he gets a receipt without a number.
        """
        ...

    def refused_by(self, event: Event) -> Refused | None:
        """Return the refusal that `event` records, if it records one. Inverse of `record`."""
        ...

    def begins(self, event: Event) -> bool:
        """Say whether an event can only be the first of its stream."""
        ...

    def is_settled(self, state: State) -> bool:
        """Say whether nothing is due any more, so that the stream may leave memory."""
        ...

    def law_version(self, state: State) -> str | None:
        """Return the version of the law that binds this stream, where one does yet."""
        ...


def domain_of(stream: str) -> str:
    """Return the name of the domain that owns `stream`."""
    return stream.split("/", 1)[0]
