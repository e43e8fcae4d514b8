"""A batch between decision and commit: what was decided, on top of what, and who waits for it.

Owns no step of the story; `service.sequencer` tells it. Nothing of a plan is known to anybody
before its batch is durable.
"""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from mingpai.kernel.event import Event
from mingpai.kernel.ids import StreamId
from mingpai.kernel.outcome import Refused
from mingpai.service.answers import Answer
from mingpai.service.domains import Domain, State
from mingpai.service.requests import Request

if TYPE_CHECKING:
    from mingpai.service.writer import Draft, SignedBatch


class Held:
    """One stream in memory: its state, and the commands it has answered while open.

    `stored`: the journal holds something of it; `complete`: `seen` holds every command of it.
    """

    __slots__ = ("complete", "domain", "seen", "state", "stored")

    def __init__(self, domain: Domain, state: State, *, stored: bool) -> None:
        """Begin with what the journal says; no command is known yet."""
        self.domain = domain
        self.state = state
        self.seen: dict[bytes, tuple[bytes, int]] = {}
        self.stored = stored
        self.complete = not stored


class Place(Struct, frozen=True, gc=False):
    """Where an answer comes from: a draft of this batch, an older entry, or the junk desk."""

    draft: int = -1
    repeats: int = -1
    events: tuple[Event, ...] = ()
    refused: Refused | None = None


Waiting = tuple[Request, asyncio.Future[Answer]]


class Plan:
    """A batch that was decided on top of `base`, which may still be on its way to the store.

    `places[i]` says where the answer to request i will be found; `first` is the number that the
    first draft gets. Nothing of a plan is known to anybody before its batch is durable.
    """

    __slots__ = (
        "base",
        "commit",
        "drafts",
        "first",
        "places",
        "seen",
        "signed",
        "states",
        "waiting",
    )

    def __init__(self, waiting: Sequence[Waiting], first: int, base: "Plan | None") -> None:
        """Begin with nothing decided."""
        self.waiting = waiting
        self.first = first
        self.base = base
        self.drafts: list[Draft] = []
        self.places: list[Place] = []
        self.states: dict[StreamId, State] = {}
        self.seen: dict[bytes, tuple[bytes, int]] = {}
        self.signed: SignedBatch | None = None
        self.commit: asyncio.Future[bool] | None = None

    def state(self, stream: StreamId, held: Held) -> State:
        """Return the state that everything before the next request leads to."""
        state = self.states.get(stream)
        if state is None and self.base is not None:
            state = self.base.states.get(stream)
        return held.state if state is None else state

    def known(self, identity: bytes, held: Held) -> tuple[bytes, int] | None:
        """Return fingerprint and number of a command that was answered or decided before."""
        found = held.seen.get(identity) or self.seen.get(identity)
        if found is None and self.base is not None:
            found = self.base.seen.get(identity)
        return found


def has_landed(plan: Plan | None) -> bool:
    """Say whether a launched plan's fate is known."""
    return plan is not None and plan.commit is not None and plan.commit.done()
