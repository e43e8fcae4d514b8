"""Who asks, and what he is asked for."""

from typing import Any

import pytest
from litestar import Response, Router, get, post

from mingpai.accounts.permissions import Permission
from mingpai.kernel.ids import OfficeId
from mingpai.web.site import Site
from mingpai.web.visitors import DEVICE_COOKIE, MAX_FIELDS, RequestOf, visitor

COURT = OfficeId("court/sh-xuhui")


@pytest.fixture
def guarded(site: Site, house: Any) -> Any:
    """Return a site with pages behind permissions, and a browser on it."""

    def more(shell: Any, renderer: Any, at: Any) -> list[Router]:
        del shell

        @get("/own")
        async def own() -> str:
            return str(at.porter.demand(Permission.SEE_OWN_AFFAIRS).login)

        @get("/publish")
        async def publish() -> str:
            return str(at.porter.demand(Permission.PUBLISH_NOTICE, court=COURT).login)

        @get("/desk")
        async def desk() -> str:
            return str(at.porter.admits(Permission.SEE_COURT_FILE).login)

        @get("/menu")
        async def menu() -> str:
            return str(at.porter.admits(Permission.SEE_OWN_AFFAIRS).login)

        @post("/script", status_code=200)
        async def script(request: RequestOf) -> Response[str]:
            return Response("yes" if at.porter.is_from_page(request) else "no")

        prefix = "/en" if renderer.language == "en" else "/"
        return [Router(path=prefix, route_handlers=[own, publish, desk, menu, script])]

    return type(house)(site, more)


def test_who_must_sign_in_is_led_there_and_back(guarded: Any) -> None:
    """A page for the signed-in sends others to the sign-in of their language."""
    client = guarded.visitor().client
    for path, where in (
        ("/own", "/sign-in?next=%2Fown"),
        ("/en/menu", "/en/sign-in?next=%2Fen%2Fmenu"),
    ):
        answer = client.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, where)


def test_a_role_opens_what_it_may_and_nothing_else(guarded: Any) -> None:
    """A citizen sees his own affairs, and neither a court's desk nor its acts."""
    guest = guarded.visitor()
    guest.register("li.hua", "SAMPLE-123456")
    guest.sign_in("li.hua")
    assert guest.client.get("/own").text == "li.hua"
    assert guest.client.get("/menu").text == "li.hua"
    for path in ("/publish", "/desk"):
        assert guest.client.get(path).status_code == 403


def test_a_script_shows_the_token_of_its_page(guarded: Any) -> None:
    """A script's request counts only with the token of a page of this visitor."""
    guest = guarded.visitor()
    text = guest.client.get("/sign-in").text
    token = text.split('name="csrf" value="')[1].split('"')[0]
    assert guest.client.post("/script").text == "no"
    assert guest.client.post("/script", headers={"X-CSRF-Token": token}).text == "yes"
    assert guarded.visitor().client.post("/script", headers={"X-CSRF-Token": token}).text == "no"


def test_a_device_keeps_its_cookie(guarded: Any) -> None:
    """The first answer gives a device a cookie; a malformed one is replaced."""
    guest = guarded.visitor()
    guest.client.get("/")
    first = guest.client.cookies[DEVICE_COOKIE]
    guest.client.get("/")
    assert guest.client.cookies[DEVICE_COOKIE] == first
    assert len(first) == 22
    other = guarded.visitor()
    other.client.cookies.set(DEVICE_COOKIE, "short")
    assert "mingpai_device=" in other.client.get("/").headers["set-cookie"]


def test_a_form_with_a_field_twice_is_not_taken(guarded: Any) -> None:
    """Nobody can say one thing and mean another."""
    guest = guarded.visitor()
    token = guest.client.get("/sign-in").text.split('name="csrf" value="')[1].split('"')[0]
    body = f"csrf={token}&login=a&login=b".encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert guest.client.post("/sign-in", content=body, headers=headers).status_code == 400


def test_a_form_of_more_fields_than_ours_have_is_not_taken(guarded: Any) -> None:
    """It is malformed, and no fault of the service."""
    guest = guarded.visitor()
    body = "&".join(f"f{number}=" for number in range(MAX_FIELDS + 1)).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert guest.client.post("/sign-in", content=body, headers=headers).status_code == 400


def test_there_is_no_visitor_outside_a_request() -> None:
    """Without accounts, or outside a request, nobody is there."""
    assert visitor() is None


def test_only_a_page_gives_a_device_its_cookie(guarded: Any) -> None:
    """What is for programs, and may be kept for ever by anybody, carries no cookie."""
    answer = guarded.visitor().client.get("/static/site.css")
    assert "set-cookie" not in answer.headers


def test_nobody_is_looked_up_for_what_is_the_same_for_everybody(
    citizen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A style sheet costs no look at the accounts; a page does."""
    asked = []
    seen = citizen.house.store.session
    monkeypatch.setattr(citizen.house.store, "session", lambda d: (asked.append(d), seen(d))[1])
    assert citizen.client.get("/static/site.css").status_code == 200
    assert not asked
    citizen.client.get("/")
    assert asked
