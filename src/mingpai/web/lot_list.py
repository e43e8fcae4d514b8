"""The list of lots: what a reader asks of it, and what it shows. Every question is an address.

A question that no form of ours asks is refused by name; an amount that a reader mistyped is told
beside its field. Where to look next: `web.lots` (one lot), `web.regions` (provinces).
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from mingpai.auction.model import Phase, PropertyClass, RoundKind, Stage
from mingpai.kernel.money import parse_yuan
from mingpai.web.captions import Language
from mingpai.web.life import round_kind_name
from mingpai.web.lots import LotLine, lot_line, phase_of
from mingpai.web.regions import ELSEWHERE, REGIONS, region_of
from mingpai.web.renderer import Query, Renderer
from mingpai.web.site import Site
from mingpai.web.words import Texts, class_name, stage_name

MAX_SEARCH = 60
MAX_AMOUNT = 24
PAGE = 50
"""So many lots stand on one page of the list."""
_STAGES = tuple(stage for stage in Stage if stage is not Stage.UNOPENED)
"""In the order of a lot's life; what was never opened is no lot."""
_PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
_LATEST = datetime.max.replace(tzinfo=UTC)


class BadQuery(ValueError):
    """A query that no form of ours sends; the text names the field."""


class Wanted(Struct, frozen=True):
    """What the reader asks the list for; an empty text asks for nothing.

    `kind` is the class of property. `least` and `most` are yuan as they were typed.
    """

    q: str = ""
    court: str = ""
    platform: str = ""
    region: str = ""
    kind: str = ""
    round: str = ""
    state: str = ""
    least: str = ""
    most: str = ""
    sort: str = ""
    page: str = ""
    live: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Say whether anything is asked that leaves lots out."""
        narrowing = (self.q, self.court, self.platform, self.region, self.kind, self.round)
        return any((*narrowing, self.state, self.least, self.most))


def _standing(line: LotLine) -> tuple[bool, str]:
    return line.stage is not Stage.BIDDING, line.number


_SORTS: Mapping[str, Callable[[LotLine], Any]] = {
    "": _standing,
    "closes": lambda line: (line.head.result is not None, line.closes_at or _LATEST, line.number),
    "cheap": lambda line: (line.price_fen == 0, line.price_fen, line.number),
    "dear": lambda line: (-line.price_fen, line.number),
    "bids": lambda line: (-line.head.bids, line.number),
}
"""The orders of the list, each with what it sorts by; what has no price stands last."""


def parse_wanted(query: Mapping[str, str]) -> Wanted:
    """Read the list's query strictly, but for amounts. Raises: BadQuery."""
    unknown = query.keys() - set(Wanted.__struct_fields__)
    if unknown:
        raise BadQuery(", ".join(sorted(unknown)))
    wanted = Wanted(**{name: value.strip() for name, value in query.items()})
    for name, text, most in (
        ("q", wanted.q, MAX_SEARCH),
        ("least", wanted.least, MAX_AMOUNT),
        ("most", wanted.most, MAX_AMOUNT),
    ):
        if len(text) > most:
            raise BadQuery(name)
    _check_choice("live", wanted.live, {"0"})
    _check_choice("state", wanted.state, {stage.value for stage in _STAGES})
    _check_choice("kind", wanted.kind, {kind.value for kind in PropertyClass})
    _check_choice("round", wanted.round, {kind.value for kind in RoundKind})
    _check_choice("sort", wanted.sort, _SORTS)
    if wanted.page and _PAGE_NUMBER.fullmatch(wanted.page) is None:
        name = "page"
        raise BadQuery(name)
    return wanted


def _check_choice(name: str, chosen: str, known: Collection[str]) -> None:
    if chosen and chosen not in known:
        raise BadQuery(name)


class Choice(Struct, frozen=True):
    """One choice of a filter."""

    value: str
    text: str
    is_chosen: bool


class Filter(Struct, frozen=True):
    """One filter: the field of the query, what it is called, and its choices."""

    name: str
    label: str
    choices: tuple[Choice, ...]


class Prices(Struct, frozen=True):
    """The range of prices that is asked for; `wrong` names the fields that are no amount."""

    least_fen: int | None
    most_fen: int | None
    wrong: frozenset[str]

    def hold(self, line: LotLine) -> bool:
        """Say whether a lot's price lies in the range; one without a notice has no price."""
        if self.least_fen is None and self.most_fen is None:
            return True
        over = self.least_fen is None or line.price_fen >= self.least_fen
        return bool(line.price_fen) and over and not self._is_under(line.price_fen)

    def _is_under(self, price_fen: int) -> bool:
        return self.most_fen is not None and price_fen > self.most_fen


def read_prices(wanted: Wanted) -> Prices:
    """Read both ends of the range. A range that ends before it begins is wrong at its end."""
    ends: dict[str, int | None] = {}
    wrong = set()
    for name, text in (("least", wanted.least), ("most", wanted.most)):
        ends[name] = None
        try:
            ends[name] = parse_yuan(text) if text else None
        except ValueError:
            wrong.add(name)
    least, most = ends["least"], ends["most"]
    if least is not None and most is not None and least > most:
        wrong.add("most")
        most = None
    return Prices(least, most, frozenset(wrong))


