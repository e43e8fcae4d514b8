"""The port `Lots`: where each lot stands by its public entries, and which round takes people in.

Must not know how entries are folded. Where to look next: `service.projections` (the board).
"""

from datetime import datetime, timedelta
from typing import Protocol

from msgspec import Struct

from mingpai.affairs.denials import Denial, Denied
from mingpai.auction.model import Phase, Round
from mingpai.kernel.ids import OfficeId, StreamId
from mingpai.service.projections import LotBoard, LotHead, LotRecord

LOBBY = timedelta(minutes=30)
"""So long before the opening the hall can be entered, and those who take part are told of it."""


class Lots(Protocol):
    """What is public of every lot, as far as it was read: it may lag behind the core a little.

    Safe from several threads; never blocks for long.
    """

    def heads(self) -> list[LotHead]:
        """Return every lot at a glance."""
        ...

    def head(self, lot: StreamId) -> LotHead | None:
        """Return one lot at a glance; None where there is no such lot."""
        ...

    def course(self, lot: StreamId) -> LotRecord | None:
        """Return a lot with its whole public course."""
        ...


class BoardLots:
    """`Lots` over the pages' board."""

    def __init__(self, board: LotBoard) -> None:
        """Keep the board."""
        self._board = board

    def heads(self) -> list[LotHead]:
        """Return every lot at a glance."""
        return self._board.lots()

    def head(self, lot: StreamId) -> LotHead | None:
        """Return one lot at a glance; None where there is no such lot."""
        return self._board.head(lot)

    def course(self, lot: StreamId) -> LotRecord | None:
        """Return a lot with its whole public course."""
        return self._board.lot(lot)


class Open(Struct, frozen=True):
    """A lot whose current round takes people in, and the platform that speaks for it."""

    head: LotHead
    round: Round
    platform: OfficeId

    @property
    def number(self) -> int:
        """Return the number of the round."""
        return self.round.terms.number


def open_lot(lots: Lots, lot: StreamId, *, now: datetime, ours: OfficeId | None) -> Open | Denied:
    """Return the lot, if its current round takes people in: published, stopped, not over.

    `ours` is the platform that this hall is; None for a sandbox, which speaks for any.
    Source: 法释〔2016〕18号 第十八条 (registration is open until bidding ends).
    """
    head = lots.head(lot)
    if head is None:
        return Denied(Denial.LOT_UNKNOWN)
    current, platform = head.current, head.platform
    if current is None or platform is None:
        return Denied(Denial.NOT_PUBLISHED)
    if ours is not None and platform != ours:
        return Denied(Denial.LOT_ELSEWHERE)
    if not takes_people(current, now=now):
        return Denied(Denial.REGISTRATION_OVER)
    return Open(head, current, platform)


def takes_people(current: Round, *, now: datetime) -> bool:
    """Say whether a round is published and bidding has not ended, though it may stand still."""
    return current.phase is Phase.STOPPED or (
        current.phase is Phase.PUBLISHED and now < current.book.closes_at
    )
