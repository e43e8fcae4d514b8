"""What the events of one disposal have said so far, as far as the rules need it.

Unlike `auction.evolve` it takes the events of anybody, in any order, and never fails: what does
not fit is left out, and a rule that misses a fact says nothing. Frozen; a bid replaces the book
alone. Where to look next: `supervision.rules` (who reads it), `supervision.detector`.
"""

from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from mingpai.auction.events import BidPlaced
from mingpai.auction.model import Ground, Keeper, RoundKind
from mingpai.auction.objections.model import Outcome
from mingpai.auction.preparation.events import (
    AuctionInsisted,
    ClaimsRecorded,
    DisposalOpened,
    DocumentServed,
    PanelDecided,
    PlatformAssigned,
    PlatformChosen,
    PriceFixed,
    RoundAnnounced,
)
from mingpai.auction.preparation.model import PriceBasis, Role
from mingpai.auction.settlement.events import EligibilityReviewed, SetOffAwarded
from mingpai.auction.stops.events import BiddingStopped
from mingpai.kernel.ids import BiddingCode, LotToken, OfficeId
from mingpai.kernel.money import Fen
from mingpai.law.book import Law


class Person(Struct, frozen=True, gc=False):
    """Somebody who is concerned, in one role; `seq` is the entry that named him."""

    token: LotToken
    role: Role
    seq: int


class Served(Struct, frozen=True, gc=False):
    """A document as served, with its entry."""

    paper: DocumentServed
    seq: int


class Agent(Struct, frozen=True, gc=False):
    """For whom an agent was confirmed, and when."""

    principal: LotToken
    confirmed_at: datetime


class Bar(Struct, frozen=True, gc=False):
    """Why somebody may not bid, and the entry that says so."""

    ground: Ground
    seq: int


class Holder(Struct, frozen=True, gc=False):
    """Who holds a bidding code, who has his money, and the entry and day by which he got it."""

    token: LotToken
    joint: tuple[LotToken, ...]
    agent: LotToken | None
    rank: int
    paid_fen: Fen
    seq: int
    qualified_on: date
    held_by: Keeper = Keeper.PLATFORM

    @property
    def everybody(self) -> tuple[LotToken, ...]:
        """Return who bids under the code, whoever it is for."""
        own = (self.token, *self.joint)
        return own if self.agent is None else (*own, self.agent)


class Owed(Struct, frozen=True, gc=False):
    """Money that must go somewhere: how much is left, and when the latest part of it went."""

    fen: Fen
    latest_at: datetime | None = None

    def after(self, amount_fen: Fen, at: datetime) -> "Owed | None":
        """Return what is left after a part went, or None where nothing is."""
        left = Fen(self.fen - amount_fen)
        return Owed(left, self.done_at(at)) if left > 0 else None

    def done_at(self, at: datetime) -> datetime:
        """Return when all of it had gone, should it be done with a part that went at `at`."""
        return at if self.latest_at is None else max(at, self.latest_at)


class Span(Struct, frozen=True, gc=False):
    """From when until when a round ran, and the entry of its notice. None: it runs."""

    seq: int
    announced_at: datetime
    ended_at: datetime | None

    def holds(self, at: datetime) -> bool:
        """Say whether an instant lies between the notice and the end of bidding."""
        return self.announced_at <= at and (self.ended_at is None or at < self.ended_at)


class Sale(Struct, frozen=True, gc=False):
    """A sale or set-off as it stands. `seq`: its entry; `code` is empty for a set-off."""

    seq: int
    price_fen: Fen
    buyer: LotToken | None
    code: str = ""
    award: SetOffAwarded | None = None
    due_on: date | None = None
    """By when the rest of the price must be there; None: nobody said."""
    paid_fen: Fen = Fen(0)
    paid_on: date | None = None
    there_on: date | None = None
    """When all of the price was with the court."""
    eligibility: EligibilityReviewed | None = None
    is_approved: bool = False
    is_ruled: bool = False
    title_on: date | None = None
    """When the ruling was served on the buyer with effect, or what is on display takes effect."""

    @property
    def is_paid(self) -> bool:
        """Say whether the whole price is covered."""
        return self.paid_fen >= self.price_fen


class Default(Struct, frozen=True, gc=False):
    """A decision on a default, with what it undid, should it be taken back.

    `released_fen` is what of the deposit need not reach the court any more.
    """

    seq: int
    sale: Sale | None
    released_fen: Fen


