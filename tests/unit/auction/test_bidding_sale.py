"""变卖: sixty days in which the first bid starts a run of a day that then ends as any auction."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mingpai.auction.bidding import place_bid
from mingpai.auction.commands import PlaceBid
from mingpai.auction.events import BidderQualified, BidPlaced, RoundPassedIn
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal, Phase, RoundKind, Standing, StepRule
from mingpai.auction.preparation.events import RoundAnnounced
from mingpai.auction.settlement.events import BuyerDefaulted
from mingpai.auction.settlement.model import DefaultGround
from mingpai.auction.stops.events import BiddingResumed, BiddingStopped
from mingpai.auction.stops.model import StopGround, StopKind
from mingpai.kernel.ids import BiddingCode, LotToken, StreamId
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused

ID = StreamId("disposal/2026-0001")
OPENS = datetime(2026, 5, 25, 2, 0, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=60)
RUN, FIVE_MINUTES = timedelta(hours=24), timedelta(minutes=5)
MS = timedelta(milliseconds=1)
START, STEP, DEPOSIT = 7_000_000, 50_000, 700_000
ONE, TWO = BiddingCode("A0001"), BiddingCode("A0002")
PAPER = "A" * 43


def announced(state: Disposal, kind: RoundKind, *, number: int) -> Disposal:
    """Publish a round, with codes for two who prepaid the whole price."""
    made = evolve(
        state,
        RoundAnnounced(
            round=number,
            kind=kind,
            announced_on=date(2026, 5, 1),
            reference_price_fen=Fen(10_000_000),
            start_price_fen=Fen(START),
            step_fen=Fen(STEP),
            deposit_fen=Fen(DEPOSIT),
            opens_at=OPENS,
            closes_at=CLOSES,
            step_rule=StepRule.AT_LEAST_STEP,
        ),
    )
    for person, code in ((1, ONE), (2, TWO)):
        token = LotToken(f"{person:022d}")
        paid = Fen(START)
        made = evolve(made, BidderQualified(number, code, token, Standing.ORDINARY, 0, paid))
    return made


@pytest.fixture
def sale() -> Disposal:
    """Return a 变卖 that is open to bids, and has none."""
    return announced(Disposal(ID), RoundKind.SALE, number=1)


def bid(state: Disposal, code: BiddingCode, price_fen: int, *, now: datetime) -> BidPlaced:
    """Return a bid that must be taken."""
    number = state.rounds[-1].terms.number
    command = PlaceBid(ID, number, code, Fen(price_fen))
    decision = place_bid(state, command, actor=code, now=now)
    assert not isinstance(decision, Refused), decision
    return decision[0]


def late(state: Disposal, *, now: datetime) -> str:
    """Return the code with which a raise is refused."""
    command = PlaceBid(ID, state.rounds[-1].terms.number, TWO, Fen(START + STEP))
    decision = place_bid(state, command, actor=TWO, now=now)
    assert isinstance(decision, Refused)
    return decision.code


@pytest.mark.rule("K16")
@pytest.mark.parametrize("now", [OPENS, OPENS + timedelta(days=30), CLOSES - MS])
def test_the_first_bid_of_a_sale_starts_a_run_of_a_day(sale: Disposal, now: datetime) -> None:
    """Whenever in the sixty days it comes, the close is a day after it: earlier, or even later."""
    begun = evolve(sale, bid(sale, ONE, START, now=now))
    assert begun.rounds[-1].book.closes_at == now + RUN
    assert bid(begun, TWO, START + STEP, now=now + RUN - FIVE_MINUTES).closes_at == now + RUN
    assert late(begun, now=now + RUN) == "bid_after_close"


@pytest.mark.rule("K16")
def test_later_bids_of_a_sale_extend_as_in_any_auction(sale: Disposal) -> None:
    """Within the run's last five minutes a bid moves the close to five minutes after it."""
    state = evolve(sale, bid(sale, ONE, START, now=OPENS))
    at = OPENS + RUN - MS
    for step in range(1, 6):
        taken = bid(state, TWO, START + step * STEP, now=at)
        assert taken.closes_at == at + FIVE_MINUTES
        state = evolve(state, taken)
        at = taken.closes_at - MS
    assert state.rounds[-1].book.extensions == 5


def test_one_who_prepaid_buys_alone(sale: Disposal) -> None:
    """A single bid at the start price holds the price until the run is over."""
    state = evolve(sale, bid(sale, ONE, START, now=OPENS))
    book = state.rounds[-1].book
    assert (book.leader, book.price_fen, book.bids) == (ONE, START, 1)


def test_after_sixty_days_without_a_bid_it_is_too_late(sale: Disposal) -> None:
    """The end of the period is a close like any other."""
    assert late(sale, now=CLOSES) == "bid_after_close"


def test_an_auction_knows_no_run() -> None:
    """The first bid of an auction moves nothing, and the last five minutes extend as ever."""
    state = announced(Disposal(ID), RoundKind.AUCTION_2, number=1)
    assert bid(state, ONE, START, now=OPENS).closes_at == CLOSES
    assert bid(state, ONE, START, now=CLOSES - MS).closes_at == CLOSES - MS + FIVE_MINUTES


def test_a_sale_held_again_after_a_default_runs_as_a_sale(sale: Disposal) -> None:
    """The first bid of its re-auction starts a run again; that of an auction's does not."""
    for kind, closes_at in ((RoundKind.SALE, OPENS + RUN), (RoundKind.AUCTION_1, CLOSES)):
        first = sale if kind is RoundKind.SALE else announced(Disposal(ID), kind, number=1)
        ground = DefaultGround.BALANCE_UNPAID
        kept, back, day = Fen(DEPOSIT), Fen(START - DEPOSIT), date(2026, 8, 1)
        default = BuyerDefaulted(
            1, ONE, ground, kept, back, claims_shortfall=False, on=day, decision=PAPER
        )
        again = announced(evolve(first, default), RoundKind.RERUN, number=2)
        assert bid(again, ONE, START, now=OPENS).closes_at == closes_at


def test_a_stop_does_not_start_the_run_anew(sale: Disposal) -> None:
    """After a resumption the run goes on with the hours it was given; a bid only extends it."""
    state = evolve(sale, bid(sale, ONE, START, now=OPENS))
    at = OPENS + timedelta(hours=23)
    stop = BiddingStopped(1, at, StopKind.STAY, StopGround.BANKRUPTCY, PAPER, 3_600_000)
    state = evolve(evolve(state, stop), BiddingResumed(1, CLOSES, CLOSES + FIVE_MINUTES, PAPER))
    assert bid(state, TWO, START + STEP, now=CLOSES + MS).closes_at == CLOSES + MS + FIVE_MINUTES


def test_a_stop_before_the_first_bid_leaves_the_run_to_it(sale: Disposal) -> None:
    """Once the period goes on, its first bid starts a whole run."""
    stop = BiddingStopped(1, OPENS, StopKind.STAY, StopGround.BANKRUPTCY, PAPER, 60 * 86_400_000)
    resumed = BiddingResumed(1, CLOSES, CLOSES + timedelta(days=60), PAPER)
    state = evolve(evolve(sale, stop), resumed)
    assert bid(state, ONE, START, now=CLOSES).closes_at == CLOSES + RUN


def test_a_sale_that_nobody_wanted_is_passed_in(sale: Disposal) -> None:
    """It ends as an auction without a bid does."""
    state = evolve(sale, RoundPassedIn(1, CLOSES))
    assert state.rounds[-1].phase is Phase.CLOSED_UNSOLD
    assert late(state, now=CLOSES) == "bid_after_close"
