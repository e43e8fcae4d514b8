"""Every stage, every event, every guard and every transition is reached by some table.

Generated from the program's own lists and from the tables of the legal reference (7.2, 7.3), so
that a new guard without a table fails here. Where to look next: `disposals/` (the tables),
`conftest.py` (how they are walked).
"""

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec import Struct

from mingpai.auction.codes import Code
from mingpai.auction.events import (
    KINDS,
    BidPlaced,
    ConfirmationPublished,
    RoundPassedIn,
    RoundSold,
)
from mingpai.auction.input_reasons import INPUT_REASONS
from mingpai.auction.model import RoundKind, Stage
from mingpai.auction.preparation.events import (
    AgentConfirmed,
    DocumentServed,
    NoticeWaived,
    PanelDecided,
    PlatformAssigned,
    PriceFixed,
    PricingStarted,
    RoundAnnounced,
)
from mingpai.auction.settlement.events import (
    ApprovalRecorded,
    BalanceReceived,
    BuyerDefaulted,
    CreditorsAsked,
    DepositForwarded,
    DepositReturned,
    DisposalEnded,
    EligibilityReviewed,
    NoOfferRecorded,
    PlanPublished,
    ProceedsDistributed,
    PropertyDelivered,
    SaleAnnulled,
    SaleRuled,
    SelfDisposalApproved,
    SelfDisposalConcluded,
    SetOffAwarded,
)
from mingpai.auction.settlement.model import Ending
from mingpai.auction.stops.events import BiddingResumed, BiddingStopped, RoundWithdrawn
from mingpai.auction.stops.model import StopKind
from mingpai.kernel.event import Event

UNSAID = {
    **dict.fromkeys(INPUT_REASONS, "arrives as bytes: tests/unit/auction/test_intake.py"),
    Code.REPEATED: "answered by the service: tests/unit/service/test_sequencer.py",
    Code.ID_REUSED: "answered by the service: tests/unit/service/test_sequencer.py",
    Code.CLAIM_OUT_OF_RANGE: (
        "an amount in yuan is always one: test_a_claim_is_an_amount in "
        "tests/unit/auction/test_decide.py"
    ),
}
"""What no table can say, with the reason and what proves it instead."""
UNTOLD = {"auction.command_refused", "auction.filing_refused"}
"""Recorded by the service, which no table has."""

S = Stage


class Row(Struct, frozen=True):
    """A transition: by which event (None: by the time alone), from where, to where.

    An empty `before` or `after` stands for any. `kind`: of which round. `holds`: what must be
    true of the event besides.
    """

    id: str
    source: str
    by: type[Event] | None
    before: tuple[Stage, ...] = ()
    after: tuple[Stage, ...] = ()
    kind: RoundKind | None = None
    is_rerun: bool | None = None
    facts: tuple[tuple[str, object], ...] = ()


_A1, _A2, _SALE = RoundKind.AUCTION_1, RoundKind.AUCTION_2, RoundKind.SALE
_UNSOLD, _SOLD = (S.CLOSED_UNSOLD,), (S.CLOSED_SOLD, S.CONFIRMED)
_SET_OFF = (S.SET_OFF_ASKED,)

