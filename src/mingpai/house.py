"""Events of the journal's own housekeeping: its opening, its processes, its clock, its junk.

Owns the kinds under `house.`; they live in the stream `house/journal`. Knows no other domain. Also
writes, from these events alone, the papers by which the service says why bidding stands still, so
that whoever holds an export can write them again and hold them against their digests.
Pure. Where to look next: `mingpai.events`, the registry of every kind.
"""

import enum
import hashlib
from datetime import datetime
from typing import assert_never

from msgspec import Struct

from mingpai.kernel.canon import b64url
from mingpai.kernel.event import Event, EventKind, Visibility
from mingpai.kernel.ids import ArticleId, OfficeId, StreamId, SubjectId
from mingpai.kernel.moments import print_instant
from mingpai.kernel.outcome import Refused

STREAM = StreamId("house/journal")
ACTOR = "clockwork"
"""Who acts where the service itself does."""
ARTICLE_OPERATION = ArticleId("FS2016-18:8")
"""第八条: the platform's data are true, accurate and complete."""
MOST_MS = 10**9
"""Eleven days, the most that is told of how far clocks differ: no leaf has room for more."""


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

    `sender` is a keyed digest that changes every minute, so that no sender can be followed.
    """

    sender: str
    minute: datetime
    counts: tuple[JunkCount, ...]


class TimeSourceKind(enum.StrEnum):
    """What else than the machine's own clocks the service's time is held against."""

    NONE = "none"
    """Nothing is configured; that is published too."""
    SNTP = "sntp"


class ClockState(enum.StrEnum):
    """What the last check of the service's clock came to."""

    AGREES = "agrees"
    SOURCE_SILENT = "source_silent"
    """The machine's clocks agree; the configured time source gives no answer that is of use."""
    DIFFER = "differ"
    """Two clocks differ by more than the bound: nothing is closed until they agree again."""


class ClockReference(enum.StrEnum):
    """Which clock the service's time was found to differ from."""

    WALL = "wall"
    """The machine's wall clock: it jumped against the monotonic clock."""
    SOURCE = "source"
    """The configured time source."""


class ClockChecked(Event, frozen=True, gc=False):
    """The clock was checked at a start, or a check came to something else than the one before.

    `bound_ms` is what two clocks may differ by. `offset_ms` is by how much the source was ahead of
    the service; None where it was not asked or gave no answer. Never more than `MOST_MS` is told.
    """

    source: TimeSourceKind
    state: ClockState
    bound_ms: int
    offset_ms: int | None = None


class ClockJumped(Event, frozen=True, gc=False):
    """The service's time and another clock differ by more than the bound: closing stops.

    `size_ms` is by how much the other clock is ahead, negative where it is behind; never more
    than `MOST_MS` is told.
    """

    against: ClockReference
    size_ms: int
    bound_ms: int


class CoreRestarted(Event, frozen=True, gc=False):
    """No core was alive from `alive_at` to `started_at`, and lots were then in their last minutes.

    Every such lot is stopped in an emergency (第二十八条第二款); the stop follows from this entry.
    """

    epoch: int
    alive_at: datetime
    started_at: datetime


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
    EventKind("house.clock_checked", 1, Visibility.PUBLIC, ClockChecked),
    EventKind("house.clock_jumped", 1, Visibility.PUBLIC, ClockJumped),
    EventKind("house.core_restarted", 1, Visibility.PUBLIC, CoreRestarted),
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


class RecordClock(Struct, frozen=True, gc=False):
    """Record what a check of the clock came to, or that a clock jumped."""

    found: ClockChecked | ClockJumped


class RecordRestart(Struct, frozen=True, gc=False):
    """Record that no core was alive while lots were in their last minutes."""

    restarted: CoreRestarted


class House(Struct, frozen=True, gc=False):
    """What the housekeeping stream says of its journal."""

    opened: JournalOpened | None = None
    epoch: int = 0


