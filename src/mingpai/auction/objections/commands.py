"""What may be filed and decided. A `statement` or `decision` is a paper's digest."""

from datetime import date

from msgspec import Struct

from mingpai.auction.objections.model import ObjectionKind, Outcome
from mingpai.auction.preparation.model import Role
from mingpai.auction.settlement.model import AnnulmentGround
from mingpai.kernel.ids import LotToken


class FileObjection(Struct, frozen=True, gc=False):
    """Somebody concerned files; the court's registry records it, or a bidder under his code."""

    kind: ObjectionKind
    token: LotToken
    by: Role
    statement: str
    ground: AnnulmentGround | None = None


class DecideObjection(Struct, frozen=True, gc=False):
    """The court decides an objection."""

    number: int
    outcome: Outcome
    decision: str


class RecordDecisionServed(Struct, frozen=True, gc=False):
    """The decision was served on whoever filed; terms for 复议 or suit run from then."""

    number: int
    on: date
    proof: str


class FileReview(Struct, frozen=True, gc=False):
    """Whoever filed (or the other side) asks the higher court for reconsideration (复议)."""

    number: int
    on: date
    statement: str


class DecideReview(Struct, frozen=True, gc=False):
    """The higher court's decision on a 复议 was received."""

    number: int
    outcome: Outcome
    decision: str


class RecordSuit(Struct, frozen=True, gc=False):
    """An outsider (or the applicant) brought suit over the claim, in time."""

    number: int
    on: date
    proof: str


class RecordJudgment(Struct, frozen=True, gc=False):
    """The suit over the claim ended. `outcome` speaks of the claim, whoever sued."""

    number: int
    outcome: Outcome
    decision: str


class RecordCarriedOut(Struct, frozen=True, gc=False):
    """What an upheld objection to the conduct ordered was carried out: undone, or put right."""

    number: int
    on: date
    proof: str


ObjectionCommand = (
    FileObjection
    | DecideObjection
    | RecordDecisionServed
    | FileReview
    | DecideReview
    | RecordSuit
    | RecordJudgment
    | RecordCarriedOut
)
