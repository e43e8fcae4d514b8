"""The pages where people sign in and out, and where officials show a factor once more."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from litestar import Response, Router, get, post
from litestar.response import Redirect

from mingpai.accounts.denials import WORDS, Denied
from mingpai.accounts.model import SessionId
from mingpai.accounts.recognising import SignIn
from mingpai.web.renderer import PREFIXES, Renderer
from mingpai.web.shell import Shell
from mingpai.web.visitors import MAX_FORM_BYTES, NotSignedIn, Porter, RequestOf, visitor

_SEE_OTHER: Final = 303
_FORBIDDEN, _TOO_MANY = 403, 429
_SIGN_IN = frozenset({"login", "password", "code", "passkey", "next"})
_FRESH = frozenset({"code", "passkey", "next"})
LONGEST_NEXT = 300
Leave = Callable[[SessionId], Awaitable[None]]


def safe_next(text: str) -> str:
    """Return where to go on after signing in: a page of this site, or the first one."""
    is_ours = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    return text if is_ours and len(text) <= LONGEST_NEXT else "/"


def _onward(request: RequestOf) -> str:
    return safe_next(request.query_params.get("next", "/"))


class SignInPages:
    """Sign-in, sign-out and the fresh factor, in one language."""

    def __init__(
        self, shell: Shell, renderer: Renderer, porter: Porter, leave: Leave | None = None
    ) -> None:
        """Keep what pages are made with; `leave` ends what a sign-in has open elsewhere."""
        self._shell = shell
        self._renderer = renderer
        self._porter = porter
        self._leave = leave

    def router(self) -> Router:
        """Return the handlers under this language's prefix."""

        @get("/sign-in")
        async def sign_in_page(request: RequestOf) -> Response[str]:
            return self._sign_in_page(_onward(request))

        @post("/sign-in", request_max_body_size=MAX_FORM_BYTES, status_code=200)
        async def sign_in(request: RequestOf) -> Response[Any]:
            return await self._sign_in(await self._porter.form(request, _SIGN_IN))

        @post("/sign-out", request_max_body_size=MAX_FORM_BYTES, status_code=200)
        async def sign_out(request: RequestOf) -> Response[Any]:
            await self._porter.form(request, frozenset())
            return await self._sign_out()

        @get("/fresh")
        async def fresh_page(request: RequestOf) -> Response[str]:
            return self._fresh_page(_onward(request))

        @post("/fresh", request_max_body_size=MAX_FORM_BYTES, status_code=200)
        async def fresh(request: RequestOf) -> Response[Any]:
            return await self._fresh(await self._porter.form(request, _FRESH))

        handlers = [sign_in_page, sign_in, sign_out, fresh_page, fresh]
        return Router(path=PREFIXES[self._renderer.language] or "/", route_handlers=handlers)

    def _sign_in_page(
        self, onward: str, denied: Denied | None = None, login: str = ""
    ) -> Response[str]:
        view = {
            "next": onward,
            "login": login,
            "denied": self._told(denied),
            "passkey_options": self._porter.desk.ask_for_passkey(),
        }
        page = self._shell.page(
            self._renderer, "sign_in.html", "/sign-in", status=_status(denied), **view
        )
        return _come_back(page, denied)

    async def _sign_in(self, form: dict[str, str]) -> Response[Any]:
        who = visitor()
        if who is None:
            raise NotSignedIn
        given = SignIn(form["login"], form["password"], form["code"], form["passkey"])
        admitted = await self._porter.desk.sign_in(given, who.caller)
        onward = safe_next(form["next"])
        if isinstance(admitted, Denied):
            return self._sign_in_page(onward, admitted, form["login"])
        response: Response[Any] = Redirect(onward, status_code=_SEE_OTHER)
        self._porter.admit(response, admitted.token)
        return response

    async def _sign_out(self) -> Response[Any]:
        who = visitor()
        if who is not None and who.viewer is not None:
            await self._porter.desk.sign_out(who.viewer)
            if self._leave is not None:
                await self._leave(who.viewer.session)
        response: Response[Any] = Redirect(self._renderer.link("/"), status_code=_SEE_OTHER)
        self._porter.admit(response, "")
        return response

    def _fresh_page(self, onward: str, denied: Denied | None = None) -> Response[str]:
        who = visitor()
        if who is None or who.viewer is None:
            raise NotSignedIn
        view = {
            "next": onward,
            "denied": self._told(denied),
            "passkey_options": self._porter.desk.ask_for_fresh_passkey(who.viewer),
        }
        page = self._shell.page(
            self._renderer, "fresh.html", "/fresh", status=_status(denied), **view
        )
        return _come_back(page, denied)

    async def _fresh(self, form: dict[str, str]) -> Response[Any]:
        who = visitor()
        if who is None or who.viewer is None:
            raise NotSignedIn
        admitted = await self._porter.desk.freshen(
            who.viewer, who.caller, code=form["code"], passkey=form["passkey"]
        )
        onward = safe_next(form["next"])
        if isinstance(admitted, Denied):
            return self._fresh_page(onward, admitted)
        response: Response[Any] = Redirect(onward, status_code=_SEE_OTHER)
        self._porter.admit(response, admitted.token)
        return response

    def _told(self, denied: Denied | None) -> dict[str, Any] | None:
        """Return a denial in words: what, and what to do next."""
        if denied is None:
            return None
        words = WORDS[denied.code]
        is_chinese = self._renderer.language == "zh"
        return {
            "text": words.zh if is_chinese else words.en,
            "next": words.next_zh if is_chinese else words.next_en,
            "retry_after_s": denied.retry_after_s,
        }


def _status(denied: Denied | None) -> int:
    if denied is None:
        return 200
    return _TOO_MANY if denied.retry_after_s else _FORBIDDEN


def _come_back(page: Response[str], denied: Denied | None) -> Response[str]:
    """Say to programs too when the next try is looked at."""
    if denied is not None and denied.retry_after_s:
        page.headers["Retry-After"] = str(denied.retry_after_s)
    return page
