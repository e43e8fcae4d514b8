"""What a flag is: a pure fold over events alone; and what any rule says of a finding.

Where to look next: `supervision.detector` (rules that need time and lot as well).
"""

import enum
from typing import Any, Protocol

from msgspec import Struct

from mingpai.kernel.event import Event
from mingpai.supervision.events import Facts


class Severity(enum.StrEnum):
    """How far an alert goes. A flag reaches no desk."""

    FLAG = "flag"
    ALERT = "alert"


class Status(enum.StrEnum):
    """Where a rule stands in its life."""

    DRAFT = "draft"
    SHADOW = "shadow"
    LIVE = "live"


class Finding(Struct, frozen=True, gc=False):
    """What a rule found: the entries it rests on and its figures."""

    first_seq: int
    last_seq: int
    facts: Facts


class Rule(Protocol):
    """One rule over the events of one round. The same events give the same findings."""

    @property
    def name(self) -> str:
        """What the rule is called in alerts."""
        ...

    @property
    def severity(self) -> Severity:
        """How far its alerts go."""
        ...

    @property
    def status(self) -> Status:
        """Where it stands in its life."""
        ...

    @property
    def ground(self) -> str:
        """The article or case type it answers to."""
        ...

    def initial(self) -> Any:  # noqa: ANN401 - a rule's state is its own
        """Return the state before any event of a stream."""
        ...

    def observe(
        self,
        state: Any,  # noqa: ANN401 - a rule's state is its own
        seq: int,
        event: Event,
    ) -> tuple[Any, tuple[Finding, ...]]:
        """Return the state after an event and what was found."""
        ...
