"""The form of every public field: what a stranger can check of a leaf by names and types alone.

No personal data in a leaf, as far as forms can show it: no field of a public event, and none of
an envelope, has room for a sentence. Every field has a form by its name and type or by its type
alone; an event with a field that has none does not pass the tests. Bids are looked at where they
are counted. What forms cannot show: a name that looks like an id, a number that is a telephone's.
Must not know what is lawful. Where to look next: `audit.forms_refused` (refusals),
`audit.leaves` (who received an entry, from where), `audit.recount` (whether it is true).
"""

import enum
import re
import types
import typing
from collections.abc import Callable
from datetime import date, datetime
from functools import cache, partial

from msgspec import Struct
from msgspec.structs import fields

from mingpai.auction.codes import Code
from mingpai.auction.events import CommandRefused
from mingpai.auction.papers import CHECK_CODE
from mingpai.audit.forms_refused import is_plain, refusal_faults
from mingpai.audit.leaves import FIRST_YEAR, LAST_YEAR, Leaf, kind_of
from mingpai.audit.report import Fault, Problems
from mingpai.house import ACTOR, ALREADY_OPEN, NOT_THE_HOUSE, STREAM, EpochOpened, JournalOpened
from mingpai.kernel.canon import MAX_INTEGER
from mingpai.kernel.event import Event
from mingpai.kernel.ids import (
    ArticleId,
    BiddingCode,
    CaseId,
    LotToken,
    OfficeId,
    PropertyId,
    StreamId,
    well_formed,
)
from mingpai.kernel.money import MAX_FEN, Fen
from mingpai.kernel.outcome import ensure
from mingpai.law.articles import ARTICLES

ALERT = "supervision.alert_raised"
_MOST_ROUNDS = 99
_MOST_PERSONS = 99
_MOST_OBJECTIONS = 9_999
_MOST_DAYS = 366
_LAST_RANK = 9
_DAY_MS = 86_400_000
_MOST_COUNTED = 10**9
"""Below any telephone number of eleven digits."""

_Holds = Callable[[typing.Any], object]


class Form(Struct, frozen=True):
    """What a value of the right type must be, as a problem names it, and what says whether it is.

    `holds` returns something true where it is: a match of a pattern is enough.
    """

    what: str
    holds: _Holds


def _pattern(what: str, pattern: str) -> Form:
    return Form(what, re.compile(pattern, re.ASCII).fullmatch)


def _id(kind: str) -> Form:
    return Form(f"{kind} id", partial(well_formed, kind))


def _whole(least: int, most: int) -> Form:
    return Form(f"whole number from {least} to {most}", range(least, most + 1).__contains__)


def _in_years(value: date) -> bool:
    """Say whether a day or an instant lies in years that notices know; a birthday seldom does."""
    return FIRST_YEAR <= value.year <= LAST_YEAR


def _is_minute(value: datetime) -> bool:
    return _in_years(value) and not value.second and not value.microsecond


_ANYTHING = Form("", lambda _: True)
"""A choice or a yes or no: the reader of leaves has let no other value through."""
_DIGEST = _pattern("digest", "[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")
_KEY = _pattern("verification key", r"[^\s+]{1,200}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{1,400}={0,2}")
_COUNT = _whole(0, _MOST_COUNTED)
_ROUND = _whole(0, _MOST_ROUNDS)

