"""Every address against everybody: who is let in where, and that nobody reads or steers bids.

The site is the one that the web role builds and serves. An address without a row in the table
fails; a row is what the address needs, and what that means for a role is read from the permissions.
"""

import asyncio
import contextlib
import re
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute
from msgspec import Struct
from msgspec.structs import replace

from mingpai import bootstrap
from mingpai.accounts.model import Account, Language, Role
from mingpai.accounts.permissions import MEANINGS, ROLES, Act, Permission, Thing, has, may
from mingpai.accounts.places import Place
from mingpai.accounts.sessions import new_session
from mingpai.accounts.store import Added
from mingpai.adapters.clock import DrivenClock, SystemClock
from mingpai.adapters.postgres_accounts import PostgresAccounts
from mingpai.adapters.postgres_subjects import PostgresSubjects
from mingpai.auction.commands import PlaceBid
from mingpai.auction.objections.commands import FileObjection
from mingpai.auction.objections.model import ObjectionKind
from mingpai.auction.preparation.model import Role as Concerned
from mingpai.commands.serve import addresses
from mingpai.kernel.ids import CaseId, LotToken, OfficeId
from mingpai.service.orders import known_commands
from mingpai.service.requests import Request
from mingpai.serving import web_role
from mingpai.serving.parent import Serving, setups
from mingpai.serving.setup import ROLES as CHILDREN
from mingpai.serving.setup import Setup
from mingpai.web.court.acts import OWN_PAGE, acts
from mingpai.web.visitors import DEVICE_COOKIE, FORM_FIELD, FORM_HEADER, SESSION_COOKIE

pytestmark = [pytest.mark.slow, pytest.mark.database]

P = Permission
PATIENCE_S = 60
DEVICE = "d" * 22


class Need(Struct, frozen=True):
    """What an address needs: nothing, a sign-in, or a permission.

    A permission is needed over the lot's court and case, or `anywhere`: then it is enough that the
    role has it. `other` is a permission that opens the address as well. `parts` are values of the
    address that decide what is needed.
    """

    permission: Permission | None = None
    other: Permission | None = None
    sign_in: bool = False
    anywhere: bool = False
    parts: Mapping[str, str] = {}


OPEN, SIGNED_IN = Need(), Need(sign_in=True)


def over_lot(permission: Permission, other: Permission | None = None, **parts: str) -> Need:
    """Return what an address needs that is about one lot."""
    return Need(permission, other, parts=parts)


def anywhere(permission: Permission) -> Need:
    """Return what a desk or a list needs."""
    return Need(permission, anywhere=True)


