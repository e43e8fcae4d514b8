"""Proves 第十条: the start price is at least 70 % of the reference price, exactly."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.kernel.money import MAX_FEN
from mingpai.law.book import law_on
from mingpai.law.pricing import start_price_floor, start_price_high_enough

LAW = law_on(date(2026, 5, 26))
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
