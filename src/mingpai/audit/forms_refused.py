"""The form of a refusal on public record: who, which code, by which article, with which figures.

A refusal holds figures and choices, never a sentence: each code has a closed list of facts, each
fact a form. Whether it is true is counted elsewhere. Must not know how anything is decided.
Where to look next: `audit.denied` (refused bids), `auction.refusals` (codes, articles, texts).
"""

import re
import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import get_args

from mingpai.auction.codes import Code, Reason
from mingpai.auction.commands import CloseRound, Command, PlaceBid
from mingpai.auction.events import CommandRefused
from mingpai.auction.model import PropertyClass, RoundKind
from mingpai.auction.objections.model import ObjectionKind, Outcome
from mingpai.auction.preparation.model import (
    Nature,
    PanelMatter,
    Paper,
    PriceBasis,
    PriceMethod,
    Role,
    TaxRule,
    Trait,
)
from mingpai.auction.refusals import REASONS
from mingpai.auction.settlement.model import AwardBasis, DefaultGround, Ending
from mingpai.auction.stops.model import StopGround, StopKind
from mingpai.audit.report import Fault
from mingpai.kernel.canon import MAX_INTEGER
from mingpai.kernel.ids import well_formed
from mingpai.kernel.moments import parse_instant
from mingpai.kernel.money import is_fen
from mingpai.law.articles import ARTICLES
from mingpai.law.content import FurtherItem, Item, NoticeField, SpecialWarning
from mingpai.law.wording_reasons import DoubtCode

_Value = int | str | bool | None
_Holds = Callable[[_Value], bool]

# Who is refused what on public record -------------------------------------------------------

_BID = PlaceBid.__name__
SEALED_COMMANDS = frozenset(
    [
        "AcknowledgeNotice",
        "BarPerson",
        "ConfirmAgent",
        "ConfirmPriority",
        "EnterHall",
        "FileObjection",
        "ObjectToPlan",
        "ObjectToPrice",
        "OfferToTake",
        "QualifyApplicant",
        "QualifyBidder",
        "RecordDepositReturned",
        "ReviewEligibility",
    ]
)
"""Filings about a person: refused, they stay restricted."""
SEALED_CODES = frozenset({Code.CODE_BARRED, Code.CODE_BARRED_DEFAULTER})
"""Would tell beside a bidder's code what a restricted entry says of him."""
_COMMANDS = (
    frozenset(command.__name__ for command in get_args(Command))
    - SEALED_COMMANDS
    - {CloseRound.__name__}  # a close that came too early leaves nothing
)

# By which article ---------------------------------------------------------------------------

EXACT: Mapping[Code, frozenset[str]] = {
    Code.BASIS_NOT_ALLOWED: frozenset({"FS2014-13:12"}),
    Code.FURTHER_ITEMS_MISSING: frozenset({"FS2021-20:15"}),
    Code.ITEMS_MISSING: frozenset(f"FS2016-18:13.0.{n}" for n, _ in enumerate(Item, 1)),
    Code.NOTICE_TOO_SHORT: frozenset({"FS2016-18:26.1", "FS2016-18:37"}),
    Code.WARNINGS_MISSING: frozenset(
        f"FS2016-18:14.0.{n}" for n, _ in enumerate(SpecialWarning, 1)
    ),
}
"""Articles by which a code may refuse beside its own, since they say the same more exactly.

Whoever gives a code another article adds the former one here: old journals stay right.
"""

# With which facts ---------------------------------------------------------------------------

