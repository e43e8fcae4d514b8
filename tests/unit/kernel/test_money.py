"""Amounts are whole fen, shares are exact, and yuan are read strictly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.kernel.money import (
    MAX_FEN,
    Fen,
    Share,
    at_least_share,
    at_most_share,
    greatest_at_share,
    is_fen,
    least_at_share,
    parse_yuan,
    print_yuan,
)

AMOUNTS = st.integers(0, MAX_FEN)
SHARES = st.builds(Share, st.integers(0, 1000), st.integers(1, 1000))


@pytest.mark.parametrize("value", [0, 1, MAX_FEN])
def test_a_whole_number_in_range_is_an_amount(value: int) -> None:
    """Zero, one fen and the largest amount are amounts."""
    assert is_fen(value)


@pytest.mark.parametrize("value", [-1, MAX_FEN + 1, 1.0, True, None, "1", float("nan")])
def test_anything_else_is_no_amount(value: object) -> None:
    """A negative, too large, boolean, floating or textual value is no amount."""
    assert not is_fen(value)


def test_a_share_is_compared_without_rounding() -> None:
    """One fen below 70 % is below, exactly 70 % is both at least and at most."""
    share = Share(70, 100)
    assert at_least_share(70, of_fen=100, share=share)
    assert at_most_share(70, of_fen=100, share=share)
    assert not at_least_share(69, of_fen=100, share=share)
    assert not at_most_share(71, of_fen=100, share=share)


@given(AMOUNTS, SHARES)
def test_the_bounds_of_a_share_are_tight(amount: int, share: Share) -> None:
    """The least amount meets the share and one fen less does not; likewise the greatest."""
    least = least_at_share(amount, share)
    assert at_least_share(least, of_fen=amount, share=share)
    assert not at_least_share(least - 1, of_fen=amount, share=share)
    greatest = greatest_at_share(amount, share)
    assert at_most_share(greatest, of_fen=amount, share=share)
    assert not at_most_share(greatest + 1, of_fen=amount, share=share)


@given(AMOUNTS)
def test_yuan_are_read_as_they_are_written(amount: int) -> None:
    """What is written for people is read back as the same amount."""
    assert parse_yuan(print_yuan(Fen(amount))) == amount


@pytest.mark.parametrize(
    ("text", "fen"),
    [("14534399.94", 1453439994), ("14,534,399.94", 1453439994), ("12", 1200), ("0.5", 50)],
)
def test_the_forms_that_platforms_write_are_read(text: str, fen: int) -> None:
    """Yuan with and without groups, with no, one or two decimals are read."""
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-1",
        "+1",
        "1e3",
        "01",
        "1.234",
        "1.",
        ".5",
        "1,23",
        "12,3456",
        "１２",
        " 1",
        "1 ",
        "1\n",
    ],
)
def test_other_forms_are_refused(text: str) -> None:
    """A sign, an exponent, a leading zero, odd groups, other digits or spaces are refused."""
    with pytest.raises(ValueError, match="is no amount in yuan"):
        parse_yuan(text)


@pytest.mark.parametrize("text", ["90071992547409.92", "9" * 40])
def test_more_than_can_be_carried_is_refused(text: str) -> None:
    """An amount over 53 bits of fen is refused however long it is."""
    with pytest.raises(ValueError, match="more than can be written"):
        parse_yuan(text)
