"""How events change what is known of a lot: tolerant of anything."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.model import RoundKind
from mingpai.auction.preparation.events import PriceCorrected, PriceFixed
from mingpai.auction.preparation.model import PriceMethod
from mingpai.auction.settlement.events import (
    DepositReturned,
    DisposalEnded,
    ProceedsDistributed,
    SaleAnnulled,
    SaleRuled,
    SelfDisposalConcluded,
)
from mingpai.auction.settlement.model import AnnulmentGround, Ending
from mingpai.auction.stops.events import RoundWithdrawn
from mingpai.auction.stops.model import WithdrawalGround
from mingpai.kernel.event import Event
from mingpai.kernel.ids import BiddingCode
from mingpai.kernel.money import Fen
from mingpai.supervision.lot import Lot
from mingpai.supervision.lot_evolve import after, ends_disposal, law_of_notice


def _withdrawn(ground: WithdrawalGround) -> RoundWithdrawn:
    at = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)
    return RoundWithdrawn(round=1, at=at, ground=ground, decision="paper")


def _known(events: Any, *given: Event) -> Lot:
    lot = Lot()
    for seq, event in enumerate(given):
        lot = after(lot, events.seen(seq, event))
    return lot


def test_no_event_alone_breaks_anything(all_cases: list[Any]) -> None:
    """Each event of every case is taken by a lot of which nothing is known."""
    for case in all_cases:
        for one in case.happened:
            if hasattr(one, "event"):
                after(Lot(), one)


def test_a_rerun_counts_as_what_it_repeats(events: Any) -> None:
    """A re-auction of a second auction is a second, and one of nothing known a first."""
    second = replace(events.announced(), kind=RoundKind.AUCTION_2)
    rerun = replace(events.announced(), kind=RoundKind.RERUN)
    known = _known(events, second, rerun)
    assert known.round is not None
    assert known.round.auction is RoundKind.AUCTION_2
    alone = _known(events, rerun)
    assert alone.round is not None
    assert alone.round.auction is RoundKind.AUCTION_1


@pytest.mark.parametrize(
    ("event", "is_end"),
    [
        (DisposalEnded(Ending.RETURNED, "p"), True),
        (SelfDisposalConcluded(is_sold=True, proof="p"), True),
        (SelfDisposalConcluded(is_sold=False, proof="p"), False),
        (_withdrawn(WithdrawalGround.SETTLEMENT), True),
        (_withdrawn(WithdrawalGround.PRICE_LAPSED), False),
        (SaleRuled(1, date(2026, 6, 1), "p"), False),
    ],
)
def test_what_ends_a_disposal(events: Any, event: Event, *, is_end: bool) -> None:
    """A withdrawal for the notice or the price, or a sale that came to nothing, ends nothing."""
    assert ends_disposal(event) is is_end
    assert _known(events, event).file.is_over is is_end


def test_an_own_sale_is_over_once_its_money_is_paid_out(events: Any) -> None:
    """It ends every term before a sale, and is watched for the payout all the same."""
    sold = SelfDisposalConcluded(is_sold=True, proof="p", amount_fen=Fen(7))
    paid = ProceedsDistributed(Fen(0), Fen(7), Fen(0), date(2026, 6, 2), "paper")
    assert ends_disposal(sold)
    assert not _known(events, sold).file.is_over
    assert _known(events, sold, paid).file.is_over


def test_a_withdrawn_round_owes_its_deposits(events: Any) -> None:
    """A round that runs is over by its withdrawal; what was withdrawn without one owes nothing."""
    withdrawn = _withdrawn(WithdrawalGround.PRICE_LAPSED)
    known = _known(events, events.announced(), withdrawn)
    assert known.round is not None
    assert not known.round.is_running
    assert known.file.told_from == events.announced().announced_on
    assert _known(events, replace(withdrawn, round=0)).round is None


def test_money_that_nobody_owed_leaves_nothing(events: Any) -> None:
    """A deposit that was never owed can be returned and is not remembered."""
    returned = DepositReturned(1, BiddingCode("A0001"), Fen(5), events.CLOSES)
    assert _known(events, returned).file.owed_back == {}


def test_before_the_provisions_no_law_binds_a_notice() -> None:
    """A notice from before 2017 has no law that these rules know."""
    assert law_of_notice(date(2016, 12, 31)) is None
    assert law_of_notice(date(2017, 1, 1)) is not None


def test_a_price_is_put_right_where_one_is_known(events: Any) -> None:
    """Its method stays; of a price that nobody saw found, nothing is known."""
    day, paper = date(2026, 4, 11), "paper"
    right = PriceCorrected(Fen(9), day, date(2027, 2, 5), "other", paper, day)
    assert _known(events, right).file.price is None
    fixed = PriceFixed(PriceMethod.AGREED, Fen(1), day, date(2027, 1, 5), paper)
    price = _known(events, fixed, right).file.price
    assert price is not None
    assert (price.method, price.price_fen, price.report) == (PriceMethod.AGREED, 9, "other")
    assert price.valid_until == date(2027, 2, 5)


def test_an_annulment_takes_a_payout_back(events: Any) -> None:
    """The property may be put up again, though its proceeds were paid out."""
    paid = ProceedsDistributed(Fen(0), Fen(1), Fen(0), date(2026, 6, 2), "paper")
    annulled = SaleAnnulled(1, AnnulmentGround.COLLUSION, Fen(1), date(2026, 6, 3), "paper")
    assert _known(events, paid).file.is_over
    assert not _known(events, paid, annulled).file.is_over
