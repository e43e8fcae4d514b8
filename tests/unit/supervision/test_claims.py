"""Whether an outsider's claim stands in the way. The cases stand in stops.txt and outcome.txt."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from mingpai.auction.objections.events import ObjectionDecided, ObjectionFiled
from mingpai.auction.objections.model import ObjectionKind, Outcome
from mingpai.auction.preparation.model import Role
from mingpai.supervision.claims import blocks, clear_from, takes_service_back
from mingpai.supervision.lot import Lot, on_sale
from mingpai.supervision.lot_evolve import after


def _filed(number: int) -> ObjectionFiled:
    kind, day = ObjectionKind.OUTSIDER_CLAIM, date(2026, 5, 20)
    return ObjectionFiled(number, kind, Role.OUTSIDER, day, None, "paper")


def test_the_last_claim_to_go_clears_the_way(events: Any) -> None:
    """Of two claims the withdrawal of the first clears nothing, that of the second does."""
    lot = Lot()
    for number in (1, 2):
        seen = events.seen(number, _filed(number))
        assert blocks(seen, lot)
        lot = after(lot, seen)
    days = []
    for number in (1, 2):
        withdrawn = ObjectionDecided(number, Outcome.WITHDRAWN, date(2026, 6, number), "paper")
        seen = events.seen(9, withdrawn)
        days.append(clear_from(seen, lot))
        lot = after(lot, seen)
    assert days == [None, date(2026, 6, 2)]
    assert lot.file.blocking == frozenset()


def test_a_claim_takes_back_a_ruling_that_is_on_display(events: Any) -> None:
    """Before the day on which service takes effect; from that day on title has passed."""
    sold = after(after(Lot(), events.seen(0, events.announced())), events.seen(1, events.sold()))
    day = date(2026, 5, 26)
    at = datetime(2026, 5, 25, 16, 0, tzinfo=UTC)  # the first instant of that day in Shanghai
    lot = on_sale(sold, title_on=day)
    claim = events.seen(2, _filed(1), at - timedelta(microseconds=1))
    assert takes_service_back(claim, lot)
    assert not takes_service_back(claim, sold)
    assert not takes_service_back(claim, Lot())
    assert not takes_service_back(events.seen(2, _filed(1), at), lot)
    decided = ObjectionDecided(7, Outcome.WITHDRAWN, day, "paper")
    assert not takes_service_back(events.seen(2, decided, claim.received_at), lot)
    back = after(lot, claim).sale
    assert back is not None
    assert back.title_on is None


def test_a_decision_on_nothing_known_clears_nothing(events: Any) -> None:
    """A decision on a claim that was never seen leaves everything as it was."""
    seen = events.seen(1, ObjectionDecided(7, Outcome.WITHDRAWN, date(2026, 6, 1), "paper"))
    assert clear_from(seen, Lot()) is None
    assert after(Lot(), seen) == Lot()
