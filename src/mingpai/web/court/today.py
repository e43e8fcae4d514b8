"""Today: every duty over all lots of a court, what is overdue first, with who, until when, and why.

Where to look next: `web.court.owed` (a duty in words), `auction.duties` (what must happen).
"""

import asyncio

from litestar import Response, Router, get

from mingpai.auction.duty import Party
from mingpai.auction.model import Disposal
from mingpai.web.court.desk import Desk
from mingpai.web.court.files import Owed
from mingpai.web.court.owed import PARTIES, owed_lines
from mingpai.web.lot_list import Choice
from mingpai.web.renderer import PREFIXES
from mingpai.web.visitors import RequestOf

OVERDUE = "overdue"


class TodayPages(Desk):
    """What must happen, in one language."""

    def router(self) -> Router:
        """Return the handlers under this language's prefix."""

        @get("/court/today")
        async def today(request: RequestOf) -> Response[str]:
            return await self._today(dict(request.query_params))

        return Router(path=PREFIXES[self.renderer.language] or "/", route_handlers=[today])

    async def _today(self, query: dict[str, str]) -> Response[str]:
        viewer, states = await self.files()
        found = await asyncio.to_thread(self._found, states)
        by, when = query.get("by", ""), query.get("when", "")
        names = {state.id: self.name(state) for state in states}
        lines = owed_lines([one for one in found if _matches(one, by, when)], self.renderer, viewer)
        language = self.renderer.language
        return self.page(
            "today.html",
            "/court/today",
            lines=[(line, names[f"disposal/{line.number}"]) for line in lines],
            overdue=sum(one.is_overdue for one in found),
            all=len(found),
            parties=[Choice(p, name.text(language), p == by) for p, name in PARTIES.items()],
            is_overdue_only=when == OVERDUE,
            is_filtered=bool(by or when),
        )

    def _found(self, states: list[Disposal]) -> list[Owed]:
        now, files = self.now(), self.parts.files
        return [one for state in states for one in files.duties(state, now=now)]


def _matches(one: Owed, by: str, when: str) -> bool:
    known = by in {party.value for party in Party}
    is_his = not known or one.duty.by.value == by
    return is_his and (when != OVERDUE or one.is_overdue)
