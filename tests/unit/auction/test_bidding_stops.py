"""Bids and stops: none is taken while bidding stands still, and none is lost by it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mingpai.auction.bidding import place_bid
from mingpai.auction.commands import PlaceBid
from mingpai.auction.events import BidderQualified, BidPlaced
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal, RoundKind, Standing, StepRule
from mingpai.auction.preparation.events import RoundAnnounced
from mingpai.auction.stops.events import BiddingResumed, BiddingStopped, RoundWithdrawn
from mingpai.auction.stops.model import StopGround, StopKind, WithdrawalGround
from mingpai.kernel.ids import BiddingCode, LotToken, StreamId
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused

ID = StreamId("disposal/2026-0001")
OPENS = datetime(2026, 5, 25, 2, 0, tzinfo=UTC)
CLOSES = OPENS + timedelta(hours=24)
STARTS_AGAIN = CLOSES + timedelta(days=2)
ENDS_ANEW = STARTS_AGAIN + timedelta(minutes=5)
START, STEP = 7_000_000, 50_000
ONE, TWO = BiddingCode("A0001"), BiddingCode("A0002")
PAPER = "A" * 43
MS = timedelta(milliseconds=1)
STOP = BiddingStopped(
    round=1,
    at=CLOSES - timedelta(seconds=19),
    kind=StopKind.EMERGENCY,
    ground=StopGround.SYSTEM_FAILURE,
    reason=PAPER,
    left_ms=19_000,
)
RESUMED = BiddingResumed(1, STARTS_AGAIN, ENDS_ANEW, PAPER)


@pytest.fixture
def state() -> Disposal:
    """Return a round with two bidders, the first of whom has bid the start price."""
    notice = RoundAnnounced(
        round=1,
        kind=RoundKind.AUCTION_1,
        announced_on=date(2026, 4, 20),
        reference_price_fen=Fen(10_000_000),
        start_price_fen=Fen(START),
        step_fen=Fen(STEP),
        deposit_fen=Fen(700_000),
        opens_at=OPENS,
        closes_at=CLOSES,
        step_rule=StepRule.AT_LEAST_STEP,
    )
    made = evolve(Disposal(ID), notice)
    for number, code in ((1, ONE), (2, TWO)):
        token = LotToken(f"{number:022d}")
        made = evolve(made, BidderQualified(1, code, token, Standing.ORDINARY, 0, Fen(700_000)))
    return evolve(made, bid(made, ONE, START, now=OPENS))


def asked(
    state: Disposal, code: BiddingCode, price_fen: int, *, now: datetime
) -> tuple[BidPlaced] | Refused:
    """Ask for a bid by the holder of a code."""
    return place_bid(state, PlaceBid(ID, 1, code, Fen(price_fen)), actor=code, now=now)


def bid(state: Disposal, code: BiddingCode, price_fen: int, *, now: datetime) -> BidPlaced:
    """Return a bid that must be taken."""
    decision = asked(state, code, price_fen, now=now)
    assert not isinstance(decision, Refused), decision
    return decision[0]


def refusal(state: Disposal, *, now: datetime) -> Refused:
    """Return why the second bidder's raise is refused."""
    decision = asked(state, TWO, START + STEP, now=now)
    assert isinstance(decision, Refused)
    return decision


@pytest.mark.parametrize("kind", list(StopKind))
@pytest.mark.parametrize("now", [OPENS, STOP.at, CLOSES, CLOSES + timedelta(days=9)])
def test_no_bid_is_taken_while_bidding_stands_still(
    state: Disposal, kind: StopKind, now: datetime
) -> None:
    """Before and after the hour of the old close alike, whichever way bidding was stopped."""
    stopped = evolve(
        state, BiddingStopped(1, STOP.at, kind, StopGround.SYSTEM_FAILURE, PAPER, 19_000)
    )
    refused = refusal(stopped, now=now)
    assert (refused.code, refused.article) == ("bidding_stopped", "FS2016-18:28")


def test_a_stop_before_the_opening_stops_bids_too(state: Disposal) -> None:
    """Whoever bids too early into a stop is told of the stop, which does not pass by waiting."""
    stopped = evolve(state, STOP)
    assert refusal(stopped, now=OPENS - MS).code == "bidding_stopped"


@pytest.mark.rule("K16")
def test_the_last_nineteen_seconds_become_a_whole_cycle_for_everybody(state: Disposal) -> None:
    """Once bidding resumed the price stands, and a raise at any of its seconds counts."""
    resumed = evolve(evolve(state, STOP), RESUMED)
    assert resumed.rounds[-1].book.leader == ONE
    early = refusal(resumed, now=STARTS_AGAIN - MS)
    assert (early.code, early.facts) == ("bid_before_opening", {"early_by_ms": 1})
    for now in (STARTS_AGAIN, ENDS_ANEW - MS):
        taken = bid(resumed, TWO, START + STEP, now=now)
        assert taken.closes_at == now + timedelta(minutes=5)
    assert refusal(resumed, now=ENDS_ANEW).code == "bid_after_close"


def test_the_price_that_stood_still_stands(state: Disposal) -> None:
    """After a resumption a bid must raise over the price of before, not begin again."""
    resumed = evolve(evolve(state, STOP), RESUMED)
    decision = asked(resumed, TWO, START, now=STARTS_AGAIN)
    assert isinstance(decision, Refused)
    assert decision.code == "bid_not_higher"


def test_a_withdrawn_round_takes_no_bid(state: Disposal) -> None:
    """It ended without a result, in the middle of its window."""
    ground = WithdrawalGround.DEBT_PERFORMED
    withdrawn = evolve(state, RoundWithdrawn(1, OPENS + MS, ground, PAPER))
    refused = refusal(withdrawn, now=OPENS + timedelta(hours=1))
    assert (refused.code, refused.facts["late_by_ms"]) == ("bid_after_close", 0)
