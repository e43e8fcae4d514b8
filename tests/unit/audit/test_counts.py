"""Claims about what is counted of a round."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from mingpai.audit.recount import Recount

Life = Callable[[str], Any]
Count = Callable[..., Recount]


def test_a_lot_without_rounds_has_none_that_runs(life: Life, count: Count) -> None:
    """Before its first notice a lot has no current round, and nothing in it is over."""
    recount = count(life("deferred").until("platform_assigned"))
    (lot,) = recount.lots.values()
    assert (lot.current, lot.over, lot.law) == (None, False, None)


def test_the_quiet_time_moves_with_the_hours(life: Life, count: Count) -> None:
    """Where bidding is set to other hours the last five minutes are those of the new close."""
    recount = count(life("deferred").until("bidding_resumed"))
    (lot,) = recount.lots.values()
    current = lot.current
    assert current is not None
    assert current.closes_at - current.quiet_until == timedelta(minutes=5)
    assert current.closes_at - current.opens_at == timedelta(hours=2)
    assert lot.law == current.law == "2017-01-01"


def test_codes_beyond_those_handed_out_are_told_once(life: Life, count: Count) -> None:
    """Each code more than were handed out is told when it is first used, however often it is."""
    recount = count(life("deferred").until("round_announced"))
    (lot,) = recount.lots.values()
    current = lot.current
    assert current is not None
    current.qualified = 1
    used = ["A1000", "A1000", "A1001", "A1001", "A1000", "A1002"]
    assert [current.outnumbers(code) for code in used] == [False, False, True, False, False, True]


def test_a_sale_is_held_until_it_is_struck(life: Life, count: Count) -> None:
    """Somebody holds what was sold or awarded, and nobody what was annulled or never sold."""
    ladder, taken = life("ladder"), life("taken")

    def holds(leaves: list[bytes]) -> bool:
        (lot,) = count(leaves).lots.values()
        assert lot.current is not None
        return lot.current.holds_sale

    assert not holds(ladder.until("round_passed_in"))
    assert holds(ladder.until("round_sold"))
    assert not holds(ladder.until("sale_annulled"))
    assert holds(taken.until("set_off_awarded"))
    assert not holds(taken.until("buyer_defaulted"))
