"""第二十四, 二十五条: who pays what until when, and when the court may call it a default."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.model import Ground, Keeper, Phase, RoundKind
from mingpai.auction.preparation.model import Trait
from mingpai.auction.settlement.commands import (
    AskCreditors,
    AwardSetOff,
    DecideDefault,
    OfferToTake,
    RecordApproval,
    RecordBalance,
    ReviewEligibility,
)
from mingpai.auction.settlement.events import DepositForwarded
from mingpai.auction.settlement.model import AwardBasis, DefaultGround, Payer
from mingpai.kernel.ids import LotToken
from mingpai.kernel.money import Fen

LATE = date(2026, 6, 3)
"""The day after the balance is due."""


def balance(after: Any, amount_fen: int, **more: Any) -> RecordBalance:
    """Return the record of money of bidder 1."""
    return replace(RecordBalance(Fen(amount_fen), after.SOLD, after.token(1)), **more)


def default(after: Any, ground: DefaultGround = DefaultGround.BALANCE_UNPAID) -> DecideDefault:
    """Return the decision that the buyer defaulted."""
    return DecideDefault(claims_shortfall=False, decision=after.PAPER, ground=ground)


# Paying --------------------------------------------------------------------------------------


@pytest.mark.rule("K29")
def test_the_deposit_counts_to_the_price(sold: Any) -> None:
    """Deposit and balance make the price, in as many payments as the buyer likes."""
    assert (sold.done.paid_fen, sold.done.balance_due_on) == (700_000, sold.DUE)
    assert sold.do(balance(sold, 300_000)).paid_fen == 1_000_000
    assert sold.done.paid_on is None
    sold.do(balance(sold, 7_000_000))
    assert (sold.done.covered_on, sold.done.paid_on) == (sold.SOLD, None)
    assert sold.code_of(balance(sold, 1)) == "paid_already"


@pytest.mark.rule("K27")
def test_a_deposit_that_is_forwarded_late_pays_late(sold: Any) -> None:
    """Paid is the day on which the last of it reached the court, whichever came last."""
    sold.do(balance(sold, 7_300_000))
    late = sold.CLOSES + timedelta(days=3)
    sold.apply(DepositForwarded(1, Fen(700_000), late))
    assert sold.done.paid_on == date(2026, 5, 29)
    assert sold.done.covered_on == sold.SOLD


def test_a_deposit_of_the_court_is_there_already(make: Any) -> None:
    """Nothing is to be forwarded of what was paid to the court's own account."""
    held = make().announce().qualify(1, held_by=Keeper.COURT).sell()
    held.do(balance(held, 7_300_000))
    assert held.done.paid_on == held.SOLD
    rich = make().announce().qualify(1, 8_000_000, held_by=Keeper.COURT).sell()
    assert rich.done.paid_on == rich.SOLD


def test_a_platforms_delay_makes_nobody_a_defaulter(sold: Any) -> None:
    """The buyer owes nothing more, though the price is not paid."""
    sold.do(balance(sold, 7_300_000))
    assert sold.done.paid_on is None
    assert sold.code_of(default(sold), on=LATE) == "not_in_default"


@pytest.mark.rule("K29")
def test_who_pays_late_is_no_defaulter_yet(sold: Any) -> None:
    """Until the court decides, a late payment is taken."""
    sold.do(balance(sold, 7_300_000, received_on=LATE), on=LATE)
    assert sold.code_of(default(sold), on=LATE) == "not_in_default"


def test_a_lender_may_pay_and_is_recorded(sold: Any) -> None:
    """A mortgage bank's money, or a friend's, counts like the buyer's: who paid is on record."""
    by_bank = replace(balance(sold, 3, payer=sold.token(9)), loan=sold.PAPER)
    received, paid = sold.ask(by_bank)
    assert (received.amount_fen, received.paid_fen) == (3, 700_003)
    assert (paid.payer, paid.capacity, paid.loan) == (sold.token(9), Payer.LENDER, sold.PAPER)
    assert paid.amount_fen == 3
    after = sold.apply(received).done
    assert sold.apply(paid).done == after  # the money was counted once
    _, paid = sold.ask(balance(sold, 1, payer=sold.token(2)))
    assert (paid.capacity, paid.loan) == (Payer.OTHER, "")
    assert sold.code_of(replace(by_bank, loan="房贷合同")) == "paper_malformed"
    assert sold.code_of(balance(sold, 1, payer=LotToken("x"))) == "token_malformed"


def test_whoever_bought_together_pays(make: Any) -> None:
    """Each of several joint buyers may pay."""
    joint = make().announce()
    joint.qualify(1, joint=(joint.token(8),)).sell()
    joint.do(balance(joint, 1, payer=joint.token(8)))


