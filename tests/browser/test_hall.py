"""The hall itself in a real browser: served as processes, on a real database, by real time.

A lot was published forty days ago and opened an hour ago; a citizen registers, a clerk confirms
his deposit, he enters and bids, and his own browser checks the receipts.
"""

import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from msgspec import Struct

from mingpai import bootstrap
from mingpai.adapters.clock import DrivenClock
from mingpai.auction.model import PropertyClass
from mingpai.exchange import paperwork
from mingpai.kernel.ids import CaseId, LotToken, OfficeId, PropertyId, StreamId
from mingpai.kernel.money import Fen
from mingpai.law.platforms import OUR_HALL
from mingpai.service.requests import Request

pytestmark = [pytest.mark.browser, pytest.mark.database, pytest.mark.slow]

COURT = OfficeId("court/dl-zhongyuan")
LOT = StreamId("disposal/hall-1")
START, STEP, DEPOSIT = 1_000_000, 10_000, 100_000
PRICE = paperwork.Price(Fen(START), Fen(START), Fen(STEP), Fen(DEPOSIT))
PASSWORD = "seven green lanterns"
ADDRESS = re.compile(r"http://[0-9.:]+")
PROGRAM = (str(Path(sys.executable).with_name("mingpai")),)


def publish(folder: Path) -> None:
    """Make a service whose only lot was published forty days ago and opened an hour ago."""
    now = datetime.now(UTC)
    bootstrap.create(folder, bootstrap.Config("hall.example/journal", COURT, is_sandbox=True))
    announced = now - timedelta(days=40)
    car = paperwork.Property(
        case_id=CaseId("2026-dl-zhi-1"),
        property_id=PropertyId("car-1"),
        property_class=PropertyClass.MOVABLE,
        court=COURT,
        platform=OUR_HALL,
        applicant=LotToken("applicant".rjust(22, "0")),
        debtor=LotToken("debtor".rjust(22, "0")),
    )
    opens = now - timedelta(hours=1)
    notice = paperwork.notice(PRICE, opens_at=opens, closes_at=opens + timedelta(hours=24))

    async def work(service: bootstrap.Service) -> None:
        clock = DrivenClock(announced)
        async with service.core(clock) as core:
            for number, command in enumerate(
                [*paperwork.until_notice(car, PRICE, announced_at=announced), notice]
            ):
                request = Request(LOT, COURT, command, clock.now(), key=f"order-{number}")
                answer = await core.sequencer.submit(request)
                assert answer.refused is None, answer.refused
            clock.advance_to(now - timedelta(seconds=5))

    with bootstrap.opened(folder) as service:
        asyncio.run(work(service))


def run(*words: str) -> str:
    """Run the program and return what it prints."""
    return subprocess.run([*PROGRAM, *words], check=True, capture_output=True, text=True).stdout


