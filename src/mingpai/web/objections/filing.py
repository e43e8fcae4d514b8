"""Where citizens file an objection, a claim or a complaint, and see what became of it.

The form is kept where something is wrong with it. Nothing here says who anybody is: on record
stand a lot token (restricted) and the digest of the words.
Where to look next: `affairs.objecting` (what is passed on), `web.objections.desk` (the court).
"""

import re
import secrets
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from mingpai.accounts.model import Viewer
from mingpai.accounts.permissions import Permission
from mingpai.affairs.objecting import (
    MOST_ASKED,
    MOST_CONTACT,
    MOST_RECEIPTS,
    MOST_WORDS,
    Done,
    Filed,
    Filing,
    Hindered,
    ObjectionDesk,
    Obstacle,
)
from mingpai.affairs.parts import Taken
from mingpai.auction.objections.model import ObjectionKind
from mingpai.auction.preparation.model import Role
from mingpai.auction.settlement.model import AnnulmentGround
from mingpai.kernel.ids import StreamId
from mingpai.kernel.moments import local_date
from mingpai.kernel.outcome import Refused
from mingpai.service.projections import LotHead
from mingpai.web.life import annulment_ground_name, objection_name
from mingpai.web.lots import LOT
from mingpai.web.objections.views import (
    Line,
    content_of,
    decided_by,
    decision_on,
    line,
    may_ask_review,
)
from mingpai.web.objections.words import Advice, obstacle_words, role_name
from mingpai.web.renderer import PREFIXES, Renderer
from mingpai.web.shell import Shell
from mingpai.web.visitors import MAX_FORM_BYTES, Porter, RequestOf, WrongForm
from mingpai.web.words import told

_SEE_OTHER: Final = 303
_CONFLICT = 409
_SALT_BYTES = 16
_REFRESH_S = 2
_form = partial(post, request_max_body_size=MAX_FORM_BYTES, status_code=200)
_FIELDS = frozenset({"kind", "by", "ground", "asked", "words", "contact", "receipts", "salt"})
_REVIEW = frozenset({"number", "words", "salt"})
_SEQ = re.compile(r"0|[1-9][0-9]{0,14}", re.ASCII)


def new_salt() -> str:
    """Draw what makes a form count once: 22 characters."""
    return secrets.token_urlsafe(_SALT_BYTES)


class Choice(Struct, frozen=True):
    """One choice of a form. `until`: by when the court would decide what is filed today."""

    value: str
    text: str
    until: str = ""


