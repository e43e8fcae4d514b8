"""Proves what a round may start at and on what its price rests, exactly, by tables of cases."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.kernel.money import MAX_FEN, parse_yuan
from mingpai.kernel.outcome import InvariantBroken
from mingpai.law.book import LAWS, law_on
from mingpai.law.parameters import PRICE_CUT_MAX_SHARE, PRICE_GRACE_MONTHS
from mingpai.law.pricing import (
    Leave,
    cost_price_is_lawful,
    cut_floor,
    cut_is_within_limit,
    leaves_surplus,
    method_may_follow,
    no_reserve_is_lawful,
    price_is_usable,
    reserve_exceeds,
    self_disposal_is_better,
    set_off_difference_fen,
    start_price_floor,
    start_price_high_enough,
)

DAY = date(2026, 5, 26)
LAW = law_on(DAY)
AMOUNTS = st.integers(0, MAX_FEN)


@pytest.mark.rule("K10")
@pytest.mark.parametrize(
    ("start_price_fen", "reference_price_fen", "lawful"),
    [
        (70_000_000, 100_000_000, True),
        (69_999_999, 100_000_000, False),
        (3, 5, False),
        (4, 5, True),
        (100, 100, True),
        (200, 100, True),
    ],
)
def test_the_floor(
    start_price_fen: int,
    reference_price_fen: int,
    lawful: bool,  # noqa: FBT001 - a column
) -> None:
    """Exactly 70 % is lawful and one fen less is not; 3.5 fen means 4."""
    found = start_price_high_enough(
        start_price_fen, reference_price_fen=reference_price_fen, law=LAW
    )
    assert found is lawful


@pytest.mark.rule("K10")
@given(AMOUNTS, AMOUNTS)
def test_the_floor_named_in_a_refusal_is_the_floor(start_fen: int, reference_fen: int) -> None:
    """A start price is lawful exactly from the floor on that a refusal would name."""
    floor = start_price_floor(reference_price_fen=reference_fen, law=LAW)
    lawful = start_price_high_enough(start_fen, reference_price_fen=reference_fen, law=LAW)
    assert lawful is (start_fen >= floor)


@pytest.mark.rule("K11")
def test_the_cut(row: tuple[str, ...]) -> None:
    """A second auction starts at most 20 % below the first, to the fen."""
    first, second, lawful, floor = row
    previous = parse_yuan(first)
    share = LAWS.dated(PRICE_CUT_MAX_SHARE, on=DAY).value
    found = cut_is_within_limit(parse_yuan(second), previous_start_fen=previous, share=share)
    assert found is (lawful == "yes")
    assert cut_floor(previous_start_fen=previous, share=share) == parse_yuan(floor)


@pytest.mark.rule("K11")
@given(AMOUNTS, AMOUNTS)
def test_the_cut_floor_named_in_a_refusal_is_the_floor(start_fen: int, previous_fen: int) -> None:
    """A second start price is lawful exactly from the floor on that a refusal would name."""
    share = LAWS.dated(PRICE_CUT_MAX_SHARE, on=DAY).value
    lawful = cut_is_within_limit(start_fen, previous_start_fen=previous_fen, share=share)
    assert lawful is (start_fen >= cut_floor(previous_start_fen=previous_fen, share=share))


@pytest.mark.rule("K36")
def test_the_surplus(row: tuple[str, ...]) -> None:
    """Something must be left over; a reserve fixed anew must be greater than claims and costs."""
    reserve, senior, costs = (parse_yuan(cell) for cell in row[:3])
    expected = row[3] == "yes"
    assert leaves_surplus(reserve_fen=reserve, senior_fen=senior, costs_fen=costs) is expected
    assert reserve_exceeds(reserve_fen=reserve, senior_fen=senior, costs_fen=costs) is expected


@pytest.mark.rule("K37")
def test_the_validity(row: tuple[str, ...]) -> None:
    """Announced within validity, a price carries an auction until six months past it."""
    valid_until, published_on, opens_on = (date.fromisoformat(cell) for cell in row[:3])
    usable = price_is_usable(
        valid_until=valid_until,
        published_on=published_on,
        opens_on=opens_on,
        grace_months=LAWS.dated(PRICE_GRACE_MONTHS, on=DAY).value,
    )
    assert usable is (row[3] == "yes")


def test_the_methods(row: tuple[str, ...]) -> None:
    """Each way to the price follows those before it, or an article that lets it come first."""
    method, tried, leave, allowed = row
    found = method_may_follow(method, tried.split(), leave=Leave(leave) if leave else None)
    assert found is (allowed == "yes")


@pytest.mark.parametrize(("method", "tried"), [("guess", []), ("appraisal", ["guess"])])
def test_an_unknown_method_is_an_error(method: str, tried: list[str]) -> None:
    """The law knows five ways to a price and no sixth."""
    with pytest.raises(InvariantBroken, match="no way to a price"):
        method_may_follow(method, tried)


@pytest.mark.rule("K10")
@pytest.mark.parametrize("missing", ["", "is_criminal", "last_auction_failed", "declined"])
def test_criminal_property_without_reserve(missing: str) -> None:
    """Without reserve only criminal property, after its last failure, once all declined it."""
    told = dict.fromkeys(("is_criminal", "last_auction_failed", "declined"), True)
    assert no_reserve_is_lawful(**told | ({missing: False} if missing else {})) is (not missing)


@pytest.mark.rule("K10")
@pytest.mark.parametrize(
    ("start_fen", "cannot_be_valued", "asked", "lawful"),
    [
        (1001, True, True, True),
        (1000, True, True, False),
        (1001, False, True, False),
        (1001, True, False, False),
    ],
)
def test_equity_that_cannot_be_valued(
    start_fen: int,
    cannot_be_valued: bool,  # noqa: FBT001 - a column
    asked: bool,  # noqa: FBT001 - a column
    lawful: bool,  # noqa: FBT001 - a column
) -> None:
    """Equity may start just above cost only if nobody can value it and the applicant asked."""
    found = cost_price_is_lawful(
        start_fen, costs_fen=1000, cannot_be_valued=cannot_be_valued, asked_in_writing=asked
    )
    assert found is lawful


@pytest.mark.parametrize(("claim_fen", "due_fen"), [(0, 100), (40, 60), (100, 0), (1000, 0)])
def test_whoever_takes_the_property_pays_the_difference(claim_fen: int, due_fen: int) -> None:
    """A creditor pays what his claim does not cover of the failed round's reserve."""
    assert set_off_difference_fen(reserve_fen=100, claim_fen=claim_fen) == due_fen


def test_a_debtor_sells_for_more_than_the_failed_price() -> None:
    """The debtor's own sale must bring more than the price at which bidding failed."""
    assert self_disposal_is_better(101, failed_price_fen=100)
    assert not self_disposal_is_better(100, failed_price_fen=100)
