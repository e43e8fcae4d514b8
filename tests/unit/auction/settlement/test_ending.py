"""Annulment, the debtor's own sale, and the end when nothing could be sold."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.model import Disposal, Phase, RoundKind, Stage, stage_at
from mingpai.auction.objections.events import ObjectionFiled
from mingpai.auction.objections.model import ObjectionKind
from mingpai.auction.preparation.events import SeizureRenewed
from mingpai.auction.preparation.model import Nature, Role
from mingpai.auction.settlement.checks import LONGEST_TERM
from mingpai.auction.settlement.commands import (
    AnnulSale,
    ApproveSelfDisposal,
    AskCreditors,
    ConcludeSelfDisposal,
    DistributeProceeds,
    EndDisposal,
    RecordCaseEnded,
    RecordNoOffer,
)
from mingpai.auction.settlement.model import AnnulmentGround, Ending
from mingpai.kernel.money import Fen
from mingpai.law.parameters import EQUITY_SELF_DISPOSAL_MONTHS

# Annulment -----------------------------------------------------------------------------------


def annul(after: Any, ground: AnnulmentGround = AnnulmentGround.COLLUSION) -> AnnulSale:
    """Return the decision to annul."""
    return AnnulSale(ground, after.PAPER)


@pytest.mark.parametrize("ground", list(AnnulmentGround))
def test_a_sale_is_annulled_on_each_ground_of_the_law(sold: Any, ground: AnnulmentGround) -> None:
    """Six grounds undo a sale; all money goes back and the round is marked."""
    event = sold.do(annul(sold, ground))
    assert (event.return_fen, event.on) == (700_000, sold.SOLD)
    assert sold.state.rounds[-1].phase is Phase.ANNULLED
    assert stage_at(sold.state, now=sold.CLOSES) is Stage.ANNULLED
    assert sold.code_of(annul(sold)) == "nothing_sold"


def test_a_served_ruling_does_not_hinder_annulment_but_the_end_does(sold: Any) -> None:
    """Until enforcement of the case ends a sale may be annulled, after title and payout too."""
    sold.pay().rule().serve()
    before = sold.state
    assert sold.do(annul(sold), on=sold.DUE).return_fen == 8_000_000
    sold.state = before
    proceeds = DistributeProceeds(Fen(0), Fen(8_000_000), Fen(0), sold.DUE, sold.PAPER)
    sold.do(proceeds, on=sold.DUE)
    paid_out = sold.state
    assert sold.do(annul(sold), on=sold.DUE).return_fen == 8_000_000
    assert sold.state.file.ending is None
    assert stage_at(sold.state, now=sold.CLOSES) is Stage.ANNULLED
    sold.state = paid_out
    sold.do(RecordCaseEnded(sold.DUE, sold.PAPER), on=sold.DUE)
    refusal = sold.refusal(annul(sold), on=sold.DUE)
    assert (refusal.code, refusal.facts) == ("enforcement_ended", {"day": "2026-06-02"})


def test_a_case_ends_after_its_disposal_and_once(sold: Any) -> None:
    """By the court, with a paper, on a day that has come; not while the disposal goes on."""
    ended = RecordCaseEnded(sold.DUE, sold.PAPER)
    assert sold.code_of(ended, on=sold.DUE) == "disposal_not_over"
    sold.state = replace(sold.state, file=replace(sold.state.file, ending=Ending.WITHDRAWN))
    assert sold.code_of(ended, on=sold.DUE, actor=sold.PLATFORM) == "not_this_court"
    assert sold.code_of(replace(ended, proof="x"), on=sold.DUE) == "paper_malformed"
    assert sold.code_of(ended) == "day_lies_ahead"
    sold.do(ended, on=sold.DUE)
    assert sold.state.file.case_ended_on == sold.DUE
    assert sold.code_of(ended, on=sold.DUE) == "enforcement_ended"


def test_a_set_off_is_annulled_without_marking_the_failed_round(failed: Any) -> None:
    """The round failed all the same; a claim is not money and does not go back as such."""
    failed.taken(9_000_000)
    assert failed.do(annul(failed)).return_fen == 0
    assert failed.state.rounds[-1].phase is Phase.CLOSED_UNSOLD


def test_only_the_court_annuls_and_only_a_sale(sold: Any, failed: Any, make: Any) -> None:
    """Not the platform, not without a paper, not what was not sold or is over."""
    assert sold.code_of(annul(sold), actor=sold.PLATFORM) == "not_this_court"
    assert sold.code_of(replace(annul(sold), decision="x")) == "paper_malformed"
    assert failed.code_of(annul(failed)) == "nothing_sold"
    failed.state = replace(failed.state, file=replace(failed.state.file, ending=Ending.WITHDRAWN))
    assert failed.code_of(annul(failed)) == "disposal_over"
    empty = make()
    empty.state = Disposal("disposal/2026-0002")
    assert empty.code_of(annul(empty)) == "not_open"


# The debtor's own sale -----------------------------------------------------------------------


def own(after: Any, price_fen: int = 7_000_001, until: date | None = None) -> ApproveSelfDisposal:
    """Return the court's leave for the debtor to sell by himself."""
    return ApproveSelfDisposal(Fen(price_fen), until or after.DUE, after.PAPER)