class FilingPages:
    """The citizens' pages of one language."""

    def __init__(
        self, shell: Shell, renderer: Renderer, porter: Porter, desk: ObjectionDesk
    ) -> None:
        """Keep what pages are made with."""
        self._shell = shell
        self._renderer = renderer
        self._porter = porter
        self._desk = desk

    def router(self) -> Router:
        """Return the handlers under this language's prefix."""
        handlers = [*self._on_a_lot(), *self._own()]
        return Router(path=PREFIXES[self._renderer.language] or "/", route_handlers=handlers)

    def _on_a_lot(self) -> list[Any]:
        @get("/lots/{number:str}/objection")
        async def form(number: FromPath[str]) -> Response[str]:
            self._porter.demand(Permission.FILE_OBJECTION)
            return self._form_page(self._shell.head(number), {})

        @get("/lots/{number:str}/objection/{seq:int}")
        async def form_with_receipt(number: FromPath[str], seq: FromPath[int]) -> Response[str]:
            self._porter.demand(Permission.FILE_OBJECTION)
            return self._form_page(self._shell.head(number), {"receipts": str(seq)})

        @_form("/lots/{number:str}/objection")
        async def file(request: RequestOf, number: FromPath[str]) -> Response[Any]:
            given = await self._porter.form(request, _FIELDS)
            viewer = self._porter.demand(Permission.FILE_OBJECTION)
            head = self._shell.head(number)
            filing = read_filing(given)
            done: Done = Hindered(Obstacle.RECEIPT_UNKNOWN)
            if filing is not None:
                done = await self._desk.file(viewer, head.stream, filing)
            if isinstance(done, Taken):
                return self._to(f"/my/objections/{done.seq}")
            return self._form_page(head, given, done)

        @_form("/lots/{number:str}/objection/review")
        async def review(request: RequestOf, number: FromPath[str]) -> Response[Any]:
            given = await self._porter.form(request, _REVIEW)
            viewer = self._porter.demand(Permission.FILE_OBJECTION)
            head = self._shell.head(number)
            which = int(given["number"]) if _SEQ.fullmatch(given["number"]) else 0
            done = await self._desk.ask_review(
                viewer, head.stream, which, words=plain_lines(given["words"]), salt=given["salt"]
            )
            filed = await self._mine_of(viewer, head, which)
            if isinstance(done, Taken) and filed is not None:
                return self._to(f"/my/objections/{filed.seq}")
            if filed is None:
                return self._form_page(head, {}, done)
            return await self._answer_page(filed, head, given, wrong=done)

        return [form, form_with_receipt, file, review]

    def _own(self) -> list[Any]:
        @get("/my/objections")
        async def listed() -> Response[str]:
            viewer = self._porter.demand(Permission.FILE_OBJECTION)
            found = await self._desk.mine(viewer)
            return self._shell.page(
                self._renderer,
                "objections/mine.html",
                "/my/objections",
                rows=[(one, *self._told_of(one)) for one in found],
            )

        @get("/my/objections/{seq:int}")
        async def answer(seq: FromPath[int]) -> Response[str]:
            viewer = self._porter.demand(Permission.FILE_OBJECTION)
            found = next((one for one in await self._desk.mine(viewer) if one.seq == seq), None)
            head = None if found is None else self._shell.site.board.head(found.writing.lot)
            if found is not None and head is not None:
                return await self._answer_page(found, head)
            if seq < self._shell.site.board.totals().entries:
                raise NotFoundException
            return self._shell.page(
                self._renderer,
                "objections/soon.html",
                f"/my/objections/{seq}",
                seq=seq,
                refresh_s=_REFRESH_S,
            )

        return [listed, answer]

    # Pages ---------------------------------------------------------------------------------

    def _form_page(
        self, head: LotHead, given: dict[str, str], wrong: Done | None = None
    ) -> Response[str]:
        number, texts = head.stream.removeprefix(LOT), self._renderer.texts
        return self._shell.page(
            self._renderer,
            "objections/form.html",
            f"/lots/{number}/objection",
            status=200 if wrong is None else _CONFLICT,
            number=number,
            name=self._name(head.stream),
            court=self._shell.site.captions.office(head.opened.court, self._renderer.language),
            given={name: given.get(name, "") for name in _FIELDS},
            kinds=[self._kind(one, head) for one in ObjectionKind],
            roles=[Choice(one, role_name(one, texts)) for one in reversed(Role)],
            grounds=[Choice(one, annulment_ground_name(one, texts)) for one in AnnulmentGround],
            salt=salt_after(wrong, given),
            most=MOST_WORDS,
            most_asked=MOST_ASKED,
            most_contact=MOST_CONTACT,
            wrong=said(wrong, self._renderer),
        )

    def _kind(self, kind: ObjectionKind, head: LotHead) -> Choice:
        until = decided_by(kind, head.state, today=self._today())
        name = objection_name(kind, self._renderer.texts)
        return Choice(kind, name, "" if until is None else until.isoformat())

    async def _answer_page(
        self,
        filed: Filed,
        head: LotHead,
        given: Mapping[str, str] | None = None,
        *,
        wrong: Done | None = None,
    ) -> Response[str]:
        given = given or {}
        number, shown, today = head.stream.removeprefix(LOT), self._told_of(filed)[1], self._today()
        one = filed.objection
        return self._shell.page(
            self._renderer,
            "objections/answer.html",
            f"/my/objections/{filed.seq}",
            status=200 if wrong is None else _CONFLICT,
            number=number,
            name=self._name(head.stream),
            court=self._shell.site.captions.office(head.opened.court, self._renderer.language),
            filed=filed,
            line=shown,
            decision=await self._decision(filed, head),
            may_review=one is not None and may_ask_review(one, head.state, today=today),
            words=given.get("words", ""),
            salt=salt_after(wrong, given),
            most=MOST_WORDS,
            wrong=said(wrong, self._renderer),
        )

    async def _decision(self, filed: Filed, head: LotHead) -> str:
        """Return the words of the decision on it, where they are kept here."""
        course = self._shell.site.board.lot(head.stream)
        number = 0 if filed.objection is None else filed.objection.number
        digest = "" if course is None else decision_on(course, number)
        content = content_of((await self._desk.written([digest])).get(digest)) if digest else None
        return "" if content is None else content.words

    # Shared --------------------------------------------------------------------------------

    def _told_of(self, filed: Filed) -> tuple[str, Line | None]:
        """Return the lot's name and the objection in words."""
        head = self._shell.site.board.head(filed.writing.lot)
        name = self._name(filed.writing.lot)
        if head is None or filed.objection is None:
            return name, None
        return name, line(filed.objection, head, today=self._today(), texts=self._renderer.texts)

    async def _mine_of(self, viewer: Viewer, head: LotHead, number: int) -> Filed | None:
        for one in await self._desk.mine(viewer):
            is_here = one.writing.lot == head.stream and one.objection is not None
            if is_here and one.objection is not None and one.objection.number == number:
                return one
        return None

    def _name(self, lot: StreamId) -> str:
        return self._shell.site.captions.lot(lot, self._renderer.language)

    def _today(self) -> Any:  # noqa: ANN401 - a date
        return local_date(self._shell.site.clock.now())

    def _to(self, path: str) -> Response[Any]:
        return Redirect(self._renderer.link(path), status_code=_SEE_OTHER)


