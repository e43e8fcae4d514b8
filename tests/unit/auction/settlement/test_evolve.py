"""What events after a round change, and what they leave alone."""

from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.model import Phase
from mingpai.auction.settlement.events import (
    BuyerDefaulted,
    DisposalEnded,
    NoOfferRecorded,
    PlanObjected,
    PlanPublished,
    SettlementEvent,
)
from mingpai.auction.settlement.evolve import _after_offer, evolve_settlement
from mingpai.auction.settlement.model import DefaultGround, Ending, SetOff, Settlement
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import InvariantBroken


def test_an_event_of_another_part_is_our_fault(sold: Any) -> None:
    """What is no event after a round breaks an invariant and changes nothing."""
    with pytest.raises(InvariantBroken, match="no event of a settlement"):
        evolve_settlement(sold.state, object())  # type: ignore[arg-type]


def test_an_answer_needs_a_question(failed: Any) -> None:
    """That nobody takes the property cannot be on record before anybody was asked."""
    with pytest.raises(InvariantBroken, match="creditors who were asked"):
        failed.apply(NoOfferRecorded(1, all_declined=True, proof=failed.PAPER))
    asked = Settlement(set_off=SetOff(1, Fen(7), failed.SOLD))
    with pytest.raises(AssertionError, match="unreachable"):
        _after_offer(asked, object())  # type: ignore[arg-type]


def test_an_end_is_the_end_of_the_whole_disposal(failed: Any) -> None:
    """The end stands beside the rounds, which stay as they were."""
    rounds = failed.state.rounds
    failed.apply(DisposalEnded(Ending.RETURNED, failed.PAPER))
    assert (failed.state.file.ending, failed.state.rounds) == (Ending.RETURNED, rounds)


def test_an_amended_plan_leaves_the_objection_open(sold: Any) -> None:
    """Only its settlement closes an objection to the plan."""
    sold.apply(PlanPublished(sold.DUE, sold.PAPER))
    sold.apply(PlanObjected(sold.token("debtor"), sold.DUE, sold.PAPER))
    sold.apply(PlanPublished(sold.DUE, sold.PAPER))
    assert sold.done.plan_objected


def test_a_default_is_folded_without_knowing_the_buyer(sold: Any) -> None:
    """From public entries nobody sees who bought: the round is marked and nobody barred."""
    unknown = replace(sold.done, buyer=None)
    sold.state = replace(sold.state, file=replace(sold.state.file, settlement=unknown))
    event: SettlementEvent = BuyerDefaulted(
        round=1,
        code=sold.code(1),
        ground=DefaultGround.BALANCE_UNPAID,
        forfeited_fen=Fen(700_000),
        return_fen=Fen(0),
        claims_shortfall=False,
        on=sold.DUE,
        decision=sold.PAPER,
    )
    sold.apply(event)
    assert sold.state.rounds[-1].phase is Phase.DEFAULTED
    assert sold.state.barred == {}
