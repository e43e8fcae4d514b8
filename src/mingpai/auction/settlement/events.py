"""What followed a round. Past tense; names and versions are for ever."""

from datetime import date, datetime

from mingpai.auction.settlement.model import (
    AnnulmentGround,
    AwardBasis,
    Bucket,
    DefaultGround,
    Ending,
    Payer,
)
from mingpai.kernel.event import Event, EventKind, Visibility
from mingpai.kernel.ids import BiddingCode, LotToken
from mingpai.kernel.money import Fen


class DepositReturned(Event, frozen=True, gc=False):
    """A deposit went back. Restricted: who else registered is nobody's business (第十八条).

    `code` is None for the money of a creditor who took the property.
    """

    round: int
    code: BiddingCode | None
    amount_fen: Fen
    at: datetime


class DepositForwarded(Event, frozen=True, gc=False):
    """The winner's deposit reached the court."""

    round: int
    amount_fen: Fen
    at: datetime


class BalanceReceived(Event, frozen=True, gc=False):
    """Money of the buyer reached the court; `paid_fen` is all that counts to the price now."""

    round: int
    amount_fen: Fen
    paid_fen: Fen
    received_on: date


class BalancePaidByAnother(Event, frozen=True, gc=False):
    """Money for the buyer came from somebody else. It counts all the same.

    `loan` is the digest of a lender's contract. Restricted: the buyer's name is public, how he
    found the money is his own business.
    """

    round: int
    amount_fen: Fen
    payer: LotToken
    capacity: Payer
    loan: str


class CreditorsAsked(Event, frozen=True, gc=False):
    """Creditors were asked whether they take the property at the failed reserve price."""

    round: int
    price_fen: Fen
    asked_on: date
    proof: str


class OfferMade(Event, frozen=True, gc=False):
    """A creditor offered to take the property. Restricted: his claim is his own business.

    `on` is the day of the record (None: not said in version 1).
    """

    round: int
    token: LotToken
    claim_fen: Fen
    rank: int
    proof: str
    on: date | None = None


class SetOffAwarded(Event, frozen=True, gc=False):
    """A creditor takes the property; he pays `due_fen` by `due_on` beside his claim."""

    round: int
    token: LotToken
    basis: AwardBasis
    price_fen: Fen
    due_fen: Fen
    due_on: date
    on: date
    evidence: str


class NoOfferRecorded(Event, frozen=True, gc=False):
    """No creditor takes the property."""

    round: int
    all_declined: bool
    proof: str


class EligibilityReviewed(Event, frozen=True, gc=False):
    """The court reviewed the buyer's eligibility for a home.

    Restricted: the buyer's name is public, since when he may buy a home is not.
    """

    round: int
    is_eligible: bool
    applied_on: date
    held_from: date
    held_to: date
    proof: str


class ApprovalRecorded(Event, frozen=True, gc=False):
    """An authority approved or refused the transfer of equity."""

    round: int
    is_approved: bool
    on: date
    proof: str


class SaleRuled(Event, frozen=True, gc=False):
    """The ruling was made. Title passes with its service, not before."""

    round: int
    on: date
    document: str


class PropertyDelivered(Event, frozen=True, gc=False):
    """The property was handed over."""

    round: int
    on: date
    proof: str


class PlanPublished(Event, frozen=True, gc=False):
    """The plan of distribution reached creditors and debtor; `on`: the last of them."""

    on: date
    document: str


class PlanObjected(Event, frozen=True, gc=False):
    """Somebody objected to the plan in time. Restricted: who is owed what is private."""

    token: LotToken
    on: date
    statement: str


class PlanObjectionSettled(Event, frozen=True, gc=False):
    """The objection to the plan is settled."""

    decision: str


class ProceedsDistributed(Event, frozen=True, gc=False):
    """The proceeds were paid out; the disposal is done."""

    costs_fen: Fen
    creditors_fen: Fen
    debtor_fen: Fen
    on: date
    proof: str


class BuyerDefaulted(Event, frozen=True, gc=False):
    """The court decided that the buyer defaulted: deposit kept, buyer barred, re-auction.

    `return_fen` is what goes back to him of what he paid. `code` is None for a creditor who took
    the property and did not pay the difference.
    """

    round: int
    code: BiddingCode | None
    ground: DefaultGround
    forfeited_fen: Fen
    return_fen: Fen
    claims_shortfall: bool
    on: date
    decision: str


class DefaultRevoked(Event, frozen=True, gc=False):
    """The court took its decision on a default back, and lifted the bar.

    `is_restored`: the sale, or set-off, stands again, and what is left of the price is due by
    `due_on` (None: nothing is left). Else a later round came first, and `return_fen`, which was
    kept, goes back.
    """

    round: int
    code: BiddingCode | None
    is_restored: bool
    return_fen: Fen
    due_on: date | None
    on: date
    decision: str


