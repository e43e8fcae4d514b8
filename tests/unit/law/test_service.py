"""Proves from which day service takes effect."""

from datetime import date

import pytest

from mingpai.law.book import LAWS
from mingpai.law.notice import told_in_time
from mingpai.law.parameters import DEEMED_NOTICE_DAYS, PUBLIC_NOTICE_DAYS
from mingpai.law.service import Method, days_on_display, takes_effect_on

ON = date(2026, 5, 1)
DEEMED = LAWS.dated(DEEMED_NOTICE_DAYS, on=ON).value
PUBLIC = LAWS.dated(PUBLIC_NOTICE_DAYS, on=ON).value


@pytest.mark.parametrize("method", [one for one in Method if one is not Method.PUBLIC_NOTICE])
def test_a_proven_service_takes_effect_that_day(method: Method) -> None:
    """A paper signed for, refused and left, received by system or mail is served on that day."""
    assert takes_effect_on(method, on=ON, failed=False, display_days=PUBLIC) == ON


@pytest.mark.parametrize("method", Method)
def test_a_failed_service_has_no_effect(method: Method) -> None:
    """What could not be served takes effect on no day."""
    assert takes_effect_on(method, on=ON, failed=True, display_days=PUBLIC) is None


@pytest.mark.rule("K06")
@pytest.mark.parametrize(
    ("is_party_notice", "effective"),
    [(True, date(2026, 5, 6)), (False, date(2026, 5, 31))],
)
def test_display_takes_effect_after_full_days(
    is_party_notice: bool,  # noqa: FBT001 - a column
    effective: date,
) -> None:
    """A party is deemed told after five full days on display; any other paper takes thirty."""
    days = days_on_display(
        is_party_notice=is_party_notice, deemed_days=DEEMED, public_notice_days=PUBLIC
    )
    found = takes_effect_on(Method.PUBLIC_NOTICE, on=ON, failed=False, display_days=days)
    assert found == effective


@pytest.mark.rule("K06")
def test_the_notice_follows_display_by_three_days() -> None:
    """On display from the 1st, deemed told with the 6th: the notice may stand from the 9th on."""
    told = takes_effect_on(Method.PUBLIC_NOTICE, on=ON, failed=False, display_days=DEEMED)
    assert told is not None
    assert not told_in_time(effective_on=told, published_on=date(2026, 5, 8), days=3)
    assert told_in_time(effective_on=told, published_on=date(2026, 5, 9), days=3)


def test_an_unknown_way_of_serving_is_an_error() -> None:
    """A way of serving that the law does not know serves nobody."""
    with pytest.raises(AssertionError):
        takes_effect_on("rumour", on=ON, failed=False, display_days=5)  # type: ignore[arg-type]
