"""Which lots take people in, and the board behind the port."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from mingpai.affairs.denials import Denial, Denied
from mingpai.affairs.lots import BoardLots, Open, open_lot, takes_people
from mingpai.auction.model import Phase
from mingpai.kernel.ids import OfficeId, StreamId

TICK = timedelta(microseconds=1)


class Board:
    """A board with one lot."""

    def __init__(self, affairs: Any) -> None:
        """Keep the lot."""
        self.known = affairs.rules.head(affairs.lot)

    def lots(self) -> list[Any]:
        """Return the lot."""
        return [self.known]

    def head(self, stream: StreamId) -> Any:
        """Return the lot at a glance."""
        return self.known if stream == self.known.stream else None

    def lot(self, stream: StreamId) -> Any:
        """Return its course."""
        return type("Course", (), {"head": self.known}) if stream == self.known.stream else None


def test_a_board_shows_lots_at_a_glance(affairs: Any) -> None:
    """Heads come out of the board as they are; an unknown lot is none."""
    board: Any = Board(affairs)
    lots = BoardLots(board)
    assert lots.heads() == [board.known]
    assert lots.head(affairs.lot) == board.known
    assert lots.course(affairs.lot).head == board.known  # type: ignore[union-attr] # it is there
    assert lots.head(StreamId("disposal/none")) is None


def test_a_round_takes_people_until_bidding_has_ended(affairs: Any) -> None:
    """A published one before its close, a stopped one always, one with a result never."""
    current = affairs.rules.head(affairs.lot).current
    assert takes_people(current, now=affairs.court.CLOSES - TICK)
    assert not takes_people(current, now=affairs.court.CLOSES)
    assert takes_people(replace(current, phase=Phase.STOPPED), now=affairs.court.CLOSES)
    for phase in set(Phase) - {Phase.PUBLISHED, Phase.STOPPED}:
        assert not takes_people(replace(current, phase=phase), now=affairs.court.OPENS)


def test_why_a_lot_does_not_is_told(affairs: Any) -> None:
    """Unknown, unpublished, on no platform yet, on another platform, over."""
    now, ours = affairs.court.NOTICE, affairs.court.PLATFORM
    found = open_lot(affairs.rules, affairs.lot, now=now, ours=ours)
    assert isinstance(found, Open)
    assert (found.number, found.platform) == (1, ours)
    unknown = open_lot(affairs.rules, StreamId("disposal/none"), now=now, ours=ours)
    assert unknown == Denied(Denial.LOT_UNKNOWN)
    elsewhere = open_lot(affairs.rules, affairs.lot, now=now, ours=OfficeId("platform/x"))
    assert elsewhere == Denied(Denial.LOT_ELSEWHERE)
    over = open_lot(affairs.rules, affairs.lot, now=affairs.court.CLOSES, ours=None)
    assert over == Denied(Denial.REGISTRATION_OVER)
    head = found.head
    for state in (
        replace(head.state, rounds=()),
        replace(head.state, file=replace(head.state.file, platform=None)),
    ):
        affairs.rules.head = lambda _, state=state: replace(head, state=state)
        unpublished = open_lot(affairs.rules, affairs.lot, now=now, ours=ours)
        assert unpublished == Denied(Denial.NOT_PUBLISHED)
