"""What watchers see, as frames: no gap unnoticed, steps apart, prices together."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.auction.events import BidPlaced, CommandRefused
from mingpai.hall import screens as module
from mingpai.hall.screens import NOTHING, Screens
from mingpai.hall.wire import Price, Standing, Step
from mingpai.journal.entry import Entry
from mingpai.kernel.ids import StreamId
from mingpai.service.projections import LotHead

pytestmark = pytest.mark.slow

NOON = datetime(2026, 5, 26, 4, 0, tzinfo=UTC)
LOT = StreamId("disposal/2026-0010")
Heard = tuple[Entry, Any, LotHead]


def of_lot(heard: list[Heard], lot: StreamId = LOT) -> list[Heard]:
    """Return what was told of one lot and is shown: refusals are not."""
    return [one for one in heard if one[0].stream == lot and not isinstance(one[1], CommandRefused)]


class Seen:
    """A screen as a page keeps it: what it shows, after which entry, from frames alone."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.seq = NOTHING
        self.price = 0
        self.bids = 0
        self.leader = ""
        self.closes_at: datetime | None = None
        self.gaps = 0

    def take(self, frame: Price | Step | Standing) -> None:
        """Show a frame; notice where something is missing before it."""
        if not isinstance(frame, Standing) and frame.after != self.seq:
            self.gaps += 1
            return
        self.seq, self.price, self.bids = frame.seq, frame.price_fen, frame.bids
        self.leader, self.closes_at = frame.leader, frame.closes_at

    def agrees_with(self, head: LotHead, seq: int) -> bool:
        """Say whether this is where the fold stands."""
        mine = (self.seq, self.price, self.bids, self.leader, self.closes_at)
        return mine == (seq, head.price_fen, head.bids, head.leader, head.closes_at)


@given(cuts=st.lists(st.integers(0, 60), max_size=40), joins=st.integers(0, 80))
def test_each_screen_leads_to_the_standing_of_the_fold(
    heard: list[Heard], cuts: list[int], joins: int
) -> None:
    """However events fall into ticks, and whenever a screen begins, it ends where the fold does."""
    screens = Screens(lambda: None)
    screens.begin()
    told = of_lot(heard)
    first, late = Seen(), Seen()
    is_late_in = False
    ends = sorted({min(cut, len(told)) for cut in cuts} | {len(told)})
    begun = 0
    for end in ends:
        for one in told[begun:end]:
            screens.hear(*one)
        begun = end
        for _, frames in screens.news(NOON, steps_only=False):
            for frame in frames:
                first.take(frame)
                if is_late_in:
                    late.take(frame)
        screen = screens.of(LOT)
        if end >= joins and screen is not None and not is_late_in:
            late.take(screen.standing(LOT, NOON))
            is_late_in = True
    head, seq = told[-1][2], told[-1][0].seq
    assert first.gaps == late.gaps == 0
    assert first.agrees_with(head, seq)
    assert not is_late_in or late.agrees_with(head, seq)


@given(left=st.integers(0, 100), cut=st.integers(1, 7))
def test_whoever_comes_back_goes_on_or_begins_again(
    heard: list[Heard], left: int, cut: int
) -> None:
    """A screen that missed bids alone gets just those; one that missed a step begins again."""
    screens = Screens(lambda: None)
    screens.begin()
    told = of_lot(heard)
    left = min(left, len(told) - 1)
    seen = Seen()
    for place, one in enumerate(told):
        screens.hear(*one)
        if place % cut == 0 or place in (left, len(told) - 1):
            frames = [each for _, many in screens.news(NOON, steps_only=False) for each in many]
            for frame in frames if place <= left else []:
                seen.take(frame)
    screen = screens.of(LOT)
    assert screen is not None
    missed = screen.missed(seen.seq, NOON)
    later = [one for one in told if one[0].seq > seen.seq]
    only_bids = all(isinstance(one[1], BidPlaced) for one in later)
    assert (missed is not None) == (only_bids and bool(later))
    if missed is not None:
        assert len(missed.rows) + missed.omitted == len(later)
        assert [row.seq for row in missed.rows] == [one[0].seq for one in later][
            -module.ROWS_SHOWN :
        ]
        seen.take(missed)
    else:
        seen.take(screen.standing(LOT, NOON))
    assert seen.agrees_with(told[-1][2], told[-1][0].seq)
    assert not seen.gaps


