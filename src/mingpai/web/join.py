"""Where accounts come about: a citizen registers himself, an official enrols with his secret.

Two steps each, without script: the login first, which the authenticator's line needs; then
password, the authenticator's first code, and for a citizen name and number for the real-name check.
Where to look next: `accounts.enrolling`.
"""

from typing import Any, Final

from litestar import Response, Router, get, post
from litestar.response import Redirect

from mingpai.accounts.denials import WORDS, Denied
from mingpai.accounts.enrolling import Enrolment, EnrolmentDesk, Registration
from mingpai.accounts.identity import Identity
from mingpai.accounts.making import Offered
from mingpai.accounts.model import Language
from mingpai.web.renderer import PREFIXES, Renderer
from mingpai.web.shell import Shell
from mingpai.web.visitors import MAX_FORM_BYTES, Porter, RequestOf, WrongForm, visitor

_SEE_OTHER: Final = 303
_FORBIDDEN = 403
_BEGIN = frozenset({"login"})
_CITIZEN = frozenset({"login", "password", "setup", "code", "name", "number"})
_OFFICIAL = frozenset({"login", "password", "setup", "code", "secret"})


class JoinPages:
    """Registration and enrolment in one language."""

    def __init__(
        self, shell: Shell, renderer: Renderer, porter: Porter, desk: EnrolmentDesk
    ) -> None:
        """Keep what pages are made with."""
        self._shell = shell
        self._renderer = renderer
        self._porter = porter
        self._desk = desk

    def router(self) -> Router:
        """Return the handlers under this language's prefix."""
        handlers = [*self._for("/register", _CITIZEN), *self._for("/enrol", _OFFICIAL)]
        return Router(path=PREFIXES[self._renderer.language] or "/", route_handlers=handlers)

    def _for(self, path: str, fields: frozenset[str]) -> list[Any]:
        @get(path)
        async def begin() -> Response[str]:
            return self._page(path, {})

        @post(f"{path}/factor", request_max_body_size=MAX_FORM_BYTES, status_code=200)
        async def factor(request: RequestOf) -> Response[str]:
            return self._page(path, await self._porter.form(request, _BEGIN))

        @post(path, request_max_body_size=MAX_FORM_BYTES, status_code=200)
        async def finish(request: RequestOf) -> Response[Any]:
            return await self._finish(path, await self._porter.form(request, fields))

        return [begin, factor, finish]

    def _page(self, path: str, form: dict[str, str], denied: Denied | None = None) -> Response[str]:
        setup = None
        if form.get("login") and denied is None:
            begun = self._desk.one_time_setup(form["login"])
            setup, denied = (None, begun) if isinstance(begun, Denied) else (begun, None)
        return self._shell.page(
            self._renderer,
            "join.html",
            path,
            status=200 if denied is None else _FORBIDDEN,
            here=path,
            is_citizen=path == "/register",
            login=form.get("login", ""),
            setup=setup,
            denied=self._words(denied),
        )

    async def _finish(self, path: str, form: dict[str, str]) -> Response[Any]:
        who = visitor()
        if who is None:
            raise WrongForm
        offered = Offered(setup=form["setup"], code=form["code"])
        if path == "/register":
            given = Registration(
                login=form["login"],
                identity=Identity(form["name"], form["number"]),
                offered=offered,
                password=form["password"],
                language=Language(self._renderer.language),
            )
            done = await self._desk.register(given, who.caller)
        else:
            enrolment = Enrolment(form["login"], form["secret"], form["password"], offered)
            done = await self._desk.enrol(enrolment, who.caller)
        if isinstance(done, Denied):
            return self._page(path, {"login": form["login"]}, done)
        return Redirect(self._renderer.link("/sign-in"), status_code=_SEE_OTHER)

    def _words(self, denied: Denied | None) -> dict[str, Any] | None:
        if denied is None:
            return None
        words = WORDS[denied.code]
        is_chinese = self._renderer.language == "zh"
        return {
            "text": words.zh if is_chinese else words.en,
            "next": words.next_zh if is_chinese else words.next_en,
        }
