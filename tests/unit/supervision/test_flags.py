"""The flags: what each finds, and what it lets pass."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from mingpai.auction.settlement.events import BalancePaidByAnother, BalanceReceived
from mingpai.auction.settlement.model import Payer
from mingpai.kernel.event import Event
from mingpai.kernel.ids import LotToken
from mingpai.kernel.money import Fen
from mingpai.supervision.flags import (
    MIN_RAISES,
    CodeOverHalfOfRaises,
    PaidByAnother,
    RaiseOverTenSteps,
    SelfOutbid,
)

Fold = Callable[[object, list[Event]], list[tuple[int, int, dict[str, object]]]]


@pytest.mark.rule("self_outbid")
def test_a_bid_over_his_own(events: Any, fold: Fold) -> None:
    """Each bid of a bidder over his own top bid is flagged, with the raise."""
    given = [events.announced(), *events.bids("AABBBA")]
    assert fold(SelfOutbid(), given) == [
        (seq, seq, {"code": code, "raise_fen": 100}) for seq, code in ((2, "A"), (4, "B"), (5, "B"))
    ]


@pytest.mark.rule("self_outbid")
def test_bids_over_others_are_no_flag(events: Any, fold: Fold) -> None:
    """Bidders who raise over each other are not flagged."""
    assert fold(SelfOutbid(), [events.announced(), *events.bids("ABABAB"), events.sold()]) == []


@pytest.mark.rule("raise_over_ten_steps")
@pytest.mark.parametrize(("steps", "is_flagged"), [(10, False), (11, True)])
def test_a_raise_of_many_steps(
    events: Any,
    fold: Fold,
    steps: int,
    is_flagged: bool,  # noqa: FBT001 - a case of the table
) -> None:
    """A raise of more than ten steps is flagged, one of ten is not."""
    given = [events.announced(), events.bid("A", 1000), events.bid("B", 1000 + 100 * steps)]
    facts = {"code": "B", "raise_fen": 100 * steps, "step_fen": 100}
    assert fold(RaiseOverTenSteps(), given) == ([(2, 2, facts)] if is_flagged else [])


@pytest.mark.rule("raise_over_ten_steps")
def test_a_high_first_bid_is_no_raise(events: Any, fold: Fold) -> None:
    """The first bid, however high over the start price, raises over nobody."""
    given = [events.announced(), events.bid("A", 99_000), events.sold()]
    assert fold(RaiseOverTenSteps(), given) == []


@pytest.mark.rule("code_over_half_of_raises")
@pytest.mark.parametrize(
    ("codes", "raises"),
    [
        ("B" + "AB" * 5, 0),
        ("B" + "A" * 6 + "B" * 4, 6),
        ("B" + "A" * 5 + "B" * 5, 0),
        ("B" + "A" * (MIN_RAISES - 1), 0),
        ("A" * 6 + "B" * 5, 0),
    ],
)
def test_more_than_half_of_the_raises(events: Any, fold: Fold, codes: str, raises: int) -> None:
    """A code with more than half of at least ten raises is flagged once, when the lot is sold."""
    given = [events.announced(), *events.bids(codes), events.sold()]
    facts = {"code": "A", "of": len(codes) - 1, "raises": raises}
    assert fold(CodeOverHalfOfRaises(), given) == ([(1, len(codes) + 1, facts)] if raises else [])


@pytest.mark.rule("code_over_half_of_raises")
def test_before_the_sale_nothing_is_said_of_shares(events: Any, fold: Fold) -> None:
    """While bidding runs, or where a lot passes in, no share of raises is flagged."""
    given = [events.announced(), *events.bids("B" + "A" * 12)]
    assert fold(CodeOverHalfOfRaises(), given) == []
    assert fold(CodeOverHalfOfRaises(), [events.announced(), events.passed_in()]) == []


@pytest.mark.rule("paid_by_another")
@pytest.mark.parametrize("capacity", list(Payer))
def test_money_from_somebody_else(events: Any, fold: Fold, capacity: Payer) -> None:
    """Each payment by another than the buyer is flagged, with who he was said to be."""
    received = BalanceReceived(1, Fen(400), Fen(500), date(2026, 5, 27))
    paid = BalancePaidByAnother(1, Fen(400), LotToken("b" * 22), capacity, "")
    given = [events.announced(), *events.bids("AB"), events.sold(), received, paid]
    assert fold(PaidByAnother(), given) == [(5, 5, {"amount_fen": 400, "capacity": capacity.value})]


@pytest.mark.rule("paid_by_another")
def test_the_buyers_own_money_is_no_flag(events: Any, fold: Fold) -> None:
    """What the buyer pays himself is not flagged."""
    received = BalanceReceived(1, Fen(400), Fen(500), date(2026, 5, 27))
    assert fold(PaidByAnother(), [events.announced(), events.sold(), received]) == []
