"""Proves 第十七, 二十四条: 5 % to 20 % of the start price, exactly; what a defaulter's goes to."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import astuple

from mingpai.kernel.money import MAX_FEN, parse_yuan
from mingpai.law.book import law_on
from mingpai.law.deposit import (
    ForfeitParts,
    deposit_bounds,
    deposit_in_range,
    forfeit_parts,
    kept_of_prepayment,
    shortfall_fen,
    topup_fen,
)

LAW = law_on(date(2026, 5, 26))
AMOUNTS = st.integers(0, MAX_FEN)


@pytest.mark.rule("K12")
@pytest.mark.parametrize(
    ("deposit_fen", "lawful"),
    [
        (499_999, False),
        (500_000, True),
        (2_000_000, True),
        (2_000_001, False),
    ],
)
def test_both_ends_are_lawful(deposit_fen: int, lawful: bool) -> None:  # noqa: FBT001 - a column
    """Exactly 5 % and exactly 20 % are lawful; one fen beyond either is not."""
    assert deposit_in_range(deposit_fen, start_price_fen=10_000_000, law=LAW) is lawful


@pytest.mark.rule("K12")
def test_a_published_notice_at_the_upper_end() -> None:
    """A notice of 2018: 2,357,502 yuan on 11,787,511 is just within 20 % (by 0.2 yuan)."""
    start_price_fen, deposit_fen = 1_178_751_100, 235_750_200
    assert deposit_in_range(deposit_fen, start_price_fen=start_price_fen, law=LAW)
    assert deposit_bounds(start_price_fen=start_price_fen, law=LAW)[1] == 235_750_220


@pytest.mark.rule("K12")
@given(AMOUNTS, AMOUNTS)
def test_the_bounds_are_the_range(deposit_fen: int, start_price_fen: int) -> None:
    """A deposit is lawful exactly if it lies between the bounds that a refusal would name."""
    least, most = deposit_bounds(start_price_fen=start_price_fen, law=LAW)
    expected = least <= deposit_fen <= most
    assert deposit_in_range(deposit_fen, start_price_fen=start_price_fen, law=LAW) is expected
    for bound in (least, most):
        inside = least <= most
        assert deposit_in_range(bound, start_price_fen=start_price_fen, law=LAW) is inside


@pytest.mark.parametrize(
    ("claim_fen", "due_fen"), [(0, 100), (40, 60), (99, 1), (100, 0), (1000, 0)]
)
def test_the_applicant_pays_what_the_claim_lacks(claim_fen: int, due_fen: int) -> None:
    """The applicant pays the part of the deposit that his claim does not cover, or nothing."""
    assert topup_fen(deposit_fen=100, claim_fen=claim_fen) == due_fen


@given(AMOUNTS, AMOUNTS)
def test_claim_and_topup_cover_the_deposit(deposit_fen: int, claim_fen: int) -> None:
    """Claim and top-up together reach the deposit, and nobody pays more than the deposit."""
    due_fen = topup_fen(deposit_fen=deposit_fen, claim_fen=claim_fen)
    assert claim_fen + due_fen >= deposit_fen
    assert 0 <= due_fen <= deposit_fen


@pytest.mark.rule("K22")
def test_a_forfeited_deposit(row: tuple[str, ...]) -> None:
    """A kept deposit pays four purposes in turn, and what is left does not go back."""
    deposit, costs, shortfall, case_debt, related, *parts = (parse_yuan(cell) for cell in row)
    found = forfeit_parts(
        deposit,
        costs_fen=costs,
        shortfall_fen=shortfall,
        case_debt_fen=case_debt,
        related_debt_fen=related,
    )
    assert found == ForfeitParts(*parts)


@given(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS))
def test_no_fen_of_a_kept_deposit_is_lost(amounts: tuple[int, int, int, int, int]) -> None:
    """The parts are the deposit, and a later purpose gets nothing before an earlier one is paid."""
    deposit_fen, *wanted = amounts
    parts = astuple(
        forfeit_parts(
            deposit_fen,
            costs_fen=wanted[0],
            shortfall_fen=wanted[1],
            case_debt_fen=wanted[2],
            related_debt_fen=wanted[3],
        )
    )
    assert sum(parts) == deposit_fen
    for number, (part, most) in enumerate(zip(parts, wanted, strict=False)):
        assert 0 <= part <= most
        assert part == most or not any(parts[number + 1 :])


@pytest.mark.parametrize(("second_fen", "short_fen"), [(90, 10), (100, 0), (120, 0), (0, 100)])
def test_the_shortfall(second_fen: int, short_fen: int) -> None:
    """The shortfall is what the re-auction brought less, and never less than nothing."""
    assert shortfall_fen(first_price_fen=100, second_price_fen=second_fen) == short_fen


def test_a_forfeited_prepayment(row: tuple[str, ...]) -> None:
    """Of a prepayment only the deposit of the notice is kept."""
    prepaid, deposit, *expected = (parse_yuan(cell) for cell in row)
    assert kept_of_prepayment(prepaid_fen=prepaid, deposit_fen=deposit) == tuple(expected)
