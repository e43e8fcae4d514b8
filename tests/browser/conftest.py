"""A real browser for tests of pages: the system's Chromium, at the size of a phone or a desk.

Whatever a page complains of on its console fails the test: errors of scripts, what the security
policy refused, what could not be loaded. Where the browser is missing the tests skip and say why;
with CI=true that is a failure.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NoReturn

import pytest

from mingpai.demo.day import day
from mingpai.demo.rehearsal import Rehearsal, rehearse
from mingpai.web.pages import application
from mingpai.web.server import SiteServer

AXE = Path(__file__).with_name("vendor") / "axe.min.js"
SIZES = {"phone": (390, 844), "desktop": (1280, 800)}
INSECURE_HOST = "hall.example"
"""Leads to this machine too, but no browser takes it for a secure place."""
ARGUMENTS = (
    "--no-sandbox",  # the gate runs as root, where Chromium's sandbox does not work
    "--disable-background-networking",
    f"--host-resolver-rules=MAP {INSECURE_HOST} 127.0.0.1",
)
GRAVE = ("serious", "critical")
NO_COMPLAINT = "The Cross-Origin-Opener-Policy header has been ignored"
"""What the browser says of every page that is not secure, where that header has no meaning."""
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.effectiveDirective} refused ${event.blockedURI}`);
});
"""

type_of_visitor = Callable[..., Any]


def _lacking(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


# For each file of tests: the driver keeps an event loop running in this thread as long as it lives,
# where no other test could start one of its own.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Start the browser once for all tests of a file."""
    program = shutil.which("chromium")
    if program is None:
        _lacking("Chromium is not installed: apt-get install chromium")
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - absent, tests skip
    except ImportError:
        _lacking("playwright is not installed: make setup")
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    """Play a day in memory; in a thread of its own, for the driver's loop may run in this one."""
    keys = tmp_path_factory.mktemp("browser") / "keys"
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(rehearse, day(3), keys).result()


@pytest.fixture(scope="session")
def served(rehearsal: Rehearsal) -> Iterator[str]:
    """Serve its pages, and return the address without the slash at its end."""
    with SiteServer(application(rehearsal.site), port=0) as server:
        yield server.url.rstrip("/")


@pytest.fixture
def visitor(chromium: Any, served: str) -> Iterator[type_of_visitor]:
    """Return a maker of browser pages, each as if in a browser of its own.

    `visitor("/en/check", size="phone", script=True, secure=True)`; a page that is not `secure` is
    reached under a name for which the browser offers no Web Crypto.
    """
    contexts: list[Any] = []
    complaints: list[str] = []

    def hear(said: Any) -> None:
        if said.type == "error" and not said.text.startswith(NO_COMPLAINT):
            complaints.append(said.text)

    def open_page(
        address: str, *, size: str = "desktop", script: bool = True, secure: bool = True
    ) -> Any:
        width, height = SIZES[size]
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            has_touch=size == "phone",
            java_script_enabled=script,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.add_init_script(TELL_VIOLATIONS)
        page = context.new_page()
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        host = served if secure else served.replace("127.0.0.1", INSECURE_HOST)
        page.goto(host + address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture(scope="session")
def axe() -> Callable[[Any], list[str]]:
    """Return a scan of a page for barriers, which names those that are serious."""
    if not AXE.is_file():
        _lacking(f"{AXE.name} is not there: make setup, with npm")
    source = AXE.read_text(encoding="utf-8")

    def scan(page: Any) -> list[str]:
        page.evaluate(source)
        found = page.evaluate("axe.run({ preload: false })")
        return [
            f"{one['id']}: {one['help']}: {node['html']}"
            for one in found["violations"]
            if one["impact"] in GRAVE
            for node in one["nodes"]
        ]

    return scan
