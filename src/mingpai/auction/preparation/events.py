"""What was put on file before a round. Past tense; names and versions are for ever."""

from datetime import date, datetime

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
from mingpai.kernel.event import Event, EventKind, Visibility
from mingpai.kernel.ids import ArticleId, BiddingCode, CaseId, LotToken, OfficeId, PropertyId
from mingpai.kernel.money import Fen
from mingpai.law.content import Effect, FurtherItem, Item, NoticeField, SpecialWarning
from mingpai.law.pricing import Leave
from mingpai.law.service import Method


class DisposalOpened(Event, frozen=True, gc=False):
    """A property began to be disposed of.

    Version 1 was put on its platform in the same act: `platform` and `platform_list` (such as
    `national/2019`) are empty since, and `PlatformAssigned` says it.
    """

    case_id: CaseId
    property_id: PropertyId
    property_class: PropertyClass
    court: OfficeId
    nature: Nature = Nature.OTHER
    seized_on: date | None = None
    seizure_until: date | None = None
    traits: tuple[Trait, ...] = ()
    opened_on: date | None = None
    platform: OfficeId | None = None
    platform_list: str = ""


class SeizureRenewed(Event, frozen=True, gc=False):
    """The seizure holds until `until` now."""

    until: date
    proof: str


class PricingStarted(Event, frozen=True, gc=False):
    """Work on the reference price began in this way; `record` says why others were passed over."""

    method: PriceMethod
    tried: tuple[PriceMethod, ...]
    started_on: date
    leave: Leave | None = None
    record: str = ""


class PriceFixed(Event, frozen=True, gc=False):
    """The reference price was found."""

    method: PriceMethod
    price_fen: Fen
    fixed_on: date
    valid_until: date
    report: str


class PriceCorrected(Event, frozen=True, gc=False):
    """The court put right what it had recorded of the reference price; `reason` is its paper."""

    price_fen: Fen
    fixed_on: date
    valid_until: date
    report: str
    reason: str
    on: date


class PriceObjected(Event, frozen=True, gc=False):
    """Somebody concerned objected to the reference price in time."""

    token: LotToken
    received_on: date
    statement: str


class PriceObjectionSettled(Event, frozen=True, gc=False):
    """The objections to the price were dealt with; `upheld`: it must be found anew."""

    upheld: bool
    decision: str


class ClaimsRecorded(Event, frozen=True, gc=False):
    """What the sale is to pay was recorded, and what other property of the case has brought.

    `consent`: the debtor agrees that all is sold (version 1 did not know it).
    """

    debt_fen: Fen
    senior_fen: Fen
    costs_fen: Fen
    proceeds_fen: Fen
    consent: str = ""


class AuctionInsisted(Event, frozen=True, gc=False):
    """The applicant asked to go on though nothing may remain."""

    asked_on: date
    proof: str


class PersonNamed(Event, frozen=True, gc=False):
    """Somebody is concerned by the disposal."""

    token: LotToken
    role: Role


class NoShareholderStated(Event, frozen=True, gc=False):
    """The equity has no other shareholder with a right of priority."""

    on: date
    proof: str


class DocumentServed(Event, frozen=True, gc=False):
    """A document was served; `effective_on` is when service takes effect (None: it failed)."""

    paper: Paper
    token: LotToken
    method: Method
    on: date
    effective_on: date | None
    proof: str


class NoticeWaived(Event, frozen=True, gc=False):
    """Somebody waived the notice before publication, in writing."""

    token: LotToken
    on: date
    proof: str


class PlatformChosen(Event, frozen=True, gc=False):
    """An applicant chose a platform."""

    token: LotToken
    platform: OfficeId
    proof: str


class PlatformAssigned(Event, frozen=True, gc=False):
    """The disposal is on this platform now; `platform_list` named it that day."""

    platform: OfficeId
    platform_list: str
    reason: AssignmentReason
    evidence: str
    on: date


class PanelDecided(Event, frozen=True, gc=False):
    """A panel decided the terms of round `round`."""

    round: int
    members: int
    matters: tuple[PanelMatter, ...]
    start_price_fen: Fen
    step_fen: Fen
    deposit_fen: Fen
    decision: str
    on: date


class AgentConfirmed(Event, frozen=True, gc=False):
    """The court confirmed an agent. Restricted: who registers stays secret (第十八条)."""

    agent: LotToken
    principal: LotToken
    proof: str


