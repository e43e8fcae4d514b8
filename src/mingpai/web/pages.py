"""Every public address, in both languages: Chinese at the root, English under `/en`.

Handlers read the board and render; none writes. Where to look next: `web.lots` and `web.record`
(what pages show), `web.security` (headers).
"""

import re
from functools import partial
from importlib.resources import files
from typing import Any

import structlog
from litestar import HttpMethod, Litestar, Request, Response, Router, route
from litestar.datastructures import State
from litestar.exceptions import HTTPException, NotFoundException, ValidationException
from litestar.params import FromPath

from mingpai.web.captions import Language
from mingpai.web.lots import BadQuery, list_view, lot_view, parse_wanted
from mingpai.web.papers import NoSuchPaper
from mingpai.web.record import about_view, checkpoint_view, flags_view, refusals_view
from mingpai.web.renderer import PREFIXES, Query, Renderer
from mingpai.web.security import HEADERS
from mingpai.web.site import Site

_log = structlog.get_logger(__name__)

LIVE_EVERY_S = 2
_PAPER = re.compile(r"(0|[1-9][0-9]{0,15})\.(receipt|tlog-proof)", re.ASCII)
_STATIC = {"site.css": "text/css", "icon.svg": "image/svg+xml"}
_HTML = "text/html"
_TEXT = "text/plain"
_INTERNAL = 500
_Request = Request[Any, Any, State]
_shown = partial(route, http_method=[HttpMethod.GET, HttpMethod.HEAD])
"""What may be read may be asked for without its content."""


def application(site: Site) -> Litestar:
    """Return the site as an ASGI application."""
    renderers = {language: Renderer(language) for language in PREFIXES}
    routers = [_Pages(site, renderer).router() for renderer in renderers.values()]

    def failed(request: _Request, error: Exception) -> Response[str]:
        return _error_page(site, renderers, request, error)

    return Litestar(
        route_handlers=[*routers, _static, *_plain(site)],
        exception_handlers={HTTPException: failed, Exception: failed},
        response_headers=HEADERS,
        openapi_config=None,
        logging_config=None,
    )


class _Pages:
    """The pages of one language."""

    def __init__(self, site: Site, renderer: Renderer) -> None:
        self._site = site
        self._renderer = renderer

    def router(self) -> Router:
        """Return the handlers under this language's prefix."""

        @_shown("/", sync_to_thread=False)
        def index(request: _Request) -> Response[str]:
            query = _query(request)
            return self._index(query)

        @_shown("/lots/{number:str}", sync_to_thread=False)
        def lot(request: _Request, number: FromPath[str]) -> Response[str]:
            _no_query(request)
            view = lot_view(self._site, number, self._renderer)
            if view is None:
                raise NotFoundException
            return self._page("lot.html", f"/lots/{number}", **view)

        @_shown("/refusals", sync_to_thread=False)
        def refusals(request: _Request) -> Response[str]:
            _no_query(request)
            view = refusals_view(self._site, self._renderer)
            return self._page("refusals.html", "/refusals", **view)

        @_shown("/flags", sync_to_thread=False)
        def flags(request: _Request) -> Response[str]:
            _no_query(request)
            return self._page("flags.html", "/flags", **flags_view(self._site, self._renderer))

        @_shown("/checkpoint", sync_to_thread=False)
        def checkpoint(request: _Request) -> Response[str]:
            _no_query(request)
            return self._page("checkpoint.html", "/checkpoint", **checkpoint_view(self._site))

        @_shown("/about", sync_to_thread=False)
        def about(request: _Request) -> Response[str]:
            _no_query(request)
            return self._page("about.html", "/about", **about_view(self._site, self._renderer))

        handlers = [index, lot, refusals, flags, checkpoint, about]
        return Router(path=PREFIXES[self._renderer.language] or "/", route_handlers=handlers)

    def _index(self, query: dict[str, str]) -> Response[str]:
        try:
            wanted = parse_wanted(query)
            view = list_view(self._site, wanted, self._renderer)
        except BadQuery as error:
            raise ValidationException(detail=str(error)) from error
        played = self._site.played()
        is_live = played is not None and not played.is_over and not wanted.live
        return self._page(
            "index.html",
            "/",
            tuple(query.items()),
            totals=self._site.board.totals(),
            log=self._site.heads.log(),
            now=self._site.clock.now(),
            played=played,
            refresh_s=LIVE_EVERY_S if is_live else 0,
            **view,
        )

    def _page(self, template: str, path: str, query: Query = (), **view: object) -> Response[str]:
        return Response(
            _render(self._site, self._renderer, template, path, query, **view), media_type=_HTML
        )