Command = (
    OpenJournal | OpenEpoch | CountJunk | OpenOffice | AppointOfficer | RecordClock | RecordRestart
)
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
        case RecordClock(found):
            return (found,)
        case RecordRestart(restarted):
            return (restarted,)
        case _:
            assert_never(command)


def evolve(state: House, event: Event) -> House:
    """Return the housekeeping state after `event`."""
    if isinstance(event, JournalOpened):
        return House(opened=event, epoch=state.epoch)
    if isinstance(event, EpochOpened):
        return House(opened=state.opened, epoch=event.epoch)
    return state


# Why bidding stands still --------------------------------------------------------------------

_CLOCKS = {
    ClockReference.WALL: ("本机时钟", "the machine's clock"),
    ClockReference.SOURCE: ("时间源", "the time source"),
}
_FIRST_ZH = (
    "平台依照法释〔2016〕18号第二十八条第二款先行暂停竞价，并立即报告法院。"
    "已有出价和竞买代码保持不变。"
)
_FIRST_EN = (
    "The platform stops bidding under article 28(2) of Fa Shi (2016) 18 and reports to the court "
    "at once. Bids and bidding codes stand."
)


def paper_digest(text: str) -> str:
    """Return the digest under which a text of the service stands in the journal."""
    return b64url(hashlib.sha256(text.encode()).digest())


def restart_reason(restarted: CoreRestarted, *, lot: str, number: int) -> str:
    """Return the published reason of the stop of round `number` after a restart of the core.

    The same for everybody: it says nothing that does not stand in public entries.
    Source: 法释〔2016〕18号 第二十八条第二款, 第三款.
    """
    alive, started = print_instant(restarted.alive_at), print_instant(restarted.started_at)
    epoch = restarted.epoch
    return _paper(
        f"紧急暂停竞价 Emergency stop: {lot}, 第 {number} 轮 round {number}",
        f"服务于 {alive} 之后不能受理出价，于 {started} 重新启动（日志第 {epoch} 期）。"
        f"其间本轮处于最后一个延时周期，或者已到结束时间而没有结果。{_FIRST_ZH}",
        f"The service could take no bid after {alive} and started again at {started} (epoch "
        f"{epoch} of the journal). Meanwhile this round was in its last extension cycle, or past "
        f"its close without a result. {_FIRST_EN}",
    )


def clock_reason(jumped: ClockJumped, *, lot: str, number: int) -> str:
    """Return the published reason of the stop of round `number` while the clocks differ.

    Source: 法释〔2016〕18号 第二十八条第二款, 第三款.
    """
    zh, en = _CLOCKS[jumped.against]
    size_ms, bound_ms = jumped.size_ms, jumped.bound_ms
    return _paper(
        f"紧急暂停竞价 Emergency stop: {lot}, 第 {number} 轮 round {number}",
        f"{zh}与服务的时间相差 {size_ms} 毫秒，超过 {bound_ms} 毫秒，"
        f"不能确定本轮何时结束。{_FIRST_ZH}",
        f"{en[0].upper()}{en[1:]} and the service's time differ by {size_ms} ms, more than "
        f"{bound_ms} ms: when this round closes is not certain. {_FIRST_EN}",
    )


def stop_report(*, lot: str, number: int, since: datetime, reason: str) -> str:
    """Return the report to the court of a stop that stands since `since`.

    `reason` is the digest of the published reason. Source: 法释〔2016〕18号 第二十八条第二款.
    """
    at = print_instant(since)
    return _paper(
        f"紧急暂停竞价报告 Report of an emergency stop: {lot}, 第 {number} 轮 round {number}",
        f"竞价自 {at} 起停止，公布的事由摘要为 {reason}。请依法处理。"
        "事由消除后由法院决定恢复的时间，公布并事先通知全部竞买人，至少给满一个延时周期。",
        f"Bidding stands still since {at}; the digest of the published reason is {reason}. Once "
        "the cause has ended the court sets the time to resume, publishes it and has every bidder "
        "told beforehand, with at least one whole extension cycle.",
    )


def _paper(*paragraphs: str) -> str:
    return "".join(f"{paragraph}\n" for paragraph in paragraphs)
