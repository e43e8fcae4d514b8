"""The desk as a whole: its addresses, its menu, and what it takes from nothing to a notice."""

import re
from datetime import timedelta
from typing import Any

import pytest

from mingpai.accounts.model import Role
from mingpai.kernel.moments import local_date
from mingpai.web.court.acts import page_of
from mingpai.web.court.reading import filled_of

pytestmark = pytest.mark.slow

PAGES = ("/court", "/court/today", "/court/publish", "/court/import", "/court/new")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_in_both_languages(court_desk: Any, clerk: Any, page: str) -> None:
    """Each page of the menu is there in Chinese and English, without a style of its own."""
    court_desk.prepared(1)
    for language in ("", "/en"):
        text = clerk.client.get(language + page).text
        assert "<h1>" in text
        assert "style=" not in text
        assert "<script" not in text


def test_the_menu_is_for_whoever_sees_files(court_desk: Any, clerk: Any) -> None:
    """Officers find the desk in the menu; citizens do not, and strangers sign in first."""
    assert 'href="/court"' in clerk.client.get("/").text
    citizen = court_desk.officer(Role.CITIZEN, None)
    assert 'href="/court"' not in citizen.client.get("/").text
    for page in PAGES:
        assert citizen.client.get(page).status_code == 403
        stranger = court_desk.house.visitor().client.get(page, follow_redirects=False)
        assert stranger.headers["location"].startswith("/sign-in?next=")


def test_every_control_has_a_label(court_desk: Any, clerk: Any) -> None:
    """Each input that is shown has a label or says itself what it is."""
    number = court_desk.prepared(1)
    for page in ("/publish", "/do/ServeDocument", "/do/ApplyForfeit", "/do/RecordPanel"):
        text = clerk.client.get(f"/court/lots/{number}{page}").text
        labelled = set(re.findall(r'<label for="([^"]+)"', text))
        shown = re.findall(r'<(?:input|select|textarea)(?![^>]*type="hidden")[^>]*>', text)
        for one in shown:
            name = re.search(r'id="([^"]+)"', one)
            assert "aria-label" in one or (name and name[1] in labelled), one
        ids = re.findall(r' id="([^"]+)"', text)
        assert len(ids) == len(set(ids))


def test_from_nothing_to_a_notice_by_forms_alone(court_desk: Any, clerk: Any, judge: Any) -> None:
    """Clerk and judge bring a property from its seizure to its notice; nobody else does a thing."""
    given = court_desk.papers(9)
    opening = {name: text for name, text in filled_of(given[0]).items() if name != "court"}
    answer = court_desk.send(clerk, "/court/new", "send", **opening)
    number = answer.headers["location"].partition("?")[0].removeprefix("/court/lots/")
    for command in given[1:]:
        name = type(command).__name__
        officer = judge if name == "RecordPanel" else clerk
        page = page_of(number, name)
        answer = court_desk.send(officer, page, "send", **filled_of(command))
        assert answer.status_code == 303, (name, answer.text)
    notice = filled_of(court_desk.notice())
    answer = court_desk.send(clerk, f"/court/lots/{number}/publish", "send", **notice)
    assert answer.status_code == 303, answer.text
    state = court_desk.state(number)
    assert state.current is not None
    assert state.current.terms.opens_at - court_desk.now > timedelta(days=30)
    assert local_date(court_desk.now) == state.current.terms.announced_on
    assert {one.actor for one in court_desk.core.orders} == {"court/sh-xuhui"}
