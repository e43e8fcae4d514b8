"""Whether an outsider's claim stands in the way. The cases stand in stops.txt and outcome.txt."""

from datetime import date
from typing import Any

from mingpai.auction.objections.events import ObjectionDecided, ObjectionFiled
from mingpai.auction.objections.model import ObjectionKind, Outcome
from mingpai.auction.preparation.model import Role
from mingpai.supervision.claims import blocks, clear_from
from mingpai.supervision.lot import Lot
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


def test_a_decision_on_nothing_known_clears_nothing(events: Any) -> None:
    """A decision on a claim that was never seen leaves everything as it was."""
    seen = events.seen(1, ObjectionDecided(7, Outcome.WITHDRAWN, date(2026, 6, 1), "paper"))
    assert clear_from(seen, Lot()) is None
    assert after(Lot(), seen) == Lot()