DISPOSAL = (
    Row("D1 pricing begins", "FS2018-15:1", PricingStarted, (S.SEIZED,), (S.PRICING,)),
    Row("D2 the price is fixed", "FS2018-15:2", PriceFixed, (S.PRICING,), (S.PRICED,)),
    Row("D3-D4 the platform", "FS2016-18:5", PlatformAssigned, (S.PRICED,), (S.ASSIGNED,)),
    Row("D5 first auction", "FS2016-18:16", RoundAnnounced, (S.ASSIGNED,), (S.PUBLISHED,), _A1),
    Row("D6 set-off after it", "FS2004-16:16", CreditorsAsked, _UNSOLD, _SET_OFF, _A1),
    Row("D7 second auction", "FS2016-18:26", RoundAnnounced, _UNSOLD, (S.PUBLISHED,), _A2),
    Row("D8 set-off after it", "FS2004-16:16", CreditorsAsked, _UNSOLD, _SET_OFF, _A2),
    Row("D9 nobody takes it", "FMC2017-455:0", NoOfferRecorded, _SET_OFF, _UNSOLD, _A2),
    Row("D9 变卖", "FMC2017-455:0", RoundAnnounced, _UNSOLD, (S.PUBLISHED,), _SALE),
    Row("D10 set-off after it", "CPLI-2022:490", CreditorsAsked, _UNSOLD, _SET_OFF, _SALE),
    Row(
        "D10 returned",
        "FS2004-16:25",
        DisposalEnded,
        _UNSOLD,
        (S.ENDED,),
        _SALE,
        facts=(("ending", Ending.RETURNED),),
    ),
    Row(
        "D10 administered",
        "CPLI-2022:490",
        DisposalEnded,
        _UNSOLD,
        (S.ENDED,),
        _SALE,
        facts=(("ending", Ending.ADMINISTERED),),
    ),
    Row("D11 taken, to pay", "FS2004-16:16", SetOffAwarded, _SET_OFF, (S.SET_OFF_AWARDED,)),
    Row("D11 paid", "FS2004-16:16", BalanceReceived, (S.SET_OFF_AWARDED,), (S.PAID,)),
    Row("D11 taken, nothing to pay", "FS2004-16:16", SetOffAwarded, _SET_OFF, (S.PAID,)),
    Row("D11 ruled", "FS2004-16:20", SaleRuled, (S.PAID,), (S.RULED,)),
    Row(
        "D12 before a round",
        "FS2021-20:10",
        SelfDisposalApproved,
        (S.ASSIGNED,),
        (S.SELF_DISPOSAL,),
    ),
    Row("D12 after a failure", "FF2024-238:0", SelfDisposalApproved, _UNSOLD, (S.SELF_DISPOSAL,)),
    Row("D12 sold", "FS1998-15:33", SelfDisposalConcluded, (S.SELF_DISPOSAL,), (S.ENDED,)),
    Row("D12 failed", "FS1998-15:33", SelfDisposalConcluded, (S.SELF_DISPOSAL,), (S.ASSIGNED,)),
    Row("D13 before the opening", "FS2004-16:17", RoundWithdrawn, (S.PUBLISHED,), (S.WITHDRAWN,)),
    Row("D13 while bidding runs", "FS2004-16:17", RoundWithdrawn, (S.BIDDING,), (S.WITHDRAWN,)),
    Row("D14 lapsed", "FS2018-15:27.3", None, (S.ASSIGNED,), (S.PRICE_LAPSED,)),
    Row("D14 lapsed after a failure", "FS2018-15:27.3", None, _UNSOLD, (S.PRICE_LAPSED,)),
    Row("D14 priced anew", "FS2018-15:27.3", PricingStarted, (S.PRICE_LAPSED,)),
    Row("D15 served", "FS2016-18:22.2", DocumentServed, (S.RULED,), (S.TITLE_PASSED,)),
    Row("D16 delivered", "FS2004-16:27", PropertyDelivered, (S.TITLE_PASSED,), (S.DELIVERED,)),
    Row("D17 plan", "CPLI-2022:509", PlanPublished, (S.TITLE_PASSED,)),
    Row("D17 paid out", "FF2017-6:10", ProceedsDistributed, (), (S.ENDED,)),
)
"""Section 7.2 of the legal reference."""


def _stop(kind: StopKind, before: Stage) -> Row:
    return Row(
        f"{before.value} -> stopped: {kind.value}",
        "FS2016-18:28",
        BiddingStopped,
        (before,),
        (S.STOPPED,),
        facts=(("kind", kind),),
    )


