"""What is recorded and decided after a round. Papers are digests, money is recorded facts."""

from datetime import date, datetime

from msgspec import Struct

from mingpai.auction.settlement.model import (
    AnnulmentGround,
    AwardBasis,
    Bucket,
    DefaultGround,
    Ending,
)
from mingpai.kernel.ids import BiddingCode, LotToken
from mingpai.kernel.money import Fen


class RecordDepositReturned(Struct, frozen=True, gc=False):
    """A deposit of somebody who did not win was returned or unfrozen. By court or platform.

    `round` is the current one where it is left out; `code` is None for money of a creditor who
    took the property. A winner's money goes back after an annulment, and what is not forfeited of
    it after a default.
    """

    code: BiddingCode | None
    amount_fen: Fen
    at: datetime
    round: int | None = None


class RecordDepositForwarded(Struct, frozen=True, gc=False):
    """The winner's deposit reached the court's account. By court or platform.

    `round`, where it is left out, is the last for which anything is still to be forwarded.
    """

    amount_fen: Fen
    at: datetime
    round: int | None = None


class RecordBalance(Struct, frozen=True, gc=False):
    """Money for the buyer (or taker) reached the court's account, from `payer`.

    `loan` is the digest of the contract by which a lender, who is named as the payer, pays for
    him. Whoever else pays is recorded as another.
    """

    amount_fen: Fen
    received_on: date
    payer: LotToken
    loan: str = ""


class AskCreditors(Struct, frozen=True, gc=False):
    """After a failed round: ask applicant and other creditors whether they take it in kind."""

    asked_on: date
    proof: str


class OfferToTake(Struct, frozen=True, gc=False):
    """A creditor offers to take the property at the failed round's reserve price."""

    token: LotToken
    claim_fen: Fen
    rank: int
    proof: str


class AwardSetOff(Struct, frozen=True, gc=False):
    """Give the property to one of the creditors who offered. `evidence`: of a draw by lot.

    `due_on`: until when he pays what his claim does not cover.
    """

    token: LotToken
    basis: AwardBasis
    due_on: date
    evidence: str = ""


class RecordNoOffer(Struct, frozen=True, gc=False):
    """No creditor takes it: all declined, or the term to answer is over."""

    all_declined: bool
    proof: str


class ReviewEligibility(Struct, frozen=True, gc=False):
    """The court reviewed whether the buyer of a home was eligible from application to ruling.

    `applied_on` is the day of his application to bid (or to take), at the latest that on which he
    got his code (or made his offer). Left out, he must have been eligible from the day of the
    notice on, which is the strictest it can mean.
    """

    is_eligible: bool
    held_from: date
    held_to: date
    proof: str
    applied_on: date | None = None


class RecordApproval(Struct, frozen=True, gc=False):
    """The authority approved, or refused, the transfer of equity to the buyer."""

    is_approved: bool
    proof: str


class MakeRuling(Struct, frozen=True, gc=False):
    """The court makes the ruling on the sale (成交裁定) or set-off. Title passes by its service."""

    document: str


class RecordDelivery(Struct, frozen=True, gc=False):
    """The property was handed over."""

    on: date
    proof: str


class PublishPlan(Struct, frozen=True, gc=False):
    """The plan of distribution reached creditors and debtor; `on`: the last of them."""

    on: date
    document: str


class ObjectToPlan(Struct, frozen=True, gc=False):
    """A creditor or the debtor objected to the plan within fifteen days."""

    token: LotToken
    on: date
    statement: str


class SettlePlanObjection(Struct, frozen=True, gc=False):
    """The objection to the plan is settled (amended plan, no counter-objection, or judgment)."""

    decision: str


class DistributeProceeds(Struct, frozen=True, gc=False):
    """The proceeds were paid out: costs, creditors (this case's applicant included), debtor."""

    costs_fen: Fen
    creditors_fen: Fen
    debtor_fen: Fen
    on: date
    proof: str


class DecideDefault(Struct, frozen=True, gc=False):
    """The court decides that the buyer defaulted (悔拍). `claims_shortfall`: its own decision."""

    claims_shortfall: bool
    decision: str
    ground: DefaultGround = DefaultGround.BALANCE_UNPAID


class RevokeDefault(Struct, frozen=True, gc=False):
    """The court takes its decision on a default back: it was overturned, or found wrong.

    `round` is the last one where it is left out. `due_on`: until when the buyer pays what is left,
    where the sale stands again and the day that was set is over.
    """

    decision: str
    round: int | None = None
    due_on: date | None = None


class ApplyForfeit(Struct, frozen=True, gc=False):
    """Record how a forfeited deposit was used, bucket by bucket, in the order of the law."""

    parts: tuple[tuple[Bucket, Fen], ...]
    proof: str


class AnnulSale(Struct, frozen=True, gc=False):
    """The court annuls (撤销) a finished sale before enforcement ends."""

    ground: AnnulmentGround
    decision: str


class ApproveSelfDisposal(Struct, frozen=True, gc=False):
    """The court lets the debtor sell by himself above the failed price, within a term."""

    price_fen: Fen
    until: date
    decision: str


class ConcludeSelfDisposal(Struct, frozen=True, gc=False):
    """The debtor's own sale was carried out and paid, or came to nothing.

    Sold: `amount_fen` reached the court's account, the last of it on `received_on`.
    """

    is_sold: bool
    proof: str
    amount_fen: Fen = Fen(0)
    received_on: date | None = None


class EndDisposal(Struct, frozen=True, gc=False):
    """After the last failure: administration for the creditor, or return of the property."""

    ending: Ending
    decision: str


class RecordCaseEnded(Struct, frozen=True, gc=False):
    """Enforcement of the whole case ended (结案), after this disposal did."""

    on: date
    proof: str


SettlementCommand = (
    RecordDepositReturned
    | RecordDepositForwarded
    | RecordBalance
    | AskCreditors
    | OfferToTake
    | AwardSetOff
    | RecordNoOffer
    | ReviewEligibility
    | RecordApproval
    | MakeRuling
    | RecordDelivery
    | PublishPlan
    | ObjectToPlan
    | SettlePlanObjection
    | DistributeProceeds
    | DecideDefault
    | RevokeDefault
    | ApplyForfeit
    | AnnulSale
    | ApproveSelfDisposal
    | ConcludeSelfDisposal
    | EndDisposal
    | RecordCaseEnded
)
