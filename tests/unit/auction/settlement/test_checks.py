"""Checks that several acts after a round share."""

from datetime import date
from typing import Any

from mingpai.auction.asked import Asked
from mingpai.auction.refusals import Code
from mingpai.auction.settlement.checks import (
    not_amounts,
    not_an_amount,
    not_between,
    outside,
    self_disposal_runs,
    term_runs,
)
from mingpai.auction.settlement.events import SelfDisposalApproved
from mingpai.kernel.money import MAX_FEN, Fen
from mingpai.law.periods import Term


def asked_on_the_due_day(after: Any) -> Asked:
    """Return a question of the court at the close."""
    return Asked(after.COURT, after.CLOSES, after.setting)


def test_an_amount_is_a_positive_whole_number() -> None:
    """Nothing, a yes, a text and too much are no amounts; nothing at all may be a part of a sum."""
    assert not_an_amount(1) is None
    assert not_an_amount(MAX_FEN) is None
    for wrong in (0, -1, True, "1", MAX_FEN + 1, None):
        assert not_an_amount(wrong) is not None
    assert not_amounts(0, 5) is None
    wrong_part = not_amounts(0, -5)
    assert wrong_part is not None
    assert wrong_part.facts == {"most_fen": MAX_FEN}


def test_a_day_lies_where_it_can(sold: Any) -> None:
    """Both ends belong to what is allowed; without a beginning only the future is shut out."""
    asked = asked_on_the_due_day(sold)
    assert not_between(sold.SOLD, since=sold.SOLD, asked=asked) is None
    assert not_between(date.min, since=None, asked=asked) is None
    assert not_between(sold.DUE, since=None, asked=asked) is not None
    assert outside(sold.SOLD, first=sold.SOLD, last=sold.SOLD) is None
    assert outside(sold.DUE, first=sold.SOLD, last=sold.SOLD) is not None


def test_the_last_day_of_a_term_belongs_to_it() -> None:
    """What must wait for a term waits until the day after its last."""
    term = Term(date(2026, 6, 2), verified=False)
    waiting = term_runs(Code.PLAN_TERM_RUNS, term, on=term.last)
    assert waiting is not None
    assert waiting.facts == {"last": "2026-06-02", "verified": False}
    assert term_runs(Code.PLAN_TERM_RUNS, term, on=date(2026, 6, 3)) is None


def test_an_own_sale_is_waited_for_to_its_last_day(failed: Any) -> None:
    """On the last day of the debtor's own sale everything still waits, as on those before."""
    asked = asked_on_the_due_day(failed)
    assert self_disposal_runs(failed.state, asked) is None
    failed.apply(SelfDisposalApproved(Fen(7_000_001), failed.SOLD, failed.PAPER))
    assert self_disposal_runs(failed.state, asked) is not None
