"""Whether a notice can be published is the engine's answer, guard by guard."""

from typing import Any

import pytest

from mingpai.accounts.model import Role
from mingpai.auction.asked import Asked, Setting
from mingpai.auction.preparation.guards import publication_guards
from mingpai.law.platforms import sandbox_list
from mingpai.web.court.desk import CourtParts, Desk, OpenFile, digest_of
from mingpai.web.court.readiness import begun, guard_lines, readiness
from mingpai.web.court.reading import filled_of
from mingpai.web.shell import Shell


@pytest.fixture
def desk(court_desk: Any, chinese: Any) -> Desk:
    """Return a desk without any page."""
    parts = CourtParts(
        court_desk.house.porter, court_desk.core, court_desk.files, court_desk.drafts
    )
    return Desk(Shell(court_desk.site), chinese, parts)


def opened(court_desk: Any, number: str) -> OpenFile:
    """Return a lot as a clerk of its court looks at it."""

    class Clerk:
        role = Role.CLERK
        office = "court/sh-xuhui"
        cases = None

    return OpenFile(Clerk(), court_desk.state(number))  # type: ignore[arg-type]


def test_the_guards_are_the_engines_list(court_desk: Any, desk: Desk) -> None:
    """What is shown is exactly what `publication_guards` yields, in its order."""
    at = opened(court_desk, court_desk.prepared(1, steps=3))
    notice = court_desk.notice(deposit_fen=1)
    found = readiness(desk, at, filled_of(notice))
    asked = Asked("court/sh-xuhui", desk.now(), Setting(sandbox_list()))
    assert list(found.guards) == list(publication_guards(at.state, notice, asked))
    assert found.command == notice
    assert not found.is_ready


def test_a_whole_notice_is_ready_under_its_digest(court_desk: Any, desk: Desk) -> None:
    """Every guard met and every control read: ready, and named by its digest."""
    at = opened(court_desk, court_desk.prepared(1))
    found = readiness(desk, at, filled_of(court_desk.notice()))
    assert found.is_ready
    assert found.digest == digest_of(court_desk.notice())


def test_an_unfinished_notice_is_not(court_desk: Any, desk: Desk) -> None:
    """What cannot be read or is missing is told, with every guard that speaks already."""
    at = opened(court_desk, court_desk.prepared(1))
    found = readiness(desk, at, {"opens_at": "soon"})
    assert (found.wrong["opens_at"], found.wrong["kind"]) == ("instant", "missing")
    assert found.guards
    assert (found.is_ready, found.digest) == (False, "")


def test_each_guard_says_where_it_is_mended(court_desk: Any, desk: Desk) -> None:
    """A guard on the file leads to its form, one on the notice to the notice."""
    at = opened(court_desk, court_desk.prepared(1, steps=3))
    lines = {
        line.said.told.code: line.page
        for line in guard_lines(desk, at, readiness(desk, at, {}).guards)
    }
    assert lines["not_assigned"] == "/court/lots/2026-0001/do/AssignPlatform"
    assert lines["items_missing"] == ""


def test_a_guard_on_the_notice_leads_to_its_control(court_desk: Any, desk: Desk) -> None:
    """What item or warning is missing is the control to fill in; else the notice as a whole."""
    at = opened(court_desk, court_desk.prepared(1))
    lines = guard_lines(desk, at, readiness(desk, at, {}).guards)
    anchors = {line.anchor for line in lines if not line.page}
    assert {"f-notice-items-taxes", "f-notice-warnings-as_is", "notice"} <= anchors


def test_a_notice_begins_with_what_was_decided(court_desk: Any) -> None:
    """The round that comes next and the panel's figures stand in a new notice, and no time."""
    filled = begun(court_desk.state(court_desk.prepared(1)))
    assert (filled["kind"], filled["start_price_fen"]) == ("auction_1", "70,000.00")
    assert "opens_at" not in filled
    assert "start_price_fen" not in begun(court_desk.state(court_desk.prepared(2, steps=3)))
