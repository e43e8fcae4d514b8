"""Can it be published? Every guard that is not met, and the notice itself; alone or with others.

No guard can be skipped: the button sends the command, and the engine decides. A list that is
published together names each notice by its digest, so that what was signed is what is sent.
Where to look next: `web.court.readiness` (the guards), `web.court.acting` (other acts).
"""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from litestar import Response, Router, get, post
from litestar.params import FromPath
from msgspec import Struct

from mingpai.accounts.permissions import Permission
from mingpai.affairs.denials import Denied
from mingpai.affairs.drafts import Draft, fits
from mingpai.affairs.parts import Taken
from mingpai.auction.preparation.commands import AnnounceRound
from mingpai.kernel.ids import StreamId
from mingpai.web.court.acting import persons_of
from mingpai.web.court.acts import page_of
from mingpai.web.court.desk import (
    CONFLICT,
    DROP,
    KEEP,
    SEND,
    UNAVAILABLE,
    UNREADABLE,
    Desk,
    OpenFile,
    Said,
    new_nonce,
    office_of,
)
from mingpai.web.court.fields import controls_of, names_of
from mingpai.web.court.lots import panel_view
from mingpai.web.court.readiness import (
    NOTICE,
    SENT,
    GuardLine,
    Readiness,
    begun,
    guard_lines,
    readiness,
    texts_of,
)
from mingpai.web.court.reading import filled_of
from mingpai.web.court.sending import MAX_SENT_BYTES, Sent, sent
from mingpai.web.lots import LOT
from mingpai.web.renderer import PREFIXES
from mingpai.web.visitors import NotFresh, NotPermitted, RequestOf, WrongForm

_LOT = "lot."


class Outcome(Struct, frozen=True):
    """What came of one notice of a list: an entry, a refusal, or that it was not sent."""

    number: str
    name: str
    seq: int | None = None
    said: Said | None = None
    denied: tuple[str, str] | None = None
    is_changed: bool = False


class Waiting(Struct, frozen=True):
    """A notice that is written, as the list of them shows it."""

    at: OpenFile
    name: str
    found: Readiness
    guards: list[GuardLine]
    may_send: bool