class RoundAnnounced(Event, frozen=True, gc=False):
    """The notice of a round was published on `announced_on` (a day in Shanghai).

    Version 1 knew first auctions alone and none of the fields from `basis` on; version 2 did not
    say what stood there besides the eleven items (`further`).
    """

    round: int
    kind: RoundKind
    announced_on: date
    reference_price_fen: Fen
    start_price_fen: Fen
    step_fen: Fen
    deposit_fen: Fen
    opens_at: datetime
    closes_at: datetime
    step_rule: StepRule
    basis: PriceBasis = PriceBasis.REFERENCE
    items: tuple[Item, ...] = ()
    warnings: tuple[SpecialWarning, ...] = ()
    possession: Possession = Possession.NOT_APPLICABLE
    taxes: TaxRule = TaxRule.AS_LAW
    tax_decision: str = ""
    balance_days: int = 0
    bidder_fee_fen: Fen = Fen(0)
    document: str = ""
    repeats: tuple[ArticleId, ...] = ()
    basis_proof: str = ""
    further: tuple[FurtherItem, ...] = ()


class NoticeCorrected(Event, frozen=True, gc=False):
    """A field of the notice was corrected; `effect` says what became of the term.

    `opens_at` and `closes_at` are those of the round from then on.
    """

    round: int
    field: NoticeField
    effect: Effect
    document: str
    on: date
    opens_at: datetime
    closes_at: datetime


class RegistrantsTold(Event, frozen=True, gc=False):
    """Everybody who held a code was told of an announcement; `document` is its digest.

    Restricted: which codes were handed out stays secret while bidding runs (第十八条).
    """

    round: int
    codes: tuple[BiddingCode, ...]
    document: str


def _as_it_was(body: dict[str, object]) -> dict[str, object]:
    """Return a body of an earlier version: what came later has defaults, "not said then"."""
    return body


KINDS: tuple[EventKind, ...] = (
    EventKind("auction.disposal_opened", 2, Visibility.PUBLIC, DisposalOpened, {1: _as_it_was}),
    EventKind("auction.seizure_renewed", 1, Visibility.PUBLIC, SeizureRenewed),
    EventKind("auction.pricing_started", 1, Visibility.PUBLIC, PricingStarted),
    EventKind("auction.price_fixed", 1, Visibility.PUBLIC, PriceFixed),
    EventKind("auction.price_corrected", 1, Visibility.PUBLIC, PriceCorrected),
    EventKind("auction.price_objected", 1, Visibility.RESTRICTED, PriceObjected),
    EventKind("auction.price_objection_settled", 1, Visibility.PUBLIC, PriceObjectionSettled),
    EventKind("auction.claims_recorded", 2, Visibility.RESTRICTED, ClaimsRecorded, {1: _as_it_was}),
    EventKind("auction.auction_insisted", 1, Visibility.PUBLIC, AuctionInsisted),
    EventKind("auction.person_named", 1, Visibility.PUBLIC, PersonNamed),
    EventKind("auction.no_shareholder_stated", 1, Visibility.PUBLIC, NoShareholderStated),
    EventKind("auction.document_served", 1, Visibility.PUBLIC, DocumentServed),
    EventKind("auction.notice_waived", 1, Visibility.PUBLIC, NoticeWaived),
    EventKind("auction.platform_chosen", 1, Visibility.PUBLIC, PlatformChosen),
    EventKind("auction.platform_assigned", 1, Visibility.PUBLIC, PlatformAssigned),
    EventKind("auction.panel_decided", 1, Visibility.PUBLIC, PanelDecided),
    EventKind("auction.agent_confirmed", 1, Visibility.RESTRICTED, AgentConfirmed),
    EventKind(
        "auction.round_announced",
        3,
        Visibility.PUBLIC,
        RoundAnnounced,
        {1: _as_it_was, 2: _as_it_was},
    ),
    EventKind("auction.notice_corrected", 1, Visibility.PUBLIC, NoticeCorrected),
    EventKind("auction.registrants_told", 1, Visibility.RESTRICTED, RegistrantsTold),
)

PreparationEvent = (
    DisposalOpened
    | SeizureRenewed
    | PricingStarted
    | PriceFixed
    | PriceCorrected
    | PriceObjected
    | PriceObjectionSettled
    | ClaimsRecorded
    | AuctionInsisted
    | PersonNamed
    | NoShareholderStated
    | DocumentServed
    | NoticeWaived
    | PlatformChosen
    | PlatformAssigned
    | PanelDecided
    | AgentConfirmed
    | RoundAnnounced
    | NoticeCorrected
    | RegistrantsTold
)
