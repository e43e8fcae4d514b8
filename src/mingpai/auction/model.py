"""The state of one disposal. Immutable; what a bid changes is kept apart from what it does not.

Case 1-n Property 1-1 Disposal 1-n Round. `file` is everything that no bid changes.
Source: legal reference, sections 7.1-7.3. Where to look next: `preparation.model` (before a
round), `stops.model`, `settlement.model` (after one), `objections.model`.
"""

import enum
from datetime import date, datetime, timedelta

from msgspec import Struct

from mingpai.auction.objections.model import Objection
from mingpai.auction.preparation.model import Preparation, PriceBasis
from mingpai.auction.settlement.model import Ending, Settlement
from mingpai.auction.stops.model import Stop
from mingpai.kernel.ids import BiddingCode, CaseId, LotToken, OfficeId, PropertyId
from mingpai.kernel.moments import local_date
from mingpai.kernel.money import Fen
from mingpai.law.book import LAWS, Law
from mingpai.law.parameters import PRICE_GRACE_MONTHS
from mingpai.law.periods import add_months


class PropertyClass(enum.StrEnum):
    """The three classes that the notice periods of 第十二条 tell apart."""

    MOVABLE = "movable"
    IMMOVABLE = "immovable"
    OTHER_RIGHT = "other_right"


class RoundKind(enum.StrEnum):
    """What kind of round it is; RERUN is the re-auction after a default, of whichever round."""

    AUCTION_1 = "auction_1"
    AUCTION_2 = "auction_2"
    SALE = "sale"
    RERUN = "rerun"


class Phase(enum.StrEnum):
    """What is on record of a round. Whether bidding has opened or ended is a matter of the time."""

    PUBLISHED = "published"
    STOPPED = "stopped"
    CLOSED_SOLD = "closed_sold"
    CLOSED_UNSOLD = "closed_unsold"
    WITHDRAWN = "withdrawn"
    DEFAULTED = "defaulted"
    ANNULLED = "annulled"


class Stage(enum.StrEnum):
    """Where a disposal stands at an instant, in the words of the life cycle (7.2 and 7.3)."""

    UNOPENED = "unopened"
    SEIZED = "seized"
    PRICING = "pricing"
    PRICED = "priced"
    ASSIGNED = "assigned"
    PUBLISHED = "published"
    BIDDING = "bidding"
    STOPPED = "stopped"
    CLOSED_SOLD = "closed_sold"
    CLOSED_UNSOLD = "closed_unsold"
    CONFIRMED = "confirmed"
    PAID = "paid"
    RULED = "ruled"
    TITLE_PASSED = "title_passed"
    DELIVERED = "delivered"
    SET_OFF_ASKED = "set_off_asked"
    SET_OFF_AWARDED = "set_off_awarded"
    SELF_DISPOSAL = "self_disposal"
    DEFAULTED = "defaulted"
    ANNULLED = "annulled"
    PRICE_LAPSED = "price_lapsed"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class StepRule(enum.StrEnum):
    """What the published rules of this sale say about a rise."""

    AT_LEAST_STEP = "at_least_step"
    WHOLE_STEPS = "whole_steps"


class Standing(enum.StrEnum):
    """As what somebody bids."""

    ORDINARY = "ordinary"
    APPLICANT = "applicant"
    PRIORITY = "priority"


class Keeper(enum.StrEnum):
    """Who holds a deposit. Source: 法释〔2016〕18号 第十七条第二款."""

    PLATFORM = "platform"
    """Frozen in the platform's payment system: of the winner it is forwarded to the court."""
    COURT = "court"
    """Paid to the account that the court named: there is nothing to forward."""


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
    basis: PriceBasis = PriceBasis.REFERENCE
    balance_days: int = 0
    of: RoundKind | None = None
    """RERUN alone: what kind of round is held again."""
    run: timedelta | None = None
    """变卖 alone: how long bidding runs from its first bid, which sets the close."""
    prepay_fen: Fen = Fen(0)
    """变卖 alone: what must be prepaid instead of a deposit."""

    @property
    def auction(self) -> RoundKind:
        """Return which round of the ladder this is, a re-auction counting as what it repeats."""
        return self.of or self.kind

    @property
    def qualifying_fen(self) -> Fen:
        """Return what must be paid before bidding: the deposit, or what the notice has prepaid.

        Source: 法释〔2016〕18号 第十七条; 法明传〔2017〕455号 (recalled), if the notice has it.
        """
        return self.prepay_fen or self.deposit_fen


