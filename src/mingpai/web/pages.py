"""Every public address, in both languages: Chinese at the root, English under `/en`.

Handlers read the board and render; none writes. Where to look next: `web.lots` and `web.record`
(what pages show), `web.security` (headers).
"""

import re
from collections.abc import Callable, Sequence
from functools import partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

import structlog
from litestar import HttpMethod, Litestar, Request, Response, Router, route
from litestar.datastructures import State
from litestar.exceptions import (
    ClientException,
    HTTPException,
    NotFoundException,
    ValidationException,
)
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from mingpai.accounts.permissions import Permission
from mingpai.hall import problems
from mingpai.hall.problems import PROBLEM_HANDLERS, ProblemCode, problem
from mingpai.web.api.pages import api_router
from mingpai.web.captions import Language
from mingpai.web.check import check_view
from mingpai.web.lot_list import BadQuery, list_view, parse_wanted, query_of
from mingpai.web.lots import lot_view
from mingpai.web.papers import NoSuchPaper
from mingpai.web.record import about_view, checkpoint_view, flags_view, refusals_view
from mingpai.web.renderer import PREFIXES, Query, Renderer
from mingpai.web.security import headers_for
from mingpai.web.shell import Shell
from mingpai.web.sign_in import safe_next
from mingpai.web.site import Site
from mingpai.web.visitors import NotFresh, NotSignedIn, Porter

_log = structlog.get_logger(__name__)

LIVE_EVERY_S = 2
_PAPER = re.compile(r"(0|[1-9][0-9]{0,15})\.(receipt|tlog-proof)", re.ASCII)
_SCRIPT = "text/javascript"
_STATIC = {
    "site.css": "text/css",
    "icon.svg": "image/svg+xml",
    "check.js": _SCRIPT,
    "paper.js": _SCRIPT,
    "live.js": _SCRIPT,
    "door.js": _SCRIPT,
    "hall.js": _SCRIPT,
    "lot.js": _SCRIPT,
    "passkey.js": _SCRIPT,
    "ed25519.js": _SCRIPT,
}
_LIBRARIES = ("htmx.min.js", "echarts.min.js")
"""What `make setup` places; a page says what it says without them."""
_HTML = "text/html"
_TEXT = "text/plain"
_GOOD, _UNREADABLE = 200, 400
_INTERNAL = 500
_SEE_OTHER: Final = 303
_Request = Request[Any, Any, State]
_shown = partial(route, http_method=[HttpMethod.GET, HttpMethod.HEAD])
"""What may be read may be asked for without its content."""


class Members(Struct, frozen=True):
    """What a site needs besides where people sign in: who meets them, and their pages.

    `routers` makes the pages of one language.
    """

    porter: Porter
    routers: Callable[[Shell, Renderer], Sequence[Router]]


LOG = "/log"
"""Where the journal itself is published, at C2SP's paths."""
FOR_PROGRAMS = (f"{LOG}/", "/entries/", "/api/")
"""Below these whatever is wrong is told to a program, not shown to a person."""


def application(
    site: Site, members: Members | None = None, published: Router | None = None
) -> Litestar:
    """Return the site as an ASGI application; without `members` nobody can sign in.

    `published` is the journal for programs (`web.tiles`), where this site serves it.
    """
    shell = Shell(site)
    renderers = {language: Renderer(language) for language in PREFIXES}
    porter = None if members is None else members.porter
    routers = [_Pages(shell, renderer, porter).router() for renderer in renderers.values()]
    if members is not None:
        routers += [one for each in renderers.values() for one in members.routers(shell, each)]
    log = [] if published is None else [Router(path=LOG, route_handlers=[published])]
    headers = headers_for(site.live)

    def failed(request: _Request, error: Exception) -> Response[Any]:
        if request.url.path.startswith(FOR_PROGRAMS):
            return problems.failed(request, error)
        return _failed(shell, renderers, request, error, headers)

    return Litestar(
        route_handlers=[*routers, _static, _library, *_plain(site), api_router(site.live), *log],
        exception_handlers={HTTPException: failed, Exception: failed},
        before_request=None if members is None else members.porter.meet,
        after_request=None if members is None else members.porter.part,
        response_headers=headers,
        openapi_config=None,
        logging_config=None,
    )


