"""What lies on file before a round: facts that the court records, each once and dated.

No personal data: a person is a token that is keyed per disposal. Papers are digests.
Source: legal reference, sections 7.1-7.2. Where to look next: `preparation.decide`.
"""

import enum
from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from mingpai.kernel.ids import LotToken, OfficeId
from mingpai.kernel.money import Fen
from mingpai.law.service import Method


class Nature(enum.StrEnum):
    """What kind of thing the property is: some kinds have rules of their own."""

    GOODS = "goods"
    VEHICLE = "vehicle"
    SHIP = "ship"
    HOME = "home"
    BUILDING = "building"
    LAND = "land"
    EQUITY = "equity"
    LISTED_SHARES = "listed_shares"
    OTHER = "other"


class Trait(enum.StrEnum):
    """What else about the property changes the rules of its sale."""

    CRIMINAL = "criminal"
    """涉案财物: may be sold without reserve once its last auction failed (法释〔2014〕13号)."""
    PURCHASE_RESTRICTED = "purchase_restricted"
    """限购: the buyer must be eligible without a break until the ruling."""
    APPROVAL_NEEDED = "approval_needed"
    """Equity whose transfer an authority must approve before the ruling."""
    CANNOT_BE_VALUED = "cannot_be_valued"
    """Equity that the appraiser cannot value for want of papers."""
    LEASED = "leased"
    CO_OWNED = "co_owned"


class PriceMethod(enum.StrEnum):
    """How a reference price is found, in the order in which the ways are to be tried.

    Source: 法释〔2018〕15号 第二, 四, 五, 七, 十四条. MARKET: 法释〔2016〕18号 第十条, where no
    assessment was made and the parties were consulted.
    """

    AGREED = "agreed"
    DIRECTED_ENQUIRY = "directed_enquiry"
    NETWORK_INQUIRY = "network_inquiry"
    APPRAISAL = "appraisal"
    MARKET = "market"


class PriceBasis(enum.StrEnum):
    """What the start price of a first round rests on."""

    REFERENCE = "reference"
    CRIMINAL_NO_RESERVE = "criminal_no_reserve"
    EQUITY_COST = "equity_cost"


class Role(enum.StrEnum):
    """As what somebody is concerned by the disposal."""

    APPLICANT = "applicant"
    DEBTOR = "debtor"
    CREDITOR = "creditor"
    """Another creditor of the debtor who may take the property in kind."""
    CO_OWNER = "co_owner"
    TENANT = "tenant"
    SHAREHOLDER = "shareholder"
    COMPANY = "company"
    """The company whose equity is sold."""
    PRIORITY_BUYER = "priority_buyer"
    """Whoever has a priority right on another ground."""
    BUYER = "buyer"
    OUTSIDER = "outsider"


class Paper(enum.StrEnum):
    """Which document is served."""

    PRICE_REPORT = "price_report"
    SURPLUS_NOTICE = "surplus_notice"
    PARTY_NOTICE = "party_notice"
    """The notice of the sale to parties and priority holders before it is published."""
    SHAREHOLDER_NOTICE = "shareholder_notice"
    TENANT_NOTICE = "tenant_notice"
    STOP_DECISION = "stop_decision"
    RESUMPTION_NOTICE = "resumption_notice"
    BALANCE_REMINDER = "balance_reminder"
    DEFAULT_DECISION = "default_decision"
    SALE_RULING = "sale_ruling"
    SETOFF_RULING = "setoff_ruling"
    OBJECTION_DECISION = "objection_decision"
    ANNULMENT_DECISION = "annulment_decision"


class AssignmentReason(enum.StrEnum):
    """Why a disposal went to its platform. Source: 法释〔2016〕18号 第五条, 第二十六条."""

    APPLICANT_CHOICE = "applicant_choice"
    NO_CHOICE_DRAW = "no_choice_draw"
    CONFLICT_DRAW = "conflict_draw"
    SAME_PLATFORM_RULE = "same_platform_rule"
    PLATFORM_UNAVAILABLE = "platform_unavailable"
    APPLICANT_ASKED_ANOTHER = "applicant_asked_another"
    """变卖 alone: the applicant asked in writing for another listed platform."""


class PanelMatter(enum.StrEnum):
    """What a panel must have decided before a notice. Source: 法释〔2016〕18号 第二十七条."""

    START_PRICE = "start_price"
    PRICE_CUT = "price_cut"
    STEP = "step"
    DEPOSIT = "deposit"
    PRIORITY = "priority"


class Possession(enum.StrEnum):
    """Who is in possession, as the notice says it."""

    VACANT = "vacant"
    DEBTOR = "debtor"
    TENANT = "tenant"
    THIRD_PARTY = "third_party"
    NOT_APPLICABLE = "not_applicable"


class TaxRule(enum.StrEnum):
    """Who bears the taxes of the sale, as the notice says it. Source: 法释〔2016〕18号 第三十条."""

    AS_LAW = "as_law"
    COURT_DECIDED = "court_decided"
    """The law is silent and the court decided; the decision's digest stands beside it."""
    BUYER_ALL = "buyer_all"