class Bidder(Struct, frozen=True, gc=False):
    """A code and as what it bids. `rank`: 1 is the strongest priority; 0 is none.

    `paid_fen` is the confirmed deposit (or full prepayment), which `held_by` has; `claim_fen` is
    what stands for the rest of an applicant's. `agent` bids for the holder; `joint` are those who
    bid together with him. `qualified_on`: when the code was handed out (None: not said then).
    `bar` is why nobody may bid under it any more, so that a bid needs no look at its persons.
    """

    code: BiddingCode
    token: LotToken
    standing: Standing
    rank: int = 0
    paid_fen: Fen = Fen(0)
    agent: LotToken | None = None
    joint: tuple[LotToken, ...] = ()
    claim_fen: Fen = Fen(0)
    held_by: Keeper = Keeper.PLATFORM
    qualified_on: date | None = None
    bar: Ground | None = None

    @property
    def principals(self) -> tuple[LotToken, ...]:
        """Return for whom the code bids: the holder and those who bid together with him."""
        return (self.token, *self.joint)

    @property
    def everybody(self) -> tuple[LotToken, ...]:
        """Return who stands behind the code: those for whom it bids, and their agent."""
        return self.principals if self.agent is None else (*self.principals, self.agent)


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
    stop: Stop | None = None
    begun_at: datetime | None = None
    """When bidding first opened, where it was stopped after that and its hours were moved."""

    @property
    def has_begun(self) -> bool:
        """Say whether it is on record that bidding had opened, though it stands still by now.

        Or goes on at an hour that lies ahead. Of a round that was never stopped the hour says it.
        """
        return self.begun_at is not None or (self.stop is not None and self.stop.left is not None)

    @property
    def is_running(self) -> bool:
        """Say whether no result is on record yet, though bidding may stand still."""
        return self.phase in (Phase.PUBLISHED, Phase.STOPPED)

    @property
    def is_passed_in(self) -> bool:
        """Say whether nobody bid: so it stays though a creditor took the property and failed."""
        is_takers_default = self.phase is Phase.DEFAULTED and not self.book.bids
        return self.phase is Phase.CLOSED_UNSOLD or is_takers_default


class CourtFile(Struct, frozen=True):
    """Everything about a disposal that no bid changes. Empty until the disposal is opened."""

    case_id: CaseId | None = None
    property_id: PropertyId | None = None
    property_class: PropertyClass = PropertyClass.MOVABLE
    court: OfficeId | None = None
    platform: OfficeId | None = None
    preparation: Preparation = Preparation()
    settlement: Settlement = Settlement()
    objections: tuple[Objection, ...] = ()
    ending: Ending | None = None
    case_ended_on: date | None = None
    """When enforcement of the whole case ended, which is later than this disposal's end."""


class Disposal(Struct, frozen=True, gc=False):
    """One property on its way from seizure to distribution. Empty until it is opened."""

    id: str
    file: CourtFile = CourtFile()
    rounds: tuple[Round, ...] = ()
    barred: dict[str, Ground] = {}
    priorities: dict[str, int] = {}

    @property
    def current(self) -> Round | None:
        """Return the round that is running or was last."""
        return self.rounds[-1] if self.rounds else None

    @property
    def court(self) -> OfficeId | None:
        """Return the enforcing court, or None before the disposal is opened."""
        return self.file.court

    @property
    def platform(self) -> OfficeId | None:
        """Return the platform that the disposal is on, once it is on one."""
        return self.file.platform


