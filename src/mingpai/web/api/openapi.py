"""The HTTP addresses for programs as an OpenAPI document.

Owns the words about each address; messages are made from their structs, and a check holds the
addresses against the routes that are really served. Source: OpenAPI 3.1.0.
Where to look next: `web.api.operations` (each address), `web.api.pages` (where this is shown).
"""

from typing import Any

from mingpai.auction.intake import Bid
from mingpai.exchange.feed import FeedEntry, FeedPage
from mingpai.hall.counter import SignOut
from mingpai.hall.problems import MEDIA_TYPE, Problem
from mingpai.hall.wire import Answered
from mingpai.service.orders import known_commands
from mingpai.web.api.operations import BY_ROUTE, Operation, Side, Status
from mingpai.web.api.schemas import REF, Schema, schemas_of
from mingpai.web.api.words import ABOUT, VERSION

_JSON = "application/json"
_ORDER, _TICKET = "Order", "TicketGiven"
_SERVER_WORDS = {
    Side.SITE: "网站 The site: pages, and the journal for anybody",
    Side.COUNTER: "柜台 The counter: bids and orders",
}


def openapi(*, site: str, bids: str) -> dict[str, Any]:
    """Return the document for a service whose site and counter have these addresses."""
    servers = {Side.SITE: site, Side.COUNTER: bids}
    paths: dict[str, Any] = {}
    for one in BY_ROUTE:
        at = paths.setdefault(one.path, {"servers": [_server(one.side, servers[one.side])]})
        at[one.method.lower()] = _told(one)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "明拍 Mingpai: HTTP",
            "version": VERSION,
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [_server(Side.SITE, site)],
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": _schemas(), "securitySchemes": _SECURITY},
    }


_SECURITY = {
    "ticket": {
        "type": "http",
        "scheme": "bearer",
        "description": "竞买人的凭证，由本站页面签发 A bidder's ticket, given by the site's pages",
    },
    "pages": {
        "type": "http",
        "scheme": "bearer",
        "description": "本系统页面与核心共有的密钥 Shared by the service's pages and the core",
    },
    "signIn": {
        "type": "apiKey",
        "in": "cookie",
        "name": "mingpai",
        "description": "登录后的会话 A sign-in",
    },
    "form": {
        "type": "apiKey",
        "in": "header",
        "name": "X-CSRF-Token",
        "description": "登录页面上的表单令牌 The token on its pages (`meta name=csrf`)",
    },
}


def _server(side: Side, address: str) -> dict[str, str]:
    return {"url": address, "description": _SERVER_WORDS[side]}


def _schemas() -> dict[str, Schema]:
    commands = known_commands()
    found = schemas_of(
        heard=(Bid, SignOut, *commands.values()), told=(Answered, Problem, FeedPage, FeedEntry)
    )
    found[_ORDER] = _order_schema(sorted(commands))
    found[_TICKET] = {
        "type": "object",
        "required": ["ticket"],
        "properties": {"ticket": {"type": "string"}},
    }
    return dict(sorted(found.items()))


def _order_schema(commands: list[str]) -> Schema:
    """Return how an order is written; a test holds it against `service.orders`."""
    one_of = [
        {"properties": {"command": {"const": name}, "body": {"$ref": REF + name}}}
        for name in commands
    ]
    return {
        "title": _ORDER,
        "description": "An office's command about one stream, under its sender's own key.",
        "type": "object",
        "required": ["stream", "actor", "key", "command", "body"],
        "properties": {
            "stream": {"type": "string", "examples": ["disposal/2026-0001"]},
            "actor": {"type": "string", "examples": ["court/sh-xuhui"]},
            "key": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"},
            "command": {"type": "string", "enum": commands},
            "body": {},
        },
        "additionalProperties": False,
        "oneOf": one_of,
    }


def _told(one: Operation) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": one.name,
        "summary": f"{one.zh} {one.en}",
        "responses": {str(status.number): _response(status) for status in one.statuses},
    }
    if one.more:
        told["description"] = one.more
    if one.parameters:
        told["parameters"] = list(one.parameters)
    if one.hears:
        schema = {"$ref": REF + one.hears}
        told["requestBody"] = {"required": True, "content": {_JSON: {"schema": schema}}}
    if one.security:
        told["security"] = [{name: [] for name in one.security}]
    if one.is_internal:
        told["x-internal"] = True
    return told


def _response(status: Status) -> dict[str, Any]:
    told: dict[str, Any] = {"description": status.words}
    if status.media_types:
        told["content"] = {
            kind: {"schema": _schema_of(kind, status.tells)} for kind in status.media_types
        }
    if status.comes_back:
        told["headers"] = {
            "Retry-After": {"schema": {"type": "string", "pattern": "^[1-9][0-9]*$"}}
        }
    return told


def _schema_of(media_type: str, tells: str) -> Schema:
    if media_type == MEDIA_TYPE:
        return {"$ref": REF + Problem.__name__}
    if tells:
        return {"$ref": REF + tells}
    if media_type == _JSON:
        return {"type": "object"}
    return {"type": "string"}
