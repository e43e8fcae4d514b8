"""第二十三条至第二十五条: deposits go back, are forwarded, or are used when they are lost."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.model import Disposal, Keeper, Phase, RoundKind
from mingpai.auction.preparation.events import ClaimsRecorded
from mingpai.auction.settlement.commands import (
    AnnulSale,
    ApplyForfeit,
    DecideDefault,
    DistributeProceeds,
    RecordDepositForwarded,
    RecordDepositReturned,
)
from mingpai.auction.settlement.model import AnnulmentGround, Bucket, Ending
from mingpai.kernel.ids import BiddingCode
from mingpai.kernel.money import Fen

AT = datetime(2026, 5, 26, 3, 0, tzinfo=UTC)
LATER = date(2026, 6, 3)


def back(after: Any, number: int, amount_fen: int, **more: Any) -> RecordDepositReturned:
    """Return the record that money of a bidder went back."""
    return RecordDepositReturned(after.code(number), Fen(amount_fen), AT, **more)


# What goes back ------------------------------------------------------------------------------


@pytest.mark.rule("K26")
def test_trap_05_deposits_go_back_whoever_holds_them(sold: Any) -> None:
    """Court and platform alike record a return, in parts too, and nobody else does."""
    sold.do(back(sold, 2, 300_000), actor=sold.PLATFORM)
    event = sold.do(back(sold, 2, 400_000))
    assert (event.round, event.code, event.amount_fen) == (1, "A0002", 400_000)
    assert sold.done.returned == {"1/A0002": 700_000}
    assert sold.code_of(back(sold, 2, 1)) == "returned_already"
    assert sold.code_of(back(sold, 2, 1), actor="court/sh-pudong") == "not_this_court"


@pytest.mark.rule("K26")
def test_trap_05_a_late_return_is_recorded(sold: Any) -> None:
    """A return after the term is done late and not refused: the money belongs to the bidder."""
    late = replace(back(sold, 2, 700_000), at=AT + timedelta(days=9))
    assert sold.do(late, on=date(2026, 6, 8)).at == late.at


def test_nothing_goes_back_before_a_disposal_is_open(make: Any) -> None:
    """Without a disposal there is nothing to return or to forward."""
    empty = make()
    empty.state = Disposal("disposal/2026-0002")
    assert empty.code_of(back(empty, 2, 1)) == "not_open"
    assert empty.code_of(RecordDepositForwarded(Fen(1), AT)) == "not_open"


def test_the_winners_deposit_stays(sold: Any) -> None:
    """What the winner paid counts to the price; more than the price he gets back."""
    assert sold.code_of(back(sold, 1, 700_000)) == "winners_deposit_stays"


def test_what_was_paid_above_the_price_goes_back(make: Any) -> None:
    """A prepayment above the price is paid in full, and the rest goes back to the winner."""
    rich = make().announce().qualify(1, 9_000_000).sell()
    assert (rich.done.covered_on, rich.done.paid_on) == (rich.SOLD, None)
    assert rich.forward().done.paid_on == rich.SOLD
    assert rich.code_of(back(rich, 1, 1_000_001)) == "amount_out_of_range"
    assert rich.do(back(rich, 1, 1_000_000)).amount_fen == 1_000_000


def test_trap_13_an_applicant_who_paid_nothing_gets_nothing(sold: Any) -> None:
    """Whose claim stood for the deposit has nothing to get back."""
    assert sold.code_of(back(sold, 3, 1)) == "nothing_held"


def test_a_return_names_a_code_of_the_round(sold: Any) -> None:
    """A code that is none, or that nobody holds in that round, is told apart."""
    assert sold.code_of(RecordDepositReturned(BiddingCode("x"), Fen(1), AT)) == "code_malformed"
    assert sold.code_of(back(sold, 9, 1)) == "code_unknown"
    assert sold.code_of(back(sold, 2, 1, round=7)) == "code_unknown"
    assert sold.code_of(RecordDepositReturned(None, Fen(1), AT)) == "nothing_held"


@pytest.mark.parametrize("amount", [0, -1, 700_001, True, "1", 2**60])
def test_no_more_goes_back_than_was_paid(sold: Any, amount: Any) -> None:
    """An amount is a whole number of fen, no more than is still held."""
    refusal = sold.refusal(replace(back(sold, 2, 1), amount_fen=amount))
    assert (refusal.code, refusal.facts) == ("amount_out_of_range", {"most_fen": 700_000})


def test_a_return_lies_between_the_close_and_now(sold: Any) -> None:
    """An instant before the close, ahead of now, or without an offset is refused."""
    for at, code in (
        (datetime(2026, 5, 26, 1, 59, tzinfo=UTC), "day_too_early"),
        (datetime(2026, 5, 26, 4, 1, tzinfo=UTC), "day_lies_ahead"),
        (datetime(2026, 5, 26, 12, 0), "instant_malformed"),  # noqa: DTZ001 - that is the fault
    ):
        refusal = sold.refusal(replace(back(sold, 2, 1), at=at))
        assert refusal.code == code
    assert refusal.facts == {"first_year": 2000, "last_year": 2999}
    shanghai = timezone(timedelta(hours=8))
    local = replace(back(sold, 2, 1), at=datetime(2026, 5, 26, 11, 0, tzinfo=shanghai))
    assert sold.do(local).at == AT


@pytest.mark.rule("K26")
def test_nothing_goes_back_while_the_round_runs(make: Any) -> None:
    """Before the close nobody gets his deposit back, for he may still bid."""
    running = make().announce().qualify(2)
    refusal = running.refusal(back(running, 2, 1), on=date(2026, 5, 25))
    assert refusal.code == "not_yet_closed"
    assert refusal.facts == {"early_by_ms": 22 * 3_600_000}
    late = running.refusal(back(running, 2, 1), on=date(2026, 5, 27))
    assert (late.code, late.facts) == ("not_yet_closed", {"early_by_ms": 0})


@pytest.mark.rule("K26")
@pytest.mark.parametrize("phase", [Phase.CLOSED_UNSOLD, Phase.WITHDRAWN])
def test_all_deposits_go_back_when_nobody_won(make: Any, phase: Phase) -> None:
    """After a failure or a withdrawal everybody gets his deposit back, a leader too."""
    over = make().announce().qualify(1).qualify(2).mark(phase)
    over.state = replace(over.state, file=replace(over.state.file, ending=Ending.WITHDRAWN))
    for number in (1, 2):
        over.do(back(over, number, 700_000))
    assert over.done.returned == {"1/A0001": 700_000, "1/A0002": 700_000}


def test_a_deposit_of_an_earlier_round_goes_back_after_the_next_was_announced(failed: Any) -> None:
    """A new round ends nothing of what the old one still owes; what went back stays on record."""
    failed.do(back(failed, 2, 200_000))
    failed.announce(RoundKind.AUCTION_2)
    failed.do(back(failed, 2, 500_000, round=1))
    assert failed.done.returned == {"1/A0002": 700_000}


def test_after_an_annulment_all_of_the_buyers_money_goes_back(sold: Any) -> None:
    """An annulled sale leaves the court nothing of what the buyer paid."""
    sold.pay()
    sold.do(AnnulSale(AnnulmentGround.SYSTEM_FAILURE, sold.PAPER), on=LATER)
    assert sold.code_of(back(sold, 1, 8_000_001), on=LATER) == "amount_out_of_range"
    sold.do(back(sold, 1, 8_000_000), on=LATER)
    sold.announce(RoundKind.RERUN)
    assert sold.code_of(back(sold, 1, 1, round=1), on=LATER) == "returned_already"


# What is forwarded ---------------------------------------------------------------------------


@pytest.mark.rule("K27")
def test_the_winners_deposit_is_forwarded_once(sold: Any) -> None:
    """The winner's whole deposit reaches the court, and is recorded once."""
    whole = RecordDepositForwarded(Fen(700_000), AT)
    for wrong in (Fen(699_999), True):
        refusal = sold.refusal(replace(whole, amount_fen=wrong))
        assert (refusal.code, refusal.facts) == ("sum_differs", {"due_fen": 700_000})
    early = replace(whole, at=datetime(2026, 5, 26, 1, 0, tzinfo=UTC))
    assert sold.code_of(early) == "day_too_early"
    sold.do(whole, actor=sold.PLATFORM)
    assert sold.done.forwarded_at == AT
    assert sold.code_of(whole) == "forwarded_already"


