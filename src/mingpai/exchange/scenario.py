"""Scenarios: a whole disposal as a text table that a clerk can write, read and play.

A head (title in both languages, rules, property, price, window), a blank line, then a line for
each act: `time | who | what | expected outcome`. Times are those of a clock in Shanghai, amounts
are in yuan. A line that is not understood is an error with its number, never skipped.
Pure: what plays it is handed in. Where to look next: `exchange.scenario_words` (what may be
said), `commands.scenario` (playing), docs/scenario.md.
"""

import enum
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import asdict

from mingpai.auction.asked import CLOCKWORK
from mingpai.auction.commands import Command
from mingpai.auction.events import (
    KINDS,
    BidPlaced,
    ConfirmationPublished,
    PersonBarred,
    RoundPassedIn,
    RoundSold,
)
from mingpai.auction.model import PropertyClass, StepRule
from mingpai.auction.preparation.events import DisposalOpened, RoundAnnounced
from mingpai.auction.preparation.model import Nature, Trait
from mingpai.exchange import paperwork
from mingpai.exchange.scenario_names import read_choice
from mingpai.exchange.scenario_notice import Head, prepare, read_notice, read_opening
from mingpai.exchange.scenario_words import Told, read_moment, read_phrase, token_of
from mingpai.kernel.event import Event
from mingpai.kernel.ids import CaseId, OfficeId, PropertyId, StreamId, well_formed
from mingpai.kernel.moments import SHANGHAI
from mingpai.kernel.money import parse_yuan, print_yuan
from mingpai.kernel.outcome import Refused

LOT = StreamId("disposal/2026-0001")
COURT = OfficeId("court/sh-xuhui")
PLATFORM = OfficeId("platform/gongpai")
MAX_BYTES = 1_000_000
MAX_ACTS = 5_000
_YEAR = 2026
_FIRST_YEAR, _LAST_YEAR = 2000, 2999
"""Days are counted in these years, with years before and after them to spare."""
_PARTS = 4
_WHO = {
    "court": COURT,
    "法院": COURT,
    "platform": PLATFORM,
    "平台": PLATFORM,
    "clock": CLOCKWORK,
    "时钟": CLOCKWORK,
}


class ScenarioProblem(ValueError):
    """A scenario that cannot be read; the text says line, what stands there, and what to do."""


class Act(Struct, frozen=True):
    """One line. `commands` is what it asks for; more than one for all paperwork at once."""

    line: int
    at: datetime
    who: str
    what: str
    outcome: str


class Scenario(Struct, frozen=True):
    """A table as read."""

    title_zh: str
    title_en: str
    rules: tuple[str, ...]
    year: int
    head: Head
    acts: tuple[Act, ...]


def read_scenario(data: bytes) -> Scenario:
    """Read a table. Raises: ScenarioProblem."""
    if len(data) > MAX_BYTES:
        msg = f"{len(data)} bytes; a scenario has at most {MAX_BYTES}"
        raise ScenarioProblem(msg)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"byte {error.start} is no UTF-8; save the file as UTF-8"
        raise ScenarioProblem(msg) from error
    lines = text.splitlines()
    blank = next((number for number, line in enumerate(lines) if not line.strip()), None)
    if blank is None:
        msg = "no blank line between head and acts; see docs/scenario.md"
        raise ScenarioProblem(msg)
    titles, fields = _head_lines(lines[:blank])
    year = _year(fields.get("year", str(_YEAR)))
    acts = tuple(
        _act(number, line, year)
        for number, line in enumerate(lines[blank + 1 :], blank + 2)
        if line.strip() and not line.startswith("#")
    )
    _check_order(acts)
    return Scenario(
        *titles, tuple(fields.get("rules", "").split()), year, _head(fields, year), acts
    )


def _year(text: str) -> int:
    """Read the year of a head. Raises: ScenarioProblem."""
    is_year = re.fullmatch(r"[0-9]{4}", text) is not None
    if not is_year or not _FIRST_YEAR <= int(text) <= _LAST_YEAR:
        msg = f"the head: {text!r:.40} is no year; write four digits, {_FIRST_YEAR} to {_LAST_YEAR}"
        raise ScenarioProblem(msg)
    return int(text)