FILE, OWN, TAKE = P.FILE_OBJECTION, P.SEE_OWN_AFFAIRS, P.REGISTER_FOR_LOT
_OBJECTION = "/court/lots/{number:str}/objections/{which:int}"
_ACT = "/court/lots/{number:str}/do/{command:str}"
ACTS_OF_LOT = tuple(
    over_lot(act.permission, P.PREPARE_DISPOSAL, command=command)
    for command, act in acts()
    if command not in OWN_PAGE
)
"""One row for each act of the desk: its own permission, or that of whoever prepares it."""
TABLE: dict[str, Need | tuple[Need, ...]] = {
    # What anybody reads.
    "GET /": OPEN,
    "GET /about": OPEN,
    "GET /api/asyncapi.json": OPEN,
    "GET /api/openapi.json": OPEN,
    "GET /check": OPEN,
    "GET /checkpoint": OPEN,
    "GET /checkpoint.txt": OPEN,
    "GET /entries/{name:str}": OPEN,
    "GET /files/{digest:str}": OPEN,
    "GET /log/checkpoint": OPEN,
    "GET /log/feed": OPEN,
    "GET /log/sm3/checkpoint": OPEN,
    "GET /log/tile/{rest:path}": OPEN,
    "GET /lots/{number:str}": OPEN,
    "GET /lots/{number:str}/late/{seq:int}": OPEN,
    "GET /lots/{number:str}/take-part": OPEN,
    "GET /refusals": OPEN,
    "GET /sm3/checkpoint.txt": OPEN,
    "GET /static/vendor/{name:str}": OPEN,
    "GET /static/{name:str}": OPEN,
    # Where people become somebody. A factor is shown again by whoever is signed in.
    "GET /enrol": OPEN,
    "POST /enrol": OPEN,
    "POST /enrol/factor": OPEN,
    "GET /register": OPEN,
    "POST /register": OPEN,
    "POST /register/factor": OPEN,
    "GET /sign-in": OPEN,
    "POST /sign-in": OPEN,
    "POST /sign-out": OPEN,
    "GET /fresh": SIGNED_IN,
    "POST /fresh": SIGNED_IN,
    # Citizens: each sees and does his own things alone.
    "GET /my": anywhere(OWN),
    "POST /my/messages/read": anywhere(OWN),
    "POST /my/sessions/end": anywhere(OWN),
    "GET /my/receipts": anywhere(OWN),
    "GET /lots/{number:str}/result": anywhere(OWN),
    "POST /lots/{number:str}/save": anywhere(OWN),
    "POST /lots/{number:str}/register": over_lot(TAKE),
    "POST /lots/{number:str}/acknowledge": over_lot(TAKE),
    "POST /lots/{number:str}/reveal": over_lot(TAKE),
    "POST /lots/{number:str}/enter": over_lot(P.PLACE_BID),
    "GET /lots/{number:str}/hall": over_lot(P.PLACE_BID),
    "POST /lots/{number:str}/ticket": over_lot(P.PLACE_BID),
    "GET /my/objections": over_lot(FILE),
    "GET /my/objections/{seq:int}": over_lot(FILE),
    "GET /lots/{number:str}/objection": over_lot(FILE),
    "GET /lots/{number:str}/objection/{seq:int}": over_lot(FILE),
    "POST /lots/{number:str}/objection": over_lot(FILE),
    "POST /lots/{number:str}/objection/review": over_lot(FILE),
    # Seeing a property: times are public, a visitor's appointments his own, a firm's by its cases.
    "GET /lots/{number:str}/viewing": OPEN,
    "POST /lots/{number:str}/viewing": over_lot(P.BOOK_VIEWING),
    "GET /my/viewings": over_lot(P.BOOK_VIEWING),
    "POST /my/viewings/{number:str}/cancel": over_lot(P.BOOK_VIEWING),
    "POST /my/viewings/{number:str}/undo": over_lot(P.BOOK_VIEWING),
    "POST /my/viewings/{number:str}/note": over_lot(P.BOOK_VIEWING),
    "GET /court/lots/{number:str}/viewings": over_lot(P.ARRANGE_VIEWING),
    "POST /court/lots/{number:str}/viewings": over_lot(P.ARRANGE_VIEWING),
    "POST /court/lots/{number:str}/viewings/withdraw": over_lot(P.ARRANGE_VIEWING),
    "POST /court/lots/{number:str}/viewings/{which:str}/note": over_lot(P.ARRANGE_VIEWING),
    "GET /viewings": anywhere(P.SEE_APPOINTMENTS),
    "POST /viewings/{number:str}/record": anywhere(P.RECORD_VIEWING),
    "POST /viewings/{number:str}/note": anywhere(P.RECORD_VIEWING),
    # Supervision.
    "GET /flags": over_lot(P.SEE_ALERTS),
    # The court's desk: what a judge decides a clerk may prepare, and no more.
    "GET /court": anywhere(P.SEE_COURT_FILE),
    "GET /court/today": anywhere(P.SEE_COURT_FILE),
    "GET /court/lots/{number:str}": over_lot(P.SEE_COURT_FILE),
    "GET /court/new": anywhere(P.PREPARE_DISPOSAL),
    "POST /court/new": anywhere(P.PREPARE_DISPOSAL),
    "GET /court/import": anywhere(P.PREPARE_DISPOSAL),
    "POST /court/import": anywhere(P.PREPARE_DISPOSAL),
    "GET /court/publish": anywhere(P.PUBLISH_NOTICE),
    "POST /court/publish": anywhere(P.PUBLISH_NOTICE),
    "GET /court/lots/{number:str}/publish": over_lot(P.PUBLISH_NOTICE, P.PREPARE_DISPOSAL),
    "POST /court/lots/{number:str}/publish": over_lot(P.PUBLISH_NOTICE, P.PREPARE_DISPOSAL),
    f"GET {_ACT}": ACTS_OF_LOT,
    f"POST {_ACT}": ACTS_OF_LOT,
    "GET /court/lots/{number:str}/deposits": over_lot(P.CONFIRM_DEPOSIT),
    "POST /court/lots/{number:str}/deposits": over_lot(P.CONFIRM_DEPOSIT),
    "GET /court/lots/{number:str}/files": over_lot(P.PREPARE_DISPOSAL),
    "POST /court/lots/{number:str}/files": over_lot(P.PREPARE_DISPOSAL),
    "POST /court/lots/{number:str}/files/hide": over_lot(P.PREPARE_DISPOSAL),
    # The court's desk for objections.
    "GET /court/objections": anywhere(P.SEE_COURT_FILE),
    "GET /court/lots/{number:str}/objections": over_lot(P.SEE_COURT_FILE),
    "POST /court/lots/{number:str}/objections": over_lot(P.RECEIVE_OBJECTION),
    "GET /court/lots/{number:str}/evidence/{ground:str}": over_lot(P.EXPORT_EVIDENCE),
    f"GET {_OBJECTION}": over_lot(P.SEE_COURT_FILE),
    f"POST {_OBJECTION}/decide": over_lot(P.DECIDE_OBJECTION),
    f"POST {_OBJECTION}/served": over_lot(P.RECORD_PROCEEDING),
    f"POST {_OBJECTION}/review": over_lot(P.RECEIVE_OBJECTION),
    f"POST {_OBJECTION}/review-decided": over_lot(P.RECORD_PROCEEDING),
    f"POST {_OBJECTION}/suit": over_lot(P.RECORD_PROCEEDING),
    f"POST {_OBJECTION}/judgment": over_lot(P.RECORD_PROCEEDING),
    f"POST {_OBJECTION}/carried-out": over_lot(P.RECORD_PROCEEDING),
    f"POST {_OBJECTION}/stay": over_lot(P.DECIDE_STOP),
    f"POST {_OBJECTION}/defer": over_lot(P.DECIDE_STOP),
}
"""Method and address (English ones without their prefix) -> what it needs."""

