"""A disposal put together from events, so that what follows a round is tried on its own."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from mingpai.auction.asked import Asked, Decision, Setting
from mingpai.auction.duty import Duty
from mingpai.auction.events import (
    BidderQualified,
    BidPlaced,
    ConfirmationPublished,
    RoundPassedIn,
    RoundSold,
)
from mingpai.auction.evolve import evolve
from mingpai.auction.model import (
    Disposal,
    Phase,
    PropertyClass,
    RoundKind,
    Standing,
    StepRule,
)
from mingpai.auction.preparation.events import (
    ClaimsRecorded,
    DisposalOpened,
    DocumentServed,
    PersonNamed,
    PlatformAssigned,
    RoundAnnounced,
)
from mingpai.auction.preparation.model import AssignmentReason, Nature, Paper, Role, Trait
from mingpai.auction.refusals import Language, explain
from mingpai.auction.settlement.commands import (
    AskCreditors,
    AwardSetOff,
    MakeRuling,
    OfferToTake,
    RecordBalance,
    SettlementCommand,
)
from mingpai.auction.settlement.decide import decide_settlement
from mingpai.auction.settlement.duties import duties_of_settlement
from mingpai.auction.settlement.events import DepositForwarded
from mingpai.auction.settlement.model import AwardBasis, Settlement
from mingpai.auction.settlement.owed import to_forward_fen
from mingpai.kernel.event import Event
from mingpai.kernel.ids import BiddingCode, CaseId, LotToken, OfficeId, PropertyId
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused
from mingpai.law.book import LawBook
from mingpai.law.platforms import NATIONAL
from mingpai.law.service import Method
from mingpai.law.timeline import Timeline


def _told(refusal: Refused) -> Refused:
    """Return a refusal, once nothing is missing of what its words name in either language."""
    for language in get_args(Language):
        told = explain(refusal.code, refusal.facts, language=language)
        assert told is not None
        words = told.text + told.next
        assert "?" not in words, words
        assert "None" not in words, words
    return refusal


def _kept(command: SettlementCommand, event: Event) -> Event:
    """Return an event, once it holds what its command said, under the same names.

    What was left open is filled in; a list stands in its own order, each entry once.
    A day to pay by is set anew where nothing is left to pay.
    """
    shared = set(command.__struct_fields__) & set(event.__struct_fields__) - {"due_on"}
    for name in shared:
        said, held = getattr(command, name), getattr(event, name)
        if isinstance(said, tuple):
            said, held = set(said), set(held)
        assert said is None or said == held, name
    return event


class After:
    """A disposal and the short way to ask it for what follows a round.

    Announced on 2026-04-20, bidding from 05-25 10:00 to Tuesday 05-26 10:00; the balance is due
    after seven days.
    """

    COURT = OfficeId("court/sh-xuhui")
    PLATFORM = OfficeId("platform/gongpai")
    NOTICE = date(2026, 4, 20)
    OPENS = datetime(2026, 5, 25, 2, 0, tzinfo=UTC)
    CLOSES = datetime(2026, 5, 26, 2, 0, tzinfo=UTC)
    SOLD = date(2026, 5, 26)
    DUE = date(2026, 6, 2)
    START = Fen(7_000_000)
    DEPOSIT = Fen(700_000)
    PRICE = Fen(8_000_000)
    DEBT = Fen(9_000_000)
    PAPER = "A" * 43
    SETTING = Setting(NATIONAL)

    def __init__(self, *traits: Trait, nature: Nature = Nature.BUILDING) -> None:
        """Open a disposal that is on its platform, with applicant, creditor and debtor."""
        self.state = Disposal("disposal/2026-0001")
        self.setting = self.SETTING
        self.apply(
            DisposalOpened(
                case_id=CaseId("2026-hu0104-zhi-1"),
                property_id=PropertyId("flat-1"),
                property_class=PropertyClass.IMMOVABLE,
                court=self.COURT,
                nature=nature,
                seized_on=date(2026, 1, 5),
                seizure_until=date(2029, 1, 4),
                traits=traits,
            )
        )
        self.apply(
            PlatformAssigned(
                self.PLATFORM,
                "national/2019",
                AssignmentReason.APPLICANT_CHOICE,
                self.PAPER,
                self.NOTICE,
            )
        )
        self.apply(ClaimsRecorded(self.DEBT, Fen(0), Fen(100_000), Fen(0)))
        self.apply(PersonNamed(self.token("applicant"), Role.APPLICANT))
        self.apply(PersonNamed(self.token("debtor"), Role.DEBTOR))

    @staticmethod
    def token(name: str | int) -> LotToken:
        """Return somebody's token."""
        return LotToken(str(name).rjust(22, "0"))

    @staticmethod
    def code(number: int) -> BiddingCode:
        """Return the code of bidder `number`."""
        return BiddingCode(f"A{number:04d}")

    @property
    def done(self) -> Settlement:
        """Return what was settled."""
        return self.state.file.settlement

    def apply(self, event: Event) -> "After":
        """Let an event happen that needs no decision here."""
        self.state = evolve(self.state, event)
        return self

    def creditor(self, name: str) -> LotToken:
        """Name another creditor."""
        self.apply(PersonNamed(self.token(name), Role.CREDITOR))
        return self.token(name)

    def announce(self, kind: RoundKind = RoundKind.AUCTION_1, **terms: Any) -> "After":
        """Publish the notice of the next round."""
        event = RoundAnnounced(
            round=len(self.state.rounds) + 1,
            kind=kind,
            announced_on=self.NOTICE,
            reference_price_fen=Fen(10_000_000),
            start_price_fen=self.START,
            step_fen=Fen(50_000),
            deposit_fen=self.DEPOSIT,
            opens_at=self.OPENS,
            closes_at=self.CLOSES,
            step_rule=StepRule.AT_LEAST_STEP,
            balance_days=7,
        )
        return self.apply(replace(event, **terms))

    def qualify(self, number: int, paid_fen: int | None = None, **more: Any) -> "After":
        """Give bidder `number` his code."""
        return self.apply(
            BidderQualified(
                round=len(self.state.rounds),
                code=self.code(number),
                token=self.token(number),
                standing=Standing.ORDINARY,
                rank=0,
                paid_fen=Fen(self.DEPOSIT if paid_fen is None else paid_fen),
                **more,
            )
        )

    def sell(self, price_fen: int | None = None, *, confirm: bool = True) -> "After":
        """Let bidder 1 win."""
        number, price = len(self.state.rounds), Fen(price_fen or self.PRICE)
        self.apply(BidPlaced(number, self.code(1), price, 0, self.CLOSES))
        self.apply(RoundSold(number, self.code(1), price, 1, self.CLOSES))
        if confirm:
            self.apply(ConfirmationPublished(number, self.code(1), price, self.PAPER, self.PAPER))
        return self

    def fail(self) -> "After":
        """Let the round be passed in."""
        return self.apply(RoundPassedIn(len(self.state.rounds), self.CLOSES))

    def until_sale_failed(self) -> "After":
        """Let all three rounds be passed in, the 变卖 as the last."""
        for kind in (RoundKind.AUCTION_1, RoundKind.AUCTION_2, RoundKind.SALE):
            self.announce(kind).fail()
        return self

    def mark(self, phase: Phase) -> "After":
        """Put the last round into a phase."""
        self.state = replace(
            self.state,
            rounds=(*self.state.rounds[:-1], replace(self.state.rounds[-1], phase=phase)),
        )
        return self

    def forward(self) -> "After":
        """Let the winner's deposit reach the court an hour after the close."""
        at = self.CLOSES + timedelta(hours=1)
        return self.apply(DepositForwarded(len(self.state.rounds), self.done.deposit_fen, at))

    def pay(self, *, on: date | None = None) -> "After":
        """Let the deposit be forwarded, where a platform holds it, and the buyer pay the rest."""
        if to_forward_fen(self.state):
            self.forward()
        left = Fen(self.done.price_fen - self.done.paid_fen)
        buyer = self.done.buyer
        assert buyer is not None
        self.do(RecordBalance(left, on or self.DUE, buyer), on=on or self.DUE)
        return self

    def rule(self, *, on: date | None = None) -> "After":
        """Let the court make the ruling."""
        self.do(MakeRuling(self.PAPER), on=on or self.DUE)
        return self

    def serve(self, *, on: date | None = None, paper: Paper = Paper.SALE_RULING) -> "After":
        """Serve a paper on the buyer."""
        buyer, day = self.done.buyer, on or self.DUE
        assert buyer is not None
        return self.apply(DocumentServed(paper, buyer, Method.DIRECT, day, day, self.PAPER))

    def taken(self, claim_fen: int, **who: Any) -> "After":
        """Let the applicant take the property after a failed round."""
        taker = who.get("taker", self.token("applicant"))
        self.do(AskCreditors(self.SOLD, self.PAPER), on=self.SOLD)
        self.do(OfferToTake(taker, Fen(claim_fen), 1, self.PAPER), on=self.SOLD)
        self.do(AwardSetOff(taker, AwardBasis.ONLY_ONE, self.DUE), on=self.SOLD)
        return self

    def ask(
        self, command: SettlementCommand, *, on: date | None = None, actor: str | None = None
    ) -> Decision:
        """Decide and change nothing: at noon of a day (of the close), asked by the court."""
        day = on or self.SOLD
        now = datetime(day.year, day.month, day.day, 4, 0, tzinfo=UTC)
        asked = Asked(actor or self.COURT, now, self.setting)
        return decide_settlement(self.state, command, asked)

    def do(self, command: SettlementCommand, **when_and_who: Any) -> Any:
        """Carry out a command that must be accepted and return its event."""
        decision = self.ask(command, **when_and_who)
        assert not isinstance(decision, Refused), decision
        (event,) = decision
        _kept(command, event)
        self.apply(event)
        return event

    def refusal(self, command: SettlementCommand, **when_and_who: Any) -> Refused:
        """Return the refusal of a command that must be refused."""
        decision = self.ask(command, **when_and_who)
        assert isinstance(decision, Refused), decision
        return _told(decision)

    def code_of(self, command: SettlementCommand, **when_and_who: Any) -> str:
        """Return only the code of a refusal."""
        return self.refusal(command, **when_and_who).code

    def duties(self) -> dict[str, Duty]:
        """Return what must happen, by name; of several of one name the last."""
        return {one.what: one for one in duties_of_settlement(self.state, self.setting)}

    def without(self, timeline: Timeline[Any]) -> "After":
        """Let a value of the law come into force only long after everything here."""
        far = [replace(timeline.values[-1], from_=date(2990, 1, 1), to=None)]
        laws = LawBook([Timeline(timeline.name, far)])
        self.setting = replace(self.setting, laws=laws)
        return self


@pytest.fixture
def make() -> Callable[..., After]:
    """Return a maker of disposals."""
    return After


@pytest.fixture
def sold() -> After:
    """Return a disposal sold to bidder 1 of three for 80,000 yuan, confirmed and unpaid."""
    return After().announce().qualify(1).qualify(2).qualify(3, 0).sell()


@pytest.fixture
def failed() -> After:
    """Return a disposal whose first auction was passed in; bidder 2 had registered."""
    return After().announce().qualify(2).fail()


@pytest.fixture
def day() -> Callable[[int], date]:
    """Return how many days after the day of the close a day is."""
    return lambda days: After.SOLD + timedelta(days=days)