_BY_TYPE: dict[object, Form] = {
    bool: _ANYTHING,
    date: Form("day of our time", _in_years),
    datetime: Form("instant of our time", _in_years),
    Fen: Form("amount", range(MAX_FEN + 1).__contains__),
    ArticleId: Form("known article", ARTICLES.__contains__),
    BiddingCode: _id("bidding code"),
    CaseId: _id("case"),
    LotToken: _id("lot token"),
    OfficeId: _id("office"),
    PropertyId: _id("property"),
    StreamId: _id("stream"),
}
_CODES = frozenset({*(code.value for code in Code), ALREADY_OPEN, NOT_THE_HOUSE})
_PAPERS = [
    "announcement",
    "approval",
    "basis_proof",
    "buyer",
    "decision",
    "document",
    "draw",
    "evidence",
    "html",
    "pdf",
    "proof",
    "reason",
    "record",
    "report",
    "statement",
    "tax_decision",
]
_BY_NAME: dict[tuple[str, object], Form] = {
    **{(name, str): _DIGEST for name in _PAPERS},
    ("balance_days", int): _whole(0, _MOST_DAYS),
    ("bids", int): _COUNT,
    ("bound_ms", int): _whole(0, _DAY_MS),
    ("check_code", str): Form("check code", CHECK_CODE.fullmatch),
    ("code", str): Form("known code of a refusal", _CODES.__contains__),
    ("count", int): _COUNT,
    ("epoch", int): _whole(1, MAX_INTEGER),
    ("left_ms", int): _whole(0, MAX_INTEGER),
    ("log_vkey", str): _KEY,
    ("members", int): _whole(1, _MOST_PERSONS),
    ("minute", datetime): Form("whole minute of our time", _is_minute),
    ("number", int): _whole(1, _MOST_OBJECTIONS),
    ("odd_codes", int): _COUNT,
    ("offset_ms", int): _whole(-_MOST_COUNTED, _MOST_COUNTED),
    ("origin", str): _pattern("name of a journal", r"[^\s+]{1,200}"),
    ("platform_list", str): _pattern("list of platforms", "[a-z][a-z-]{0,39}(?:/[0-9]{1,8})?"),
    ("rank", int): _whole(0, _LAST_RANK),
    ("receipts_vkey", str): _KEY,
    ("round", int): _ROUND,
    ("sender", str): _pattern("keyed digest of a sender", "[A-Za-z0-9_-]{16}|[A-Za-z0-9_-]{22}"),
    ("size_ms", int): _whole(-_MOST_COUNTED, _MOST_COUNTED),
    ("sm2_vkey", str): _KEY,
    ("version", str): _pattern("version", "[0-9A-Za-z][0-9A-Za-z.+-]{0,31}"),
}
_MAY_BE_EMPTY = frozenset({"draw", "evidence"})
"""Papers that need not be, beside those whose default is an empty text."""


def form_of(name: str, annotation: object) -> Form:
    """Return the form of a field, by its name and type, or by its type.

    Raises: InvariantBroken for a field that has none: give it one in the tables above.
    """
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return _ANYTHING
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        return _struct_form(annotation)
    parts = typing.get_args(annotation)
    if typing.get_origin(annotation) is tuple:
        return _tuple_form(name, parts)
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return _optional(name, parts)
    form = _BY_NAME.get((name, annotation)) or _BY_TYPE.get(annotation)
    ensure(form, f"the field {name} of type {annotation} has no form")
    return typing.cast("Form", form)


def _optional(name: str, parts: tuple[object, ...]) -> Form:
    (part,) = (one for one in parts if one is not types.NoneType)
    form = form_of(name, part)
    if form is _ANYTHING:
        return form
    return Form(form.what, lambda value: value is None or form.holds(value))


def _tuple_form(name: str, parts: tuple[object, ...]) -> Form:
    """Return the form of a list of one type, or of a row of several."""
    if parts[-1] is Ellipsis:
        form = form_of(name, parts[0])
        if form is _ANYTHING:
            return form
        return Form(f"list, each a {form.what}", lambda row: all(map(form.holds, row)))
    row = tuple(form_of(name, part) for part in parts)
    what = " and ".join(form.what for form in row if form is not _ANYTHING)
    pairs = partial(zip, row, strict=True)
    return Form(what, lambda values: all(form.holds(value) for form, value in pairs(values)))


def _struct_form(body: type[Struct]) -> Form:
    plan = plan_of(body)
    return Form(
        "record of " + ", ".join(f"{name} ({form.what})" for name, form in plan),
        lambda value: all(form.holds(getattr(value, name)) for name, form in plan),
    )


@cache
def plan_of(body: type[Struct]) -> tuple[tuple[str, Form], ...]:
    """Return each field of a body with its form, but for those whose type says it all."""
    if body is CommandRefused:
        return ()
    hints = typing.get_type_hints(body)
    found = [(one.name, _form_in(one.name, hints[one.name], one.default)) for one in fields(body)]
    return tuple((name, form) for name, form in found if form is not _ANYTHING)


def _form_in(name: str, annotation: object, default: object) -> Form:
    form = form_of(name, annotation)
    if default != "" and name not in _MAY_BE_EMPTY:
        return form
    return Form(form.what, lambda text: not text or form.holds(text))


# The envelope --------------------------------------------------------------------------------

_STREAMS = {
    "auction": re.compile("disposal/.*"),
    "house": re.compile(STREAM),
    "report": re.compile("(?:disposal|house|supervision)/.*"),
    "supervision": re.compile("supervision/alerts"),
}
"""Where entries of each domain stand. A report may stand in any stream."""


