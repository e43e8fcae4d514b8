"""What a court records before a round. Imperatives; who asks and when come beside them.

A `proof`, `report`, `evidence` or `decision` is the SHA-256 of a paper, in base64url.
"""

from datetime import date, datetime

from msgspec import Struct

from mingpai.auction.model import PropertyClass, RoundKind, StepRule
from mingpai.auction.preparation.model import (
    AssignmentReason,
    Nature,
    PanelMatter,
    Paper,
    Possession,
    PriceBasis,
    PriceMethod,
    Role,
    TaxRule,
    Trait,
)
from mingpai.kernel.ids import ArticleId, CaseId, LotToken, OfficeId, PropertyId
from mingpai.kernel.money import Fen
from mingpai.law.content import FurtherItem, Item, NoticeField, SpecialWarning
from mingpai.law.pricing import Leave
from mingpai.law.service import Method


class OpenDisposal(Struct, frozen=True, gc=False):
    """Begin to dispose of a property that is seized until `seizure_until` (a day in Shanghai)."""

    case_id: CaseId
    property_id: PropertyId
    property_class: PropertyClass
    court: OfficeId
    nature: Nature
    seized_on: date
    seizure_until: date
    traits: tuple[Trait, ...] = ()


class RenewSeizure(Struct, frozen=True, gc=False):
    """The seizure was renewed before it lapsed."""

    until: date
    proof: str


class StartPricing(Struct, frozen=True, gc=False):
    """Begin to find the reference price in one of the ways of the law, in their order.

    `tried` names the ways before it that led to nothing and `leave` what lets others be skipped;
    `record` is the digest of the record of either.
    """

    method: PriceMethod
    tried: tuple[PriceMethod, ...] = ()
    leave: Leave | None = None
    record: str = ""


class FixPrice(Struct, frozen=True, gc=False):
    """Record the reference price that was found."""

    price_fen: Fen
    fixed_on: date
    valid_until: date
    report: str


class CorrectPrice(Struct, frozen=True, gc=False):
    """The court corrects the price on record, which was recorded wrongly, for a stated reason.

    What rested on it begins again: the panel decides anew, and another `report` is served anew.
    """

    price_fen: Fen
    fixed_on: date
    valid_until: date
    report: str
    reason: str


class ObjectToPrice(Struct, frozen=True, gc=False):
    """A party or an interested person objected to the report within its term."""

    token: LotToken
    received_on: date
    statement: str


class SettlePriceObjection(Struct, frozen=True, gc=False):
    """The objections to the price were dealt with. Upheld, the price must be found anew."""

    upheld: bool
    decision: str


class RecordClaims(Struct, frozen=True, gc=False):
    """Record what the sale is to pay, and what other property of the case has brought."""

    debt_fen: Fen
    senior_fen: Fen
    costs_fen: Fen
    proceeds_fen: Fen = Fen(0)
    consent: str = ""
    """The paper by which the debtor agrees that all is sold though the proceeds are enough."""


class InsistOnAuction(Struct, frozen=True, gc=False):
    """The applicant, told that nothing may remain, asked in time to go on."""

    asked_on: date
    proof: str


class NamePerson(Struct, frozen=True, gc=False):
    """Record that somebody is concerned by the disposal, and as what."""

    token: LotToken
    role: Role


class StateNoShareholder(Struct, frozen=True, gc=False):
    """Record that equity has no other shareholder who is to be told: `proof` is its register.

    The only shareholder is the debtor, or shares of this kind give no right of priority.
    """

    proof: str


class ServeDocument(Struct, frozen=True, gc=False):
    """Record that a document was served (送达): on whom, how, on which day, with which proof."""

    paper: Paper
    token: LotToken
    method: Method
    on: date
    proof: str
    failed: bool = False


class WaiveNotice(Struct, frozen=True, gc=False):
    """A party or priority holder waived the notice in writing."""

    token: LotToken
    proof: str


class RecordChoice(Struct, frozen=True, gc=False):
    """An applicant chose a platform from the list."""

    token: LotToken
    platform: OfficeId
    proof: str


class AssignPlatform(Struct, frozen=True, gc=False):
    """Put the disposal on a platform: the applicant's choice, or the court's draw."""

    platform: OfficeId
    reason: AssignmentReason
    evidence: str


class RecordPanel(Struct, frozen=True, gc=False):
    """Record what the panel decided for the round that is to be announced next."""

    members: int
    matters: tuple[PanelMatter, ...]
    start_price_fen: Fen
    step_fen: Fen
    deposit_fen: Fen
    decision: str


class ConfirmAgent(Struct, frozen=True, gc=False):
    """The court confirms that somebody bids for somebody else, before bidding opens."""

    agent: LotToken
    principal: LotToken
    proof: str


class Notice(Struct, frozen=True, gc=False):
    """What is published on the day of a notice, as texts by item and by warning.

    The texts stand in the published document, whose digest is `document`; entries hold only which
    items there were. `balance_days`: days after the close to pay the rest of the price.
    `bidder_fee_fen`: what the notice would have a bidder or buyer pay beside the price.
    """

    items: dict[Item, str]
    warnings: dict[SpecialWarning, str]
    possession: Possession
    taxes: TaxRule
    balance_days: int
    document: str
    tax_decision: str = ""
    bidder_fee_fen: Fen = Fen(0)
    repeats: tuple[ArticleId, ...] = ()
    """Articles of documents that bind a bidder only where the notice repeats them."""
    further: dict[FurtherItem, str] = {}
    """What this kind of property asks for besides."""


class AnnounceRound(Struct, frozen=True, gc=False):
    """Publish the notice of a round. The start price is the reserve price.

    Of a 变卖 `closes_at` is the end of its period; the first bid sets its close. `basis_proof` is
    the digest of what lets the start price rest on something else than the reference price.
    """

    kind: RoundKind
    start_price_fen: Fen
    step_fen: Fen
    deposit_fen: Fen
    opens_at: datetime
    closes_at: datetime
    notice: Notice
    step_rule: StepRule = StepRule.AT_LEAST_STEP
    basis: PriceBasis = PriceBasis.REFERENCE
    basis_proof: str = ""


class CorrectNotice(Struct, frozen=True, gc=False):
    """Correct a field of a published notice by an announcement; registrants are told.

    `document` is the digest of the correcting announcement. `opens_at` and `closes_at` put bidding
    off, so that the term can begin again; None: they stay.
    """

    field: NoticeField
    text: str
    document: str
    opens_at: datetime | None = None
    closes_at: datetime | None = None


PreparationCommand = (
    OpenDisposal
    | RenewSeizure
    | StartPricing
    | FixPrice
    | CorrectPrice
    | ObjectToPrice
    | SettlePriceObjection
    | RecordClaims
    | InsistOnAuction
    | NamePerson
    | StateNoShareholder
    | ServeDocument
    | WaiveNotice
    | RecordChoice
    | AssignPlatform
    | RecordPanel
    | ConfirmAgent
    | AnnounceRound
    | CorrectNotice
)
