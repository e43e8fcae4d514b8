"""A court's lots and one lot's file."""

from datetime import timedelta
from typing import Any

import pytest

from mingpai.accounts.model import Role
from mingpai.auction.asked import Setting
from mingpai.auction.commands import QualifyBidder
from mingpai.auction.evolve import evolve
from mingpai.law.platforms import sandbox_list
from mingpai.service.archive import Archive
from mingpai.web.court.files import CourtFiles

pytestmark = pytest.mark.slow

ELSEWHERE = "court/sh-pudong"


def test_an_empty_desk_says_what_to_do(court_desk: Any, clerk: Any) -> None:
    """A court that opened nothing yet is led to the form and to the import."""
    del court_desk
    text = clerk.client.get("/court").text
    assert 'class="empty"' in text
    assert "/court/import" in text


def test_a_court_sees_its_own_lots(court_desk: Any, clerk: Any) -> None:
    """The list holds this court's lots; another court's are neither listed nor opened."""
    own, other = court_desk.prepared(1), court_desk.prepared(2, ELSEWHERE)
    text = clerk.client.get("/court").text
    assert f"/court/lots/{own}" in text
    assert other not in text
    assert clerk.client.get(f"/court/lots/{other}").status_code == 403
    supervisor = court_desk.officer(Role.SUPERVISOR, "authority/high-court")
    assert other in supervisor.client.get("/court").text
    assert supervisor.client.get(f"/court/lots/{other}").status_code == 200


def test_a_narrowed_account_sees_its_cases_alone(court_desk: Any) -> None:
    """Whose account names cases sees those, and no other lot of the court."""
    own, other = court_desk.prepared(1), court_desk.prepared(2)
    clerk = court_desk.officer(Role.CLERK, cases=("2026-hu0104-zhi-1",))
    text = clerk.client.get("/court").text
    assert f"/court/lots/{own}" in text
    assert f"/court/lots/{other}" not in text
    assert clerk.client.get(f"/court/lots/{other}").status_code == 403


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("q=zhi-1", True),
        ("q=nothing", False),
        ("state=assigned", True),
        ("state=bidding", False),
        ("state=other&q=", False),
    ],
)
def test_lots_are_searched(court_desk: Any, clerk: Any, query: str, is_there: bool) -> None:  # noqa: FBT001 - a table's column
    """Words are looked for in name, number and case, states by the list's own."""
    number = court_desk.prepared(1)
    text = clerk.client.get(f"/court?{query}").text
    assert (f"/court/lots/{number}" in text) is is_there
    assert ('class="empty"' in text) is not is_there


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_lot_shows_what_is_due_and_what_can_be_done(
    court_desk: Any, clerk: Any, language: str
) -> None:
    """Stage, duties with article, the register of services, the panel, and the acts."""
    number = court_desk.prepared(1)
    text = clerk.client.get(f"{language}/court/lots/{number}").text
    assert "2026-hu0104-zhi-1" in text
    assert "70,000.00" in text
    assert f"{language}/court/lots/{number}/do/ServeDocument" in text
    assert f"{language}/court/lots/{number}/publish" in text
    assert f"{language}/court/new?like={number}" in text


def test_what_was_put_on_record_is_said(court_desk: Any, clerk: Any) -> None:
    """After an act the page names its entry; anything else in the address is not shown."""
    number = court_desk.prepared(1)
    assert 'role="status"' in clerk.client.get(f"/court/lots/{number}?done=17").text
    assert 'role="status"' not in clerk.client.get(f"/court/lots/{number}?done=x").text


def test_drafts_are_marked(court_desk: Any, clerk: Any, judge: Any) -> None:
    """An act that somebody began is marked for everybody of the court."""
    number = court_desk.prepared(1)
    before = judge.client.get(f"/en/court/lots/{number}").text
    court_desk.send(clerk, f"/court/lots/{number}/do/RecordPanel", "keep", members="3")
    after = judge.client.get(f"/en/court/lots/{number}").text
    assert (before.count(">draft<"), after.count(">draft<")) == (0, 1)


def test_supervision_sees_and_acts_not(court_desk: Any) -> None:
    """Whoever may see the file alone is offered no form."""
    number = court_desk.prepared(1)
    supervisor = court_desk.officer(Role.SUPERVISOR, "authority/high-court")
    text = supervisor.client.get(f"/court/lots/{number}").text
    assert "法释" in text
    assert f"/court/lots/{number}/do" not in text
    assert f"/court/lots/{number}/publish" not in text


@pytest.mark.parametrize("number", ["none-1", "no%20lot"])
def test_what_is_no_lot_is_not_found(court_desk: Any, clerk: Any, number: str) -> None:
    """A number that nobody opened leads nowhere."""
    del court_desk
    assert clerk.client.get(f"/court/lots/{number}").status_code == 404


def test_no_page_says_who_bids(court_desk: Any, clerk: Any, judge: Any) -> None:
    """No page of the desk shows a bidder's token or which code is whose."""
    number = court_desk.prepared(1)
    state = court_desk.state(number)
    published = court_desk.files.preview(
        state, court_desk.notice(), actor="court/sh-xuhui", now=court_desk.now
    )
    for event in published:
        state = evolve(state, event)
    command = QualifyBidder("A0007", "bidder".ljust(22, "0"), 700_000)  # type: ignore[arg-type]
    at = court_desk.now + timedelta(minutes=1)
    for event in court_desk.files.preview(state, command, actor="court/sh-xuhui", now=at):
        state = evolve(state, event)
    court_desk.files.put(state)
    for guest in (clerk, judge):
        for page in ("", "/publish", "/do/ResumeBidding", "/do/ServeDocument"):
            text = guest.client.get(f"/court/lots/{number}{page}").text
            assert "bidder0000" not in text
            assert "A0007" not in text


def test_every_lot_of_a_day_has_its_page(court_desk: Any, rehearsal: Any) -> None:
    """Sold, passed in, stopped, ruled, set off, withdrawn: whatever a day leaves can be opened."""
    source = rehearsal.source
    vkey = source.ring.receipts.vkey
    archive = Archive(source.store, source.registry, origin=source.origin, vkey=vkey)
    played = CourtFiles(source.store, archive, Setting(sandbox_list())).all()
    clerks = {
        office: court_desk.officer(Role.CLERK, office) for office in {s.court for s in played}
    }
    for state in played:
        court_desk.files.put(state)
    codes = {one.code for state in played for each in state.rounds for one in each.bidders.values()}
    assert codes
    for state in played:
        number, client = state.id.removeprefix("disposal/"), clerks[state.court].client
        for page in ("", "/publish", "/do/ServeDocument", "/do/DecideDefault"):
            answer = client.get(f"/court/lots/{number}{page}")
            assert answer.status_code == 200
            tokens = {one.token for each in state.rounds for one in each.bidders.values()}
            on_file = {token for token, _ in state.file.preparation.concerned()}
            served = {one.token for one in state.file.preparation.services}
            assert not [one for one in tokens - on_file - served if one in answer.text]
    for clerk in clerks.values():
        for page in ("/court", "/court/today"):
            assert clerk.client.get(page).status_code == 200