def list_view(site: Site, wanted: Wanted, renderer: Renderer) -> dict[str, Any]:
    """Return what the list shows. Raises: BadQuery for a court, platform or region not in it."""
    now = site.clock.now()
    lines = [lot_line(site, head, now, renderer) for head in site.board.lots()]
    filters = _filters(lines, wanted, renderer)
    prices = read_prices(wanted)
    found = [line for line in lines if _fits(line, wanted) and prices.hold(line)]
    found.sort(key=_SORTS[wanted.sort])
    pages = max(1, -(-len(found) // PAGE))
    page = min(int(wanted.page or "1"), pages)
    return {
        "lines": found[(page - 1) * PAGE : page * PAGE],
        "found": len(found),
        "page": page,
        "pages": pages,
        "first": (page - 1) * PAGE + 1,
        "before": _query(wanted, page=str(page - 1)) if page > 1 else None,
        "after": _query(wanted, page=str(page + 1)) if page < pages else None,
        "wanted": wanted,
        "asked": _query(wanted, live=""),
        "wrong": prices.wrong,
        "is_filtered": wanted.is_narrowed,
        "filters": filters,
        "sorts": _sorts(wanted, renderer.texts),
        "sold": sum(_is_closed(line, Phase.CLOSED_SOLD) for line in lines),
        "passed_in": sum(_is_closed(line, Phase.CLOSED_UNSOLD) for line in lines),
        "bidding": sum(line.stage is Stage.BIDDING for line in lines),
        "lots": len(lines),
    }


def _query(wanted: Wanted, **other: str) -> dict[str, str]:
    """Return the same question with a few fields changed."""
    return {**asdict(wanted), **other}


def query_of(wanted: Wanted) -> Query:
    """Return a question as an address has it, without what it does not ask."""
    return tuple((name, text) for name, text in asdict(wanted).items() if text)


def _is_closed(line: LotLine, phase: Phase) -> bool:
    """Say whether the last round closed so, whatever followed; its timer may not have run yet."""
    return phase_of(line.head) is phase or line.stage.value == phase.value


def region(line: LotLine) -> str:
    """Return the letters of the province of a lot."""
    opened = line.head.opened
    return region_of(case=opened.case_id, court=opened.court)


def _filters(lines: list[LotLine], wanted: Wanted, renderer: Renderer) -> list[Filter]:
    """Return the filters; of courts, platforms and provinces those that have lots.

    Raises: BadQuery where one is asked for that has none.
    """
    texts, _ = renderer.texts, renderer.texts.gettext
    courts = {str(line.head.opened.court): line.court for line in lines}
    platforms = {str(line.head.platform): line.platform for line in lines if line.head.platform}
    places = {region(line) for line in lines}
    regions = {one: _region_name(one, renderer.language, texts) for one in places}
    if lines:
        _check_choice("court", wanted.court, courts)
        _check_choice("platform", wanted.platform, platforms)
        _check_choice("region", wanted.region, regions)
    return [
        Filter("region", _("Region"), _choices(_in_order(regions), wanted.region)),
        Filter("court", _("Court"), _choices(dict(sorted(courts.items())), wanted.court)),
        Filter(
            "platform", _("Platform"), _choices(dict(sorted(platforms.items())), wanted.platform)
        ),
        Filter("kind", _("Class"), _choices(_classes(texts), wanted.kind)),
        Filter("round", _("Round"), _choices(_rounds(texts), wanted.round)),
        Filter("state", _("State"), _choices(_states(texts), wanted.state)),
    ]


def _in_order(regions: Mapping[str, str]) -> dict[str, str]:
    return {one: regions[one] for one in (*REGIONS, ELSEWHERE) if one in regions}


def _classes(texts: Texts) -> dict[str, str]:
    return {kind.value: class_name(kind, texts) for kind in PropertyClass}


def _rounds(texts: Texts) -> dict[str, str]:
    return {kind.value: round_kind_name(kind, texts) for kind in RoundKind}


def _states(texts: Texts) -> dict[str, str]:
    return {stage.value: stage_name(stage, texts) for stage in _STAGES}


def _region_name(letters: str, language: Language, texts: Texts) -> str:
    if letters == ELSEWHERE:
        return str(texts.gettext("not named by court or case"))
    return REGIONS[letters].text(language)


def _choices(names: Mapping[str, str], chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(value, text, value == chosen) for value, text in names.items())


def _sorts(wanted: Wanted, texts: Texts) -> tuple[Choice, ...]:
    _ = texts.gettext
    names = {
        "": _("bidding first"),
        "closes": _("closing soonest"),
        "cheap": _("lowest price"),
        "dear": _("highest price"),
        "bids": _("most bids"),
    }
    return _choices(names, wanted.sort)


def _fits(line: LotLine, wanted: Wanted) -> bool:
    opened = line.head.opened
    notice = line.head.notice
    text = f"{line.name} {line.number} {line.court} {line.platform} {opened.case_id}".casefold()
    return (
        all(word in text for word in wanted.q.casefold().split())
        and wanted.court in ("", opened.court)
        and wanted.platform in ("", line.head.platform)
        and wanted.region in ("", region(line))
        and wanted.kind in ("", opened.property_class)
        and (not wanted.round or (notice is not None and notice.kind == wanted.round))
        and wanted.state in ("", line.stage.value)
    )
