"""Where a court offers times at which a property is shown, and where firms see who comes.

A firm sees the appointments of its own cases alone, each by its number; so does the court. Nobody
here can reach a person. Where to look next: `affairs.showing` (what is allowed).
"""

import re
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any, Final

from litestar import Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from mingpai.accounts.model import Viewer
from mingpai.accounts.permissions import Permission, may
from mingpai.affairs.showing import (
    MOST_MEETING,
    MOST_NOTE,
    MOST_PLACES,
    RECORDED,
    Plan,
    ShowingDesk,
    Shown,
    Unable,
)
from mingpai.affairs.viewings import By, Visit, WhyRefused
from mingpai.kernel.ids import StreamId
from mingpai.kernel.moments import SHANGHAI
from mingpai.service.projections import LotHead
from mingpai.web.lots import LOT
from mingpai.web.renderer import PREFIXES, Renderer
from mingpai.web.shell import Shell
from mingpai.web.viewing.words import by_name, unable_words, visit_name, why_name
from mingpai.web.visitors import MAX_FORM_BYTES, NotPermitted, Porter, RequestOf

_SEE_OTHER: Final = 303
_CONFLICT = 409
_form = partial(post, request_max_body_size=MAX_FORM_BYTES, status_code=200)
_OFFER = frozenset({"day", "begins", "ends", "places", "meeting"})
_RECORD = frozenset({"state", "why"})
_WHOLE = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)


def read_plan(form: dict[str, str]) -> Plan | Unable:
    """Read a time as a form has it: day and clock times in Shanghai, places, where to meet."""
    try:
        day = date.fromisoformat(form["day"])
        begins, ends = (time.fromisoformat(form[name]) for name in ("begins", "ends"))
    except ValueError:
        return Unable.TIME_WRONG
    if begins.tzinfo is not None or ends.tzinfo is not None:
        return Unable.TIME_WRONG
    if _WHOLE.fullmatch(form["places"].strip()) is None:
        return Unable.PLACES_WRONG
    begins_at, ends_at = (
        datetime.combine(day, clock, SHANGHAI).astimezone(UTC) for clock in (begins, ends)
    )
    return Plan(begins_at, ends_at, int(form["places"]), " ".join(form["meeting"].split()))