def _moment(text: str, told: Told) -> datetime:
    """Read an instant in the years in which a disposal can be played. Raises: ValueError."""
    moment = read_moment(text, told)
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        msg = f"{text!r:.40}: its year must be {_FIRST_YEAR} to {_LAST_YEAR}"
        raise ValueError(msg)
    return moment


def _head_lines(lines: list[str]) -> tuple[tuple[str, str], dict[str, str]]:
    """Return the two titles and the named fields of a head. Raises: ScenarioProblem."""
    least = 2
    if len(lines) < least:
        msg = "line 1: a scenario begins with its title in Chinese and, below, in English"
        raise ScenarioProblem(msg)
    fields = {}
    for number, line in enumerate(lines[least:], least + 1):
        name, colon, value = re.sub("：", ":", line).partition(":")
        key = _FIELDS.get(name.strip().lower())
        if not colon or key is None:
            known = ", ".join(_FIELDS)
            msg = f"line {number}: {line!r:.60} is none of the fields of a head: {known}"
            raise ScenarioProblem(msg)
        fields[key] = value.strip()
    return (lines[0], lines[1]), fields


_FIELDS = {
    "rules": "rules",
    "规则": "rules",
    "year": "year",
    "年份": "year",
    "property": "property",
    "财产": "property",
    "price": "price",
    "价格": "price",
    "window": "window",
    "竞价": "window",
}


def _head(fields: dict[str, str], year: int) -> Head:
    """Read property, price and window. Raises: ScenarioProblem."""
    try:
        opens, closes = _window(fields["window"], year)
        return Head(
            property=_property(fields.get("property", "immovable other")),
            price=_price(fields["price"]),
            opens_at=opens,
            closes_at=closes,
            step_rule=(
                StepRule.WHOLE_STEPS if "whole steps" in fields["price"] else StepRule.AT_LEAST_STEP
            ),
        )
    except KeyError as missing:
        msg = f"the head has no line {missing}; it needs Price and Window"
        raise ScenarioProblem(msg) from missing
    except ValueError as wrong:
        msg = f"the head: {wrong}"
        raise ScenarioProblem(msg) from wrong


def _property(text: str) -> paperwork.Property:
    """Read `immovable home (purchase_restricted)`. Raises: ValueError."""
    kinds, _, traits = text.replace("（", "(").rstrip(")）").partition("(")
    property_class, _, nature = kinds.strip().partition(" ")
    return paperwork.Property(
        case_id=CaseId("2026-hu0104-zhi-1"),
        property_id=PropertyId("property-1"),
        property_class=read_choice(PropertyClass, property_class),
        court=COURT,
        platform=PLATFORM,
        applicant=token_of("applicant"),
        debtor=token_of("debtor"),
        nature=read_choice(Nature, nature or "other"),
        traits=tuple(read_choice(Trait, one) for one in re.split(r"[、,] ?", traits) if one),
    )


_AMOUNTS = {
    "reference": ("reference", "参考价"),
    "start": ("start", "起拍价"),
    "step": ("step", "增价幅度"),
    "deposit": ("deposit", "保证金"),
}


def _price(text: str) -> paperwork.Price:
    """Read `reference 100,000.00, start 70,000.00, step 500.00, deposit 7,000.00`."""
    sums = {}
    for key, names in _AMOUNTS.items():
        found = re.search(rf"(?:{'|'.join(names)}) ?([\d,]+\.\d\d)", text)
        if found is None:
            msg = f"{text!r:.80} names no {key} as 70,000.00"
            raise ValueError(msg)
        sums[f"{key}_fen"] = parse_yuan(found[1])
    return paperwork.Price(**sums)


def _window(text: str, year: int) -> tuple[datetime, datetime]:
    told = Told(year, LOT, 1, "")
    opens, _, closes = re.sub("至", " to ", text).partition(" to ")
    return _moment(opens.strip(), told), _moment(closes.strip(), told)


def _act(number: int, line: str, year: int) -> Act:
    parts = [part.strip() for part in re.sub("｜", "|", line).split("|")]
    if len(parts) != _PARTS:
        msg = (
            f"line {number}: an act is `time | who | what | outcome`, four parts; here {len(parts)}"
        )
        raise ScenarioProblem(msg)
    at, who, what, outcome = parts
    try:
        moment = _moment(at, Told(year, LOT, 1, who)).astimezone(UTC)
    except ValueError as wrong:
        msg = f"line {number}: {wrong}"
        raise ScenarioProblem(msg) from wrong
    actor = _WHO.get(who, who)
    if actor == who and not (well_formed("bidding code", who) or well_formed("office", who)):
        msg = f"line {number}: {who!r:.40} is nobody: court, platform, clock, an office or a code"
        raise ScenarioProblem(msg)
    return Act(number, moment, actor, what, outcome)


