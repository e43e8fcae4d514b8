"""What the law says of a lot as a list shows it: every check, and every reason why not."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.auction.model import PropertyClass
from mingpai.auction.preparation.model import Nature
from mingpai.audit.listings import ALWAYS, Check, Finding, Judged, Seller, Why, judge_row
from mingpai.exchange.court_list import CourtList, read_court_list
from mingpai.exchange.court_list_row import LotRow
from mingpai.kernel.money import Fen

TODAY = date(2022, 7, 1)
OPENS = datetime(2022, 5, 25, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ROUNDS = st.sampled_from(["auction_1", "auction_2", "auction_3", "sale", "rerun", None])


def judged(check: Check, **said: Any) -> Judged:
    """Return one finding on a row that says this."""
    found = judge_row(LotRow(row=2, **said), undated=TODAY).of(check)
    assert found is not None
    return found


def finding(check: Check, **said: Any) -> tuple[Finding, Why | None]:
    """Return what was found, and why not."""
    found = judged(check, **said)
    return found.finding, found.why


LAWFUL, BREACH = (Finding.LAWFUL, None), (Finding.BREACH, None)
SECOND_ONLY = (Finding.SECOND_ONLY, None)


def not_judged(why: Why) -> tuple[Finding, Why]:
    """Return that nothing can be said, for this reason."""
    return Finding.NOT_JUDGED, why


@pytest.mark.parametrize(
    ("deposit", "wanted"),
    [(49_999, BREACH), (50_000, LAWFUL), (200_000, LAWFUL), (200_001, BREACH)],
)
def test_a_deposit_is_a_share_of_the_start_price(
    deposit: int, wanted: tuple[Finding, Why | None]
) -> None:
    """From 5 to 20 per cent of the start price is lawful, both included, to the fen."""
    assert finding(Check.DEPOSIT, deposit_fen=deposit, start_fen=1_000_000) == wanted


def test_what_a_deposit_is_judged_by() -> None:
    """The share and the article are told; the start price goes before the price shown."""
    found = judged(Check.DEPOSIT, deposit_fen=117_647, start_fen=1_000_000, current_fen=9)
    assert (found.share_bp, found.article, found.at_least) == (1176, "FS2016-18:17.1", False)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({"bids": 0}, LAWFUL),
        ({"bids": 3}, not_judged(Why.ONLY_PRICE_AFTER_BIDS)),
        ({}, not_judged(Why.ONLY_PRICE_AFTER_BIDS)),
        ({"deposit_fen": 200_001, "bids": 3}, BREACH),
        ({"deposit_fen": 1, "bids": 3}, not_judged(Why.ONLY_PRICE_AFTER_BIDS)),
        ({"deposit_fen": 1, "bids": 0}, BREACH),
    ],
)
def test_after_bids_only_too_much_is_certain(
    said: dict[str, Any], wanted: tuple[Finding, Why | None]
) -> None:
    """With no bid the price shown is the start price; after bids it is only the most it can be."""
    row = {"deposit_fen": 100_000, "current_fen": 1_000_000} | said
    assert finding(Check.DEPOSIT, **row) == wanted


def test_a_deposit_that_cannot_be_judged() -> None:
    """Without deposit or any price nothing is said, and an unreadable cell is told as that."""
    assert finding(Check.DEPOSIT, start_fen=1) == not_judged(Why.NO_DEPOSIT)
    assert finding(Check.DEPOSIT, deposit_fen=1) == not_judged(Why.NO_START_PRICE)
    unread = finding(Check.DEPOSIT, start_fen=1, unread=("deposit_fen",))
    assert unread == not_judged(Why.UNREADABLE)
    assert judged(Check.DEPOSIT).share_bp is None


@pytest.mark.parametrize(
    ("round_", "start", "wanted", "article"),
    [
        ("auction_1", 700_000, LAWFUL, "10.2"),
        ("auction_1", 699_999, BREACH, "10.2"),
        ("auction_2", 700_000, LAWFUL, "10.2"),
        ("auction_2", 699_999, LAWFUL, "26.1"),
        ("auction_2", 560_000, LAWFUL, "26.1"),
        ("auction_2", 559_999, BREACH, "26.1"),
        ("sale", 560_000, LAWFUL, "26.1"),
        ("sale", 559_999, BREACH, "26.1"),
        (None, 700_000, LAWFUL, "10.2"),
        (None, 699_999, SECOND_ONLY, "26.1"),
        (None, 559_999, BREACH, "26.1"),
        ("rerun", 560_000, SECOND_ONLY, "26.1"),
    ],
)
def test_start_prices_stand_on_a_ladder(
    round_: str | None, start: int, wanted: tuple[Finding, Why | None], article: str
) -> None:
    """70 per cent of the reference price at first, 56 after one cut, exact to the fen."""
    found = judged(Check.START_PRICE, round=round_, start_fen=start, reference_fen=1_000_000)
    assert (found.finding, found.why) == wanted
    assert found.article == f"FS2016-18:{article}"


def test_a_market_price_stands_in_for_an_assessment() -> None:
    """The assessed price goes first; without it the market price is the reference."""
    said = {"start_fen": 700, "market_fen": 1000}
    assert finding(Check.START_PRICE, **said) == LAWFUL
    assert finding(Check.START_PRICE, reference_fen=2000, **said) == BREACH


def test_a_start_price_that_cannot_be_judged() -> None:
    """No price, no reference, a price after bids are told; too low a price is certain even so."""
    assert finding(Check.START_PRICE, reference_fen=1) == not_judged(Why.NO_START_PRICE)
    assert finding(Check.START_PRICE, start_fen=1) == not_judged(Why.NO_REFERENCE_PRICE)
    after = {"bids": 1, "reference_fen": 1000}
    certain = finding(Check.START_PRICE, current_fen=559, **after)
    assert certain == BREACH
    open_ = finding(Check.START_PRICE, current_fen=700, **after)
    assert open_ == not_judged(Why.ONLY_PRICE_AFTER_BIDS)


def test_a_second_auction_is_at_most_a_fifth_lower() -> None:
    """Against the price of the first auction the cut is at most 20 per cent, exact to the fen."""
    said = {"round": "auction_2", "previous_start_fen": 1000}
    assert finding(Check.PRICE_CUT, start_fen=800, **said) == LAWFUL
    assert finding(Check.PRICE_CUT, start_fen=799, **said) == BREACH
    assert finding(Check.PRICE_CUT, **said) == not_judged(Why.NO_START_PRICE)
    assert finding(Check.PRICE_CUT, current_fen=799, **said) == BREACH
    after = finding(Check.PRICE_CUT, current_fen=800, **said)
    assert after == not_judged(Why.ONLY_PRICE_AFTER_BIDS)
    assert judge_row(LotRow(row=2, **said), undated=TODAY).of(Check.ROUNDS) is None


def test_a_window_has_a_day() -> None:
    """Bidding is open for 24 hours at least; the times go before what is said of their length."""
    assert finding(Check.WINDOW, opens_at=OPENS, closes_at=OPENS + DAY) == LAWFUL
    short = {"opens_at": OPENS, "closes_at": OPENS + DAY - timedelta(seconds=1)}
    assert finding(Check.WINDOW, window=DAY, **short) == BREACH
    assert finding(Check.WINDOW, window=DAY) == LAWFUL
    assert finding(Check.WINDOW, closes_at=OPENS) == not_judged(Why.NO_OPENING)
    assert finding(Check.WINDOW, opens_at=OPENS) == not_judged(Why.NO_CLOSE)
    unread = finding(Check.WINDOW, opens_at=OPENS, unread=("closes_at",))
    assert unread == not_judged(Why.UNREADABLE)


def test_a_sale_has_sixty_days_unless_somebody_bids() -> None:
    """The recalled 60 days are marked as unverified, and a sale that ended early is no breach."""
    said = {"is_sale": True, "opens_at": OPENS}
    found = judged(Check.SALE_PERIOD, closes_at=OPENS + 60 * DAY, **said)
    assert (found.finding, found.verified) == (Finding.LAWFUL, False)
    early = finding(Check.SALE_PERIOD, closes_at=OPENS + 59 * DAY, **said)
    assert early == not_judged(Why.ENDED_EARLY)
    assert finding(Check.SALE_PERIOD, **said) == not_judged(Why.NO_CLOSE)
    assert judge_row(LotRow(row=2), undated=TODAY).of(Check.SALE_PERIOD) is None


def test_overtime_has_five_minutes() -> None:
    """A late bid moves the close by five minutes: neither less nor more."""
    assert finding(Check.OVERTIME, overtime=timedelta(minutes=5)) == LAWFUL
    assert finding(Check.OVERTIME, overtime=timedelta(minutes=2)) == BREACH
    assert finding(Check.OVERTIME, overtime=timedelta(minutes=6)) == BREACH
    assert finding(Check.OVERTIME) == not_judged(Why.NO_OVERTIME)


@pytest.mark.parametrize(
    ("round_", "kind", "days", "wanted"),
    [
        ("auction_1", "immovable", 30, LAWFUL),
        ("auction_1", "immovable", 29, BREACH),
        ("auction_1", "movable", 15, LAWFUL),
        ("auction_2", "immovable", 15, LAWFUL),
        ("auction_2", "movable", 6, BREACH),
        (None, "immovable", 30, LAWFUL),
        (None, "immovable", 15, SECOND_ONLY),
        (None, "immovable", 14, BREACH),
        ("sale", "movable", 7, LAWFUL),
    ],
)
def test_a_notice_stands_long_enough(
    round_: str | None, kind: str, days: int, wanted: tuple[Finding, Why | None]
) -> None:
    """The days depend on round and class; without a round both periods are tried."""
    found = judged(
        Check.NOTICE,
        round=round_,
        property_class=PropertyClass(kind),
        published_on=date(2022, 5, 25) - timedelta(days=days),
        opens_at=OPENS,
    )
    assert (found.finding, found.why) == wanted
    assert found.length == timedelta(days=days)
    assert found.verified is (round_ != "sale")


def test_a_notice_that_cannot_be_judged() -> None:
    """Without a day of notice, an opening or a class nothing is said of the days."""
    said: dict[str, Any] = {"published_on": date(2022, 4, 1)}
    assert finding(Check.NOTICE, opens_at=OPENS) == not_judged(Why.NO_NOTICE_DAY)
    assert finding(Check.NOTICE, **said) == not_judged(Why.NO_OPENING)
    assert finding(Check.NOTICE, opens_at=OPENS, **said) == not_judged(Why.NO_CLASS)
    other = finding(Check.NOTICE, opens_at=OPENS, nature=Nature.OTHER, **said)
    assert other == not_judged(Why.NO_CLASS)
    assert finding(Check.NOTICE, opens_at=OPENS, nature=Nature.HOME, **said) == LAWFUL


def test_there_is_no_third_auction() -> None:
    """A third auction is a breach by itself, whether a column or the title names it."""
    assert finding(Check.ROUNDS, round="auction_3") == BREACH
    assert finding(Check.ROUNDS, title="【三拍】某路") == BREACH
    start = finding(Check.START_PRICE, round="auction_3", start_fen=56, reference_fen=100)
    assert start == LAWFUL


@pytest.mark.parametrize(
    ("court", "seller"),
    [
        ("某市人民法院", Seller.COURT),
        ("court/sh-xuhui", Seller.COURT),
        ("某银行", Seller.OTHER),
        (None, Seller.NOT_SAID),
    ],
)
def test_who_sells_is_told(court: str | None, seller: Seller) -> None:
    """The rules bind courts: whether one sells is told beside every verdict."""
    assert judge_row(LotRow(row=2, court=court), undated=TODAY).seller is seller


def test_the_law_of_the_rows_own_day_is_asked() -> None:
    """The day of the notice, else that of the opening, else the one that was given."""
    row = LotRow(row=2, published_on=date(2022, 4, 1), opens_at=OPENS)
    first = judge_row(row, undated=TODAY)
    assert (first.law_of, first.is_dated) == (date(2022, 4, 1), True)
    assert judge_row(LotRow(row=2, opens_at=OPENS), undated=TODAY).law_of == date(2022, 5, 25)
    last = judge_row(LotRow(row=2), undated=TODAY)
    assert (last.law_of, last.is_dated) == (TODAY, False)


def test_before_the_rules_nothing_is_judged() -> None:
    """On a day without law in force no row is lawful and none is a breach."""
    row = LotRow(row=2, deposit_fen=Fen(1), start_fen=Fen(100), published_on=date(2016, 12, 31))
    found = judge_row(row, undated=TODAY)
    assert {one.why for one in found.checks} == {Why.NO_LAW_IN_FORCE}
    assert [one.check for one in found.checks] == list(ALWAYS)
    assert not found.breaches


@given(st.integers(1, 10**9), st.integers(1, 10**9), ROUNDS)
def test_a_breach_after_bids_is_a_breach_of_every_start_price(
    current: int, reference: int, round_: str | None
) -> None:
    """What is certain of the price after bids holds of every start price that it can have had."""
    said = {"reference_fen": reference, "round": round_, "deposit_fen": current // 4}
    shown = judge_row(LotRow(row=2, current_fen=Fen(current), bids=2, **said), undated=TODAY)
    for start in {current, max(1, current // 2), 1}:
        real = judge_row(LotRow(row=2, start_fen=Fen(start), **said), undated=TODAY)
        for check in (Check.DEPOSIT, Check.START_PRICE):
            before, after = shown.of(check), real.of(check)
            assert before is not None
            assert after is not None
            if before.finding is Finding.BREACH:
                assert after.finding is Finding.BREACH


def test_real_lists_are_judged(shared_data: Callable[[str], Path]) -> None:
    """The five court lots are lawful in all that can be judged, two at exactly 56 per cent."""
    path = shared_data("court-lot-samples") / "sichuan-court-lots.csv"
    read = read_court_list(path.read_bytes(), name="x")
    assert isinstance(read, CourtList)
    verdicts = [judge_row(row, undated=TODAY) for row in read.rows]
    assert not any(one.breaches for one in verdicts)
    shares = [one.of(Check.START_PRICE) for one in verdicts]
    assert [one and one.share_bp for one in shares] == [6390, 7000, 5600, 5600, 8228]
    assert {one.seller for one in verdicts} == {Seller.COURT}
    path = shared_data("guangdong-listings") / "listings.csv"
    read = read_court_list(path.read_bytes(), name="x")
    assert isinstance(read, CourtList)
    windows = (judge_row(row, undated=TODAY).of(Check.WINDOW) for row in read.rows)
    assert Counter(one and one.finding for one in windows) == {
        Finding.LAWFUL: 174,
        Finding.NOT_JUDGED: 32,
    }
