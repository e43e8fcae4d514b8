"""The state of one disposal. Immutable; what a bid changes is kept apart from what it does not.

Case 1-n Property 1-1 Disposal 1-n Round: a disposal owns its rounds from the beginning, so that
later rounds add states and not another shape.
Source: law reference, section 7.1-7.3.
"""

import enum
from datetime import date, datetime

from msgspec import Struct

from mingpai.kernel.ids import BiddingCode, CaseId, LotToken, OfficeId, PropertyId
from mingpai.kernel.money import Fen
from mingpai.law.book import Law


class PropertyClass(enum.StrEnum):
    """The three classes that the notice periods of 第十二条 tell apart."""

    MOVABLE = "movable"
    IMMOVABLE = "immovable"
    OTHER_RIGHT = "other_right"


class RoundKind(enum.StrEnum):
    """What kind of round it is. Only the first auction is carried out so far."""

    AUCTION_1 = "auction_1"
    AUCTION_2 = "auction_2"
    SALE = "sale"
    RERUN = "rerun"


class Phase(enum.StrEnum):
    """What is on record of a round. Whether bidding has opened or ended is a matter of the time."""

    PUBLISHED = "published"
    CLOSED_SOLD = "closed_sold"
    CLOSED_UNSOLD = "closed_unsold"


class Stage(enum.StrEnum):
    """Where a disposal stands at an instant, in the words of the life cycle."""

    UNOPENED = "unopened"
    ASSIGNED = "assigned"
    PUBLISHED = "published"
    BIDDING = "bidding"
    CLOSED_SOLD = "closed_sold"
    CLOSED_UNSOLD = "closed_unsold"
    CONFIRMED = "confirmed"


class StepRule(enum.StrEnum):
    """What the published rules of this sale say about a rise."""

    AT_LEAST_STEP = "at_least_step"
    WHOLE_STEPS = "whole_steps"


class Standing(enum.StrEnum):
    """As what somebody bids."""

    ORDINARY = "ordinary"
    APPLICANT = "applicant"
    PRIORITY = "priority"


class Ground(enum.StrEnum):
    """Why a person may not bid for this property.

    Source: 法释〔2016〕18号 第三十四条 (all but the last), 第二十四条 (the last).
    """

    COURT = "court"
    COURT_STAFF = "court_staff"
    PLATFORM = "platform"
    PLATFORM_STAFF = "platform_staff"
    AUXILIARY_FIRM = "auxiliary_firm"
    AUXILIARY_STAFF = "auxiliary_staff"
    CLOSE_RELATIVE = "close_relative"
    DEFAULTER = "defaulter"


class Terms(Struct, frozen=True, gc=False):
    """What the notice of a round fixes. `law` is the law that binds it, from its day on."""

    number: int
    kind: RoundKind
    announced_on: date
    reference_price_fen: Fen
    start_price_fen: Fen
    step_fen: Fen
    deposit_fen: Fen
    opens_at: datetime
    closes_at: datetime
    step_rule: StepRule
    law: Law


class Bidder(Struct, frozen=True, gc=False):
    """A code and as what it bids. `rank`: 1 is the strongest priority; 0 is none."""

    code: BiddingCode
    token: LotToken
    standing: Standing
    rank: int = 0


class Book(Struct, frozen=True, gc=False):
    """What bids change: the price, who holds it, and when bidding closes. All else is cold."""

    closes_at: datetime
    price_fen: Fen = Fen(0)
    leader: BiddingCode = BiddingCode("")
    leader_rank: int = 0
    bids: int = 0
    extensions: int = 0


class Round(Struct, frozen=True, gc=False):
    """One round. `bidders` is never changed in place: a new mapping replaces it."""

    terms: Terms
    book: Book
    bidders: dict[str, Bidder]
    phase: Phase = Phase.PUBLISHED
    closed_at: datetime | None = None
    is_confirmed: bool = False


class Disposal(Struct, frozen=True, gc=False):
    """One property on its way from assignment to confirmation. Empty until it is opened."""

    id: str
    case_id: CaseId | None = None
    property_id: PropertyId | None = None
    property_class: PropertyClass = PropertyClass.MOVABLE
    court: OfficeId | None = None
    platform: OfficeId | None = None
    rounds: tuple[Round, ...] = ()
    barred: dict[str, Ground] = {}
    priorities: dict[str, int] = {}

    @property
    def current(self) -> Round | None:
        """Return the round that is running or was last."""
        return self.rounds[-1] if self.rounds else None


def stage_at(state: Disposal, *, now: datetime) -> Stage:
    """Return where a disposal stands at `now`, whether or not a timer has run since.

    Units: an aware instant. Source: 法释〔2016〕18号 第十一条, 第二十条第二款, 第二十六条.
    """
    if state.court is None:
        return Stage.UNOPENED
    current = state.current
    if current is None:
        return Stage.ASSIGNED
    if current.is_confirmed:
        return Stage.CONFIRMED
    if current.phase is Phase.PUBLISHED:
        if now < current.terms.opens_at:
            return Stage.PUBLISHED
        if now < current.book.closes_at:
            return Stage.BIDDING
    return Stage.CLOSED_SOLD if current.book.bids else Stage.CLOSED_UNSOLD