_LIFTED = frozenset({"lifted_by"})
_BESIDES: Mapping[Code, frozenset[str]] = {
    Code.BID_AFTER_CLOSE: frozenset({"bids"}),
    Code.BID_FOR_OTHER_LOT: frozenset({"round"}),
    Code.DISPOSAL_OVER: frozenset({"ending"}),
    Code.DEFERMENT_TERM_WRONG: frozenset({"verified"}),
    Code.MATCH_OF_OWN_BID: frozenset({"price_fen"}),
    Code.PANEL_DECIDED_OTHERWISE: _LIFTED,
    Code.PANEL_MATTER_MISSING: _LIFTED,
    Code.PANEL_MISSING: _LIFTED,
    Code.PARTY_NOT_TOLD: frozenset({"paper", "token"}),
    Code.PARTY_TOLD_TOO_LATE: frozenset({"token"}),
    Code.REVIEW_TOO_LATE: frozenset({"verified"}),
    Code.SUIT_TOO_LATE: frozenset({"verified"}),
    Code.TAXES_NOT_AS_LAW: _LIFTED,
}
"""Facts that a code has and its texts do not show."""

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_NONE = ("none",)
_UNKNOWN_YET = ("",)


def _is_whole(value: _Value) -> bool:
    return type(value) is int and -MAX_INTEGER <= value <= MAX_INTEGER


def _is_day(value: _Value) -> bool:
    """Say whether a fact is a day, of any year: who named a wrong one was refused for it."""
    if type(value) is not str or _DAY.fullmatch(value) is None:
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_instant(value: _Value) -> bool:
    try:
        return type(value) is str and bool(parse_instant(value))
    except ValueError:
        return False


def _words(*choices: Iterable[str]) -> _Holds:
    """Return what says whether a fact is one of these words or of the values of these choices."""
    known = frozenset(str(one) for group in choices for one in group)
    return lambda value: type(value) is str and value in known


def _either(*forms: _Holds) -> _Holds:
    return lambda value: any(holds(value) for holds in forms)


def _id(kind: str) -> _Holds:
    return lambda value: well_formed(kind, value)


def _are_matters(value: _Value) -> bool:
    known = frozenset(one.value for one in PanelMatter)
    return type(value) is str and known.issuperset(value.split(","))


_PLATFORM_LIST = re.compile("[a-z][a-z-]{0,39}/[0-9]{1,8}", re.ASCII)
_WHOLE = [
    "bids",
    "burst",
    "bytes",
    "choices",
    "days",
    "due_days",
    "early_by_ms",
    "first_year",
    "given_s",
    "last_year",
    "late_by_ms",
    "leader_rank",
    "least",
    "least_days",
    "least_s",
    "listed",
    "members",
    "most",
    "number",
    "objection",
    "per_second",
    "rank",
    "retry_after_ms",
    "round",
    "start",
    "strongest",
    "waiting",
    "window_s",
]
_DAYS = (
    "applied_on cause closes_on held_from last_opening latest opens_on ruled_on served_on told_on"
)
_FACTS: Mapping[str, _Holds] = {
    **dict.fromkeys(_WHOLE, _is_whole),
    **dict.fromkeys([*_DAYS.split(), "first", "valid_until"], _is_day),
    **dict.fromkeys(("day", "earliest", "since", "today"), _either(_is_day, _is_instant)),
    **dict.fromkeys(("at", "closed_at", "opens_at"), _is_instant),
    **dict.fromkeys(("held_to", "until"), _either(_is_day, _words(_UNKNOWN_YET))),
    "applicant": _words(("insisted", "told", "untold")),
    "article": lambda value: value in ARTICLES,
    "basis": _words(PriceBasis, AwardBasis),
    "by": _words(Role),
    "doubt": _words(DoubtCode),
    "due": _words(RoundKind, _NONE),
    "ending": _words(Ending, _NONE),
    "field": _words(NoticeField),
    "ground": _words(StopGround, DefaultGround),
    "item": _words(Item, FurtherItem),
    "kind": _words(RoundKind, StopKind, ObjectionKind),
    "last": _either(_is_day, _words(RoundKind, _NONE, _UNKNOWN_YET)),
    "lifted_by": _words(("court_decision", "panel")),
    "matter": _words(("deposit", "start_price", "step")),
    "matters": _are_matters,
    "method": _words(PriceMethod),
    "nature": _words(Nature),
    "outcome": _words(Outcome, _NONE),
    "paper": _words(Paper),
    "part": _words(Item, FurtherItem, SpecialWarning, NoticeField),
    "platform": _id("office"),
    "platform_list": lambda value: type(value) is str and bool(_PLATFORM_LIST.fullmatch(value)),
    "property_class": _words(PropertyClass),
    "role": _words(Role),
    "taxes": _words(TaxRule),
    "token": _id("lot token"),
    "trait": _words(Trait),
    "verified": lambda value: type(value) is bool,
    "warning": _words(SpecialWarning),
    "why": _words(
        ("before_cause", "display_before_failure", "no_cause", "not_his_paper", "served_already")
    ),
}