PARTS = {
    "number": "2026-0001",
    "seq": "1",
    "which": "1",
    "ground": "collusion",
    "rest": "0/000",
    "digest": "A" * 43,
    "name": "1.receipt",
}
"""By what the parts of an address are tried, where no row says otherwise."""


class Served(Struct):
    """The site as it is served: its application, its address, and what its accounts live in."""

    app: Litestar
    setup: Setup
    court: ModuleType


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, court: ModuleType) -> Iterator[Served]:
    """Serve the pages as their role does, over a journal with one lot and an objection to it."""
    folder = tmp_path_factory.mktemp("matrix") / "data"
    bootstrap.create(folder, court.CONFIG)

    async def publish() -> None:
        clock = DrivenClock(court.NOTICE)
        with bootstrap.opened(folder) as service:
            async with service.core(clock) as core:
                await court.publish(core, [1], bidders=1)
                filed = FileObjection(
                    ObjectionKind.CONDUCT, LotToken("o" * 22), Concerned.OUTSIDER, "A" * 43
                )
                request = Request(court.lot(1), court.COURT, filed, clock.now(), key="filed")
                assert (await core.sequencer.submit(request)).refused is None

    with bootstrap.watched_database(folder) as (dsns, _revive):
        asyncio.run(publish())
        told = setups(Serving(folder, addresses(0, CHILDREN), CHILDREN), dsns)
        (setup,) = (one for one in told if one.role == "web")
        # Where everything is simulated people register by themselves: those pages are tried too.
        with _running(replace(setup, is_sandbox=True)) as app:
            yield Served(app, setup, court)


@contextmanager
def _running(setup: Setup) -> Iterator[Litestar]:
    """Run the web role on a loop of its own, and keep the application that it builds."""
    built: list[Litestar] = []
    made = web_role.application

    def keep(*parts: Any) -> Litestar:
        built.append(made(*parts))
        return built[0]

    is_ready, stops = threading.Event(), []

    async def run() -> None:
        ready = asyncio.Event()
        serving = asyncio.ensure_future(web_role.run_web(setup, ready))
        stops.append((asyncio.get_running_loop(), serving))
        await asyncio.wait(
            {serving, asyncio.ensure_future(ready.wait())}, return_when=asyncio.FIRST_COMPLETED
        )
        is_ready.set()
        with contextlib.suppress(asyncio.CancelledError):
            await serving

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(web_role, "application", keep)
        thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
        thread.start()
        assert is_ready.wait(PATIENCE_S)
        try:
            yield built[0]
        finally:
            loop, serving = stops[0]
            loop.call_soon_threadsafe(serving.cancel)
            thread.join(PATIENCE_S)


