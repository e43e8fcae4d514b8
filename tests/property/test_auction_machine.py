"""A machine that bids at random, watched by an auditor who keeps plain lists.

The auditor shares no code with the auction: it holds every bid that was taken and works out the
close, the price and the winner from the beginning each time, in the plainest way there is.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from mingpai.auction.commands import (
    BarPerson,
    CloseRound,
    Command,
    ConfirmPriority,
    PlaceBid,
    QualifyBidder,
)
from mingpai.auction.decide import CLOCKWORK, Setting, decide
from mingpai.auction.due import due
from mingpai.auction.events import BidPlaced, RoundPassedIn, RoundSold
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal, Ground, PropertyClass, StepRule
from mingpai.exchange import paperwork
from mingpai.kernel.event import Event
from mingpai.kernel.ids import BiddingCode, CaseId, LotToken, OfficeId, PropertyId, StreamId
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused
from mingpai.law.platforms import NATIONAL

pytestmark = pytest.mark.slow

LOT = StreamId("disposal/2026-0001")
COURT = OfficeId("court/sh-xuhui")
NOTICE = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
OPENS = datetime(2026, 5, 25, 2, 0, tzinfo=UTC)
DAY = timedelta(hours=24)
FIVE_MINUTES = timedelta(minutes=5)
SETTING = Setting(NATIONAL)
START, STEP = 7_000_000, 50_000
PRICE = paperwork.Price(Fen(10_000_000), Fen(START), Fen(STEP), Fen(700_000))
THING = paperwork.Property(
    case_id=CaseId("c-1"),
    property_id=PropertyId("p-1"),
    property_class=PropertyClass.MOVABLE,
    court=COURT,
    platform=OfficeId("platform/jd"),
    applicant=LotToken("applicant".rjust(22, "0")),
    debtor=LotToken("debtor".rjust(22, "0")),
)
PEOPLE = 6
EARLY = 4
NO_RANK = 99


class Auditor:
    """Everything that was taken, in lists and dicts, and nothing worked out in advance."""

    def __init__(self, *, whole_steps: object) -> None:
        """Begin with an empty book."""
        self.bids: list[dict[str, Any]] = []
        self.ranks: dict[int, int] = {}
        self.confirmed: dict[int, int] = {}
        self.barred: set[int] = set()
        self.whole_steps = whole_steps
        self.ended = False

    def close(self) -> datetime:
        """Work out the close from the first bid on."""
        close = OPENS + DAY
        for bid in self.bids:
            if close - bid["at"] < FIVE_MINUTES:
                close = bid["at"] + FIVE_MINUTES
        return close

    def winner(self) -> int | None:
        """Find the highest bid; of equal ones the strongest rank; of equals the earliest."""
        ordered = sorted(
            range(len(self.bids)),
            key=lambda i: (-self.bids[i]["price"], self.bids[i]["rank"] or NO_RANK, i),
        )
        return self.bids[ordered[0]]["who"] if ordered else None

    def price(self) -> int:
        """Return the highest price bid."""
        return max((bid["price"] for bid in self.bids), default=0)

    def accepts(self, who: int, price: int, at: datetime) -> bool:
        """Say whether a bid must be taken."""
        if who not in self.ranks or who in self.barred or self.ended:
            return False
        if not OPENS <= at < self.close():
            return False
        top = self.price()
        if not self.bids:
            return price >= START and (not self.whole_steps or (price - START) % STEP == 0)
        if price == top:
            mine = self.ranks[who] or NO_RANK
            best = min(bid["rank"] or NO_RANK for bid in self.bids if bid["price"] == top)
            return mine < best
        return price - top >= STEP and (not self.whole_steps or (price - top) % STEP == 0)


class Auction(RuleBasedStateMachine):
    """Random people do random things to one lot."""

    @initialize(
        step_rule=st.sampled_from(StepRule),
        ranks=st.lists(st.integers(0, 2), min_size=EARLY, max_size=EARLY),
        now=st.sampled_from([NOTICE, OPENS, OPENS + DAY - timedelta(seconds=1)]),
    )
    def begin(self, step_rule: StepRule, ranks: list[int], now: datetime) -> None:
        """Open the disposal, publish the notice, and let the first few people register."""
        self.now = NOTICE
        self.auditor = Auditor(whole_steps=step_rule is StepRule.WHOLE_STEPS)
        self.state = Disposal(LOT)
        self.history: list[Event] = []
        for command in paperwork.until_notice(THING, PRICE, announced_at=NOTICE):
            assert self._ask(command, COURT)
        notice = paperwork.notice(PRICE, opens_at=OPENS, closes_at=OPENS + DAY, step_rule=step_rule)
        assert self._ask(notice, COURT)
        for who, rank in enumerate(ranks):
            if rank:
                self.confirm_priority(who, rank)
            self.register(who)
        self.now = now

    def _ask(self, command: Command, actor: str) -> Event | None:
        decision = decide(self.state, command, actor=actor, now=self.now, setting=SETTING)
        if isinstance(decision, Refused):
            return None
        (event,) = decision
        self.history.append(event)
        self.state = evolve(self.state, event)
        return event

    @rule(seconds=st.integers(0, 40_000))
    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)

    @rule(microseconds=st.sampled_from([-300_000_001, -300_000_000, -1_000_000, -1, 0, 1]))
    def wait_for_the_close(self, microseconds: int) -> None:
        """Go to just before, at, or just after the close, or five minutes before it."""
        self.now = max(self.now, self.auditor.close() + timedelta(microseconds=microseconds))

    @precondition(lambda self: self.now < OPENS)
    @rule()
    def wait_for_the_opening(self) -> None:
        """Go to the opening."""
        self.now = OPENS

    @rule(who=st.integers(0, PEOPLE - 1), rank=st.integers(1, 3))
    def confirm_priority(self, who: int, rank: int) -> None:
        """Let the court confirm a priority right, unless the person holds a code already."""
        taken = self._ask(ConfirmPriority(_token(who), rank), COURT)
        assert (taken is None) == (who in self.auditor.ranks and not self.auditor.ended)
        if taken is not None:
            self.auditor.confirmed[who] = rank

    @rule(who=st.integers(0, PEOPLE - 1))
    def register(self, who: int) -> None:
        """Confirm a deposit; the code has the rank that the court confirmed before."""
        auditor = self.auditor
        allowed = (
            who not in auditor.ranks
            and who not in auditor.barred
            and self.now < auditor.close()
            and not auditor.ended
        )
        taken = self._ask(QualifyBidder(_code(who), _token(who), Fen(700_000)), COURT)
        assert (taken is not None) == allowed
        if allowed:
            auditor.ranks[who] = auditor.confirmed.get(who, 0)

    @rule(who=st.integers(0, PEOPLE - 1))
    def bar(self, who: int) -> None:
        """Let the court bar one person; with more there would be nobody left."""
        if len(self.auditor.barred) < 1:
            assert self._ask(BarPerson(_token(who), Ground.CLOSE_RELATIVE), COURT)
            self.auditor.barred.add(who)

    @rule(who=st.integers(0, PEOPLE - 1), fen=st.sampled_from([0, 1, STEP - 1, STEP, STEP + 1, -1]))
    def bid_near_the_price(self, who: int, fen: int) -> None:
        """Somebody bids about the current price: equal, a step more, a fen beside it."""
        self._bid(who, (self.auditor.price() or START) + fen)

    @precondition(lambda self: self.auditor.bids)
    @rule(who=st.integers(0, PEOPLE - 1))
    def match(self, who: int) -> None:
        """Somebody bids the very price that stands."""
        self._bid(who, self.auditor.price())

    @rule(who=st.integers(0, PEOPLE - 1), steps=st.integers(1, 30))
    def raise_by_steps(self, who: int, steps: int) -> None:
        """Somebody raises by whole steps."""
        self._bid(who, (self.auditor.price() or START) + steps * STEP)

    def _bid(self, who: int, price: int) -> None:
        expected = self.auditor.accepts(who, price, self.now)
        event = self._ask(PlaceBid(LOT, 1, _code(who), Fen(price)), _code(who))
        assert (event is not None) == expected
        if expected:
            rank = self.auditor.ranks[who]
            self.auditor.bids.append({"who": who, "price": price, "rank": rank, "at": self.now})

    @rule()
    def try_to_close(self) -> None:
        """Let the clock try to close: only at or after the close, once, to the winner."""
        allowed = self.now >= self.auditor.close() and not self.auditor.ended
        event = self._ask(CloseRound(1), CLOCKWORK)
        assert (event is not None) == allowed
        if event is None:
            return
        self.auditor.ended = True
        winner = self.auditor.winner()
        if winner is None:
            assert event == RoundPassedIn(1, self.auditor.close())
        else:
            expected = (_code(winner), Fen(self.auditor.price()), len(self.auditor.bids))
            assert event == RoundSold(1, *expected, self.auditor.close())

    @invariant()
    def the_book_is_what_the_auditor_counts(self) -> None:
        """Price, leader, count and close are what the whole list gives."""
        book = self.state.rounds[-1].book
        winner = self.auditor.winner()
        assert book.price_fen == self.auditor.price()
        assert book.leader == ("" if winner is None else _code(winner))
        assert (book.bids, book.closes_at) == (len(self.auditor.bids), self.auditor.close())
        assert [at for at, _ in due(self.state)] == (
            [] if self.auditor.ended else [self.auditor.close()]
        )

    @invariant()
    def prices_rise_and_the_close_never_moves_back(self) -> None:
        """Along the events prices never fall, every rise has a step, and the close only grows."""
        price, close = 0, OPENS + DAY
        for event in self.history:
            if isinstance(event, BidPlaced):
                assert event.price_fen == price or event.price_fen >= price + (
                    STEP if price else START
                )
                assert event.closes_at >= close
                price, close = event.price_fen, event.closes_at

    def teardown(self) -> None:
        """Fold the whole history again: it gives the very same state."""
        state = Disposal(LOT)
        for event in getattr(self, "history", []):
            state = evolve(state, event)
        assert state == getattr(self, "state", state)


def _token(who: int) -> LotToken:
    return LotToken(f"{who:022d}")


def _code(who: int) -> BiddingCode:
    return BiddingCode(f"A{who:04d}")


@pytest.mark.rule("K16")
@pytest.mark.rule("K17")
@pytest.mark.rule("K18")
@pytest.mark.rule("K25")
def test_the_auction_agrees_with_a_plain_auditor() -> None:
    """Whatever is bid and whenever, price, leader, close and winner are what plain lists give."""
    run_state_machine_as_test(
        Auction, settings=settings(max_examples=100, stateful_step_count=40, deadline=None)
    )