@pytest.mark.rule("K27")
def test_what_the_court_has_is_not_forwarded(make: Any) -> None:
    """A deposit that was paid to the court is there: no duty, and nothing to record (第十七条)."""
    after = make().announce().qualify(1, held_by=Keeper.COURT).sell()
    assert "forward_deposit" not in after.duties()
    refusal = after.refusal(RecordDepositForwarded(Fen(700_000), AT))
    assert (refusal.code, refusal.article) == ("court_holds_deposit", "FS2016-18:17.2")
    known = make().announce().sell()  # from public entries alone it is not known who won
    assert known.code_of(RecordDepositForwarded(Fen(700_000), AT)) == "nothing_held"


def test_nothing_is_forwarded_where_nothing_was_won_or_paid(failed: Any, make: Any) -> None:
    """A failed round has no winner, and an applicant without a deposit nothing to forward."""
    forward = RecordDepositForwarded(Fen(1), AT)
    assert failed.code_of(forward) == "nothing_sold"
    assert make().announce().qualify(1, 0).sell().code_of(forward) == "nothing_held"


# What is lost --------------------------------------------------------------------------------


@pytest.fixture
def lost(sold: Any) -> Any:
    """Return a disposal whose buyer defaulted and lost 7,000 yuan, which the court has by now."""
    sold.forward()
    sold.apply(ClaimsRecorded(sold.DEBT, Fen(0), Fen(1_400_000), Fen(0)))
    sold.do(DecideDefault(claims_shortfall=True, decision=sold.PAPER), on=LATER)
    return sold