def routes(app: Litestar) -> Iterator[tuple[str, str]]:
    """Yield method and address of every route, as they are tried: both languages."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for method in route.route_handler_map:
                if method not in ("HEAD", "OPTIONS"):
                    yield method, route.path


def row_of(method: str, path: str) -> str:
    """Return the row of an address: without the prefix of the English pages."""
    return f"{method} {re.sub(r'^/en(?=/|$)', '', path) or '/'}"


def rows(app: Litestar) -> set[str]:
    """Return the row of each address of the site."""
    return {row_of(method, path) for method, path in routes(app)}


def filled(path: str, parts: Mapping[str, str]) -> str:
    """Return an address with its parts filled in."""
    return re.sub(r"\{(\w+):\w+\}", lambda part: parts[part[1]], path)


class Somebody(Struct):
    """Somebody with a browser, signed in or not."""

    account: Account | None
    browser: httpx.Client
    form_token: str

    def may(self, need: Need, court: OfficeId) -> bool:
        """Say whether he is to be let in."""
        if self.account is None:
            return need == OPEN
        viewer: Any = self.account  # has a role, an office and cases, as a viewer has
        if need.permission is None:
            return True
        if need.anywhere:
            return has(viewer, need.permission)
        keys = (need.permission, need.other or need.permission)
        return any(may(viewer, one, court=court, case=CASE) for one in keys)

    def is_let_in(self, method: str, path: str) -> bool:
        """Ask, and say whether the answer is anything else than that he must not be here."""
        if method == "GET":
            answer = self.browser.get(path)
        else:
            token = {FORM_HEADER: self.form_token}
            form = {FORM_FIELD: self.form_token}
            answer = self.browser.request(method, path, data=form, headers=token)
        assert answer.status_code < 500, (path, answer.status_code)
        if answer.status_code in (302, 303, 307):
            return not re.match(r"(/en)?/sign-in", answer.headers["location"])
        if answer.status_code == 403 and "json" in answer.headers["content-type"]:
            return bool(answer.json()["code"] != "not_permitted")
        # A form that is refused for what it says stands on its page again; who must not be here
        # sees none.
        is_shut_out = answer.status_code == 403 and "<form" not in answer.text.split("<main")[1]
        return answer.status_code != 401 and not is_shut_out


CASE = CaseId("2026-hu0104-zhi-1")
WHO: dict[str, tuple[Role, str | None, tuple[CaseId, ...] | None] | None] = {
    "nobody": None,
    "citizen": (Role.CITIZEN, None, None),
    "clerk": (Role.CLERK, "", None),
    "judge": (Role.JUDGE, "", None),
    "clerk of another court": (Role.CLERK, "court/elsewhere", None),
    "judge of another court": (Role.JUDGE, "court/elsewhere", None),
    "clerk of other cases": (Role.CLERK, "", (CaseId("another-case"),)),
    "supervisor": (Role.SUPERVISOR, "authority/supervision", None),
    "auxiliary": (Role.AUXILIARY, "firm/viewing", (CASE,)),
    "auxiliary of no case": (Role.AUXILIARY, "firm/viewing", ()),
    "platform": (Role.PLATFORM, "platform/gongpai", None),
    "operator": (Role.OPERATOR, "operator/house", None),
}
"""Everybody who knocks. An empty office is the lot's own court."""


@pytest.fixture(scope="module")
def people(served: Served) -> Iterator[dict[str, Somebody]]:
    """Let everybody sign in, with a factor shown just now."""
    store = PostgresAccounts(served.setup.accounts_dsn)
    subjects = PostgresSubjects(served.setup.accounts_dsn)
    found = {}
    for name, who in WHO.items():
        browser = httpx.Client(
            base_url=served.setup.addresses.site, trust_env=False, timeout=PATIENCE_S
        )
        browser.cookies.set(DEVICE_COOKIE, DEVICE)
        account = None
        if who is not None:
            role, office, cases = who
            now = SystemClock().now()
            account = Account(
                id=subjects.enrol({}),
                login=name.replace(" ", "-"),
                role=role,
                office=None if office is None else OfficeId(office or served.court.COURT),
                cases=cases,
                language=Language.ZH,
                made_at=now,
            )
            assert store.add(account, []) is Added.KEPT
            place = Place("p" * 22, "a" * 22)
            opened = new_session(account, place, now=now, random=secrets.token_bytes)
            assert store.open_session(opened.session)
            browser.cookies.set(SESSION_COOKIE, opened.token)
        page = browser.get("/sign-in" if account is None else "/").text
        token = re.search(rf'name="{FORM_FIELD}" value="([^"]+)"', page)
        assert token is not None, name
        found[name] = Somebody(account, browser, token[1])
    yield found
    for one in found.values():
        one.browser.close()
    store.close()
    subjects.close()


