"""Addresses of a bidder's own pages. Each asks who he is; none shows what is another's."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from mingpai.accounts.model import SessionId, Viewer
from mingpai.accounts.permissions import Permission
from mingpai.affairs.denials import Denied
from mingpai.affairs.desk import AffairsDesk
from mingpai.affairs.model import Capacity, Registration
from mingpai.affairs.words import CAPACITIES, WORDS, tell
from mingpai.hall.problems import PROBLEM_HANDLERS, problem_in_words
from mingpai.kernel.ids import StreamId, well_formed
from mingpai.kernel.outcome import Refused
from mingpai.law.content import Item, SpecialWarning
from mingpai.service.projections import LotHead
from mingpai.web.bidder.views import (
    hall_view,
    points_of,
    preflight_steps,
)
from mingpai.web.live import Live
from mingpai.web.lots import LOT, lot_view
from mingpai.web.renderer import PREFIXES, Renderer
from mingpai.web.shell import Shell
from mingpai.web.visitors import MAX_FORM_BYTES, Porter, RequestOf, WrongForm, visitor
from mingpai.web.words import told

_SEE_OTHER: Final = 303
_CONFLICT, _FORBIDDEN = 409, 403
_form = partial(post, request_max_body_size=MAX_FORM_BYTES, status_code=200)
_ENTER = frozenset({"code", "password"})
_REGISTER = frozenset({"capacity", "paper"})
_SAVE = frozenset({"keep"})


class BidderParts(Struct, frozen=True):
    """What a bidder's pages are made of."""

    porter: Porter
    desk: AffairsDesk
    live: Live
    leave: Callable[[SessionId], Awaitable[None]] | None = None
    """Ends what a sign-in has open elsewhere."""


def bidder_routers(shell: Shell, renderer: Renderer, parts: BidderParts) -> list[Router]:
    """Return the pages of one language."""
    return [_BidderPages(shell, renderer, parts).router()]


