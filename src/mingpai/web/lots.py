"""The views of lots: the list with its filters, and one lot with its whole course."""

from collections.abc import Callable, Container, Mapping
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup
from msgspec import Struct

from mingpai.auction.events import RoundAnnounced, RoundSold
from mingpai.auction.model import Stage
from mingpai.kernel.ids import StreamId
from mingpai.service.projections import LotHead, LotRecord, RefusalRow
from mingpai.web import show
from mingpai.web.curve import Labels, Window, curve
from mingpai.web.renderer import Renderer
from mingpai.web.site import Site
from mingpai.web.words import Told, class_name, stage_name, step_rule_name, told

LOT = "disposal/"
MAX_SEARCH = 60
_STAGES = (
    Stage.ASSIGNED,
    Stage.PUBLISHED,
    Stage.BIDDING,
    Stage.CLOSED_SOLD,
    Stage.CONFIRMED,
    Stage.CLOSED_UNSOLD,
)


class BadQuery(ValueError):
    """A query that no form of ours sends."""


class Wanted(Struct, frozen=True):
    """What the reader asks the list for; an empty text asks for nothing."""

    q: str = ""
    court: str = ""
    platform: str = ""
    state: str = ""
    live: str = ""


def parse_wanted(query: Mapping[str, str]) -> Wanted:
    """Read the list's query strictly. Raises: BadQuery."""
    unknown = query.keys() - set(Wanted.__struct_fields__)
    if unknown:
        raise BadQuery(", ".join(sorted(unknown)))
    wanted = Wanted(**{name: value.strip() for name, value in query.items()})
    if len(wanted.q) > MAX_SEARCH or wanted.live not in ("", "0"):
        raise BadQuery("q" if len(wanted.q) > MAX_SEARCH else "live")
    _check_choice("state", wanted.state, {stage.value for stage in _STAGES})
    return wanted


def _check_choice(name: str, chosen: str, known: Container[str]) -> None:
    if chosen and chosen not in known:
        raise BadQuery(name)


class LotLine(Struct, frozen=True):
    """A lot as the list shows it."""

    number: str
    name: str
    stage: Stage
    stage_name: str
    kind: str
    court: str
    platform: str
    head: LotHead
    start_price_fen: int
    closes_at: datetime | None


class Choice(Struct, frozen=True):
    """One choice of a filter."""

    value: str
    text: str
    is_chosen: bool


def list_view(site: Site, wanted: Wanted, renderer: Renderer) -> dict[str, Any]:
    """Return what the list of lots shows. Raises: BadQuery for a court or platform not in it."""
    heads = site.board.lots()
    now = site.clock.now()
    lines = [_line(site, head, now, renderer) for head in heads]
    lines.sort(key=lambda line: (line.stage is not Stage.BIDDING, line.number))
    courts = {line.head.opened.court: line.court for line in lines}
    platforms = {line.head.opened.platform: line.platform for line in lines}
    stages = {stage: stage_name(stage, renderer.texts) for stage in _STAGES}
    if lines:
        _check_choice("court", wanted.court, courts)
        _check_choice("platform", wanted.platform, platforms)
    return {
        "lines": [line for line in lines if _matches(line, wanted)],
        "wanted": wanted,
        "is_filtered": any((wanted.q, wanted.court, wanted.platform, wanted.state)),
        "courts": _choices(courts, wanted.court),
        "platforms": _choices(platforms, wanted.platform),
        "states": _choices(stages, wanted.state),
        "sold": sum(isinstance(head.result, RoundSold) for head in heads),
        "passed_in": sum(line.stage is Stage.CLOSED_UNSOLD for line in lines),
        "bidding": sum(line.stage is Stage.BIDDING for line in lines),
        "lots": len(lines),
    }


def _choices(names: Mapping[Any, str], chosen: str) -> list[Choice]:
    return [Choice(str(value), text, value == chosen) for value, text in sorted(names.items())]


def _line(site: Site, head: LotHead, now: datetime, renderer: Renderer) -> LotLine:
    stage = head.stage(now)
    captions, language = site.captions, renderer.language
    return LotLine(
        number=head.stream.removeprefix(LOT),
        name=captions.lot(head.stream, language),
        stage=stage,
        stage_name=stage_name(stage, renderer.texts),
        kind=class_name(head.opened.property_class, renderer.texts),
        court=captions.office(head.opened.court, language),
        platform=captions.office(head.opened.platform, language),
        head=head,
        start_price_fen=head.notice.start_price_fen if head.notice is not None else 0,
        closes_at=head.closes_at,
    )


def _matches(line: LotLine, wanted: Wanted) -> bool:
    opened = line.head.opened
    text = f"{line.name} {line.number} {line.court} {line.platform} {opened.case_id}".casefold()
    return (
        all(word in text for word in wanted.q.casefold().split())
        and wanted.court in ("", opened.court)
        and wanted.platform in ("", opened.platform)
        and wanted.state in ("", line.stage.value)
    )


class RefusedLine(Struct, frozen=True):
    """A refusal of one lot as its page shows it."""

    row: RefusalRow
    told: Told


def lot_view(site: Site, number: str, renderer: Renderer) -> dict[str, Any] | None:
    """Return what a lot's page shows, or None where there is no such lot."""
    record = site.board.lot(StreamId(LOT + number))
    if record is None:
        return None
    now = site.clock.now()
    line = _line(site, record.head, now, renderer)
    notice = record.head.notice
    return {
        "line": line,
        "head": record.head,
        "notice": notice,
        "step_rule": step_rule_name(notice.step_rule, renderer.texts) if notice else "",
        "deposit_percent": _percent(notice),
        "bids": record.bids[::-1],
        "bidders": len({bid.code for bid in record.bids}),
        "overtime": _overtime(record),
        "refusals": [_refused(row, renderer) for row in record.refusals[::-1]],
        "curve": _curve(record, now, renderer.texts.gettext),
    }


def _percent(notice: RoundAnnounced | None) -> str:
    """Return the deposit as a share of the start price, to a tenth of a percent."""
    if notice is None:
        return ""
    tenths = notice.deposit_fen * 1000 // notice.start_price_fen
    return f"{tenths // 10}.{tenths % 10}"


def _overtime(record: LotRecord) -> timedelta:
    """Return how much later than announced bidding closes."""
    head = record.head
    if head.notice is None or head.closes_at is None:
        return timedelta(0)
    return head.closes_at - head.notice.closes_at


def _refused(row: RefusalRow, renderer: Renderer) -> RefusedLine:
    facts = dict(row.facts)
    return RefusedLine(row, told(row.code, row.article, facts, renderer.language, renderer.texts))


def _curve(record: LotRecord, now: datetime, _: Callable[[str], str]) -> Markup | None:
    head, bids, notice = record.head, record.bids, record.head.notice
    if not bids or notice is None or head.closes_at is None:
        return None
    labels = Labels(
        title=_("Price over time, from the first bid to the close"),
        start=f"{_('Start price')} {show.count(notice.start_price_fen // 100)}",
        opens=show.minute(notice.opens_at)[5:],
        scheduled=show.minute(notice.closes_at)[11:],
        ends=show.second(head.closes_at)[11:] if head.closes_at > notice.closes_at else "",
        top=f"{_('Price')} {show.count(head.price_fen // 100)}",
    )
    window = Window(notice.opens_at, notice.closes_at, head.closes_at, now)
    return curve(bids, window, labels, start_price_fen=notice.start_price_fen)