def test_every_address_has_a_row_and_every_row_an_address(served: Served) -> None:
    """What is served stands in the table, and nothing else does."""
    assert rows(served.app) == set(TABLE)


def test_every_page_is_there_in_both_languages(served: Served) -> None:
    """Each page for people has an English one beside the Chinese one."""
    found = set(routes(served.app))
    same = ("/api", "/log", "/entries", "/files", "/static", "/checkpoint.txt", "/sm3")
    alone = {
        (method, path)
        for method, path in found
        if not path.startswith(("/en/", *same))
        and path != "/en"
        and (method, f"/en{path}".rstrip("/")) not in found
    }
    assert not alone


def test_everybody_is_let_in_where_the_table_says_and_nowhere_else(
    served: Served, people: dict[str, Somebody]
) -> None:
    """Each cell is a request: whoever may is let in, whoever may not is led away or refused."""
    court = served.court.COURT
    wrong, cells = [], 0
    for method, path in sorted(routes(served.app), key=lambda one: ("sign-out" in one[1], one[1])):
        row = TABLE.get(row_of(method, path), ())
        for need in row if isinstance(row, tuple) else (row,):
            tried = filled(path, PARTS | need.parts)
            for name, somebody in people.items():
                cells += 1
                wanted = somebody.may(need, court)
                if somebody.is_let_in(method, tried) is not wanted:
                    wrong.append(f"{method} {tried}: {name} {'must' if wanted else 'must not'}")
    assert not wrong, "\n".join(wrong)
    assert cells >= len(TABLE) * len(WHO)


# What nobody can do -------------------------------------------------------------------------

STEERS = re.compile(
    r"filter|delay|reorder|throttle|prioriti[sz]e_bid|hold_bid|drop_bid|identit|identif|unmask"
    r"|deanonym|reveal_bidder|real_name|who_is|bidder_name|person_of",
    re.IGNORECASE,
)
"""Words of what article 8 forbids whoever runs a platform, and of naming a bidder."""


def test_no_word_of_the_permissions_reads_a_bidder_or_steers_bids() -> None:
    """No act, thing or permission is a word for who bids, or to filter, delay or reorder bids."""
    words = [*Act, *Thing, *Permission]
    assert not [one for one in words if STEERS.search(one) or STEERS.search(one.name)]
    assert "bidder" not in " ".join(words)
    about_bids = {one for one, meaning in MEANINGS.items() if "bid" in meaning.thing}
    assert about_bids == {P.PLACE_BID, P.DECIDE_STOP, P.STOP_IN_EMERGENCY}
    whole = {one for one in about_bids if MEANINGS[one].thing is Thing.BIDDING}
    assert {MEANINGS[one].act for one in whole} == {Act.DECIDE, Act.STOP}


def test_nobody_but_a_bidder_bids() -> None:
    """No office's role has the permission to bid, and no order can carry a bid."""
    assert [role for role, given in ROLES.items() if P.PLACE_BID in given] == [Role.CITIZEN]
    assert PlaceBid not in known_commands().values()


def test_no_command_reads_a_bidder_or_steers_bids() -> None:
    """No order that an office can give has a name or a field of that kind."""
    for name, kind in known_commands().items():
        for word in (name, *kind.__struct_fields__):
            assert not STEERS.search(word), (name, word)
        assert not {"seq", "received_at", "bids", "order", "arrival"} & {*kind.__struct_fields__}


def test_no_address_reads_a_bidder_or_steers_bids(served: Served) -> None:
    """No address has such a word, and what speaks of bids is a bidder's own or a public reading."""
    for row in rows(served.app):
        assert not STEERS.search(row), row
        if re.search(r"\bbids?\b|bidder|/codes?\b", row):
            raise AssertionError(row)
