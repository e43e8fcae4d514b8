"""All duties of a disposal, the soonest first."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from mingpai.auction.asked import Setting
from mingpai.auction.duties import _urgency, duties
from mingpai.auction.duty import Duty, Party
from mingpai.kernel.ids import ArticleId
from mingpai.kernel.moments import SHANGHAI
from mingpai.law.platforms import NATIONAL

SETTING = Setting(NATIONAL)


def ends(duty: Duty) -> datetime:
    """Return the instant after which a duty is late (for one without a term: when it began)."""
    until = duty.since if duty.until is None else duty.until
    if isinstance(until, datetime):
        return until
    day: date = until
    late = timedelta(days=0 if duty.until is None else 1)
    return datetime.combine(day, time(), SHANGHAI) + late


def test_nothing_is_due_before_a_disposal_is_open(empty_lot: Any) -> None:
    """Of an empty disposal nobody owes anything."""
    assert duties(empty_lot.state, SETTING) == ()


def test_each_part_says_its_duties(lot: Any) -> None:
    """After a sale deposits, confirmation, price and decision are due, the soonest first."""
    lot.place(1, lot.START)
    lot.close()
    due = duties(lot.state, SETTING)
    assert {duty.rule for duty in due} >= {"K26", "K27", "K28", "K29"}
    assert list(due) == sorted(due, key=ends)


def test_what_began_later_on_a_day_comes_later() -> None:
    """Without a term a duty stands where it began: one of a day before one of an hour of it."""
    noon = datetime(2026, 5, 26, 4, 0, tzinfo=UTC)
    hour, day = (
        Duty(what, Party.COURT, ArticleId("FS2016-18:28.2"), "报告。", "Report.", since)
        for what, since in (("a", noon), ("b", date(2026, 5, 26)))
    )
    assert sorted((hour, day), key=_urgency) == [day, hour]


def test_a_duty_is_gone_once_it_is_done(lot: Any) -> None:
    """What is done is due no more."""
    lot.place(1, lot.START)
    lot.close()
    before = {duty.rule for duty in duties(lot.state, SETTING)}
    lot.confirm()
    assert before - {duty.rule for duty in duties(lot.state, SETTING)} == {"K28"}
