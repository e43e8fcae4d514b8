"""What may be asked about stops. A `reason`, `report` or `decision` is a paper's digest."""

from datetime import date, datetime

from msgspec import Struct

from mingpai.auction.stops.model import StopGround, WithdrawalGround


class DeferBidding(Struct, frozen=True, gc=False):
    """The court defers (暂缓决定) until the end of a day. The reason is published.

    `approval`: the paper by which a higher court may ask for more than its usual term.
    """

    ground: StopGround
    until: date
    reason: str
    approval: str = ""


class StayBidding(Struct, frozen=True, gc=False):
    """The court stays (中止裁定) until the cause ends. The reason is published."""

    ground: StopGround
    reason: str


class SuspendInEmergency(Struct, frozen=True, gc=False):
    """The platform stops bidding on a failure or danger. The reason is published."""

    ground: StopGround
    reason: str


class ReportEmergency(Struct, frozen=True, gc=False):
    """The platform reports its emergency stop to the court."""

    report: str


class RecordCauseEnded(Struct, frozen=True, gc=False):
    """The court records on which day the cause of a stop ended."""

    on: date
    proof: str


class ResumeBidding(Struct, frozen=True, gc=False):
    """The court resumes, at a time that lies ahead and is published, with enough time left.

    `opens_at` is when bidding goes on (or begins), `closes_at` when it ends.
    """

    opens_at: datetime
    closes_at: datetime
    announcement: str


class WithdrawRound(Struct, frozen=True, gc=False):
    """The court withdraws (撤回) the round, or the whole disposal where none runs."""

    ground: WithdrawalGround
    decision: str


StopCommand = (
    DeferBidding
    | StayBidding
    | SuspendInEmergency
    | ReportEmergency
    | RecordCauseEnded
    | ResumeBidding
    | WithdrawRound
)
