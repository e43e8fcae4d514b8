"""The court's desk for objections: as filed, with their clocks; answers, service, stops, evidence.

Everything is scoped to court and case. What binds wants a fresh factor; a form that came without
one is kept on its page. Where to look next: `web.objections.steps` (what can be done),
`affairs.objecting` (how it is passed on), `web.objections.filing` (the citizens' side).
"""

import asyncio
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, Final

import msgspec
from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from mingpai.accounts.model import Viewer
from mingpai.accounts.permissions import Permission, may, needs_fresh
from mingpai.affairs.objecting import (
    MOST_ASKED,
    MOST_WORDS,
    Done,
    Filed,
    Hindered,
    ObjectionDesk,
    Obstacle,
)
from mingpai.affairs.parts import Taken
from mingpai.affairs.writings import Content, Purpose, read_content
from mingpai.auction.objections.events import ObjectionFiled
from mingpai.auction.objections.model import Objection, ObjectionKind, Outcome
from mingpai.auction.preparation.model import Role
from mingpai.auction.settlement.model import AnnulmentGround
from mingpai.kernel.ids import LotToken, well_formed
from mingpai.kernel.moments import local_date
from mingpai.service.projections import LotHead
from mingpai.web.life import annulment_ground_name, objection_name, outcome_name
from mingpai.web.lots import LOT
from mingpai.web.objections.filing import Choice, plain_lines, read_filing, said, salt_after
from mingpai.web.objections.packs import Packs
from mingpai.web.objections.steps import (
    STEPS,
    Step,
    Unanswered,
    command_of,
    read_given,
    step_name,
    words_asked,
)
from mingpai.web.objections.views import Line, line
from mingpai.web.objections.words import role_name
from mingpai.web.renderer import PREFIXES, Renderer
from mingpai.web.shell import Shell
from mingpai.web.visitors import MAX_FORM_BYTES, NotFresh, Porter, RequestOf, WrongForm

_SEE_OTHER: Final = 303
_CONFLICT, _FORBIDDEN = 409, 403
_form = partial(post, request_max_body_size=MAX_FORM_BYTES, status_code=200)
_RECEIVE = frozenset({"token", "kind", "by", "ground", "asked", "words", "salt"})
_STEP = frozenset({"outcome", "on", "until", "words", "salt"})


class DeskParts(Struct, frozen=True):
    """What the court's desk for objections is made of."""

    porter: Porter
    desk: ObjectionDesk
    packs: Packs


class Row(Struct, frozen=True):
    """One objection of one lot on the desk's list."""

    head: LotHead
    number: str
    name: str
    line: Line


class StepForm(Struct, frozen=True):
    """One step's form as the page shows it."""

    path: str
    title: str
    words_label: str
    step: Step
    needs_fresh: bool


class Kept(Struct, frozen=True):
    """A form that was not taken, as it stands on its page again: which, and why not."""

    name: str
    given: Mapping[str, str]
    done: Done | None = None
    is_stale: bool = False
    """Whether nothing but a fresh factor is missing."""

    @property
    def status(self) -> int:
        """Return the status that the page is answered with."""
        if self.is_stale:
            return _FORBIDDEN
        return 200 if self.done is None else _CONFLICT


