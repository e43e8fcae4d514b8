"""A refused bid for anybody to judge: when it arrived, when bidding closed, what stood around it.

Public as the entries themselves: bidders appear by code. Leads whoever disagrees to the form, with
the receipt attached. Where to look next: `auction.why` (the explanation), `web.objections.filing`.
"""

from datetime import datetime

from litestar import Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec import Struct

from mingpai.auction.codes import Code, article
from mingpai.auction.commands import PlaceBid
from mingpai.auction.events import RoundPassedIn, RoundSold
from mingpai.auction.objections.model import ObjectionKind
from mingpai.auction.preparation.events import RoundAnnounced
from mingpai.auction.why import why_refused
from mingpai.kernel.ids import StreamId, well_formed
from mingpai.kernel.moments import local_date
from mingpai.kernel.outcome import Refused
from mingpai.service.projections import BidRow, LotRecord, RefusalRow, StepRow
from mingpai.web.life import step_name
from mingpai.web.lots import LOT
from mingpai.web.objections.views import decided_by
from mingpai.web.renderer import PREFIXES, Renderer
from mingpai.web.shell import Shell
from mingpai.web.words import ground, told

_BID = PlaceBid.__name__
_AROUND = 5
"""So many entries on either side are shown."""


class Neighbour(Struct, frozen=True):
    """An entry of the lot beside the refused bid. `what` is bid, refused, step or this."""

    seq: int
    received_at: datetime
    what: str
    by: str
    price_fen: int | None
    text: str


class LatePages:
    """The page of a refused bid, in one language."""

    def __init__(self, shell: Shell, renderer: Renderer) -> None:
        """Keep what pages are made with."""
        self._shell = shell
        self._renderer = renderer

    def router(self) -> Router:
        """Return the handler under this language's prefix."""

        @get("/lots/{number:str}/late/{seq:int}")
        async def late(number: FromPath[str], seq: FromPath[int]) -> Response[str]:
            return self._page(number, seq)

        return Router(path=PREFIXES[self._renderer.language] or "/", route_handlers=[late])

    def _page(self, number: str, seq: int) -> Response[str]:
        lot = StreamId(LOT + number)
        course = self._shell.site.board.lot(lot) if well_formed("stream", lot) else None
        row = None if course is None else refused_bid(course, seq)
        if course is None or row is None:
            raise NotFoundException
        language, texts = self._renderer.language, self._renderer.texts
        refusal = Refused(row.code, row.article, dict(row.facts))
        closes_at = close_as_it_stood(course, seq)
        today = local_date(self._shell.site.clock.now())
        until = decided_by(ObjectionKind.CONDUCT, course.head.state, today=today)
        return self._shell.page(
            self._renderer,
            "objections/late.html",
            f"/lots/{number}/late/{seq}",
            number=number,
            name=self._shell.site.captions.lot(lot, language),
            row=row,
            is_late=row.code == Code.BID_AFTER_CLOSE,
            late_by_ms=dict(row.facts).get("late_by_ms"),
            closes_at=closes_at,
            around=around(course, seq, self._renderer),
            told=told(row.code, row.article, refusal.facts, language, texts),
            why=why_refused(refusal),
            arrival=ground(article("20"), language, texts),
            until=until,
        )


def refused_bid(course: LotRecord, seq: int) -> RefusalRow | None:
    """Return the refused bid that entry `seq` records, or None where it is none."""
    return next((one for one in course.refusals if one.seq == seq and one.command == _BID), None)


def close_as_it_stood(course: LotRecord, seq: int) -> datetime | None:
    """Return when bidding was to close, by what was on record before entry `seq`.

    The last of: a notice, a correction, a resumption, a bid. None where nothing was published.
    """
    changes: list[tuple[int, datetime]] = [(one.seq, one.closes_at) for one in course.bids]
    for step in course.steps:
        closes_at = getattr(step.event, "closes_at", None)
        if isinstance(closes_at, datetime):
            changes.append((step.seq, closes_at))
    before = [one for one in changes if one[0] < seq]
    return max(before)[1] if before else None


def around(course: LotRecord, seq: int, renderer: Renderer) -> list[Neighbour]:
    """Return the entries of the lot on both sides of entry `seq`, in the journal's order."""
    rows: list[BidRow | RefusalRow | StepRow] = [
        *course.bids,
        *(one for one in course.refusals if one.command == _BID),
        *(one for one in course.steps if isinstance(one.event, _SHOWN)),
    ]
    before = sorted((one for one in rows if one.seq < seq), key=lambda one: one.seq)[-_AROUND:]
    after = sorted((one for one in rows if one.seq > seq), key=lambda one: one.seq)[:_AROUND]
    own = [one for one in rows if one.seq == seq]
    return [_neighbour(one, seq, renderer) for one in (*before, *own, *after)]


_SHOWN = (RoundAnnounced, RoundSold, RoundPassedIn)


def _neighbour(one: BidRow | RefusalRow | StepRow, seq: int, renderer: Renderer) -> Neighbour:
    if isinstance(one, BidRow):
        return Neighbour(one.seq, one.received_at, "bid", one.code, one.price_fen, "")
    if isinstance(one, StepRow):
        return Neighbour(
            one.seq, one.received_at, "step", "", None, step_name(one.event, renderer.texts)
        )
    said = told(one.code, one.article, dict(one.facts), renderer.language, renderer.texts)
    return Neighbour(
        one.seq, one.received_at, "this" if one.seq == seq else "refused", one.by, None, said.text
    )
