"""Where citizens book a time to see a property, and keep their appointments.

The times of a lot are public; whose an appointment is stands on his own page alone.
Where to look next: `affairs.showing` (what is allowed), `web.viewing.arranging` (the other side).
"""

from functools import partial
from typing import Any, Final

from litestar import Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from mingpai.accounts.permissions import Permission
from mingpai.affairs.lots import takes_people
from mingpai.affairs.showing import MOST_NOTE, Own, ShowingDesk, Unable
from mingpai.affairs.viewings import Visit
from mingpai.kernel.ids import StreamId
from mingpai.service.projections import LotHead
from mingpai.web.lots import LOT
from mingpai.web.renderer import PREFIXES, Renderer
from mingpai.web.shell import Shell
from mingpai.web.viewing.words import by_name, unable_words, visit_name, why_name
from mingpai.web.visitors import MAX_FORM_BYTES, Porter, RequestOf, visitor

_SEE_OTHER: Final = 303
_CONFLICT = 409
_form = partial(post, request_max_body_size=MAX_FORM_BYTES, status_code=200)


class VisitingPages:
    """The visitors' pages of one language."""

    def __init__(self, shell: Shell, renderer: Renderer, porter: Porter, desk: ShowingDesk) -> None:
        """Keep what pages are made with."""
        self._shell = shell
        self._renderer = renderer
        self._porter = porter
        self._desk = desk

    def router(self) -> Router:
        """Return the handlers under this language's prefix."""
        handlers = [*self._on_a_lot(), *self._own()]
        return Router(path=PREFIXES[self._renderer.language] or "/", route_handlers=handlers)

    def _on_a_lot(self) -> list[Any]:
        @get("/lots/{number:str}/viewing")
        async def times(number: FromPath[str]) -> Response[str]:
            return await self._times(self._shell.head(number))

        @_form("/lots/{number:str}/viewing")
        async def book(request: RequestOf, number: FromPath[str]) -> Response[Any]:
            form = await self._porter.form(request, frozenset({"slot"}))
            viewer = self._porter.demand(Permission.BOOK_VIEWING)
            head = self._shell.head(number)
            done = await self._desk.book(viewer, head.stream, form["slot"])
            if isinstance(done, Unable):
                return await self._times(head, done)
            return self._onward()

        return [times, book]

    def _own(self) -> list[Any]:
        @get("/my/viewings")
        async def mine() -> Response[str]:
            return await self._mine()

        @_form("/my/viewings/{number:str}/cancel")
        async def cancel(request: RequestOf, number: FromPath[str]) -> Response[Any]:
            await self._porter.form(request, frozenset())
            viewer = self._porter.demand(Permission.BOOK_VIEWING)
            return await self._after(await self._desk.cancel(viewer, number))

        @_form("/my/viewings/{number:str}/undo")
        async def undo(request: RequestOf, number: FromPath[str]) -> Response[Any]:
            await self._porter.form(request, frozenset())
            viewer = self._porter.demand(Permission.BOOK_VIEWING)
            return await self._after(await self._desk.undo(viewer, number))

        @_form("/my/viewings/{number:str}/note")
        async def note(request: RequestOf, number: FromPath[str]) -> Response[Any]:
            form = await self._porter.form(request, frozenset({"text"}))
            viewer = self._porter.demand(Permission.BOOK_VIEWING)
            done = await self._desk.write(viewer, number, form["text"])
            return await self._after(done, {number: form["text"]})

        return [mine, cancel, undo, note]

    # Pages ---------------------------------------------------------------------------------

    async def _times(self, head: LotHead, wrong: Unable | None = None) -> Response[str]:
        number, now = head.stream.removeprefix(LOT), self._shell.site.clock.now()
        found = await self._desk.open_slots(head.stream)
        takes = head.current is not None and takes_people(head.current, now=now)
        return self._shell.page(
            self._renderer,
            "viewing/times.html",
            f"/lots/{number}/viewing",
            status=200 if wrong is None else _CONFLICT,
            number=number,
            name=self._name(head.stream),
            slots=found if takes else [],
            takes=takes,
            booked=await self._booked(head.stream),
            wrong=None if wrong is None else unable_words(wrong, self._renderer.texts),
        )

    async def _booked(self, lot: StreamId) -> str:
        """Return the number of his appointment that stands, where somebody looks who has one."""
        who = visitor()
        if who is None or who.viewer is None:
            return ""
        found = await self._desk.mine(who.viewer)
        own = (one.appointment for one in found if one.appointment.lot == lot)
        return next((one.number for one in own if one.state is Visit.BOOKED), "")

    async def _mine(
        self, wrong: Unable | None = None, written: dict[str, str] | None = None
    ) -> Response[str]:
        viewer = self._porter.demand(Permission.BOOK_VIEWING)
        texts = self._renderer.texts
        return self._shell.page(
            self._renderer,
            "viewing/mine.html",
            "/my/viewings",
            status=200 if wrong is None else _CONFLICT,
            rows=[self._row(one, written or {}) for one in await self._desk.mine(viewer)],
            most=MOST_NOTE,
            wrong=None if wrong is None else unable_words(wrong, texts),
        )

    def _row(self, one: Own, written: dict[str, str]) -> dict[str, Any]:
        made, texts = one.appointment, self._renderer.texts
        is_ahead = one.slot.begins_at > self._shell.site.clock.now()
        return {
            "made": made,
            "slot": one.slot,
            "name": self._name(made.lot),
            "lot": made.lot.removeprefix(LOT),
            "state": visit_name(made.state, texts),
            "why": "" if made.why is None else why_name(made.why, texts),
            "notes": [(note, by_name(note.by, texts)) for note in one.notes],
            "can_cancel": is_ahead and made.state is Visit.BOOKED,
            "can_undo": is_ahead and made.state is Visit.CANCELLED,
            "was_refused": made.state is Visit.REFUSED,
            "written": written.get(made.number, ""),
        }

    async def _after(self, done: object, written: dict[str, str] | None = None) -> Response[Any]:
        return await self._mine(done, written) if isinstance(done, Unable) else self._onward()

    # Shared --------------------------------------------------------------------------------

    def _onward(self) -> Response[Any]:
        return Redirect(self._renderer.link("/my/viewings"), status_code=_SEE_OTHER)

    def _name(self, lot: StreamId) -> str:
        return self._shell.site.captions.lot(lot, self._renderer.language)
