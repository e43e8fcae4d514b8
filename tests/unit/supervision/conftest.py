"""The events of one round as supervision sees them, and the case tables of its rules."""

import importlib.util
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from mingpai.auction.events import BidPlaced, RoundPassedIn, RoundSold
from mingpai.auction.model import PropertyClass, RoundKind, StepRule
from mingpai.auction.preparation.events import DisposalOpened, RoundAnnounced
from mingpai.kernel.event import Event
from mingpai.kernel.ids import BiddingCode, CaseId, OfficeId, PropertyId, StreamId
from mingpai.kernel.money import Fen
from mingpai.supervision.register import DETECTORS
from mingpai.supervision.run import Observer
from mingpai.supervision.seen import Seen

TABLES = Path(__file__).parent / "rules"


class Events:
    """Makes events; start price 1,000 fen, step 100 fen."""

    LOT = StreamId("disposal/2026-0001")
    OPENS = datetime(2026, 5, 25, 2, 0, tzinfo=UTC)
    CLOSES = datetime(2026, 5, 26, 2, 0, tzinfo=UTC)

    def seen(self, seq: int, event: Event, at: datetime = OPENS, stream: StreamId = LOT) -> Seen:
        """Return an event of our own hall as supervision sees it."""
        return Seen(seq, stream, event, at)

    def opened(self) -> DisposalOpened:
        """Return the opening of a disposal."""
        return DisposalOpened(
            case_id=CaseId("case-1"),
            property_id=PropertyId("flat-1"),
            property_class=PropertyClass.IMMOVABLE,
            court=OfficeId("court/sh-xuhui"),
        )

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
            opens_at=self.OPENS,
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


# The case tables -----------------------------------------------------------------------------


def _loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"mingpai_test_{name}", TABLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # type hints are looked up there
    spec.loader.exec_module(module)
    return module


_TABLES = _loaded("case_tables")
_BY_ID = {one.id: one for one in DETECTORS}


def _cases(path: Path) -> list[Any]:
    cases: list[Any] = _TABLES.read_table(path.read_text(encoding="utf-8"), path.name)
    return cases


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Hand a test that asks for a case each case of its family's table, marked with its rule."""
    if "case" not in metafunc.fixturenames:
        return
    family = metafunc.module.__name__.rpartition("test_")[2]
    metafunc.parametrize(
        "case",
        [
            pytest.param(case, id=case.name, marks=pytest.mark.rule(case.rule))
            for case in _cases(TABLES / f"{family}.txt")
        ],
    )


@pytest.fixture(scope="session")
def tables() -> ModuleType:
    """Return the reader of case tables."""
    return _TABLES


@pytest.fixture(scope="session")
def all_cases() -> list[Any]:
    """Return every case of every table."""
    return [case for path in sorted(TABLES.glob("*.txt")) for case in _cases(path)]


@pytest.fixture(scope="session")
def watched() -> Callable[[Observer, Any], list[Any]]:
    """Return how to let an observer see what happened, and the alerts it raises."""

    def run(observer: Observer, happened: Any) -> list[Any]:
        alerts = []
        for one in happened:
            if isinstance(one, Seen):
                alerts += observer.observe(one)
            else:
                alerts += observer.tick(one.seq, one.at)
        return alerts

    return run


@pytest.fixture(scope="session")
def judged(watched: Callable[..., Any]) -> Callable[[Any], list[dict[str, object]]]:
    """Return how to run a case's own rule over it, and the facts of each alert, as texts."""

    def run(case: Any) -> list[dict[str, object]]:
        alerts = watched(Observer((_BY_ID[case.rule],)), case.happened)
        assert all(alert.rule == case.rule for alert in alerts)
        return [{name: _text(value) for name, value in alert.facts} for alert in alerts]

    return run


def _text(value: object) -> object:
    return value if isinstance(value, bool) else str(value)
