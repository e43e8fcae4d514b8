"""What was filed against a sale and decided. Names and versions are for ever."""

from datetime import date

from mingpai.auction.objections.model import ObjectionKind, Outcome
from mingpai.auction.preparation.model import Role
from mingpai.auction.settlement.model import AnnulmentGround
from mingpai.kernel.event import Event, EventKind, Visibility
from mingpai.kernel.ids import LotToken


class ObjectionFiled(Event, frozen=True, gc=False):
    """Somebody filed objection `number` of this disposal. The person stands in `ObjectorNamed`.

    A bidder, or who else is on file as nothing, files as an outsider to the case.
    """

    number: int
    kind: ObjectionKind
    by: Role
    filed_on: date
    ground: AnnulmentGround | None
    statement: str


class ObjectorNamed(Event, frozen=True, gc=False):
    """Who filed an objection. Restricted: a bidder who objects stays secret while bidding runs."""

    number: int
    token: LotToken


class ObjectionDecided(Event, frozen=True, gc=False):
    """The court decided an objection."""

    number: int
    outcome: Outcome
    on: date
    decision: str


class ObjectionDecisionServed(Event, frozen=True, gc=False):
    """The decision took effect on whoever filed."""

    number: int
    on: date
    proof: str


class ReviewFiled(Event, frozen=True, gc=False):
    """A reconsideration (复议) was asked for in time."""

    number: int
    on: date
    statement: str


class ReviewDecided(Event, frozen=True, gc=False):
    """The higher court decided the reconsideration."""

    number: int
    outcome: Outcome
    decision: str


class SuitFiled(Event, frozen=True, gc=False):
    """A suit over the claim was brought in time."""

    number: int
    on: date
    proof: str


class SuitDecided(Event, frozen=True, gc=False):
    """The suit over the claim ended. `outcome` speaks of the claim, whoever sued."""

    number: int
    outcome: Outcome
    decision: str


class ObjectionCarriedOut(Event, frozen=True, gc=False):
    """What an upheld objection ordered was carried out."""

    number: int
    on: date
    proof: str


KINDS: tuple[EventKind, ...] = (
    EventKind("auction.objection_filed", 1, Visibility.PUBLIC, ObjectionFiled),
    EventKind("auction.objector_named", 1, Visibility.RESTRICTED, ObjectorNamed),
    EventKind("auction.objection_decided", 1, Visibility.PUBLIC, ObjectionDecided),
    EventKind("auction.objection_decision_served", 1, Visibility.PUBLIC, ObjectionDecisionServed),
    EventKind("auction.review_filed", 1, Visibility.PUBLIC, ReviewFiled),
    EventKind("auction.review_decided", 1, Visibility.PUBLIC, ReviewDecided),
    EventKind("auction.suit_filed", 1, Visibility.PUBLIC, SuitFiled),
    EventKind("auction.suit_decided", 1, Visibility.PUBLIC, SuitDecided),
    EventKind("auction.objection_carried_out", 1, Visibility.PUBLIC, ObjectionCarriedOut),
)

ObjectionEvent = (
    ObjectionFiled
    | ObjectorNamed
    | ObjectionDecided
    | ObjectionDecisionServed
    | ReviewFiled
    | ReviewDecided
    | SuitFiled
    | SuitDecided
    | ObjectionCarriedOut
)
