"""A duty is overdue once its term is over, by the day or by the instant."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mingpai.auction.duty import Duty, Party
from mingpai.kernel.ids import ArticleId

NOW = datetime(2026, 5, 26, 2, 0, tzinfo=UTC)
TODAY = date(2026, 5, 26)


def duty(until: date | datetime | None) -> Duty:
    """Return a duty with that term."""
    return Duty("report", Party.PLATFORM, ArticleId("FS2016-18:28.2"), "报告", "Report", NOW, until)


@pytest.mark.parametrize(
    ("until", "is_overdue"),
    [
        (None, False),
        (TODAY, False),
        (TODAY - timedelta(days=1), True),
        (NOW, False),
        (NOW - timedelta.resolution, True),
    ],
)
def test_a_term_is_over_after_its_last_day_or_instant(
    until: date | datetime | None, *, is_overdue: bool
) -> None:
    """The last day and the last instant are still in time; without a term nothing is overdue."""
    assert duty(until).is_overdue(now=NOW, today=TODAY) is is_overdue