def is_title_void(state: Disposal) -> bool:
    """Say whether the ruling takes effect only after the seizure lapsed: then it takes none.

    Source: 民诉法解释（2022年修正）第四百八十五条 (a reading: docs/adr/0030).
    """
    title_on, until = state.file.settlement.title_on, state.file.preparation.seizure_until
    return title_on is not None and until is not None and title_on > until


_BETWEEN_ROUNDS = (Phase.CLOSED_UNSOLD, Phase.WITHDRAWN)


def stage_at(state: Disposal, *, now: datetime) -> Stage:
    """Return where a disposal stands at `now`, whether or not a timer has run since.

    Units: an aware instant. Raises: NoValueInForce for a price of before 法释〔2018〕15号.
    Source: 法释〔2016〕18号 第十一, 二十, 二十二, 二十六条.
    """
    if state.court is None:
        return Stage.UNOPENED
    if state.file.ending is not None:
        return Stage.WITHDRAWN if state.file.ending is Ending.WITHDRAWN else Stage.ENDED
    after = _stage_after_round(state, now)
    if after is not None:
        return after
    if _waits_for_price(state, local_date(now)):
        return Stage.PRICE_LAPSED
    return _stage_of_round(state, now) or _stage_before(state)


def _waits_for_price(state: Disposal, today: date) -> bool:
    """Say whether no round may follow before the price is found anew.

    No notice came while the price was valid, or after one that did the grace is over too.
    Source: 法释〔2018〕15号 第二十七条第三款.
    """
    price, current = state.file.preparation.price, state.current
    if price is None or today <= price.valid_until:
        return False
    if current is None:
        return True
    if current.phase not in _BETWEEN_ROUNDS or current.terms.auction is RoundKind.SALE:
        return False
    if price.after_round >= len(state.rounds):
        return True
    months = LAWS.dated(PRICE_GRACE_MONTHS, on=today).value
    return today > add_months(price.valid_until, months)


def _stage_before(state: Disposal) -> Stage:
    """Return the stage of a disposal without a round that runs or was decided."""
    preparation = state.file.preparation
    if state.platform is not None:
        return Stage.ASSIGNED
    if preparation.price is not None:
        return Stage.PRICED
    return Stage.SEIZED if preparation.pricing is None else Stage.PRICING


def _stage_of_round(state: Disposal, now: datetime) -> Stage | None:
    current = state.current
    if current is None:
        return None
    if current.phase is Phase.PUBLISHED and now < current.book.closes_at:
        return Stage.PUBLISHED if now < current.terms.opens_at else Stage.BIDDING
    if current.is_confirmed and current.phase is Phase.CLOSED_SOLD:
        return Stage.CONFIRMED
    if current.phase is Phase.PUBLISHED:
        return Stage.CLOSED_SOLD if current.book.bids else Stage.CLOSED_UNSOLD
    return Stage(current.phase.value)


def _stage_after_round(state: Disposal, now: datetime) -> Stage | None:
    """Return how far the settlement has come, the furthest first, or None before it began."""
    done = state.file.settlement
    has_title = done.title_on is not None and done.title_on <= local_date(now)
    steps = (
        (done.self_disposal is not None, Stage.SELF_DISPOSAL),
        (done.annulled is not None, Stage.ANNULLED),
        (done.defaulted_on is not None, Stage.DEFAULTED),
        (done.delivered_on is not None, Stage.DELIVERED),
        (has_title and not is_title_void(state), Stage.TITLE_PASSED),
        (done.ruled_on is not None, Stage.RULED),
        (done.paid_on is not None, Stage.PAID),
    )
    for reached, stage in steps:
        if reached:
            return stage
    offer = done.set_off
    if offer is None or offer.declined:
        return None
    return Stage.SET_OFF_ASKED if offer.award is None else Stage.SET_OFF_AWARDED
