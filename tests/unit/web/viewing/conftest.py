"""A site with the pages of viewings over one published lot, and who looks at it."""

import importlib.util
import itertools
import secrets
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.accounts.model import Role
from mingpai.adapters.memory import FixedClock
from mingpai.adapters.memory_viewings import MemoryViewings
from mingpai.affairs.showing import ShowingDesk
from mingpai.kernel.ids import CaseId, OfficeId
from mingpai.kernel.moments import SHANGHAI
from mingpai.service.projections import LotBoard
from mingpai.web.captions import Caption, Captions
from mingpai.web.heads import Heads
from mingpai.web.live import Live
from mingpai.web.lots import LOT
from mingpai.web.site import Site
from mingpai.web.viewing.arranging import ArrangingPages
from mingpai.web.viewing.visiting import VisitingPages

DOCKET = Path(__file__).parents[3] / "docket.py"
LIVE = Live(watch="ws://h:3", hall="ws://h:1", bids="http://h:2")
_numbers = itertools.count(200_000)


def _docket() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docket", DOCKET)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["docket"] = module
    spec.loader.exec_module(module)
    return module


class Bench:
    """The site, its lot, and the people at it. The clock stands at the notice."""

    def __init__(self, house_of: Callable[..., Any], site: Site, court: ModuleType) -> None:
        """Open the site."""
        self._begun_at = court.NOTICE
        self.house: Any = None
        self.docket = _docket().Docket(FixedClock(court.NOTICE), court)
        lots, live = self.docket, self.docket.board
        site = replace(site, board=live, captions=Captions(), clock=self, live=LIVE)
        self.court, self.lots = court, lots
        self.house = house_of(site, self._pages)
        self.house.clock.move_to(court.NOTICE)
        self.number = lots.lot.removeprefix(LOT)
        self.case = str(lots.head(lots.lot).opened.case_id)
        self.page = f"/lots/{self.number}/viewing"
        self.court_page = f"/court/lots/{self.number}/viewings"

    def now(self) -> Any:
        """Return the site's time."""
        return self._begun_at if self.house is None else self.house.clock.now()

    def _pages(self, shell: Any, renderer: Any, house: Any) -> list[Any]:
        if renderer.language == "zh":
            self.store = MemoryViewings(house.store)
            self.desk = ShowingDesk(self.store, self.lots, house.clock, secrets.token_bytes)
        return [
            VisitingPages(shell, renderer, house.porter, self.desk).router(),
            ArrangingPages(shell, renderer, house.porter, self.desk).router(),
        ]

    def citizen(self, login: str = "li.hua") -> Any:
        """Return somebody who is signed in."""
        guest = self.house.visitor()
        assert guest.register(login, f"SAMPLE-{next(_numbers)}").status_code == 303
        assert guest.sign_in(login).status_code == 303
        return guest

    def officer(self, role: Role, office: str = "", cases: tuple[str, ...] | None = None) -> Any:
        """Return an officer of the lot's court or of another office, who is signed in."""
        login = f"{role}-{next(_numbers)}"
        guest = self.house.visitor()
        guest.register(login, f"SAMPLE-{next(_numbers)}")
        account = self.house.store.by_login(login)
        own = OfficeId(office or self.court.COURT)
        told = None if cases is None else tuple(CaseId(one) for one in cases)
        self.house.store._accounts[account.id] = replace(account, role=role, office=own, cases=told)
        assert guest.sign_in(login).status_code == 303
        return guest

    def clerk(self) -> Any:
        """Return a clerk of the lot's court."""
        return self.officer(Role.CLERK)

    def firm(self, *cases: str) -> Any:
        """Return somebody of a firm that was given these cases."""
        return self.officer(Role.AUXILIARY, "firm/kanyang", cases)

    def form(self, **changes: str) -> dict[str, str]:
        """Return a time in two days as a clerk fills it in."""
        day = (self.now() + timedelta(days=2)).astimezone(SHANGHAI).date().isoformat()
        filled = {"day": day, "begins": "10:00", "ends": "11:00", "places": "2"}
        return {**filled, "meeting": "小区北门", **changes}

    def offered(self) -> str:
        """Let a clerk offer a time; return its id."""
        answer = self.clerk().post(self.court_page, self.court_page, **self.form())
        assert answer.status_code == 303, answer.text
        return self.store.slots(self.docket.lot)[-1].slot.id

    def booked(self, guest: Any) -> str:
        """Let somebody book the time that was offered last; return the number."""
        slot = self.offered()
        answer = guest.post(self.page, self.page, slot=slot)
        assert (answer.status_code, answer.headers["location"]) == (303, "/my/viewings")
        return self.store.of_lot(self.docket.lot)[-1].number

    def begin(self) -> None:
        """Let the time that was offered begin, seen by people who sign in again."""
        slot = self.store.slots(self.docket.lot)[-1].slot
        self.house.clock.move_to(slot.begins_at)


@pytest.fixture
def site(court: ModuleType) -> Site:
    """Return a site over nothing, which a bench fills; no day is played for it."""
    return Site(
        title=Caption("明拍", "Mingpai"),
        board=LotBoard(None),  # type: ignore[arg-type]  # nothing is folded into it
        captions=Captions(),
        clock=FixedClock(court.NOTICE),
        heads=Heads(lambda: None, lambda: None),
        papers=SimpleNamespace(),  # type: ignore[arg-type]
    )


@pytest.fixture
def bench(house: Any, site: Site, court: ModuleType) -> Iterator[Bench]:
    """Return a site with the pages of viewings."""
    one = Bench(type(house), site, court)
    yield one
    one.house.passwords.close()
