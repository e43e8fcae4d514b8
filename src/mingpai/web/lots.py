"""The views of lots: one at a glance, and one with its whole course.

Where to look next: `web.lot_list` (the list with its filters).
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup
from msgspec import Struct

from mingpai.auction.model import Phase, Round, Stage
from mingpai.auction.preparation.events import RoundAnnounced
from mingpai.auction.stops.events import BiddingResumed
from mingpai.auction.stops.model import Stop
from mingpai.kernel.ids import StreamId
from mingpai.service.projections import BidRow, LotHead, LotRecord, RefusalRow, StepRow
from mingpai.web import show
from mingpai.web.curve import Labels, Window, curve
from mingpai.web.life import (
    Fact,
    ending_name,
    phase_name,
    round_kind_name,
    step_facts,
    step_name,
    stop_ground_name,
    stop_kind_name,
)
from mingpai.web.live import live_words
from mingpai.web.notice_words import meaning_of
from mingpai.web.renderer import Renderer
from mingpai.web.site import Site
from mingpai.web.words import Told, class_name, stage_name, step_rule_name, told

LOT = "disposal/"


class LotLine(Struct, frozen=True):
    """A lot as the list shows it."""

    number: str
    name: str
    stage: Stage
    stage_name: str
    kind: str
    round_kind: str
    court: str
    platform: str
    head: LotHead
    start_price_fen: int
    closes_at: datetime | None

    @property
    def price_fen(self) -> int:
        """Return the price that stands, before the first bid the start price; 0 before a notice."""
        return self.head.price_fen or self.start_price_fen


def phase_of(head: LotHead) -> Phase | None:
    """Return what is on record of the round that runs or was last."""
    return None if head.current is None else head.current.phase


def lot_line(site: Site, head: LotHead, now: datetime, renderer: Renderer) -> LotLine:
    """Return a lot at a glance, in words."""
    stage = head.stage(now)
    captions, language = site.captions, renderer.language
    return LotLine(
        number=head.stream.removeprefix(LOT),
        name=captions.lot(head.stream, language),
        stage=stage,
        stage_name=stage_name(stage, renderer.texts),
        kind=class_name(head.opened.property_class, renderer.texts),
        round_kind=round_kind_name(head.notice.kind, renderer.texts) if head.notice else "",
        court=captions.office(head.opened.court, language),
        platform=captions.office(head.platform, language) if head.platform else "",
        head=head,
        start_price_fen=head.notice.start_price_fen if head.notice is not None else 0,
        closes_at=head.closes_at,
    )


class RefusedLine(Struct, frozen=True):
    """A refusal of one lot as its page shows it."""

    row: RefusalRow
    told: Told


class RoundLine(Struct, frozen=True):
    """An earlier round as a lot's page shows it."""

    round: Round
    kind: str
    outcome: str


class StopView(Struct, frozen=True):
    """A stop that stands, in words."""

    stop: Stop
    kind: str
    ground: str


class StepLine(Struct, frozen=True):
    """A step in the life of a lot as its page shows it."""

    row: StepRow
    name: str
    facts: tuple[Fact, ...]


def lot_view(site: Site, number: str, renderer: Renderer) -> dict[str, Any] | None:
    """Return what a lot's page shows, or None where there is no such lot."""
    record = site.board.lot(StreamId(LOT + number))
    if record is None:
        return None
    now, head = site.clock.now(), record.head
    notice = head.notice
    in_round = _in_round(record)
    return {
        "line": lot_line(site, head, now, renderer),
        "head": head,
        "notice": notice,
        "terms": head.current.terms if head.current is not None else None,
        "phase": phase_of(head),
        "stop": _stop(head.stop, renderer),
        "ending": _ending(head, renderer),
        "is_set_off": _is_set_off(head),
        "earlier": [_earlier(one, renderer) for one in head.earlier],
        "steps": [_step(row, renderer) for row in record.steps[::-1]],
        "step_rule": step_rule_name(notice.step_rule, renderer.texts) if notice else "",
        "deposit_percent": _percent(notice),
        "bids": record.bids[::-1],
        "bidders": len({bid.code for bid in in_round}),
        "scheduled": _scheduled(record),
        "overtime": _overtime(record),
        "refusals": [_refused(row, renderer) for row in record.refusals[::-1]],
        "meaning": meaning_of(record, renderer),
        "exhibits": site.exhibits(head.stream),
        "live": site.live,
        "live_words": live_words(renderer.texts) if site.live is not None else {},
        "curve": _curve(record, now, renderer.texts.gettext),
    }


