"""What the sale is still to pay: claims on file, less what was paid of them already."""

from datetime import date
from typing import Any

import pytest

from mingpai.auction.preparation.events import ClaimsRecorded
from mingpai.auction.settlement.commands import DecideDefault
from mingpai.auction.settlement.debt import Left, left_to_pay
from mingpai.auction.settlement.events import (
    BuyerDefaulted,
    ForfeitApplied,
    ProceedsDistributed,
    SaleAnnulled,
)
from mingpai.auction.settlement.model import AnnulmentGround, Bucket, DefaultGround
from mingpai.kernel.money import Fen

DAY = date(2026, 6, 3)


def claims(after: Any, *, debt: int, senior: int = 0, costs: int = 0, proceeds: int = 0) -> Any:
    """Put claims on file."""
    return after.apply(ClaimsRecorded(Fen(debt), Fen(senior), Fen(costs), Fen(proceeds)))


def left(after: Any) -> tuple[int, int, int, int]:
    """Return what is left: of the debt, for all creditors, of costs, in all."""
    found = left_to_pay(after.state)
    assert found is not None
    return found.debt_fen, found.creditors_fen, found.costs_fen, found.all_fen


def test_what_other_property_brought_is_paid(make: Any) -> None:
    """It counts against this case's debt, and what is left of all bounds each of the rest."""
    after = claims(make(), debt=100, senior=30, costs=5, proceeds=90)
    assert left(after) == (10, 130, 5, 45)
    assert left_to_pay(after.state) == Left(Fen(10), Fen(130), Fen(5), Fen(45))
    assert left_to_pay(after.state).claims_fen == 40
    covered = claims(make(), debt=100, costs=5, proceeds=500)
    assert left(covered) == (0, 100, 5, 0)
    assert left_to_pay(covered.state).claims_fen == 0


def test_nothing_on_file_bounds_nothing(make: Any) -> None:
    """Of an old disposal without claims nothing is known."""
    after = make()
    filed = after.state.file
    bare = type(filed.preparation)()
    after.state = type(after.state)(after.state.id, type(filed)(preparation=bare))
    assert left_to_pay(after.state) is None


@pytest.mark.parametrize(
    ("bucket", "expected"),
    [
        (Bucket.COSTS, (100, 130, 1, 131)),
        (Bucket.SHORTFALL, (100, 130, 5, 135)),
        (Bucket.CASE_DEBT, (96, 126, 5, 131)),
        (Bucket.RELATED_DEBT, (100, 126, 5, 131)),
        (Bucket.REST, (100, 130, 5, 135)),
    ],
)
def test_what_a_forfeit_paid_is_paid(
    make: Any, bucket: Bucket, expected: tuple[int, int, int, int]
) -> None:
    """Of costs, this case's debt and related debts; the next round changes nothing in it."""
    after = claims(make(), debt=100, senior=30, costs=5).announce().qualify(1).sell()
    ground = DefaultGround.BALANCE_UNPAID
    after.apply(
        BuyerDefaulted(
            1, after.code(1), ground, Fen(4), Fen(0), claims_shortfall=False, on=DAY, decision=""
        )
    )
    after.apply(ForfeitApplied(1, ((bucket, Fen(4)),), after.PAPER))
    assert left(after) == expected
    assert left(after.announce()) == expected


def test_more_than_is_on_file_pays_nothing_else(make: Any) -> None:
    """Costs and related debts beyond what is on file leave the debt as it was."""
    after = claims(make(), debt=100, senior=30, costs=5).announce().qualify(1).sell()
    after.do(DecideDefault(claims_shortfall=False, decision=after.PAPER), on=DAY)
    parts = ((Bucket.COSTS, Fen(50)), (Bucket.RELATED_DEBT, Fen(50)))
    after.apply(ForfeitApplied(1, parts, after.PAPER))
    assert left(after) == (100, 100, 0, 100)


def test_a_payout_is_paid_until_it_is_undone(sold: Any) -> None:
    """What ranks before is paid first; an annulment gets it back."""
    claims(sold, debt=100, senior=30, costs=5)
    sold.apply(ProceedsDistributed(Fen(2), Fen(50), Fen(0), DAY, sold.PAPER))
    assert left(sold) == (80, 80, 3, 83)
    ground = AnnulmentGround.COLLUSION
    sold.apply(SaleAnnulled(1, ground, Fen(0), DAY, sold.PAPER))
    assert left(sold) == (100, 130, 5, 135)


def test_what_is_taken_in_kind_is_paid(failed: Any) -> None:
    """As long as the set-off stands."""
    claims(failed, debt=5_000_000, costs=5)
    failed.taken(4_000_000)
    assert left(failed) == (1_000_000, 1_000_000, 5, 1_000_005)
    failed.do(DecideDefault(claims_shortfall=False, decision=failed.PAPER), on=DAY)
    assert left(failed) == (5_000_000, 5_000_000, 5, 5_000_005)