class _Pages:
    """The pages of one language."""

    def __init__(self, shell: Shell, renderer: Renderer, porter: Porter | None) -> None:
        self._porter = porter
        self._shell = shell
        self._site = shell.site
        self._renderer = renderer

    def router(self) -> Router:
        """Return the handlers under this language's prefix."""

        @_shown("/", sync_to_thread=False)
        def index(request: _Request) -> Response[str]:
            query = _query(request)
            return self._index(query)

        @_shown("/lots/{number:str}", sync_to_thread=True)
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
            if self._porter is not None:  # restricted entries: only a demonstration shows them all
                self._porter.demand(Permission.SEE_ALERTS)
            return self._page("flags.html", "/flags", **flags_view(self._site, self._renderer))

        @_shown("/checkpoint", sync_to_thread=False)
        def checkpoint(request: _Request) -> Response[str]:
            _no_query(request)
            return self._page("checkpoint.html", "/checkpoint", **checkpoint_view(self._site))

        @_shown("/about", sync_to_thread=False)
        def about(request: _Request) -> Response[str]:
            _no_query(request)
            return self._page("about.html", "/about", **about_view(self._site, self._renderer))

        @_shown("/check", sync_to_thread=False)
        def check(request: _Request) -> Response[str]:
            _no_query(request)
            return self._page("check.html", "/check", **check_view(self._site, self._renderer))

        handlers = [index, lot, refusals, flags, checkpoint, about, check]
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
            query_of(wanted),
            totals=self._site.board.totals(),
            log=self._site.heads.log(),
            now=self._site.clock.now(),
            played=played,
            refresh_s=LIVE_EVERY_S if is_live else 0,
            status=_UNREADABLE if view["wrong"] else _GOOD,
            **view,
        )

    def _page(
        self, template: str, path: str, query: Query = (), *, status: int = _GOOD, **view: object
    ) -> Response[str]:
        text = self._shell.text(self._renderer, template, path, query, **view)
        return Response(text, media_type=_HTML, status_code=status)


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

    @_shown("/entries/{name:str}", sync_to_thread=True, exception_handlers=PROBLEM_HANDLERS)
    def paper(request: _Request, name: FromPath[str]) -> Response[str] | Response[bytes]:
        _no_query(request)
        wanted = _PAPER.fullmatch(name)
        if wanted is None:
            raise NotFoundException
        seq, kind = int(wanted[1]), wanted[2]
        try:
            text = site.papers.receipt(seq) if kind == "receipt" else site.papers.proof(seq)
        except NoSuchPaper:
            detail = f"entry {seq} is not there, or no checkpoint covers it yet"
            return problem(ProblemCode.NOT_COVERED, detail, headers={"Retry-After": "1"})
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
    return _file(files("mingpai.web") / "static" / name, media_type)


@_shown("/static/vendor/{name:str}", sync_to_thread=False)
def _library(name: FromPath[str]) -> Response[bytes]:
    """Serve one of the browser's libraries, where they were placed."""
    place = files("mingpai.web") / "static" / "vendor" / name
    if name not in _LIBRARIES or not place.is_file():
        raise NotFoundException
    return _file(place, _SCRIPT)


def _file(place: Traversable, media_type: str) -> Response[bytes]:
    headers = {"Cache-Control": "max-age=300"}
    return Response(place.read_bytes(), media_type=media_type, headers=headers)


def _failed(
    shell: Shell,
    renderers: dict[Language, Renderer],
    request: _Request,
    error: Exception,
    headers: dict[str, str],
) -> Response[Any]:
    """Lead who must sign in first there; tell others what went wrong, in the address's language."""
    path = request.url.path
    is_english = path == PREFIXES["en"] or path.startswith(PREFIXES["en"] + "/")
    renderer = renderers["en" if is_english else "zh"]
    if isinstance(error, (NotSignedIn, NotFresh)) and request.method == HttpMethod.GET:
        where = "/sign-in" if isinstance(error, NotSignedIn) else "/fresh"
        onward = renderer.link(where, next=safe_next(path))
        return Redirect(onward, status_code=_SEE_OTHER, headers=headers)
    status = error.status_code if isinstance(error, HTTPException) else _INTERNAL
    if status >= _INTERNAL:
        _log.error("a page failed", path=path, error=repr(error))
    detail = error.detail if isinstance(error, ClientException) else ""
    text = shell.text(renderer, "error.html", "/", status=status, detail=detail)
    # A response to an error does not get the application's headers by itself.
    return Response(text, status_code=status, media_type=_HTML, headers=headers)