class OnFile(Struct, frozen=True, gc=False):
    """What outlives a round. Mappings are never changed in place."""

    opened: DisposalOpened | None = None
    platform: OfficeId | None = None
    assigned: PlatformAssigned | None = None
    choices: tuple[PlatformChosen, ...] = ()
    price: PriceFixed | None = None
    price_noticed_on: date | None = None
    """The day of the first notice that rested on this price."""
    price_known_from: date = date.min
    """The first day on which the report on the price, as it is now, can have been served."""
    is_price_new: bool = False
    """It was found after the last notice: what failed before it measures no later round."""
    is_price_settled: bool = False
    """A notice rested on the price as it is now, so that nobody objects to it any more."""
    claims: ClaimsRecorded | None = None
    insisted: AuctionInsisted | None = None
    persons: tuple[Person, ...] = ()
    services: tuple[Served, ...] = ()
    waivers: tuple[LotToken, ...] = ()
    has_no_shareholder: bool = False
    """It is on file that equity has no other shareholder who is to be told."""
    panel: PanelDecided | None = None
    agents: dict[str, Agent] = {}
    priorities: dict[str, int] = {}
    barred: dict[str, Bar] = {}
    outsiders: dict[int, Outcome | None] = {}
    """Outsiders' claims to the property by number, with how each was decided."""
    blocking: frozenset[int] = frozenset()
    """Which of them stand in the way of a sale."""
    conduct: frozenset[int] = frozenset()
    """Objections to the conduct of the sale, by number."""
    to_carry_out: frozenset[int] = frozenset()
    """Which of them were upheld and wait to be carried out."""
    defaults: dict[int, Default] = {}
    """Decisions on a default, by round."""
    owed_back: dict[str, Owed] = {}
    """What of a deposit must still go back, by `deposit_key`."""
    to_forward: dict[int, Owed] = {}
    """What of a winner's deposit must still reach the court, by round."""
    told_from: date = date.min
    """From which day on telling somebody counts for the next round: the end of the last one."""
    failed_first_fen: Fen | None = None
    """The start price of the first auction that was passed in last."""
    failed_second_fen: Fen | None = None
    """The start price of the second auction that was passed in last."""
    second_since: date | None = None
    """From which day on a second auction is awaited: the first was passed in, or what came of it
    instead came to nothing."""
    first_basis: PriceBasis | None = None
    """What its start price rested on: what follows it rests on the same."""
    first_platform: OfficeId | None = None
    """Where later rounds belong: where the last first auction was announced, or lawfully moved."""
    offers: dict[str, date] = {}
    """Since when each creditor has offered to take the property."""
    seizure_until: date | None = None
    spans: tuple[Span, ...] = ()
    """From when until when the rounds before the last one ran."""
    is_plan_objected: bool = False
    own_sale_fen: Fen | None = None
    """What the debtor's own sale brought the court, once it is paid."""
    is_declined: bool = False
    """Nobody took the property since the last round failed."""
    is_over: bool = False


class RoundFacts(Struct, frozen=True, gc=False):
    """A round that was announced. `seq`: its notice; `law` is None where none was in force.

    `announced_at` is when the notice was seen on its day, else the beginning of that day.
    """

    notice: RoundAnnounced
    seq: int
    announced_at: datetime
    auction: RoundKind
    law: Law | None
    opens_at: datetime
    published_on: date
    """The day from which its term counts: of the notice, or of the last correction that began it
    anew."""
    codes: dict[str, Holder] = {}
    stop: BiddingStopped | None = None
    stop_seq: int = 0
    left: timedelta | None = None
    """The bidding time that was left at the stop that stands; None: bidding had not begun."""
    cause_ended_on: date | None = None
    has_begun: bool = False
    """It was open for bids before it was stopped, however it went on."""
    closed_at: datetime | None = None
    is_sold: bool = False
    withdrawn_at: datetime | None = None

    @property
    def is_running(self) -> bool:
        """Say whether no result is known yet."""
        return self.closed_at is None and self.withdrawn_at is None


class Book(Struct, frozen=True, gc=False):
    """What bids change. `last_at`: when the last one arrived."""

    closes_at: datetime
    price_fen: Fen = Fen(0)
    leader: str = ""
    leader_rank: int = 0
    bids: int = 0
    last_at: datetime | None = None


class Lot(Struct, frozen=True, gc=False):
    """All that is known of one disposal. `round` and `book` are those of its last notice."""

    file: OnFile = OnFile()
    round: RoundFacts | None = None
    book: Book | None = None
    sale: Sale | None = None

    @property
    def court(self) -> OfficeId | None:
        """Return the enforcing court, where its disposal is known from the beginning."""
        return None if self.file.opened is None else self.file.opened.court

    def holders(self, *roles: Role) -> tuple[Person, ...]:
        """Return everybody who is concerned in one of these roles."""
        return tuple(one for one in self.file.persons if one.role in roles)


def deposit_key(number: int, code: BiddingCode | str | None) -> str:
    """Return under which key the deposit of a code of round `number` stands."""
    return f"{number}/{code or ''}"


def with_bid(lot: Lot, event: BidPlaced, received_at: datetime) -> Lot:
    """Return the lot after a bid. Positional: this is the hot path."""
    book = lot.book
    return Lot(
        lot.file,
        lot.round,
        Book(
            event.closes_at,
            event.price_fen,
            event.code,
            event.rank,
            1 if book is None else book.bids + 1,
            received_at,
        ),
        lot.sale,
    )


def filed(lot: Lot, **changes: Any) -> Lot:  # noqa: ANN401 - fields of OnFile
    """Return the lot with some fields of its file replaced."""
    return replace(lot, file=replace(lot.file, **changes))


def on_sale(lot: Lot, **changes: Any) -> Lot:  # noqa: ANN401 - fields of Sale
    """Return the lot with some fields of its sale replaced, where there is one."""
    return lot if lot.sale is None else replace(lot, sale=replace(lot.sale, **changes))
