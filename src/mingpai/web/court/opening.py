"""Where a new disposal is opened, from nothing or from another lot's facts.

Where to look next: `web.court.acting` (what follows), `web.court.importing` (many at once).
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException

from mingpai.accounts.model import Viewer
from mingpai.accounts.permissions import Permission, may
from mingpai.affairs.denials import Denied
from mingpai.affairs.parts import Taken
from mingpai.auction.model import Disposal
from mingpai.auction.preparation.commands import OpenDisposal
from mingpai.events import registry
from mingpai.exchange.court_list_orders import lot_named
from mingpai.kernel.outcome import Refused
from mingpai.web.court.acting import Shown
from mingpai.web.court.desk import (
    CONFLICT,
    SEND,
    UNAVAILABLE,
    UNREADABLE,
    Desk,
    digest_of,
    new_nonce,
    office_of,
)
from mingpai.web.court.fields import Control, Group, controls_of, names_of
from mingpai.web.court.reading import Unread, filled_of, read
from mingpai.web.court.sending import MAX_SENT_BYTES, Sent, sent
from mingpai.web.lots import LOT
from mingpai.web.renderer import PREFIXES
from mingpai.web.visitors import NotPermitted, RequestOf

_GIVEN = frozenset({"court"})
"""The court is the officer's own, and is not asked for."""
_PAGE = "/court/new"


class OpeningPages(Desk):
    """The form of a new disposal, in one language."""

    def router(self) -> Router:
        """Return the handlers under this language's prefix."""

        @get(_PAGE)
        async def form(request: RequestOf) -> Response[str]:
            viewer = self.porter.admits(Permission.PREPARE_DISPOSAL)
            like = request.query_params.get("like", "")
            filled = await self._like(like) if like else {}
            return self._page(viewer, filled, Shown())

        @post(_PAGE, request_max_body_size=MAX_SENT_BYTES, status_code=200)
        async def opened(request: RequestOf) -> Response[Any]:
            viewer = self.porter.admits(Permission.PREPARE_DISPOSAL)
            names = names_of(self._controls({}, {}))
            return await self._opened(viewer, await sent(request, self.porter, names))

        return Router(path=PREFIXES[self.renderer.language] or "/", route_handlers=[form, opened])

    async def _like(self, number: str) -> dict[str, str]:
        """Return what another lot of the same court says of itself, all but its own number."""
        at = await self.file(number)
        state, filed = at.state, at.state.file.preparation
        if state.court is None or state.file.case_id is None or state.file.property_id is None:
            raise NotFoundException
        if filed.seized_on is None or filed.seizure_until is None:
            raise NotFoundException
        copied = OpenDisposal(
            case_id=state.file.case_id,
            property_id=state.file.property_id,
            property_class=state.file.property_class,
            court=state.court,
            nature=filed.nature,
            seized_on=filed.seized_on,
            seizure_until=filed.seizure_until,
            traits=filed.traits,
        )
        left_out = ("court", "property_id")
        found = filled_of(copied)
        return {name: text for name, text in found.items() if name not in left_out}

    async def _opened(self, viewer: Viewer, form: Sent) -> Response[Any]:
        office = office_of(viewer)
        try:
            wanted: Any = read(OpenDisposal, form.filled, given={"court": office})
        except Unread as unread:
            return self._page(viewer, form.filled, Shown(UNREADABLE, wrong=unread.wrong))
        viewer = self.porter.demand(Permission.PREPARE_DISPOSAL, court=office, case=wanted.case_id)
        lot = lot_named(wanted.case_id, wanted.property_id)
        state = await asyncio.to_thread(self.parts.files.of, lot) or Disposal(lot)
        found = self.parts.files.preview(state, wanted, actor=office, now=self.now())
        if isinstance(found, Refused):
            return self._page(viewer, form.filled, Shown(CONFLICT, refused=found))
        if form.do != SEND:
            shown = Shown(events=found, digest=digest_of(wanted))
            return self._page(viewer, form.filled, shown, form.nonce)
        key = self.key(office, lot, wanted, form.nonce)
        answer = await self.order(office, lot, wanted, key=key)
        if isinstance(answer, Taken):
            return self.onward(f"/court/lots/{lot.removeprefix(LOT)}", done=str(answer.seq))
        if isinstance(answer, Denied):
            shown = Shown(UNAVAILABLE, denied=answer)
        else:
            shown = Shown(CONFLICT, refused=answer)
        return self._page(viewer, form.filled, shown, form.nonce)

    def _controls(
        self, filled: Mapping[str, str], wrong: Mapping[str, str]
    ) -> tuple[Control | Group, ...]:
        return controls_of(OpenDisposal, filled, self.renderer, wrong=wrong, given=_GIVEN)

    def _page(
        self, viewer: Viewer, filled: Mapping[str, str], shown: Shown, nonce: str = ""
    ) -> Response[str]:
        office, names = office_of(viewer), registry().by_class
        if viewer.cases is None and not may(viewer, Permission.PREPARE_DISPOSAL, court=office):
            raise NotPermitted(detail=Permission.PREPARE_DISPOSAL.value)
        return self.page(
            "new.html",
            _PAGE,
            status=shown.status,
            court=self.shell.site.captions.office(office, self.renderer.language),
            controls=self._controls(filled, shown.wrong),
            is_unreadable=bool(shown.wrong),
            refused=None if shown.refused is None else self.said(shown.refused),
            denied=None if shown.denied is None else self.denied(shown.denied),
            events=[names[type(one)].name for one in shown.events],
            digest=shown.digest,
            nonce=nonce or new_nonce(),
        )