class Hall(Struct, frozen=True):
    """Where the hall is, and the secret by which its clerk enrols."""

    address: str
    secret: str


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """Serve the hall."""
    folder = tmp_path_factory.mktemp("hall") / "data"
    with ThreadPoolExecutor(1) as pool:
        pool.submit(publish, folder).result()
    words = ("user", "add", "clerk", "--role", "clerk", "--office", COURT)
    told = json.loads(run(*words, "--data", str(folder), "--json"))
    child = subprocess.Popen(
        [*PROGRAM, "serve", "--port", "0", "--data", str(folder)],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stderr is not None
    address = next((found[0] for line in child.stderr if (found := ADDRESS.search(line))), "")
    assert address, "the hall did not open"
    yield Hall(address, told["enrolment_secret"])
    child.terminate()
    child.communicate(timeout=60)
    assert child.returncode == 0


@pytest.fixture(scope="module")
def served(hall: Hall) -> str:
    """Return where pages are."""
    return hall.address


class Person:
    """Somebody with a browser, a login and an authenticator."""

    def __init__(self, page: Any, login: str) -> None:
        """Sit down."""
        self.page = page
        self.login = login
        self.one_time: pyotp.TOTP | None = None
        self.used = ""

    def code(self) -> str:
        """Return a code that was not used yet; waits for the next one where it was."""
        assert self.one_time is not None
        while (code := self.one_time.now()) == self.used:
            time.sleep(0.5)
        self.used = code
        return code

    def join(self, path: str, **fields: str) -> None:
        """Make an account at /register or /enrol."""
        page = self.page
        assert page.url.endswith(path)
        page.fill("#login", self.login)
        page.click("main button")
        line = page.get_attribute('a[href^="otpauth:"]', "href")
        one_time = pyotp.parse_uri(line)
        assert isinstance(one_time, pyotp.TOTP)
        self.one_time = one_time
        page.fill("#code", self.code())
        page.fill("#password", PASSWORD)
        for field, value in fields.items():
            page.fill(f"#{field}", value)
        page.click("main button")
        page.wait_for_url("**/sign-in")

    def sign_in(self) -> None:
        """Sign in with password and code."""
        self.page.fill("#login", self.login)
        self.page.fill("#password", PASSWORD)
        self.page.fill("#code", self.code())
        self.page.click("#sign-in button:not([type=button])")
        self.page.wait_for_selector(".who button")


def take_part(citizen: Person, site: str, axe: Callable[[Any], list[str]]) -> None:
    """Register for the lot and acknowledge each item and warning of its notice."""
    page = citizen.page
    page.goto(f"{site}/lots/hall-1/take-part")
    assert axe(page) == []
    page.click("main form button")
    page.wait_for_selector("input[type=checkbox]")
    for box in page.query_selector_all("input[type=checkbox]"):
        box.check()
    page.click("main form button")
    page.wait_for_selector(".preflight li.missing")
    assert page.query_selector("input[type=checkbox]") is None, page.inner_text("main")


def confirm_deposit(clerk: Person, site: str, axe: Callable[[Any], list[str]]) -> None:
    """Confirm the one deposit that waits; nobody's name is on the clerk's page."""
    desk = clerk.page
    desk.goto(f"{site}/court/lots/hall-1/deposits")
    assert "李华" not in desk.content()
    assert axe(desk) == []
    desk.fill("input[name=paid]", "1000.00")
    desk.click("td button")
    desk.wait_for_selector(".empty")


def enter(citizen: Person, site: str) -> str:
    """See code and password once, enter with them, and return the code."""
    page = citizen.page
    page.goto(f"{site}/lots/hall-1/take-part")
    page.click("main form button")
    code, password = page.locator("dl code").all_inner_texts()
    page.goto(f"{site}/lots/hall-1/take-part")
    page.fill("#code", code)
    page.fill("#password", password)
    page.click("main form button")
    page.wait_for_url("**/hall")
    page.wait_for_selector("#link[data-state=good]")
    return str(code)


def bid(page: Any, code: str) -> None:
    """Bid the least, then far more: over his own bid and beyond ten steps he is asked once more."""
    page.click("#send")
    page.wait_for_selector("#mine li.taken .right")
    page.wait_for_selector("#yours:not([hidden])")
    assert page.inner_text("#leader") == code
    page.click("#send")
    page.wait_for_selector("#sure[open]")
    page.click("#sure-no")
    page.fill("#amount", "999999")
    page.click("#send")
    page.wait_for_selector("#sure[open]")
    page.click("#sure-yes")
    page.wait_for_selector("#mine li:first-child.taken .right")


def test_a_citizen_bids_from_registration_to_a_checked_receipt(
    visitor: Callable[..., Any], hall: Hall, axe: Callable[[Any], list[str]]
) -> None:
    """Register, acknowledge, deposit, code, enter, bid, check: each step in a browser."""
    citizen = Person(visitor("/register", size="phone"), "li.hua")
    citizen.join("/register", name="李华", number="SAMPLE-123456")
    clerk = Person(visitor("/enrol"), "clerk")
    clerk.join("/enrol", secret=hall.secret)
    for somebody in (citizen, clerk):  # both wait for their next code at once
        somebody.sign_in()
    take_part(citizen, hall.address, axe)
    confirm_deposit(clerk, hall.address, axe)
    code = enter(citizen, hall.address)
    assert axe(citizen.page) == []
    bid(citizen.page, code)

    # An onlooker sees it without a sign-in.
    onlooker = visitor("/en/lots/hall-1")
    onlooker.wait_for_function(
        "code => document.querySelector('[data-live=leader]').textContent === code", arg=code
    )
    assert "999,999.00" in onlooker.inner_text('[data-live="price"]')
    assert axe(onlooker) == []

    citizen.page.goto(f"{hall.address}/my/receipts")
    with citizen.page.expect_download() as kept:
        citizen.page.click(".papers a")
    assert Path(kept.value.path()).read_text().startswith("mingpai/receipt@v1")
