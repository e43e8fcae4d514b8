"""Forms and sign-ins of a served site: no form but a page's own, no session that somebody chose."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.database]

REFUSED = {400, 401, 403, 404}
CHECKED = 400
"""What a form gets that is none of this visitor's."""
BY_ITSELF = ("house.", "supervision.")
"""What the service puts on record by itself: junk that was counted, alerts."""


@pytest.fixture
def newcomer(served: Any) -> Iterator[Callable[..., Any]]:
    """Return a maker of people who have registered, if a number is given, and are not signed in."""
    made: list[Any] = []

    def make(login: str, number: str = "", **where: str) -> Any:
        made.append(type(served.citizen)(served.where.site, login, **where))
        if number:
            made[-1].register(number)
        return made[-1]

    yield make
    for one in made:
        one.client.close()


def kinds_since(served: Any, size: int) -> set[str]:
    """Return which kinds of entries came after `size`, but for the service's own."""
    time.sleep(1.2)  # a checkpoint is at most a second behind
    page = httpx.get(f"{served.where.site}/log/feed", params={"after": size - 1, "limit": 256})
    return {one["kind"] for one in page.json()["entries"] if not one["kind"].startswith(BY_ITSELF)}


def seen_by(person: Any) -> list[tuple[int, str]]:
    """Return what somebody sees of his own affairs, but for tokens that are new each time."""
    shown = [person.client.get(path) for path in ("/my", "/my/receipts")]
    return [(one.status_code, re.sub(r'value="[^"]*"', "", one.text)) for one in shown]


def test_nothing_changes_but_by_post(served: Any) -> None:
    """GET and HEAD read, POST acts, and there is no other method."""
    methods = {one.method for one in served.addresses}
    assert methods <= {"GET", "HEAD", "OPTIONS", "POST"}
    assert len({one.path for one in served.addresses if one.method == "POST"}) > 20


def test_no_form_is_taken_that_is_not_from_a_page_of_its_sender(served: Any) -> None:
    """Every address that acts, without a token, with a wrong one and with somebody else's.

    Each is refused for everybody, by the check of the form itself for somebody who might act
    there; nothing is on record afterwards, and everybody's affairs are as they were.
    """
    stranger = httpx.Client(base_url=served.where.site)
    visitors = {one.login: one.client for one in served.people} | {"": stranger}
    tokens = {one.login: one.token("/about") for one in served.people}
    others = {
        "li.hua": "judge.zhou",
        "judge.zhou": "clerk.wang",
        "clerk.wang": "li.hua",
        "": "li.hua",
    }
    size, before = served.size(), [seen_by(one) for one in served.people]
    unchecked = []
    for path in sorted({one.path for one in served.addresses if one.method == "POST"}):
        statuses = set()
        for login, client in visitors.items():
            for form in ({}, {"csrf": "x"}, {"csrf": tokens[others[login]]}):
                answer = client.post(path, data=form)
                assert answer.status_code in REFUSED, (path, login, form, answer.status_code)
                statuses.add(answer.status_code)
        if CHECKED not in statuses:
            unchecked.append(path)
    stranger.close()
    assert not unchecked, unchecked
    assert [seen_by(one) for one in served.people] == before
    assert not kinds_since(served, size)


def test_a_forms_token_is_of_its_sign_in_alone(newcomer: Callable[..., Any]) -> None:
    """The token of before a sign-in is worth nothing after it, and other people's never."""
    person = newcomer("wu.ping", "SAMPLE-000001")
    before = person.token("/sign-in")
    assert person.sign_in().status_code == 303
    assert person.client.post("/my/messages/read", data={"csrf": before}).status_code == 400
    assert person.post("/my", "/my/messages/read").status_code == 303


def is_in(person: Any, token: str) -> bool:
    """Say whether a session's token is somebody's."""
    site = str(person.client.base_url).rstrip("/")
    return httpx.get(f"{site}/my", cookies={"mingpai": token}).status_code == 200


def test_a_session_is_never_one_that_was_there_before(newcomer: Callable[..., Any]) -> None:
    """A token from before the sign-in, made up or of an earlier one, is not the one after it.

    Raising one's rights gives a new one and ends the old; signing out ends it.
    """
    person = newcomer("zhao.li", "SAMPLE-000002")
    planted = "A" * 43
    person.client.cookies.set("mingpai", planted, domain="127.0.0.1")
    assert person.sign_in().status_code == 303
    found = [one.value for one in person.client.cookies.jar if one.name == "mingpai"]
    (token,) = [one for one in found if one != planted]
    assert token
    assert is_in(person, token)
    assert not is_in(person, planted)
    person.client.cookies.clear()
    person.client.cookies.set("mingpai", token, domain="127.0.0.1", path="/")
    assert person.post("/fresh", "/fresh", code=person.code(steps=1), next="/").status_code == 303
    (fresh,) = [one.value for one in person.client.cookies.jar if one.name == "mingpai"]
    assert fresh != token
    assert is_in(person, fresh)
    assert not is_in(person, token)
    assert person.post("/my", "/sign-out").status_code == 303
    assert not is_in(person, fresh)


def test_cookies_are_for_this_site_and_its_pages_alone(newcomer: Callable[..., Any]) -> None:
    """Every cookie is out of reach of scripts and is not sent along from other sites.

    Nor does a sign-in lead to another site, whatever its link said.
    """
    person = newcomer("qian.yi", "SAMPLE-000003")
    person.client.cookies.clear()
    answers = [person.client.get("/sign-in"), person.sign_in(onward="//evil.example/")]
    assert answers[1].headers["location"] == "/"
    given = [line for one in answers for line in one.headers.get_list("set-cookie")]
    assert len(given) == 2
    for line in given:
        assert "httponly" in line.lower()
        assert "samesite=strict" in line.lower()
        assert "path=/" in line.lower()


def test_guessing_is_slowed_and_nobody_else_is_locked_out(newcomer: Callable[..., Any]) -> None:
    """After some wrong tries from one address each further one waits; from elsewhere it goes on.

    While it waits not even the right password is looked at. A login that does not exist is told
    the same as a wrong password.
    """
    person = newcomer("sun.fang", "SAMPLE-000004", address="127.0.0.21")
    wrong = [person.sign_in(password="wrong green lanterns") for _ in range(5)]
    assert {one.status_code for one in wrong} == {403}
    paused = person.sign_in()
    assert paused.status_code == 429
    assert int(paused.headers["retry-after"]) >= 1
    assert not [one for one in person.client.cookies.jar if one.name == "mingpai"]
    elsewhere = newcomer("sun.fang", address="127.0.0.22")
    elsewhere.one_time = person.one_time
    nobody = newcomer("no.such", address="127.0.0.23")
    nobody.one_time = person.one_time
    told = [
        re.sub(r'="[^"]*"|=[^ >]*', "", one.sign_in(password="wrong").text)
        for one in (elsewhere, nobody)
    ]
    assert told[0] == told[1]
    assert elsewhere.sign_in().status_code == 303
