"""Photographs and documents of a lot: served by their digest, and where a clerk adds them.

A file is served as one of three kinds that its own bytes have, sandboxed, and never as anything
that a browser guesses. Where to look next: `affairs.exhibits` (which files are taken).
"""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

import structlog
from litestar import HttpMethod, Response, Router, get, post, route
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from mingpai.accounts.permissions import Permission
from mingpai.affairs.exhibits import (
    MOST_BYTES,
    MOST_OF_A_LOT,
    MOST_TITLE,
    Exhibit,
    ExhibitStore,
    Unfit,
    digest_of,
    is_digest,
    kind_of,
)
from mingpai.kernel.ids import OfficeId, StreamId
from mingpai.ports import PortError
from mingpai.service.projections import LotHead
from mingpai.web.court.sending import MAX_SENT_BYTES, Sent, sent
from mingpai.web.lots import LOT
from mingpai.web.renderer import PREFIXES, Renderer
from mingpai.web.shell import Shell
from mingpai.web.visitors import MAX_FORM_BYTES, NotPermitted, Porter, RequestOf
from mingpai.web.words import Texts

_log = structlog.get_logger(__name__)

_SEE_OTHER: Final = 303
_CONFLICT = 409
_FILE, _TITLE = "file", "title"
_SANDBOXED = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cache-Control": "max-age=300",
}
_shown = partial(route, http_method=[HttpMethod.GET, HttpMethod.HEAD])
_form = partial(post, status_code=200)


def files_router(store: ExhibitStore) -> Router:
    """Return where files are read, the same in both languages: `/files/{digest}`."""

    @_shown("/files/{digest:str}", sync_to_thread=True)
    def file(digest: FromPath[str]) -> Response[bytes]:
        found = store.content(digest) if is_digest(digest) else None
        if found is None:
            raise NotFoundException
        kind = found.kind
        way = "inline" if kind.is_picture else "attachment"
        name = {"Content-Disposition": f'{way}; filename="{digest[:12]}.{kind.ending}"'}
        return Response(found.data, media_type=kind.value, headers={**_SANDBOXED, **name})

    return Router(path="/", route_handlers=[file])


def readable(store: ExhibitStore) -> Callable[[StreamId], Sequence[Exhibit] | None]:
    """Return how a page reads what a lot shows: None where the store is away for now.

    A lot's price and bids are read without the store, and stay readable without it.
    """

    def of_lot(lot: StreamId) -> Sequence[Exhibit] | None:
        try:
            return store.of_lot(lot)
        except PortError as away:
            _log.warning("a lot's files cannot be read", why=str(away))
            return None

    return of_lot


def unfit_words(unfit: Unfit, texts: Texts) -> tuple[str, str]:
    """Return why a file is not taken, and what to do."""
    _ = texts.gettext
    most_mb = MOST_BYTES // 1024 // 1024
    return {
        Unfit.TOO_LARGE: (
            _("The file is larger than %(most)s MB.") % {"most": most_mb},
            _("Save it smaller, and add it again."),
        ),
        Unfit.NOT_A_KIND: (
            _("The file is no whole JPEG, PNG or PDF."),
            _("Save it as one of these; the name alone does not make it one."),
        ),
        Unfit.TITLE_WRONG: (
            _("There is no title, or it is too long."),
            _("Say in at most %(most)s characters what it shows: who cannot see it hears that.")
            % {"most": MOST_TITLE},
        ),
        Unfit.TOO_MANY: (
            _("The lot shows %(most)s files already.") % {"most": MOST_OF_A_LOT},
            _("Take one away first."),
        ),
    }[unfit]


class ExhibitPages:
    """Where a court adds and takes away what a lot shows, in one language."""

    def __init__(
        self, shell: Shell, renderer: Renderer, porter: Porter, store: ExhibitStore
    ) -> None:
        """Keep what pages are made with."""
        self._shell = shell
        self._renderer = renderer
        self._porter = porter
        self._store = store

    def router(self) -> Router:
        """Return the handlers under this language's prefix."""

        @get("/court/lots/{number:str}/files")
        async def shown(number: FromPath[str]) -> Response[str]:
            head, _ = self._showing(number)
            return await self._page(head)

        @_form("/court/lots/{number:str}/files", request_max_body_size=MAX_SENT_BYTES)
        async def add(request: RequestOf, number: FromPath[str]) -> Response[Any]:
            head, office = self._showing(number)
            form = await sent(request, self._porter, (_TITLE,), files=(_FILE,))
            wrong = await self._added(head, office, form)
            title = form.filled.get(_TITLE, "")
            return self._back(head) if wrong is None else await self._page(head, wrong, title)

        @_form("/court/lots/{number:str}/files/hide", request_max_body_size=MAX_FORM_BYTES)
        async def hide(request: RequestOf, number: FromPath[str]) -> Response[Any]:
            form = await self._porter.form(request, frozenset({"digest"}))
            head, _ = self._showing(number)
            now = self._shell.site.clock.now()
            await asyncio.to_thread(self._store.hide, head.stream, form["digest"], at=now)
            return self._back(head)

        prefix = PREFIXES[self._renderer.language] or "/"
        return Router(path=prefix, route_handlers=[shown, add, hide])

    async def _added(self, head: LotHead, office: OfficeId, form: Sent) -> Unfit | None:
        title = " ".join(form.filled.get(_TITLE, "").split())
        if not 0 < len(title) <= MOST_TITLE:
            return Unfit.TITLE_WRONG
        _, data = form.uploads.get(_FILE, ("", b""))
        kind = kind_of(data)
        if isinstance(kind, Unfit):
            return kind
        exhibit = Exhibit(
            lot=head.stream,
            digest=digest_of(data),
            kind=kind,
            title=title,
            size=len(data),
            by=office,
            added_at=self._shell.site.clock.now(),
        )
        kept = await asyncio.to_thread(self._store.keep, exhibit, data)
        return None if kept else Unfit.TOO_MANY

    def _showing(self, number: str) -> tuple[LotHead, OfficeId]:
        """Return a lot, and for which office he acts, to whoever prepares its sale."""
        self._porter.admits(Permission.PREPARE_DISPOSAL)
        head = self._shell.head(number)
        opened = head.opened
        viewer = self._porter.demand(
            Permission.PREPARE_DISPOSAL, court=opened.court, case=opened.case_id
        )
        if viewer.office is None:
            raise NotPermitted(detail="office")
        return head, viewer.office

    def _back(self, head: LotHead) -> Response[Any]:
        number = head.stream.removeprefix(LOT)
        link = self._renderer.link(f"/court/lots/{number}/files")
        return Redirect(link, status_code=_SEE_OTHER)

    async def _page(
        self, head: LotHead, wrong: Unfit | None = None, title: str = ""
    ) -> Response[str]:
        number = head.stream.removeprefix(LOT)
        renderer = self._renderer
        return self._shell.page(
            renderer,
            "exhibits.html",
            f"/court/lots/{number}/files",
            status=200 if wrong is None else _CONFLICT,
            number=number,
            name=self._shell.site.captions.lot(head.stream, renderer.language),
            exhibits=await asyncio.to_thread(self._store.of_lot, head.stream),
            given=title,
            most_title=MOST_TITLE,
            wrong=None if wrong is None else unfit_words(wrong, renderer.texts),
        )
