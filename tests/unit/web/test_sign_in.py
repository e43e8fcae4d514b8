"""Signing in and out, and showing a factor once more."""

from datetime import timedelta
from typing import Any

import pytest

from mingpai.web.sign_in import safe_next
from mingpai.web.visitors import SESSION_COOKIE

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "wrong",
    ["", "lots", "//evil.example", "/\\evil.example", "https://evil.example/", "/a\nb", "/" * 301],
)
def test_one_goes_on_to_a_page_of_this_site_alone(wrong: str) -> None:
    """After signing in nobody is led elsewhere."""
    assert safe_next(wrong) == "/"
    assert safe_next("/lots/1?a=b") == "/lots/1?a=b"


def test_a_citizen_signs_in_and_out(citizen: Any) -> None:
    """Signed in, each page greets him; signed out, the old cookie opens nothing."""
    assert "li.hua" in citizen.client.get("/").text
    token = citizen.client.cookies[SESSION_COOKIE]
    answer = citizen.post("/", "/sign-out")
    assert answer.status_code == 303
    citizen.client.cookies.set(SESSION_COOKIE, token)
    assert "li.hua" not in citizen.client.get("/").text


def test_each_sign_in_has_a_token_of_its_own(citizen: Any) -> None:
    """A token that was there before the sign-in is worth nothing after it: no session is fixed."""
    first = citizen.client.cookies[SESSION_COOKIE]
    citizen.sign_in("li.hua")
    assert citizen.client.cookies[SESSION_COOKIE] != first


def test_a_cookie_is_for_this_site_and_no_script(guest: Any) -> None:
    """Cookies are HttpOnly and SameSite=Strict; on https they are Secure too."""
    guest.register("li.hua", "SAMPLE-123456")
    headers = guest.sign_in("li.hua").headers.get_list("set-cookie")
    session = next(one for one in headers if one.startswith(f"{SESSION_COOKIE}="))
    assert "HttpOnly" in session
    assert "samesite=strict" in session.lower()


def test_a_wrong_sign_in_says_the_same_whoever_is_named(guest: Any) -> None:
    """Neither text nor status tells whether a login exists, and the login typed is kept."""
    guest.register("li.hua", "SAMPLE-123456")
    texts = []
    for login in ("li.hua", "nobody.at.all"):
        fields = {"login": login, "password": "wrong wrong wrong", "code": "000000"}
        answer = guest.post("/sign-in", "/sign-in", **fields)
        assert answer.status_code == 403
        assert f'value="{login}"' in answer.text
        texts.append(answer.text.replace(login, "").split('data-passkey-options="')[0])
    assert texts[0] == texts[1]


def test_guessing_is_slowed_down(guest: Any) -> None:
    """After some wrong tries one is told to wait, and how long."""
    guest.register("li.hua", "SAMPLE-123456")
    fields = {"login": "li.hua", "password": "wrong wrong wrong", "code": "000000"}
    for _ in range(12):
        answer = guest.post("/sign-in", "/sign-in", **fields)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) >= 1


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/fresh"])
def test_a_form_from_elsewhere_is_not_taken(citizen: Any, path: str) -> None:
    """Without this sign-in's token, with another's, or with fields of no form: 400."""
    for fields in ({}, {"csrf": "x"}, {"csrf": "x", "more": "1"}):
        assert citizen.client.post(path, data=fields).status_code == 400
    other = citizen.house.visitor()
    stolen = other.client.get("/sign-in").text.split('name="csrf" value="')[1].split('"')[0]
    assert citizen.client.post(path, data={"csrf": stolen}).status_code == 400


def test_a_factor_is_shown_once_more(citizen: Any) -> None:
    """A fresh factor gives the session a new token; a wrong one says so and changes nothing."""
    before = citizen.client.cookies[SESSION_COOKIE]
    wrong = citizen.post("/fresh", "/fresh", code="000000", next="/lots/1")
    assert wrong.status_code == 403
    right = citizen.post("/fresh", "/fresh", code=citizen.code(), next="/lots/1")
    assert (right.status_code, right.headers["location"]) == (303, "/lots/1")
    assert citizen.client.cookies[SESSION_COOKIE] != before


def test_nobody_shows_a_factor_who_is_not_signed_in(guest: Any) -> None:
    """The page leads to the sign-in and from there back."""
    answer = guest.client.get("/fresh", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=")


def test_a_sign_in_ends_when_it_is_not_used(citizen: Any) -> None:
    """After half an hour without a look he is asked to sign in again."""
    citizen.house.clock.move_by(timedelta(minutes=31))
    assert "li.hua" not in citizen.client.get("/").text


def test_the_pages_speak_english_too(guest: Any) -> None:
    """Under /en the sign-in and what it says are in English."""
    page = guest.client.get("/en/sign-in").text
    assert 'lang="en"' in page
    assert "One-time code" in page
