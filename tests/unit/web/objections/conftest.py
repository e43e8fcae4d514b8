"""A site with the pages of objections over a docket: one published lot, and who looks at it."""

import importlib.util
import itertools
import secrets
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.accounts.model import Role
from mingpai.adapters.memory import FixedClock
from mingpai.adapters.memory_writings import MemoryWritings
from mingpai.affairs.objecting import ObjectionDesk
from mingpai.affairs.parts import AffairsParts, Tokens
from mingpai.kernel.ids import LotToken, OfficeId
from mingpai.web.captions import Captions
from mingpai.web.live import Live
from mingpai.web.lots import LOT
from mingpai.web.objections.desk import DeskParts, ObjectionDeskPages
from mingpai.web.objections.filing import FilingPages
from mingpai.web.objections.late import LatePages
from mingpai.web.site import Site

DOCKET = Path(__file__).parents[3] / "docket.py"
LIVE = Live(watch="ws://h:3", hall="ws://h:1", bids="http://h:2")
_numbers = itertools.count(100_000)


def _docket() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docket", DOCKET)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["docket"] = module
    spec.loader.exec_module(module)
    return module


class Packs:
    """Evidence packs that say what was asked for."""

    def of(self, lot: str, ground: Any) -> dict[str, Any]:
        """Return a pack of nothing."""
        return {"lot": lot, "ground": ground}


class Bench:
    """The site, its docket, and the people at it."""

    def __init__(self, house_of: Callable[..., Any], site: Site, court: ModuleType) -> None:
        """Open the site over one published lot."""
        clock = FixedClock(court.NOTICE)
        self.docket = _docket().Docket(clock, court)
        live = replace(
            site, board=self.docket.board, captions=Captions(), clock=self.docket, live=LIVE
        )
        self.desk: ObjectionDesk
        self.house = house_of(live, self._pages)
        self.docket.clock = self.house.clock
        self.court = court
        self.number = self.docket.lot.removeprefix(LOT)
        self.page = f"/lots/{self.number}/objection"
        self.desk_page = f"/court/lots/{self.number}/objections"

    def _pages(self, shell: Any, renderer: Any, house: Any) -> list[Any]:
        if renderer.language == "zh":
            self.writings = MemoryWritings(house.store)
            self.tokens = Tokens(house.subjects)
            parts = AffairsParts(
                store=SimpleNamespace(),  # type: ignore[arg-type]
                accounts=SimpleNamespace(clock=house.clock),  # type: ignore[arg-type]
                sign_in=house.desk,
                tokens=self.tokens,
                lots=self.docket,
                core=self.docket,
                tickets=SimpleNamespace(),  # type: ignore[arg-type]
                post=SimpleNamespace(),  # type: ignore[arg-type]
            )
            self.desk = ObjectionDesk(parts, self.writings)
        packs: Any = Packs()
        return [
            FilingPages(shell, renderer, house.porter, self.desk).router(),
            ObjectionDeskPages(shell, renderer, DeskParts(house.porter, self.desk, packs)).router(),
            LatePages(shell, renderer).router(),
        ]

    judge = Role.JUDGE
    clerk = Role.CLERK
    supervisor = Role.SUPERVISOR

    def citizen(self, login: str = "li.hua") -> Any:
        """Return somebody who is signed in."""
        guest = self.house.visitor()
        assert guest.register(login, f"SAMPLE-{next(_numbers)}").status_code == 303
        assert guest.sign_in(login).status_code == 303
        return guest

    def officer(self, role: Role, office: str | None = None, login: str = "") -> Any:
        """Return an officer of the lot's court, or of another, who is signed in."""
        login = login or f"{role}-{next(_numbers)}"
        guest = self.house.visitor()
        guest.register(login, f"SAMPLE-{next(_numbers)}")
        account = self.house.store.by_login(login)
        own = OfficeId(office or self.court.COURT)
        self.house.store._accounts[account.id] = replace(account, role=role, office=own, cases=None)
        assert guest.sign_in(login).status_code == 303
        return guest

    def token(self, login: str = "li.hua") -> LotToken:
        """Return somebody's token for the lot."""
        account = self.house.store.by_login(login)
        return self.tokens.of(account.id, self.docket.lot)

    def file(self, guest: Any, **fields: str) -> Any:
        """Fill in the form and send it."""
        given = {"kind": "conduct", "by": "outsider", "ground": "", "words": "延时少了一次"}
        given |= {"salt": secrets.token_urlsafe(16), **fields}
        return guest.post(self.page, self.page, **given)


@pytest.fixture
def bench(house: Any, site: Site, court: ModuleType) -> Iterator[Bench]:
    """Return a site with the pages of objections."""
    one = Bench(type(house), site, court)
    yield one
    one.house.passwords.close()
