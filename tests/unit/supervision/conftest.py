"""The events of one round, as the journal gives them to supervision."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from mingpai.auction.events import BidPlaced, RoundAnnounced, RoundPassedIn, RoundSold
from mingpai.auction.model import RoundKind, StepRule
from mingpai.kernel.event import Event
from mingpai.kernel.ids import BiddingCode
from mingpai.kernel.money import Fen


class Events:
    """Makes events; start price 1,000 fen, step 100 fen."""

    CLOSES = datetime(2026, 5, 26, 2, 0, tzinfo=UTC)

    def announced(self) -> RoundAnnounced:
        """Return the notice."""
        return RoundAnnounced(
            round=1,
            kind=RoundKind.AUCTION_1,
            announced_on=date(2026, 4, 20),
            reference_price_fen=Fen(1000),
            start_price_fen=Fen(1000),
            step_fen=Fen(100),
            deposit_fen=Fen(100),
            opens_at=datetime(2026, 5, 25, 2, 0, tzinfo=UTC),
            closes_at=self.CLOSES,
            step_rule=StepRule.AT_LEAST_STEP,
        )

    def bid(self, code: str, price_fen: int) -> BidPlaced:
        """Return a bid that was taken."""
        return BidPlaced(1, BiddingCode(code), Fen(price_fen), 0, self.CLOSES)

    def bids(self, codes: str) -> list[Event]:
        """Return a step's raise for each letter, from the start price on."""
        return [self.bid(code, 1000 + 100 * n) for n, code in enumerate(codes)]

    def sold(self) -> RoundSold:
        """Return the sale."""
        return RoundSold(1, BiddingCode("A"), Fen(5000), 12, self.CLOSES)

    def passed_in(self) -> RoundPassedIn:
        """Return a close without a bid."""
        return RoundPassedIn(1, self.CLOSES)


@pytest.fixture(scope="session")
def events() -> Events:
    """Return the maker of events."""
    return Events()


@pytest.fixture(scope="session")
def fold() -> Callable[..., list[tuple[int, int, dict[str, object]]]]:
    """Return how to run one rule over events numbered from 0, and what it finds."""

    def run(rule: object, given: list[Event]) -> list[tuple[int, int, dict[str, object]]]:
        state, found = rule.initial(), []  # type: ignore[attr-defined]
        for seq, event in enumerate(given):
            state, findings = rule.observe(state, seq, event)  # type: ignore[attr-defined]
            found += [(one.first_seq, one.last_seq, dict(one.facts)) for one in findings]
        return found

    return run