class Price(Struct, frozen=True):
    """A reference price. `report` is the digest of what it rests on; an objection may be open.

    `corrected_on` is when another report took the place of the one that was on file first.
    `after_round` is the number of the last round when the price was found (0: none), and
    `report_after` the same of its report: what a later round rests on is told by these, since days
    may be put on record late.
    """

    method: PriceMethod
    price_fen: Fen
    fixed_on: date
    valid_until: date
    report: str
    is_objected: bool = False
    corrected_on: date | None = None
    after_round: int = 0
    report_after: int = 0

    @property
    def has_report(self) -> bool:
        """Say whether it rests on a report that the parties are sent and may object to."""
        return self.method in (PriceMethod.NETWORK_INQUIRY, PriceMethod.APPRAISAL)

    @property
    def known_from(self) -> date:
        """Return the first day on which its report can have been served."""
        return self.corrected_on or self.fixed_on


class Claims(Struct, frozen=True):
    """What the sale is to pay: this case's debt, what ranks before it, costs; what is in already.

    Whoever shares in the proceeds is in `debt_fen` or, where he ranks before it, in `senior_fen`.
    `proceeds_fen` is what other property of the same case has brought so far; `consent` the paper
    by which the debtor agrees that all is sold though that is enough.
    """

    debt_fen: Fen
    senior_fen: Fen = Fen(0)
    costs_fen: Fen = Fen(0)
    proceeds_fen: Fen = Fen(0)
    consent: str = ""

    @property
    def open_fen(self) -> Fen:
        """Return what is still to be paid."""
        owed = self.debt_fen + self.senior_fen + self.costs_fen
        return Fen(max(0, owed - self.proceeds_fen))

    @property
    def must_stop(self) -> bool:
        """Say whether other property has brought enough, and the debtor does not want more sold.

        Source: 法释〔2004〕16号 第十四条.
        """
        return not self.open_fen and not self.consent


class Service(Struct, frozen=True):
    """A document served: when it was handed over or put on display, and when it takes effect.

    `effective_on` is None where service failed and must be tried again.
    """

    paper: Paper
    token: LotToken
    method: Method
    on: date
    effective_on: date | None


class Choice(Struct, frozen=True):
    """An applicant's choice of platform."""

    token: LotToken
    platform: OfficeId


class Assignment(Struct, frozen=True):
    """Why the disposal is on its platform. `evidence` is the digest of the choice or the draw."""

    platform: OfficeId
    reason: AssignmentReason
    evidence: str
    on: date


class Panel(Struct, frozen=True):
    """What a panel decided for one round. `round` is the number of the round to be announced."""

    round: int
    members: int
    matters: tuple[PanelMatter, ...]
    start_price_fen: Fen
    step_fen: Fen
    deposit_fen: Fen
    on: date


class Preparation(Struct, frozen=True):
    """All that is on file before a round. Mappings are never changed in place."""

    nature: Nature = Nature.OTHER
    traits: tuple[Trait, ...] = ()
    opened_on: date | None = None
    seized_on: date | None = None
    seizure_until: date | None = None
    pricing: PriceMethod | None = None
    pricing_since: date | None = None
    price: Price | None = None
    priced_before: bool = False
    """Whether another price was on file before the one that is there, or is looked for."""
    fell_in: int = 0
    """The number of the last round when its reference price was found wrong; 0: of none."""
    claims: Claims | None = None
    insisted_on: date | None = None
    persons: dict[str, Role] = {}
    """As what each was named first."""
    further: tuple[tuple[LotToken, Role], ...] = ()
    """As what somebody was named besides."""
    services: tuple[Service, ...] = ()
    waivers: dict[str, date] = {}
    choices: tuple[Choice, ...] = ()
    assignment: Assignment | None = None
    panel: Panel | None = None
    agents: dict[str, str] = {}
    """Agent's token to his principal's."""
    no_shareholder_on: date | None = None
    """When it was put on file that nobody else has a share with a right of priority."""
    corrections: int = 0

    def holders(self, *roles: Role) -> tuple[LotToken, ...]:
        """Return the tokens of everybody who is concerned in one of these roles."""
        found = (token for token, role in self.concerned() if role in roles)
        return tuple(dict.fromkeys(found))

    def concerned(self) -> Iterator[tuple[LotToken, Role]]:
        """Yield everybody who was named, once for each role."""
        for token, role in self.persons.items():
            yield LotToken(token), role
        yield from self.further

    def report_known_on(self, token: str) -> date | None:
        """Return since when somebody has the report on the price that is on file, or None."""
        since = date.max if self.price is None else self.price.known_from
        days = (
            one.effective_on
            for one in self.services
            if one.paper is Paper.PRICE_REPORT
            and one.token == token
            and one.on >= since
            and one.effective_on is not None
        )
        return min(days, default=None)