class PublishPages(Desk):
    """The notice of one lot, and all notices that are written, in one language."""

    def router(self) -> Router:
        """Return the handlers under this language's prefix."""

        @get("/court/lots/{number:str}/publish")
        async def notice(request: RequestOf, number: FromPath[str]) -> Response[str]:
            at = await self._at(number)
            draft = await self.draft(at, NOTICE)
            filled = await self._filled(at, draft, request.query_params.get("like", ""))
            found = await asyncio.to_thread(readiness, self, at, filled)
            is_kept, models = request.query_params.get("kept") == "1", await self._models(at)
            return self._page(at, found, is_kept=is_kept, models=models, draft=draft)

        @post(
            "/court/lots/{number:str}/publish",
            request_max_body_size=MAX_SENT_BYTES,
            status_code=200,
        )
        async def publish(request: RequestOf, number: FromPath[str]) -> Response[Any]:
            at = await self._at(number)
            names = names_of(controls_of(AnnounceRound, {}, self.renderer))
            return await self._published(at, await sent(request, self.porter, names))

        @get("/court/publish")
        async def waiting() -> Response[str]:
            return self._list(await self._waiting())

        @post("/court/publish", request_max_body_size=MAX_SENT_BYTES, status_code=200)
        async def together(request: RequestOf) -> Response[Any]:
            found = await self._waiting()
            names = [f"{_LOT}{one.at.number}" for one in found]
            return await self._together(found, await sent(request, self.porter, names))

        handlers = [notice, publish, waiting, together]
        return Router(path=PREFIXES[self.renderer.language] or "/", route_handlers=handlers)

    # One notice ----------------------------------------------------------------------------

    async def _at(self, number: str) -> OpenFile:
        """Return the file to whoever may publish the notice, or at least write it."""
        at = await self.file(number)
        if not (at.may(Permission.PUBLISH_NOTICE) or at.may(Permission.PREPARE_DISPOSAL)):
            raise NotPermitted(detail=Permission.PUBLISH_NOTICE.value)
        return at

    async def _filled(self, at: OpenFile, draft: Draft | None, like: str) -> Mapping[str, str]:
        """Return what stands in the form: the draft, or what was decided with the last texts.

        `like` is a lot whose texts take the place of what stands there.
        """
        last = {} if draft is not None else texts_of(await self._sent_before(at))
        filled = {**last, **begun(at.state)} if draft is None else draft.filled
        if not like:
            return filled
        model = await self.file(like)
        written = await self.draft(model, NOTICE)
        texts = await self._sent_before(model) if written is None else written.filled
        return {**filled, **texts_of(texts)}

    async def _sent_before(self, at: OpenFile) -> Mapping[str, str]:
        """Return the form of the notice that this office published last for a lot."""
        found = await self.draft(at, SENT)
        return {} if found is None else found.filled

    async def _models(self, at: OpenFile) -> list[tuple[str, str]]:
        """Return the other lots of this office whose texts can be used again."""
        drafts = await asyncio.to_thread(self.parts.drafts.of_office, at.office)
        lots = {one.lot: None for one in drafts if one.command in (NOTICE, SENT)}
        captions, language = self.shell.site.captions, self.renderer.language
        return [
            (lot.removeprefix(LOT), captions.lot(lot, language)) for lot in lots if lot != at.lot
        ]

    async def _published(self, at: OpenFile, form: Sent) -> Response[Any]:
        page = page_of(at.number, NOTICE)
        if not fits(form.filled):
            raise WrongForm(detail="form_too_large")
        if form.do == KEEP:
            await self.keep(at, NOTICE, form.filled)
            return self.onward(page, kept="1")
        if form.do == DROP:
            await self.drop(at, NOTICE)
            return self.onward(page)
        found = await asyncio.to_thread(readiness, self, at, form.filled)
        if form.do != SEND:
            return self._page(at, found, nonce=form.nonce)
        if found.command is None:
            return self._page(at, found, status=UNREADABLE, nonce=form.nonce)
        if found.guards:
            return self._page(at, found, status=CONFLICT, nonce=form.nonce)
        try:
            at = await self.file(at.number, Permission.PUBLISH_NOTICE)
        except NotFresh:
            await self.keep(at, NOTICE, form.filled)
            return self.onward("/fresh", next=self.renderer.link(page))
        one = await self._send(at, found.command, form.nonce)
        if one.seq is not None:
            return self.onward(f"/court/lots/{at.number}", done=str(one.seq))
        status = UNAVAILABLE if one.denied is not None else CONFLICT
        return self._page(at, found, status=status, one=one, nonce=form.nonce)

    async def _send(self, at: OpenFile, command: AnnounceRound, nonce: str) -> Outcome:
        """Send one notice and forget its draft once it is on record."""
        key = self.key(at.office, at.lot, command, nonce)
        answer = await self.order(at.office, at.lot, command, key=key)
        name = self.name(at.state)
        if isinstance(answer, Taken):
            await self.keep(at, SENT, filled_of(command))
            await self.drop(at, NOTICE)
            return Outcome(at.number, name, seq=answer.seq)
        if isinstance(answer, Denied):
            return Outcome(at.number, name, denied=self.denied(answer))
        return Outcome(at.number, name, said=self.said(answer))

    def _page(
        self,
        at: OpenFile,
        found: Readiness,
        *,
        status: int = 200,
        nonce: str = "",
        **more: Any,  # noqa: ANN401 - what else the page says
    ) -> Response[str]:
        one: Outcome | None = more.get("one")
        renderer = self.renderer
        wrong = found.wrong
        if status != UNREADABLE:  # what was not filled in yet is counted, not marked
            wrong = {name: why for name, why in wrong.items() if why != "missing"}
        return self.page(
            "publish.html",
            page_of(at.number, NOTICE),
            status=status,
            number=at.number,
            lot=self.name(at.state),
            controls=controls_of(AnnounceRound, found.filled, renderer, wrong=wrong),
            guards=guard_lines(self, at, found.guards),
            missing=len(found.wrong),
            is_ready=found.is_ready,
            digest=found.digest,
            panel=panel_view(at.state.file.preparation.panel, self),
            is_kept=more.get("is_kept", False),
            models=more.get("models", []),
            draft=more.get("draft"),
            refused=None if one is None else one.said,
            denied=None if one is None else one.denied,
            may_send=at.may(Permission.PUBLISH_NOTICE),
            persons=persons_of(at.state, self),
            nonce=nonce or new_nonce(),
        )

    # Several together ----------------------------------------------------------------------

    async def _waiting(self) -> list[Waiting]:
        """Return every notice that this office has begun, each with its own guards."""
        self.porter.admits(Permission.PUBLISH_NOTICE)
        viewer, states = await self.files()
        seen = {StreamId(state.id): state for state in states}
        drafts = await asyncio.to_thread(self.parts.drafts.of_office, office_of(viewer))
        found: list[Waiting] = []
        for draft in drafts:
            state = seen.get(draft.lot)
            if draft.command == NOTICE and state is not None:
                at = OpenFile(viewer, state)
                ready = await asyncio.to_thread(readiness, self, at, draft.filled)
                lines = guard_lines(self, at, ready.guards)
                may_send = at.may(Permission.PUBLISH_NOTICE)
                found.append(Waiting(at, self.name(state), ready, lines, may_send))
        return found

    async def _together(self, found: Iterable[Waiting], form: Sent) -> Response[Any]:
        """Publish each notice that was chosen as it was listed, one after the other."""
        chosen = [one for one in found if form.filled.get(f"{_LOT}{one.at.number}")]
        try:
            for one in chosen:
                await self.file(one.at.number, Permission.PUBLISH_NOTICE)
        except NotFresh:
            return self.onward("/fresh", next=self.renderer.link("/court/publish"))
        outcomes = [await self._one_of(one, form) for one in chosen]
        return self._list(await self._waiting(), outcomes)

    async def _one_of(self, one: Waiting, form: Sent) -> Outcome:
        """Publish one notice of a list, if it is still what the list named by its digest."""
        command = one.found.command
        if command is None or form.filled[f"{_LOT}{one.at.number}"] != one.found.digest:
            return Outcome(one.at.number, one.name, is_changed=True)
        return await self._send(one.at, command, form.nonce)

    def _list(self, found: list[Waiting], outcomes: Iterable[Outcome] = ()) -> Response[str]:
        return self.page(
            "publish_all.html",
            "/court/publish",
            waiting=found,
            ready=sum(one.found.is_ready and one.may_send for one in found),
            outcomes=list(outcomes),
            nonce=new_nonce(),
        )