def use(after: Any, **parts: int) -> ApplyForfeit:
    """Return how a forfeit is used, purposes in the order given."""
    return ApplyForfeit(
        tuple((Bucket(name), Fen(amount)) for name, amount in parts.items()), after.PAPER
    )


def test_trap_10_a_forfeited_deposit_does_not_go_back(lost: Any) -> None:
    """Online a defaulter gets nothing of his deposit back, not even a surplus."""
    assert lost.done.forfeits[0].amount_fen == 700_000
    assert lost.code_of(back(lost, 1, 1), on=LATER) == "winners_deposit_stays"


def test_trap_10_a_surplus_after_all_purposes_is_kept(lost: Any) -> None:
    """What four purposes leave is recorded as the rest; no command gives it to the defaulter."""
    lost.announce(RoundKind.RERUN).qualify(1).sell(7_900_000)
    parts = use(lost, costs=10_000, shortfall=100_000, case_debt=1, related_debt=1, rest=589_998)
    event = lost.do(parts, on=LATER)
    assert (event.round, lost.done.forfeits[0].is_applied) == (1, True)
    assert lost.code_of(parts, on=LATER) == "nothing_forfeited"


def test_costs_need_not_wait_for_the_re_auction(lost: Any) -> None:
    """Costs come first and take what they need; whatever lies behind waits for the price."""
    refusal = lost.refusal(use(lost, costs=699_999, case_debt=1), on=LATER)
    assert (refusal.code, refusal.transient) == ("shortfall_not_known", True)
    assert lost.code_of(use(lost, costs=0, shortfall=700_000), on=LATER) == "shortfall_not_known"
    lost.do(use(lost, costs=700_000), on=LATER)