def test_no_more_is_taken_than_is_owed(sold: Any) -> None:
    """What is above the price is not recorded, and what is no amount neither."""
    refusal = sold.refusal(balance(sold, 7_300_001))
    assert refusal.code == "paid_too_much"
    assert refusal.facts == {"paid_fen": 7_300_001, "most_fen": 7_300_000}
    for amount in (0, -5, True, "1"):
        assert sold.code_of(balance(sold, amount)) == "amount_out_of_range"  # type: ignore[arg-type]


def test_money_comes_between_the_close_and_today(sold: Any) -> None:
    """A payment before the close or ahead of today is a slip."""
    early = sold.SOLD - timedelta(days=1)
    assert sold.code_of(balance(sold, 1, received_on=early)) == "day_too_early"
    assert sold.code_of(balance(sold, 1, received_on=LATE)) == "day_lies_ahead"


def test_only_the_court_records_the_balance_of_a_sale(sold: Any, failed: Any) -> None:
    """The platform holds no balance, and a failed round has none."""
    assert sold.code_of(balance(sold, 1), actor=sold.PLATFORM) == "not_this_court"
    assert failed.code_of(balance(failed, 1)) == "nothing_sold"


def test_a_taker_pays_the_difference(failed: Any) -> None:
    """A creditor whose claim is smaller than the price pays the rest of it himself."""
    failed.taken(5_000_000)
    payer = failed.token("applicant")
    failed.do(balance(failed, 2_000_000, payer=payer))
    assert failed.done.paid_on == failed.SOLD


# Not paying ----------------------------------------------------------------------------------


@pytest.mark.rule("K22")
@pytest.mark.rule("K29")
def test_a_default_needs_the_day_and_the_courts_decision(sold: Any) -> None:
    """On the last day the buyer may still pay; after it the court decides, and he is barred."""
    refusal = sold.refusal(default(sold), on=sold.DUE)
    assert (refusal.code, refusal.transient) == ("not_in_default", True)
    assert refusal.facts["last"] == "2026-06-02"
    event = sold.do(default(sold), on=LATE)
    assert (event.code, event.forfeited_fen, event.return_fen) == ("A0001", 700_000, 0)
    assert sold.state.barred == {sold.token(1): Ground.DEFAULTER}
    assert sold.state.rounds[-1].phase is Phase.DEFAULTED
    assert sold.code_of(default(sold), on=LATE) == "nothing_sold"
    assert sold.code_of(balance(sold, 1), on=LATE) == "nothing_sold"


def test_a_day_off_moves_the_day(make: Any) -> None:
    """A balance that is due in a holiday may be paid on the next working day."""
    after = make().announce(balance_days=24).qualify(1).sell()
    assert after.done.balance_due_on == date(2026, 6, 19)
    assert after.code_of(default(after), on=date(2026, 6, 22)) == "not_in_default"
    after.do(default(after), on=date(2026, 6, 23))


def test_without_a_day_nobody_is_in_default(make: Any) -> None:
    """An old notice that set no day makes nobody a defaulter by itself."""
    after = make().announce(balance_days=0).qualify(1).sell()
    assert after.refusal(default(after), on=date(2027, 1, 1)).facts["last"] == ""


def test_trap_10_part_of_the_balance_goes_back(sold: Any) -> None:
    """The deposit alone is lost; what was paid beside it goes back to the defaulter."""
    sold.do(balance(sold, 1_000_000))
    event = sold.do(default(sold), on=LATE)
    assert (event.forfeited_fen, event.return_fen) == (700_000, 1_000_000)


def test_trap_11_of_a_prepayment_only_the_stated_deposit_is_lost(make: Any) -> None:
    """In a 变卖 the whole price was prepaid; more than the notice's deposit is not kept of it."""
    after = make().announce(RoundKind.SALE).qualify(1, 7_000_000).sell()
    event = after.do(default(after), on=LATE)
    assert (event.forfeited_fen, event.return_fen) == (700_000, 6_300_000)


def test_trap_13_an_applicant_without_deposit_loses_none(make: Any) -> None:
    """Whose claim stood for the deposit has no deposit to lose, and is barred all the same."""
    after = make().announce().qualify(1, 0).sell()
    assert after.do(default(after), on=LATE).forfeited_fen == 0
    assert after.done.forfeits == ()
    assert after.token(1) in after.state.barred


