"""The forms of the court's acts: the engine is asked first, and what is refused keeps the form."""

import hashlib
import html
import re
from datetime import timedelta
from typing import Any

import pytest

from mingpai.accounts.model import Role
from mingpai.auction.refusals import Code
from mingpai.hall.wire import Answered
from mingpai.kernel.canon import b64url
from mingpai.kernel.moments import local_date
from mingpai.web.court.acts import acts, page_of

pytestmark = pytest.mark.slow

PAPER = b64url(hashlib.sha256(b"paper").digest())
PANEL = {
    "members": "3",
    "matters.start_price": "1",
    "matters.step": "1",
    "matters.deposit": "1",
    "start_price_fen": "70,000.00",
    "step_fen": "500",
    "deposit_fen": "7000.00",
    "decision": PAPER,
}


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_act_has_a_form(court_desk: Any, clerk: Any, language: str) -> None:
    """Each act of the desk can be opened by a clerk, in both languages."""
    number = court_desk.prepared(1)
    for command, _ in acts():
        answer = clerk.client.get(language + page_of(number, command))
        assert answer.status_code == 200, command
        assert 'enctype="multipart/form-data"' in answer.text


def test_the_engine_answers_before_anything_is_sent(court_desk: Any, judge: Any) -> None:
    """What the engine would record is shown with the act's digest; nothing is on record yet."""
    page = page_of(court_desk.prepared(1), "RecordPanel")
    answer = court_desk.send(judge, page, "check", **PANEL)
    assert answer.status_code == 200
    assert "auction.panel_decided" in answer.text
    assert 'value="70,000.00"' in answer.text
    assert not court_desk.core.orders


def test_what_is_sent_is_the_offices_order(court_desk: Any, judge: Any) -> None:
    """The order is the court's, in fen, and the lot's page says as which entry it stands."""
    number = court_desk.prepared(1)
    answer = court_desk.send(judge, page_of(number, "RecordPanel"), "send", **PANEL)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/court/lots/{number}?done=1"
    order = court_desk.core.orders[0]
    assert (order.actor, order.command.start_price_fen) == ("court/sh-xuhui", 7_000_000)
    assert "1" in judge.client.get(answer.headers["location"]).text


def test_the_same_form_twice_is_one_order(court_desk: Any, clerk: Any) -> None:
    """A form that is sent again after a lost answer is the same order under the same key."""
    number = court_desk.prepared(1)
    page = page_of(number, "RenewSeizure")
    text = clerk.client.get(page).text
    until = (local_date(court_desk.now) + timedelta(days=900)).isoformat()
    given = {"do": "send", "until": until, "proof": PAPER}
    for name in ("csrf", "nonce"):
        found = re.search(rf'name="{name}" value="([^"]+)"', text)
        assert found
        given[name] = found[1]
    keys = set()
    core_order = court_desk.core.order

    async def watch(order: Any) -> Any:
        keys.add(order.key)
        return await core_order(order)

    court_desk.core.order = watch
    for _ in range(2):
        clerk.client.post(page, data=given, follow_redirects=False)
    assert len(court_desk.core.orders) == len(keys) == 1


def test_a_paper_is_known_by_its_digest(court_desk: Any, clerk: Any) -> None:
    """Of a paper that is uploaded the digest goes on record, in the place of the file."""
    number = court_desk.prepared(1)
    until = (local_date(court_desk.now) + timedelta(days=900)).isoformat()
    files = {"proof.file": ("裁定.pdf", b"paper", "application/pdf")}
    page = page_of(number, "RenewSeizure")
    answer = court_desk.send(clerk, page, "send", files, until=until, proof="")
    assert answer.status_code == 303, answer.text
    assert court_desk.core.orders[0].command.proof == PAPER


def test_a_refusal_keeps_the_form_and_says_what_to_do(court_desk: Any, clerk: Any) -> None:
    """Code, article, facts and the next step stand above the form as it was filled in."""
    page = page_of(court_desk.prepared(1), "FixPrice")
    fields = {
        "price_fen": "123,456.78",
        "fixed_on": local_date(court_desk.now).isoformat(),
        "valid_until": local_date(court_desk.now).isoformat(),
        "report": PAPER,
    }
    answer = court_desk.send(clerk, page, "send", **fields)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert "price_fixed_already" in answer.text
    assert 'value="123,456.78"' in answer.text
    assert not court_desk.core.orders


def test_what_cannot_be_read_is_marked(court_desk: Any, clerk: Any) -> None:
    """Each control that cannot be read is marked, and all that was filled in stays."""
    page = page_of(court_desk.prepared(1), "FixPrice")
    answer = court_desk.send(
        clerk, page, "send", price_fen="12.345", fixed_on="yesterday", report="x"
    )
    assert answer.status_code == 422
    assert answer.text.count('class="wrong"') == 4
    assert 'value="12.345"' in answer.text


