"""What may be asked of a disposal. Imperatives; who asks and when it arrived come beside them."""

from datetime import datetime

from msgspec import Struct

from mingpai.auction.model import Ground, PropertyClass, StepRule
from mingpai.kernel.ids import BiddingCode, CaseId, LotToken, OfficeId, PropertyId, StreamId
from mingpai.kernel.money import Fen


class OpenDisposal(Struct, frozen=True, gc=False):
    """Begin to dispose of a property on a platform that the applicant or the court chose."""

    case_id: CaseId
    property_id: PropertyId
    property_class: PropertyClass
    court: OfficeId
    platform: OfficeId


class AnnounceRound(Struct, frozen=True, gc=False):
    """Publish the notice of the first auction. The start price is the reserve price."""

    reference_price_fen: Fen
    start_price_fen: Fen
    step_fen: Fen
    deposit_fen: Fen
    opens_at: datetime
    closes_at: datetime
    step_rule: StepRule = StepRule.AT_LEAST_STEP


class ConfirmPriority(Struct, frozen=True, gc=False):
    """The court confirms a priority right and its rank (1 is the strongest)."""

    token: LotToken
    rank: int


class BarPerson(Struct, frozen=True, gc=False):
    """The court records that a person may not bid for this property."""

    token: LotToken
    ground: Ground


class QualifyBidder(Struct, frozen=True, gc=False):
    """Record that a deposit is confirmed and hand out a bidding code.

    `paid_fen` is what stands in the court's account or is frozen at the platform.
    """

    code: BiddingCode
    token: LotToken
    paid_fen: Fen


class QualifyApplicant(Struct, frozen=True, gc=False):
    """Hand out a code to the applicant for enforcement, who needs no deposit up to his claim."""

    code: BiddingCode
    token: LotToken
    claim_fen: Fen
    paid_fen: Fen


class PlaceBid(Struct, frozen=True, gc=False):
    """Bid a price for the lot it names. A priority holder who bids the current price matches it."""

    lot: StreamId
    round: int
    code: BiddingCode
    price_fen: Fen


class CloseRound(Struct, frozen=True, gc=False):
    """Say what the close led to. Due by itself once the close has passed."""

    round: int


class PublishConfirmation(Struct, frozen=True, gc=False):
    """Publish the confirmation of a sale. The buyer's name stands in the document alone.

    `buyer` is a keyed commitment to the name, `document` the digest of the confirmation.
    """

    round: int
    buyer: str
    document: str


Command = (
    OpenDisposal
    | AnnounceRound
    | ConfirmPriority
    | BarPerson
    | QualifyBidder
    | QualifyApplicant
    | PlaceBid
    | CloseRound
    | PublishConfirmation
)