def test_a_taker_who_does_not_pay_gets_his_money_back_and_is_barred(failed: Any) -> None:
    """A creditor paid no deposit; what he paid of the difference goes back."""
    failed.taken(5_000_000)
    failed.do(balance(failed, 1_500_000, payer=failed.token("applicant")))
    event = failed.do(default(failed), on=LATE)
    assert (event.code, event.forfeited_fen, event.return_fen) == (None, 0, 1_500_000)
    assert failed.done.owed_back == {"1/": 1_500_000}
    assert failed.state.rounds[-1].phase is Phase.DEFAULTED
    assert failed.state.rounds[-1].is_passed_in


def test_joint_buyers_are_barred_together(make: Any) -> None:
    """Whoever bought together is barred together."""
    joint = make().announce()
    joint.qualify(1, joint=(joint.token(8),)).sell()
    joint.do(default(joint), on=LATE)
    assert set(joint.state.barred) == {joint.token(1), joint.token(8)}


@pytest.mark.rule("K42")
def test_an_ineligible_buyer_may_be_treated_as_a_defaulter(make: Any) -> None:
    """Not eligible, no ruling: the court may decide on a default before any day has passed."""
    home = make(Trait.PURCHASE_RESTRICTED).announce().qualify(1).sell()
    ineligible = default(home, DefaultGround.INELIGIBLE)
    assert home.code_of(ineligible) == "not_in_default"
    home.do(
        ReviewEligibility(
            is_eligible=True, held_from=home.NOTICE, held_to=home.SOLD, proof=home.PAPER
        )
    )
    assert home.code_of(ineligible) == "not_in_default"
    home.do(
        ReviewEligibility(
            is_eligible=False, held_from=home.SOLD, held_to=home.SOLD, proof=home.PAPER
        )
    )
    assert home.do(ineligible).forfeited_fen == 700_000


def test_a_refused_approval_costs_the_deposit_only_who_knew(make: Any) -> None:
    """Who could not know that approval would fail loses nothing, owes nothing, and is barred."""
    blameless, knowing = DefaultGround.APPROVAL_REFUSED, DefaultGround.APPROVAL_REFUSED_KNOWINGLY
    equity = make(Trait.APPROVAL_NEEDED).announce().qualify(1).sell()
    assert equity.code_of(default(equity, knowing)) == "not_in_default"
    equity.do(RecordApproval(is_approved=False, proof=equity.PAPER))
    claiming = replace(default(equity, blameless), claims_shortfall=True)
    assert equity.code_of(claiming) == "shortfall_not_owed"
    before = equity.state
    assert equity.do(replace(default(equity, knowing), claims_shortfall=True)).claims_shortfall
    assert equity.done.forfeits[0].claims_shortfall
    equity.state = before
    event = equity.do(default(equity, blameless))
    assert (event.forfeited_fen, event.return_fen) == (0, 700_000)
    assert equity.token(1) in equity.state.barred


def test_a_default_comes_before_the_ruling_and_by_the_court(sold: Any) -> None:
    """After the ruling there is no default; the decision is a paper of the court."""
    assert sold.code_of(default(sold), on=LATE, actor=sold.PLATFORM) == "not_this_court"
    assert sold.code_of(replace(default(sold), decision="x"), on=LATE) == "paper_malformed"
    sold.pay().rule()
    refusal = sold.refusal(default(sold), on=LATE)
    assert (refusal.code, refusal.facts) == ("ruled_already", {"ruled_on": "2026-06-02"})


def test_a_ground_that_is_none_is_our_fault(sold: Any) -> None:
    """What is no ground of a default never ends in a decision."""
    with pytest.raises(AssertionError, match="unreachable"):
        sold.ask(default(sold, "whim"), on=LATE)  # type: ignore[arg-type]


def test_two_who_took_in_turn_each_get_their_money_back(failed: Any) -> None:
    """What the first is owed is not lost where a second takes the same property and fails."""
    failed.creditor("bank")
    failed.taken(5_000_000)
    failed.do(balance(failed, 1_500_000, payer=failed.token("applicant")))
    failed.do(default(failed), on=LATE)
    failed.do(AskCreditors(LATE, failed.PAPER), on=LATE)
    failed.do(OfferToTake(failed.token("bank"), Fen(6_000_000), 1, failed.PAPER), on=LATE)
    due_on = LATE + timedelta(days=1)
    failed.do(AwardSetOff(failed.token("bank"), AwardBasis.ONLY_ONE, due_on), on=LATE)
    paid = balance(failed, 200_000, payer=failed.token("bank"), received_on=LATE)
    failed.do(paid, on=LATE)
    failed.do(default(failed), on=LATE + timedelta(days=9))
    assert failed.done.owed_back == {"1/": 1_700_000}
