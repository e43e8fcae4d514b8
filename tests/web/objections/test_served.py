"""A refused bid, an objection and its decision, over a served core and served pages."""

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
from msgspec import Struct

from mingpai import bootstrap
from mingpai.accounts.model import Account, Language, Role
from mingpai.accounts.places import Place
from mingpai.accounts.sessions import new_session
from mingpai.accounts.store import Added
from mingpai.adapters.clock import DrivenClock, SystemClock
from mingpai.adapters.postgres_accounts import PostgresAccounts
from mingpai.adapters.postgres_store import PostgresEntryStore
from mingpai.adapters.postgres_subjects import PostgresSubjects
from mingpai.commands.serve import addresses
from mingpai.hall.tickets import Ticket, TicketOffice
from mingpai.kernel.ids import OfficeId, SubjectId
from mingpai.serving.core_role import run_core
from mingpai.serving.parent import Serving, setups
from mingpai.serving.setup import ROLES, Setup
from mingpai.serving.setup import Role as Child
from mingpai.serving.web_role import run_web
from mingpai.web.visitors import DEVICE_COOKIE, SESSION_COOKIE

pytestmark = [pytest.mark.slow, pytest.mark.database]

PATIENCE_S = 60.0
NUMBER = "2026-0001"
WORDS = "我的出价在结束前已经发出"


class House(Struct):
    """What each role is told, and the court that it serves."""

    told: dict[Child, Setup]
    court: ModuleType


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, court: ModuleType) -> Iterator[House]:
    """Make a service with one lot and one bidder, and hold its database."""
    folder = tmp_path_factory.mktemp("objections") / "data"
    bootstrap.create(folder, court.CONFIG)

    async def publish() -> None:
        with bootstrap.opened(folder) as service:
            async with service.core(DrivenClock(court.NOTICE)) as core:
                await court.publish(core, [1], bidders=1)

    with bootstrap.watched_database(folder) as (dsns, _revive):
        asyncio.run(publish())
        given = setups(Serving(folder, addresses(0, ROLES), ROLES), dsns)
        yield House({one.role: one for one in given}, court)


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


class Person:
    """Somebody who is signed in, with a browser."""

    def __init__(self, setup: Setup, role: Role, office: OfficeId | None) -> None:
        """Open an account, and sign in with a factor shown just now."""
        store = PostgresAccounts(setup.accounts_dsn)
        subjects = PostgresSubjects(setup.accounts_dsn)
        now = SystemClock().now()
        self.id: SubjectId = subjects.enrol({})
        account = Account(self.id, f"the-{role}", role, office, None, Language.ZH, now)
        assert store.add(account, []) is Added.KEPT
        opened = new_session(
            account, Place("p" * 22, "a" * 22), now=now, random=secrets.token_bytes
        )
        assert store.open_session(opened.session)
        store.close()
        subjects.close()
        self.browser = httpx.AsyncClient(
            base_url=setup.addresses.site, trust_env=False, timeout=PATIENCE_S
        )
        self.browser.cookies.set(DEVICE_COOKIE, "d" * 22)
        self.browser.cookies.set(SESSION_COOKIE, opened.token)

    async def post(self, page: str, to: str, **fields: str) -> httpx.Response:
        """Open a page and send one of its forms, with what the form hides."""
        text = (await self.browser.get(page)).text
        hidden = dict(re.findall(r'type="hidden" name="(csrf|salt)" value="([^"]+)"', text))
        return await self.browser.post(to, data={**hidden, **fields})

    async def shown(self, page: str, text: str) -> str:
        """Return a page once it shows a text."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                answer = await self.browser.get(page)
                if answer.status_code == 200 and text in answer.text:
                    return answer.text
                await asyncio.sleep(0.1)


async def refused_bid(house: House) -> int:
    """Let the bidder bid long after the close; return the entry that says so."""
    setup = house.told["core"]
    until = SystemClock().now() + timedelta(minutes=5)
    ticket = Ticket(house.court.lot(1), house.court.code(1), "s" * 22, until)
    bearer = TicketOffice(setup.tickets_secret).issue(ticket)
    bid = house.court.bid(house.court.lot(1), 1, house.court.START_FEN, "k" * 22)
    async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE_S) as client:
        answer = await client.post(
            f"{setup.addresses.bids}/bids",
            content=bid,
            headers={"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"},
        )
    told: dict[str, Any] = answer.json()
    assert told["code"] == "bid_after_close", told
    return int(told["seq"])


def test_a_bid_that_came_late_is_objected_to_and_decided(house: House) -> None:
    """From the refused bid's page to the court's decision, and no leaf says who objected."""

    async def work() -> None:
        core, web = house.told["core"], house.told["web"]
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(running(run_core, core))
            await stack.enter_async_context(running(run_web, web))
            citizen = Person(web, Role.CITIZEN, None)
            judge = Person(web, Role.JUDGE, house.court.COURT)
            for one in (citizen, judge):
                await stack.enter_async_context(one.browser)
            seq = await refused_bid(house)
            form = f"/lots/{NUMBER}/objection/{seq}"
            late = await citizen.shown(f"/lots/{NUMBER}/late/{seq}", form)
            assert house.court.code(1) in late
            filed = await citizen.post(
                form,
                f"/lots/{NUMBER}/objection",
                kind="conduct",
                by="outsider",
                ground="system_failure",
                words=WORDS,
                receipts=str(seq),
            )
            assert filed.status_code == 303, filed.text
            answer = filed.headers["location"]
            await citizen.shown(answer, WORDS)
            desk = f"/court/lots/{NUMBER}/objections/1"
            await judge.shown("/court/objections", desk)
            assert WORDS in await judge.shown(desk, f"/entries/{seq}.receipt")
            pack = (await judge.browser.get(f"/court/lots/{NUMBER}/evidence/system_failure")).json()
            assert seq in [entry for one in pack["held"] for entry in one["entries"]]
            decided = await judge.post(
                desk, f"{desk}/decide", outcome="rejected", words="到达时间以记录为准"
            )
            assert decided.status_code == 303, decided.text
            await citizen.shown(answer, "到达时间以记录为准")
            nobody_is_named(web, int(answer.rpartition("/")[2]), citizen)

    asyncio.run(work())


def nobody_is_named(setup: Setup, seq: int, person: Person) -> None:
    """Hold the leaves of a filing against whoever filed: account, token and words stand nowhere."""
    subjects, store = PostgresSubjects(setup.accounts_dsn), PostgresEntryStore(setup.journal_dsn)
    token = subjects.token(person.id, purpose=f"disposal/{NUMBER}")
    leaves = b"".join(one.leaf for one in store.read(seq, limit=10))
    subjects.close()
    store.close()
    assert b"auction.objection_filed" in leaves
    assert b"auction.objector_named" in leaves
    for secret in (person.id, token, "the-citizen", WORDS):
        assert secret.encode() not in leaves