def fact_form(name: str) -> _Holds | None:
    """Return what says whether a fact has its form, or None for a name that is no fact's."""
    return is_fen if name.endswith("_fen") else _FACTS.get(name)


def facts_of(code: Code) -> frozenset[str]:
    """Return the names of all facts that a refusal with this code may have."""
    reason = REASONS[code]
    texts = (reason.zh, reason.en, reason.next_zh, reason.next_en)
    parsed = (field for text in texts for _, field, _, _ in string.Formatter().parse(text))
    return frozenset(field for field in parsed if field) | _BESIDES.get(code, frozenset())


_KNOWN: Mapping[str, tuple[Code, Reason, frozenset[str]]] = {
    code.value: (code, reason, facts_of(code)) for code, reason in REASONS.items()
}


_FIGURES: Mapping[str, tuple[str, frozenset[str]]] = {
    code: (
        reason.article,
        frozenset(name for name in names if fact_form(name) in (is_fen, _is_whole)),
    )
    for code, (known, reason, names) in _KNOWN.items()
    if known not in SEALED_CODES
}
"""The article of each code, and those of its facts that are figures."""


def is_plain(event: CommandRefused, *, actor: str) -> bool:
    """Say whether this is a bid refused by its article with figures alone, as nearly all are.

    Hot path: such a refusal has no faults, and what this denies may have none either.
    Requires: integers of at most 53 bits, as leaves are read with.
    """
    known = _FIGURES.get(event.code)
    if known is None or event.article != known[0] or event.command != _BID or event.by != actor:
        return False
    figures, last = known[1], ""
    for name, value in event.facts:
        if not last < name or name not in figures or type(value) is not int or value < 0:
            return False
        last = name
    return actor[0] < "a"  # a bidding code: offices and the clockwork begin with a small letter


def refusal_faults(event: CommandRefused, *, actor: str) -> Iterator[tuple[Fault, str]]:
    """Yield what of a refusal, asked for by `actor`, has not the form of one."""
    if event.by != actor:
        yield Fault.FORM_WRONG, f"by {event.by!r:.60}, and {actor!r:.60} acted"
    if event.command not in _COMMANDS:
        yield Fault.FORM_WRONG, f"command {event.command!r:.60} is none that is refused in public"
    elif not well_formed("bidding code" if event.command == _BID else "office", event.by):
        yield Fault.FORM_WRONG, f"by {event.by!r:.60} is nobody who sends a {event.command}"
    known = _KNOWN.get(event.code)
    if known is None:
        yield Fault.REASON_UNKNOWN, f"code {event.code!r:.60}: a later version may know it"
        return
    code, reason, names = known
    if code in SEALED_CODES:
        yield Fault.FORM_WRONG, f"code {code} stays restricted"
    if event.article != reason.article and event.article not in EXACT.get(code, frozenset()):
        yield Fault.ARTICLE_WRONG, f"{code} by {event.article!r:.60}, which is not its article"
    yield from _fact_faults(event, names)


def _fact_faults(event: CommandRefused, names: frozenset[str]) -> Iterator[tuple[Fault, str]]:
    given = [name for name, _ in event.facts]
    if given != sorted(set(given)):
        yield Fault.FORM_WRONG, "facts are not in the order of their names, each once"
    for name, value in event.facts:
        holds = fact_form(name) if name in names else None
        if holds is None:
            yield Fault.FORM_WRONG, f"fact {name!r:.60} is none of {event.code}"
        elif not holds(value):
            yield Fault.FORM_WRONG, f"fact {name} of {event.code}: {value!r:.60}"
