"""The application: what fails is told without its inside."""

from typing import Any

from litestar.testing import TestClient
from msgspec.structs import replace

from mingpai.adapters.memory import FixedClock
from mingpai.demo.rehearsal import Rehearsal
from mingpai.service.projections import LotBoard
from mingpai.web.heads import Heads
from mingpai.web.pages import application
from mingpai.web.site import Played, Site


class _Failing:
    """A clock that has stopped."""

    def now(self) -> Any:
        """Fail."""
        msg = "secret inside"
        raise RuntimeError(msg)


def test_a_fault_of_ours_shows_nothing_of_its_inside(site: Site) -> None:
    """An error inside is a 500 with a page; its text is not on it."""
    broken = replace(site, clock=_Failing())
    with TestClient(application(broken), raise_server_exceptions=False) as client:
        answer = client.get("/en/")
    assert answer.status_code == 500
    assert "secret inside" not in answer.text
    assert "The fault is ours" in answer.text


def test_a_day_that_is_played_reloads_by_itself(rehearsal: Rehearsal) -> None:
    """While a day is played the list reloads, unless asked not to; afterwards it does not."""
    now = rehearsal.site.clock.now()
    playing = replace(rehearsal.site, clock=FixedClock(now), played=lambda: Played(5, 10))
    with TestClient(application(playing)) as client:
        assert 'http-equiv="refresh"' in client.get("/").text
        assert 'http-equiv="refresh"' not in client.get("/?live=0").text
        assert "<progress" in client.get("/?live=0").text
    with TestClient(application(rehearsal.site)) as client:
        assert 'http-equiv="refresh"' not in client.get("/").text


def test_an_empty_journal_has_pages(site: Site) -> None:
    """Before the first entry every page is there and says that it is empty."""
    young = replace(site, board=LotBoard(None), heads=Heads(lambda: None, lambda: None))  # type: ignore[arg-type]
    with TestClient(application(young)) as client:
        for address in ("/", "/refusals", "/flags", "/checkpoint", "/about"):
            answer = client.get(address)
            assert answer.status_code == 200
            assert 'class="empty"' in answer.text or address == "/about"
        assert client.get("/checkpoint.txt").status_code == 404
        assert client.get("/sm3/checkpoint.txt").status_code == 404