class ArrangingPages:
    """The pages of court and firms, in one language."""

    def __init__(self, shell: Shell, renderer: Renderer, porter: Porter, desk: ShowingDesk) -> None:
        """Keep what pages are made with."""
        self._shell = shell
        self._renderer = renderer
        self._porter = porter
        self._desk = desk

    def router(self) -> Router:
        """Return the handlers under this language's prefix."""
        handlers = [*self._court(), *self._firm()]
        return Router(path=PREFIXES[self._renderer.language] or "/", route_handlers=handlers)

    # The court's ---------------------------------------------------------------------------

    def _court(self) -> list[Any]:
        @get("/court/lots/{number:str}/viewings")
        async def arranged(number: FromPath[str]) -> Response[str]:
            head, _ = self._arranging(number)
            return await self._arranged(head)

        @_form("/court/lots/{number:str}/viewings")
        async def offer(request: RequestOf, number: FromPath[str]) -> Response[Any]:
            form = await self._porter.form(request, _OFFER)
            head, viewer = self._arranging(number)
            if viewer.office is None:
                raise NotPermitted(detail="office")
            plan = read_plan(form)
            if not isinstance(plan, Unable):
                done = await self._desk.offer(viewer.office, head.stream, plan)
                if not isinstance(done, Unable):
                    return self._back(head)
                plan = done
            return await self._arranged(head, plan, form)

        @_form("/court/lots/{number:str}/viewings/withdraw")
        async def withdraw(request: RequestOf, number: FromPath[str]) -> Response[Any]:
            form = await self._porter.form(request, frozenset({"slot"}))
            head, _ = self._arranging(number)
            wrong = await self._desk.withdraw(head.stream, form["slot"])
            return self._back(head) if wrong is None else await self._arranged(head, wrong)

        @_form("/court/lots/{number:str}/viewings/{which:str}/note")
        async def note(
            request: RequestOf, number: FromPath[str], which: FromPath[str]
        ) -> Response[Any]:
            form = await self._porter.form(request, frozenset({"text"}))
            head, _ = self._arranging(number)
            done = await self._desk.answer(head.stream, which, By.COURT, form["text"])
            if isinstance(done, Unable):
                return await self._arranged(head, done)
            return self._back(head)

        return [arranged, offer, withdraw, note]

    def _arranging(self, number: str) -> tuple[LotHead, Viewer]:
        """Return a lot to a clerk who may arrange viewings of it."""
        self._porter.admits(Permission.ARRANGE_VIEWING)
        head = self._shell.head(number)
        opened = head.opened
        viewer = self._porter.demand(
            Permission.ARRANGE_VIEWING, court=opened.court, case=opened.case_id
        )
        return head, viewer

    def _back(self, head: LotHead) -> Response[Any]:
        number = head.stream.removeprefix(LOT)
        link = self._renderer.link(f"/court/lots/{number}/viewings")
        return Redirect(link, status_code=_SEE_OTHER)

    async def _arranged(
        self, head: LotHead, wrong: Unable | None = None, given: dict[str, str] | None = None
    ) -> Response[str]:
        number = head.stream.removeprefix(LOT)
        filled = dict.fromkeys(_OFFER, "") | {"places": "5"} | (given or {})
        rows = await self._desk.shown(head.stream)
        return self._shell.page(
            self._renderer,
            "viewing/arranged.html",
            f"/court/lots/{number}/viewings",
            status=200 if wrong is None else _CONFLICT,
            number=number,
            name=self._name(head.stream),
            slots=await self._desk.slots(head.stream),
            rows=[self._row(one) for one in rows],
            given=filled,
            most_places=MOST_PLACES,
            most_meeting=MOST_MEETING,
            most=MOST_NOTE,
            wrong=None if wrong is None else unable_words(wrong, self._renderer.texts),
        )

    # The firm's ----------------------------------------------------------------------------

    def _firm(self) -> list[Any]:
        @get("/viewings")
        async def listed() -> Response[str]:
            return await self._listed()

        @_form("/viewings/{number:str}/record")
        async def record(request: RequestOf, number: FromPath[str]) -> Response[Any]:
            form = await self._porter.form(request, _RECORD)
            lot = await self._of_its_cases(number, Permission.RECORD_VIEWING)
            state, why = _read(Visit, form["state"]), _read(WhyRefused, form["why"])
            wrong: Unable | None = Unable.REASON_MISSING
            if lot is None:
                wrong = Unable.UNKNOWN
            elif state is not None and (why is not None or not form["why"]):
                wrong = await self._desk.record(lot, number, state, why)
            return self._again() if wrong is None else await self._listed(wrong)

        @_form("/viewings/{number:str}/note")
        async def note(request: RequestOf, number: FromPath[str]) -> Response[Any]:
            form = await self._porter.form(request, frozenset({"text"}))
            lot = await self._of_its_cases(number, Permission.RECORD_VIEWING)
            done: object = Unable.UNKNOWN
            if lot is not None:
                done = await self._desk.answer(lot, number, By.FIRM, form["text"])
            return await self._listed(done) if isinstance(done, Unable) else self._again()

        return [listed, record, note]

    async def _of_its_cases(self, number: str, permission: Permission) -> StreamId | None:
        """Return an appointment's lot where it is of his cases: of others he learns nothing."""
        viewer = self._porter.admits(permission)
        lot = await self._desk.lot_of(number)
        head = None if lot is None else self._shell.site.board.head(lot)
        return lot if head is not None and _is_its(viewer, permission, head) else None

    def _again(self) -> Response[Any]:
        return Redirect(self._renderer.link("/viewings"), status_code=_SEE_OTHER)

    async def _listed(self, wrong: Unable | None = None) -> Response[str]:
        viewer = self._porter.admits(Permission.SEE_APPOINTMENTS)
        heads = self._shell.site.board.lots()
        own = [one for one in heads if _is_its(viewer, Permission.SEE_APPOINTMENTS, one)]
        rows = [one for head in own for one in await self._desk.shown(head.stream)]
        rows.sort(key=lambda one: (one.slot.begins_at, one.number))
        texts = self._renderer.texts
        return self._shell.page(
            self._renderer,
            "viewing/firm.html",
            "/viewings",
            status=200 if wrong is None else _CONFLICT,
            rows=[self._row(one) for one in rows],
            lots=len(own),
            states=[(one.value, visit_name(one, texts)) for one in RECORDED],
            reasons=[(one.value, why_name(one, texts)) for one in WhyRefused],
            most=MOST_NOTE,
            wrong=None if wrong is None else unable_words(wrong, texts),
        )

    # Shared --------------------------------------------------------------------------------

    def _row(self, one: Shown) -> dict[str, Any]:
        texts, now = self._renderer.texts, self._shell.site.clock.now()
        is_due = one.state is Visit.BOOKED and one.slot.begins_at <= now
        return {
            "shown": one,
            "name": self._name(one.lot),
            "lot": one.lot.removeprefix(LOT),
            "state": visit_name(one.state, texts),
            "why": "" if one.why is None else why_name(one.why, texts),
            "notes": [(note, by_name(note.by, texts)) for note in one.notes],
            "is_due": is_due,
        }

    def _name(self, lot: StreamId) -> str:
        return self._shell.site.captions.lot(lot, self._renderer.language)


def _is_its(viewer: Viewer, permission: Permission, head: LotHead) -> bool:
    return may(viewer, permission, court=head.opened.court, case=head.opened.case_id)


def _read(kind: Any, text: str) -> Any:  # noqa: ANN401 - one of two enums
    return next((one for one in kind if one.value == text), None)
