"""A disposal put together from events, so that objections are tried on their own.

Announced on 2026-04-20, bidding from Monday 2026-05-25 10:00 (Shanghai) for 24 hours.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest

from mingpai.auction.asked import Asked, Decision, Setting
from mingpai.auction.duty import Duty
from mingpai.auction.events import BidderQualified, BidPlaced, RoundSold
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal, PropertyClass, RoundKind, Standing, StepRule
from mingpai.auction.objections.commands import (
    DecideObjection,
    FileObjection,
    ObjectionCommand,
    RecordDecisionServed,
)
from mingpai.auction.objections.decide import decide_objection
from mingpai.auction.objections.duties import duties_of_objections
from mingpai.auction.objections.model import Objection, ObjectionKind, Outcome
from mingpai.auction.preparation.events import (
    DisposalOpened,
    DocumentServed,
    PersonNamed,
    PlatformAssigned,
    RoundAnnounced,
)
from mingpai.auction.preparation.model import AssignmentReason, Paper, Role
from mingpai.auction.refusals import Language, explain
from mingpai.auction.settlement.events import SaleRuled
from mingpai.kernel.event import Event
from mingpai.kernel.ids import BiddingCode, CaseId, LotToken, OfficeId, PropertyId, StreamId
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused
from mingpai.law.book import LAWS, LawBook
from mingpai.law.platforms import NATIONAL
from mingpai.law.service import Method


def _told(refusal: Refused) -> Refused:
    """Return a refusal, once nothing is missing of what its words name in either language."""
    for language in get_args(Language):
        told = explain(refusal.code, refusal.facts, language=language)
        assert told is not None
        words = told.text + told.next
        assert "?" not in words, words
        assert "None" not in words, words
    return refusal


class Docket:
    """A disposal, who is concerned in it, and the short way to file and decide.

    Token 1 holds code A0001; "applicant", "debtor" and "tenant" are on file as such.
    """

    ID = StreamId("disposal/2026-0001")
    COURT = OfficeId("court/sh-xuhui")
    PLATFORM = OfficeId("platform/gongpai")
    OPENS = datetime(2026, 5, 25, 2, 0, tzinfo=UTC)
    CLOSES = OPENS + timedelta(hours=24)
    NOTICE_ON = date(2026, 4, 20)
    PAPER = "A" * 43
    CODE = BiddingCode("A0001")

    def __init__(self, laws: LawBook = LAWS) -> None:
        """Begin before anything happened, under the law of a book."""
        self.setting = Setting(NATIONAL, laws)
        self.state = Disposal(self.ID)

    @staticmethod
    def token(name: str) -> LotToken:
        """Return the token of a person."""
        return LotToken(name.rjust(22, "0"))

    def happened(self, *events: Event) -> "Docket":
        """Let events happen."""
        for event in events:
            self.state = evolve(self.state, event)
        return self

    def opened(self) -> "Docket":
        """Open the disposal, put it on its platform and name who is concerned."""
        self.happened(
            DisposalOpened(
                CaseId("2026-hu0104-zhi-1"),
                PropertyId("flat-1"),
                PropertyClass.IMMOVABLE,
                self.COURT,
            ),
            PlatformAssigned(
                self.PLATFORM,
                "national/2019",
                AssignmentReason.APPLICANT_CHOICE,
                self.PAPER,
                self.NOTICE_ON,
            ),
        )
        for role in (Role.APPLICANT, Role.DEBTOR, Role.TENANT):
            self.happened(PersonNamed(self.token(role.value), role))
        return self

    def announced(self) -> "Docket":
        """Publish the notice of a round and hand out code A0001."""
        return self.happened(
            RoundAnnounced(
                round=1,
                kind=RoundKind.AUCTION_1,
                announced_on=self.NOTICE_ON,
                reference_price_fen=Fen(10_000_000),
                start_price_fen=Fen(7_000_000),
                step_fen=Fen(50_000),
                deposit_fen=Fen(700_000),
                opens_at=self.OPENS,
                closes_at=self.CLOSES,
                step_rule=StepRule.AT_LEAST_STEP,
            ),
            self.qualified("1", self.CODE),
        )

    def qualified(self, name: str, code: BiddingCode) -> BidderQualified:
        """Return that a person got a code."""
        return BidderQualified(1, code, self.token(name), Standing.ORDINARY, 0, Fen(700_000))

    def sold(self, name: str = "1", *, title_on: date | None = None) -> "Docket":
        """Sell the round to a person, and let title pass on a day."""
        code = self.CODE if name == "1" else BiddingCode("A0002")
        price = Fen(7_000_000)
        self.happened(
            self.qualified(name, code),
            BidPlaced(1, code, price, 0, self.CLOSES),
            RoundSold(1, code, price, 1, self.CLOSES),
        )
        if title_on is None:
            return self
        buyer = self.token(name)
        served = DocumentServed(
            Paper.SALE_RULING, buyer, Method.DIRECT, title_on, title_on, self.PAPER
        )
        return self.happened(SaleRuled(1, title_on, self.PAPER), served)

    def filing(
        self, kind: ObjectionKind = ObjectionKind.CONDUCT, *, by: Role = Role.DEBTOR, name: str = ""
    ) -> FileObjection:
        """Return a filing, of the debtor unless said otherwise."""
        return FileObjection(kind, self.token(name or by.value), by, self.PAPER)

    def filed(self, kind: ObjectionKind, *, now: datetime | None = None) -> "Docket":
        """Have something filed: a claim by the tenant, anything else by the debtor."""
        is_claim = kind is ObjectionKind.OUTSIDER_CLAIM
        self.do(self.filing(kind, by=Role.TENANT if is_claim else Role.DEBTOR), now=now)
        return self

    def decided(self, outcome: Outcome = Outcome.REJECTED) -> "Docket":
        """Have the last objection decided and served on the day of the opening."""
        number = len(self.state.file.objections)
        self.do(DecideObjection(number, outcome, self.PAPER))
        self.do(RecordDecisionServed(number, self.OPENS.date(), self.PAPER))
        return self

    @property
    def last(self) -> Objection:
        """Return the objection that was filed last."""
        return self.state.file.objections[-1]

    def ask(
        self, command: ObjectionCommand, *, actor: str | None = None, now: datetime | None = None
    ) -> Decision:
        """Decide and change nothing. The court asks, at the opening, unless said otherwise."""
        actor = self.COURT if actor is None else actor
        now = self.OPENS if now is None else now
        return decide_objection(self.state, command, Asked(actor, now, self.setting))

    def refusal(self, command: ObjectionCommand, **who_and_when: Any) -> Refused:
        """Return the refusal of a command that must be refused."""
        decision = self.ask(command, **who_and_when)
        assert isinstance(decision, Refused), decision
        return _told(decision)

    def code_of(self, command: ObjectionCommand, **who_and_when: Any) -> str:
        """Return only the code of a refusal."""
        return self.refusal(command, **who_and_when).code

    def do(self, command: ObjectionCommand, **who_and_when: Any) -> tuple[Event, ...]:
        """Carry out a command that must be accepted and return its events."""
        decision = self.ask(command, **who_and_when)
        assert not isinstance(decision, Refused), decision
        self.happened(*decision)
        return decision

    def duties(self) -> dict[str, Duty]:
        """Return what is owed about objections, by name."""
        return {one.what: one for one in duties_of_objections(self.state, self.setting)}


@pytest.fixture
def docket() -> Docket:
    """Return a published round with one bidder, and nothing filed."""
    return Docket().opened().announced()


@pytest.fixture
def make_docket() -> Callable[..., Docket]:
    """Return a maker of disposals in which nothing has happened."""
    return Docket
