"""The state after a round: what outlives it, and what counts as sold."""

from datetime import date

from msgspec.structs import replace

from mingpai.auction.settlement.model import (
    AnnulmentGround,
    Bucket,
    Forfeit,
    Settlement,
    money_key,
)
from mingpai.kernel.ids import BiddingCode, LotToken
from mingpai.kernel.money import Fen

DAY = date(2026, 6, 2)
BUYER = LotToken("1".rjust(22, "0"))


def test_a_sale_stands_until_a_default_or_an_annulment() -> None:
    """Somebody has it, by code or by token, and neither defaulted nor was it annulled."""
    assert not Settlement().is_sold
    sold = Settlement(buyer=BUYER, code=BiddingCode("A0001"))
    assert sold.is_sold
    assert Settlement(code=BiddingCode("A0001")).is_sold
    assert Settlement(buyer=BUYER).is_sold
    assert not replace(sold, defaulted_on=DAY).is_sold
    assert not replace(sold, annulled=AnnulmentGround.COLLUSION).is_sold


def test_a_claim_is_not_money() -> None:
    """Of a winner all that he paid is money; of a taker what he paid beside his claim."""
    winner = Settlement(
        buyer=BUYER, code=BiddingCode("A0001"), deposit_fen=Fen(700), paid_fen=Fen(900)
    )
    assert winner.money_in_fen == 900
    assert replace(winner, code=None).money_in_fen == 200


def test_a_new_round_begins_anew_but_for_money_that_is_owed() -> None:
    """What went back, what must, and what was lost outlive a round; nothing else does."""
    lost = Forfeit(1, Fen(8), Fen(7), claims_shortfall=False, decided_on=DAY)
    money = Settlement(
        returned={money_key(1, "A0002"): Fen(1)},
        owed_back={money_key(1, ""): Fen(2)},
        forfeits=(lost,),
    )
    assert replace(money, buyer=BUYER, ruled_on=DAY).carried() == money
    assert list(money.owed_back) == ["1/"]


def test_the_purposes_of_a_forfeit_stand_in_the_order_of_the_law() -> None:
    """Costs and losses, the shortfall, this case's debt, connected debts; then what is left."""
    assert [one.value for one in Bucket] == [
        "costs",
        "shortfall",
        "case_debt",
        "related_debt",
        "rest",
    ]
