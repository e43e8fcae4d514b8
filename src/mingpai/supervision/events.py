"""What supervision itself puts on record. Restricted: an alert is no publication."""

from msgspec import Struct

from mingpai.kernel.event import Event, EventKind, Visibility
from mingpai.kernel.ids import StreamId

Facts = tuple[tuple[str, int | str | bool | None], ...]


class AlertRaised(Event, frozen=True, gc=False):
    """A rule found what it looks for in a stream, between two entries (both included).

    `severity` is `flag` for what is lawful but odd: it reaches no desk and holds nothing.
    """

    rule: str
    severity: str
    stream: StreamId
    first_seq: int
    last_seq: int
    facts: Facts


class RaiseAlert(Struct, frozen=True, gc=False):
    """Put an alert on record."""

    alert: AlertRaised


KINDS: tuple[EventKind, ...] = (
    EventKind("supervision.alert_raised", 1, Visibility.RESTRICTED, AlertRaised),
)
