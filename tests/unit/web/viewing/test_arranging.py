"""Where courts offer times, and firms see who comes."""

from typing import Any

import pytest

from mingpai.accounts.model import Role
from mingpai.affairs.showing import Plan, Unable
from mingpai.affairs.viewings import Visit, WhyRefused
from mingpai.kernel.moments import SHANGHAI
from mingpai.web.viewing.arranging import read_plan

pytestmark = pytest.mark.slow

FORM = {
    "day": "2026-05-01",
    "begins": "10:00",
    "ends": "11:30",
    "places": " 3 ",
    "meeting": " 小区  北门 ",
}


def test_a_time_is_read_as_shanghai_has_it() -> None:
    """Day and clock times are those of Shanghai; spaces around and within are put right."""
    plan = read_plan(FORM)
    assert isinstance(plan, Plan)
    assert plan.begins_at.astimezone(SHANGHAI).isoformat() == "2026-05-01T10:00:00+08:00"
    assert (plan.ends_at - plan.begins_at).total_seconds() == 5400
    assert (plan.places, plan.meeting) == (3, "小区 北门")


@pytest.mark.parametrize(
    ("field", "text", "wrong"),
    [
        ("day", "1 May", Unable.TIME_WRONG),
        ("begins", "ten", Unable.TIME_WRONG),
        ("ends", "11:00+08:00", Unable.TIME_WRONG),
        ("places", "many", Unable.PLACES_WRONG),
        ("places", "0", Unable.PLACES_WRONG),
    ],
)
def test_a_form_that_cannot_be_read_is_told(field: str, text: str, wrong: Unable) -> None:
    """Each field that is no day, time or number is named."""
    assert read_plan({**FORM, field: text}) is wrong


def test_a_clerk_offers_and_takes_back(bench: Any) -> None:
    """A time stands on the public page once it is offered, and not once it was taken back."""
    clerk = bench.clerk()
    assert clerk.post(bench.court_page, bench.court_page, **bench.form()).status_code == 303
    (offered,) = bench.store.slots(bench.docket.lot)
    assert offered.slot.by == bench.court.COURT
    withdraw = f"{bench.court_page}/withdraw"
    assert clerk.post(bench.court_page, withdraw, slot="none").status_code == 409
    assert clerk.post(bench.court_page, withdraw, slot=offered.slot.id).status_code == 303
    assert "小区北门" not in clerk.client.get(bench.page).text
    assert "小区北门" in clerk.client.get(bench.court_page).text


def test_a_wrong_form_is_kept(bench: Any) -> None:
    """What was filled in stands in the form again, with what is wrong."""
    clerk = bench.clerk()
    for changes in ({"ends": "09:00"}, {"places": "many"}):
        form = bench.form(meeting="三号楼大堂", **changes)
        answer = clerk.post(bench.court_page, bench.court_page, **form)
        assert (answer.status_code, "三号楼大堂" in answer.text) == (409, True)
    assert bench.store.slots(bench.docket.lot) == []


def test_only_clerks_of_the_court_arrange(bench: Any) -> None:
    """A judge, another court's clerk, one of other cases, a firm and a citizen are refused."""
    others = [
        bench.officer(Role.JUDGE),
        bench.officer(Role.CLERK, "court/sh-pudong"),
        bench.officer(Role.CLERK, "", ("another-case",)),
        bench.firm(bench.case),
        bench.citizen(),
    ]
    for guest in others:
        assert guest.client.get(bench.court_page).status_code == 403
        answer = guest.post(bench.page, bench.court_page, **bench.form())
        assert answer.status_code == 403
    assert bench.clerk().client.get("/court/lots/none/viewings").status_code == 404
    assert bench.store.slots(bench.docket.lot) == []


def test_a_firm_sees_numbers_of_its_own_cases(bench: Any) -> None:
    """A number, the lot, the time and notes: no login, no account, and nothing of other cases."""
    guest = bench.citizen()
    number = bench.booked(guest)
    guest.post("/my/viewings", f"/my/viewings/{number}/note", text="请问几楼？")
    text = bench.firm(bench.case).client.get("/viewings").text
    account = bench.house.store.by_login("li.hua")
    assert number in text
    assert "请问几楼？" in text
    assert "li.hua" not in text
    assert "李华" not in text
    assert str(account.id) not in text
    for firm in (bench.firm("another-case"), bench.firm()):
        assert number not in firm.client.get("/viewings").text
        answer = firm.post("/viewings", f"/viewings/{number}/note", text="三楼")
        assert answer.status_code == 409
        answer = firm.post("/viewings", f"/viewings/{number}/record", state="missed", why="")
        assert answer.status_code == 409
    assert len(bench.store.notes(number)) == 1
    assert bench.citizen("zhao").client.get("/viewings").status_code == 403


def test_what_became_of_a_visit_is_recorded(bench: Any) -> None:
    """A refusal needs a reason that is known; then visitor and court read it."""
    number = bench.booked(bench.citizen())
    bench.begin()
    firm = bench.firm(bench.case)
    to = f"/viewings/{number}/record"
    assert to in firm.client.get("/viewings").text
    for state, why in (("refused", ""), ("refused", "tired"), ("", ""), ("attended", "unsafe")):
        assert firm.post("/viewings", to, state=state, why=why).status_code == 409
    assert firm.post("/viewings", to, state="refused", why="occupant").status_code == 303
    made = bench.store.appointment(number)
    assert (made.state, made.why) == (Visit.REFUSED, WhyRefused.OCCUPANT)
    court = bench.clerk().client.get(bench.court_page).text
    assert number in court
    assert "li.hua" not in court
    assert (
        firm.post("/viewings", f"/viewings/{number}/note", text="占有人不开门").status_code == 303
    )


def test_the_court_writes_too(bench: Any) -> None:
    """A clerk leaves notes with an appointment of the lot, and with no other."""
    number = bench.booked(bench.citizen())
    clerk = bench.clerk()
    to = f"{bench.court_page}/{number}/note"
    assert clerk.post(bench.court_page, to, text="改在南门").status_code == 303
    wrong = clerk.post(bench.court_page, f"{bench.court_page}/V99999999/note", text="改在南门")
    assert wrong.status_code == 409
    assert [one.text for one in bench.store.notes(number)] == ["改在南门"]
