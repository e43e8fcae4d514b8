"""One form for each act of the court, made from its command; the engine is asked before it is sent.

A clerk may prepare what a judge sends: both find the same draft. What is refused keeps the form.
Where to look next: `web.court.acts` (who may do what), `web.court.fields` (the controls).
"""

from collections.abc import Mapping
from typing import Any

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec import Struct

from mingpai.affairs.denials import Denied
from mingpai.affairs.drafts import Draft
from mingpai.affairs.parts import Taken
from mingpai.auction.model import Disposal
from mingpai.events import registry
from mingpai.kernel.event import Event
from mingpai.kernel.outcome import Refused
from mingpai.web.court.acts import OWN_PAGE, Act, act_of, command_class, page_of
from mingpai.web.court.desk import (
    CONFLICT,
    DROP,
    KEEP,
    SEND,
    UNAVAILABLE,
    UNREADABLE,
    Desk,
    OpenFile,
    digest_of,
    may_prepare,
    new_nonce,
)
from mingpai.web.court.field_words import choice_name
from mingpai.web.court.fields import controls_of, names_of
from mingpai.web.court.reading import Unread, read
from mingpai.web.court.sending import MAX_SENT_BYTES, Sent, sent
from mingpai.web.renderer import PREFIXES
from mingpai.web.visitors import NotFresh, NotPermitted, RequestOf

_ROUND = ("PublishConfirmation",)
"""Acts that name the round that runs or was last."""


class Shown(Struct, frozen=True):
    """What a form's page shows beside its controls: what is wrong with it, or what it leads to."""

    status: int = 200
    wrong: Mapping[str, str] = {}
    refused: Refused | None = None
    denied: Denied | None = None
    events: tuple[Event, ...] = ()
    digest: str = ""
    is_kept: bool = False
    draft: Draft | None = None


class Doing(Struct, frozen=True):
    """An act of one file: its command's name, and its place on the desk."""

    at: OpenFile
    command: str
    act: Act

    @property
    def page(self) -> str:
        """Return the address of its form, without language."""
        return page_of(self.at.number, self.command)


class ActPages(Desk):
    """The forms of the court's acts, in one language."""

    def router(self) -> Router:
        """Return the handlers under this language's prefix."""

        @get("/court/lots/{number:str}/do/{command:str}")
        async def form(
            request: RequestOf, number: FromPath[str], command: FromPath[str]
        ) -> Response[str]:
            doing = await self._doing(number, command)
            at = doing.at
            draft = await self.draft(at, command)
            shown = Shown(is_kept=request.query_params.get("kept") == "1", draft=draft)
            filled = _filled_before(command, at.state) if draft is None else draft.filled
            return self._page(doing, filled, shown)

        @post(
            "/court/lots/{number:str}/do/{command:str}",
            request_max_body_size=MAX_SENT_BYTES,
            status_code=200,
        )
        async def done(
            request: RequestOf, number: FromPath[str], command: FromPath[str]
        ) -> Response[Any]:
            doing = await self._doing(number, command)
            names = names_of(controls_of(command_class(command), {}, self.renderer))
            return await self._done(doing, await sent(request, self.porter, names))

        return Router(path=PREFIXES[self.renderer.language] or "/", route_handlers=[form, done])

    async def _doing(self, number: str, command: str) -> Doing:
        """Return file and act to whoever may send or at least prepare it."""
        act = act_of(command)
        if act is None or command in OWN_PAGE:
            raise NotFoundException
        at = await self.file(number)
        if not may_prepare(at, act):
            raise NotPermitted(detail=act.permission.value)
        return Doing(at, command, act)

    async def _done(self, doing: Doing, form: Sent) -> Response[Any]:
        at = doing.at
        if form.do == KEEP:
            await self.keep(at, doing.command, form.filled)
            return self.onward(doing.page, kept="1")
        if form.do == DROP:
            await self.drop(at, doing.command)
            return self.onward(doing.page)
        try:
            wanted: Any = read(command_class(doing.command), form.filled)
        except Unread as unread:
            return self._page(doing, form.filled, Shown(UNREADABLE, wrong=unread.wrong))
        found = self.parts.files.preview(at.state, wanted, actor=at.office, now=self.now())
        if isinstance(found, Refused):
            return self._page(doing, form.filled, Shown(CONFLICT, refused=found))
        if form.do != SEND:
            shown = Shown(events=found, digest=digest_of(wanted))
            return self._page(doing, form.filled, shown, form.nonce)
        return await self._sent(doing, form, wanted)

    async def _sent(self, doing: Doing, form: Sent, wanted: Any) -> Response[Any]:  # noqa: ANN401 - one of many commands
        """Send what the engine would accept, if he may; for a fresh factor the form is kept."""
        at = doing.at
        try:
            at = await self.file(at.number, doing.act.permission)
        except NotFresh:
            await self.keep(at, doing.command, form.filled)
            return self.onward("/fresh", next=self.renderer.link(doing.page))
        key = self.key(at.office, at.lot, wanted, form.nonce)
        answer = await self.order(at.office, at.lot, wanted, key=key)
        if isinstance(answer, Taken):
            await self.drop(at, doing.command)
            return self.onward(f"/court/lots/{at.number}", done=str(answer.seq))
        if isinstance(answer, Denied):
            shown = Shown(UNAVAILABLE, denied=answer)
        else:
            shown = Shown(CONFLICT, refused=answer)
        return self._page(doing, form.filled, shown, form.nonce)

    def _page(
        self, doing: Doing, filled: Mapping[str, str], shown: Shown, nonce: str = ""
    ) -> Response[str]:
        renderer, at = self.renderer, doing.at
        names = registry().by_class
        kind = command_class(doing.command)
        return self.page(
            "act.html",
            doing.page,
            status=shown.status,
            number=at.number,
            lot=self.name(at.state),
            title=doing.act.name.text(renderer.language),
            controls=controls_of(kind, filled, renderer, wrong=shown.wrong),
            is_unreadable=bool(shown.wrong),
            refused=None if shown.refused is None else self.said(shown.refused),
            denied=None if shown.denied is None else self.denied(shown.denied),
            events=[names[type(one)].name for one in shown.events],
            digest=shown.digest,
            is_kept=shown.is_kept,
            draft=shown.draft,
            may_send=at.may(doing.act.permission),
            persons=persons_of(at.state, self),
            nonce=nonce or new_nonce(),
        )


def persons_of(state: Disposal, desk: Desk) -> list[tuple[str, str]]:
    """Return who is on file, by token, and as what. Bidders are not on file."""
    concerned = state.file.preparation.concerned()
    return [(token, choice_name(role, desk.renderer)) for token, role in concerned]


def _filled_before(command: str, state: Disposal) -> dict[str, str]:
    """Return what stands in an act's form before anybody filled it in."""
    if command in _ROUND and state.current is not None:
        return {"round": str(state.current.terms.number)}
    return {}
