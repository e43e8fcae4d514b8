"""One invented disposal, played by the engine up to each paper, and what a court would fill in.

Everything is made up and marked so. Published on 2026-04-20, open from 2026-05-25 10:00 (Shanghai).
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.asked import CLOCKWORK, Setting
from mingpai.auction.commands import (
    CloseRound,
    Command,
    ConfirmPriority,
    PlaceBid,
    QualifyBidder,
)
from mingpai.auction.decide import decide
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal, PropertyClass, Round, RoundKind
from mingpai.auction.papers import PaperKind
from mingpai.auction.preparation.commands import NamePerson
from mingpai.auction.preparation.model import Nature, Role
from mingpai.auction.settlement.commands import DecideDefault
from mingpai.auction.stops.commands import DeferBidding, RecordCauseEnded
from mingpai.auction.stops.model import StopGround
from mingpai.exchange import paperwork
from mingpai.kernel.ids import BiddingCode, CaseId, LotToken, OfficeId, PropertyId, StreamId
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused
from mingpai.law.platforms import NATIONAL
from mingpai.papers.basis import Basis
from mingpai.papers.font import Font, embedded_font
from mingpai.papers.particulars import Particulars
from mingpai.papers.proof import NoticeTexts

ZENHEI = Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")
KEY = b"a key for tests alone, thirty-two"
COURT = OfficeId("court/sh-xuhui")
PLATFORM = OfficeId("platform/gongpai")
LOT = StreamId("disposal/2026-0001")
NOTICE = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
OPENS = datetime(2026, 5, 25, 2, 0, tzinfo=UTC)
CLOSES = OPENS + timedelta(hours=24)
HOME = paperwork.Property(
    case_id=CaseId("2026-hu0104-zhi-1"),
    property_id=PropertyId("flat-1"),
    property_class=PropertyClass.IMMOVABLE,
    court=COURT,
    platform=PLATFORM,
    applicant=LotToken("applicant".rjust(22, "0")),
    debtor=LotToken("debtor".rjust(22, "0")),
    nature=Nature.HOME,
)
CO_OWNER = LotToken("coowner".rjust(22, "0"))
PRICE = paperwork.Price(Fen(176_000_000), Fen(123_450_000), Fen(500_000), Fen(20_000_000))
GIVEN = Particulars(
    court="上海市徐汇区人民法院",
    case_number="（2026）沪0104执1号",
    court_address="上海市徐汇区某路1号",
    contact="李法官",
    phone="021-00000000",
    supervision_phone="021-00000001",
    platform="公拍网",
    platform_address="gongpai.example",
    property="上海市徐汇区样本路8号201室房屋",
    applicant="甲样本有限公司",
    debtor="乙某",
    instrument="（2025）沪0104民初100号民事判决书",
    account_holder="上海市徐汇区人民法院",
    bank="样本银行徐汇支行",
    account="1001 0000 0000 0001",
    viewing="需要看样的，请在公告期内与联系人预约，由本院统一组织。",
    addressee="丙某",
    right="按份共有人",
    buyer="丁某",
    reason="样本事由，已经本院审查",
    decision_number="（2026）沪0104执1号之二",
    signers="审判长 戊某、审判员 己某、审判员 庚某",
)
TEXTS = NoticeTexts(dict(paperwork.ITEMS), dict(paperwork.WARNINGS))


class Played:
    """A disposal and the short way to go on with it."""

    def __init__(self) -> None:
        """Begin before anything happened."""
        self.state = Disposal(LOT)

    def ask(self, command: Command, actor: str, at: datetime) -> "Played":
        """Let the engine decide, and take what follows."""
        decision = decide(self.state, command, actor=actor, now=at, setting=Setting(NATIONAL))
        assert not isinstance(decision, Refused), decision
        for event in decision:
            self.state = evolve(self.state, event)
        return self

    def prepared(self) -> "Played":
        """File all that comes before a notice."""
        for command in paperwork.until_notice(HOME, PRICE, announced_at=NOTICE):
            self.ask(command, COURT, NOTICE)
        return self

    def published(self) -> "Played":
        """Publish the first notice."""
        announced = paperwork.notice(PRICE, opens_at=OPENS, closes_at=CLOSES)
        return self.prepared().ask(announced, COURT, NOTICE)

    def sold(self) -> "Played":
        """Sell to the one bidder."""
        code, token = BiddingCode("A0001"), LotToken("bidder".rjust(22, "0"))
        bid = PlaceBid(LOT, 1, code, Fen(125_450_000))
        self.published().ask(QualifyBidder(code, token, PRICE.deposit_fen), COURT, OPENS)
        self.ask(bid, code, OPENS + timedelta(hours=1))
        return self.ask(CloseRound(1), CLOCKWORK, CLOSES)

    def defaulted(self) -> "Played":
        """Let the buyer default."""
        decided = DecideDefault(claims_shortfall=True, decision=paperwork.paper("default"))
        return self.sold().ask(decided, COURT, CLOSES + timedelta(days=11))

    def stopped(self) -> "Played":
        """Defer bidding while it runs."""
        deferred = DeferBidding(StopGround.OBJECTION, date(2026, 6, 1), paperwork.paper("reason"))
        return self.published().ask(deferred, COURT, OPENS + timedelta(hours=3))


def with_round(state: Disposal, **changes: Any) -> Disposal:
    """Return a disposal whose last round has other terms."""
    last: Round = state.rounds[-1]
    return replace(
        state, rounds=(*state.rounds[:-1], replace(last, terms=replace(last.terms, **changes)))
    )


def _again(state: Disposal) -> Disposal:
    """Return a defaulted disposal whose round is held again."""
    first = state.rounds[-1]
    terms = replace(
        first.terms,
        number=2,
        kind=RoundKind.RERUN,
        of=RoundKind.AUCTION_1,
        announced_on=date(2026, 6, 20),
    )
    fresh = Played().published().state.rounds[-1]
    return replace(state, rounds=(first, replace(fresh, terms=terms)))


def _bases() -> dict[PaperKind, Basis]:
    published = Played().published().state
    stopped = Played().stopped()
    ended = stopped.ask(
        RecordCauseEnded(date(2026, 5, 28), paperwork.paper("ended")),
        COURT,
        datetime(2026, 5, 28, 6, 0, tzinfo=UTC),
    )
    told = Played().prepared().ask(NamePerson(CO_OWNER, Role.CO_OWNER), COURT, NOTICE)
    told.ask(ConfirmPriority(CO_OWNER, 1), COURT, NOTICE)
    run = timedelta(hours=24)
    sale = with_round(published, kind=RoundKind.SALE, run=run, prepay_fen=PRICE.start_fen)
    states = {
        PaperKind.NOTICE: published,
        PaperKind.SALE_NOTICE: sale,
        PaperKind.RERUN_NOTICE: _again(Played().defaulted().state),
        PaperKind.SPECIAL_WARNINGS: published,
        PaperKind.INSTRUCTIONS: published,
        PaperKind.PRIORITY_NOTICE: told.state,
        PaperKind.CONFIRMATION: Played().sold().state,
        PaperKind.STOP_ANNOUNCEMENT: Played().stopped().state,
        PaperKind.RESUMPTION: ended.state,
        PaperKind.DEFAULT_DECISION: Played().defaulted().state,
        PaperKind.BALANCE_REMINDER: Played().sold().state,
    }
    goes_on = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
    return {
        kind: Basis(
            state,
            GIVEN,
            date(2026, 5, 30),
            texts=TEXTS,
            resumes=(goes_on, goes_on + timedelta(hours=24)),
            made_up=True,
        )
        for kind, state in states.items()
    }


@pytest.fixture(scope="session")
def bases() -> Mapping[PaperKind, Basis]:
    """Return what each kind of paper is made from, in a state that allows it."""
    return _bases()


@pytest.fixture(scope="session")
def key() -> bytes:
    """Return what nonces are keyed by."""
    return KEY


@pytest.fixture
def played() -> type[Played]:
    """Return the short way to play a disposal."""
    return Played


@pytest.fixture(scope="session")
def changed_round() -> Callable[..., Disposal]:
    """Return how a disposal's last round is given other terms."""
    return with_round


@pytest.fixture(scope="session")
def zenhei_file() -> Path:
    """Return a Chinese TrueType file as Debian has it; tests that need one are marked strangers."""
    if not ZENHEI.is_file():
        pytest.skip("no fonts-wqy-zenhei: install that package of Debian's")
    return ZENHEI


@pytest.fixture(scope="session")
def zenhei(zenhei_file: Path) -> Font:
    """Return that file's font."""
    return embedded_font(zenhei_file.read_bytes())