def _render(
    site: Site,
    renderer: Renderer,
    template: str,
    path: str,
    query: Query = (),
    **view: object,
) -> str:
    opened = site.board.totals().opened
    title = site.title.text(renderer.language)
    return renderer.page(template, path, query, site_title=title, opened=opened, **view)


def _query(request: _Request) -> dict[str, str]:
    """Return the query. Raises: ValidationException where a name comes twice."""
    pairs = list(request.query_params.multi_items())
    query = dict(pairs)
    if len(query) != len(pairs):
        raise ValidationException(detail="?")
    return query


def _no_query(request: _Request) -> None:
    if request.query_params:
        raise ValidationException(detail=", ".join(request.query_params))


def _plain(site: Site) -> list[Any]:
    """Return the addresses that serve files: papers and heads, the same in both languages."""

    @_shown("/entries/{name:str}", sync_to_thread=True)
    def paper(request: _Request, name: FromPath[str]) -> Response[str]:
        _no_query(request)
        wanted = _PAPER.fullmatch(name)
        if wanted is None:
            raise NotFoundException
        seq, kind = int(wanted[1]), wanted[2]
        try:
            text = site.papers.receipt(seq) if kind == "receipt" else site.papers.proof(seq)
        except NoSuchPaper as error:
            raise NotFoundException from error
        disposition = {"Content-Disposition": f'attachment; filename="{seq}.{kind}"'}
        return Response(text, media_type=_TEXT, headers=disposition)

    @_shown("/checkpoint.txt", sync_to_thread=False)
    def log_head() -> Response[str]:
        view = site.heads.log()
        if view is None:
            raise NotFoundException
        return Response(view.note, media_type=_TEXT)

    @_shown("/sm3/checkpoint.txt", sync_to_thread=False)
    def sm3_head() -> Response[str]:
        view = site.heads.sm3()
        if view is None:
            raise NotFoundException
        return Response(view.note, media_type=_TEXT)

    return [paper, log_head, sm3_head]


@_shown("/static/{name:str}", sync_to_thread=False)
def _static(name: FromPath[str]) -> Response[bytes]:
    """Serve one of the few files that pages are styled with."""
    media_type = _STATIC.get(name)
    if media_type is None:
        raise NotFoundException
    data = (files("mingpai.web") / "static" / name).read_bytes()
    return Response(data, media_type=media_type, headers={"Cache-Control": "max-age=300"})


def _error_page(
    site: Site, renderers: dict[Language, Renderer], request: _Request, error: Exception
) -> Response[str]:
    """Say what went wrong in the language of the address; what is our fault is logged."""
    status = error.status_code if isinstance(error, HTTPException) else _INTERNAL
    if status >= _INTERNAL:
        _log.error("a page failed", path=request.url.path, error=repr(error))
    path = request.url.path
    is_english = path == PREFIXES["en"] or path.startswith(PREFIXES["en"] + "/")
    renderer = renderers["en" if is_english else "zh"]
    detail = error.detail if isinstance(error, ValidationException) else ""
    text = _render(site, renderer, "error.html", "/", status=status, detail=detail)
    # A response to an error does not get the application's headers by itself.
    return Response(text, status_code=status, media_type=_HTML, headers=HEADERS)
