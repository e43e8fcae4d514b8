"""A disposal put together from events, so that stops are tried on their own.

Announced on 2026-04-20, bidding from Monday 2026-05-25 10:00 (Shanghai) for 24 hours.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest

from mingpai.auction.asked import Asked, Decision, Setting
from mingpai.auction.duty import Duty
from mingpai.auction.events import BidderQualified, BidPlaced, RoundPassedIn, RoundSold
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal, PropertyClass, Round, RoundKind, Standing, StepRule
from mingpai.auction.preparation.events import (
    DisposalOpened,
    PlatformAssigned,
    RegistrantsTold,
    RoundAnnounced,
)
from mingpai.auction.preparation.model import AssignmentReason
from mingpai.auction.refusals import Language, explain
from mingpai.auction.stops.commands import StopCommand, SuspendInEmergency
from mingpai.auction.stops.decide import decide_stop
from mingpai.auction.stops.duties import duties_of_stops
from mingpai.auction.stops.model import Stop, StopGround
from mingpai.kernel.event import Event
from mingpai.kernel.ids import BiddingCode, CaseId, LotToken, OfficeId, PropertyId, StreamId
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused
from mingpai.law.book import LAWS, LawBook
from mingpai.law.platforms import NATIONAL


def _told(refusal: Refused) -> Refused:
    """Return a refusal, once nothing is missing of what its words name in either language."""
    for language in get_args(Language):
        told = explain(refusal.code, refusal.facts, language=language)
        assert told is not None
        words = told.text + told.next
        assert "?" not in words, words
        assert "None" not in words, words
    return refusal


class Course:
    """A disposal and the short way to let things happen to it and to ask for stops."""

    ID = StreamId("disposal/2026-0001")
    COURT = OfficeId("court/sh-xuhui")
    PLATFORM = OfficeId("platform/gongpai")
    NOTICE = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
    OPENS = datetime(2026, 5, 25, 2, 0, tzinfo=UTC)
    CLOSES = OPENS + timedelta(hours=24)
    SEIZED_UNTIL = date(2026, 12, 31)
    PAPER = "A" * 43
    PRICE = Fen(7_000_000)

    def __init__(self, laws: LawBook = LAWS) -> None:
        """Begin before anything happened, under the law of a book."""
        self.setting = Setting(NATIONAL, laws)
        self.state = Disposal(self.ID)

    def happened(self, *events: Event) -> "Course":
        """Let events happen."""
        for event in events:
            self.state = evolve(self.state, event)
        return self

    def opened(self, seizure_until: date | None = SEIZED_UNTIL) -> "Course":
        """Open the disposal and put it on its platform."""
        return self.happened(
            DisposalOpened(
                CaseId("2026-hu0104-zhi-1"),
                PropertyId("flat-1"),
                PropertyClass.IMMOVABLE,
                self.COURT,
                seizure_until=seizure_until,
            ),
            PlatformAssigned(
                self.PLATFORM, "national/2019", AssignmentReason.APPLICANT_CHOICE, "", self.today()
            ),
        )

    def announced(
        self, kind: RoundKind = RoundKind.AUCTION_1, *, closes_at: datetime = CLOSES
    ) -> "Course":
        """Publish the notice of the next round and hand out code 1."""
        number = len(self.state.rounds) + 1
        notice = RoundAnnounced(
            round=number,
            kind=kind,
            announced_on=self.today(),
            reference_price_fen=Fen(10_000_000),
            start_price_fen=self.PRICE,
            step_fen=Fen(50_000),
            deposit_fen=Fen(700_000),
            opens_at=self.OPENS,
            closes_at=closes_at,
            step_rule=StepRule.AT_LEAST_STEP,
        )
        token = LotToken("1".rjust(22, "0"))
        code = BiddingCode("A0001")
        qualified = BidderQualified(number, code, token, Standing.ORDINARY, 0, Fen(700_000))
        return self.happened(notice, qualified)

    def bid(self, *, closes_at: datetime | None = None) -> "Course":
        """Let code 1 bid the start price, with the close that it leads to."""
        current = self.current
        closes_at = closes_at or current.book.closes_at
        number = current.terms.number
        return self.happened(BidPlaced(number, BiddingCode("A0001"), self.PRICE, 0, closes_at))

    def sold(self) -> "Course":
        """Let code 1 win the round."""
        number, code = self.current.terms.number, BiddingCode("A0001")
        self.bid()
        return self.happened(RoundSold(number, code, self.PRICE, 1, self.CLOSES))

    def passed_in(self) -> "Course":
        """Let the round end without a bid."""
        return self.happened(RoundPassedIn(self.current.terms.number, self.CLOSES))

    @property
    def current(self) -> Round:
        """Return the round that is there."""
        current = self.state.current
        assert current is not None
        return current

    @property
    def stop(self) -> Stop:
        """Return the stop that is there."""
        stop = self.current.stop
        assert stop is not None
        return stop

    def today(self) -> date:
        """Return the day of the notice."""
        return self.NOTICE.date()

    def ask(
        self, command: StopCommand, *, actor: str | None = None, now: datetime | None = None
    ) -> Decision:
        """Decide and change nothing. The court asks, at the opening, unless said otherwise."""
        if actor is None:
            actor = self.PLATFORM if isinstance(command, SuspendInEmergency) else self.COURT
        now = self.OPENS if now is None else now
        return decide_stop(self.state, command, Asked(actor, now, self.setting))

    def refusal(self, command: StopCommand, **who_and_when: Any) -> Refused:
        """Return the refusal of a command that must be refused."""
        decision = self.ask(command, **who_and_when)
        assert isinstance(decision, Refused), decision
        return _told(decision)

    def code_of(self, command: StopCommand, **who_and_when: Any) -> str:
        """Return only the code of a refusal."""
        return self.refusal(command, **who_and_when).code

    def do(self, command: StopCommand, **who_and_when: Any) -> Any:
        """Carry out a command that must be accepted and return its event."""
        decision = self.ask(command, **who_and_when)
        assert not isinstance(decision, Refused), decision
        event, *told = decision
        assert all(isinstance(one, RegistrantsTold) for one in told)
        self.happened(event)
        return event

    def suspended(self, *, now: datetime | None = None) -> "Course":
        """Let the platform stop in an emergency."""
        self.do(SuspendInEmergency(StopGround.SYSTEM_FAILURE, self.PAPER), now=now)
        return self

    def duties(self) -> dict[str, Duty]:
        """Return what is owed about stops, by name."""
        return {one.what: one for one in duties_of_stops(self.state, self.setting)}


@pytest.fixture
def course() -> Course:
    """Return a published round with one bidder and no bid."""
    return Course().opened().announced()


@pytest.fixture
def make_course() -> Callable[..., Course]:
    """Return a maker of disposals in which nothing has happened."""
    return Course
