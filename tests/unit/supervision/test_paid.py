"""When all of a price is with the court, and what holds ruling and payout back from then on."""

from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from mingpai.auction.events import BidderQualified
from mingpai.auction.model import Keeper, Standing
from mingpai.auction.preparation.events import DocumentServed
from mingpai.auction.preparation.model import Paper
from mingpai.auction.settlement.events import (
    BalanceReceived,
    BuyerDefaulted,
    DefaultRevoked,
    DepositForwarded,
    SetOffAwarded,
)
from mingpai.auction.settlement.model import AwardBasis, DefaultGround
from mingpai.kernel.event import Event
from mingpai.kernel.ids import BiddingCode, LotToken
from mingpai.kernel.money import Fen
from mingpai.law.service import Method
from mingpai.supervision.lot import Lot
from mingpai.supervision.lot_evolve import after
from mingpai.supervision.paid import (
    is_held,
    is_ruling_on_buyer,
    is_set_off,
    ready_on,
    ruling_served_on,
    there_on,
)

BUYER, CODE = LotToken("P1".ljust(22, "0")), BiddingCode("A")
LATER = timedelta(days=5)
DAY = date(2026, 6, 1)


def _sold(events: Any, *further: Event) -> Lot:
    """Return a lot that was sold for 5,000 fen; a platform holds the deposit of 100."""
    qualified = BidderQualified(
        round=1, code=CODE, token=BUYER, standing=Standing.ORDINARY, rank=0, paid_fen=Fen(100)
    )
    lot = Lot()
    for event in (events.opened(), events.announced(), qualified, events.sold(), *further):
        lot = after(lot, events.seen(0, event, events.CLOSES))
    return lot


def _forwarded(events: Any, days: int = 0, fen: int = 100) -> DepositForwarded:
    return DepositForwarded(1, Fen(fen), events.CLOSES + timedelta(days=days))


def _balance() -> BalanceReceived:
    return BalanceReceived(1, Fen(4900), Fen(5000), DAY)


def test_paid_is_a_price_once_all_of_it_is_there(events: Any) -> None:
    """The last of balance and deposit counts, in whatever order, and in however many parts."""
    lot = _sold(events)
    assert there_on(events.seen(9, _balance()), lot) is None
    assert there_on(events.seen(9, _forwarded(events)), lot) is None
    first = _sold(events, _forwarded(events))
    assert there_on(events.seen(9, _balance()), first) == DAY
    last = _sold(events, _balance(), _forwarded(events, fen=60))
    assert there_on(events.seen(9, _forwarded(events, days=9, fen=30)), last) is None
    assert there_on(events.seen(9, _forwarded(events, days=9, fen=40)), last) == date(2026, 6, 4)
    assert there_on(events.seen(9, _forwarded(events, fen=40)), last) == DAY
    assert last.sale is not None
    assert last.sale.there_on is None
    done = after(last, events.seen(9, _forwarded(events, days=9, fen=40)))
    assert done.sale is not None
    assert done.sale.there_on == date(2026, 6, 4)
    assert there_on(events.seen(9, events.opened()), lot) is None


def test_whoever_takes_in_kind_waits_for_no_platform(events: Any) -> None:
    """A defaulter's deposit is nothing to the creditor who took the property after him."""
    taken = SetOffAwarded(
        round=1,
        token=BUYER,
        basis=AwardBasis.ONLY_ONE,
        price_fen=Fen(5000),
        due_fen=Fen(0),
        due_on=DAY,
        on=DAY,
        evidence="paper",
    )
    lot = _sold(events)
    assert there_on(events.seen(9, taken), lot) == ready_on(events.seen(9, taken), lot) == DAY
    assert there_on(events.seen(9, replace(taken, due_fen=Fen(1))), lot) is None
    assert is_set_off(after(lot, events.seen(9, taken)))
    assert not is_set_off(lot)


def test_what_a_platform_holds_of_a_prepaid_sale_is_not_there(events: Any) -> None:
    """Paid on the day of the close is what the court itself holds, and all of the price."""
    lot, sold = _sold(events), events.seen(9, events.sold())
    assert there_on(sold, lot) is there_on(sold, Lot()) is None
    assert lot.round is not None
    for keeper, paid, day in (
        (Keeper.COURT, 5000, date(2026, 5, 26)),
        (Keeper.COURT, 4999, None),
        (Keeper.PLATFORM, 5000, None),
    ):
        holder = replace(lot.round.codes[CODE], held_by=keeper, paid_fen=Fen(paid))
        changed = replace(lot, round=replace(lot.round, codes={CODE: holder}))
        assert there_on(sold, changed) == day


def test_a_default_holds_all_and_its_revocation_lets_it_go(events: Any) -> None:
    """What was paid and not given back waits for its ruling from the day of the revocation."""
    defaulted = BuyerDefaulted(
        round=1,
        code=CODE,
        ground=DefaultGround.BALANCE_UNPAID,
        forfeited_fen=Fen(100),
        return_fen=Fen(0),
        claims_shortfall=False,
        on=DAY,
        decision="paper",
    )
    revoked = DefaultRevoked(
        round=1,
        code=CODE,
        is_restored=True,
        return_fen=Fen(0),
        due_on=None,
        on=DAY + LATER,
        decision="paper",
    )
    paid = _sold(events, _forwarded(events), _balance())
    assert is_held(events.seen(9, defaulted), paid)
    assert not is_held(events.seen(9, revoked), paid)
    lot = after(paid, events.seen(9, defaulted))
    assert ready_on(events.seen(10, revoked), lot) == DAY + LATER
    for other in (
        replace(revoked, is_restored=False),
        replace(revoked, due_on=DAY),
        replace(revoked, round=2),
    ):
        assert ready_on(events.seen(10, other), lot) is None


def test_the_ruling_is_served_on_the_buyer(events: Any) -> None:
    """On nobody else, with effect, and on display once it is put there."""
    lot = _sold(events)
    served = DocumentServed(Paper.SALE_RULING, BUYER, Method.DIRECT, DAY, DAY, "paper")
    display = replace(served, method=Method.PUBLIC_NOTICE, effective_on=DAY + LATER)
    assert ruling_served_on(served, lot) == ruling_served_on(display, lot) == DAY
    assert ruling_served_on(replace(served, effective_on=None), lot) is None
    stranger = replace(served, token=LotToken("P2".ljust(22, "0")))
    assert ruling_served_on(stranger, lot) is None
    assert is_ruling_on_buyer(stranger, Lot())
    assert not is_ruling_on_buyer(replace(served, paper=Paper.BALANCE_REMINDER), lot)
