"""What other systems and platforms report about a lot, a firm or themselves. Names are for ever.

A report names the lot it is about, or none; it may stand in any stream. No personal data: what a
feed showed is told as its shape, money by its reference. Must not know what is lawful.
Where to look next: `supervision.rules` (which rule reads which report).
"""

import enum
from datetime import date, datetime

from mingpai.kernel.event import Event, EventKind, Visibility
from mingpai.kernel.ids import BiddingCode, OfficeId, StreamId
from mingpai.kernel.money import Fen


class IdentityField(enum.StrEnum):
    """What of a person was opened, shown or passed on."""

    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    ADDRESS = "address"
    ACCOUNT = "account"
    OTHER = "other"


class FeedField(enum.StrEnum):
    """What a public feed of bids showed, column by column."""

    CODE = "code"
    PRICE = "price"
    TIME = "time"
    STATE = "state"
    RANK = "rank"
    COUNT = "count"
    """How many bidders or bids there were."""
    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    ADDRESS = "address"
    ACCOUNT = "account"
    NETWORK_ADDRESS = "network_address"


class Records(enum.StrEnum):
    """What was disposed of."""

    AUCTION = "auction"
    """The electronic data of an auction."""
    SHARE = "share"
    """The record that personal data were provided to somebody."""


class Operator(enum.StrEnum):
    """As what somebody runs the system that an incident struck: it fixes how soon he reports."""

    CRITICAL = "critical"
    """Critical information infrastructure."""
    ORGAN = "organ"
    """A central or state organ."""
    OTHER = "other"


class Report(Event, frozen=True, gc=False):
    """Base of all reports. `lot` is the stream of the disposal it is about, or None."""

    lot: StreamId | None


class IdentityOpened(Report, frozen=True, gc=False):
    """Somebody looked at a bidder's identity. `grant` is what allowed it; empty: nothing did."""

    code: BiddingCode | None
    fields: tuple[IdentityField, ...]
    office: OfficeId
    grant: str
    at: datetime


class FeedShown(Report, frozen=True, gc=False):
    """What a public feed showed. `odd_codes`: how many of its codes are none by their form."""

    round: int
    fields: tuple[FeedField, ...]
    odd_codes: int
    at: datetime


class AuxiliaryMandated(Report, frozen=True, gc=False):
    """An auxiliary firm got a mandate. `draw` is the digest of the draw; empty: none was held."""

    firm: OfficeId
    is_registered: bool
    draw: str
    on: date


class BidderFeeCharged(Report, frozen=True, gc=False):
    """A firm charged a bidder or buyer something beside the price."""

    firm: OfficeId
    amount_fen: Fen
    on: date
    proof: str


class DataProvided(Report, frozen=True, gc=False):
    """Personal data were provided to somebody. `record`, `contract`: digests; empty: none."""

    recipient: OfficeId
    fields: tuple[IdentityField, ...]
    record: str
    contract: str
    on: date


class DataDisposed(Report, frozen=True, gc=False):
    """Records were destroyed. `kept_from`: the day from which their term runs."""

    what: Records
    holder: OfficeId
    kept_from: date
    disposed_on: date


class NetworkLogDisposed(Report, frozen=True, gc=False):
    """Network logs were destroyed. `kept_from`: the day of the last entry in them."""

    holder: OfficeId
    kept_from: date
    disposed_on: date


class IncidentNoticed(Report, frozen=True, gc=False):
    """A security incident was noticed. `incident` is the holder's own number for it."""

    incident: str
    operator: Operator
    holder: OfficeId
    at: datetime


class IncidentReported(Report, frozen=True, gc=False):
    """A security incident was reported to the authority."""

    incident: str
    holder: OfficeId
    to: OfficeId
    at: datetime


class FundsArrived(Report, frozen=True, gc=False):
    """Money arrived on a court's master account. `reference` is the bank's, keyed."""

    reference: str
    amount_fen: Fen
    arrived_on: date


class FundsClaimed(Report, frozen=True, gc=False):
    """Money was moved from the master account to the account of a case."""

    reference: str
    case_lot: StreamId
    claimed_on: date


KINDS: tuple[EventKind, ...] = (
    EventKind("report.identity_opened", 1, Visibility.RESTRICTED, IdentityOpened),
    EventKind("report.feed_shown", 1, Visibility.PUBLIC, FeedShown),
    EventKind("report.auxiliary_mandated", 1, Visibility.PUBLIC, AuxiliaryMandated),
    EventKind("report.bidder_fee_charged", 1, Visibility.RESTRICTED, BidderFeeCharged),
    EventKind("report.data_provided", 1, Visibility.RESTRICTED, DataProvided),
    EventKind("report.data_disposed", 1, Visibility.PUBLIC, DataDisposed),
    EventKind("report.network_log_disposed", 1, Visibility.RESTRICTED, NetworkLogDisposed),
    EventKind("report.incident_noticed", 1, Visibility.RESTRICTED, IncidentNoticed),
    EventKind("report.incident_reported", 1, Visibility.RESTRICTED, IncidentReported),
    EventKind("report.funds_arrived", 1, Visibility.RESTRICTED, FundsArrived),
    EventKind("report.funds_claimed", 1, Visibility.RESTRICTED, FundsClaimed),
)
