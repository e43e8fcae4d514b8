"""A lot to try commands on: published on 2026-04-20, open from 2026-05-25 10:00 for 24 hours."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from mingpai.auction.commands import (
    CloseRound,
    Command,
    PlaceBid,
    PublishConfirmation,
    QualifyBidder,
)
from mingpai.auction.decide import CLOCKWORK, Decision, Setting, decide
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal, PropertyClass
from mingpai.auction.refusals import Language, explain
from mingpai.exchange import paperwork
from mingpai.kernel.event import Event
from mingpai.kernel.ids import BiddingCode, CaseId, LotToken, OfficeId, PropertyId, StreamId
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused
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


class Lot:
    """A disposal and the short way to ask it for things."""

    ID = StreamId("disposal/2026-0001")
    COURT = OfficeId("court/sh-xuhui")
    PLATFORM = OfficeId("platform/gongpai")
    NOTICE = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
    OPENS = datetime(2026, 5, 25, 2, 0, tzinfo=UTC)
    CLOSES = OPENS + timedelta(hours=24)
    REFERENCE = Fen(10_000_000)
    START = Fen(7_000_000)
    STEP = Fen(50_000)
    DEPOSIT = Fen(700_000)
    DIGEST = "A" * 43
    FLAT = paperwork.Property(
        case_id=CaseId("2026-hu0104-zhi-1"),
        property_id=PropertyId("flat-1"),
        property_class=PropertyClass.IMMOVABLE,
        court=COURT,
        platform=PLATFORM,
        applicant=LotToken("applicant".rjust(22, "0")),
        debtor=LotToken("debtor".rjust(22, "0")),
    )
    PRICE = paperwork.Price(REFERENCE, START, STEP, DEPOSIT)
    OPENING = paperwork.opening(FLAT, announced_at=NOTICE)
    TERMS = paperwork.notice(PRICE, opens_at=OPENS, closes_at=CLOSES)
    SETTING = Setting(NATIONAL)

    def __init__(self) -> None:
        """Begin before anything happened."""
        self.state = Disposal(self.ID)
        self.history: list[Event] = []

    @staticmethod
    def token(number: int) -> LotToken:
        """Return the token of person `number`."""
        return LotToken(f"{number:022d}")

    @staticmethod
    def code(number: int) -> BiddingCode:
        """Return the code that person `number` gets."""
        return BiddingCode(f"A{number:04d}")

    def ask(
        self, command: Command, *, actor: str | None = None, now: datetime | None = None
    ) -> Decision:
        """Decide and change nothing. The court asks, at the opening, unless said otherwise."""
        return decide(
            self.state,
            command,
            actor=self.COURT if actor is None else actor,
            now=self.OPENS if now is None else now,
            setting=self.SETTING,
        )

    def refusal(self, command: Command, **who_and_when: Any) -> Refused:
        """Return the refusal of a command that must be refused."""
        decision = self.ask(command, **who_and_when)
        assert isinstance(decision, Refused), decision
        return _told(decision)

    def code_of(self, command: Command, **who_and_when: Any) -> str:
        """Return only the code of a refusal."""
        return self.refusal(command, **who_and_when).code

    def do(self, command: Command, **who_and_when: Any) -> Event:
        """Carry out a command that must be accepted and return its event."""
        decision = self.ask(command, **who_and_when)
        assert not isinstance(decision, Refused), decision
        (event,) = decision
        self.history.append(event)
        self.state = evolve(self.state, event)
        return event

    def open(self) -> "Lot":
        """Open the disposal."""
        self.do(self.OPENING, now=self.NOTICE)
        return self

    def prepare(self) -> "Lot":
        """Do all the paperwork that a notice needs, but for the notice."""
        for command in paperwork.until_notice(self.FLAT, self.PRICE, announced_at=self.NOTICE):
            self.do(command, now=self.NOTICE)
        return self

    def announce(self, **terms: Any) -> "Lot":
        """Do the paperwork and publish the notice, with other terms where given."""
        self.prepare()
        self.do(replace(self.TERMS, **terms), now=self.NOTICE)
        return self

    def qualify(self, *numbers: int) -> "Lot":
        """Hand out codes to ordinary bidders (priority holders where the court confirmed them)."""
        for number in numbers:
            command = QualifyBidder(self.code(number), self.token(number), self.DEPOSIT)
            self.do(command, now=self.NOTICE)
        return self

    def bid(self, number: int, price_fen: int) -> PlaceBid:
        """Return person `number`'s bid."""
        return PlaceBid(self.ID, 1, self.code(number), Fen(price_fen))

    def place(self, number: int, price_fen: int, *, now: datetime | None = None) -> Event:
        """Place a bid that must be taken."""
        return self.do(self.bid(number, price_fen), actor=self.code(number), now=now)

    def bid_code(self, number: int, price_fen: int, *, now: datetime | None = None) -> str:
        """Return the code with which a bid is refused."""
        return self.code_of(self.bid(number, price_fen), actor=self.code(number), now=now)

    def close(self) -> Event:
        """Let the clock close the round at its close."""
        current = self.state.current
        assert current is not None
        return self.do(CloseRound(1), actor=CLOCKWORK, now=current.book.closes_at)

    def confirm(self) -> Event:
        """Publish the confirmation of a sale."""
        command = PublishConfirmation(1, self.DIGEST, self.DIGEST)
        return self.do(command, actor=self.PLATFORM, now=self.CLOSES + timedelta(days=1))


@pytest.fixture
def empty_lot() -> Lot:
    """Return a lot in which nothing has happened."""
    return Lot()


@pytest.fixture
def lot() -> Lot:
    """Return a published lot with three bidders, 1 to 3."""
    return Lot().announce().qualify(1, 2, 3)


@pytest.fixture
def make_lot() -> Callable[[], Lot]:
    """Return a maker of empty lots."""
    return Lot
