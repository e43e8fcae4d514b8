"""Today: every duty over all lots of a court."""

import re
from datetime import timedelta
from typing import Any

from mingpai.auction.duty import Party

LONG_AGO = timedelta(days=200)


def test_what_is_overdue_stands_first(court_desk: Any, clerk: Any) -> None:
    """Duties of all lots of the court in one list, overdue ones before all others."""
    fresh = court_desk.prepared(1)
    late = court_desk.prepared(2, steps=5, ago=LONG_AGO)
    other = court_desk.prepared(3, "court/sh-pudong")
    text = clerk.client.get("/court/today").text
    assert other not in text
    rows = re.findall(r'<tr><td class="head">(.*?)</tr>', text, re.DOTALL)
    marks = ["tag late" in row for row in rows]
    assert marks == sorted(marks, reverse=True)
    assert (marks[0], marks[-1]) == (True, False)
    assert late in rows[0]
    assert any(fresh in row for row in rows)


def test_a_duty_leads_to_its_form(court_desk: Any, clerk: Any) -> None:
    """What the court must do is a link to the act that does it, with the article beside it."""
    number = court_desk.prepared(1, steps=5)
    text = clerk.client.get("/en/court/today").text
    assert re.search(rf'href="/en/court/lots/{number}/(do/\w+|publish)"', text)
    assert re.search(r"<td [^>]*>[^<]*art\. \d+", text)


def test_duties_are_filtered(court_desk: Any, clerk: Any) -> None:
    """By who must do it, and by whether it is overdue; what fits nothing says so."""
    court_desk.prepared(1)
    assert "<tbody>" in clerk.client.get("/court/today?by=anybody").text
    assert "<tbody>" in clerk.client.get(f"/court/today?by={Party.COURT}").text
    for query in (f"by={Party.DEBTOR}", "when=overdue"):
        text = clerk.client.get(f"/court/today?{query}").text
        assert 'class="empty"' in text
        assert " selected" in text
    court_desk.prepared(2, steps=5, ago=LONG_AGO)
    late = clerk.client.get("/court/today?when=overdue").text
    assert late.count("<tr>") == 1 + late.count('<tr><td class="head"><span class="tag late">')


def test_without_lots_nothing_is_due(court_desk: Any, clerk: Any) -> None:
    """A court without lots has nothing to do today."""
    del court_desk
    assert 'class="empty"' in clerk.client.get("/court/today").text
