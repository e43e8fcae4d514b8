"""What is known of a lot."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from mingpai.kernel.ids import LotToken
from mingpai.kernel.money import Fen
from mingpai.supervision.lot import (
    Book,
    Holder,
    Lot,
    Owed,
    Sale,
    Span,
    deposit_key,
    filed,
    on_sale,
    with_bid,
)


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
    holder = Holder(token, (joint,), None, 0, Fen(0), 1, date(2026, 4, 21))
    assert holder.everybody == (token, joint)
    assert replace(holder, agent=agent).everybody == (token, joint, agent)


def test_a_sale_is_paid_when_its_price_is_covered() -> None:
    """The whole price must be in."""
    assert not Sale(1, Fen(100), None, paid_fen=Fen(99)).is_paid
    assert Sale(1, Fen(100), None, paid_fen=Fen(100)).is_paid


def test_a_round_runs_from_its_notice_to_its_close() -> None:
    """The instant of the notice belongs to it, that of the close does not; no close, no end."""
    first, last = datetime(2026, 4, 20, 2, tzinfo=UTC), datetime(2026, 5, 26, 2, tzinfo=UTC)
    moment = timedelta(microseconds=1)
    span = Span(1, first, last)
    assert [span.holds(at) for at in (first - moment, first, last - moment, last)] == [
        False,
        True,
        True,
        False,
    ]
    assert replace(span, ended_at=None).holds(last)


def test_only_what_was_sold_changes_as_a_sale() -> None:
    """Where nothing was sold there is nothing to change."""
    assert on_sale(Lot(), is_ruled=True) == Lot()
    sold = Lot(sale=Sale(1, Fen(100), None))
    assert on_sale(sold, is_ruled=True).sale == Sale(1, Fen(100), None, is_ruled=True)


def test_deposits_are_told_apart_by_round_and_code() -> None:
    """The money of one code in two rounds, and that of a taker without a code, are different."""
    keys = {deposit_key(1, "A0001"), deposit_key(2, "A0001"), deposit_key(1, None)}
    assert len(keys) == 3


def test_money_is_gone_once_all_of_it_went() -> None:
    """What went in parts is done with the last part, at the latest of their times."""
    early, late = datetime(2026, 5, 26, 3, tzinfo=UTC), datetime(2026, 5, 27, 3, tzinfo=UTC)
    owed = Owed(Fen(10))
    left = owed.after(Fen(1), late)
    assert left == Owed(Fen(9), late)
    assert left is not None
    assert left.after(Fen(9), early) is None
    assert (owed.done_at(early), left.done_at(early)) == (early, late)
    assert owed.after(Fen(11), early) is None
