"""A whole service, served as processes over the embedded PostgreSQL, with people who use it.

Seven lots: one is open, one opens tomorrow, one is over, one was stayed by the court, on one nobody
has bid, one is watched, about one anything is ordered. Whatever the processes say is read at the
end: no traceback, and nothing that belongs to a person alone.
"""

import asyncio
import contextlib
import importlib.util
import io
import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pyotp
import pytest
from litestar.routes import HTTPRoute
from msgspec import Struct
from msgspec.structs import replace
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from mingpai import bootstrap
from mingpai.adapters.clock import DrivenClock
from mingpai.auction.commands import BarPerson
from mingpai.auction.model import Ground
from mingpai.auction.stops.commands import StayBidding
from mingpai.auction.stops.model import StopGround
from mingpai.commands import user
from mingpai.commands.serve import addresses
from mingpai.kernel.ids import LotToken, StreamId
from mingpai.law.platforms import OUR_HALL
from mingpai.service.requests import Request
from mingpai.serving import web_role
from mingpai.serving.parent import Serving, setups

OPEN, AHEAD, OVER, STAYED, FRESH, WATCHED, ORDERED = range(1, 8)
BIDDERS = 12
BARRED = 12
"""Whom the court has barred on the open lot."""
PASSWORD = "seven green lanterns"
HOUR = timedelta(hours=1)
DAY = 24 * HOUR
_STEP_S = 30


