"""Proves that the law of a day is whole or an error, and that an amendment looks ahead only."""

from datetime import date, timedelta

import pytest

from mingpai.kernel.ids import ArticleId
from mingpai.kernel.money import Share
from mingpai.kernel.outcome import InvariantBroken
from mingpai.law.book import LAWS, LawBook, law_on
from mingpai.law.parameters import PARTY_NOTICE_DAYS, START_PRICE_MIN_SHARE
from mingpai.law.pricing import start_price_high_enough
from mingpai.law.timeline import Dated, NoValueInForce, Timeline


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


AMENDED_ON = date(2030, 1, 1)
AMENDED = Timeline(
    START_PRICE_MIN_SHARE.name,
    [
        Dated(Share(70, 100), ArticleId("FS2016-18:10.2"), date(2017, 1, 1), date(2029, 12, 31)),
        Dated(Share(80, 100), ArticleId("FS2016-18:10.2"), AMENDED_ON),
    ],
)


@pytest.mark.rule("K10")
def test_an_amendment_binds_what_is_announced_after_it() -> None:
    """A value changed from a day on holds from that day, and nothing before it has moved."""
    book = LawBook([AMENDED])
    day_before = AMENDED_ON - timedelta(days=1)
    assert book.law_on(day_before) == LAWS.law_on(day_before)
    law = book.law_on(AMENDED_ON)
    assert law.start_price_min_share == Share(80, 100)
    assert law.version == "2030-01-01"
    assert start_price_high_enough(75, reference_price_fen=100, law=book.law_on(day_before))
    assert not start_price_high_enough(75, reference_price_fen=100, law=law)
    assert law_on(AMENDED_ON).start_price_min_share == Share(70, 100)


def test_a_book_is_asked_by_name() -> None:
    """A changed book answers with its own value, whichever timeline of that name it is shown."""
    book = LawBook([AMENDED])
    assert book.dated(START_PRICE_MIN_SHARE, on=AMENDED_ON).value == Share(80, 100)
    assert LAWS.dated(AMENDED, on=AMENDED_ON).value == Share(70, 100)
    assert book.dated(PARTY_NOTICE_DAYS, on=AMENDED_ON).value == 3


def test_a_book_has_no_default() -> None:
    """Before a value is in force, asking for it is an error."""
    with pytest.raises(NoValueInForce):
        LAWS.dated(PARTY_NOTICE_DAYS, on=date(2016, 12, 31))


def test_an_unknown_parameter_is_an_error() -> None:
    """A name that the book does not have is a fault of ours, when asked and when changed."""
    unknown = Timeline("no_such_days", [Dated(1, ArticleId("FS2016-18:1"), date(2017, 1, 1))])
    with pytest.raises(InvariantBroken, match="no such parameter"):
        LAWS.dated(unknown, on=AMENDED_ON)
    with pytest.raises(InvariantBroken, match="has this name"):
        LawBook([unknown])


def test_an_amendment_keeps_the_type() -> None:
    """A share cannot become a number of days."""
    article = ArticleId("FS2016-18:10.2")
    wrong = Timeline(START_PRICE_MIN_SHARE.name, [Dated(70, article, date(2017, 1, 1))])
    with pytest.raises(InvariantBroken, match="another type"):
        LawBook([wrong])
