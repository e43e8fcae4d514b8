"""A decision on a default that was wrong: the sale stands again, or what was kept goes back."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from mingpai.auction.events import PersonBarred
from mingpai.auction.model import Ground, Keeper, Phase, RoundKind
from mingpai.auction.preparation.model import Trait
from mingpai.auction.settlement.commands import (
    ApproveSelfDisposal,
    AskCreditors,
    ConcludeSelfDisposal,
    DecideDefault,
    RecordApproval,
    RecordBalance,
    RecordDepositForwarded,
    RecordDepositReturned,
    RevokeDefault,
)
from mingpai.auction.settlement.events import DepositForwarded
from mingpai.auction.settlement.model import DefaultGround, Ending
from mingpai.auction.settlement.owed import all_held, to_forward_fen
from mingpai.kernel.money import Fen

LATE, NEXT = date(2026, 6, 3), date(2026, 6, 13)
AT = datetime.fromisoformat("2026-06-03T03:00:00+00:00")


def default(after: Any, *, on: date = LATE, **more: Any) -> Any:
    """Let the court decide that the buyer defaulted."""
    return after.do(DecideDefault(claims_shortfall=False, decision=after.PAPER, **more), on=on)


def revoke(after: Any, *, on: date = LATE, **more: Any) -> Any:
    """Let the court take that back."""
    return after.do(RevokeDefault(after.PAPER, **more), on=on)


@pytest.mark.rule("K22")
def test_the_sale_stands_again(sold: Any) -> None:
    """Nothing is kept, the buyer is let in, and the balance is due by a new day."""
    default(sold)
    assert sold.state.barred == {sold.token(1): Ground.DEFAULTER}
    for day in (None, date(2026, 6, 2), date(2027, 6, 5)):
        command = RevokeDefault(sold.PAPER, due_on=day)
        assert sold.code_of(command, on=LATE) == "day_out_of_range"
    event = sold.do(RevokeDefault(sold.PAPER, due_on=NEXT), on=LATE)
    assert (event.code, event.is_restored, event.due_on) == (sold.code(1), True, NEXT)
    done = sold.done
    assert (done.is_sold, done.forfeits, done.defaults) == (True, (), {})
    assert (done.balance_due_on, done.paid_fen, to_forward_fen(sold.state)) == (
        NEXT,
        700_000,
        700_000,
    )
    assert sold.state.barred == {}
    assert sold.state.rounds[-1].phase is Phase.CLOSED_SOLD
    assert sold.code_of(RevokeDefault(sold.PAPER), on=LATE) == "no_default_stands"
    sold.forward().do(RecordBalance(Fen(7_300_000), LATE, sold.token(1)), on=LATE)
    assert sold.done.paid_on == LATE


def test_only_the_court_takes_a_default_back(sold: Any) -> None:
    """With a paper, and only what was decided."""
    assert sold.code_of(RevokeDefault(sold.PAPER), on=LATE) == "no_default_stands"
    assert sold.code_of(RevokeDefault(sold.PAPER, round=7), on=LATE) == "no_default_stands"
    default(sold)
    assert sold.code_of(RevokeDefault("x"), on=LATE) == "paper_malformed"
    assert sold.code_of(RevokeDefault(sold.PAPER), on=LATE, actor="court/other") == (
        "not_this_court"
    )


def test_another_bar_stays(sold: Any) -> None:
    """Who is barred on another ground is so after a default and after its end."""
    sold.apply(PersonBarred(sold.token(1), Ground.COURT_STAFF))
    default(sold)
    revoke(sold, due_on=NEXT)
    assert sold.state.barred == {sold.token(1): Ground.COURT_STAFF}


def test_a_default_of_a_prepaid_sale_is_taken_back(make: Any) -> None:
    """What went back of a prepayment is owed again; what a platform still holds is forwarded."""
    after = make().announce(RoundKind.SALE).qualify(1, 7_000_000).sell()
    default(after)
    after.do(RecordDepositReturned(after.code(1), Fen(6_300_000), AT), on=LATE)
    after.do(RecordDepositForwarded(Fen(700_000), AT), on=LATE)
    revoke(after, due_on=NEXT)
    done = after.done
    assert (done.paid_fen, done.deposit_fen, to_forward_fen(after.state)) == (700_000, 700_000, 0)
    assert not list(all_held(after.state))
    assert (done.forwarded_at, done.covered_on) == (AT, None)


def test_what_was_not_forwarded_yet_is_forwarded_after_all(make: Any) -> None:
    """Only what was kept had come: the rest of the prepayment is the price again."""
    after = make().announce(RoundKind.SALE).qualify(1, 7_000_000).sell()
    default(after)
    after.do(RecordDepositForwarded(Fen(700_000), AT), on=LATE)
    revoke(after, due_on=NEXT)
    assert (after.done.paid_fen, to_forward_fen(after.state)) == (7_000_000, 6_300_000)
    after.do(RecordDepositForwarded(Fen(6_300_000), AT), on=LATE)
    after.do(RecordBalance(Fen(1_000_000), LATE, after.token(1)), on=LATE)
    assert after.done.paid_on == LATE


def test_what_was_covered_needs_no_day(make: Any) -> None:
    """Who had paid in full pays nothing more, whoever held his money."""
    for keeper in Keeper:
        after = make(Trait.APPROVAL_NEEDED).announce()
        after.qualify(1, 8_000_000, held_by=keeper).sell()
        after.do(RecordApproval(is_approved=False, proof=after.PAPER), on=LATE)
        default(after, ground=DefaultGround.APPROVAL_REFUSED)
        assert to_forward_fen(after.state) == 0
        event = revoke(after, due_on=NEXT)
        assert event.due_on is None
        is_there = keeper is Keeper.COURT
        assert (after.done.paid_on == after.SOLD) is is_there
        assert to_forward_fen(after.state) == (0 if is_there else 8_000_000)


def test_above_the_price_stays_his(make: Any) -> None:
    """What he had paid above the price and got back is no part of it."""
    after = make(Trait.APPROVAL_NEEDED).announce(RoundKind.SALE).qualify(1, 9_000_000)
    after.sell(8_000_000)
    after.do(RecordDepositReturned(after.code(1), Fen(1_000_000), AT), on=LATE)
    after.do(RecordApproval(is_approved=False, proof=after.PAPER), on=LATE)
    default(after, ground=DefaultGround.APPROVAL_REFUSED)
    assert revoke(after).due_on is None
    assert after.done.paid_fen == 9_000_000
    assert not list(all_held(after.state))


def test_from_public_entries_alone_a_sale_stands_again(make: Any) -> None:
    """Where it is not known who bought nothing is counted anew."""
    after = make().announce().sell()
    default(after)
    revoke(after, due_on=NEXT)
    assert (after.done.is_sold, to_forward_fen(after.state)) == (True, 0)


def test_a_taker_takes_it_after_all(failed: Any) -> None:
    """His money that went back is owed again, and the round is a failed one as before."""
    failed.taken(5_000_000)
    taker = failed.token("applicant")
    failed.do(RecordBalance(Fen(500_000), failed.SOLD, taker), on=failed.SOLD)
    default(failed)
    failed.do(RecordDepositReturned(None, Fen(400_000), AT), on=LATE)
    revoke(failed, due_on=NEXT)
    assert (failed.done.is_sold, failed.done.paid_fen) == (True, 5_100_000)
    assert failed.state.rounds[-1].phase is Phase.CLOSED_UNSOLD
    assert [one.code for one in all_held(failed.state)] == [failed.code(2)]
    failed.do(RecordBalance(Fen(1_900_000), LATE, taker), on=LATE)
    assert failed.done.paid_on == LATE


def test_of_a_second_taker_only_his_own_is_owed_again(failed: Any) -> None:
    """What the taker before him is owed back is owed back all the same."""
    failed.taken(5_000_000)
    failed.do(RecordBalance(Fen(500_000), failed.SOLD, failed.token("applicant")), on=failed.SOLD)
    default(failed)
    failed.taken(6_000_000, taker=failed.creditor("bank"))
    failed.do(RecordBalance(Fen(300_000), LATE, failed.token("bank")), on=LATE)
    default(failed, on=NEXT)
    failed.do(RecordDepositReturned(None, Fen(600_000), AT), on=NEXT)
    revoke(failed, on=NEXT, due_on=NEXT)
    assert failed.done.paid_fen == 6_200_000
    assert not [one for one in all_held(failed.state) if one.code is None]
    assert failed.token("applicant") in failed.state.barred
    assert failed.token("bank") not in failed.state.barred


def test_a_taker_whom_others_followed_does_not_come_back(failed: Any) -> None:
    """It is not on file any more who he was, and nothing of his was kept."""
    failed.taken(5_000_000)
    default(failed)
    failed.do(AskCreditors(LATE, failed.PAPER), on=LATE)
    assert failed.code_of(RevokeDefault(failed.PAPER), on=LATE) == "no_default_stands"


@pytest.mark.rule("K22")
def test_after_the_next_notice_what_was_kept_goes_back(sold: Any) -> None:
    """The property goes its way; he gets his deposit and may bid again."""
    sold.qualify(4)
    default(sold)
    sold.announce(RoundKind.RERUN)
    event = revoke(sold, round=1)
    assert (event.is_restored, event.return_fen, event.due_on) == (False, 700_000, None)
    assert (sold.done.forfeits, sold.done.to_forward, sold.state.barred) == ((), {}, {})
    held = [one.amount_fen for one in all_held(sold.state) if one.code == sold.code(1)]
    assert held == [700_000]


def test_after_the_end_it_goes_back_too(sold: Any, make: Any) -> None:
    """The disposal is over; an entry that names nobody lifts no bar."""
    for after in (sold, make().announce().sell()):
        default(after)
        after.do(ApproveSelfDisposal(Fen(8_000_001), NEXT, after.PAPER), on=LATE)
        assert after.code_of(RevokeDefault(after.PAPER), on=LATE) == "self_disposal_runs"
        paid = ConcludeSelfDisposal(
            is_sold=True, proof=after.PAPER, amount_fen=Fen(8_000_001), received_on=LATE
        )
        after.do(paid, on=LATE)
        assert after.state.file.ending is Ending.SELF_DISPOSED
        assert not revoke(after).is_restored


def test_a_deposit_that_came_between_counts_to_no_price(sold: Any) -> None:
    """What a defaulter lost is forwarded while the next round runs, and changes nothing in it."""
    default(sold)
    sold.announce(RoundKind.RERUN).qualify(1, 8_000_000).sell()
    sold.apply(DepositForwarded(1, Fen(700_000), AT + timedelta(hours=1)))
    assert (sold.done.forwarded_at, sold.done.paid_on) == (None, None)
    assert sold.done.to_forward == {2: 8_000_000}