def _loaded(name: str) -> Any:
    place = Path(__file__).parents[2] / name
    spec = importlib.util.spec_from_file_location(f"mingpai_programs_{place.stem}", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Person:
    """Somebody with a browser and an authenticator of his own, at an address of his own."""

    def __init__(self, site: str, login: str, *, address: str = "127.0.0.1") -> None:
        """Open a browser. `address` is one of this machine's, from which he comes."""
        self.login = login
        self.name = f"真名{login}"
        self.one_time: pyotp.TOTP | None = None
        transport = httpx.HTTPTransport(local_address=address)
        self.client = httpx.Client(base_url=site, transport=transport, timeout=30)

    def token(self, page: str) -> str:
        """Return the token that a page's forms carry."""
        answer = self.client.get(page)
        found = re.search(r'name="csrf" (?:value|content)="([^"]+)"', answer.text)
        assert found is not None, (page, answer.status_code)
        return found[1]

    def post(self, page: str, to: str, /, **fields: str) -> httpx.Response:
        """Send one of a page's forms, as a browser without script does."""
        return self.client.post(to, data={"csrf": self.token(page), **fields})

    def code(self, *, steps: int) -> str:
        """Return a code: a step early for the first use, the present one for the next."""
        assert self.one_time is not None
        return str(self.one_time.at(time.time() + steps * _STEP_S))

    def begin(self, page: str) -> dict[str, str]:
        """Get an authenticator on the page of joining, and return what finishes it."""
        text = self.post(page, f"{page}/factor", login=self.login).text
        setup = re.search(r'name="setup" value="([^"]+)"', text)
        line = re.search(r'otpauth://[^"]+', text)
        assert setup is not None, text
        assert line is not None, text
        parsed = pyotp.parse_uri(line[0].replace("&amp;", "&"))
        assert isinstance(parsed, pyotp.TOTP)
        self.one_time = parsed
        first = {"login": self.login, "password": PASSWORD, "setup": setup[1]}
        return {**first, "code": self.code(steps=-1)}

    def register(self, number: str) -> None:
        """Register as a citizen."""
        done = self.post(
            "/register", "/register", **self.begin("/register"), name=self.name, number=number
        )
        assert done.status_code == 303, done.text

    def enrol(self, secret: str) -> None:
        """Enrol as an official."""
        done = self.post("/enrol", "/enrol", **self.begin("/enrol"), secret=secret)
        assert done.status_code == 303, done.text

    def sign_in(self, *, password: str = PASSWORD, onward: str = "/") -> httpx.Response:
        """Sign in with password and code."""
        fields = {"login": self.login, "password": password, "next": onward}
        return self.post("/sign-in", "/sign-in", **fields, code=self.code(steps=0))


class Socket(WSListener):
    """One WebSocket that keeps every frame it gets, and how it ended."""

    def __init__(self) -> None:
        """Begin with nothing heard."""
        self.heard: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self.close_code: int | None = None
        self.transport: WSTransport

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Keep the connection."""
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Keep a frame; answer a farewell."""
        if frame.msg_type is WSMsgType.CLOSE:
            self.close_code = int(frame.get_close_code())
            transport.send_close(frame.get_close_code())
            transport.disconnect()
        elif frame.msg_type is WSMsgType.TEXT:
            self.heard.put_nowait(json.loads(frame.get_payload_as_bytes()))

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """Say that it is over."""
        del transport
        self.heard.put_nowait(None)

    def say(self, data: bytes) -> None:
        """Send a frame of text."""
        self.transport.send(WSMsgType.TEXT, data)

    async def hear(self) -> dict[str, Any] | None:
        """Return the next frame, or None at the end."""
        return await asyncio.wait_for(self.heard.get(), 30)

    def leave(self) -> None:
        """End it."""
        self.transport.disconnect(graceful=False)


class Asked(Struct, frozen=True):
    """One address of the site: method, and path with its parameters filled in."""

    method: str
    path: str


class Served:
    """What tests ask of the service."""

    def __init__(self, hall: Any, court: ModuleType, load: Any, secrets: dict[str, str]) -> None:
        """Keep the parts; `secrets` by which officials enrol."""
        self.addresses: list[Asked] = []
        self.hall = hall
        self.court = court
        self.load = load
        self.where = hall.where
        self.pages_secret = b"pages".ljust(32, b".").hex()
        self.citizen = Person(self.where.site, "li.hua")
        self.judge = Person(self.where.site, "judge.zhou")
        self.clerk = Person(self.where.site, "clerk.wang")
        self.people = (self.citizen, self.judge, self.clerk)
        self.citizen.register("SAMPLE-123456")
        for person in (self.judge, self.clerk):
            person.enrol(secrets[person.login])
        for person in self.people:
            assert person.sign_in().status_code == 303

    @property
    def vkey(self) -> str:
        """Return the key of the log, as an auditor pins it."""
        return bootstrap.keys_of(self.hall.data, bootstrap.read_config(self.hall.data)).log.vkey

    def ticket(self, number: int, lot: int = OPEN) -> str:
        """Return a ticket of a bidder for a lot."""
        bidder = self.load.Bidder(self.court, self.court.lot(lot), number)
        return str(bidder.ticket(self.load.office()))

    def bid(self, number: int, key: str, *, about: int = OPEN, **changed: Any) -> bytes:
        """Return a bid at the start price as its sender writes it, with fields changed."""
        sent = self.court.bid(self.court.lot(about), number, self.court.price(0), key)
        return json.dumps(json.loads(sent) | changed).encode()

    async def connect(self, url: str) -> Socket:
        """Open a WebSocket."""
        socket = Socket()
        await ws_connect(lambda: socket, url)
        return socket

    async def inside(self, number: int, lot: int = OPEN) -> Socket:
        """Return the connection of a bidder who has shown his ticket."""
        socket = await self.connect(f"{self.where.hall}/hall")
        socket.say(json.dumps({"type": "enter", "ticket": self.ticket(number, lot)}).encode())
        entered = await socket.hear()
        assert entered is not None
        assert entered["type"] == "entered", entered
        return socket

    def size(self) -> int:
        """Return how many entries the newest checkpoint covers."""
        note = httpx.get(f"{self.where.site}/log/checkpoint").text
        return int(note.split("\n")[1])


def _begin(data: Path, court: ModuleType) -> None:
    """Make the lots, each at its own time, and let the one that is over close."""
    now = datetime.now(UTC).replace(microsecond=0)
    opens = dict.fromkeys((OPEN, STAYED, FRESH, WATCHED, ORDERED), now - HOUR)
    opens |= {AHEAD: now + DAY, OVER: now - 3 * DAY}
    bootstrap.create(data, court.CONFIG)

    async def publish() -> None:
        clock = DrivenClock(now - 36 * DAY)
        with bootstrap.opened(data) as service:
            async with service.core(clock) as core:
                for number, at in opens.items():
                    court.NOTICE, court.OPENS, court.CLOSES = clock.now(), at, at + DAY
                    await court.publish(core, [number], bidders=BIDDERS)
                barred = BarPerson(LotToken(f"{OPEN:011d}{BARRED:011d}"), Ground.DEFAULTER)
                stay = StayBidding(StopGround.APPLICANT_AGREED, "A" * 43)
                for number, command in ((OPEN, barred), (STAYED, stay)):
                    await _order(core, court, court.lot(number), command)
                clock.advance_to(opens[OVER] + DAY + HOUR)
                await asyncio.sleep(0.5)

    asyncio.run(publish())


async def _order(core: Any, court: ModuleType, lot: StreamId, command: Any) -> None:
    now = core.parts.clock.now()
    request = Request(lot, court.COURT, command, received_at=now, key=type(command).__name__)
    answer = await core.sequencer.submit(request)
    assert answer.refused is None, answer.refused


def _invite(data: Path, court: ModuleType) -> dict[str, str]:
    """Make the accounts of officials and return the secrets by which they enrol."""
    found = {}
    for login, role in (("judge.zhou", "judge"), ("clerk.wang", "clerk")):
        said = io.TextIOWrapper(io.BytesIO())
        with contextlib.redirect_stdout(said):
            user.add(data, user.Wanted(login, role, court.COURT, ()), as_json=True)
        said.seek(0)
        found[login] = json.loads(said.read())["enrolment_secret"]
    return found


class _Enough(Exception):
    """The site was made; it need not be served."""


FILLED = {"number": "2026-0001", "seq": "1", "name": "1.receipt", "command": "StayBidding"}
"""What stands in a path for each parameter; for others a number."""


def _addresses(data: Path) -> list[Asked]:
    """Return every address of the site as the role of the pages makes it."""
    made: list[Any] = []
    real = web_role.application

    def keep(*given: Any, **named: Any) -> None:
        made.append(real(*given, **named))
        raise _Enough

    with (
        pytest.MonkeyPatch.context() as patched,
        bootstrap.watched_database(data) as (dsns, _),
    ):
        patched.setattr(web_role, "application", keep)
        (setup,) = setups(Serving(data, addresses(0, ("web",)), ("web",)), dsns)
        with pytest.raises(_Enough):
            asyncio.run(web_role.run_web(setup, asyncio.Event()))
    return [
        Asked(str(method), _filled(route.path_format))
        for route in made[0].routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in sorted(handler.http_methods)
    ]


def _filled(path: str) -> str:
    return re.sub(r"{(\w+)(?::\w+)?}", lambda found: FILLED.get(found[1], "1"), path)


@pytest.fixture(scope="session")
def court() -> Any:
    """Return a court of this folder's own: it sells in our hall, at hours of its own."""
    own = _loaded("court.py")
    own.PLATFORM, own.CONFIG = OUR_HALL, replace(own.CONFIG, is_sandbox=True)
    return own


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, court: Any) -> Iterator[Served]:
    """Serve it all while the tests of this folder run."""
    load = _loaded("crash/hall_under_load.py")
    data = tmp_path_factory.mktemp("programs") / "data"
    _begin(data, court)
    secrets = _invite(data, court)
    found = _addresses(data)
    with load.serving(data) as hall:
        made = Served(hall, court, load, secrets)
        made.addresses = found
        yield made
        for person in made.people:
            person.client.close()
        assert hall.stop() == 0
        said = hall.said()
    assert "Traceback" not in said, said[-4_000:]
    for private in (PASSWORD, "真名", "SAMPLE-"):
        assert private not in said
