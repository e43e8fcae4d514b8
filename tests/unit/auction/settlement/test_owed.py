"""Whose the property is, and which money is owed by and to whom."""

from datetime import date
from typing import Any

from msgspec.structs import replace

from mingpai.auction.model import Phase
from mingpai.auction.settlement.events import DepositReturned, SelfDisposalApproved
from mingpai.auction.settlement.model import Forfeit
from mingpai.auction.settlement.owed import (
    Held,
    all_held,
    balance_term,
    buyers_of,
    closed_on,
    forfeited_fen,
    open_forfeit,
    owed_back_fen,
    price_after,
    round_of,
    running_self_disposal,
    sold_since,
    still_held_fen,
    winner_of,
)
from mingpai.kernel.money import Fen
from mingpai.law.periods import Term


def test_all_that_is_held_is_told(sold: Any, make: Any) -> None:
    """Of three bidders the winner's money stays and who paid nothing gets nothing back."""
    assert list(all_held(sold.state)) == [Held(1, sold.code(2), Fen(700_000))]
    sold.apply(DepositReturned(1, sold.code(2), Fen(200_000), sold.CLOSES))
    current = sold.state.rounds[-1]
    assert still_held_fen(sold.state, current, sold.code(2)) == 500_000
    assert owed_back_fen(sold.state, current, sold.code(2)) == 700_000
    assert list(all_held(make().announce().qualify(1).state)) == []


def test_a_round_is_found_by_its_number(failed: Any, make: Any) -> None:
    """No number means the round on now; a number that is none finds nothing."""
    assert round_of(failed.state, None) is failed.state.rounds[0]
    assert round_of(failed.state, 1) is failed.state.rounds[0]
    assert round_of(failed.state, 2) is None
    assert round_of(make().state, None) is None


def test_who_won_is_known_whatever_became_of_the_sale(sold: Any, failed: Any) -> None:
    """A defaulter won too; nobody won a failed or withdrawn round."""
    assert winner_of(sold.state.rounds[-1]) == sold.code(1)
    assert winner_of(sold.mark(Phase.DEFAULTED).state.rounds[-1]) == sold.code(1)
    assert winner_of(sold.mark(Phase.WITHDRAWN).state.rounds[-1]) is None
    assert winner_of(failed.state.rounds[-1]) is None


def test_buyers_are_those_who_bought_together(sold: Any, failed: Any) -> None:
    """One buyer, or several; nobody after a failure, and a taker alone after a set-off."""
    assert buyers_of(sold.state) == (sold.token(1),)
    assert buyers_of(failed.state) == ()
    failed.taken(9_000_000)
    assert buyers_of(failed.state) == (failed.token("applicant"),)


def test_what_a_default_would_cost(sold: Any, failed: Any) -> None:
    """The deposit that the notice states, and nothing of a taker."""
    assert forfeited_fen(sold.state) == 700_000
    failed.taken(5_000_000)
    assert forfeited_fen(failed.state) == 0


def test_the_balance_is_due_on_a_working_day(sold: Any, make: Any) -> None:
    """A term that ends on a Saturday ends on Monday, if that is a working day."""
    term = balance_term(sold.state, sold.setting.calendar)
    assert term is not None
    assert (term.last, term.verified) == (sold.DUE, True)
    after = make().announce(balance_days=4).qualify(1).sell()
    moved = balance_term(after.state, after.setting.calendar)
    assert moved is not None
    assert moved.last == date(2026, 6, 1)
    assert balance_term(make().state, after.setting.calendar) is None
    done = replace(sold.done, balance_due_on=date(2023, 12, 31))
    sold.state = replace(sold.state, file=replace(sold.state.file, settlement=done))
    unread = balance_term(sold.state, sold.setting.calendar)
    assert unread == Term(date(2024, 1, 2), verified=False)


def test_a_sale_begins_with_its_close_and_a_set_off_with_the_question(
    sold: Any, failed: Any, make: Any
) -> None:
    """Nothing of a sale lies before the close; nothing of a set-off before it was asked for."""
    assert sold_since(sold.state) == sold.SOLD
    assert sold_since(failed.state) == failed.SOLD
    failed.taken(9_000_000)
    assert sold_since(failed.state) == failed.SOLD
    assert closed_on(make().announce().state.rounds[-1]) == sold.SOLD


def test_an_own_sale_is_over_with_its_term(failed: Any) -> None:
    """Whether or not anybody recorded its end."""
    assert running_self_disposal(failed.state, failed.SOLD) is None
    failed.apply(SelfDisposalApproved(Fen(7_000_001), failed.DUE, failed.PAPER))
    assert running_self_disposal(failed.state, failed.DUE) is not None
    assert running_self_disposal(failed.state, date(2026, 6, 3)) is None


def test_the_price_after_a_default_is_that_of_a_later_sale(sold: Any, failed: Any) -> None:
    """The defaulter's own price is not it, nor that of a round without a sale."""
    lost = Forfeit(1, Fen(8), Fen(7), claims_shortfall=False, decided_on=sold.DUE)
    earlier = Forfeit(0, Fen(8), Fen(7), claims_shortfall=False, decided_on=sold.DUE)
    assert price_after(sold.state, lost) is None
    assert price_after(sold.state, earlier) == 8_000_000
    assert price_after(failed.state, earlier) is None
    assert open_forfeit(sold.state) is None