def test_a_clerk_prepares_and_a_judge_sends(court_desk: Any, clerk: Any, judge: Any) -> None:
    """A judge finds the clerk's draft in his form; the clerk cannot send it himself."""
    number = court_desk.prepared(1)
    page = page_of(number, "RecordPanel")
    assert 'value="send"' not in clerk.client.get(page).text
    assert court_desk.send(clerk, page, "keep", **PANEL).status_code == 303
    assert court_desk.send(clerk, page, "send", **PANEL).status_code == 403
    text = judge.client.get(page).text
    assert 'value="70,000.00"' in text
    assert 'value="send"' in text
    assert court_desk.send(judge, page, "send", **PANEL).status_code == 303
    assert not court_desk.drafts.of_office("court/sh-xuhui")


def test_a_draft_names_its_author_and_can_be_discarded(
    court_desk: Any, clerk: Any, judge: Any
) -> None:
    """Who opens a form learns whose draft it is and since when, and may begin anew."""
    page = page_of(court_desk.prepared(1), "RecordPanel")
    court_desk.send(clerk, page, "keep", **PANEL)
    author = court_desk.drafts.of_office("court/sh-xuhui")[0].by
    text = judge.client.get(page).text
    assert author in text.partition("<main")[2]
    assert 'value="drop"' in text
    assert court_desk.send(judge, page, "drop").headers["location"] == page
    text = judge.client.get(page).text
    assert 'value="drop"' not in text
    assert 'value="70,000.00"' not in text


def test_a_factor_that_is_no_longer_fresh_keeps_the_form(court_desk: Any, judge: Any) -> None:
    """Who decides is led to his second factor, and finds the form as he filled it in."""
    number = court_desk.prepared(1)
    page = page_of(number, "RecordPanel")
    judge.house.clock.move_by(timedelta(minutes=6))
    answer = court_desk.send(judge, page, "send", **PANEL)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/fresh?next=")
    fresh = judge.client.get(answer.headers["location"]).text
    token = re.search(r'name="csrf" value="([^"]+)"', fresh)
    assert token
    given = {"csrf": token[1], "code": judge.code(), "next": page}
    back = judge.client.post("/fresh", data=given, follow_redirects=False)
    assert back.headers["location"] == page
    assert 'value="70,000.00"' in judge.client.get(page).text
    assert court_desk.send(judge, page, "send", **PANEL).status_code == 303


def test_a_busy_core_is_told(court_desk: Any, clerk: Any) -> None:
    """Where the core did not look, the form stays and says that it may be sent again."""
    court_desk.core.is_busy = True
    until = (local_date(court_desk.now) + timedelta(days=900)).isoformat()
    page = page_of(court_desk.prepared(1), "RenewSeizure")
    answer = court_desk.send(clerk, page, "send", until=until, proof=PAPER)
    assert answer.status_code == 503
    assert html.escape(until) in answer.text


def test_the_cores_refusal_is_told_too(court_desk: Any, clerk: Any) -> None:
    """Where the file changed meanwhile, the core's own refusal stands on the form."""
    page = page_of(court_desk.prepared(1, steps=2), "NamePerson")

    async def refuse(order: Any) -> Answered:
        del order
        article = "FS2016-18:16.1"
        code = Code.PERSON_NAMED_ALREADY
        return Answered(0, "refused", court_desk.now, "", code=code, article=article, facts={})

    court_desk.core.order = refuse
    answer = court_desk.send(clerk, page, "send", token="0" * 22, role="tenant")
    assert answer.status_code == 409
    assert "person_named_already" in answer.text


@pytest.mark.parametrize("command", ["Nothing", "OpenDisposal", "QualifyBidder", "CloseRound"])
def test_what_is_not_on_the_desk_has_no_form(court_desk: Any, clerk: Any, command: str) -> None:
    """What the platform, the clockwork or another page does cannot be sent from here."""
    page = f"/court/lots/{court_desk.prepared(1)}/do/{command}"
    assert clerk.client.get(page).status_code == 404


def test_a_form_that_is_none_of_ours_is_refused(court_desk: Any, clerk: Any) -> None:
    """Unknown controls, controls that come twice, and forms from elsewhere change nothing."""
    page = page_of(court_desk.prepared(1), "RecordPanel")
    assert court_desk.send(clerk, page, "keep", other="1").status_code == 400
    assert clerk.client.post(page, data={"do": "keep", "csrf": "x"}).status_code == 400
    assert not court_desk.drafts.of_office("court/sh-xuhui")


@pytest.mark.parametrize(
    ("role", "office"),
    [
        (Role.CLERK, "court/sh-pudong"),
        (Role.JUDGE, "court/sh-pudong"),
        (Role.SUPERVISOR, "authority/high-court"),
        (Role.CITIZEN, None),
        (Role.PLATFORM, "platform/gongpai"),
    ],
)
def test_others_open_no_form(court_desk: Any, role: Role, office: Any) -> None:
    """Another court's officers, supervision, platforms and citizens act for no court."""
    page = page_of(court_desk.prepared(1), "RecordPanel")
    assert court_desk.officer(role, office).client.get(page).status_code == 403


def test_a_stranger_is_led_to_the_sign_in(court_desk: Any) -> None:
    """Whoever is not signed in signs in first."""
    page = page_of(court_desk.prepared(1), "RecordPanel")
    answer = court_desk.house.visitor().client.get(page, follow_redirects=False)
    assert answer.headers["location"].startswith("/sign-in?next=")
