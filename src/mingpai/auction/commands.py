"""What may be asked of a disposal. Imperatives; who asks and when it arrived come beside them.

Here: persons, codes, bids, and the end of a round. Where to look next: the `commands` of
`preparation`, `stops`, `settlement` and `objections`.
"""

from msgspec import Struct

from mingpai.auction.model import Ground, Keeper
from mingpai.auction.objections.commands import ObjectionCommand
from mingpai.auction.papers import PaperCommand
from mingpai.auction.preparation.commands import PreparationCommand
from mingpai.auction.presence import PresenceCommand
from mingpai.auction.settlement.commands import SettlementCommand
from mingpai.auction.stops.commands import StopCommand
from mingpai.kernel.ids import BiddingCode, LotToken, StreamId
from mingpai.kernel.money import Fen


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

    `paid_fen` is what stands in the court's account or is frozen at the platform: `held_by` says
    which. `agent` bids for the person and must be confirmed; `joint` bid together with him under
    this one code. `commitment` is the digest of what they all promised of their eligibility for a
    home under purchase restriction.
    """

    code: BiddingCode
    token: LotToken
    paid_fen: Fen
    agent: LotToken | None = None
    joint: tuple[LotToken, ...] = ()
    held_by: Keeper = Keeper.PLATFORM
    commitment: str = ""


class QualifyApplicant(Struct, frozen=True, gc=False):
    """Hand out a code to the applicant for enforcement, who needs no deposit up to his claim.

    He is on file as applicant. The other fields are those of `QualifyBidder`.
    """

    code: BiddingCode
    token: LotToken
    claim_fen: Fen
    paid_fen: Fen
    agent: LotToken | None = None
    held_by: Keeper = Keeper.PLATFORM
    commitment: str = ""


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


RoundCommand = (
    ConfirmPriority
    | BarPerson
    | QualifyBidder
    | QualifyApplicant
    | PlaceBid
    | CloseRound
    | PublishConfirmation
)

Command = (
    RoundCommand
    | PreparationCommand
    | StopCommand
    | SettlementCommand
    | ObjectionCommand
    | PaperCommand
    | PresenceCommand
)
