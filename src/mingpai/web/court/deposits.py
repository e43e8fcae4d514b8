"""Where a clerk confirms deposits: who waits, by token, and the amount that arrived."""

from typing import Any, Final

from litestar import Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from mingpai.accounts.permissions import Permission
from mingpai.affairs.denials import Denied
from mingpai.affairs.desk import AffairsDesk
from mingpai.affairs.words import CAPACITIES, WORDS
from mingpai.kernel.ids import LotToken, well_formed
from mingpai.kernel.money import parse_yuan
from mingpai.kernel.outcome import Refused
from mingpai.service.projections import LotHead
from mingpai.web.lots import LOT
from mingpai.web.renderer import PREFIXES, Renderer
from mingpai.web.shell import Shell
from mingpai.web.visitors import MAX_FORM_BYTES, Porter, RequestOf, WrongForm
from mingpai.web.words import told

_SEE_OTHER: Final = 303
_CONFLICT = 409
_FIELDS = frozenset({"token", "paid"})


class DepositPages:
    """The deposits of a lot, in one language."""

    def __init__(self, shell: Shell, renderer: Renderer, porter: Porter, desk: AffairsDesk) -> None:
        """Keep what pages are made with."""
        self._shell = shell
        self._renderer = renderer
        self._porter = porter
        self._desk = desk

    def router(self) -> Router:
        """Return the handlers under this language's prefix."""

        @get("/court/lots/{number:str}/deposits")
        async def waiting(number: FromPath[str]) -> Response[str]:
            head = self._shell.head(number)
            self._demand(head)
            return await self._page(head)

        @post(
            "/court/lots/{number:str}/deposits",
            request_max_body_size=MAX_FORM_BYTES,
            status_code=200,
        )
        async def confirm(request: RequestOf, number: FromPath[str]) -> Response[Any]:
            form = await self._porter.form(request, _FIELDS)
            head = self._shell.head(number)
            viewer = self._demand(head)
            if not well_formed("lot token", form["token"]):
                raise WrongForm(detail="token")
            try:
                paid_fen = parse_yuan(form["paid"])
            except ValueError as error:
                raise WrongForm(detail=str(error)) from error
            done = await self._desk.confirm_deposit(
                viewer, head.stream, LotToken(form["token"]), paid_fen=paid_fen
            )
            if isinstance(done, Denied | Refused):
                return await self._page(head, done)
            link = self._renderer.link(f"/court/lots/{number}/deposits")
            return Redirect(link, status_code=_SEE_OTHER)

        prefix = PREFIXES[self._renderer.language] or "/"
        return Router(path=prefix, route_handlers=[waiting, confirm])

    def _demand(self, head: LotHead) -> Any:  # noqa: ANN401 - the viewer, whose type is the porter's
        opened = head.opened
        return self._porter.demand(
            Permission.CONFIRM_DEPOSIT, court=opened.court, case=opened.case_id
        )

    async def _page(self, head: LotHead, wrong: Denied | Refused | None = None) -> Response[str]:
        language = self._renderer.language
        found = await self._desk.waiting(head.stream)
        number = head.stream.removeprefix(LOT)
        return self._shell.page(
            self._renderer,
            "court/deposits.html",
            f"/court/lots/{number}/deposits",
            status=200 if wrong is None else _CONFLICT,
            number=number,
            name=self._shell.site.captions.lot(head.stream, language),
            deposit_fen=0 if head.notice is None else head.notice.deposit_fen,
            waiting=[(one, CAPACITIES[one.capacity].in_(language)) for one in found],
            wrong=self._words(wrong),
        )

    def _words(self, wrong: Denied | Refused | None) -> tuple[str, str] | None:
        """Return what is wrong and what to do next."""
        if wrong is None:
            return None
        renderer = self._renderer
        if isinstance(wrong, Refused):
            said = told(wrong.code, wrong.article, wrong.facts, renderer.language, renderer.texts)
            return f"{said.text} ({said.ground.cited})", said.next
        words = WORDS[wrong.code]
        if renderer.language == "zh":
            return words.zh, words.next_zh
        return words.en, words.next_en
