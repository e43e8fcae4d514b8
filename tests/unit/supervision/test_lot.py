"""What is known of a lot."""

from typing import Any

from mingpai.kernel.ids import LotToken
from mingpai.kernel.money import Fen
from mingpai.supervision.lot import Book, Holder, Lot, Sale, deposit_key, filed, with_bid


def test_nothing_is_known_at_first() -> None:
    """A lot of which nothing was seen has no court, nobody concerned and no round."""
    lot = Lot()
    assert lot.court is None
    assert lot.holders() == ()
    assert (lot.round, lot.book, lot.sale) == (None, None, None)


def test_a_bid_replaces_the_book_alone(events: Any) -> None:
    """After a bid file and round are the same objects, and the book says who leads."""
    lot = filed(Lot(), opened=events.opened())
    once = with_bid(lot, events.bid("A", 1000), events.OPENS)
    twice = with_bid(once, events.bid("B", 1100), events.OPENS)
    assert twice.file is lot.file
    assert twice.book == Book(events.CLOSES, Fen(1100), "B", 0, 2, events.OPENS)
    assert twice.court == "court/sh-xuhui"


def test_everybody_who_bids_under_a_code() -> None:
    """Holder, joint bidders and agent all bid under a code."""
    token, joint, agent = (LotToken(name) for name in "abc")
    holder = Holder(token, (joint,), None, 0, Fen(0), 1)
    assert holder.everybody == (token, joint)
    assert Holder(token, (joint,), agent, 0, Fen(0), 1).everybody == (token, joint, agent)


def test_a_sale_is_paid_when_its_price_is_covered() -> None:
    """The whole price must be in."""
    assert not Sale(1, Fen(100), None, paid_fen=Fen(99)).is_paid
    assert Sale(1, Fen(100), None, paid_fen=Fen(100)).is_paid


def test_deposits_are_told_apart_by_round_and_code() -> None:
    """The money of one code in two rounds, and that of a taker without a code, are different."""
    keys = {deposit_key(1, "A0001"), deposit_key(2, "A0001"), deposit_key(1, None)}
    assert len(keys) == 3
