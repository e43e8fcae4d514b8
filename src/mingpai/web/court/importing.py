"""A court's list on screen: looked at row by row first, and imported as a whole or not at all.

What a list asks for has keys made of its content, so that the same list again changes nothing and
completes what was cut off. Where to look next: `web.court.trying` (what becomes of each row).
"""

import asyncio
import base64
import binascii
from collections.abc import Sequence
from typing import Any

from litestar import Response, Router, get, post
from msgspec import Struct

from mingpai.accounts.model import Viewer
from mingpai.accounts.permissions import Permission, may
from mingpai.affairs.denials import Denied
from mingpai.affairs.parts import Taken, key_of
from mingpai.exchange.court_list import CourtList, read_court_list
from mingpai.exchange.court_list_orders import Court
from mingpai.exchange.court_list_problems import SAYS, ListProblem, ListProblems
from mingpai.kernel.ids import CaseId
from mingpai.kernel.outcome import Refused
from mingpai.web.captions import Caption
from mingpai.web.court.desk import CONFLICT, SEND, UNAVAILABLE, UNREADABLE, Desk, Said, office_of
from mingpai.web.court.sending import MAX_SENT_BYTES, Sent, sent
from mingpai.web.court.trying import Fate, Tried, Trying, tried
from mingpai.web.lots import LOT
from mingpai.web.renderer import PREFIXES
from mingpai.web.visitors import RequestOf, WrongForm

_PAGE = "/court/import"
_LIST, _KEPT, _NAME, _COURT_NAME = "list", "kept", "name", "court_name"
MAX_LIST_BYTES = 1024 * 1024
"""A list that is looked at on screen; larger ones are imported on the command line."""

FATES: dict[Fate, Caption] = {
    Fate.READY: Caption("可以导入", "ready"),
    Fate.TO_COMPLETE: Caption("上次导入中断，可以补齐", "cut off before; can be completed"),
    Fate.ALREADY_THERE: Caption("已经导入，不再重复", "there already"),
    Fate.OTHERWISE: Caption(
        "已有同一标的，内容不同；请在其页面上更正",
        "there with other facts; change them on its page",
    ),
    Fate.NOT_YOURS: Caption("不是您经办的案件", "not one of your cases"),
    Fate.FAULTY: Caption("有问题", "faulty"),
}


class RowLine(Struct, frozen=True):
    """A row as the preview shows it."""

    row: int
    title: str
    case: str
    number: str
    fate: str
    is_wrong: bool
    problems: list[tuple[str, str, str]]
    said: Said | None