class ObjectionDeskPages:
    """The court's pages of one language."""

    def __init__(self, shell: Shell, renderer: Renderer, parts: DeskParts) -> None:
        """Keep what pages are made with."""
        self._shell = shell
        self._renderer = renderer
        self._porter = parts.porter
        self._desk = parts.desk
        self._packs = parts.packs

    def router(self) -> Router:
        """Return the handlers under this language's prefix."""
        handlers = [*self._lists(), *self._one(), *(self._step(name) for name in STEPS)]
        return Router(path=PREFIXES[self._renderer.language] or "/", route_handlers=handlers)

    def _lists(self) -> list[Any]:
        @get("/court/objections")
        async def every() -> Response[str]:
            viewer = self._porter.admits(Permission.SEE_COURT_FILE)
            rows = sorted(self._rows(viewer), key=_urgency)
            return self._shell.page(
                self._renderer,
                "objections/desk.html",
                "/court/objections",
                open=[row for row in rows if not row.line.standing.is_over],
                over=[row for row in rows if row.line.standing.is_over],
                today=self._today(),
            )

        @get("/court/lots/{number:str}/objections")
        async def of_lot(number: FromPath[str]) -> Response[str]:
            head = self._shell.head(number)
            viewer = self._demand(Permission.SEE_COURT_FILE, head)
            return self._lot_page(viewer, head, {})

        @_form("/court/lots/{number:str}/objections")
        async def receive(request: RequestOf, number: FromPath[str]) -> Response[Any]:
            given = await self._porter.form(request, _RECEIVE)
            head = self._shell.head(number)
            viewer = self._demand(Permission.RECEIVE_OBJECTION, head)
            if not well_formed("lot token", given["token"]):
                raise WrongForm(detail="token")
            filing = read_filing({**given, "contact": "", "receipts": ""})
            done: Done = Hindered(Obstacle.RECEIPT_UNKNOWN)
            if filing is not None:
                token = LotToken(given["token"])
                done = await self._desk.receive(viewer, head.stream, token, filing)
            if isinstance(done, Taken):
                return self._to(f"/court/lots/{number}/objections")
            return self._lot_page(viewer, head, given, done)

        return [every, of_lot, receive]

    def _one(self) -> list[Any]:
        @get("/court/lots/{number:str}/objections/{which:int}")
        async def one(number: FromPath[str], which: FromPath[int]) -> Response[str]:
            head = self._shell.head(number)
            viewer = self._demand(Permission.SEE_COURT_FILE, head)
            return await self._page(viewer, head, self._objection(head, which))

        @get("/court/lots/{number:str}/evidence/{ground:str}")
        async def evidence(number: FromPath[str], ground: FromPath[str]) -> Response[bytes]:
            head = self._shell.head(number)
            self._demand(Permission.EXPORT_EVIDENCE, head)
            if ground not in {*AnnulmentGround}:
                raise NotFoundException
            found = await asyncio.to_thread(self._packs.of, head.stream, AnnulmentGround(ground))
            name = f"{number}-{ground}.json"
            return Response(
                msgspec.json.format(msgspec.json.encode(found)),
                media_type="application/json",
                headers={"Content-Disposition": f'attachment; filename="{name}"'},
            )

        return [one, evidence]

    def _step(self, name: str) -> Any:  # noqa: ANN401 - a handler of the framework's
        step = STEPS[name]

        @_form(f"/court/lots/{{number:str}}/objections/{{which:int}}/{name}")
        async def act(
            request: RequestOf, number: FromPath[str], which: FromPath[int]
        ) -> Response[Any]:
            given = await self._porter.form(request, _STEP)
            head = self._shell.head(number)
            try:
                viewer = self._demand(step.permission, head)
            except NotFresh:
                return await self._not_fresh(head, which, name, given)
            one = self._objection(head, which)
            try:
                answers = read_given(step, given)
            except Unanswered as error:
                raise WrongForm(detail=str(error)) from error
            content = Content(
                lot=head.stream,
                purpose=step.purpose,
                words=plain_lines(given["words"]),
                salt=given["salt"],
                number=one.number,
                fields={"step": name, **answers.fields()},
            )
            done = await self._desk.act(
                viewer, content, lambda digest: command_of(step, one, answers, digest)
            )
            if isinstance(done, Taken):
                return self._to(f"/court/lots/{number}/objections/{which}")
            return await self._page(viewer, head, one, Kept(name, given, done))

        return act

    async def _not_fresh(
        self, head: LotHead, which: int, name: str, given: Mapping[str, str]
    ) -> Response[str]:
        """Keep the form on its page, and lead to the factor that is missing."""
        viewer = self._demand(Permission.SEE_COURT_FILE, head)
        return await self._page(
            viewer, head, self._objection(head, which), Kept(name, given, is_stale=True)
        )

    # Pages ---------------------------------------------------------------------------------

    def _lot_page(
        self,
        viewer: Viewer,
        head: LotHead,
        given: Mapping[str, str],
        done: Done | None = None,
    ) -> Response[str]:
        number, texts = head.stream.removeprefix(LOT), self._renderer.texts
        return self._shell.page(
            self._renderer,
            "objections/of_lot.html",
            f"/court/lots/{number}/objections",
            status=200 if done is None else _CONFLICT,
            number=number,
            name=self._name(head),
            rows=list(self._rows_of(head)),
            given={name: given.get(name, "") for name in _RECEIVE},
            may_receive=self._may(viewer, Permission.RECEIVE_OBJECTION, head),
            kinds=[Choice(one, objection_name(one, texts)) for one in ObjectionKind],
            roles=[Choice(one, role_name(one, texts)) for one in reversed(Role)],
            grounds=self._grounds(),
            salt=salt_after(done, given),
            most=MOST_WORDS,
            most_asked=MOST_ASKED,
            wrong=said(done, self._renderer),
        )

    async def _page(
        self, viewer: Viewer, head: LotHead, one: Objection, kept: "Kept | None" = None
    ) -> Response[str]:
        kept = kept or Kept("", {})
        number = head.stream.removeprefix(LOT)
        path = f"/court/lots/{number}/objections/{one.number}"
        return self._shell.page(
            self._renderer,
            "objections/one.html",
            path,
            status=kept.status,
            number=number,
            name=self._name(head),
            line=self._line(head, one),
            **await self._written(head, one),
            forms=list(self._forms(viewer, head, one)),
            kept=kept.name,
            given={field: kept.given.get(field, "") for field in _STEP},
            outcomes=[Choice(o, outcome_name(o, self._renderer.texts)) for o in Outcome],
            grounds=self._grounds(),
            may_export=self._may(viewer, Permission.EXPORT_EVIDENCE, head),
            salt=salt_after(kept.done, kept.given),
            most=MOST_WORDS,
            today=self._today(),
            wrong=said(kept.done, self._renderer),
            fresh_link=self._renderer.link("/fresh", next=self._renderer.link(path)),
            is_fresh=self._porter.desk.is_fresh(viewer),
            is_stale=kept.is_stale,
        )

    async def _written(self, head: LotHead, one: Objection) -> dict[str, Any]:
        """Return what was filed with its words and token, and what was written since."""
        course = self._shell.site.board.lot(head.stream)
        steps = () if course is None else course.steps
        entry = next(
            (
                step
                for step in steps
                if isinstance(step.event, ObjectionFiled) and step.event.number == one.number
            ),
            None,
        )
        digest = entry.event.statement if entry and isinstance(entry.event, ObjectionFiled) else ""
        writing = (await self._desk.written([digest])).get(digest)
        seq = None if entry is None else entry.seq
        since = await self._desk.about(head.stream, one.number)
        return {
            "seq": seq,
            "digest": digest,
            "filed": None
            if writing is None
            else Filed(read_content(writing.content), writing, seq),
            "since": [
                (each, read_content(each.content))
                for each in since
                if is_on_record(read_content(each.content), one)
            ],
        }

    def _forms(self, viewer: Viewer, head: LotHead, one: Objection) -> Iterator[StepForm]:
        """Yield the forms of the steps that he may take, and that are worth taking now."""
        texts = self._renderer.texts
        for name, step in STEPS.items():
            if self._may(viewer, step.permission, head) and step.is_shown(one, head.state):
                title, label = step_name(name, texts), words_asked(name, texts)
                yield StepForm(name, title, label, step, needs_fresh(step.permission))

    # Shared --------------------------------------------------------------------------------

    def _rows(self, viewer: Viewer) -> Iterator[Row]:
        for head in self._shell.site.board.lots():
            if self._may(viewer, Permission.SEE_COURT_FILE, head):
                yield from self._rows_of(head)

    def _rows_of(self, head: LotHead) -> Iterator[Row]:
        number, name = head.stream.removeprefix(LOT), self._name(head)
        for one in head.state.file.objections:
            yield Row(head, number, name, self._line(head, one))

    def _line(self, head: LotHead, one: Objection) -> Line:
        return line(one, head, today=self._today(), texts=self._renderer.texts)

    def _grounds(self) -> list[Choice]:
        texts = self._renderer.texts
        return [Choice(one, annulment_ground_name(one, texts)) for one in AnnulmentGround]

    def _objection(self, head: LotHead, which: int) -> Objection:
        found = next((one for one in head.state.file.objections if one.number == which), None)
        if found is None:
            raise NotFoundException
        return found

    def _demand(self, permission: Permission, head: LotHead) -> Viewer:
        opened = head.opened
        return self._porter.demand(permission, court=opened.court, case=opened.case_id)

    def _may(self, viewer: Viewer, permission: Permission, head: LotHead) -> bool:
        return may(viewer, permission, court=head.opened.court, case=head.opened.case_id)

    def _name(self, head: LotHead) -> str:
        return self._shell.site.captions.lot(head.stream, self._renderer.language)

    def _today(self) -> date:
        return local_date(self._shell.site.clock.now())

    def _to(self, path: str) -> Response[Any]:
        return Redirect(self._renderer.link(path), status_code=_SEE_OTHER)


def is_on_record(content: Content, one: Objection) -> bool:
    """Say whether what was written about an objection can be on record, by where it stands."""
    match content.fields.get("step", ""):
        case "decide":
            return one.outcome is not None
        case "served":
            return one.served_on is not None
        case "review-decided":
            return one.review_outcome is not None
        case "suit":
            return one.suit_filed_on is not None
        case "judgment":
            return one.suit_outcome is not None
        case "carried-out":
            return one.carried_out_on is not None
        case "stay" | "defer":
            return True
        case _:
            return content.purpose is Purpose.REVIEW and one.review_filed_on is not None


def _urgency(row: Row) -> tuple[bool, bool, date, str, int]:
    """Order the list: overdue first, then by the last day, then what has no term."""
    standing = row.line.standing
    last = standing.until or date.max
    return (standing.is_over, not standing.is_overdue, last, row.number, row.line.one.number)