ROUND = (
    Row("draft -> panel", "FS2016-18:27", PanelDecided, (S.ASSIGNED,), (S.ASSIGNED,)),
    Row("-> notified, served", "FS2016-18:16", DocumentServed, (S.ASSIGNED,), (S.ASSIGNED,)),
    Row("-> notified, waived", "FS2016-18:16", NoticeWaived),
    Row("-> published", "FS2016-18:12", RoundAnnounced, (S.ASSIGNED,), (S.PUBLISHED,)),
    Row("agents before bidding", "FS2016-18:14.0.2", AgentConfirmed, (S.PUBLISHED,)),
    Row("published -> bidding", "FS2016-18:20", None, (S.PUBLISHED,), (S.BIDDING,)),
    Row("a bid", "FS2016-18:20", BidPlaced, (S.BIDDING,), (S.BIDDING,)),
    Row("bidding -> sold, by time", "FS2016-18:11", None, (S.BIDDING,), (S.CLOSED_SOLD,)),
    Row("bidding -> unsold, by time", "FS2016-18:26", None, (S.BIDDING,), _UNSOLD),
    Row("sold is said", "FS2016-18:20", RoundSold, (S.CLOSED_SOLD,)),
    Row("unsold is said", "FS2016-18:26", RoundPassedIn, _UNSOLD, _UNSOLD),
    Row("others' deposits", "FS2016-18:23", DepositReturned, _SOLD),
    Row("the winner's deposit", "FS2016-18:25", DepositForwarded, _SOLD),
    Row("confirmed", "FS2016-18:22.1", ConfirmationPublished, (S.CLOSED_SOLD,), (S.CONFIRMED,)),
    Row("balance -> paid", "FS2016-18:25", BalanceReceived, (S.CONFIRMED,), (S.PAID,)),
    Row("eligibility", "FS2021-18:3", EligibilityReviewed, (S.PAID,), (S.PAID,)),
    Row("approval", "FS2021-20:15", ApprovalRecorded, (S.PAID,), (S.PAID,)),
    Row("paid -> ruled", "FS2004-16:20", SaleRuled, (S.PAID,), (S.RULED,), _A1),
    Row("balance -> default", "FS2016-18:24", BuyerDefaulted, _SOLD, (S.DEFAULTED,)),
    Row(
        "default -> rerun",
        "FS2016-18:24",
        RoundAnnounced,
        (S.DEFAULTED,),
        (S.PUBLISHED,),
        is_rerun=True,
    ),
    Row("sold -> annulled", "FS2016-18:31", SaleAnnulled, _SOLD, (S.ANNULLED,)),
    Row("delivered -> annulled", "FS2016-18:31", SaleAnnulled, (S.DELIVERED,), (S.ANNULLED,)),
    Row(
        "annulled -> rerun",
        "FS2016-18:31",
        RoundAnnounced,
        (S.ANNULLED,),
        (S.PUBLISHED,),
        is_rerun=True,
    ),
    *(_stop(kind, before) for kind in StopKind for before in (S.PUBLISHED, S.BIDDING)),
    Row("stopped -> published", "FS2016-18:28.4", BiddingResumed, (S.STOPPED,), (S.PUBLISHED,)),
    Row("stopped -> withdrawn", "FS2004-16:17", RoundWithdrawn, (S.STOPPED,), (S.WITHDRAWN,)),
    Row("withdrawn -> anew", "FS2004-16:17", RoundAnnounced, (S.WITHDRAWN,), (S.PUBLISHED,)),
    Row("变卖 runs from its first bid", "FMC2017-455:0", BidPlaced, (S.BIDDING,), (), _SALE),
    Row("变卖 -> sold", "FMC2017-455:0", RoundSold, (), (), _SALE),
    Row("变卖 -> unsold", "FMC2017-455:0", RoundPassedIn, (), (), _SALE),
)
"""Section 7.3 of the legal reference. A resumption's hour lies ahead: bidding runs on by time."""


def _walks(step: Any, row: Row) -> bool:
    """Say whether a step is the transition of a row."""
    is_of_round = row.kind in (None, step.kind) and row.is_rerun in (None, step.is_rerun)
    is_from_to = step.before in (row.before or Stage) and step.after in (row.after or Stage)
    if not (is_of_round and is_from_to) or step.refused is not None:
        return False
    if row.by is None:
        return not step.events
    return any(
        isinstance(event, row.by)
        and all(getattr(event, name) == value for name, value in row.facts)
        for event in step.events
    )


@pytest.mark.parametrize("row", [*DISPOSAL, *ROUND], ids=lambda row: row.id)
def test_every_transition_is_walked(walked: Sequence[Any], row: Row) -> None:
    """Each transition of the life cycle is walked by some table."""
    assert any(_walks(step, row) for step in walked)


def test_a_transition_that_no_table_walks_is_found(walked: Sequence[Any]) -> None:
    """The check can fail: nothing leads from a delivered property back to bidding."""
    never = Row("never", "none", BidPlaced, (S.DELIVERED,), (S.BIDDING,))
    assert not any(_walks(step, never) for step in walked)


def test_every_guard_is_reached(walked: Sequence[Any]) -> None:
    """Each code of refusal that a table can meet is met in one."""
    met = {step.refused.code for step in walked if step.refused is not None}
    missing = {code.value for code in Code if code not in UNSAID} - met
    assert not missing, ", ".join(sorted(missing))


def test_what_cannot_be_said_is_not_said(walked: Sequence[Any]) -> None:
    """No guard is excused that a table does reach: but for those that bids as bytes share."""
    met = {step.refused.code for step in walked if step.refused is not None}
    assert met.isdisjoint(code.value for code in UNSAID)


def test_every_stage_is_reached(walked: Sequence[Any]) -> None:
    """Each stage of the life cycle is stood on in some table."""
    missing = set(Stage) - {step.after for step in walked} - {Stage.UNOPENED}
    assert not missing, ", ".join(sorted(missing))


def test_every_event_happens(walked: Sequence[Any]) -> None:
    """Each kind of event happens in some table."""
    happened = {type(event) for step in walked for event in step.events}
    missing = {kind.name for kind in KINDS if kind.body not in happened} - UNTOLD
    assert not missing, ", ".join(sorted(missing))
