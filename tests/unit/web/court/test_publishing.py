"""The publish page: every guard that is not met, no way round any of them, and lists of notices."""

import re
from datetime import timedelta
from typing import Any

import pytest

from mingpai.accounts.model import Role
from mingpai.web.court.reading import filled_of

pytestmark = pytest.mark.slow


def filled(court_desk: Any, **changes: Any) -> dict[str, str]:
    """Return a lawful notice as a form holds it."""
    return filled_of(court_desk.notice(**changes))


def test_a_bare_file_shows_every_guard_with_what_mends_it(court_desk: Any, clerk: Any) -> None:
    """Of a lot that was only opened all that is missing stands there, with article and form."""
    number = court_desk.prepared(1, steps=3)
    text = clerk.client.get(f"/court/lots/{number}/publish").text
    for code in ("not_assigned", "price_not_fixed", "claims_not_recorded", "items_missing"):
        assert f"<code>{code}</code>" in text
    assert text.count("<code>items_missing</code>") == 11
    assert text.count("<code>warnings_missing</code>") == 7
    assert f"/court/lots/{number}/do/AssignPlatform" in text
    assert "法释〔2016〕18号" in text


def test_the_panels_decision_is_shown_and_fills_the_figures(court_desk: Any, clerk: Any) -> None:
    """What the panel decided stands on the page, and its figures in the notice."""
    text = clerk.client.get(f"/en/court/lots/{court_desk.prepared(1)}/publish").text
    assert "What the panel decided" in text
    assert 'name="notice.balance_days"' in text
    assert 'value="70,000.00"' in text


def test_no_guard_can_be_skipped(court_desk: Any, clerk: Any) -> None:
    """A notice that lacks one warning is not sent, whatever else is right."""
    number = court_desk.prepared(1)
    given = filled(court_desk)
    del given["notice.warnings.as_is"]
    page = f"/court/lots/{number}/publish"
    answer = court_desk.send(clerk, page, "send", **given)
    assert answer.status_code == 409
    assert answer.text.count("<code>warnings_missing</code>") == 1
    assert "具备当地" not in answer.text
    assert not court_desk.core.orders


def test_what_is_not_filled_in_is_marked_when_it_is_sent(court_desk: Any, clerk: Any) -> None:
    """While it is checked an empty field is counted; when it is sent it is marked."""
    page = f"/court/lots/{court_desk.prepared(1)}/publish"
    given = filled(court_desk)
    del given["notice.possession"]
    given["opens_at"] = "tomorrow"
    assert court_desk.send(clerk, page, "check", **given).text.count('class="wrong"') == 1
    answer = court_desk.send(clerk, page, "send", **given)
    assert answer.status_code == 422
    assert answer.text.count('class="wrong"') == 2


def test_a_whole_notice_is_published(court_desk: Any, clerk: Any) -> None:
    """A notice that every guard lets pass is the court's order, as it was filled in."""
    number = court_desk.prepared(1)
    page = f"/court/lots/{number}/publish"
    given = filled(court_desk)
    checked = court_desk.send(clerk, page, "check", **given)
    assert "missing" not in re.findall(r'<li class="(\w+)"', checked.text)
    answer = court_desk.send(clerk, page, "send", **given)
    assert answer.headers["location"] == f"/court/lots/{number}?done=1"
    assert court_desk.core.orders[0].command == court_desk.notice()
    assert court_desk.state(number).current is not None


def test_who_only_prepares_does_not_publish(court_desk: Any) -> None:
    """Supervision sees the file and writes no notice; strangers sign in first."""
    page = f"/court/lots/{court_desk.prepared(1)}/publish"
    supervisor = court_desk.officer(Role.SUPERVISOR, "authority/high-court")
    assert supervisor.client.get(page).status_code == 403
    assert supervisor.client.get("/court/publish").status_code == 403
    answer = court_desk.house.visitor().client.get(page, follow_redirects=False)
    assert answer.headers["location"].startswith("/sign-in")


def test_a_stale_factor_keeps_the_notice(court_desk: Any, clerk: Any) -> None:
    """Whoever must show his factor again finds the notice as a draft, and publishes it then."""
    page = f"/court/lots/{court_desk.prepared(1)}/publish"
    clerk.house.clock.move_by(timedelta(minutes=6))
    answer = court_desk.send(clerk, page, "send", **filled(court_desk))
    assert answer.headers["location"].startswith("/fresh?next=")
    assert court_desk.drafts.of_office("court/sh-xuhui")
    assert "公开拍卖" in clerk.client.get(page).text


@pytest.mark.parametrize("busy", [True, False])
def test_an_answer_that_is_no_entry_is_told(court_desk: Any, clerk: Any, *, busy: bool) -> None:
    """A busy core is told with the form kept."""
    page = f"/court/lots/{court_desk.prepared(1)}/publish"
    court_desk.core.is_busy = busy
    answer = court_desk.send(clerk, page, "send", **filled(court_desk))
    assert answer.status_code == (503 if busy else 303)


def test_what_no_order_can_hold_is_refused(court_desk: Any, clerk: Any) -> None:
    """A notice that is larger than the core takes is refused before anything is sent."""
    page = f"/court/lots/{court_desk.prepared(1)}/publish"
    items = [name for name in filled(court_desk) if name.startswith("notice.items.")]
    huge = dict.fromkeys(items, "长" * 9_000)
    assert court_desk.send(clerk, page, "send", **huge).status_code == 400
    assert not court_desk.core.orders


