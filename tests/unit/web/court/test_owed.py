"""Duties in words."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from mingpai.accounts.model import Language, Role, SessionId, Viewer
from mingpai.auction.duty import Duty, Party
from mingpai.kernel.ids import ArticleId, OfficeId, SubjectId
from mingpai.web.court.files import Owed
from mingpai.web.court.owed import PARTIES, owed_lines

AT = datetime(2026, 5, 26, 2, 0, tzinfo=UTC)
DUTY = Duty("make_ruling", Party.COURT, ArticleId("FS2016-18:22.2"), "作出裁定", "Rule", AT)


def viewer(role: Role, office: str) -> Viewer:
    """Return somebody who looks."""
    return Viewer(
        SubjectId("s" * 22),
        "li",
        role,
        OfficeId(office),
        None,
        Language.ZH,
        SessionId("x"),
        b"",
        AT,
        AT + timedelta(hours=1),
    )


def duty(what: str = "make_ruling", until: Any = None) -> Duty:
    """Return a duty."""
    fields = {name: getattr(DUTY, name) for name in DUTY.__struct_fields__}
    return Duty(**{**fields, "what": what, "until": until})


def test_overdue_first_then_at_once_then_by_term(court_desk: Any, english: Any) -> None:
    """The order of the day: what is late, what has no term, and the rest by its end."""
    state = court_desk.state(court_desk.prepared(1))
    late, soon, now = date(2026, 5, 20), date(2026, 5, 28), datetime(2026, 5, 27, tzinfo=UTC)
    found = [
        Owed(state, duty(until=soon), is_overdue=False),
        Owed(state, duty(until=now), is_overdue=False),
        Owed(state, duty(), is_overdue=False),
        Owed(state, duty(until=late), is_overdue=True),
    ]
    lines = owed_lines(found, english, viewer(Role.JUDGE, "court/sh-xuhui"))
    assert [line.until for line in lines] == ["2026-05-20", "", "2026-05-27 08:00", "2026-05-28"]
    assert lines[0].is_overdue


def test_a_duty_leads_where_he_may_do_it(court_desk: Any, chinese: Any) -> None:
    """To the form for whoever may fill it in; to nothing for others, or where no act does it."""
    state = court_desk.state(court_desk.prepared(1))
    judge, other = viewer(Role.JUDGE, "court/sh-xuhui"), viewer(Role.JUDGE, "court/sh-pudong")
    one = [Owed(state, duty(), is_overdue=False)]
    assert owed_lines(one, chinese, judge)[0].page == "/court/lots/2026-0001/do/MakeRuling"
    assert owed_lines(one, chinese, other)[0].page == ""
    unknown = [Owed(state, duty("report_emergency"), is_overdue=False)]
    assert owed_lines(unknown, chinese, judge)[0].page == ""


def test_everybody_who_owes_has_a_name() -> None:
    """Each party that can owe something is named in both languages."""
    assert PARTIES.keys() == {*Party}