def test_the_debtor_sells_above_the_price_that_failed(failed: Any) -> None:
    """At the failed price there is nothing to gain; a fen more is enough."""
    refusal = failed.refusal(own(failed, 7_000_000))
    assert refusal.code == "price_not_above_failed"
    assert refusal.facts == {"price_fen": 7_000_000, "failed_fen": 7_000_000}
    failed.do(own(failed))
    assert failed.code_of(own(failed)) == "self_disposal_runs"
    assert stage_at(failed.state, now=failed.CLOSES) is Stage.SELF_DISPOSAL
    event = failed.do(paid(failed))
    assert (event.amount_fen, event.received_on) == (7_000_001, failed.SOLD)
    assert failed.state.file.ending is Ending.SELF_DISPOSED


def paid(after: Any, amount_fen: int = 7_000_001, on: date | None = None) -> ConcludeSelfDisposal:
    """Return the record that the debtor sold by himself, and what came in."""
    return ConcludeSelfDisposal(
        is_sold=True, proof=after.PAPER, amount_fen=Fen(amount_fen), received_on=on or after.SOLD
    )


def test_an_own_sale_is_paid_in_full_within_its_term(failed: Any) -> None:
    """A fen less, a day after the term, or no day at all is no sale; a fen more is one."""
    failed.do(own(failed))
    refusal = failed.refusal(paid(failed, 7_000_000))
    assert refusal.code == "self_disposal_unpaid"
    assert refusal.facts == {"paid_fen": 7_000_000, "price_fen": 7_000_001}
    undated = replace(paid(failed), received_on=None)
    assert failed.code_of(undated) == "self_disposal_unpaid"
    assert failed.code_of(replace(paid(failed), amount_fen=Fen(0))) == "amount_out_of_range"
    assert failed.code_of(paid(failed, on=failed.NOTICE)) == "day_too_early"
    late = failed.DUE + timedelta(days=1)
    assert failed.code_of(paid(failed, on=late)) == "day_lies_ahead"
    refusal = failed.refusal(paid(failed, on=late), on=late)
    assert refusal.code == "self_disposal_paid_late"
    assert refusal.facts == {"day": "2026-06-03", "until": "2026-06-02"}
    failed.do(paid(failed, 7_000_002, on=failed.DUE), on=late)


def test_an_own_sale_needs_a_seizure_and_no_claim(failed: Any) -> None:
    """Neither is it allowed without both, nor carried out."""
    claim = ObjectionFiled(
        1, ObjectionKind.OUTSIDER_CLAIM, Role.OUTSIDER, failed.SOLD, None, failed.PAPER
    )
    before = failed.state
    failed.apply(claim)
    assert failed.code_of(own(failed)) == "outsider_claim_open"
    failed.state = before
    lapse = date(2029, 1, 5)
    assert failed.code_of(own(failed, until=lapse), on=lapse) == "seizure_lapsed"
    failed.do(own(failed))
    assert failed.code_of(paid(failed), on=lapse) == "seizure_lapsed"
    failed.apply(claim)
    assert failed.code_of(paid(failed)) == "outsider_claim_open"
    failed.do(ConcludeSelfDisposal(is_sold=False, proof=failed.PAPER))


def test_the_term_of_an_own_sale_ends_with_the_seizure(failed: Any) -> None:
    """Leave to sell what is no longer held would be leave to sell freely."""
    failed.apply(SeizureRenewed(date(2026, 6, 10), failed.PAPER))
    refusal = failed.refusal(own(failed, until=date(2026, 6, 11)))
    assert (refusal.code, refusal.facts["last"]) == ("self_disposal_term_wrong", "2026-06-10")
    failed.do(own(failed, until=date(2026, 6, 10)))


def test_an_own_sale_that_comes_to_nothing_changes_nothing(failed: Any) -> None:
    """Set-off and further rounds go on as if there had been none; that there was one is kept."""
    ended = ConcludeSelfDisposal(is_sold=False, proof=failed.PAPER)
    assert failed.code_of(ended) == "no_self_disposal"
    before = failed.state
    failed.do(own(failed))
    assert failed.code_of(replace(ended, proof="x")) == "paper_malformed"
    for said in ({"amount_fen": Fen(1)}, {"received_on": failed.SOLD}):
        assert failed.code_of(replace(ended, **said)) == "amount_out_of_range"
    failed.do(ended)
    after = replace(before.file.settlement, own_sale_since=failed.SOLD)
    assert failed.state == replace(before, file=replace(before.file, settlement=after))