class ImportPages(Desk):
    """The import of a list, in one language."""

    def router(self) -> Router:
        """Return the handlers under this language's prefix."""

        @get(_PAGE)
        async def form() -> Response[str]:
            self.porter.admits(Permission.PREPARE_DISPOSAL)
            return self._page()

        @post(_PAGE, request_max_body_size=MAX_SENT_BYTES, status_code=200)
        async def imported(request: RequestOf) -> Response[Any]:
            viewer = self.porter.admits(Permission.PREPARE_DISPOSAL)
            names = (_KEPT, _NAME, _COURT_NAME)
            form = await sent(request, self.porter, names, files=(_LIST,))
            return await self._imported(viewer, form)

        return Router(path=PREFIXES[self.renderer.language] or "/", route_handlers=[form, imported])

    async def _imported(self, viewer: Viewer, form: Sent) -> Response[Any]:
        name, data = _list_of(form)
        court_name = form.filled.get(_COURT_NAME, "").strip()
        kept = {_NAME: name, _COURT_NAME: court_name, _KEPT: base64.b64encode(data).decode()}
        read = await asyncio.to_thread(read_court_list, data, name=name)
        if isinstance(read, ListProblems):
            problems = [self._problem(one) for one in read.problems]
            return self._page(status=UNREADABLE, problems=problems, court_name=court_name)
        trying = self._trying(viewer, court_name)
        found = await asyncio.to_thread(tried, read, trying)
        if form.do != SEND or any(one.stands_in_the_way for one in found):
            return self._looked_at(read, found, kept)
        return await self._carried_out(read, found, trying, kept)

    def _trying(self, viewer: Viewer, court_name: str) -> Trying:
        office = office_of(viewer)

        def may_prepare(case: CaseId | None) -> bool:
            return may(viewer, Permission.PREPARE_DISPOSAL, court=office, case=case)

        return Trying(Court(office, court_name or None), self.parts.files, self.now(), may_prepare)

    async def _carried_out(
        self, read: CourtList, found: Sequence[Tried], trying: Trying, kept: dict[str, str]
    ) -> Response[Any]:
        """Give every order that is left, row by row; stop at the first that is not taken."""
        for one in found:
            for order in one.left:
                if one.lot is None:
                    continue
                key, office = key_of("import", order.key), trying.court.office
                answer = await self.order(office, one.lot, order.command, key=key)
                if not isinstance(answer, Taken):
                    again = await asyncio.to_thread(tried, read, trying)
                    return self._looked_at(read, again, kept, stopped=answer)
        again = await asyncio.to_thread(tried, read, trying)
        return self._looked_at(read, again, kept, is_done=True)

    def _looked_at(
        self,
        read: CourtList,
        found: Sequence[Tried],
        kept: dict[str, str],
        **more: Any,  # noqa: ANN401 - what else the page says
    ) -> Response[str]:
        stopped: Refused | Denied | None = more.get("stopped")
        is_stopped_by_law = isinstance(stopped, Refused)
        wrong = sum(one.stands_in_the_way for one in found)
        status = CONFLICT if wrong or is_stopped_by_law else 200
        return self._page(
            status=UNAVAILABLE if isinstance(stopped, Denied) else status,
            rows=[self._row(one) for one in found],
            unknown=read.unknown,
            skipped=read.skipped,
            left_out=read.left_out,
            wrong=wrong,
            left=sum(bool(one.left) for one in found),
            kept=kept,
            court_name=kept[_COURT_NAME],
            refused=self.said(stopped) if isinstance(stopped, Refused) else None,
            denied=self.denied(stopped) if isinstance(stopped, Denied) else None,
            is_done=more.get("is_done", False),
        )

    def _page(self, *, status: int = 200, **view: Any) -> Response[str]:  # noqa: ANN401 - a view is what its template says
        given = {
            "rows": None,
            "problems": [],
            "kept": {},
            "court_name": "",
            "refused": None,
            "denied": None,
            "is_done": False,
            **view,
        }
        return self.page("import.html", _PAGE, status=status, **given)

    def _row(self, one: Tried) -> RowLine:
        return RowLine(
            row=one.row.row,
            title=one.row.title or "",
            case=one.row.case_id or "",
            number="" if one.lot is None else one.lot.removeprefix(LOT),
            fate=FATES[one.fate].text(self.renderer.language),
            is_wrong=one.stands_in_the_way,
            problems=[self._problem(problem) for problem in one.problems],
            said=None if one.refused is None else self.said(one.refused),
        )

    def _problem(self, one: ListProblem) -> tuple[str, str, str]:
        """Return what is wrong: where and what was found, what was expected, what to do."""
        says = SAYS[one.code]
        is_chinese = self.renderer.language == "zh"
        where = " ".join(text for text in (one.column, one.found, one.reason) if text)
        expected = says.zh if is_chinese else says.en
        return where, expected, says.do_zh if is_chinese else says.do_en


def _list_of(form: Sent) -> tuple[str, bytes]:
    """Return the list that was uploaded, or the one that is being looked at. Raises: WrongForm."""
    if _LIST in form.uploads:
        name, data = form.uploads[_LIST]
    else:
        name = form.filled.get(_NAME, "")
        try:
            data = base64.b64decode(form.filled.get(_KEPT, ""), validate=True)
        except (binascii.Error, ValueError) as error:
            raise WrongForm(detail="form_malformed") from error
    if not data:
        raise WrongForm(detail="list_missing")
    if len(data) > MAX_LIST_BYTES:
        raise WrongForm(detail="list_too_large")
    return name, data