def test_a_step_is_never_put_together_with_prices(heard: list[Heard]) -> None:
    """Every event but a bid is a frame of its own, with where the round stands after it."""
    screens = Screens(lambda: None)
    screens.begin()
    told = of_lot(heard)
    for one in told:
        screens.hear(*one)
    ((lot, frames),) = screens.news(NOON, steps_only=True)
    assert lot == LOT
    kinds = [frame.kind for frame in frames if isinstance(frame, Step)]
    assert kinds == [entry.kind for entry, event, _ in told if not isinstance(event, BidPlaced)]
    afters = [NOTHING, *(frame.seq for frame in frames[:-1])]
    assert [frame.after for frame in frames] == afters
    prices = [frame for frame in frames if isinstance(frame, Price)]
    assert sum(len(frame.rows) + frame.omitted for frame in prices) == sum(
        isinstance(event, BidPlaced) for _, event, _ in told
    )
    assert screens.news(NOON, steps_only=False) == []


def test_between_two_ticks_only_steps_are_shown(heard: list[Heard]) -> None:
    """Prices wait for the tick; a step does not, and takes along what came before it."""
    woken: list[int] = []
    screens = Screens(lambda: woken.append(1))
    screens.begin()
    told = of_lot(heard)
    at = next(place for place, one in enumerate(told) if isinstance(one[1], BidPlaced))
    for one in told[:at]:
        screens.hear(*one)
    assert len(woken) == at
    screens.news(NOON, steps_only=True)
    screens.hear(*told[at])
    assert len(woken) == at
    assert screens.news(NOON, steps_only=True) == []
    ((_, (price,)),) = screens.news(NOON, steps_only=False)
    assert isinstance(price, Price)


def test_a_refusal_is_no_news(heard: list[Heard]) -> None:
    """What was refused is in the feed and on the lot's page, not on screens."""
    screens = Screens(lambda: None)
    screens.begin()
    refusals = [one for one in heard if isinstance(one[1], CommandRefused)]
    for one in refusals:
        screens.hear(*one)
    assert refusals
    assert screens.of(LOT) is None
    assert screens.news(NOON, steps_only=False) == []


def test_history_is_no_news(heard: list[Heard]) -> None:
    """What was heard before a screen could be watched is what it begins with, in no frame."""
    before, after = Screens(lambda: None), Screens(lambda: None)
    after.begin()
    for one in of_lot(heard):
        before.hear(*one)
        after.hear(*one)
    before.begin()
    after.news(NOON, steps_only=False)
    assert before.news(NOON, steps_only=False) == []
    one, other = before.of(LOT), after.of(LOT)
    assert one is not None
    assert other is not None
    assert one.standing(LOT, NOON) == other.standing(LOT, NOON)


def test_so_many_missed_bids_are_no_resumption(
    heard: list[Heard], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the bids that are kept a screen begins again, since one might be missing."""
    monkeypatch.setattr(module, "ROWS_KEPT", 3)
    screens = Screens(lambda: None)
    screens.begin()
    told = of_lot(heard)
    at = next(place for place, one in enumerate(told) if isinstance(one[1], BidPlaced))
    for one in told[: at + 4]:
        screens.hear(*one)
        screens.news(NOON + timedelta(seconds=1), steps_only=False)
    screen = screens.of(LOT)
    assert screen is not None
    assert screen.missed(told[at - 1][0].seq, NOON) is None
    assert screen.missed(told[at + 1][0].seq, NOON) is not None
