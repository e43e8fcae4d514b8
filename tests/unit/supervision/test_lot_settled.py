"""How events after a round change what is known of a lot."""

from datetime import date
from typing import Any

from msgspec.structs import replace

from mingpai.auction.events import BidderQualified
from mingpai.auction.model import Standing
from mingpai.auction.settlement.events import (
    BalanceReceived,
    BuyerDefaulted,
    DefaultRevoked,
    DepositForwarded,
    PlanObjected,
    PlanObjectionSettled,
    ProceedsDistributed,
    SaleAnnulled,
    SelfDisposalConcluded,
)
from mingpai.auction.settlement.model import AnnulmentGround, DefaultGround
from mingpai.kernel.event import Event
from mingpai.kernel.ids import BiddingCode, LotToken
from mingpai.kernel.money import Fen
from mingpai.supervision.lot import Lot
from mingpai.supervision.lot_evolve import after

BUYER, CODE = LotToken("P1".ljust(22, "0")), BiddingCode("A")
DAY = date(2026, 6, 1)
DEFAULT = BuyerDefaulted(
    round=1,
    code=CODE,
    ground=DefaultGround.BALANCE_UNPAID,
    forfeited_fen=Fen(100),
    return_fen=Fen(0),
    claims_shortfall=False,
    on=DAY,
    decision="paper",
)
REVOKED = DefaultRevoked(
    round=1,
    code=CODE,
    is_restored=True,
    return_fen=Fen(0),
    due_on=None,
    on=DAY,
    decision="paper",
)


def _sold(events: Any, *further: Event, paid_fen: int = 100) -> Lot:
    qualified = BidderQualified(
        round=1, code=CODE, token=BUYER, standing=Standing.ORDINARY, rank=0, paid_fen=Fen(paid_fen)
    )
    lot = Lot()
    for event in (events.opened(), events.announced(), qualified, events.sold(), *further):
        lot = after(lot, events.seen(0, event, events.CLOSES))
    return lot


def _owed(lot: Lot) -> dict[int, int]:
    return {number: owed.fen for number, owed in lot.file.to_forward.items()}


def test_what_is_kept_of_a_defaulters_money_goes_to_the_court(events: Any) -> None:
    """No more than that, less what is there; a default of nobody known changes nothing."""
    assert _owed(_sold(events, DEFAULT)) == {1: 100}
    assert _owed(_sold(events, DEFAULT, paid_fen=5000)) == {1: 100}
    assert _owed(_sold(events, replace(DEFAULT, forfeited_fen=Fen(0)))) == {}
    there = DepositForwarded(1, Fen(60), events.CLOSES)
    assert _owed(_sold(events, there, DEFAULT)) == {1: 40}
    assert _owed(_sold(events, replace(there, amount_fen=Fen(100)), DEFAULT)) == {}
    assert _owed(_sold(events, replace(DEFAULT, code=None))) == {1: 100}


def test_a_sale_whose_default_was_taken_back_stands_again(events: Any) -> None:
    """With its buyer, who may bid again, and with all that his platform still owes the court."""
    sold = _sold(events, paid_fen=5000)
    back = _sold(events, DEFAULT, REVOKED, paid_fen=5000)
    assert back.sale == sold.sale
    assert _owed(back) == _owed(sold) == {1: 5000}
    assert back.file.barred == {}
    assert back.file.defaults == {}
    blameless = _sold(events, replace(DEFAULT, forfeited_fen=Fen(0)), REVOKED, paid_fen=0)
    assert _owed(blameless) == {}


def test_a_sale_that_stands_again_may_have_to_be_paid_again(events: Any) -> None:
    """Where a day is set for it, what had been paid went back in the meantime."""
    paid = BalanceReceived(1, Fen(4900), Fen(5000), DAY)
    due = replace(REVOKED, due_on=DAY)
    for further, paid_fen in (((DEFAULT,), 100), ((paid, DEFAULT), 0)):
        sale = _sold(events, *further, due).sale
        assert sale is not None
        assert (sale.due_on, sale.paid_fen, sale.there_on) == (DAY, paid_fen, None)


def test_after_a_later_round_only_the_bar_is_lifted(events: Any) -> None:
    """His deposit goes back; a default that nobody saw decided lifts nothing."""
    lot = _sold(events, DEFAULT, replace(REVOKED, is_restored=False))
    assert (_owed(lot), lot.sale, lot.file.barred) == ({}, None, {})
    unknown = _sold(events, DEFAULT, replace(REVOKED, round=2))
    assert set(unknown.file.barred) == {BUYER}


def test_an_annulled_sale_leaves_nothing_to_forward(events: Any) -> None:
    """All goes back to the buyer."""
    annulled = SaleAnnulled(1, AnnulmentGround.COLLUSION, Fen(100), DAY, "paper")
    assert _owed(_sold(events, annulled)) == {}


def test_an_objection_to_the_plan_stands_until_it_is_settled(events: Any) -> None:
    """And no longer than the sale whose proceeds it is about."""
    objected = PlanObjected(BUYER, DAY, "paper")
    assert _sold(events, objected).file.is_plan_objected
    assert not _sold(events, objected, PlanObjectionSettled("paper")).file.is_plan_objected
    annulled = SaleAnnulled(1, AnnulmentGround.COLLUSION, Fen(100), DAY, "paper")
    assert not _sold(events, objected, annulled).file.is_plan_objected


def test_the_debtors_own_sale_brings_money_or_time(events: Any) -> None:
    """Sold: how much came. Not sold: from then on a second auction is awaited."""
    sold = SelfDisposalConcluded(is_sold=True, proof="paper", amount_fen=Fen(7), received_on=DAY)
    assert _sold(events, sold).file.own_sale_fen == 7
    out = ProceedsDistributed(Fen(1), Fen(2), Fen(3), DAY, "paper")
    assert _sold(events, sold, out).file.own_sale_fen == 7
    assert _sold(events, sold, replace(out, debtor_fen=Fen(4))).file.own_sale_fen is None
    lot = _sold(events, replace(sold, is_sold=False))
    assert lot.file.own_sale_fen is None
    assert lot.file.second_since == date(2026, 5, 26)