def test_the_shortfall_comes_before_all_debts(lost: Any) -> None:
    """What the re-auction brought less is covered first, and no more than that."""
    lost.announce(RoundKind.RERUN).qualify(1).sell(7_500_000)
    for parts in (
        {"costs": 100_000, "shortfall": 499_999, "case_debt": 100_001},
        {"costs": 100_000, "case_debt": 600_000},
        {"costs": 100_000, "shortfall": 600_000},
        {"shortfall": 500_000, "costs": 200_000},
        {"case_debt": 200_000, "shortfall": 500_000},
    ):
        assert lost.code_of(use(lost, **parts), on=LATER) == "buckets_out_of_order"
    twice = ApplyForfeit(((Bucket.COSTS, Fen(1)), (Bucket.COSTS, Fen(699_999))), lost.PAPER)
    assert lost.code_of(twice, on=LATER) == "buckets_out_of_order"
    lost.do(use(lost, costs=100_000, shortfall=500_000, case_debt=100_000), on=LATER)


def test_a_forfeit_is_used_to_the_last_fen(lost: Any) -> None:
    """The parts come to what was forfeited, and each is an amount."""
    refusal = lost.refusal(use(lost, costs=699_999), on=LATER)
    assert (refusal.code, refusal.facts) == ("sum_differs", {"due_fen": 700_000})
    assert lost.code_of(use(lost, costs=-1), on=LATER) == "amount_out_of_range"
    assert lost.code_of(use(lost, costs=700_000), on=LATER, actor=lost.PLATFORM) == "not_this_court"
    bad = ApplyForfeit((), "no paper")
    assert lost.code_of(bad, on=LATER) == "paper_malformed"


def test_a_forfeit_is_used_after_the_disposal_ended_too(lost: Any) -> None:
    """Where no re-auction came of it the forfeit still serves the debts."""
    lost.state = replace(lost.state, file=replace(lost.state.file, ending=Ending.WITHDRAWN))
    lost.do(use(lost, costs=1, case_debt=699_999), on=LATER)


def test_two_defaults_are_settled_one_after_the_other(lost: Any) -> None:
    """Each forfeit has its own record, the older first."""
    lost.announce(RoundKind.RERUN).qualify(1).sell()
    lost.forward()
    lost.do(DecideDefault(claims_shortfall=False, decision=lost.PAPER), on=LATER)
    lost.announce(RoundKind.RERUN).qualify(1).sell()
    assert lost.do(use(lost, costs=700_000), on=LATER).round == 1
    assert lost.do(use(lost, costs=700_000), on=LATER).round == 2
    assert [one.is_applied for one in lost.done.forfeits] == [True, True]


def test_deposits_go_back_after_the_proceeds_were_paid_out(sold: Any) -> None:
    """The end of a disposal frees nobody from returning what he holds."""
    sold.pay().rule().serve()
    proceeds = DistributeProceeds(Fen(0), Fen(8_000_000), Fen(0), sold.DUE, sold.PAPER)
    sold.do(proceeds, on=sold.DUE)
    sold.do(back(sold, 2, 700_000), on=LATER)


# What is forwarded after a default -----------------------------------------------------------


@pytest.mark.rule("K27")
def test_of_a_defaulters_deposit_what_is_kept_is_forwarded(make: Any) -> None:
    """Not the whole prepayment, which goes back; nothing where nothing is kept; in the next round.

    What goes back to him is not forwarded too.
    """
    after = make().announce(RoundKind.SALE).qualify(1, 7_000_000).sell()
    after.do(DecideDefault(claims_shortfall=False, decision=after.PAPER), on=LATER)
    after.do(back(after, 1, 6_300_000), on=LATER)
    whole = RecordDepositForwarded(Fen(7_000_000), AT)
    assert after.refusal(whole).facts == {"due_fen": 700_000}
    after.announce(RoundKind.RERUN)
    kept = RecordDepositForwarded(Fen(700_000), AT)
    assert after.code_of(replace(kept, round=2)) == "nothing_sold"
    assert after.code_of(replace(kept, round=3)) == "nothing_sold"
    assert after.do(replace(kept, round=1), on=LATER).round == 1
    assert after.code_of(replace(kept, round=1), on=LATER) == "forwarded_already"
    assert after.code_of(kept, on=LATER) == "nothing_sold"