class _Plan(Struct):
    """What is looked at in leaves of one kind. `streams`: those found right for its domain."""

    kind: str
    fields: tuple[tuple[str, Form], ...]
    streams: set[str]


class Forms:
    """Checks the forms of every leaf that is no bid, and that each epoch begins with its opening.

    What was found right once (actors, streams, versions of the law) is not looked at again.
    """

    def __init__(self, problems: Problems) -> None:
        """Begin before the first entry."""
        self._problems = problems
        self._plans: dict[type, _Plan] = {}
        self._streams: dict[str, set[str]] = {}
        self._actors: set[str] = {ACTOR}
        self._laws: set[str | None] = {None}
        self._first = 0

    def _wrong(self, leaf: Leaf, code: Fault, text: str) -> None:
        self._problems.add(f"entry {leaf.seq}", code, f"{kind_of(leaf)}: {text}")

    def epoch(self, leaf: Leaf) -> None:
        """Look at the first entry of an epoch: its opening, unless it is the journal's own."""
        self._first = leaf.seq
        if leaf.seq > 1 and type(leaf.body) is not EpochOpened:
            self._wrong(leaf, Fault.JOURNAL_WRONG, f"epoch {leaf.epoch} begins without its opening")

    def take(self, leaf: Leaf) -> None:
        """Look at a leaf that is no bid."""
        plan = self._plans.get(type(leaf)) or self._planned(leaf)
        if (
            leaf.actor not in self._actors
            or leaf.stream not in plan.streams
            or leaf.law not in self._laws
        ):
            self._envelope(leaf, plan)
        body = leaf.body
        for name, form in plan.fields:
            value = getattr(body, name)
            if not form.holds(value):
                self._wrong(leaf, Fault.FORM_WRONG, f"{name} {value!r:.60} is no {form.what}")
        if type(body) is CommandRefused:
            if not is_plain(body, actor=leaf.actor):
                for code, text in refusal_faults(body, actor=leaf.actor):
                    self._wrong(leaf, code, text)
        elif leaf.cause is not None and plan.kind == ALERT:
            text = f"names entry {leaf.cause}: what a sealed alert is about stays sealed"
            self._wrong(leaf, Fault.CAUSE_GIVEN, text)
        elif leaf.seq == 1 or type(body) is EpochOpened:
            self._opening(leaf)

    def _planned(self, leaf: Leaf) -> _Plan:
        body = leaf.body
        own = plan_of(type(body)) if isinstance(body, Event) else ()
        kind = kind_of(leaf)
        streams = self._streams.setdefault(_domain(kind), set())
        plan = self._plans[type(leaf)] = _Plan(kind, own, streams)
        return plan

    def _envelope(self, leaf: Leaf, plan: _Plan) -> None:
        """Check who acted, in which stream and by which version of the law."""
        actor, stream, law = leaf.actor, leaf.stream, leaf.law
        if well_formed("bidding code", actor) or well_formed("office", actor):
            self._actors.add(actor)
        elif actor != ACTOR:
            self._wrong(leaf, Fault.FORM_WRONG, f"actor {actor!r:.60} is no code and no office")
        if well_formed("stream", stream) and _STREAMS[_domain(plan.kind)].fullmatch(stream):
            plan.streams.add(stream)
        else:
            self._wrong(leaf, Fault.FORM_WRONG, f"stream {stream!r:.60} is none of such entries")
        if law is None or _is_day(law):
            self._laws.add(law)
        else:
            self._wrong(leaf, Fault.FORM_WRONG, f"law {law!r:.60} is no version of the law")

    def _opening(self, leaf: Leaf) -> None:
        """Check that an epoch is opened once: by its first entry, or right after the journal."""
        if type(leaf.body) is EpochOpened:
            if leaf.seq not in (1, self._first):
                self._wrong(leaf, Fault.JOURNAL_WRONG, f"opens epoch {leaf.epoch}, which has begun")
        elif type(leaf.body) is not JournalOpened:  # that stands there is told elsewhere
            self._wrong(leaf, Fault.JOURNAL_WRONG, "stands where the first epoch is to be opened")


def _domain(kind: str) -> str:
    return kind.partition(".")[0]


def _is_day(text: str) -> bool:
    """Say whether a text is a day, as a version of the law is named by its first."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
