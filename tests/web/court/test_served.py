"""From a seizure to a published notice, by forms alone, over a served core and served pages."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from types import ModuleType
from typing import Any

import httpx
import pytest

from mingpai import bootstrap
from mingpai.accounts.model import Account, Language, Role
from mingpai.accounts.places import Place
from mingpai.accounts.sessions import new_session
from mingpai.accounts.store import Added
from mingpai.adapters.clock import SystemClock
from mingpai.adapters.postgres_accounts import PostgresAccounts
from mingpai.adapters.postgres_subjects import PostgresSubjects
from mingpai.auction.model import PropertyClass
from mingpai.commands.serve import addresses
from mingpai.exchange import paperwork
from mingpai.kernel.ids import CaseId, LotToken, PropertyId
from mingpai.serving.core_role import run_core
from mingpai.serving.parent import Serving, setups
from mingpai.serving.setup import ROLES, Setup
from mingpai.serving.setup import Role as Child
from mingpai.serving.web_role import run_web
from mingpai.web.court.acts import page_of
from mingpai.web.court.reading import filled_of
from mingpai.web.visitors import DEVICE_COOKIE, SESSION_COOKIE

pytestmark = [pytest.mark.slow, pytest.mark.database]

PATIENCE_S = 60.0


@pytest.fixture
def told(
    tmp_path_factory: pytest.TempPathFactory, court: ModuleType
) -> Iterator[dict[Child, Setup]]:
    """Make a service without any lot, hold its database, and return what each role is told."""
    folder = tmp_path_factory.mktemp("court") / "data"
    bootstrap.create(folder, court.CONFIG)
    with bootstrap.watched_database(folder) as (dsns, _revive):
        given = setups(Serving(folder, addresses(0, ROLES), ROLES), dsns)
        yield {one.role: one for one in given}


@asynccontextmanager
async def running(
    run: Callable[[Setup, asyncio.Event], Awaitable[None]], setup: Setup
) -> AsyncIterator[None]:
    """Run a role while the context lasts."""
    ready = asyncio.Event()
    serving = asyncio.ensure_future(run(setup, ready))
    waiting = asyncio.ensure_future(ready.wait())
    try:
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            await serving
        yield
    finally:
        waiting.cancel()
        serving.cancel()
        await asyncio.gather(serving, waiting, return_exceptions=True)


class Officer:
    """An officer of the court who is signed in, with a factor shown just now."""

    def __init__(self, setup: Setup, role: Role, court: ModuleType) -> None:
        """Open an account and sign in."""
        store = PostgresAccounts(setup.accounts_dsn)
        subjects = PostgresSubjects(setup.accounts_dsn)
        now = SystemClock().now()
        subject = subjects.enrol({})
        account = Account(subject, f"the-{role}", role, court.COURT, None, Language.ZH, now)
        assert store.add(account, []) is Added.KEPT
        place = Place("p" * 22, "a" * 22)
        opened = new_session(account, place, now=now, random=secrets.token_bytes)
        assert store.open_session(opened.session)
        store.close()
        subjects.close()
        site = setup.addresses.site
        self.browser = httpx.AsyncClient(base_url=site, trust_env=False, timeout=PATIENCE_S)
        self.browser.cookies.set(DEVICE_COOKIE, "d" * 22)
        self.browser.cookies.set(SESSION_COOKIE, opened.token)

    async def send(self, page: str, do: str, **fields: str) -> httpx.Response:
        """Open a form and send it by one of its buttons."""
        text = (await self.browser.get(page)).text
        hidden = dict(re.findall(r'type="hidden" name="(csrf|nonce)" value="([^"]+)"', text))
        return await self.browser.post(page, data={**hidden, "do": do, **fields})


def papers(court: ModuleType) -> list[Any]:
    """Return what the court records of a flat before its notice."""
    flat = paperwork.Property(
        case_id=CaseId("2026-hu0104-zhi-9"),
        property_id=PropertyId("flat-9"),
        property_class=PropertyClass.IMMOVABLE,
        court=court.COURT,
        platform=court.PLATFORM,
        applicant=LotToken("applicant".ljust(22, "0")),
        debtor=LotToken("debtor".ljust(22, "0")),
    )
    return list(paperwork.until_notice(flat, court.PRICE, announced_at=SystemClock().now()))


async def opened_and_prepared(court: ModuleType, clerk: Officer, judge: Officer) -> str:
    """Let clerk and judge record all that comes before a notice; return the lot's number."""
    opening, *rest = papers(court)
    given = {name: text for name, text in filled_of(opening).items() if name != "court"}
    answer = await clerk.send("/court/new", "send", **given)
    assert answer.status_code == 303, answer.text
    number = answer.headers["location"].partition("?")[0].removeprefix("/court/lots/")
    for command in rest:
        name = type(command).__name__
        officer = judge if name == "RecordPanel" else clerk
        answer = await officer.send(page_of(number, name), "send", **filled_of(command))
        assert answer.status_code == 303, (name, answer.text)
    return str(number)


async def published(told: dict[Child, Setup], court: ModuleType) -> None:
    """Bring a flat to its notice, published from the list of notices."""
    clerk, judge = (Officer(told["web"], role, court) for role in (Role.CLERK, Role.JUDGE))
    async with clerk.browser, judge.browser:
        number = await opened_and_prepared(court, clerk, judge)
        opens_at = SystemClock().now().replace(microsecond=0, second=0) + timedelta(days=35)
        notice = paperwork.notice(
            court.PRICE, opens_at=opens_at, closes_at=opens_at + timedelta(hours=24)
        )
        page = f"/court/lots/{number}/publish"
        assert (await clerk.send(page, "keep", **filled_of(notice))).status_code == 303
        text = (await clerk.browser.get("/court/publish")).text
        listed = dict(re.findall(r'name="(lot\.[^"]+)" value="([^"]+)"', text))
        assert listed.keys() == {f"lot.{number}"}
        answer = await clerk.send("/court/publish", "send", **listed)
        assert 'id="outcomes"' in answer.text
        assert 'class="empty"' in answer.text
        public = await clerk.browser.get(f"/lots/{number}")
        assert public.status_code == 200
        assert "70,000.00" in (await judge.browser.get(f"/court/lots/{number}")).text


def test_a_lot_is_published_by_forms_alone(told: dict[Child, Setup], court: ModuleType) -> None:
    """Clerk and judge bring a property from its seizure to its notice; the draft is then gone."""

    async def play() -> None:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(running(run_core, told["core"]))
            await stack.enter_async_context(running(run_web, told["web"]))
            await published(told, court)

    asyncio.run(play())
