"""Proves the terms before an auction, by a table that a judge can read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.kernel.outcome import InvariantBroken
from mingpai.law import notice
from mingpai.law.book import LAWS
from mingpai.law.parameters import (
    NOTICE_DAYS_R1,
    NOTICE_DAYS_R2,
    PARTY_NOTICE_DAYS,
    R2_WITHIN_DAYS,
    SHAREHOLDER_DAYS,
    TENANT_DAYS,
    NoticeDays,
)

DAY = date(2026, 5, 26)
DATES = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


def judged(days: NoticeDays, row: tuple[str, ...]) -> tuple[bool, bool]:
    needed = notice.days_for(days, row[0])
    published_on, opens_on = day(row[1]), day(row[2])
    return (
        notice.is_early_enough(published_on=published_on, opens_on=opens_on, days=needed),
        notice.is_exactly_enough(published_on=published_on, opens_on=opens_on, days=needed),
    )


@pytest.mark.rule("K07")
def test_first_notice(row: tuple[str, ...]) -> None:
    """A first auction opens 15 or 30 days after its notice, by class; a day less is too few."""
    days = LAWS.dated(NOTICE_DAYS_R1, on=DAY).value
    assert judged(days, row) == (row[3] == "yes", row[4] == "yes")


@pytest.mark.rule("K08")
def test_second_notice(row: tuple[str, ...]) -> None:
    """A second auction opens 7 or 15 days after its notice, by class."""
    days = LAWS.dated(NOTICE_DAYS_R2, on=DAY).value
    assert judged(days, row) == (row[3] == "yes", row[4] == "yes")


@pytest.mark.rule("K05")
def test_parties_are_told(row: tuple[str, ...]) -> None:
    """Whoever must be told is told three days before the notice, not before the auction."""
    days = LAWS.dated(PARTY_NOTICE_DAYS, on=DAY).value
    told = notice.told_in_time(effective_on=day(row[0]), published_on=day(row[1]), days=days)
    assert told is (row[2] == "yes")


@pytest.mark.rule("K09")
def test_second_auction_starts(row: tuple[str, ...]) -> None:
    """A second auction starts within 30 days, and a last day off moves to the next working day."""
    days = LAWS.dated(R2_WITHIN_DAYS, on=DAY).value
    assert notice.latest_start(day(row[0]), days) == day(row[1])


@pytest.mark.rule("K40")
def test_shareholders(row: tuple[str, ...]) -> None:
    """Bidding on equity closes only after the shareholders' twentieth day is over."""
    days = LAWS.dated(SHAREHOLDER_DAYS, on=DAY).value
    over = notice.shareholders_had_their_term(told_on=day(row[0]), closes_on=day(row[1]), days=days)
    assert over is (row[2] == "yes")


@pytest.mark.rule("K41")
def test_tenant(row: tuple[str, ...]) -> None:
    """A tenant is told five days before the auction."""
    days = LAWS.dated(TENANT_DAYS, on=DAY).value
    told = notice.tenant_told_in_time(told_on=day(row[0]), opens_on=day(row[1]), days=days)
    assert told is (row[2] == "yes")


@given(DATES, DATES, st.integers(0, 60))
def test_the_day_named_in_a_refusal_is_the_first_lawful_one(
    early: date, late: date, days: int
) -> None:
    """What is too early becomes lawful exactly on the day that a refusal would name."""
    opening = notice.earliest_opening(published_on=early, days=days)
    enough = notice.is_early_enough(published_on=early, opens_on=late, days=days)
    assert enough is (late >= opening)
    publication = notice.earliest_publication(effective_on=early, days=days)
    told = notice.told_in_time(effective_on=early, published_on=late, days=days)
    assert told is (late >= publication)
    close = notice.earliest_close_for_shareholders(told_on=early, days=days)
    over = notice.shareholders_had_their_term(told_on=early, closes_on=late, days=days)
    assert over is (late >= close)


def test_an_unknown_class_is_an_error() -> None:
    """The law knows three classes of property and no fourth."""
    with pytest.raises(InvariantBroken, match="no such class"):
        notice.days_for(NoticeDays(1, 2, 3), "ship")
