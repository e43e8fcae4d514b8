"""Who asks: the visitor of each request, his cookies, and what every form of ours must carry.

The visitor is found before a handler runs and stands in a context variable, so that every page can
greet him; a handler that acts asks `demand`. Must not know what is permitted to whom: that is
`accounts.permissions`. Where to look next: `accounts.signing_in`, `web.sign_in`.
"""

import secrets
from contextvars import ContextVar
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request, Response
from litestar.datastructures import State
from litestar.exceptions import ClientException, HTTPException
from msgspec import Struct

from mingpai.accounts.model import Caller, Viewer
from mingpai.accounts.permissions import Permission, has, may, needs_fresh
from mingpai.accounts.signing_in import SignInDesk
from mingpai.kernel.ids import CaseId, OfficeId

SESSION_COOKIE = "mingpai"
DEVICE_COOKIE = "mingpai_device"
FORM_FIELD = "csrf"
FORM_HEADER = "x-csrf-token"
MAX_FORM_BYTES = 65_536
MAX_FIELDS = 200
PLAIN = ("/static/", "/log/", "/entries/")
"""Addresses that are the same for everybody: nobody is looked up for them."""
_DEVICE_BYTES = 16
_HTML = "text/html"
_DEVICE_CHARS = 22
_TEN_YEARS_S = 10 * 365 * 86_400

RequestOf = Request[Any, Any, State]


class Visitor(Struct, frozen=True):
    """Who looks at a page: signed in or not, on which device, and the token of his forms."""

    viewer: Viewer | None
    caller: Caller
    form_token: str
    is_new_device: bool = False


_current: ContextVar[Visitor | None] = ContextVar("visitor", default=None)


def visitor() -> Visitor | None:
    """Return the visitor of this request; None where the site has no accounts."""
    return _current.get()


class NotSignedIn(HTTPException):
    """The page is for whoever is signed in: he is led to the sign-in and back."""

    status_code = 401


class NotFresh(HTTPException):
    """What was asked binds and wants a fresh factor: he is led to it, and back."""

    status_code = 403


class NotPermitted(HTTPException):
    """His role may not do this."""

    status_code = 403


class WrongForm(ClientException):
    """A form that is none of ours, or not from a page of this sign-in."""


class Porter:
    """Meets every request and answer of one site."""

    def __init__(self, desk: SignInDesk, *, is_https: bool) -> None:
        """Keep the desk; `is_https` says whether cookies are for https alone."""
        self.desk = desk
        self._is_https = is_https

    async def meet(self, request: RequestOf) -> None:
        """Find out who asks. Runs before every handler. Raises: PortError."""
        device = request.cookies.get(DEVICE_COOKIE, "")
        is_new = len(device) != _DEVICE_CHARS
        if is_new:
            device = secrets.token_urlsafe(_DEVICE_BYTES)
        address = request.client.host if request.client is not None else ""
        caller = Caller(address, device)
        is_plain = request.url.path.startswith(PLAIN)
        token = "" if is_plain else request.cookies.get(SESSION_COOKIE, "")
        viewer = await self.desk.viewer(token) if token else None
        if viewer is None:
            form_token = self.desk.form_token_before(caller)
        else:
            form_token = self.desk.form_token(viewer)
        _current.set(Visitor(viewer, caller, form_token, is_new))

    async def part(self, response: Response[Any]) -> Response[Any]:
        """Give a new device its cookie with a page. Runs after every handler."""
        who = visitor()
        if who is not None and who.is_new_device and response.media_type == _HTML:
            self._set(response, DEVICE_COOKIE, who.caller.device, lasts_s=_TEN_YEARS_S)
        return response

    def admit(self, response: Response[Any], token: str) -> None:
        """Put a session's token into its cookie; an empty one ends it."""
        self._set(response, SESSION_COOKIE, token, lasts_s=None if token else 0)

    def _set(self, response: Response[Any], name: str, value: str, *, lasts_s: int | None) -> None:
        response.set_cookie(
            key=name,
            value=value,
            max_age=lasts_s,
            path="/",
            secure=self._is_https,
            httponly=True,
            samesite="strict",
        )

    async def form(self, request: RequestOf, fields: frozenset[str]) -> dict[str, str]:
        """Return a form's fields: exactly those named, each once, from a page of this visitor.

        Fields that a form leaves out are empty. Raises: WrongForm.
        """
        who = visitor()
        text = (await request.body()).decode("utf-8", "replace")
        try:
            pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS)
        except ValueError as error:  # more fields than any form of ours has
            raise WrongForm(detail="form_malformed") from error
        found = dict(pairs)
        if len(found) != len(pairs) or not found.keys() <= fields | {FORM_FIELD}:
            raise WrongForm(detail="form_malformed")
        if who is None or not self._is_ours(found.pop(FORM_FIELD, ""), who):
            raise WrongForm(detail="form_not_ours")
        return {name: found.get(name, "") for name in fields}

    def is_from_page(self, request: RequestOf) -> bool:
        """Say whether a script's request carries the token of a page of this visitor."""
        who = visitor()
        return who is not None and self._is_ours(request.headers.get(FORM_HEADER, ""), who)

    def _is_ours(self, token: str, who: Visitor) -> bool:
        if who.viewer is None:
            return self.desk.is_form_token_before(token, who.caller)
        return self.desk.is_form_token(token, who.viewer)

    def demand(
        self,
        permission: Permission,
        *,
        court: OfficeId | None = None,
        case: CaseId | None = None,
    ) -> Viewer:
        """Return who asks, if he may do this. Raises: NotSignedIn, NotPermitted, NotFresh."""
        who = visitor()
        viewer = None if who is None else who.viewer
        if viewer is None:
            raise NotSignedIn(detail=permission.value)
        if not may(viewer, permission, court=court, case=case):
            raise NotPermitted(detail=permission.value)
        if needs_fresh(permission) and not self.desk.is_fresh(viewer):
            raise NotFresh(detail=permission.value)
        return viewer

    def admits(self, permission: Permission) -> Viewer:
        """Return who asks, if his role has this permission anywhere: for menus and desks.

        Raises: NotSignedIn, NotPermitted.
        """
        who = visitor()
        viewer = None if who is None else who.viewer
        if viewer is None:
            raise NotSignedIn(detail=permission.value)
        if not has(viewer, permission):
            raise NotPermitted(detail=permission.value)
        return viewer