def read_filing(given: Mapping[str, str]) -> Filing | None:
    """Read a form; None where what stands under receipts is no list of numbers.

    Raises: WrongForm where it is none of ours.
    """
    try:
        kind, by = ObjectionKind(given["kind"]), Role(given["by"])
        ground = AnnulmentGround(given["ground"]) if given["ground"] else None
    except ValueError as error:
        raise WrongForm(detail=str(error)) from error
    numbers = given["receipts"].replace(",", " ").replace("，", " ").split()
    if len(numbers) > MOST_RECEIPTS or not all(map(_SEQ.fullmatch, numbers)):
        return None
    return Filing(
        kind=kind,
        by=by,
        words=plain_lines(given["words"]),
        salt=given["salt"],
        ground=ground,
        asked=plain_lines(given["asked"]),
        contact=given["contact"],
        receipts=tuple(sorted({int(one) for one in numbers})),
    )


def plain_lines(text: str) -> str:
    """Return a text with line ends as we keep them: browsers send two signs for each."""
    return text.replace("\r\n", "\n").strip()


def salt_after(done: Done | None, given: Mapping[str, str]) -> str:
    """Return the salt of a form that is shown (again).

    One that hung is sent again as it is and counts once; any other is another form.
    """
    hung = (Obstacle.BUSY, Obstacle.NO_ANSWER)
    if isinstance(done, Hindered) and done.obstacle in hung and given.get("salt"):
        return given["salt"]
    return new_salt()


def said(wrong: Done | None, renderer: Renderer) -> Advice | None:
    """Return what is wrong and what to do next; a refusal names its article."""
    if isinstance(wrong, Hindered):
        return obstacle_words(wrong.obstacle, renderer.texts)
    if not isinstance(wrong, Refused):
        return None
    found = told(wrong.code, wrong.article, wrong.facts, renderer.language, renderer.texts)
    return Advice(f"{found.text} ({found.ground.cited})", found.next)
