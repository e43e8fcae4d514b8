"""A form as it was sent."""

import re
from typing import Any

import pytest

pytestmark = pytest.mark.slow


def given(guest: Any, page: str) -> dict[str, str]:
    """Return what every form of a page carries."""
    found = re.search(r'name="csrf" value="([^"]+)"', guest.client.get(page).text)
    assert found is not None
    return {"csrf": found[1], "do": "keep"}


@pytest.fixture
def page(court_desk: Any) -> str:
    """Return the address of a form."""
    return f"/court/lots/{court_desk.prepared(1)}/do/RenewSeizure"


def test_a_paper_takes_the_place_of_a_digest(court_desk: Any, clerk: Any, page: str) -> None:
    """An upload's digest stands for what was written beside it; no upload changes nothing."""
    files = {"proof.file": ("a.pdf", b"paper")}
    clerk.client.post(page, data={**given(clerk, page), "proof": "old"}, files=files)
    kept = court_desk.drafts.of_office("court/sh-xuhui")[0].filled
    assert len(kept["proof"]) == 43
    files = {"proof.file": ("", b"")}
    clerk.client.post(page, data={**given(clerk, page), "proof": "old"}, files=files)
    assert court_desk.drafts.of_office("court/sh-xuhui")[0].filled == {"proof": "old"}


@pytest.mark.parametrize(
    "body",
    [
        b"until=1&until=2",
        b"other=1",
        b"\xff\xfe=1",
        b"until=%FF%FE",
        b"csrf=%00",
        b"",
        b"=&=&=",
    ],
)
def test_what_is_no_form_of_ours_is_refused(
    court_desk: Any, clerk: Any, page: str, body: bytes
) -> None:
    """A name twice, an unknown name, bytes that are no text: a plain refusal, nothing kept."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert clerk.client.post(page, content=body, headers=headers).status_code == 400
    assert not court_desk.drafts.of_office("court/sh-xuhui")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"--b\r\nnonsense"),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: x\r\n\r\n1\r\n--b--"),
        ("application/json", b"[1]"),
        ("text/plain", b"until=1"),
    ],
)
def test_another_kind_of_body_is_refused(clerk: Any, page: str, kind: str, body: bytes) -> None:
    """A body that is no form, or a broken one, is a plain refusal."""
    answer = clerk.client.post(page, content=body, headers={"Content-Type": kind})
    assert answer.status_code == 400


def test_a_form_of_another_sign_in_is_refused(court_desk: Any, clerk: Any, page: str) -> None:
    """A token that was given to somebody else opens nothing, nor does one for a text in a file."""
    other = court_desk.officer("clerk")
    assert clerk.client.post(page, data=given(other, page)).status_code == 400
    files = {"csrf": ("a", b"b")}
    assert clerk.client.post(page, data={"do": "keep"}, files=files).status_code == 400


def test_what_is_too_large_to_keep_is_refused(clerk: Any, page: str) -> None:
    """A draft beyond the limit is refused with a page, not lost in silence."""
    answer = clerk.client.post(page, data={**given(clerk, page), "until": "x" * 300_000})
    assert answer.status_code == 400