def test_the_debtor_may_sell_before_any_auction(make: Any, sold: Any) -> None:
    """With the court's leave he sells before a round, but not while one runs or after a sale."""
    make().do(own(sold, 1))
    assert make().announce().code_of(own(sold)) == "self_disposal_not_now"
    assert sold.code_of(own(sold)) == "self_disposal_not_now"


@pytest.mark.parametrize("phase", [Phase.WITHDRAWN, Phase.DEFAULTED, Phase.ANNULLED])
def test_the_debtor_may_sell_after_a_round_that_came_to_nothing(make: Any, phase: Phase) -> None:
    """Withdrawn, defaulted, annulled: nobody has it, and the price of the round is the measure."""
    after = make().announce().mark(phase)
    assert after.code_of(own(after, 7_000_000)) == "price_not_above_failed"
    after.do(own(after))
    assert stage_at(after.state, now=after.CLOSES) is Stage.SELF_DISPOSAL
    assert set(after.duties()) == {"conclude_self_disposal"}


def test_an_own_sale_has_an_amount_a_term_and_a_decision(failed: Any) -> None:
    """No amount, a term that is over, and a text in place of a paper are refused."""
    assert failed.code_of(own(failed, 0)) == "amount_out_of_range"
    last = failed.SOLD + LONGEST_TERM
    for until in (failed.NOTICE, last + timedelta(days=1), date.max):
        assert failed.code_of(own(failed, until=until)) == "self_disposal_term_wrong"
    assert failed.code_of(replace(own(failed), decision="x")) == "paper_malformed"
    failed.do(own(failed, until=last))


def test_equity_has_a_longest_term(make: Any) -> None:
    """The debtor's own sale of equity takes three months at most."""
    equity = make(nature=Nature.EQUITY).announce().fail()
    refusal = equity.refusal(own(equity, until=date(2026, 8, 27)))
    assert refusal.code == "self_disposal_term_wrong"
    assert refusal.facts["last"] == "2026-08-26"
    equity.do(own(equity, until=date(2026, 6, 1)))
    later = date(2026, 6, 20)  # leave that is given again does not begin the months anew
    assert equity.code_of(own(equity, until=date(2026, 8, 27)), on=later) == (
        "self_disposal_term_wrong"
    )
    equity.do(own(equity, until=date(2026, 8, 26)), on=later)
    lawless = make(nature=Nature.EQUITY).announce().fail().without(EQUITY_SELF_DISPOSAL_MONTHS)
    assert lawless.code_of(own(lawless)) == "no_law_in_force"


# When nothing could be sold ------------------------------------------------------------------


def test_a_disposal_ends_only_when_nothing_is_left(make: Any) -> None:
    """Every round failed and nobody takes it: administration or return, and nothing else."""
    after = make().until_sale_failed()
    end = EndDisposal(Ending.ADMINISTERED, after.PAPER)
    assert after.code_of(end) == "set_off_not_asked"
    after.do(AskCreditors(after.SOLD, after.PAPER))
    assert after.code_of(end) == "set_off_not_asked"
    after.do(RecordNoOffer(all_declined=True, proof=after.PAPER))
    for ending in (Ending.DISTRIBUTED, Ending.WITHDRAWN, Ending.SELF_DISPOSED):
        assert after.code_of(replace(end, ending=ending)) == "ending_not_allowed"
    before = after.state
    after.do(end)
    assert after.state.file.ending is Ending.ADMINISTERED
    after.state = before
    after.do(replace(end, ending=Ending.RETURNED))


def test_a_disposal_does_not_end_while_rounds_are_left(make: Any, sold: Any) -> None:
    """Before the last failure the next round comes, and while somebody holds it nothing ends."""
    after = make().announce().fail().announce(RoundKind.AUCTION_2).fail()
    end = EndDisposal(Ending.RETURNED, after.PAPER)
    refusal = after.refusal(end)
    assert (refusal.code, refusal.facts) == ("rounds_left", {"last": "auction_2"})
    assert sold.code_of(end) == "not_failed"
    assert after.code_of(replace(end, decision="x")) == "paper_malformed"


def test_the_end_waits_for_the_debtors_own_sale(make: Any) -> None:
    """While the debtor may sell by himself nothing is given back."""
    after = make().until_sale_failed()
    after.do(own(after))
    assert after.code_of(EndDisposal(Ending.RETURNED, after.PAPER)) == "self_disposal_runs"
