"""How it went for whoever took part: won or not, the confirmation, and how his deposit stands.

Of other bidders nothing is shown but what the public page has; the buyer's name stands in the
court's confirmation alone. Where to look next: `auction.settlement.owed` (what goes back).
Source: 法释〔2016〕18号 第二十二条 (confirmation), 第二十三, 二十四条 (deposits).
"""

import asyncio
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Protocol

from litestar import Response, Router, get
from litestar.params import FromPath
from msgspec import Struct

from mingpai.accounts.permissions import Permission
from mingpai.affairs.desk import AffairsDesk
from mingpai.affairs.model import Registration
from mingpai.auction.duty import Duty
from mingpai.auction.model import Disposal, Phase, Round
from mingpai.auction.settlement.model import money_key
from mingpai.auction.settlement.owed import (
    owed_back_fen,
    round_of,
    still_held_fen,
    winner_of,
)
from mingpai.kernel.ids import BiddingCode, StreamId
from mingpai.kernel.moments import local_date
from mingpai.service.projections import LotHead
from mingpai.web.court.files import Owed
from mingpai.web.life import phase_name, round_kind_name
from mingpai.web.lots import LOT
from mingpai.web.renderer import PREFIXES, Renderer
from mingpai.web.shell import Shell
from mingpai.web.show import minute
from mingpai.web.visitors import Porter
from mingpai.web.words import ground

_IN_TERM, _AT_ONCE = "return_deposit", "return_buyers_money"
"""How the duties are called by which money goes back."""


class Files(Protocol):
    """The disposals as their courts know them: see `web.court.files`. Each call may block."""

    def of(self, lot: StreamId) -> Disposal | None:
        """Return a disposal as it stands now."""
        ...

    def duties(self, state: Disposal, *, now: datetime) -> Iterator[Owed]:
        """Yield what must happen to it."""
        ...


class Refund(Struct, frozen=True):
    """How somebody's own money stands. `held_fen` is what must go back and has not.

    `until` is by when, None where the law sets no term; `duty` says by which article.
    """

    paid_fen: int
    owed_fen: int
    held_fen: int
    until: date | datetime | None = None
    is_overdue: bool = False
    duty: Duty | None = None

    @property
    def returned_fen(self) -> int:
        """Return what has gone back."""
        return self.owed_fen - self.held_fen


class Result(Struct, frozen=True):
    """How one round went for somebody who has a code in it."""

    round: Round
    code: BiddingCode
    has_won: bool
    refund: Refund


def result_of(
    state: Disposal, registration: Registration, owed: list[Owed], *, now: datetime
) -> Result | None:
    """Return how a round went for him; None without a code, or while the round runs."""
    one, code = round_of(state, registration.round), registration.code
    if one is None or code is None or one.is_running or code not in one.bidders:
        return None
    held_fen = still_held_fen(state, one, code)
    duty = _duty(state, owed, one, code) if held_fen else None
    refund = Refund(
        paid_fen=one.bidders[code].paid_fen,
        owed_fen=owed_back_fen(state, one, code),
        held_fen=held_fen,
        until=None if duty is None else duty.until,
        is_overdue=duty is not None and duty.is_overdue(now=now, today=local_date(now)),
        duty=duty,
    )
    return Result(one, code, winner_of(one) == code and one.phase is Phase.CLOSED_SOLD, refund)


def _duty(state: Disposal, owed: list[Owed], one: Round, code: BiddingCode) -> Duty | None:
    """Return the duty to give his money back; all who lost in one round have the same term."""
    key = money_key(one.terms.number, code)
    is_buyers = key in state.file.settlement.owed_back
    what = _AT_ONCE if is_buyers else _IN_TERM
    found = (each.duty for each in owed if each.duty.what == what)
    return next((duty for duty in found if is_buyers or duty.since == one.closed_at), None)


class ResultPages:
    """How it went, in one language."""

    def __init__(
        self, shell: Shell, renderer: Renderer, porter: Porter, desk: AffairsDesk, files: Files
    ) -> None:
        """Keep what the page is made with."""
        self._shell = shell
        self._renderer = renderer
        self._porter = porter
        self._desk = desk
        self._files = files

    def router(self) -> Router:
        """Return the handler under this language's prefix."""

        @get("/lots/{number:str}/result")
        async def result(number: FromPath[str]) -> Response[str]:
            viewer = self._porter.admits(Permission.SEE_OWN_AFFAIRS)
            head = self._shell.head(number)
            own = [one for one in await self._desk.registrations(viewer) if one.lot == head.stream]
            found = await asyncio.to_thread(self._results, head.stream, own)
            return self._page(head, found, takes_part=bool(own))

        return Router(path=PREFIXES[self._renderer.language] or "/", route_handlers=[result])

    def _results(self, lot: StreamId, own: list[Registration]) -> list[Result]:
        """Return how each of his rounds went, the last first. Blocks."""
        state = self._files.of(lot) if own else None
        if state is None:
            return []
        now = self._shell.site.clock.now()
        owed = list(self._files.duties(state, now=now))
        found = [result_of(state, one, owed, now=now) for one in own]
        told = [one for one in found if one is not None]
        return sorted(told, key=lambda one: one.round.terms.number, reverse=True)

    def _page(self, head: LotHead, found: list[Result], *, takes_part: bool) -> Response[str]:
        number, site = head.stream.removeprefix(LOT), self._shell.site
        confirmed = head.confirmation
        shown = site.exhibits(head.stream) or ()
        return self._shell.page(
            self._renderer,
            "result.html",
            f"/lots/{number}/result",
            number=number,
            name=site.captions.lot(head.stream, self._renderer.language),
            results=[self._row(one) for one in found],
            takes_part=takes_part,
            confirmed=confirmed,
            confirmed_seq=head.seqs.get("confirmed"),
            has_paper=confirmed is not None
            and any(one.digest == confirmed.document for one in shown),
        )

    def _row(self, one: Result) -> dict[str, Any]:
        renderer, refund = self._renderer, one.refund
        language, texts = renderer.language, renderer.texts
        until = refund.until
        return {
            "result": one,
            "kind": round_kind_name(one.round.terms.kind, texts),
            "outcome": phase_name(one.round.phase, texts),
            "refund": refund,
            "until": minute(until) if isinstance(until, datetime) else str(until or ""),
            "ground": None
            if refund.duty is None
            else ground(refund.duty.article, language, texts).cited,
        }
