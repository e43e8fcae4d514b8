"""What happened to the course of a round from outside. Names and versions are for ever."""

from datetime import date, datetime

from mingpai.auction.stops.model import StopGround, StopKind, WithdrawalGround
from mingpai.kernel.event import Event, EventKind, Visibility


class BiddingStopped(Event, frozen=True, gc=False):
    """Bidding stands still. `left_ms` is the bidding time that was left; None: not begun.

    Stopped between a resumption and its hour, it is all that the resumption gave.

    `reason` is the digest of the published reason; `until` the last day of a deferment;
    `approval` the paper behind one that lasts longer than a higher court's usual term. A stop of
    the court in place of the platform's own, or a new term of a deferment, keeps the time that was
    left at the first.
    """

    round: int
    at: datetime
    kind: StopKind
    ground: StopGround
    reason: str
    left_ms: int | None = None
    until: date | None = None
    approval: str = ""


class EmergencyReported(Event, frozen=True, gc=False):
    """The platform reported its emergency stop to the court."""

    round: int
    at: datetime
    report: str


class CauseEnded(Event, frozen=True, gc=False):
    """The cause of a stop ended on `on`; bidding resumes within five days of it."""

    round: int
    on: date
    proof: str


class BiddingResumed(Event, frozen=True, gc=False):
    """Bidding goes on from `opens_at` to `closes_at`; bids and codes stand."""

    round: int
    opens_at: datetime
    closes_at: datetime
    announcement: str


class RoundWithdrawn(Event, frozen=True, gc=False):
    """The auction was withdrawn (撤回): the round ends without a result; deposits go back.

    `round` is 0 where none was running and the disposal as a whole was withdrawn.
    """

    round: int
    at: datetime
    ground: WithdrawalGround
    decision: str


KINDS: tuple[EventKind, ...] = (
    EventKind("auction.bidding_stopped", 1, Visibility.PUBLIC, BiddingStopped),
    EventKind("auction.emergency_reported", 1, Visibility.PUBLIC, EmergencyReported),
    EventKind("auction.cause_ended", 1, Visibility.PUBLIC, CauseEnded),
    EventKind("auction.bidding_resumed", 1, Visibility.PUBLIC, BiddingResumed),
    EventKind("auction.round_withdrawn", 1, Visibility.PUBLIC, RoundWithdrawn),
)

StopEvent = BiddingStopped | EmergencyReported | CauseEnded | BiddingResumed | RoundWithdrawn
