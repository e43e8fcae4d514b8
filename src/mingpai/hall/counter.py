"""The core's counter over HTTP: bids as a fallback, and the orders that the pages send in.

A bid needs its bidder's ticket; an order needs the secret that the pages and the core share, for
whom the pages speak they have checked. Arrival is stamped here. Where to look next:
`hall.answering` (what is told), `service.orders` (how an order is read), `hall.door` (sockets).
"""

import asyncio
import hashlib
import hmac
from collections.abc import Callable
from typing import Any

import msgspec
from litestar import Litestar, Request, Response, post
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from msgspec import Struct

from mingpai.auction.codes import Code
from mingpai.hall.answering import TAKEN, told
from mingpai.hall.problems import (
    PROBLEM_HANDLERS,
    ProblemCode,
    ProblemResponse,
    come_back,
    problem,
)
from mingpai.hall.senders import Senders
from mingpai.hall.tickets import TicketOffice
from mingpai.hall.wire import Answered, encode
from mingpai.kernel.outcome import ensure
from mingpai.ports import Clock
from mingpai.service.answers import Answer
from mingpai.service.budgets import UNLIMITED
from mingpai.service.orders import OrderMalformed, read_order
from mingpai.service.reception import Reception
from mingpai.service.sequencer import Overloaded, Stopped

MAX_BID_BYTES = 4_096
MAX_ORDER_BYTES = 262_144
_JSON = "application/json"
_BEARER = "Bearer "
_CREATED, _CONFLICT, _MALFORMED, _TOO_MANY, _UNAVAILABLE = 201, 409, 422, 429, 503
_COME_BACK_MS = 2_000

_Request = Request[Any, Any, State]


class Counter(Struct, frozen=True):
    """What the counter works with. `pages_secret` is shared with the pages' process alone.

    `sites` are the origins whose pages may send bids here from a browser; `sign_out` ends what a
    sign-in has open at the door.
    """

    reception: Reception
    tickets: TicketOffice
    clock: Clock
    pages_secret: bytes
    sites: tuple[str, ...]
    sign_out: Callable[[str], None]


class SignOut(Struct, frozen=True, forbid_unknown_fields=True):
    """What the pages say when somebody signs out: the name of his sign-in, as in his tickets."""

    session: str


_decode_sign_out = msgspec.json.Decoder(SignOut, strict=True).decode


def counter(parts: Counter) -> Litestar:
    """Return the counter as an ASGI application."""
    ensure(parts.reception.limits != UNLIMITED, "a counter for strangers has limits")
    senders = Senders()

    @post("/bids", status_code=_CREATED)
    async def bid(request: _Request) -> Response[bytes]:
        """Take a bid; its body is what `auction.intake` reads."""
        ticket = parts.tickets.read(_bearer(request), now=parts.clock.now())
        if ticket is None:
            return problem(
                ProblemCode.TICKET_WRONG, "请在页面上重新取得。 Get another on the page."
            )
        data = await request.body()
        sender = senders.token(None if request.client is None else request.client.host)
        answer = parts.reception.bid(data, lot=ticket.lot, actor=ticket.code, sender=sender)
        return await _told(answer, unrecorded=_MALFORMED)

    @post("/orders", status_code=_CREATED, request_max_body_size=MAX_ORDER_BYTES)
    async def order(request: _Request) -> Response[bytes]:
        """Take an office's command from the pages."""
        if not _is_from_pages(request, parts.pages_secret):
            return _not_from_pages()
        try:
            wanted = read_order(await request.body())
        except OrderMalformed as error:
            return problem(ProblemCode.ORDER_MALFORMED, str(error))
        answer = parts.reception.order(
            wanted.command, stream=wanted.stream, actor=wanted.actor, key=wanted.key
        )
        return await _told(answer, unrecorded=_CONFLICT)

    @post("/sign-outs", status_code=_CREATED)
    async def sign_out(request: _Request) -> Response[bytes]:
        """End a sign-in's connections and tickets, as the pages say; again changes nothing."""
        if not _is_from_pages(request, parts.pages_secret):
            return _not_from_pages()
        try:
            who = _decode_sign_out(await request.body())
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            return problem(ProblemCode.ORDER_MALFORMED, str(error))
        parts.sign_out(who.session)
        return Response(b"{}", status_code=_CREATED, media_type=_JSON)

    return Litestar(
        route_handlers=[bid, order, sign_out],
        exception_handlers=PROBLEM_HANDLERS,
        cors_config=CORSConfig(
            allow_origins=list(parts.sites),
            allow_methods=["POST"],
            allow_headers=["Authorization", "Content-Type"],
            expose_headers=["Retry-After"],
        ),
        openapi_config=None,
        logging_config=None,
        request_max_body_size=MAX_BID_BYTES,
    )


def _bearer(request: _Request) -> str:
    text = request.headers.get("authorization", "")
    return text.removeprefix(_BEARER) if text.startswith(_BEARER) else ""


def _is_from_pages(request: _Request, secret: bytes) -> bool:
    shown = hashlib.sha256(_bearer(request).encode()).digest()
    return hmac.compare_digest(shown, hashlib.sha256(secret.hex().encode()).digest())


def _not_from_pages() -> ProblemResponse:
    return problem(ProblemCode.NOT_FROM_THE_PAGES, "请使用页面。 Use the pages.")


async def _told(future: asyncio.Future[Answer], *, unrecorded: int) -> Response[bytes]:
    """Wait for the service's answer and say it, or say why there is none.

    `unrecorded` is the status of a refusal that is no entry: of what is no bid, it is malformed.
    """
    try:
        answer = told(await future, frame=0)
    except Overloaded as full:
        later = "请稍候用同一请求号重试。 Send it again under the same key, later."
        headers = come_back(after_ms=full.retry_after_ms)
        return problem(ProblemCode.NOT_LOOKED_AT, later, headers=headers)
    except Stopped:
        again = "请稍候用同一请求号重试。 Send it again under the same key in a moment."
        headers = come_back(after_ms=_COME_BACK_MS)
        return problem(ProblemCode.SERVICE_STOPPING, again, headers=headers)
    wait_ms = (answer.facts or {}).get("retry_after_ms")
    headers = come_back(after_ms=wait_ms) if isinstance(wait_ms, int) else {}
    status = _status_of(answer, unrecorded=unrecorded)
    return Response(encode(answer), status_code=status, media_type=_JSON, headers=headers)


def _status_of(answer: Answered, *, unrecorded: int) -> int:
    if answer.outcome == TAKEN:
        return _CREATED
    if answer.code == Code.TOO_MANY:
        return _TOO_MANY
    if answer.code == Code.OVERLOADED:
        return _UNAVAILABLE
    return unrecorded if answer.seq is None else _CONFLICT
