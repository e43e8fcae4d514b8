"""Bodies, headers and forms beyond all bounds: refused by a status, and the service goes on."""

import socket
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from mingpai.web.visitors import MAX_FIELDS, MAX_FORM_BYTES

pytestmark = [pytest.mark.slow, pytest.mark.database]

ANSWERED_S = 30
FORMS = ("/sign-in", "/fresh", "/register", "/sign-out", "/lots/2026-0001/enter")


def fits(answer: httpx.Response, statuses: set[int]) -> None:
    """Hold an answer to be one of these, and to show nothing from inside."""
    assert answer.status_code in statuses, answer.status_code
    assert "Traceback" not in answer.text


def reached(client: httpx.Client, path: str) -> httpx.Response:
    """Return a page as a browser does, which opens another connection where one was closed.

    Of a form that is too large the rest is not read, so that its connection cannot go on.
    """
    try:
        return client.get(path)
    except httpx.RemoteProtocolError:
        return client.get(path)


@pytest.mark.parametrize("path", FORMS)
def test_a_form_too_large_is_not_read(served: Any, path: str) -> None:
    """A body over the bound is 413, told of at once and not by reading it, and nobody is out."""
    body = {"csrf": "x", "login": "x" * (MAX_FORM_BYTES + 1)}
    fits(served.citizen.client.post(path, data=body), {413})
    assert reached(served.citizen.client, "/my").status_code == 200


@pytest.mark.parametrize(
    ("path", "size"), [("/bids", 5_000), ("/bids", 5_000_000), ("/orders", 300_000)]
)
def test_the_counter_reads_no_more_than_it_needs(served: Any, path: str, size: int) -> None:
    """Bids and orders over their bounds are 413 with a code and an article."""
    secret = served.ticket(9) if path == "/bids" else served.pages_secret
    shown = {"Authorization": f"Bearer {secret}"}
    answer = httpx.post(served.where.bids + path, content=b"x" * size, headers=shown)
    fits(answer, {413})
    assert answer.json()["code"] == "content_too_long"
    assert answer.json()["article"]


def test_a_body_whose_length_is_not_told_is_bounded_too(served: Any) -> None:
    """Pieces without end do not get past the bound by being sent in chunks."""

    def pieces() -> Any:
        for _ in range(200):
            yield b"x" * 1_000

    shown = {"Authorization": f"Bearer {served.ticket(9)}"}
    try:
        answer = httpx.post(f"{served.where.bids}/bids", content=pieces(), headers=shown)
    except httpx.WriteError:  # it was answered before all was sent, and the connection ended
        return
    fits(answer, {413})


@pytest.mark.parametrize("many", [MAX_FIELDS + 2, 5_000])
def test_a_form_of_too_many_fields_is_malformed(served: Any, many: int) -> None:
    """More fields than any form of ours has are refused."""
    body = urlencode([(f"f{number}", "") for number in range(many)])
    shown = {"Content-Type": "application/x-www-form-urlencoded"}
    fits(served.citizen.client.post("/sign-in", content=body, headers=shown), {400})


@pytest.mark.parametrize(
    "body",
    [b"csrf=a&csrf=b", b"\xff\xfe=1", b"&&&&", b"unknown=1", b"%00=%00", b"a" * 60_000, b""],
    ids=repr,
)
def test_a_form_that_is_none_is_malformed(served: Any, body: bytes) -> None:
    """Fields given twice, unknown or unreadable are refused, whoever sends them."""
    shown = {"Content-Type": "application/x-www-form-urlencoded"}
    for path in FORMS:
        fits(served.citizen.client.post(path, content=body, headers=shown), {400})


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=b", "text/x"])
def test_a_form_of_another_kind_is_malformed(served: Any, kind: str) -> None:
    """A body that is no form of a page is refused, and none is kept as a file."""
    body = b'--b\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\nx\r\n--b--\r\n'
    for path in FORMS:
        answer = served.citizen.client.post(path, content=body, headers={"Content-Type": kind})
        fits(answer, {400, 415})


def raw(address: str, request: bytes) -> bytes:
    """Send bytes to a server and return what comes back until it ends or is silent."""
    host, _, port = address.rpartition("//")[2].partition(":")
    with socket.create_connection((host, int(port)), timeout=ANSWERED_S) as connection:
        try:
            connection.sendall(request)
            return connection.recv(65_536)
        except ConnectionError:
            return b""


HEADS = {
    "one of a megabyte": b"X-A: " + b"a" * 1_000_000 + b"\r\n",
    "ten thousand": b"".join(b"X-%d: a\r\n" % number for number in range(10_000)),
    "no name": b": a\r\n",
    "a zero byte": b"X-A: \x00\r\n",
    "a delete character": b"Authorization: Bearer \x7f\r\n",
    "two lengths": b"Content-Length: 1\r\nContent-Length: 2\r\n",
    "a length below zero": b"Content-Length: -1\r\n",
    "length and chunks": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
    "a cookie of a hundred thousand": b"Cookie: mingpai=" + b"a" * 100_000 + b"\r\n",
    "a cookie that is none": b"Cookie: \xff\xfe;;;=;mingpai=\xff\r\n",
}


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("part", ["site", "bids", "hall", "watch"])
def test_headers_beyond_bounds_are_refused_and_the_service_goes_on(
    served: Any, part: str, head: str
) -> None:
    """No server of the four falls over a header: refused or read, never a 5xx."""
    address = getattr(served.where, part)
    answer = raw(address, b"GET / HTTP/1.1\r\nHost: a\r\n" + HEADS[head] + b"\r\n")
    if answer:
        status = answer.split(b" ", 2)[1]
        assert status < b"500", answer[:200]
    assert b"Traceback" not in answer
    assert httpx.get(served.where.site).status_code == 200


def test_a_cookie_that_is_none_of_ours_is_nobodys(served: Any) -> None:
    """A session or device cookie of any content is somebody who is not signed in."""
    for value in ("x", "a" * 4_000, "%00", "../../x", "' OR 1=1 --", "0" * 43):
        for name in ("mingpai", "mingpai_device"):
            answer = httpx.get(f"{served.where.site}/my", cookies={name: value})
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/sign-in")
