"""A court's file to try commands on, made by evolving events: no other part decides here.

Immovable property, seized on 2025-10-01, priced at 100,000.00 yuan on 2026-04-11; the first notice
is due on 2026-04-20 and bidding opens on 2026-05-25 at 10:00 in Shanghai for 24 hours.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from mingpai.auction.asked import Asked, Decision, Setting
from mingpai.auction.events import RoundPassedIn
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal, PropertyClass, RoundKind, StepRule
from mingpai.auction.preparation.commands import AnnounceRound, Notice, PreparationCommand
from mingpai.auction.preparation.decide import decide_preparation
from mingpai.auction.preparation.events import (
    ClaimsRecorded,
    DisposalOpened,
    DocumentServed,
    PanelDecided,
    PersonNamed,
    PlatformAssigned,
    PriceFixed,
    PricingStarted,
    RoundAnnounced,
)
from mingpai.auction.preparation.guards import publication_guards
from mingpai.auction.preparation.model import (
    AssignmentReason,
    Nature,
    PanelMatter,
    Paper,
    Possession,
    PriceMethod,
    Role,
    TaxRule,
)
from mingpai.auction.refusals import Language, explain
from mingpai.auction.settlement.events import CreditorsAsked, NoOfferRecorded
from mingpai.kernel.event import Event
from mingpai.kernel.ids import CaseId, LotToken, OfficeId, PropertyId
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused
from mingpai.law.content import FurtherItem, Item, SpecialWarning
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


def _kept(command: PreparationCommand, event: Event) -> Event:
    """Return an event, once it holds what its command said, under the same names.

    What was left open is filled in; a list stands in its own order, each entry once.
    """
    shared = set(command.__struct_fields__) & set(event.__struct_fields__)
    for name in shared:
        said, held = getattr(command, name), getattr(event, name)
        if isinstance(said, tuple):
            said, held = set(said), set(held)
        assert said is None or said == held, name
    return event


class File:
    """A disposal and the short ways to ask it for things."""

    COURT = OfficeId("court/sh-xuhui")
    PLATFORM = OfficeId("platform/gongpai")
    OTHER_PLATFORM = OfficeId("platform/jd")
    TODAY = date(2026, 4, 20)
    NOW = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
    OPENS = datetime(2026, 5, 25, 2, 0, tzinfo=UTC)
    CLOSES = OPENS + timedelta(hours=24)
    REFERENCE = Fen(10_000_000)
    START = Fen(7_000_000)
    STEP = Fen(50_000)
    DEPOSIT = Fen(700_000)
    PAPER = "A" * 43
    APPLICANT = LotToken("applicant".rjust(22, "0"))
    DEBTOR = LotToken("debtor".rjust(22, "0"))
    SETTING = Setting(NATIONAL)
    NOTICE = Notice(
        items=dict.fromkeys(Item, "见公告。"),
        warnings=dict.fromkeys(SpecialWarning, "见提示。"),
        possession=Possession.DEBTOR,
        taxes=TaxRule.AS_LAW,
        balance_days=10,
        document=PAPER,
    )
    FURTHER = dict.fromkeys(FurtherItem, "见公告。")
    TERMS = AnnounceRound(
        kind=RoundKind.AUCTION_1,
        start_price_fen=START,
        step_fen=STEP,
        deposit_fen=DEPOSIT,
        opens_at=OPENS,
        closes_at=CLOSES,
        notice=NOTICE,
    )

    def __init__(self) -> None:
        """Begin before anything happened."""
        self.state = Disposal("disposal/2026-0001")
        self.setting = self.SETTING
        self.now = self.NOW

    # Events -------------------------------------------------------------------------------

    def given(self, *events: Event) -> "File":
        """Let events have happened."""
        for event in events:
            self.state = evolve(self.state, event)
        return self

    def opened(self, **facts: Any) -> "File":
        """Let the disposal be opened, with other facts where given."""
        event = DisposalOpened(
            case_id=CaseId("2026-hu0104-zhi-1"),
            property_id=PropertyId("flat-1"),
            property_class=PropertyClass.IMMOVABLE,
            court=self.COURT,
            nature=Nature.OTHER,
            seized_on=date(2025, 10, 1),
            seizure_until=date(2027, 9, 30),
            opened_on=date(2025, 10, 8),
        )
        return self.given(replace(event, **facts))

    def named(self, token: str, role: Role) -> "File":
        """Let somebody be named."""
        return self.given(PersonNamed(LotToken(token), role))

    def priced(self) -> "File":
        """Let the reference price be found."""
        way = PriceMethod.NETWORK_INQUIRY
        return self.given(
            PricingStarted(way, (PriceMethod.AGREED,), date(2025, 10, 20), record=self.PAPER),
            PriceFixed(way, self.REFERENCE, date(2026, 4, 11), date(2027, 2, 5), self.PAPER),
        )

    def claimed(self, *, debt: int = 20_000_000, senior: int = 0, costs: int = 0) -> "File":
        """Let the claims be recorded."""
        return self.given(ClaimsRecorded(Fen(debt), Fen(senior), Fen(costs), Fen(0)))

    def assigned(self, platform: OfficeId = PLATFORM) -> "File":
        """Let the disposal be on its platform."""
        reason = AssignmentReason.NO_CHOICE_DRAW
        return self.given(
            PlatformAssigned(platform, "national/2019", reason, self.PAPER, self.TODAY)
        )

    def served(
        self,
        token: str,
        paper: Paper = Paper.PARTY_NOTICE,
        *,
        on: date = date(2026, 4, 15),
        method: Method = Method.DIRECT,
        effective_on: date | None = None,
    ) -> "File":
        """Let a paper be served with effect, on the same day unless said otherwise."""
        effect = effective_on or on
        event = DocumentServed(paper, LotToken(token), method, on, effect, self.PAPER)
        return self.given(event)

    def failed_service(self, token: str, paper: Paper = Paper.PARTY_NOTICE) -> "File":
        """Let a service have failed."""
        day = date(2026, 4, 10)
        event = DocumentServed(paper, LotToken(token), Method.MAIL, day, None, self.PAPER)
        return self.given(event)

    def decided(self, **facts: Any) -> "File":
        """Let a panel have decided the next round."""
        event = PanelDecided(
            round=len(self.state.rounds) + 1,
            members=3,
            matters=tuple(PanelMatter),
            start_price_fen=self.START,
            step_fen=self.STEP,
            deposit_fen=self.DEPOSIT,
            decision=self.PAPER,
            on=self.TODAY,
        )
        return self.given(replace(event, **facts))

    def ready(self, **facts: Any) -> "File":
        """Let all have happened that the first notice needs."""
        self.opened(**facts).named(self.APPLICANT, Role.APPLICANT).named(self.DEBTOR, Role.DEBTOR)
        self.priced().claimed().assigned().reported()
        return self.served(self.APPLICANT).served(self.DEBTOR).decided()

    def reported(self, on: date = date(2026, 4, 12)) -> "File":
        """Let applicant and debtor have the report on the price."""
        for token in (self.APPLICANT, self.DEBTOR):
            self.served(token, Paper.PRICE_REPORT, on=on)
        return self

    def announced(self, **facts: Any) -> "File":
        """Let a round be announced."""
        event = RoundAnnounced(
            round=len(self.state.rounds) + 1,
            kind=RoundKind.AUCTION_1,
            announced_on=self.TODAY,
            reference_price_fen=self.REFERENCE,
            start_price_fen=self.START,
            step_fen=self.STEP,
            deposit_fen=self.DEPOSIT,
            opens_at=self.OPENS,
            closes_at=self.CLOSES,
            step_rule=StepRule.AT_LEAST_STEP,
            balance_days=10,
            document=self.PAPER,
        )
        return self.given(replace(event, **facts))

    def passed_in(self, *, declined: bool = True) -> "File":
        """Let the last round be passed in at its close, and creditors have declined."""
        current = self.state.rounds[-1]
        number, closed_at = current.terms.number, current.book.closes_at
        self.given(RoundPassedIn(number, closed_at))
        if declined:
            asked_on = closed_at.date()
            self.given(
                CreditorsAsked(number, current.terms.start_price_fen, asked_on, self.PAPER),
                NoOfferRecorded(number, all_declined=True, proof=self.PAPER),
            )
        return self

    def told_again(self, on: date) -> "File":
        """Let applicant and debtor be told of the round that comes next."""
        return self.served(self.APPLICANT, on=on).served(self.DEBTOR, on=on)

    # Asking -------------------------------------------------------------------------------

    def at(self, year: int, month: int, day: int, hour: int = 10) -> "File":
        """Let it be this hour in Shanghai from now on."""
        self.now = datetime(year, month, day, tzinfo=UTC) + timedelta(hours=hour - 8)
        return self

    def asked(self, actor: str | None = None) -> Asked:
        """Return who asks, and when."""
        return Asked(self.COURT if actor is None else actor, self.now, self.setting)

    def ask(self, command: PreparationCommand, *, actor: str | None = None) -> Decision:
        """Decide and change nothing."""
        return decide_preparation(self.state, command, self.asked(actor))

    def refusal(self, command: PreparationCommand, *, actor: str | None = None) -> Refused:
        """Return the refusal of a command that must be refused."""
        decision = self.ask(command, actor=actor)
        assert isinstance(decision, Refused), decision
        return _told(decision)

    def code(self, command: PreparationCommand, *, actor: str | None = None) -> str:
        """Return only the code of a refusal."""
        return self.refusal(command, actor=actor).code

    def do(self, command: PreparationCommand) -> Any:
        """Carry out a command that must be accepted and return its event."""
        decision = self.ask(command)
        assert not isinstance(decision, Refused), decision
        (event,) = decision
        _kept(command, event)
        self.given(event)
        return event

    def guards(self, **terms: Any) -> Sequence[Refused]:
        """Return every guard that a notice does not meet; `notice_*` changes what it says."""
        found = publication_guards(self.state, self.terms(**terms), self.asked())
        return tuple(_told(one) for one in found)

    def codes(self, **terms: Any) -> list[str]:
        """Return the codes of every guard that a notice does not meet."""
        return [one.code for one in self.guards(**terms)]

    def terms(self, **terms: Any) -> AnnounceRound:
        """Return a notice with other terms; those that begin with `notice_` are its content."""
        content = {
            name.removeprefix("notice_"): value
            for name, value in terms.items()
            if name.startswith("notice_")
        }
        own = {name: value for name, value in terms.items() if not name.startswith("notice_")}
        return replace(self.TERMS, notice=replace(self.NOTICE, **content), **own)


@pytest.fixture(scope="session")
def make_file() -> Callable[[], File]:
    """Return a maker of empty files."""
    return File


@pytest.fixture
def empty() -> File:
    """Return a file in which nothing has happened."""
    return File()


@pytest.fixture
def opened() -> File:
    """Return a file that was opened and no more."""
    return File().opened()


@pytest.fixture
def ready() -> File:
    """Return a file that lacks nothing for its first notice."""
    return File().ready()


@pytest.fixture
def published() -> File:
    """Return a file whose first round was announced."""
    return File().ready().announced()


@pytest.fixture
def second(published: File) -> File:
    """Return a file whose first auction was passed in, ready for the second on 2026-06-10."""
    published.passed_in().told_again(date(2026, 6, 1)).at(2026, 6, 10)
    return published.decided()