class _BidderPages:
    def __init__(self, shell: Shell, renderer: Renderer, parts: BidderParts) -> None:
        self._shell = shell
        self._renderer = renderer
        self._porter = parts.porter
        self._desk = parts.desk
        self._live = parts.live
        self._leave = parts.leave

    def router(self) -> Router:
        """Return the handlers under this language's prefix."""
        handlers = [*self._taking_part(), *self._bidding(), *self._own()]
        return Router(path=PREFIXES[self._renderer.language] or "/", route_handlers=handlers)

    # Taking part ---------------------------------------------------------------------------

    def _taking_part(self) -> list[Any]:
        @get("/lots/{number:str}/take-part")
        async def take_part(number: FromPath[str]) -> Response[str]:
            return await self._take_part(number)

        @_form("/lots/{number:str}/register")
        async def register(request: RequestOf, number: FromPath[str]) -> Response[Any]:
            form = await self._porter.form(request, _REGISTER)
            viewer = self._porter.demand(Permission.REGISTER_FOR_LOT)
            capacity = _capacity(form["capacity"])
            done = await self._desk.register(
                viewer, self._lot(number), capacity, paper=form["paper"]
            )
            return await self._after(number, done)

        @_form("/lots/{number:str}/acknowledge")
        async def acknowledge(request: RequestOf, number: FromPath[str]) -> Response[Any]:
            items = {f"item.{one.value}": one.value for one in Item}
            warnings = {f"warning.{one.value}": one.value for one in SpecialWarning}
            form = await self._porter.form(request, frozenset({*items, *warnings}))
            viewer = self._porter.demand(Permission.REGISTER_FOR_LOT)
            done = await self._desk.acknowledge(
                viewer,
                self._lot(number),
                items=[value for field, value in items.items() if form[field]],
                warnings=[value for field, value in warnings.items() if form[field]],
            )
            return await self._after(number, done)

        @_form("/lots/{number:str}/reveal")
        async def reveal(request: RequestOf, number: FromPath[str]) -> Response[Any]:
            await self._porter.form(request, frozenset())
            viewer = self._porter.demand(Permission.REGISTER_FOR_LOT)
            issued = await self._desk.reveal(viewer, self._lot(number))
            if isinstance(issued, Denied):
                return await self._take_part(number, denied=issued)
            return self._page("code.html", number, issued=issued)

        @_form("/lots/{number:str}/enter")
        async def enter(request: RequestOf, number: FromPath[str]) -> Response[Any]:
            form = await self._porter.form(request, _ENTER)
            viewer, who = self._porter.demand(Permission.PLACE_BID), visitor()
            if who is None:
                raise WrongForm
            done = await self._desk.enter(
                viewer, who.caller, self._lot(number), code=form["code"], password=form["password"]
            )
            return await self._after(number, done, onward="/hall")

        return [take_part, register, acknowledge, reveal, enter]

    async def _take_part(
        self, number: str, *, denied: Denied | None = None, refused: Refused | None = None
    ) -> Response[str]:
        lot, who = self._lot(number), visitor()
        viewer = None if who is None else who.viewer
        head = self._head(lot)
        now = self._shell.site.clock.now()
        preflight = await self._desk.preflight(viewer, lot, now=now)
        notice, language = head.notice, self._renderer.language
        texts = self._renderer.texts
        items, warnings = ([], []) if notice is None else points_of(notice, language, texts)
        return self._page(
            "take_part.html",
            number,
            status=200 if denied is None and refused is None else _CONFLICT,
            steps=preflight_steps(preflight, language, texts),
            missing=preflight.missing.value if preflight.missing is not None else "",
            until=preflight.until,
            items=items,
            warnings=warnings,
            capacities=[(one.value, name.in_(language)) for one, name in CAPACITIES.items()],
            denied=self._words(denied),
            refused=self._told(refused),
        )

    async def _after(
        self, number: str, done: Registration | Denied | Refused, *, onward: str = "/take-part"
    ) -> Response[Any]:
        if isinstance(done, Denied):
            return await self._take_part(number, denied=done)
        if isinstance(done, Refused):
            return await self._take_part(number, refused=done)
        return Redirect(self._renderer.link(f"/lots/{number}{onward}"), status_code=_SEE_OTHER)

    # Bidding -------------------------------------------------------------------------------

    def _bidding(self) -> list[Any]:
        @get("/lots/{number:str}/hall")
        async def hall(number: FromPath[str]) -> Response[Any]:
            viewer = self._porter.demand(Permission.PLACE_BID)
            head = self._head(self._lot(number))
            registration = await self._own_registration(viewer, head)
            ticket = await self._desk.ticket(viewer, head.stream)
            if registration is None or isinstance(ticket, Denied):
                link = self._renderer.link(f"/lots/{number}/take-part")
                return Redirect(link, status_code=_SEE_OTHER)
            view = hall_view(head, registration, self._renderer)
            if view is None:
                raise NotFoundException
            keys = self._shell.site.papers.receipts_vkey
            return self._page(
                "hall.html",
                number,
                live=self._live,
                receipts_vkey=keys,
                **view,
            )

        @post(
            "/lots/{number:str}/ticket",
            status_code=200,
            request_max_body_size=MAX_FORM_BYTES,
            exception_handlers=PROBLEM_HANDLERS,
        )
        async def ticket(request: RequestOf, number: FromPath[str]) -> Response[Any]:
            viewer = self._porter.demand(Permission.PLACE_BID)
            if not self._porter.is_from_page(request):
                raise WrongForm
            given = await self._desk.ticket(viewer, self._lot(number))
            if isinstance(given, Denied):
                words = WORDS[given.code]
                return problem_in_words(
                    given.code,
                    status=_FORBIDDEN,
                    title=f"{words.zh} {words.en}",
                    detail=f"{words.next_zh} {words.next_en}",
                )
            return Response({"ticket": given})

        return [hall, ticket]

    async def _own_registration(self, viewer: Viewer, head: LotHead) -> Registration | None:
        """Return his registration for the round that runs or was last; a code is good for one."""
        number = len(head.state.rounds)
        found = await self._desk.registrations(viewer)
        return next((one for one in found if (one.lot, one.round) == (head.stream, number)), None)

    # His own affairs -----------------------------------------------------------------------

    def _own(self) -> list[Any]:
        @get("/my")
        async def overview() -> Response[str]:
            viewer = self._porter.admits(Permission.SEE_OWN_AFFAIRS)
            registrations = await self._desk.registrations(viewer)
            saved = await self._desk.saved(viewer)
            return self._shell.page(
                self._renderer,
                "my.html",
                "/my",
                registrations=[(one, self._name(one.lot)) for one in registrations],
                saved=[(lot.removeprefix(LOT), self._name(lot)) for lot in saved],
                sessions=await self._porter.desk.sessions(viewer),
                messages=await self._messages(viewer),
            )

        @get("/my/receipts")
        async def receipts() -> Response[str]:
            viewer = self._porter.admits(Permission.SEE_OWN_AFFAIRS)
            found = await self._desk.receipts(viewer)
            return self._shell.page(
                self._renderer,
                "my_receipts.html",
                "/my/receipts",
                lots=[
                    (one, self._name(one.lot), seqs, self._refused(one.lot)) for one, seqs in found
                ],
            )

        @_form("/my/messages/read")
        async def read(request: RequestOf) -> Response[Any]:
            await self._porter.form(request, frozenset())
            await self._desk.read_messages(self._porter.admits(Permission.SEE_OWN_AFFAIRS))
            return Redirect(self._renderer.link("/my"), status_code=_SEE_OTHER)

        @_form("/lots/{number:str}/save")
        async def save(request: RequestOf, number: FromPath[str]) -> Response[Any]:
            form = await self._porter.form(request, _SAVE)
            viewer = self._porter.admits(Permission.SEE_OWN_AFFAIRS)
            await self._desk.save(viewer, self._lot(number), keep=form["keep"] == "1")
            return Redirect(self._renderer.link(f"/lots/{number}"), status_code=_SEE_OTHER)

        @_form("/my/sessions/end")
        async def end(request: RequestOf) -> Response[Any]:
            form = await self._porter.form(request, frozenset({"session"}))
            viewer = self._porter.admits(Permission.SEE_OWN_AFFAIRS)
            own = {one.id for one in await self._porter.desk.sessions(viewer)}
            session = SessionId(form["session"])
            if session in own:  # of anybody else's there is nothing to end
                await self._porter.desk.close(viewer, session)
                if self._leave is not None:
                    await self._leave(session)
            return Redirect(self._renderer.link("/my"), status_code=_SEE_OTHER)

        return [overview, receipts, read, save, end]

    def _refused(self, lot: StreamId) -> set[int]:
        """Return the entries that record refusals of a lot; each has a page that says why."""
        course = self._shell.site.board.lot(lot)
        return set() if course is None else {one.seq for one in course.refusals}

    async def _messages(self, viewer: Viewer) -> list[Any]:
        found = await self._desk.messages(viewer)
        language = self._renderer.language
        return [(one, tell(one, lot=self._name(one.lot), language=language)) for one in found]

    # Shared --------------------------------------------------------------------------------

    def _lot(self, number: str) -> StreamId:
        lot = StreamId(LOT + number)
        if not well_formed("stream", lot):
            raise NotFoundException
        return lot

    def _head(self, lot: StreamId) -> LotHead:
        head = self._shell.site.board.head(lot)
        if head is None:
            raise NotFoundException
        return head

    def _name(self, lot: StreamId) -> str:
        return self._shell.site.captions.lot(lot, self._renderer.language)

    def _page(self, template: str, number: str, *, status: int = 200, **view: Any) -> Response[str]:  # noqa: ANN401 - a view is what its template says
        shown = lot_view(self._shell.site, number, self._renderer)
        if shown is None:
            raise NotFoundException
        path = f"/lots/{number}/take-part"
        return self._shell.page(self._renderer, template, path, status=status, **{**shown, **view})

    def _words(self, denied: Denied | None) -> dict[str, str] | None:
        if denied is None:
            return None
        words = WORDS[denied.code]
        is_chinese = self._renderer.language == "zh"
        return {
            "text": words.zh if is_chinese else words.en,
            "next": words.next_zh if is_chinese else words.next_en,
        }

    def _told(self, refused: Refused | None) -> Any:  # noqa: ANN401 - a template's own
        if refused is None:
            return None
        renderer = self._renderer
        return told(refused.code, refused.article, refused.facts, renderer.language, renderer.texts)


def _capacity(text: str) -> Capacity:
    try:
        return Capacity(text)
    except ValueError as error:
        raise WrongForm(detail="capacity") from error
