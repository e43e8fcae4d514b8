"""A court's files are the whole journal's, and what they say is the engine's own answer."""

from datetime import timedelta
from typing import Any

from mingpai.auction.asked import Setting
from mingpai.auction.decide import decide
from mingpai.auction.preparation.commands import RenewSeizure
from mingpai.kernel.ids import StreamId
from mingpai.kernel.moments import local_date
from mingpai.law.platforms import sandbox_list
from mingpai.service.archive import Archive
from mingpai.web.court.files import CourtFiles

SETTING = Setting(sandbox_list())


def files_of(rehearsal: Any) -> CourtFiles:
    """Return the files of a journal that was played."""
    source = rehearsal.source
    archive = Archive(
        source.store, source.registry, origin=source.origin, vkey=source.ring.receipts.vkey
    )
    return CourtFiles(source.store, archive, SETTING)


def test_restricted_entries_are_read_too(rehearsal: Any) -> None:
    """Every lot of the board has its file, with the claims that no public entry tells."""
    files = files_of(rehearsal)
    states = files.all()
    assert {state.id for state in states} == {head.stream for head in rehearsal.board.lots()}
    assert any(state.file.preparation.claims is not None for state in states)
    assert all(head.state.file.preparation.claims is None for head in rehearsal.board.lots())
    assert files.of(StreamId("disposal/none-1")) is None
    assert files.of(StreamId(states[0].id)) == states[0]


def test_a_preview_is_the_engines_answer(rehearsal: Any) -> None:
    """What the desk shows of an act is what `decide` says on the file as it stands."""
    files = files_of(rehearsal)
    state, now = files.all()[0], rehearsal.site.clock.now()
    until = local_date(now) + timedelta(days=900)
    command = RenewSeizure(until, "x")
    assert state.court is not None
    found = files.preview(state, command, actor=state.court, now=now)
    assert found == decide(state, command, actor=state.court, now=now, setting=SETTING)


def test_another_office_is_the_first_guard(court_desk: Any) -> None:
    """Who asks is looked at before all that a notice lacks."""
    number = court_desk.prepared(1)
    state, notice = court_desk.state(number), court_desk.notice()
    assert court_desk.files.guards(state, notice, actor="court/sh-xuhui", now=court_desk.now) == []
    found = court_desk.files.guards(state, notice, actor="court/sh-pudong", now=court_desk.now)
    assert [one.code for one in found] == ["not_this_court"]


def test_what_has_ended_owes_nothing_here(rehearsal: Any) -> None:
    """Duties are those of disposals that have not ended."""
    files, now = files_of(rehearsal), rehearsal.site.clock.now()
    for state in files.all():
        found = list(files.duties(state, now=now))
        assert not found or state.file.ending is None
