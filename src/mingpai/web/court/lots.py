"""The lots of a court with their search, and one lot's file: its stage, what is due, what to do.

Where to look next: `web.court.acting` (the forms), `web.court.publishing` (the notice).
"""

import asyncio
from typing import Any

from litestar import Response, Router, get
from litestar.params import FromPath
from msgspec import Struct

from mingpai.accounts.permissions import Permission
from mingpai.auction.model import Disposal, Stage, stage_at
from mingpai.auction.preparation.model import Panel
from mingpai.web.court.acts import PARTS, Part, acts, page_of
from mingpai.web.court.desk import Desk, OpenFile, may_prepare
from mingpai.web.court.field_words import choice_name
from mingpai.web.court.owed import owed_lines
from mingpai.web.lot_list import MAX_SEARCH, Choice
from mingpai.web.lots import LOT
from mingpai.web.renderer import PREFIXES
from mingpai.web.visitors import RequestOf
from mingpai.web.words import stage_name

_STAGES = tuple(stage for stage in Stage if stage is not Stage.UNOPENED)


class LotLine(Struct, frozen=True):
    """A lot as the court's list shows it."""

    number: str
    name: str
    case: str
    stage: Stage
    stage_name: str
    overdue: int
    due: int


class ActLine(Struct, frozen=True):
    """An act as a lot's page offers it; `may_send`: who looks may send it himself."""

    page: str
    name: str
    may_send: bool
    has_draft: bool


class LotPages(Desk):
    """The list of a court's lots and the page of each, in one language."""

    def router(self) -> Router:
        """Return the handlers under this language's prefix."""

        @get("/court")
        async def index(request: RequestOf) -> Response[str]:
            return await self._list(dict(request.query_params))

        @get("/court/lots/{number:str}")
        async def lot(request: RequestOf, number: FromPath[str]) -> Response[str]:
            at = await self.file(number)
            done = request.query_params.get("done", "")
            return await self._lot(at, done if done.isdecimal() else "")

        return Router(path=PREFIXES[self.renderer.language] or "/", route_handlers=[index, lot])

    # The list ------------------------------------------------------------------------------

    async def _list(self, query: dict[str, str]) -> Response[str]:
        viewer, states = await self.files()
        words = query.get("q", "")[:MAX_SEARCH]
        wanted = query.get("state", "")
        lines = await asyncio.to_thread(lambda: [self._line(state) for state in states])
        fitting = [line for line in lines if _matches(line, words, wanted)]
        texts = self.renderer.texts
        return self.page(
            "lots.html",
            "/court",
            lines=fitting,
            all=len(lines),
            q=words,
            is_filtered=bool(words or wanted),
            states=[Choice(s.value, stage_name(s, texts), s.value == wanted) for s in _STAGES],
            may_open=viewer.office is not None,
        )

    def _line(self, state: Disposal) -> LotLine:
        stage = stage_at(state, now=self.now())
        due = list(self.parts.files.duties(state, now=self.now()))
        return LotLine(
            number=state.id.removeprefix(LOT),
            name=self.name(state),
            case=str(state.file.case_id),
            stage=stage,
            stage_name=stage_name(stage, self.renderer.texts),
            overdue=sum(one.is_overdue for one in due),
            due=len(due),
        )

    # One lot -------------------------------------------------------------------------------

    async def _lot(self, at: OpenFile, done: str) -> Response[str]:
        state, renderer = at.state, self.renderer
        filed = state.file.preparation
        return self.page(
            "lot.html",
            f"/court/lots/{at.number}",
            number=at.number,
            line=self._line(state),
            file=state.file,
            done=done,
            kind=choice_name(state.file.property_class, renderer),
            nature=choice_name(filed.nature, renderer),
            traits=[choice_name(one, renderer) for one in filed.traits],
            price=filed.price,
            claims=filed.claims,
            panel=panel_view(filed.panel, self),
            current=state.current,
            owed=owed_lines(self.parts.files.duties(state, now=self.now()), renderer, at.viewer),
            services=self._services(state),
            objections=[(one, choice_name(one.kind, renderer)) for one in state.file.objections],
            groups=await self._groups(at),
            may_publish=at.may(Permission.PUBLISH_NOTICE),
            may_prepare=at.may(Permission.PREPARE_DISPOSAL),
            may_confirm=at.may(Permission.CONFIRM_DEPOSIT) and state.current is not None,
            may_arrange=at.may(Permission.ARRANGE_VIEWING) and state.current is not None,
        )

    def _services(self, state: Disposal) -> list[tuple[Any, str, str, str]]:
        """Return who was served with what and how: the register of services."""
        filed, renderer = state.file.preparation, self.renderer
        roles: dict[str, str] = {}
        for token, role in filed.concerned():
            roles.setdefault(token, choice_name(role, renderer))
        return [
            (
                one,
                choice_name(one.paper, renderer),
                choice_name(one.method, renderer),
                roles.get(one.token, ""),
            )
            for one in filed.services
        ]

    async def _groups(self, at: OpenFile) -> list[tuple[str, list[ActLine]]]:
        """Return what may be prepared or sent, group by group."""
        kept: set[str] = set()
        if at.viewer.office is not None:
            found = await asyncio.to_thread(self.parts.drafts.of_office, at.viewer.office)
            kept = {one.command for one in found if one.lot == at.lot}
        language = self.renderer.language
        groups: dict[Part, list[ActLine]] = {part: [] for part in Part}
        for command, act in acts():
            if may_prepare(at, act):
                page = page_of(at.number, command)
                name = act.name.text(language)
                may_send = at.may(act.permission)
                groups[act.part].append(ActLine(page, name, may_send, command in kept))
        return [(PARTS[part].text(language), lines) for part, lines in groups.items() if lines]


def panel_view(panel: Panel | None, desk: Desk) -> dict[str, Any] | None:
    """Return what a panel decided, in words."""
    if panel is None:
        return None
    matters = [choice_name(one, desk.renderer) for one in panel.matters]
    return {"panel": panel, "matters": matters}


def _matches(line: LotLine, words: str, wanted: str) -> bool:
    text = f"{line.name} {line.number} {line.case}".casefold()
    is_found = all(word in text for word in words.casefold().split())
    return is_found and wanted in ("", line.stage.value)