# Several together -----------------------------------------------------------------------------


def kept(court_desk: Any, clerk: Any, number: int, **changes: Any) -> str:
    """Prepare a lot and keep its notice as a draft."""
    name = str(court_desk.prepared(number))
    given = filled(court_desk, **changes)
    page = f"/court/lots/{name}/publish"
    assert court_desk.send(clerk, page, "keep", **given).status_code == 303
    assert 'role="status"' in clerk.client.get(f"{page}?kept=1").text
    return name


def boxes(text: str) -> dict[str, str]:
    """Return the notices that can be chosen, with their digests."""
    return dict(re.findall(r'name="(lot\.[^"]+)" value="([^"]+)"', text))


def test_one_factor_signs_a_list(court_desk: Any, clerk: Any) -> None:
    """Every notice that is ready goes on record by itself; what is not ready cannot be chosen."""
    first, second = (kept(court_desk, clerk, number) for number in (1, 2))
    unready = kept(court_desk, clerk, 3, deposit_fen=1)
    text = clerk.client.get("/court/publish").text
    listed = boxes(text)
    assert listed.keys() == {f"lot.{first}", f"lot.{second}"}
    assert "deposit_out_of_range" not in listed
    answer = court_desk.send(clerk, "/court/publish", "send", **listed)
    assert answer.status_code == 200
    assert {one.stream for one in court_desk.core.orders} == {
        f"disposal/{first}",
        f"disposal/{second}",
    }
    left = court_desk.drafts.of_office("court/sh-xuhui")
    waiting = [one.lot for one in left if one.command == "AnnounceRound"]
    assert waiting == [f"disposal/{unready}"]


def test_what_was_signed_is_what_is_sent(court_desk: Any, clerk: Any) -> None:
    """A notice that was changed after the list was shown is not sent under that list."""
    number = kept(court_desk, clerk, 1)
    listed = boxes(clerk.client.get("/court/publish").text)
    changed = filled(court_desk) | {"notice.balance_days": "9"}
    court_desk.send(clerk, f"/court/lots/{number}/publish", "keep", **changed)
    answer = court_desk.send(clerk, "/court/publish", "send", **listed)
    assert answer.status_code == 200
    assert not court_desk.core.orders


def test_each_lot_of_a_list_has_its_own_result(court_desk: Any, clerk: Any) -> None:
    """Where the core does not look, each lot says so, and its notice stays a draft."""
    kept(court_desk, clerk, 1)
    listed = boxes(clerk.client.get("/court/publish").text)
    court_desk.core.is_busy = True
    answer = court_desk.send(clerk, "/court/publish", "send", **listed)
    assert 'id="outcomes"' in answer.text
    assert court_desk.drafts.of_office("court/sh-xuhui")


def test_a_list_wants_a_fresh_factor(court_desk: Any, clerk: Any) -> None:
    """Without a factor of the last five minutes nothing of a list is sent."""
    kept(court_desk, clerk, 1)
    listed = boxes(clerk.client.get("/court/publish").text)
    clerk.house.clock.move_by(timedelta(minutes=6))
    answer = court_desk.send(clerk, "/court/publish", "send", **listed)
    assert answer.headers["location"] == "/fresh?next=%2Fcourt%2Fpublish"
    assert not court_desk.core.orders


def test_a_notice_can_be_discarded(court_desk: Any, clerk: Any) -> None:
    """A draft that is not wanted any more is forgotten, and the page begins anew."""
    number = kept(court_desk, clerk, 1)
    page = f"/court/lots/{number}/publish"
    assert court_desk.send(clerk, page, "drop").headers["location"] == page
    assert not court_desk.drafts.of_office("court/sh-xuhui")
    assert "公开拍卖" not in clerk.client.get(page).text


def test_without_drafts_the_list_is_empty(court_desk: Any, clerk: Any) -> None:
    """A list of nothing says where notices are written."""
    court_desk.prepared(1)
    assert 'class="empty"' in clerk.client.get("/court/publish").text


# Texts again ----------------------------------------------------------------------------------


def test_texts_of_another_lot_are_used_again(court_desk: Any, clerk: Any) -> None:
    """Items, warnings and rules of another notice are taken over; amounts, times, papers not."""
    first, second = court_desk.prepared(1), court_desk.prepared(2)
    page = f"/court/lots/{second}/publish"
    assert 'name="like"' not in clerk.client.get(page).text
    sent = court_desk.send(clerk, f"/court/lots/{first}/publish", "send", **filled(court_desk))
    assert sent.status_code == 303
    assert f'<option value="{first}">' in clerk.client.get(page).text
    text = clerk.client.get(f"{page}?like={first}").text
    assert "没有其他应当公示的事项。" in text
    assert not re.search(r'name="opens_at" value="[^"]', text)
    assert not re.search(r'name="notice.document" value="[^"]', text)
    assert clerk.client.get(f"{page}?like=none").status_code == 404


def test_another_courts_texts_are_not_taken(court_desk: Any, clerk: Any) -> None:
    """A lot of another court is no model."""
    page = f"/court/lots/{court_desk.prepared(1)}/publish"
    other = court_desk.prepared(2, "court/sh-pudong")
    assert clerk.client.get(f"{page}?like={other}").status_code == 403
