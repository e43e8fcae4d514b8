"""One played day, a renderer of each language, and a site that people sign in to."""

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from litestar import Litestar, Router
from litestar.testing import TestClient

from mingpai.accounts.enrolling import EnrolmentDesk
from mingpai.accounts.keys import AccountKeys
from mingpai.accounts.parts import Parts
from mingpai.accounts.passkeys import Passkeys
from mingpai.accounts.passkeys import Site as PasskeySite
from mingpai.accounts.passwords import Cost, Passwords
from mingpai.accounts.signing_in import SignInDesk
from mingpai.accounts.simulated_identity import SimulatedIdentityProvider
from mingpai.adapters.memory import FixedClock, MemorySubjects
from mingpai.adapters.memory_accounts import MemoryAccounts
from mingpai.demo.day import day
from mingpai.demo.rehearsal import Rehearsal, rehearse
from mingpai.web.join import JoinPages
from mingpai.web.pages import Members, application
from mingpai.web.renderer import Renderer
from mingpai.web.sign_in import SignInPages
from mingpai.web.site import Site
from mingpai.web.visitors import Porter

ADDRESS = "http://127.0.0.1:8000"
PASSWORD = "seven green lanterns"
CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
_STEP = timedelta(seconds=30)


class House:
    """The site with its accounts, and what a test does there."""

    def __init__(self, site: Site, more: Callable[..., Sequence[Router]] | None = None) -> None:
        """Open a site over the played day; `more` makes further pages of one language."""
        random = secrets.token_bytes
        keys = AccountKeys(random(32), random)
        self.clock = FixedClock(site.clock.now())
        self.subjects = MemorySubjects()
        self.store = MemoryAccounts(self.subjects)
        passkeys = Passkeys(PasskeySite("127.0.0.1", (ADDRESS,), "明拍"), keys, random)
        self.passwords = Passwords(CHEAP)
        parts = Parts(self.store, self.passwords, passkeys, keys, self.clock, random)
        self.desk = SignInDesk(parts)
        self.porter = Porter(self.desk, is_https=False)
        joining = EnrolmentDesk(parts, self.subjects, SimulatedIdentityProvider())

        def routers(shell: Any, renderer: Any) -> list[Router]:
            found = [
                SignInPages(shell, renderer, self.porter).router(),
                JoinPages(shell, renderer, self.porter, joining).router(),
            ]
            return found + list(more(shell, renderer, self) if more is not None else ())

        self.application: Litestar = application(site, Members(self.porter, routers))

    def visitor(self) -> "Guest":
        """Return somebody with a browser of his own."""
        return Guest(self, TestClient(self.application, base_url=ADDRESS))


class Guest:
    """One browser."""

    def __init__(self, house: House, client: TestClient[Litestar]) -> None:
        """Keep the browser."""
        self.house = house
        self.client = client
        self.one_time: pyotp.TOTP | None = None

    def post(self, page: str, to: str, /, **fields: str) -> Any:
        """Open a page and send one of its forms, as a browser without script does."""
        token = form_token(self.client.get(page).text)
        return self.client.post(to, data={"csrf": token, **fields}, follow_redirects=False)

    def code(self) -> str:
        """Return the next code of the authenticator; time goes on, so that it is a new one."""
        self.house.clock.move_by(_STEP)
        assert self.one_time is not None
        return str(self.one_time.at(self.house.clock.now()))

    def register(self, login: str, number: str) -> Any:
        """Register as a citizen."""
        text = self.post("/register", "/register/factor", login=login).text
        setup = re.search(r'name="setup" value="([^"]+)"', text)
        line = re.search(r'otpauth://[^"]+', text)
        assert setup is not None, text
        assert line is not None
        one_time = pyotp.parse_uri(line[0].replace("&amp;", "&"))
        assert isinstance(one_time, pyotp.TOTP)
        self.one_time = one_time
        return self.client.post(
            "/register",
            data={
                "csrf": form_token(text),
                "login": login,
                "setup": setup[1],
                "code": self.code(),
                "password": PASSWORD,
                "name": "李华",
                "number": number,
            },
            follow_redirects=False,
        )

    def sign_in(self, login: str, onward: str = "/") -> Any:
        """Sign in with password and code."""
        fields = {"login": login, "password": PASSWORD, "code": self.code(), "next": onward}
        return self.post("/sign-in", "/sign-in", **fields)


def form_token(text: str) -> str:
    """Return the token that a page's forms carry."""
    found = re.search(r'name="csrf" value="([^"]+)"', text)
    assert found is not None, text
    return found[1]


@pytest.fixture(scope="session")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    """Play a day in memory."""
    return rehearse(day(6), tmp_path_factory.mktemp("unit-web") / "keys")


@pytest.fixture(scope="session")
def site(rehearsal: Rehearsal) -> Site:
    """Return the site that shows it."""
    return rehearsal.site


@pytest.fixture(scope="session")
def chinese() -> Renderer:
    """Return what renders pages in Chinese."""
    return Renderer("zh")


@pytest.fixture(scope="session")
def english() -> Renderer:
    """Return what renders pages in English."""
    return Renderer("en")


@pytest.fixture
def house(site: Site) -> Iterator[House]:
    """Return a site that people sign in to."""
    one = House(site)
    yield one
    one.passwords.close()


@pytest.fixture
def guest(house: House) -> Guest:
    """Return a browser that looks at it."""
    return house.visitor()


@pytest.fixture
def citizen(guest: Guest) -> Guest:
    """Return somebody who has registered and signed in."""
    assert guest.register("li.hua", "SAMPLE-123456").status_code == 303
    assert guest.sign_in("li.hua").status_code == 303
    return guest
