"""Events of the journal's own housekeeping: that it was opened, by which process, and its junk.

Owns the kinds under `house.`; they live in the stream `house/journal`. Knows no other domain.
Pure. Where to look next: `mingpai.events`, the registry of every kind.
"""

from datetime import datetime
from typing import assert_never

from msgspec import Struct

from mingpai.kernel.event import Event, EventKind, Visibility
from mingpai.kernel.ids import ArticleId, OfficeId, StreamId, SubjectId
from mingpai.kernel.outcome import Refused

STREAM = StreamId("house/journal")
ACTOR = "clockwork"
"""Who acts where the service itself does."""
ARTICLE_OPERATION = ArticleId("FS2016-18:8")
"""第八条: the platform's data are true, accurate and complete."""


class JournalOpened(Event, frozen=True, gc=False):
    """The first entry of a journal: its name, its keys and the list of platforms it runs under.

    `is_sandbox` marks a journal whose list of platforms is not the national one, so that no
    figure of a demonstration can be taken for a real court's.
    """

    origin: str
    log_vkey: str
    receipts_vkey: str
    sm2_vkey: str
    platform_list: str
    is_sandbox: bool


class EpochOpened(Event, frozen=True, gc=False):
    """A sequencer took over the journal; every earlier one is fenced from here on."""

    epoch: int
    version: str


class JunkCount(Struct, frozen=True, gc=False):
    """How often one code of refusal was given."""

    code: str
    count: int


class JunkCounted(Event, frozen=True, gc=False):
    """What one source sent in one minute that is no entry of its own.

    `sender` is a keyed digest that changes every day, so that no sender can be followed.
    """

    sender: str
    minute: datetime
    counts: tuple[JunkCount, ...]


class OfficeOpened(Event, frozen=True, gc=False):
    """A court or authority takes part in this journal under an office id."""

    office: OfficeId


class OfficerAppointed(Event, frozen=True, gc=False):
    """A person acts for an office from now on. Restricted: who stands in the subject store."""

    office: OfficeId
    subject: SubjectId


KINDS: tuple[EventKind, ...] = (
    EventKind("house.journal_opened", 1, Visibility.PUBLIC, JournalOpened),
    EventKind("house.epoch_opened", 1, Visibility.PUBLIC, EpochOpened),
    EventKind("house.office_opened", 1, Visibility.PUBLIC, OfficeOpened),
    EventKind("house.officer_appointed", 1, Visibility.RESTRICTED, OfficerAppointed),
    EventKind("house.junk_counted", 1, Visibility.PUBLIC, JunkCounted),
)


class OpenJournal(Struct, frozen=True, gc=False):
    """Write the first entry of a journal."""

    opened: JournalOpened


class OpenEpoch(Struct, frozen=True, gc=False):
    """Record that a sequencer took over."""

    opened: EpochOpened


class CountJunk(Struct, frozen=True, gc=False):
    """Record what one sender's junk came to in one minute."""

    counted: JunkCounted


class OpenOffice(Struct, frozen=True, gc=False):
    """Let a court or authority take part."""

    opened: OfficeOpened


class AppointOfficer(Struct, frozen=True, gc=False):
    """Let a person act for an office."""

    appointed: OfficerAppointed


class House(Struct, frozen=True, gc=False):
    """What the housekeeping stream says of its journal."""

    opened: JournalOpened | None = None
    epoch: int = 0


Command = OpenJournal | OpenEpoch | CountJunk | OpenOffice | AppointOfficer
ALREADY_OPEN = "journal_already_open"
NOT_THE_HOUSE = "not_the_house"


def decide(state: House, command: Command, *, actor: str) -> tuple[Event, ...] | Refused:
    """Accept what the service records about itself; refuse anybody else, and a second opening."""
    if actor != ACTOR:
        return Refused(NOT_THE_HOUSE, ARTICLE_OPERATION, {})
    match command:
        case OpenJournal(opened):
            if state.opened is not None:
                return Refused(ALREADY_OPEN, ARTICLE_OPERATION, {})
            return (opened,)
        case OpenEpoch(opened):
            return (opened,)
        case CountJunk(counted):
            return (counted,)
        case OpenOffice(opened):
            return (opened,)
        case AppointOfficer(appointed):
            return (appointed,)
        case _:
            assert_never(command)


def evolve(state: House, event: Event) -> House:
    """Return the housekeeping state after `event`."""
    if isinstance(event, JournalOpened):
        return House(opened=event, epoch=state.epoch)
    if isinstance(event, EpochOpened):
        return House(opened=state.opened, epoch=event.epoch)
    return state