def _check_order(acts: tuple[Act, ...]) -> None:
    for earlier, later in pairwise(acts):
        if later.at < earlier.at:
            msg = f"line {later.line}: goes back in time; acts stand in order of time"
            raise ScenarioProblem(msg)


# What a line asks for -------------------------------------------------------------------------

_PREPARES = re.compile(
    r"(?:完成公告前全部准备|prepares the notice)(?:(?:，直至| until )(?P<until>\w+))?"
)


def commands_of(scenario: Scenario, act: Act, *, round_number: int) -> tuple[Command, ...]:
    """Return what a line asks for; several commands for all paperwork at once.

    Raises: ScenarioProblem where nobody can say that.
    """
    told = Told(scenario.year, LOT, round_number, act.who)
    head = scenario.head
    prepared = _PREPARES.fullmatch(act.what)
    if prepared is not None:
        return tuple(prepare(head, now=act.at, until=prepared["until"] or ""))
    try:
        command = (
            read_notice(act.what, head, told)
            or read_opening(act.what, head, told, now=act.at)
            or read_phrase(act.what, told)
        )
    except ValueError as wrong:
        msg = f"line {act.line}: {wrong}"
        raise ScenarioProblem(msg) from wrong
    if command is None:
        msg = (
            f"line {act.line}: nobody can say {act.what!r:.80}; docs/scenario.md lists every phrase"
        )
        raise ScenarioProblem(msg)
    return (command,)


# What came of it ------------------------------------------------------------------------------

_SHORT = {kind.body: kind.name.partition(".")[2].replace("_", " ") for kind in KINDS}


def outcome_of(event: Event, *, year: int = _YEAR) -> Iterator[str]:
    """Yield what may be said of an event: its name, and each of its facts as `name value`."""
    yield _SHORT[type(event)]
    yield from _in_short(event, year)
    for name, value in asdict(event).items():
        yield f"{name.removesuffix('_fen').replace('_', ' ')} {shown(name, value, year)}"


def refusal_of(refused: Refused, *, year: int = _YEAR) -> Iterator[str]:
    """Yield what may be said of a refusal: `refused` and its code, and each of its facts."""
    yield f"refused {refused.code}"
    for name, value in refused.facts.items():
        yield f"{name.removesuffix('_fen').replace('_', ' ')} {shown(name, value, year)}"


def _in_short(event: Event, year: int) -> Iterator[str]:
    """Yield how the commonest events are told in a word or two."""
    match event:
        case DisposalOpened():
            yield "opened"
        case RoundAnnounced():
            yield "announced"
        case PersonBarred():
            yield "barred"
        case BidPlaced(closes_at=closes_at):
            yield from ("leads", f"closes {shown('closes_at', closes_at, year)}")
        case RoundSold(code=code, price_fen=price_fen, closed_at=closed_at):
            yield f"sold to {code} for {print_yuan(price_fen)}"
            yield f"closed {shown('closed_at', closed_at, year)}"
        case RoundPassedIn(closed_at=closed_at):
            yield from ("passed in", f"closed {shown('closed_at', closed_at, year)}")
        case ConfirmationPublished(code=code, price_fen=price_fen):
            yield f"confirmed {code} for {print_yuan(price_fen)}"
        case _:
            return


def shown(name: str, value: object, year: int) -> str:
    """Write a fact as the tables do."""
    if isinstance(value, datetime):
        text = value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S.%f")
        text = text.removesuffix("000000").removesuffix("000").removesuffix(".")
        return text.removeprefix(f"{year:04d}-")
    if isinstance(value, date):
        return value.isoformat().removeprefix(f"{year:04d}-")
    if isinstance(value, enum.StrEnum):
        return value.value
    if name.endswith("_fen") and isinstance(value, int):
        return print_yuan(value)
    if isinstance(value, tuple):
        return " ".join(shown(name, one, year) for one in value)
    return str(value)
