"""Opening a disposal on screen."""

from datetime import timedelta
from typing import Any

import pytest

from mingpai.accounts.model import Role
from mingpai.kernel.moments import local_date

pytestmark = pytest.mark.slow


def flat(court_desk: Any, **changes: str) -> dict[str, str]:
    """Return a form that opens a disposal."""
    today = local_date(court_desk.now)
    return {
        "case_id": "2026-hu0104-zhi-77",
        "property_id": "flat-77",
        "property_class": "immovable",
        "nature": "home",
        "seized_on": (today - timedelta(days=10)).isoformat(),
        "seizure_until": (today + timedelta(days=700)).isoformat(),
        "traits.leased": "1",
        **changes,
    }


def test_a_disposal_is_opened_for_the_officers_own_court(court_desk: Any, clerk: Any) -> None:
    """The court is not asked for: it is the officer's; the lot is named by case and property."""
    answer = court_desk.send(clerk, "/court/new", "send", **flat(court_desk))
    assert answer.headers["location"] == "/court/lots/2026-hu0104-zhi-77--flat-77?done=1"
    command = court_desk.core.orders[0].command
    assert (command.court, command.traits) == ("court/sh-xuhui", ("leased",))


def test_the_engine_is_asked_first(court_desk: Any, clerk: Any) -> None:
    """What would be recorded is shown, and nothing is."""
    answer = court_desk.send(clerk, "/court/new", "check", **flat(court_desk))
    assert "auction.disposal_opened" in answer.text
    assert not court_desk.core.orders


def test_what_is_there_already_is_refused(court_desk: Any, clerk: Any) -> None:
    """The same property of the same case is not opened twice."""
    court_desk.send(clerk, "/court/new", "send", **flat(court_desk))
    answer = court_desk.send(clerk, "/court/new", "send", **flat(court_desk))
    assert answer.status_code == 409
    assert "already_open" in answer.text
    assert 'value="flat-77"' in answer.text


def test_what_cannot_be_read_is_marked(court_desk: Any, clerk: Any) -> None:
    """A day that is none is marked, and nothing is opened."""
    answer = court_desk.send(clerk, "/court/new", "send", **flat(court_desk, seized_on="never"))
    assert answer.status_code == 422
    assert answer.text.count('class="wrong"') == 1


def test_a_busy_core_is_told(court_desk: Any, clerk: Any) -> None:
    """Where the core did not look, the form stays."""
    court_desk.core.is_busy = True
    answer = court_desk.send(clerk, "/court/new", "send", **flat(court_desk))
    assert answer.status_code == 503
    assert 'value="flat-77"' in answer.text


def test_a_lot_is_copied_without_its_number(court_desk: Any, clerk: Any) -> None:
    """Another property of the case begins from what the file of the first says."""
    number = court_desk.prepared(1)
    text = clerk.client.get(f"/court/new?like={number}").text
    assert 'value="2026-hu0104-zhi-1"' in text
    assert 'value="flat-1"' not in text
    assert clerk.client.get("/court/new?like=none").status_code == 404


def test_a_judge_and_another_case_open_nothing(court_desk: Any, judge: Any) -> None:
    """Judges decide and do not prepare; a narrowed account opens its own cases alone."""
    assert judge.client.get("/court/new").status_code == 403
    narrowed = court_desk.officer(Role.CLERK, cases=("2026-hu0104-zhi-1",))
    assert court_desk.send(narrowed, "/court/new", "send", **flat(court_desk)).status_code == 403
    own = flat(court_desk, case_id="2026-hu0104-zhi-1")
    assert court_desk.send(narrowed, "/court/new", "send", **own).status_code == 303