class ForfeitApplied(Event, frozen=True, gc=False):
    """A forfeited deposit was used, bucket by bucket."""

    round: int
    parts: tuple[tuple[Bucket, Fen], ...]
    proof: str


class SaleAnnulled(Event, frozen=True, gc=False):
    """A finished sale was undone (撤销): all that the buyer paid goes back."""

    round: int
    ground: AnnulmentGround
    return_fen: Fen
    on: date
    decision: str


class SelfDisposalApproved(Event, frozen=True, gc=False):
    """The debtor may sell by himself until `until`; set-off and sale wait.

    `on` is the day of the decision (None: not said in version 1).
    """

    price_fen: Fen
    until: date
    decision: str
    on: date | None = None


class SelfDisposalConcluded(Event, frozen=True, gc=False):
    """The debtor's own sale was paid, or came to nothing.

    Sold: `amount_fen` reached the court's account on `received_on` (None: not said in version 1).
    """

    is_sold: bool
    proof: str
    amount_fen: Fen = Fen(0)
    received_on: date | None = None


class DisposalEnded(Event, frozen=True, gc=False):
    """The disposal ended without a sale."""

    ending: Ending
    decision: str


class CaseEnded(Event, frozen=True, gc=False):
    """Enforcement of the whole case ended on `on`; what was sold in it is annulled no more."""

    on: date
    proof: str


def undated(body: dict[str, object]) -> dict[str, object]:
    """Return a body of version 1, which did not bear its day, nor what was paid."""
    return body


KINDS: tuple[EventKind, ...] = (
    EventKind("auction.deposit_returned", 1, Visibility.RESTRICTED, DepositReturned),
    EventKind("auction.deposit_forwarded", 1, Visibility.PUBLIC, DepositForwarded),
    EventKind("auction.balance_received", 1, Visibility.PUBLIC, BalanceReceived),
    EventKind("auction.balance_paid_by_another", 1, Visibility.RESTRICTED, BalancePaidByAnother),
    EventKind("auction.creditors_asked", 1, Visibility.PUBLIC, CreditorsAsked),
    EventKind("auction.offer_made", 2, Visibility.RESTRICTED, OfferMade, {1: undated}),
    EventKind("auction.set_off_awarded", 1, Visibility.PUBLIC, SetOffAwarded),
    EventKind("auction.no_offer_recorded", 1, Visibility.PUBLIC, NoOfferRecorded),
    EventKind("auction.eligibility_reviewed", 1, Visibility.RESTRICTED, EligibilityReviewed),
    EventKind("auction.approval_recorded", 1, Visibility.PUBLIC, ApprovalRecorded),
    EventKind("auction.sale_ruled", 1, Visibility.PUBLIC, SaleRuled),
    EventKind("auction.property_delivered", 1, Visibility.PUBLIC, PropertyDelivered),
    EventKind("auction.plan_published", 1, Visibility.PUBLIC, PlanPublished),
    EventKind("auction.plan_objected", 1, Visibility.RESTRICTED, PlanObjected),
    EventKind("auction.plan_objection_settled", 1, Visibility.PUBLIC, PlanObjectionSettled),
    EventKind("auction.proceeds_distributed", 1, Visibility.PUBLIC, ProceedsDistributed),
    EventKind("auction.buyer_defaulted", 1, Visibility.PUBLIC, BuyerDefaulted),
    EventKind("auction.default_revoked", 1, Visibility.PUBLIC, DefaultRevoked),
    EventKind("auction.forfeit_applied", 1, Visibility.PUBLIC, ForfeitApplied),
    EventKind("auction.sale_annulled", 1, Visibility.PUBLIC, SaleAnnulled),
    EventKind(
        "auction.self_disposal_approved",
        2,
        Visibility.PUBLIC,
        SelfDisposalApproved,
        {1: undated},
    ),
    EventKind(
        "auction.self_disposal_concluded",
        2,
        Visibility.PUBLIC,
        SelfDisposalConcluded,
        {1: undated},
    ),
    EventKind("auction.disposal_ended", 1, Visibility.PUBLIC, DisposalEnded),
    EventKind("auction.case_ended", 1, Visibility.PUBLIC, CaseEnded),
)

SettlementEvent = (
    DepositReturned
    | DepositForwarded
    | BalanceReceived
    | BalancePaidByAnother
    | CreditorsAsked
    | OfferMade
    | SetOffAwarded
    | NoOfferRecorded
    | EligibilityReviewed
    | ApprovalRecorded
    | SaleRuled
    | PropertyDelivered
    | PlanPublished
    | PlanObjected
    | PlanObjectionSettled
    | ProceedsDistributed
    | BuyerDefaulted
    | DefaultRevoked
    | ForfeitApplied
    | SaleAnnulled
    | SelfDisposalApproved
    | SelfDisposalConcluded
    | DisposalEnded
    | CaseEnded
)
