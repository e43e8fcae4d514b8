"""Every page of a served site, for everybody: its policy, no script of its own, nobody else's."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.database]

MOST = 600
"""Pages that are looked at for each visitor."""
LINK = re.compile(r'(?:href|action)="(/[^"#]*)"')
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=|javascript:|<iframe|<object|<base",
    re.IGNORECASE,
)
SCRIPT_BLOCK = re.compile(r'<script type="application/(?:json|ld\+json)"[^>]*>', re.IGNORECASE)
SOURCE = re.compile(r'(?:src|href)="((?:https?:)?//[^"]+)"')
POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
WHO = ("nobody", "li.hua", "judge.zhou", "clerk.wang")


def client_of(served: Any, who: str) -> httpx.Client:
    """Return the browser of one of the people, or one of nobody's."""
    for one in served.people:
        if one.login == who:
            found: httpx.Client = one.client
            return found
    return httpx.Client(base_url=served.where.site)


def visited(served: Any, client: httpx.Client) -> Iterator[tuple[str, httpx.Response]]:
    """Yield every page that the route table and the pages' own links lead to."""
    waiting = [one.path for one in served.addresses if one.method == "GET"]
    seen = set(waiting)
    for _ in range(MOST + len(waiting)):
        if not waiting:
            return
        path = waiting.pop(0)
        answer = client.get(path)
        yield path, answer
        if answer.headers.get("content-type", "").startswith("text/html"):
            for link in LINK.findall(answer.text):
                found = link.replace("&amp;", "&")
                if found not in seen:
                    seen.add(found)
                    waiting.append(found)


def policy_of(answer: httpx.Response) -> dict[str, list[str]]:
    """Return an answer's policy by directive."""
    parts = answer.headers["content-security-policy"].split(";")
    return {words[0]: words[1:] for words in (part.split() for part in parts)}


@pytest.mark.parametrize("who", WHO)
def test_every_page_keeps_to_its_policy_and_shows_nobody_else(served: Any, who: str) -> None:
    """No page allows or holds a script or style of its own, or shows another person's name.

    No address that can be got falls over, whoever asks.
    """
    client = client_of(served, who)
    others = [one for one in served.people if one.login != who]
    live = {served.where.watch, served.where.hall, served.where.bids}
    pages = 0
    try:
        for path, answer in visited(served, client):
            assert answer.status_code < 500, path
            assert answer.headers["x-content-type-options"] == "nosniff", path
            if not answer.headers.get("content-type", "").startswith("text/html"):
                continue
            pages += 1
            policy = policy_of(answer)
            assert {name: policy[name] for name in POLICY} == POLICY, path
            assert set(policy["connect-src"]) == {"'self'", *live}, path
            assert "unsafe" not in answer.headers["content-security-policy"]
            text = SCRIPT_BLOCK.sub("", answer.text)
            assert not INLINE.search(text), (path, INLINE.search(text))
            assert not SOURCE.findall(text), path
            assert answer.headers["x-frame-options"] == "DENY"
            for other in others:
                assert other.name not in text, path
                assert other.login not in text, path
            assert "SAMPLE-" not in re.sub(r"(?s)<form.*?</form>", "", text), path
            assert "Traceback" not in text
    finally:
        if who == "nobody":
            client.close()
    assert pages > 20


def test_errors_for_programs_are_never_taken_for_something_else(served: Any) -> None:
    """A problem says its kind once, and no reader may guess another."""
    site, bids = served.where.site, served.where.bids
    for answer in (
        httpx.get(f"{site}/entries/01.receipt"),
        httpx.get(f"{site}/log/tile/none"),
        httpx.get(f"{site}/log/feed?x=1"),
        httpx.post(f"{site}/log/feed"),
        httpx.put(f"{site}/entries/1.receipt"),
        *(httpx.get(f"{site}{path}") for path in ("/log/none", "/entries/1/2", "/api/none")),
        httpx.post(f"{site}/lots/2026-0001/ticket"),
        httpx.post(f"{bids}/bids"),
        httpx.get(f"{bids}/bids"),
        httpx.get(f"{bids}/none"),
    ):
        assert answer.status_code >= 400
        assert answer.headers.get_list("content-type") == ["application/problem+json"]
        assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
        assert answer.headers.get_list("cache-control") == ["no-store"]


def test_links_of_pages_stay_on_this_site(served: Any) -> None:
    """A next page that is another site's is not led to, whatever a link says."""
    for onward in (
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "/\t/evil.example",
    ):
        answer = served.citizen.client.get("/sign-in", params={"next": onward})
        assert answer.status_code in {200, 400}
        for link in LINK.findall(answer.text):
            assert urlsplit(link).netloc == "", link
        assert "evil.example" not in answer.text
