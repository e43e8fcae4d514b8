"""Where citizens book a time to see a property."""

from datetime import timedelta
from typing import Any

import pytest

from mingpai.affairs.viewings import Visit, WhyRefused

pytestmark = pytest.mark.slow


def test_times_are_public_and_booking_wants_a_sign_in(bench: Any) -> None:
    """Anybody reads the times; whoever is not signed in is led there, and cannot book."""
    bench.offered()
    stranger = bench.house.visitor()
    text = stranger.client.get(bench.page).text
    assert "小区北门" in text
    assert "/sign-in?next=" in text
    assert stranger.client.get("/my/viewings", follow_redirects=False).status_code == 303
    assert stranger.client.get("/lots/none/viewing").status_code == 404
    assert "小区北门" in stranger.client.get(f"/en{bench.page}").text


def test_a_lot_without_times_says_so(bench: Any) -> None:
    """Before a time is offered, and once bidding is over, the page says what to do."""
    client = bench.house.visitor().client
    assert 'class="empty"' in client.get(bench.page).text
    bench.offered()
    bench.house.clock.move_to(bench.court.CLOSES + timedelta(days=3))
    assert 'class="empty"' in client.get(bench.page).text


def test_a_booking_is_shown_cancelled_and_taken_again(bench: Any) -> None:
    """His number stands on his page and the lot's; he cancels and undoes it."""
    guest = bench.citizen()
    number = bench.booked(guest)
    assert number in guest.client.get(bench.page).text
    mine = f"/my/viewings/{number}"
    assert guest.post("/my/viewings", f"{mine}/cancel").status_code == 303
    assert f"{mine}/undo" in guest.client.get("/my/viewings").text
    assert guest.post("/my/viewings", f"{mine}/undo").status_code == 303
    assert bench.store.appointment(number).state is Visit.BOOKED


def test_what_cannot_be_booked_is_told(bench: Any) -> None:
    """A time that is not there is a conflict with what to do, and books nothing."""
    guest = bench.citizen()
    bench.offered()
    answer = guest.post(bench.page, bench.page, slot="gone")
    assert (answer.status_code, 'role="alert"' in answer.text) == (409, True)
    assert bench.store.of_lot(bench.docket.lot) == []


def test_a_note_with_a_number_comes_back_as_it_was(bench: Any) -> None:
    """The relay takes no telephone number; what was written stays in its field."""
    guest = bench.citizen()
    number = bench.booked(guest)
    to = f"/my/viewings/{number}/note"
    wrong = guest.post("/my/viewings", to, text="打 13800138000")
    assert (wrong.status_code, "打 13800138000" in wrong.text) == (409, True)
    assert guest.post("/my/viewings", to, text="请问几楼？").status_code == 303
    assert [one.text for one in bench.store.notes(number)] == ["请问几楼？"]
    assert "请问几楼？" in guest.client.get("/my/viewings").text


def test_nobody_reaches_anothers_appointment(bench: Any) -> None:
    """Another citizen sees no row of it and can do nothing to it."""
    number = bench.booked(bench.citizen())
    other = bench.citizen("zhao.li")
    assert number not in other.client.get("/my/viewings").text
    for step in ("cancel", "undo", "note"):
        fields = {"text": "hello"} if step == "note" else {}
        answer = other.post(bench.page, f"/my/viewings/{number}/{step}", **fields)
        assert answer.status_code == 409
    assert bench.store.appointment(number).state is Visit.BOOKED
    assert bench.store.notes(number) == []


def test_a_refused_visit_leads_to_a_complaint(bench: Any) -> None:
    """Who was not shown the property reads why, what was noted, and where to complain."""
    guest = bench.citizen()
    number = bench.booked(guest)
    made = bench.store.appointment(number)
    now = bench.now()
    bench.store.move(made, Visit.REFUSED, at=now, why=WhyRefused.OCCUPANT)
    text = guest.client.get("/my/viewings").text
    assert f"/lots/{bench.number}/objection" in text


def test_an_officer_books_nothing(bench: Any) -> None:
    """Only citizens book."""
    slot = bench.offered()
    assert bench.clerk().post(bench.page, bench.page, slot=slot).status_code == 403
