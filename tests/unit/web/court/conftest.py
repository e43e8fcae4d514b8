"""A court's desk over files in memory, whose core is the engine itself, and its officers."""

import re
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.accounts.model import Role
from mingpai.adapters.memory_drafts import MemoryDrafts
from mingpai.affairs.core import CoreBusy
from mingpai.auction.asked import Setting
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal, PropertyClass
from mingpai.exchange import paperwork
from mingpai.hall.wire import Answered
from mingpai.kernel.ids import CaseId, LotToken, OfficeId, PropertyId, StreamId
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused
from mingpai.law.platforms import sandbox_list
from mingpai.service.orders import Order, print_order, read_order
from mingpai.web.court.desk import CourtParts
from mingpai.web.court.files import CourtFiles
from mingpai.web.court.pages import court_routers
from mingpai.web.site import Site

COURT = OfficeId("court/sh-xuhui")
ELSEWHERE = OfficeId("court/sh-pudong")
PLATFORM = sandbox_list().listings[0].platform
PRICE = paperwork.Price(Fen(10_000_000), Fen(7_000_000), Fen(50_000), Fen(700_000))


class Files(CourtFiles):
    """Files that stand in memory alone."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__(None, None, Setting(sandbox_list()))  # type: ignore[arg-type]

    def _read_on(self) -> None:
        """Read nothing: what there is was put here."""

    def put(self, state: Disposal) -> None:
        """Put a disposal in."""
        self._states[StreamId(state.id)] = state


class Engine:
    """The core's port, answered by the engine on the files."""

    def __init__(self, files: Files, now: Callable[[], datetime]) -> None:
        """Decide over these files."""
        self.files = files
        self.now = now
        self.orders: list[Order] = []
        self.is_busy = False

    async def order(self, order: Order) -> Answered:
        """Decide as the core would, once for each key."""
        if self.is_busy:
            raise CoreBusy(1)
        order = read_order(print_order(order))
        at = self.now()
        state = self.files.of(order.stream) or Disposal(order.stream)
        known = any(one.key == order.key for one in self.orders)
        if known:
            return Answered(0, "taken", at, "", seq=len(self.orders), repeated=True)
        found = self.files.preview(state, order.command, actor=OfficeId(order.actor), now=at)
        if isinstance(found, Refused):
            return Answered(
                0,
                "refused",
                at,
                "",
                code=found.code,
                article=found.article,
                facts=dict(found.facts),
            )
        self.orders.append(order)
        for event in found:
            state = evolve(state, event)
        self.files.put(state)
        return Answered(0, "taken", at, "", seq=len(self.orders))

    async def sign_out(self, session: str) -> None:
        """Do nothing."""


def property_of(number: int, court: OfficeId = COURT) -> paperwork.Property:
    """Return a flat."""
    return paperwork.Property(
        case_id=CaseId(f"2026-hu0104-zhi-{number}"),
        property_id=PropertyId(f"flat-{number}"),
        property_class=PropertyClass.IMMOVABLE,
        court=court,
        platform=PLATFORM,
        applicant=LotToken(f"{number:011d}applicant".ljust(22, "0")),
        debtor=LotToken(f"{number:011d}debtor".ljust(22, "0")),
    )


def lot_of(number: int) -> StreamId:
    """Return a lot's stream."""
    return StreamId(f"disposal/2026-{number:04d}")


class Court:
    """The desk, what stands behind it, and its officers."""

    def __init__(self, site: Site, house_class: Any) -> None:
        """Open the desk."""
        self.site = site
        self.now = site.clock.now()
        self.files = Files()
        self.core = Engine(self.files, site.clock.now)
        self.drafts = MemoryDrafts()

        def more(shell: Any, renderer: Any, at: Any) -> Any:
            parts = CourtParts(at.porter, self.core, self.files, self.drafts)
            return court_routers(shell, renderer, parts)

        self.house = house_class(site, more)

    def prepared(
        self,
        number: int,
        court: OfficeId = COURT,
        *,
        steps: int | None = None,
        ago: timedelta = timedelta(0),
    ) -> str:
        """Open a lot and prepare it up to its notice, or so many steps of that, so long ago."""
        state, at = Disposal(lot_of(number)), self.now - ago
        for command in self.papers(number, court, at)[:steps]:
            found = self.files.preview(state, command, actor=court, now=at)
            assert not isinstance(found, Refused), found
            for event in found:
                state = evolve(state, event)
        self.files.put(state)
        return f"2026-{number:04d}"

    def papers(self, number: int, court: OfficeId = COURT, at: datetime | None = None) -> list[Any]:
        """Return what a court records of a flat before its notice."""
        flat = property_of(number, court)
        return list(paperwork.until_notice(flat, PRICE, announced_at=at or self.now))

    def notice(self, **changes: Any) -> Any:
        """Return a lawful notice for a prepared lot."""
        day = self.now.astimezone(UTC).replace(hour=2, minute=0, second=0, microsecond=0)
        opens_at = day + timedelta(days=35)
        made = paperwork.notice(PRICE, opens_at=opens_at, closes_at=opens_at + timedelta(hours=24))
        return replace(made, **changes)

    def state(self, number: str) -> Disposal:
        """Return a lot as it stands."""
        found = self.files.of(StreamId(f"disposal/{number}"))
        assert found is not None
        return found

    def send(self, guest: Any, page: str, do: str, files: Any = None, **fields: str) -> Any:
        """Open a form and send it by one of its buttons."""
        text = guest.client.get(page).text
        given = {"do": do, **fields}
        for name in ("csrf", "nonce"):
            found = re.search(rf'name="{name}" value="([^"]+)"', text)
            if found is not None:
                given[name] = found[1]
        return guest.client.post(page, data=given, files=files, follow_redirects=False)

    def officer(self, role: Role, office: OfficeId | None = COURT, cases: Any = None) -> Any:
        """Return somebody of this role who is signed in, and fresh where he just did so."""
        guest = self.house.visitor()
        login = f"officer-{secrets.token_hex(4)}"
        guest.register(login, f"SAMPLE-{secrets.randbelow(900_000) + 100_000}")
        account = self.house.store.by_login(login)
        changed = replace(account, role=role, office=office, cases=cases)
        self.house.store._accounts[account.id] = changed
        guest.sign_in(login)
        return guest


@pytest.fixture
def court_desk(site: Site, house: Any) -> Iterator[Court]:
    """Return the court's desk."""
    one = Court(site, type(house))
    yield one
    one.house.passwords.close()


@pytest.fixture
def clerk(court_desk: Court) -> Any:
    """Return a clerk of the court."""
    return court_desk.officer(Role.CLERK)


@pytest.fixture
def judge(court_desk: Court) -> Any:
    """Return a judge of the court."""
    return court_desk.officer(Role.JUDGE)
