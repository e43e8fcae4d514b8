"""What stands around every page."""

from typing import Any

from mingpai.web.renderer import Renderer
from mingpai.web.shell import Shell
from mingpai.web.site import Site


def test_every_page_names_the_site_and_its_journal(site: Site, english: Renderer) -> None:
    """Title and journal stand on each page, with the status that was asked for."""
    answer = Shell(site).page(english, "error.html", "/", status=404, detail="")
    text = str(answer.content)
    assert answer.status_code == 404
    opened = site.board.totals().opened
    assert opened is not None
    assert opened.origin in text


def test_a_site_without_accounts_offers_no_sign_in(site: Site, english: Renderer) -> None:
    """Where nobody can sign in, no page says that one could."""
    assert "/sign-in" not in str(Shell(site).page(english, "error.html", "/", detail="").content)


def test_a_site_with_accounts_offers_it(guest: Any) -> None:
    """Where one can sign in, every page leads there and back."""
    assert "/sign-in?next=" in guest.client.get("/").text


def test_flags_are_for_whoever_may_see_alerts(citizen: Any, site: Site) -> None:
    """Where people sign in, restricted alerts are shown to no stranger and to no citizen."""
    assert citizen.client.get("/flags").status_code == 403
    assert 'href="/flags"' not in citizen.client.get("/").text
    stranger = citizen.house.visitor().client.get("/flags", follow_redirects=False)
    assert stranger.status_code == 303
    assert site.board.flags(), "there are some to be shown"