@pytest.mark.rule("K27")
def test_unsaid_it_is_the_last_round_for_which_it_is_due(sold: Any) -> None:
    """The defaulter's while the next round runs, the next winner's once there is one."""
    sold.do(DecideDefault(claims_shortfall=False, decision=sold.PAPER), on=LATER)
    sold.announce(RoundKind.RERUN).qualify(1).sell()
    forward = RecordDepositForwarded(Fen(700_000), AT)
    assert sold.do(forward, on=LATER).round == 2
    assert sold.do(forward, on=LATER).round == 1
    assert sold.code_of(forward, on=LATER) == "forwarded_already"


@pytest.mark.rule("K27")
def test_what_is_not_kept_is_not_forwarded(sold: Any) -> None:
    """After an annulment all of it goes back."""
    sold.do(AnnulSale(AnnulmentGround.SYSTEM_FAILURE, sold.PAPER), on=LATER)
    assert sold.code_of(RecordDepositForwarded(Fen(700_000), AT)) == "nothing_held"


# What a forfeit may be used for --------------------------------------------------------------


def test_a_forfeit_is_used_once_the_court_has_it(sold: Any) -> None:
    """A platform that still holds it has nothing to be used."""
    sold.do(DecideDefault(claims_shortfall=False, decision=sold.PAPER), on=LATER)
    refusal = sold.refusal(use(sold, costs=100_000, rest=600_000), on=LATER)
    assert (refusal.code, refusal.facts) == ("deposit_not_forwarded", {"due_fen": 700_000})


def test_a_forfeit_pays_no_more_than_is_owed(lost: Any) -> None:
    """Of costs and of this case's debt; what is left over is the rest."""
    lost.apply(ClaimsRecorded(Fen(300_000), Fen(0), Fen(100_000), Fen(0)))
    lost.announce(RoundKind.RERUN).qualify(1).sell()
    for parts in (
        {"costs": 100_001, "rest": 599_999},
        {"costs": 100_000, "case_debt": 300_001, "rest": 299_999},
    ):
        assert lost.code_of(use(lost, **parts), on=LATER) == "paid_beyond_debt"
    lost.do(use(lost, costs=100_000, case_debt=300_000, rest=300_000), on=LATER)


def test_after_an_end_without_a_payout_costs_may_have_grown(lost: Any) -> None:
    """Nobody can put them on file any more; the debt bounds all the same."""
    lost.apply(ClaimsRecorded(Fen(300_000), Fen(0), Fen(0), Fen(0)))
    for ending, code in ((Ending.ADMINISTERED, None), (Ending.DISTRIBUTED, "paid_beyond_debt")):
        lost.state = replace(lost.state, file=replace(lost.state.file, ending=ending))
        decision = lost.ask(use(lost, costs=700_000), on=LATER)
        assert getattr(decision, "code", None) == code
    lost.state = replace(lost.state, file=replace(lost.state.file, ending=Ending.RETURNED))
    assert lost.code_of(use(lost, case_debt=300_001, rest=399_999), on=LATER) == (
        "paid_beyond_debt"
    )


def test_without_claims_on_file_nothing_bounds_a_forfeit(lost: Any) -> None:
    """An old disposal has none."""
    filed = replace(lost.state.file.preparation, claims=None)
    lost.state = replace(lost.state, file=replace(lost.state.file, preparation=filed))
    lost.do(use(lost, costs=700_000), on=LATER)
