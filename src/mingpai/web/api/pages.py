"""Where both documents for programs are shown: `/api/openapi.json` and `/api/asyncapi.json`.

They name the addresses at which this service really listens. Where to look next: docs/api.
"""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import msgspec
from litestar import HttpMethod, Request, Response, Router, route
from litestar.datastructures import State

from mingpai.hall.problems import PROBLEM_HANDLERS, ProblemCode, problem
from mingpai.web.api.asyncapi import asyncapi
from mingpai.web.api.openapi import openapi
from mingpai.web.live import Live

USUAL = Live(watch="ws://127.0.0.1:8003", hall="ws://127.0.0.1:8001", bids="http://127.0.0.1:8002")
"""Where the parts of a service listen by themselves; what docs/api names."""
USUAL_SITE = "http://127.0.0.1:8000"
NAMES = ("openapi.json", "asyncapi.json")
HERE = "/"
"""The site, as the document says it that the site itself shows."""
_JSON = "application/json"
_HEADERS = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"}
_Request = Request[Any, Any, State]
_shown = partial(route, http_method=[HttpMethod.GET, HttpMethod.HEAD], sync_to_thread=True)


def documents(live: Live, *, site: str) -> dict[str, bytes]:
    """Return both documents by their names, for a service at these addresses."""
    made = (openapi(site=site, bids=live.bids), asyncapi(live))
    return {
        name: msgspec.json.format(msgspec.json.encode(one), indent=1) + b"\n"
        for name, one in zip(NAMES, made, strict=True)
    }


def api_router(live: Live | None) -> Router:
    """Return the two addresses; a site without sockets names the usual ones.

    The documents are made when somebody first asks, so that no start waits for them.
    """
    made = cache(lambda: documents(live or USUAL, site=HERE))
    handlers = [_handler(name, made) for name in NAMES]
    return Router(path="/api", route_handlers=handlers, exception_handlers=PROBLEM_HANDLERS)


def _handler(name: str, made: Callable[[], dict[str, bytes]]) -> Callable[..., Any]:
    @_shown(f"/{name}")
    def document(request: _Request) -> Response[bytes]:
        """Return a document."""
        if request.query_params:
            detail = "nothing may be asked for at this address"
            return problem(ProblemCode.QUERY_MALFORMED, detail)
        return Response(made()[name], media_type=_JSON, headers=_HEADERS)

    return document
