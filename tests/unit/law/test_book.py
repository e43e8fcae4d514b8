"""Proves that the law of a day is whole or an error."""

from datetime import date, timedelta

import pytest

from mingpai.kernel.money import Share
from mingpai.law.book import law_on
from mingpai.law.timeline import NoValueInForce


@pytest.mark.parametrize("day", [date(2017, 1, 1), date(2026, 5, 26)])
def test_the_law_of_a_day(day: date) -> None:
    """From 2017-01-01 the law of one round is 70 %, 5-20 %, 24 hours and 5 minutes."""
    law = law_on(day)
    assert law.version == "2017-01-01"
    assert law.start_price_min_share == Share(70, 100)
    assert (law.deposit_min_share, law.deposit_max_share) == (Share(5, 100), Share(20, 100))
    assert law.bidding_window_min == timedelta(hours=24)
    assert law.extension == timedelta(minutes=5)


def test_before_the_provisions_there_is_no_law() -> None:
    """Up to 2016-12-31 no value is in force, and that is an error."""
    with pytest.raises(NoValueInForce):
        law_on(date(2016, 12, 31))


def test_one_day_has_one_law() -> None:
    """The law of a day is made once and shared."""
    assert law_on(date(2020, 2, 2)) is law_on(date(2020, 2, 2))