def _in_round(record: LotRecord) -> list[BidRow]:
    """Return the bids of the round that runs or was last."""
    number = len(record.head.state.rounds)
    return [bid for bid in record.bids if bid.round == number]


def _stop(stop: Stop | None, renderer: Renderer) -> StopView | None:
    if stop is None:
        return None
    texts = renderer.texts
    return StopView(stop, stop_kind_name(stop.kind, texts), stop_ground_name(stop.ground, texts))


def _ending(head: LotHead, renderer: Renderer) -> str:
    ending = head.state.file.ending
    return "" if ending is None else ending_name(ending, renderer.texts)


def _is_set_off(head: LotHead) -> bool:
    """Say whether a creditor takes the property after the last round."""
    offer, done = head.state.file.settlement.set_off, head.state.file.settlement
    return offer is not None and offer.award is not None and done.is_sold


def _earlier(one: Round, renderer: Renderer) -> RoundLine:
    kind = round_kind_name(one.terms.kind, renderer.texts)
    return RoundLine(one, kind, phase_name(one.phase, renderer.texts))


def _step(row: StepRow, renderer: Renderer) -> StepLine:
    facts = tuple(step_facts(row.event, renderer.language, renderer.texts))
    return StepLine(row, step_name(row.event, renderer.texts), facts)


def _percent(notice: RoundAnnounced | None) -> str:
    """Return the deposit as a share of the start price, to a tenth of a percent."""
    if notice is None:
        return ""
    tenths = notice.deposit_fen * 1000 // notice.start_price_fen
    return f"{tenths // 10}.{tenths % 10}"


def _scheduled(record: LotRecord) -> datetime | None:
    """Return when bidding was to close before any extension.

    As the notice, its correction or the last resumption says; of a 变卖 as its first bid set it.
    """
    current = record.head.current
    if current is None:
        return None
    bids = _in_round(record)
    resumed = [row.seq for row in record.steps if isinstance(row.event, BiddingResumed)]
    is_set_by_bid = current.terms.run is not None and bids and max(resumed, default=0) < bids[0].seq
    return bids[0].closes_at if is_set_by_bid else current.terms.closes_at


def _overtime(record: LotRecord) -> timedelta:
    """Return how much later than announced bidding closes."""
    closes_at, scheduled = record.head.closes_at, _scheduled(record)
    return timedelta(0) if closes_at is None or scheduled is None else closes_at - scheduled


def _refused(row: RefusalRow, renderer: Renderer) -> RefusedLine:
    facts = dict(row.facts)
    return RefusedLine(row, told(row.code, row.article, facts, renderer.language, renderer.texts))


def _curve(record: LotRecord, now: datetime, _: Callable[[str], str]) -> Markup | None:
    head, bids, scheduled = record.head, _in_round(record), _scheduled(record)
    if not bids or head.current is None or scheduled is None:
        return None
    terms, ends_at = head.current.terms, head.current.book.closes_at
    # Of a round that was resumed the bids before the stop are drawn too.
    opens_at = min(terms.opens_at, bids[0].received_at)
    labels = Labels(
        title=_("Price over time, from the first bid to the close"),
        start=f"{_('Start price')} {show.count(terms.start_price_fen // 100)}",
        opens=show.minute(opens_at)[5:],
        scheduled=show.minute(scheduled)[11:],
        ends=show.second(ends_at)[11:] if ends_at > scheduled else "",
        top=f"{_('Price')} {show.count(head.price_fen // 100)}",
    )
    window = Window(opens_at, scheduled, ends_at, now)
    return curve(bids, window, labels, start_price_fen=terms.start_price_fen)
